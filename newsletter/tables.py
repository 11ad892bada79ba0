"""Small JSON tables the program keeps for itself between two runs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def read_table(path: Path) -> dict[str, Any]:
    """The table; empty where there is none, or it is damaged."""
    try:
        table = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return table if isinstance(table, dict) else {}


def write_table(path: Path, table: Mapping[str, Any]) -> None:
    """Write it aside, then swap it in, so that a kill leaves the old or the new. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    aside.write_text(json.dumps(table, separators=(",", ":")), encoding="utf-8")
    aside.replace(path)
