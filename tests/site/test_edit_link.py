"""'Edit this page': it leads to what site.yaml names, and is not there where nothing is named."""

from __future__ import annotations

import re
from html import unescape

import pytest

from newsletter import permalinks
from newsletter.content.config import SiteSettings
from newsletter.content.reading.fields import read_record
from newsletter.content.reading.front_matter import parse_yaml
from newsletter.content.reading.source_file import SourceFile
from tests import made_up

NAMED = "https://code.example/us/edit/main/?a=1&path="


def edit_links(html: str) -> list[str]:
    return [
        unescape(href)
        for href, words in re.findall(r'<a href="([^"]*)">([^<]*)</a>', html)
        if "dit this" in words
    ]


@pytest.mark.parametrize("path", made_up.WHOLE)
def test_the_page_of_every_kind_leads_to_its_own_file_where_site_yaml_says(path: str) -> None:
    site = made_up.site(settings=made_up.config(source_url=NAMED))
    assert edit_links(made_up.source(site, permalinks.permalink(path))) == [NAMED + path]


def test_where_nothing_is_named_no_page_has_the_link() -> None:
    pages = made_up.pages(made_up.site(settings=made_up.config(source_url=None)))
    assert len(pages) > 20
    assert [link for link, html in pages.items() if re.search("edit th|/edit/", html, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("written", "begins"),
    [
        ("https://code.example/us/edit/main/", "https://code.example/us/edit/main/"),
        ("https://code.example/us/edit/main", "https://code.example/us/edit/main/"),
        ("https://code.example", "https://code.example/"),
        (NAMED, NAMED),
    ],
)
def test_a_slash_parts_the_address_from_the_path_of_the_file(written: str, begins: str) -> None:
    text = made_up.written("content/site.yaml").replace("https://code.example/commons/edit/main/", written)
    settings = parse_yaml(SourceFile("content/site.yaml", text.encode())).value
    assert settings is not None
    read = read_record(settings, SiteSettings).value
    assert read is not None
    assert read.source_url == begins
