"""A Chromium for the browser tests: the system's, or Playwright's own. `tests.debian` sees to it that there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Path of a Chromium that can be started; None if there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if shutil.which(named) else None
    on_path = (shutil.which(name) for name in _NAMES)
    return next((path for path in on_path if path), None) or _playwrights_own()


def get_playwrights() -> bool:
    """Has Playwright fetch its own; whether it could."""
    # --with-deps would ask for root; Debian's package brings its libraries along by itself.
    command = (sys.executable, "-m", "playwright", "install", "chromium")
    try:
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None
