"""Files begun for an editor: their names, what stands in them, and that nothing is lost."""

from __future__ import annotations

import re
import tempfile
from dataclasses import fields
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.blank_text import blank_text, quoted
from newsletter.content.kinds import KINDS, Kind
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.front_matter import parse_document, parse_yaml
from newsletter.content.reading.source_file import SourceFile
from newsletter.editor.blanks import BlankError, file_name, one_line, write_blank, write_draft
from tests import made_up

TODAY = date(2026, 11, 22)

#: One good value for each blank of a needed field, by its name.
FILLINGS = {
    "summary": "Residents run the bakery.",
    "published": "2026-12-01",
    "subject": "Bread and homes",
    "preheader": "Who decided, and who bakes.",
    "tags": "[money]",
    "places": "[liverpool]",
    "status": "active",
    "started": "2012",
    "checked": "2026-11-20",
    "governance": "land-trust",
    "before": "The council.",
    "after": "The members.",
    "id": "echo",
    "title": "A report",
    "publisher": "The Echo",
    "evidence": "press",
    "relationship": "independent",
    "authors": "[A. Writer]",
    "kind": "news",
    "starts": "2026-12-01 18:30",
    "where": "The bakery",
    "organisers": "[The bakers]",
    "speaker": "A. Baker",
    "said_on": "2012",
    "source": "echo",
    "issued": "2012",
    "writer": "A reader",
    "received": "2026-11-20",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Homebaked, Liverpool", "homebaked-liverpool"),
        ("Tŷ Pawb, Wrecsam", "ty-pawb-wrecsam"),
        ("Dŵr Cymru", "dwr-cymru"),
        ("The People’s Plan & after", "the-peoples-plan-and-after"),
        ("Łódź – Straße Æro", "lodz-strasse-aero"),
        ("E\u0301cole", "ecole"),
        ("../../etc/passwd", "etc-passwd"),
        ("  100% ours!  ", "100-ours"),
    ],
)
def test_a_file_is_named_after_its_title(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_long_title_makes_a_name_that_ends_with_a_whole_word() -> None:
    name = file_name("word " * 60)
    assert len(name) <= 80
    assert set(name.split("-")) == {"word"}
    assert len(file_name("a" * 300)) == 80


@pytest.mark.parametrize("title", ["", " \n ", "!!!", "Власть", "\u202e\u0000"])
def test_a_title_without_latin_letters_is_refused_with_advice(root: Path, title: str) -> None:
    with pytest.raises(BlankError, match="title"):
        write_blank(root, "case-study", title, TODAY)
    assert not list((root / "content").rglob("*.md"))


def test_a_file_that_is_there_is_left_as_it_is(root: Path) -> None:
    path = write_blank(root, "page", "Who we are", TODAY)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(BlankError, match=r"content/pages/who-we-are\.md is there already"):
        write_blank(root, "page", "Who we are?", TODAY)
    assert path.read_text(encoding="utf-8") == "mine"


def test_an_address_of_the_site_itself_is_refused(root: Path) -> None:
    with pytest.raises(BlankError, match="/tags/"):
        write_blank(root, "page", "Tags", TODAY)


def test_a_folder_without_content_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BlankError, match="--root"):
        write_blank(tmp_path, "page", "Who we are", TODAY)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_untouched_blank_gives_one_message_a_blank(root: Path, kind: Kind) -> None:
    path = write_blank(root, kind.name, "Homebaked, Liverpool", TODAY)
    found = read_entry(_source(path, root)).diagnostics
    blanks = re.findall(r"^ *(?:- )?([a-z_]+):$", path.read_text(encoding="utf-8"), re.MULTILINE)
    blanks = [name for name in blanks if name not in ("power", "sources")]
    assert blanks
    assert [(d.code, d.message) for d in found] == [
        ("missing-value", f"`{name}` has no value") for name in blanks
    ]
    assert len({d.location.line for d in found}) == len(blanks)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_blank_passes_once_it_is_filled(root: Path, kind: Kind) -> None:
    path = write_blank(root, kind.name, "Homebaked, Liverpool", TODAY)
    filled = re.sub(
        r"^( *(?:- )?)([a-z_]+):$",
        lambda m: f"{m[1]}{m[2]}: {FILLINGS[m[2]]}" if m[2] in FILLINGS else m[0],
        path.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    filled = filled.replace(
        "\n#consent:\n", "\nconsent: by mail, 20 November 2026\n"
    )  # or where it stood before
    path.write_text(
        filled + ("They bake.[^echo]\n" if "\nsources:" in filled else "They bake.\n"), encoding="utf-8"
    )
    checked = read_entry(_source(path, root))
    assert checked.diagnostics == ()
    assert checked.value is not None
    assert checked.value.record.draft
    assert "Readers do not see" not in checked.value.body.html


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_of_a_kind_is_in_its_blank_and_known(kind: Kind) -> None:
    text = blank_text(kind, {"title": '"A"', "draft": "true"})
    behind_hash = re.compile(r"^( *)#(?=(?: *(?:- )?[a-z_]+:$)| +#)", re.MULTILINE)
    while behind_hash.search(text):
        text = behind_hash.sub(r"\1", text)
    assert all(f"\n{field.name}:" in text for field in fields(kind.record))
    found = read_entry(SourceFile(f"content/{kind.folder}/2026-11.md", text.encode())).diagnostics
    assert {d.code for d in found} == {"missing-value"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_has_a_note(kind: Kind) -> None:
    lines = blank_text(kind, {}).splitlines()
    for before, line in pairwise(lines):
        if re.match(r" *(- )?[a-z_]+:$|#[a-z_]+:$", line):
            assert re.match(r" *# \S| *#?[a-z_]+:$", before), (before, line)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_one_sign_taken_from_each_line_opens_every_field(kind: Kind) -> None:
    text = blank_text(kind, {"title": '"A"', "draft": "true"})
    assert not re.search(r"^ *#[ #]*#", text, re.MULTILINE)
    opened = re.sub(r"^( *)#(?! )|^#(?= +(?:- )?[a-z_]+:$)", r"\1", text, flags=re.MULTILINE)
    found = read_entry(SourceFile(f"content/{kind.folder}/2026-11.md", opened.encode())).diagnostics
    assert {d.code for d in found} == {"missing-value"}
    assert all(f"\n{field.name}:" in opened for field in fields(kind.record))


def test_a_blank_lists_the_tags_and_places_there_are(root: Path) -> None:
    for name in ("tags.yaml", "places.yaml"):
        (root / "content" / name).write_text(made_up.written(f"content/{name}"), encoding="utf-8")
    text = write_blank(root, "case-study", "Homebaked", TODAY).read_text(encoding="utf-8")
    assert "There are: housing, money, energy, unused." in text.replace("\n# ", " ")
    assert "There are: leeds, preston, brixton, lambeth, cwm, mondragon." in text.replace("\n# ", " ")


def test_an_edition_may_be_named_by_its_month(root: Path) -> None:
    for title, name in (("2026-12", "2026-12.md"), ("January 2027", "2027-01.md")):
        assert write_blank(root, "edition", title, TODAY).name == name
    assert 'title: "January 2027"' in (root / "content/editions/2027-01.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("title", ["Dec 2026", "2026/12", "12/2026", "15 December 2026"])
def test_a_month_may_be_written_in_other_ways(title: str, root: Path) -> None:
    assert write_blank(root, "edition", title, TODAY).name == "2026-12.md"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("2026-13", "`2026-13` is not a month; write it as 2026-12"),
        ("13/2026", "`13/2026` is not a month; write it as 2026-12"),
        ("Decmber 2026", "`Decmber` is not a month; did you mean `December 2026`?"),
    ],
)
def test_a_mistyped_month_is_refused(title: str, words: str, root: Path) -> None:
    with pytest.raises(BlankError) as refused:
        write_blank(root, "edition", title, TODAY)
    assert str(refused.value) == words
    assert not list((root / "content").glob("editions/*.md"))


@pytest.mark.parametrize("title", ["Summer 2026", "2026", "Who decides in 2026"])
def test_a_title_with_a_year_is_no_mistyped_month(title: str, root: Path) -> None:
    assert write_blank(root, "edition", title, TODAY).name == "2026-11.md"


def test_an_edition_under_any_other_title_gets_the_next_free_month(root: Path) -> None:
    names = [write_blank(root, "edition", "Who holds the purse", TODAY).name for _ in range(3)]
    assert names == ["2026-11.md", "2026-12.md", "2027-01.md"]


def test_an_edition_gets_the_next_free_number(root: Path) -> None:
    folder = root / "content/editions"
    folder.mkdir()
    (folder / "2026-09.md").write_text("---\nnumber: 7\n---\n", encoding="utf-8")
    (folder / "2026-10.md").write_bytes(b"\xff\x00 broken")
    assert "\nnumber: 8\n" in write_blank(root, "edition", "2026-11", TODAY).read_text(encoding="utf-8")


def test_a_drafted_edition_is_written_once_and_for_a_month(root: Path) -> None:
    library = made_up.library()
    path = write_draft(root, library, "2026-12")
    assert {d.code for d in read_entry(_source(path, root)).diagnostics} == {"missing-value"}
    for month, words in (
        ("2026-12", "is there already"),
        ("2026-13", "not a month"),
        ("../x", "not a month"),
    ):
        with pytest.raises(BlankError, match=words):
            write_draft(root, library, month)


@given(st.text(max_size=200))
def test_any_title_is_written_so_that_it_reads_back(title: str) -> None:
    shown = one_line(title)
    if shown:
        parsed = parse_yaml(SourceFile("a.yaml", f"title: {quoted(shown)}\n".encode()))
        assert parsed.value is not None, parsed.diagnostics
        assert parsed.value.at(("title",)).value == shown


@given(st.text(max_size=100))
def test_any_title_gives_a_file_of_its_folder_or_advice(title: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "content").mkdir()
        try:
            path = write_blank(root, "case-study", title, TODAY)
        except BlankError:
            return
        assert path.parent == root / "content/case-studies"
        document = parse_document(_source(path, root)).value
        assert document is not None
        assert document.fields.at(("title",)).value == one_line(title)


def _source(path: Path, root: Path) -> SourceFile:
    return SourceFile(path.relative_to(root).as_posix(), path.read_bytes())
