"""The faces: how each kind of content is shown. A face is one file here and one row below.

Menu, lists, feeds, reserved addresses and schema.org types are all read off this table; a
test holds it to name the kinds of content/kinds, each once and in their order.
"""

from __future__ import annotations

from typing import Any

from newsletter.content.entry import Entry
from newsletter.content.kinds import kind_of
from newsletter.site.faces import article, case_study, edition, event, page, reader_letter, report, voice
from newsletter.site.faces.face import Face, Listing

__all__ = ["FACES", "Face", "Listing", "face_of", "listed_faces"]

FACES: tuple[Face, ...] = (
    case_study.FACE,
    edition.FACE,
    article.FACE,
    event.FACE,
    voice.FACE,
    report.FACE,
    reader_letter.FACE,
    page.FACE,
)


def face_of(entry: Entry[Any]) -> Face:
    """How an entry is shown."""
    kind = kind_of(entry.path)
    return next(face for face in FACES if face.kind is kind)


def listed_faces() -> tuple[tuple[Face, Listing], ...]:
    """The faces whose entries stand in a list of their own, with that list."""
    return tuple((face, face.listing) for face in FACES if face.listing)
