"""The Library: every published entry, and how entries stand to each other.

Here the files meet for the first time: what is published on the day is put in order, kind by
kind and facet by facet, and each case study beside those to read next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.entry import Entry, Reference
from newsletter.content.kinds import KINDS, kind_of
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.page import Page
from newsletter.content.kinds.shared import Shared
from newsletter.content.library.crosschecks import crosschecks
from newsletter.content.library.facets import FACETS, Studies, Values, by_facet, values_of
from newsletter.content.library.known_files import KnownFiles
from newsletter.content.library.mentions import Named, organisations, people
from newsletter.content.library.related import Choose, Facts, nearest_studies
from newsletter.content.library.series import in_series
from newsletter.content.library.showing import Showing
from newsletter.told.diagnostics import Checked
from newsletter.values import point

R = TypeVar("R", bound=Shared)


@point
class Related:
    """A case study to read next, and why: `reason` is a short phrase for readers."""

    study: Entry[CaseStudy]
    reason: str


@point
class Library:
    """All that is published, on the day of the build.

    `by_kind` holds the entries of each kind by its name, in the kind's own order; `facets`, for
    each facet, each value that a case study has with those that have it (see `by_facet`);
    `held_back` the paths that are shown only because of --drafts or --future, with why:
    "draft" or "future"; `series`, for each series by its name, its pieces by their numbers;
    `people` and `organisations` those that two entries or more name, by the keys of their names.
    `welcome` is the letter to whoever has just confirmed, which is a page of
    the site only if it says so.
    """

    config: Config
    build_date: date
    by_kind: Mapping[str, tuple[Entry[Any], ...]]
    by_path: Mapping[str, Entry[Any]]
    facets: Mapping[str, Mapping[str, Studies]]
    related_to: Mapping[str, tuple[Related, ...]]
    held_back: Mapping[str, str]
    series: Mapping[str, Mapping[int, Entry[Any]]]
    people: Mapping[str, Named]
    organisations: Mapping[str, Named]
    welcome: Entry[Page] | None = None

    @property
    def all(self) -> tuple[Entry[Any], ...]:
        """Every entry, kind by kind."""
        return tuple(entry for entries in self.by_kind.values() for entry in entries)

    def of(self, record: type[R]) -> tuple[Entry[R], ...]:
        """The entries of the kind that has this record, in its order."""
        kind = next(kind for kind in KINDS if kind.record is record)
        return self.by_kind[kind.name]

    def entry(self, path: str) -> Entry[Any] | None:
        """The entry of a content file; None if there is none, or it is not published."""
        return self.by_path.get(path)

    def out(self, entries: tuple[Entry[R], ...]) -> tuple[Entry[R], ...]:
        """Those that are published: what only a preview shows is counted nowhere."""
        if not self.held_back:
            return entries
        return tuple(entry for entry in entries if entry.path not in self.held_back)

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

    Whatever wants another's address is not in it.
    `unread` is what those files name that have no entry, because of a mistake in them;
    `choose` is `nearest_studies`, or one that remembers its answers.
    """
    found = crosschecks(entries, config, known, showing, unread)
    homeless = {problem.location.file for problem in found if problem.code == "address-taken"}
    shown = [entry for entry in entries if entry.path not in homeless] if homeless else entries
    return Checked(shelved(shown, config, showing, choose), found)


def shelved(
    entries: Iterable[Entry[Any]], config: Config, showing: Showing, choose: Choose = nearest_studies
) -> Library:
    """The Library of what is shown, put in order."""
    every = tuple(entries)
    shown = [entry for entry in every if showing.shows(entry)]
    by_path = {entry.path: entry for entry in shown}
    by_kind = _in_order(shown)
    studies = by_kind[kind_name(CaseStudy)]
    values = [values_of(study.record, config) for study in studies]
    return Library(
        config=config,
        build_date=showing.today,
        by_kind=by_kind,
        by_path=by_path,
        facets=by_facet(studies, values, config),
        related_to=_related(studies, values, config, by_path, choose),
        series=in_series(shown),
        people=people(shown),
        organisations=organisations(shown),
        held_back={entry.path: why for entry in shown if (why := showing.held_back(entry))},
        welcome=next((entry for entry in every if showing.is_welcome(entry)), None),
    )


def kind_name(record: type[Shared]) -> str:
    """What editors call the kind that has this record."""
    return next(kind.name for kind in KINDS if kind.record is record)


def _in_order(entries: Iterable[Entry[Any]]) -> dict[str, tuple[Entry[Any], ...]]:
    """The entries of each kind, as its list has them."""
    members: dict[str, list[Entry[Any]]] = {kind.name: [] for kind in KINDS}
    for entry in entries:
        if kind := kind_of(entry.path):
            members[kind.name].append(entry)
    return {kind.name: tuple(sorted(members[kind.name], key=kind.order)) for kind in KINDS}


def _related(
    studies: Studies,
    values: Sequence[Values],
    config: Config,
    by_path: Mapping[str, Entry[Any]],
    choose: Choose,
) -> dict[str, tuple[Related, ...]]:
    near = [facet for facet in FACETS if facet.nearness]
    facts = tuple(
        Facts(study.path, tuple((facet.name, one[facet.name]) for facet in near), _named(study, by_path))
        for study, one in zip(studies, values, strict=True)
    )
    titles = tuple((facet.name, tuple(facet.titles(config).items())) for facet in near)
    chosen = choose(facts, titles, config.site.limits.related)
    return {
        path: tuple(Related(by_path[near], reason) for near, reason in those)
        for path, those in chosen.items()
    }


def _named(study: Entry[CaseStudy], by_path: Mapping[str, Entry[Any]]) -> tuple[str, ...]:
    """The case studies a case study names itself, in its order."""
    if not study.record.related:
        return ()
    paths = (permalinks.resolved(study.path, name)[0] for name in study.record.related)
    return tuple(path for path in paths if path in by_path and isinstance(by_path[path].record, CaseStudy))
