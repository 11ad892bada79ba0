"""Mails are read one after another, put away when they were taken in, and none is ever deleted."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsletter.post.returns.mailboxes import READ, Mail, read_maildir, read_stream


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for inner in ("new", "cur", "tmp"):
        (tmp_path / inner).mkdir()
    return tmp_path


def _files(maildir: Path) -> list[str]:
    return sorted(path.relative_to(maildir).as_posix() for path in maildir.rglob("*") if path.is_file())


def _contents(mails: list[Mail]) -> list[bytes]:
    return [mail.content for mail in mails]


def test_a_maildir_is_read_and_what_was_taken_in_is_seen(maildir: Path) -> None:
    (maildir / "new/1.a").write_bytes(b"one")
    (maildir / "cur/2.b:2,R").write_bytes(b"two")
    (maildir / "cur/3.c").write_bytes(b"three")
    (maildir / "cur/4.d:2,S").write_bytes(b"seen")
    (maildir / "cur/5.e:2,F").write_bytes(b"for a person")
    (maildir / "tmp/6.f").write_bytes(b"not there yet")
    (maildir / "new/.hidden").write_bytes(b"none")
    mails = list(read_maildir(maildir))
    assert _contents(mails) == [b"one", b"two", b"three"]
    mails[0].put_away(False)
    mails[1].put_away(False)
    mails[2].put_away(True)
    assert _files(maildir) == [
        "cur/1.a:2,S",
        "cur/2.b:2,RS",
        "cur/3.c:2,F",
        "cur/4.d:2,S",
        "cur/5.e:2,F",
        "new/.hidden",
        "tmp/6.f",
    ]
    assert list(read_maildir(maildir)) == []


def test_what_another_program_put_away_meanwhile_harms_nothing(maildir: Path) -> None:
    for name in "abc":
        (maildir / "new" / name).write_bytes(name.encode())
    mails = read_maildir(maildir)
    first = next(mails)
    (maildir / "new/a").unlink()
    (maildir / "new/b").unlink()
    first.put_away(False)
    assert [mail.content for mail in mails] == [b"c"]


def test_a_pipe_or_a_link_among_the_mails_is_none(maildir: Path) -> None:
    os.mkfifo(maildir / "new/fifo")
    (maildir / "new/link").symlink_to("/etc/passwd")
    assert list(read_maildir(maildir)) == []


def test_a_folder_that_is_no_maildir_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        next(read_maildir(tmp_path))


MBOX = (
    b"From MAILER-DAEMON Thu Nov 26 07:00:00 2026\nSubject: one\n\nbody\n>From here\nFrom there\n\n"
    b"From MAILER-DAEMON Thu Nov 26 07:00:01 2026\r\nSubject: two\r\n\r\nbody\r\n\r\n"
    b"From MAILER-DAEMON Thu Nov 26 07:00:02 2026\nSubject: three\n"
)


def test_an_mbox_is_parted_where_a_mail_begins() -> None:
    mails = _contents(list(read_stream(io.BytesIO(MBOX))))
    assert [mail.partition(b"\n")[0].strip() for mail in mails] == [
        b"Subject: one",
        b"Subject: two",
        b"Subject: three",
    ]
    assert b"From there" in mails[0]


def test_what_does_not_begin_as_an_mbox_is_one_mail() -> None:
    mail = b"Subject: one\n\nDear Jo,\n\nFrom now on, two.\n"
    assert _contents(list(read_stream(io.BytesIO(mail)))) == [mail]
    assert list(read_stream(io.BytesIO(b""))) == []


def test_of_a_mail_the_first_mebibyte_is_read(maildir: Path) -> None:
    big = b"Subject: big\n\n" + b"x" * (3 * READ)
    (maildir / "new/big").write_bytes(big)
    (mail,) = read_maildir(maildir)
    assert mail.content == big[:READ]
    streams = b"From x\n" + big + b"\n\nFrom x\nSubject: small\n"
    assert [len(mail.content) for mail in read_stream(io.BytesIO(streams))] == [READ, 15]


@pytest.mark.parametrize("kind", ["maildir", "mbox"])
def test_ten_thousand_mails_take_the_memory_of_one(maildir: Path, kind: str) -> None:
    """A mail of 50 MB among them, which has no line end."""
    source = maildir
    mail = b"From: a@example.org\n\n" + b"x" * 5000 + b"\n\n"
    if kind == "mbox":
        source = maildir / "mbox"
        with source.open("wb") as opened:
            for _ in range(10_000):
                opened.write(b"From x\n" + mail)
            opened.write(b"From x\n" + b"y" * 50_000_000)
    else:
        (maildir / "new/0").write_bytes(mail)
        for number in range(1, 10_000):
            os.link(maildir / "new/0", maildir / f"new/{number}")
        (maildir / "new/big").write_bytes(b"y" * 50_000_000)
    program = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from newsletter.post.returns.mailboxes import read_maildir, read_stream\n"
        "from newsletter.post.returns.reports import read_report\n"
        "read_report(b'')\nbefore = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "path = Path(sys.argv[1])\nmails = read_maildir(path) if path.is_dir() else read_stream(path.open('rb'))\n"
        "count = sum(len(mail.content) > 0 for mail in mails)\n"
        "print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(source)], capture_output=True, text=True, check=True
    )
    count, kibibytes = map(int, ran.stdout.split())
    assert count == 10_001
    assert kibibytes < 12_000
