"""What stands between us and a fake engine: nothing, a line that loses and repeats, or a real server."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Protocol, TypeAlias, get_args
from urllib.parse import parse_qs, urlsplit

from newsletter.post.web import Reply, WebError

#: What happens to something that is said, or to what is answered.
Fault: TypeAlias = Literal[
    "lost before", "lost behind", "broken before", "broken behind", "twice", "half", "nonsense",
    "told to wait", "told nothing but to wait", "again", "late",
]  # fmt: skip
FAULTS: tuple[Fault, ...] = get_args(Fault)


class RefusedError(Exception):
    """A fake's answer that is no success."""

    def __init__(self, status: int, said: dict[str, Any], **headers: str) -> None:
        super().__init__(status)
        self.status, self.said, self.headers = status, said, headers


class Fake(Protocol):
    """An engine: it is asked, and gives what is JSON or text."""

    def asked(
        self, method: str, path: str, query: Mapping[str, str], said: Any, headers: Mapping[str, str]
    ) -> Any:
        """What it answers. Raises RefusedError."""
        ...


def answered(fake: Fake, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
    """What a fake answers, as it goes over a line."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    try:
        said = fake.asked(method, parts.path, query, json.loads(body) if body else None, headers)
    except RefusedError as refused:
        return Reply(refused.status, refused.headers, json.dumps(refused.said).encode())
    return Reply(200, {}, said.encode() if isinstance(said, str) else json.dumps(said).encode())


class Line:
    """A line to a fake on which a fault may befall whatever is said; `next_fault` says which, if any."""

    def __init__(self, fake: Fake, next_fault: Callable[[], Fault | None] = lambda: None) -> None:
        self._fake, self._next_fault = fake, next_fault
        self._last: Reply | None = None
        self._late: list[Callable[[], Reply]] = []
        self.befell: list[Fault] = []

    def __call__(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        """The answer, if one comes."""

        def act() -> Reply:
            return answered(self._fake, method, url, body, headers)

        fault = self._next_fault()
        if fault is not None:
            self.befell.append(fault)
        if fault != "late":
            while self._late:  # what was thought lost is done now
                self._late.pop()()
        found = self._with(fault, act)
        self._last = found
        return found

    def _with(self, fault: Fault | None, act: Callable[[], Reply]) -> Reply:
        match fault:
            case "lost before":
                raise WebError("refused", "the line broke")
            case "lost behind":
                act()
                raise WebError("refused", "the line broke")
            case "late":
                self._late.append(act)
                raise WebError("refused", "the line broke")
            case "broken before":
                return Reply(502, {}, b"<html>Bad gateway</html>")
            case "broken behind":
                act()
                return Reply(500, {}, b'{"message": "internal error"}')
            case "twice":
                act()
                return act()
            case "half":
                found = act()
                return Reply(found.status, found.headers, found.content[: len(found.content) // 2])
            case "nonsense":
                act()
                return Reply(200, {}, b"<html>Log in</html>")
            case "told to wait":
                return Reply(429, {"retry-after": "2"}, b"{}")
            case "told nothing but to wait":
                return Reply(429, {}, b"{}")
            case "again":
                found = act()
                return self._last or found
        return act()


@contextmanager
def served(
    fake: Fake,
    befall: Callable[[BaseHTTPRequestHandler], bool] = lambda _: False,
    tls: ssl.SSLContext | None = None,
) -> Iterator[str]:
    """A real server for a fake; its address. `befall` may do something else with a request, and says whether it did."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # an answer goes in one piece: in two, the second waits for 40 ms

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
            if befall(self):
                return
            found = answered(fake, self.command, self.path, body, dict(self.headers.items()))
            self.send_response(found.status)
            for name, text in found.headers.items():
                self.send_header(name.replace("_", "-"), text)
            self.send_header("Content-Length", str(len(found.content)))
            self.end_headers()
            self.wfile.write(found.content)

        do_POST = do_PUT = do_PATCH = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who breaks off is nothing to tell
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True).start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
