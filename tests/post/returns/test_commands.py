"""`newpower bounces`, as it is typed, and as a mail server pipes into it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from newsletter.cli import main
from newsletter.post import schema
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import find
from newsletter.post.subscribers.person import person_of_token
from tests.post.lists import a_list, joined
from tests.post.returns import samples
from tests.post.returns.imap_server import SECRET, USER, Server, answering, certificate
from tests.post.returns.samples import JO, letter_id

PEOPLE = (JO, "mo@example.org", "lu@example.org", "bo@example.org")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a list of four, and a Maildir of what came back."""
    (tmp_path / "content").mkdir()
    for inner in ("new", "cur", "tmp"):
        (tmp_path / "Maildir" / inner).mkdir(parents=True)
    with a_list(tmp_path / "var") as at:
        joined(at, *PEOPLE)
    return tmp_path


def _mails(root: Path) -> list[bytes]:
    """A hard one about Jo, a soft and a refusal about Mo, a complaint of Lu, Bo leaves; then what is about nobody."""
    with a_list(root / "var") as at:
        tokens = [person.token for one in PEOPLE if (person := find(at, read_address(one)))]
        jo, mo, lu, _ = (letter_id(at.key, person_of_token(at.key, token) or 0) for token in tokens)
    return [
        samples.postfix(letter=jo, name="<1@mx.example.net>"),
        samples.postfix(letter=mo, status="5.2.2", said="smtp; 552 5.2.2 full", name="<2@mx.example.net>"),
        samples.postfix(letter=mo, status="5.7.26", said="smtp; 550 5.7.26 no", name="<3@mx.example.net>"),
        samples.complaint(letter=lu),
        samples.leaving(tokens[3]),
        samples.OUT_OF_OFFICE,
        samples.REPLY,
        samples.OLD_STYLE,
    ]


def _delivered(root: Path) -> Path:
    for number, mail in enumerate(_mails(root)):
        (root / f"Maildir/new/{number}.mx").write_bytes(mail)
    return root / "Maildir"


def _mbox(root: Path) -> Path:
    path = root / "mbox"
    path.write_bytes(b"".join(b"From MAILER-DAEMON x\n" + mail + b"\n\n" for mail in _mails(root)))
    return path


def asked(root: Path, *words: str, piped: bytes = b"") -> Result:
    command = ["bounces", words[0], "--root", str(root), *words[1:]]
    return CliRunner().invoke(main, command, catch_exceptions=False, input=piped)


def _states(root: Path) -> list[str]:
    with a_list(root / "var") as at:
        return [person.state for one in PEOPLE if (person := find(at, read_address(one)))]


GONE = ["bounced", "active", "complained", "left"]


def test_a_maildir_is_taken_in_told_in_counts_and_put_away(root: Path) -> None:
    done = asked(root, "ingest", str(_delivered(root)))
    assert (done.exit_code, done.stderr) == (0, "")
    hash = done.stdout.split("on the list: ")[1][:12]
    assert done.stdout == (
        "8 mails read: 1 automatic, 1 complaint, 1 hard, 1 leave, 1 policy, 1 reply, 1 soft, 1 unknown\n"
        "written to no more: 1 bounced, 1 complained, 1 left\n"
        "refused by policy, which costs nobody their place: 5.7.26 (1); look into your relay\n"
        f"1 about nobody who is on the list: {hash}\n"
        "1 mail for a person to read, flagged in the mailbox\n"
    )
    assert _states(root) == GONE
    flags = sorted(path.name for path in (root / "Maildir/cur").iterdir())
    assert flags == [f"{number}.mx:2,{'F' if number == 6 else 'S'}" for number in range(8)]
    assert list((root / "Maildir/new").iterdir()) == []
    assert asked(root, "ingest", str(root / "Maildir")).stdout == "0 mails read\n"


def test_an_mbox_is_read_again_and_counts_nothing_twice(root: Path) -> None:
    mbox = _mbox(root)
    before = mbox.read_bytes()
    first = json.loads(asked(root, "ingest", str(mbox), "--format", "json").stdout)
    again = json.loads(asked(root, "ingest", str(mbox), str(_delivered(root)), "--format", "json").stdout)
    assert (first["read"], first["known"]) == (8, 0)
    assert first["gone"] == {"bounced": 1, "complained": 1, "left": 1}
    assert first["policy"] == {"5.7.26": 1}
    assert (again["read"], again["known"], again["gone"], again["kinds"]) == (16, 16, {}, {})
    assert mbox.read_bytes() == before


