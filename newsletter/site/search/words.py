"""Text becomes the words it is found by. `templates/static/search.js` makes the same of what is typed; a test compares them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from newsletter.regexes import regex

#: Letters and digits, held together by hyphens; or one arrow, sign or picture, as in an emoji; a flag is two.
_WORD = regex(r"[^\W_]+(?:[-‐‑][^\W_]+)*|[\U0001f1e6-\U0001f1ff]{2}|[\u2190-\u2bff\U0001f000-\U0001fbff]")
_POSSESSIVE = regex(r"['’](?:s\b)?")
_NOT_ASCII = regex(r"[^\x00-\x7f]+")
_HYPHEN = regex(r"[-‐‑]")
#: Longer words are cut: nobody types them to their end.
LONGEST = 40
#: What every text is full of: looked for, these would find every page.
COMMON = frozenset(
    "a all also an and are as at be been but by for from had has have he her his how i if in into is it its no not of on"
    " or our she so than that the their them then there these they this those to up was we were what when where which who"
    " will with would you your".split()
)


def folded(text: str) -> str:
    """`text` in small letters, without accents."""
    return _NOT_ASCII.sub(lambda found: _bare(found[0]), text).lower()


@lru_cache(maxsize=1024)
def _bare(letters: str) -> str:
    plain = unicodedata.normalize("NFKD", letters)
    return "".join(c for c in plain if unicodedata.category(c)[0] != "M" and c != "\u00ad")


def words(text: str) -> Iterator[str]:
    """The words of `text` as they are looked up, those of a word with hyphens both apart and as one."""
    for word in _WORD.findall(_POSSESSIVE.sub("", folded(text))):
        yield from _looked_up(word)


@lru_cache(maxsize=1 << 16)
def _looked_up(word: str) -> tuple[str, ...]:
    parts = _HYPHEN.split(word)
    whole = ("".join(parts),) if len(parts) > 1 else ()
    return tuple(stem(part[:LONGEST]) for part in (*parts, *whole))


def stem(word: str) -> str:
    """`word` without the ending of a plural: libraries and library are one."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
