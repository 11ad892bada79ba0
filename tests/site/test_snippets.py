"""What search engines show of a page: whole where it fits, and ended where it makes sense where it does not."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.site.snippets import DESCRIPTION, TITLE, page_title, snippet
from tests import made_up
from tests.made_up import MILL

SITE = {"name": "The Commons"}


def titled(title: str, kind: str = "study") -> str:
    return page_title({"kind": kind, "title": title}, SITE)


def test_a_title_has_the_name_of_the_publication_behind_it_where_both_are_shown() -> None:
    assert titled("The old mill") == "The old mill · The Commons"
    assert titled("How people decide", "home") == "The Commons: How people decide"
    long = "A town council without parties, and the book that came of it"
    assert len(long) <= TITLE < len(f"{long} · The Commons")
    assert titled(long) == long


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (
            "A small town council without parties, and the book that came of it at last",
            "A small town council without parties",
        ),
        (
            "Unions of renters: tenants in Bristol, London and Scotland who act together",
            "Unions of renters: tenants in Bristol, London and Scotland who…",
        ),
        ("x" * 80, "x" * (TITLE - 1) + "…"),
    ],
)
def test_a_longer_title_ends_with_a_part_or_else_with_a_word(title: str, shown: str) -> None:
    assert titled(title) == shown


@given(title=st.text(min_size=1, max_size=80))
def test_no_title_is_longer_than_is_shown(title: str) -> None:
    shown = titled(title)
    assert len(shown) <= TITLE
    assert shown.startswith(title) or title.startswith(shown.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Short.", "Short."),
        ("a" * DESCRIPTION, "a" * DESCRIPTION),
        ("One sentence that is long. " * 8, "One sentence that is long. " * 4 + "One sentence that is long."),
        ("They asked. " + "word " * 60, "They asked. " + "word " * 29 + "…"),
        ("a" * 300, "a" * (DESCRIPTION - 1) + "…"),
        (f"{'word ' * 20}at St. Helens, {'word ' * 30}", f"{'word ' * 20}at St. Helens, {'word ' * 9}…"),
    ],
)
def test_a_description_ends_with_a_sentence_or_else_with_a_word(text: str, shown: str) -> None:
    assert snippet(text.strip()) == shown.strip().replace(" …", "…")


@given(text=st.text(max_size=400))
def test_no_description_is_longer_than_is_shown_and_all_of_it_is_the_text(text: str) -> None:
    shown = snippet(text)
    assert len(shown) <= DESCRIPTION
    assert text.startswith(shown.removesuffix("…"))


def test_every_page_says_no_more_of_itself_than_is_shown() -> None:
    for link, html in made_up.the_pages().items():
        document = lxml.html.fromstring(html)
        title = document.xpath("string(//title)")
        descriptions = document.xpath("//meta[@name='description']/@content")
        assert len(descriptions) == (0 if document.xpath("//meta[@http-equiv='refresh']") else 1), link
        assert all(0 < len(one) <= DESCRIPTION for one in descriptions), link
        is_list = bool(document.xpath("//body[@class='list']"))
        assert 0 < len(title) <= TITLE or (is_list and "·" not in title), link


def test_other_programs_are_told_the_whole_summary() -> None:
    long = "Neighbours bought the mill and let it to each other, room by room. " * 3
    mill = made_up.changed(MILL, summary=long.strip())
    document = lxml.html.fromstring(made_up.source(made_up.site(mill), mill.permalink))
    told = {
        name: document.xpath(f"string(//meta[@{name}]/@content)")
        for name in ("name='description'", "property='og:description'")
    }
    assert list(told.values()) == [(long[:67] * 2).strip(), long.strip()]
