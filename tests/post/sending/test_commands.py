"""`newpower edition send` and its kin, as they are typed: a page that is live, a relay, and a list."""

from __future__ import annotations

import json
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dkim
import pytest

from newsletter.commands import sending, sending_run
from newsletter.post import schema
from newsletter.post.record import record_of
from newsletter.post.sending.page import amiss
from newsletter.post.signing import key_record, make_key
from newsletter.post.subscribers.people import everyone
from tests.post.lists import a_list
from tests.post.sending.published import MONTH, Site, asked, posted
from tests.post.sending.sendings import people
from tests.post.sending.sink import relay


def test_without_confirm_it_is_shown_and_nothing_goes(root: Path) -> None:
    with relay() as here:
        shown = posted(root, here, "send", MONTH)
        assert shown.exit_code == 0, shown.output
        assert "To            5 people\nFrom          The Commons <letter@commons.org.uk>\n" in shown.stdout
        assert f"By            127.0.0.1:{here.port} (none), 4 connections\n" in shown.stdout
        assert "Nothing was sent. To send it, add --confirm." in shown.stderr
        assert here.delivered == []


def test_everybody_gets_it_and_it_is_said_to_be_finished(root: Path) -> None:
    with relay() as here:
        done = posted(root, here, "send", MONTH, "--confirm")
        assert done.exit_code == 0, done.output
        assert done.stdout.startswith(f"{MONTH}: finished on 20")
        assert "; all 5 people have it\naccepted " in done.stdout
        assert len(here.delivered) == 5
        assert posted(root, here, "send", MONTH, "--confirm").exit_code == 0
        assert len(here.delivered) == 5
        assert asked(root, "status", MONTH).stdout.startswith(f"{MONTH}: finished")
        assert list((root / "var/backups").iterdir()), "a backup was made"


def test_who_joined_since_is_told_of_and_gets_it_with_late(root: Path) -> None:
    with relay() as here:
        posted(root, here, "send", MONTH, "--confirm")
        with a_list(root / "var") as at:
            people(at, 2)
        told = "Nothing is left to send, but to 2 people who joined since: add --late.\n"
        assert posted(root, here, "send", MONTH).stderr == told
        assert "To            2 people" in posted(root, here, "send", MONTH, "--late").stdout
        for _ in range(2):
            posted(root, here, "send", MONTH, "--confirm", "--late")
        assert len(here.delivered) == 7


def test_names_and_commands_are_given_for_who_is_not_accounted_for(root: Path) -> None:
    def drops(verb: str, address: str, number: int) -> str | None:
        return "take-and-drop" if (verb, address) == ("DOT", "p2@host.test") else None

    with relay(answers=drops) as here:
        done = posted(root, here, "send", MONTH, "--confirm")
        assert done.exit_code == 3
        assert done.stdout.startswith(f"{MONTH}: sent, 1 in doubt\n")
        assert "  p…@…test     doubt\n" in done.stdout
        assert f"next: newpower edition doubts {MONTH}, then with --resend or --leave" in done.stdout
        assert "p…@…test" in asked(root, "doubts", MONTH).stdout
        assert asked(root, "doubts", MONTH, "--resend", "--leave").exit_code == 2
        assert asked(root, "doubts", MONTH, "--leave").stdout == "1 were let be\n"
        assert asked(root, "doubts", MONTH).stdout == "nobody is in doubt\n"
        assert asked(root, "status", MONTH).exit_code == 0
        assert len(here.delivered) == 5


def test_whoever_was_before_their_dot_when_the_sender_died_is_told_of(root: Path) -> None:
    with relay() as here:
        posted(root, here, "send", MONTH, "--confirm")
    with a_list(root / "var") as at, at.change() as connection:
        mine = schema.deliveries.c.person == 4
        connection.execute(schema.deliveries.update().where(mine).values(state="dotting"))
    asked(root, "stop", MONTH, "--confirm")
    assert asked(root, "doubts", MONTH).stdout == "  p…@…test     doubt (250 2.0.0)\n"
    assert asked(root, "doubts", MONTH, "--resend").exit_code == 2
    assert asked(root, "doubts", MONTH, "--leave").exit_code == 0
    assert asked(root, "status", MONTH).exit_code == 0


