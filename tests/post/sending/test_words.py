"""What the commands that send say to an editor: what is, what can still be done, and nothing in a system's words."""

from __future__ import annotations

import errno
import json
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.commands import sending_plan
from newsletter.post.unreached import why_unreached
from tests.post.lists import a_list
from tests.post.sending.published import MONTH, Site, asked, posted
from tests.post.sending.sendings import people
from tests.post.sending.sink import relay


def test_a_finished_edition_is_said_to_be_finished_whatever_is_asked_of_it(root: Path, site: Site) -> None:
    with relay() as here:
        posted(root, here, "send", MONTH, "--confirm")
        for words in (("send", MONTH), ("send", MONTH, "--confirm")):
            told = posted(root, here, *words)
            assert (told.exit_code, told.stderr) == (0, "Nothing is left to send.\n")
            assert told.stdout.startswith(f"{MONTH}: finished on 20")
        paused = asked(root, "pause", MONTH)
        assert paused.stdout.endswith("; all 5 people have it; nothing is left to pause\n")
        assert asked(root, "status", MONTH).exit_code == 0
        before = dict(site.answers)
        site.answers[f"/editions/{MONTH}/"] = (404, b"", "")
        try:
            told = posted(root, here, "send", MONTH)
            assert (told.exit_code, "publish" in told.output) == (0, False), (
                "nothing is to be published for it"
            )
        finally:
            site.answers = before


def test_who_joined_since_cannot_get_other_words_than_were_sent(root: Path) -> None:
    settings = root / "content/site.yaml"
    text = settings.read_text()
    with relay() as here:
        posted(root, here, "send", MONTH, "--confirm")
        with a_list(root / "var") as at:
            people(at, 1)
        settings.write_text(text.replace("1 High Street", "2 High Street"))
        try:
            told = posted(root, here, "send", MONTH, "--confirm", "--late")
        finally:
            settings.write_text(text)
        assert "1 person who joined since cannot get it, since its file has other words" in told.stderr
        assert len(here.delivered) == 5


def test_a_stopped_edition_is_not_said_to_be_finished(root: Path) -> None:
    def later(verb: str, address: str, number: int) -> str | None:
        return "451 4.2.0 later" if (verb, address) == ("RCPT", "p2@host.test") else None

    with relay(answers=later) as here:
        posted(root, here, "send", MONTH, "--confirm", "--no-wait")
        asked(root, "stop", MONTH, "--confirm")
        shown = asked(root, "status", MONTH)
        assert shown.stdout.startswith(f"{MONTH}: stopped for good; 4 of 5 people have it\n")
        assert shown.exit_code == 0, "everybody is accounted for"
        plain = json.loads(asked(root, "status", MONTH, "--format", "json").stdout)
        assert (plain["state"], plain["finished"]) == ("stopped", False)
        told = f"{MONTH}: stopped for good; 4 of 5 people have it. Nothing can be sent of it any more.\n"
        for words in (("send", MONTH), ("send", MONTH, "--confirm"), ("send", MONTH, "--late")):
            refused = posted(root, here, *words)
            assert (refused.exit_code, refused.stderr) == (1, f"Error: {told}")
        assert "nothing is left to pause" in asked(root, "pause", MONTH).stdout


def test_the_letters_own_day_is_shown_and_one_to_come_is_noticed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (root / f"content/editions/{MONTH}.md").read_text(encoding="utf-8")
    day = next(line for line in text.splitlines() if line.startswith("published:")).split()[1]
    into = ("--transport", f"folder:{tmp_path / 'into'}")
    assert f"Dated         {day}\n" in asked(root, "send", MONTH, *into).stdout
    monkeypatch.setattr(sending_plan, "clock", lambda: datetime(2026, 11, 1, tzinfo=UTC))
    assert f"Dated         {day}, which is still to come\n" in asked(root, "send", MONTH, *into).stdout
    done = asked(root, "send", MONTH, "--confirm", *into)
    assert f"mind: the letter is dated {day}, which is still to come\n" in done.stderr


def test_one_connection_is_one(root: Path) -> None:
    settings = root / "content/site.yaml"
    text = settings.read_text()
    settings.write_text(text.replace("  port: 1\n", "  port: 1\n  connections: 1\n"))
    try:
        assert "(none), 1 connection\n" in asked(root, "send", MONTH).stdout
    finally:
        settings.write_text(text)


def test_letters_whose_links_lead_over_plain_http_are_posted_to_nobody(root: Path, tmp_path: Path) -> None:
    settings = root / "content/site.yaml"
    text = settings.read_text()
    settings.write_text(text.replace("base_url: https:", "base_url: http:"))
    try:
        refused = asked(root, "send", MONTH, "--confirm")
        assert (refused.exit_code, "posted to nobody while it is not https" in refused.stderr) == (1, True)
        into = asked(root, "send", MONTH, "--confirm", "--transport", f"folder:{tmp_path / 'into'}")
        assert into.exit_code == 0, into.output
    finally:
        settings.write_text(text)


def test_a_trial_edition_goes_into_a_folder_and_is_posted_to_nobody(root: Path, tmp_path: Path) -> None:
    edition = root / f"content/editions/{MONTH}.md"
    text = edition.read_text(encoding="utf-8")
    edition.write_text(text.replace("trial: false", "trial: true"), encoding="utf-8")
    try:
        with relay() as here:
            refused = posted(root, here, "send", MONTH, "--confirm")
            assert (refused.exit_code, here.sessions) == (1, 0)
            assert "it is a trial edition (`trial: true`), which is posted to nobody" in refused.stderr
        done = asked(root, "send", MONTH, "--confirm", "--transport", f"folder:{tmp_path / 'into'}")
        assert done.exit_code == 0, done.output
        assert all(b"A trial edition" in one.read_bytes() for one in (tmp_path / "into").iterdir())
    finally:
        edition.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "no host of this name is known"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "cannot be looked up just now"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "nothing answers there"),
        (TimeoutError("timed out"), "it does not answer in time"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "it broke the line off"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "is it online?"),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong"), "does not speak TLS as it should"),
        (OSError(errno.EIO, "Input/output error"), "input/output error"),
        (ValueError("it is no web address"), "it is no web address"),
    ],
)
def test_what_the_network_says_is_told_in_plain_words(error: Exception, words: str) -> None:
    told = why_unreached(error)
    assert words in told
    assert "Errno" not in told
    assert "[" not in told
