"""A small web on this machine: a server that does all that servers do, and hosts whose names lead to it alone."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from newsletter.engine.progress import Progress, silent
from newsletter.links.answers import Answer
from newsletter.links.asking import Ways
from newsletter.links.asking_all import ask_all
from newsletter.links.guard import Guarded
from newsletter.links.turns import Turns

#: An address of the public web. Nobody asks it: the tests' own transport leads to this machine.
PUBLIC = "93.184.215.14"
METADATA = "169.254.169.254"
COPY = "http://web.archive.org/web/20190203040506/http://gone/"

Answered = Callable[["Handler"], None]


@dataclass
class Asked:
    """A request as it came in, and when it began and was over, in seconds."""

    method: str
    host: str
    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0


@dataclass
class Web:
    """The server: its port, all that it was asked, and octets of bodies that were taken off it."""

    port: int
    over: threading.Event
    asked: list[Asked] = field(default_factory=list)
    sent: int = 0

    def __call__(self, path: str, host: str = "here.org") -> str:
        """The address of a path on a host."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [f"{one.method} {one.path}" for one in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Answers by the path; of an unknown one, 404."""

    protocol_version = "HTTP/1.1"
    web: Web

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(20)

    def parse_request(self) -> bool:
        is_whole = super().parse_request()
        if is_whole:
            host = self.headers.get("Host", "").partition(":")[0]
            self.one = Asked(self.command, host, self.path, dict(self.headers), time.monotonic())
            self.web.asked.append(self.one)
        return is_whole

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.close_connection = True
        if path.startswith("/status/"):
            status, _, rest = path.removeprefix("/status/").partition("/")
            self.answer(int(status) if self.command == "GET" or not rest else int(rest))
        elif path.startswith("/to/"):  # /to/301/where
            _, _, status, to = self.path.split("/", 3)
            self.answer(int(status), Location=to if ":" in to else f"/{to}")
        else:
            _ANSWERS.get(path, lambda handler: handler.answer(404))(self)
        self.one.ended = time.monotonic()

    do_HEAD = do_GET  # noqa: N815

    def answer(self, status: int, body: bytes = b"words", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def _never(handler: Handler) -> None:
    handler.web.over.wait(20)


def _drip(handler: Handler) -> None:
    for octet in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 1000:
        if handler.web.over.wait(0.05):
            return
        handler.wfile.write(bytes([octet]))


def _huge(handler: Handler) -> None:
    if handler.command == "HEAD":
        return handler.answer(405)
    handler.send_response(200)
    handler.send_header("Content-Length", str(10**12))
    handler.end_headers()
    with suppress(OSError):
        while not handler.web.over.is_set() and handler.web.sent < 50_000_000:
            handler.wfile.write(b"x" * 65_536)
            handler.web.sent += 65_536
    return None


def _reset(handler: Handler) -> None:
    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.rfile.close()
    handler.wfile.close()
    handler.connection.close()


def _reset_head(handler: Handler) -> None:
    return _reset(handler) if handler.command == "HEAD" else handler.answer(200)


def _with_cookie(handler: Handler) -> None:
    if "been=here" in handler.headers.get("Cookie", ""):
        handler.answer(200)
    else:
        handler.answer(302, Location="/cookie", Set_Cookie="been=here; Path=/")


def _archive(handler: Handler) -> None:
    (url,) = parse_qs(urlsplit(handler.path).query)["url"]
    closest = {"status": "200", "available": True, "url": COPY, "timestamp": "20190203040506"}
    told: dict[str, Any] = {
        "url": url,
        "archived_snapshots": {"closest": closest} if "/status/" in url else {},
    }
    handler.answer(200, json.dumps(told).encode())


def _slow(handler: Handler) -> None:
    time.sleep(0.1)
    handler.answer(200)


def _raw(content: bytes) -> Answered:
    def write(handler: Handler) -> None:
        handler.wfile.write(content)

    return write


_ANSWERS: dict[str, Answered] = {
    "/": lambda handler: handler.answer(200),
    "/ok": lambda handler: handler.answer(200),
    "/never": _never,
    "/drip": _drip,
    "/huge": _huge,
    "/reset": _reset,
    "/reset-head": _reset_head,
    "/cookie": _with_cookie,
    "/round": lambda handler: handler.answer(302, Location="/about"),
    "/about": lambda handler: handler.answer(302, Location="/round"),
    "/on": lambda handler: handler.answer(302, Location=f"/on?{len(handler.path)}{'n' * len(handler.path)}"),
    "/no-http": _raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    "/headers": _raw(b"HTTP/1.1 200 OK\r\n" + b"X-Much: " + b"y" * 300_000 + b"\r\n\r\n"),
    "/nowhere": lambda handler: handler.answer(302, Location="http://[::bad"),
    "/ftp": lambda handler: handler.answer(302, Location="ftp://here.org/file"),
    "/script": lambda handler: handler.answer(302, Location="javascript:alert(1)"),
    "/slow": _slow,
    "/wayback": _archive,
}


@contextmanager
def small_web(certificate: Path | None = None) -> Iterator[Web]:
    """The server, as long as it lasts; under TLS where it is given a certificate."""
    web = Web(0, threading.Event())

    class Bound(Handler):
        pass

    Bound.web = web
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
    server.daemon_threads, server.block_on_close = True, False
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.over.set()
        server.shutdown()
        server.server_close()


async def look_up(host: str, _port: int) -> tuple[str, ...]:
    """Every host is on the public web, but for a few that tell by their names what they are."""
    if host.endswith("unknown.org"):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if host == "not-now.org":
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    if host == "metadata.org":
        return (METADATA,)
    if host == "half-inside.org":
        return PUBLIC, "10.0.0.1"
    return (host,) if host[:1].isdigit() else (PUBLIC,)


class ToThisMachine(httpx.AsyncBaseTransport):
    """What was judged to be the public web is asked on this machine; anything else would be a hole in the guard."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        limits = httpx.Limits(max_keepalive_connections=0)
        self._inner = httpx.AsyncHTTPTransport(
            verify=context or ssl.create_default_context(), limits=limits, trust_env=False
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == PUBLIC, request.url
        here = request.url.copy_with(host="127.0.0.1")
        to = httpx.Request(request.method, here, headers=request.headers, extensions=request.extensions)
        return await self._inner.handle_async_request(to)

    async def aclose(self) -> None:
        await self._inner.aclose()


def answers(
    *addresses: str,
    patience: float = 5.0,
    pause: float = 0.0,
    context: ssl.SSLContext | None = None,
    lacking: Collection[str] = (),
    service: str = "",
    keep: Callable[[str, Answer], None] = lambda *_: None,
    tell: Progress = silent,
) -> dict[str, Answer]:
    """What these addresses come to."""

    async def asked() -> dict[str, Answer]:
        async with Guarded(ToThisMachine(context), look_up) as transport:
            ways = Ways(transport, Turns(pause), "newpower-links (+https://commons.example)", patience)
            return await ask_all(addresses, ways, keep, tell, lacking=lacking, service=service)

    return asyncio.run(asked())


def answer(address: str, **asked: Any) -> Answer:
    """What one address comes to."""
    return answers(address, **asked)[address]
