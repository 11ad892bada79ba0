"""A picture's credit as its editor meant it, where what stands behind the picture is none.

Serves `lacking`. A credit is `{: credit="Name" licence="CC BY 4.0"}`; people forget the
colon or the quotation marks, write `license`, or put it on the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsletter.content.markdown.writing import attributes_html
from newsletter.regexes import regex

#: From a picture's address to the list behind it: the rest of the round brackets, or of the tag.
_BEHIND = regex(
    r"[^()<>\n]*(?:\([^()\n]*\)[^()<>\n]*)*[)>](?P<gap>[ \t]*(?:\n[ \t]*)?)(?P<list>\{(?P<inside>[^{}\n]*)\})"
)
#: The same where a brace is lost or is another bracket: up to the end of the line.
_TORN = regex(
    r"[^()<>\n]*(?:\([^()\n]*\)[^()<>\n]*)*[)>][ \t]{0,3}"
    r"(?P<list>(?P<open>\{\{|:\{|[{(\[]?)(?P<inside>[:; ]*(?:decorative\b[ ,]*)?"
    r"(?i:credit|licen[cs]e)[ ]*(?:[=:]|[-_+]?[\"'])[^\n]{0,200}?)(?P<close>[})\]]?))[ \t]{0,3}(?=\n|\Z)"
)
_FIELD = regex(r"(?i:\b(?P<key>credit|licen[cs]e)\s*(?:(?P<sign>={1,2}|:)\s*|(?P<other>[-_+]?)(?=[\"'])))")
_QUOTED = regex(r"""(?:"([^"]*)"|'([^']*)'|[“”„]([^“”]*)[“”]|‘([^‘’]*)’)""")
#: Words right behind a closing mark: it stands too early.
_GOES_ON = regex(r"\w|\"")
_FIELDS = 2
_LIST = '{{: {0}credit="{1}" licence="{2}"}}'


#: The same, and words there that say who made the picture.
_SAID_BEHIND = regex(
    r"[^()<>\n]*(?:\([^()\n]*\)[^()<>\n]*)*\)[ \t]*\\?(?P<gap>\n?)[ \t]*(?P<words>[(*_]{0,3}"
    r"(?:(?:Photo(?:graph)?|Picture|Image|Illustration|Credit|(?:Photo|Picture|Image) credit)s?(?:[ ]by|:|[ ]©)|©)"
    r"[ ]?(?:©[ ]?)?(?P<credit>[^\n,;(){}\[\]|/\"]{2,60}?)"
    r"(?:(?:,|;|[ ]?[(/|–-])[ ]?(?P<licence>CC0(?:[ ]1\.0)?"
    r"|CC[ -]BY(?:-(?:SA|ND|NC|NC-SA|NC-ND))?(?:[ ]\d\.\d)?|[Pp]ublic [Dd]omain)\)?)?"
    r"[)*_.]{0,4})[ \t]*(?=\n|\Z)"
)


class CreditSaid(NamedTuple):
    """Words behind a picture that say who made it: whether on the next line, as typed, and the list they make."""

    is_below: bool
    written: str
    braces: str


def credit_in_words(source: str, offset: int) -> CreditSaid | None:
    """What words behind the picture whose address begins at `offset` say of its maker; None if they do not."""
    found = _SAID_BEHIND.match(source, offset)
    if found is None:
        return None
    licence = (found["licence"] or "").replace("CC-BY", "CC BY")
    return CreditSaid(bool(found["gap"]), found["words"], credit_list(found["credit"].strip(), licence))


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
    if found is None or not (fields := _fields(found["inside"])):
        return _torn_list(source, offset)
    rest = " ".join([found["inside"].partition(fields[0].written)[0], *(one.rest for one in fields)])
    is_decorative = "decorative" in rest
    right = credit_list(*_said(fields), is_decorative=is_decorative)
    unknown = rest.replace("decorative", "").strip(" :,")
    is_read = found["inside"].startswith(":") and attributes_html(found["inside"][1:], "img") is not None
    is_read = (
        is_read and not found["inside"].startswith("::") and all(one.sign in ("=", ":") for one in fields)
    )
    hint, why = f"write `{right}`", "" if is_read else ", ".join(_reasons(found["inside"], fields, unknown))
    if not why and ("\n" in found["gap"] or len(found["gap"]) > 1):
        hint, why = f"{hint} right behind the picture", "it stands apart from it"
    return CreditMeant(found.start("list"), found["list"], why, hint) if why else None


