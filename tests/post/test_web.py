"""Our own pages asked: one host, no redirect elsewhere, so much and no more, and each failure in a line."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from newsletter.post import web
from newsletter.post.web import WebError, ask, follow
from tests.post.secure_server import certificate, secure_server


def test_an_answer_is_read_at_the_address_that_was_looked_up_and_under_the_hosts_certificate(
    trusted: Path,
) -> None:
    seen: list[tuple[str, str, bytes]] = []

    def answers(*asked: Any) -> tuple[int, dict[str, str], bytes]:
        seen.append(asked)
        return 200, {"X-Mine": "yes"}, b"words"

    with secure_server(trusted, answers) as port:
        found = ask(
            f"https://commons.test:{port}/a?b=c",
            address="127.0.0.1",
            method="POST",
            content=b"d",
            headers={"Content-Type": "text/x"},
        )
        assert (found.status, found.headers["x-mine"], found.content) == (200, "yes", b"words")
        assert seen == [("POST", "/a?b=c", b"d")]
        with pytest.raises(WebError, match="cannot be spoken to safely: Hostname mismatch") as told:
            ask(f"https://elsewhere.test:{port}/", address="127.0.0.1")
        assert told.value.kind == "unsafe"


@pytest.mark.parametrize("days", [30, -0.5])
def test_a_certificate_nobody_vouches_for_and_one_that_ended_are_told(
    tmp_path: Path, trusted: Path, days: float
) -> None:
    file = certificate(tmp_path / "other.pem", "commons.test", days=days)
    with (
        secure_server(file, lambda *_: (200, {}, b"")) as port,
        pytest.raises(WebError, match="it cannot be spoken to safely") as told,
    ):
        ask(f"https://commons.test:{port}/", address="127.0.0.1")
    assert told.value.kind == "unsafe"


@pytest.mark.parametrize(
    ("to", "status", "requests"),
    [
        ("/here", 200, 2),
        ("/again", 302, 6),
        ("http://localhost:1/", 302, 1),
        ("//localhost/", 302, 1),
        ("", 302, 1),
        ("http://[bad", 302, 1),
        ("//[", 302, 1),
    ],
)
def test_a_redirect_is_followed_on_the_same_host_alone(to: str, status: int, requests: int) -> None:
    seen: list[str] = []

    def answers(_: str, path: str, __: bytes) -> tuple[int, dict[str, str], bytes]:
        seen.append(path)
        if path == "/here":
            return 200, {}, b""
        return 302, {"Location": to.format(port=port)}, b""

    with secure_server(None, answers) as port:
        assert follow(f"http://127.0.0.1:{port}/again").status == status
        assert len(seen) == requests
        assert ask(f"http://127.0.0.1:{port}/again").status == 302


def test_two_megabytes_are_read_and_no_more() -> None:
    size = [web.MOST]
    with secure_server(None, lambda *_: (200, {}, b"x" * size[0])) as port:
        assert len(ask(f"http://127.0.0.1:{port}/").content) == web.MOST
        size[0] += 1
        with pytest.raises(WebError, match="larger than any edition"):
            ask(f"http://127.0.0.1:{port}/")


def test_who_does_not_answer_in_time_and_who_does_not_listen_are_told_apart() -> None:
    with (
        secure_server(None, lambda *_: None) as port,
        pytest.raises(WebError, match="no answer within") as told,
    ):
        ask(f"http://127.0.0.1:{port}/", patience=0.2)
    assert told.value.kind == "silent"
    with pytest.raises(WebError, match="nothing answers there") as told:
        ask("http://127.0.0.1:1/")
    assert told.value.kind == "refused"


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "]
)
def test_who_answers_an_octet_at_a_time_does_not_hold_it_for_ever(head: bytes) -> None:
    over = threading.Event()

    def speak(here: socket.socket) -> None:
        line, _ = here.accept()
        with line, suppress(OSError):
            line.recv(1024)
            line.sendall(head)
            while not over.wait(0.05):
                line.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as here:
        speaking = threading.Thread(target=speak, args=(here,), daemon=True)
        speaking.start()
        limit = threading.Timer(3, over.set)
        limit.start()
        with pytest.raises(WebError, match="no whole answer within") as told:
            ask(f"http://127.0.0.1:{here.getsockname()[1]}/", patience=0.2)
        assert told.value.kind == "silent"
        assert not over.is_set()
        limit.cancel()
        over.set()
        speaking.join(5)


def test_what_is_no_http_is_told() -> None:
    def speak(here: socket.socket) -> None:
        line, _ = here.accept()
        with line:
            line.recv(1024)
            line.sendall(b"220 mail.test ESMTP\r\n")

    with socket.create_server(("127.0.0.1", 0)) as here:
        threading.Thread(target=speak, args=(here,), daemon=True).start()
        with pytest.raises(WebError, match="the line broke, or what came was no HTTP"):
            ask(f"http://127.0.0.1:{here.getsockname()[1]}/")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a/", "http:///", "http://a:b/", "//a/", "http://[x/"]
)
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    with pytest.raises(WebError, match="no web address"):
        ask(url)
