"""Signs of the key beside the one that was meant, struck twice, or on the wrong side of their space."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.words.proofreading.proof import Proof
from newsletter.regexes import regex

#: Signs of which one stands in words where a stop or a comma is typed twice, or behind a space.
_SIGNS_TWICE = (",,", "..", ";;")
_SIGNS_BEHIND = (" ,", " ;", " .")
_STOPS_TWICE = regex(
    r"(?<![\w./])(?P<word>[A-Za-z]*[a-z]{2})(?P<sign>[.,;])(?P=sign)(?=[\"'’”)]{0,2}(?:\[\^|†|\s|\Z))"
)
_TWO_STOPS = regex(
    r"(?<![\w./])(?P<word>[A-Za-z]*[a-z]{2})(?P<signs>[,;:?]\.)(?=[\"'’”)]{0,2}(?:\[\^|†|\s|\Z))"
)
_SIGNS_BESIDE = (",.", ";.", ":.", "?.")
_SPACE_BEFORE = regex(r"(?<![\w./])(?P<word>[A-Za-z]*[a-z]{2})[ ](?P<sign>[,;.])(?=[ \n]|\Z)")
_NO_SPACE_BEHIND = regex(r"[.?!,][A-Za-z]")
_NO_SPACE = regex(
    r"(?<=[ \n])(?P<before>[a-z]{3,})(?P<sign>[.?!,])"
    r"(?P<behind>(?<=,)[a-z]{2,}|(?<=[.?!])(?!(?:Com|Org|Net|Co|Io|Js)\b)[A-Z][a-z]*)(?=[ ][a-z])"
)
_KEY_BEHIND = regex(r"[@#;'](?:(?<=[@#;])(?:s|t|re|ve|ll|d)\b|(?<=[@#])[ ][a-z]|(?<=')')")
#: Words between two signs that were to be quotation marks, and letters behind what was to be an apostrophe.
_AT_WORDS = regex(r"(?<![\w@./])@(?P<words>[A-Za-z][^@\n<>\"]{1,300}?[\w.,!?…])@(?![\w@.])")
_MAIL_COMMA = regex(r"(?<![\w@.+-])[\w.+-]+@[\w-]+,[a-z]{2,}(?:[.,][a-z]{2,})*(?![\w@])")
_NO_APOSTROPHE = regex(
    r"(?<![\w@#;])(?:(?P<word>[A-Za-z][a-z]+)(?P<sign>[@#;]|'')(?P<end>s|t|re|ve|ll|d)(?![\w=:;(])"
    r"|(?P<many>[A-Za-z]?[a-z]{2,}s)(?P<other>[@#])(?=[ ][a-z]))"
)
#: What a program writes that does not know an apostrophe.
_SIGN_LOST_HERE = regex(r"\?(?<=[a-z]\?)[strvldm]")
_SIGN_LOST = regex(r"(?<![\w/?=&.-])(?P<word>[A-Za-z][a-z]*)\?(?P<end>s|t|re|ve|ll|d|m)(?![\w=&/])")
_MARK_TWICE = regex(r"(?<![\w\"=])\"\"(?P<behind>[A-Za-z]\w*)|(?P<before>[a-z]+[.,!?]?)\"\"(?![\w\"])")
#: A comma or a semicolon that changed places with its space, and one that stands twice.
_SPACE_MOVED = regex(
    r"(?<![A-Za-z])(?P<before>[A-Za-z]*[a-z]{2})(?P<moved>[ ](?P<sign>[,;])(?P<word>[a-z]{2,}))(?=[ ,.[])"
)


def signs_struck(words: str) -> Iterator[Proof]:
    """Each sign that is not the one that was meant, or not where it belongs."""
    if _SIGN_LOST_HERE.search(words):
        for found in _SIGN_LOST.finditer(words):
            message = f"`?` stands where another sign was lost: `{found[0]}`"
            hint = f"write `{found['word']}’{found['end']}`, and look for others that were lost with it"
            yield Proof(found.start(), found[0], "leftover-markup", message, hint)
    if "@" in words:
        for found in _AT_WORDS.finditer(words):
            message = f"`@` stands on both sides of words: `{found[0][:40]}`"
            yield Proof(found.start(), found[0], "leftover-markup", message, f'write `"{found["words"]}"`')
        for found in _MAIL_COMMA.finditer(words):
            message = "a comma stands in a mail address, where a full stop should"
            hint = f"write `{found[0].replace(',', '.')}`"
            yield Proof(found.start(), found[0], "leftover-markup", message, hint)
    if _KEY_BEHIND.search(words):
        for found in _NO_APOSTROPHE.finditer(words):
            message = f"`{found['sign'] or found['other']}` is no apostrophe"
            hint = f"write `{found['many'] or found['word']}'{found['end'] or ''}`"
            yield Proof(found.start(), found[0], "leftover-markup", message, hint)
    if '""' in words:
        yield from _marks_twice(words)
    if " ," in words or " ;" in words:
        for found in _SPACE_MOVED.finditer(words):
            message = f"a space stands before `{found['sign']}`, and none behind it"
            hint = f"write `{found['before']}{found['sign']} {found['word']}`"
            yield Proof(found.start("moved") + 1, found["moved"][1:], "odd-space", message, hint)
    yield from _punctuation(words)


def _marks_twice(words: str) -> Iterator[Proof]:
    """Quotation marks that stand twice; two that end one quotation within another are an even number in all."""
    for found in _MARK_TWICE.finditer(words):
        start, end = words.rfind("\n\n", 0, found.start()), words.find("\n\n", found.end())
        if words.count('"', max(start, 0), end if end >= 0 else len(words)) % 2:
            right = f'"{found["behind"]}' if found["behind"] else f'{found["before"]}"'
            message = "a quotation mark is typed twice"
            yield Proof(found.start(), found[0], "given-twice", message, f"write `{right}`")


def _punctuation(words: str) -> Iterator[Proof]:
    """Stops and commas that stand twice, behind a space, or right before the next word."""
    for found in _STOPS_TWICE.finditer(words) if any(sign in words for sign in _SIGNS_TWICE) else ():
        sign = found["sign"]
        yield Proof(
            found.start(),
            found[0],
            "given-twice",
            f"`{sign}` is typed twice",
            f"write `{found['word']}{sign}`",
        )
    for found in _TWO_STOPS.finditer(words) if any(signs in words for signs in _SIGNS_BESIDE) else ():
        right = found["word"] + ("?" if found["signs"][0] == "?" else ".")
        message = f"`{found['signs']}` stands where one sign does"
        yield Proof(found.start(), found[0], "given-twice", message, f"write `{right}`")
    for found in _SPACE_BEFORE.finditer(words) if any(sign in words for sign in _SIGNS_BEHIND) else ():
        sign = found["sign"]
        message, hint = f"a space stands before `{sign}`", f"write `{found['word']}{sign}`"
        yield Proof(found.start(), found[0], "odd-space", message, hint)
    for found in _without_space(words):
        before, sign, behind = found["before"], found["sign"], found["behind"]
        message, hint = f"no space stands behind `{sign}`", f"write `{before}{sign} {behind}`"
        yield Proof(found.start(), found[0], "odd-space", message, hint)


def _without_space(words: str) -> Iterator[re.Match[str]]:
    """Two words with a sign and no space between them; looked at only where a sign has a letter right behind it."""
    for close in _NO_SPACE_BEHIND.finditer(words):
        begins = max(words.rfind(" ", 0, close.start()), words.rfind("\n", 0, close.start())) + 1
        found = _NO_SPACE.match(words, begins)
        if found and found.start("sign") == close.start():
            yield found
