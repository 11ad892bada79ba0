"""Everything the Library becomes, as tasks: what each makes, from what, and how.

A task's key names all that its bytes depend on, so a task whose key is as before has
nothing to do. Pages and feeds are made from plain data alone, and their keys are digests
of it: nothing a template can see is left out of a key.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.content.library import Library
from newsletter.content.outline import edition_outline
from newsletter.engine.inventory import Inventory
from newsletter.engine.output import Artifact
from newsletter.engine.store import PLAIN_VERSION, Cache, digest, packed
from newsletter.site.assets import plan_assets
from newsletter.site.dates import last_changed
from newsletter.site.feed_plan import FeedPlan, plan_feeds
from newsletter.site.hosting import redirects, render_headers, render_redirects
from newsletter.site.pages import SitePage, plan_pages, render_page
from newsletter.site.sitemap import render_robots, render_sitemap
from newsletter.told.diagnostics import Checked, Diagnostic, has_errors

if TYPE_CHECKING:
    from newsletter.mail.message import Email


@dataclass(frozen=True, slots=True)
class Task:
    """Something to make. `paths` are relative to the output folder."""

    key: str
    paths: tuple[str, ...]
    render: Callable[[], Checked[tuple[Artifact, ...]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to stand in the site's folder and in the outbox; `cache_keys` are the answers it used."""

    site: tuple[Task, ...]
    outbox: tuple[Task, ...]
    cache_keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What tasks work with: the templates, and where answers are kept."""

    root: Path
    program: str
    environment: Environment
    cache: Cache


def plan_tasks(library: Library, inventory: Inventory, workshop: Workshop) -> Checked[Plan]:
    """Every task of a build, letters composed. Raises OSError where a static file cannot be read."""
    assets = plan_assets(workshop.root / "templates" / "static", workshop.root, inventory.images)
    if assets.value is None:
        return Checked(None, assets.diagnostics)
    pages = plan_pages(library, assets.value)
    letters, keys = _letters(library, inventory, workshop)
    found = (*assets.diagnostics, *pages.diagnostics, *letters.diagnostics)
    if pages.value is None or letters.value is None:
        return Checked(None, found)
    site = (
        *map(_finished, assets.value.artifacts),
        *_page_tasks(pages.value, workshop, _templates(inventory, workshop.root, "templates/site/")),
        *_feed_tasks(plan_feeds(library, icon=assets.value.addresses.get("icon.png", "")), workshop),
        *(_finished(letter.text) for letter in letters.value),
        *map(_finished, _site_files(library, pages.value)),
    )
    outbox = tuple(_finished(artifact) for letter in letters.value for artifact in letter.outbox)
    return Checked(Plan(site, outbox, keys), found)


@dataclass(frozen=True, slots=True)
class Letter:
    """An edition in the post: its files for the outbox, and its plain text for the site."""

    outbox: tuple[Artifact, ...]
    text: Artifact


def checked_email(
    edition: Entry[Edition], library: Library, environment: Environment
) -> tuple[Email | None, tuple[Diagnostic, ...]]:
    """An edition's letter, if one could be made, and what is wrong with it on its finished bytes."""
    from newsletter.mail.message import compose_email
    from newsletter.mail.rules import check_message

    composed = compose_email(edition, library, environment)
    if composed.value is None:
        return None, composed.diagnostics
    broken = check_message(composed.value.message, edition, library.config)
    return composed.value, (*composed.diagnostics, *broken)


def _letter(edition: Entry[Edition], library: Library, environment: Environment) -> Checked[Letter]:
    from newsletter.mail.message import outbox_artifacts, public_text

    email, found = checked_email(edition, library, environment)
    if email is None or has_errors(found):
        return Checked(None, found)
    return Checked(Letter(outbox_artifacts(email), public_text(edition, library)), found)