def test_a_doubt_is_sent_again_when_an_editor_says_so(root: Path) -> None:
    drops = iter(["take-and-drop"])
    with relay(answers=lambda verb, *_: next(drops, None) if verb == "DOT" else None) as here:
        assert posted(root, here, "send", MONTH, "--confirm").exit_code == 3
        assert f"newpower edition send {MONTH} --confirm" in asked(root, "doubts", MONTH, "--resend").stdout
        assert posted(root, here, "send", MONTH, "--confirm").exit_code == 0
        keys = [key for key, _ in here.delivered]
        assert (len(keys), len(set(keys))) == (6, 5), "the second copy is known by its Message-ID"


def test_a_relay_that_is_not_there_is_told_at_once_and_nothing_is_frozen(root: Path) -> None:
    refused = asked(root, "send", MONTH, "--confirm")
    assert refused.exit_code == 1
    assert "127.0.0.1:1 cannot be reached" in refused.stderr
    assert "nothing of 2026-11 was sent yet" in asked(root, "status", MONTH).stderr


def test_json_is_a_line_a_second_and_one_at_the_end(root: Path) -> None:
    with relay() as here:
        done = posted(root, here, "send", MONTH, "--confirm", "--format", "json")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert {"accepted", "rate", "seconds_left"} <= set(lines[0])
        assert (lines[-1]["accepted"], lines[-1]["finished"]) == (5, True)


def test_a_letter_of_ones_own_arrives_and_the_list_knows_nothing_of_it(root: Path) -> None:
    with relay() as here:
        done = posted(root, here, "test", MONTH, "jo@example.org")
        assert done.stdout == "the relay has it (250 2.0.0)\n", done.output
        assert here.delivered[0][1] == "jo@example.org"
        assert asked(root, "status", MONTH).exit_code == 2


def test_it_is_paused_resumed_and_stopped(root: Path) -> None:
    is_bad = [True]
    with relay(answers=lambda verb, *_: "554 5.6.0 no" if verb == "DOT" and is_bad[0] else None) as here:
        held = posted(root, here, "send", MONTH, "--confirm")
        assert held.exit_code == 3
        assert f"next: newpower edition resume {MONTH}" in held.stdout
        again = posted(root, here, "send", MONTH, "--confirm")
        assert "is held (3 letters were refused for a fault of ours" in again.stderr
        is_bad[0] = False
        assert posted(root, here, "resume", MONTH).exit_code == 0
        assert len(here.delivered) == 5


def test_what_is_not_finished_is_paused_and_stopped(root: Path) -> None:
    def later(verb: str, address: str, number: int) -> str | None:
        return "451 4.2.0 later" if (verb, address) == ("RCPT", "p2@host.test") else None

    with relay(answers=later) as here:
        assert posted(root, here, "send", MONTH, "--confirm", "--no-wait").exit_code == 3
        assert "on its way already" in posted(root, here, "send", MONTH, "--at", "2037-06-01 07:00").stderr
        assert asked(root, "pause", MONTH).stdout == "paused\n"
        assert f"{MONTH} is paused" in posted(root, here, "send", MONTH, "--confirm").stderr
        told = f"Nothing was sent. It is paused: newpower edition resume {MONTH}\n"
        assert posted(root, here, "send", MONTH).stderr == told
        assert "add --confirm" in asked(root, "stop", MONTH).stderr
        assert asked(root, "stop", MONTH, "--confirm").stdout == "stopped; 1 people do not get it\n"
        assert posted(root, here, "resume", MONTH).exit_code == 2


