"""From the disk to the Library: what was read before is not read again.

A file's entry depends on its path and bytes alone, so it is kept under their digest; the
rest is read on as many processors as pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from newsletter.content.config import Config
from newsletter.content.entry import Entry, Reference
from newsletter.content.kinds import meant_path
from newsletter.content.library import Library, build_library, shelved
from newsletter.content.library.known_files import KnownFiles
from newsletter.content.library.related import Facts, Near, Titles, nearest_studies
from newsletter.content.library.showing import Showing
from newsletter.content.reader import ready_to_read
from newsletter.content.reading.source_file import MAX_BYTES, SourceFile
from newsletter.content.words.web import normal_address
from newsletter.content.words.when import is_time_zone
from newsletter.engine.inventory import DATA_FILES, Inventory
from newsletter.engine.options import Part
from newsletter.engine.progress import counting
from newsletter.engine.store import digest
from newsletter.engine.workplace import Workplace
from newsletter.permalinks import composed
from newsletter.told.diagnostics import Checked, Diagnostic, Severity, eased
from newsletter.values import point, unpacked


@point
class Gathering:
    """What to read, and where to work at it; which addresses the site makes itself."""

    root: Path
    place: Workplace
    reserved: frozenset[str]
    reserved_folders: tuple[str, ...]
    former: Callable[[], Mapping[str, str]] = dict
    """The digests of what the last build read, by path."""


@point
class Gathered:
    """All content, read. `entries` are those of every file that has one, published or not.

    `unread` is what the other files name; `digests` holds each file's by path, but for pictures;
    `is_draft` tells of a path whether its file is one.
    """

    library: Checked[Library]
    showing: Showing
    entries: tuple[Entry[Any], ...]
    digests: Mapping[str, str]
    is_draft: Callable[[str], bool]
    unread: tuple[Reference, ...] = ()

    def whole(self, also: tuple[Diagnostic, ...] = ()) -> Gathered:
        """The same without the files that have errors, `also` among them: of what is left, every page can be made."""
        told = (*self.library.diagnostics, *also)
        torn = {one.location.file for one in told if one.severity is Severity.ERROR}
        if self.library.value is None or not torn:
            return self
        entries = tuple(entry for entry in self.entries if entry.path not in torn)
        library = shelved(entries, self.library.value.config, self.showing)
        return replace(self, library=Checked(library, self.library.diagnostics), entries=entries)

    @property
    def time_zone(self) -> str:
        """The time zone that decides what day it is."""
        return self.library.value.config.site.time_zone if self.library.value else "UTC"


def gather(
    gathering: Gathering,
    inventory: Inventory,
    *,
    now: datetime,
    base_url: str | None,
    drafts: bool,
    future: bool,
    subscribe_url: str | None = None,
    without: frozenset[Part] = frozenset(),
) -> Gathered:
    """The Library of everything in the inventory. Raises OSError where a file cannot be read."""
    sources = _SourceFiles(gathering, inventory)
    entries, found = _entries(gathering, inventory, sources)
    config = _config(gathering, inventory, sources)
    found = [*inventory.problems, *found, *config.diagnostics]
    if config.value is None:
        showing = Showing(now.date(), drafts, future)
        checked: Checked[Library] = Checked(None, eased(found, sources.is_draft))
        return Gathered(checked, showing, tuple(entries), sources.digests, sources.is_draft)
    settings = _as_asked(config.value, base_url, subscribe_url, without)
    known = KnownFiles(
        frozenset(
            (*inventory.documents, *inventory.misnamed, *filter(None, map(meant_path, inventory.documents)))
        ),
        frozenset(map(composed, inventory.images)),
        gathering.reserved,
        gathering.reserved_folders,
        _home(config.value.site.base_url),
        cache(partial(_moved_to, gathering, sources.digests)),
    )
    whole = {entry.path for entry in entries}
    broken = [sources.source(path) for path in inventory.documents if path not in whole]
    unread = [reference for source in broken for reference in _references(source)]
    choose = partial(_choose, gathering)
    showing = Showing(build_date(settings, now), drafts, future)
    library = build_library(entries, settings, known, showing, unread, choose)
    found = _but_linked(found, (*unread, *(one for entry in entries for one in entry.references)))
    checked = Checked(library.value, eased((*found, *library.diagnostics), sources.is_draft))
    return Gathered(checked, showing, tuple(entries), sources.digests, sources.is_draft, tuple(unread))


def _moved_to(gathering: Gathering, digests: Mapping[str, str], path: str) -> str | None:
    """The one file that is new and holds what the last build read under `path`."""
    former = gathering.former()
    content = former.get(path)
    found = [new for new, it in digests.items() if it and it == content and new not in former]
    return found[0] if len(found) == 1 else None


def _but_linked(found: list[Diagnostic], references: Iterable[Reference]) -> list[Diagnostic]:
    """What was found, but for files of no use that a link names: of those is told at the link."""
    linked = {reference.target for reference in references if reference.kind == "stray"}
    return [one for one in found if one.code != "unknown-file" or one.location.file not in linked]


def _choose(
    gathering: Gathering, facts: tuple[Facts, ...], titles: Titles, most: int
) -> Mapping[str, tuple[Near, ...]]:
    """`nearest_studies`, remembered: most edits move nobody."""
    plain = ("related", tuple(map(tuple, facts)), titles, most)
    return gathering.place.remembered(plain, partial(nearest_studies, facts, titles, most))


def _references(source: SourceFile) -> tuple[Reference, ...]:
    from newsletter.content.reading.entries import read_references

    return read_references(source)


def build_date(config: Config, now: datetime) -> date:
    """The day it is in the site's time zone; as `now` has it where there is no such zone."""
    zone = config.site.time_zone
    return now.astimezone(ZoneInfo(zone)).date() if is_time_zone(zone) else now.date()


