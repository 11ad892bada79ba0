"""Pictures in the widths that screens ask for: each made once, and known by its bytes from then on.

`Original → Shown, Piece`. A version stands beside the picture, under its name with width and kind
behind it: `/media/images/yard.jpg.640.webp`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter import permalinks
from newsletter.engine.inventory import Inventory
from newsletter.engine.output import Artifact
from newsletter.engine.parallel import map_pure
from newsletter.engine.pieces import Part, Piece
from newsletter.engine.progress import counting
from newsletter.engine.workplace import Workplace
from newsletter.pictures.kinds import PUBLISHED
from newsletter.told.diagnostics import Checked
from newsletter.values import packed, point

if TYPE_CHECKING:
    from newsletter.pictures.versions import Version

#: Making the versions of one takes a second: a second process saves time from two on.
_WORTH_FORKING = 2
_NAMED = "picture in widths"
_TYPES = {"AVIF": "image/avif", "WebP": "image/webp", "JPEG": "image/jpeg", "PNG": "image/png"}

#: A type of file with the address and width of each version that is of it, the widest first.
Source = tuple[str, tuple[tuple[str, int], ...]]


@point
class Shown:
    """A picture as it is shown: its permalink, and its size in pixels where it has one.

    `sources` are its versions, the smallest kind first; what every browser takes is last.
    """

    address: str
    width: int | None = None
    height: int | None = None
    sources: tuple[Source, ...] = ()

    @property
    def plain(self) -> tuple[str, int | None, int | None, tuple[Source, ...]]:
        """The same as plain values."""
        return self.address, self.width, self.height, self.sources


@point
class Darkroom:
    """Where pictures stand, and where to work at them."""

    root: Path
    inventory: Inventory
    place: Workplace


@point
class Original:
    """A picture's file, the digest of its bytes, and what it is published as."""

    path: str
    digest: str
    kind: str
    shown: Shown


#: The kind and width of each version of one picture.
_Facts = tuple[tuple[str, int], ...]


def in_widths(
    room: Darkroom, originals: Iterable[Original], taken: Mapping[str, Shown]
) -> tuple[dict[str, Shown], tuple[Piece, ...]]:
    """All of `taken`, the originals among them with their versions, and the pieces that make these.

    One whose versions would stand where another picture is has none.
    """
    places = {permalinks.place(one.address) for one in taken.values()}
    shown, pieces = dict(taken), []
    for one, facts, make in _made(room, tuple(originals)):
        addresses = [_address(one.shown.address, kind, width) for kind, width in facts]
        if not facts or places.intersection(map(permalinks.place, addresses)):
            continue
        shown[permalinks.picture(one.path)] = replace(one.shown, sources=_sources(facts, addresses))
        files = tuple(map(permalinks.output_path, addresses))
        part = Part(_bytes_named(one.digest), make)
        pieces.append(Piece(files, (_NAMED, one.digest), partial(_files, files), (part,)))
    return shown, tuple(pieces)


def _made(
    room: Darkroom, originals: Sequence[Original]
) -> Iterator[tuple[Original, _Facts, Callable[[], Checked[tuple[bytes, ...]]]]]:
    """Each picture with what is known of its versions, and what makes their bytes; two of the same bytes are made once."""
    place = room.place
    keys = {one.path: place.key((_NAMED, one.digest)) for one in originals}
    facts: dict[str, _Facts] = place.store.values(dict.fromkeys(keys.values()))
    missing = {keys[one.path]: one for one in reversed(originals) if keys[one.path] not in facts}
    count = counting(place.tell, "pictures made in several widths", len(keys), len(keys) - len(missing))
    make = partial(_versions, room.root)
    made = map_pure(make, list(missing.values()), place.jobs, count, worth=_WORTH_FORKING)
    fresh: dict[str, tuple[bytes, ...]] = {}
    kept: dict[str, bytes] = {}
    for (key, one), found in zip(missing.items(), made, strict=True):
        facts[key] = tuple((version.kind, version.width) for version in found)
        kept[key] = packed(facts[key])
        contents = tuple(version.content for version in found)
        kept[place.key(_bytes_named(one.digest))] = packed(Checked(contents))
        if place.anew:
            fresh[key] = contents
    place.store.keep(kept)
    for one in originals:
        key = keys[one.path]
        yield one, facts[key], partial(_bytes, room.root, one, fresh.get(key))


def _versions(root: Path, one: Original) -> tuple[Version, ...]:
    from newsletter.pictures.versions import versions

    width, height = one.shown.width, one.shown.height
    if width is None or height is None:
        return ()
    return versions((root / one.path).read_bytes(), one.kind, (width, height))


def _bytes(root: Path, one: Original, contents: tuple[bytes, ...] | None) -> Checked[tuple[bytes, ...]]:
    """The versions' bytes, from whoever has them or from the file again."""
    if contents is None:
        contents = tuple(version.content for version in _versions(root, one))
    return Checked(contents)


def _files(files: Sequence[str], contents: Sequence[bytes]) -> Checked[tuple[Artifact, ...]]:
    return Checked(tuple(Artifact(file, content) for file, content in zip(files, contents, strict=True)))


def _bytes_named(content_digest: str) -> tuple[str, str, str]:
    return _NAMED, "bytes", content_digest


def _address(address: str, kind: str, width: int) -> str:
    return f"{address}.{width}{PUBLISHED[kind][0]}"


def _sources(facts: _Facts, addresses: Iterable[str]) -> tuple[Source, ...]:
    by_kind: dict[str, list[tuple[str, int]]] = {}
    for (kind, width), address in zip(facts, addresses, strict=True):
        by_kind.setdefault(_TYPES[kind], []).append((address, width))
    return tuple((kind, tuple(several)) for kind, several in by_kind.items())
