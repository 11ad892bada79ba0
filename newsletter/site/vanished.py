"""Pages that were out and are no more: whoever kept their address would find nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.kinds import KINDS, kind_of
from newsletter.site.reserved import reserved_addresses
from newsletter.told.diagnostics import Diagnostic, Location, warning

_PAGE = "/index.html"


def vanished(former: Collection[str], made: Collection[str], config: Config) -> Iterator[Diagnostic]:
    """A warning for each page of a content file that is among the files of the last build, and not of this one.

    Both are paths in the output folder. Lists and shelves come and go with what they hold, but for a tag or a place
    whose key `config` has no more: it was renamed.
    """
    for path in sorted(set(former) - set(made)):
        yield from _renamed(path, config)
        source = _source(path)
        if source is not None:
            link = permalinks.permalink(source)
            yield warning(
                Location(source),
                "vanished-page",
                f"the last build had a page at {link}, and this one has none",
                f"if it moved, add `redirect_from: [{link}]` to the front matter of the file it moved to",
            )


def _renamed(path: str, config: Config) -> Iterator[Diagnostic]:
    """Of the page of a tag or a place whose key is gone; its title may say anything, and the address stays."""
    for address, file, keys in (
        (permalinks.TAGS, "content/tags.yaml", config.tags),
        (permalinks.PLACES, "content/places.yaml", config.places),
    ):
        key = path.removesuffix(_PAGE).removeprefix(address.strip("/") + "/")
        if path == f"{address.strip('/')}/{key}{_PAGE}" and "/" not in key and key not in keys:
            message = f"the last build had a page at {address}{key}/, and nothing leads on from there"
            hint = f"keep the key `{key}`: only the address is made of it, and its name or title may say anything"
            yield warning(Location(file), "vanished-page", message, hint)


def left_behind(
    moved: Mapping[str, str], redirects: Callable[[str], bool], told: Collection[Diagnostic]
) -> Iterator[Diagnostic]:
    """The same of a change: `moved` gives the new path of each content file that was called otherwise.

    `redirects` says of an address whether anything leads on from there; what was `told` of a last build is told.
    """
    known = {one.location.file for one in told if one.code == "vanished-page"}
    for former, now in sorted(moved.items()):
        if kind_of(former) is None or former in known:
            continue
        link = permalinks.permalink(former)
        if permalinks.permalink(now) != link and not redirects(link):
            message = f"this page was at {link} before, and nothing leads on from there"
            hint = f"add `redirect_from: [{link}]` to its front matter"
            yield warning(Location(now), "vanished-page", message, hint)


def _source(path: str) -> str | None:
    """The content file that a page of the site is made of; None for what is made of several."""
    if not path.endswith(_PAGE):
        return None
    link = f"/{path.removesuffix(_PAGE)}/"
    if link in reserved_addresses():
        return None
    name = link.strip("/").rpartition("/")[2]
    files = (f"content/{kind.folder}/{name}.md" for kind in KINDS)
    return next((file for file in files if permalinks.permalink(file) == link), None)
