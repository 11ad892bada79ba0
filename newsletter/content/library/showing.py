"""What is shown of all that is written: what is published by a day, and what else was asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from newsletter.content.entry import Entry
from newsletter.values import point


@point
class Showing:
    """What is shown besides what is published by `today`."""

    today: date
    drafts: bool = False
    future: bool = False

    def held_back(self, entry: Entry[Any]) -> str | None:
        """Why an entry is not published by today: "draft" or "future"; None if it is."""
        if entry.record.draft:
            return "draft"
        published = entry.record.published
        return "future" if published and published > self.today else None

    def shows(self, entry: Entry[Any]) -> bool:
        """Whether an entry is to be seen."""
        match self.held_back(entry):
            case "draft":
                return self.drafts
            case "future":
                return self.future
        return True