def test_nothing_that_is_printed_holds_an_address(root: Path) -> None:
    _delivered(root)
    printed = [
        asked(root, "ingest", str(root / "Maildir")),
        asked(root, "ingest", str(_mbox(root)), "--format", "json"),
        asked(root, "list"),
        asked(root, "list", "--edition", "2026-11"),
    ]
    assert [one.exit_code for one in printed] == [0] * 4
    assert [one.output for one in printed if "@example" in one.output or "example." in one.output] == []


def test_what_came_back_of_an_edition_is_listed_masked(root: Path) -> None:
    asked(root, "ingest", str(_delivered(root)))
    listed = asked(root, "list", "--edition", "2026-11").stdout.splitlines()
    day = listed[0].split()[1]
    assert sorted(listed) == [
        f"2026-11  {day}  complaint  -        l…@…org",
        f"2026-11  {day}  hard       5.1.1    j…@…org",
        f"2026-11  {day}  policy     5.7.26   m…@…org",
        f"2026-11  {day}  soft       5.2.2    m…@…org",
    ]
    assert asked(root, "list", "--edition", "2026-10").stdout == ""
    assert "and 1 about nobody" in asked(root, "list").stderr
    assert "and more: --most 10" in asked(root, "list", "--most", "1").stderr


def test_what_came_back_long_ago_is_forgotten_by_the_next_run(root: Path) -> None:
    with a_list(root / "var") as at, at.change() as connection:
        row = {"hash": "0" * 64, "taken": "2020-01-01T00:00:00Z", "kind": "unknown"}
        connection.execute(schema.returns.insert().values(row))
    assert "and 1 about nobody" in asked(root, "list").stderr
    asked(root, "ingest", str(root / "Maildir"))
    assert asked(root, "list").stderr == ""


def test_a_persons_record_has_what_came_back(root: Path) -> None:
    asked(root, "ingest", str(_delivered(root)))
    shown = CliRunner().invoke(main, ["subscribers", "show", "--root", str(root), JO])
    (one,) = json.loads(shown.stdout)["returned"]
    assert (one["edition"], one["kind"], one["code"]) == ("2026-11", "hard", "5.1.1")


def _program(root: Path, *sources: str) -> list[str]:
    return [sys.executable, "-m", "newsletter", "bounces", "ingest", "--root", str(root), *sources]


def test_a_mail_server_pipes_a_mail_in(root: Path) -> None:
    ran = subprocess.run(_program(root, "-"), input=_mails(root)[0], capture_output=True, check=True)
    assert ran.stdout.startswith(b"1 mail read: 1 hard\n")
    assert _states(root)[0] == "bounced"


@pytest.mark.parametrize("harm", ["no list", "a damaged list", "another folder"])
def test_a_mail_server_is_asked_to_try_again_where_nothing_can_be_taken_in(root: Path, harm: str) -> None:
    mail = _mails(root)[0]
    if harm == "no list":
        for path in (root / "var").iterdir():
            path.unlink()
    elif harm == "a damaged list":
        (root / "var/newpower.sqlite").write_text("no database\n" * 1000)
    else:
        (root / "content").rename(root / "elsewhere")
    piped = asked(root, "ingest", "-", piped=mail)
    assert piped.exit_code == 75
    assert piped.stderr.count("\n") <= 2


#: Ends the run in front of a call of a function.
_KILLED = """
import os, signal, sys
from importlib import import_module
*within, name = sys.argv[2].split(".")
module = import_module(sys.argv[1])
for one in within:
    module = getattr(module, one)
left, before = iter(range(int(sys.argv[3]))), getattr(module, name)
def killed(*asked):
    if next(left, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
    return before(*asked)
setattr(module, name, killed)
from newsletter.cli import main
main(sys.argv[4:])
"""


@pytest.mark.parametrize(
    ("module", "name", "calls", "written", "seen"),
    [
        ("newsletter.post.returns.taking_in", "suppress_all", 2, 4, 4),
        ("pathlib", "Path.rename", 3, 4, 3),
    ],
    ids=["within a transaction", "between it and the mailbox"],
)
def test_a_run_that_is_killed_loses_nothing_and_counts_nothing_twice(
    root: Path, module: str, name: str, calls: int, written: int, seen: int
) -> None:
    maildir = _delivered(root)
    command = ["bounces", "ingest", "--root", str(root), str(maildir)]
    ran = subprocess.run([sys.executable, "-c", _KILLED, module, name, str(calls), *command], check=False)
    assert ran.returncode == -signal.SIGKILL
    with a_list(root / "var") as at, at.look() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.returns)) == written
    assert len(list((maildir / "cur").iterdir())) == seen
    found = json.loads(asked(root, "ingest", str(maildir), "--format", "json").stdout)
    assert found["read"] == 8 - seen
    assert found["known"] == written - seen
    assert _states(root) == GONE


