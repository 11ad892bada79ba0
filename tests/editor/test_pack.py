"""The publication as a folder: nothing in it needs a server."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result

from newsletter.cli import main
from newsletter.site.on_disk import START, on_disk
from tests import made_up
from tests.building import copied_project
from tests.commands.test_changed_since import commit, git
from tests.projects import Project

TODAY = "2026-11-22"


def packed(root: Path, folder: Path, *words: str) -> Result:
    asked = ["pack", str(folder), "--root", str(root), "--now", TODAY, *words]
    return CliRunner().invoke(main, asked, env={"SOURCE_DATE_EPOCH": None}, catch_exceptions=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied_project(tmp_path_factory.mktemp("project"))
    folder = tmp_path_factory.mktemp("packed") / "preview"
    result = packed(root, folder)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{folder / START}: open it, or send the folder\n"
    assert sorted(path.name for path in root.iterdir()) == ["content", "templates"]
    return folder


def test_it_has_the_site_the_letters_and_a_page_to_begin_at(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [START, "letters", "site"]
    begin = (folder / START).read_text()
    assert 'href="site/index.html"' in begin
    assert 'href="letters/2026-11/edition.html"' in begin
    assert "What this change touches" not in begin


def test_drafts_and_later_dates_are_in_it(folder: Path) -> None:
    for path in (made_up.CANAL, made_up.HARBOUR):
        assert (folder / "site/case-studies" / Path(path).stem / "index.html").is_file()


def test_every_link_of_every_page_leads_to_a_file_beside_it(folder: Path) -> None:
    led = 0
    for page in (folder / START, *(folder / "site").rglob("*.html")):
        html = page.read_text()
        found = re.findall(r'<[a-z][^<>]*?\s(?:href|src)="([^"]*)"', html)
        found += re.findall(r'content="0; ?url=([^"]*)"', html)
        for sources in re.findall(r'srcset="([^"]*)"', html):
            found += [one.split()[0] for one in sources.split(",")]
        for link in map(unescape, found):
            if re.match(r"https?:|mailto:|#", link):
                continue
            assert not link.startswith("/"), (page, link)
            target = page.parent / unquote(re.split("[?#]", link)[0])
            assert target.is_file(), (page, link)
            led += 1
    assert led > 500


def test_no_script_runs_and_no_form_is_sent_from_a_page_on_a_disk(folder: Path) -> None:
    for page in (folder / START, *(folder / "site").rglob("*.html")):
        policies = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page.read_text())
        assert len(policies) == 1, page
        assert "script-src &#39;none&#39;" in policies[0]
        assert "form-action &#39;none&#39;" in policies[0]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/about/">', '<a href="../../about/index.html">'),
        ('<a href="/">', '<a href="../../index.html">'),
        ('<a href="/x/?a=/b#c/d">', '<a href="../../x/index.html?a=/b#c/d">'),
        ('<a href="/atom.xml">', '<a href="../../atom.xml">'),
        ('<img alt="a > b" src="/a%20b.png">', '<img alt="a > b" src="../../a%20b.png">'),
        ('<img srcset="/a.png 1x, /b.png 2x">', '<img srcset="../../a.png 1x, ../../b.png 2x">'),
        ('<meta content="0; url=/about/">', '<meta content="0; url=../../about/index.html">'),
        ('<a href="#here">', '<a href="#here">'),
        ('<a href="//other.example/">', '<a href="//other.example/">'),
        ('<a href="https://other.example/">', '<a href="https://other.example/">'),
        ('words href="/about/" &lt;a href="/about/">', 'words href="/about/" &lt;a href="/about/">'),
    ],
)
def test_a_link_from_the_root_is_written_from_the_page_and_nothing_else_is(html: str, expected: str) -> None:
    assert on_disk("case-studies/mill/index.html", html, "") == expected
    in_a_folder = html.replace('="/a', '="/us/a').replace('="/x', '="/us/x').replace('="/"', '="/us/"')
    in_a_folder = in_a_folder.replace("url=/a", "url=/us/a").replace(", /b", ", /us/b")
    if "words" not in html:
        assert on_disk("case-studies/mill/index.html", in_a_folder, "/us") == expected


def test_a_site_in_a_folder_is_packed_as_well(tmp_path: Path) -> None:
    root = copied_project(tmp_path / "project")
    settings = root / "content/site.yaml"
    settings.write_text(
        re.sub(r"^base_url: .*", "base_url: https://a.example/us/", settings.read_text(), flags=re.M)
    )
    assert packed(root, tmp_path / "preview").exit_code == 0
    page = (tmp_path / "preview/site/about/index.html").read_text()
    assert re.search(r'rel="stylesheet" href="\.\./assets/', page)
    assert '="/us/' not in page


def test_it_begins_with_what_the_change_touches(project: Project, tmp_path: Path) -> None:
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    commit(project.root)
    project.page(fields="draft: true\n")
    project.change("content/pages/new.md", "A page", "A <b>page</b> & more")
    assert packed(project.root, tmp_path / "preview", "--changed-since", "main").exit_code == 0
    begin = (tmp_path / "preview" / START).read_text()
    assert (
        "<h2>What this change touches</h2>\n<ul>\n"
        '<li><a href="site/new/index.html">A &lt;b&gt;page&lt;/b&gt; &amp; more</a></li>\n</ul>\n'
    ) in begin
    assert begin.index("What this change touches") < begin.index("The publication")


def test_a_folder_with_something_in_it_is_left_alone(project: Project, tmp_path: Path) -> None:
    (tmp_path / "preview").mkdir()
    (tmp_path / "preview/letter.txt").write_text("dear")
    result = packed(project.root, tmp_path / "preview")
    assert (result.exit_code, "name a new folder" in result.stderr) == (2, True)
    assert [path.name for path in (tmp_path / "preview").iterdir()] == ["letter.txt"]


def test_content_with_a_mistake_is_not_packed(project: Project, tmp_path: Path) -> None:
    project.page(body="[Nowhere](nowhere.md)\n")
    result = packed(project.root, tmp_path / "preview")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "broken-link" in result.stderr
    assert not (tmp_path / "preview" / START).exists()