def test_a_folder_needs_no_server_no_live_page_and_no_settings_of_ones_own(
    root: Path, tmp_path: Path
) -> None:
    settings = root / "content/site.yaml"
    text = settings.read_text()
    settings.write_text(text.replace("commons.org.uk", "commons.example").split("relay:")[0])
    try:
        for _ in range(2):
            done = asked(root, "send", MONTH, "--confirm", "--transport", f"folder:{tmp_path / 'into'}")
            assert done.exit_code == 0, done.output
        assert len(list((tmp_path / "into").iterdir())) == 5
        assert not (root / "var/backups").exists(), "a try needs no copy of the list"
        refused = asked(root, "send", MONTH, "--confirm")
        assert "is an example: letter@commons.example" in refused.stderr
        assert "there is no `relay` in content/site.yaml" in refused.stderr
    finally:
        settings.write_text(text)


@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        ("", (404, b"", ""), "answers 404: build and publish the site first"),
        ("edition.txt", (200, b"other words", ""), "has other words than the letter"),
        ("", (302, b"", "http://localhost:1/elsewhere"), "answers 302"),
        ("edition.txt", (200, b"x" * 2_000_001, ""), "larger than any edition"),
    ],
)
def test_nothing_goes_while_the_page_is_not_live_in_the_same_words(
    root: Path, site: Site, path: str, answer: tuple[int, bytes, str], words: str
) -> None:
    before = dict(site.answers)
    site.answers[f"/editions/{MONTH}/{path}"] = answer
    try:
        with relay() as here:
            refused = posted(root, here, "send", MONTH, "--confirm")
            assert refused.exit_code == 1
            assert words in refused.stderr
            assert here.sessions == 0
    finally:
        site.answers = before


def test_a_page_that_cannot_be_reached_is_one_line() -> None:
    assert "cannot be read" in amiss("http://127.0.0.1:1/", "http://127.0.0.1:1/edition.txt", "")
    assert "no web address" in amiss("file:///etc/passwd", "", "")


def test_an_edition_whose_file_changed_since_goes_on_as_it_was_frozen(root: Path, site: Site) -> None:
    with relay(answers=lambda verb, *_: "554 5.6.0 no" if verb == "DOT" else None) as here:
        posted(root, here, "send", MONTH, "--confirm")
    settings, before = root / "content/site.yaml", dict(site.answers)
    text = settings.read_text()
    settings.write_text(text.replace("1 High Street", "2 High Street"))
    try:
        with relay() as here:
            shown = posted(root, here, "send", MONTH)
            assert "it was frozen with other words" in shown.stdout
            site.answers[f"/editions/{MONTH}/edition.txt"] = (
                200,
                site.answers[f"/editions/{MONTH}/edition.txt"][1].replace(b"1 High", b"2 High"),
                "",
            )
            with a_list(root / "var") as at, at.change() as connection:
                connection.execute(schema.editions.update().values(state="sending"))
            refused = posted(root, here, "send", MONTH, "--confirm")
            assert f"`newpower edition resume {MONTH}` goes on with those" in refused.stderr
            assert posted(root, here, "resume", MONTH).exit_code == 0
            assert all(b"1 High Street" in letter for letter in here.letters)
    finally:
        settings.write_text(text)
        site.answers = before


# Hours


def _clock_of(monkeypatch: pytest.MonkeyPatch, *moments: datetime) -> None:
    """One moment after another, the last for good."""
    left = list(moments)
    told = lambda: left.pop(0) if len(left) > 1 else left[0]  # noqa: E731
    monkeypatch.setattr(sending_run, "clock", told)
    monkeypatch.setattr(sending, "clock", told)


def test_an_hour_of_the_sites_zone_is_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2027, 6, 1, 6, tzinfo=UTC)  # 07:00 in London's summer
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    _clock_of(
        monkeypatch, *[at - timedelta(minutes=1)] * 5, at - timedelta(seconds=1), at + timedelta(seconds=1)
    )
    with relay() as here:
        done = posted(root, here, "send", MONTH, "--confirm", "--at", "2027-06-01 07:00")
        assert done.exit_code == 0, done.output
        assert slept
        assert len(here.delivered) == 5


