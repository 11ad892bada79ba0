"""Whole builds: what is made again after which change, and that nothing else decides a byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.content import composing
from newsletter.content.blocks import ComposedEdition
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.rules import is_address
from newsletter.content.library import Library
from newsletter.engine.inventory import Inventory
from newsletter.engine.last_build import settled_inputs
from newsletter.engine.output import Artifact
from newsletter.publish import build, check
from newsletter.told.diagnostics import Severity
from tests.building import (
    NOW,
    Tree,
    built,
    built_project,
    copied_project,
    edit,
    newpower,
    options,
    planned,
    published,
    surroundings,
)
from tests.made_up import BRIXTON, CWM, DECEMBER, NOVEMBER, OCTOBER

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The publication as a first build without a cache makes it."""
    root = copied_project(tmp_path_factory.mktemp("clean"))
    assert built(root, keeps_answers=False).is_published
    return published(root)


def from_scratch(root: Path, tmp_path: Path, **changes: object) -> Tree:
    """What a first build makes of the project as it stands now."""
    fresh = tmp_path / "fresh"
    for folder in ("content", "templates"):
        shutil.copytree(root / folder, fresh / folder)
    assert built(fresh, keeps_answers=False, **changes).is_published
    return published(fresh)


def settle(root: Path) -> None:
    """Gives every file times a minute old, as an editor's own are: younger ones are looked at twice."""
    for path in chain((root / "content").rglob("*"), (root / "templates").rglob("*")):
        if path.is_file():
            os.utime(path, (1_790_000_000, 1_790_000_000))
    # The time of change cannot be set, so wait until it is old enough to be trusted.
    subprocess.run(["sleep", "0.1"], check=True)


def written(root: Path) -> dict[str, int]:
    """Each published file's time of modification: another once it has been written again."""
    return {
        path.relative_to(root).as_posix(): path.stat().st_mtime_ns
        for folder in ("public", "outbox")
        for path in (root / folder).rglob("*")
        if path.is_file()
    }


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


# Nothing decides a byte but the files, the day and what was asked for


def test_cold_and_warm_builds_give_the_same_bytes(tmp_path: Path, clean: Tree) -> None:
    root = copied_project(tmp_path)
    for _ in range(3):
        built(root)
        assert published(root) == clean
    shutil.rmtree(root / "public")
    assert built(root).is_published
    assert published(root) == clean


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("hash seed", {"PYTHONHASHSEED": "1"}),
        ("another hash seed", {"PYTHONHASHSEED": "2"}),
        ("time zone", {"TZ": "Pacific/Kiritimati"}),
        ("C locale", {"LC_ALL": "C"}),
        ("C locale without UTF-8", {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}),
        ("German locale", {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}),
    ],
)
def test_the_machine_decides_no_byte(
    tmp_path: Path, clean: Tree, name: str, environment: dict[str, str]
) -> None:
    root = copied_project(tmp_path / f"a folder called {name}")
    said = newpower(root, "build", "--now", "2026-12-01", "--jobs", "2", **environment)
    assert said.returncode == 0, said.stderr
    assert published(root) == clean


def test_a_strict_umask_changes_who_may_read_and_no_byte(tmp_path: Path, clean: Tree) -> None:
    root = copied_project(tmp_path)
    former = os.umask(0o077)
    try:
        assert built(root).is_published
    finally:
        os.umask(former)
    assert published(root) == clean


def test_the_clock_decides_no_byte_once_the_day_is_given(tmp_path: Path, clean: Tree) -> None:
    root = copied_project(tmp_path)
    said = newpower(root, "build", SOURCE_DATE_EPOCH=str(int(NOW.timestamp())))
    assert said.returncode == 0, said.stderr
    assert published(root) == clean


