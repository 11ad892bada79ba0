"""Letters of other alphabets that only look like Latin ones: what a keyboard of another language leaves in a word."""

from __future__ import annotations

from newsletter.regexes import regex

_CYRILLIC = ("аеорсухіјѕһԁԛԝӏАВЕКМНОРСТУХІЈЅҺԚԜ", "aeopcyxijshdqwlABEKMHOPCTYXIJSHQW")
_GREEK = ("ονικυχραΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ovikuxpaABEZHIKMNOPTYX")
_ALIKE = {**dict(zip(*_CYRILLIC, strict=True)), **dict(zip(*_GREEK, strict=True))}
_TO_LATIN = str.maketrans(_ALIKE)
#: All of them.
LOOKALIKES = "".join(_ALIKE)
#: Found sooner than a word: hardly any text has one.
ANY_LOOKALIKE = regex(f"[{LOOKALIKES}]")
#: A word of Latin letters among which such a one stands.
MIXED_WORD = regex(rf"(?<!\w)(?=\w*[A-Za-zÀ-ɏ])(?=\w*[{LOOKALIKES}])[^\W\d_](?:[\w’'-]*\w)?")


def latin(word: str) -> str:
    """The word with Latin letters for those that only look like them."""
    return word if word.isascii() else word.translate(_TO_LATIN)


def lookalike(word: str) -> str:
    """Which letter of a word only looks like a Latin one, as a clause; "" if none does."""
    found = None if word.isascii() else ANY_LOOKALIKE.search(word)
    if found is None:
        return ""
    alphabet = "Cyrillic" if found[0] in _CYRILLIC[0] else "Greek"
    return f"the `{found[0]}` in it is a {alphabet} letter that only looks like `{_ALIKE[found[0]]}`"
