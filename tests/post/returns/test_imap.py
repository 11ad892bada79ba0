"""A mailbox of a server is read over TLS alone, and what was taken in is seen there, never gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.post.returns.imap import Inbox, read_address, read_imap
from newsletter.post.returns.mailboxes import READ, Mail, MailboxError
from tests.post.returns.imap_server import SECRET, USER, Server, answering, certificate


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("imap"))


def _read(port: int, trusted: Path | None, secret: str = SECRET, folder: str = "INBOX") -> Iterator[Mail]:
    return read_imap(Inbox("localhost", port, USER, folder), secret, trusted and str(trusted))


def test_mails_are_read_and_seen_when_they_were_taken_in(trusted: Path) -> None:
    server = Server([b"one", b"two", b"three"])
    server.flags[2].add("\\Seen")
    with answering(server, trusted) as port:
        mails = list(_read(port, trusted))
        assert [mail.content for mail in mails] == [b"one", b"three"]
        assert server.flags[1] == set(), "to read is not to take in"
    with answering(server, trusted) as port:
        for mail in _read(port, trusted):
            mail.put_away(mail.content == b"three")
        assert list(_read(port, trusted)) == []
    assert server.flags == {1: {"\\Seen"}, 2: {"\\Seen"}, 3: {"\\Flagged"}}
    assert not any("EXPUNGE" in said or "Deleted" in said for said in server.asked)


def test_of_a_big_mail_no_more_is_asked_for_than_is_read(trusted: Path) -> None:
    server = Server([b"x" * (2 * READ)])
    with answering(server, trusted) as port:
        assert [len(mail.content) for mail in _read(port, trusted)] == [READ]
    assert f"UID FETCH 1 (BODY.PEEK[]<0.{READ}>)" in server.asked


def test_a_line_that_breaks_is_one_line_and_the_rest_is_read_the_next_time(trusted: Path) -> None:
    server = Server([b"one", b"two"], breaks_at=2)
    with answering(server, trusted) as port:
        mails = _read(port, trusted)
        next(mails).put_away(False)
        with pytest.raises(MailboxError, match="localhost broke off"):
            next(mails)
        server.breaks_at = 0
        assert [mail.content for mail in _read(port, trusted)] == [b"two"]


def test_a_server_under_another_certificate_is_told_nothing(trusted: Path) -> None:
    server = Server([b"one"])
    with answering(server, trusted) as port, pytest.raises(MailboxError, match="cannot be spoken to safely"):
        next(_read(port, None))
    assert server.asked == []


@pytest.mark.parametrize(
    ("secret", "folder", "words"),
    [("a guess", "INBOX", "does not let in"), (SECRET, "Elsewhere", "has no mailbox `Elsewhere`")],
)
def test_what_a_server_refuses_is_told_without_secret_and_address(
    trusted: Path, secret: str, folder: str, words: str
) -> None:
    with answering(Server([]), trusted) as port, pytest.raises(MailboxError, match=words) as told:
        next(_read(port, trusted, secret, folder))
    assert USER not in str(told.value)
    assert "guess" not in str(told.value)


@pytest.mark.parametrize("secret", ["pässword", "two\r\nA1 LOGOUT"])
def test_a_secret_that_cannot_be_said_is_not_repeated(trusted: Path, secret: str) -> None:
    server = Server([])
    with answering(server, trusted) as port, pytest.raises(MailboxError, match="cannot carry") as told:
        next(_read(port, trusted, secret))
    assert secret not in str(told.value)
    assert not any("LOGIN" in said for said in server.asked)


def test_nobody_there_is_one_line() -> None:
    with pytest.raises(MailboxError, match="localhost:1 cannot be reached: nothing answers there"):
        next(_read(1, None))


@pytest.mark.parametrize(
    ("text", "inbox"),
    [
        (
            "imaps://returns@example.org@imap.example.org/INBOX",
            Inbox("imap.example.org", 993, "returns@example.org", "INBOX"),
        ),
        (
            "imaps://returns%40example.org@imap.example.org:1993/Sent%20back",
            Inbox("imap.example.org", 1993, "returns@example.org", "Sent back"),
        ),
        ("imaps://jo@imap.example.org", Inbox("imap.example.org", 993, "jo", "INBOX")),
    ],
)
def test_an_address_names_a_mailbox(text: str, inbox: Inbox) -> None:
    assert read_address(text) == inbox


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("imap://jo@imap.example.org/INBOX", "never read without TLS"),
        ("imaps://jo:secret@imap.example.org/INBOX", "NEWPOWER_IMAP_SECRET"),
        ("imaps://imap.example.org/INBOX", "imaps://user@host/INBOX"),
        ("imaps://jo%0d%0aA1 LOGOUT@imap.example.org/INBOX", "imaps://user@host/INBOX"),
        ("imaps://jo@imap.example.org/IN%0aBOX", "imaps://user@host/INBOX"),
        ("imaps://jo@[imap/INBOX", "imaps://user@host/INBOX"),
        ("imaps://jo@imap.example.org:x/INBOX", "imaps://user@host/INBOX"),
    ],
)
def test_what_names_none_is_told(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as told:
        read_address(text)
    assert "secret@" not in str(told.value)
