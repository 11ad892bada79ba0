"""An edition: the letter of one month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from annotated_types import Ge, Len

from newsletter.content.kinds.kind import Kind, newest_first
from newsletter.content.kinds.rules import RuleContext, shared_rules
from newsletter.content.kinds.shared import (
    IN_LETTERS,
    SHARED_STAND_INS,
    STRICT,
    ContentPath,
    Counts,
    Line,
    Names,
    Shared,
    StudyPath,
    Text,
    Title,
)
from newsletter.content.words.when import Day, When, meant_date, month_name
from newsletter.permalinks import resolved
from newsletter.told.diagnostics import Diagnostic, Location, warning
from newsletter.values import value


@value
class Feature:
    """Something of ours that the edition shows on a card."""

    __pydantic_config__ = STRICT
    study: Annotated[str, Len(1, 300), Names("content", IN_LETTERS)]
    """Path of what it shows, such as ../case-studies/preston.md."""
    why: Text | None = None
    """Why now, in a sentence or two of ours."""
    figure: Annotated[int, Ge(1), Counts()] | None = None
    """Which of its outcomes to show, counted from 1."""


@value
class Pointer:
    """A link to something else in the publication."""

    __pydantic_config__ = STRICT
    to: ContentPath
    """Path of the content file."""
    note: Line | None = None
    """A few words on it; without them its summary stands."""


@value
class Section:
    """A list of links under a heading, after the sections of the body."""

    __pydantic_config__ = STRICT
    title: Title
    """Its heading."""
    links: Annotated[tuple[Pointer, ...], Len(1)]
    """What it points at."""


@value
class TryThis:
    """One thing a reader can do this month."""

    __pydantic_config__ = STRICT
    title: Title
    """What to do."""
    text: Text
    """How."""
    study: StudyPath | None = None
    """The case study it comes from."""


@value
class Edition(Shared):
    """The letter of one month; its file is named after the month, such as 2026-11.md.

    The body before its first heading is the introduction; features come next, then the
    body's own sections, then `sections`, `try_this` and the corrections.
    """

    __pydantic_config__ = STRICT
    published: Day
    """The day it goes out."""
    number: Annotated[int, Ge(1)]
    """Its number, counted from 1."""
    subject: Annotated[str, Len(1, 60)]
    """The subject of the message: at most 60 characters."""
    preheader: Annotated[str, Len(1, 110)]
    """What mail programs show after the subject: at most 110 characters, 40 to 90 is best."""
    features: tuple[Feature, ...] = ()
    """What it shows of ours, each on a card, in the order given.

    The card of a case study says who decided before and after, and what its end taught, unless the edition's own
    words link to it.
    """
    sections: tuple[Section, ...] = ()
    """Lists of links under headings of their own."""
    try_this: TryThis | None = None
    """One thing a reader can do this month."""
    trial: bool = False
    """True for one that shows what the letter is like: its page, its feed entry and itself say so, and it is posted to nobody."""
    election_material: bool | None = None
    """Whether it is election material; it must be said where content/site.yaml has an imprint."""


STAND_INS = {**SHARED_STAND_INS, "published": "0001-01-01", "number": "1", "subject": "-", "preheader": "-"}


def rules(file: RuleContext) -> Iterator[Diagnostic]:
    """What a schema cannot say of an edition."""
    yield from shared_rules(file)
    yield from _rules_of_the_name(file)
    yield from _featured_twice(file)
    yield from _linked_twice(file)
    edition: Edition = file.record
    if (
        edition.preheader != "-"
        and edition.preheader.strip().casefold() == edition.subject.strip().casefold()
    ):
        message = "this says what the subject says already: mail programs show one behind the other"
        hint = "write what else awaits the reader, in 40 to 90 characters"
        yield warning(file.value_at("preheader"), "given-twice", message, hint)


def _rules_of_the_name(file: RuleContext) -> Iterator[Diagnostic]:
    """The file is named after the month that the edition goes out in."""
    edition: Edition = file.record
    name = file.path.rsplit("/", 1)[-1].removesuffix(".md")
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", name):
        yield Diagnostic(
            Location(file.path),
            "edition-name",
            f"`{name}` is not a month",
            _better_name(name, edition.published),
        )
    elif edition.published != date.min and not _is_near(name, edition.published):
        yield warning(
            file.value_at("published"),
            "edition-name",
            f"`{name}.md` goes out in {month_name(_month(edition.published))}",
            f"write a day in {month_name(name)} or, if the day is right, call the file `{_month(edition.published)}.md`",
        )


def _featured_twice(file: RuleContext) -> Iterator[Diagnostic]:
    """Cards that the edition has already."""
    seen: set[str] = set()
    for number, feature in enumerate(file.record.features):
        path, _ = resolved(file.path, feature.study)
        if path in seen:
            yield Diagnostic(
                file.value_at("features", number, "study"),
                "featured-twice",
                f"`{feature.study}` is featured twice",
                "keep one of the two",
            )
        seen.add(path)


def _linked_twice(file: RuleContext) -> Iterator[Diagnostic]:
    """Links that stand in their section already."""
    for number, section in enumerate(file.record.sections):
        seen: set[tuple[str, str]] = set()
        for position, link in enumerate(section.links):
            target = resolved(file.path, link.to)
            if target in seen:
                where = file.value_at("sections", number, "links", position, "to")
                message = f"`{link.to}` stands in this section already"
                yield Diagnostic(where, "given-twice", message, "take it out")
            seen.add(target)


def _is_near(month: str, day: date) -> bool:
    """Whether a day lies in the month, or no more than a week off: a letter may go out on the eve of its month."""
    near = (day.toordinal() + days for days in (-7, 0, 7))
    return month in {_month(date.fromordinal(one)) for one in near if 0 < one <= date.max.toordinal()}


def _better_name(name: str, published: date) -> str:
    """What to call an edition's file: after the month its name means, or else the one it goes out in."""
    words = re.sub("[-_]+", " ", name)
    guesses = name.replace("_", " "), words, f"{words} {published.year:04}"
    meant = next(filter(None, map(meant_date, guesses)), "")
    if re.match(r"[0-9]{4}-[0-9]{2}", meant) and meant[:4] != "0001":
        return f"call it `{meant[:7]}.md`"
    if published == date.min:
        return "name an edition's file after its month, such as 2026-11.md"
    return f"name it after its month: call it `{_month(published)}.md`, unless there is one"


def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _happened(edition: Edition) -> Iterator[tuple[When, str]]:
    if not edition.trial:
        yield When.of(edition.published), "went out"


_BLANK = """\
<!-- What stands before the first heading opens the letter. What stands under `features`
     comes next, then your own sections, each with a heading such as "## What the endings teach".
     Readers do not see this note; delete it when you are done. -->
"""

KIND = Kind(
    name="edition",
    folder="editions",
    title="edition",
    plural="editions",
    record=Edition,
    rules=rules,
    stand_ins=STAND_INS,
    blank=_BLANK,
    order=newest_first,
    links_figures=True,
    happened=_happened,
)
