"""The Library: every published entry, and how entries stand to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from newsletter.content.config import Config
from newsletter.content.entry import Entry
from newsletter.content.records.case_study import CaseStudy
from newsletter.content.records.edition import Edition
from newsletter.content.records.page import Page


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
    `held_back` holds the paths that are shown only because of --drafts or --future.
    """

    config: Config
    build_date: date
    case_studies: tuple[Entry[CaseStudy], ...]
    editions: tuple[Entry[Edition], ...]
    pages: tuple[Entry[Page], ...]
    by_path: Mapping[str, Entry]
    tagged: Mapping[str, tuple[Entry[CaseStudy], ...]]
    regional: Mapping[str, tuple[Entry[CaseStudy], ...]]
    related_to: Mapping[str, tuple[Related, ...]]
    held_back: Mapping[str, str]

    def entry(self, path: str) -> Entry | None:
        """The entry of a content file; None if there is none, or it is not published."""
        return self.by_path.get(path)

    def related(self, study: Entry[CaseStudy]) -> tuple[Related, ...]:
        """What to read next, best first: those it names itself, then by shared tags, place and governance."""
        return self.related_to[study.path]
