"""Bad input, from the file to the words on the screen: one clear message each, and never a traceback."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import css_inline
import pytest

from newsletter.mail import layout
from tests.building import MADE_UP, REPOSITORY, copied_project
from tests.made_up import CWM
from tests.projects import Project

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

PAGE = "content/pages/new.md"
WHOLE = "---\ntitle: A page\nsummary: Some words.\n---\n\nWords.\n"
PNG = (MADE_UP / "content/images/yard.png").read_bytes()
Breaking = Callable[[Project], object]


def _raw(content: str | bytes) -> Breaking:
    return lambda project: project.write(PAGE, content)


def _page(fields: str) -> Breaking:
    return lambda project: project.page(fields=fields)


def _sparse(project: Project) -> None:
    with project.write(PAGE, WHOLE).open("r+b") as file:
        file.truncate(50_000_000)


#: What an editor did -> the one code it gives, and its line.
MISTAKES: dict[str, tuple[Breaking, str, int]] = {
    "an unclosed fence": (_raw("---\ntitle: A page\n\nWords.\n"), "unclosed-front-matter", 1),
    "a fence that is never closed, and a rule below": (_raw("---\ntitle: A\n\nSome words.\n\n---\n\nMore.\n"), "bad-yaml", 4),
    "no fence": (_raw("Words.\n"), "no-front-matter", 1),
    "a blank line before the fence": (_raw("\n" + WHOLE), "no-front-matter", 1),
    "a tab": (_page("nav:\n\tplace: header\n"), "tab", 5),
    "a tab after a dash": (_page("authors:\n  -\tA. Author\n"), "tab", 5),
    "a field given twice": (_page("title: Another\n"), "duplicate-field", 4),
    "a byte order mark": (_raw("\ufeff" + WHOLE), "byte-order-mark", 1),
    "a byte order mark in mid-text": (_raw(WHOLE + "\ufeffWords.\n"), "control-character", 7),
    "line ends of Windows": (_raw(WHOLE.replace("\n", "\r\n")), "line-endings", 1),
    "line ends of an old Mac": (_raw(WHOLE.replace("\n", "\r")), "line-endings", 1),
    "Latin-1": (_raw(WHOLE.replace("Words", "Café").encode("latin-1")), "not-utf8", 6),
    "UTF-16": (_raw(WHOLE.encode("utf-16")), "not-utf8", 1),
    "NUL": (_raw(WHOLE.replace("Words", "Wo\0rds")), "control-character", 6),
    "NUL behind a backslash": (_page('authors: ["a\\0b"]\n'), "control-character", 4),
    "our own mark behind a backslash": (_page('authors: ["\\ue000"]\n'), "control-character", 4),
    "a line separator": (_raw(WHOLE.replace("Some words", "Some\u2028words")), "control-character", 3),
    "50 MB": (_sparse, "too-large", 1),
    "an empty file": (_raw(""), "empty-file", 1),
    "white space alone": (_raw(" \n\n\t\n"), "empty-file", 1),
    "empty fields": (_raw("---\n---\n\nWords.\n"), "no-fields", 2),
    "a bomb of aliases": (_page("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"), "yaml-alias", 4),
    "brackets without end": (_page("tags: " + "[" * 5000 + "\n"), "too-deep", 4),
    "a Python object": (_page("authors: !!python/object/apply:os.system [true]\n"), "yaml-tag", 4),
    "a day that does not exist": (_page("updated: 2026-02-30\n"), "bad-date", 4),
    "a month that does not exist": (_page("updated: 2026-13-01\n"), "bad-date", 4),
    "an address with ..": (_page("redirect_from: [/../about/]\n"), "bad-redirect", 4),
    "an address of the output's own folder": (_page("redirect_from: [/.newpower/journal.html]\n"), "bad-redirect", 4),
    "an address with a host": (_page("redirect_from: [//elsewhere.example/]\n"), "bad-redirect", 4),
    "an address with a space": (_page('redirect_from: ["/old page/"]\n'), "bad-redirect", 4),
    "an address of a file that the site makes": (_page("redirect_from: [/offline/library.zip]\n"), "bad-redirect", 4),
    "an address in another script": (_page("redirect_from: [/δύναμη/]\n"), "bad-redirect", 4),
    "an address too long for a disk": (_page(f"redirect_from: [/{'x' * 290}/]\n"), "bad-redirect", 4),
    "a file name with a space": (lambda p: p.write("content/pages/about us.md", WHOLE), "bad-file-name", 1),
    "a file name in another script": (lambda p: p.write("content/pages/δύναμη.md", WHOLE), "bad-file-name", 1),
    "a file name in capitals": (lambda p: p.write("content/pages/Contact.md", WHOLE), "bad-file-name", 1),
    "a page that Windows cannot hold": (lambda p: p.write("content/pages/con.md", WHOLE), "bad-file-name", 1),
    "the same in capitals": (lambda p: p.write("content/pages/CON.md", WHOLE), "bad-file-name", 1),
    "a picture that Windows cannot hold": (lambda p: p.write("content/pages/aux.png", PNG), "bad-file-name", 1),
    "a former address that Windows cannot hold": (_page("redirect_from: [/old/nul/]\n"), "bad-redirect", 4),
    "a tag that Windows cannot hold": (
        lambda p: p.change("content/tags.yaml", "housing:", "aux: {title: A, definition: B}\nhousing:"),
        "bad-key",
        1,
    ),
    "a tag too long for a disk": (
        lambda p: p.change("content/tags.yaml", "housing:", f"{'x' * 201}: {{title: A, definition: B}}\nhousing:"),
        "too-long",
        1,
    ),
    "a page whose name is too long for a disk": (
        lambda p: p.write(f"content/pages/{'x' * 201}.md", WHOLE), "bad-file-name", 1,
    ),
    "a picture whose name is": (lambda p: p.write(f"content/pages/{'é' * 120}.png", PNG), "bad-file-name", 1),
    "a page the site makes itself": (lambda p: p.write("content/pages/tags.md", WHOLE), "address-taken", 1),
    "the home page by another name": (_page("redirect_from: [/index.html]\n"), "address-taken", 4),
    "another page's former address": (_page("redirect_from: [/about/]\n"), "address-taken", 4),
    "another page's address in capitals": (_page("redirect_from: [/About/]\n"), "address-taken", 4),
    "another page's file": (_page("redirect_from: [/case-studies/old-mill/index.html]\n"), "address-taken", 4),
    "a tag's page": (_page("redirect_from: [/tags/housing/]\n"), "address-taken", 4),
    "one former address twice": (_page("redirect_from: [/old/, /old/]\n"), "address-taken", 4),
    "a folder called x.md": (lambda p: (p.root / "content/pages/x.md").mkdir(), "not-a-file", 1),
    "a pipe": (lambda p: os.mkfifo(p.root / "content/pages/x.md"), "not-a-file", 1),
    "a link out of the folder": (lambda p: (p.root / "content/pages/x.md").symlink_to("/etc/passwd"), "symlink", 1),
    "a link to a folder": (lambda p: (p.root / "content/more").symlink_to("/etc"), "symlink", 1),
    "a link to nothing": (lambda p: (p.root / "content/pages/x.md").symlink_to("nothing"), "symlink", 1),
    "a link to itself": (lambda p: (p.root / "content/pages/x.md").symlink_to("x.md"), "symlink", 1),
    "folders without end": (lambda p: (p.root / "content" / Path(*["d"] * 300)).mkdir(parents=True), "too-deep", 1),
    "no site.yaml": (lambda p: (p.root / "content/site.yaml").unlink(), "missing-file", 1),
    "an empty site.yaml": (lambda p: p.write("content/site.yaml", ""), "empty-file", 1),
    "a site.yaml of another kind": (lambda p: p.write("content/site.yaml", "- one\n- two\n"), "not-fields", 1),
    "a broken site.yaml": (lambda p: p.change("content/site.yaml", "  name: The", ' name: "The'), "bad-yaml", 15),
    "a site.yaml without its sender's name": (
        lambda p: p.change("content/site.yaml", "  name: The Commons\n", ""),
        "missing-field",
        14,
    ),
    "a mail address that is none": (
        lambda p: p.change("content/site.yaml", "letter@commons.example", "letter"),
        "bad-address",
        16,
    ),
    "a time zone that is a path": (
        lambda p: p.change("content/site.yaml", "Europe/London", "../../etc/passwd"),
        "unknown-time-zone",
        5,
    ),
    "a field called like pydantic's own": (_page("function-plain: x\n"), "unknown-field", 4),
    "a field called self": (_page("self: x\n"), "unknown-field", 4),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_bad_input_is_told_once_at_its_line(name: str, project: Project) -> None:
    breaking, code, line = MISTAKES[name]
    breaking(project)
    outcome = project.check()
    assert (outcome.only.code, outcome.only.line) == (code, line), outcome.output


def test_a_link_never_shows_what_it_leads_to(project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret line\n")
    (project.root / "content/pages/x.md").symlink_to(tmp_path / "secret")
    assert "a secret line" not in project.check().output


def test_a_file_name_that_is_no_text_is_told(project: Project) -> None:
    folder = os.fsencode(project.root / "content/pages")
    Path(os.fsdecode(folder + b"/caf\xe9.md")).write_text(WHOLE)
    told = project.check().only
    assert (told.code, told.file) == ("bad-file-name", "content/pages/caf\\udce9.md")


def test_a_file_name_of_two_lines_stays_on_one(project: Project) -> None:
    project.write("content/pages/a\nb.md", WHOLE)
    assert project.check().only.file == "content/pages/a\\nb.md"


def test_a_hidden_file_is_left_alone(project: Project) -> None:
    project.write("content/pages/.swap.md", "nothing of ours")
    assert project.check().told == ()


# What a person may not read


@pytest.fixture
def open_project() -> Iterator[Project]:
    """A project nobody is kept from, until a test does so."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Project(copied_project(Path(folder) / "project"))


