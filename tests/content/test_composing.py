"""What stands in an edition, and in which words; and that its page, its feed and its letter tell the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from lxml.html import HtmlElement

from newsletter import permalinks
from newsletter.content import blocks
from newsletter.content.blocks import Card, ComposedEdition, Link, Links, Paragraph, Words
from newsletter.content.composing import MOST_CORRECTIONS, previous_edition
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study_parts import Reading
from newsletter.content.kinds.edition import Feature
from newsletter.content.kinds.shared import Correction
from newsletter.content.words.marks import Mark, plain, split_marks
from newsletter.content.words.typography import typeset
from newsletter.content.words.when import When
from newsletter.mail.message import compose_email
from tests import made_up
from tests.made_up import CWM, DECEMBER, JANUARY, MILL, NOVEMBER, OCTOBER, PRESTON


def composed(*put: Entry[Any], **more: Any) -> ComposedEdition:
    """The edition of November, in a library with something changed."""
    return made_up.composed(NOVEMBER, *put, **more)


def card(*put: Entry[Any], number: int = 0) -> Card:
    found = composed(*put).sections[0].blocks[number]
    assert isinstance(found, Card)
    return found


def figure(path: str, number: int = 0, **changes: Any) -> blocks.Figure | None:
    return card(made_up.changed(path, **changes), number=number).figure


def section(identity: str, *put: Entry[Any], **more: Any) -> blocks.Section | None:
    return next((one for one in composed(*put, **more).sections if one.id == identity), None)


# Marks and types


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


def test_typesetting_twice_changes_nothing() -> None:
    once = typeset("""'So' said "she", the '90s and it's""")
    assert once == "‘So’ said “she”, the ’90s and it’s"
    inches = """A 24" pipe, 5'10" and 12", "in 2014" at 53°32'28"N"""
    assert typeset(inches) == """A 24" pipe, 5'10" and 12", “in 2014” at 53°32'28"N"""
    assert typeset(once) == once


# Cards


def test_a_card_is_told_without_marks_and_typeset() -> None:
    preston = card(number=1)
    assert preston.title == "Preston’s way: buying nearer home"
    assert preston.line == "Preston, North West. Active since 2011."
    assert [(fact.label, fact.text) for fact in preston.facts] == [
        ("Who decided before", "Each buyer decided alone."),
        ("Who decided after", "Six bodies & their neighbours decide together."),
    ]
    assert preston.read_on == "Read on: Preston’s way: buying nearer home"
    assert card().told == ("Neighbours bought the mill and let it to each other.", "The plan can be copied.")


def test_the_chosen_figure_has_its_dates_its_caveat_and_its_source() -> None:
    found = card().figure
    assert found is not None
    assert found.measure == "Rents"
    assert found.change == "From £500 in January 2013 to £400 by 2019"
    assert found.notes == ("Of: the flats", "Heating is left out.", "Source: Leeds City Council")


def test_a_figure_says_how_its_source_stands_to_the_case() -> None:
    edition = made_up.changed(NOVEMBER, features=(Feature(study="../case-studies/preston.md", figure=1),))
    found = card(edition).figure
    assert found is not None
    assert found.change == "From 5% in 2012 to 18.2% in 2016"
    assert found.notes[-1] == "Source: CLES, which was an adviser"


def test_a_figure_without_a_before_stands_alone() -> None:
    found = card(number=1).figure
    assert found is not None
    assert found.change == "Over 11,000 by 2016"
    after = Reading(value="over 11,000", when=When(2016, 5, 1))
    outcome = replace(made_up.entry(MILL).record.outcomes[0], before=None, after=after)
    found = figure(MILL, outcomes=(outcome,))
    assert found is not None
    assert found.change == "Over 11,000 on 1 May 2016"


@pytest.mark.parametrize("number", [None, 2])
def test_no_figure_is_shown_that_the_editors_did_not_choose(number: int | None) -> None:
    features = (Feature(study="../case-studies/old-mill.md", figure=number),)
    assert card(made_up.changed(NOVEMBER, features=features)).figure is None


def test_an_ended_case_says_when_and_what_it_taught() -> None:
    brixton = card(number=2)
    assert brixton.line == "Brixton and Lambeth. Began on 17 September 2009; ended by 2019."
    assert brixton.facts[-1].label == "What it taught"
    assert brixton.facts[-1].text == "Leave nobody with a till full of local notes."


def test_a_card_does_not_repeat_what_the_words_of_the_edition_tell() -> None:
    link = f'<a href="{permalinks.SITE_ROOT}/case-studies/brixton-pound/#power">its end</a>'
    edition = made_up.changed(NOVEMBER, body=f"<p>See {link}.</p>")
    assert [bool(card(edition, number=number).facts) for number in range(3)] == [True, True, False]
    assert card(edition, number=2).told == card(number=2).told


@pytest.mark.parametrize(
    ("places", "where"),
    [
        (("brixton",), "Brixton, London. "),
        (("brixton", "lambeth"), "Brixton and Lambeth. "),
        (("preston", "brixton", "lambeth"), "Preston, Brixton and Lambeth. "),
        (("mondragon",), "Mondragon, Spain. "),
        (("nowhere",), ""),
    ],
)
def test_places_are_told_in_words(places: tuple[str, ...], where: str) -> None:
    found = card(made_up.changed(PRESTON, places=places), number=1)
    assert found.line == f"{where}Active since 2011."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "unknown"}, "Began in 2011; not known whether it still runs."),
        ({"status": "paused"}, "Paused; began in 2011."),
        ({"started": When(2011, is_by=True)}, "Active; began by 2011."),
        ({"started": When(2011, is_about=True)}, "Active since about 2011."),
        ({"status": "paused", "started": When(2011, is_about=True)}, "Paused; began about 2011."),
        ({"started": When(2011, 3)}, "Active since March 2011."),
    ],
)
def test_a_status_is_told_in_words(changes: dict[str, Any], words: str) -> None:
    assert card(made_up.changed(PRESTON, **changes), number=1).line == f"Preston, North West. {words}"


# Links, the thing to do, corrections


def test_what_is_not_published_is_left_out() -> None:
    bare = composed(only=[NOVEMBER])
    assert [one.id for one in bare.sections] == [
        "who-holds-the-money",
        "in-numbers",
        "edition-try-this",
        "edition-corrections",
    ]
    assert bare.sections[2].blocks == (Paragraph("Ask what the mill costs."),)


def test_a_link_shows_its_note_or_else_its_summary_and_keeps_its_anchor() -> None:
    found = section("edition-links-1")
    assert found is not None
    assert found.blocks == (
        Links(
            (
                Link("About the Commons", "/about/", "Who we <really> are"),
                Link(
                    "Roofs that earn",
                    "/case-studies/solar-roofs/#power",
                    "Neighbours put panels on roofs and share what they earn.",
                ),
            )
        ),
    )


def test_the_thing_to_do_names_the_study_it_comes_from() -> None:
    found = section("edition-try-this")
    assert found is not None
    assert found.heading == "Try this: Ring the owner"
    assert found.blocks[1] == Paragraph(
        "It comes from: ", Link("The old mill", "/case-studies/old-mill/", made_up.entry(MILL).record.summary)
    )


def mended(*days: date) -> Entry[Any]:
    return made_up.changed(
        CWM,
        corrections=tuple(
            Correction(date=day, was=f"day {day.day}", now="Ten!", why="A slip") for day in days
        ),
    )


def told_as_corrected(*put: Entry[Any], **more: Any) -> list[tuple[str, str]]:
    found = section("edition-corrections", *put, **more)
    return [(link.title, link.text) for block in found.blocks for link in block.links] if found else []  # type: ignore[union-attr]


def test_corrections_since_the_last_edition_are_in_the_next_oldest_first() -> None:
    days = (date(2026, 10, 15), date(2026, 10, 16), date(2026, 11, 15), date(2026, 11, 16))
    found = [text for title, text in told_as_corrected(mended(*days)) if title == "Tir y cwm"]
    assert found == [
        ", 16 October 2026. It said: day 16. It now says: Ten! A slip.",
        ", 15 November 2026. It said: day 15. It now says: Ten! A slip.",
    ]


def test_the_first_edition_has_every_correction_there_was() -> None:
    assert previous_edition(made_up.entry(OCTOBER), made_up.library()) is None
    titles = [one.title for one in made_up.composed(OCTOBER).sections[-1].blocks[0].links]  # type: ignore[union-attr]
    day = made_up.entry(OCTOBER).record.published
    mended = ((one, c) for one in made_up.entries() for c in one.record.corrections)
    with_some = sorted(one.record.title for one, c in mended if c.date <= day)
    assert len(with_some) > 1
    assert sorted(titles) == with_some


def test_many_corrections_are_told_page_by_page_so_that_the_letter_stays_a_letter() -> None:
    many = mended(*(date(2026, 11, day) for day in range(1, 2 + MOST_CORRECTIONS)))
    one = made_up.changed(MILL, corrections=(Correction(date=date(2026, 10, 30), was="a", now="b", why="c"),))
    nobody = made_up.changed(NOVEMBER, corrections=())
    found = told_as_corrected(many, one, nobody, only=[OCTOBER, NOVEMBER, CWM, MILL])
    assert found == [
        ("The old mill", ": one correction of 30 October 2026."),
        ("Tir y cwm", f": {MOST_CORRECTIONS + 1} corrections, the last of 9 November 2026."),
    ]


def test_an_editions_own_corrections_stay_with_it_whenever_they_were_made() -> None:
    late = Correction(date=date(2027, 3, 1), was="a", now="b", why="c")
    found = told_as_corrected(made_up.changed(NOVEMBER, corrections=(late,)), only=[OCTOBER])
    assert found == [("A mill of one’s own", ", 1 March 2027. It said: a. It now says: b. c.")]


# Whole editions


def test_contents_name_every_section_in_order() -> None:
    assert [heading for _, heading in composed().contents] == [
        "Case studies in this edition",
        "Who holds the money",
        "In numbers",
        "Also in the library",
        "Try this: Ring the owner",
        "Corrections",
    ]
    ids = [identity for identity, _ in composed().contents]
    assert len(set(ids)) == len(ids)


def test_an_edition_is_ready_for_the_post_before_its_day_but_no_draft_is() -> None:
    made = made_up.compose()
    assert [one.entry.path for one in made.ready] == [DECEMBER, NOVEMBER, OCTOBER]
    assert set(made.shown) == {NOVEMBER, OCTOBER}
    assert JANUARY in made_up.compose(drafts=True, future=True).shown


def test_a_letter_names_what_comes_out_with_it() -> None:
    features = (Feature(study="../case-studies/tir-y-cwm.md"),)
    december = made_up.changed(DECEMBER, features=features)
    comes_with_it = made_up.changed(CWM, published=december.record.published)
    (only,) = made_up.composed(DECEMBER, december, comes_with_it).sections[0].blocks
    assert isinstance(only, Card)
    assert only.title == "Tir y cwm"
    later = made_up.changed(CWM, published=date(2027, 1, 1))
    assert not [
        s for s in made_up.composed(DECEMBER, december, later).sections if s.id == "edition-case-studies"
    ]


def test_every_kind_of_block_stands_in_an_edition_of_the_publication() -> None:
    stands = {type(block) for one in composed().sections for block in one.blocks}
    assert stands == set(get_args(blocks.Block))


# One edition, four times


@pytest.mark.parametrize("path", [OCTOBER, NOVEMBER])
def test_page_feed_letter_and_text_tell_the_same_words_in_the_same_order(path: str) -> None:
    edition = made_up.composed(path)
    email = compose_email(edition, made_up.config().site, made_up.environment()).value
    assert email is not None
    told = _words_of_blocks(edition)
    assert _of_page(edition) == told
    assert _of_feed(edition) == told
    assert _of_letter(email.html) == told
    assert _of_text(email.text) == _words_of_blocks(edition, is_text=True)


def _words_of_blocks(edition: ComposedEdition, *, is_text: bool = False) -> list[str]:
    """What the blocks say, written down as plainly as can be; `is_text` where nothing but words can be shown."""
    found = [_of_html(edition.opening.html, is_text)]
    for one in edition.sections:
        if not isinstance(one.blocks[0], Words):
            found.append(one.heading)
        found += [text for block in one.blocks for text in _texts(block, is_text)]
    return _words(" ".join(found))


def _texts(block: blocks.Block, is_text: bool) -> Iterable[str]:
    match block:
        case Words():
            return [_of_html(block.html, is_text)]
        case Paragraph(text, link):
            return [text, link.title if link else ""]
        case Links(links):
            return [part for link in links for part in (link.title, link.text)]
        case Card():
            shown = block.figure
            return [
                *(block.title, block.line, *block.told),
                *(part for fact in block.facts for part in (fact.label, fact.text)),
                *((shown.measure, shown.change, *shown.notes) if shown else ()),
                block.read_on,
            ]


def _of_html(html: str, is_text: bool = False) -> str:
    tree = lxml_html.fromstring(f"<div>{html}</div>")
    if is_text:
        _spell_out(tree)
    return _read(tree)


def _spell_out(tree: HtmlElement) -> None:
    """In words what markup says: the head of each cell, the number of each item, what a picture shows."""
    for table in tree.xpath(".//table"):
        head = [_read(cell) for cell in table.xpath(".//thead//th")]
        for row in table.xpath(".//tbody/tr"):
            for name, cell in zip(head, row, strict=True):
                cell.text = f"{name} {cell.text or ''}"
        table.remove(table.find("thead"))
    for items in tree.xpath(".//ol"):
        for number, item in enumerate(items, start=1):
            item.text = f"{number} {item.text or ''}"
    for picture in tree.xpath(".//img"):
        picture.tail = f"{picture.get('alt')} {picture.tail or ''}"


def _read(element: HtmlElement) -> str:
    return " ".join(element.itertext())


def _words(text: str) -> list[str]:
    """Words alone: what is set apart by signs in one medium is by space in another."""
    return re.findall(r"[^\W_]+", text.lower())


def _of_page(edition: ComposedEdition) -> list[str]:
    document = lxml_html.document_fromstring(made_up.the_pages()[edition.entry.permalink])
    opening = document.xpath("//main//div[contains(@class, 'opening')]")
    sections = [document.xpath("//section[@aria-labelledby=$id]", id=one.id)[0] for one in edition.sections]
    in_order = [one.get("aria-labelledby") for one in document.xpath("//main//section")]
    assert [one for one in in_order if one in dict(edition.contents)] == list(dict(edition.contents))
    return _words(" ".join(map(_read, [*opening, *sections])))


def _of_feed(edition: ComposedEdition) -> list[str]:
    url = made_up.config().site.base_url + edition.entry.permalink
    items = json.loads(made_up.the_feeds()["editions/feed.json"])["items"]
    (html,) = [item["content_html"] for item in items if item["url"] == url]
    return _words(_of_html(html))


def _of_letter(html: str) -> list[str]:
    document = lxml_html.document_fromstring(html)
    cells = document.xpath("//td[starts-with(@class, 'cell')]")
    names = [cell.get("class").split() for cell in cells]
    first = next(place for place, name in enumerate(names) if "title" in name) + 1
    last = next(place for place, name in enumerate(names) if "foot" in name)
    return _words(" ".join(map(_read, cells[first:last])))


def _of_text(text: str) -> list[str]:
    body, _, _ = text.partition("\n-- \n")
    _, _, body = body.partition("\n\n\n")
    body = re.sub(r"^\[\d+\] <[^>]*>$", "", body, flags=re.MULTILINE)
    return _words(re.sub(r"\[\d+\]", "", body))
