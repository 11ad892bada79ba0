"""Search: what is listed from A to Z, which words are found where, and that nothing else is.

`looked_up` reads the index as `search.js` does, from the files that are published.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.library.facets import FACETS
from newsletter.site import making, marks
from newsletter.site.narrowing import MOST_OPEN
from newsletter.site.pages import SitePage
from newsletter.site.search import index, page
from newsletter.site.search.listed import Listed, by_letter
from newsletter.site.search.told import NOT_ITS_OWN, Section, told
from newsletter.site.search.words import COMMON, folded, words
from tests import made_up
from tests.building import REPOSITORY, built, built_project, copied_project, edit, tree
from tests.made_up import CANAL, CWM, MILL, PRESTON

PAGE = "/search/"
SILENT = made_up.config(search=False)


def files(*put: Any, **changes: Any) -> dict[str, Any]:
    """Every file of the index, read."""
    made = made_up._files(making.search_pieces(made_up.site(*put, **changes)))
    return {name: json.loads(content) for name, content in made.items()}


def the_pages() -> tuple[SitePage, ...]:
    return made_up.the_site().pages


@cache
def the_files() -> dict[str, Any]:
    return files()


def looked_up(word: str, of: dict[str, Any] | None = None) -> dict[str, dict[str, int]]:
    """The pages that a word stands in: of each its parts, by their anchors, with the rank of the word there."""
    of = of or the_files()
    front = of["search/index.json"]
    key = index._key(word, front["starts"])
    firsts = list(accumulate(front["parts"], initial=0))
    found: dict[str, dict[str, int]] = {}
    for place in accumulate(of[f"search/words/{key}.json"]["words"].get(word, ())):
        part, rank = divmod(place, index.RANKS)
        number = next(n for n, first in enumerate(firsts) if first > part) - 1
        permalink = front["pages"][number][0]
        text = of[f"search/text{permalink.rstrip('/')}.json"]["parts"][part - firsts[number]]
        ranks = found.setdefault(permalink, {})
        ranks[text[0]] = max(rank, ranks.get(text[0], 0))
    return found


def listed(settings: Config | None = None, **changes: Any) -> list[tuple[str, str, str]]:
    """Title, address and kind of each row of the page."""
    of = made_up.site(settings=settings or made_up.config(), **changes)
    tree = lxml.html.fromstring(made_up.source(of, PAGE))
    rows = tree.xpath("//section[contains(@class, 'names')]//li/a[b]")
    return [(row.xpath("string(b)"), str(row.get("href")), row.xpath("string(span)")) for row in rows]


# From A to Z


def test_everything_that_has_a_page_is_listed_once() -> None:
    """All that a search engine may keep, but for the front page, later pages of a list, and the list itself."""
    rows = listed()
    addresses = [address for _, address, _ in rows]
    assert len(set(addresses)) == len(addresses)
    found = {
        link
        for link, html in made_up.the_pages().items()
        if not lxml.html.fromstring(html).xpath("//meta[@http-equiv='refresh' or @name='robots']")
    }
    assert set(addresses) == {link for link in found if "/page/" not in link} - {permalinks.HOME, PAGE}
    assert {permalinks.DATA, permalinks.CORRECTIONS, permalinks.TO_CHECK, permalinks.COMPASS} < found
    assert ("Open data", "/data/", "page") in rows
    assert ("The compass", "/compass/", "list") in rows
    assert ("London", "/near/regions/london/", "what is in it or near") in rows
    assert ("Leeds", "/places/leeds/", "place") in rows
    assert ("The old mill", "/case-studies/old-mill/", "case study") in rows


def test_no_two_links_of_the_list_say_the_same_and_lead_apart() -> None:
    said = [(title, what) for title, _, what in listed()]
    assert len(set(said)) == len(said)


def test_titles_are_sorted_by_their_first_word_that_tells() -> None:
    names = ("the Yard", "A mill", "Ártan", "“Zoë”", "9 roofs", "ῥόδος", "An apple", "Theatre")
    letters = by_letter(Listed(name, f"/{number}/", "place") for number, name in enumerate(names))
    assert {letter: [one.title for one in those] for letter, those in letters.items()} == {
        "a": ["An apple", "Ártan"],
        "m": ["A mill"],
        "t": ["Theatre"],
        "y": ["the Yard"],
        "z": ["“Zoë”"],
        "0-9": ["9 roofs"],
        "other": ["ῥόδος"],
    }


def test_what_is_no_longer_read_at_once_has_a_page_for_each_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = listed()
    monkeypatch.setattr(page, "MOST_ON_A_PAGE", 4)
    pages = made_up.pages(made_up.site())
    letters = [link for link in pages if link.startswith(PAGE) and link != PAGE]
    assert "/search/e/" in letters
    assert any(link.endswith("/page/2/") for link in letters)
    tree = lxml.html.fromstring(pages[PAGE])
    leads = tree.xpath("//section[contains(@class, 'names')]//a/@href")
    assert set(leads) == {link for link in letters if "/page/" not in link}
    rows = [lxml.html.fromstring(pages[link]).xpath("//li/a[b]/@href") for link in letters]
    assert all(len(some) <= 4 for some in rows)
    assert sorted(row for some in rows for row in some if row.endswith("/") and row not in letters) == sorted(
        address for _, address, _ in whole
    )


def test_a_draft_is_listed_in_a_preview_alone_and_marked_there() -> None:
    assert made_up.entry(CANAL).permalink not in {address for _, address, _ in listed()}
    of = made_up.source(made_up.site(drafts=True, future=True), PAGE)
    assert "Draft, not published" in of


# Words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Libraries, library’s LIBRARY", ["library"] * 3),
        ("Brücke Ŵyn café", ["brucke", "wyn", "cafe"]),
        ("co-operatives don't", ["co", "operative", "cooperative", "dont"]),
        ("£13.5m in 2011–12", ["13", "5m", "in", "2011", "12"]),
        ("press bus thesis as", ["press", "bus", "thesis", "as"]),
        ("שָׁלוֹם <script>", ["שלום", "script"]),
        ("_ … — !", []),
        ("🌱🌱 seed→tree 🏴󠁧󠁢󠁷󠁬󠁳󠁿 1️⃣", ["🌱", "🌱", "seed", "→", "tree", "🏴", "1"]),
        ("🇬🇧🇧🇬 pres\u00adton", ["🇬🇧", "🇧🇬", "preston"]),
        ("x" * 50, ["x" * 40]),
    ],
)
def test_words_are_looked_up_without_accents_capitals_and_plurals(text: str, found: list[str]) -> None:
    assert list(words(text)) == found


@given(st.text(max_size=60))
def test_words_of_any_text_have_no_capitals_accents_or_signs_and_an_end(text: str) -> None:
    for word in words(text):
        assert 0 < len(word) <= 40
        assert word == folded(word)
        assert word.isalnum() or all(
            "\u2190" <= c <= "\u2bff" or "\U0001f000" <= c <= "\U0001fbff" for c in word
        )


# What a page tells


def test_a_page_is_read_part_by_part_with_what_is_its_own() -> None:
    mark = marks.reference("one", {"one": marks.Listed(20, "before")}, "before")
    html = (
        '<nav>Menu</nav><main id="main" class="wrap"><h1>Title</h1><p class="standfirst">Sum</p>'
        '<dl class="facts"><dt>When</dt><dd>Now</dd></dl><p>Before it &amp; on</p>'
        '<nav><p>x</p></nav><svg><path d="M0"/><title>y</title></svg><p aria-hidden="true">z</p>'
        '<section aria-labelledby="a"><h2 id="a">How <em>it</em> went</h2><p title="a>b">One<br>two'
        f"{mark}.</p><h3>Unnamed</h3></section>"
        '<section aria-labelledby="related"><h2 id="related">Next</h2><section><p>other</p></section></section>'
        "<p>After</p></main><footer>Foot</footer>"
    )
    assert told(html) == (
        Section("", "", "When Now"),
        Section("", "", "Before it & on"),
        Section("a", "How it went", "One two. Unnamed After"),
    )


def test_parts_that_are_passed_over_are_parts_that_there_are() -> None:
    templates = "".join(file.read_text() for file in (REPOSITORY / "templates/site").rglob("*.html"))
    assert [name for name in NOT_ITS_OWN if f'id="{name}"' not in templates] == []


# The index


def test_every_published_entry_is_in_the_index_and_no_other() -> None:
    front = the_files()["search/index.json"]
    assert [row[0] for row in front["pages"]] == [entry.permalink for entry in made_up.library().all]
    texts = {name for name in the_files() if name.startswith("search/text/")}
    assert texts == {f"search/text{row[0].rstrip('/')}.json" for row in front["pages"]}


def test_what_waits_for_its_day_or_is_a_draft_is_nowhere_in_it() -> None:
    written = json.dumps(the_files(), ensure_ascii=False)
    for path in (CANAL, made_up.HARBOUR, made_up.DECEMBER):
        entry = made_up.entry(path)
        assert entry.record.title not in written, path
        assert entry.permalink not in written, path


def test_all_words_of_an_entry_lead_to_the_part_they_stand_in() -> None:
    for permalink in ("/case-studies/old-mill/", "/editions/2026-11/", "/events/a-yard-opens/"):
        parts = told(made_up.the_pages()[permalink])
        assert len(parts) > 2, permalink
        for section in parts:
            for word in {*words(section.text), *words(section.heading)} - COMMON:
                assert section.anchor in looked_up(word)[permalink], (permalink, word)


def test_every_part_that_is_found_can_be_gone_to() -> None:
    for name, text in the_files().items():
        if name.startswith("search/text/"):
            tree = lxml.html.fromstring(
                made_up.the_pages()[f"{name[len('search/text') :].removesuffix('.json')}/"]
            )
            ids = {"", *tree.xpath("//@id")}
            assert {anchor for anchor, *_ in text["parts"]} <= ids, name


def test_a_title_counts_most_then_names_then_the_summary() -> None:
    mill = made_up.changed(MILL, title="Zebra", summary="About a giraffe.", authors=("I. Gnu",))
    of = files(mill)
    link = made_up.entry(MILL).permalink
    assert [looked_up(word, of)[link][""] for word in ("zebra", "gnu", "giraffe")] == [3, 2, 1]


def test_a_case_study_is_found_by_its_facets_its_people_and_the_other_words_for_its_subjects() -> None:
    config = made_up.config()
    entry = made_up.entry(MILL)
    names = [config.tags[key].title for key in entry.record.tags]
    names += [word for key in entry.record.tags for word in config.tags[key].also]
    names += [config.places[key].name for key in entry.record.places]
    names += [one.name for one in (*entry.record.people, *entry.record.organisations)]
    for word in (word for name in names for word in words(name) if word not in COMMON):
        assert looked_up(word)[entry.permalink][""] >= 2, word
    assert [name for name, *_ in the_files()["search/index.json"]["facets"]] == [one.name for one in FACETS]


def test_filters_hold_what_the_shelves_hold() -> None:
    front, library = the_files()["search/index.json"], made_up.library()
    for number, (facet, _, values, *_) in enumerate(front["facets"]):
        held = {
            key: [row[0] for row in front["pages"] if place in row[3 + number]]
            for place, (key, *_) in enumerate(values)
        }
        expected = {key: [study.permalink for study in those] for key, those in library.facets[facet].items()}
        assert {key: sorted(links) for key, links in held.items()} == {
            key: sorted(links) for key, links in expected.items()
        }


def test_facets_are_told_as_lists_of_case_studies_are_made() -> None:
    """Of each value its page, the words of its heading, and its case studies in the order of its list."""
    many = replace(made_up.config().site.limits, per_page=100)
    settings = made_up.config(facet_pairs=("tag-status", "region-tag", "tag-tag"), limits=many)
    site = made_up.site(settings=settings)
    front = json.loads(made_up._files(making.search_pieces(site))["search/index.json"])
    pages = {page.permalink: page.context({}) for page in site.pages if page.template == "site/list.html"}
    for number, (_, _, values, address, _) in enumerate(front["facets"]):
        for place, (key, title, *said) in enumerate(values):
            page = pages[f"{address}{key}/"]
            those = [row[0] for row in front["pages"] if place in row[3 + number]]
            words = (said or [title])[0]
            assert page["title"].startswith(f"{words[:1].upper()}{words[1:]}: {len(those)} case stud")
            assert [card["href"] for card in page["cards"]] == those
    names = [name for name, *_ in front["facets"]]
    pairs = [["tag", "tag"], ["tag", "region"], ["tag", "status"]]
    assert [[names[at] for at in pair] for pair in front["pairs"]] == pairs
    assert front["held"] == []


def test_what_only_a_preview_shows_is_told_and_counted_nowhere() -> None:
    front = json.loads(made_up._files(making.search_pieces(made_up.site(drafts=True)))["search/index.json"])
    held = [front["pages"][number][0] for number in front["held"]]
    library = made_up.library(drafts=True)
    assert held == [entry.permalink for entry in library.all if entry.path in library.held_back] != []


def test_the_index_is_made_alike_whatever_the_order_of_hashes() -> None:
    program = (
        "from tests import made_up; from newsletter.site import making; from hashlib import sha256;"
        "made = made_up._files(making.search_pieces(made_up.the_site()));"
        "print(sha256(repr(sorted(made.items())).encode()).hexdigest())"
    )
    ran = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=REPOSITORY,
            env={"PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert ran[0] == ran[1]
    assert len(ran[0]) > 60


def test_an_index_names_the_version_of_each_file_of_words_and_no_other_has_that_name() -> None:
    other = files(made_up.changed(CWM, body="<p>A zebra.</p>"))
    for of in (the_files(), other):
        named = of["search/index.json"]["versions"]
        carried = {
            name[len("search/words/") :].removesuffix(".json"): file["version"]
            for name, file in of.items()
            if name.startswith("search/words/")
        }
        assert carried == named
    before, after = (of["search/index.json"]["versions"] for of in (the_files(), other))
    assert before["z"] != after["z"]
    assert before["j"] == after["j"], "what no word of an edit is in stays as it is"


def test_of_many_pages_the_words_of_a_letter_are_in_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MANY", 3)
    of = files()
    held = {
        word: name for name, file in of.items() if name.startswith("search/words/") for word in file["words"]
    }
    assert len({name for name in held.values() if name.startswith("search/words/m")}) > 1
    assert looked_up("mill", of) == looked_up("mill")
    assert held.keys() == {
        word
        for name, file in the_files().items()
        if name.startswith("search/words/")
        for word in file["words"]
    }


def test_markup_of_an_author_stays_words() -> None:
    odd = made_up.changed(PRESTON, title="<script>alert(1)</script>", summary="a & b")
    text = files(odd)["search/text/case-studies/preston.json"]
    assert text["title"] == "<script>alert(1)</script>"
    for script in ("search.js", "facets.js"):
        assert "innerHTML" not in (REPOSITORY / "templates/static" / script).read_text()


# What is promised


def test_every_page_has_the_box_but_the_page_of_search_which_has_its_own() -> None:
    for link, html in made_up.the_pages().items():
        tree = lxml.html.fromstring(html)
        if tree.xpath("//meta[@http-equiv='refresh']"):
            continue
        boxes = tree.xpath("//header[contains(@class, 'masthead')]//form")
        assert [box.get("action") for box in boxes] == ([] if link == PAGE else [PAGE]), link
        assert not [box.get("method") for box in boxes if box.get("method")]
        runs = [script.rpartition("/")[2].partition(".")[0] for script in tree.xpath("//script/@src")]
        is_list = any(page.permalink == link and page.template == "site/list.html" for page in the_pages())
        assert runs == (["search"] if link == PAGE else ["facets"] if is_list else []), link
        policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
        assert ("script-src 'self'" in policy) == bool(runs), link


def test_without_a_script_the_page_promises_no_search() -> None:
    tree = lxml.html.fromstring(made_up.the_pages()[PAGE])
    assert tree.xpath("//main//form/@hidden")
    assert "none runs here" in tree.xpath("string(//main/p)")


def test_without_search_no_page_promises_it_and_the_list_stays() -> None:
    of = made_up.site(settings=SILENT)
    pages = made_up.pages(of)
    assert not any('role="search"' in html or '<script type="module"' in html for html in pages.values())
    assert tuple(making.search_pieces(of)) == ()
    assert "<h1>A to Z</h1>" in pages[PAGE]
    assert listed(SILENT) == listed()


def test_a_site_in_a_folder_searches_within_it() -> None:
    of = made_up.site(settings=made_up.config(base_url="https://host.example/power"))
    assert 'action="/power/search/"' in made_up.source(of, "/about/")


# What it weighs


def test_search_stays_light() -> None:
    """60 KB at its first use: script, style, index, the largest files of three words, and five texts; 14 KB of page and style."""
    made = made_up._files(making.search_pieces(made_up.the_site()))
    sizes = {name: len(gzip.compress(content)) for name, content in made.items()}
    assets = {
        artifact.path.rpartition("/")[2].partition(".")[0] + artifact.path[artifact.path.rindex(".") :]: len(
            gzip.compress(artifact.content)
        )
        for artifact in made_up.assets().artifacts
    }
    assert assets["search.js"] < 7_000
    several = sorted((size for name, size in sizes.items() if "/words/" in name), reverse=True)[:3]
    texts = sorted((size for name, size in sizes.items() if "/text/" in name), reverse=True)[:5]
    first = (
        assets["search.js"] + assets["search.css"] + sizes["search/index.json"] + sum(several) + sum(texts)
    )
    assert first < 60_000
    html = len(gzip.compress(made_up.the_pages()[PAGE].encode()))
    assert html + assets["site.css"] + assets["search.css"] < 14_000


def test_what_merges_facets_stays_light_and_opens_as_many_values_as_the_pages_do() -> None:
    script = next(a.content for a in made_up.assets().artifacts if a.path.startswith("assets/facets."))
    assert len(gzip.compress(script)) < 6_000
    assert f"const OPEN = {MOST_OPEN};" in script.decode()
    assert f'LIBRARY = "{permalinks.LIBRARY}"' in script.decode()


def _published(root: Path) -> dict[str, bytes]:
    return {name.removeprefix("public/"): content for name, content in tree(root / "public").items()}


@pytest.mark.slow
def test_a_build_without_search_leaves_it_out_and_one_with_it_brings_it_back(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    assert built(root).written
    assert built(root).written == 0, "nothing is made again while nothing changes"
    searched = {name for name in _published(root) if name.startswith("search/")}
    assert built(root, without=frozenset({"search"})).written
    assert {name for name in _published(root) if name.startswith("search/")} == {"search/index.html"}
    assert built(root).written
    assert {name for name in _published(root) if name.startswith("search/")} == searched


@pytest.mark.slow
def test_what_one_edit_changes_of_the_index_is_its_page_and_the_words(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    before = _published(root)
    edit(root / "content/case-studies/old-mill.md", "title: The old mill", "title: The old quern")
    built(root, jobs=2)
    after = _published(root)
    texts = {name for name in after if name.startswith("search/text/") and before[name] != after[name]}
    assert "search/text/case-studies/old-mill.json" in texts
    assert "search/text/case-studies/tir-y-cwm.json" not in texts
    built(root, keeps_answers=False)
    assert _published(root) == after, "the same as made anew"
