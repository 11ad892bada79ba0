"""A mail taken apart, as far as reports need: header fields, and the parts of a multipart message. Pure.

Anybody may have written it. Nothing raises, nothing calls itself, and all of it takes a time that
grows with the size alone: the library's own parser asks itself again for each message within a message,
and gives up at some hundreds.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from itertools import islice

from newsletter.regexes import regex
from newsletter.values import point

#: How deep multiparts within multiparts are looked into, and at how many parts of one.
_DEEPEST, _MOST = 8, 100
#: Fields read of one head, and characters of a value: more says nothing of what came back.
_FIELDS, _LONGEST_VALUE = 1000, 10_000

_END_OF_HEAD = regex(rb"\r?\n[ \t]*\r?\n")
_BLANK_LINES = regex(rb"\r?\n(?:[ \t]*\r?\n)+")
_FIELD = regex(r"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)  # RFC 5322 §2.2
_BOUNDARY = regex(r"boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)


@point
class Fields:
    """The fields of a head, names in small letters, in order."""

    pairs: tuple[tuple[str, str], ...] = ()

    def all(self, *names: str) -> tuple[str, ...]:
        """The values of the fields of these names, in the order of the names."""
        return tuple(value for name in names for known, value in self.pairs if known == name)

    def first(self, *names: str) -> str:
        """The first of them; empty where there is none."""
        return next(iter(self.all(*names)), "")


@point
class Part:
    """A part that is no multipart: its type in small letters, and its content, encoded as it came."""

    kind: str
    encoding: str
    encoded: bytes

    def content(self) -> bytes:
        """What it holds, decoded; as it came where its encoding is not kept to (RFC 2045 §6)."""
        try:
            if self.encoding == "base64":
                return binascii.a2b_base64(self.encoded)
            if self.encoding == "quoted-printable":
                return binascii.a2b_qp(self.encoded)
        except ValueError:
            pass
        return self.encoded


def split_head(message: bytes) -> tuple[Fields, bytes]:
    """The fields of a message, and what follows the blank line behind them."""
    message = message.lstrip(b"\r\n")
    end = _END_OF_HEAD.search(message)
    head, body = (message[: end.start()], message[end.end() :]) if end else (message, b"")
    return read_fields(head), body


def read_fields(head: bytes) -> Fields:
    """The fields, unfolded (RFC 5322 §2.2.3); a line that is none is left out."""
    lines: list[list[str]] = []
    for line in head.decode("utf-8", "replace").replace("\0", "").split("\n"):
        if line[:1] in (" ", "\t") and lines:
            lines[-1].append(line.strip())
        elif len(lines) < _FIELDS:
            lines.append([line.rstrip("\r")])
        else:
            break
    found = (_FIELD.match(" ".join(line)[:_LONGEST_VALUE]) for line in lines)
    return Fields(tuple((one[1].lower(), one[2].strip()) for one in found if one))


def groups(content: bytes) -> Iterator[Fields]:
    """The groups of fields between blank lines, of which a report is made (RFC 3464 §2.1), the first hundred."""
    start = 0
    for end in islice(_BLANK_LINES.finditer(content), _MOST):
        yield read_fields(content[start : end.start()])
        start = end.end()
    if start < len(content):
        yield read_fields(content[start:])


def parts(fields: Fields, body: bytes) -> Iterator[Part]:
    """The parts of a message, in order, multiparts opened; never what is within a message that came back."""
    waiting = [(fields, body, 0)]
    while waiting:
        fields, body, depth = waiting.pop()
        said = fields.first("content-type")
        kind = said.partition(";")[0].strip().lower() or "text/plain"
        boundary = _BOUNDARY.search(said)
        if kind.startswith("multipart/") and boundary and depth < _DEEPEST:
            inner = islice(_between(body, (boundary[1] or boundary[2]).encode()), _MOST)
            waiting += [(*split_part(one), depth + 1) for one in reversed(list(inner))]
        else:
            yield Part(kind, fields.first("content-transfer-encoding").lower(), body)


def split_part(part: bytes) -> tuple[Fields, bytes]:
    """The same as `split_head`, for a part: it may have no fields at all, and then begins with the blank line."""
    if part.startswith((b"\n", b"\r\n")):
        return Fields(), part.lstrip(b"\r\n")
    return split_head(part)


def _between(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between the lines that are the boundary (RFC 2046 §5.1.1); to the end, where it was cut off."""
    delimiter = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?$", re.MULTILINE)
    start = None
    for line in delimiter.finditer(body):
        if start is not None:
            yield body[start : max(start, line.start() - 1)]
        if line[1]:
            return
        start = line.end() + 1
    if start is not None:
        yield body[start:]
