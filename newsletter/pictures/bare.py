"""A picture without what it tells besides: where it was taken, when, by which camera, and any comment.

Each container is copied part by part, and only what pictures are drawn from is kept: whatever
is unknown is left out. Pixels are not decoded, so they stay as they are. Colour profiles stay.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from newsletter.pictures.bare_avif import bare_avif
from newsletter.regexes import regex


def bare(kind: str, content: bytes) -> bytes:
    """The picture without metadata. Raises EOFError if it breaks off, ValueError if it is built otherwise."""
    return _BARE[kind](content)


# JPEG (ITU-T T.81, annex B)

_SCAN_END = regex(rb"\xff[^\x00\xd0-\xd7\xff]")
_JFIF_THUMBNAIL = (
    12  # bytes of JFIF before its thumbnail's size: the thumbnail may show more than the picture
)
_ADOBE = 12


def _bare_jpeg(content: bytes) -> bytes:
    """All that comes after the end goes too: phones append films and further pictures, each with its position.

    One that breaks off gets no end: whoever decodes it sees whether anything is missing.
    """
    kept, at = [content[:2]], 2
    while (at := content.find(b"\xff", at)) >= 0:
        marker = content[at + 1 : at + 2]
        if marker in (b"", b"\xd9"):
            kept.append(content[at : at + 2])
            break
        if marker[0] in (0x00, 0x01, 0xFF) or 0xD0 <= marker[0] <= 0xD8:
            at += 1 if marker == b"\xff" else 2
            continue
        size = int.from_bytes(_taken(content, at + 2, 2), "big")
        if size < 2:
            raise ValueError("a part without a size")
        payload = _taken(content, at + 4, size - 2)
        at += 2 + size
        kept.append(_segment(marker[0], payload))
        if marker[0] == 0xDA:
            end = _SCAN_END.search(content, at)
            kept.append(content[at : end.start() if end else None].rstrip(b"\xff"))
            at = end.start() if end else len(content)
    return b"".join(kept)


def _segment(marker: int, payload: bytes) -> bytes:
    """What is kept of a part: tables, frames and scans whole; of the rest what says how to read the colours."""
    if marker == 0xE0:
        is_jfif = payload.startswith(b"JFIF\0")
        payload = payload[:_JFIF_THUMBNAIL].ljust(_JFIF_THUMBNAIL, b"\0") + b"\0\0" if is_jfif else b""
    elif marker == 0xE2:
        payload = payload if payload.startswith(b"ICC_PROFILE\0") else b""
    elif marker == 0xEE:
        payload = payload[:_ADOBE] if payload.startswith(b"Adobe") else b""
    elif not 0xC0 <= marker <= 0xDF:
        payload = b""
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload if payload else b""


# PNG, third edition (W3C)

_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split()
)


def _bare_png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while True:
        size, name = struct.unpack(">I4s", _taken(content, at, 8))
        chunk = _taken(content, at, 12 + size)
        at += len(chunk)
        if name in _PNG_KEPT:
            kept.append(chunk)
        if name == b"IEND":
            return b"".join(kept)


# WebP (RFC 9649)

_WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_TOLD = 0x08 | 0x04  # the flags that say there is EXIF, there is XMP
_ANMF_HEAD = 16


def _bare_webp(content: bytes) -> bytes:
    size = int.from_bytes(_taken(content, 4, 4), "little")
    chunks = b"".join(_webp_chunks(_taken(content, 12, size - 4)))
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _webp_chunks(content: bytes) -> Iterator[bytes]:
    at = 0
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        payload = _taken(content, at + 8, size)
        at += 8 + size + size % 2
        if name not in _WEBP_KEPT:
            continue
        if name == b"VP8X":
            payload = bytes((payload[0] & ~_WEBP_TOLD, *payload[1:]))
        elif name == b"ANMF":
            payload = payload[:_ANMF_HEAD] + b"".join(_webp_chunks(payload[_ANMF_HEAD:]))
        yield struct.pack("<4sI", name, len(payload)) + payload + b"\0" * (len(payload) % 2)


# GIF 89a

#: What says how often an animation is shown; any other application's words go.
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def _bare_gif(content: bytes) -> bytes:
    at = 13 + _colours(_taken(content, 10, 1)[0])
    kept, control = [_taken(content, 0, at)], b""
    while True:
        begins = content[at : at + 1]
        if begins in (b"", b";"):  # many a GIF has no end mark
            return b"".join(kept) + b";"
        start = at
        if begins == b"!":
            label = _taken(content, at + 1, 1)[0]
            at = _after_blocks(content, at + 2)
            if label == 0xF9:
                control = content[start:at]
            elif label == 0xFF and content[start + 3 : start + 14] in _GIF_LOOPS:
                kept.append(content[start:at])
            elif label == 0x01:
                control = b""  # it was that of the words, which go
        elif begins == b",":
            at += 10 + _colours(_taken(content, at + 9, 1)[0]) + 1
            at = _after_blocks(content, at)
            kept += (control, content[start:at])
            control = b""
        else:
            raise ValueError("a part of no kind")


def _colours(flags: int) -> int:
    """Bytes of the table of colours that a GIF's flags announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    """Where a row of blocks ends: each is headed by its size, the last is empty."""
    while size := _taken(content, at, 1)[0]:
        at += 1 + size
    return at + 1


def _taken(content: bytes, at: int, size: int) -> bytes:
    """Some bytes. Raises EOFError where there are not so many."""
    if at + size > len(content):
        raise EOFError("the picture breaks off")
    return content[at : at + size]


_BARE = {"JPEG": _bare_jpeg, "PNG": _bare_png, "WebP": _bare_webp, "GIF": _bare_gif, "AVIF": bare_avif}
