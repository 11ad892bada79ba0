"""Files that are something else than their name says, or are called as nothing here is called; told once, whatever is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.made_up import ABOUT, written
from tests.projects import Project

SITE = "content/site.yaml"


def _archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(
                name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "<x/>"
            )
    return made.getvalue()


FORMATS = {
    "Word": (_archive("[Content_Types].xml", "word/document.xml"), "this is a Word document"),
    "LibreOffice": (_archive("mimetype", "content.xml"), "this is a document of LibreOffice"),
    "a zip archive": (_archive("a.md"), "unpack it"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "a document of Word or another"),
    "a large one": (b"PK\x03\x04word/" + b"\0" * 1_100_000, "this is a Word document"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "this is a PDF"),
    "RTF": (b"{\\rtf1\\ansi\\deff0 {\\fonttbl}\\par }", "in RTF"),
    "a web page": (b"\xef\xbb\xbf\n<!DOCTYPE html>\n<html><body>We</body></html>\n", "this is a web page"),
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
        "delete line 1 and line 28",
        lambda lines: [*lines[1:27], *lines[28:]],
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
