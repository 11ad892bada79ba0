"""Letters that only look like those of the word they stand in, and signs nobody sees: another program left them.

Serves `proofreading`. A reader sees the word; whoever searches for it, or has it read out, does not find it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from newsletter.regexes import regex
from newsletter.told.lookalikes import ANY_LOOKALIKE, LOOKALIKES, MIXED_WORD, latin, lookalike

#: Letters and digits that other signs draw bold, wide or in circles, as posts in social networks have them.
_SET = "\U0001d400-\U0001d7ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9\U0001f130-\U0001f149"
_DRESSED = regex(f"[{_SET}]")
_DRESSED_WORDS = regex(rf"[^\W_{_SET}]*[{_SET}](?:[\w{_SET}’'&,-]|[ ](?=[{_SET}]))*")
#: Letters that printers join to one sign.
_JOINED_ANY = regex("[\ufb00-\ufb06]")
_JOINED = regex("[^\\W_]*[\ufb00-\ufb06]\\w*")
#: What is not seen: a place where a word may break, a space of no width, marks of the writing's direction.
_UNSEEN_SIGNS = "\u00ad\u115f\u1160\u180e\u200b\u200e\u200f\u2060\u2800\u3164\uffa0"
_UNSEEN_ANY = regex(f"[{_UNSEEN_SIGNS}]")
_UNSEEN = regex(f"[^\\W_{_UNSEEN_SIGNS}]*[{_UNSEEN_SIGNS}]+\\w*")
#: Letters of a tag that nobody sees, but in the flags of nations, which end in the last; selectors of variants, at a beginning.
_TAGS = regex(
    "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+|(?:^|(?<=[\\s]))[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
#: Marks over and under one letter, more than any writing has.
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}"
_STACKED = regex(f"(?P<on>.?)(?P<marks>{_MARKS})")
_DIRECTION = "a mark of the writing's direction"
_NAMES = {
    "\u00ad": "a soft hyphen",
    "\u200b": "a space of no width",
    "\u200e": _DIRECTION,
    "\u200f": _DIRECTION,
    "\u2060": "a joiner of words",
}
_RIGHT_TO_LEFT = regex("[\u0590-\u08ff]")
#: One of all these: hardly any text has it.
_ANY = regex(f"[{LOOKALIKES}{_SET}\ufb00-\ufb06{_UNSEEN_SIGNS}\ufe00-\ufe0f\U000e0020-\U000e01ef]|{_MARKS}")

#: Where it begins, what is written there, and what is told of it: message and hint.
Strange = tuple[int, str, str, str]


def strange_letters(words: str) -> Iterator[Strange]:
    """The first of each kind in a piece of words; nothing in almost all."""
    if words.isascii() or _ANY.search(words) is None:
        return
    if ANY_LOOKALIKE.search(words) and (found := MIXED_WORD.search(words)):
        message = f"in `{found[0]}` {lookalike(found[0]).replace(' in it is', ' is')}: nobody who searches finds the word"
        more = _more(sum(1 for _ in MIXED_WORD.finditer(words)))
        yield found.start(), found[0], f"{message}{more}", f"type it anew: `{latin(found[0])}`"
    if _DRESSED.search(words) and (found := _DRESSED_WORDS.search(words)):
        message = (
            f"`{found[0]}` is made of signs that only look like letters or digits: nobody hears or finds it"
        )
        more = _more(sum(1 for _ in _DRESSED_WORDS.finditer(words)))
        yield found.start(), found[0], f"{message}{more}", f"type it anew: `{_plain(found[0])}`"
    if _JOINED_ANY.search(words) and (found := _JOINED.search(words)):
        message = f"in `{found[0]}` letters are joined to one sign, as a PDF has them: nobody who searches finds the word"
        more = _more(sum(1 for _ in _JOINED.finditer(words)))
        yield found.start(), found[0], f"{message}{more}", f"type it anew: `{_plain(found[0])}`"
    if _UNSEEN_ANY.search(words) and not _RIGHT_TO_LEFT.search(words):
        yield from _unseen(words)
    if found := _TAGS.search(words):
        what = "a sign" if len(found[0]) == 1 else f"{len(found[0])} signs"
        yield found.start(), found[0], f"{what} that nobody sees, of no letter or picture, here", "delete it"
    if found := _STACKED.search(words):
        message = f"{len(found['marks'])} marks stand over one letter, and cover what is around it"
        yield (
            found.start(),
            found[0],
            message,
            f"type it anew: `{found['on']}`" if found["on"] else "delete them",
        )


def _unseen(words: str) -> Iterator[Strange]:
    """The first sign of no width; where letters run from right to left, such signs do their work."""
    if (found := _UNSEEN.search(words)) is None:
        return
    sign = next(one for one in found[0] if _UNSEEN_ANY.match(one))
    plain = _UNSEEN_ANY.sub("", found[0])
    name = _NAMES.get(sign, "a blank letter")
    message = f"{name}, which nobody sees, stands {f'in `{plain}`' if plain else 'here'}"
    more = _more(sum(1 for _ in _UNSEEN.finditer(words)))
    yield found.start(), found[0], f"{message}{more}", f"type it anew: `{plain}`" if plain else "delete it"


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written)


def _more(count: int) -> str:
    """Of how many words else the same is true, where it is of any."""
    return f"; {count - 1} more {'word is' if count == 2 else 'words are'} so, here" if count > 1 else ""
