"""One made-up publication, as an editor would write it: tests/made_up/content.

It has every kind of content and every field of every record; `check` finds nothing to say of
it on TODAY. It is read once a process by the code that reads any publication; tests change a
value of what was read, and look at what comes of it.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import cache
from hashlib import blake2b
from typing import Any

from jinja2 import Environment

from newsletter.content.album import Album, develop_pictures
from newsletter.content.blocks import ComposedEdition
from newsletter.content.body import Body
from newsletter.content.composing import Composed, compose_editions
from newsletter.content.config import Config, SiteSettings
from newsletter.content.entry import Entry
from newsletter.content.gathering import Gathered, Gathering, gather
from newsletter.content.kinds import kind_of
from newsletter.content.kinds.looked_at import looked_at
from newsletter.content.library import Library, build_library
from newsletter.content.library.known_files import KnownFiles
from newsletter.content.library.showing import Showing
from newsletter.content.widths import Darkroom
from newsletter.engine.inventory import Inventory
from newsletter.engine.pieces import Piece
from newsletter.mail.message import Email, compose_email
from newsletter.mail.pieces import letter_pieces, text_pieces
from newsletter.site import making
from newsletter.site.assets import Assets, plan_assets
from newsletter.site.calendars import calendar_pieces
from newsletter.site.data.citing import citing_pieces
from newsletter.site.data.pieces import data_pieces
from newsletter.site.desk import Desk, open_desk
from newsletter.site.pages import SitePage, render_page, site_environment
from newsletter.site.reserved import reserved_addresses, reserved_folders
from tests.bodies import body as body_of_html
from tests.building import MADE_UP, REPOSITORY, workplace

TEMPLATES = REPOSITORY / "templates"
#: A week after the edition of November; that of December, a case study and a draft are still to come.
TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

MILL = "content/case-studies/old-mill.md"
PRESTON = "content/case-studies/preston.md"
BRIXTON = "content/case-studies/brixton-pound.md"
ROOFS = "content/case-studies/solar-roofs.md"
CWM = "content/case-studies/tir-y-cwm.md"
BANK = "content/case-studies/workers-bank.md"
CANAL = "content/case-studies/canal.md"
HARBOUR = "content/case-studies/harbour.md"
OCTOBER = "content/editions/2026-10.md"
NOVEMBER = "content/editions/2026-11.md"
DECEMBER = "content/editions/2026-12.md"
JANUARY = "content/editions/2027-01.md"
ARTICLE = "content/articles/why-yards.md"
KEYS = "content/articles/on-keys.md"
VOICE = "content/voices/at-the-pump.md"
REPORT = "content/reports/yards-counted.md"
LETTER = "content/reader-letters/a-key-for-all.md"
EVENT = "content/events/a-yard-opens.md"
MEETING = "content/events/the-first-meeting.md"
ABOUT = "content/pages/about.md"
PRIVACY = "content/pages/privacy.md"
SUBSCRIBE = "content/pages/subscribe.md"

#: One of each kind, with every field there is, each on a line of its own.
WHOLE = (MILL, NOVEMBER, ARTICLE, EVENT, VOICE, REPORT, LETTER, ABOUT)


# As it is written


def written(path: str) -> str:
    """The text of a file."""
    return (MADE_UP / path).read_text(encoding="utf-8")


def front_matter(path: str) -> str:
    """What stands between the fences of a file."""
    return written(path).split("---\n", 2)[1]


def file(fields: str) -> str:
    """A content file with these fields and one word, which has the mark of each source that no field names."""
    ids = re.findall(r"^ *- id: ([a-z0-9-]+)$", fields, re.MULTILINE)
    marks = "".join(
        f"[^{id}]" for id in ids if not re.search(rf"source: {id}$|\[\^{id}\]", fields, re.MULTILINE)
    )
    return f"---\n{fields}---\n\nWords.{marks}\n"


# As it is read


@cache
def gathered(base_url: str | None = None) -> Gathered:
    """Every file, read; `base_url` is that of a trial."""
    gathering = Gathering(MADE_UP, workplace(), reserved_addresses(), reserved_folders())
    return gather(gathering, inventory(), now=NOON, base_url=base_url, drafts=False, future=False)


@cache
def inventory() -> Inventory:
    """What stands on the disk, without the templates: they are the repository's."""
    files = sorted(path for path in (MADE_UP / "content").rglob("*") if path.is_file())
    return Inventory({path.relative_to(MADE_UP).as_posix(): (0, 0, 0, 0) for path in files}, {}, 0)


