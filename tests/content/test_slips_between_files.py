"""What takes two files, a setting or a folder to see: copies not changed, names of other pages, places far from their region."""

from __future__ import annotations

import re

import pytest

from newsletter.content.kinds import kind_named
from tests.made_up import ABOUT, DECEMBER, MILL, NOVEMBER, OCTOBER, PRESTON, written
from tests.projects import Project

PUMP, COUNTED = "content/voices/at-the-pump.md", "content/reports/yards-counted.md"
SITE, PLACES, TAGS = "content/site.yaml", "content/places.yaml", "content/tags.yaml"


def _field(path: str, name: str) -> str:
    return next(line for line in written(path).split("\n") if line.startswith(f"{name}:"))


CHANGES = {
    "the title of another": (
        MILL,
        "title: The old mill",
        "title: Tir y cwm",
        "given-twice",
        "this title already",
    ),
    "the subject of another letter": (
        NOVEMBER,
        _field(NOVEMBER, "subject"),
        _field(OCTOBER, "subject"),
        "given-twice",
        "this `subject` already",
    ),
    "the preheader of another letter": (
        NOVEMBER,
        _field(NOVEMBER, "preheader"),
        _field(OCTOBER, "preheader"),
        "given-twice",
        "this `preheader`",
    ),
    "the name of the site in a title": (
        ABOUT,
        "title: About the Commons",
        "title: About us | The Commons",
        "given-twice",
        "write `About us`",
    ),
    "an author in other capitals": (ABOUT, "  - A. Author", "  - A. AUTHOR", "capitals", "write `A. Author`"),
    "words that name another page": (
        MILL,
        "[Preston](preston.md#outcomes)",
        "[the Brixton pound](preston.md#outcomes)",
        "bad-link",
        "write `brixton-pound.md`",
    ),
    "words that begin with another page": (
        MILL,
        "[Preston](preston.md#outcomes)",
        "[Brixton, the money](preston.md#outcomes)",
        "bad-link",
        "name `brixton-pound.md`",
    ),
    "what the camera called its picture": (
        MILL,
        "alt: A yard with a pump",
        "alt: IMG_20261103_141522",
        "missing-alt",
        "a file's name",
    ),
    "the name of the picture's file": (
        MILL,
        "alt: A yard with a pump",
        "alt: yard.png",
        "missing-alt",
        "name",
    ),
    "the title as first heading": (
        MILL,
        "\nThe tenants met in",
        "\n## The old mill\n\nThe tenants met in",
        "given-twice",
        "the title, which stands above",
    ),
    "a mistake that still stands": (
        MILL,
        "    was: Twelve flats",
        "    was: The tenants met in the yard and made a plan",
        "given-twice",
        "mend it there, too",
    ),
    "a correction among the words": (
        ABOUT,
        "\nNobody yet.\n",
        "\n**Correction:** an earlier version of this page said that all pay.\n",
        "leftover-markup",
        "under `corrections`",
    ),
    "an address at home": (
        SITE,
        _field(SITE, "base_url"),
        "base_url: http://localhost:8000",
        "bad-address",
        "on your own machine only",
    ),
    "the definition of another tag": (
        TAGS,
        "definition: Who owns the ground, who builds on it and who can afford to live there.",
        "definition: Who issues it, lends it and spends it.",
        "given-twice",
        "`housing` has this definition already",
    ),
    "a sign forgotten": (PLACES, "lon: -1.55", "lon: 1.55", "misplaced", "write `lon: -1.55`"),
    "another region": (
        PLACES,
        "lat: 53.8, lon: -1.55",
        "lat: 50.8, lon: -1.55",
        "misplaced",
        "else look the point up",
    ),
    "the region beside": (
        PLACES,
        "region: yorkshire-and-the-humber",
        "region: south-east",
        "misplaced",
        "write `region: yorkshire-and-the-humber`",
    ),
    "the point of another place": (
        PLACES,
        "lat: 51.457, lon: -0.123",
        "lat: 51.462, lon: -0.115",
        "misplaced",
        "`brixton` has this very point",
    ),
    "a language of no country": (ABOUT, "lang: en-GB", "lang: en-UK", "bad-language", "write en-GB"),
    "a language there is not": (ABOUT, "lang: en-GB", "lang: gb", "bad-language", "write en-GB"),
    "a page that is not to be seen": (
        ABOUT,
        "published: 2026-09-01",
        "published: false",
        "bad-date",
        "write `draft: true` in place of this line",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_another_file_says_already_is_told_once(name: str, project: Project) -> None:
    path, former, typed, code, words = CHANGES[name]
    if former not in written(path):
        former = _field(path, former.partition(":")[0])
    project.change(path, former, typed)
    outcome = project.check()
    assert (outcome.only.file, outcome.only.code) == (path, code)
    assert words in outcome.output


def test_what_to_try_is_new_in_each_letter(project: Project) -> None:
    whole = written(NOVEMBER)
    tried = whole[whole.index("try_this:") : whole.index("election_material:")]
    assert "try_this:" not in written(DECEMBER)
    project.change(DECEMBER, "\nsubject:", f"\n{tried}subject:")
    outcome = project.check()
    assert (outcome.only.file, outcome.only.code) == (DECEMBER, "given-twice")
    assert "this `try_this` already" in outcome.output


def test_a_title_typed_as_a_heading_of_the_first_level_is_to_be_taken_out(project: Project) -> None:
    project.change(MILL, "\nThe tenants met in", "\n# The old mill\n\nThe tenants met in")
    outcome = project.check()
    assert "heading-level" in outcome.codes
    assert "take the line out: the title stands above the text already" in outcome.output


def test_a_case_study_that_says_nowhere_what_went_wrong_is_told(project: Project) -> None:
    project.change(
        MILL, "## What went wrong\n", f"## How it stands\n\n{'They met and made plans again. ' * 12}\n"
    )
    project.change(MILL, "(#what-went-wrong)", "(#how-it-stands)")
    outcome = project.check()
    assert (outcome.only.file, outcome.only.code) == (MILL, "unfinished")
    assert "no part of it says what went wrong" in outcome.output


@pytest.mark.parametrize(
    "typed",
    [
        "##What went wrong",
        "##\u00a0What went wrong",
        "####### What went wrong",
        "#What went wrong",
        "    ## What went wrong",
        "**What went wrong**",
        "__What went wrong__",
    ],
)
def test_a_heading_that_is_mistyped_is_told_once(typed: str, project: Project) -> None:
    project.change(MILL, "## What went wrong\n", f"{typed}\n\n{'They met and made plans again. ' * 12}\n\n")
    project.change(MILL, "See [where it began](#what-went-wrong) and", "See")
    assert project.check().only.line == 132


@pytest.mark.parametrize("folder", ["_drafts", "drafts", "archive"])
def test_a_folder_of_what_is_not_to_be_seen_is_told_with_how_that_is_said(
    folder: str, project: Project
) -> None:
    project.write(f"content/case-studies/{folder}/new.md", written(MILL))
    outcome = project.check()
    assert outcome.only.code == "unknown-folder"
    assert "says so by `draft: true`" in outcome.output


def test_a_day_in_a_files_name_is_told(project: Project) -> None:
    project.page(name="2026-11-30-homebaked")
    outcome = project.check()
    assert (outcome.only.severity, outcome.only.code) == ("warning", "bad-file-name")
    assert "call it `homebaked.md`" in outcome.output


def test_links_that_say_where_they_lead_are_let_be(project: Project) -> None:
    links = "[Brixton: money of its own](brixton-pound.md), [Brixton, too](brixton-pound.md)"
    project.change(
        PRESTON, "\nSix bodies buy", f"\nSee [who we are](../pages/about.md) and {links}.\n\nSix bodies buy"
    )
    assert project.check().output == "nothing to mend\n"


def test_a_page_that_no_page_leads_to_is_told(project: Project) -> None:
    project.page(body="They met in the yard and made a plan. " * 6, name="volunteer")
    outcome = project.check()
    assert (outcome.only.file, outcome.only.severity, outcome.only.code) == (
        "content/pages/volunteer.md",
        "warning",
        "unknown-file",
    )
    assert "add `nav: {place: footer}`" in outcome.output


@pytest.mark.parametrize("fields", ["nav: {place: footer}\n", "draft: true\n"])
def test_a_page_in_a_menu_or_not_out_yet_is_let_be(fields: str, project: Project) -> None:
    project.page(body="They met in the yard and made a plan. " * 6, name="volunteer", fields=fields)
    assert project.check().output == "nothing to mend\n"


def test_a_link_to_what_a_badly_named_file_should_be_called_is_right_already(project: Project) -> None:
    project.write(MILL.replace("old-mill", "Old Mill"), written(MILL))
    (project.root / MILL).unlink()
    assert project.check().only.code == "bad-file-name"


_COPIED = "Nothing happens in the yard today but that those who rent there have kept the keys between them."


def _second(project: Project, path: str, name: str, *changes: tuple[str, str]) -> str:
    """A file begun as a copy of another, with a title, a summary and a text of its own, and these changes."""
    head, text = written(path).split("\n---\n", 1)
    words = re.sub(r"(?m)^title: .*", f"title: The second {name}", head)
    words = re.sub(r"(?m)^(?:redirect_from|series|corrections):\n(?:[ -]+.*\n)+", "", words)
    words = re.sub(r"(?m)^summary: .*(?:\n +.*)*", "summary: What is said here is said nowhere else.", words)
    for former, typed in changes:
        assert former in words, former
        words = words.replace(former, typed)
    copy = f"{path.rpartition('/')[0]}/second-{name}.md"
    project.write(copy, f"{words}\n---\n{text}\nSo it is with {name}.\n")
    return copy


def test_a_sentence_left_by_a_copy_is_told_at_its_line(project: Project) -> None:
    name, field = "power.after", "after"
    for path in (MILL, PRESTON):
        project.change(path, f"  {_inner(path, field)}", f"  {field}: {_COPIED}")
    outcome = project.check()
    assert (outcome.only.code, outcome.only.severity) == ("given-twice", "warning")
    assert f"has this `{name}` already, word for word" in outcome.output
    line = (project.root / outcome.only.file).read_text(encoding="utf-8").split("\n")[outcome.only.line - 1]
    assert line == f"  {field}: {_COPIED}"


def _inner(path: str, name: str) -> str:
    return next(line.strip() for line in written(path).split("\n") if line.startswith(f"  {name}:"))


def test_what_names_a_file_is_not_told_there_but_at_its_copy(project: Project) -> None:
    said = f"{_COPIED} So they do in Preston."
    for path in (MILL, PRESTON):
        project.change(path, f"  {_inner(path, 'after')}", f"  after: {said}")
    assert project.check().only.file == MILL


def test_facts_with_a_source_and_few_words_may_be_the_same_in_two_files(project: Project) -> None:
    for path in (MILL, PRESTON):
        project.change(path, f"  {_inner(path, 'before')}", "  before: The council decided.")
    assert project.check().output == "nothing to mend\n"


@pytest.mark.parametrize(("path", "field"), [(PUMP, "words"), (COUNTED, "url")])
def test_what_one_file_of_a_kind_alone_can_have_is_told_in_its_copy(
    path: str, field: str, project: Project
) -> None:
    copy = _second(project, path, field)
    outcome = project.check()
    assert (outcome.only.file, outcome.only.code) == (copy, "given-twice")
    assert f"`{path}` has this `{field}` already" in outcome.output


def test_a_letter_that_shows_what_another_showed_is_told(project: Project) -> None:
    whole = written(NOVEMBER)
    shown = re.search(r"(?m)^features:\n(?:[ -]+.*\n)+", whole)
    assert shown is not None
    assert shown[0].count("study:") > 1
    former = re.search(r"(?m)^features:\n(?:[ -]+.*\n)+", written(DECEMBER))
    assert former is not None
    project.change(DECEMBER, former[0], shown[0])
    told = [one for one in project.check().told if one.code == "given-twice"]
    assert [(one.file, "`features`" in one.message) for one in told] == [(DECEMBER, True)]


def test_one_sentence_in_two_fields_of_a_file_is_told_once(project: Project) -> None:
    former = _inner(MILL, "after")
    project.change(MILL, f"  {former}", f"  after: {_COPIED}")
    project.change(MILL, _field(MILL, "lesson"), f"lesson: {_COPIED}")
    outcome = project.check()
    assert (outcome.only.file, outcome.only.code) == (MILL, "given-twice")
    assert "says already" in outcome.output


_NOTE = kind_named("article").blank  # type: ignore[union-attr]


@pytest.mark.parametrize("end", [" -->", "\n-->", "-->"])
def test_words_typed_inside_the_note_of_a_new_file_are_told(end: str, project: Project) -> None:
    opened = _NOTE.rstrip().removesuffix("-->").rstrip()
    typed = f"{opened}\n\nThe hall has three keys, and three who hold them.{end}\n\nThat is all.\n"
    project.write("content/articles/keys.md", f"{_ARTICLE}\n{typed}")
    outcome = project.check()
    assert (outcome.only.code, outcome.only.severity) == ("unclosed-comment", "warning")
    line = (project.root / outcome.only.file).read_text(encoding="utf-8").split("\n")[outcome.only.line - 1]
    assert line.startswith("The hall has three keys")
    project.change("content/articles/keys.md", "\n\nThat is all.", "")
    assert (project.check().only.code, project.check().only.severity) == ("unclosed-comment", "error")


@pytest.mark.parametrize("words", ["", "TODO ask Jo", "<!-- Ask Jo who holds the third of these keys. -->"])
def test_the_note_itself_and_notes_of_ones_own_are_let_be(words: str, project: Project) -> None:
    note = _NOTE if words.startswith("<!--") else _NOTE.replace(" -->", f" {words} -->")
    project.write(
        "content/articles/keys.md",
        f"{_ARTICLE}\n{note}\n{words if words[:1] == '<' else ''}\n\nThat is all.\n",
    )
    assert project.check().output == "nothing to mend\n"


_ARTICLE = (
    "---\ntitle: Keys on a Sunday\nsummary: Who may open a hall decides what happens in it.\n"
    "published: 2026-11-20\nauthors: [A. Author]\nkind: editorial\n---\n"
)
