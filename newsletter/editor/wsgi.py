"""A WSGI application, asked one request of ours (PEP 3333)."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

from newsletter.editor.server import Answer, Request

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def wsgi_answer(application: WSGIApplication, request: Request) -> Answer:
    """What the application answers. The server has looked at `Host`, so it is told a local one."""
    said: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        said[:] = [int(status.split(" ", 1)[0]), headers]
        return said.append

    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path.encode().decode("latin-1"),
        "QUERY_STRING": request.query,
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "CONTENT_TYPE": request.content_type,
        "CONTENT_LENGTH": str(len(request.content)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(request.content),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    content = b"".join(application(environ, start_response))
    status, headers = said[:2]
    kept = {name.lower(): (name, value) for name, value in headers}
    kind = kept.pop("content-type", ("", "text/plain"))[1]
    ours = ("content-length", "cache-control", "x-content-type-options", "cross-origin-resource-policy")
    return Answer(status, content, kind, tuple(pair for name, pair in kept.items() if name not in ours))
