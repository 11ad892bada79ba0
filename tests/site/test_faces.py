"""The two tables that name every kind of content."""

from __future__ import annotations

import pytest

from newsletter.content.kinds import KINDS
from newsletter.site.faces import FACES, Face

by_name = pytest.mark.parametrize("face", FACES, ids=lambda face: face.kind.name)


def test_every_kind_has_a_face_in_the_same_order() -> None:
    assert [face.kind for face in FACES] == list(KINDS)


@pytest.mark.parametrize("part", ["name", "folder", "record"])
def test_no_two_kinds_share(part: str) -> None:
    values = [getattr(kind, part) for kind in KINDS]
    assert len(set(values)) == len(values)


def test_no_two_faces_share_a_class_or_a_name_in_the_menu() -> None:
    for values in ([face.name for face in FACES], [face.listing.label for face in FACES if face.listing]):
        assert len(set(values)) == len(values)


@by_name
def test_a_face_has_a_list_or_says_why_not(face: Face) -> None:
    assert (face.listing is None) == bool(face.unlisted)
