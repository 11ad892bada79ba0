"""Answers of pure steps, kept by what they depend on.

A stale or damaged answer is never believed: each is stored under the digest of all that it
was made from, beside a digest of itself. Whatever is wrong with the file, the build goes
on without it.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from newsletter.values import unpacked

#: What SQLite says of a file that is none of its own, or not a table of ours (https://sqlite.org/rescode.html).
_DAMAGE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)


#: The version of marshal that keys are made with: it writes no back references, so equal
#: values give equal bytes however they share parts.
PLAIN_VERSION = 2


def digest(*parts: bytes) -> str:
    """A name for these bytes, in this order: 40 hexadecimal digits."""
    state = hashlib.blake2b(digest_size=20)
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.hexdigest()


def name_of(plain: Any) -> str:
    """A name for plain values: the same for equal ones, in every process."""
    return digest(marshal.dumps(plain, PLAIN_VERSION))


class Store:
    """Values by key, in one SQLite file; `None` for a folder keeps nothing.

    With `is_kept` false the file is only read from, and left as it is.
    `memory` is what a process that builds again and again keeps between two stores: what is
    in it is not read back from the file.
    """

    def __init__(
        self, folder: Path | None, memory: dict[str, Any] | None = None, *, is_kept: bool = True
    ) -> None:
        self._memory = memory
        self._is_kept = is_kept
        self._wanted: set[str] = set()
        self._file = folder / "answers.sqlite" if folder else None
        self._connection = (_opened if is_kept else _looked_into)(self._file) if self._file else None

    def known(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that something is kept under, whole or damaged."""
        if self._memory and all(key in self._memory for key in keys):
            return set(keys)
        if self._connection is None:
            return set(keys).intersection(self._memory or ())
        try:
            rows = self._connection.execute("SELECT key FROM answers").fetchall()
        except sqlite3.Error:
            return set()
        return {key for (key,) in rows}.intersection(keys)

    def values(self, keys: Iterable[str]) -> dict[str, Any]:
        """What is known under these keys; the damaged is left out."""
        asked = list(keys)
        self.want(asked)
        remembered = self._memory or {}
        found = {key: remembered[key] for key in asked if key in remembered}
        for key, content, check in self._rows([key for key in asked if key not in found]):
            with suppress(Exception):  # whatever it holds instead of an answer of ours
                if _check(key, content) == check:
                    found[key] = unpacked(content)
        if self._memory is not None:
            self._memory.update(found)
        return found

    def keep(self, contents: Mapping[str, bytes]) -> None:
        """Store packed values by key."""
        self.want(contents)
        if self._connection is None or not self._is_kept:
            if self._memory is not None:  # all there is
                self._memory.update((key, unpacked(content)) for key, content in contents.items())
            return
        rows = ((key, content, _check(key, content)) for key, content in contents.items())
        with suppress(sqlite3.Error), self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)

    def aside(self, name: str) -> dict[Any, Any]:
        """A mapping for `name` that lasts as long as the memory does; without one, an empty one."""
        if self._memory is None:
            return {}
        self.want([name])
        kept: dict[Any, Any] = self._memory.setdefault(name, {})
        return kept

    def want(self, keys: Iterable[str]) -> None:
        """Say that these are still of use, whether or not they are asked for today."""
        self._wanted.update(keys)

    def forget_the_rest(self) -> None:
        """Drop what nobody wanted since the store was opened, once it is as much as what somebody did."""
        if self._memory is not None:
            for key in self._memory.keys() - self._wanted:
                del self._memory[key]
        if self._connection is None or not self._is_kept:
            return
        with suppress(sqlite3.Error), self._connection:
            (count,) = self._connection.execute("SELECT count(*) FROM answers").fetchone()
            if count > 2 * len(self._wanted) + 100:
                stale = [
                    (key,)
                    for (key,) in self._connection.execute("SELECT key FROM answers")
                    if key not in self._wanted
                ]
                self._connection.executemany("DELETE FROM answers WHERE key = ?", stale)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _rows(self, keys: list[str]) -> Iterable[tuple[str, bytes, bytes]]:
        if self._connection is None or not keys:
            return ()
        try:
            return self._connection.execute(
                "SELECT key, value, digest FROM answers WHERE key IN (SELECT value FROM json_each(?))",
                [json.dumps(keys)],
            ).fetchall()
        except sqlite3.Error as error:
            self.close()
            if self._file and self._is_kept and _is_damage(error):
                _discard(self._file)
            return ()


def _check(key: str, content: bytes) -> bytes:
    """A name for an answer and what it answers: half of a row may come from another state of the file."""
    return hashlib.blake2b(key.encode() + content, digest_size=8).digest()


def _looked_into(path: Path) -> sqlite3.Connection | None:
    """The file as it stands: not so much as a lock is written beside it, whoever else may be at it."""
    try:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        return None  # there is none


def _opened(path: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        connection = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=1)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")  # a lost answer is only made again
            connection.execute(
                "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value BLOB, digest BLOB)"
            )
            connection.execute("SELECT key, value, digest FROM answers LIMIT 1").fetchone()
            return connection
        except OSError:
            return None
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            if not _is_damage(error):
                return None  # locked, or a folder we may not write to: go on without
            _discard(path)
    return None


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def _discard(path: Path) -> None:
    for part in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with suppress(OSError):
            part.unlink()
