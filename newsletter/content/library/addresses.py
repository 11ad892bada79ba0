"""Addresses compared: which two files want one, and which of this site's own lead to no page.

Serves `crosschecks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds import kind_of
from newsletter.content.kinds.rules import is_address
from newsletter.content.library.known_files import KnownFiles
from newsletter.content.library.names import relative
from newsletter.told.diagnostics import Diagnostic, Location, nearest, warning


def dead_at_home(entries: Sequence[Entry[Any]], known: KnownFiles) -> Iterator[Diagnostic]:
    """Whole addresses of pages that this site does not have."""
    host = urlsplit(known.home).netloc
    leading_home = (entry for entry in entries if host in entry.hosts)
    links = [
        part
        for entry in leading_home
        for part in entry.parts
        if part.kind == "link" and part.target.startswith(f"{known.home}/")
    ]
    if not links:
        return
    pages = {permalinks.permalink(path): path for path in sorted(known.content)}
    former = {one.target for entry in entries for one in entry.references if one.kind == "redirect"}
    for link in links:
        address = urlsplit(link.target.removeprefix(known.home)).path
        page = address if address.endswith("/") else f"{address}/"
        is_ours = page in pages or page in known.reserved or page.startswith(known.reserved_folders)
        if "." in address or is_ours or {address, page} & former:  # feeds and other files have endings
            continue
        near = nearest(page, pages)
        meant = f"did you mean `{relative(pages[near], link.location.file)}`? " if near else ""
        hint = f"{meant}Link to a page's file, by its path from this one: that is held to what is there"
        yield warning(link.location, "broken-link", f"this site has no page {page}", hint)


def address_problems(entries: Iterable[Entry[Any]], known: KnownFiles) -> Iterator[Diagnostic]:
    """Addresses that two want, of files and of `redirect_from`."""
    ours = "a page the site makes itself"
    taken = dict.fromkeys(map(permalinks.place, known.reserved), ours)
    for path in filter(kind_of, sorted(known.content)):  # what stands in no folder of ours has no address
        address = permalinks.permalink(path)
        owner = taken.setdefault(permalinks.place(address), f"`{path}`")
        if owner != f"`{path}`":
            yield _address_taken(Location(path), address, owner)
    for entry in sorted(entries, key=lambda entry: (entry.record.draft, entry.path)):  # a draft gives way
        for reference in entry.references:
            if reference.kind == "redirect" and is_address(reference.target):  # what is none is told as that
                address = reference.target
                place = permalinks.place(address)
                is_in_file = not permalinks.BESIDE_PAGES.isdisjoint(place.split("/")[:-1])
                if place in taken or is_in_file or f"/{place}".startswith(known.reserved_folders):
                    owner = "a file beside a page" if is_in_file else taken.get(place, ours)
                    is_own = owner in (f"`{entry.path}`", f"`redirect_from` of `{entry.path}`")
                    yield (
                        _own_address(reference.location, address, is_again=owner.startswith("`redirect"))
                        if is_own
                        else _address_taken(reference.location, address, owner)
                    )
                taken.setdefault(place, f"`redirect_from` of `{entry.path}`")


def _own_address(location: Location, address: str, *, is_again: bool) -> Diagnostic:
    """What to say of a former address that is the page's present one, or stands there already."""
    what = "stands in `redirect_from` already" if is_again else "is the address of this page itself"
    return Diagnostic(location, "address-taken", f"{address} {what}", "take it out")


def _address_taken(location: Location, address: str, owner: str) -> Diagnostic:
    return Diagnostic(
        location, "address-taken", f"the address {address} belongs to {owner}", "choose another name"
    )
