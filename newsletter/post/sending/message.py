"""A finished letter, checked once, into which each person's own is spliced: bytes for bytes, nothing encoded anew.

`message → Letter → bytes of one person`, for a transport.
"""

from __future__ import annotations

import hashlib

from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.regexes import regex
from newsletter.values import point

#: Octets of a line without its end, RFC 5322 §2.1.1.
_LONGEST_LINE = 998
#: List-Unsubscribe has two, and each part of the letter leads out at least once.
_FEWEST_TOKENS = 4
#: Hexadecimal digits of a key.
_KEY = len(MESSAGE_KEY)

_PLACEHOLDER = regex("|".join((TOKEN, MESSAGE_KEY, RECIPIENT)))
#: SES and others put a Message-ID of their own over ours, and leave this.
_OWN_HEADER = b"X-Newpower-Delivery: "


class BadMessageError(ValueError):
    """These bytes are no letter that may be sent; its words say why."""


@point
class Letter:
    """A letter in pieces: what stands between the placeholders, and which of them stands behind each piece.

    `content_hash` is that of its bytes, placeholders included, in hexadecimal.
    """

    slug: str
    content_hash: str
    pieces: tuple[bytes, ...]
    slots: tuple[str, ...]

    def spliced(self, token: str, key: str, address: str) -> bytes:
        """One person's letter, without the dot at its end. Raises BadMessageError where something has no place in it."""
        if len(token) != len(TOKEN) or len(key) != _KEY or not (token + key).isalnum():
            raise BadMessageError("a token or a key is of another width")
        if not address or not address.isprintable():
            raise BadMessageError("an address holds what no header may hold")
        own = {TOKEN: token.encode(), MESSAGE_KEY: key.encode(), RECIPIENT: address.encode()}
        parts = [_OWN_HEADER, f"{self.slug}.{key}\r\n".encode(), self.pieces[0]]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            parts += (own[slot], piece)
        return b"".join(parts)


def delivery_of(body: bytes) -> tuple[str, str]:
    """The edition and the key of one person's letter, as the header of our own at its top has them; empty where it has none."""
    line = body.partition(b"\r\n")[0]
    if not line.startswith(_OWN_HEADER):
        return "", ""
    slug, _, key = line.removeprefix(_OWN_HEADER).decode("ascii").rpartition(".")
    return slug, key


def read_letter(slug: str, message: bytes) -> Letter:
    """The letter that stands in a finished message. Raises BadMessageError.

    A placeholder too many or too few, a line that is too long or begins with a dot, a lone CR or LF
    (RFC 5321 §2.3.8): nothing of this is mended here, since a letter is never encoded twice.
    """
    _refuse_bad_lines(message)
    text = message.decode("ascii")
    found = list(_PLACEHOLDER.finditer(text))
    head = text.find("\r\n\r\n")
    counts = {slot: sum(match[0] == slot for match in found) for slot in (TOKEN, MESSAGE_KEY, RECIPIENT)}
    if counts[RECIPIENT] != 1 or f"\r\nTo: {RECIPIENT}\r\n" not in text[: head + 2]:
        raise BadMessageError("the placeholder of the address stands elsewhere than once, in To")
    if counts[MESSAGE_KEY] != 1 or f".{MESSAGE_KEY}@" not in text[:head]:
        raise BadMessageError("the placeholder of the key stands elsewhere than once, in Message-ID")
    if counts[TOKEN] < _FEWEST_TOKENS:
        raise BadMessageError(f"the placeholder of the token stands {counts[TOKEN]} times in it")
    edges = [0, *(edge for match in found for edge in match.span()), len(message)]
    pieces = tuple(message[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    content_hash = hashlib.sha256(message).hexdigest()
    return Letter(slug, content_hash, pieces, tuple(match[0] for match in found))


def _refuse_bad_lines(message: bytes) -> None:
    if not message.isascii() or b"\0" in message:
        raise BadMessageError("it is not all ASCII: a part was not encoded")
    if not message.endswith(b"\r\n"):
        raise BadMessageError("its last line has no end")
    lines = message.split(b"\r\n")
    if any(b"\r" in line or b"\n" in line for line in lines):
        raise BadMessageError("a line ends otherwise than by CRLF")
    if any(len(line) > _LONGEST_LINE for line in lines):
        raise BadMessageError(f"a line is longer than {_LONGEST_LINE} octets")
    if any(line.startswith(b".") for line in lines):
        raise BadMessageError("a line begins with a dot")
