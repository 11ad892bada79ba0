"""Numbers and sums in words that are none: signs, commas and letters amid them, those of other countries and of spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from newsletter.content.words.amounts import HASHED
from newsletter.content.words.proofreading.proof import Proof
from newsletter.regexes import regex

#: Thousands of a sum behind a full stop; a price per litre has three decimals, too, and so has a number of millions.
_STOPPED = {
    sign: regex(
        rf"{re.escape(sign)}(?P<whole>[1-9]\d{{0,2}})\.(?P<rest>\d{{3}})(?![\d,.]\d|\d)"
        r"(?![ ]?(?:m|bn|tn|million|billion|trillion|k|thousand|p)\b)(?![ ]?(?:/|per\b|an?\b|each\b|to\b))"
    )
    for sign in "£$€"
}
#: What stands before a number that is marked by a hash.
_COUNTED = regex(
    r"(?:\b[Rr]ank\w*|\b[Nn]umber|\b[Nn]os?\.?|\b[Ii]ssues?|\b[Mm]ember|\b[Ee]pisode|\b[Oo]rder|\b[Tt]icket) \Z"
)
#: Two signs of a currency or of a share, one amid digits, and thousands that are none.
_SIGN_TWICE = regex(r"(?<![\w£$€])(?P<sign>[£$€])(?P=sign)(?P<sum>\d(?:[\d.,]*\d)?)")
_SIGN_AMID = regex(r"(?<![\w£$€.,])(?P<first>\d)(?P<sign>[£€])(?P<rest>\d(?:[\d,.]*\d)?)")
#: Letters that look like digits, amid those of a sum, or capital ones amid thousands.
_LETTER_BESIDE = regex(r"\d(?:,?[OolIS]|(?<=[OolI]\d)|(?<=[OolI],\d))|[£$€][OolIS]")
_LETTER_AMID = regex(
    r"(?<![\w£$€.,])(?P<sum>(?:[£$€](?=[\d,.]*[OolIS])(?=[^\d\s]{0,4}\d)[\dOolIS](?:[\dOolIS,.]*[\dOolIS])?"
    r"|(?=[\d,]*[Ol])[1-9][\dOl]{0,2}(?:,[\dOl]{3})+))(?P<scale>(?:m|bn|tn|k)\b)?(?![,.]?\w)"
)
_DIGITS = str.maketrans("OolIS", "00115")
#: A number in a row with the ending of another; `11st` is a weight.
_ENDING = regex(
    r"(?<![\w.,/-])\d{0,3}(?:(?<!1)(?:1(?:nd|rd|th)|2(?:rd|th)|3(?:nd|th))|(?:1[123]|[04-9])(?:nd|rd))(?![\w-])"
)
_ENDINGS = regex(r"\d(?:nd|rd|th)\b")
#: A number as a spreadsheet shows a large one.
_POWER = regex(r"(?<![\w.,/])(?P<sign>[£$€]?)(?P<number>\d(?:\.\d+)?E\+?\d{1,2}|\d\.\d+E-\d{1,2})(?![\w+-])")
_POWER_SIGN = regex(r"\dE[+\d-]")
_THOUSANDS = regex(
    r"(?<![\w.,/£$€-])(?:[£$€](?:\d{4,6},\d{3}|[1-9]\d{1,4},\d{2})|(?!(?:1[5-9]|20)\d\d,)\d{4,6},\d{3}"
    r"|[£$€]?[1-9]\d{0,2},(?!(?:19|20)\d\d)\d{4}|[£$€]?[1-9]\d?(?:,\d{2})+,\d{3}"
    r"|(?<!page )(?<!pages )(?<!pp. )(?<!line )(?<!lines )(?<!nos )(?<!aged )(?<!ages )(?<!numbers )"
    r"[1-9]\d{0,2},\d{2}(?=[ ](?!(?:and|or|to|of|in|on|at|from)\b)[a-z]{2,}))(?![\w,/-]|\.\d)"
)
#: What stands in each, and is found sooner, as it begins with a sign of its own.
_COMMA_AMID = regex(r",\d\d(?:(?<=\d{4},\d\d)\d|(?!\d)|\d\d(?!\d))")
#: What a sum counts, said twice. (Its length is bounded, so that a long row of digits takes no time.)
_UNITS = (
    "m million",
    "bn billion",
    "tn trillion",
    "k thousand",
    "% per cent",
    "%per cent",
    "% percent",
    "p pence",
)
_UNIT_TWICE = regex(
    r"(?<![\d.,])(?P<sum>[£$€]?[\d.,]{0,15}\d)"
    r"(?P<unit>m[ ]million|bn[ ]billion|tn[ ]trillion|k[ ]thousand|%[ ]?per[ ]?cent|p[ ]pence)\b"
)
_CURRENCY_TWICE = {
    sign: (
        name,
        regex(rf"(?P<sum>{re.escape(sign)}[\d.,]{{1,15}}(?:m|bn|k|[ ]million|[ ]billion)?)[ ]{name}\b"),
    )
    for sign, name in (("£", "pounds"), ("$", "dollars"), ("€", "euros"))
}
#: What stands in each number of another country, and is found sooner.
_OTHER_NUMBER = regex(r"\.(?<=\d\.)\d{3}[.,]\d")
_OTHER_SUM = regex(r"[£$€](?:\d{1,3},\d{1,2}(?!\d)|[ ]\d)|£(?<=\d£)")
_CONTINENTAL = regex(
    r"(?<![\w.,/])(?P<sign>[£$€])?(?:(?P<whole>[1-9]\d{0,2}(?:\.\d{3})+),(?P<rest>\d{1,2})|(?P<many>(?<=[£$€])[1-9]\d{0,2}(?:\.\d{3}){2,}))"
    r"(?![\w/]|[.,]\d)"
)
_COMMA_FRACTION = regex(
    r"(?<!\w)(?P<sum>[£$€]\d{1,3}),(?:(?P<rest>\d{1,2})(?P<scale>[ ]?(?:m|bn|tn|k|million|billion|trillion)\b)"
    r"|(?P<pence>\d\d)(?![\w,]|\.\d))"
)
_SIGN_BEHIND = regex(r"(?<![\w£$€.,/])(?P<sum>\d[\d,]*(?:\.\d+)?)(?P<sign>£)(?=[\s,;:)!?]|\.(?:\s|$)|$)")
_SIGN_APART = regex(r"(?<![\w£$€])(?P<sign>[£€])[ ](?P<sum>\d[\d,]*(?:\.\d+)?(?:m|bn|k)?)\b")


def numbers_said(words: str) -> Iterator[Proof]:
    """Each number that readers cannot take for what was meant."""
    yield from _sums(words)
    yield from _amid(words)
    if _ENDINGS.search(words):
        yield from _endings(words)
    has_sum = "£" in words or "€" in words or "$" in words
    if (has_sum and _OTHER_SUM.search(words)) or _OTHER_NUMBER.search(words):
        yield from _other_numbers(words)
    if _POWER_SIGN.search(words):
        yield from _powers(words)


def _endings(words: str) -> Iterator[Proof]:
    """Numbers in a row, with the ending of another."""
    for found in _ENDING.finditer(words):
        number = int(found[0][:-2])
        right = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        message = f"`{found[0]}` has the ending of another number"
        yield Proof(found.start(), found[0], "bad-number", message, f"write `{number}{right}`")


def _amid(words: str) -> Iterator[Proof]:
    """Signs, letters and commas that stand amid digits, where none can."""
    if "££" in words or "$$" in words or "€€" in words:
        for found in _SIGN_TWICE.finditer(words):
            sign, hint = found["sign"], f"write `{found['sign']}{found['sum']}`"
            yield Proof(found.start(), found[0], "given-twice", f"`{sign}` is typed twice", hint)
    if _LETTER_BESIDE.search(words):
        for found in _LETTER_AMID.finditer(words):
            right = found["sum"].translate(_DIGITS) + (found["scale"] or "")
            message = f"letters stand among the digits of `{found[0]}`"
            yield Proof(found.start(), found[0], "bad-number", message, f"write `{right}`")
    if "£" in words or "€" in words:
        for found in _SIGN_AMID.finditer(words):
            message = f"`{found['sign']}` stands amid the digits of a sum"
            hint = f"write `{found['sign']}{found['first']}{found['rest']}`"
            yield Proof(found.start(), found[0], "bad-number", message, hint)
    if _COMMA_AMID.search(words):
        for found in _THOUSANDS.finditer(words):
            if _COMMA_FRACTION.match(words, found.start()):
                continue  # told as that
            message = f"the comma in `{found[0]}` parts no thousands"
            hint = "a comma stands before every three digits, and a full stop before a fraction: look the number up"
            yield Proof(found.start(), found[0], "bad-number", message, hint)


def _sums(words: str) -> Iterator[Proof]:
    """Sums with a full stop for a comma, and those that say twice what they count."""
    for sign, stopped in _STOPPED.items():
        if sign not in words:
            continue
        for found in stopped.finditer(words):
            meant = f"{sign}{found['whole']},{found['rest']}"
            message = f"`{found[0]}` has three decimals, and a sum of money has two"
            yield Proof(
                found.start(), found[0], "bad-number", message, f"if thousands are meant, write `{meant}`"
            )
        name, again = _CURRENCY_TWICE[sign]
        for found in again.finditer(words) if name in words else ():
            yield _counted_twice(found, found["sum"])
    if "#" in words:
        for found in HASHED.finditer(words):
            if _COUNTED.search(words, max(0, found.start() - 12), found.start()):
                continue
            message = f"`{found[0]}` has no currency: `#` stands where `£` does on another keyboard"
            yield Proof(found.start(), found[0], "bad-number", message, f"write `£{found['sum']}`")
    if any(unit in words for unit in _UNITS):
        for found in _UNIT_TWICE.finditer(words):
            yield _counted_twice(
                found, found["sum"] + found["unit"].partition("%" if "%" in found[0] else " ")[0]
            )


def _counted_twice(found: re.Match[str], better: str) -> Proof:
    better += "%" * ("%" in found[0])
    message = f"`{found[0]}` says twice what it counts"
    return Proof(found.start(), found[0], "bad-number", message, f"write `{better}`, if that is the sum")


def _other_numbers(words: str) -> Iterator[Proof]:
    """Numbers as other countries write them, where they can be nothing else; a sign behind its sum, or far before it."""
    for found in _CONTINENTAL.finditer(words):
        whole, rest = (found["whole"] or found["many"]).replace(".", ","), found["rest"]
        sign = found["sign"] or ""
        meant = f"{sign}{whole}{'.' + rest if rest else ''}"
        message = (
            f"here a comma parts thousands, and a full stop the fraction: `{found[0]}` has them exchanged"
        )
        yield Proof(found.start(), found[0], "bad-number", message, f"write `{meant}`")
    for found in _COMMA_FRACTION.finditer(words):
        message = f"a fraction stands behind a full stop here: `{found[0]}` has a comma"
        hint = f"write `{found['sum']}.{found['rest'] or found['pence']}{found['scale'] or ''}`"
        yield Proof(found.start(), found[0], "bad-number", message, hint)
    for found in _SIGN_BEHIND.finditer(words):
        message = f"`{found['sign']}` stands behind its sum"
        hint = f"write `{found['sign']}{found['sum']}`"
        yield Proof(found.start(), found[0], "bad-number", message, hint)
    for found in _SIGN_APART.finditer(words):
        message, hint = f"a space stands behind `{found['sign']}`", f"write `{found['sign']}{found['sum']}`"
        yield Proof(found.start(), found[0], "odd-space", message, hint)


def _powers(words: str) -> Iterator[Proof]:
    """Numbers with a power of ten behind an `E`, which is how a spreadsheet shows what has no room."""
    for found in _POWER.finditer(words):
        number = Decimal(found["number"])
        right = f"{found['sign']}{number.to_integral_value() if number == number.to_integral_value() else number:,f}"
        message = f"a spreadsheet wrote `{found[0]}`: readers see no number"
        yield Proof(
            found.start(), found[0], "bad-number", message, f"write `{right}`, or as the source prints it"
        )
