"""Requests become answers: files of the built site, in a copy that reloads itself.

Besides the files it answers under /__newpower/: the script, its style, the stream that tells a page
when it has been built anew, and the pages by which people join and leave.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from newsletter import permalinks
from newsletter.editor.overlay import (
    EVENTS,
    SCRIPT,
    STYLE,
    State,
    overlay_html,
    overlay_key,
    served_page,
    waiting_page,
)
from newsletter.editor.server import HTML, PLAIN, Answer, Request, Respond

#: Seconds between signs of life on a quiet stream; a reader who left is noticed by them.
_HEARTBEAT = 15.0

#: The same on every machine, whatever its list of types says.
_TYPES = {
    ".html": HTML,
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": PLAIN,
    ".xml": "application/xml",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".bib": "application/x-bibtex; charset=utf-8",
}
_FEEDS = {
    "feed.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}
_OURS = Path(__file__).parent
#: Below it stand the pages by which people join and leave, and the mails that these send.
JOINING = "/__newpower/post/"


class Board:
    """Where the builder posts how things stand, and pages wait for news of it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._state = State()
        self._count = 0
        self._is_closed = False

    @property
    def state(self) -> State:
        """How things stand now."""
        with self._changed:
            return self._state

    def post(self, state: State) -> None:
        """Tell everyone who waits."""
        with self._changed:
            self._state = state
            self._count += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Send everyone who waits home."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def news(self) -> Iterator[State | None]:
        """The state now, and again after each post; None as a sign of life. Ends when the board closes."""
        told = -1
        while True:
            with self._changed:
                if not self._is_closed and self._count == told:
                    self._changed.wait(_HEARTBEAT)
                if self._is_closed:
                    return
                state = self._state if self._count != told else None
                told = self._count
            yield state


@dataclass(frozen=True, slots=True)
class SiteAnswers:
    """Answers requests from the built site in `directory`, which no request can leave."""

    directory: Path
    board: Board
    joining: Respond | None = None
    """What answers below JOINING."""

    def __call__(self, request: Request) -> Answer:
        """The answer to one request."""
        if self.joining is not None and request.path.startswith(JOINING):
            return self.joining(request)
        if request.method != "GET":
            return Answer(405, b"Nothing is sent to this page.\n", headers=(("Allow", "GET, HEAD"),))
        if request.path == EVENTS:
            return Answer(200, b"retry: 500\n\n", "text/event-stream", stream=self._events())
        if request.path in (SCRIPT, STYLE):
            name = PurePosixPath(request.path).name
            return Answer(200, (_OURS / name).read_bytes(), content_type(name))
        state = self.board.state  # before the file: a page may be newer than it says, never older
        if not state.site:
            return Answer(503, waiting_page(state, request.host).encode(), HTML)
        found = built_file(self.directory, request.path)
        if isinstance(found, str):
            query = f"?{request.query}" if request.query else ""
            return Answer(307, b"", headers=(("Location", found + query),))
        if found is not None:
            return self._file(found, request.host, state, 200)
        missing = built_file(self.directory, permalinks.NOT_FOUND)
        if isinstance(missing, Path):
            return self._file(missing, request.host, state, 404)
        return Answer(404, b"There is no such page.\n")

    def _file(self, path: Path, host: str, state: State, status: int) -> Answer:
        kind = content_type(path.name)
        name = path.relative_to(self.directory.resolve()).as_posix()
        try:
            content = path.read_bytes()
        except OSError:  # removed by a build in this very moment
            return Answer(404, b"There is no such page.\n")
        if name in state.early:
            content, state = state.early[name], replace(state, site=state.following)
        if kind == HTML:
            content = served_page(content.decode("utf-8", "replace"), state, host).encode()
        return Answer(status, content, kind)

    def _events(self) -> Iterator[bytes]:
        for state in self.board.news():
            yield b": still here\n\n" if state is None else _event(state)


def built_file(directory: Path, path: str) -> Path | str | None:
    """The file at a decoded path; the address to go to, if it is a folder; None if there is none."""
    parts = path.split("/")[1:]
    inner = parts if parts[-1] else parts[:-1]
    if any(not part or part.startswith(".") or not part.isprintable() or "\\" in part for part in inner):
        return None  # what a build makes has no such name; others' folders, such as .git, have
    try:
        found = directory.joinpath(*inner).resolve(strict=True)
        if not found.is_relative_to(directory.resolve()):
            return None
        if not found.is_dir():
            return found if parts[-1] and found.is_file() else None
        if parts[-1]:
            return "/" + "/".join(map(quote, inner)) + "/"
        return index if (index := found / "index.html").is_file() and not index.is_symlink() else None
    except (OSError, ValueError):
        return None


def content_type(name: str) -> str:
    """What a file of the site is served as, by its name."""
    return _FEEDS.get(name) or _TYPES.get(PurePosixPath(name).suffix.lower(), _plain_or_bytes(name))


def _plain_or_bytes(name: str) -> str:
    """Hosts' own files, such as _headers, are text."""
    return PLAIN if name.startswith("_") else "application/octet-stream"


def _event(state: State) -> bytes:
    html = overlay_html(state)
    news = {
        "site": state.site,
        "following": state.following,
        "early": [permalinks.written_to(path) for path in state.early],
        "key": overlay_key(html),
        "overlay": html,
    }
    return f"data: {json.dumps(news)}\n\n".encode()
