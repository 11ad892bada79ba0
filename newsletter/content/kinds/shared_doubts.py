"""What the fields that all kinds share say that nobody meant: shouting, half sentences, pictures of no maker.

Serves `rules`. All of it is told as a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newsletter.content.kinds.rule_context import RuleContext
from newsletter.content.words.credited import (
    NO_LICENCE_HINT,
    NO_MAKER_HINT,
    is_decorative,
    is_file_name,
    is_no_licence,
    is_no_maker,
    says_nothing,
)
from newsletter.content.words.endings import breaks_off
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, warning

#: Letters of a title in capitals that is no name such as `COP 30` or `NHS`.
_SHOUTED = 12
#: Words of a summary that is a sentence, and not a name.
_SENTENCE = 8
_BY = regex(
    r"(?:(?:written |words |text |story |report )?by|authors?:|words:|text:)\s+(?P<name>\S.*)", re.IGNORECASE
)
_NOBODY = regex(
    r"@[\w.]+|https?://\S+|www\.\S+|\d[\d\W]*|(?:admin|administrator|me|myself|author|the author|user|staff|your name|unknown)",
    re.IGNORECASE,
)
#: Two words of letters, each too long to be a name in short.
_SHOUTED_NAME = regex(r"[^\W\d_]{2,}(?:[ -][^\W\d_]{4,})+")
#: Before it nobody published on the web.
_FIRST_PAGE = 1991
_EARLY = regex(r"(?:by |about )?(?P<year>0\d{3})(?:-\d{2}){0,2}(?: \d\d:\d\d)?")
#: What parts the names of two people where a comma should.
_PARTED = regex(
    r"\s*[;|]\s*|\s*[/<>]\s+|(?<=[a-z] [A-Z][a-z]{2})\.\s+|(?<=[a-z]{4})\.\s+(?=[A-Z][a-z]+ [A-Z])"
)
#: What stands behind a name, and is nobody's.
_BEHIND_A_NAME = frozenset(
    "mbe obe cbe dbe kbe mp mep msp ms mla phd dphil md ma msc bsc ba mba jp qc kc frs fba fsa cpfa jr sr ii iii".split()
)
_WITH_ADDRESS = regex(
    r"(?P<name>[^<>(@]+?)[ ]*[<(]?[ ]*(?:mailto:)?[^\s<>()@]+@[^\s<>()@]+\.[A-Za-z]{2,}[ ]*[>)]?"
)
_TWO_PEOPLE = regex(r"([A-Z][\w’'.-]+(?: [A-Z][\w’'.-]*)+) (?:and|&) ([A-Z][\w’'.-]+(?: [A-Z][\w’'.-]*)+)")
#: A licence of Creative Commons that there is: with its version, and perhaps the country it was made for.
_COMMONS = regex(
    r"cc0(?: ?1\.0)?(?: .*)?|cc[ -]by(?:[ -](?:sa|nd|nc(?:[ -](?:sa|nd))?))?"
    r"(?:[ -](?:1\.0|2\.[05]|3\.0|4\.0))?(?:[ ,(]+[A-Za-z(].*)?",
    re.IGNORECASE,
)
_LICENCE = regex(
    r"(?:cc0|cc[ -]by(?:[ -](?:sa|nd|nc))*|ogl|open government licence)(?: ?v?\d(?:\.\d)?)?", re.IGNORECASE
)
_SIZED = regex(r"(?P<words>[^|]*)\|\s*\d+(?:\s*x\s*\d+)?\s*")


def shared_doubts(file: RuleContext) -> Iterator[Diagnostic]:
    """A warning for each value that says otherwise than it was meant."""
    record = file.record
    for name in ("title", "subject"):
        words = getattr(record, name, "")
        if words.isupper() and sum(map(str.isalpha, words)) >= _SHOUTED:
            message = "all of it is in capitals: it shouts in every list, and spam filters count that"
            hint = f"write it as in a sentence: `{words.capitalize()}`, with capitals for names"
            yield warning(file.value_at(name), "capitals", message, hint)
    if breaks_off(record.summary, fewest=_SENTENCE) and " - " not in record.summary:  # a list is told as one
        message = f"this sentence breaks off behind `{record.summary.split()[-1]}`"
        hint = "write how it goes on, or put a full stop where it ends"
        yield warning(file.value_at("summary"), "unfinished", message, hint)
    yield from _authors(file)
    for field, text in file.fields.texts():
        if early := _EARLY.fullmatch(text):
            message = f"`{text}` is a day of the year {int(early['year'])}"
            yield warning(
                field.location, "bad-date", message, "look the year up: two of its digits may be exchanged"
            )
    if record.published and 1000 <= record.published.year < _FIRST_PAGE:
        message = f"nothing was published on the web in {record.published.year}"
        hint = "write the day this page came out here; look the year up"
        yield warning(file.value_at("published"), "bad-date", message, hint)
    if record.image:
        yield from _picture(file, record.image)


def _authors(file: RuleContext) -> Iterator[Diagnostic]:
    """Authors that are more or less than one person's name."""
    record = file.record
    for number, author in enumerate(getattr(record, "authors", ())):
        if found := _BY.fullmatch(author):
            message = "an author's name stands here, and no more"
            yield warning(
                file.value_at("authors", number), "given-twice", message, f"write `{found['name']}`"
            )
        elif _NOBODY.fullmatch(author):
            message = f"`{author}` is nobody's name"
            hint = "write the name as readers should see it; without one, take `authors` out"
            yield warning(file.value_at("authors", number), "note-to-self", message, hint)
        elif author.isupper() and _SHOUTED_NAME.fullmatch(author):
            message = f"`{author}` is all in capitals"
            yield warning(file.value_at("authors", number), "capitals", message, f"write `{author.title()}`")
        elif number and author.lower().replace(".", "") in _BEHIND_A_NAME:
            message = f"`{author}` is an author of its own here: a comma parts two"
            hint = f'write the name in quotation marks: `"{record.authors[number - 1]}, {author}"`'
            yield warning(file.value_at("authors", number), "comma-in-value", message, hint)
        elif found := _WITH_ADDRESS.fullmatch(author):
            message = "everybody can read this address, on the page and in feeds"
            where = file.value_at("authors", number)
            yield warning(where, "private-address", message, f"write `{found['name']}`")
        elif all(names := _people(author)) and names[1:]:
            message = f"`{author}` is one author here: a comma parts two"
            yield warning(
                file.value_at("authors", number), "comma-in-value", message, f"write `{', '.join(names)}`"
            )


