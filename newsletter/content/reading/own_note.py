"""The note that a new file begins with, and what was typed inside it: no reader sees a word of that.

Serves `entries`. The program knows its own note word for word (`Kind.blank`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from newsletter.content.kinds import Kind
from newsletter.content.reading.front_matter import Document
from newsletter.content.reading.leftovers import COMMENT
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, Severity, warning

_WORD = regex(r"\S+")
#: Fewer words than these are a note put in other words.
_FEWEST = 4


def words_in_the_note(document: Document, kind: Kind) -> Iterator[Diagnostic]:
    """A warning where words of somebody's stand inside the note of `newpower new`, before its end or behind it."""
    note = _WORD.findall(kind.blank)
    for comment in COMMENT.finditer(document.body) if "<!--" in document.body else ():
        written = list(_WORD.finditer(comment[0]))
        words = [one[0] for one in written]
        before = _alike(words, note)
        if before < min(len(note), _FEWEST):
            continue
        behind = _alike(words[before:][::-1], note[::-1])
        typed = written[before : len(written) - behind]
        if len(typed) < _FEWEST:
            continue
        at = comment.start() + typed[0].start()
        line = document.body.count("\n", 0, at)
        column = at - document.body.rfind("\n", 0, at)
        where = Location(document.path, document.body_line + line, column, len(typed[0][0]))
        message = "these words stand inside the note for editors: no reader sees them"
        hint = "move them below the `-->` that ends it, and delete the note"
        yield warning(where, "unclosed-comment", message, hint)


def with_the_want_of_words(found: list[Diagnostic], document: Document) -> list[Diagnostic]:
    """The same and that there is no text; where it was typed into the note, that is the mistake."""
    if not any(one.code == "unclosed-comment" for one in found):
        return [*found, _wordless(document)]
    return [replace(one, severity=Severity.ERROR) if one.code == "unclosed-comment" else one for one in found]


def _wordless(document: Document) -> Diagnostic:
    """What to say of a file that has fields and, for its readers, nothing to read."""
    where = Location(
        document.path, document.body_line - (not document.body), length=3 if not document.body else 1
    )
    hint = "write it there; while it waits for its text, set `draft: true`"
    return Diagnostic(where, "empty-file", "there is no text below the front matter", hint)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two texts have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