def test_a_mailbox_of_a_server_is_taken_in(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trusted = certificate(root)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    (root / "secret").write_text(f"{SECRET}\n")
    server = Server(_mails(root))
    with answering(server, trusted) as port:
        source = f"imaps://{USER}@localhost:{port}/INBOX"
        missing = asked(root, "ingest", source)
        assert (missing.exit_code, "NEWPOWER_IMAP_SECRET" in missing.stderr) == (1, True)
        monkeypatch.setenv("NEWPOWER_IMAP_SECRET", "a guess")
        refused = asked(root, "ingest", source)
        assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
        assert USER not in refused.output
        monkeypatch.delenv("NEWPOWER_IMAP_SECRET")
        monkeypatch.setenv("NEWPOWER_IMAP_SECRET_FILE", str(root / "secret"))
        done = asked(root, "ingest", source)
        assert (done.exit_code, done.stdout.startswith("8 mails read")) == (0, True)
    assert _states(root) == GONE
    assert [flags for number, flags in server.flags.items() if number != 7] == [{"\\Seen"}] * 7
    assert server.flags[7] == {"\\Flagged"}


def test_one_source_that_cannot_be_read_keeps_no_other_from_it(root: Path) -> None:
    done = asked(root, "ingest", str(root / "none"), str(_delivered(root)))
    assert done.exit_code == 1
    assert done.stderr == f"Error: {root / 'none'}: No such file or directory\n"
    assert _states(root) == GONE


def test_one_file_that_cannot_be_read_keeps_none_behind_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def refused(path: Path, *asked: object, **more: object) -> object:
        if path.name == "0.mx":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *asked, **more)  # type: ignore[call-overload]

    maildir = _delivered(root)
    monkeypatch.setattr(Path, "open", refused)
    told = asked(root, "ingest", str(maildir))
    assert (told.exit_code, told.stderr) == (1, f"Error: {maildir}: Permission denied\n")
    assert _states(root) == ["active", *GONE[1:]]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("content", "no Maildir"),
        ("imap://jo@imap.example.org/INBOX", "never read without TLS"),
        ("imaps://imap.example.org", "imaps://user@host/INBOX"),
    ],
)
def test_what_is_no_mailbox_is_told(root: Path, source: str, words: str) -> None:
    refused = asked(root, "ingest", source if ":" in source else str(root / source))
    assert refused.exit_code == 2
    assert words in refused.stderr


def test_what_only_says_that_amazon_said_it_is_told_and_left(root: Path) -> None:
    (root / "Maildir/new/1.json").write_text(
        '{"Type": "Notification", "SigningCertURL": "https://example.org/"}'
    )
    refused = asked(root, "ingest", str(root / "Maildir"))
    assert refused.exit_code == 1
    assert "its SigningCertURL is not one of Amazon SNS" in refused.stderr
    assert (root / "Maildir/new/1.json").exists()


def test_what_cannot_be_checked_now_is_for_the_mail_server_to_try_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    said = {"Type": "Notification", "SignatureVersion": "2", "Signature": ""}
    link = "https://sns.eu-west-2.amazonaws.com/x.pem"
    piped = asked(root, "ingest", "-", piped=json.dumps({**said, "SigningCertURL": link}).encode())
    assert piped.exit_code == 75
    assert "the pipe: the signature of Amazon SNS cannot be checked" in piped.stderr
    forged = asked(root, "ingest", "-", piped=json.dumps({**said, "SigningCertURL": ""}).encode())
    assert forged.exit_code == 1


def test_a_source_of_the_name_of_an_address_is_masked(root: Path) -> None:
    assert "jo@" not in asked(root, "ingest", str(root / "jo@example.org")).output
    (root / "jo@example.org").mkdir()
    assert "jo@" not in asked(root, "ingest", str(root / "jo@example.org")).output


def test_without_a_list_nothing_is_begun(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    looked = asked(tmp_path, "list")
    assert (looked.exit_code, "there is no list yet" in looked.stderr) == (0, True)
    assert not (tmp_path / "var").exists()
