"""A picture that may be published."""

from __future__ import annotations

from newsletter.values import point


@point
class Developed:
    """A picture that may be published: its kind, and its size in pixels if it has one.

    `content` is None where it is the file as it was read, but for metadata: `bare` makes that.
    """

    kind: str
    width: int | None
    height: int | None
    content: bytes | None = None
