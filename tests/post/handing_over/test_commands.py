"""`newpower edition push`, as it is typed: a plan, a draft, an hour, and every mistake in a line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsletter.cli import main
from newsletter.commands import pushing
from newsletter.engine.options import Options
from newsletter.letters import read_letters
from newsletter.post.handing_over.receipts import receipt_of
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import leave
from tests.building import copied_project
from tests.post.handing_over.fakes.exchange import answered, served
from tests.post.handing_over.samples import NOW, a_buttondown, a_listmonk
from tests.post.lists import a_list, joined
from tests.post.sending.ses_server import Account, ses_server

MONTH = "2026-11"
SECRET = "api:secret"
_MEMORY: dict[str, Any] = {}


def _remembering(options: Options, **more: Any) -> Any:
    """The letters, with what one reading tells the next: it takes a fifth of the time."""
    return read_letters(options, _MEMORY, **more)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up publication with an owner and a home."""
    root = copied_project(tmp_path_factory.mktemp("pushing") / "project")
    settings = root / "content/site.yaml"
    text = settings.read_text().replace(".example", ".org.uk").replace("1 Example Street", "1 High Street")
    text = re.sub(r"^engines: .*\n", "", text.replace("Exampleton", "Preston"), flags=re.MULTILINE)
    settings.write_text(text)
    return root


