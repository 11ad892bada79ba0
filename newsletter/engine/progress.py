"""How far long work is, told as it goes on. Who shows it, and whether anybody does, is not known here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

#: Told what is being done ("files read"), how many are done, and of how many; of 0 where
#: nobody knows. It may be told very often: whoever shows it keeps their own pace.
Progress: TypeAlias = Callable[[str, int, int], None]

#: Told how many of the things are done.
Count: TypeAlias = Callable[[int], None]


def silent(_words: str, _done: int, _of: int) -> None:
    """Tells nobody."""


def uncounted(_done: int) -> None:
    """Tells nobody."""


def counting(tell: Progress, words: str, of: int, before: int = 0) -> Count:
    """What tells `tell` of each count, `before` of which were done without being counted."""
    tell(words, before, of)

    def count(done: int) -> None:
        tell(words, before + done, of)

    return count