def test_no_file_names_a_folder_of_this_machine(clean: Tree) -> None:
    for name, content in clean.items():
        assert b"/tmp/" not in content, name
        assert str(Path.home()).encode() + b"/" not in content, name


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(jobs=st.integers(1, 3), order=st.randoms(use_true_random=False))
def test_neither_the_number_of_jobs_nor_the_order_of_files_matters(
    tmp_path_factory: pytest.TempPathFactory, clean: Tree, jobs: int, order: object
) -> None:
    root = tmp_path_factory.mktemp("order")
    copied_project(root / "source")
    files = [path for path in (root / "source").rglob("*") if path.is_file()]
    order.shuffle(files)  # type: ignore[attr-defined]
    for path in files:  # a folder lists its files in the order they came
        target = root / "project" / path.relative_to(root / "source")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    assert built(root / "project", jobs=jobs).is_published
    assert published(root / "project") == clean


PARTS = st.sampled_from(
    "_headers _redirects feed.xml feed.json robots.txt sitemap.xml edition.txt index.html x.html old a.b"
    " assets tags about preston case-studies .git 404".split()
)
ADDRESSES = st.builds(
    lambda parts, end: "/" + "/".join(parts) + end,
    st.lists(PARTS, min_size=1, max_size=3),
    st.sampled_from(["", "/", ".html"]),
).filter(is_address)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(addresses=st.lists(ADDRESSES, min_size=1, max_size=4, unique=True))
def test_no_two_pieces_want_one_path_or_one_where_the_other_has_a_folder(
    tmp_path_factory: pytest.TempPathFactory, addresses: list[str]
) -> None:
    root = copied_project(tmp_path_factory.mktemp("addresses"))
    edit(
        root / "content" / "case-studies" / "preston.md",
        "redirect_from: [/old/preston/, /preston.html]",
        f"redirect_from: {json.dumps(addresses)}",
    )
    found = planned(root, keeps_answers=False)
    if found.value is None:
        assert {d.code for d in found.diagnostics} & {"address-taken", "bad-redirect"}
        return
    paths = [path for piece in found.value.site for path in piece.paths]
    assert len(paths) == len(set(paths))
    folders = {str(folder) for path in paths for folder in Path(path).parents}
    assert not folders & set(paths)


# What a change touches


def test_nothing_changed_writes_nothing_and_says_so(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    first = built(root)
    before = written(root)
    second = built(root)
    assert (second.files, second.written, second.removed) == (first.files, 0, 0)
    assert written(root) == before


def test_nothing_changed_loads_no_library(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    settle(root)
    program = """
import sys
from newsletter.cli import main
main(["build", "--now", "2026-12-01"], standalone_mode=False)
heavy = {"jinja2", "pydantic", "markdown", "yaml", "lxml", "nh3", "feedgen", "PIL", "css_inline", "sqlite3"}
print(sorted(heavy & sys.modules.keys()))
"""
    said = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env=surroundings(),
            capture_output=True,
            text=True,
            check=True,
        )
        for _ in range(2)
    ]
    assert "jinja2" in said[0].stdout.splitlines()[-1]
    assert said[1].stdout.splitlines()[-1] == "[]"


