"""Values that stand in for one: `Untitled`, `n/a`, the name of their own field, the name of a file.

Serves `entries` and `data_files`. Only what no reader could take for words is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from newsletter.content.reading.field import Field
from newsletter.content.words.marks import MARK
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, warning

#: What people type where a program asks for something, in small letters and without signs at its ends.
_NOTHING = frozenset(
    (
        "n/a",
        "nil",
        "untitled",
        "untitled document",
        "new page",
        "new document",
        "no title",
        "asdf",
        "test",
        "xxx",
        "blah",
        "blah blah",
        "placeholder",
        "text here",
        "your text here",
        "one or two plain sentences",
    )
)
#: Fields of words for readers, of which some are words of a list: `status: unknown`.
_WORDS = frozenset(
    "title summary subject preheader lesson measure of unit caveat who role where what why text note name"
    " publisher reason question says before after was now reply".split()
)
_MARK = regex(MARK)
_OF_A_FILE = regex(r"[\w ()-]+\.(?:md|docx?|odt|pdf|txt|html?)")
_COPY = regex(r"Copy of [A-Z].*|.* \(copy\)|.* - Copy")
_BREAKS_OFF = regex(r"[^\W\d_](?:\.\.\.|…)$")


def says_nothing(fields: Field, told: Collection[Location], name: str = "") -> Iterator[Diagnostic]:
    """A warning for each such value, but where something else was `told`."""
    for inner, field in fields.named.items():
        yield from says_nothing(field, told, inner)
    for entry in fields.value if isinstance(fields.value, tuple) else ():
        yield from says_nothing(entry, told, name)
    if name not in _WORDS or not isinstance(fields.value, str) or fields.location in told:
        return
    value = fields.value.strip()
    plain = _MARK.sub("", value).casefold().strip(" .-–—?!_*[]()")
    if (
        plain in _NOTHING
        or plain in ("", name)
        or (name in ("title", "summary") and plain in ("title", "summary"))
    ):
        message = f"`{value}` says nothing to readers, and is shown to them"
        hint = "write what it is; while that is not known, set `draft: true` or take the line out"
        yield warning(fields.location, "note-to-self", message, hint)
    elif name == "title" and (_OF_A_FILE.fullmatch(value) or _COPY.fullmatch(value)):
        message = f"`{value}` is what a file is called, and no title"
        yield warning(fields.location, "note-to-self", message, "write the title as readers should see it")
    elif name == "summary":
        yield from _summary(fields, value)


def _summary(field: Field, value: str) -> Iterator[Diagnostic]:
    """What no summary is: the first words of a text, cut off by a program, or an invitation to click."""
    if _BREAKS_OFF.search(value):
        message = "this sentence breaks off, and nothing behind it goes on"
        hint = "write it to its end: it stands alone in lists, in feeds and in the letter"
        yield warning(field.location, "unfinished", message, hint)
    elif value.casefold().startswith(("click here", "read more", "find out more", "learn more", "click to")):
        message = f"`{value}` does not say what the page tells"
        yield warning(field.location, "vague-link", message, "say in a sentence what it tells")
