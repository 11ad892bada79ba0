"""A proof-reader's mark."""

from __future__ import annotations

from typing import NamedTuple

from newsletter.told.codes import Code


class Proof(NamedTuple):
    """What is wrong: where it begins in the words, as written, and what is told of it."""

    start: int
    written: str
    code: Code
    message: str
    hint: str
