"""Drafts: they stop nothing, and a preview shows each from its first minute, blanks marked, beside its list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html as lxml_html

from newsletter import permalinks
from newsletter.cli import main
from newsletter.content.kinds import KINDS
from newsletter.editor.blanks import write_blank
from newsletter.told.diagnostics import Severity
from tests import made_up
from tests.building import built, published
from tests.projects import TODAY, Project

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

DAY = date(2026, 11, 22)


def words(path: Path) -> str:
    """The words of a page."""
    return " ".join(lxml_html.fromstring(path.read_text(encoding="utf-8")).text_content().split())


def previewed(project: Project, name: str) -> str:
    """The words of a page as a preview shows them; nothing may stop it."""
    result = built(project.root, drafts=True, future=True)
    assert result.is_published, result.diagnostics
    return words(project.root / "public" / name / "index.html")


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_a_file_just_begun_stops_no_build_and_has_a_page_in_the_preview(project: Project, kind: str) -> None:
    path = write_blank(project.root, kind, "2027-05" if kind == "edition" else "A new start", DAY)
    outcome = project.check()
    assert outcome.exit_code == 0
    assert {told.severity for told in outcome.told} == {"warning"}
    assert {told.file for told in outcome.told} == {path.relative_to(project.root).as_posix()}
    assert built(project.root).is_published
    assert "A new start" not in str(published(project.root))
    shown = previewed(
        project, path.relative_to(project.root / "content").with_suffix("").as_posix().removeprefix("pages/")
    )
    assert "Draft, not published. You see it in a preview." in shown
    assert "[summary: to come]" in shown
    assert re.search(r"Still to do here: \d+", shown)
    assert "`summary`" not in shown
    assert "summary has no value" in shown


def test_each_blank_of_a_case_study_is_marked_where_it_stands(project: Project) -> None:
    write_blank(project.root, "case-study", "A new start", DAY)
    shown = previewed(project, "case-studies/a-new-start")
    for name in ("places", "status", "started", "checked", "governance", "before", "after", "tags"):
        assert f"[{name}: to come]" in shown, name
    for made_up_value in ("0001", "mixed", "not known", "January"):
        assert made_up_value not in shown.split("Read next")[0].split("How to cite")[0], made_up_value


def test_what_is_written_already_is_shown_though_its_neighbours_are_missing(project: Project) -> None:
    text = made_up.written(made_up.MILL).replace("draft: false", "draft: true")
    project.write(made_up.MILL, re.sub(r"^status: .*$", "status:", text, count=1, flags=re.MULTILINE))
    shown = previewed(project, "case-studies/old-mill")
    assert "[status: to come]" in shown
    assert made_up.entry(made_up.MILL).record.sources[0].title in shown
    assert "[places: to come]" not in shown
    assert "Still to do here: 1" in shown


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("tags: [enrgy]\n", "unknown-tag"),
        ("tags: [\n", "bad-yaml"),
        ("colour: blue\n", "unknown-field"),
        ("redirect_from: [../../x]\n", "bad-redirect"),
        ("redirect_from: [/case-studies/preston/]\n", "address-taken"),
        ("image: {file: none.png, credit: A, licence: B}\n", "broken-image"),
    ],
)
def test_a_mistake_in_a_draft_is_a_warning_in_its_own_words(project: Project, fields: str, code: str) -> None:
    project.page(fields=f"{fields}draft: true\n")
    outcome = project.check()
    assert outcome.exit_code == 0, outcome.output
    assert (code, "warning") in {(told.code, told.severity) for told in outcome.told}
    assert built(project.root).is_published
    assert built(project.root, drafts=True, future=True).is_published


@pytest.mark.parametrize(
    "body",
    [
        "[away](none.md)\n",
        "[there](../case-studies/preston.md#no)\n",
        "![no words](none.png)\n",
        "A claim.[^none]\n",
        "> " * 200 + "x\n",
    ],
)
def test_nor_does_a_mistake_in_its_words(project: Project, body: str) -> None:
    project.page(body, fields="draft: true\n")
    outcome = project.check()
    assert {told.severity for told in outcome.told} == {"warning"}, outcome.output
    assert built(project.root, drafts=True, future=True).is_published


def test_the_same_mistake_in_a_file_that_is_no_draft_is_an_error(project: Project) -> None:
    project.page(fields="colour: blue\n")
    assert project.check().only.severity == "error"


def test_a_draft_at_an_address_of_the_site_gives_way(project: Project) -> None:
    project.page(fields="draft: true\n", name="case-studies")
    assert project.check().only.code == "address-taken"
    assert "The library" in previewed(project, "case-studies")


def test_a_draft_edition_gives_way_where_a_number_is_taken(project: Project) -> None:
    text = made_up.written(made_up.OCTOBER).replace("---\n", "---\ndraft: true\n", 1)
    project.write("content/editions/2026-09.md", text)
    told = [one for one in project.check().told if one.code == "edition-number"]
    assert [(one.file, one.severity) for one in told] == [("content/editions/2026-09.md", "warning")]


def test_a_draft_that_does_not_parse_is_told_and_the_rest_is_shown(project: Project) -> None:
    project.write("content/pages/torn.md", "---\ntitle: 'Torn\ndraft: true\n---\n\nWords.\n")
    result = built(project.root, drafts=True)
    assert [problem.code for problem in result.diagnostics] == ["missing-field", "bad-yaml"]
    assert {problem.severity for problem in result.diagnostics} == {Severity.WARNING}
    assert result.is_published


def test_a_blank_that_is_filled_in_is_gone_at_once(project: Project) -> None:
    path = write_blank(project.root, "page", "A new start", DAY)
    assert "[summary: to come]" in previewed(project, "a-new-start")
    project.change(path.relative_to(project.root).as_posix(), "\nsummary:", "\nsummary: Said at last.")
    shown = previewed(project, "a-new-start")
    assert "Said at last." in shown
    assert "to come]" not in shown
    assert "Still to do" not in shown


# What only a preview shows is marked, and counted nowhere


@pytest.fixture(scope="module")
def out() -> Mapping[str, str]:
    """The site as it is."""
    return made_up.the_pages()


@pytest.mark.parametrize(
    ("page", "count"),
    [
        ("/", r'<dt>Case studies</dt><dd><a href="/case-studies/">\d+'),
        ("/", r"All \d+ case studies"),
        ("/case-studies/", r"<strong>\d+ case studies</strong>, newest first\.? ?[^<]*"),
        (permalinks.REGIONS, r'<span class="aloud">Case studies: </span>\d+'),
        (permalinks.status("active"), r"<h1>[^<]*: \d+ case stud[^<]*</h1>"),
    ],
)
def test_a_preview_counts_what_is_out(out: Mapping[str, str], page: str, count: str) -> None:
    previewed = made_up.pages(made_up.site(drafts=True, future=True))
    theirs, ours = (
        {link: re.findall(count, html) for link, html in pages.items()} for pages in (out, previewed)
    )
    assert theirs[page]
    assert [one for one in ours[page] if not one.endswith(">0")] == theirs[page]


def test_an_edition_that_is_not_out_is_to_be_of_its_number(out: Mapping[str, str]) -> None:
    previewed = made_up.pages(made_up.site(drafts=True, future=True))
    assert '<p class="kicker">To be No. 3 · December 2026</p>' in previewed["/editions/2026-12/"]
    assert "To be No. 3: Roofs in winter" in previewed["/editions/"]
    assert "To be" not in out["/editions/"]


# A mistake in the settings hides none elsewhere


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("content/site.yaml", "strapline:", "straplin:", "unknown-field"),
        ("content/site.yaml", "sender:\n", "sender: [\n", "bad-yaml"),
        ("content/site.yaml", "time_zone: Europe/London", "time_zone: Europe/Leeds", "unknown-time-zone"),
        ("content/tags.yaml", "housing:\n", "housing: [\n", "bad-yaml"),
    ],
)
def test_a_mistake_in_a_data_file_hides_none_elsewhere(
    project: Project, path: str, old: str, new: str, code: str
) -> None:
    project.change(path, old, new)
    project.page("See [it](nowhere.md).\n", fields="colour: blue\n")
    project.change("templates/site/page.html", "<h1>", "<h1>{{ nothing }}")
    assert sorted(project.check().codes) == sorted(
        [code, "broken-link", "unknown-field", "template-undefined"]
    )


# Nor does one in a file keep an editor from the others


def ran(project: Project, *words: str) -> Result:
    """What a command answers."""
    return CliRunner().invoke(
        main, [*words, "--root", str(project.root), "--now", TODAY], catch_exceptions=False
    )


def test_a_letter_is_shown_though_another_file_is_broken(project: Project) -> None:
    project.page(fields="colour: blue\n")
    project.change(made_up.DECEMBER, "number: 3", "number: three")
    assert ran(project, "edition", "show", "2026-11").exit_code == 0
    broken = ran(project, "edition", "show", "2026-12")
    assert broken.exit_code == 1
    assert f"{made_up.DECEMBER}:5:9: error[bad-number]" in broken.output
    assert "colour" not in broken.output


def test_an_edition_is_drafted_though_another_file_is_broken(project: Project) -> None:
    project.page(fields="colour: blue\n")
    result = ran(project, "edition", "draft", "2027-03")
    assert result.exit_code == 0, result.output
    assert "Left out, since there is 1 error in it: content/pages/new.md." in result.output
    assert (project.root / "content/editions/2027-03.md").exists()


def test_no_edition_is_drafted_after_one_that_cannot_be_read(project: Project) -> None:
    project.change(made_up.DECEMBER, "number: 3", "number: three")
    result = ran(project, "edition", "draft", "2027-03")
    assert result.exit_code == 1
    assert "error[bad-number]" in result.output


def test_a_file_is_begun_though_another_is_broken(project: Project) -> None:
    project.page(fields="colour: blue\n")
    project.write("content/site.yaml", "name: [\n")
    for kind in KINDS:
        assert ran(project, "new", kind.name, "2027-05" if kind.name == "edition" else "Anew").exit_code == 0


# What is due later is held against every rule as of its own day


def test_a_fault_in_a_letter_is_told_before_its_day(project: Project) -> None:
    project.change(made_up.DECEMBER, "election_material: true\n", "")
    told = project.check().only
    assert (told.file, told.code, told.severity) == (made_up.DECEMBER, "letter-imprint", "error")


@pytest.mark.parametrize(
    ("target", "is_told"), [("2026-12-31", True), ("2026-12-15", False), ("2026-12-01", False), ("", True)]
)
def test_a_link_to_what_will_not_be_out_is_told_before_the_day(
    project: Project, target: str, is_told: bool
) -> None:
    project.page("See [it](other.md).\n", fields="published: 2026-12-15\n")
    project.page(fields=f"published: {target}\n" if target else "draft: true\n", name="other")
    outcome = project.check()
    found = [(one.file, one.line, one.column, one.code) for one in outcome.told]
    assert found == [("content/pages/new.md", 7, 10, "unpublished-link")] * is_told, outcome.output


def test_what_is_due_later_may_tell_of_what_happens_until_then(project: Project) -> None:
    fields = "published: 2026-12-15\ncorrections: [{date: DAY, was: A, now: B, why: C}]\n"
    project.page(fields=fields.replace("DAY", "2026-12-15"))
    assert project.check().told == ()
    project.page(fields=fields.replace("DAY", "2026-12-16"))
    assert project.check().only.code == "future-date"


def test_a_template_that_fails_on_a_page_to_come_is_told_before_its_day(project: Project) -> None:
    project.page(fields="published: 2026-12-15\n")
    project.change(
        "templates/site/page.html", "<h1>", '<h1>{% if page.href == "/new/" %}{{ nothing }}{% endif %}'
    )
    assert project.check().only.code == "template-undefined"
    assert built(project.root, now=made_up.NOON).is_published


def test_a_case_study_that_will_be_stale_by_its_day_is_told(project: Project) -> None:
    text = made_up.written(made_up.PRESTON)
    text = re.sub(r"^published: .*$", "published: 2028-01-01", text, count=1, flags=re.MULTILINE)
    project.write("content/case-studies/later.md", re.sub(r"redirect_from:\n(  - .*\n)+", "", text))
    told = [one for one in project.check().told if one.code == "stale"]
    assert [one.message for one in told] == [
        "it is said to be active, but was last checked more than 12 months before 1 January 2028,"
        " when it is published"
    ]