def test_an_unreadable_file_is_one_line(open_project: Project) -> None:
    open_project.page().chmod(0)
    _assert_denied(open_project)


def test_an_unreadable_folder_is_one_line(open_project: Project) -> None:
    (open_project.root / "content/pages").chmod(0)
    _assert_denied(open_project)


def _assert_denied(project: Project) -> None:
    Project(copied_project(project.root.parent / "whole")).check()  # so that nothing is left to be imported
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)  # nobody: root may read everything
    try:
        outcome = project.check()
    finally:
        os.seteuid(me)
        (project.root / "content/pages").chmod(0o755)
    assert outcome.exit_code == 1
    assert re.fullmatch(r"Error: \S+: Permission denied\n", outcome.output)


def test_a_folder_without_a_project_is_one_line(tmp_path: Path) -> None:
    outcome = Project(tmp_path).check()
    assert outcome.exit_code == 2
    assert "there is no folder content/" in outcome.output


# Templates


@pytest.mark.parametrize(
    ("name", "text", "code", "line"),
    [
        ("base.html", "<!doctype html>\n{% for x in page %}\n", "template-syntax", 2),
        ("base.html", "<!doctype html>\n{% include 'site/base.html' %}\n", "template-endless", 2),
        ("parts.html", "words\n{% import 'site/parts.html' as parts %}\n", "template-endless", 2),
        ("base.html", "<!doctype html>\n{{ page.no_such }}\n", "template-undefined", 2),
        ("base.html", "{% for x in range(9) %}{{ x }}{% endfor %}\n", "template-undefined", 1),
        ("tags.html", "{% for a in 'x' * 6000 %}{{ 'y' * 1000 }}{% endfor %}\n", "template-endless", 1),
        ("base.html", "\n{{ page.__class__.__mro__ }}\n", "template-undefined", 2),
        ("base.html", "\n{{ ''.__class__ }}\n", "template-failed", 2),
        ("base.html", "{% macro f() %}\n{{ f() }}{% endmacro %}\n{{ f() }}\n", "template-endless", 2),
        ("base.html", b"<p>\ncaf\xe9\n", "template-syntax", 2),
    ],
)  # fmt: skip
def test_a_broken_template_is_told_once_at_its_line_with_a_page(
    name: str, text: str | bytes, code: str, line: int, project: Project
) -> None:
    project.write(f"templates/site/{name}", text)
    outcome = project.check()
    assert outcome.only.code == code, outcome.output
    assert (outcome.only.file, outcome.only.line) == (f"templates/site/{name}", line), outcome.output
    assert "met while making /" in outcome.output


