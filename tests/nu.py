"""The Nu HTML checker, which the W3C runs: Java from Debian, the checker from npm's `vnu-jar` at one version.

It is fetched once, into the environment that runs the tests, and taken only if its bytes are those known here.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

PACKAGE = "vnu-jar@26.9.27"
#: SHA-512 of the package, as npm's registry gives it.
DIGEST = (
    "4e441de4315f39a582f5e6edbe8cd3b2b1f655aa1dde3620faface791133217c"
    "417b12f3f7ead2d8336d8e7efe44f5226618258b44a0860057e9125135e6b428"
)
_JAR = Path(sys.prefix) / f"{PACKAGE}.jar"


def java() -> str | None:
    """Java's program; None where there is none."""
    return shutil.which("java")


def npm() -> str | None:
    """npm's program; None where there is none. Where the checker is here already, it is not needed."""
    return str(_JAR) if _JAR.exists() else shutil.which("npm")


def checker() -> list[str] | None:
    """The command that checks what is named behind it; None where it cannot be had."""
    program = java()
    if program is None or not (_JAR.exists() or _fetched()):
        return None
    return [program, "-jar", str(_JAR), "--errors-only", "--format", "json", "--stdout"]


def errors(command: list[str], folder: Path) -> list[str]:
    """What is wrong in the HTML of a folder: each file below it, the line, and why."""
    done = subprocess.run(
        [*command, "--skip-non-html", str(folder)], capture_output=True, text=True, timeout=600, check=False
    )
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return [
        f"{one['url'].partition(str(folder))[2]}:{one.get('lastLine', 1)}: {one['message']}"
        for one in messages
    ]


def _fetched() -> bool:
    """Whether the package came and is the one that is known."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(
                ["npm", "pack", PACKAGE, "--silent", "--pack-destination", folder],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "npm_config_update_notifier": "false"},
                timeout=300,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return False
        (package,) = Path(folder).glob("*.tgz")
        if hashlib.sha512(package.read_bytes()).hexdigest() != DIGEST:
            return False
        with tarfile.open(package) as opened:
            jar = opened.extractfile("package/build/dist/vnu.jar")
            assert jar is not None, "the package holds it"
            aside = _JAR.with_suffix(f".{os.getpid()}")
            aside.write_bytes(jar.read())
    aside.replace(_JAR)
    return True
