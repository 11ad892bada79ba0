"""What templates are shown: words for dates, places, counts and positions."""

from __future__ import annotations

from datetime import date

import pytest
from newsletter.site.study import position, reading_minutes

from newsletter.content.body import Picture
from newsletter.content.kinds.shared import Correction
from newsletter.content.words.when import When
from newsletter.site.assets import Assets
from newsletter.site.desk import open_desk
from newsletter.site.frame import site_view
from newsletter.site.marks import citations, marked
from newsletter.site.views import (
    card_view,
    corrected_lately,
    counted,
    index_view,
    when_view,
    years,
)
from tests.bodies import body
from tests.site.examples import example_library, library, study

NONE = Assets({}, (), {})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"started": When(2011, 3)}, "since 2011"),
        ({"started": When(2011), "ended": When(2024, 7)}, "2011 to 2024"),
        ({"started": When(2009, 9, 17), "ended": When(2019, is_by=True)}, "2009 to 2019 or earlier"),
    ],
)
def test_the_years_of_a_case_study_read_as_words(fields: dict[str, When], words: str) -> None:
    assert years(study("x", **fields).record) == words


def test_a_date_keeps_the_precision_it_has() -> None:
    assert when_view(When(2013, 9)) == {"words": "September 2013", "iso": "2013-09"}
    assert when_view(None) is None


def test_a_card_names_two_places_and_counts_more() -> None:
    desk = open_desk(library(), NONE)
    places = [("preston",), ("preston", "brixton"), ("preston", "brixton", "leeds")]
    shown = [card_view(desk, study("x", places=names), "/x/")["where"] for names in places]
    assert shown == ["Preston", "Preston and Brixton", "Preston and 2 more places"]


def test_marks_become_numbered_links_and_the_rest_is_escaped() -> None:
    html = marked("It's 5% <b>.[^a] More[^a][^gone]", {"a": 3}, "before")
    assert "It’s 5% &lt;b&gt;." in html
    assert 'id="cite-a-before" href="#source-a"' in html
    assert 'id="cite-a-before-2"' in html
    assert html.count("[3]") == 2
    assert "gone" not in html


def test_a_source_nobody_cites_has_no_back_links() -> None:
    view = {
        "sources": [{"id": "a"}],
        "lesson": "",
        "before": "",
        "after": "",
        "outcomes": [],
        "citations": [],
        "people": [],
        "disputed": [],
        "money": [],
        "compass": None,
        "start": None,
    }
    assert citations(view) == {"a": []}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-2, "wholly old"),
        (-1, "mostly old"),
        (-0.5, "somewhat old"),
        (0, "between old and new"),
        (1.5, "mostly new"),
    ],
)
def test_a_position_on_the_compass_reads_as_words(value: float, words: str) -> None:
    assert position(value) == words


def test_reading_time_rounds_up_and_is_never_nothing() -> None:
    assert [reading_minutes(words) for words in (0, 220, 221, 900)] == [1, 1, 2, 5]


def test_counts_agree_with_their_noun() -> None:
    assert counted(1, "case study", "case studies") == "1 case study"
    assert counted(1200, "case study", "case studies") == "1,200 case studies"


def test_the_index_counts_what_is_listed() -> None:
    index = index_view(open_desk(example_library(), NONE))
    assert [(tag["title"], tag["count"]) for tag in index["tags"]] == [("Money", 2), ("Energy", 1)]
    assert [(region["title"], region["count"]) for region in index["regions"]] == [
        ("North West", 3),
        ("London", 1),
    ]


def test_navigation_follows_order_and_label() -> None:
    site = site_view(open_desk(example_library(), NONE))
    assert [item["label"] for item in site["header"]] == ["Library", "Editions", "About", "Get it"]
    assert [item["href"] for item in site["footer"]] == ["/privacy/"]


def test_a_measured_picture_says_its_size() -> None:
    desk = open_desk(library(), Assets({}, (), {"/media/a.jpg": (30, 20)}))

    def shown(html: str) -> str:
        return desk.html(body(html, pictures=(Picture("content/a.jpg", ""),)))

    measured = '<img width="30" height="20" loading="lazy" alt="" src="/media/a.jpg">'
    assert shown('<img alt="" src="\ue000/media/a.jpg">') == measured
    assert shown('<img src="\ue000/media/a.jpg" width="9">') == '<img src="/media/a.jpg" width="9">'
    assert shown('<img src="\ue000/media/b.jpg">') == '<img src="/media/b.jpg">'


def test_a_picture_whose_name_has_a_space_is_measured_too() -> None:
    desk = open_desk(library(), Assets({}, (), {"/media/a queue.jpg": (30, 20)}))
    spaced = body('<img src="\ue000/media/a%20queue.jpg">', pictures=(Picture("content/a queue.jpg", ""),))
    assert desk.html(spaced) == '<img width="30" height="20" loading="lazy" src="/media/a%20queue.jpg">'


def test_corrections_of_late_are_newest_first_and_one_a_page() -> None:
    def corrected(slug: str, *days: int) -> object:
        return study(
            slug,
            corrections=tuple(
                Correction(date=date(2026, 11, day), was=f"{day}", now="n", why="w") for day in days
            ),
        )

    of = library(corrected("one", 1, 9), corrected("two", 5))  # type: ignore[arg-type]
    shown = corrected_lately(open_desk(of, NONE))
    assert [(item["title"], item["newest"]["was"]) for item in shown] == [("One", "9"), ("Two", "5")]
