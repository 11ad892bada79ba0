"""Small tables the program keeps for itself between two runs: a line that names their bytes, then JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any


def read_table(path: Path) -> dict[str, Any]:
    """The table; empty where there is none, or it is damaged."""
    try:
        name, _, content = path.read_bytes().partition(b"\n")
        table = json.loads(content) if name == _name(content) else None
    except (OSError, ValueError, RecursionError):
        return {}
    return table if isinstance(table, dict) else {}


def write_table(path: Path, table: Mapping[str, Any]) -> None:
    """Write it aside, then swap it in, so that a kill leaves the old or the new. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps(table, separators=(",", ":")).encode()
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        aside.write_bytes(_name(content) + b"\n" + content)
        aside.replace(path)
    except OSError:
        with suppress(OSError):
            aside.unlink()
        raise


def table_name(path: Path) -> str:
    """A name for what the table holds; empty where there is none."""
    try:
        with path.open("rb") as file:
            return file.readline(64).decode("ascii", "replace").strip()
    except OSError:
        return ""


def _name(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).hexdigest().encode()