def config(**changes: Any) -> Config:
    """The settings; `changes` are those of site.yaml, a sender's among them."""
    found = gathered().library.value
    assert found is not None
    site = found.config.site
    of_sender = {field.name for field in fields(site.sender)} - {field.name for field in fields(SiteSettings)}
    sender = {name: changes.pop(name) for name in of_sender & set(changes)}
    return replace(found.config, site=replace(site, **{"sender": replace(site.sender, **sender), **changes}))


def entries() -> tuple[Entry[Any], ...]:
    """The entry of every file, published or not."""
    return gathered().entries


def entry(path: str) -> Entry[Any]:
    """The entry of one file."""
    return next(one for one in entries() if one.path == path)


def changed(path: str, *, body: str | None = None, as_: str = "", **changes: Any) -> Entry[Any]:
    """The entry of `path` as if its fields, or the HTML of its body, had been written otherwise.

    Under `as_`, the name of a file without its ending, it is another entry of the same kind.
    """
    before = entry(path)
    record = replace(before.record, **({"redirect_from": ()} if as_ else {}), **changes)
    return with_record(before, record, body=None if body is None else body_of_html(body), as_=as_)


def with_record(before: Entry[Any], record: Any, *, body: Body | None = None, as_: str = "") -> Entry[Any]:
    """An entry with another record or body; its file's digests are others too, as they would be."""
    digest = blake2b(repr((record, body or before.body, as_)).encode(), digest_size=16).hexdigest()
    is_body_alone = body is not None and record == before.record and not as_
    folder = before.path.rpartition("/")[0]
    unkept, oldest = looked_at(getattr(record, "sources", ()))
    return replace(
        before,
        path=f"{folder}/{as_}.md" if as_ else before.path,
        record=record,
        body=body or before.body,
        fields_digest=before.fields_digest if is_body_alone else digest,
        content_digest=digest,
        emblem=kind.emblem(record) if (kind := kind_of(before.path)) else None,
        unkept=unkept,
        oldest_check=oldest,
    )


def library(
    *put: Entry[Any],
    only: Iterable[str] | None = None,
    without: Iterable[str] = (),
    settings: Config | None = None,
    today: date = TODAY,
    drafts: bool = False,
    future: bool = False,
) -> Library:
    """The Library; `put` stand over the entries of the same paths, or beside the others.

    Of the publication's own entries there are those of `only`, if it is given, and none of `without`.
    """
    return _library(_all(put, only, without), settings or config(), Showing(today, drafts, future))


def _all(
    put: Iterable[Entry[Any]], only: Iterable[str] | None, without: Iterable[str]
) -> tuple[Entry[Any], ...]:
    own = {
        one.path: one for one in entries() if (only is None or one.path in only) and one.path not in without
    }
    return tuple({**own, **{one.path: one for one in put}}.values())


def _library(of: tuple[Entry[Any], ...], settings: Config, showing: Showing) -> Library:
    made = build_library(of, settings, _known(of), showing).value
    assert made is not None
    return made


def _known(of: Iterable[Entry[Any]]) -> KnownFiles:
    documents = {*inventory().documents, *(one.path for one in of)}
    return KnownFiles(
        frozenset(documents), frozenset(inventory().images), reserved_addresses(), reserved_folders()
    )


# As it is composed, planned and made


def compose(
    *put: Entry[Any],
    only: Iterable[str] | None = None,
    without: Iterable[str] = (),
    settings: Config | None = None,
    today: date = TODAY,
    drafts: bool = False,
    future: bool = False,
) -> Composed:
    """The editions in blocks, shown or ready for the post; see `library`."""
    of = _all(put, only, without)
    showing = Showing(today, drafts, future)
    return compose_editions(of, _library(of, settings or config(), showing), showing)


def composed(path: str = NOVEMBER, *put: Entry[Any], **changes: Any) -> ComposedEdition:
    """One edition in blocks, as it goes into the post; see `library`."""
    return next(one for one in compose(*put, **changes).ready if one.entry.path == path)


