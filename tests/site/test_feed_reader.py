"""The feeds in a reader people use: newsboat, where it is installed."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests import made_up

NEWSBOAT = shutil.which("newsboat")
TITLE, ADDRESS = "Brixton: money & more", "https://commons.example/case-studies/brixton-pound/"
RSS, ATOM = "feed.xml", "atom.xml"

pytestmark = pytest.mark.skipif(not NEWSBOAT, reason="newsboat is not installed (apt-get install newsboat)")


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address it is served at."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_newsboat_reads_rss_and_atom_and_knows_an_entry_from_either(served: tuple[Path, str], tmp_path: Path):
    folder, address = served
    _write_feeds(folder)
    (tmp_path / "urls").write_text(f"{address}/{RSS}\n{address}/{ATOM}\n", encoding="utf-8")
    (tmp_path / "config").touch()
    files = [("-u", "urls"), ("-C", "config"), ("-c", "cache.db"), ("-d", "log")]
    arguments = [part for flag, name in files for part in (flag, str(tmp_path / name))]
    home = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    for words in (["reload"], ["print-unread"]):
        done = subprocess.run(
            [str(NEWSBOAT), *arguments, "-l", "2", "-x", *words],
            capture_output=True,
            text=True,
            timeout=60,
            env=home,
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1", "unread", "articles"], "one entry, though two feeds hold it"
    assert (tmp_path / "log").read_text(encoding="utf-8") == ""
    with sqlite3.connect(tmp_path / "cache.db") as cache:
        rows = cache.execute("SELECT title, url, guid, content FROM rss_item").fetchall()
    for title, url, guid, content in rows:
        assert (title, url, guid) == (TITLE, ADDRESS, ADDRESS)
        assert "<p>Notes were printed" in content


def _write_feeds(folder: Path) -> None:
    """One entry as the feed of case studies tells it, in two forms."""
    study = made_up.changed(made_up.BRIXTON, title=TITLE)
    feeds = made_up.feeds(made_up.site(study, only=[]))
    for name in (RSS, ATOM):
        (folder / name).write_bytes(feeds[f"case-studies/{name}"])
