"""Why a picture cannot be published: a diagnostic that has no place yet."""

from __future__ import annotations

from newsletter.told.codes import Code
from newsletter.values import point


@point
class Unfit:
    """A mistake in a picture; `message` goes on where the picture is named: "breaks off"."""

    code: Code
    message: str
    hint: str = ""
