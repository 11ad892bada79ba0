"""A number whose signs are those of another country or of a slip: how it is written here.

Serves `kinds.case_study_doubts`, `proofreading` and `reading.other_signs`.
Here a comma parts thousands, and a full stop the fraction.
"""

from __future__ import annotations

from newsletter.regexes import regex

#: A value that is one number, with what it counts before or behind it.
_NUMBER = regex(
    r"(?P<sign>[£$€]?)(?P<digits>\d[\d.,'’ \u00a0\u2009\u202f]{0,20}\d|\d)(?P<unit>[ ]?(?:%|m|bn|tn|k|million|billion|thousand)?)"
)
_RIGHT = regex(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SPACED = regex(r"(?P<whole>\d{1,3}(?:[ '’\u00a0\u2009\u202f]\d{3})+)(?P<rest>[.,]\d{1,2})?")
_STOPPED = regex(r"(?P<whole>[1-9]\d{0,2}(?:\.\d{3})+)(?P<rest>,\d{1,2})?")
#: A comma with two digits behind it, where three would make thousands and a full stop a fraction.
_SHORT = regex(r"(?P<whole>[1-9]\d{0,2}),(?P<rest>\d{2})")
_COMMA = regex(r"(?P<whole>\d+)(?P<rest>,\d{1,2})")
_TWICE = regex(r"££+|\$\$+|€€+|%%+")
_LETTERS = regex(
    r"(?P<sign>[£$€]?)(?P<digits>(?=[^\d]*\d)(?=[\d.,]*[OolI])[\d.,OolI]{2,20})(?P<unit>[ ]?(?:%|m|bn|million|billion)?)"
)
#: A sum of money with `#` before it, which stands where `£` does on another keyboard; `#3` alone may be a number in a row.
HASHED = regex(
    r"(?<![\w#&/])#(?P<sum>(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{2})(?![\d,.]*\d)(?:m|bn|tn|k)?"
    r"|\d[\d.]{0,9}(?:m|bn|tn|k|[ ](?:million|billion|trillion|thousand|m|bn))\b"
    r"|\d{2,6}(?=[ ](?:an?|per|each)\b))"
)
_RAISED = regex(r"(?P<whole>[£$€]?\d{1,6})[·•‧∙⋅](?P<rest>\d{1,4}[ ]?(?:%|m|bn|k)?)")
_LATE_SIGN = regex(r"(?P<digits>\d)(?P<sign>[$])(?=\d)")  # of pounds and euros `proofreading` tells
_STRUCK = regex(r"(?P<before>[£$€]\d{1,3})(?P<sign>[;:/<>])(?P<behind>\d{3})(?!\d)")
_DIGITS = str.maketrans("OolI", "0011")
_MONTH = "(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)"
#: What a spreadsheet makes of `6-12` and `6/12`.
_DAY = regex(rf"\d{{1,2}}-{_MONTH}(?:-\d{{2,4}})?|{_MONTH}-\d{{2}}")
_HASHED_SUM = regex(r"#\d")
_NO_DIGIT = regex(r"\D")


def pounds_meant(text: str, *, is_sum: bool = False) -> str | None:
    """The text with `£` where `#` stands before a sum of money; None where none does.

    What `is_sum` is one whatever its digits are.
    """
    if is_sum and _HASHED_SUM.match(text):
        return f"£{text[1:]}"
    meant = HASHED.sub(r"£\g<sum>", text) if "#" in text else text
    return meant if meant != text else None


def is_day(value: str) -> bool:
    """Whether a value is a date, as a spreadsheet writes one in place of two numbers."""
    return _DAY.fullmatch(value) is not None


def number_meant(value: str) -> tuple[str, str] | None:
    """What to say of a value, and what to write, where its number is written as it is not here; None if it is right.

    A sum of money with one full stop and three digits behind it is right here: `proofreading` tells of it.
    """
    if twice := _TWICE.search(value):
        return f"`{twice[0]}` is typed twice", f"write `{value.replace(twice[0], twice[0][0])}`"
    if is_day(value):
        return (
            f"`{value}` is a date, as a spreadsheet makes one of two numbers",
            "look it up, and write it as the source prints it, such as `6 to 12`",
        )
    if letters := _LETTERS.fullmatch(value):
        meant = letters["sign"] + letters["digits"].translate(_DIGITS) + letters["unit"]
        return (
            f"letters stand among the digits of `{value}`: an O for a nought, or an l for a one",
            f"write `{meant}`",
        )
    if late := _LATE_SIGN.match(value):
        meant = f"{late['sign']}{late['digits']}{value[late.end() :]}"
        return f"`{late['sign']}` stands among the digits of `{value}`", f"write `{meant}`"
    if struck := _STRUCK.match(value):
        meant = f"{struck['before']},{struck['behind']}{value[struck.end() :]}"
        return f"`{struck['sign']}` parts no thousands: `{value}` is no number", f"write `{meant}`"
    if raised := _RAISED.fullmatch(value):
        meant = f"{raised['whole']}.{raised['rest']}"
        return f"the stop in `{value}` is raised: search and charts read no number", f"write `{meant}`"
    found = _NUMBER.fullmatch(value)
    if found is None:
        return None
    digits, sign, unit = found["digits"], found["sign"], found["unit"]
    if stopped := _STOPPED.fullmatch(digits):
        if sign and digits.count(".") == 1 and not stopped["rest"]:
            return None
        meant = _written(stopped["whole"], stopped["rest"])
        message = f"`{value}` is read as a number with a fraction"
        return message, f"if thousands are meant, write `{sign}{meant}{unit}`"
    if _RIGHT.fullmatch(digits):
        return None
    message = f"a comma before every three digits, and a full stop before a fraction, make a number: `{value}` is none"
    if short := _SHORT.fullmatch(digits):
        meant = f"{sign}{_written(short['whole'], short['rest'])}{unit}"
        filled = f"{sign}{short['whole']},{short['rest']}0{unit}"
        return message, f"look it up: write `{meant}`, or such as `{filled}` if a digit was lost"
    if spaced := _SPACED.fullmatch(digits) or _COMMA.fullmatch(digits):
        return (
            message,
            f"write `{sign}{_written(spaced['whole'], spaced['rest'])}{unit}`, if that is the number",
        )
    return message, "look the number up, and write it such as `1,250` or `12.5`"


def _written(whole: str, rest: str | None) -> str:
    """A number with commas between its thousands, and its fraction behind a full stop."""
    fraction = f".{_NO_DIGIT.sub('', rest)}" if rest else ""
    return f"{int(_NO_DIGIT.sub('', whole)):,}{fraction}"