def _torn_list(source: str, offset: int) -> CreditMeant | None:
    """The same of a list without one of its braces, or with another bracket in its place."""
    found = _TORN.match(source, offset)
    if found is None or not (fields := _fields(found["inside"])) or len(fields) > _FIELDS:
        return None
    is_decorative = "decorative" in found["inside"].partition(fields[0].written)[0]
    right = credit_list(*_said(fields), is_decorative=is_decorative)
    if found["open"] in ("{{", ":{"):
        why = "its brace stands twice" if found["open"] == "{{" else "its colon stands before the brace"
    elif found["open"] != "{":
        why = (
            f"a brace, `{{`, begins it, and not `{found['open']}`" if found["open"] else "no brace begins it"
        )
    else:
        why = (
            f"a brace, `}}`, ends it, and not `{found['close']}`"
            if found["close"]
            else "its brace is never closed"
        )
    return CreditMeant(found.start("list"), found["list"], why, f"write `{right}`")


def brace_too_many(source: str, offset: int) -> int | None:
    """Where a second brace stands right behind the list of the picture whose address begins at `offset`; None without."""
    found = _BEHIND.match(source, offset)
    return found.end() if found and source.startswith("}", found.end()) else None


def said_behind(source: str, offset: int) -> tuple[str, str]:
    """Credit and licence as far as they are said behind the address at `offset`."""
    found = _BEHIND.match(source, offset)
    return _said(_fields(found["inside"])) if found else ("", "")


def credit_list(credit: str, licence: str, *, is_decorative: bool = False) -> str:
    """The list that says who made a picture, with dots for what is to be filled in."""
    return _LIST.format("decorative " if is_decorative else "", credit or "…", licence or "…")


class _Field(NamedTuple):
    """A name and its value in a list: as written, the sign between, the value's words, and what stands behind."""

    written: str
    key: str
    sign: str
    words: str
    is_quoted: bool
    rest: str


def _fields(inside: str) -> list[_Field]:
    found = list(_FIELD.finditer(inside))
    ends = [*(m.start() for m in found), len(inside)][1:]
    return [_field(m, inside[m.end() : end]) for m, end in zip(found, ends, strict=True)]


def _field(m: re.Match[str], value: str) -> _Field:
    quoted = _QUOTED.match(value)
    if quoted and not _GOES_ON.match(value, quoted.end()):
        words, rest = quoted[quoted.lastindex or 0], value[quoted.end() :].strip(" ,")
        return _Field(m[0], m["key"], m["sign"] or "", words.lstrip("="), True, rest)
    return _Field(m[0], m["key"], m["sign"] or "", _unquoted(value.strip(" ,;")), False, "")


def _unquoted(value: str) -> str:
    """A value without its marks, one of which is lost, stands elsewhere, or is the sign of a key beside it."""
    if value.count('"') == 1:
        value = value.removeprefix("2") if value.endswith('"') else value.removesuffix("2")
    return value.strip("\"'@#=“”„‘’ ").replace('"', "")


def _said(fields: list[_Field]) -> tuple[str, str]:
    """The credit and the licence, "" for what is not said."""
    said = {one.key.lower()[:3]: one.words for one in fields}
    return said.get("cre", ""), said.get("lic", "")


def _reasons(inside: str, fields: list[_Field], unknown: str) -> Iterator[str]:
    """Why a list is no credit, in words, a reason after the other."""
    missing = [] if inside.startswith(":") else ["a colon"]
    missing += [] if all(one.is_quoted for one in fields) else ["quotation marks"]
    if missing:
        yield f"{' and '.join(missing)} {'is' if missing == ['a colon'] else 'are'} missing"
    if inside.startswith("::"):
        yield "its colon stands twice"
    if any(one.sign != "=" for one in fields):
        yield "`=` stands before each value"
    if any(one.key.lower() == "license" for one in fields):
        yield "did you mean `licence`?"
    if any(one.key != one.key.lower() for one in fields):
        yield "its words are in small letters"
    if unknown and not missing:
        yield f"`{unknown}` is not known here"
    if not missing and "," in _QUOTED.sub("", inside) and all(one.sign == "=" for one in fields):
        yield "a comma stands between them"
