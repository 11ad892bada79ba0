"""One content file, read and checked: its record, its body, and all that it refers to.

What an entry has dozens of is a tuple with names: it is read back from the cache in half the time.
"""

from __future__ import annotations

from typing import Generic, Literal, NamedTuple, TypeVar

from newsletter import permalinks
from newsletter.content.body import Body
from newsletter.told.diagnostics import Diagnostic, Location
from newsletter.values import Late, point

R = TypeVar("R", covariant=True)

ReferenceKind = Literal[
    "source",
    "tag",
    "place",
    "content",
    "image",
    "redirect",
    "outcome",
    "day",
    "link",
    "heading",
    "table",
    "stray",
]


#: Bytes of each digest in `Entry.own`, and what the words below the fields are called among its names.
OWN_SIZE, OWN_TEXT = 8, "text"


class Reference(NamedTuple):
    """Something a file names that stands elsewhere, and where it names it.

    `target` is a key (`tag`, `place`, `source`), a project-relative path (`content`,
    `image`: already resolved against the file that names it), an address (`redirect`), the
    number of an outcome, from 1 (`outcome`), a date by which something has happened (`day`: as
    ISO 8601 writes it, to the precision known). Of a body also what a letter's rules may ask for:
    where each link leads (`link`: as in the body's HTML), each heading (`heading`: by its id)
    and each table (`table`). A file of ours that is linked and not published is a `stray`.
    `anchor` is the part after "#", without it; `wanted` is what must stand there (see `Names`),
    `words` what a link of a body says, or a picture's credit and licence.
    """

    kind: ReferenceKind
    target: str
    location: Location
    anchor: str = ""
    wanted: str = ""
    words: str = ""


class Emblem(NamedTuple):
    """What an entry is known by before a word is read: in lists a figure and what it is, or else a `shift` of power.

    A shift is model and values of a case study's compass at the start, then those of now, each -2 to 2.
    """

    figure: str
    what: str
    shift: tuple[float, ...] = ()


def to_come(name: str) -> str:
    """What a preview shows where the value of a field is still to be written."""
    return f"[{name}: to come]"


@point
class Entry(Late, Generic[R]):
    """One content file. `path` is project-relative, such as content/editions/2026-11.md.

    `locations` says where its top-level fields stand, for rules that look at several files.
    `fields_digest` names its front matter as it was written (see `Document`), `content_digest`
    the whole file; either is empty where the entry comes from no file. `source_count` is how many
    sources it lists: the front page adds them up, and need not look into each file for it.
    `days` are all by which it says something happened, apart from the other references: `latest`,
    the last of them, tells whether they are worth a look. `parts` are the links, headings and
    tables of the body, each kind in its order, and `hosts` those that its links lead to. `emblem`
    is what its kind makes of the record for lists, so that a list need not look into each file.
    `unkept` is how many of its sources are on the web without a lasting copy, `oldest_check` the day
    by which the one was looked at that was longest ago (see `looked_at`).
    `own` tells what no other file of its kind should say, each by eight bytes, and `own_names` what
    that is and where it stands (see `reading.own_words`).
    Of a draft alone: `blanks` are the fields that something stands in for, `to_mend` the mistakes
    of the file.
    """

    LATE = frozenset({"body", "locations", "days", "parts", "own_names"})

    path: str
    record: R
    body: Body
    references: tuple[Reference, ...]
    locations: dict[str, Location]
    fields_digest: str
    content_digest: str = ""
    source_count: int = 0
    latest: str = ""
    days: tuple[Reference, ...] = ()
    parts: tuple[Reference, ...] = ()
    hosts: tuple[str, ...] = ()
    emblem: Emblem | None = None
    unkept: int = 0
    oldest_check: str = ""
    blanks: tuple[str, ...] = ()
    to_mend: tuple[Diagnostic, ...] = ()
    own: bytes = b""
    own_names: tuple[tuple[str, Location], ...] = ()

    @property
    def slug(self) -> str:
        """The file's name without its ending."""
        return permalinks.slug(self.path)

    @property
    def permalink(self) -> str:
        """The address of its page."""
        return permalinks.permalink(self.path)
