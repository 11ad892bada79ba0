"""Files in their final form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """One finished file. `path` is relative to the output folder, with "/"."""

    path: str
    content: bytes
