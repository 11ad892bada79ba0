"""Two full stops or commas with a source mark between them: `the votes.[^echo].` is shown as `the votes.[3].`.

Serves `markdown.foreign_marks` for bodies and `misstruck` for fields.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.words.marks import MARK
from newsletter.content.words.proofreading.proof import Proof
from newsletter.regexes import regex

_BESIDE = ("].", "],", "];", "]:")
#: What is written short ends in a stop of its own; a sentence that ends with it has no second one all the same.
_SHORT = regex(r"(?:^|[^a-z])(?:etc|co|ltd|inc|corp|bros|jr|sr|st|dr|no|vol|al|[a-z])\.$")
_ROUND = regex(
    rf"(?<!\.)(?P<stop>[.,;:?])(?P<quoted>[\"'’”]{{0,3}})(?P<marks>(?:{MARK})+)(?P<again>[.,;:])(?=[\"'’”)]*(?:\s|\Z))"
)


def stops_round_marks(words: str) -> Iterator[Proof]:
    """The second of two signs round a mark; nothing in almost all."""
    if "[^" not in words or not any(signs in words for signs in _BESIDE):
        return
    for found in _ROUND.finditer(words):
        stop, again = found["stop"], found["again"]
        before = words[max(found.start() - 9, 0) : found.end("stop")].lower()
        is_asked_within = stop == "?" and found["quoted"]  # the question ends there, and the sentence here
        if is_asked_within or again not in (stop, ".") or _SHORT.search(before):
            continue
        right = stop if stop == "?" else again
        message = f"`{again}` stands behind `{found['marks']}`, and `{stop}` before it"
        hint = f"write `{right}{found['quoted']}{found['marks']}`"
        yield Proof(found.start("again"), again, "given-twice", message, hint)
