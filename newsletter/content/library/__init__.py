"""The Library: every published entry, and how entries stand to each other.

Here the files meet for the first time: what is published on the day is put in order, by
tag and by region, and each case study beside those to read next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.entry import Entry, Reference
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.page import Page
from newsletter.content.library.crosschecks import KnownFiles, crosschecks
from newsletter.content.library.related import Choose, Facts, nearest_studies
from newsletter.content.words.vocabularies import GOVERNANCE_TITLES, REGION_TITLES
from newsletter.told.diagnostics import Checked

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Showing:
    """What is shown besides what is published by `today`."""

    today: date
    drafts: bool = False
    future: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """A case study to read next, and why: `reason` is a short phrase for readers."""

    study: Entry[CaseStudy]
    reason: str


@dataclass(frozen=True, slots=True)
class Library:
    """All that is published, on the day of the build.

    `case_studies` and `editions` are newest first, `pages` by title. `tagged` and
    `regional` hold only keys with at least one case study, newest first.
    `held_back` maps the paths that are shown only because of --drafts or --future to why:
    "draft" or "future".
    """

    config: Config
    build_date: date
    case_studies: tuple[Entry[CaseStudy], ...]
    editions: tuple[Entry[Edition], ...]
    pages: tuple[Entry[Page], ...]
    by_path: Mapping[str, Entry[Any]]
    tagged: Mapping[str, tuple[Entry[CaseStudy], ...]]
    regional: Mapping[str, tuple[Entry[CaseStudy], ...]]
    related_to: Mapping[str, tuple[Related, ...]]
    held_back: Mapping[str, str]

    def entry(self, path: str) -> Entry[Any] | None:
        """The entry of a content file; None if there is none, or it is not published."""
        return self.by_path.get(path)

    def related(self, study: Entry[CaseStudy]) -> tuple[Related, ...]:
        """What to read next, best first: those it names itself, then by shared tags, place and governance."""
        return self.related_to[study.path]


def build_library(
    entries: Sequence[Entry[Any]],
    config: Config,
    known: KnownFiles,
    showing: Showing,
    unread: Sequence[Reference] = (),
    choose: Choose = nearest_studies,
) -> Checked[Library]:
    """The Library of what is published, and every mistake that takes two files to see.

    `unread` is what those files name that have no entry, because of a mistake in them;
    `choose` is `nearest_studies`, or one that remembers its answers.
    """
    held_back = {entry.path: why for entry in entries if (why := _held_back(entry, showing.today))}
    shown = [e for e in entries if _is_shown(held_back.get(e.path), showing)]
    by_path = {entry.path: entry for entry in shown}
    found = crosschecks(entries, config, known, by_path, showing.today, unread)
    studies = _newest_first(e for e in shown if isinstance(e.record, CaseStudy))
    tagged = _listed(studies, lambda e: dict.fromkeys(e.record.tags))
    regional = _listed(studies, lambda e: _regions(e, config))
    library = Library(
        config=config,
        build_date=showing.today,
        case_studies=studies,
        editions=_newest_first(e for e in shown if isinstance(e.record, Edition)),
        pages=tuple(
            sorted((e for e in shown if isinstance(e.record, Page)), key=lambda e: (e.record.title, e.path))
        ),
        by_path=by_path,
        tagged={key: tagged[key] for key in config.tags if key in tagged},
        regional={key: regional[key] for key in REGION_TITLES if key in regional},
        related_to=_related(studies, config, by_path, choose),
        held_back={path: why for path, why in held_back.items() if path in by_path},
    )
    return Checked(library, found)


def _held_back(entry: Entry[Any], today: date) -> str | None:
    if entry.record.draft:
        return "draft"
    published = entry.record.published
    return "future" if published and published > today else None


def _is_shown(held_back: str | None, showing: Showing) -> bool:
    return held_back is None or (showing.drafts if held_back == "draft" else showing.future)


def _newest_first(entries: Iterable[Entry[T]]) -> tuple[Entry[T], ...]:  # type: ignore[type-var]
    by_path = sorted(entries, key=lambda entry: entry.path)
    return tuple(sorted(by_path, key=lambda entry: entry.record.published or date.min, reverse=True))  # type: ignore[attr-defined]


def _listed(
    studies: Iterable[Entry[CaseStudy]], keys: Callable[[Entry[CaseStudy]], Iterable[str]]
) -> dict[str, tuple[Entry[CaseStudy], ...]]:
    lists: dict[str, list[Entry[CaseStudy]]] = defaultdict(list)
    for study in studies:
        for key in keys(study):
            lists[key].append(study)
    return {key: tuple(members) for key, members in lists.items()}


def _regions(study: Entry[CaseStudy], config: Config) -> Iterable[str]:
    places = (config.places.get(key) for key in study.record.places)
    return dict.fromkeys(place.region for place in places if place)


# What to read next


def _related(
    studies: tuple[Entry[CaseStudy], ...], config: Config, by_path: Mapping[str, Entry[Any]], choose: Choose
) -> dict[str, tuple[Related, ...]]:
    facts = tuple(
        Facts(
            study.path,
            tags=study.record.tags,
            places=study.record.places,
            regions=tuple(_regions(study, config)),
            governance=study.record.governance,
            named=_named(study, by_path),
        )
        for study in studies
    )
    chosen = choose(facts, config.site.limits.related)
    return {
        one.path: tuple(
            Related(
                by_path[path],
                _reason(by_path[one.path].record, by_path[path].record, config, named=path in one.named),
            )
            for path in chosen[one.path]
        )
        for one in facts
    }


def _named(study: Entry[CaseStudy], by_path: Mapping[str, Entry[Any]]) -> tuple[str, ...]:
    """The case studies a case study names itself, in its order."""
    if not study.record.related:
        return ()
    paths = (permalinks.resolved(study.path, name)[0] for name in study.record.related)
    return tuple(path for path in paths if path in by_path and isinstance(by_path[path].record, CaseStudy))


def _reason(one: CaseStudy, other: CaseStudy, config: Config, *, named: bool) -> str:
    places = [config.places[key].name for key in one.places if key in other.places and key in config.places]
    tags = [config.tags[key].title.lower() for key in one.tags if key in other.tags and key in config.tags]
    if places:
        return f"Also in {places[0]}"
    if tags:
        return "Also about " + " and ".join(tags[:2])
    if one.governance == other.governance:
        return f"Run alike: {GOVERNANCE_TITLES[one.governance].lower()}"
    return "Named by its authors" if named else "Near by"
