"""A case study and its sources, for reference managers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import lxml.html
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.kinds.shared import Citation
from newsletter.content.words.when import When
from newsletter.site.data.citing import Cited, as_bibtex, as_csl, cited_of, citing_pieces
from tests import made_up
from tests.made_up import MILL

SITE = made_up.config().site


def cited(**changes: Any) -> tuple[Cited, ...]:
    return cited_of(made_up.changed(MILL, **changes), SITE, "https://commons.example")


def bibtex(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """Key and fields of each entry, as BibTeX finds them: by counting braces."""
    text, found = content.decode(), []
    while match := re.match(r"\s*@misc\{([a-z0-9-]+),", text):
        depth, at = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        told = text[match.end() : at - 1]
        found.append((match[1], dict(re.findall(r"^  ([a-z]+) = (.*),$", told, re.MULTILINE))))
        text = text[at:]
    assert not text.strip()
    return found


def test_a_case_study_comes_first_then_its_sources_in_their_order() -> None:
    keys = [key for key, _ in bibtex(as_bibtex(cited()))]
    assert keys == ["old-mill", "old-mill-council", "old-mill-society"]
    assert [one["id"] for one in json.loads(as_csl(cited()))] == keys


def test_the_case_study_is_cited_as_its_page_says() -> None:
    own = bibtex(as_bibtex(cited()))[0][1]
    assert own == {
        "title": "{{The old mill}}",
        "author": "{{A. Author}}",
        "howpublished": f"{{{SITE.name}}}",
        "year": "{2026}",
        "month": "oct",
        "url": "{https://commons.example/case-studies/old-mill/}",
        "note": "{Last changed 2026-10-03}",
    }
    first = json.loads(as_csl(cited()))[0]
    assert first["author"] == [{"literal": "A. Author"}]
    assert first["issued"] == {"date-parts": [[2026, 10, 1]]}
    assert json.loads(as_csl(cited(authors=())))[0]["author"] == [{"literal": SITE.publisher}]


def test_a_source_has_its_publisher_and_nobody_is_made_its_author() -> None:
    source = json.loads(as_csl(cited()))[1]
    assert source == {
        "id": "old-mill-council",
        "type": "report",
        "title": "Report on the mill",
        "publisher": "Leeds City Council",
        "issued": {"date-parts": [[2019]]},
        "accessed": {"date-parts": [[2026, 10]]},
        "URL": "https://www.leeds.example/mill",
        "note": "Lasting copy: https://archive.example/mill",
    }
    assert "author" not in bibtex(as_bibtex(cited()))[1][1]


def test_a_date_that_is_not_sure_is_not_made_sure() -> None:
    council, society = made_up.entry(MILL).record.sources
    changed = (
        replace(council, published=When(2012, is_about=True)),
        replace(society, published=When(2025, is_by=True)),
    )
    _, about, by = json.loads(as_csl(cited(sources=changed)))
    assert about["issued"] == {"date-parts": [[2012]], "circa": True}
    assert by["issued"] == {"literal": "by 2025"}
    assert [one.get("year") for _, one in bibtex(as_bibtex(cited(sources=changed)))[1:]] == [
        "{about 2012}",
        "{by 2025}",
    ]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1))
def test_whatever_a_title_holds_an_entry_ends_where_it_ends(words: str) -> None:
    source = Citation(
        id="council",
        title=words,
        publisher=words,
        evidence="press",
        relationship="self",
        url="https://x.example/a}{b%20_c",
    )
    content = as_bibtex(cited(sources=(source, source)))
    entries = bibtex(content)
    assert len(entries) == 3
    assert entries[1][1]["url"] == "{https://x.example/a%7D%7Bb%20_c}"
    for special in "&%$#_":
        assert not re.search(rf"(?<!\\){re.escape(special)}", entries[1][1]["title"])


def test_every_case_study_links_to_both_files_beside_it() -> None:
    made = {f"/{path}" for piece in citing_pieces(made_up.desk()) for path in piece.paths}
    linked = set()
    for html in made_up.the_pages().values():
        linked |= set(
            lxml.html.fromstring(html).xpath("//details[@id='cite']//a[contains(@href, '/cite.')]/@href")
        )
    assert linked == made
    assert len(made) == 2 * len(made_up.library().by_kind["case-study"])
