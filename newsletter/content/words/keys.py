"""Keys: the names of tags, places, sources and content files, of which addresses are made."""

from __future__ import annotations

import re
import unicodedata


def is_key(text: str) -> bool:
    """Whether it can stand in an address: lower-case letters, digits and single hyphens."""
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


def better_key(text: str) -> str | None:
    """The key that is meant, where letters and digits say it."""
    plain = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    better = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return better if better and letters.isascii() else None
