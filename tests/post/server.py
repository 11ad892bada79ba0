"""A PostgreSQL of the tests' own: begun for a run of them, on a socket nobody else can reach, and gone with it.

It keeps nothing on the disk for good and is run by somebody else than root, whom PostgreSQL refuses.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tests.debian import postgresql

#: Nothing of it has to survive anything.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "log_min_messages": "panic",
}


class MissingError(Exception):
    """There is no PostgreSQL to be had here."""


@contextmanager
def running() -> Iterator[str]:
    """The address of a server, to put a database's name behind. Raises MissingError."""
    programs, owner = postgresql(), _owner()
    if programs is None or owner is None:
        raise MissingError("no PostgreSQL could be found")
    place = Path(mkdtemp(prefix="newpower-pg-"))  # short: the path of a socket has 107 signs at most
    try:
        os.chown(place, owner.pw_uid, owner.pw_gid)
        _run(owner, programs / "initdb", "--pgdata=" + str(place / "kept"), "--auth=trust", "--username=tests",
             "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")  # fmt: skip
        rules = place / "kept/pg_hba.conf"
        rules.write_text("local all guarded scram-sha-256\n" + rules.read_text())
        asked = {**_SETTINGS, "unix_socket_directories": str(place)}
        options = " ".join(f"-c {name}='{value}'" for name, value in asked.items())
        begin = (programs / "pg_ctl", "--pgdata=" + str(place / "kept"), "--wait")
        _run(owner, *begin, "--options=" + options, "--log=" + str(place / "log"), "start")
        try:
            yield f"postgresql+psycopg://tests@/postgres?host={place}"
        finally:
            _run(owner, *begin, "--mode=immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """Who runs it: whoever runs the tests, but for root, in whose place Debian's own user does, or nobody."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _run(owner: pwd.struct_passwd, *command: str | Path) -> None:
    is_root = os.geteuid() == 0
    subprocess.run(
        command,
        user=owner.pw_uid if is_root else None,
        group=owner.pw_gid if is_root else None,
        extra_groups=[] if is_root else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
