"""An edition on paper: a booklet of whole sheets, the same bytes each time, of the publication's own files alone."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import zlib
from pathlib import Path

import lxml.html
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from newsletter import printing
from newsletter.cli import main
from newsletter.printing import _printed, print_edition
from newsletter.site.booklet import with_addresses
from tests import debian, made_up
from tests.building import REPOSITORY, copied_project, options

EDITION = Path(made_up.NOVEMBER).stem
#: A5, in points.
_SHEET = rb"/MediaBox \[0 0 419\.\d+ 595\.\d+\]"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up publication; without Pango there is nothing to test here, but for CI."""
    if debian.pango() is None:
        if debian.is_in_ci():
            pytest.fail("Pango is not here, and CI needs it")
        pytest.skip("Pango is not here")
    return copied_project(tmp_path_factory.mktemp("project"))


def unpacked(content: bytes) -> bytes:
    """What a PDF says of its pages, which it keeps packed."""
    return b"".join(
        zlib.decompress(found[1])
        for found in re.finditer(rb"/ObjStm.*?stream\n(.*?)\nendstream", content, re.DOTALL)
    )


def asked(project: Path, *words: str) -> Result:
    command = ["edition", "pdf", *words, "--root", str(project), "--now", "2026-12-01"]
    return CliRunner().invoke(main, command, env={"SOURCE_DATE_EPOCH": None})


def test_every_edition_is_a_booklet_of_whole_sheets_of_a5(project: Path) -> None:
    known = sorted(path.stem for path in (project / "content/editions").glob("*.md"))
    for slug in known:
        booklet = print_edition(options(project, drafts=True, future=True), slug)
        assert booklet.diagnostics == ()
        assert booklet.content.startswith(b"%PDF-")
        assert (booklet.pages > 0, booklet.pages % 4) == (True, 0)
        assert len(re.findall(_SHEET, unpacked(booklet.content))) == booklet.pages


def test_the_same_edition_gives_the_same_bytes_whatever_the_clock_the_zone_and_the_folder(
    project: Path, tmp_path: Path
) -> None:
    made = []
    for zone, seed, when in (("UTC", "1", "2026-12-01"), ("Pacific/Auckland", "2", "2026-12-02")):
        out = tmp_path / f"{seed}.pdf"
        command = [sys.executable, "-m", "newsletter", "edition", "pdf", EDITION, "--root", str(project)]
        where = tmp_path / zone.replace("/", "-")
        where.mkdir()
        env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY)}
        subprocess.run([*command, "--out", str(out), "--now", when], check=True, env=env, cwd=where)
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_it_says_where_it_is_and_on_how_many_sheets(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = asked(project, EDITION)
    assert result.exit_code == 0, result.output
    assert re.fullmatch(rf"{EDITION}\.pdf: (\d+) pages of A5, on \d+ sheets? of A4\n", result.stdout)
    assert [path.name for path in tmp_path.iterdir()] == [f"{EDITION}.pdf"]


@pytest.mark.parametrize("name", ["2031-01", "../../etc/passwd", "", "content/editions/2026-11.md"])
def test_an_edition_that_is_not_there_is_named_with_those_that_are(project: Path, name: str) -> None:
    result = asked(project, name)
    assert result.exit_code == 2
    assert f"there is no edition `{name}`; there are: " in result.stderr
    assert EDITION in result.stderr


def test_where_it_cannot_be_written_is_told_in_one_line(project: Path, tmp_path: Path) -> None:
    result = asked(project, EDITION, "--out", str(tmp_path / "nowhere" / "a.pdf"))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "nowhere" in result.stderr


def test_a_disk_that_fills_up_leaves_the_former_booklet_and_no_half_of_one(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    booklet = printing.Booklet(b"new" * 1000, 4, (), ())
    monkeypatch.setattr(printing, "print_edition", lambda *_: booklet)
    out = tmp_path / "a.pdf"
    out.write_bytes(b"former")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        result = asked(project, EDITION, "--out", str(out))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (result.exit_code, result.stderr) == (1, f"Error: {out}: File too large\n")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.pdf": b"former"}
    result = asked(project, EDITION, "--out", str(out))
    assert result.stdout == f"{out}: 4 pages of A5, on 1 sheet of A4\n"
    assert {path.name for path in tmp_path.iterdir()} == {"a.pdf"}


def test_half_a_picture_is_told_and_not_printed(tmp_path: Path, project: Path) -> None:
    own = copied_project(tmp_path / "own")
    Image.effect_noise((80, 80), 50).save(own / "content/images/half.jpg")
    with (own / "content/images/half.jpg").open("r+b") as file:
        file.truncate(1_500)
    with (own / "content/editions" / f"{EDITION}.md").open("a") as edition:
        edition.write('\n![A yard](../images/half.jpg){: credit="A. Member" licence="CC0"}\n')
    result = asked(own, EDITION, "--out", str(tmp_path / "a.pdf"))
    assert result.exit_code == 1
    assert "half.jpg` breaks off" in result.stderr
    assert not (tmp_path / "a.pdf").exists()


def test_an_edition_with_a_mistake_is_not_printed_and_told_at_its_line(tmp_path: Path, project: Path) -> None:
    own = copied_project(tmp_path / "own")
    file = own / "content/editions" / f"{EDITION}.md"
    file.write_text(file.read_text().replace("title:", "titel:", 1))
    result = asked(own, EDITION, "--out", str(tmp_path / "a.pdf"))
    assert result.exit_code == 1
    assert f"content/editions/{EDITION}.md:" in result.stderr
    assert not (tmp_path / "a.pdf").exists()


def test_without_the_library_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = copied_project(tmp_path)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    result = asked(project, EDITION)
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: printing needs WeasyPrint: pip install 'new-power[print]'\n",
    )


def test_without_pango_it_says_which_packages_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = copied_project(tmp_path / "project")
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library')")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    result = asked(project, EDITION)
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    assert result.exit_code == 1
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in result.stderr


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/a.png",
        "file:///etc/passwd",
        "https://newpower.example.org/a.png",
        "/a.png",
        "../a.png",
    ],
)
def test_nothing_is_fetched_but_the_publications_own_files(project: Path, address: str) -> None:
    with pytest.raises(BaseException, match="Error fetching"):
        _printed(f'<img src="{address}">', {"b.png": b""}, "https://newpower.example")


def test_a_link_has_its_address_at_the_foot_of_the_page() -> None:
    html = (
        '<html><body><header><a href="https://a.example/">a</a></header><main><h3><a href="https://b.example/">b</a></h3>'
        '<p><a href="https://c.example/?a=1&amp;b=2">c</a>, and <a href="#d">d</a></p></main></body></html>'
    )
    tree = lxml.html.document_fromstring(with_addresses(html))
    assert tree.xpath("//*[@class='address']/text()") == ["https://c.example/?a=1&b=2"]
    assert tree.xpath("string(//p)") == "chttps://c.example/?a=1&b=2, and d"
