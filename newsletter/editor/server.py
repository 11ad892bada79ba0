"""A web server for one reader: the editor at this machine.

It hands each request that may be answered to a function and sends back what that returns.
Whoever else asks is refused: another site's page that has this machine's address under a
name of its own (DNS rebinding) names that name in `Host`, and a form that another site's page
sends here says so in `Sec-Fetch-Site` or `Origin`.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import socketserver
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

#: Ports tried after the one that was asked for; then the system chooses.
_NEXT_PORTS = 20
#: Bytes that may be posted.
LARGEST = 16_384
_TAKEN = (errno.EADDRINUSE, errno.EACCES)

_ALWAYS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
PLAIN = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. `path` is decoded and begins with "/"; `host` is as the browser named it.

    `content` is what was posted, of the kind in `content_type`.
    """

    path: str
    query: str
    host: str
    method: str = "GET"
    content: bytes = b""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back. `stream`, if given, follows `content` until it ends or the reader leaves."""

    status: int
    content: bytes
    content_type: str = PLAIN
    headers: tuple[tuple[str, str], ...] = ()
    stream: Iterable[bytes] | None = None


Respond = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server answers. `is_other` tells that another port than the one asked for was taken."""

    url: str
    port: int
    is_other: bool


@contextmanager
def open_server(host: str, port: int, respond: Respond, tell: Callable[[str], None]) -> Iterator[Address]:
    """A server that answers by `respond` on threads of its own until the block ends.

    Bugs in `respond` are told, and end one request. Raises OSError where `host` is no
    address of this machine.
    """
    server = _bound(host, port, respond, tell)
    thread = threading.Thread(target=server.answer_all, daemon=True)
    thread.start()
    try:
        taken = server.server_address[1]
        yield Address(_url(host, taken), taken, port not in (0, taken))
    finally:
        server.end()
        thread.join(timeout=1)
        server.server_close()


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without port, means this machine alone."""
    name = host.strip("[]").lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self,
        host: str,
        port: int,
        respond: Respond,
        tell: Callable[[str], None],
        family: socket.AddressFamily,
    ) -> None:
        self.address_family = family
        self.respond = respond
        self.tell = tell
        super().__init__((host, port), _Handler)
        self.is_guarded = is_loopback(str(self.server_address[0]))
        self.is_over = False

    def answer_all(self) -> None:
        """Answer until the end. `serve_forever` would look every moment whether it is there."""
        while not self.is_over:
            self.handle_request()

    def end(self) -> None:
        """Whoever answers wakes, since somebody calls, and ends."""
        self.is_over = True
        with suppress(OSError), socket.create_connection((self.server_name, self.server_port), timeout=1):
            pass

    def server_bind(self) -> None:
        """Bind, without asking the network for this machine's name as http.server does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who left is no news; a bug is."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            self.tell(traceback.format_exc())


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "newpower"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Answer."""
        self._send(self._answer())

    def do_HEAD(self) -> None:
        """Answer without the content."""
        self._send(self._answer())

    def do_POST(self) -> None:
        """Answer a form, if a page of ours sent it."""
        length = self.headers.get("Content-Length", "" if "Transfer-Encoding" in self.headers else "0")
        if not length.isdecimal() or len(length) > 9 or int(length) > LARGEST:
            self.close_connection = True
            self._send(Answer(413, b"That is more than a form of ours holds.\n"))
            return
        content = self.rfile.read(int(length))
        if not self._is_from_here():
            self._send(Answer(403, b"Only a page of this preview may send a form to it.\n"))
            return
        self._send(self._answer(content))

    def _is_from_here(self) -> bool:
        """Whether no other site's page sent it: browsers say which did, and programs need not."""
        site = self.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = self.headers.get("Origin")
        return origin is None or origin == f"http://{self.headers.get('Host', '')}"

    def _answer(self, content: bytes = b"") -> Answer:
        host = self.headers.get("Host", "")
        if self.server.is_guarded and not is_loopback(_host_name(host)):
            return Answer(403, b"This preview answers on this machine only.\n")
        asked = _split(self.path)
        path = _decoded(asked.path) if asked else None
        if asked is None or path is None:
            return Answer(400, b"This is no address.\n")
        try:
            method = "GET" if self.command == "HEAD" else self.command
            kind = self.headers.get("Content-Type", "")
            return self.server.respond(Request(path, asked.query, host, method, content, kind))
        except Exception:
            self.server.tell(traceback.format_exc())
            return Answer(500, b"The program failed here; the terminal says where.\n")

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in (("Content-Type", answer.content_type), *answer.headers, *_ALWAYS):
            self.send_header(name, value)
        if answer.stream is None:
            self.send_header("Content-Length", str(len(answer.content)))
        else:
            self.close_connection = True
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.content)
            for piece in answer.stream or ():
                self.wfile.write(piece)
                self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for what is to be mended."""


def _bound(host: str, port: int, respond: Respond, tell: Callable[[str], None]) -> _Server:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
    following = range(port + 1, min(port + _NEXT_PORTS, 65535) + 1) if port else ()
    for candidate in (port, *following):
        try:
            return _Server(host, candidate, respond, tell, family)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
    return _Server(host, 0, respond, tell, family)


def _url(host: str, port: int) -> str:
    """The address to open; a host that means every address of this machine is called by one it has."""
    name = "127.0.0.1" if host in ("", "0.0.0.0") else "::1" if host == "::" else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _host_name(host: str) -> str:
    """`Host` without its port; "" for one that is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _split(target: str) -> SplitResult | None:
    """The parts of a request's target, which may be a whole address (RFC 9112 §3.2.2)."""
    try:
        parts = urlsplit(target if not target.startswith("/") else f"http://here{target}")
    except ValueError:
        return None
    return parts if parts.path.startswith("/") else None


def _decoded(path: str) -> str | None:
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:
        return None