def _people(author: str) -> list[str]:
    """The people whose names stand in one author's; a firm such as `Smith and Sons` is one."""
    if found := _TWO_PEOPLE.fullmatch(author):
        return [*found.groups()]
    return [one.strip() for one in _PARTED.split(author)]


def _exchanged(record: Any, image: Any) -> tuple[str, str, Code] | None:
    """Two fields of a picture of which each says what belongs into the other, and how that is told; None if all is well."""
    people = {
        name.casefold() for name in (*record.authors, *(one.name for one in getattr(record, "people", ())))
    }
    alt = image.alt or ""
    if _LICENCE.fullmatch(image.credit) and not _LICENCE.fullmatch(image.licence):
        return "credit", "licence", "missing-credit"
    if _LICENCE.fullmatch(alt) and not _LICENCE.fullmatch(image.licence):
        return "alt", "licence", "missing-alt"
    if alt.casefold() in people and image.credit.casefold() not in people:
        return "alt", "credit", "missing-alt"
    return None


def _picture(file: RuleContext, image: Any) -> Iterator[Diagnostic]:
    where = file.value_at("image", "alt")
    alt = image.alt or ""
    if exchanged := _exchanged(file.record, image):
        one, other, code = exchanged
        words, others = getattr(image, other), getattr(image, one)
        hint = f"write `{one}: {words}` and `{other}: {others}`"
        yield warning(file.value_at("image", one), code, f"`{one}` and `{other}` are exchanged", hint)
        return
    if sized := _SIZED.fullmatch(alt):
        message = "a size is set nowhere: it is read out to those who cannot see the picture"
        yield warning(where, "leftover-markup", message, f"write `{sized['words'].strip()}`")
    elif is_decorative(alt):
        message = f"`{alt}` would be read out to those who cannot see the picture"
        yield warning(where, "missing-alt", message, "write `decorative: true` in place of this line")
    elif alt and image.decorative:
        message = (
            f"`decorative` says that there is nothing to tell of the picture, and `alt` tells it: `{alt}`"
        )
        hint = "take one of the two out: it says nothing, or it shows what `alt` says"
        yield warning(file.value_at("image", "decorative"), "missing-alt", message, hint)
    elif alt and says_nothing(alt):
        message = f"`{alt}` says nothing to those who cannot see the picture"
        yield warning(where, "missing-alt", message, "say what the picture shows")
    elif alt and is_file_name(alt, image.file):
        message = f"`{alt}` is a file's name, and says nothing to those who cannot see the picture"
        yield warning(where, "missing-alt", message, "say what the picture shows")
    if is_no_maker(image.credit):
        message = f"`{image.credit}` is where the picture was found, and not who made it"
        yield warning(file.value_at("image", "credit"), "missing-credit", message, NO_MAKER_HINT)
    if re.match(r"cc ?(?:by|0)", image.licence, re.IGNORECASE) and not _COMMONS.fullmatch(image.licence):
        message = f"`{image.licence}` is no licence of Creative Commons"
        hint = "write its name and version as the picture's page does, such as `CC BY 4.0`"
        yield warning(file.value_at("image", "licence"), "missing-credit", message, hint)
    if is_no_licence(image.licence):
        message = f"`{image.licence}` is no licence"
        yield warning(file.value_at("image", "licence"), "missing-credit", message, NO_LICENCE_HINT)
