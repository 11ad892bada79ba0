"""A picture's credit as its editor meant it, where what stands behind the picture is none.

Serves `finishing`. A credit is `{: credit="Name" licence="CC BY 4.0"}`; people forget the
colon or the quotation marks, write `license`, or put it on the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: From a picture's address to the list behind it: the rest of the round brackets, or of the tag.
_BEHIND = re.compile(
    r"[^()<>\n]*(?:\([^()\n]*\)[^()<>\n]*)*[)>](?P<gap>[ \t]*\n?[ \t]*)(?P<list>\{(?P<inside>[^{}\n]*)\})"
)
_FIELD = re.compile(r"(?i:\b(?P<key>credit|licen[cs]e)\s*(?P<sign>[=:])\s*)")
_QUOTED = re.compile(r"""(?:"([^"]*)"|'([^']*)'|[“”„]([^“”]*)[“”]|‘([^‘’]*)’)""")
_LIST = '{{: {0}credit="{1}" licence="{2}"}}'


class CreditMeant(NamedTuple):
    """The list behind a picture: where it begins and as it was typed, why it is no credit, and what to do."""

    offset: int
    written: str
    why: str
    hint: str


def braces_behind(source: str, offset: int) -> int | None:
    """Where the braces begin that stand behind the address at `offset`; None if there are none."""
    found = _BEHIND.match(source, offset)
    return found.start("list") if found else None


def credit_meant(source: str, offset: int) -> CreditMeant | None:
    """What stands behind the picture whose address begins at `offset`; None if it was meant as no credit."""
    found = _BEHIND.match(source, offset)
    if found is None or not (fields := list(_FIELD.finditer(found["inside"]))):
        return None
    inside = found["inside"]
    ends = [*(field.start() for field in fields[1:]), len(inside)]
    values = [_value(inside[field.end() : end]) for field, end in zip(fields, ends, strict=True)]
    rest = " ".join([inside[: fields[0].start()], *(value.rest for value in values)]).strip(" :,")
    is_decorative = "decorative" in rest
    unknown = rest.replace("decorative", "").strip(" ,")
    said = {field["key"].lower()[:3]: value.words for field, value in zip(fields, values, strict=True)}
    right = credit_list(said.get("cre", ""), said.get("lic", ""), is_decorative=is_decorative)
    hint, why = f"write `{right}`", ", ".join(_reasons(inside, fields, values, unknown))
    if not why and ("\n" in found["gap"] or len(found["gap"]) > 1):
        hint, why = f"{hint} right behind the picture", "it stands apart from it"
    return CreditMeant(found.start("list"), found["list"], why, hint) if why else None


def credit_list(credit: str, licence: str, *, is_decorative: bool = False) -> str:
    """The list that says who made a picture, with dots for what is to be filled in."""
    return _LIST.format("decorative " if is_decorative else "", credit or "…", licence or "…")


class _Value(NamedTuple):
    """A value's words, whether quotation marks hold them, and what else stands behind it."""

    words: str
    is_quoted: bool
    rest: str = ""


def _value(text: str) -> _Value:
    if quoted := _QUOTED.match(text):
        return _Value(quoted[quoted.lastindex or 0], True, text[quoted.end() :].strip(" ,"))
    return _Value(text.strip(" ,;"), False)


def _reasons(inside: str, fields: list[re.Match[str]], values: list[_Value], unknown: str) -> Iterator[str]:
    """Why a list is no credit, in words, a reason after the other."""
    missing = [] if inside.startswith(":") else ["a colon"]
    missing += [] if all(value.is_quoted for value in values) else ["quotation marks"]
    if missing:
        yield f"{' and '.join(missing)} {'is' if missing == ['a colon'] else 'are'} missing"
    if any(field["sign"] == ":" for field in fields):
        yield "`=` stands before each value"
    keys = [field["key"] for field in fields]
    if any(key.lower() == "license" for key in keys):
        yield "did you mean `licence`?"
    if any(key != key.lower() for key in keys):
        yield "its words are in small letters"
    if unknown and not missing:
        yield f"`{unknown}` is not known here"


def in_markdown(written: str, alt: str, credit: str, licence: str) -> str:
    """A hint that says how a picture is written that stands in HTML."""
    return f"write it as `![{alt or 'what it shows'}]({written}){credit_list(credit, licence)}`"


def said_behind(source: str, offset: int) -> tuple[str, str]:
    """Credit and licence as far as they are said behind the address at `offset`."""
    found = _BEHIND.match(source, offset)
    said = (
        {
            m["key"].lower()[:3]: _value(source[m.end() : found.end("inside")]).words
            for m in _FIELD.finditer(source, found.start("inside"), found.end("inside"))
        }
        if found
        else {}
    )
    return said.get("cre", ""), said.get("lic", "")