@pytest.fixture
def root(project: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same with no list yet, its edition on the site, and no waiting."""
    (project / "var").unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (project / "var").symlink_to(folder)
    monkeypatch.setattr("newsletter.letters.read_letters", _remembering)
    monkeypatch.setattr("newsletter.post.sending.page.amiss", lambda *_: "")
    monkeypatch.setattr(pushing, "clock", lambda: NOW)
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setenv("NEWPOWER_LISTMONK_TOKEN", SECRET)
    monkeypatch.setenv("NEWPOWER_BUTTONDOWN_KEY", "secret")
    text = (project / "content/site.yaml").read_text()
    yield project
    (project / "content/site.yaml").write_text(text)


def asked(root: Path, *words: str, command: str = "push") -> Result:
    done = CliRunner().invoke(main, ["edition", command, MONTH, "--root", str(root), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert "Traceback" not in done.output
    assert SECRET not in done.output
    assert "@example.org" not in done.output, "nobody's address is shown"
    return done


def given(root: Path, text: str) -> None:
    """Have the settings say this of engines."""
    settings = root / "content/site.yaml"
    settings.write_text(settings.read_text() + f"engines: {text}\n")


@pytest.fixture
def listmonk(root: Path) -> Iterator[Any]:
    """A listmonk that is there, and named in the settings."""
    fake = a_listmonk()
    with served(fake) as url:
        given(root, f"{{listmonk: {{url: '{url}', lists: [1, 3]}}}}")
        yield fake


def test_without_confirm_it_is_shown_and_nothing_is_changed_anywhere(root: Path, listmonk: Any) -> None:
    shown = asked(root, "--to", "listmonk", "--send-at", "2026-12-01 07:00")
    assert shown.exit_code == 0, shown.output
    assert re.search(
        r"^Edition       2026-11, there called 2026-11-[0-9a-f]{12}$", shown.stdout, re.MULTILINE
    )
    for row in (
        "To            listmonk\nFrom          The Commons <letter@commons.org.uk>\n",
        "Lists         Readers (1), 40 people, Friends (3), 40 people\n",
        "There         nothing of it yet\nIt goes at    2026-12-01 07:00 GMT\nMind          who is on which list",
    ):
        assert row in shown.stdout
    assert "Nothing was handed over. To make the draft, add --confirm." in shown.stderr
    assert all(one.startswith("GET ") for one in listmonk.asked_for)
    assert list((root / "var").iterdir()) == [], "and no list is begun"


def test_a_draft_is_made_then_scheduled_then_watched_and_written_down(root: Path, listmonk: Any) -> None:
    made = asked(root, "--to", "listmonk", "--confirm")
    assert (made.exit_code, made.stdout) == (0, "2026-11 at listmonk: draft as 1\n"), made.output
    assert "It goes to nobody until you say --send-at" in made.stderr
    assert "There         draft as 1" in asked(root, "--to", "listmonk").stdout
    assert asked(root, "--to", "listmonk", "--status").exit_code == 3
    assert listmonk.live == set()
    gone = asked(root, "--to", "listmonk", "--confirm", "--send-at", "2026-12-01 07:00")
    assert gone.stdout == "2026-11 at listmonk: scheduled as 1, for 2026-12-01 07:00 GMT\n", gone.output
    again = asked(root, "--to", "listmonk", "--confirm", "--send-at", "2026-12-02 07:00")
    assert (again.exit_code, again.stdout) == (0, gone.stdout)
    assert "Its hour was not changed: that is done at listmonk." in again.stderr
    with a_list(root / "var") as at:
        receipt = receipt_of(at, MONTH, "listmonk")
    assert receipt is not None
    assert (receipt.remote, receipt.state) == ("1", "scheduled")
    listmonk.finish(1, 79, 80)
    watched = asked(root, "--to", "listmonk", "--status")
    assert (watched.exit_code, "1 of 80 people did not get it" in watched.stdout) == (3, True)
    listmonk.finish(1, 80, 80)
    assert asked(root, "--to", "listmonk", "--status").exit_code == 0
    assert listmonk.live == {1}


def test_what_cannot_be_seen_any_more_is_begun_again_only_on_demand(root: Path, listmonk: Any) -> None:
    asked(root, "--to", "listmonk", "--confirm", "--send-at", "2026-12-01 07:00")
    listmonk.campaigns.clear()
    for words in (("--confirm",), ("--status",)):
        assert "cannot be seen there now" in asked(root, "--to", "listmonk", *words).stderr
    assert asked(root, "--to", "listmonk", "--confirm", "--anew").exit_code == 0


def test_who_comes_while_another_hands_over_is_told_so_and_asks_for_nothing(
    root: Path, listmonk: Any
) -> None:
    refused: list[Result] = []
    schedule = listmonk._set_status

    def in_between(number: str, status: str) -> Any:
        if not refused:
            refused.append(asked(root, "--to", "listmonk", "--confirm", "--send-at", "2026-12-02 07:00"))
        return schedule(number, status)

    listmonk._set_status = in_between
    done = asked(root, "--to", "listmonk", "--confirm", "--send-at", "2026-12-01 07:00")
    assert done.stdout == "2026-11 at listmonk: scheduled as 1, for 2026-12-01 07:00 GMT\n", done.output
    assert (refused[0].exit_code, refused[0].stdout) == (1, "")
    assert "somebody is handing over from this list just now, here or on another machine" in refused[0].stderr
    assert listmonk.live == {1}


def test_a_draft_is_tried_out_but_on_nobody_who_left(root: Path, listmonk: Any) -> None:
    done = asked(root, "--to", "listmonk", "--confirm", "--test", "jo@example.org")
    assert "was asked to try it out on that address" in done.stdout, done.output
    assert listmonk.tried == ["jo@example.org"]
    refused = asked(root, "--to", "listmonk", "--confirm", "--test", "mo@example.org")
    assert "its own subscribers only" in refused.stderr
    with a_list(root / "var") as at:
        joined(at, "mo@example.org")
        leave(at, read_address("mo@example.org"))
    refused = asked(root, "--to", "listmonk", "--confirm", "--test", "mo@example.org")
    assert "nobody is to write to this address" in refused.stderr


def test_a_letter_that_an_engine_would_change_is_told_and_goes_to_nobody(root: Path, listmonk: Any) -> None:
    listmonk.wraps = True
    refused = asked(root, "--to", "listmonk", "--confirm", "--send-at", "2026-12-01 07:00")
    assert refused.exit_code == 1
    assert (
        "draft 1 is not as it is meant, and goes to nobody by this command: it puts the letter"
        in refused.stderr
    )
    assert listmonk.live == set()


def test_buttondown_takes_it_too(root: Path) -> None:
    fake = a_buttondown()
    with served(fake) as url:
        given(root, f"{{buttondown: {{url: '{url}'}}}}")
        assert "its template `naked`" in asked(root, "--to", "buttondown").stdout
        done = asked(root, "--to", "buttondown", "--confirm", "--send-at", "2026-12-01 07:00")
        assert "scheduled as em_" in done.stdout, done.output
        assert len(fake.live) == 1


def test_files_need_no_settings_and_hold_the_people_only_on_demand(root: Path, tmp_path: Path) -> None:
    words = ("--to", "files", "--into", str(tmp_path / "into"))
    assert "Nothing was written" in asked(root, *words).stderr
    assert not (tmp_path / "into").exists()
    done = asked(root, *words, "--confirm")
    assert (Path(done.stdout.strip()) / "manifest.json").exists(), done.output
    assert "there is no list yet" in asked(root, *words, "--confirm", "--recipients").stderr
    with a_list(root / "var") as at:
        joined(at, "jo@example.org")
    folder = Path(asked(root, *words, "--confirm", "--recipients").stdout.strip())
    assert "jo@example.org" in (folder / "recipients.csv").read_text()
    assert json.loads((folder / "manifest.json").read_text())["edition"] == MONTH


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "ses"), "newpower edition send 2026-11 --transport ses"),
        (("--to", "pigeon"), "is not one of"),
        (("--to", "files"), "--into DIR says where files go"),
        (("--to", "listmonk", "--into", "x"), "--into DIR says where files go"),
        (("--to", "files", "--into", "x", "--send-at", "2026-12-01 07:00"), "files go to nobody"),
        (("--to", "files", "--into", "x", "--status"), "files go to nobody"),
        (("--to", "listmonk", "--recipients"), "--recipients is for files"),
        (("--to", "listmonk", "--test", "jo@example.org"), "it needs --confirm"),
        (("--to", "listmonk", "--test", "nobody"), "is no mail address"),
        (("--to", "listmonk", "--send-at", "2020-01-01 07:00"), "has passed"),
        (("--to", "listmonk", "--send-at", "soon"), "is no hour"),
        (("--to", "listmonk", "--status"), "nothing of 2026-11 is at listmonk"),
    ],
)
def test_what_makes_no_sense_is_one_line(
    root: Path, listmonk: Any, words: tuple[str, ...], said: str
) -> None:
    refused = asked(root, *words)
    assert refused.exit_code == 2, refused.output
    assert said in " ".join(refused.stderr.split())


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda patch: patch.delenv("NEWPOWER_LISTMONK_TOKEN"), "put it into NEWPOWER_LISTMONK_TOKEN"),
        (lambda patch: patch.setenv("NEWPOWER_LISTMONK_TOKEN", "api:wrong"), "listmonk answers 403: invalid API"),
        (lambda patch: patch.setattr("newsletter.post.sending.page.amiss", lambda *_: "x answers 404"), "x answers 404"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_and_nothing_is_made(
    root: Path,
    listmonk: Any,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[pytest.MonkeyPatch], None],
    said: str,
) -> None:
    spoil(monkeypatch)
    for words in ((), ("--confirm",)):
        refused = asked(root, "--to", "listmonk", *words)
        assert refused.exit_code == 1
        assert said in refused.output
    assert listmonk.campaigns == {}


def test_an_example_is_refused_as_it_is_by_send(root: Path, listmonk: Any) -> None:
    settings = root / "content/site.yaml"
    settings.write_text(settings.read_text().replace("letter@commons.org.uk", "letter@commons.example"))
    refused = asked(root, "--to", "listmonk", "--confirm")
    assert "nothing was handed over: `sender.email` is an example" in refused.stderr
    assert listmonk.asked_for == []


@pytest.mark.parametrize("to", ["listmonk", "buttondown"])
def test_an_engine_that_is_not_in_the_settings_is_named(root: Path, to: str) -> None:
    assert f"there is no `engines.{to}` in content/site.yaml" in asked(root, "--to", to).stderr


def test_signs_that_stand_in_no_edition_are_one_line(root: Path, listmonk: Any) -> None:
    asked(root, "--to", "listmonk", "--confirm")
    for month in ("2026-(", ".*", "2026-1."):
        done = CliRunner().invoke(
            main, ["edition", "push", month, "--to", "listmonk", "--status", "--root", str(root)]
        )
        assert (done.exit_code, f"nothing of {month} is at listmonk" in done.stderr) == (2, True), done.output


def test_an_engine_that_is_not_there_is_one_line(root: Path) -> None:
    given(root, "{listmonk: {url: 'http://127.0.0.1:1/', lists: [1]}}")
    refused = asked(root, "--to", "listmonk", "--confirm")
    assert (refused.exit_code, "listmonk cannot be reached" in refused.stderr) == (1, True)


def test_the_hour_is_one_of_the_sites_zone(root: Path, listmonk: Any) -> None:
    asked(root, "--to", "listmonk", "--confirm", "--send-at", "2027-06-01 07:00")
    assert listmonk.campaigns[1]["send_at"] == "2027-06-01T06:00:00Z"
    assert datetime.fromisoformat(listmonk.campaigns[1]["send_at"]) == datetime(2027, 6, 1, 6, tzinfo=UTC)
    assert answered(listmonk, "GET", "/api/lists", None, {}).status == 403


# Amazon SES, which is no engine of this kind but a way for letters


@pytest.fixture
def ses(root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An SES that is there, named in the settings, and two people."""
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "AKIATEST"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_CONFIG_FILE", "/nowhere"),
        ("XDG_STATE_HOME", str(folder.parent / "state")),
    ):
        monkeypatch.setenv(name, value)
    given(root, "{ses: {region: eu-west-2}}")
    with a_list(root / "var") as at:
        joined(at, "jo@example.org", "mo@example.org")
    with ses_server() as here:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", here.address)
        yield here


