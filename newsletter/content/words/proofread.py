"""What a proof-reader marks in a line of words: days that never were, words typed twice, sums that are none.

Serves `misread_words` for bodies and `reading.proofs` for fields. Only what cannot be meant is told.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from operator import eq
from typing import NamedTuple

from newsletter.content.words.amounts import HASHED
from newsletter.content.words.letters import strange_letters
from newsletter.content.words.when import MONTHS
from newsletter.regexes import regex
from newsletter.told.codes import Code


class Proof(NamedTuple):
    """What is wrong: where it begins in the words, as written, and what is told of it."""

    start: int
    written: str
    code: Code
    message: str
    hint: str


_MONTH = f"(?P<month>{'|'.join(MONTHS)})"
_YEAR = r"(?:,?[ ](?P<year>\d{4})\b)?"
_DAY_FIRST = regex(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ ](?:of[ ])?{_MONTH}\b{_YEAR}")
_MONTH_FIRST = regex(rf"{_MONTH}[ ](?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:){_YEAR}")
#: What a day begins with that some months have not. (Each begins with letters of its own: that makes a search quick.)
_LATE = tuple(
    regex(pattern)
    for pattern in (
        r"31(?:st)?[ ](?:of[ ])?(?:Feb|Apr|Jun|Sep|Nov)",
        r"30(?:th)?[ ](?:of[ ])?Feb",
        r"29(?:th)?[ ](?:of[ ])?Feb",
        r"(?:February|April|June|September|November)[ ](?:29|3[01])",
        r"day(?:,|[ ]the|,[ ]the)?[ ](?:\d|[JFMASOND])",
    )
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: A weekday right before a date.
_ON = regex(rf"\b(?P<name>{'|'.join(_WEEKDAYS)})(?:,|[ ]the|,[ ]the)?[ ]\Z")
#: Years of which weekdays are certain: Russia kept the old calendar until 1918, Greece until 1923.
_CERTAIN_SINCE = 1924
#: Words that no sentence has twice in a row; `that that` and `had had` may be meant.
_TWICE = ("the", "a", "of", "to", "and", "for", "with", "an")
#: How many words a phrase has that is looked for behind itself.
_PHRASE = (3, 4, 5, 6)
#: Signs of which one stands in words where a stop or a comma is typed twice, or behind a space.
_SIGNS_TWICE = (",,", "..", ";;")
_SIGNS_BEHIND = (" ,", " ;", " .")
_STOPS_TWICE = regex(
    r"(?<![\w./])(?P<word>[A-Za-z]*[a-z]{2})(?P<sign>[.,;])(?P=sign)(?=[\"'’”)]{0,2}(?:\[\^|†|\s|\Z))"
)
_SPACE_BEFORE = regex(r"(?<![\w./])(?P<word>[A-Za-z]*[a-z]{2})[ ](?P<sign>[,;.])(?=[ \n]|\Z)")
_NO_SPACE_BEHIND = regex(r"[.?!,][A-Za-z]")
_NO_SPACE = regex(
    r"(?<=[ \n])(?P<before>[a-z]{3,})(?P<sign>[.?!,])"
    r"(?P<behind>(?<=,)[a-z]{2,}|(?<=[.?!])(?!(?:Com|Org|Net|Co|Io|Js)\b)[A-Z][a-z]*)(?=[ ][a-z])"
)
_PAIRS = tuple(f" {word} {word} " for word in _TWICE)
_WORD_TWICE = regex(
    rf"(?<![\w’'.,/-])(?P<first>(?i:{'|'.join(_TWICE)}))\s+(?P<second>{'|'.join(_TWICE)})(?![\w’'/-])"
)
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
_BACKWARDS = tuple(
    regex(rf"(?P<first>{century}\d\d)(?:–|-{{1,2}})(?P<second>(?:19|20)\d\d)(?![\d–/-]|\.\d)")
    for century in ("19", "20")
)

#: From one year to another, in words. What falls from 2019 to 2011 may be a number of people.
_SPAN_BEGINS = regex(r"(?:rom|etween)[ ](?:[A-Z][a-z]+[ ])?(?:19|20)\d\d[ ]")
_SPAN = regex(
    rf"(?<!fell )(?<!fallen )(?<!falling )(?<!fall )(?<!dropped )(?<!drop )(?<!cut )(?<!down )(?<!back )(?<!declined )"
    rf"(?<!reduced )(?<!shrank )(?<!shrunk )(?<!numbers )(?<!went )\b(?P<lead>[Ff]rom|[Bb]etween)[ ]"
    rf"(?P<first>(?:(?:{'|'.join(MONTHS)})[ ])?(?P<year>(?:19|20)\d\d))[ ](?P<link>(?<=.)(?:to|until|till|and))[ ]"
    rf"(?P<second>(?:(?:{'|'.join(MONTHS)})[ ])?(?P<later>(?:19|20)\d\d))(?![\w/]|[.,–-]\d|%|[ ][a-z]{{3,}}s\b|[ ]people\b)"
)

#: The halves of a word, and a hyphen where a line of a page ended. (`mid- and late`, `pre- to post-war` are right.)
_BROKEN_APART = regex(
    r"-(?<=[a-z]-)[ ](?P<rest>(?!(?:and|or|to|nor|but|if|as|y|und|oder|bis|et|ou)\b)[a-z]{2,})(?![\w-])"
)
#: Letters of a word.
_LONGEST_WORD = 30
_FIRST_HALF = regex(r"(?<![\w’'-])[A-Za-z]?[a-z]+\Z")
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

#: Words of a name, which may end with any: `What we are for`.
_NAME = 4
#: What no sentence ends with.
_GOES_ON = regex(
    r"\b(?:the|a|an|of|and|or|but|because|than|their|its|our|his|her|my|your|which|who|whose|into|from|with"
    r"|very|such|every|between|during|although|while)\Z|,\Z"
)


def breaks_off(words: str, *, fewest: int) -> bool:
    """Whether so many words or more end with no stop, or any with one that nothing can end with."""
    last = words[-1:]
    if not (last.islower() or last == ","):
        return False
    count = len(words.split())
    return count >= fewest or (count > _NAME and _GOES_ON.search(words) is not None)


def goes_on(words: str) -> bool:
    """Whether words end with one that no sentence ends with."""
    return _GOES_ON.search(words) is not None


def proofs(words: str) -> Iterator[Proof]:
    """What is wrong in the words of a line or a paragraph; nothing in almost all."""
    if _has_pair(words):
        yield from _words_twice(words)
    yield from _phrase_twice(words)
    if any(late.search(words) for late in _LATE):
        yield from _days(words)
    yield from _sums(words)
    yield from _keys_beside(words)
    yield from _punctuation(words)
    if "- " in words:
        yield from _broken_apart(words)
    has_sum = "£" in words or "€" in words or "$" in words
    if (has_sum and _OTHER_SUM.search(words)) or _OTHER_NUMBER.search(words):
        yield from _other_numbers(words)
    if "–" in words or "-" in words:
        yield from _years(words)
    if _SPAN_BEGINS.search(words):
        yield from _spans(words)
    if _POWER_SIGN.search(words):
        yield from _powers(words)
    for start, written, message, hint in strange_letters(words):
        yield Proof(start, written, "odd-letter", message, hint)


def _keys_beside(words: str) -> Iterator[Proof]:
    """Signs of the key beside the one that was meant, or of the same key in another country; signs struck twice."""
    if _SIGN_LOST_HERE.search(words):
        for found in _SIGN_LOST.finditer(words):
            message = f"`?` stands where another sign was lost: `{found[0]}`"
            hint = f"write `{found['word']}’{found['end']}`, and look for others that were lost with it"
            yield Proof(found.start(), found[0], "leftover-markup", message, hint)
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
    if _COMMA_AMID.search(words):
        for found in _THOUSANDS.finditer(words):
            message = f"the comma in `{found[0]}` parts no thousands"
            hint = "a comma stands before every three digits, and a full stop before a fraction: look the number up"
            yield Proof(found.start(), found[0], "bad-number", message, hint)


def _broken_apart(words: str) -> Iterator[Proof]:
    """Words that a line of a printed page broke, with the hyphen that stood at its end."""
    for found in _BROKEN_APART.finditer(words):
        half = _FIRST_HALF.search(words, max(0, found.start() - _LONGEST_WORD), found.start())
        if half is None:
            continue
        first, rest, written = half[0], found["rest"], half[0] + found[0]
        message = f"a word is broken here, as at the end of a printed line: `{written}`"
        hint = f"write `{first}{rest}`, or `{first}-{rest}` if it has a hyphen"
        yield Proof(half.start(), written, "odd-space", message, hint)


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


def _has_pair(words: str) -> bool:
    """Whether one of the pairs stands there: to look for them as text takes a tenth of the time of a pattern."""
    plain = f" {words} ".replace("\n", " ")
    return any(pair in plain for pair in _PAIRS)


def _words_twice(words: str) -> Iterator[Proof]:
    for found in _WORD_TWICE.finditer(words):
        if found["first"].lower() == found["second"]:
            written = " ".join(found[0].split())
            message = f"`{written}` is typed twice"
            yield Proof(found.start(), found[0], "given-twice", message, f"write `{found['first']}`")


def _phrase_twice(words: str) -> Iterator[Proof]:
    """Three words or more that stand right behind themselves, as they do where something was pasted twice."""
    said = words.split()
    for length in _PHRASE:
        for at in _recurring(said, length):
            phrase, again = said[at : at + length], said[at + length : at + 2 * length]
            again[-1] = again[-1].rstrip(".,;:!?")
            if phrase == again and all(word.isalpha() for word in phrase):
                written = " ".join(phrase)
                start = max(words.find(f"{phrase[0]} {phrase[1]}"), 0)
                message, hint = f"`{written}` is typed twice", f"write `{written}` once"
                yield Proof(start, written, "given-twice", message, hint)
                return


def _recurring(said: list[str], length: int) -> Iterator[int]:
    """Where so many words stand again right behind themselves, the last of them apart, which may have a stop."""
    same, run = bytes(map(eq, said, said[length:])), b"\1" * (length - 1)
    at = same.find(run)
    while at >= 0:
        if at + 2 * length <= len(said):
            yield at
        at = same.find(run, at + 1)


def _days(words: str) -> Iterator[Proof]:
    """Days that their month has not, and days that were, or will be, another day of the week."""
    for form in (_DAY_FIRST, _MONTH_FIRST):
        for found in form.finditer(words):
            before = words[found.start() - 1 : found.start()]
            if before and (before.isalnum() or before in ".,:£$€/-–"):
                continue
            day, month = int(found["day"]), MONTHS.index(found["month"]) + 1
            year = int(found["year"]) if found["year"] else None
            last = monthrange(year, month)[1] if year else monthrange(2000, month)[1]
            if last < day <= 31:
                in_year = f" {year}" if year and month == 2 else ""
                message = f"{found['month']}{in_year} has no day {day}"
                hint = f"its last day is {last}: look the date up"
                yield Proof(found.start(), found[0], "bad-date", message, hint)
            elif year and year >= _CERTAIN_SINCE and 0 < day <= last:
                yield from _weekday(words, found.start(), found[0], date(year, month, day))


def _weekday(words: str, start: int, written: str, day: date) -> Iterator[Proof]:
    before = _ON.search(words, max(0, start - 20), start)
    right = _WEEKDAYS[day.weekday()]
    if before and before["name"] != right:
        message = f"{written} is not a {before['name']} but a {right}"
        hint = f"look up which of the two is right: if the date is, write `{right}`"
        yield Proof(before.start(), before[0] + written, "bad-date", message, hint)


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


def _spans(words: str) -> Iterator[Proof]:
    """Years of which the second is before the first, as words tell them."""
    for found in _SPAN.finditer(words):
        is_between = found["lead"].lower() == "between"
        if int(found["later"]) < int(found["year"]) and is_between == (found["link"] == "and"):
            message = f"these years run backwards: {found['later']} is before {found['year']}"
            hint = f"if they are exchanged, write `{found['lead']} {found['second']} {found['link']} {found['first']}`"
            yield Proof(found.start(), found[0], "dates-out-of-order", message, hint)


def _powers(words: str) -> Iterator[Proof]:
    """Numbers with a power of ten behind an `E`, which is how a spreadsheet shows what has no room."""
    for found in _POWER.finditer(words):
        number = Decimal(found["number"])
        right = f"{found['sign']}{number.to_integral_value() if number == number.to_integral_value() else number:,f}"
        message = f"a spreadsheet wrote `{found[0]}`: readers see no number"
        yield Proof(
            found.start(), found[0], "bad-number", message, f"write `{right}`, or as the source prints it"
        )


def _years(words: str) -> Iterator[Proof]:
    for pattern in _BACKWARDS:
        for found in pattern.finditer(words):
            first, second = found["first"], found["second"]
            before = words[found.start() - 1 : found.start()]
            if int(second) >= int(first) or (before and (before.isalnum() or before in "-–./:£$€,")):
                continue
            if words[found.start() - 2 : found.start() - 1].isdigit():
                continue  # of a telephone
            message = f"these years run backwards: {second} is before {first}"
            hint = f"if they are exchanged, write `{second}–{first}`"
            yield Proof(found.start(), found[0], "dates-out-of-order", message, hint)
