"""The lines that diagnostics point at, read from the project's own text files."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from functools import cache
from pathlib import Path

_TEXTS = (".md", ".yaml", ".html", ".txt", ".css", ".svg", ".js")
_MOST_BYTES = 2_000_000


def line_reader(root: Path) -> Callable[[str, int], str | None]:
    """Lines of the project's text files, each file read once; None where there is no such line.

    Only ordinary files are opened: a link may lead out of the project, a pipe never ends.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK

    @cache
    def lines(file: str) -> list[str]:
        if not file.endswith(_TEXTS):
            return []
        try:
            with os.fdopen(os.open(root / file, flags), "rb") as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    return []
                text = stream.read(_MOST_BYTES).decode("utf-8", "replace").removeprefix("\ufeff")
                return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        except OSError:
            return []

    return lambda file, line: lines(file)[line - 1] if 0 < line <= len(lines(file)) else None
