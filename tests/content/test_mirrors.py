"""A source is named where it will still be tomorrow, and where it is its publisher's own."""

from __future__ import annotations

import pytest

from newsletter.content.words.mirrors import no_original


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://trantor.is/book/1", "gives away books"),
        ("https://www.sci-hub.se/10.1000/1", "gives away books"),
        ("https://fdocuments.us/document/a.html", "copies what others publish"),
        ("https://pdf.vdocuments.mx/a", "copies what others publish"),
        ("https://libreddit.marty.tf/r/nyc", "copies what others publish"),
        ("https://www.wikiwand.com/en/articles/Living_Rent", "copies what others publish"),
        ("https://webcachetest.london.gov.uk/a", "a server for trials"),
        ("https://staging-1.socialripe.com/a", "a server for trials"),
        ("https://dev.thedevondaily.co.uk/node/1", "a server for trials"),
        ("https://search-265cced0397e.herokuapp.com/", "a server for trials"),
        ("https://issuu.com./philofarrell/docs/1", "a full stop behind its name"),
    ],
)
def test_a_copy_or_a_server_for_trials_is_told_and_the_original_asked_for(address: str, told: str) -> None:
    found = no_original(address)
    assert found is not None
    assert told in found[0]
    assert found[1]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.legislation.gov.uk/ukpga/2026/1/section/1",
        "https://en.wikipedia.org/wiki/Living_Rent",
        "https://web.archive.org/web/2019/https://www.wikiwand.com/",
        "https://dev.to/somebody",
        "https://testvalley.gov.uk/minutes",
        "https://[bad",
        "",
    ],
)
def test_a_publishers_own_page_is_let_be(address: str) -> None:
    assert no_original(address) is None
