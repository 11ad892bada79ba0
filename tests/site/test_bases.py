"""A page whose basis is as it was shows what it showed: else an edit would leave a page behind."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from newsletter.content.config import Config, Limits
from newsletter.content.entry import Entry
from newsletter.content.library import Library, Showing, build_library
from newsletter.content.library.crosschecks import KnownFiles
from newsletter.content.reading.entries import read_config, read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.site.assets import plan_assets
from newsletter.site.pages import plan_pages

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 30)
PRESTON = "content/case-studies/preston.md"


def read(path: Path) -> SourceFile:
    return SourceFile(path.relative_to(ROOT).as_posix(), path.read_bytes())


@cache
def entries() -> tuple[Entry[Any], ...]:
    checked = (read_entry(read(path)) for path in sorted((ROOT / "content").glob("*/*.md")))
    return tuple(one.value for one in checked if one.value is not None)


@cache
def config() -> Config:
    found = read_config(
        *(read(ROOT / "content" / f"{name}.yaml") for name in ("site", "tags", "places"))
    ).value
    assert found is not None
    return found


def made(
    of: tuple[Entry[Any], ...] | None = None,
    settings: Config | None = None,
    today: date = TODAY,
    **showing: bool,
) -> Library:
    known = KnownFiles(frozenset(entry.path for entry in entries()), frozenset())
    checked = build_library(of or entries(), settings or config(), known, Showing(today, **showing))
    assert checked.value is not None
    return checked.value


def with_record(path: str, **changes: Any) -> tuple[Entry[Any], ...]:
    """The entries, one of them changed as if its file had been."""
    return tuple(
        replace(entry, record=replace(entry.record, **changes), content_digest=repr(sorted(changes)))
        if entry.path == path
        else entry
        for entry in entries()
    )


def with_site(**changes: Any) -> Config:
    return replace(config(), site=replace(config().site, **changes))


def with_key(kind: str, key: str, **changes: Any) -> Config:
    known = getattr(config(), kind)
    return replace(config(), **{kind: {**known, key: replace(known[key], **changes)}})


def variants() -> Iterator[tuple[str, Library]]:
    yield "as it is", made()
    for name in ("name", "strapline", "promise", "publisher", "contact", "licence"):
        yield name, made(settings=with_site(**{name: "other@words.example"}))
    for name in ("base_url", "licence_url", "source_url", "subscribe_url"):
        yield name, made(settings=with_site(**{name: "https://other.example/folder/"}))
    yield "no source", made(settings=with_site(source_url=None))
    for limit in fields(Limits):
        yield limit.name, made(settings=with_site(limits=Limits(**{limit.name: 2})))
    yield "a tag's title", made(settings=with_key("tags", "wealth-building", title="Wealth"))
    yield "a tag's definition", made(settings=with_key("tags", "wealth-building", definition="Money."))
    yield "a place's name", made(settings=with_key("places", "preston", name="Proud Preston"))
    yield "a place's region", made(settings=with_key("places", "preston", region="wales"))
    yield "a later day", made(today=date(2028, 2, 1))
    yield "a day before some were published", made(today=date(2026, 9, 15), future=True)
    yield "a much later day", made(today=date(2031, 2, 1))
    yield "a title", made(with_record(PRESTON, title="Another title"))
    yield "a summary", made(with_record(PRESTON, summary="Another summary"))
    yield "a status", made(with_record(PRESTON, status="paused"))
    yield "a day", made(with_record(PRESTON, published=date(2026, 9, 1)))
    yield "its tags", made(with_record(PRESTON, tags=("energy",)))
    yield "its places", made(with_record(PRESTON, places=("plymouth",)))
    yield "its governance", made(with_record(PRESTON, governance="union"))
    yield "what it names", made(with_record(PRESTON, related=("stevenage.md",)))
    yield "a draft", made(with_record(PRESTON, draft=True), drafts=True)
    yield "a future one", made(with_record(PRESTON, published=date(2027, 9, 1)), future=True)
    for gone in (PRESTON, "content/pages/old-and-new-power.md", "content/editions/2026-11.md"):
        yield f"without {gone}", made(tuple(entry for entry in entries() if entry.path != gone))


def test_equal_bases_mean_equal_contexts() -> None:
    assets = plan_assets(ROOT / "templates" / "static").value
    assert assets is not None
    known: dict[bytes, tuple[str, bytes]] = {}
    for variant, library in variants():
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
    alone = tuple(entry for entry in entries() if entry.path == PRESTON)
    bases = set()
    for today in (date(2026, 10, 1), TODAY):  # before it was out, and after: one file, no neighbour
        pages = plan_pages(made(alone, today=today, future=True), assets).value
        assert pages is not None
        page: Any = next(page for page in pages if page.permalink == "/case-studies/preston/")
        bases.add(marshal.dumps(page.basis, 2))
    assert len(bases) == 2


def test_an_entry_of_no_file_is_told_by_its_whole_context() -> None:
    assets = plan_assets(ROOT / "templates" / "static").value
    assert assets is not None
    nameless = tuple(replace(entry, content_digest="") for entry in entries())
    pages = plan_pages(made(nameless), assets).value
    assert pages is not None
    for page in pages:
        assert page.basis == page.make_own()
