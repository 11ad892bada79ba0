"""What the preview's benchmark measures, tried on a server of a few lines."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from benchmarks.measure import CommandError, session_seconds
from benchmarks.preview import (
    BODY,
    IDLE,
    Server,
    Waits,
    first_pages,
    free_port,
    page,
    running,
    saved_until_seen,
    wait_for,
    waits_table,
)

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

#: Serves each case study's file as it stands, a while after the start.
PROGRAM = """
import sys, time
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler as Handler
from pathlib import Path
root, port = Path(sys.argv[1]), int(sys.argv[2])
class Study(Handler):
    def do_GET(self):
        name = self.path.strip("/")
        content = (root / "content" / f"{name}.md").read_bytes() + b"</html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
    def log_message(self, *_):
        pass
time.sleep(0.2)
try:
    HTTPServer(("127.0.0.1", port), Study).serve_forever()
except KeyboardInterrupt:
    pass
"""
ADDRESS = "/case-studies/study-00001/"


@pytest.fixture
def server(tmp_path: Path) -> Server:
    (tmp_path / "content/case-studies").mkdir(parents=True)
    (tmp_path / "content/case-studies/study-00001.md").write_text("---\ntitle: One\n---\n\nWords.\n")
    port = free_port()
    return Server("ours", (sys.executable, "-c", PROGRAM, str(tmp_path), str(port)), tmp_path, port)


def test_first_pages_are_timed_from_the_start_and_show_the_edit(server: Server) -> None:
    first, new = first_pages(server, 1, "A paragraph from before.")
    assert 0.2 < first <= new < 10
    assert page(server.port, ADDRESS) == b"", "nobody answers any more"


def test_a_save_is_timed_until_it_is_seen(server: Server) -> None:
    def late(root: Path, number: int, words: str) -> None:
        time.sleep(0.1)
        path = root / f"content/case-studies/study-{number:05}.md"
        path.write_text(f"{path.read_text()}\n{words}\n")

    with running(server):
        assert 0.1 <= saved_until_seen(server, 1, late, "Another paragraph.") < 5
        assert b"Another paragraph." in page(server.port, ADDRESS)


def test_a_server_that_ends_is_said(server: Server) -> None:
    broken = Server("ours", (sys.executable, "-c", "1 / 0"), server.root, server.port)
    with running(broken) as process, pytest.raises(CommandError, match="never showed"):
        wait_for(broken.port, ADDRESS, "</html>", process)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc")
def test_a_rest_costs_nothing_and_work_its_seconds(server: Server) -> None:
    busy = Server("busy", (sys.executable, "-c", "while True: pass"), server.root, server.port)
    with running(server) as resting, running(busy) as working:
        wait_for(server.port, ADDRESS, "</html>")
        before = session_seconds(resting.pid), session_seconds(working.pid)
        time.sleep(0.5)
        rest, work = (session_seconds(p.pid) - b for p, b in zip((resting, working), before, strict=True))
        working.kill()
    assert rest < 0.1 < work


def test_the_table_shows_the_middle_beside_hugos_and_the_goal():
    waits = [
        Waits(14, BODY, (0.1, 0.3, 0.2), (0.4, 0.4, 0.4)),
        Waits(14, IDLE, (0.04,), (0.0,)),
        Waits(1000, BODY, (0.5,), (0.25,)),
    ]
    assert waits_table(waits).splitlines() == [
        "studies  wait                     seconds  least   most   Hugo  × Hugo  goal",
        "     14  a body saved until seen    0.200  0.100  0.300  0.400    0.50  0.15",
        "     14  10 s of rest, processor    0.040  0.040  0.040  0.000",
        "",
        "  1,000  a body saved until seen    0.500  0.500  0.500  0.250    2.00   0.3",
    ]
