"""Every kind of page there is, by the template it is made of and where it stands: computed from the site as it is planned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from newsletter.content.composing import compose_editions
from newsletter.content.reader import ready_to_read
from newsletter.engine.inventory import take_inventory
from newsletter.engine.options import Options
from newsletter.engine.workplace import open_workplace
from newsletter.publish import develop, read
from newsletter.site.desk import open_desk
from newsletter.site.making import Site, plan_site, stocked
from tests import made_up


class Kind(NamedTuple):
    """Pages that are made alike: of one template, in one folder, of one value or of two at once."""

    template: str
    folder: str
    values: int


def planned(options: Options) -> Site:
    """The site of a publication as a build would plan it: nothing is made, and nothing written but to the cache."""
    inventory = take_inventory(options.root)
    with open_workplace(options, inventory, ready_to_read) as place:
        gathered = read(options, inventory, place)
        album = develop(options, inventory, gathered, place).value
    library = gathered.library.value
    assert library is not None
    assert album is not None
    editions = compose_editions(gathered.entries, library, gathered.showing)
    desk = open_desk(library, editions.shown, made_up.assets(), album.shown)
    return plan_site(stocked(desk), made_up.environment(), "the templates as they are")


def kinds_of(site: Site) -> Mapping[Kind, tuple[str, ...]]:
    """The permalinks of each kind, in the order they are made."""
    found: dict[Kind, tuple[str, ...]] = {}
    for page in site.pages:
        kind = _kind(page.template, page.permalink)
        found[kind] = (*found.get(kind, ()), page.permalink)
    return found


def _kind(template: str, permalink: str) -> Kind:
    *folders, _ = permalink.strip("/").split("/")
    values = 2 if len(folders) == 3 and "page" not in folders else min(len(folders), 1)
    return Kind(template, folders[0] if values == 1 else "", values)
