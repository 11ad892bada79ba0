"""Where files meet: links, names, addresses, what is shown on a day, and what to read next."""

from __future__ import annotations

from datetime import date

import pytest

from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy, is_stale
from newsletter.content.library import Library, build_library
from newsletter.content.library.crosschecks import crosschecks
from newsletter.content.library.facets import together
from newsletter.content.library.known_files import KnownFiles
from newsletter.content.library.showing import Showing
from newsletter.content.reading.entries import read_entry, read_references
from newsletter.content.reading.source_file import SourceFile
from newsletter.told.diagnostics import Diagnostic
from tests import made_up
from tests.made_up import ABOUT, BRIXTON, CANAL, CWM, HARBOUR, MILL, NOVEMBER, PRIVACY, ROOFS, TODAY
from tests.projects import Project

YARD = "content/case-studies/yard.md"


def page(body: str = "Words.\n", fields: str = "") -> str:
    return f"---\ntitle: A page\nsummary: Some words.\n{fields}---\n\n{body}"


def study(**changes: str) -> str:
    """The case study of Cwm Isaf, each change in place of the field's own line, or at the top."""
    text = made_up.written(CWM)
    for name, value in changes.items():
        lines = [f"{name}: {value}" if line.startswith(f"{name}:") else line for line in text.split("\n")]
        if f"{name}: {value}" not in lines:
            lines.insert(1, f"{name}: {value}")
        text = "\n".join(lines)
    return text


def edition(number: int = 2, features: str = MILL, more: str = "") -> str:
    """An edition that features one case study; `features` starts at line 8, `more` after it."""
    fields = f"title: A\nsummary: B\npublished: 2026-11-15\nnumber: {number}\nsubject: C\npreheader: D\n"
    return f"---\n{fields}features:\n  - study: {_from_editions(features)}\n{more}---\n\nWords.\n"


def _from_editions(path: str) -> str:
    return path.replace("content/", "../")


def library(
    files: dict[str, str], showing: Showing | None = None, images: tuple[str, ...] = ()
) -> tuple[Library, tuple[Diagnostic, ...]]:
    """A Library of these files alone, and what is wrong with them between each other."""
    entries: list[Entry[object]] = []
    for path, text in files.items():
        checked = read_entry(SourceFile(path, text.encode()))
        if checked.value is not None:
            entries.append(checked.value)
    known = KnownFiles(frozenset([*files, PRIVACY]), frozenset(images))
    built = build_library(entries, made_up.config(), known, showing or Showing(TODAY))
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
        told = only({MILL: study(related=f"[{name}]"), YARD: study(title="Yard")})
        assert (told.code, told.location.line) == ("broken-link", 2)


@pytest.mark.parametrize("field", ["related: [../pages/about.md]"])
def test_only_case_studies_are_related(field: str) -> None:
    told = only({MILL: study(related="[../pages/about.md]"), ABOUT: page()})
    assert (told.code, told.location.line, told.location.column) == ("wrong-kind", 2, 11)


def test_an_edition_features_and_tries_case_studies_only() -> None:
    told = only({NOVEMBER: edition(features=ABOUT), ABOUT: page()})
    assert (told.code, told.location.line) == ("wrong-kind", 9)
    tries = "try_this:\n  title: A\n  text: B\n  study: ../pages/about.md\n"
    told = only({NOVEMBER: edition(more=tries), ABOUT: page(), MILL: study()})
    assert (told.code, told.location.line) == ("wrong-kind", 13)


def test_a_missing_feature_is_told_once() -> None:
    for name in ("../case-studies/none.md", "../pages/none.md", "none"):
        assert only({NOVEMBER: edition(features=name)}).code == "broken-link"


def test_a_figure_that_is_not_there_is_told_where_it_stands() -> None:
    told = only({NOVEMBER: edition(more="    figure: 1\n"), MILL: study()})
    assert (told.code, told.location[:3]) == ("no-such-figure", (NOVEMBER, 10, 13))
    assert told.message == "`../case-studies/old-mill.md` has 0 outcomes, so no figure 1"
    assert told.hint == "leave `figure` out"


