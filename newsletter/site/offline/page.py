"""The page that offers the library without a network, with what it offers: the zip, and what a browser keeps on asking.

`Site → SitePage, Closing`. All of it is made of the site's finished files, after they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import quote

from jinja2 import Environment

from newsletter import permalinks, templates
from newsletter.content.config import SiteSettings
from newsletter.engine.notes import Written
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Closing, Part, Piece
from newsletter.engine.store import name_of
from newsletter.site.dates import last_changed
from newsletter.site.desk import Desk, View
from newsletter.site.frame import head_view
from newsletter.site.offline.carried import carried, is_carried, is_kept, start
from newsletter.site.offline.zipped import Member, size_of, zipped
from newsletter.site.pages import SitePage, Stock, page_of, render_page
from newsletter.site.security import KEEPS, content_security_policy
from newsletter.site.views import day_view
from newsletter.told.diagnostics import Checked
from newsletter.values import point

_TITLE = "Read it offline"
_ABOUT = "The whole library without a network: in your bag on a stick, or kept by the telephone in your hand."
_PAGE = permalinks.output_path(permalinks.OFFLINE)
_ZIP, _LIST, _WORKER = (
    permalinks.output_path(link)
    for link in (permalinks.OFFLINE_ZIP, permalinks.OFFLINE_LIST, permalinks.OFFLINE_WORKER)
)


@point
class _Keeping:
    """What a browser is asked to keep: its list as it is published, how many pages are on it, and bytes in all."""

    version: str
    listed: bytes
    pages: int
    size: int


def offline_pages(stock: Stock) -> Iterator[SitePage]:
    """The page itself, with nothing yet of how much it offers; and what is shown for a page that is not kept."""
    desk, site = stock.desk, stock.desk.library.config.site
    if not site.offline:
        return
    head = head_view(desk, permalinks.OFFLINE, _TITLE, _ABOUT)
    head["policy"] = content_security_policy(site, also=KEEPS)
    yield page_of(
        permalinks.OFFLINE,
        "offline.html",
        head,
        title=_TITLE,
        description=_ABOUT,
        day=_day(desk),
        zip=None,
        kept=None,
        links={"zip": desk.href(permalinks.OFFLINE_ZIP), "web": desk.url(permalinks.HOME)},
    )
    about = "You are not connected, and this page was not kept on this device."
    head = head_view(desk, permalinks.NOT_KEPT, "Not on this device", about, noindex=True)
    links = {"library": desk.href(permalinks.LIBRARY), "names": desk.href(permalinks.SEARCH)}
    yield page_of(permalinks.NOT_KEPT, "not_kept.html", head, description=about, links=links)


def _day(desk: Desk) -> View | None:
    """The day of the newest of what is out."""
    days = (last_changed(entry.record) for entry in desk.library.out(desk.library.all))
    return day_view(max((day for day in days if day), default=None))


def closing(
    desk: Desk, pages: Sequence[SitePage], shared: View, environment: Environment, templates_name: str
) -> Closing | None:
    """What is made of the site's files once they are: zip, page, the worker and its list; None where nobody wants it."""
    page = next((page for page in pages if page.permalink == permalinks.OFFLINE), None)
    if page is None:
        return None
    left_out = frozenset(
        permalinks.output_path(one.permalink) for one in pages if one.around["page"]["noindex"]
    )
    made = partial(_pieces, desk.library.config.site, page, left_out, (shared, environment, templates_name))
    return Closing((_PAGE, _ZIP, _LIST, _WORKER), made)


