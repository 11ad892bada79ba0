"""The server that takes letters: greeted, made safe, logged in to, and never spoken to without TLS that was asked for."""

from __future__ import annotations

import base64
import smtplib
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult, LoginPassword

from newsletter.content.config import Relay
from newsletter.post.relay.session import RelayError, open_session, session

SECRET = "correct horse battery staple"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of `localhost` that signs itself, and its key, in one file."""
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", f"{file}.key", "-out", str(file)),
        ],
        check=True,
        capture_output=True,
    )
    file.write_text(Path(f"{file}.key").read_text() + file.read_text())
    return file


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


class _XOAuth2(Sink):
    """Takes a token as Google does."""

    async def auth_XOAUTH2(  # noqa: N802  (aiosmtpd looks for it by this name)
        self, server: Any, args: list[str]
    ) -> AuthResult:
        said = await server.challenge_auth("") if len(args) == 1 else base64.b64decode(args[1])
        return AuthResult(success=said == f"user=jo\1auth=Bearer {SECRET}\1\1".encode(), handled=False)


class _Server(Controller):
    """A server on a port that the system chooses."""

    def _trigger_server(self) -> None:
        self.port = int(self.server.sockets[0].getsockname()[1])  # type: ignore[union-attr]
        super()._trigger_server()


@contextmanager
def _server(handler: Any = None, **asked: Any) -> Iterator[int]:
    """The port of a server that takes letters and forgets them."""
    controller = _Server(handler or Sink(), hostname="127.0.0.1", port=0, **asked)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def _session(
    port: int, secret: str | None = None, trusted: Path | None = None, **more: Any
) -> Iterator[smtplib.SMTP]:
    relay = Relay(host="localhost", port=port, **more)
    with session(relay, secret, "here.example", trusted and str(trusted)) as connection:
        yield connection


def _lets_in(server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
    is_right = isinstance(login, LoginPassword) and login.password == SECRET.encode()
    return AuthResult(success=is_right, handled=False)


def test_starttls_is_spoken_under_the_servers_own_certificate(certificate: Path) -> None:
    with _server(tls_context=_context(certificate), require_starttls=True) as port:
        with _session(port, trusted=certificate) as connection:
            assert isinstance(connection.sock, ssl.SSLSocket)
            assert connection.noop()[0] == 250
        with pytest.raises(RelayError, match="cannot be spoken to safely"), _session(port):
            pass


def test_who_does_not_offer_starttls_is_not_spoken_to_without() -> None:
    with _server() as port, pytest.raises(RelayError, match="STARTTLS"), _session(port):
        pass


def test_a_server_elsewhere_is_never_spoken_to_in_clear() -> None:
    elsewhere = Relay(host="smtp.example.org", security="none")
    with pytest.raises(RelayError, match="is not this machine"):
        open_session(elsewhere, None, "here.example")


@pytest.mark.parametrize("login", ["password", "xoauth2"])
def test_who_knows_the_secret_is_let_in(certificate: Path, login: str) -> None:
    with (
        _server(
            _XOAuth2(), tls_context=_context(certificate), authenticator=_lets_in, auth_required=True
        ) as port,
        _session(port, SECRET, certificate, user="jo", login=login) as connection,
    ):
        assert connection.mail("letter@example.org")[0] == 250


@pytest.mark.parametrize("login", ["password", "xoauth2"])
def test_who_guesses_is_not_and_what_was_guessed_is_not_repeated(certificate: Path, login: str) -> None:
    with (
        _server(_XOAuth2(), tls_context=_context(certificate), authenticator=_lets_in) as port,
        pytest.raises(RelayError, match="does not let jo in") as told,
        _session(port, "a guess", certificate, user="jo", login=login),
    ):
        pass
    assert "guess" not in str(told.value)


def test_a_missing_secret_is_told_before_anybody_is_called() -> None:
    with pytest.raises(RelayError, match="NEWPOWER_RELAY_SECRET"), _session(1, user="jo"):
        pass


def test_nobody_there_is_one_line() -> None:
    with (
        pytest.raises(RelayError, match="localhost:1 cannot be reached: ") as told,
        _session(1, security="none"),
    ):
        pass
    assert "\n" not in str(told.value)
