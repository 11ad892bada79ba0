"""What a file is that only has the name of a text: told by its first bytes, and nothing else of it.

Serves `source_file`. An editor who saves from a word processor, a browser or a chat has the right
words in the wrong wrapping.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location

#: Bytes that are looked into: the first names in an archive, what stands above a page's first element.
_LOOKED_AT = 4096
_DOCUMENT = "open it, and copy its words into a text file, such as `newpower new` writes"
_PICTURE = "give it the ending of its kind, such as .jpg or .png, and put the words of the page here"
_FIRST_BYTES: Sequence[tuple[bytes, str, str]] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of Word or another office program", _DOCUMENT),
    (b"%PDF-", "a PDF", _DOCUMENT),
    (b"{\\rtf", "a document in RTF, as WordPad and TextEdit save it", _DOCUMENT),
    (b"\x89PNG", "a picture", _PICTURE),
    (b"\xff\xd8\xff", "a picture", _PICTURE),
    (b"GIF8", "a picture", _PICTURE),
    (b"RIFF", "a picture, a sound or a film", _PICTURE),
    (b"\x1f\x8b", "a packed file", "unpack it, and put here what was in it"),
    (b"MIME-Version:", "a saved web page or a mail", _DOCUMENT),
    (b"From: <Saved by", "a saved web page", _DOCUMENT),
    (b"[InternetShortcut]", "a shortcut to a web page", "put the words of the page here"),
)
#: Whatever stands above a page's first element is taken as it comes (`*+`): two ways to read a row of comments
#: would be tried for each of them, so that every comment doubled the time: 24 took 4.5 s.
_WEB_PAGE = regex(
    rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
#: What the first names in a zip archive say it is.
_IN_ARCHIVES = (
    (b"word/", "a Word document"),
    (b"opendocument.text", "a document of LibreOffice"),
    (b"xl/", "a workbook of Excel"),
    (b"ppt/", "slides of PowerPoint"),
    (b"opendocument", "a document of LibreOffice"),
    (b"Index/Document.iwa", "a document of Pages"),
    (b"[Content_Types].xml", "a document of Word or another office program"),
)


def other_format(path: str, content: bytes) -> Diagnostic | None:
    """What to say of a file that is no text, or one that another program wrote; None if it may be one of ours."""
    found = _format(content[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip())
    if found is None:
        return None
    what, hint = found
    return Diagnostic(Location(path), "another-format", f"this is {what}, and no text", hint)


def _format(start: bytes) -> tuple[str, str] | None:
    if start.startswith(b"PK\x03\x04"):
        what = next((what for part, what in _IN_ARCHIVES if part in start), None)
        return (what, _DOCUMENT) if what else ("a zip archive", "unpack it, and put here what was in it")
    if _WEB_PAGE.match(start):
        return "a web page", _DOCUMENT
    return next(((what, hint) for first, what, hint in _FIRST_BYTES if start.startswith(first)), None)
