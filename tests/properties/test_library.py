"""The Library is the same whatever order its files are read in, and no two pages want one place."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter import permalinks
from newsletter.content.library import Library, build_library
from newsletter.content.library.known_files import KnownFiles
from newsletter.content.library.showing import Showing
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.site.reserved import reserved_addresses, reserved_folders
from newsletter.told.diagnostics import has_errors, ordered
from tests import made_up

_STUDY = made_up.written(made_up.CWM)
_names = st.sampled_from(["old-mill", "new-mill", "yard", "page", "tags", "about"])
_addresses = st.sampled_from(
    [
        "/about/",
        "/About/",
        "/index.html",
        "/yard/",
        "/old.html",
        "/tags/x/",
        "/case-studies/yard/index.html",
        "/x/",
    ]
)


@st.composite
def _studies(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    names = draw(st.lists(_names, min_size=1, max_size=5, unique=True))
    files = []
    for name in names:
        related = draw(
            st.lists(st.sampled_from([f"{n}.md" for n in names] + ["none.md", "../pages/x.md"]), max_size=2)
        )
        former = draw(st.lists(_addresses, max_size=2))
        day = draw(st.sampled_from(["2026-10-01", "2025-02-03", "2027-01-01"]))
        extra = f"related: [{', '.join(related)}]\nredirect_from: [{', '.join(former)}]\n"
        text = _STUDY.replace("published: 2026-09-20\n", f"published: {day}\n{extra}")
        files.append((f"content/case-studies/{name}.md", text))
    return tuple(files)


def _library(files: list[tuple[str, str]]) -> tuple[Library, tuple[object, ...]]:
    checked = [read_entry(SourceFile(path, text.encode())) for path, text in files]
    entries = [one.value for one in checked if one.value is not None]
    paths = frozenset(path for path, _ in files)
    known = KnownFiles(paths, frozenset(), reserved_addresses(), reserved_folders())
    built = build_library(entries, made_up.config(), known, Showing(made_up.TODAY))
    assert built.value is not None
    return built.value, ordered(built.diagnostics)


@given(files=_studies(), random=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_files_never_matters(files: tuple[tuple[str, str], ...], random: object) -> None:
    shuffled = list(files)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, told = _library(list(files))
    second, told_again = _library(shuffled)
    assert told == told_again
    assert replace(first, by_path={}, held_back={}) == replace(second, by_path={}, held_back={})
    assert first.by_path == second.by_path
    assert list(first.related_to) == list(second.related_to)


@given(files=_studies())
@settings(max_examples=60, deadline=None)
def test_no_two_pages_of_a_library_without_errors_want_one_place(files: tuple[tuple[str, str], ...]) -> None:
    library, told = _library(list(files))
    if has_errors(told):  # type: ignore[arg-type]
        return
    wanted = [permalinks.place(entry.permalink) for entry in library.by_path.values()]
    wanted += [
        permalinks.place(link) for entry in library.by_path.values() for link in entry.record.redirect_from
    ]
    assert len(set(wanted)) == len(wanted)
    assert not set(wanted) & {permalinks.place(link) for link in reserved_addresses()}
