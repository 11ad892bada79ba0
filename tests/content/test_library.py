"""Where files meet: links, names, addresses, what is shown on a day, and what to read next."""

from __future__ import annotations

from datetime import date

import pytest

from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import is_stale
from newsletter.content.library import Library, Showing, build_library
from newsletter.content.library.crosschecks import KnownFiles, crosschecks
from newsletter.content.reading.entries import read_config, read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.told.diagnostics import Diagnostic
from tests.projects import BASE

TODAY = date(2026, 11, 22)
_STUDY = (BASE / "content/case-studies/old-mill.md").read_text(encoding="utf-8")
_EDITION = (BASE / "content/editions/2026-11.md").read_text(encoding="utf-8")
_CONFIG = read_config(
    *(
        SourceFile(f"content/{name}.yaml", (BASE / f"content/{name}.yaml").read_bytes())
        for name in ("site", "tags", "places")
    )
).value
PRIVACY = "content/pages/privacy.md"
MILL, YARD, ABOUT = (
    "content/case-studies/old-mill.md",
    "content/case-studies/yard.md",
    "content/pages/about.md",
)


def page(body: str = "Words.\n", fields: str = "") -> str:
    return f"---\ntitle: A page\nsummary: Some words.\n{fields}---\n\n{body}"


def study(**changes: str) -> str:
    text = _STUDY
    for name, value in changes.items():
        lines = [f"{name}: {value}" if line.startswith(f"{name}:") else line for line in text.split("\n")]
        if f"{name}: {value}" not in lines:
            lines.insert(1, f"{name}: {value}")
        text = "\n".join(lines)
    return text


def library(
    files: dict[str, str], showing: Showing | None = None, images: tuple[str, ...] = ()
) -> tuple[Library, tuple[Diagnostic, ...]]:
    assert _CONFIG is not None
    entries: list[Entry] = []  # type: ignore[type-arg]
    for path, text in files.items():
        checked = read_entry(SourceFile(path, text.encode()))
        if checked.value is not None:
            entries.append(checked.value)
    known = KnownFiles(frozenset([*files, PRIVACY]), frozenset(images))
    built = build_library(entries, _CONFIG, known, showing or Showing(TODAY))
    assert built.value is not None
    return built.value, built.diagnostics


def only(files: dict[str, str], **more: object) -> Diagnostic:
    _, told = library(files, **more)  # type: ignore[arg-type]
    assert len(told) == 1, told
    return told[0]


def test_a_broken_link_offers_the_nearest_file_as_this_file_would_name_it() -> None:
    told = only({ABOUT: page("See [the mill](../case-studies/old-mil.md#money).\n"), MILL: study()})
    assert told.message == "there is no file `../case-studies/old-mil.md`"
    assert told.hint == "did you mean `../case-studies/old-mill.md`?"
    told = only({ABOUT: page("See [the mill](old-mill.md).\n"), MILL: study()})
    assert told.hint == "did you mean `../case-studies/old-mill.md`?"


def test_a_file_with_mistakes_is_still_there_for_those_who_link_to_it() -> None:
    files = {
        ABOUT: page("See [the mill](../case-studies/old-mill.md#anything).\n"),
        MILL: study(status="unheard-of"),
    }
    assert library(files)[1] == ()


def test_a_name_in_the_front_matter_that_is_no_file_is_told_once() -> None:
    for name in ("yrad.md", "../pages/none.md", "yard", "../../../etc/passwd", "/etc/passwd"):
        told = only({MILL: study(related=f"[{name}]"), YARD: study()})
        assert (told.code, told.location.line) == ("broken-link", 2)


@pytest.mark.parametrize("field", ["related: [../pages/about.md]"])
def test_only_case_studies_are_related(field: str) -> None:
    told = only({MILL: study(related="[../pages/about.md]"), ABOUT: page()})
    assert (told.code, told.location.line, told.location.column) == ("not-a-case-study", 2, 11)


def test_an_edition_features_and_tries_case_studies_only() -> None:
    text = _EDITION.replace("../case-studies/old-mill.md", "../pages/about.md").replace("    figure: 1\n", "")
    told = only({"content/editions/2026-11.md": text, ABOUT: page()})
    assert (told.code, told.location.line) == ("not-a-case-study", 9)
    text = _EDITION.replace(
        "features:", "try_this:\n  title: A\n  text: B\n  study: ../pages/about.md\nfeatures:"
    )
    told = only({"content/editions/2026-11.md": text, ABOUT: page(), MILL: study()})
    assert (told.code, told.location.line) == ("not-a-case-study", 11)


def test_a_missing_feature_is_told_once() -> None:
    for name in ("../case-studies/none.md", "../pages/none.md", "none"):
        text = _EDITION.replace("../case-studies/old-mill.md", name)
        assert only({"content/editions/2026-11.md": text}).code == "broken-link"


