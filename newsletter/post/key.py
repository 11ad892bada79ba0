"""The list's key: a file beside it, or on each machine that is at it; whoever copies the list has not the key.

Hashes of suppressed addresses and the seals of people's links are made with it. It is never
kept in the database, which knows it by its mark.
"""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from newsletter.post.contract import ListError
from newsletter.post.private import make_private

NAME = "list.key"
_BYTES = 32


def key_in(file: Path, *, is_new: bool) -> bytes:
    """The key in `file`; made where the list is new, and else missed: without it nobody stays suppressed.

    Raises ListError and OSError.
    """
    if is_new and not file.exists():
        _write(file)
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise ListError(
            f"{file} is gone, without which the list knows nobody who left: put it back from where it was kept"
        ) from None
    except (OSError, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise ListError(f"{file} cannot be read as a key: put it back from where it was kept")
    make_private(file)
    return key


def mark_of(key: bytes) -> str:
    """By what a list knows its own key, and nobody guesses it."""
    return hmac.digest(key, b"the key of this list", "sha256").hex()[:16]


def number_of(key: bytes, text: str) -> int:
    """A number of 63 bits that stands for the text, and that nobody else can make."""
    return int.from_bytes(hmac.digest(key, b"lock " + text.encode(), "sha256")[:8]) >> 1


def _write(file: Path) -> None:
    """A new key, on the disk whole or not at all; where another program was first, its key stays."""
    descriptor, part = mkstemp(dir=file.parent, prefix=file.name)
    try:
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_hex(_BYTES) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileExistsError):
            os.link(part, file)
    finally:
        Path(part).unlink()
