"""What is to be made of the content as it was read: every page, feed and letter, each a line.

`Gathered, Album → Plan`. A new kind of output is a maker of its own, and a line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from newsletter.engine.inventory import Inventory
from newsletter.engine.options import Options
from newsletter.told.diagnostics import Checked, Diagnostic, eased, has_errors, ordered

if TYPE_CHECKING:
    from newsletter.content.album import Album
    from newsletter.content.config import Config
    from newsletter.content.gathering import Gathered
    from newsletter.engine.carry_out import Plan
    from newsletter.engine.pieces import Piece
    from newsletter.engine.workplace import Workplace
    from newsletter.site.desk import Desk
    from newsletter.site.making import Site

#: The most pages somebody looks at: of more, as after a change of branch, none is made before the others.
_LOOKED_AT = 5


def plan(
    options: Options, inventory: Inventory, gathered: Gathered, album: Checked[Album], place: Workplace
) -> Checked[Plan]:
    """Everything to be made, each a line here; no value where the content does not allow it.

    Then, too, all that is wrong is told, but for what only a page or a letter could tell.
    """
    from newsletter.content.composing import compose_editions
    from newsletter.engine.carry_out import Plan
    from newsletter.mail.pieces import letter_pieces, text_pieces
    from newsletter.site import making
    from newsletter.site.anchors import certainly_dead, dead_fragments
    from newsletter.site.assets import plan_assets
    from newsletter.site.desk import open_desk

    found = (*gathered.library.diagnostics, *album.diagnostics)
    if is_torn := has_errors(found):
        found = (*found, *eased(certainly_dead(gathered.entries), gathered.is_draft))
        gathered = gathered.whole(album.diagnostics) if options.keeps_going else gathered
    assets = plan_assets(options.root / "templates" / "static", place.remembered)
    found = (*found, *assets.diagnostics)
    library, pictures = gathered.library.value, album.value
    is_stopped = is_torn and not options.keeps_going
    if library is None or pictures is None or assets.value is None or is_stopped:
        shown = (entry.permalink for entry in (library.all if library else ()))
        return Checked(None, ordered((*found, *_root_pieces(options, inventory, shown).diagnostics)))
    editions = compose_editions(gathered.entries, library, gathered.showing)
    site = _site(options, inventory, open_desk(library, editions.shown, assets.value, pictures.shown), place)
    dead = () if is_torn else dead_fragments(site, gathered.entries, place)
    settings = library.config.site
    for_site = (*_site_pieces(site, pictures), *text_pieces(editions.shown.values(), settings))
    mail_templates = inventory.templates_name(options.root, "mail")
    for_post = letter_pieces(editions.ready, settings, site.environment, mail_templates, pictures.in_letters)
    closing = making.offline_closing(site)
    taken = (*(path for piece in for_site for path in piece.paths), *(closing.paths if closing else ()))
    as_they_are = _root_pieces(options, inventory, taken)
    later = making.pieces_to_come(site, gathered.entries, gathered.showing) if options.keeps_going else ()
    planned = Plan((*for_site, *(as_they_are.value or ())), tuple(for_post), tuple(later), closing)
    gone = () if has_errors(found) else _vanished(options, planned.site, library.config)
    told = (*found, *eased(dead, gathered.is_draft), *as_they_are.diagnostics, *gone)
    return Checked(planned, ordered(told))


def _site_pieces(site: Site, pictures: Album) -> Iterator[Piece]:
    """Every file of the site, a maker each, but for the text of editions, which mail makes."""
    from newsletter.site import making
    from newsletter.site.calendars import calendar_pieces
    from newsletter.site.data.citing import citing_pieces
    from newsletter.site.data.pieces import data_pieces

    desk = site.stock.desk
    yield from making.asset_pieces(site)
    yield from pictures.pieces
    yield from making.page_pieces(site)
    yield from making.search_pieces(site)
    yield from making.social_card_pieces(site)
    yield from making.feed_pieces(site)
    yield from making.correction_feed_pieces(site)
    yield from making.hosting_pieces(site)
    yield from calendar_pieces(desk)
    yield from data_pieces(desk, site.stock.data)
    yield from citing_pieces(desk)


def _site(options: Options, inventory: Inventory, desk: Desk, place: Workplace) -> Site:
    """Every page, planned; those of what changed are made and shown first, where somebody waits for them."""
    from newsletter.site import making
    from newsletter.site.pages import site_environment

    templates, kept = options.root / "templates", options.answers_dir
    name = inventory.templates_name(options.root, "site")  # before any is read: one may be saved meanwhile
    environment = site_environment(templates, kept and kept / "templates")
    stock = making.stocked(desk)
    if place.show and len(place.changed) <= _LOOKED_AT:
        for page in making.pages_at_once(stock, place.changed, environment):
            place.show(page)
    return making.plan_site(stock, environment, name, place.store.aside("pages"))


def _vanished(options: Options, pieces: Iterable[Piece], config: Config) -> Iterable[Diagnostic]:
    """Pages that the last build left and that nobody will find any more."""
    from newsletter.engine.output import paths_left
    from newsletter.site.vanished import vanished

    made = {path for piece in pieces for path in piece.paths}
    return vanished(paths_left(options.cache_dir, options.out), made, config)


def _root_pieces(options: Options, inventory: Inventory, taken: Iterable[str]) -> Checked[tuple[Piece, ...]]:
    """What stands in content/root/, apart because it is seldom that anything does."""
    if not inventory.root_files:
        return Checked(())
    from newsletter.site.root_files import root_pieces

    return root_pieces(options.root, inventory.root_files, taken)