class _SourceFiles:
    """Files, read at most once, and their digests; a digest is remembered while the stamp is the same."""

    def __init__(self, gathering: Gathering, inventory: Inventory) -> None:
        self._root = gathering.root
        self._read: dict[str, SourceFile] = {}
        self._drafts: dict[str, bool] = {}
        self.digests: dict[str, str] = {}
        for path, stamp in inventory.content.items():
            former = gathering.place.former_inputs.get(path)
            if former and tuple(former[:4]) == stamp and former[4]:
                self.digests[path] = former[4]
            elif not path.lower().endswith((".md", ".yaml")):
                self.digests[path] = ""
            else:
                self.digests[path] = digest(self.source(path).content)

    def source(self, path: str) -> SourceFile:
        if path not in self._read:
            with (self._root / path).open("rb") as file:
                self._read[path] = SourceFile(path, file.read(MAX_BYTES + 1))
        return self._read[path]

    def is_draft(self, path: str) -> bool:
        """Whether it is a content file that says it is a draft."""
        if path not in self.digests or not path.endswith(".md"):
            return False
        if path not in self._drafts:
            from newsletter.content.reading.unfinished import is_draft_file

            self._drafts[path] = is_draft_file(self.source(path))
        return self._drafts[path]


def _entries(
    gathering: Gathering, inventory: Inventory, sources: _SourceFiles
) -> tuple[list[Entry[Any]], list[Diagnostic]]:
    paths = inventory.documents
    keys = {path: _entry_key(gathering, path, sources.digests[path]) for path in paths}
    kept = gathering.place.store.known(set(keys.values()))
    missing = [sources.source(path) for path in paths if keys[path] not in kept]
    former = _former_entries(gathering, missing)
    count = counting(gathering.place.tell, "files read", len(paths), len(paths) - len(missing))
    fresh = gathering.place.reader.begin(former, missing, gathering.place.jobs, count)
    known = gathering.place.store.values(keys.values())  # while the fresh are read beside
    contents = {keys[source.path]: content for source, content in zip(missing, fresh(), strict=True)}
    gathering.place.store.keep(contents)
    known.update((key, unpacked(content)) for key, content in contents.items())
    for path in paths:  # kept under this key, but damaged
        if keys[path] not in known:
            known[keys[path]] = unpacked(ready_to_read()({}, sources.source(path)))
    checked: list[Checked[Entry[Any]]] = [known[keys[path]] for path in paths]
    entries = [one.value for one in checked if one.value is not None]
    return entries, [problem for one in checked for problem in one.diagnostics]


def _former_entries(gathering: Gathering, missing: list[SourceFile]) -> dict[str, Entry[Any]]:
    """What the last build read of these files, by path, where it is still known."""
    keys = {
        _entry_key(gathering, source.path, gathering.place.former_inputs[source.path][4]): source.path
        for source in missing
        if source.path in gathering.place.former_inputs
    }
    checked = gathering.place.store.values(keys)
    return {keys[key]: one.value for key, one in checked.items() if one.value is not None}


def _entry_key(gathering: Gathering, path: str, content_digest: str) -> str:
    return digest(b"entry", gathering.place.program.encode(), path.encode(), content_digest.encode())


def _config(gathering: Gathering, inventory: Inventory, sources: _SourceFiles) -> Checked[Config]:
    if any(path not in inventory.content for path in DATA_FILES):
        return Checked(None)  # the inventory has said so

    def read() -> Checked[Config]:
        from newsletter.content.reading.data_files import read_config

        return read_config(*(sources.source(path) for path in DATA_FILES))

    return gathering.place.remembered(("config", *(sources.digests[path] for path in DATA_FILES)), read)


def _as_asked(
    config: Config, base_url: str | None, subscribe_url: str | None, without: frozenset[Part]
) -> Config:
    """The settings with the addresses that were asked for in place of theirs, and without what is to be left out."""
    site = config.site
    left_out: dict[str, Any] = dict.fromkeys(without, False)
    asked = replace(
        site,
        base_url=_home(base_url or site.base_url),
        subscribe_url=subscribe_url or site.subscribe_url,
        **left_out,
    )
    return replace(config, site=asked)


def _home(address: str) -> str:
    """The site's address in one way of writing it, so that none of its pages has two (RFC 3986 §6.2.2.1)."""
    return normal_address(address).rstrip("/")
