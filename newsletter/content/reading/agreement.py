"""What the fields of a file and its body say against each other: its title again, a mistake that still stands there.

Serves `entries`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from newsletter.content.body import Body, words_of
from newsletter.content.entry import Reference
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.event import Event
from newsletter.content.kinds.reader_letter import ReaderLetter
from newsletter.content.markdown.pasted import MAIL_WROTE
from newsletter.content.markdown.run_on import MAIL_HEAD
from newsletter.content.reading.front_matter import Document
from newsletter.content.words.marks import MARK
from newsletter.content.words.when import MONTHS, long_date
from newsletter.permalinks import resolved
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, warning

#: Characters of a sentence that stands nowhere by chance.
_NO_CHANCE = 25
#: Words of a case study that is no sketch of one.
_WHOLE = 40
#: What the heading of such a part has, whatever it is called.
_WENT_WRONG = regex(
    r"\b(?:wrong|fail\w*|lost|losses|mistakes?|trouble\w*|problems?|critic\w*|hard(?:est)?|limits?|doubts?|against|objections?"
    r"|ended|end|lessons?|weak\w*|not)\b"
)
#: Lines that were to be headings, which is told where they stand: a space that is missing, or of another kind, a sign
#: too many, a backslash before them, strong words.
_MEANT_FOR_HEADINGS = regex(
    r"^[ ]{0,8}(?:\\?\#{1,9}.*|\*\*[^*\n]+\*\*:?|__[^_\n]+__:?|<h\d[^\n]*)[ ]*$", re.MULTILINE
)
_MARK = regex(MARK)
_DAY_SAID = regex(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?[ ](?:the[ ])?(?P<day>\d{1,2})(?:st|nd|rd|th)?[ ](?:of[ ])?"
    rf"(?P<month>{'|'.join(MONTHS)})\b(?:,?[ ](?P<year>\d{{4}}))?"
)
#: Words of an invitation before its day, and of another day that it names.
_INVITES = regex(
    r"\b(?:[Jj]oin|[Cc]ome|[Mm]eet (?:us|there|at|on)|[Ss]ee you|[Ww]hen|[Tt]akes? place|[Ww]ill be (?:held|on)"
    r"|[Ww]e(?: will|['’]ll)? meet|[Dd]ate|[Ii]s on|[Ww]e gather|[Dd]oors)\b"
)
_OTHER_DAYS = regex(
    r"\b(?:by|before|until|till|after|since|book\w*|regist\w+|clos\w+|deadline|again|next|last|first|announc\w+|publish\w+"
    r"|postponed|moved|instead|was|were|came|met|RSVP)\b"
)
#: Words of which English is full and that no neighbour of it has many of, and how many words of a text they are.
_ENGLISH = frozenset("the and of to that was with for they is are were which had this it from by".split())
_SHARE = 0.2
_CYRILLIC = regex(r"[\u0400-\u04ff]")
_MAIL_WROTE = regex(MAIL_WROTE)
_PRIVATE = regex(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w£$€.,/-])(?:\+\d{1,3}[ ]?|\(?0)\d(?:[ )(-]{0,2}\d){8,10}(?![\w-])"
)


def disagreements(
    document: Document, record: Any, body: Body | None, references: Iterable[Reference]
) -> Iterator[Diagnostic]:
    """A warning for each of them in a file that is no draft."""
    if record is None or body is None:
        return
    references = tuple(references)
    yield from _credited_otherwise(document, record, references)
    if isinstance(record, Event):
        yield from _another_day(document, record)
    headings = (one for one in references if one.kind == "heading")
    first = next(headings, None)
    title = _plain(record.title)
    if first and body.headings and _plain(body.headings[0].text) == title and body.headings[0].level > 1:
        message = "this heading is the title, which stands above the text already"
        yield warning(first.location, "given-twice", message, "take it out")
    yield from _other_language(document, record, body)
    if isinstance(record, ReaderLetter):
        yield from _private(document)
    if record.corrections:
        yield from _still_there(document, record, body)
    parts = (*(one.text for one in body.headings), *_MEANT_FOR_HEADINGS.findall(document.body))
    if _is_whole(record, body) and not any(_WENT_WRONG.search(part.lower().strip("_")) for part in parts):
        message = "no part of it says what went wrong"
        hint = "write it below a heading such as `## What went wrong`: no case is printed without it"
        yield warning(Location(document.path, document.body_line), "unfinished", message, hint)


def _credited_otherwise(
    document: Document, record: Any, references: Iterable[Reference]
) -> Iterator[Diagnostic]:
    """Of a picture that is shown twice, and said to be by two makers or under two licences."""
    credits: dict[str, tuple[str, int]] = {}
    if image := record.image:
        line = document.fields.at(("image", "credit")).location.line
        credits[resolved(document.path, image.file)[0]] = (f"{image.credit}, {image.licence}", line)
    for one in references:
        if one.kind == "image" and one.words:
            made, line = credits.setdefault(one.target, (one.words, one.location.line))
            if " ".join(made.casefold().split()) != " ".join(one.words.casefold().split()):
                message = f"this picture is by `{one.words}` here, and by `{made}` on line {line}"
                yield warning(
                    one.location, "missing-credit", message, "look up who made it, and write that twice"
                )


def _another_day(document: Document, event: Event) -> Iterator[Diagnostic]:
    """A weekday with its date that the text invites to, where the event begins on another."""
    found = [one for one in _DAY_SAID.finditer(document.body) if _invites(document.body, one)]
    starts, ends = event.starts.day, event.last_day
    days = {
        date(int(one["year"] or starts.year), MONTHS.index(one["month"]) + 1, int(one["day"]))
        for one in found
        if _is_day(one, starts.year)
    }
    if event.cancelled or len(days) != 1 or starts <= (day := days.pop()) <= ends:
        return
    one = found[0]
    line = document.body.count("\n", 0, one.start())
    column = one.start() - document.body.rfind("\n", 0, one.start())
    where = Location(document.path, document.body_line + line, column, len(one[0]))
    message = f"the text invites to {long_date(day)}, and `starts` says {long_date(starts)}"
    hint = f"look up which is right: if the text is, write `starts: {day.isoformat()}`, with its time; else mend it here"
    yield warning(where, "bad-date", message, hint)


def _invites(body: str, found: re.Match[str]) -> bool:
    """Whether a sentence says of a day that the event is on it."""
    start = max(body.rfind(end, 0, found.start()) for end in (". ", "! ", "? ", "\n\n"))
    before = body[start + 1 : found.start()]
    return _INVITES.search(before) is not None and not _OTHER_DAYS.search(before)


def _is_day(found: re.Match[str], year: int) -> bool:
    day, month = int(found["day"]), MONTHS.index(found["month"]) + 1
    return 0 < day <= monthrange(int(found["year"] or year), month)[1]


def _other_language(document: Document, record: Any, body: Body) -> Iterator[Diagnostic]:
    """Of a page of English words that says it is in another language: it is read aloud in that one's voice."""
    language = (record.lang or "").partition("-")[0].lower()
    if language in ("", "en") or (body.words < _WHOLE and language != "uk"):
        return
    text = words_of(body.nodes).lower()
    words = text.split()
    is_no_ukrainian = language == "uk" and not _CYRILLIC.search(text)
    if is_no_ukrainian or sum(word in _ENGLISH for word in words) > len(words) * _SHARE:
        meant = "`uk` is Ukrainian: " if language == "uk" else ""
        message = f"{meant}this page is in English"
        hint = "write `lang: en-GB`, or take the line out; screen readers take their voice from it"
        yield warning(document.fields.at(("lang",)).location, "bad-language", message, hint)