def test_a_warning_of_the_first_build_is_shown_by_the_unchanged_second(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    edit(root / "content" / "pages" / "about.md", "Nobody yet.", "Nobody. <script>alert(1)</script>")
    settle(root)
    first = built(root)
    assert [d.code for d in first.diagnostics] == ["raw-html"]
    assert built(root).diagnostics == first.diagnostics
    edit(root / "content" / "pages" / "privacy.md", "nothing more", "next to nothing more")
    assert built(root).diagnostics == first.diagnostics


def test_a_body_edited_writes_its_page_and_its_feeds_and_nothing_else(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    before = written(root)
    edit(root / "content" / "case-studies" / "brixton-pound.md", "Nobody took them", "No shop took them")
    built(root)
    forms = ("feed.xml", "atom.xml", "feed.json")
    shelves = ("tags/money/", "regions/london/", "places/brixton/", "places/lambeth/", "status/ended/")
    shelves = (*shelves, "nations/england/", "governance/mixed/", "decades/2000s/")
    assert changed(before, written(root)) == {
        "public/case-studies/brixton-pound/index.html",
        *(f"public/{listing}{form}" for listing in ("", "case-studies/") for form in forms),
        *(f"public/{shelf}atom.xml" for shelf in shelves),
        *(
            f"public/search/{name}.json"
            for name in ("index", "text/case-studies/brixton-pound", "words/n", "words/s")
        ),
    }
    assert published(root) == from_scratch(root, tmp_path)


def test_a_page_edited_writes_itself_and_what_it_is_found_by(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    before = written(root)
    edit(root / "content" / "pages" / "about.md", "*few*", "*many*")
    found_by = ("index", "text/about", "words/f", "words/m")
    assert built(root).written == 5
    assert changed(before, written(root)) == {
        "public/about/index.html",
        *(f"public/search/{name}.json" for name in found_by),
    }


def test_the_pages_of_what_changed_can_be_had_before_the_rest_is_made(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    subprocess.run(["sleep", "0.1"], check=True)  # a file this young is looked at twice
    built(root)
    former = published(root)
    edit(root / "content" / "pages" / "about.md", "*few*", "*many*")
    shown: dict[str, bytes] = {}

    def show(page: Artifact) -> None:
        shown[page.path] = page.content
        assert published(root) == former

    assert build(options(root), show=show).is_published
    assert list(shown) == ["about/index.html"]
    page = "public/about/index.html"
    assert shown["about/index.html"] == published(root)[page] != former[page]


def test_a_template_saved_while_a_page_is_shown_is_in_the_next_build(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    subprocess.run(["sleep", "0.1"], check=True)
    built(root)
    edit(root / "content" / "pages" / "about.md", "*few*", "*many*")
    template = root / "templates" / "site" / "page.html"
    build(options(root), show=lambda _: edit(template, "<h1>", '<h1 class="saved">'))
    built(root)
    assert b'<h1 class="saved">' in published(root)["public/about/index.html"]


def test_a_day_that_passes_publishes_what_waited_for_it_and_nothing_before(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    built(root, now=datetime(2026, 12, 20, 12, tzinfo=UTC))
    before, stood = written(root), published(root)
    day = {name: datetime(2027, 1, int(name), 12, tzinfo=UTC) for name in ("09", "10")}
    assert built(root, now=day["09"]).written == 0
    assert published(root) == stood
    built(root, now=day["10"])
    assert "public/case-studies/harbour/index.html" in published(root)
    assert not changed(before, written(root)) & {
        "public/subscribe/index.html",
        "public/case-studies/old-mill/index.html",
        "public/editions/2026-11/index.html",
        "outbox/2026-11/edition.eml",
    }
    assert published(root) == from_scratch(root, tmp_path, now=day["10"])


def test_the_day_is_the_one_in_the_sites_time_zone(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    late = datetime(2027, 1, 9, 23, 30, tzinfo=UTC)
    built(root, now=late)
    assert "public/case-studies/harbour/index.html" not in published(root)
    edit(root / "content" / "site.yaml", "Europe/London", "Asia/Tokyo")
    built(root, now=late)
    assert "public/case-studies/harbour/index.html" in published(root)


EDITS = {
    "content/site.yaml": ("name: The Commons", "name: The Common Land"),
    "content/tags.yaml": ("title: Money", "title: Coins"),
    "content/places.yaml": ("name: Preston", "name: Preston on Ribble"),
    "content/editions/2026-11.md": ("Some words,", "Some more words,"),
    "content/case-studies/preston.md": ("published: 2026-11-02", "published: 2026-11-05"),
    "templates/site/base.html": ("<main ", '<main class="all" '),
    "templates/site/parts.html": ("<li>", '<li class="card">'),
    "templates/mail/edition.html": ("<h1", '<h1 class="title"'),
    "templates/mail/inlined.css": ("18px", "20px"),
    "templates/static/site.css": (":root {", "html {"),
    "templates/static/icon.svg": ("M0 0", "M0 0.5"),
}


@pytest.mark.parametrize("path", EDITS)
def test_after_any_edit_the_files_are_those_of_a_first_build(tmp_path: Path, path: str) -> None:
    root = built_project(tmp_path)
    settle(root)
    built(root)
    stood = published(root)
    edit(root / path, *EDITS[path])
    assert built(root).written > 0
    assert published(root) == from_scratch(root, tmp_path) != stood


def test_a_file_taken_away_and_one_added_give_what_a_first_build_gives(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    (root / CWM).rename(root / "content" / "case-studies" / "a-valley.md")
    (root / NOVEMBER).unlink()
    edit(root / "content" / "tags.yaml", "unused:", "spare:")
    report = built(root)
    assert report.removed == 13
    assert published(root) == from_scratch(root, tmp_path)
    assert not (root / "public" / "editions" / "2026-11").exists()
    settle(root)
    built(root)
    assert built(root).files == report.files


def test_a_file_of_the_same_size_and_time_but_other_bytes_is_noticed(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    settle(root)
    built(root)
    about = root / "content" / "pages" / "about.md"
    stamp = about.stat()
    edit(about, "*few*", "*two*")
    os.utime(about, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert (about.stat().st_size, about.stat().st_mtime_ns) == (stamp.st_size, stamp.st_mtime_ns)
    assert built(root).written
    assert "two" in (root / "public/about/index.html").read_text()


def test_edits_in_quick_succession_are_all_noticed(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    about = root / "content" / "pages" / "about.md"
    text = about.read_text()
    for number in range(8):
        about.write_text(text.replace("*few*", f"*nr {number}*"))
        built(root)
        assert f"<em>nr {number}</em>".encode() in published(root)["public/about/index.html"]


def test_a_file_changed_just_before_it_was_looked_at_is_looked_at_again() -> None:
    now = 1_790_000_000_000_000_000
    changed_at = {"old.md": now - 1_000_000_000, "fresh.md": now - 1_000_000, "later.md": now + 1_000_000}
    stamps = {path: (9, now - 10**12, time_of_change, 1) for path, time_of_change in changed_at.items()}
    assert settled_inputs(Inventory(stamps, {}, now), {"old.md": "name"}) == {
        "old.md": [*stamps["old.md"], "name"],
        "fresh.md": [-1, -1, -1, -1, ""],
        "later.md": [-1, -1, -1, -1, ""],
    }


def test_a_file_made_just_before_a_build_and_gone_by_the_next_is_missed(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    settle(root)
    passing = root / "content" / "pages" / "passing.md"
    passing.write_text("---\ntitle: Passing\nsummary: Gone soon.\n---\n\nWords.\n", encoding="utf-8")
    built(root)
    assert "public/passing/index.html" in published(root)
    passing.unlink()
    built(root)
    assert "public/passing/index.html" not in published(root)


def test_a_piece_has_one_key_in_every_process(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    with (root / BRIXTON).open("a") as study:
        study.write("".join(f"\n## Part {number}\n\nWords.\n" for number in range(9)))
    program = """
from pathlib import Path
from newsletter.engine.store import name_of
from tests.building import planned
plan = planned(Path(".")).value
print([name_of(piece.plain) for piece in (*plan.site, *plan.outbox)])
"""
    keys = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env=surroundings(PYTHONHASHSEED=seed),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(keys) == 1


def test_a_build_with_other_options_does_not_hide_what_the_next_one_should_do(
    tmp_path: Path, clean: Tree
) -> None:
    root = built_project(tmp_path)
    settle(root)
    built(root)
    for changes in ({"drafts": True}, {"future": True}, {"base_url": "https://x.example/lib"}):
        built(root, keeps_answers=False, **changes)
        assert published(root) != clean
        built(root)
        assert published(root) == clean


def test_a_mistake_beside_the_content_is_told_though_nothing_else_changed(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    settle(root)
    built(root)
    (root / "content" / "pages" / "evil.md").symlink_to("/etc/passwd")
    report = built(root)
    assert not report.is_published
    assert "symlink" in {d.code for d in report.diagnostics}
    (root / "content" / "pages" / "evil.md").unlink()
    (root / "content" / "notes.txt").write_text("mine")
    assert "unknown-file" in {d.code for d in built(root).diagnostics}
    (root / "content" / "notes.txt").unlink()
    assert "unknown-file" not in {d.code for d in built(root).diagnostics}


def test_a_hand_edit_in_the_output_is_put_right_though_nothing_else_changed(
    tmp_path: Path, clean: Tree
) -> None:
    root = built_project(tmp_path)
    settle(root)
    built(root)
    (root / "public" / "index.html").write_text("by hand")
    (root / "outbox" / "2026-11" / "edition.eml").unlink()
    assert built(root).written == 2
    assert published(root) == clean


def test_a_project_without_editions_has_no_outbox_and_is_quick_the_second_time(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    for edition in (root / "content" / "editions").iterdir():
        edition.unlink()
    settle(root)
    first = built(root)
    assert first.is_published
    assert not (root / "outbox").exists()
    (root / "templates" / "site" / "home.html").chmod(0o644)  # another time of change, the same bytes
    subprocess.run(["sleep", "0.1"], check=True)
    built(root)
    told: list[object] = []
    assert build(options(root), lambda *so_far: told.append(so_far)).files == first.files
    assert told == []


# Mistakes


def test_nothing_is_written_while_there_is_a_mistake(tmp_path: Path, clean: Tree) -> None:
    root = built_project(tmp_path)
    edit(root / "content" / "case-studies" / "preston.md", "status: active", "status: actve")
    report = built(root)
    assert not report.is_published
    assert published(root) == clean
    assert report.diagnostics == check(options(root))


def test_a_mistake_in_a_first_build_leaves_nothing_behind(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    edit(root / "templates" / "site" / "study.html", "study.summary", "study.sumary")
    report = built(root)
    assert [d.code for d in report.diagnostics if d.severity == "error"] == ["template-undefined"]
    assert not (root / "public").exists()
    assert not (root / "outbox").exists()


def test_a_template_that_fails_is_told_again_and_again_until_it_is_mended(
    tmp_path: Path, clean: Tree
) -> None:
    root = built_project(tmp_path)
    edit(root / "templates" / "site" / "page.html", "body|body_html", "boddy|body_html")
    for _ in range(2):
        assert not built(root).is_published
        assert published(root) == clean
    edit(root / "templates" / "site" / "page.html", "boddy|body_html", "body|body_html")
    assert built(root).written == 0
    assert published(root) == clean


def test_drafts_and_future_items_are_shown_when_asked_for(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    built(root, drafts=True)
    assert "public/case-studies/canal/index.html" in published(root)
    assert "public/case-studies/harbour/index.html" not in published(root)
    built(root, drafts=True, future=True)
    assert b"To be published on 10 January 2027" in published(root)["public/case-studies/harbour/index.html"]


def test_a_base_address_with_a_path_puts_every_link_under_it(tmp_path: Path) -> None:
    import re

    root = copied_project(tmp_path)
    built(root, base_url="https://x.example/lib/")
    for name, content in published(root).items():
        if name.startswith("public/") and name.endswith(".html"):
            for address in re.findall(rb'(?:href|src)="(/[^"]*)"', content):
                assert address.startswith(b"/lib/"), (name, address)
    assert b"https://x.example/lib/case-studies/preston/" in published(root)["public/sitemap.xml"]
    assert b"https://x.example/lib//" not in b"".join(published(root).values())


def test_a_day_far_ahead_is_a_day(tmp_path: Path) -> None:
    assert built(copied_project(tmp_path), now=datetime(9998, 12, 31, 23, 59, tzinfo=UTC)).files


def test_on_a_day_long_ago_nothing_had_happened_yet(tmp_path: Path) -> None:
    told = built(copied_project(tmp_path), now=datetime(2, 12, 31, 23, 59, tzinfo=UTC)).diagnostics
    assert {one.code for one in told if one.severity is Severity.ERROR} == {"future-date"}


def test_an_edition_is_made_into_blocks_once_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    compose = composing.compose_edition

    def counted(edition: Entry[Edition], library: Library) -> ComposedEdition:
        made.append(edition.path)
        return compose(edition, library)

    monkeypatch.setattr(composing, "compose_edition", counted)
    assert built(copied_project(tmp_path)).is_published
    assert sorted(made) == [OCTOBER, NOVEMBER, DECEMBER]
