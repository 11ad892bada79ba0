"""Mails that came back in a mailbox of an IMAP server, over TLS and under its own certificate alone."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from newsletter.post.returns.mailboxes import READ, Mail, MailboxError
from newsletter.post.unreached import why_unreached
from newsletter.regexes import regex
from newsletter.values import point

#: Seconds to wait for an answer.
_PATIENCE = 60
_PORT = 993
_FORM = "a mailbox of a server is named by imaps://user@host/INBOX"
#: What the library would put into a line as it stands (RFC 3501 §9, astring).
_USER = regex(r"[^\s\"\\(){}%*\x00-\x1f\x7f-\U0010ffff]{1,320}")


@point
class Inbox:
    """A mailbox of a server's, as `imaps://returns@example.org@imap.example.org/INBOX` names it."""

    host: str
    port: int
    user: str
    folder: str


def read_address(text: str) -> Inbox:
    """The mailbox that an address names. Raises ValueError with what is wrong with it."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or _PORT
    except ValueError:
        raise ValueError(_FORM) from None
    if parts.scheme != "imaps":
        raise ValueError(f"{_FORM}, and never read without TLS")
    if parts.password is not None:
        raise ValueError("the secret does not stand in the address: put it into NEWPOWER_IMAP_SECRET")
    user, folder = unquote(parts.username or ""), unquote(parts.path.strip("/")) or "INBOX"
    if not host or not _USER.fullmatch(user) or not (folder.isprintable() and folder.isascii()):
        raise ValueError(_FORM)
    return Inbox(host, port, user, folder)


def read_imap(inbox: Inbox, secret: str, trusted: str | None = None) -> Iterator[Mail]:
    """The mails there that are neither seen nor flagged, one after another. Raises MailboxError.

    One that is put away is seen, or flagged where a person is to read it; none is moved or deleted.
    `trusted` is a file of certificates that count beside the system's.
    """
    context = ssl.create_default_context()
    if trusted is not None:
        context.load_verify_locations(trusted)
    try:
        connection = imaplib.IMAP4_SSL(inbox.host, inbox.port, ssl_context=context, timeout=_PATIENCE)
    except ssl.SSLError as error:
        raise MailboxError(
            f"{inbox.host} cannot be spoken to safely: {error.reason or 'TLS failed'}"
        ) from None
    except (OSError, UnicodeError, imaplib.IMAP4.error) as error:
        is_network = isinstance(error, OSError)
        words = why_unreached(error) if is_network else "it does not answer as a mail server does"
        raise MailboxError(f"{inbox.host}:{inbox.port} cannot be reached: {words}") from None
    try:
        yield from _unread(connection, inbox, secret)
    except (imaplib.IMAP4.error, OSError):
        raise MailboxError(
            f"{inbox.host} broke off; what was taken in is, and the rest still lies there"
        ) from None
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            connection.logout()


def _unread(connection: imaplib.IMAP4_SSL, inbox: Inbox, secret: str) -> Iterator[Mail]:
    if not secret.isascii() or not secret.isprintable():
        raise MailboxError("the secret of the mailbox has letters that this way to log in cannot carry")
    try:
        connection.login(inbox.user, secret)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise MailboxError(
            f"{inbox.host} does not let in who asks for this mailbox: is the secret right?"
        ) from None
    quoted = inbox.folder.replace("\\", "\\\\").replace('"', '\\"')
    if connection.select(f'"{quoted}"')[0] != "OK":
        raise MailboxError(f"{inbox.host} has no mailbox `{inbox.folder}`")
    _, found = connection.uid("SEARCH", "UNSEEN UNFLAGGED UNDELETED")
    for number in (found[0] or b"").split() if found else ():
        uid = number.decode("ascii", "replace")
        content = _content(connection.uid("FETCH", uid, f"(BODY.PEEK[]<0.{READ}>)")[1])
        if content is not None:
            yield Mail(content, _flagging(connection, uid))


def _content(answered: list[Any]) -> bytes | None:
    """What a server sent of a mail; None where somebody has deleted it meanwhile."""
    return next((bytes(one[1])[:READ] for one in answered if isinstance(one, tuple) and len(one) > 1), None)


def _flagging(connection: imaplib.IMAP4_SSL, uid: str) -> Callable[[bool], None]:
    def put_away(is_for_a_person: bool) -> None:
        flag = r"(\Flagged)" if is_for_a_person else r"(\Seen)"
        try:
            connection.uid("STORE", uid, "+FLAGS.SILENT", flag)
        except (imaplib.IMAP4.error, OSError):
            raise MailboxError("the server broke off before a mail was flagged; it is known again") from None

    return put_away