def test_each_figure_is_held_against_its_own_case_study() -> None:
    more = (
        f"  - {{figure: 7, study: {_from_editions(YARD)}}}\n  - study: {_from_editions(CWM)}\n    figure: 9\n"
    )
    files = {NOVEMBER: edition(more=more), MILL: study(), YARD: study(title="Yard"), CWM: study(title="Cwm")}
    told = library(files)[1]
    assert [(one.code, one.location[1:3]) for one in told] == [
        ("no-such-figure", (10, 14)),
        ("no-such-figure", (12, 13)),
    ]


#: A field by which something has happened -> the line and column of its value in a file of made-up content.
PAST = {
    "updated": (ABOUT, page(fields="updated: 2026-11-23\n"), 4, 10),
    "a correction": (
        ABOUT,
        page(fields="corrections:\n  - {date: 2027-01-01, was: A, now: B, why: C}\n"),
        5,
        12,
    ),
    "checked": (CWM, study(checked="2062-11-15"), 0, 10),
    "ended": (CWM, study(ended="by 2027"), 2, 8),
}


@pytest.mark.parametrize("what", PAST)
def test_what_has_happened_did_so_by_today(what: str) -> None:
    path, text, line, column = PAST[what]
    line = line or 1 + [row.split(":")[0] for row in text.split("\n")].index(what)
    found = [told for told in library({path: text})[1] if told.code == "future-date"]
    assert [told.location[:3] for told in found] == [(path, line, column)]
    assert "is still to come: today is 22 November 2026" in found[0].message


def test_a_day_of_today_or_less_precise_than_today_has_come() -> None:
    for day in ("2026-11-22", "2026-11", "2026", "by 2026"):
        fields = f"sources:\n  - {{id: a, title: A, publisher: B, checked: {day}, evidence: press, relationship: self}}\n"
        text = made_up.written(CWM)
        assert "checked: 20" in text
        assert not [
            t for t in library({CWM: text.replace("sources:\n", fields, 1)})[1] if t.code == "future-date"
        ]


def test_a_day_to_come_in_a_file_with_other_mistakes_is_told_too() -> None:
    (day,) = read_references(SourceFile(ABOUT, page(fields="updated: 2027-01-01\nnav: x\n").encode()))
    known = KnownFiles(frozenset([PRIVACY]), frozenset())
    (told,) = crosschecks((), made_up.config(), known, Showing(TODAY), [day])
    assert (told.code, told.location[:3]) == ("future-date", (ABOUT, 4, 10))


def test_only_what_is_planned_may_begin_on_a_day_to_come() -> None:
    assert library({CWM: study(started="2027", status="planned")})[1] == ()
    told = only({CWM: study(started="2027", status="active")})
    assert (told.code, told.message) == ("future-date", "`2027` is still to come: today is 22 November 2026")
    assert "`status: planned`" in told.hint


def test_what_is_to_be_published_may_lie_ahead() -> None:
    assert library({ABOUT: page(fields="published: 2027-01-01\n")})[1] == ()


def test_what_is_not_published_cannot_be_linked_from_what_is() -> None:
    link = page("See [the mill](../case-studies/old-mill.md).\n")
    for hidden, message, hint in (
        (study(draft="true"), "is a draft", "delete `draft: true` there"),
        (study(published="2026-11-23"), "is published on 23 November 2026", "if that day is wrong"),
    ):
        told = only({ABOUT: link, MILL: hidden})
        assert told.code == "unpublished-link"
        assert message in told.message
        assert hint in told.hint
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


def test_a_page_that_names_what_is_not_out_is_told_once_however_often_it_does() -> None:
    body = "See [the mill](../case-studies/old-mill.md).\n\nAnd [once](../case-studies/old-mill.md) more.\n"
    told = only({ABOUT: page(body), MILL: study(draft="true")})
    assert (told.location.line, told.message) == (6, f"`{MILL}` is a draft")
    assert told.hint.endswith("It is named on line 8, too")


def test_a_case_study_that_waits_for_over_a_month_is_told() -> None:
    told = only({CWM: study(published="2027-10-01", checked="2026-10-01")})
    assert (told.code, told.severity) == ("future-date", "warning")
    assert "before 1 October 2027; it was checked on 1 October 2026" in told.message
    assert "write `published: 2026-10-01`" in told.hint
    assert "`draft: true`" in told.hint
    told = only({CWM: study(published="2026-12-31", checked="2026-10-01")})
    assert "check the day" in told.hint


