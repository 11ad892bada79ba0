"""What a proof-reader marks in a line of words: days that never were, words typed twice, sums that are none.

Serves `markdown.misread_words` for bodies and `reading.proofs` for fields. Only what cannot be meant is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.words.letters import strange_letters
from newsletter.content.words.proofreading.days_said import days_said
from newsletter.content.words.proofreading.note_numbers import note_numbers
from newsletter.content.words.proofreading.numbers_said import numbers_said
from newsletter.content.words.proofreading.proof import Proof
from newsletter.content.words.proofreading.signs_struck import signs_struck
from newsletter.content.words.proofreading.words_twice import words_twice


def proofs(words: str) -> Iterator[Proof]:
    """What is wrong in the words of a line or a paragraph; nothing in almost all."""
    yield from words_twice(words)
    yield from days_said(words)
    yield from numbers_said(words)
    yield from signs_struck(words)
    yield from note_numbers(words)
    for start, written, message, hint in strange_letters(words):
        yield Proof(start, written, "odd-letter", message, hint)