def _pieces(
    site: SiteSettings,
    page: SitePage,
    left_out: frozenset[str],
    frame: tuple[View, Environment, str],
    files: Mapping[str, Written],
    read: Callable[[str], bytes],
) -> Iterator[Piece]:
    shared, environment, templates_name = frame
    named = (templates_name, name_of(shared), page.plain)
    parts = (_twin(site, page, shared, environment, named), *_carried(site, files, read))
    plain = tuple(part.plain for part in parts)
    kept = _keeping(files, left_out, named)
    yield Piece((_ZIP,), ("zip", plain), _zip, parts)
    whole = partial(_whole, page, shared, environment, kept)
    yield Piece((_PAGE,), ("offline page", named, kept.version, plain), whole, parts)
    yield Piece((_LIST,), ("kept", kept.listed), lambda: Checked((Artifact(_LIST, kept.listed),)))
    told = {"version": kept.version, "root": shared["home"]}
    yield Piece((_WORKER,), ("worker", templates_name, told), partial(_worker, environment, told))


def _carried(
    site: SiteSettings, files: Mapping[str, Written], read: Callable[[str], bytes]
) -> Iterator[Part]:
    """Each file of the zip, packed once and kept for the next."""
    asked = (site.base_url, site.subscribe_url)
    for path in sorted(filter(is_carried, files)):
        yield Part(("carried", path, files[path].digest, *asked), partial(_one, path, read, site))


def _one(path: str, read: Callable[[str], bytes], site: SiteSettings) -> Checked[tuple[Member, ...]]:
    return Checked((carried(path, read(path), site),))


def _twin(site: SiteSettings, page: SitePage, shared: View, environment: Environment, named: object) -> Part:
    """The page as it stands in the zip, where it says what the zip is; and the page to open the zip by."""

    def made() -> Checked[tuple[Member, ...]]:
        own = render_page(page, shared, environment)
        day = page.around["day"]
        opened = start(site, f"on {day['words']}" if day else "when it was copied")
        members = (carried(one.path, one.content, site) for one in own.value or ())
        return Checked((opened, *members) if own.value else None, own.diagnostics)

    return Part(("carried twin", named, site.base_url, site.subscribe_url), made)


def _zip(*members: tuple[Member, ...]) -> Checked[tuple[Artifact, ...]]:
    return Checked((Artifact(_ZIP, zipped(one for several in members for one in several)),))


def _whole(
    page: SitePage, shared: View, environment: Environment, kept: _Keeping, *members: tuple[Member, ...]
) -> Checked[tuple[Artifact, ...]]:
    """The page with how much there is of everything."""
    size = size_of(one for several in members for one in several)
    told = {"zip": _megabytes(size), "kept": {"size": _megabytes(kept.size), "pages": kept.pages}}
    return render_page(replace(page, around={**page.around, **told}), shared, environment)


def _keeping(files: Mapping[str, Written], left_out: frozenset[str], named: object) -> _Keeping:
    """The list of what is kept, each file under its address with a name for its bytes."""
    kept = {path: file for path, file in files.items() if is_kept(path) and path not in left_out}
    names = {path: file.digest[:16] for path, file in kept.items()}
    pages = {_PAGE, permalinks.output_path(permalinks.NOT_KEPT)}
    names |= {path: files[path].digest[:16] for path in pages if path in files}
    names[_PAGE] = name_of((named, sorted(names.items())))[:16]  # its own bytes say how much there is
    listed = {_address(path): name for path, name in sorted(names.items())}
    version = name_of(sorted(listed.items()))[:16]
    text = json.dumps({"version": version, "files": listed}, separators=(",", ":"))
    count = sum(path.endswith(".html") for path in kept)
    return _Keeping(version, text.encode(), count, sum(file.size for file in kept.values()))


def _address(path: str) -> str:
    """The address of a file from the site's root, as a browser asks for it."""
    return quote(permalinks.written_to(path).removeprefix("/"))


def _worker(environment: Environment, told: View) -> Checked[tuple[Artifact, ...]]:
    text = templates.checked_text(environment, "site/worker.js", told, permalinks.OFFLINE_WORKER)
    if text.value is None:
        return Checked(None, text.diagnostics)
    return Checked((Artifact(_WORKER, text.value.encode()),))


def _megabytes(size: int) -> str:
    """A size for readers, in millions of bytes."""
    return f"{max(size / 1_000_000, 0.1):,.1f} MB"
