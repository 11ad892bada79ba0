"""A power cut, in a test: of what a killed program wrote, only that is left which it had waited for.

`power.c` keeps a journal of it. What was not synced yet is lost, or there, or torn: a disk writes in any
order, half a page too, and a file that was made or taken away is so for certain once its folder is synced.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

_HEAD = struct.Struct("=4Q")
#: Octets that a disk writes whole.
_SECTOR = 512


def compiler() -> str | None:
    """What makes `power.c` into something that can be loaded; None where there is none."""
    return shutil.which("cc") or shutil.which("gcc")


class Cuts:
    """The disk below a folder, from which the power can be taken. Its files stand there safely at the beginning."""

    def __init__(self, root: Path, aside: Path, chance: Random) -> None:
        self._root, self._chance = root, chance
        self._library, self._journal = aside / "power.so", aside / "journal"
        program, code = compiler(), Path(__file__).with_name("power.c")
        assert program is not None
        command = [program, "-shared", "-fPIC", "-O2", "-o", self._library, code, "-ldl", "-pthread"]
        subprocess.run(command, check=True)
        self._safe = _files(root)

    @property
    def environment(self) -> Mapping[str, str]:
        """What has a program keep the journal."""
        return {
            "LD_PRELOAD": str(self._library),
            "NEWPOWER_POWER_ROOT": str(self._root),
            "NEWPOWER_POWER_JOURNAL": str(self._journal),
        }

    def cut(self) -> int:
        """Leave below the folder what a power cut leaves; how much of it was synced at all. The program is dead by now."""
        journal = self._journal.read_bytes() if self._journal.exists() else b""
        disk = _Disk({path: _File(bytearray(held)) for path, held in self._safe.items()})
        for kind, file, offset, held in _records(journal):
            disk.take(chr(kind), file, offset, held)
        left = disk.left(self._chance)
        for path in self._safe.keys() | _files(self._root).keys():
            Path(path).unlink(missing_ok=True)
        for path, written in left.items():
            Path(path).write_bytes(written)
            Path(path).chmod(0o600)
        self.begin()
        return disk.syncs

    def begin(self) -> None:
        """Whatever stands there now is on the disk."""
        self._journal.unlink(missing_ok=True)
        self._safe = _files(self._root)


def _files(root: Path) -> dict[str, bytes]:
    # what SQLite shares between processes is made anew after a crash, and nobody reads it
    found = (path for path in root.rglob("*") if path.is_file() and not path.name.endswith("-shm"))
    return {str(path): path.read_bytes() for path in found}


def _records(journal: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    at = 0
    while at + _HEAD.size <= len(journal):
        kind, file, offset, length = _HEAD.unpack_from(journal, at)
        at += _HEAD.size
        yield kind, file, offset, journal[at : at + length]
        at += length


@dataclass
class _File:
    """What is on the disk of a file for certain, and what was done to it since."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[tuple[str, int, bytes]] = field(default_factory=list)

    def synced(self) -> None:
        for one in self.since:
            _do(self.safe, *one)
        self.since.clear()

    def left(self, chance: Random) -> bytes:
        """What a cut leaves: of what was done since nothing, all, or any part."""
        held, share = bytearray(self.safe), chance.choice((0.0, 1.0, 0.5))
        for kind, offset, written in self.since:
            if chance.random() >= share:
                continue
            is_torn = share < 1 and len(written) > _SECTOR and chance.random() < 0.3
            whole = _SECTOR * chance.randrange(1, len(written) // _SECTOR + 1) if is_torn else len(written)
            _do(held, kind, offset, written[:whole])
        return bytes(held)


def _do(held: bytearray, kind: str, offset: int, written: bytes) -> None:
    if kind == "T":
        del held[offset:]
    held.extend(bytes(max(0, offset - len(held))))
    held[offset : offset + len(written)] = written


class _Disk:
    """Files by their names: as the program saw them, and as they are for certain."""

    def __init__(self, safe: dict[str, _File]) -> None:
        self._seen, self._safe = dict(safe), dict(safe)
        self._since: list[tuple[str, tuple[str, _File | None]]] = []
        self._open: dict[int, _File | str] = {}
        self.syncs = 0

    def take(self, kind: str, number: int, offset: int, held: bytes) -> None:
        """One record of the journal."""
        match kind:
            case "M":
                self._open[number] = file = _File()
                self._name(held.decode(), file)
            case "O":
                self._open[number] = self._seen.get(held.decode(), held.decode())
            case "U":
                self._name(held.decode(), None)
            case "R":
                old, new = held.decode().split("\0")
                file_there = self._seen[old]
                self._name(new, file_there)
                self._name(old, None)
            case "S":
                self._synced(self._open[number])
            case _:
                opened = self._open[number]
                if isinstance(opened, _File):
                    opened.since.append((kind, offset, held))

    def left(self, chance: Random) -> dict[str, bytes]:
        """The files after a cut. Names are written down in order, as far as the disk came."""
        for _, (name, file) in self._since[: chance.randrange(len(self._since) + 1)]:
            _put(self._safe, name, file)
        return {name: file.left(chance) for name, file in self._safe.items() if not name.endswith("-shm")}

    def _name(self, name: str, file: _File | None) -> None:
        _put(self._seen, name, file)
        self._since.append((name.rpartition("/")[0], (name, file)))

    def _synced(self, opened: _File | str) -> None:
        self.syncs += 1
        if isinstance(opened, _File):
            opened.synced()
            return
        for _, (name, file) in (one for one in self._since if one[0] == opened):
            _put(self._safe, name, file)
        self._since = [one for one in self._since if one[0] != opened]


def _put(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file