def test_an_edition_goes_by_ses_to_our_own_people_once(root: Path, ses: Account) -> None:
    ses.may["ProductionAccessEnabled"] = False
    shown = asked(root, "--transport", "ses", command="send")
    assert shown.exit_code == 0, shown.output
    assert (
        "By            Amazon SES in eu-west-2, 20 connections\n"
        "At most       1,000 a second, 50,000 a day; 12 went in the last 24 hours\n"
    ) in shown.stdout
    assert "Mind          the account is in SES's sandbox" in shown.stdout
    for _ in range(2):
        done = asked(root, "--transport", "ses", "--confirm", command="send")
        assert done.stdout.startswith(f"{MONTH}: finished on 20"), done.output
        assert "; all 2 people have it\n" in done.stdout
    assert sorted(address for _, address in ses.delivered) == ["jo@example.org", "mo@example.org"]
    assert {one["FromEmailAddress"] for one in ses.said} == {"letter@commons.org.uk"}, "of a sender it knows"
    assert not any(b"DKIM-Signature" in letter for letter in ses.letters), (
        "it signs, and changes what we would"
    )


def test_nobody_gets_an_edition_by_ses_and_by_a_relay(root: Path, ses: Account) -> None:
    asked(root, "--transport", "ses", "--confirm", command="send")
    for words in ((), ("--confirm",)):
        refused = asked(root, *words, command="send")
        assert refused.exit_code == 1
        assert "2026-11 goes, or went, by ses already, and people would get it twice" in refused.output
    asked(root, "--transport", "ses", "--confirm", command="stop")
    assert "people would get it twice" in asked(root, command="send").output, "those who have it"


