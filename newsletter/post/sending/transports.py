"""By what letters go: a relay, or a folder that gets a file for each; both stop before the dot, and finish behind it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from newsletter.content.config import Relay
from newsletter.post.relay.answers import Answer
from newsletter.post.relay.dialogue import PATIENCE, Dialogue, Line, LineLostError, Parcel, Sign
from newsletter.post.relay.session import RelayError, open_session

#: Letters and seconds after which a session is ended and a new one begun: relays cut long ones off.
_LETTERS, _SECONDS = 500, 60
#: What a ledger calls the transport of a relay; that of a folder is `folder:` and its path.
SMTP = "smtp"


#: Opens a line. Raises RelayError.
Transport = Callable[[], Line]


def smtp(
    relay: Relay,
    secret: str | None,
    name: str,
    trusted: str | None = None,
    patience: float = PATIENCE,
    sign: Sign | None = None,
) -> Transport:
    """What opens sessions with a relay, as `relay.open_session` does; `sign` is done to each letter before."""
    return lambda: Dialogue(open_session(relay, secret, name, trusted), patience, sign)


def folder(path: Path) -> Transport:
    """What puts letters into a folder, one file a person, for their owner alone to read.

    Raises RelayError where a file stands in its way, and OSError.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise RelayError(f"{path} can be no folder: a file has that name, or stands on the way") from None
    return lambda: FolderLine(path)


def file_of(folder: Path, key: str) -> Path:
    """The file of a person's letter, by the key in its Message-ID."""
    return folder / f"{key}.eml"


class FolderLine:
    """Letters into a folder: the dot is the moment at which a file has its name."""

    def __init__(self, path: Path) -> None:
        self._folder = path
        self._part: Path | None = None
        self._file: Path | None = None
        self.is_open = True

    def offer(self, parcel: Parcel) -> Answer | None:
        """Writes the letter under a name that nobody looks for."""
        self._file = file_of(self._folder, parcel.key)
        self._part = self._file.with_suffix(".part")
        try:
            descriptor = os.open(self._part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(parcel.body)
                opened.flush()
                os.fsync(opened.fileno())
        except OSError:
            self.close()
            raise LineLostError(is_behind_dot=False) from None
        return None

    def finish(self) -> Answer:
        """Gives the letter its name, and has that on the disk: a power cut takes nothing back that was accepted."""
        assert self._part is not None
        assert self._file is not None
        try:
            self._part.replace(self._file)
            folder = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError:
            self.close()
            raise LineLostError(is_behind_dot=True) from None
        return Answer("dot", 250, "2.0.0")

    def quit(self) -> None:
        """Leaves nothing half written."""
        self.close()

    def close(self) -> None:
        """Leaves nothing half written."""
        self.is_open = False
        if self._part is not None:
            self._part.unlink(missing_ok=True)


class Session:
    """A connection's line, opened when it is needed, and anew after so many letters or seconds."""

    def __init__(self, transport: Transport, clock: Callable[[], datetime]) -> None:
        self._transport, self._clock = transport, clock
        self._line: Line | None = None
        self._letters, self._opened = 0, 0.0

    def line(self) -> Line:
        """The line for the next letter. Raises RelayError."""
        now = self._clock().timestamp()
        if self._line is not None and self._line.is_open:
            if self._letters < _LETTERS and now - self._opened < _SECONDS:
                self._letters += 1
                return self._line
            self._line.quit()
        self._line = self._transport()
        self._letters, self._opened = 1, now
        return self._line

    def drop(self) -> None:
        """Ends the line at once."""
        if self._line is not None:
            self._line.close()

    def quit(self) -> None:
        """Ends the line politely."""
        if self._line is not None:
            self._line.quit()
