"""What tests need of the system: a Chromium, PostgreSQL, Postfix, Java, npm and Pango, by Debian's packages where there are.

`python -m tests.debian` installs what is missing of them, or of those that are named, if it is root
who asks, or in CI by sudo; it does nothing where all are there. What cannot be had is named, and its tests are skipped, but in
CI, where that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path

#: Asked by Debian's scripts before they start a server they have installed: 101 is no.
_POLICY = Path("/usr/sbin/policy-rc.d")


def install(*packages: str) -> bool:
    """Installs Debian's packages; whether that could be done. No server among them is started."""
    if not os.access("/usr/bin/apt-get", os.X_OK):
        return False
    root: tuple[str, ...] = ()
    if os.geteuid() != 0:
        if not is_in_ci():
            return False
        root = ("sudo", "-n", "--preserve-env=DEBIAN_FRONTEND")
    with _nothing_starts():
        _run(*root, "apt-get", "update", "--quiet")
        return _run(*root, "apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages)


def postgresql() -> Path | None:
    """The folder of PostgreSQL's own programs, the newest; None where there is none. Debian keeps them off the path."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name.zfill(3))
    return next((path for path in reversed(found) if (path / "initdb").exists()), None)


def postfix() -> Path | None:
    """Postfix's program; None where there is none."""
    found = shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    return Path(found) if found else None


def pango() -> str | None:
    """The library by which booklets are set; None where there is none."""
    return find_library("pangoft2-1.0")


def is_in_ci() -> bool:
    """Whether what is missing is a failure."""
    return os.environ.get("CI") == "true"


@contextmanager
def _nothing_starts() -> Iterator[None]:
    if os.geteuid() != 0 or _POLICY.exists():
        yield
        return
    _POLICY.write_text("#!/bin/sh\nexit 101\n")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink()


def _run(*command: str) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main(names: Sequence[str]) -> int:
    """Installs what is missing of what is named, or of all, and says what could not be had; the exit code."""
    from tests import nu
    from tests.browser.chromium import find_chromium, get_playwrights

    known = {
        "chromium": find_chromium,
        "postgresql": postgresql,
        "postfix": postfix,
        "default-jre-headless": nu.java,
        "npm": nu.npm,
        "libpangoft2-1.0-0": pango,
    }
    needed = {name: find for name, find in known.items() if not names or name in names}
    if missing := [package for package, find in needed.items() if not find()]:
        install(*missing)
    if "chromium" in needed and not find_chromium():
        get_playwrights()
    lacking = [package for package, find in needed.items() if not find()]
    for package in lacking:
        print(f"{package} is not here and could not be installed: its tests are skipped.")
    return 1 if lacking and is_in_ci() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