def email(path: str = NOVEMBER, *put: Entry[Any], **changes: Any) -> Email:
    """The letter of one edition; see `library`."""
    settings: Config = changes.get("settings") or config()
    checked = compose_email(composed(path, *put, **changes), settings.site, environment(), album().in_letters)
    assert checked.value is not None, checked.diagnostics
    return checked.value


def weight(page: str) -> int:
    """Bytes of a page with every style that it links, packed."""
    linked = re.findall(r'<link rel="stylesheet" href="/([^"]+)"', page)
    styles = [artifact.content for artifact in assets().artifacts if artifact.path in linked]
    assert len(styles) == len(linked) > 0
    return sum(len(gzip.compress(part, 9)) for part in (page.encode(), *styles))


@cache
def assets() -> Assets:
    """Style, fonts and icon."""
    checked = plan_assets(TEMPLATES / "static")
    assert checked.value is not None
    assert not checked.diagnostics
    return checked.value


@cache
def album() -> Album:
    """The publication's pictures."""
    checked = develop_pictures(Darkroom(MADE_UP, inventory(), workplace()), entries())
    assert checked.value is not None
    assert not checked.diagnostics
    return checked.value


@cache
def environment() -> Environment:
    """The repository's templates."""
    return site_environment(TEMPLATES)


def desk(
    *put: Entry[Any],
    only: Iterable[str] | None = None,
    without: Iterable[str] = (),
    settings: Config | None = None,
    today: date = TODAY,
    drafts: bool = False,
    future: bool = False,
) -> Desk:
    """What pages are planned from; see `library`."""
    of = _all(put, only, without)
    showing = Showing(today, drafts, future)
    made = _library(of, settings or config(), showing)
    return open_desk(made, compose_editions(of, made, showing).shown, assets(), album().shown)


def site(*put: Entry[Any], **changes: Any) -> making.Site:
    """The site, planned; see `library`."""
    return making.plan_site(making.stocked(desk(*put, **changes)), environment(), "the templates as they are")


@cache
def the_site() -> making.Site:
    """The site as it is."""
    return site()


@cache
def the_pages() -> Mapping[str, str]:
    """Every page of the site as it is, by its permalink."""
    return pages(the_site())


def pages(of: making.Site) -> dict[str, str]:
    """The HTML of every page by its permalink."""
    return {page.permalink: _html(page, of) for page in of.pages}


def source(of: making.Site, permalink: str) -> str:
    """The HTML of one page."""
    return _html(next(page for page in of.pages if page.permalink == permalink), of)


def _html(page: SitePage, of: making.Site) -> str:
    values = [part.make().value for part in page.parts]
    checked = render_page(page, of.stock.site, of.environment, *values)
    assert checked.value is not None, checked.diagnostics
    return checked.value[0].content.decode()


def feeds(of: making.Site) -> dict[str, bytes]:
    """Every feed, by its file's path."""
    return _files(making.feed_pieces(of))


def everything(*put: Entry[Any], **changes: Any) -> dict[str, bytes]:
    """Every file that is made, but for assets, by its path: the site's, and the outbox's; see `library`."""
    settings: Config = changes.get("settings") or config()
    editions, of = compose(*put, **changes), site(*put, **changes)
    return _files(
        (
            *making.page_pieces(of),
            *making.search_pieces(of),
            *making.feed_pieces(of),
            *making.correction_feed_pieces(of),
            *making.hosting_pieces(of),
            *calendar_pieces(of.stock.desk),
            *data_pieces(of.stock.desk, of.stock.data),
            *citing_pieces(of.stock.desk),
            *text_pieces(editions.shown.values(), settings.site),
            *letter_pieces(editions.ready, settings.site, environment(), "", album().in_letters),
        )
    )


def _files(pieces: Iterable[Piece]) -> dict[str, bytes]:
    made: dict[int, Any] = {}
    found: dict[str, bytes] = {}
    for piece in tuple(pieces):  # whole, so that no part is gone while its id is in use
        for part in piece.parts:
            if id(part) not in made:
                checked = part.make()
                assert not checked.diagnostics, checked.diagnostics
                made[id(part)] = checked.value
        artifacts = piece.make(*(made[id(part)] for part in piece.parts)).value
        assert artifacts is not None, piece.paths
        found.update((artifact.path, artifact.content) for artifact in artifacts)
    return found


@cache
def the_feeds() -> Mapping[str, bytes]:
    """Every feed of the site as it is."""
    return feeds(the_site())
