"""The next edition's draft, and a letter in figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from newsletter.content.entry import Entry
from newsletter.content.kinds.shared import Correction
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.content.words.moments import Moment
from newsletter.content.words.when import When
from newsletter.editor.drafts import draft_edition, publication_day
from newsletter.mail.letter import compose_letter
from newsletter.mail.message import compose_email
from newsletter.mail.rules import check_message
from newsletter.mail.summary import edition_summary
from newsletter.told.diagnostics import Diagnostic, Location
from tests import made_up
from tests.made_up import BANK, CWM, EVENT, MILL, NOVEMBER, PRESTON, PRIVACY

BLANKS = {
    "\ntitle:\n": "\ntitle: Money\n",
    "\nsummary:\n": "\nsummary: About money.\n",
    "\nsubject:\n": "\nsubject: Money\n",
    "\npreheader:\n": "\npreheader: What happened to the money of four towns this month.\n",
}


def drafted(*put: Entry[Any], slug: str = "2026-12", **more: Any) -> dict[str, Any]:
    """The fields of the draft of an edition; `put` and `more` as of `made_up.library`."""
    text = draft_edition(made_up.library(*put, **more), slug)
    return dict(yaml.safe_load(text.split("---")[1]))


def named(fields: dict[str, Any]) -> list[str]:
    return [feature["study"].rsplit("/")[-1] for feature in fields["features"]]


def test_a_draft_holds_what_is_new_since_the_last_edition() -> None:
    fields = drafted(
        made_up.changed(CWM, published=date(2026, 11, 20)),
        made_up.changed(CWM, as_="leigh", published=date(2026, 12, 1)),
        made_up.changed(CWM, as_="later", published=date(2027, 1, 1)),
        made_up.changed(PRIVACY, published=date(2026, 11, 30)),
        future=True,
        without=[made_up.DECEMBER],
    )
    assert named(fields) == ["leigh.md", "tir-y-cwm.md", "solar-roofs.md"]
    assert fields["sections"][0] == {"title": "New pages", "links": [{"to": "../pages/privacy.md"}]}
    assert fields["number"] == 3
    assert fields["published"] == date(2026, 12, 15)


def test_a_study_told_before_is_not_offered_again() -> None:
    told = made_up.changed(MILL, published=date(2026, 11, 20))
    assert "old-mill.md" not in named(drafted(told))


def test_what_was_brought_up_to_date_is_a_section() -> None:
    fields = drafted(made_up.changed(PRESTON, updated=date(2026, 11, 30)))
    section = next(one for one in fields["sections"] if one["title"] == "Brought up to date")
    assert section["links"] == [{"to": "../case-studies/preston.md"}]


def test_what_is_to_come_soon_after_the_letter_is_a_section() -> None:
    near, far = (
        made_up.changed(made_up.MEETING, as_=name, starts=Moment(day), published=date(2026, 11, 20))
        for name, day in (("near", date(2026, 12, 16)), ("far", date(2027, 3, 1)))
    )
    gone = made_up.changed(EVENT, starts=Moment(date(2026, 12, 20)), ends=None, cancelled=True)
    fields = drafted(near, far, gone)
    section = next(one for one in fields["sections"] if one["title"] == "Dates to keep")
    assert section["links"] == [{"to": "../events/near.md"}]
    assert "near.md" not in named(fields), "it is told once"


def test_what_was_corrected_and_what_has_gone_stale_stands_in_notes() -> None:
    mended = Correction(date=date(2026, 11, 20), was="Ten.", now="Two.", why="A reader wrote.")
    corrected = made_up.changed(PRESTON, corrections=(mended,))
    old = made_up.changed(CWM, checked=date(2025, 12, 1))
    unseen = made_up.changed(MILL, status="active", ended=None, seen=When(2023), checked=date(2026, 11, 1))
    text = draft_edition(made_up.library(corrected, old, unseen), "2026-12")
    assert f"# Corrected since, and told in the letter by itself: {corrected.record.title}\n" in text
    assert f"# Gone stale, last checked on 1 December 2025: {old.record.title}\n" in text
    assert f"# Gone stale, last seen running in 2023: {unseen.record.title}\n" in text
    assert text.count("# Gone stale") == 2


def test_the_first_edition_may_hold_every_case_study() -> None:
    fields = drafted(only=[PRESTON, BANK, PRIVACY], slug="2026-11")
    assert named(fields) == ["preston.md", "workers-bank.md"]
    assert "sections" not in fields
    assert fields["number"] == 1


def test_a_filled_draft_has_no_mistake_in_it() -> None:
    awkward = made_up.changed(CWM, published=date(2026, 11, 20), title='A "title": with # marks\nand lines')
    text = draft_edition(made_up.library(awkward), "2026-12")
    for blank, filled in BLANKS.items():
        assert blank in text
        text = text.replace(blank, filled)
    checked = read_entry(SourceFile("content/editions/2026-12.md", (text + "\nHello.\n").encode()))
    assert checked.diagnostics == ()
    assert checked.value is not None
    assert checked.value.record.features[0].study == "../case-studies/tir-y-cwm.md"


@pytest.mark.parametrize(
    ("slug", "last", "today", "day"),
    [
        ("2026-12", date(2026, 11, 15), date(2026, 11, 22), date(2026, 12, 15)),
        ("2027-02", date(2027, 1, 31), date(2027, 1, 31), date(2027, 2, 26)),  # 28 February is a Sunday
        ("2026-11", None, date(2026, 10, 1), date(2026, 11, 2)),  # 1 November is a Sunday
        ("2026-11", None, date(2026, 11, 22), date(2026, 11, 23)),  # past days are no use, nor is this Sunday
    ],
)
def test_the_day_is_a_weekday_to_come(slug: str, last: date | None, today: date, day: date) -> None:
    assert publication_day(slug, last, today) == day


def test_a_summary_tells_size_links_words_and_checks() -> None:
    site = made_up.config().site
    email = compose_email(made_up.composed(), site, made_up.environment()).value
    assert email is not None
    text = edition_summary(email, check_message(email.message, compose_letter(made_up.composed(), site)))
    assert "Edition 2, November 2026: A mill of one’s own" in text
    assert f"{len(email.html.encode()):,} of 90,000 bytes" in text
    assert "Checks     all passed" in text
    assert "  Case studies in this edition" in text


def test_a_summary_counts_what_is_wrong() -> None:
    email = compose_email(made_up.composed(), made_up.config().site, made_up.environment()).value
    assert email is not None
    wrong = Diagnostic(Location(NOVEMBER), "letter-links", "a link is dead")
    assert "Checks     1 error" in edition_summary(email, [wrong])