def _private(document: Document) -> Iterator[Diagnostic]:
    """Addresses and telephone numbers in a reader's letter: nobody asks for theirs to be printed."""
    for number, line in enumerate(document.body.split("\n")):
        found = None if MAIL_HEAD.match(line) or _MAIL_WROTE.match(line) else _PRIVATE.search(line)
        if found:
            where = Location(document.path, document.body_line + number, found.start() + 1, len(found[0]))
            message = f"everybody could read `{found[0]}`"
            hint = "take it out, unless they asked for it to stand there"
            yield warning(where, "private-address", message, hint)
            return


def _is_whole(record: Any, body: Body) -> bool:
    """Whether it is a case study that has begun, and no sketch of one."""
    return (
        isinstance(record, CaseStudy) and record.status not in ("planned", "unknown") and body.words >= _WHOLE
    )


def with_title_out(found: Iterable[Diagnostic], title: str) -> list[Diagnostic]:
    """The same, but that a first heading with the words of the title is to be taken out, not set lower."""
    said = f"`{title}` is a heading of the first level"
    hint = "take the line out: the title stands above the text already"
    return [
        replace(one, hint=hint) if one.code == "heading-level" and one.message == said else one
        for one in found
    ]


def without_french_spaces(found: Iterable[Diagnostic], language: str | None) -> list[Diagnostic]:
    """The same without what is told of a space before a sign, which French has before `;`, `:`, `!` and `?`."""
    if (language or "").partition("-")[0].lower() != "fr":
        return [*found]
    told = tuple(f"a space stands before `{sign}`" for sign in ";:!?")
    return [one for one in found if one.code != "odd-space" or not one.message.startswith(told)]


def _still_there(document: Document, record: Any, body: Body) -> Iterator[Diagnostic]:
    """Corrections whose mistake the page has still."""
    fields = (
        text
        for name, field in document.fields.named.items()
        if name != "corrections"
        for _, text in field.texts()
    )
    said = " ".join(_plain(text) for text in (words_of(body.nodes), *fields))
    for number, correction in enumerate(record.corrections):
        was = _plain(correction.was)
        if len(was) >= _NO_CHANCE and was in said and was not in _plain(correction.now):
            where = document.fields.at(("corrections", number, "was")).location
            message = "the page still says this"
            yield warning(where, "given-twice", message, "mend it there, too, or take the correction out")


def _plain(words: str) -> str:
    """Words without marks, quotation marks, capitals and the stop at their end."""
    plain = _MARK.sub("", words).translate(_QUOTES)
    return " ".join(plain.split()).rstrip(".").casefold()


_QUOTES = str.maketrans("", "", "‘’“”'\"")
