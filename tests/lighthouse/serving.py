"""The built site as a good host serves it: the headers of its own `_headers`, packed on the way, connections kept open."""

from __future__ import annotations

import gzip
import mimetypes
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

#: What is worth packing: pictures and fonts are packed already.
_PACKED = re.compile(r"text/.*|application/(?:json|.*[+]xml|.*[+]json|javascript|xml)|image/svg[+]xml")


class _Host(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, *of_request: object) -> None:
        self.folder = folder
        super().__init__(*of_request)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self.folder / (path + "index.html" if path.endswith("/") else path)[1:]
        is_there = file.is_file() and not file.name.startswith("_")
        file = file if is_there else self.folder / "404.html"
        headers = {"Content-Type": _type(file), **_headers(self.folder, path)}
        content = file.read_bytes()
        if _PACKED.fullmatch(headers["Content-Type"].partition(";")[0]):
            content = gzip.compress(content, 6)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self.send_response(200 if is_there else 404)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address the folder is served at on this machine, without a slash at its end; it may be filled later."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


def _type(file: Path) -> str:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _headers(folder: Path, path: str) -> dict[str, str]:
    """What the rules of `_headers` that match a path say together."""
    found: dict[str, str] = {}
    for pattern, headers in _rules(folder).items():
        if re.fullmatch(pattern, path):
            found |= headers
    return found


@cache
def _rules(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Of each rule its path as a pattern, and its headers."""
    rules: dict[str, dict[str, str]] = {}
    pattern = ""
    for line in (folder / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rules[pattern][name] = value
        else:
            pattern = re.sub(r":\w+", "[^/]+", re.escape(line).replace(r"\*", ".*"))
            rules[pattern] = {}
    return rules
