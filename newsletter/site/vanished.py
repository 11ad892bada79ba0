"""Pages that were out and are no more: whoever kept their address would find nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from newsletter import permalinks
from newsletter.content.kinds import KINDS
from newsletter.site.reserved import reserved_addresses
from newsletter.told.diagnostics import Diagnostic, Location, warning

_PAGE = "/index.html"


def vanished(former: Collection[str], made: Collection[str]) -> Iterator[Diagnostic]:
    """A warning for each page of a content file that is among the files of the last build, and not of this one.

    Both are paths in the output folder. Lists and shelves come and go with what they hold.
    """
    for path in sorted(set(former) - set(made)):
        source = _source(path)
        if source is not None:
            link = permalinks.permalink(source)
            yield warning(
                Location(source),
                "vanished-page",
                f"the last build had a page at {link}, and this one has none",
                f"if it moved, add `redirect_from: [{link}]` to the front matter of the file it moved to",
            )


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
