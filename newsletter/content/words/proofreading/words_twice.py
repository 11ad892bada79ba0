"""Words typed or pasted twice, and words that a printed line broke."""

from __future__ import annotations

from collections.abc import Iterator
from operator import eq

from newsletter.content.words.proofreading.proof import Proof
from newsletter.regexes import regex

#: Words that no sentence has twice in a row; `that that` and `had had` may be meant.
_TWICE = ("the", "a", "of", "to", "and", "for", "with", "an")
#: How many words a phrase has that is looked for behind itself.
_PHRASE = (3, 4, 5, 6)
_PAIRS = tuple(f" {word} {word} " for word in _TWICE)
_WORD_TWICE = regex(
    rf"(?<![\w’'.,/-])(?P<first>(?i:{'|'.join(_TWICE)}))\s+(?P<second>{'|'.join(_TWICE)})(?![\w’'/-])"
)
#: The halves of a word, and a hyphen where a line of a page ended. (`mid- and late`, `pre- to post-war` are right.)
_BROKEN_APART = regex(
    r"-(?<=[a-z]-)[ ](?P<rest>(?!(?:and|or|to|nor|but|if|as|y|und|oder|bis|et|ou)\b)[a-z]{2,})(?![\w-])"
)
#: Letters of a word.
_LONGEST_WORD = 30
_FIRST_HALF = regex(r"(?<![\w’'-])[A-Za-z]?[a-z]+\Z")


def words_twice(words: str) -> Iterator[Proof]:
    """Words and phrases that stand right behind themselves; words that are broken in two."""
    if _has_pair(words):
        yield from _pairs(words)
    yield from _phrase_twice(words)
    if "- " in words:
        yield from _broken_apart(words)


def _has_pair(words: str) -> bool:
    """Whether one of the pairs stands there: to look for them as text takes a tenth of the time of a pattern."""
    plain = f" {words} ".replace("\n", " ")
    return any(pair in plain for pair in _PAIRS)


def _pairs(words: str) -> Iterator[Proof]:
    for found in _WORD_TWICE.finditer(words):
        if found["first"].lower() == found["second"]:
            written = " ".join(found[0].split())
            message = f"`{written}` is typed twice"
            yield Proof(found.start(), found[0], "given-twice", message, f"write `{found['first']}`")


def _phrase_twice(words: str) -> Iterator[Proof]:
    """Three words or more that stand right behind themselves, as they do where something was pasted twice."""
    said = words.split()
    for length in _PHRASE:
        for at in _recurring(said, length):
            phrase, again = said[at : at + length], said[at + length : at + 2 * length]
            again[-1] = again[-1].rstrip(".,;:!?")
            if phrase == again and all(word.isalpha() for word in phrase):
                written = " ".join(phrase)
                start = max(words.find(f"{phrase[0]} {phrase[1]}"), 0)
                message, hint = f"`{written}` is typed twice", f"write `{written}` once"
                yield Proof(start, written, "given-twice", message, hint)
                return


def _recurring(said: list[str], length: int) -> Iterator[int]:
    """Where so many words stand again right behind themselves, the last of them apart, which may have a stop."""
    same, run = bytes(map(eq, said, said[length:])), b"\1" * (length - 1)
    at = same.find(run)
    while at >= 0:
        if at + 2 * length <= len(said):
            yield at
        at = same.find(run, at + 1)


def _broken_apart(words: str) -> Iterator[Proof]:
    """Words that a line of a printed page broke, with the hyphen that stood at its end."""
    for found in _BROKEN_APART.finditer(words):
        half = _FIRST_HALF.search(words, max(0, found.start() - _LONGEST_WORD), found.start())
        if half is None:
            continue
        first, rest, written = half[0], found["rest"], half[0] + found[0]
        message = f"a word is broken here, as at the end of a printed line: `{written}`"
        hint = f"write `{first}{rest}`, or `{first}-{rest}` if it has a hyphen"
        yield Proof(half.start(), written, "odd-space", message, hint)