def test_a_case_study_that_waits_for_its_edition_is_left_alone() -> None:
    ready = study(published="2027-01-15", checked="2026-10-01")
    later = edition(features=CWM).replace("2026-11-15", "2027-01-15")
    assert library({CWM: ready, "content/editions/2027-01.md": later})[1] == ()
    assert library({CWM: study(published="2026-12-20", checked="2026-10-01")})[1] == ()
    assert library({CWM: study(published="2027-10-01", checked="2026-10-01", draft="true")})[1] == ()


def test_drafts_and_future_items_are_held_back_until_asked_for() -> None:
    hidden = {CANAL, HARBOUR, made_up.DECEMBER, made_up.JANUARY}
    assert set(made_up.library().by_path) == {entry.path for entry in made_up.entries()} - hidden
    assert made_up.library().held_back == {}
    shown = made_up.library(drafts=True, future=True)
    assert set(shown.by_path) == {entry.path for entry in made_up.entries()}
    assert shown.held_back == {
        CANAL: "draft",
        HARBOUR: "future",
        made_up.DECEMBER: "future",
        made_up.JANUARY: "draft",
    }
    assert set(made_up.library(today=date(2026, 12, 15)).by_path) & hidden == {made_up.DECEMBER}


def test_newest_come_first_and_pages_by_title() -> None:
    made = made_up.library()
    assert [entry.slug for entry in made.of(CaseStudy)] == [
        "brixton-pound",
        "preston",
        "old-mill",
        "tir-y-cwm",
        "workers-bank",
        "solar-roofs",
    ]
    assert [entry.record.number for entry in made.by_kind["edition"]] == [2, 1]
    titles = [entry.record.title for entry in made.by_kind["page"]]
    assert titles == sorted(titles)
    assert [entry.path for entry in made.all] == [e.path for kind in made.by_kind.values() for e in kind]


def test_a_shelf_holds_what_shares_a_value_newest_first_and_no_value_that_nothing_has() -> None:
    facets = made_up.library().facets
    slugs = {
        facet: {value: [entry.slug for entry in group] for value, group in values.items()}
        for facet, values in facets.items()
    }
    assert slugs["tag"]["money"] == ["brixton-pound", "preston", "workers-bank"]
    assert list(slugs["tag"]) == ["housing", "money", "energy"], "in the order of tags.yaml"
    assert slugs["status"]["ended"] == ["brixton-pound", "old-mill"]
    assert slugs["region"]["london"] == ["brixton-pound", "solar-roofs"]
    assert slugs["governance"]["co-operative"] == ["old-mill", "solar-roofs"]
    odd = made_up.library(made_up.changed(CWM, tags=("houses",)), only=[])
    assert odd.facets["tag"] == {}, "a misspelt tag has no shelf"


def test_related_case_studies_say_why_and_never_name_themselves() -> None:
    made = made_up.library()
    for entry in made.of(CaseStudy):
        related = made.related(entry)
        assert entry.path not in [one.study.path for one in related]
        assert len(related) == made.config.site.limits.related
    first, second = made.related(made_up.entry(MILL))
    assert (first.study.path, first.reason) == (BRIXTON, "Named by its authors")
    assert (second.study.path, second.reason) == (ROOFS, "Also in Leeds")


def test_what_a_case_study_names_comes_first_but_itself_never() -> None:
    named = made_up.changed(CWM, related=("tir-y-cwm.md", "solar-roofs.md"))
    made = made_up.library(named)
    assert made.related(named)[0].study.path == ROOFS


def test_a_tag_or_place_of_no_library_is_told_with_the_nearest() -> None:
    assert (
        only({MILL: study(tags="[Housing]")}).hint
        == "did you mean `housing`? Tags are defined in content/tags.yaml"
    )
    assert only({MILL: study(places="[yukon]")}).hint == (
        "choose one of: leeds, preston, brixton, lambeth, cwm, mondragon. To add it, write a line into "
        "content/places.yaml: `yukon: {name: Yukon, lat: …, lon: …, region: …, nation: …}`"
    )


