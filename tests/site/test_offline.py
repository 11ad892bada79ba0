"""The library without a network: what goes along, how it is packed, and that no page promises what is not there."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import time
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter import permalinks
from newsletter.publish import check
from newsletter.site.offline import zipped as packing
from newsletter.site.offline.carried import carried, is_carried, is_kept
from newsletter.site.offline.zipped import member, size_of, zipped
from tests import made_up
from tests.building import built, copied_project, options

SITE = made_up.config().site
_NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=30).filter(
    lambda name: name not in (".", "..")
)


def offered(root: Path, said: str = "offline: true\n") -> Path:
    project = copied_project(root)
    file = project / "content/site.yaml"
    file.write_text(file.read_text() + said)
    return project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = offered(tmp_path_factory.mktemp("project"))
    assert built(project).is_published
    return project


# The zip


@settings(deadline=None)
@given(st.dictionaries(_NAMES, st.binary(max_size=2000)))
def test_a_zip_holds_what_was_put_in_and_everybody_can_read_it(files: dict[str, bytes]) -> None:
    made = zipped(member(path, content) for path, content in files.items())
    with ZipFile(io.BytesIO(made)) as file:
        assert file.testzip() is None
        assert {one.filename: file.read(one) for one in file.infolist()} == files
        assert file.namelist() == sorted(files)
        assert {one.external_attr >> 16 for one in file.infolist()} <= {0o100644}
        assert {one.date_time for one in file.infolist()} <= {(1980, 1, 1, 0, 0, 0)}
    assert made == zipped(member(path, files[path]) for path in reversed(files))
    assert len(made) == size_of(member(path, content) for path, content in files.items())


def test_what_packing_makes_no_smaller_is_stored() -> None:
    made = zipped([member("a", os.urandom(5000)), member("b", b"b" * 5000)])
    with ZipFile(io.BytesIO(made)) as file:
        assert [one.compress_type for one in file.infolist()] == [ZIP_STORED, ZIP_DEFLATED]


def test_more_files_than_the_short_form_counts_are_counted_in_the_long_one() -> None:
    members = [member(f"{number:05}", b"") for number in range(65_536)]
    made = zipped(members)
    assert len(made) == size_of(members)
    with ZipFile(io.BytesIO(made)) as file:
        assert len(file.namelist()) == 65_536


@pytest.mark.skipif(shutil.which("unzip") is None, reason="no unzip is here")
def test_the_program_unzip_finds_nothing_wrong(project: Path) -> None:
    subprocess.run(["unzip", "-tq", project / "public/offline/library.zip"], check=True, capture_output=True)


# What goes along


@pytest.mark.parametrize(
    ("path", "goes", "stays"),
    [
        ("index.html", True, True),
        ("case-studies/mill/index.html", True, True),
        ("404.html", True, True),
        ("assets/site.0123.css", True, True),
        ("media/images/a b.jpg", True, True),
        ("data/studies.csv", True, False),
        ("data/studies.json", True, False),
        ("case-studies/mill/cite.bib", True, False),
        ("case-studies/mill/cite.json", True, False),
        ("events/calendar.ics", True, False),
        ("editions/2026-11/edition.txt", True, False),
        ("feed.xml", False, False),
        ("tags/energy/feed.json", False, False),
        ("search/index.json", False, True),
        ("search/index.html", True, True),
        ("assets/search.0123.js", False, True),
        ("sitemap.xml", False, False),
        ("sitemap-2.xml", False, False),
        ("robots.txt", False, False),
        ("_headers", False, False),
        (".well-known/security.txt", False, False),
        ("about/card.png", False, False),
        ("media/images/card.png", True, True),
        ("offline/library.zip", False, False),
        ("offline/index.html", True, True),
        ("offline/not-kept.html", False, True),
    ],
)
def test_a_file_goes_into_the_zip_and_stays_in_a_browser_by_its_path(
    path: str, goes: bool, stays: bool
) -> None:
    assert (is_carried(path), is_kept(path)) == (goes, stays)


def test_a_link_to_what_stays_behind_leads_to_the_web() -> None:
    html = (
        '<script type="module" src="/assets/x.js"></script>\n'
        '<form class="cluster" role="search" action="/search/"><input name="q"><button>Search</button></form>\n'
        '<link rel="alternate" href="/feed.xml"><a href="/tags/a/atom.xml#x">a</a><a href="/about/#why">b</a>'
        '<form action="https://lists.example/subscribe"></form>'
    )
    made = carried("a/b/index.html", html.encode(), SITE)
    with ZipFile(io.BytesIO(zipped([made]))) as file:
        assert file.read("library/a/b/index.html").decode() == (
            f'<link rel="alternate" href="{SITE.base_url}/feed.xml"><a href="{SITE.base_url}/tags/a/atom.xml#x">a</a>'
            '<a href="../../about/index.html#why">b</a><form action="https://lists.example/subscribe"></form>'
        )


# What pages promise


def test_the_page_says_how_large_the_zip_is_and_of_which_day(project: Path) -> None:
    public = project / "public"
    size = (public / "offline/library.zip").stat().st_size
    page = (public / "offline/index.html").read_text()
    assert f"zip, {max(size / 1e6, 0.1):.1f} MB" in page
    assert re.search(r"as they were on <time datetime=\"\d{4}-\d\d-\d\d\">", page)
    assert 'href="/offline/"' in (public / "index.html").read_text()


def test_what_a_browser_is_to_keep_is_there_and_its_room_is_told(project: Path) -> None:
    public = project / "public"
    listed = json.loads((public / "offline/kept.json").read_bytes())
    files = [public / permalinks.output_path(f"/{unquote(address)}") for address in listed["files"]]
    assert all(file.is_file() for file in files)
    pages = [file for file in files if file.suffix == ".html" and file.parent != public / "offline"]
    own = {public / "offline/index.html", public / "offline/not-kept.html"}
    size = sum(file.stat().st_size for file in files if file not in own)
    told = (public / "offline/index.html").read_text()
    assert f"{size / 1e6:.1f} MB of room" in told
    assert f"keep {len(set(pages) - own)} pages" in told
    assert f'VERSION = "{listed["version"]}"' in (public / "worker.js").read_text()


@pytest.mark.parametrize(("said", "asked"), [("", True), ("offline: true\n", False)])
def test_where_nobody_offers_it_no_page_speaks_of_it(tmp_path: Path, said: str, asked: bool) -> None:
    project = offered(tmp_path, said)
    assert built(project, without=frozenset() if asked else frozenset({"offline"})).is_published
    public = project / "public"
    assert not (public / "offline").exists()
    assert not (public / "worker.js").exists()
    assert "worker-src 'self'" not in (public / "_headers").read_text()
    for page in public.rglob("*.html"):
        assert "offline/" not in page.read_text(), page


def test_no_page_but_the_one_that_offers_it_may_have_a_worker(project: Path) -> None:
    """Where nothing is said of workers, what is said of scripts holds of them (CSP 3 §6.1.14)."""
    public = project / "public"
    for page in public.rglob("*.html"):
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page.read_text("utf-8"))
        rules = dict(rule.split(" ", 1) for rule in unescape(policy).split("; "))
        workers = rules.get("worker-src", rules.get("script-src", rules["default-src"]))
        is_offer = page.relative_to(public) == Path("offline/index.html")
        assert workers == ("'self'" if is_offer else "'none'"), page


# Builds


def test_it_is_the_same_whatever_was_built_before_and_by_how_many(project: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(project, again, ignore=shutil.ignore_patterns("public", "outbox", ".cache"))
    time.sleep(2)  # a zip tells times in steps of two seconds
    assert built(again, jobs=2, now=options(again).now.replace(hour=20)).is_published
    for path in ("offline/library.zip", "offline/index.html", "offline/kept.json", "worker.js"):
        assert (again / "public" / path).read_bytes() == (project / "public" / path).read_bytes(), path
    page = next((again / "content/pages").glob("*.md"))
    before = page.read_text()
    version = json.loads((again / "public/offline/kept.json").read_bytes())["version"]
    page.write_text(before + "\nOne more sentence.\n")
    assert built(again).is_published
    assert json.loads((again / "public/offline/kept.json").read_bytes())["version"] != version
    page.write_text(before)
    assert built(again).is_published
    for path in ("offline/library.zip", "offline/kept.json", "worker.js"):
        assert (again / "public" / path).read_bytes() == (project / "public" / path).read_bytes(), path
    assert built(again).written == 0


def test_a_site_in_a_folder_is_carried_and_kept_as_well(tmp_path: Path) -> None:
    project = offered(tmp_path)
    assert built(project, base_url="https://a.example/us").is_published
    public = project / "public"
    with ZipFile(public / "offline/library.zip") as file:
        page = file.read("library/about/index.html").decode()
    assert re.search(r'rel="stylesheet" href="\.\./assets/', page)
    assert '="/us/' not in page
    assert 'href="https://a.example/us/feed.xml"' in page
    assert 'ROOT = "/us/"' in (public / "worker.js").read_text()
    assert 'data-root="/us/"' in (public / "offline/index.html").read_text()
    assert all(
        not one.startswith(("/", "us/"))
        for one in json.loads((public / "offline/kept.json").read_bytes())["files"]
    )


def test_an_edit_packs_anew_only_what_it_changed(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = Path(shutil.copytree(project, tmp_path / "again"))
    assert built(again).is_published
    packed = list[str]()

    def counted(path: str, content: bytes) -> packing.Member:
        packed.append(path)
        return member(path, content)

    monkeypatch.setattr("newsletter.site.offline.carried.member", counted)
    page = next((again / "content/pages").glob("*.md"))
    page.write_text(page.read_text() + "\nOne more sentence.\n")
    assert built(again).is_published
    pages = len([*(again / "public").rglob("*.html")])
    assert 0 < len(packed) < pages / 3


def test_a_check_makes_its_page_too(tmp_path: Path) -> None:
    project = offered(tmp_path)
    assert not [one for one in check(options(project)) if one.severity.name == "ERROR"]
    for name in ("offline.html", "not_kept.html", "worker.js"):
        file = project / "templates/site" / name
        text = file.read_text()
        file.write_text(
            "{{ nobody.knows }}" + text if name == "worker.js" else text + "{% block x %}{{ nobody }"
        )
        told = {one.location.file for one in check(options(project))}
        assert f"templates/site/{name}" in told
        file.write_text(text)


@pytest.mark.parametrize("path", ["worker.js", "offline/library.zip", "offline/kept.json"])
def test_no_file_of_the_root_takes_its_place(tmp_path: Path, path: str) -> None:
    project = offered(tmp_path)
    file = project / "content/root" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{}")
    result = built(project)
    assert not result.is_published
    assert any(one.location.file == f"content/root/{path}" for one in result.diagnostics)