def test_an_anchor_is_looked_up_in_the_page_it_means() -> None:
    body = "See [a](../case-studies/old-mill.md#what-went-wrong), [b](../case-studies/old-mill.md#money) and [c](#here).\n"
    told = only({ABOUT: page(body), MILL: study()})
    assert (told.code, told.message) == ("broken-anchor", "`content/pages/about.md` has no part `#here`")


def test_what_is_not_published_cannot_be_linked_from_what_is() -> None:
    link = page("See [the mill](../case-studies/old-mill.md).\n")
    for hidden in (study(draft="true"), study(published="2026-11-23")):
        assert only({ABOUT: link, MILL: hidden}).code == "unpublished-link"
    assert (
        library(
            {
                ABOUT: page("See [the mill](../case-studies/old-mill.md).\n", "draft: true\n"),
                MILL: study(draft="true"),
            }
        )[1]
        == ()
    )
    assert library({ABOUT: link, MILL: study(draft="true")}, Showing(TODAY, drafts=True))[1] == ()


def test_drafts_and_future_items_are_held_back_until_asked_for() -> None:
    files = {MILL: study(draft="true"), YARD: study(published="2026-12-01"), ABOUT: page()}
    assert set(library(files)[0].by_path) == {ABOUT}
    shown, _ = library(files, Showing(TODAY, drafts=True, future=True))
    assert set(shown.by_path) == set(files)
    assert shown.held_back == {MILL: "draft", YARD: "future"}
    assert set(library(files, Showing(date(2026, 12, 1)))[0].by_path) == {YARD, ABOUT}


def test_newest_come_first_and_pages_by_title() -> None:
    files = {MILL: study(), YARD: study(published="2026-10-02"), ABOUT: page()}
    made, _ = library(files)
    assert [entry.path for entry in made.case_studies] == [YARD, MILL]
    assert [entry.path for entry in made.tagged["housing"]] == [YARD, MILL]
    assert list(made.regional) == ["yorkshire-and-the-humber"]


def test_related_case_studies_say_why_and_never_name_themselves() -> None:
    files = {
        MILL: study(),
        YARD: study(),
        "content/case-studies/pump.md": study(related="[old-mill.md, pump.md]"),
    }
    made, told = library(files)
    assert told == ()
    for entry in made.case_studies:
        related = made.related(entry)
        assert entry.path not in [one.study.path for one in related]
        assert {one.reason for one in related} == {"Also in Leeds"}
    pump = made.entry("content/case-studies/pump.md")
    assert pump is not None
    assert made.related(pump)[0].study.path == MILL


def test_a_tag_or_place_of_no_library_is_told_with_the_nearest() -> None:
    assert (
        only({MILL: study(tags="[Housing]")}).hint
        == "did you mean `housing`? Tags are defined in content/tags.yaml"
    )
    assert only({MILL: study(places="[york]")}).hint == "Places are defined in content/places.yaml"


def test_a_picture_is_looked_for_beside_the_file() -> None:
    body = '![A yard](images/yard.png){: credit="A" licence="B"}\n'
    assert library({ABOUT: page(body)}, images=("content/pages/images/yard.png",))[1] == ()
    told = only({ABOUT: page(body)}, images=("content/images/yard.png",))
    assert (told.code, told.hint) == ("broken-image", "did you mean `../images/yard.png`?")


def test_an_edition_needs_the_privacy_notice_its_letter_links_to() -> None:
    assert _CONFIG is not None
    entry = read_entry(SourceFile("content/editions/2026-11.md", _EDITION.encode())).value
    assert entry is not None
    told = crosschecks([entry], _CONFIG, KnownFiles(frozenset([entry.path, MILL]), frozenset()), {}, TODAY)
    assert [(d.code, d.location.file) for d in told] == [("broken-link", "content/site.yaml")]


def test_two_editions_with_one_number_are_told_at_the_later() -> None:
    told = only(
        {"content/editions/2026-11.md": _EDITION, "content/editions/2026-12.md": _EDITION, MILL: study()}
    )
    assert (told.code, told.location.file, told.location.line) == (
        "edition-number",
        "content/editions/2026-12.md",
        5,
    )


@pytest.mark.parametrize(
    ("checked", "is_old"),
    [("2025-11-21", True), ("2025-11-22", False), ("2024-01-01", True), ("2026-11-22", False)],
)
def test_an_active_case_study_goes_stale_to_the_day(checked: str, is_old: bool) -> None:
    entry = read_entry(SourceFile(MILL, study(checked=checked).encode())).value
    assert entry is not None
    assert is_stale(entry.record, TODAY, 12) is is_old  # type: ignore[arg-type]
    assert [d.code for d in library({MILL: study(checked=checked)})[1]] == (["stale"] if is_old else [])


def test_only_what_is_active_goes_stale() -> None:
    old = study(checked="2020-01-01", status="paused")
    assert library({MILL: old})[1] == ()
