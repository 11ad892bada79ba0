"""The publication itself: the founding library is whole, reads plainly, and its letters compile."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import lxml.html
import pytest
import textstat

from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.page import Page
from newsletter.content.library import Library
from newsletter.content.words.marks import plain
from newsletter.engine.options import Options
from newsletter.letters import read_letters
from newsletter.mail.words import html_words
from newsletter.publish import build, check, read_library

ROOT = Path(__file__).parents[1]
FOUNDING = (
    "barking-and-dagenham",
    "birmingham-edgbaston",
    "brixton-pound",
    "camden-family-group-conferencing",
    "community-land-trusts",
    "cooperative-councils",
    "mutual-aid",
    "platform-coops",
    "plymouth-energy",
    "preston",
    "renters-unions",
    "stevenage",
    "wigan",
    "youth-trusts",
)
CASES = tuple(sorted(file.stem for file in (ROOT / "content/case-studies").glob("*.md")))
EDITIONS = tuple(sorted(file.stem for file in (ROOT / "content/editions").glob("*.md")))


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> Options:
    place = tmp_path_factory.mktemp("publication")
    return Options(
        root=ROOT,
        out=place / "public",
        outbox=place / "outbox",
        cache_dir=place / "cache",
        now=datetime(2026, 11, 30, 12, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def library(options: Options) -> Library:
    found = read_library(options).value
    assert found is not None
    return found


@pytest.fixture(scope="module")
def public(options: Options) -> Path:
    assert build(options).is_published
    return options.out


def texts(study: CaseStudy) -> Iterator[str]:
    """The summary and the steps: what somebody in a hurry reads."""
    yield study.summary
    start = study.start_here
    if start:
        yield from (
            start.first_step,
            start.people,
            start.time,
            start.money,
            *start.pitfalls,
            *start.tried_elsewhere,
        )


def test_there_is_nothing_to_mend(options: Options) -> None:
    assert check(options) == ()


def test_the_library_holds_every_founding_case(library: Library) -> None:
    assert {study.slug for study in library.of(CaseStudy)} >= set(FOUNDING)


@pytest.mark.parametrize("slug", CASES)
def test_a_case_tells_who_decided_what_it_rests_on_and_what_its_end_taught(
    library: Library, public: Path, slug: str
) -> None:
    study = next(entry.record for entry in library.of(CaseStudy) if entry.slug == slug)
    page = lxml.html.fromstring((public / "case-studies" / slug / "index.html").read_bytes())
    words = " ".join(page.text_content().split())
    shown = " ".join(page.xpath("string(//*[@id='power']/..)").split())
    assert first_words(study.power.before) in shown
    assert first_words(study.power.after) in shown
    titles = [item.xpath("string()").strip() for item in page.xpath("//ol[@class='sources']/li")]
    assert len(titles) == len(study.sources)
    assert all(title.startswith(source.title) for title, source in zip(titles, study.sources, strict=True))
    assert study.start_here is not None
    assert study.compass is not None
    if study.ended and study.lesson:
        assert first_words(study.lesson) in words
    assert (study.status == "ended") <= (study.lesson is not None)


@pytest.mark.parametrize("slug", CASES)
def test_a_case_is_500_to_900_words_long(library: Library, slug: str) -> None:
    entry = next(entry for entry in library.of(CaseStudy) if entry.slug == slug)
    assert 500 <= entry.body.words <= 900


@pytest.mark.parametrize("slug", CASES)
def test_summaries_and_steps_can_be_read_at_fourteen(library: Library, slug: str) -> None:
    study = next(entry.record for entry in library.of(CaseStudy) if entry.slug == slug)
    hard = {text: grade for text in texts(study) if (grade := textstat.flesch_kincaid_grade(plain(text))) > 9}
    assert hard == {}


@pytest.mark.parametrize("slug", EDITIONS)
def test_an_edition_compiles_within_the_rules_of_the_mail(options: Options, slug: str) -> None:
    found = {letter.edition: letter.diagnostics for letter in read_letters(options) if letter.email}
    assert found[slug] == ()


@pytest.mark.parametrize("slug", EDITIONS)
def test_an_edition_is_600_to_1000_words_long_as_it_is_mailed(options: Options, slug: str) -> None:
    (email,) = (one.email for one in read_letters(options) if one.edition == slug and one.email)
    assert 600 <= html_words(lxml.html.document_fromstring(email.html)).total() <= 1000


@pytest.mark.parametrize("slug", EDITIONS)
def test_an_edition_has_two_features_or_more_and_something_to_try(library: Library, slug: str) -> None:
    edition = next(entry.record for entry in library.of(Edition) if entry.slug == slug)
    assert 2 <= len(edition.features) <= 4
    assert edition.try_this is not None


def first_words(text: str) -> str:
    return " ".join(plain(text).split()[:6])


# Ways in, and promises


def pages_of(public: Path) -> dict[str, list[str]]:
    """Every page by its address, with the addresses within the site that it links to."""
    found = {}
    for file in public.rglob("index.html"):
        inside = file.relative_to(public).as_posix().removesuffix("index.html")
        links = lxml.html.fromstring(file.read_bytes()).xpath("//a/@href")
        found[f"/{inside}"] = [link.partition("#")[0] for link in links if link.startswith("/")]
    return found


def test_everything_is_reached_from_the_front_page_in_three_steps(library: Library, public: Path) -> None:
    pages = pages_of(public)
    reached, edge = {"/"}, {"/"}
    for _ in range(3):
        edge = {link for page in edge for link in pages[page] if link in pages} - reached
        reached |= edge
    assert {entry.permalink for entry in library.all} <= reached
    assert set(pages) - reached == {page for page in pages if is_moved(public, page)}


def is_moved(public: Path, page: str) -> bool:
    """Whether a page only leads on to another."""
    return b'http-equiv="refresh"' in (public / page[1:] / "index.html").read_bytes()


#: Bytes of a page with every style that it links, packed: a case study, and any other page.
_HEAVIEST = {"study": 18_000}
_HEAVIEST_OTHER = 14_000


def test_no_page_weighs_more_than_readers_are_promised(public: Path) -> None:
    """Without fonts and pictures. One that does not fit any more wants fewer words, or a page of its own for some."""
    styles = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in public.glob("assets/*.css")}
    too_heavy = {}
    for path in public.rglob("*.html"):
        page = path.read_bytes()
        linked = re.findall(r'<link rel="stylesheet" href="/assets/([^"]+)"', page.decode())
        kind = re.search(r'<body class="(\w+)"', page.decode())
        weight = len(gzip.compress(page, 9)) + sum(styles[name] for name in linked)
        if weight > _HEAVIEST.get(kind[1] if kind else "", _HEAVIEST_OTHER):
            too_heavy[path.relative_to(public).as_posix()] = weight
    assert too_heavy == {}


def test_every_address_that_a_page_names_in_its_words_is_there(library: Library, public: Path) -> None:
    """A feed, a form or a map that is promised in words is no link that a check could follow."""
    base = library.config.site.base_url
    promised = {
        f"{page.path}: {address}"
        for page in library.of(Page)
        for address in re.findall(re.escape(base) + r"(/[^\s`\"'<)]*)", page.body.html)
    }
    assert promised, "the subscribe page names the feeds"
    gone = {one for one in promised if not (public / one.partition(": /")[2]).exists()}
    assert gone == set()


@pytest.mark.parametrize(("promise", "kept"), [("map", "map"), ("dot", "map"), ("chart", "chart")])
def test_no_page_speaks_of_a_drawing_that_is_drawn_nowhere(
    library: Library, public: Path, promise: str, kept: str
) -> None:
    words = {page.path: re.sub(r"<[^>]*>", " ", page.body.html) for page in library.of(Page)}
    told = {path for path, text in words.items() if re.search(rf"\b{promise}s?\b", text, re.IGNORECASE)}
    drawn = any(f'<svg class="{kept}' in file.read_text("utf-8") for file in public.rglob("index.html"))
    assert drawn or told == set()
