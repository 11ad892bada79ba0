"""A page: about, privacy and the like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from annotated_types import Len

from newsletter.content.kinds.rules import RuleContext, shared_rules
from newsletter.content.kinds.shared import STRICT, Shared
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import value


@value
class Nav:
    """Where the page is linked from."""

    __pydantic_config__ = STRICT
    place: Literal["header", "footer"]
    """The bar it stands in."""
    order: int = 50
    """Lower comes first."""
    label: Annotated[str, Len(1, 30)] | None = None
    """A shorter name than its title."""


@value
class Page(Shared):
    """A page that stands at the top of the site."""

    __pydantic_config__ = STRICT
    nav: Nav | None = None
    """Where the page is linked from."""


def rules(file: RuleContext) -> Iterator[Diagnostic]:
    """What a schema cannot say of a page."""
    yield from shared_rules(file)
