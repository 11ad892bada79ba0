"""Files as a zip: the same bytes for the same files, and each packed by itself, so that it can be kept.

Python's zipfile packs each file at the moment it is written; here an edit packs anew what it changed.
The form is that of PKWARE's APPNOTE 6.3.10.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

from newsletter.values import point

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_END_64 = struct.Struct("<IQHHIIQQQQ")
_LOCATOR_64 = struct.Struct("<IIQI")
#: Names are UTF-8 (APPNOTE 4.4.4, bit 11).
_UTF8 = 0x800
#: 1 January 1980, midnight: the first moment a zip can tell.
_DAY, _TIME = (1 << 5) | 1, 0
#: Made as by Unix, where everybody may read it and its owner write it.
_UNIX, _MODE = 3 << 8, 0o100644 << 16
_MOST = 0xFFFF
_STORED, _DEFLATED = (10, 0), (20, 8)


@point
class Member:
    """A file of a zip, packed; `how` is the version needed to unpack it and the method."""

    path: str
    content: bytes
    how: tuple[int, int]
    crc: int
    size: int


def member(path: str, content: bytes) -> Member:
    """A file, packed where that makes it smaller."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    small = packer.compress(content) + packer.flush()
    is_smaller = len(small) < len(content)
    kept, how = (small, _DEFLATED) if is_smaller else (content, _STORED)
    return Member(path, kept, how, zlib.crc32(content), len(content))


def zipped(members: Iterable[Member]) -> bytes:
    """The zip of these files, in the order of their paths."""
    body, listed, at = list[bytes](), list[bytes](), 0
    for one in sorted(members, key=lambda one: one.path):
        name, (version, method) = one.path.encode(), one.how
        told = (version, _UTF8, method, _TIME, _DAY, one.crc, len(one.content), one.size, len(name))
        head = _LOCAL.pack(0x04034B50, *told, 0) + name
        listed.append(_CENTRAL.pack(0x02014B50, _UNIX | version, *told, 0, 0, 0, 0, _MODE, at) + name)
        body += (head, one.content)
        at += len(head) + len(one.content)
    return b"".join((*body, *listed, _end(len(listed), sum(map(len, listed)), at)))


def size_of(members: Iterable[Member]) -> int:
    """How many bytes the zip of these files has, without making it."""
    every = list(members)
    rows = sum(_LOCAL.size + _CENTRAL.size + 2 * len(one.path.encode()) + len(one.content) for one in every)
    return rows + len(_end(len(every), 0, 0))


def _end(count: int, size: int, at: int) -> bytes:
    """How many there are and where their list begins; more than 65,535 need the longer form (APPNOTE 4.3.14)."""
    end = _END.pack(0x06054B50, 0, 0, min(count, _MOST), min(count, _MOST), size, at, 0)
    if count < _MOST:
        return end
    longer = _END_64.pack(0x06064B50, 44, _UNIX | 45, 45, 0, 0, count, count, size, at)
    return longer + _LOCATOR_64.pack(0x07064B50, 0, at + size, 1) + end