def test_a_broken_link_offers_no_name_that_is_far_off_and_not_the_file_itself() -> None:
    for name in ("abuot.md", "nowhere.md", "../case-studies/hill.md"):
        told = only({ABOUT: page(f"See [it]({name}).\n"), MILL: study()})
        assert told.hint == "check the path; it is relative to this file"


def test_a_picture_is_looked_for_beside_the_file() -> None:
    body = '![A yard](images/yard.png){: credit="A" licence="B"}\n'
    assert library({ABOUT: page(body)}, images=("content/pages/images/yard.png",))[1] == ()
    told = only({ABOUT: page(body)}, images=("content/images/yard.png",))
    assert (told.code, told.hint) == ("broken-image", "did you mean `../images/yard.png`?")


def test_two_editions_with_one_number_are_told_at_the_later() -> None:
    told = only({NOVEMBER: edition(), made_up.DECEMBER: edition(), MILL: study()})
    assert (told.code, told.location.file, told.location.line) == ("edition-number", made_up.DECEMBER, 5)


@pytest.mark.parametrize(
    ("checked", "is_old"),
    [("2025-11-21", True), ("2025-11-22", False), ("2024-01-01", True), ("2026-11-22", False)],
)
def test_an_active_case_study_goes_stale_to_the_day(checked: str, is_old: bool) -> None:
    entry = read_entry(SourceFile(MILL, study(checked=checked).encode())).value
    assert entry is not None
    assert is_stale(entry.record, TODAY, 12) is is_old  # type: ignore[arg-type]
    assert [d.code for d in library({MILL: study(checked=checked)})[1]] == (["stale"] if is_old else [])


@pytest.mark.parametrize(
    ("seen", "is_old"), [("2024-11-21", True), ("2024-11-22", False), ("2023", True), ("2024-11", False)]
)
def test_what_nobody_saw_running_for_two_years_is_told_at_its_line(seen: str, is_old: bool) -> None:
    told = library({MILL: study(seen=seen)})[1]
    assert [(d.code, d.location.line) for d in told] == (
        [("stale", _line(study(seen=seen), "seen:"))] if is_old else []
    )
    assert library({MILL: study(seen=seen, status="paused")})[1] == ()


def _line(text: str, beginning: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(beginning))


def test_only_what_is_active_goes_stale() -> None:
    old = study(checked="2020-01-01", status="paused")
    assert library({MILL: old})[1] == ()


def test_facets_that_are_no_pair_are_told_at_the_setting_with_the_nearest_pair(project: Project) -> None:
    project.change(
        "content/site.yaml",
        "[tag-status, tag-region]",
        "[tag-statsu, region-tag, tag-tag, status-status, decade]",
    )
    told = project.check().told
    assert [(one.file, one.line, one.code) for one in told] == [("content/site.yaml", 30, "unknown-word")] * 3
    assert [one.message.partition(" is")[0] for one in told] == [
        "`decade`",
        "`status-status`",
        "`tag-statsu`",
    ]
    output = project.check().output
    assert "did you mean `tag-status`?" in output
    assert (
        "write two of tag, region, nation, place, status, governance and decade, such as `tag-status`"
        in output
    )


def test_facets_need_no_pairs(project: Project) -> None:
    project.change("content/site.yaml", "[tag-status, tag-region]", "[]")
    assert project.check().codes == []


def test_what_has_two_values_is_found_together_in_the_order_of_both() -> None:
    facets = made_up.library().facets
    found = together(facets, "status", "tag")
    slugs = {
        (status, tag): [study.slug for study in studies]
        for status, tags in found.items()
        for tag, studies in tags.items()
    }
    assert slugs == {
        ("active", "housing"): ["preston", "tir-y-cwm"],
        ("active", "money"): ["preston"],
        ("paused", "energy"): ["solar-roofs"],
        ("ended", "housing"): ["old-mill"],
        ("ended", "money"): ["brixton-pound"],
        ("changed", "money"): ["workers-bank"],
    }
    assert list(slugs) == sorted(
        slugs, key=lambda two: (list(facets["status"]).index(two[0]), list(facets["tag"]).index(two[1]))
    )
