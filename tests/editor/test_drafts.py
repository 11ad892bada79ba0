"""The next edition's draft, and a letter in figures."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from newsletter.content.kinds.edition import Feature
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.editor.drafts import draft_edition, publication_day
from newsletter.mail.rules import check_message
from newsletter.mail.summary import edition_summary
from tests.mail.examples import CONFIG, composed, edition, library, page, study

BLANKS = {
    "title:      #": "title: Money #",
    "summary:    #": "summary: About money. #",
    "subject:    #": "subject: Money #",
    "preheader:  #": "preheader: What happened to the money of four towns this month. #",
}


def drafted(*entries, slug: str = "2026-12", today: date = date(2026, 11, 22)) -> dict:
    text = draft_edition(library(*entries, today=today), slug)
    return yaml.safe_load(text.split("---")[1])


def test_a_draft_holds_what_is_new_since_the_last_edition() -> None:
    fields = drafted(
        edition(),
        study("preston", date(2026, 11, 2)),
        study("wigan", date(2026, 11, 20)),
        study("leigh", date(2026, 12, 1)),
        study("later", date(2027, 1, 1)),
        page("about", date(2026, 11, 1)),
        page("data", date(2026, 11, 30)),
    )
    assert [f["study"] for f in fields["features"]] == [
        "../case-studies/leigh.md",
        "../case-studies/wigan.md",
    ]
    assert fields["sections"] == [{"title": "New pages", "links": [{"to": "../pages/data.md"}]}]
    assert fields["number"] == 2
    assert fields["published"] == date(2026, 12, 15)


def test_a_study_told_before_is_not_offered_again() -> None:
    told = edition(features=(Feature(study="../case-studies/wigan.md"),))
    assert "features" not in drafted(told, study("wigan", date(2026, 11, 20)))


def test_what_was_brought_up_to_date_is_a_section() -> None:
    fields = drafted(edition(), study("preston", date(2026, 10, 2), updated=date(2026, 11, 30)))
    assert fields["sections"][0]["title"] == "Brought up to date"


def test_the_first_edition_may_hold_every_case_study() -> None:
    fields = drafted(study("preston"), page(), slug="2026-11")
    assert [f["study"] for f in fields["features"]] == ["../case-studies/preston.md"]
    assert "sections" not in fields
    assert fields["number"] == 1


def test_a_filled_draft_has_no_mistake_in_it() -> None:
    awkward = study("wigan", date(2026, 11, 20), title='A "title": with # marks\nand lines')
    text = draft_edition(library(edition(), awkward, page("data", date(2026, 11, 30))), "2026-12")
    for blank, filled in BLANKS.items():
        assert blank in text
        text = text.replace(blank, filled)
    checked = read_entry(SourceFile("content/editions/2026-12.md", (text + "\nHello.\n").encode()))
    assert checked.diagnostics == ()
    assert checked.value is not None
    assert checked.value.record.features[0].study == "../case-studies/wigan.md"


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
    email = composed()
    text = edition_summary(email, check_message(email.message, edition(), CONFIG))
    assert "Edition 1, November 2026: Where a town's money goes" in text
    assert f"{len(email.html.encode()):,} of 90,000 bytes" in text
    assert "Checks     all passed" in text
    assert "  Case studies in this edition" in text


def test_a_summary_counts_what_is_wrong() -> None:
    email = composed()
    broken = check_message(email.message, edition(subject="Another subject"), CONFIG)
    assert "Checks     1 error" in edition_summary(email, broken)
