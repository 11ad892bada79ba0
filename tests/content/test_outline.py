"""What stands in an edition, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.kinds.case_study import Reading
from newsletter.content.kinds.edition import Feature, Pointer, Section
from newsletter.content.outline import edition_outline
from newsletter.content.words.marks import Mark, plain, split_marks
from newsletter.content.words.typography import typeset
from newsletter.content.words.when import When
from tests.mail.examples import SPENDING, correction, edition, library, page, study


def outline_of(entry, *others):
    return edition_outline(entry, library(entry, *others))


def test_marks_are_taken_out_with_the_space_before_them() -> None:
    assert plain("It cost £5m.[^a] It was paid [^b-2].") == "It cost £5m. It was paid."


def test_marks_are_split_from_words_in_order() -> None:
    assert split_marks("One.[^a][^b] Two") == ("One.", Mark("a"), Mark("b"), " Two")
    assert split_marks("No mark [^ here] or [this]") == ("No mark [^ here] or [this]",)


@given(st.lists(st.one_of(st.text("ab .[]^", max_size=8), st.sampled_from(["[^x]", "[^y-1]"]))))
def test_splitting_marks_loses_nothing(pieces: list[str]) -> None:
    text = "".join(pieces)
    parts = split_marks(text)
    assert "".join(p if isinstance(p, str) else f"[^{p.source}]" for p in parts) == text
    assert "" not in parts


def test_a_feature_is_told_without_marks_and_typeset() -> None:
    feature = outline_of(edition(), study(), page()).features[0]
    assert (feature.title, feature.where, feature.state) == (
        "Preston’s way",
        "Preston, North West",
        "Active since 2011",
    )
    assert (feature.before, feature.after) == ("Few decided.", "Many do.")


def test_the_chosen_figure_has_its_dates_its_caveat_and_its_source() -> None:
    figure = outline_of(edition(), study(), page()).features[0].figure
    assert figure is not None
    assert figure.change == "From 5% in 2012 to 18.2% in 2016"
    assert figure.caveat == "No later count was found."
    assert figure.source == "CLES, which was an adviser"


def test_a_figure_without_a_before_stands_alone() -> None:
    alone = Reading(value="over 11,000", when=When(2016, is_by=True))
    outcome = type(SPENDING)(measure="m", of="o", after=alone, unit="u", source="cles")
    figure = outline_of(edition(), study(outcomes=(outcome,)), page()).features[0].figure
    assert figure is not None
    assert figure.change == "Over 11,000 by 2016"


@pytest.mark.parametrize("number", [None, 2])
def test_no_figure_is_shown_that_the_editors_did_not_choose(number: int | None) -> None:
    entry = edition(features=(Feature(study="../case-studies/preston.md", figure=number),))
    assert outline_of(entry, study(), page()).features[0].figure is None


def test_an_ended_case_says_when_and_what_it_taught() -> None:
    ended = study(
        status="ended", started=When(2009, 9, 17), ended=When(2019, is_by=True), lesson="Pay people.[^cles]"
    )
    feature = outline_of(edition(), ended, page()).features[0]
    assert feature.state == "Began on 17 September 2009; ended by 2019"
    assert feature.lesson == "Pay people."


@pytest.mark.parametrize(
    ("places", "where"),
    [
        (("brixton",), "Brixton, London"),
        (("brixton", "lambeth"), "Brixton and Lambeth"),
        (("preston", "brixton", "lambeth"), "Preston, Brixton and Lambeth"),
        (("mondragon",), "Mondragon, Spain"),
        (("nowhere",), ""),
    ],
)
def test_places_are_told_in_words(places: tuple[str, ...], where: str) -> None:
    assert outline_of(edition(), study(places=places), page()).features[0].where == where


def test_what_is_not_published_is_left_out() -> None:
    outline = outline_of(edition())
    assert outline.features == ()
    assert outline.link_sections == ()
    assert outline.try_this is not None
    assert outline.try_this.study is None


def test_a_link_shows_its_note_or_else_its_summary_and_keeps_its_anchor() -> None:
    links = (Pointer(to="../pages/about.md#us"), Pointer(to="../pages/about.md", note="Who we are"))
    outline = outline_of(edition(sections=(Section(title="Also", links=links),)), page())
    first, second = outline.link_sections[0].links
    assert (first.permalink, first.text) == ("/about/#us", "What about says.")
    assert (second.permalink, second.text) == ("/about/", "Who we are")


def test_corrections_since_the_last_edition_are_in_the_next() -> None:
    days = (date(2026, 10, 15), date(2026, 10, 16), date(2026, 11, 15), date(2026, 11, 16))
    mended = study(corrections=tuple(correction(day, was=f"day {day.day}") for day in days))
    earlier = edition("2026-10", features=(), sections=(), try_this=None)
    outline = outline_of(edition(number=2), earlier, mended, page())
    assert [c.correction.was for c in outline.corrections] == ["day 16", "day 15"]
    assert outline.corrections[0].words == "It said: day 16. It now says: 15 members. A slip of ours."


def test_an_editions_own_corrections_stay_with_it_whenever_they_were_made() -> None:
    outline = outline_of(edition(corrections=(correction(date(2027, 3, 1)),)))
    assert [c.day for c in outline.corrections] == ["1 March 2027"]


def test_contents_name_every_heading_in_order() -> None:
    outline = outline_of(edition(corrections=(correction(date(2026, 11, 3)),)), study(), page())
    assert [title for _, title in outline.contents] == [
        "Case studies in this edition",
        "Who holds the money",
        "In numbers",
        "Also new",
        "Try this: Ring the council",
        "Corrections",
    ]


def test_typesetting_twice_changes_nothing() -> None:
    once = typeset("""'So' said "she", the '90s and it's""")
    assert once == "‘So’ said “she”, the ’90s and it’s"
    assert typeset(once) == once
