"""A page: about, privacy and the like."""

from __future__ import annotations

from typing import Annotated, Literal

from annotated_types import Len

from newsletter.content.kinds.kind import Kind, by_title
from newsletter.content.kinds.rules import shared_rules
from newsletter.content.kinds.shared import SHARED_STAND_INS, STRICT, Shared, Typeset
from newsletter.values import value

#: The page that is no page but a letter, to whoever has just confirmed; with `nav` it is a page, too.
WELCOME = "content/pages/welcome.md"


@value
class Nav:
    """Where the page is linked from."""

    __pydantic_config__ = STRICT
    place: Literal["header", "footer"]
    """The bar it stands in."""
    order: int = 50
    """Lower comes first."""
    label: Annotated[str, Len(1, 30), Typeset()] | None = None
    """A shorter name than its title."""


@value
class Page(Shared):
    """A page that stands at the top of the site."""

    __pydantic_config__ = STRICT
    nav: Nav | None = None
    """Where the page is linked from."""


_BLANK = """\
<!-- Write the page here, below this note, in sections with headings such as "## Who we are".
     Readers do not see this note; delete it when you are done. -->
"""

KIND = Kind(
    name="page",
    folder="pages",
    title="page",
    plural="pages",
    record=Page,
    rules=shared_rules,
    stand_ins=SHARED_STAND_INS,
    blank=_BLANK,
    order=by_title,
    needs_words=True,
)