def _letters(
    library: Library, inventory: Inventory, workshop: Workshop
) -> tuple[Checked[tuple[Letter, ...]], frozenset[str]]:
    """Every edition's letter, composed again only where something it shows has changed."""
    templates = _templates(inventory, workshop.root, "templates/mail/")
    letters: list[Letter] = []
    found: list[Diagnostic] = []
    keys: list[str] = []
    for edition in library.editions:
        shown = marshal.dumps(_plain((edition_outline(edition, library), library.config.site)), PLAIN_VERSION)
        keys.append(digest(b"letter", workshop.program.encode(), templates, shown))
        checked: Checked[Letter] | None = workshop.cache.values(keys[-1:]).get(keys[-1])
        if checked is None:
            checked = _letter(edition, library, workshop.environment)
            workshop.cache.keep({keys[-1]: packed(checked)})
        found += checked.diagnostics
        if checked.value is not None:
            letters.append(checked.value)
    is_whole = len(letters) == len(library.editions)
    return Checked(tuple(letters) if is_whole else None, tuple(found)), frozenset(keys)


def _plain(value: Any) -> Any:
    """A value as marshal takes it: the same for equal values, in every process."""
    if is_dataclass(value):
        return type(value).__name__, *(_plain(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, (frozenset, set)):
        return tuple(sorted(value))
    if isinstance(value, Mapping):
        return tuple((_plain(key), _plain(item)) for key, item in value.items())
    if isinstance(value, (tuple, list)):
        return tuple(_plain(item) for item in value)
    return value.isoformat() if isinstance(value, date) else value


def _page_tasks(pages: Iterable[SitePage], workshop: Workshop, templates: bytes) -> Iterator[Task]:
    seed = digest(b"page", workshop.program.encode(), templates).encode()
    shared: Any = None
    shared_name = b""
    for page in pages:
        if page.shared is not shared:  # what all pages show is one object: name it once
            shared, shared_name = page.shared, digest(marshal.dumps(page.shared, PLAIN_VERSION)).encode()
        basis: Any = page.basis
        plain = marshal.dumps((page.permalink, page.template, basis), PLAIN_VERSION)
        key = digest(seed, shared_name, plain)
        yield Task(key, (permalinks.output_path(page.permalink),), partial(_page, page, workshop.environment))


def _page(page: SitePage, environment: Environment) -> Checked[tuple[Artifact, ...]]:
    checked = render_page(page, environment)
    return Checked((checked.value,) if checked.value else None, checked.diagnostics)


def _feed_tasks(plans: Iterable[FeedPlan], workshop: Workshop) -> Iterator[Task]:
    for plan in plans:
        paths = tuple(
            permalinks.output_path(permalinks.feed(plan.listing, form)) for form in permalinks.FEED_FORMS
        )
        yield Task(digest(b"feed", workshop.program.encode(), plan.key), paths, partial(_feed, plan))


def _feed(plan: FeedPlan) -> Checked[tuple[Artifact, ...]]:
    from newsletter.site.feed import render_feed  # feedgen takes 90 ms to load; not every build makes a feed

    return Checked(render_feed(plan))


def _site_files(library: Library, pages: Iterable[SitePage]) -> Iterator[Artifact]:
    """What search engines and hosts ask for."""
    base_url = library.config.site.base_url
    moved = redirects(library)
    unpublished = (permalinks.permalink(path) for path in library.held_back)
    hidden = {permalinks.NOT_FOUND, *(former for former, _ in moved), *unpublished}
    changed = {entry.permalink: last_changed(entry.record) for entry in library.by_path.values()}
    newest = max((day for day in changed.values() if day), default=None)
    addresses = [(p.permalink, changed.get(p.permalink, newest)) for p in pages if p.permalink not in hidden]
    yield from render_sitemap(addresses, base_url)
    yield render_robots(base_url)
    yield render_redirects(moved, base_url)
    yield render_headers(library.config.site)


def _templates(inventory: Inventory, root: Path, folder: str) -> bytes:
    """A name for the templates in `folder` as they stand."""
    paths = [path for path in inventory.templates if path.startswith(folder)]
    return digest(*(part for path in paths for part in (path.encode(), (root / path).read_bytes()))).encode()


def _finished(artifact: Artifact) -> Task:
    checked: Checked[tuple[Any, ...]] = Checked((artifact,))
    return Task(digest(b"finished", artifact.content), (artifact.path,), lambda: checked)
