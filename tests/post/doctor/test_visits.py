"""The one click, the site and the relay, asked where they are: real servers, well and ill."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from newsletter.content.config import Relay, SiteSettings
from newsletter.post.doctor import visits
from newsletter.post.doctor.answers import Answer
from newsletter.post.doctor.live import judge_site
from newsletter.post.doctor.one_click import TOKEN, judge_click
from newsletter.post.doctor.tls import judge_line
from newsletter.post.doctor.ways import Way
from newsletter.post.joining.app import joining_app
from newsletter.post.joining.links import links_of
from newsletter.post.joining.wishes import Said
from newsletter.post.relay.session import RelayError, open_session
from newsletter.post.subscribers.people import counts
from newsletter.post.subscribers.person import person_of_token
from tests import made_up
from tests.post.doctor.asking import SILENT, Records, asks, told
from tests.post.joining.doors import NOTICE, Clock, office, pages
from tests.post.lists import a_list, joined
from tests.post.secure_server import Answers, certificate, secure_app, secure_server

HERE: Records = {"lists.commons.test A": ("127.0.0.1",), "commons.test A": ("127.0.0.1",)}


def _site(port: int, host: str = "lists.commons.test") -> SiteSettings:
    settings = made_up.config().site
    base = f"https://{host}:{port}/post"
    sender = replace(settings.sender, unsubscribe_url=f"{base}/leave/")
    home = f"https://commons.test:{port}"
    return replace(settings, sender=sender, subscribe_url=f"{base}/subscribe", base_url=home)


def _clicked(port: int, records: Records = HERE, host: str = "lists.commons.test") -> str:
    return told(judge_click(_site(port, host), asks(records)))


def test_our_own_server_answers_as_it_has_to_and_nobody_leaves(trusted: Path, tmp_path: Path) -> None:
    log: list[str] = []
    with a_list(tmp_path / "var") as at:
        joined(at, "jo@example.org")
        assert person_of_token(at.key, TOKEN) is None
        mine = office(at, Clock(), log)
        links = links_of(_site(1))
        app = joining_app(replace(mine, links=links, pages=pages(links), said=Said("", NOTICE)))
        with secure_app(trusted, app) as port:
            said = _clicked(port)
        assert (
            said
            == f"good: https://lists.commons.test:{port}/post/leave/ answers both forms of POST, and the link, by 200 -> "
        )
        assert counts(at)["active"] == 1
    assert [line.split()[1:4] for line in log] == [
        ["POST", "leave", "200"],
        ["POST", "leave", "200"],
        ["GET", "leave-page", "200"],
        ["GET", "health", "200"],
    ]


def _answers(
    *, post: Any = (200, {}, b""), get: Any = (200, {}, b""), form: Any = None, health: Any = (200, {}, b"")
) -> Answers:
    def answers(method: str, path: str, content: bytes) -> Any:
        if path == "/post/health":
            return health
        assert path.endswith(f"/leave/{TOKEN}")
        if method == "GET":
            return get
        return form if form and content.startswith(b"--") else post

    return answers


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (_answers(), "good"),
        (_answers(post=(302, {"Location": "/login"}, b"")), "hurts: {}: a POST of application/x-www-form-urlencoded is sent"),
        (_answers(post=(404, {}, b"")), "hurts: {}: a POST of application/x-www-form-urlencoded is answered 404"),
        (_answers(post=(405, {}, b"")), "is answered 405"),
        (_answers(form=(415, {}, b"")), "hurts: {}: a POST of multipart/form-data is answered 415"),
        (_answers(post=(200, {"Set-Cookie": "a=b"}, b"")), "x-www-form-urlencoded is answered with a cookie"),
        (_answers(get=(500, {}, b"")), "hurts: {}: the page behind the link is answered 500"),
        (_answers(post=(200, {}, b"x" * 2_000_001)), "hurts: {}: it is larger than any edition"),
        (_answers(health=(503, {}, b"")), "hurts: https://lists.commons.test:{port}/post/health: the server"),
        (_answers(health=(404, {}, b"")), "mind: https://lists.commons.test:{port}/post/health answers 404"),
        (_answers(post=None), "unknown: {}: no answer within"),
    ],
)  # fmt: skip
def test_whatever_a_mail_program_would_stumble_over_is_told(
    trusted: Path, monkeypatch: pytest.MonkeyPatch, server: Answers, words: str
) -> None:
    """RFC 8058 §3.1 and §3.2."""
    monkeypatch.setattr(visits, "PATIENCE", 0.3)
    with secure_server(trusted, server) as port:
        assert words.format(f"https://lists.commons.test:{port}/post/leave/", port=port) in _clicked(port)


def test_a_one_click_that_is_not_https_is_none() -> None:
    site = _site(1)
    plain = replace(site, sender=replace(site.sender, unsubscribe_url="http://lists.commons.test/leave/"))
    assert told(judge_click(plain, asks({}))).startswith(
        "hurts: http://lists.commons.test/leave/ is no https"
    )


def test_where_nobody_can_be_found_is_told_apart_from_where_nobody_answers_for_the_name(
    tmp_path: Path,
) -> None:
    assert "hurts: lists.commons.test has no address" in _clicked(1, {})
    quiet = {"lists.commons.test A": SILENT, "lists.commons.test AAAA": SILENT}
    assert _clicked(1, quiet) == "unknown: no DNS answers here for lists.commons.test (timed out) -> "
    assert "hurts: https://lists.commons.test:1/post/leave/" in _clicked(1)
    other = certificate(tmp_path / "other.pem", "lists.commons.test")
    with secure_server(other, _answers()) as port:
        assert "it cannot be spoken to safely" in _clicked(port)


def test_of_several_addresses_the_first_that_answers_counts(trusted: Path) -> None:
    two = {"lists.commons.test A": ("127.0.0.2", "127.0.0.1")}
    with secure_server(trusted, _answers()) as port:
        assert _clicked(port, two).startswith("good")


def test_a_host_without_a_name_is_gone_to_as_it_is(trusted: Path) -> None:
    with secure_server(trusted, _answers()) as port:
        for host in ("127.0.0.1", "localhost"):
            assert "it cannot be spoken to safely" in _clicked(port, {}, host), (
                "it is not the certificate's name"
            )


# The site


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "good: {}/ is there -> \ngood: {}/subscribe/ is there -> "),
        ({"/": (404, {}, b"")}, "hurts: {}/ answers 404 -> newpower build"),
        ({"/": (302, {"Location": "https://other.test/"}, b"")}, "hurts: {}/ answers 302"),
        ({"/": (200, {}, b"a parking page")}, "hurts: {}/ does not name The Commons: it is another's page"),
        ({"/subscribe/": (404, {}, b"")}, "mind: {}/subscribe/ answers 404"),
        ({"/": (302, {"Location": "/home/"}, b""), "/home/": (200, {}, b"The Commons")}, "good: {}/ is there"),
    ],
)  # fmt: skip
def test_the_site_is_there_and_ours(trusted: Path, answers: dict[str, Any], words: str) -> None:
    pages = {"/": (200, {}, b"<h1>The&#32;Commons"), "/subscribe/": (200, {}, b"The Commons"), **answers}
    with secure_server(trusted, lambda _, path, __: pages[path]) as port:
        said = told(judge_site(_site(port), asks(HERE)))
    assert words.format(*[f"https://commons.test:{port}"] * 2) in said


# The relay

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
AWAY, QUIET = (
    RelayError("smtp.test:587 cannot be reached", may_pass=True),
    Answer("silent", words="timed out"),
)
RELAY = Way("localhost", is_here=True, seen=Answer("nothing"))


@contextmanager
def _relay(file: Path) -> Iterator[int]:
    class Server(Controller):
        def _trigger_server(self) -> None:
            self.port = int(self.server.sockets[0].getsockname()[1])  # type: ignore[union-attr]
            super()._trigger_server()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    controller = Server(Sink(), hostname="127.0.0.1", port=0, tls_context=context)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.mark.parametrize(("days", "verdict"), [(60, "good"), (10, "mind")])
def test_a_certificate_that_ends_soon_is_told(tmp_path: Path, days: int, verdict: str) -> None:
    file = certificate(tmp_path / "relay.pem", "localhost", days=days)
    with _relay(file) as port:
        relay = Relay(host="localhost", port=port)
        now = datetime.now(UTC)
        said = told(judge_line(relay, RELAY, lambda: open_session(relay, None, "here.test", str(file)), now))
    assert said.startswith(f"{verdict}: localhost:{port} speaks TLSv1.3, under ")
    assert f"{now + timedelta(days=days):%Y-%m-%d}" in said


def _failing(error: RelayError) -> Callable[[], smtplib.SMTP]:
    def knock() -> smtplib.SMTP:
        raise error

    return knock


@pytest.mark.parametrize(
    ("error", "seen", "words"),
    [
        (RelayError("smtp.test does not let jo in"), Answer("found", ("192.0.2.1",)), "hurts: smtp.test does not let jo in -> "),
        (AWAY, Answer("no name"), "hurts: smtp.test:587 cannot be reached -> content/site.yaml: host, port"),
        (AWAY, QUIET, "unknown: smtp.test:587 cannot be reached; no DNS answers here for smtp.test (timed out)"),
    ],
)  # fmt: skip
def test_a_relay_that_cannot_be_used_is_told_and_one_that_cannot_be_looked_up_is_not_known(
    error: RelayError, seen: Answer, words: str
) -> None:
    relay = Relay(host="smtp.test")
    said = told(judge_line(relay, Way("smtp.test", is_here=False, seen=seen), _failing(error), NOW))
    assert said.startswith(words)
