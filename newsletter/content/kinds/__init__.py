"""The kinds of content, each in a file of its own; a new kind is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from newsletter.content.kinds import case_study, edition, page
from newsletter.content.kinds.rules import RuleContext
from newsletter.content.kinds.shared import SHARED_STAND_INS, Shared
from newsletter.told.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content: what editors call it, where it lives, what it holds, what a schema cannot say of it.

    `stand_ins` are values for its required fields that no rule finds fault with.
    """

    name: str
    folder: str
    record: type[Shared]
    rules: Callable[[RuleContext], Iterable[Diagnostic]]
    stand_ins: Mapping[str, object]


KINDS = (
    Kind("case-study", "case-studies", case_study.CaseStudy, case_study.rules, case_study.STAND_INS),
    Kind("edition", "editions", edition.Edition, edition.rules, edition.STAND_INS),
    Kind("page", "pages", page.Page, page.rules, SHARED_STAND_INS),
)


def kind_named(name: str) -> Kind | None:
    """The kind editors call `name`."""
    return next((kind for kind in KINDS if kind.name == name), None)


def kind_of(path: str) -> Kind | None:
    """The kind of a content file, by its folder: content/pages/about.md is a page."""
    parts = path.split("/")
    return next((kind for kind in KINDS if parts[1:-1] == [kind.folder]), None)
