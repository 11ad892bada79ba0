"""Sentences that state a figure and name no source for it.

Reads Markdown as an editor typed it: bodies of case studies, and prose in front matter.
False alarms teach people to ignore alarms, so what may well be a date, a name or a number
in a row (`Clause 4`, `16 March 2021`, `the 1990s`) is let through.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from newsletter.content.words.marks import MARK
from newsletter.regexes import regex


class Unsourced(NamedTuple):
    """A sentence that needs a mark. `offset` counts characters from the text's start."""

    offset: int
    sentence: str
    figure: str


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
#: Blocks that are not prose, each with a sign without which there is none.
_NO_PROSE_BLOCKS = (
    ("```", regex(r"^```.*?(?:^```[ ]*$|\Z)", re.MULTILINE | re.DOTALL)),
    ("~~~", regex(r"^~~~.*?(?:^~~~[ ]*$|\Z)", re.MULTILINE | re.DOTALL)),
    ("<!--", regex(r"<!--.*?(?:-->|\Z)", re.DOTALL)),
    ("`", regex(r"`+[^`]{1,400}`+")),
    ("\n==", regex(r"^[^\n]+\n=+[ ]*$", re.MULTILINE)),
    ("\n--", regex(r"^[^\n|]+\n-+[ ]*$", re.MULTILINE)),
    ("]:", regex(r"^[ ]{0,3}\*?\[[^\[\]\n^][^\[\]\n]*\]:[^\n]*$", re.MULTILINE)),
    ("\n    ", regex(r"(?<=\n\n)(?:[ ]{4,}|\t)(?![ ]*(?:[-*+]|\d+\.)[ ])[^\n]*")),
)
#: Inside a sentence: addresses, tags and attribute lists.
_NO_WORDS = regex(
    r"!?\[\[[^\[\]\n]*\]\]|(?:\|\d+(?:x\d+)?)?\]\([^()\n]*\)|<[^<>\n]*>|\{:?[^{}\n]*\}|https?://\S+"
)
#: Numbers that are no figures: dates, years, times, ordinals, numbered things, list numbers.
_NO_FIGURE = (
    rf"^[ >]*\d{{1,9}}[.)][ ]"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?:[ ]?[-–][ ]?\d{{1,2}})?[ ](?:of[ ])?{_MONTH}(?:[ ,]+\d{{4}})?"
    rf"|\b{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?[ ]\d{{4}})?"
    r"|\b\d{4}-\d{2}(?:-\d{2})?\b"
    r"|(?<![£$€\d,.])\b(?:1[5-9]|20)\d\d(?:s\b|(?:[-–/]|--)\d{2,4}\b|\b(?![,.]\d|[ ]?(?:per[ ]cent|million|billion)|%))"
    r"|(?<==)[0-9A-F]{2}(?==|\b)"
    r"|[’']\d0s\b|\b\d0s\b"
    r"|\b\d+(?:st|nd|rd|th)\b"
    r"|\b\d{1,2}[:.]\d{2}[ ]?(?:am|pm)\b|\b\d{1,2}[ ]?(?:am|pm)\b|\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{1,2}[ ]o['’]clock"
    r"|\b(?:at|from|until|till|by|to)[ ]\d{1,2}\.\d{2}\b(?!\.?\d)"
    r"|(?<!\w)(?:\+\d{1,3}[ -]?(?:\(0\)[ ]?)?|0)\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}\b"
    r"|\b\d{1,4}[a-z]?[ ](?:[A-Z][\w'’]+[ ]){1,3}(?:Street|Road|Lane|Avenue|Square|Place|Terrace|Close|Drive|Way|Row|Court"
    r"|Gardens|Hill|Park|Crescent|Grove|Mews|Walk|Yard|Buildings|Gate|Parade)\b"
    r"|\b[A-Z]{2,}[ /-]\d+(?:[/-]\d+)*\b|(?<!\w)#\d+\b"
    r"|\b\d+[ ](?:years?|months?|weeks?|days?|hours?|minutes?)[ ](?:ago|old|later|earlier|before|after|of[ ]age)\b"
    r"|\b(?:over|under|turned|at[ ]age)[- ]\d{1,3}s?\b(?=[ ]*[.,;:!?)]|$)|\b(?:over|under)[- ]\d{1,3}s\b"
    r"|(?<=[a-z,;][ ])[A-Z][a-z]+[ ]\d{1,4}\b(?=[ ]*[.,;:!?)]|$)"
    r"|\b(?:[Cc]lause|[Ss]ection|[Pp]art|[Cc]hapter|[Pp]ages?|[Nn]o\.|[Nn]umber|[Aa]rticle|[Ss]chedule|[Pp]hase|[Vv]olume"
    r"|[Ff]igure|[Tt]able|[Pp]aragraph|[Pp]ara|[Qq]uestion|[Rr]ecommendation|[Aa]ppendix|[Aa]nnex|[Rr]ef|[Cc]ase|[Bb]ill"
    r"|Windows|[Rr]oom|[Cc]hannel|Radio|[Ff]lat|[Uu]nit|[Pp]latform|[Ll]evel|[Gg]rade|[Tt]ier|[Bb]and|[Zz]one|[Vv]ersion|[Ss]tage|[Ss]tep|[Rr]ule|[Ww]ard|[Ee]dition|[Ii]ssue|[Aa]ged?|[Aa]ges|pp?\.|Route|Covid)"
    r"[- ]\d+(?:[-–]\d+)?\b"
    r"|\b\d{1,3}[- ]years?[- ]olds?\b|\b\d{1,3}-(?:year|month|week|day|hour|minute|point|strong)\b"
    r"|\b\d{1,2}[ -]min(?:ute)?s?[ -]read\b"
    r"|\b[A-Za-z]+\d+\w*|\b\d+[A-Za-z]+\d*\w*(?<!m)(?<!k)(?<!bn)(?<!tn)(?<!\dp)\b"
)
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TENS = rf"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-{_ONES})?"
_TIME = r"years?\b|months?\b|weeks?\b|days?\b|hours?\b|minutes?\b|miles?\b|times?\b"
#: Figures in words: shares of something, and counts of twenty and more.
_IN_WORDS = (
    rf"\b{_ONES}[- ](?:half|halves|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)\b(?!-)"
    rf"|\b{_ONES}[ ](?:in|out[ ]of)[ ](?:every[ ])?(?:{_ONES}|ten|twenty|a[ ]hundred)\b"
    rf"|\b{_TENS}[ ](?!{_TIME}|per\b|or\b|and\b|to\b|odd\b)[a-z]{{3,}}"
    rf"|\b(?:{_ONES}|ten|eleven|twelve|{_TENS})[ ](?:hundred|thousand|million|billion)\b"
)
#: The same in words in small letters; what they begin with makes the search four times as quick.
_WORDED = regex(rf"\b(?=[otfsen])(?:{_IN_WORDS})")
#: One of these stands in each, and in few texts: to look for them all takes a fifth of that search.
_SIGNS_OF_WORDS = (
    *("half", "halves", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    *("hundred", "thousand", "illion", " out of ", " in every ", " in a hundred", " in ten"),
    *(f" in {one}" for one in _ONES.strip("(?:)").split("|")),
)
_COUNTED = r"(?:hundred|thousand|million|billion|trillion|dozen)s?\b"
#: A figure a reader may want to check.
_FIGURE = (
    r"[£$€]\s?\d[\d,.]{0,20}\d?(?:\s?(?:million|billion|trillion|thousand|bn|tn|m|k)\b)?"
    r"|\d[\d,.]{0,20}\s?%|\d[\d,.]{0,20}\s(?:per[ ]?cent|percentage[ ]points?)\b|\b[a-z]+(?:-[a-z]+)?[ ]per[ ]cent\b"
    rf"|\b\d[\d,.]{0, 20}[ ]{_COUNTED}"
    r"|(?<![\d.,/-])\b\d{1,3}(?:,\d{3})+\b|(?<![\d.,/-])\b\d{2,}(?:\.\d+)?(?:bn|tn|m|k)?\b(?![/-]\d)"
    r"|\b\d[ ](?:in|out[ ]of)[ ](?:every[ ])?\d+\b"
    r"|(?<![\d.,/-])\b\d[ ](?!and\b|or\b|to\b|in\b|of\b|on\b|at\b|is\b|was\b|per\b"
    rf"|{_TIME})[a-z]{{3,}}"
    rf"|(?<![\d.])\b\d{{1,3}}p\b|(?i:{_IN_WORDS})"
)
_MARK = regex(MARK)
_ABBREVIATIONS = (
    r"(?:e\.g|i\.e|etc|cf|vs|viz|approx|est|no|vol|pp?|ed|St|Dr|Mr|Mrs|Ms|Prof|Rev|Sir|Jr|Sr|Ltd|Co|Inc|Cllr|Hon|Gen|al"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z]|[ap]\.m)"
)
#: Where a sentence ends: at its stop, with the quotes, brackets and marks right behind it, or
#: at the end of a paragraph, an item or a term.
_END = regex(
    r"[.!?…\n](?:(?<=\n)(?:[ \t]*(?=\n)|(?=[ >]*(?:[-*+]|\d{1,9}[.)])[ ])|(?=[ ]*:[ ]))"
    r"|(?<!\n)[.!?…]*[\"'’”)\]*_]*(?:[ ]?" + MARK + r"[\"'’”)*_.]*)*(?=\s|\Z))"
)
#: A sign of a figure: every sentence that states one holds it, or words as in `_WORDED`.
_SIGN = regex(r"[£$€%\d][\d,.]{0,20}")
#: Behind what else is a year: 2000 million, 1500m.
_LARGE = regex(r"(?:bn|tn|m|k)\b|\s(?:hundred|thousand|[mbt]r?illion)")
_YEAR = regex(r"(?:1[5-9]|20)\d\d[.,]?\Z")
#: Headings, and signs of lists and quotations, before a sentence.
_LEAD = regex(r"\s*(?:[ >]*#[^\n]*(?:\n\s*|\Z))*(?:>[ ]?)*(?:[-*+][ ]+|\d{1,9}[.)][ ]+|:[ ]+)?")
#: Or in the number of a list's item.
_ENDS_IN_ABBREVIATION = regex(rf"(?:^|[\s(\"'‘“]){_ABBREVIATIONS}\.\Z|(?:^|\n)[ >]*\d{{1,9}}\.\Z")


