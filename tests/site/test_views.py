"""What templates are shown: words for dates, places, counts and positions."""

from __future__ import annotations

from datetime import date

import pytest

from newsletter.content.kinds.shared import Correction
from newsletter.content.words.when import When
from newsletter.site.faces import face_of
from newsletter.site.faces.case_study import position, years
from newsletter.site.frame import site_view
from newsletter.site.home import corrected_lately
from newsletter.site.lists import index_view
from newsletter.site.making import stocked
from newsletter.site.marks import body_html, marked, numbered
from newsletter.site.views import counted, reading_minutes, when_view
from tests import made_up
from tests.bodies import body
from tests.made_up import CWM, MILL


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"started": When(2011, 3)}, "since 2011"),
        ({"started": When(2012, is_by=True)}, "since 2012 or earlier"),
        ({"started": When(2012, is_about=True)}, "since about 2012"),
        ({"started": When(2009), "ended": When(2019, 2, is_about=True)}, "2009 to about 2019"),
        ({"started": When(2011), "ended": When(2024, 7)}, "2011 to 2024"),
        ({"started": When(2009, 9, 17), "ended": When(2019, is_by=True)}, "2009 to 2019 or earlier"),
    ],
)
def test_the_years_of_a_case_study_read_as_words(fields: dict[str, When], words: str) -> None:
    assert years(made_up.changed(CWM, **fields).record) == words


def test_a_date_keeps_the_precision_it_has() -> None:
    assert when_view(When(2013, 9)) == {"words": "September 2013", "iso": "2013-09"}
    assert when_view(When(2012, is_about=True)) == {"words": "about 2012", "iso": "2012"}
    assert when_view(None) is None


def test_a_card_names_two_places_and_counts_more() -> None:
    desk = made_up.desk()
    places = [("preston",), ("preston", "brixton"), ("preston", "brixton", "leeds")]
    studies = [made_up.changed(CWM, places=names) for names in places]
    shown = [face_of(study).card(desk, study)["where"] for study in studies]
    assert shown == ["Preston", "Preston and Brixton", "Preston and 2 more places"]


def test_marks_become_numbered_links_and_the_rest_is_escaped() -> None:
    numbers = numbered(["x", "y", "a"], [], [("a", "before")])
    html = marked("It’s 5% <b>.[^a] More[^a][^gone]", numbers, "before")
    assert "It’s 5% &lt;b&gt;." in html
    assert html.count('<a href="#source-3"') == html.count("[3]") == 2
    assert html.count('id="cite-3"') == 1, "one place to come back to"
    assert "gone" not in html
    assert "id=" not in marked("Again.[^a]", numbers, "after")


def test_a_source_leads_back_to_the_story_or_else_to_the_first_field_that_cites_it() -> None:
    numbers = numbered(["told", "field", "nobody's"], [("told", 2)], [("told", "before"), ("field", "after")])
    assert [numbers[source].back for source in ("told", "field", "nobody's")] == ["", "after", None]
    assert [one.number for one in numbers.values()] == [1, 2, 3]


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
    index = index_view(made_up.desk())
    assert [(tag["title"], tag["count"]) for tag in index["tag"]] == [
        ("Land & housing", 3),
        ("Money", 3),
        ("Energy", 1),
    ]
    assert {region["title"]: region["count"] for region in index["region"]} == {
        "North West": 2,
        "Yorkshire and the Humber": 2,
        "London": 2,
        "Wales": 1,
        "Elsewhere": 2,
    }
    assert {status["title"]: status["count"] for status in index["status"]}["Ended"] == 2


def test_navigation_follows_order_and_label() -> None:
    site = site_view(made_up.desk())
    assert [item["label"] for item in site["header"]] == [
        *("Library", "Editions", "Articles", "Events", "Subscribe", "About")
    ]
    assert [item["href"] for item in site["footer"]] == [
        *(
            "/search/",
            "/map/",
            "/compass/",
            "/timeline/",
            "/places/",
            "/people/",
            "/organisations/",
            "/data/",
            "/corrections/",
            "/sources-to-check/",
        ),
        *("/voices/", "/reports/", "/reader-letters/", "/privacy/", "/old-and-new-power/"),
    ]


def test_a_measured_picture_says_its_size_whatever_its_name() -> None:
    sizes = {
        "/media/a.jpg": ("/media/a.jpg", 30, 20, (), False),
        "/media/a queue.jpg": ("/media/a queue.jpg", 3, 2, (), False),
        "/media/caf\u00e9.png": ("/media/caf\u00e9.png.jpg", 4, 5, (), False),
        "/media/drawn.svg": ("/media/drawn.svg", None, None, (), False),
    }

    def shown(html: str) -> str:
        return str(body_html(body(html), "", sizes))

    measured = '<img width="30" height="20" loading="lazy" alt="" src="/media/a.jpg">'
    assert shown('<img alt="" src="\ue000/media/a.jpg">') == measured
    assert shown('<img src="\ue000/media/a.jpg" width="9">') == '<img src="/media/a.jpg" width="9">'
    assert shown('<img src="\ue000/media/b.jpg">') == '<img src="/media/b.jpg">'
    assert shown('<img src="\ue000/media/a%20queue.jpg">') == (
        '<img width="3" height="2" loading="lazy" src="/media/a%20queue.jpg">'
    )
    assert shown('<img src="\ue000/media/drawn.svg">') == '<img src="/media/drawn.svg">'
    anew = '<img width="4" height="5" loading="lazy" src="/media/caf%C3%A9.png.jpg">'
    assert shown('<img src="\ue000/media/cafe%CC%81.png">') == anew
    assert shown('<img src="\ue000/media/caf%C3%A9.png">') == anew


def test_corrections_of_late_are_newest_first_and_one_a_page() -> None:
    def on(*days: int) -> tuple[Correction, ...]:
        return tuple(Correction(date=date(2026, 11, day), was=f"{day}", now="n", why="w") for day in days)

    of = [
        made_up.changed(CWM, corrections=on(1, 9)),
        made_up.changed(MILL, corrections=on(5)),
    ]
    shown = corrected_lately(made_up.desk(*of, only=[]))
    assert [(item["title"], item["newest"]["was"]) for item in shown] == [
        ("Tir y cwm", "9"),
        ("The old mill", "5"),
    ]


def test_a_stock_leaves_its_desk_as_it_was() -> None:
    desk = made_up.desk()
    stocked(desk)
    assert desk.cards == {}
