"""The server that takes letters for the post: connected to, greeted, made safe, logged in to.

All of the session is smtplib's. A server that should speak TLS and does not, or under a
certificate that is not its own, is never spoken to without.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

from newsletter.content.config import Relay
from newsletter.post.unreached import why_unreached

#: Seconds to wait for anything but the answer behind the final dot, for which it may take ten minutes (RFC 5321 §4.5.3.2.6).
PATIENCE = 60
#: Where letters may be handed over without TLS: they do not leave the machine.
_HERE = ("localhost", "127.0.0.1", "::1")


class RelayError(Exception):
    """The server cannot be used; its words are one line, without a password and without anybody's address.

    `may_pass` is whether it may be another time, with nothing changed here.
    """

    def __init__(self, words: str, *, may_pass: bool = False) -> None:
        super().__init__(words)
        self.may_pass = may_pass


@contextmanager
def session(
    relay: Relay, secret: str | None, name: str, trusted: str | None = None
) -> Iterator[smtplib.SMTP]:
    """A session with the server, to send letters by. Raises RelayError.

    `secret` is the password, or the token, of `relay.user`; `name` is what we call ourselves
    (RFC 5321 §4.1.1.1); `trusted` is a file of certificates that count beside the system's.
    """
    connection = open_session(relay, secret, name, trusted)
    try:
        yield connection
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
        connection.close()


def open_session(relay: Relay, secret: str | None, name: str, trusted: str | None = None) -> smtplib.SMTP:
    """The same, for who ends it: by `quit` and `close`. Raises RelayError."""
    if relay.security == "none" and relay.host not in _HERE:
        raise RelayError(f"{relay.host} is not this machine: say `security: starttls` or `tls` under `relay`")
    if relay.user and not secret:
        raise RelayError(f"the secret of {relay.user} is missing: put it into NEWPOWER_RELAY_SECRET")
    try:
        return _greeted(relay, secret, name, trusted)
    except smtplib.SMTPAuthenticationError as error:
        words = f"{relay.host} does not let {relay.user} in ({error.smtp_code})"
        raise RelayError(words, may_pass=error.smtp_code < 500) from None
    except smtplib.SMTPNotSupportedError as error:
        raise RelayError(f"{relay.host}: {error}") from None
    except ssl.SSLError as error:
        # a line that broke amid the handshake may hold the next time; whoever fails at it will fail again
        words = f"{relay.host} cannot be spoken to safely: {error.reason or error}"
        raise RelayError(words, may_pass=isinstance(error, ssl.SSLEOFError)) from None
    except smtplib.SMTPResponseException as error:
        may_pass = error.smtp_code // 100 != 5  # nonsense, too, may be another's who listens there for now
        raise RelayError(f"{relay.host} answers {error.smtp_code}", may_pass=may_pass) from None
    except UnicodeError:  # a label that is empty, or longer than 63 signs
        raise RelayError(f"`{relay.host}` is the name of no server: look at `relay.host`") from None
    except (smtplib.SMTPException, OSError) as error:
        words = f"{relay.host}:{relay.port} cannot be reached: {why_unreached(error)}"
        raise RelayError(words, may_pass=True) from None


@cache
def _context(trusted: str | None) -> ssl.SSLContext:
    """Who is believed to be who they say, read once: it takes 0.1 s, and sessions are many."""
    context = ssl.create_default_context()
    if trusted is not None:
        context.load_verify_locations(trusted)
    return context


def _greeted(relay: Relay, secret: str | None, name: str, trusted: str | None) -> smtplib.SMTP:
    if relay.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            relay.host, relay.port, local_hostname=name, timeout=PATIENCE, context=_context(trusted)
        )
    else:
        connection = smtplib.SMTP(relay.host, relay.port, local_hostname=name, timeout=PATIENCE)
    try:
        if relay.security == "starttls":
            connection.starttls(context=_context(trusted))
        connection.ehlo_or_helo_if_needed()
        if relay.user and secret:
            _log_in(connection, relay, relay.user, secret)
    except BaseException:
        connection.close()
        raise
    return connection


def _log_in(connection: smtplib.SMTP, relay: Relay, user: str, secret: str) -> None:
    if relay.login == "password":
        connection.login(user, secret)
        return
    # Google's and Microsoft's: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
    connection.auth(
        "XOAUTH2", lambda challenge=None: "" if challenge else f"user={user}\1auth=Bearer {secret}\1\1"
    )