def unsourced_sentences(text: str) -> tuple[Unsourced, ...]:
    """The sentences of Markdown `text` with £, % or a count but without a `[^id]` mark, in order."""
    found: list[Unsourced] = []
    prose = text
    for sign, block in _NO_PROSE_BLOCKS:
        if sign in prose:
            prose = block.sub(_blank, prose)
    signs = _signs(prose)
    for start, end in _sentences(prose) if signs else ():
        following = bisect_left(signs, start)
        if following == len(signs) or signs[following] >= end:
            continue
        sentence = prose[start:end]
        if "[^" in sentence and _MARK.search(sentence):
            continue
        words = _NO_WORDS.sub(_blank, sentence)
        if (words == sentence or _signs(words)) and (figure := _figure(words)):
            found.append(Unsourced(start, text[start:end], figure.group().strip(" ,.")))
    return tuple(found)


def _figure(words: str) -> re.Match[str] | None:
    """The first figure in words without addresses and tags."""
    no_figure, figure = _patterns()
    return figure.search(no_figure.sub(_blank, words))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is no figure, and what is one: 11 ms to compile, and few bodies ask."""
    return re.compile(_NO_FIGURE, re.MULTILINE), re.compile(_FIGURE)


def _signs(text: str) -> list[int]:
    """Where a figure may stand, in order: most sentences hold no number, or only a year."""
    signs = [
        m.start() for m in _SIGN.finditer(text) if not _YEAR.match(m.group()) or _LARGE.match(text, m.end())
    ]
    if "per cent" in text:
        signs += [m.start() for m in re.finditer("per cent", text)]
    small = text.replace("İ", "I").lower()  # of all letters this one alone has a longer small form
    if any(sign in small for sign in _SIGNS_OF_WORDS):
        signs += [m.start() for m in _WORDED.finditer(small)]
    return sorted(signs)


def _blank(m: re.Match[str]) -> str:
    """As many spaces as were matched, with the line breaks kept: offsets stay true."""
    matched = m.group()
    return (
        " " * len(matched)
        if "\n" not in matched
        else "\n".join(" " * len(line) for line in matched.split("\n"))
    )


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends, without the spaces around it."""
    bounds: list[tuple[int, int]] = []
    start = 0
    for m in _END.finditer(text):
        stop = m.group()
        if stop == "." and _is_abbreviation(text, start, m.end()):
            continue
        bounds.append((start, m.end()))
        start = m.end()
    bounds.append((start, len(text)))
    return [trimmed for begin, end in bounds if (trimmed := _trimmed(text, begin, end))]


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether the stop before `end` belongs to an abbreviation such as `St.` and more follows."""
    following = text[end : end + 3].strip()
    if not following:
        return False
    return _ENDS_IN_ABBREVIATION.search(text[max(start, end - 12) : end]) is not None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    lead = _LEAD.match(text, start, end)
    begin = lead.end() if lead else start
    words = text[begin:end].rstrip()
    return (begin, begin + len(words)) if words else None
