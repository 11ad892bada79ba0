"""An AVIF without metadata (ISO/IEC 14496-12 and 23008-12): what tells is blotted out where it stands.

Nothing moves, so no offset in the file need be written anew. An item that held words becomes one
of a type nobody knows, which readers pass over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HOLD_BOXES = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl"))
_IDLE = frozenset((b"free", b"skip", b"uuid", b"udta"))
_TIMED = frozenset((b"mvhd", b"tkhd", b"mdhd"))
_WORDS = frozenset((b"Exif", b"mime", b"uri "))
_NOBODYS = b"skip"


def bare_avif(content: bytes) -> bytes:
    """The picture without metadata. Raises EOFError if it breaks off, ValueError if it is built otherwise."""
    made = bytearray(content)
    try:
        _blot(made, 0, len(made))
    except (struct.error, IndexError):
        raise ValueError("a part that is too short") from None
    return bytes(made)


def _boxes(content: bytearray, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Each box: its type, where it begins, where its content does, where it ends."""
    while at < end:
        size, name = struct.unpack_from(">I4s", content, at)
        inside = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, inside)
            inside += 8
        after = at + size if size else end
        if after > end:
            raise EOFError("the picture breaks off")
        if after < inside:
            raise ValueError("a box smaller than its head")
        yield name, at, inside, after
        at = after


def _blot(content: bytearray, at: int, end: int) -> None:
    for name, begins, inside, after in _boxes(content, at, end):
        if name in _HOLD_BOXES:
            _blot(content, inside, after)
        elif name == b"meta":
            _blot_items(content, inside + 4, after)
        elif name in _IDLE:
            content[begins + 4 : begins + 8] = b"free"
            _zero(content, inside, after)
        elif name in _TIMED:
            _zero(content, inside + 4, inside + (20 if content[inside] else 12))


def _blot_items(content: bytearray, at: int, end: int) -> None:
    """The items of a meta box that hold words: their bytes, and what they are called."""
    found = {name: (inside, after) for name, _, inside, after in _boxes(content, at, end)}
    _blot(content, at, end)
    if b"iinf" not in found or b"iloc" not in found:
        return
    words = set(_named_as_words(content, *found[b"iinf"]))
    data = found.get(b"idat", (0, 0))[0]
    for item, is_in_data, start, size in _extents(content, found[b"iloc"][0]):
        if item in words:
            start += data if is_in_data else 0
            if not size or start + size > len(content):
                raise EOFError("the picture breaks off")
            _zero(content, start, start + size)


def _named_as_words(content: bytearray, inside: int, after: int) -> Iterator[int]:
    """The items that are words, each made one of no known type."""
    start = inside + (8 if content[inside] else 6)
    for name, _, entry, end in _boxes(content, start, after):
        if name != b"infe" or content[entry] < 2:
            continue
        wide = content[entry] > 2
        (item,) = struct.unpack_from(">I" if wide else ">H", content, entry + 4)
        kind = entry + (10 if wide else 8)
        if bytes(content[kind : kind + 4]) in _WORDS:
            content[kind : kind + 4] = _NOBODYS
            _zero(content, kind + 4, end)
            yield item


def _extents(content: bytearray, inside: int) -> Iterator[tuple[int, bool, int, int]]:
    """Where items stand: each extent's item, whether it is counted from the data box, its offset and size."""
    version = content[inside]
    sizes = struct.unpack_from(">BB", content, inside + 4)
    offset_size, length_size, base_size = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    index_size = sizes[1] & 15 if version else 0
    at = inside + 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > len(content):
            raise EOFError("the picture breaks off")
        return int.from_bytes(content[at - size : at], "big")

    for _ in range(number(4 if version == 2 else 2)):
        item = number(4 if version == 2 else 2)
        method = number(2) & 15 if version else 0
        number(2)
        base = number(base_size)
        for _ in range(number(2)):
            number(index_size)
            offset, length = number(offset_size), number(length_size)
            yield item, method == 1, base + offset, length


def _zero(content: bytearray, start: int, end: int) -> None:
    content[start:end] = bytes(end - start)