def test_a_broken_template_of_the_letter_is_told(project: Project) -> None:
    project.write("templates/mail/edition.html", "<p>\n{{ nothing_such }}\n")
    outcome = project.check()
    assert (outcome.only.code, outcome.only.line) == ("template-undefined", 2), outcome.output


@pytest.mark.parametrize(
    ("style", "code", "line", "column", "words"),
    [
        ("p{}\nh1{color:red\n", "bad-style", 2, 3, "`{` is never closed"),
        ("p{}\n@media print{#x{color red}}\n", "bad-style", 2, 17, "no colon"),
        (b"p{}\np{content:'\xe9'}\n", "template-syntax", 2, 1, "not UTF-8"),
    ],
)
def test_a_broken_style_of_the_letter_is_told_where_it_is(
    style: str | bytes, code: str, line: int, column: int, words: str, project: Project
) -> None:
    for path in ("templates/mail/inlined.css", "templates/mail/dark.css"):
        former = (project.root / path).read_bytes()
        project.write(path, style)
        told = project.check().only
        assert (told.code, told.file) == (code, path)
        assert (told.line, told.column, words in told.message) == (line, column, True)
        project.write(path, former)


def test_what_looks_like_jinja_in_a_style_is_none(project: Project) -> None:
    project.write("templates/mail/dark.css", "@media print{#x{color:red}}\n/* {% */\n")
    assert project.check().told == ()


def test_a_style_of_the_letter_that_is_not_there_is_named_as_one(project: Project) -> None:
    (project.root / "templates/mail/inlined.css").unlink()
    told = project.check().only
    assert (told.code, told.file) == ("template-missing", "templates/mail/edition.html")
    assert told.line == 1 + (REPOSITORY / told.file).read_text().split("inlined.css")[0].count("\n")
    assert told.message == "there is no style `mail/inlined.css`"