def test_letters_are_signed_where_the_settings_say_so(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, key = root / "content/site.yaml", folder.parent / "dkim.pem"
    text = settings.read_text()
    settings.write_text(text + "dkim: {domain: commons.org.uk, selector: np1}\n")
    try:
        with relay() as here:
            refused = posted(root, here, "send", MONTH, "--confirm")
            assert "put its file's name into NEWPOWER_DKIM_KEY_FILE" in refused.stderr
            monkeypatch.setenv("NEWPOWER_DKIM_KEY_FILE", str(key))
            missing = posted(root, here, "send", MONTH, "--confirm")
            assert (missing.exit_code, "dkim.pem: No such file" in missing.stderr) == (1, True)
            record = key_record(make_key(key)).encode()
            assert posted(root, here, "send", MONTH, "--confirm").exit_code == 0
    finally:
        settings.write_text(text)
    assert len(here.letters) == 5
    assert all(dkim.verify(letter, dnsfunc=lambda *_, **__: record) for letter in here.letters)


def test_a_person_is_told_which_letters_they_were_sent(root: Path) -> None:
    with relay() as here:
        assert posted(root, here, "send", MONTH, "--confirm").exit_code == 0
    with a_list(root / "var") as at:
        (letter,) = json.loads(record_of(at, next(everyone(at))))["letters"]
    assert (letter["edition"], letter["state"]) == (MONTH, "accepted")


def test_what_is_not_there_is_found_before_anybody_is_frozen(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    shown = asked(root, "send", MONTH)
    assert "Missing       127.0.0.1:1 cannot be reached: nothing answers there\n" in shown.stdout
    for folder in (tmp_path / "file", tmp_path / "file/inside"):
        refused = asked(root, "send", MONTH, "--confirm", "--transport", f"folder:{folder}")
        told = f"Error: {folder} can be no folder: a file has that name, or stands on the way\n"
        assert (refused.exit_code, refused.stderr) == (1, told)
    told = asked(root, "status", MONTH)
    assert "what went into a folder is known under --transport folder:DIR" in told.stderr
    with a_list(root / "var") as at, at.look() as connection:
        assert connection.execute(schema.editions.select()).first() is None


def test_an_hour_that_passed_while_nothing_ran_is_held_and_shown(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2027, 6, 1, 6, tzinfo=UTC)

    def killed(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", killed)
    with relay() as here:
        _clock_of(monkeypatch, at - timedelta(hours=1))
        posted(root, here, "send", MONTH, "--confirm", "--at", "2027-06-01 07:00")
        assert "waits for 2027-06-01 07:00 BST" in asked(root, "status", MONTH).stdout
        _clock_of(monkeypatch, at + timedelta(hours=3))
        late = posted(root, here, "send", MONTH, "--confirm")
        assert late.exit_code == 3
        assert "held: its hour (2027-06-01T06:00:00Z) passed while nothing ran" in late.stdout
        assert here.delivered == []
        assert posted(root, here, "resume", MONTH).exit_code == 0
        assert len(here.delivered) == 5


def test_a_service_that_is_ended_ends_as_by_ctrl_c(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: os.kill(os.getpid(), signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    with relay() as here:
        ended = posted(root, here, "send", MONTH, "--confirm", "--at", "2037-06-01 07:00")
        assert ended.exit_code == 3
        assert "stopped by you; the same command goes on" in ended.stderr
        assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        ("tomorrow", "is no hour"),
        ("2027-06-01", "say the hour too"),
        ("2027-03-28 01:30", "is on no clock in Europe/London"),
        ("2020-06-01 07:00", "has passed"),
    ],
)
def test_an_hour_that_is_none_is_told(root: Path, hour: str, words: str) -> None:
    refused = asked(root, "send", MONTH, "--confirm", "--at", hour)
    assert refused.exit_code == 2
    assert words in refused.stderr


@pytest.mark.parametrize(
    "words",
    [("send", "2031-01"), ("send", MONTH, "--transport", "pigeon"), ("status", MONTH), ("pause", MONTH)],
)
def test_what_makes_no_sense_is_one_line(root: Path, words: tuple[str, ...]) -> None:
    refused = asked(root, *words)
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output
