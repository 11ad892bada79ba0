"""Articles, voices, reports and readers' letters: what each page shows of its own kind."""

from __future__ import annotations

import lxml.html
import pytest

from newsletter.content.kinds.shared_parts import Series
from newsletter.site.making import Site
from tests import made_up
from tests.made_up import ARTICLE, KEYS, LETTER, REPORT, VOICE


def _words(of: Site, permalink: str) -> str:
    return " ".join(lxml.html.fromstring(made_up.source(of, permalink)).text_content().split())


def _series(of: Site, permalink: str) -> list[tuple[str, str, str | None]]:
    """Number, words and address of each piece, as a series' list has them."""
    tree = lxml.html.fromstring(made_up.source(of, permalink))
    rows = tree.xpath("//ol[@class='series']/li")
    return [
        (row.get("value"), row.text_content(), next((a.get("href") for a in row.xpath("a")), None))
        for row in rows
    ]


def test_a_series_shows_what_is_before_and_after_and_each_gap() -> None:
    site = made_up.the_site()
    assert _series(site, "/articles/why-yards/") == [
        ("1", "On keys", "/articles/on-keys/"),
        ("2", "Why yards matter", None),
        ("3", "Not here", None),
        ("4", "Not here", None),
    ]
    assert "Before it: On keys" in _words(site, "/articles/why-yards/")
    assert "After it: Why yards matter" in _words(site, "/articles/on-keys/")


def test_a_piece_that_is_not_out_is_a_gap() -> None:
    site = made_up.site(made_up.changed(KEYS, draft=True))
    assert _series(site, "/articles/why-yards/")[0] == ("1", "Not here", None)


def test_a_series_whose_length_nobody_knows_ends_with_its_last_piece() -> None:
    alone = made_up.changed(ARTICLE, series=Series(name="On sharing", number=2, of=None))
    assert [row[0] for row in _series(made_up.site(alone), "/articles/why-yards/")] == ["1", "2"]


@pytest.mark.parametrize(
    ("path", "permalink", "told"),
    [
        (ARTICLE, "/articles/why-yards/", "Explainer, by A. Author, 3 August 2026. 1 minute to read."),
        (ARTICLE, "/articles/why-yards/", "First published May 2021 by The Yard Times."),
        (VOICE, "/voices/at-the-pump/", "“Nobody asked us before” A. Neighbour, tenant[1]"),
        (VOICE, "/voices/at-the-pump/", "It is about The old mill."),
        (REPORT, "/reports/yards-counted/", "Most yards are locked.[1] Page 4 to 6"),
        (
            LETTER,
            "/reader-letters/a-key-for-all/",
            "From A reader in Hull, July 2014, in answer to Why yards matter",
        ),
        (LETTER, "/reader-letters/a-key-for-all/", "Our answer Everybody who lives there does."),
    ],
)
def test_a_page_tells_what_its_kind_alone_has(path: str, permalink: str, told: str) -> None:
    assert told in _words(made_up.the_site(), permalink)
    assert made_up.entry(path).permalink == permalink


@pytest.mark.parametrize(
    ("permalink", "told"),
    [
        ("/reports/", "Leeds City Council, February 2019"),
        ("/voices/", "A. Neighbour, tenant, June 2014"),
        ("/reader-letters/", "From A reader in Hull, July 2014"),
    ],
)
def test_a_list_dates_what_others_said_by_the_day_they_said_it(permalink: str, told: str) -> None:
    assert told in _words(made_up.the_site(), permalink)


def test_what_a_letter_names_and_is_not_out_is_not_linked() -> None:
    site = made_up.site(without=[ARTICLE])
    assert "in answer to" not in _words(site, "/reader-letters/a-key-for-all/")


def test_nobody_reads_how_a_writer_agreed() -> None:
    consent = made_up.entry(LETTER).record.consent
    assert consent
    assert all(consent.encode() not in content for content in made_up.everything().values())
