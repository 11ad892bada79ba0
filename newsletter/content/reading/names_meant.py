"""The field that is meant by a name there is not: one nearly called so, or called so elsewhere.

Serves `fields`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import get_origin

from newsletter.content.reading.field import Field
from newsletter.content.reading.record_types import Path, kind_at, names_of
from newsletter.content.reading.typed import in_quotes
from newsletter.told.diagnostics import did_you_mean, nearest
from newsletter.told.lookalikes import latin


def how_it_is_meant(guess: Path, written: Field, kind: type, typed: str = "") -> str:
    """The name that is meant and, where what stands behind it is written otherwise, how."""
    name = guess[-1]
    bare = kind_at(kind, guess)
    if names_of(kind, guess) and isinstance(written.value, tuple):
        return f"write `{name}:`, and below it its fields without a dash: there is one only"
    if get_origin(bare) is tuple and isinstance(written.value, str):
        whole = in_quotes(written.value) if "," in written.value else written.value
        return f"write `{name}: [{whole}]`"
    if names_of(kind, (*guess, 0)) and written.named:
        return f"write `{name}:`, and `- ` before the first of the fields below it: it is a list"
    return did_you_mean(str(name), typed)


#: What fields are called elsewhere, in small letters.
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "after": ("now",),
    "aliases": ("redirect_from",),
    "amount": ("value",),
    "began": ("started",),
    "begin": ("started",),
    "by": ("authors", "publisher"),
    "caption": ("alt",),
    "categories": ("tags",),
    "category": ("tags",),
    "copyright": ("credit", "licence"),
    "cover": ("image",),
    "created": ("published",),
    "date": ("published", "when"),
    "description": ("summary", "definition", "alt"),
    "end": ("ended",),
    "excerpt": ("summary",),
    "finished": ("ended",),
    "from": ("before",),
    "headline": ("title", "subject"),
    "heading": ("title",),
    "href": ("url", "to"),
    "keywords": ("tags",),
    "language": ("lang",),
    "last_modified": ("updated",),
    "lastmod": ("updated",),
    "latitude": ("lat",),
    "link": ("url", "to"),
    "location": ("places",),
    "longitude": ("lon",),
    "modified": ("updated",),
    "name": ("title",),
    "now": ("after",),
    "path": ("file", "to", "study"),
    "photo": ("image",),
    "photographer": ("credit",),
    "picture": ("image",),
    "preview": ("preheader",),
    "published_on": ("published",),
    "pubdate": ("published",),
    "src": ("file",),
    "start": ("started",),
    "subtitle": ("summary",),
    "text": ("says", "why"),
    "then": ("before",),
    "title": ("name",),
    "to": ("after",),
    "topics": ("tags",),
    "was": ("before",),
    "website": ("url",),
    "where": ("places",),
    "writer": ("authors",),
    "year": ("when", "published"),
}


def field_meant(path: Path, root: Field, kind: type, missing: Collection[Path]) -> Path | None:
    """The field an unknown name stands for: one that is missed, or else not there yet, if any is near."""
    names = names_of(kind, path[:-1])
    written = root.at(path[:-1]).value
    unwritten = [name for name in names if not isinstance(written, Mapping) or name not in written]
    name = latin(str(path[-1]))
    missed = [known for known in names if (*path[:-1], known) in missing]
    other = _OTHER_NAMES.get(name.lower().replace("-", "_"), ())
    match = (
        nearest(name, missed)
        or nearest(name, unwritten)
        or next((known for known in other if known in unwritten), None)
        or nearest(name, names)
    )
    return (*path[:-1], match) if match else None