@pytest.mark.parametrize(
    ("style", "code", "column"),
    [(b"p{}\nh1{color:red\n", "bad-style", 3), (b"p{}\n/* caf\xe9 */\n", "not-utf8", 7)],
)
def test_a_broken_style_of_the_site_is_told_where_it_is(
    style: bytes, code: str, column: int, project: Project
) -> None:
    project.write("templates/static/more.css", style)
    told = project.check().only
    assert (told.code, told.file) == (code, "templates/static/more.css")
    assert (told.line, told.column) == (2, column)


def test_a_style_the_inliner_refuses_is_told_as_a_style(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing:
        def inline(self, _html: str) -> str:
            raise css_inline.InlineError("too much of it")

    monkeypatch.setattr(layout, "_inliner", Refusing)
    project.change(
        "content/editions/2026-11.md", "title: A mill", "title: Of a mill"
    )  # a letter nobody made before
    told = project.check().only
    assert (told.code, told.file) == ("bad-style", "templates/mail/inlined.css")
    assert "too much of it" in told.message


def test_one_mistake_in_a_file_hides_no_other_in_it(project: Project) -> None:
    project.page("Read [the mill](../case-studies/old-mil.md).\n", fields="sumary: Twice\ntags: [housng]\n")
    assert sorted(project.check().codes) == ["broken-link", "unknown-field", "unknown-tag"]


def test_a_mistake_in_one_place_hides_none_in_another(project: Project) -> None:
    project.page(fields="sumary: Twice\n", name="broken")
    project.page("Read [it](about.md#abuot) and [it](../case-studies/old-mill.md#outcomes).\n")
    project.write("content/root/about/a.pdf", "words")
    project.write("content/root/hello.html", "<script>alert(1)</script>")
    project.write("content/pages/yard.png", "no picture")
    told = [(told.file, told.line, told.column, told.code) for told in project.check().told]
    assert told == [
        ("content/pages/broken.md", 4, 1, "unknown-field"),
        ("content/pages/new.md", 6, 11, "broken-anchor"),
        ("content/pages/yard.png", 1, 1, "unreadable-picture"),
        ("content/root/about/a.pdf", 1, 1, "address-taken"),
        ("content/root/hello.html", 1, 1, "active-file"),
    ]


@pytest.mark.parametrize(
    ("picture", "link", "codes"),
    [
        ("![A yard](none.png)", "[it](about.md#abuot)", ["broken-image", "broken-anchor"]),
        ("![A yard](none.png)", "[it](../pages/none.md)", ["broken-image", "broken-link"]),
        ("![](none.png)", "![](nil.png)", ["broken-image", "broken-image"]),
        ("![A yard](yard.png)", "[it](about.md#abuot)", ["missing-credit", "broken-anchor"]),
        ("[![A yard](none.png)](about.md#abuot)", "words", ["broken-image", "broken-anchor"]),
    ],
)
def test_two_mistakes_on_a_line_are_two_messages(
    picture: str, link: str, codes: list[str], project: Project
) -> None:
    project.write("content/pages/yard.png", PNG)
    project.page(f"{picture} and {link}.\n")
    outcome = project.check()
    assert outcome.codes == codes, outcome.output
    assert len({told.column for told in outcome.told}) == 2


def test_a_broken_setting_hides_no_mistake_that_needs_none(project: Project) -> None:
    project.change("content/site.yaml", "publisher:", "q: x\npublisher:")
    project.page("Read [it](about.md#abuot).\n")
    project.write("content/root/tags/a.pdf", "words")
    assert sorted(project.check().codes) == ["address-taken", "broken-anchor", "unknown-field"]


def test_a_part_that_its_page_may_have_once_all_is_well_is_not_called_dead(project: Project) -> None:
    project.change("content/case-studies/old-mill.md", "status:", "statsu:")
    project.page("See [it](../editions/2026-11.md#edition-case-studies) and [it](about.md#sources).\n")
    assert project.check().only.code == "unknown-field"


def test_a_misspelt_field_does_not_keep_a_rule_from_being_told(project: Project) -> None:
    project.change(CWM, "summary:", "sumary:")
    project.change(CWM, "status: active", "status: ended")
    assert sorted(project.check().codes) == ["ended-needs-date", "ended-needs-lesson", "unknown-field"]


def test_a_setext_heading_with_bold_words_is_told_at_its_line(project: Project) -> None:
    project.page("Words.\n\nA **bold** title\n================\n")
    told = project.check().only
    assert (told.line, told.code) == (8, "heading-level")


def test_a_picture_without_words_is_one_mistake(project: Project) -> None:
    project.page('![](../images/yard.png){: credit="A. Author" licence="CC BY 4.0"}\n')
    assert project.check().only.code == "missing-alt"
