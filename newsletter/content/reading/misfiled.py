"""A content file in the folder of another kind: told as that, and not by all the fields which that kind does not have.

Serves `entries`.
"""

from __future__ import annotations

import posixpath

from newsletter.content.kinds import KINDS, Kind
from newsletter.content.reading.front_matter import Document
from newsletter.content.reading.record_types import names_of
from newsletter.told.diagnostics import Diagnostic, Location

#: Fields of another kind that leave no doubt; of a kind with fewer of its own, all of them.
_BEYOND_DOUBT = 3


def misfiled(document: Document, kind: Kind) -> Diagnostic | None:
    """What to say of a file with the fields of another kind, and none of those that `kind` alone has; else None."""
    written = {*document.fields.named}
    own = {*names_of(kind.record, ())}
    strange = written - own
    for other in KINDS if strange else ():
        theirs = {*names_of(other.record, ())}
        enough = min(_BEYOND_DOUBT, len(theirs - own))
        if other is not kind and len(strange & theirs) >= max(1, enough) and not written & (own - theirs):
            name = posixpath.basename(document.path)
            message = f"these are the fields of {_one(other)}, and content/{kind.folder}/ holds {kind.plural}"
            hint = f"move the file to content/{other.folder}/{name}; if it is there already, delete this one"
            return Diagnostic(Location(document.path), "wrong-kind", message, hint)
    return None


def _one(kind: Kind) -> str:
    return f"{'an' if kind.title[0] in 'aeiou' else 'a'} {kind.title}"
