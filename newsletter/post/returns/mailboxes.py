"""Where mails that came back lie: a Maildir, an mbox, a pipe (and `imap`). One after another, never two in memory.

Of each the first mebibyte is read: what a report says stands in front of the letter that came back. A mail
is put away when it was taken in, and never deleted; who is killed in between finds it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from newsletter.values import point

#: Octets that are read of a mail.
READ = 1 << 20
#: Of a line at a time: there are some without an end.
_LINE = 1 << 16


class MailboxError(Exception):
    """It cannot be read; its words are one line, without a secret and without what a server said."""


@point
class Mail:
    """The first mebibyte of a mail. `put_away` is called when it was taken in; whether a person is to read it."""

    content: bytes
    put_away: Callable[[bool], None]


def read_maildir(folder: Path) -> Iterator[Mail]:
    """The mails that are new in a Maildir, by the names of their files. Raises OSError.

    One that is put away is in `cur/`, seen (`S`); one that a person is to read is not seen, and flagged (`F`).
    Those with either flag are not read again (https://cr.yp.to/proto/maildir.html). A file that cannot be
    read keeps none behind it, and is told at the end.
    """
    failed: OSError | None = None
    for inner in ("new", "cur"):
        with os.scandir(folder / inner) as entries:
            names = sorted(one.name for one in entries if _is_waiting(one, inner))
        for name in names:
            path = folder / inner / name
            try:
                with path.open("rb") as opened:
                    content = opened.read(READ)
            except FileNotFoundError:
                continue  # another program put it away
            except OSError as error:
                failed = error
                continue
            yield Mail(content, _put_into_cur(folder, path))
    if failed is not None:
        raise failed


def _is_waiting(entry: os.DirEntry[str], inner: str) -> bool:
    flags = entry.name.rpartition(":2,")[2] if ":2," in entry.name else ""
    is_mail = not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)
    return is_mail and (inner == "new" or not set(flags) & {"S", "F"})


def _put_into_cur(folder: Path, path: Path) -> Callable[[bool], None]:
    def put_away(is_for_a_person: bool) -> None:
        name, _, flags = path.name.partition(":2,")
        flags = "".join(sorted({*flags, "F" if is_for_a_person else "S"}))
        with suppress(FileNotFoundError):
            path.rename(folder / "cur" / f"{name}:2,{flags}")

    return put_away


def read_stream(opened: BinaryIO) -> Iterator[Mail]:
    """The mails of an mbox, or the one mail that this is, where it does not begin as an mbox does. Only read."""
    begun, is_mbox, is_behind_blank = bytearray(), False, True
    for number, line in enumerate(iter(lambda: opened.readline(_LINE), b"")):
        begins = is_behind_blank and line.startswith(b"From ")
        is_mbox = is_mbox or (begins and number == 0)
        if begins and is_mbox:
            if begun:
                yield Mail(bytes(begun), _leave)
            begun = bytearray()
        else:
            begun += line[: READ - len(begun)]
        is_behind_blank = line in (b"\n", b"\r\n")
    if begun:
        yield Mail(bytes(begun), _leave)


def _leave(is_for_a_person: bool) -> None:
    """An mbox is somebody else's to change, and a pipe is over."""
