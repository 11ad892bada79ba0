"""A Chromium for the browser tests: the system's, Playwright's own, or Debian's by apt-get.

`python -m tests.browser.chromium` sees to it that there is one where that can be done; the
tests then find it by `find_chromium`.
"""

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


def get_chromium() -> str | None:
    """Path of a Chromium, installed if need be; None if none can be had."""
    if found := find_chromium():
        return found
    # --with-deps would ask for root; Debian's package brings its libraries along by itself.
    if os.access("/usr/bin/apt-get", os.X_OK) and hasattr(os, "geteuid") and os.geteuid() == 0:
        _run("apt-get", "update", "--quiet")
        _run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium")
    return (
        find_chromium()
        or (_run(sys.executable, "-m", "playwright", "install", "chromium") and find_chromium())
        or None
    )


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(*command: str) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    if get_chromium() is None:
        print("No Chromium could be found or installed: the browser tests are skipped.")
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
