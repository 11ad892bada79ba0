"""What is said over HTTP: what was done, what was not, and what nobody knows; and nothing of a secret is told."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from newsletter.post.handing_over.engines import Found
from newsletter.post.handing_over.listmonk import TEMPLATE, TEMPLATE_NAME
from newsletter.post.handing_over.shown import differences
from newsletter.post.handing_over.steps import hand_over
from newsletter.post.handing_over.web import EngineError, Exchange, LostError, Web, over_http
from newsletter.post.web import Reply, WebError
from tests.post.handing_over.fakes.exchange import Fake, RefusedError, served
from tests.post.handing_over.samples import HOUR, a_buttondown, a_listmonk, buttondown, listmonk, sample

SECRET = ("Authorization", "Token secret")


class _Answers:
    """A fake that gives one answer after another."""

    def __init__(self, *answers: Any) -> None:
        self._answers, self.asked_for = list(answers), 0

    def asked(self, *_: Any) -> Any:
        self.asked_for += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def web(url: str, slept: list[float] | None = None) -> Web:
    return Web("It", url, SECRET, over_http(patience=0.3), (slept if slept is not None else []).append)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            RefusedError(403, {"message": "no jo@example.org \x1b[31m here"}),
            r"It answers 403: no j…@…org \[31m here$",
        ),
        (RefusedError(400, {"code": "bad", "detail": "why"}), "It answers 400: bad why$"),
        (RefusedError(302, {}, Location="https://elsewhere.test/"), "It answers 302: is its address right"),
    ],
)
def test_a_refusal_is_a_line_without_anybodys_address(answer: RefusedError, words: str) -> None:
    with served(_Answers(answer)) as url, pytest.raises(EngineError, match=words):
        web(url).do("POST", "things", {})


@pytest.mark.parametrize("secret", ["token user:SECRET", "Token SECRET", "SECRET"])
def test_a_refusal_that_repeats_the_secret_is_told_without_it(secret: str) -> None:
    for said in (secret, "user:SECRET", "only SECRET", "x" * 197 + "SECRET"):
        fake = _Answers(RefusedError(403, {"message": f"invalid: {said}"}))
        with served(fake) as url, pytest.raises(EngineError, match="answers 403: invalid: ") as refused:
            Web("It", url, ("Authorization", secret), over_http(), lambda _: None).do("POST", "x", {})
        assert "SEC" not in str(refused.value)


def test_a_refusal_without_an_end_is_cut_before_it_is_looked_through() -> None:
    fake = _Answers(RefusedError(400, {"message": "a" * 100_000}))
    begun = time.process_time()
    with served(fake) as url, pytest.raises(EngineError, match=r"a{200}$"):
        web(url).do("POST", "things", {})
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_that_is_nested_without_end_is_none(status: int) -> None:
    def say(*_: Any) -> Reply:
        return Reply(status, {}, b"[" * 200_000)

    with pytest.raises(EngineError, match="gives no sensible answer$" if status == 200 else "answers 400$"):
        listmonk(say).found("2026-11")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: listmonk(_says({"data": {"results": [{"id": [], "name": "x"}]}})).plan(),
        lambda: listmonk(
            _says({"data": [{"id": "abc", "name": TEMPLATE_NAME, "body": TEMPLATE}]})
        ).make_ready(),
        lambda: listmonk(
            _says({"data": {"id": 1, "body": "", "status": "draft", "lists": [{"id": []}]}})
        ).amiss(Found("1", "", "draft", is_draft=True), sample(), None),
        lambda: buttondown(
            _says({"results": [{"id": "1", "status": "draft", "analytics": [1]}], "count": 1})
        ).found("2026-11"),
    ],
)
def test_an_answer_of_another_shape_is_none(ask: Callable[[], Any]) -> None:
    with pytest.raises(EngineError, match=r"gives no sensible answer$"):
        ask()


def _says(said: Any) -> Exchange:
    return lambda *_: Reply(200, {}, json.dumps(said).encode())


@pytest.mark.parametrize(
    ("shown", "lines"),
    [
        ('<?xml version="1.0" encoding="latin-1"?><p>é</p>', 0),
        ("<p>é</p>", 0),
        ("<!-- x -->", 1),
        ("\x00", 1),
        ("<p>é\ud800</p>", 0),
        ('<p>é</p><img src="http://[x">', 1),
    ],
)
def test_whatever_an_engine_shows_is_compared(shown: str, lines: int) -> None:
    assert len(differences("<p>é</p>", shown)) == lines


@pytest.mark.parametrize(
    "answer", [RefusedError(500, {}), RefusedError(503, {}), RefusedError(408, {}), "<html>", '{"half": ']
)
def test_what_broke_over_it_or_is_no_answer_may_have_been_done_and_is_not_repeated(answer: Any) -> None:
    fake = _Answers(answer)
    with served(fake) as url, pytest.raises(LostError):
        web(url).do("POST", "things", {})
    assert fake.asked_for == 1


def test_what_reads_is_asked_again_and_given_up_in_the_end() -> None:
    fake, slept = _Answers(RefusedError(500, {}), "nonsense", {"a": 1}), list[float]()
    with served(fake) as url:
        assert web(url, slept).read("things", lambda found: found["a"]) == 1
        assert slept == [1.0, 4.0]
        with pytest.raises(EngineError, match="It gives no sensible answer"):
            web(url).read("things", _nothing)


def _nothing(_: Any) -> None:
    raise LostError


@pytest.mark.parametrize(("said", "pause"), [("7", 7.0), ("100000", 90.0), ("soon", 1.0), ("", 1.0)])
def test_an_engine_that_asks_for_time_gets_it(said: str, pause: float) -> None:
    fake, slept = (
        _Answers(RefusedError(429, {}, **({"Retry-After": said} if said else {})), {"id": 1}),
        list[float](),
    )
    with served(fake) as url:
        assert web(url, slept).do("POST", "things", {}) == {"id": 1}
    assert slept == [pause]


def test_one_that_always_asks_for_time_is_left_alone() -> None:
    fake = _Answers(RefusedError(429, {"detail": "slow down"}))
    with served(fake) as url, pytest.raises(EngineError, match="It answers 429: slow down"):
        web(url).do("POST", "things", {})
    assert fake.asked_for == 4


@pytest.mark.parametrize("how", ["drop", "never", "half"])
def test_a_line_that_breaks_behind_a_request_leaves_it_open(how: str) -> None:
    def befall(handler: BaseHTTPRequestHandler) -> bool:
        if how == "half":
            handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":')
        if how == "never":
            handler.rfile.read(1)  # until the other side has had enough
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True
        return True

    with served(_Answers({}), befall) as url, pytest.raises(LostError):
        web(url).do("POST", "things", {})


def test_who_is_not_there_has_certainly_not_done_it() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(EngineError, match="It cannot be reached"):
        web(f"http://127.0.0.1:{port}/").do("POST", "things", {})


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("http://listmonk.example.org/", "s3cret", "begins with https"),
        ("https://listmonk.example.org/", "s3cret\r\nX: y", "no header can carry"),
        ("https://listmonk.example.org/", "s3crét", "no header can carry"),
    ],
)
def test_no_secret_goes_in_clear_or_into_another_header(url: str, secret: str, words: str) -> None:
    with pytest.raises(EngineError, match=words) as refused:
        Web("It", url, ("Authorization", secret), over_http(), lambda _: None)
    assert "s3c" not in str(refused.value)


def test_a_server_whose_certificate_anybody_can_make_is_told_nothing(tmp_path: Path) -> None:
    fake = _Answers({})
    with (
        served(fake, tls=_of_ones_own(tmp_path)) as url,
        pytest.raises(EngineError, match=r"It cannot be spoken to safely.*self-signed"),
    ):
        web(url).do("POST", "things", {})
    assert fake.asked_for == 0


def _of_ones_own(folder: Path) -> ssl.SSLContext:
    """What a server shows that vouches for itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    begun = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    now = datetime.now(UTC)
    lasting = begun.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    certificate = lasting.add_extension(here, critical=False).sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = folder / "own.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("name", ["listmonk", "buttondown"])
