"""What pages draw: bars beside the figures of a case study, and what lists know it by."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.kinds.case_study_parts import Outcome, Reading
from newsletter.content.words.when import When
from newsletter.site.drawing import SIDE, arrow_view
from tests import made_up
from tests.made_up import BRIXTON, MILL, PRESTON

LIBRARY = "/case-studies/"
#: Bytes of page and style, packed: what a list may come to.
_BUDGET = 14 * 1024
_AXIS = st.integers(-4, 4).map(lambda half: half / 2)


def page(*put: Any, permalink: str = "/case-studies/old-mill/") -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(made_up.source(made_up.site(*put), permalink))


def mill(*outcomes: Outcome, **changes: Any) -> Any:
    return made_up.changed(MILL, outcomes=outcomes, **changes)


def outcome(before: str | None, after: str) -> Outcome:
    plain = made_up.entry(MILL).record.outcomes[0]
    assert plain.before is not None
    earlier = replace(plain.before, value=before) if before is not None else None
    return replace(plain, before=earlier, after=Reading(value=after, when=When(2019)))


def paths(drawing: lxml.html.HtmlElement) -> list[str]:
    return [str(path.get("d")) for path in drawing.iter("path")]


def test_a_change_is_drawn_under_its_figures() -> None:
    rows = page().xpath("//tr[@class='drawn']")
    assert [row.text_content().strip() for row in rows] == [""], "its dates stand above it"
    before, after = rows[0].iter("svg")
    assert paths(before) == ["M0 0h1000v10H0z"]
    assert paths(after) == ["M0 0h800v10H0z"]
    assert [one.get("class") for one in (before, after)] == ["from", "to"]


def test_a_range_is_drawn_to_its_lower_end_and_on_to_its_upper() -> None:
    drawing = page(mill(outcome("£100 to £200", "£400"))).xpath("//tr[@class='drawn']//svg")[0]
    assert paths(drawing) == ["M0 0h250v10H0z", "M250 0H500v10H250z"]


def test_who_hears_the_page_hears_the_table_and_no_drawing() -> None:
    """Each figure is read once, with the names of its row and column: a name for the bars would say it again."""
    made = page()
    drawn = made.xpath("//section[h2[@id='outcomes']]//*[self::svg or @class='drawn']")
    assert drawn
    assert all(one.xpath("ancestor-or-self::*[@aria-hidden='true']") for one in drawn)
    (table,) = made.xpath("//table[@class='outcomes']")
    heard = " ".join("".join(row.itertext()) for row in table.iter("tr") if row.get("aria-hidden") != "true")
    for words in (
        "Rents",
        "the flats",
        "pounds a month",
        "£500",
        "January 2013",
        "£400",
        "by 2019",
        "[1]",
        "[2]",
    ):
        assert words in heard
    assert not drawn[0].xpath(".//a|.//@id")


def test_the_words_that_leave_a_number_open_stay_in_what_is_read() -> None:
    made = page(mill(outcome("nearly £500", "up to £400")))
    assert [one.text for one in made.xpath("//table[@class='outcomes']//b")] == ["nearly £500", "up to £400"]
    assert len(made.xpath("//tr[@class='drawn']")) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "18%"),
        ("£500", "400"),
        ("a few", "most"),
        ("–5", "5"),
        ("nan", "inf"),
        ("9" * 40, "8" * 40),
        ("<b>", "&"),
    ],
)
def test_a_figure_that_cannot_be_drawn_is_told_in_words(before: str | None, after: str) -> None:
    made = page(mill(outcome(before, after)))
    assert not made.xpath("//section[h2[@id='outcomes']]//svg")
    assert "bars" not in made.xpath("//section[h2[@id='outcomes']]")[0].text_content()
    assert [one.text for one in made.xpath("//table[@class='outcomes']//b")] == [
        *([before] if before else []),
        after,
    ]


def test_a_figure_without_a_before_is_set_large() -> None:
    lone = page(mill(outcome(None, "18%"))).xpath("//b[@class='lone']")
    assert [one.text for one in lone] == ["18%"]
    assert not page().xpath("//b[@class='lone']")


def test_the_scale_is_said_with_the_notes() -> None:
    (told,) = page().xpath("//details[@class='fold notes']/p")
    assert told.text == "Each pair of bars begins at nought and has a scale of its own."
    (told,) = page(permalink="/case-studies/preston/").xpath("//details[@class='fold notes']/p")
    assert told.text.endswith("its own.")
    share = made_up.entry(PRESTON).record.outcomes[0]
    of_whole = made_up.changed(PRESTON, outcomes=(replace(share, unit="per cent of spending"),))
    (told,) = page(of_whole, permalink="/case-studies/preston/").xpath("//details[@class='fold notes']/p")
    assert told.text.endswith("In a frame, the full width is the whole.")


def test_a_hundred_changes_are_a_hundred_drawings() -> None:
    many = tuple(outcome(str(number), str(number + 1)) for number in range(100))
    made = made_up.source(made_up.site(mill(*many)), "/case-studies/old-mill/")
    assert made.count('<tr class="drawn"') == 100
    assert len(set(re.findall(r' id="([^"]*)"', made))) == len(re.findall(r' id="([^"]*)"', made))


def test_drawings_need_no_style_and_no_script_within_the_page() -> None:
    for permalink in ("/case-studies/old-mill/", LIBRARY, "/editions/2026-11/", "/"):
        html = made_up.the_pages()[permalink]
        assert " style=" not in html
        assert "<style" not in html


def test_feeds_tell_the_figures_and_draw_nothing() -> None:
    told = made_up.the_feeds()["case-studies/feed.xml"].decode()
    assert "£500" in told
    assert "svg" not in told


def test_the_page_of_an_edition_draws_what_its_letter_draws() -> None:
    figure = lxml.html.document_fromstring(made_up.the_pages()["/editions/2026-11/"]).xpath(
        "//div[@class='figure']"
    )[0]
    assert [one.text for one in figure.xpath(".//p[@class='big']")] == [
        "From £500 in January 2013",
        "to £400 by 2019",
    ]
    assert [paths(one) for one in figure.iter("svg")] == [["M0 0h1000v10H0z"], ["M0 0h800v10H0z"]]


# Lists


def emblems(*put: Any, permalink: str = LIBRARY) -> dict[str, lxml.html.HtmlElement]:
    """What each case study of a list is known by, by its title."""
    items = page(*put, permalink=permalink).xpath("//ol[@class='cards']/li")
    return {item.xpath("string(h2)"): item.xpath("p[@class='emblem']") for item in items}


def test_a_case_study_is_known_in_lists_by_its_figure() -> None:
    (known,) = emblems()["The old mill"]
    assert " ".join(known.text_content().split()) == "£400 Rents, by 2019"
    (known,) = emblems(mill(outcome("£5", "over £1.2m")))["The old mill"]
    assert known.xpath("string(b/i)") == "over"
    assert " ".join(known.text_content().split()) == "over £1.2m Rents, 2019"


def test_one_without_a_figure_is_known_by_the_arrow_of_its_shift_and_the_same_in_words() -> None:
    (known,) = emblems(mill())["The old mill"]
    assert (
        " ".join(known.text_content().split()) == "How power is used: wholly old first, mostly new at the end"
    )
    assert known.xpath("svg/@aria-hidden") == ["true"]
    compass = made_up.entry(MILL).record.compass
    kept = replace(compass, start=replace(compass.start, model=compass.now.model))
    (known,) = emblems(mill(compass=kept))["The old mill"]
    words = "What people hold right: mostly old first, wholly new at the end"
    assert " ".join(known.text_content().split()) == words
    unmoved = replace(made_up.entry(MILL).record.compass, start=None)
    (known,) = emblems(mill(compass=unmoved))["The old mill"]
    assert " ".join(known.text_content().split()) == "How power is used: mostly new"
    assert known.xpath("svg/circle")


def test_one_that_says_neither_is_known_by_its_dot_on_a_small_map() -> None:
    (known,) = emblems()[made_up.entry(BRIXTON).record.title]
    assert " ".join(known.text_content().split()) == "London"
    assert known.xpath("svg/@width") == ["48"]
    assert len(known.xpath("svg/path[@class='dot']")) == 1
    (outline,) = known.xpath("svg/image/@href")
    assert outline.startswith("/assets/uk.")
    nowhere = made_up.changed(BRIXTON, places=())
    assert emblems(nowhere)[nowhere.record.title] == []


def test_every_card_of_a_case_study_whose_place_is_known_has_a_mark_of_its_own() -> None:
    for link, text in made_up.the_pages().items():
        for card in lxml.html.fromstring(text).xpath(
            "//ol[@class='cards']/li[.//span[starts-with(@class, 'status')]]"
        ):
            assert len(card.xpath("p[@class='emblem']")) == 1, (link, card.xpath("string(h2)"))


@given(shift=st.tuples(_AXIS, _AXIS, _AXIS, _AXIS))
def test_an_arrow_stays_in_its_square_and_points_where_power_went(
    shift: tuple[float, float, float, float],
) -> None:
    drawn = arrow_view(shift)
    assert drawn is not None
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", drawn["shaft"] + drawn["head"])] or drawn["dot"]
    assert all(0 <= float(one) <= SIDE for one in numbers)
    if drawn["shaft"]:
        x, y, to_x, to_y = (float(one) for one in re.findall(r"-?[\d.]+", drawn["shaft"]))
        assert (to_x - x) * (shift[2] - shift[0]) >= 0
        assert (to_y - y) * (shift[3] - shift[1]) <= 0


def test_a_case_study_draws_its_shift_beside_the_reasons_for_both_ends() -> None:
    moved = page(mill())
    square, arrow = moved.xpath("//*[@id='compass']/svg/path/@d")
    view = arrow_view((-2, -1, 1.5, 2))
    assert view
    assert (square, arrow) == ("M1 1h46v46H1zM1 24h46M24 1v46", view["shaft"] + view["head"])
    assert moved.xpath("//*[@id='compass']/svg/@aria-hidden") == ["true"], "the words say the same"
    assert moved.xpath("//*[@id='compass']/h3/text()") == ["At the start", "At the end"]
    compass = made_up.entry(MILL).record.compass
    stayed = page(mill(compass=replace(compass, start=None)))
    dot = arrow_view((1.5, 2, 1.5, 2))
    assert dot
    assert stayed.xpath("//*[@id='compass']/svg/path[@class='to']/@d")[0].startswith(
        f"M{' '.join(dot['dot'])}m"
    )
    assert not page(mill(compass=None)).xpath("//*[@id='compass']")


def test_a_list_of_twenty_four_with_their_figures_stays_within_its_budget() -> None:
    words = "Neighbours of the yard number {0} bought what the council of {0} had sold to a firm, and let it for {0}."
    many = [
        made_up.changed(
            MILL,
            as_=f"mill-{number}",
            title=f"The mill of street {number * 7919}",
            summary=words.format(number * 104_729),
            outcomes=(outcome(None, f"over {number * 7907:,}"),),
        )
        for number in range(1, 25)
    ]
    settings = made_up.config(limits=replace(made_up.config().site.limits, per_page=100))
    made = made_up.source(made_up.site(*many, settings=settings), LIBRARY)
    assert made.count('class="emblem"') >= 24
    assert made_up.weight(made) <= _BUDGET
