"""Numbers of notes that a printed page or a word processor left behind the words they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.words.proofreading.proof import Proof
from newsletter.regexes import regex

#: A number right behind the end of a sentence, where another one begins or the paragraph ends.
_BEHIND_STOP = regex(r"[.!?][\"”’')]{0,2}(?P<number>[1-9]\d{0,2})(?=\s+[A-Z“‘\"]|\s*\Z)")
_RAISED = regex(r"[¹²³⁰⁴-⁹]{1,3}(?![\w.,]?\w)")
_RAISED_SIGNS = "¹²³⁰⁴⁵⁶⁷⁸⁹"
#: The word before; a shorter one may be a name in short, and these count what follows.
_WORD = regex(r"[^\W\d_]*[a-z]{3,}\Z")
_COUNTS = frozenset(
    "vol vols fig figs art arts para paras sec sect app rev ver nos num reg regs ref ext est approx max min tab pts"
    " log cap eds act gen apt box flat room page psalm matt mark luke john".split()
)
_END = regex(r"(?P<word>[^\W\d_]*)(?P<stop>[.,;:!?]?[\"”’')]{0,2})\Z")
#: Letters of a word that is no unit: metres² are.
_LONG = 4
_REACH = 40


def note_numbers(words: str) -> Iterator[Proof]:
    """A mark for each number of a note."""
    for found in _BEHIND_STOP.finditer(words):
        before = words[max(found.start() - _REACH, 0) : found.start()].rstrip("\"”’')")
        word = _WORD.search(before)
        if word and word[0].lower() not in _COUNTS:
            yield _proof(words, found.start("number"), word[0], found["number"])
    if any(sign in words for sign in _RAISED_SIGNS):
        for found in _RAISED.finditer(words):
            if noted := _noted(words[max(found.start() - _REACH, 0) : found.start()], found[0]):
                yield _proof(words, found.start(), noted, found[0])


def has_note_number(words: str) -> bool:
    """Whether there is one in words that state a figure: then it names the source."""
    return any(True for _ in note_numbers(words))


def _noted(before: str, raised: str) -> str:
    """The word that a raised number belongs to as a note; "" where it is a power."""
    found = _END.search(before)
    if not found or not _WORD.search(found["word"]):
        return ""
    is_note = found["stop"] or (len(found["word"]) >= _LONG and raised not in "²³")
    return found["word"] if is_note else ""


def _proof(words: str, at: int, word: str, number: str) -> Proof:
    start = words.rindex(word, 0, at)
    written = words[start : at + len(number)]
    message = f"`{number}` behind `{words[start:at]}` is the number of a note, and leads to none"
    hint = "write the mark of the source it means in its place, such as `[^id]`, or take it out"
    return Proof(start, written, "leftover-markup", message, hint)
