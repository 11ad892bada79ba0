"""What a kind of content says of itself: all that the program knows of it without showing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from newsletter.content.entry import Emblem, Entry
from newsletter.content.kinds.rules import RuleContext
from newsletter.content.kinds.shared import Shared
from newsletter.content.words.when import When
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import point, value

if TYPE_CHECKING:
    from newsletter.content.blocks import Card
    from newsletter.content.config import Config
    from newsletter.content.kinds.edition import Feature

#: What a kind's entries are sorted by, smallest first.
Order = Callable[[Entry[Any]], Any]


@point
class InLetters:
    """How entries of a kind stand in an edition: under `title`, each as the card that
    `card` makes of it for the feature that names it; the edition gives the card its id."""

    title: str
    card: Callable[[Entry[Any], Feature, Config], Card]


#: When something happened, and what: words that go on behind the title of the entry that tells it.
Happened = Callable[[Any], Iterable[tuple[When, str]]]
#: Who is named, each with their part.
Naming = Callable[[Any], Iterable[tuple[str, str]]]


#: What an entry is known by in lists; None where its record gives nothing.
Emblems = Callable[[Any], Emblem | None]


def no_emblem(record: Any) -> None:
    """Of a kind whose lists show words alone."""


def nothing(record: Any) -> tuple[()]:
    """Of a kind that tells of none."""
    return ()


@value
class Kind:
    """A kind of content: what editors call it, where it lives, what it holds, what a schema cannot say of it.

    `title` is what readers call one, `plural` several. `stand_ins` are values for its required
    fields that no rule finds fault with. `blank` is the note under the fields of a new file.
    `order` sorts its entries in every list. `missed_by` maps the code of a rule that misses a
    field to that field: the rule is silent where the field is there but cannot be read. Without
    `in_letters` an edition can only link to an entry. One that `needs_words` is nothing without
    a body. One that `links_figures` has no sources of its own: each figure in its text needs a link
    to where the figure is. `happened` is what a record adds to the timeline, `people` and
    `organisations` are those whom it names: they get a page once two entries do. `emblem` is what
    lists show of a record besides its words.
    """

    name: str
    folder: str
    title: str
    plural: str
    record: type[Shared]
    rules: Callable[[RuleContext], Iterable[Diagnostic]]
    stand_ins: Mapping[str, object]
    blank: str
    order: Order
    missed_by: Mapping[str, str] = field(default_factory=dict)
    in_letters: InLetters | None = None
    needs_words: bool = False
    links_figures: bool = False
    happened: Happened = nothing
    people: Naming = nothing
    organisations: Naming = nothing
    emblem: Emblems = no_emblem

    @property
    def rests_on_sources(self) -> bool:
        """Whether none of it can stand without sources: its figures are then held to have one."""
        return any(one.name == "sources" and one.default is MISSING for one in fields(self.record))


def newest_first(entry: Entry[Any]) -> tuple[int, str]:
    """The order of what is news: the latest published first; those of one day by path."""
    return -(entry.record.published or date.min).toordinal(), entry.path


def by_title(entry: Entry[Any]) -> tuple[str, str]:
    """The order of what lasts."""
    return entry.record.title, entry.path
