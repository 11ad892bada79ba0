"""`newpower subscribers`, as it is typed."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from newsletter.cli import main
from newsletter.post import schema
from newsletter.post.sending import tally
from newsletter.post.subscribers.person import SEED, moment
from tests.post.lists import NOW, a_list, address_of, everything_in, in_sqlite

pytestmark = pytest.mark.usefixtures("database")

LIST = "email,name\njo@example.org,Jo\nmo@example.org,Mo\n"
AGREED = ("--consent", "Send me the letter", "--given", "2024-05-01")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if address := address_of(tmp_path / "var"):
        monkeypatch.setenv("NEWPOWER_DATABASE", address)
    (tmp_path / "content").mkdir()
    (tmp_path / "list.csv").write_text(LIST)
    return tmp_path


def asked(root: Path, *words: str, group: str = "subscribers") -> Result:
    return CliRunner().invoke(
        main, [group, words[0], "--root", str(root), *words[1:]], catch_exceptions=False
    )


def taken_over(root: Path, file: str = "list.csv", *agreed: str) -> Result:
    return asked(root, "import", str(root / file), *(agreed or AGREED))


def test_a_list_is_taken_over_and_what_is_not_is_said(root: Path) -> None:
    done = taken_over(root)
    assert done.exit_code == 0
    assert done.stdout == "2 new, 0 here already, 0 gone since, 0 left out, who had left\n"
    assert done.stderr == "Not taken over from a plain list: name.\n"
    assert taken_over(root).stdout.startswith("0 new, 2 here already")


def test_what_an_export_does_not_tell_is_said(root: Path) -> None:
    (root / "ghost.csv").write_text("email,subscribed_to_emails\njo@example.org,true\n")
    assert "Mind: Ghost's export does not tell whose mail came back." in taken_over(root, "ghost.csv").stderr


@pytest.mark.parametrize(
    "agreed",
    [("--given", "2024-05-01"), ("--consent", "Send it"), ("--consent", " ", "--given", "2024-05-01")],
)
def test_nobody_is_taken_over_without_evidence_that_they_agreed(root: Path, agreed: tuple[str, ...]) -> None:
    refused = taken_over(root, "list.csv", *agreed)
    assert refused.exit_code == 2
    assert "regulation 22" in refused.stderr
    assert asked(root, "list").stdout == ""


@pytest.mark.parametrize("name", ["list.csv", "list.md", "list.txt", "list.yaml"])
def test_a_bad_row_is_told_without_its_address_whatever_the_file_is_called(root: Path, name: str) -> None:
    (root / name).write_text("email\njo@example.org\njoseph.bloggs@@example.org\n")
    refused = taken_over(root, name)
    assert refused.exit_code == 1
    assert f"{name}:3:1: error[bad-address]: j…@…org is no mail address" in refused.stderr
    assert refused.stderr.endswith("1 error; nothing was taken over.\n")
    assert "bloggs" not in refused.output


def test_people_are_listed_masked_and_whole_where_that_is_asked(root: Path) -> None:
    taken_over(root)
    asked(root, "remove", "MO@example.org")
    assert asked(root, "list").stdout == "2024-05-01  active      j…@…org\n2024-05-01  left        m…@…org\n"
    assert (
        asked(root, "list", "--state", "left", "--addresses").stdout
        == "2024-05-01  left        mo@example.org\n"
    )
    assert "and more: --most 10" in asked(root, "list", "--most", "1").stderr


def test_one_person_comes_leaves_and_is_forgotten(root: Path) -> None:
    added = asked(
        root, "add", "Jo@example.org", "--consent", "Send it", "--how", "on paper", "--language", "cy"
    )
    assert added.stdout == "added\n"
    assert asked(root, "add", "jo@example.org", "--consent", "Send it").stdout == "on the list already\n"
    record = json.loads(asked(root, "show", "jo@example.org").stdout)
    assert (record["address"], record["state"], record["language"]) == ("Jo@example.org", "active", "cy")
    assert record["consents"][0]["how"] == "on paper"
    assert asked(root, "remove", "jo@example.org").stdout == "removed\n"
    assert asked(root, "remove", "jo@example.org").stdout.startswith("was not written to")
    assert asked(root, "erase", "jo@example.org").stdout == "erased\n"
    assert b"o@example.org" not in everything_in(root / "var")
    gone = asked(root, "show", "jo@example.org")
    assert (gone.exit_code, gone.stdout) == (1, "")
    assert "nobody is to write to it" in gone.stderr
    assert taken_over(root).stdout == "1 new, 0 here already, 0 gone since, 1 left out, who had left\n"


def test_an_address_of_ours_is_a_seed_whether_it_is_on_the_list_or_not(root: Path) -> None:
    assert asked(root, "add", "us@example.org", "--seed").stdout == "added; letters go there first\n"
    asked(root, "add", "me@example.org", "--consent", "Send it")
    again = asked(root, "add", "me@example.org", "--seed")
    assert again.stdout == "on the list already; letters go there first\n"
    for address in ("us@example.org", "me@example.org"):
        assert json.loads(asked(root, "show", address).stdout)["source"].startswith(SEED)
    refused = asked(root, "add", "mo@example.org")
    assert (refused.exit_code, "regulation 22" in refused.stderr) == (2, True)


def _source(root: Path, address: str) -> str:
    return str(json.loads(asked(root, "show", address).stdout)["source"])


def test_a_seed_has_its_turn_with_everybody_when_told_and_stays_on_the_list(root: Path) -> None:
    asked(root, "add", "us@example.org", "--seed")
    taken_over(root)
    before = _source(root, "jo@example.org")
    for _ in range(2):
        asked(root, "add", "jo@example.org", "--seed")
        with a_list(root / "var") as at:
            assert len(tally.seeds(at)) == 2
    for address, source in (("jo@example.org", before), ("us@example.org", "an editor")):
        done = asked(root, "unseed", address)
        assert (done.exit_code, done.stdout) == (0, "no seed any more, and on the list still\n")
        assert _source(root, address) == source, "where they came from was not forgotten"
    with a_list(root / "var") as at:
        assert tally.seeds(at) == []
    assert "3 active" in asked(root, "status", group="post").stdout


@pytest.mark.parametrize("address", ["jo@example.org", "nobody@example.org"])
def test_what_is_no_seed_is_told_and_left(root: Path, address: str) -> None:
    taken_over(root)
    before = _source(root, "jo@example.org")
    refused = asked(root, "unseed", address)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.endswith("Error: it is no seed\n")
    assert _source(root, "jo@example.org") == before


@pytest.mark.parametrize("way", ["remove", "erase"])
def test_who_left_is_no_seed_but_by_a_consent_of_their_own(root: Path, way: str) -> None:
    asked(root, "add", "me@example.org", "--consent", "Send it")
    asked(root, way, "me@example.org")
    refused = asked(root, "add", "me@example.org", "--seed")
    assert (refused.exit_code, "give --consent and --given" in refused.stderr) == (1, True)
    assert asked(root, "list", "--state", "active").stdout == ""


@pytest.mark.parametrize(
    ("asked_for", "words"),
    [
        (("--consent", " "), "regulation 22"),
        (("--consent", "Send it", "--given", "2999-01-01"), "is still to come"),
        (("--consent", "\udcff"), "no text in UTF-8"),
        (("--consent", "Send it", "--how", "\udcff"), "no text in UTF-8"),
        (("--consent", "Send it", "--language", "\x1b[31m"), "not the name of a language"),
        (("--consent", "Send it", "--language", "Welsh"), "not the name of a language"),
    ],
)
def test_who_is_added_is_so_with_evidence(root: Path, asked_for: tuple[str, ...], words: str) -> None:
    refused = asked(root, "add", "jo@example.org", *asked_for)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert asked(root, "list").stdout == ""


def test_consent_that_is_still_to_come_is_none(root: Path) -> None:
    refused = taken_over(root, "list.csv", "--consent", "Send it", "--given", "2999-01-01")
    assert refused.exit_code == 2
    assert "--given is still to come" in refused.stderr


def test_who_agreed_this_morning_can_be_added(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    eight = datetime(2026, 11, 26, 8, tzinfo=UTC)
    monkeypatch.setattr("newsletter.commands.list_options._now", lambda: eight)
    (root / "today.csv").write_text("email,since\nmo@example.org,2026-11-26\n")
    agreed = ("--consent", "Send it", "--given", "2026-11-26")
    assert asked(root, "add", "jo@example.org", *agreed).stdout == "added\n"
    assert taken_over(root, "today.csv", *agreed).stdout.startswith("1 new")
    for address in ("jo@example.org", "mo@example.org"):
        given = json.loads(asked(root, "show", address).stdout)["consents"][0]["given"]
        assert given == "2026-11-26T08:00:00Z"


def test_a_consent_from_before_they_left_is_told(root: Path) -> None:
    asked(root, "remove", "jo@example.org")
    refused = asked(root, "add", "jo@example.org", "--consent", "Send it", "--given", "2024-05-01")
    assert refused.exit_code == 1
    assert "only who agreed again after it can be added" in refused.stderr
    assert "jo@" not in refused.output
    assert asked(root, "add", "jo@example.org", "--consent", "Send it").stdout == "added\n"


def test_people_are_counted_and_written_out(root: Path) -> None:
    taken_over(root)
    assert asked(root, "stats").stdout.splitlines()[1].split() == ["active", "2"]
    out = root / "out.csv"
    assert asked(root, "export", str(out), "--state", "active").stdout == f"{out}: 2 people\n"
    again = asked(root, "export", str(out))
    assert again.exit_code == 2
    assert "is there already" in again.stderr


@pytest.mark.parametrize("command", ["add", "remove", "show", "erase"])
def test_what_is_no_address_is_told_and_not_repeated(root: Path, command: str) -> None:
    refused = asked(root, command, "joseph.bloggs", *(("--consent", "x") if command == "add" else ()))
    assert refused.exit_code == 2
    assert "j… is no mail address" in refused.stderr
    assert refused.stderr.count("no mail address") == 1
    assert "bloggs" not in refused.output


@in_sqlite
def test_a_list_that_cannot_be_opened_is_one_line(root: Path) -> None:
    taken_over(root)
    (root / "var/newpower.sqlite").write_text("no database\n" * 1000)
    refused = asked(root, "stats")
    assert refused.exit_code == 1
    assert refused.stderr == "Error: the list: it is damaged; put back the newest of its backups\n"


def test_without_its_libraries_it_says_how_to_get_them(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsletter.commands.list_options.find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "newsletter.post.subscribers.people", None)
    for words in (("stats",), ("add", "jo@example.org", "--consent", "Send it", "--language", "cy")):
        refused = asked(root, *words)
        assert refused.exit_code == 1
        assert "needs sqlalchemy and email_validator: pip install 'new-power[post]'" in refused.stderr
    assert not (root / "var").exists()


def test_every_state_can_be_asked_for() -> None:
    from newsletter.commands import list_options, subscribers
    from newsletter.post import schema
    from newsletter.post.subscribers.person import GONE, STATES

    assert list_options.STATES == STATES == schema.STATES
    assert (*GONE, "erased") == schema.REASONS
    states = [
        parameter.type
        for command in subscribers.subscribers.commands.values()
        for parameter in command.params
        if parameter.name == "state"
    ]
    assert all(isinstance(one, click.Choice) and one.choices == STATES for one in states)


@pytest.mark.parametrize("words", [("stats",), ("list",), ("show", "jo@example.org"), ("export", "out.csv")])
def test_who_only_looks_begins_no_list(root: Path, words: tuple[str, ...]) -> None:
    looked = asked(root, *words)
    assert (looked.exit_code, looked.stdout) == (0, "")
    assert "there is no list yet" in looked.stderr
    assert not (root / "var").exists()


def test_a_list_is_begun_in_no_other_folder_than_the_projects(tmp_path: Path) -> None:
    refused = asked(tmp_path, "add", "jo@example.org", "--consent", "Send it")
    assert refused.exit_code == 2
    assert "name the project's folder with --root" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_people_who_left_is_taken_over_as_that(root: Path) -> None:
    """listmonk writes everybody as `enabled`, whoever is asked for."""
    assert taken_over(root, "list.csv", *AGREED, "--state", "left").stdout.startswith("2 new")
    assert asked(root, "stats").stdout.split()[:6] == ["pending", "0", "active", "0", "left", "2"]
    assert taken_over(root).stdout.startswith("0 new, 2 here already")
    assert asked(root, "stats").stdout.split()[3] == "0"


def test_the_day_of_a_build_is_not_the_day_somebody_agreed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    asked(root, "add", "jo@example.org", "--consent", "Send it")
    assert json.loads(asked(root, "show", "jo@example.org").stdout)["since"] > "2026"


def test_what_was_shown_of_the_privacy_notice_is_kept_with_a_consent(root: Path) -> None:
    added = asked(root, "add", "jo@example.org", "--consent", "Send it")
    assert "There is no privacy notice content/pages/privacy.md" in added.stderr
    (root / "content/site.yaml").write_text("privacy_page: content/pages/your-data.md\n")
    notice = root / "content/pages/your-data.md"
    notice.parent.mkdir()
    notice.write_bytes(b"We keep your address.\r\n")
    added = asked(root, "add", "mo@example.org", "--consent", "Send it")
    assert (added.stdout, added.stderr) == ("added\n", "")
    taken_over(root, "list.csv", *AGREED, "--notice", str(notice))
    (root / "more.csv").write_text("email\nlo@example.org\nko@example.org\n")
    taken_over(root, "more.csv", *AGREED, "--notice", str(notice))
    notice.write_text("We keep more.")
    (root / "most.csv").write_text("email\nno@example.org\n")
    taken_over(root, "most.csv")
    kept = {
        name: json.loads(asked(root, "show", f"{name}@example.org").stdout)["consents"][0]["notice"]
        for name in ("jo", "mo", "lo", "no")
    }
    sum_of_it = hashlib.sha256(b"We keep your address.\r\n").hexdigest()
    assert kept == {"jo": "", "mo": sum_of_it, "lo": sum_of_it, "no": ""}


def test_a_privacy_notice_outside_the_content_is_none(root: Path) -> None:
    (root / "content/site.yaml").write_text("privacy_page: content/../list.csv\n")
    assert "There is no privacy notice" in asked(root, "add", "jo@example.org", "--consent", "x").stderr


def test_how_the_list_is_can_be_seen_a_line_each(root: Path) -> None:
    taken_over(root)
    asked(root, "remove", "jo@example.org")
    (root / "var/backups").mkdir()
    (root / "var/backups/newpower-20261126T194500Z.sqlite").touch()
    seen = asked(root, "status", group="post")
    assert seen.exit_code == 0
    lines = dict(line.split(None, 1) for line in seen.stdout.replace("last backup", "backup").splitlines())
    assert lines.pop("size")[0].isdigit()
    where = lines.pop("database")
    assert where.startswith(("SQLite, ", "PostgreSQL, tests@"))
    assert lines == {
        "version": str(schema.VERSION),
        "people": "0 pending, 1 active, 1 left, 0 bounced, 0 complained",
        "suppressed": "1",
        "backup": "2026-11-26 19:45 UTC",
        "key": f"{root / 'var/list.key'}, the list's own",
        "whole": "yes",
        "waiting": "nothing",
    }


def test_how_the_list_is_can_be_read_by_a_program(root: Path) -> None:
    taken_over(root, "list.csv", *AGREED, "--state", "pending")
    found = json.loads(asked(root, "status", "--format", "json", group="post").stdout)
    assert (found["version"], found["schema"], found["people"]["pending"]) == (1, schema.VERSION, 2)
    assert (found["is_whole"], found["damage"], found["last_backup"]) == (True, "", None)
    assert found["waiting"] == {
        "people who have not confirmed": 2,
        "mails of our pages": 0,
        "such mails that may have arrived": 0,
        "such mails that no server took": 0,
        "such mails that are held": 0,
    }
    assert found["bytes"] > 10_000


@pytest.mark.parametrize("state", ["waiting", "handing", "refused"])
def test_a_mail_of_our_pages_that_is_not_done_is_told(root: Path, state: str) -> None:
    taken_over(root, "list.csv", *AGREED)
    with a_list(root / "var") as at, at.change() as connection:
        row = {"person": 1, "kind": "links", "queued": moment(NOW), "due": moment(NOW), "state": state}
        connection.execute(schema.service_mails.insert(), row)
    words = {
        "waiting": "",
        "handing": "such mails that may have arrived",
        "refused": "such mails that no server took",
    }
    assert f"1 {words[state] or 'mails of our pages'}" in asked(root, "status", group="post").stdout


@in_sqlite
def test_a_list_with_a_damaged_page_is_told(root: Path) -> None:
    (root / "list.csv").write_text("email\n" + "".join(f"p{number}@example.org\n" for number in range(3000)))
    taken_over(root)
    file = root / "var/newpower.sqlite"
    content = bytearray(file.read_bytes())
    begin = content.rindex(b"p2999@example.org") // 4096 * 4096
    content[begin : begin + 4096] = bytes(4096)
    file.write_bytes(content)
    seen = asked(root, "status", group="post")
    assert seen.exit_code == 1
    assert "it is damaged; put back the newest of its backups" in seen.output


def test_where_there_is_no_list_yet_there_is_no_status(root: Path) -> None:
    seen = asked(root, "status", group="post")
    assert (seen.exit_code, seen.stdout) == (0, "")
    assert "there is no list yet" in seen.stderr
