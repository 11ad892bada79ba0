"""What stands in an edition, free of any medium: sections of a handful of blocks.

`composing` makes an edition of them once; the page and the feed, the HTML of the letter and
its text are written from them. All words are plain text, set and without source marks, but
for `Words`, which is a part of a body.
"""

from __future__ import annotations

from typing import Any

from newsletter.content.body import Nodes, html_of
from newsletter.content.entry import Entry
from newsletter.content.words.marks import plain
from newsletter.values import point


@point
class Link:
    """A link to something of the publication, and a few words on it."""

    title: str
    permalink: str
    text: str = ""


@point
class Words:
    """A part of a body, its heading included."""

    nodes: Nodes

    @property
    def html(self) -> str:
        """The part as HTML, its links as in `Body.html`."""
        return html_of(self.nodes).strip()


@point
class Paragraph:
    """Plain words; `link`, where there is one, follows them."""

    text: str
    link: Link | None = None


@point
class Links:
    """A list of links. Where it `runs_on`, a link's text goes on in the same sentence."""

    links: tuple[Link, ...]
    runs_on: bool = False


@point
class Fact:
    """Words under a short name, such as "Who decided before"."""

    label: str
    text: str


@point
class Step:
    """One end of a measured change, such as "From 5% in 2012", and the bar drawn for it.

    The bar begins at nought, is sure as far as `low` and reaches `high`: both in thousandths of the width.
    """

    words: str
    low: int
    high: int


@point
class Figure:
    """A measured change, such as "From 5% in 2012 to 18.2% in 2016"; `notes` say of what, and who says so.

    `steps` are the same words in two, where both ends can be drawn.
    """

    measure: str
    change: str
    notes: tuple[str, ...]
    steps: tuple[Step, ...] = ()


@point
class Card:
    """An entry shown in the edition itself.

    `line` says where and when, such as "Preston, North West. Active since 2011."; `told` are
    its paragraphs; `read_on` are the words of the link that leads to all of it. `id` is given
    by the edition, in which no two are alike.
    """

    title: str
    permalink: str
    line: str
    told: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    figure: Figure | None = None
    status: str = ""
    id: str = ""

    @property
    def read_on(self) -> str:
        """The words of the link to its page."""
        return f"Read on: {self.title}"


def told(*texts: str | None) -> tuple[str, ...]:
    """What a card tells: the texts that there are, as plain words."""
    return tuple(plain(text) for text in texts if text)


Block = Words | Paragraph | Links | Card


@point
class Section:
    """Blocks under a heading; `kicker` stands before the title. A `Words` block brings its own heading.

    `field` is the front matter that it comes from; a section of the body has none.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    kicker: str = ""
    field: str = ""

    @property
    def heading(self) -> str:
        """Its heading in one piece."""
        return f"{self.kicker}: {self.title}" if self.kicker else self.title


@point
class ComposedEdition:
    """An edition in its order: opening, what it shows of the library, its own sections, links, one thing to do, corrections.

    `note` is what a reader must know of it before anything else; most have none.
    """

    entry: Entry[Any]
    number: int
    month: str
    title: str
    summary: str
    opening: Words
    sections: tuple[Section, ...]
    note: str = ""

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """Id and heading of each section, in order."""
        return tuple((section.id, section.heading) for section in self.sections)
