"""A sign in the words of a field that was struck a key away, or before its turn: `vote .The`, `the sums/`, `university;s`.

Serves `reading.proofs`. Bodies hold code, addresses and columns, in which such signs may stand: there nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.words.lone_brackets import left_open
from newsletter.content.words.marks import MARK
from newsletter.content.words.proofreading.proof import Proof
from newsletter.content.words.proofreading.stops_round_marks import stops_round_marks
from newsletter.regexes import regex

_SPACE_TOO_SOON = regex(
    r"(?<![A-Za-z])(?P<word>[A-Za-z]*[a-z]{2})[ ](?P<sign>[.?!])(?=[A-Z][a-z])(?P<next>[A-Za-z]+)"
)
_LETTER_TOO_SOON = regex(r"(?<=[a-z]{3}),(?P<letter>[a-z])[ ](?P<rest>[a-z]+)")
_APOSTROPHE = regex(r"(?<![A-Za-z])(?P<word>[A-Za-z]*[a-z]{2})(?P<sign>\")s(?=[ .,;:!?]|$)")
#: At the end of a sentence, or of all: no sentence ends with these.
_STOP = regex(
    rf"(?<![A-Za-z])(?P<word>[A-Za-z]*[a-z]{{2}})(?P<sign>[/<>,;])(?=(?:{MARK})*$|(?:{MARK})+[ ]|(?<=[<>/])[ ][A-Z][a-z])"
)
_COMMA = regex(r"(?<![A-Za-z])(?P<word>[A-Za-z]*[a-z]{2})(?P<sign>[<>])(?=[ ][a-z])")
_STOPS = regex(rf"(?<![A-Za-z0-9])(?P<word>[A-Za-z]*[a-z]{{2}}|\d{{1,4}})\.\.(?={MARK})")


#: What may hold a bracket of its own, or stand for one.
_NO_WORDS = regex(r"https?://|[`{}<>]|[:;=]-?\(")

#: Spaces of a sentence, and of no name.
_FEWEST = 4


def misstruck(words: str) -> Iterator[Proof]:
    """What was struck amiss in the words of one field; nothing in almost all."""
    if words.count(" ") < _FEWEST:
        return
    for found in _SPACE_TOO_SOON.finditer(words):
        meant = f"{found['word']}{found['sign']} {found['next']}"
        message = f"a space stands before `{found['sign']}`, and none behind it"
        yield Proof(found.start(), found[0], "odd-space", message, f"write `{meant}`")
    for found in _LETTER_TOO_SOON.finditer(words):
        is_word = found["letter"] in "ai"  # or the space alone is missing
        meant = f", {found['letter']}{found['rest']}"
        message = f"a space stands behind `{found['letter']}`, and not before it"
        hint = "put the space right behind the comma" if is_word else f"write `{meant}`"
        yield Proof(found.start(), found[0], "odd-space", message, hint)
    for found in _APOSTROPHE.finditer(words):
        message = f"`{found['sign']}` stands where an apostrophe should"
        yield Proof(found.start(), found[0], "leftover-markup", message, f"write `{found['word']}’s`")
    for found in _STOP.finditer(words):
        message = f"`{found['sign']}` ends no sentence"
        hint = f"write `{found['word']}.`, or the sign that was meant"
        yield Proof(found.start(), found[0], "unfinished", message, hint)
    is_paired = "<" in words and ">" in words  # a place to be filled in, or an example of code
    for found in () if is_paired else _COMMA.finditer(words):
        message = f"`{found['sign']}` stands behind a word, where a comma does on the same key"
        yield Proof(found.start(), found[0], "leftover-markup", message, f"write `{found['word']},`")
    if "(" in words and not _NO_WORDS.search(words) and (opened := left_open(words)) is not None:
        written = words[opened:].split()[0]
        message = f"the bracket of `{written}` never closes"
        yield Proof(opened, written, "unfinished", message, "put `)` where its words end, or take it out")
    yield from stops_round_marks(words)
    for found in _STOPS.finditer(words):
        yield Proof(found.start(), found[0], "given-twice", "`.` is typed twice", f"write `{found['word']}.`")
