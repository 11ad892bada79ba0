"""A promise: every field of every record is shown somewhere, or declared unshown with its reason."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from newsletter.content.config import Place, Tag
from newsletter.content.kinds import KINDS
from newsletter.content.kinds.shared import Unshown
from newsletter.engine.options import BuildResult, Options
from newsletter.publish import build
from newsletter.told.diagnostics import has_errors
from tests.filled import Filled, Leaf, filled
from tests.projects import REPOSITORY
from tests.records import bare, group, hints, marks, reachable

RECORDS = tuple(reachable(*(kind.record for kind in KINDS), Tag, Place))
FIELDS = [(record, name) for record in RECORDS for name in hints(record)]
#: What a reader, a feed reader or a search engine is given to read.
_READ = (".html", ".xml", ".json", ".txt", ".eml")


@cache
def publication() -> Filled:
    return filled()


def leaves() -> dict[tuple[type, str], list[Leaf]]:
    """Every place in which each field of a record holds a value."""
    found: dict[tuple[type, str], list[Leaf]] = defaultdict(list)
    for leaf in publication().leaves:
        if leaf.record in RECORDS:
            found[leaf.record, leaf.name].append(leaf)
    return found


def unshown(record: type, name: str) -> Unshown | None:
    """What a field is declared to be kept back for."""
    return next((mark for mark in marks(hints(record)[name]) if isinstance(mark, Unshown)), None)


class Press:
    """A project in which one publication after another is built."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "templates").symlink_to(REPOSITORY / "templates")

    def built(self, publication: Filled) -> BuildResult:
        publication.write(self.root)
        return build(
            Options(
                root=self.root,
                out=self.root / "public",
                outbox=self.root / "outbox",
                cache_dir=self.root / ".cache",
                now=datetime(2060, 1, 1, 12, tzinfo=UTC),
            )
        )

    def words(self) -> str:
        """All that is to be read of the site, its feeds and its letters."""
        files = (path for folder in ("public", "outbox") for path in sorted((self.root / folder).rglob("*")))
        return "\n".join(
            html.unescape(path.read_text(encoding="utf-8")) for path in files if path.suffix in _READ
        )


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("filled"))


@pytest.fixture(scope="module")
def words(press: Press) -> str:
    result = press.built(publication())
    assert not has_errors(result.diagnostics), result.diagnostics
    return press.words()


def is_shown(leaf: Leaf, press: Press, words: str) -> bool:
    """Whether a value is to be read; of one without words of its own, whether another makes a difference."""
    if leaf.forms:
        return any(form in words for form in leaf.forms)
    results = list(_without_errors(leaf, press))
    assert results, f"{leaf}: no other value can stand there"
    return any(result.written or result.removed for result in results)


def _without_errors(leaf: Leaf, press: Press) -> Iterator[BuildResult]:
    """The builds with each other value; before each, the publication stands as it was."""
    for other in leaf.others:
        press.built(publication())
        result = press.built(publication().changed(leaf, other))
        if not has_errors(result.diagnostics):
            yield result
            if result.written or result.removed:
                break
    press.built(publication())


def test_the_publication_leaves_out_no_field() -> None:
    values = {(record, name) for record, name in FIELDS if group(hints(record)[name]) is None}
    assert set(leaves()) == values


@pytest.mark.parametrize(
    ("record", "name"), list(leaves()), ids=[f"{record.__name__}.{name}" for record, name in leaves()]
)
def test_a_field_is_shown_or_declared_unshown(record: type, name: str, press: Press, words: str) -> None:
    declared = unshown(record, name)
    # A switch or a place in an order is never to be read: what is declared of it says what it steers.
    if declared and bare(hints(record)[name]) in (bool, int):
        return
    shown = any(is_shown(leaf, press, words) for leaf in _first_of_each_form(leaves()[record, name]))
    if declared:
        assert not shown, f"it is shown, but declared unshown: {declared.reason}"
    else:
        assert shown, "it is shown nowhere, and not declared unshown"


def _first_of_each_form(found: list[Leaf]) -> list[Leaf]:
    """All leaves with words of their own; of the rest the first two: what one shows, all would."""
    return found if found[0].forms else found[:2]
