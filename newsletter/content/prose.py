"""Sentences that state a figure and name no source for it."""

from __future__ import annotations

from typing import NamedTuple


class Unsourced(NamedTuple):
    """A sentence that needs a mark. `offset` counts characters from the text's start."""

    offset: int
    sentence: str
    figure: str


def unsourced_sentences(text: str) -> tuple[Unsourced, ...]:
    """The sentences of Markdown `text` with £, % or a count but without a `[^id]` mark, in order."""
    return ()
