"""The picture that other programs show with a link to a page: a card of its title, or a photograph of its own.

`Library → Card → Piece`. Every entry has its own; all other pages, and those whose title the fonts
cannot write, show the publication's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Piece, plain_of
from newsletter.pictures.cards import HEIGHT, WIDTH, Card, card_png
from newsletter.site.desk import Desk, View
from newsletter.site.drawing import moved
from newsletter.site.faces import face_of
from newsletter.site.illustrations import image_view
from newsletter.told.diagnostics import Checked

#: What every program shows that shows pictures with links; some take no other kinds.
_SHOWN_EVERYWHERE = (".jpg", ".jpeg", ".png")
#: Pixels: a narrower photograph is shown as small as a stamp.
_WIDE = 600


def cards_to_share(desk: Desk) -> dict[str, Card]:
    """The card of each entry that has one, by its path, and the publication's own as ""; none where nobody wants them."""
    if not desk.library.config.site.cards:
        return {}
    cards = {"": _own_card(desk)}
    for entry in desk.library.all:
        if not _photograph(image_view(desk, entry)):
            cards[entry.path] = _card(desk, entry)
    return {path: card for path, card in cards.items() if card.is_writable}


def _own_card(desk: Desk) -> Card:
    site, address = desk.library.config.site, urlsplit(desk.base_url)
    return Card(site.name, "", site.strapline, address.netloc + address.path, is_own=True)


def _card(desk: Desk, entry: Entry[Any]) -> Card:
    site, face, listed = desk.library.config.site, face_of(entry), desk.cards[entry.path]
    return Card(
        name=site.name,
        kicker=face.kind.title.capitalize() if face.listing else "",
        title=entry.record.title,
        line=". ".join(filter(None, (face.says(entry, listed), listed["banner"]))) or site.strapline,
        status=listed.get("status_title", ""),
        status_key=listed.get("status", ""),
        way=entry.emblem.shift if entry.emblem else (),
    )


def _photograph(image: View | None) -> View | None:
    """The picture that stands for a page, if other programs can show it large."""
    is_shown = image and (image["width"] or 0) >= _WIDE and image["url"].lower().endswith(_SHOWN_EVERYWHERE)
    return image if is_shown else None


def shared_view(desk: Desk, path: str, permalink: str, image: View | None = None) -> View | None:
    """What to show with a link to an entry's page, or at "" to any other; None where there is nothing of its own."""
    if photograph := _photograph(image):
        return {name: photograph[name] for name in ("url", "alt", "width", "height")}
    if (card := desk.shared.get(path)) is None:
        return None
    url = desk.url(permalinks.social_card(permalink))
    return {"url": url, "alt": told(card), "width": WIDTH, "height": HEIGHT}


def told(card: Card) -> str:
    """What a card says, for those who do not see it."""
    said = [f"{card.kicker or card.name}: {card.title}", ", ".join(filter(None, (card.status, card.line)))]
    if card.way:
        said.append(moved(card.way, "at the end" if card.status_key == "ended" else "now"))
    return ". ".join(filter(None, said))


def card_pieces(desk: Desk) -> Iterator[Piece]:
    """Every card: made of what it says and of nothing else."""
    for path, card in desk.shared.items():
        permalink = permalinks.permalink(path) if path else permalinks.HOME
        file = permalinks.output_path(permalinks.social_card(permalink))
        yield Piece((file,), plain_of(card), partial(_drawn, file, card), tells=False)


def _drawn(file: str, card: Card) -> Checked[tuple[Artifact, ...]]:
    return Checked((Artifact(file, card_png(card)),))
