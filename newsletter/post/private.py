"""Folders and files that their owner alone can read."""

from __future__ import annotations

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Has the folder be there; what of its path is missing is made for its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private(file: Path) -> None:
    """Has a file its owner alone can read, made where there is none: its journal is made like it."""
    os.close(os.open(file, os.O_CREAT | os.O_RDONLY, 0o600))
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)
