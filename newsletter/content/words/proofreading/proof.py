"""A proof-reader's mark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from newsletter.told.codes import Code


class Proof(NamedTuple):
    """What is wrong: where it begins in the words, as written, and what is told of it."""

    start: int
    written: str
    code: Code
    message: str
    hint: str


def apart(proofs: Iterable[Proof]) -> list[Proof]:
    """The same but for those that lie over one that comes before them: of one slip is told once."""
    kept: list[Proof] = []
    for proof in proofs:
        end = proof.start + len(proof.written)
        if all(end <= one.start or one.start + len(one.written) <= proof.start for one in kept):
            kept.append(proof)
    return kept
