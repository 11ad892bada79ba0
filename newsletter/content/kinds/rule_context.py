"""What a rule is given to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsletter.told.diagnostics import Location
from newsletter.values import point

if TYPE_CHECKING:
    from newsletter.content.reading.field import Field  # cached records need no YAML


@point
class RuleContext:
    """One file, read: its record and where its fields stand."""

    path: str
    record: Any
    fields: Field

    def value_at(self, *path: str | int) -> Location:
        """Where a field's value stands."""
        return self.fields.at(path).location

    def key_at(self, *path: str | int) -> Location:
        """Where a field's name stands."""
        return self.fields.at(path).key
