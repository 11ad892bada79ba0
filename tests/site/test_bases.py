"""A page whose basis is as it was shows what it showed: else an edit would leave a page behind."""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from newsletter.content.library import Library, Showing, build_library
from newsletter.content.library.crosschecks import KnownFiles
from newsletter.content.reading.entries import read_config, read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.engine.inventory import DATA_FILES
from newsletter.site.assets import plan_assets
from newsletter.site.pages import plan_pages
from newsletter.told.diagnostics import has_errors
from tests.filled import Filled, filled

ROOT = Path(__file__).parents[2]
#: After every day of the publication, and within `stale_months` of it.
TODAY = date(2060, 1, 1)


@cache
def publication() -> Filled:
    return filled()


def read(of: Filled, paths: Iterable[str]) -> tuple[SourceFile, ...]:
    return tuple(SourceFile(path, of.text(path).encode()) for path in paths)


def made(
    of: Filled | None = None,
    *,
    without: Collection[str] = (),
    digested: bool = True,
    today: date = TODAY,
    **showing: bool,
) -> Library | None:
    """The library of a publication; None where it has a mistake."""
    of = without_pictures(of or publication())
    files = [read_entry(source) for source in read(of, (path for path in of.files if path.endswith(".md")))]
    config = read_config(*read(of, DATA_FILES))
    if config.value is None or any(has_errors(checked.diagnostics) for checked in (*files, config)):
        return None
    found = [checked.value for checked in files if checked.value is not None]
    known = KnownFiles(frozenset(entry.path for entry in found), of.pictures)
    left = tuple(
        entry if digested else replace(entry, content_digest="")
        for entry in found
        if entry.path not in without
    )
    checked = build_library(left, config.value, known, Showing(today, **showing))
    return None if has_errors(checked.diagnostics) else checked.value


def without_pictures(of: Filled) -> Filled:
    """The same without pictures of case studies: with one, a study's basis is its whole context."""
    files = {
        path: {name: value for name, value in fields.items() if name != "image" or "case-studies" not in path}
        for path, fields in of.files.items()
    }
    return Filled(files, of.leaves)


def still_active() -> Filled:
    """The publication with case studies that have not ended, and so grow stale."""
    files = {
        path: {name: value for name, value in fields.items() if name != "ended"}
        | ({"status": "active"} if "status" in fields else {})
        for path, fields in publication().files.items()
    }
    return Filled(files, publication().leaves)


def variants() -> Iterator[tuple[str, Library | None]]:
    """The library, and with another value in each field there is; then what no field says."""
    yield "as it is", made()
    seen: set[tuple[type, str]] = set()
    for leaf in publication().leaves:
        for other in leaf.others if (leaf.record, leaf.name) not in seen else ():
            library = made(publication().changed(leaf, other), drafts=True)
            if library is not None:
                seen.add((leaf.record, leaf.name))
                yield f"{leaf}: {other}", library
    assert {(leaf.record, leaf.name) for leaf in publication().leaves if leaf.others} == seen
    lonely = publication().put("content/site.yaml", ("limits", "related"), 0)  # no card shows what a tag is
    yield "with nothing related", made(lonely)
    for leaf in publication().leaves:
        if not leaf.file.endswith(".md"):
            yield f"{leaf} with nothing related", made(lonely.put(leaf.file, leaf.path, leaf.others[0]))
    yield "what is to come", made(future=True)
    yield "before anything was out", made(future=True, today=date(1980, 1, 1))
    for today in (TODAY, date(2090, 1, 1)):
        yield f"still active in {today.year}", made(still_active(), today=today)
    for gone in (path for path in publication().files if path.endswith(".md")):
        yield f"without {gone}", made(without=(gone,))


def test_equal_bases_mean_equal_contexts() -> None:
    assets = plan_assets(ROOT / "templates" / "static").value
    assert assets is not None
    known: dict[bytes, tuple[str, bytes]] = {}
    for variant, library in variants():
        assert library is not None, f"{variant}: the publication has mistakes"
        pages = plan_pages(library, assets).value
        assert pages is not None
        for page in pages:
            basis: Any = (page.permalink, page.template, page.shared, page.basis)
            context: Any = page.context
            shown = marshal.dumps(dict(context), 2)
            first, before = known.setdefault(marshal.dumps(basis, 2), (variant, shown))
            assert shown == before, f"{page.permalink}: {variant} shows other than {first}"


def test_what_is_only_previewed_is_named_apart_from_what_is_out() -> None:
    assets = plan_assets(ROOT / "templates" / "static").value
    assert assets is not None
    others = [path for path in publication().files if path != "content/case-studies/one.md"]
    bases = set()
    for today in (date(1980, 1, 1), TODAY):  # before it was out, and after: one file, no neighbour
        library = made(without=others, today=today, future=True)
        assert library is not None
        pages = plan_pages(library, assets).value
        assert pages is not None
        page: Any = next(page for page in pages if page.permalink == "/case-studies/one/")
        bases.add(marshal.dumps(page.basis, 2))
    assert len(bases) == 2


def test_an_entry_of_no_file_is_told_by_its_whole_context() -> None:
    assets = plan_assets(ROOT / "templates" / "static").value
    assert assets is not None
    library = made(digested=False)
    assert library is not None
    pages = plan_pages(library, assets).value
    assert pages is not None
    for page in pages:
        assert page.basis == page.make_own()
