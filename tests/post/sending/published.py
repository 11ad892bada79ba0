"""A publication that is on the site, with a relay and a list of five: what a command that sends is given."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsletter.cli import main
from newsletter.engine.options import Options
from newsletter.letters import read_letters
from newsletter.post import web
from tests.building import copied_project
from tests.post.lists import a_list
from tests.post.secure_server import certificate
from tests.post.sending.sendings import people
from tests.post.sending.sink import Relay

MONTH = "2026-11"
#: A name that leads to this machine while these tests run: nobody posts letters whose links lead to their own.
HOME = "commons.home.org.uk"
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)


class Site:
    """A site that answers what a test tells it to, over TLS."""

    def __init__(self, port: int, certificate: Path) -> None:
        self.home = f"https://{HOME}:{port}"
        self.certificate = certificate
        self.answers: dict[str, tuple[int, bytes, str]] = {}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code, body, to = made.answers.get(self.path, (404, b"", ""))
            self.send_response(code)
            if to:
                self.send_header("Location", to)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    file = certificate(tmp_path_factory.mktemp("tls") / "site.pem", HOME)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    made = Site(server.server_address[1], file)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Path:
    """The made-up publication with an owner, a relay and a home, and its edition on the site."""
    root = copied_project(tmp_path_factory.mktemp("sending") / "project")
    settings = root / "content/site.yaml"
    text = settings.read_text().replace("https://commons.example", site.home).replace(".example", ".org.uk")
    text = text.replace("1 Example Street", "1 High Street").replace("Exampleton", "Preston")
    relay_here = "relay:\n  host: 127.0.0.1\n  port: 1\n  security: none"
    settings.write_text(re.sub(r"^relay: .*\ndkim: .*$", relay_here, text, flags=re.MULTILINE))
    options = Options(
        root=root, out=root / "public", outbox=root / "outbox", cache_dir=root / ".cache", now=LATER,
        future=True, keeps_answers=False,
    )  # fmt: skip
    letter = next(one for one in read_letters(options, is_to_send=MONTH) if one.edition == MONTH)
    assert letter.posting is not None
    assert letter.posting.in_the_way == ()
    site.answers[f"/editions/{MONTH}/"] = (200, b"a page", "")
    site.answers[f"/editions/{MONTH}/edition.txt"] = (200, letter.posting.text.encode(), "")
    return root


@pytest.fixture
def reachable(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The site, found under its name and believed to be who it says."""
    found = socket.getaddrinfo

    def here(host: Any, *more: Any, **named: Any) -> Any:
        return found("127.0.0.1" if host == HOME else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", here)
    believed = ssl.create_default_context(cafile=str(site.certificate))
    monkeypatch.setattr(web, "context", lambda: believed)
    return site


@pytest.fixture
def root(project: Path, reachable: Site, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The publication that is on the site, with a list of five, new for each test."""
    (project / "var").unlink(missing_ok=True)
    folder.mkdir(parents=True)
    (project / "var").symlink_to(folder)
    monkeypatch.setattr("newsletter.letters.read_letters", _remembering)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder.parent / "state"))
    with a_list(folder) as at:
        people(at, 5)
    return project


_MEMORY: dict[str, Any] = {}


def _remembering(options: Options, **more: Any) -> Any:
    """The letters, with what one reading tells the next: it takes a fifth of the time."""
    return read_letters(options, _MEMORY, **more)


def asked(root: Path, *words: str) -> Result:
    """What `newpower edition` answers to these words."""
    done = CliRunner().invoke(main, ["edition", words[0], "--root", str(root), *words[1:]])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert "host.test" not in done.output, "nobody's address is shown"
    return done


def posted(root: Path, here: Relay, *words: str) -> Result:
    """The same with a relay that is there."""
    settings = root / "content/site.yaml"
    text = settings.read_text()
    settings.write_text(text.replace("  port: 1\n", f"  port: {here.port}\n"))
    try:
        return asked(root, *words)
    finally:
        settings.write_text(text)
