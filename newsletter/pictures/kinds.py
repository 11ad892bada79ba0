"""What kind of picture some bytes are, whatever the file is called; and what endings say."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from newsletter.regexes import regex

#: The kinds we publish, each with the endings a name may have; the first is given to what we make.
PUBLISHED: dict[str, tuple[str, ...]] = {
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WebP": (".webp",),
    "GIF": (".gif",),
    "AVIF": (".avif",),
    "SVG": (".svg",),
}
#: What mail programs show.
IN_LETTERS = frozenset({"JPEG", "PNG", "GIF"})

#: How a file begins that is a picture, but none we publish.
_OTHERS = (
    (regex(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL), "HEIC"),
    (regex(rb"II\*\x00|MM\x00\*|II\+\x00|MM\x00\+"), "TIFF"),
    (regex(rb"BM.{12}", re.DOTALL), "BMP"),
    (regex(rb"8BPS"), "Photoshop"),
    (regex(rb"\xff\x0a|\x00{3}\x0cJXL "), "JPEG XL"),
    (regex(rb"\x00{3}\x0cjP {2}|\xff\x4f\xff\x51"), "JPEG 2000"),
    (regex(rb"%PDF"), "PDF"),
    (regex(rb"%!PS"), "PostScript"),
    (regex(rb"\x00\x00\x01\x00"), "icon"),
    (regex(rb"\x1f\x8b"), "compressed SVG"),
)
_AVIF = regex(rb"....ftyp(?:avi[fs]|(?:mif1|msf1).{4}(?:.{4})*?avi[fs])", re.DOTALL)
_SVG = regex(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE\s+svg|!--|svg\b|\w+:svg\b)", re.IGNORECASE)


def kind_of(content: bytes) -> str:
    """The kind of a picture by how it begins: one of `PUBLISHED`, another's name, or "" if it is none."""
    begins = content[:512]
    if begins.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if begins.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if begins.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if begins.startswith(b"RIFF") and begins[8:12] == b"WEBP":
        return "WebP"
    if _AVIF.match(begins[: int.from_bytes(begins[:4], "big")]):
        return "AVIF"
    if _SVG.match(begins):
        return "SVG"
    return next((kind for pattern, kind in _OTHERS if pattern.match(begins)), "")


def kind_by_name(path: str) -> str:
    """The kind that a name's ending says; "" if it is none that we publish."""
    ending = PurePosixPath(path).suffix.lower()
    return next((kind for kind, endings in PUBLISHED.items() if ending in endings), "")
