"""What others may name and what addresses are taken, whoever stands in an entry or has none."""

from __future__ import annotations

from collections.abc import Callable

from newsletter.values import point


def _nowhere(path: str) -> None:
    """Where a file has gone of which nobody knows."""


@point
class KnownFiles:
    """Every file under content/ that others may name, valid or not, and the addresses the site makes itself.

    Paths are project-relative, those of `images` in NFC (see `permalinks.composed`). An entry of
    `reserved_folders` reserves all addresses below it too. `home` is the site's own address as its
    settings have it, whatever this build is for. `moved_to` tells of a path that is not there which
    file now holds what the last build read there.
    """

    content: frozenset[str]
    images: frozenset[str]
    reserved: frozenset[str] = frozenset()
    reserved_folders: tuple[str, ...] = ()
    home: str = ""
    moved_to: Callable[[str], str | None] = _nowhere
