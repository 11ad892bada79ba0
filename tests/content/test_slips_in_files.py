"""Files that are something else than their name says, or are called as nothing here is called; told once, whatever is in them."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.building import built
from tests.made_up import ABOUT, MILL, NOVEMBER, written
from tests.projects import TODAY, Project

SITE = "content/site.yaml"


def _archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(
                name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "<x/>"
            )
    return made.getvalue()


#: Looked into as a web page begins, each of these doubled the time.
COMMENTS = b"<!-- one --> <!-- two -->\n" * 150

FORMATS = {
    "Word": (_archive("[Content_Types].xml", "word/document.xml"), "this is a Word document"),
    "LibreOffice": (_archive("mimetype", "content.xml"), "this is a document of LibreOffice"),
    "a zip archive": (_archive("a.md"), "unpack it"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "a document of Word or another"),
    "a large one": (b"PK\x03\x04word/" + b"\0" * 1_100_000, "this is a Word document"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "this is a PDF"),
    "RTF": (b"{\\rtf1\\ansi\\deff0 {\\fonttbl}\\par }", "in RTF"),
    "a web page": (b"\xef\xbb\xbf\n<!DOCTYPE html>\n<html><body>We</body></html>\n", "this is a web page"),
    "a web page below comments": (COMMENTS + b"<html></html>", "this is a web page"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0", "this is a picture"),
}


@pytest.mark.parametrize("path", ["content/pages/Our team.md", "content/pages/index.md", "content/tags.yaml"])
@pytest.mark.parametrize("name", FORMATS)
def test_what_another_program_wrote_is_told_as_that(name: str, path: str, project: Project) -> None:
    content, words = FORMATS[name]
    project.write(path, content)
    outcome = project.check()
    assert (outcome.only.file, outcome.only.line, outcome.only.code) == (path, 1, "another-format")
    assert words in outcome.output
    assert outcome.output.count("\ufffd") < 2


def test_a_file_that_begins_with_many_comments_is_read_at_once(project: Project) -> None:
    project.write(ABOUT, COMMENTS + written(ABOUT).encode())
    start = time.perf_counter()
    assert project.check().only.code == "no-front-matter"
    assert time.perf_counter() - start < 5


def test_many_lines_that_are_no_field_are_told_at_once(project: Project) -> None:
    project.write(ABOUT, written(ABOUT).replace("---\n", "---\n" + "aaa\n" * 6_000, 1))
    start = time.perf_counter()
    assert "bad-yaml" in project.check().output
    assert time.perf_counter() - start < 10


def _around(path: str, above: str, below: str) -> str:
    return above + written(path) + below


def _fields_alone(sign: str, *, dashes: bool) -> str:
    """The page about us with signs of code round its fields, beside the lines of dashes or in place of them."""
    fields, body = written(ABOUT).removeprefix("---\n").split("\n---\n", 1)
    inner = f"---\n{fields}\n---" if dashes else fields
    return f"{sign}yaml\n{inner}\n{sign}\n{body}"


WRAPPED: dict[str, tuple[str, str, str, Callable[[list[str]], list[str]]]] = {
    "signs of code round the whole": (
        ABOUT,
        _around(ABOUT, "```markdown\n", "```\n"),
        "delete line 1 and line 42",
        lambda lines: [*lines[1:41], *lines[42:]],
    ),
    "signs of code round the fields": (
        ABOUT,
        _fields_alone("```", dashes=True),
        "delete line 1 and line 32",
        lambda lines: [*lines[1:31], *lines[32:]],
    ),
    "signs of code in place of the dashes": (
        ABOUT,
        _fields_alone("~~~", dashes=False),
        "write three hyphens, `---`, in place of line 1 and of line 30",
        lambda lines: ["---", *lines[1:29], "---", *lines[30:]],
    ),
    "what a chat said above and below": (
        ABOUT,
        _around(ABOUT, "Here you are:\n\n````md\n", "````\n\nShall I shorten it?\n"),
        "delete lines 1 to 3 and lines 44 to 46",
        lambda lines: [*lines[3:43], *lines[46:]],
    ),
    "words above": (
        ABOUT,
        _around(ABOUT, "The page as agreed\n\n", ""),
        "delete lines 1 and 2",
        lambda lines: lines[2:],
    ),
    "signs of code round the settings": (
        SITE,
        _around(SITE, "```yaml\n", "```\n"),
        "delete line 1 and line 32",
        lambda lines: [*lines[1:31], *lines[32:]],
    ),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_what_stands_round_a_file_is_told_and_mended_as_told(name: str, project: Project) -> None:
    path, text, hint, mend = WRAPPED[name]
    project.write(path, text)
    outcome = project.check()
    assert (outcome.only.file, outcome.only.line) == (path, 1)
    assert hint in outcome.output
    project.write(path, "\n".join(mend(text.split("\n"))))
    assert project.check().output == "nothing to mend\n"


def test_a_page_may_begin_with_code(project: Project) -> None:
    project.page(body="```\n---\ntitle: A\n---\n```\n\nWords.\n")
    assert project.check().output == "nothing to mend\n"


COPIES = {
    "about (Jane's conflicted copy 2026-11-20).md": "then delete this file",
    "about (conflicted copy 2026-11-20 101010).md": "then delete this file",
    "about.sync-conflict-20261120-101010-ABCDEFG.md": "then delete this file",
    "about-DESKTOP-7QK2L1P.md": "then delete this file",
    "about-laptop-4f2k9q1z.md": "then delete this file",
    "about - Copy.md": "if there is, delete the one that is left over; a page of its own is called `about-copy.md`",
    "about copy 2.md": "if there is no `about.md` beside it, call it that",
    "about (1).md": "if there is, delete the one that is left over; a page of its own is called `about-1.md`",
    "Copy of about.md": "if there is no `about.md` beside it, call it that",
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_told_as_that_and_its_mistakes_are_not(name: str, project: Project) -> None:
    project.write(f"content/pages/{name}", written(ABOUT).replace("contribute.md", "nowhere.md"))
    outcome = project.check()
    assert (outcome.only.file, outcome.only.code) == (f"content/pages/{name}", "bad-file-name")
    assert COPIES[name] in outcome.output
    assert "`about.md`" in outcome.output


@pytest.mark.parametrize("name", ["the-desktop-project", "win-or-lose-2019", "laptop-library"])
def test_a_page_that_only_sounds_like_a_copy_is_one(name: str, project: Project) -> None:
    project.page(name=name)
    assert project.check().output == "nothing to mend\n"


@pytest.mark.parametrize("name", ["Case-Studies", "case_studies", "CASE-STUDIES"])
def test_a_folder_with_other_capitals_is_told_alone(name: str, project: Project) -> None:
    (project.root / "content/case-studies").rename(project.root / "content" / name)
    outcome = project.check()
    assert (outcome.only.file, outcome.only.code) == (f"content/{name}", "unknown-folder")


def _fields_of(path: str) -> str:
    return written(path).split("\n---\n", 1)[0] + "\n---\n"


@pytest.mark.parametrize("body", ["", "\n\n", "\n<!-- Write here. -->\n"])
@pytest.mark.parametrize("path", [MILL, ABOUT])
def test_a_file_that_has_lost_its_text_is_told_that_alone(path: str, body: str, project: Project) -> None:
    project.write(path, _fields_of(path) + body)
    told = [one for one in project.check().told if one.file == path]
    assert [(one.severity, one.code) for one in told] == [("error", "empty-file")]


def test_an_edition_may_have_no_text_and_a_draft_none_yet(project: Project) -> None:
    project.write(NOVEMBER, _fields_of(NOVEMBER))
    project.write("content/pages/new.md", "---\ntitle: A\nsummary: B\ndraft: true\n---\n")
    assert "empty-file" not in project.check().codes


@pytest.mark.parametrize(
    ("path", "elsewhere", "words"),
    [
        (MILL, "content/pages/old-mill.md", "the fields of a case study"),
        (MILL, "content/editions/2026-08.md", "move the file to content/case-studies/2026-08.md"),
        (NOVEMBER, "content/pages/2026-11.md", "the fields of an edition"),
        (NOVEMBER, "content/case-studies/2026-11.md", "move the file to content/editions/2026-11.md"),
        (ABOUT, "content/case-studies/about.md", "the fields of a page"),
    ],
)
def test_a_file_in_the_folder_of_another_kind_is_told_once(
    path: str, elsewhere: str, words: str, project: Project
) -> None:
    project.write(elsewhere, written(path))
    outcome = project.check()
    assert (outcome.only.file, outcome.only.code) == (elsewhere, "wrong-kind")
    assert words in outcome.output


def test_a_file_that_was_renamed_is_named_where_its_former_name_stands(project: Project) -> None:
    (project.root / MILL).rename(project.root / "content/case-studies/leeds-old-mill.md")
    outcome = project.check()
    assert {*outcome.codes} == {"broken-link"}
    assert "did you mean `../case-studies/leeds-old-mill.md`?" in outcome.output


def test_a_file_that_says_what_it_was_called_is_named(project: Project) -> None:
    text = written(MILL).replace("  - /case-studies/mill/", "  - /case-studies/old-mill/")
    (project.root / MILL).unlink()
    project.write("content/case-studies/leeds.md", text)
    assert "it is called `../case-studies/leeds.md` now: write that" in project.check().output


def test_a_file_that_the_last_build_knew_by_another_name_is_named(project: Project) -> None:
    assert built(project.root, now=datetime.fromisoformat(TODAY).replace(tzinfo=UTC)).is_published
    (project.root / MILL).rename(project.root / "content/case-studies/leeds.md")
    assert "it is called `../case-studies/leeds.md` now: write that" in project.check().output


def test_a_privacy_notice_of_another_name_is_told_where_the_settings_name_none(project: Project) -> None:
    project.change(SITE, "privacy_page: content/pages/privacy.md\n", "")
    (project.root / "content/pages/privacy.md").rename(project.root / "content/pages/privacy-notice.md")
    outcome = project.check()
    assert [(one.file, one.code) for one in outcome.told if one.file == SITE] == [(SITE, "broken-link")]
    assert "write `privacy_page: content/pages/privacy-notice.md`" in outcome.output


def test_a_copy_with_another_title_is_told_with_all_that_is_alike(project: Project) -> None:
    project.write(
        "content/pages/team.md",
        written(ABOUT)
        .replace("title: About", "title: The team of")
        .replace("  - /who-we-are/", "  - /team-we-are/"),
    )
    outcome = project.check()
    assert (outcome.only.file, outcome.only.line, outcome.only.code) == (
        "content/pages/team.md",
        3,
        "given-twice",
    )
    assert "`content/pages/about.md` has this summary and `label` in `nav` already" in outcome.output


def test_two_pages_of_one_name_in_the_menu_are_told(project: Project) -> None:
    project.page(fields="nav:\n  place: header\n  label: about\n")
    told = project.check().only
    assert (told.file, told.code) == ("content/pages/new.md", "given-twice")
