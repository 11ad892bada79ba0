"""Links to a part of a page are held against the page as it will be."""

from __future__ import annotations

from pathlib import Path

from newsletter.content.entry import Entry
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.engine.store import Store
from newsletter.site.anchors import dead_fragments
from newsletter.told.diagnostics import Diagnostic
from tests import made_up


def about(body: str) -> Entry[object]:
    """The page about the publication, with another body."""
    text = f"---\n{made_up.front_matter(made_up.ABOUT)}---\n\n{body}\n"
    entry = read_entry(SourceFile(made_up.ABOUT, text.encode())).value
    assert entry is not None
    return entry


def dead(*put: Entry[object], store: Store | None = None) -> tuple[Diagnostic, ...]:
    of = {**{entry.path: entry for entry in made_up.entries()}, **{entry.path: entry for entry in put}}
    return dead_fragments(made_up.site(*put), of.values(), store or Store(None))


def test_no_link_of_the_publication_is_dead() -> None:
    assert dead() == ()


def test_an_anchor_is_looked_up_in_the_page_it_means() -> None:
    links = (
        "[a](../case-studies/old-mill.md#what-went-wrong), [b](../case-studies/old-mill.md#money), "
        "[c](../case-studies/preston.md#source-cles), [d](../editions/2026-11.md#edition-try-this) and [e](#here)"
    )
    (told,) = dead(about(links))
    assert (told.code, told.message) == ("broken-anchor", "`content/pages/about.md` has no part `#here`")
    assert told.location.file == made_up.ABOUT


def test_a_part_that_this_page_lacks_is_told_though_others_of_its_kind_have_it() -> None:
    (told,) = dead(about("[The money](../case-studies/preston.md#money)"))
    assert told.message == "`content/case-studies/preston.md` has no part `#money`"


def test_a_misspelt_part_suggests_the_nearest() -> None:
    (told,) = dead(about("[Who](../case-studies/old-mill.md#disputd)"))
    assert told.hint.startswith("did you mean `disputed`?")


def test_what_was_found_in_a_page_is_kept_until_the_page_changes(tmp_path: Path) -> None:
    store = Store(tmp_path)
    page = about("[The money](../case-studies/preston.md#money)")
    try:
        assert dead(page, store=store) == dead(page, store=store)
        costly = made_up.changed(made_up.PRESTON, money=made_up.entry(made_up.MILL).record.money)
        assert dead(page, costly, store=store) == ()
    finally:
        store.close()