def test_a_whole_hand_over_goes_over_a_real_line(name: str) -> None:
    fake: Fake = a_listmonk() if name == "listmonk" else a_buttondown()
    with served(fake) as url:
        if name == "listmonk":
            engine: Any = listmonk(over_http(), url=url)
        else:
            engine = buttondown(_at(url))
        outcome = hand_over(engine, sample(), HOUR, None, lambda *_: None, lambda _: None)
    assert (outcome.was, outcome.one.at) == ("scheduled", HOUR)


def _at(url: str) -> Any:
    """A line to this server, for one whose address is another."""
    say = over_http()
    return lambda method, asked, body, headers: say(
        method, asked.replace("https://buttondown.test/", url), body, headers
    )


def test_an_engine_that_answers_an_octet_at_a_time_does_not_hold_it_for_ever() -> None:
    begun = time.monotonic()

    def befall(handler: BaseHTTPRequestHandler) -> bool:
        with suppress(OSError):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while time.monotonic() - begun < 5:
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.05)
        handler.close_connection = True
        return True

    with served(_Answers({}), befall) as url, pytest.raises(LostError):
        web(url).do("POST", "things", {})
    assert time.monotonic() - begun < 3


def test_an_answer_that_is_larger_than_any_may_have_been_given_for_something_done() -> None:
    def say(*_: object) -> Reply:
        raise WebError("too much", "it is larger than any edition")

    with pytest.raises(LostError):
        Web("It", "https://it.test/", SECRET, say, lambda _: None).do("POST", "things", {})