def test_what_went_from_here_is_minded_where_it_is_handed_over(root: Path, ses: Account) -> None:
    asked(root, "--transport", "ses", "--confirm", command="send")
    settings = root / "content/site.yaml"
    with served(a_listmonk()) as url:
        also = f"engines: {{listmonk: {{url: '{url}', lists: [1]}}, ses"
        settings.write_text(settings.read_text().replace("engines: {ses", also))
        shown = asked(root, "--to", "listmonk")
    assert "Mind          it goes, or went, from here by ses: who is on both lists" in shown.stdout


def test_what_was_stopped_before_anybody_had_it_may_go_another_way(root: Path, ses: Account) -> None:
    ses.begin(lambda *_: "400 AccountSuspendedException: x")
    held = asked(root, "--transport", "ses", "--confirm", command="send")
    assert "next: newpower edition resume 2026-11 --transport ses" in held.stdout, held.output
    assert "people would get it twice" in asked(root, command="send").output
    asked(root, "--transport", "ses", "--confirm", command="stop")
    assert "people would get it twice" not in asked(root, command="send").output


def test_ses_without_a_setting_or_with_an_account_that_may_not_is_one_line(root: Path, ses: Account) -> None:
    ses.may["SendingEnabled"] = False
    refused = asked(root, "--transport", "ses", "--confirm", command="send")
    assert (refused.exit_code, "SES sends nothing for this account" in refused.stderr) == (1, True)
    assert "SES sends nothing" in asked(root, "--transport", "ses", command="send").stdout
    settings = root / "content/site.yaml"
    settings.write_text(settings.read_text().replace("engines: {ses", "# {ses"))
    assert "no `engines.ses`" in asked(root, "--transport", "ses", "--confirm", command="send").stderr
