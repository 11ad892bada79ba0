"""The kinds of content, each in a file of its own; a new kind is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from newsletter.content.records import case_study, edition, page
from newsletter.content.records.rules import RuleContext
from newsletter.content.records.shared import SHARED_STAND_INS, Shared
from newsletter.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class ContentType:
    """A kind of content: what editors call it, where it lives, what it holds, what a schema cannot say of it.

    `stand_ins` are values for its required fields that no rule finds fault with.
    """

    name: str
    folder: str
    record: type[Shared]
    rules: Callable[[RuleContext], Iterable[Diagnostic]]
    stand_ins: Mapping[str, object]


CONTENT_TYPES = (
    ContentType("case-study", "case-studies", case_study.CaseStudy, case_study.rules, case_study.STAND_INS),
    ContentType("edition", "editions", edition.Edition, edition.rules, edition.STAND_INS),
    ContentType("page", "pages", page.Page, page.rules, SHARED_STAND_INS),
)


def type_named(name: str) -> ContentType | None:
    """The kind editors call `name`."""
    return next((kind for kind in CONTENT_TYPES if kind.name == name), None)


def type_of(path: str) -> ContentType | None:
    """The kind of a content file, by its folder: content/pages/about.md is a page."""
    parts = path.split("/")
    return next((kind for kind in CONTENT_TYPES if parts[1:-1] == [kind.folder]), None)
