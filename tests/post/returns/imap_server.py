"""A small IMAP server over TLS on a port that the system chooses (RFC 3501), for one mailbox in memory."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

USER, SECRET = "returns@example.org", 'correct "horse" battery'


def certificate(folder: Path) -> Path:
    """A certificate of `localhost` that signs itself, with its key."""
    file = folder / "localhost.pem"
    asked = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    more = ["-addext", "subjectAltName=DNS:localhost", "-keyout", f"{file}.key", "-out", str(file)]
    subprocess.run([*asked.split(), *more], check=True, capture_output=True)
    file.write_text(Path(f"{file}.key").read_text() + file.read_text())
    return file


class Server:
    """Holds mails by number, with their flags. It breaks off in front of the fetch of number `breaks_at`."""

    def __init__(self, mails: list[bytes], breaks_at: int = 0) -> None:
        self.mails = dict(enumerate(mails, 1))
        self.flags: dict[int, set[str]] = {number: set() for number in self.mails}
        self.breaks_at = breaks_at
        self.asked: list[str] = []

    def serve(self, lines: BinaryIO) -> None:
        """One session."""
        lines.write(b"* OK ready\r\n")
        lines.flush()
        while line := lines.readline().decode().strip():
            tag, _, said = line.partition(" ")
            self.asked.append(said)
            done = self._answer(said, lines)
            lines.write(f"{tag} {done}\r\n".encode())
            lines.flush()
            if said == "LOGOUT":
                return

    def _answer(self, said: str, lines: BinaryIO) -> str:
        if said == "CAPABILITY":
            lines.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif said.startswith("LOGIN"):
            quoted = SECRET.replace('"', '\\"')
            return "OK in" if said == f'LOGIN {USER} "{quoted}"' else f"NO {USER} is not let in"
        elif said.startswith("SELECT"):
            return "OK [READ-WRITE] open" if said == 'SELECT "INBOX"' else "NO there is none"
        elif said.startswith("UID SEARCH"):
            assert "UNSEEN UNFLAGGED" in said
            found = [
                str(number) for number, flags in self.flags.items() if not flags & {"\\Seen", "\\Flagged"}
            ]
            lines.write(f"* SEARCH {' '.join(found)}\r\n".encode())
        elif fetch := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", said):
            self._send(int(fetch[1]), int(fetch[2]), lines)
        elif store := re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \((\S+)\)", said):
            self.flags[int(store[1])].add(store[2])
        return "OK done"

    def _send(self, number: int, most: int, lines: BinaryIO) -> None:
        if number == self.breaks_at:
            raise ConnectionError
        content = self.mails[number][:most]
        lines.write(
            f"* {number} FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n"
        )


@contextmanager
def answering(server: Server, certificate: Path) -> Iterator[int]:
    """The port at which it answers, until this ends."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    plain, _ = listening.accept()
                except OSError:
                    return
                with (
                    suppress(OSError, ssl.SSLError),
                    plain,
                    context.wrap_socket(plain, server_side=True) as safe,
                    safe.makefile("rwb") as lines,
                    suppress(ConnectionError),
                ):
                    server.serve(lines)  # type: ignore[arg-type]

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)
