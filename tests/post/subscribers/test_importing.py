"""Lists of other engines, taken over: whole or not at all, and nobody against their will."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.post.subscribers import importing, taking_over
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.export_formats import FORMATS
from newsletter.post.subscribers.exporting import export_file
from newsletter.post.subscribers.importing import Evidence, Imported, RefusedImportError, import_file
from newsletter.post.subscribers.people import erase, everyone, find, is_suppressed, leave
from newsletter.post.subscribers.taking_over import put_aside
from newsletter.told.codes import LIST_CODES
from tests.post.lists import WORDS, a_list, everything_in, in_sqlite, joined

pytestmark = pytest.mark.usefixtures("database")

EVIDENCE = Evidence(WORDS, "2024-05-01T12:00:00Z")

#: As each engine writes them (see export_formats); a row a state, and the states in order.
EXPORTS = {
    "listmonk": (
        "uuid,email,name,attributes,status,created_at,updated_at\n"
        '6f,a@example.org,A,"{""city"": ""Leeds""}",enabled,2024-03-01 09:30:00.123456 +0000 UTC,2024-03-01 09:30:00 +0000 UTC\n'
        "7f,b@example.org,B,{},disabled,2024-03-01 15:00:00 +0530 IST,2024-03-01 09:30:00 +0000 UTC\n"
        "8f,c@example.org,C,{},blocklisted,0001-01-01 00:00:00 +0000 UTC,\n",
        ["active", "left", "left"],
        ["2024-03-01T09:30:00Z", "2024-03-01T09:30:00Z", "2024-05-01T12:00:00Z"],
    ),
    "Ghost": (
        "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers\r\n"
        "1,a@example.org,A,,true,,,2024-03-01T09:30:00.000Z,,,\r\n"
        "2,b@example.org,B,,false,true,,2024-03-01T09:30:00.000Z,,,\r\n"
        "3,'+c@example.org,C,,true,,,2024-03-01T09:30:00.000Z,,,",
        ["active", "left", "active"],
        ["2024-03-01T09:30:00Z"] * 3,
    ),
    "Substack": (
        "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n"
        "a@example.org,false,,other,false,2018-08-27T15:06:27.713Z,\n"
        "b@example.org,true,2118-09-11T00:00:00.000Z,yearly,true,2018-08-27T15:06:27.713Z,\n"
        "123@deletion-request.substack.com,false,,other,false,2018-08-27T15:06:27.713Z,\n",
        ["active", "left", "left"],
        ["2018-08-27T15:06:27Z"] * 3,
    ),
    "Buttondown": (
        "id,secondary_id,email,notes,subscriber_type,referrer_url,creation_date,ip_address,subscription_date,unsubscription_date,tags,metadata\n"
        "a1,1,a@example.org,,regular,,2024-03-13 00:03:09.183465+00:00,,2024-03-14 00:03:09+00:00,,corporate;nyc,{}\n"
        "a2,2,b@example.org,,unactivated,,2024-03-13 00:03:09+00:00,,,,,\n"
        "a3,3,c@example.org,,unsubscribed,,2024-03-13 00:03:09+00:00,,,,,\n"
        "a4,4,d@example.org,,undeliverable,,2024-03-13 00:03:09+00:00,,,,,\n"
        "a5,5,e@example.org,,complained,,2024-03-13 00:03:09+00:00,,,,,\n"
        "a6,6,f@example.org,,past_due,,2024-03-13 00:03:09+00:00,,,,,\n",
        ["active", "pending", "left", "bounced", "complained", "active"],
        ["2024-03-14T00:03:09Z", *["2024-03-13T00:03:09Z"] * 5],
    ),
    "Mailchimp": (
        "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,UNSUB_TIME,CLEAN_TIME,"
        "LEID,EUID,NOTES,TAGS\n"
        'a@example.org,A,2,2018-02-05 19:28:23,,2018-02-06 19:28:23,,,,1,a,,"""VIP"",""Blog"""\n'
        "b@example.org,B,2,,,2018-02-06 19:28:23,,2019-01-01 10:00:00,,2,b,,\n"
        "c@example.org,C,2,,,2018-02-06 19:28:23,,,2019-01-01 10:00:00,3,c,,\n",
        ["active", "left", "bounced"],
        ["2018-02-05T19:28:23Z", "2018-02-06T19:28:23Z", "2018-02-06T19:28:23Z"],
    ),
}


def test_every_engine_we_know_has_its_export_here() -> None:
    assert {form.engine for form in FORMATS} == set(EXPORTS)


def taken_over(folder: Path, content: str | bytes) -> Imported:
    file = folder / "list.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with a_list(folder / "var") as at:
        return import_file(at, file, EVIDENCE)


def people(folder: Path) -> list[tuple[str, str]]:
    with a_list(folder / "var") as at:
        return [(person.address, person.state) for person in everyone(at)]


@pytest.mark.parametrize("engine", EXPORTS)
def test_the_export_of_another_engine_is_taken_over_with_its_states_and_days(
    tmp_path: Path, engine: str
) -> None:
    content, states, days = EXPORTS[engine]
    done = taken_over(tmp_path, content)
    assert done.form.engine == engine
    assert done.added == len(states)
    with a_list(tmp_path / "var") as at:
        everybody = list(everyone(at))
        assert [person.state for person in everybody] == states
        assert [person.since for person in everybody] == days
        assert [person.consents[0].words for person in everybody] == [WORDS] * len(states)
        for person in everybody:
            assert is_suppressed(at, read_address(person.address)) == (
                person.state not in ("active", "pending")
            )


@pytest.mark.parametrize("engine", EXPORTS)
def test_a_list_taken_over_twice_changes_nothing(tmp_path: Path, engine: str) -> None:
    content, states, _ = EXPORTS[engine]
    taken_over(tmp_path, content)
    before = people(tmp_path)
    done = taken_over(tmp_path, content)
    assert (done.added, done.known, done.left) == (0, len(states), 0)
    assert people(tmp_path) == before


PLAIN = "email,name\njo@example.org,Jo\nmo@example.org,Mo\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("email", "E-Mail").encode(),
        ("\n\n" + PLAIN.replace("\n", "\n\n")).encode(),
        PLAIN.replace("Jo\n", '"Jo\nof Leeds; and, more"\n').encode(),
    ],
    ids=["plain", "with a mark", "UTF-16", "semicolons", "tabs in UTF-16", "CR LF", "E-Mail", "blank lines", "lines in a cell"],
)  # fmt: skip
def test_whatever_a_spreadsheet_writes_is_read(tmp_path: Path, content: bytes) -> None:
    done = taken_over(tmp_path, content)
    assert done.ignored == ("name",)
    assert people(tmp_path) == [("jo@example.org", "active"), ("mo@example.org", "active")]


REFUSED = {
    "nothing": ("", 1, "empty-file", "there is nothing"),
    "blank lines": ("\n\n \n", 1, "empty-file", "there is nothing"),
    "no address": ("name,town\nJo,Leeds\n", 1, "missing-field", "call that column `email`"),
    "not UTF-8": (
        b"email\njo@example.org\nm\xfcller@example.org\n",
        3,
        "not-utf8",
        "save the list as CSV in UTF-8",
    ),
    "two headings": ("email,name\nemail,name\n", 2, "bad-address", "a second line of headings"),
    "no mail address": ("email\njo@example.org\njoseph.bloggs at example.org\n", 3, "bad-address", "j…"),
    "a row too long": ("email,name\njo@example.org,Bloggs,Jo\n", 2, "table-row", "3 values for 2 headings"),
    "an unknown state": (
        "email,state\njo@example.org,gone\n",
        2,
        "unknown-word",
        "the words are: pending, active",
    ),
    "no day": ("email,since\njo@example.org,last May\n", 2, "bad-date", "write it as 2026-11-26 19:45:00"),
    "a day to come": ("email,since\njo@example.org,2027-01-01\n", 2, "future-date", "is still to come"),
    "no such day": ("email,since\njo@example.org,2025-02-30\n", 2, "bad-date", "is no moment"),
    "a row without an address": ("email,name\n,Jo\n", 2, "missing-value", "no address stands in this row"),
    "a quotation mark left open": ('email,name\njo@example.org,"Jo\n', 2, "bad-csv", "a quotation mark"),
    "a cell beyond all measure": (
        "email,name\njo@example.org," + "x" * 1_100_000 + "\n",
        2,
        "bad-csv",
        "no CSV",
    ),
    "a break in an address": ('email\n"jo@example.org\nBcc: mo@example.org"\n', 2, "bad-address", "…@…org"),
    "an engine's row without a state": (
        "uuid,email,attributes,status\n1,jo@example.org,{},\n",
        2,
        "unknown-word",
        "no state that listmonk has",
    ),
    "a state of another's": ("email,status\njo@example.org,unsubscribed\n", 2, "unknown-word", "no state"),
    "columns shifted": (
        "email,state\njo@example.org,joseph.bloggs@example.org\n",
        2,
        "unknown-word",
        "`j…@…org` is no state",
    ),
    "columns shifted to a day": (
        "email,since\njo@example.org,joseph.bloggs@example.org\n",
        2,
        "bad-date",
        "`j…@…org` is no moment",
    ),
    "a moment at the end of time": (
        "email,since\njo@example.org,9999-12-31 23:00:00 -0500\n",
        2,
        "bad-date",
        "is no moment",
    ),
    "one heading twice": ("email,state,State\njo@example.org,active,left\n", 1, "duplicate-field", "`state`"),
    "no language": ("email,lang\njo@example.org,\x1b[31m\n", 2, "bad-language", "write it as en-GB"),
    "UTF-16 without its mark": ("email\njo@example.org\n".encode("utf-16-le"), 1, "not-utf8", "in UTF-8"),
    "a row without end": ("email,name\n" + '"x\n",' * 400_000, 2, "bad-csv", "no CSV"),
    "NUL": ("email\nj\0o@example.org\n", 2, "bad-address", "j…@…org"),
}


def test_every_code_that_a_list_alone_has_is_told_by_one_of_these() -> None:
    assert {code for _, _, code, _ in REFUSED.values()} >= LIST_CODES


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_row_is_told_at_its_line_and_nobody_is_taken_over(tmp_path: Path, case: str) -> None:
    content, line, code, words = REFUSED[case]
    with pytest.raises(RefusedImportError) as refused:
        taken_over(tmp_path, content)
    (told,) = refused.value.diagnostics
    assert (told.location.file, told.location.line, told.code) == ("list.csv", line, code)
    assert words in f"{told.message} {told.hint}"
    assert told.hint
    assert "bloggs" not in told.message.lower()
    assert people(tmp_path) == []


def test_every_bad_row_is_told_and_good_ones_beside_them_are_not_taken_over(tmp_path: Path) -> None:
    rows = [f"p{number}@example.org" if number % 50 else "nobody" for number in range(1, 5001)]
    with pytest.raises(RefusedImportError) as refused:
        taken_over(tmp_path, "email\n" + "\n".join(rows) + "\n")
    assert [one.location.line for one in refused.value.diagnostics] == [
        number * 50 + 1 for number in range(1, 101)
    ]
    assert people(tmp_path) == []


def test_who_left_here_stays_away_whatever_a_list_says(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at:
        joined(at, "left@example.org", "erased@example.org", "stays@example.org")
        leave(at, read_address("left@example.org"))
        erase(at, read_address("erased@example.org"))
        leave(at, read_address("never.here@example.org"))
    done = taken_over(
        tmp_path, "email\nLeft@example.org\nErased@example.org\nnever.here@example.org\nstays@example.org\n"
    )
    assert (done.added, done.known, done.suppressed) == (0, 2, 2)
    assert people(tmp_path) == [("left@example.org", "left"), ("stays@example.org", "active")]
    assert b"Erased" not in everything_in(tmp_path / "var")


def test_who_left_there_leaves_here(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at:
        joined(at, "jo@example.org", "mo@example.org")
    done = taken_over(tmp_path, "email,state\nJO@example.org,complained\nmo@example.org,active\n")
    assert (done.left, done.known) == (1, 1)
    with a_list(tmp_path / "var") as at:
        person = find(at, read_address("jo@example.org"))
        assert person is not None
        assert person.state == "complained"
        assert is_suppressed(at, read_address("jo@example.org"))


def test_of_two_rows_for_one_person_the_one_by_which_they_left_counts(tmp_path: Path) -> None:
    taken_over(tmp_path, "email,state\njo@example.org,active\nJo@example.org,left\njo@example.org,active\n")
    assert [state for _, state in people(tmp_path)] == ["left"]


def test_who_left_by_a_column_of_their_own_stays_away(tmp_path: Path) -> None:
    taken_over(tmp_path, "email,unsubscribed_at\njo@example.org,2024-06-01\nmo@example.org,\n")
    assert people(tmp_path) == [("jo@example.org", "left"), ("mo@example.org", "active")]


def test_a_heading_that_is_an_address_is_masked(tmp_path: Path) -> None:
    done = taken_over(tmp_path, "email,joseph.bloggs@example.org\njo@example.org,x\n")
    assert done.ignored == ("j…@…org",)


def test_who_leaves_while_a_list_is_read_need_not_wait_and_stays_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether they stood here before or not; and who is erased, or comes, meanwhile."""
    monkeypatch.setattr("newsletter.post.sqlite.PATIENCE", 0.05)
    everybody = ["new", "erased", "here", "known", "joins", "stays"]
    (tmp_path / "list.csv").write_text("email\n" + "".join(f"{name}@example.org\n" for name in everybody))
    with a_list(tmp_path / "var") as at:
        joined(at, "here@example.org", "known@example.org")

        def meanwhile(*asked: Any) -> None:
            put_aside(*asked)
            for name in ("new", "here"):
                leave(at, read_address(f"{name}@example.org"))
            for name in ("erased", "known"):
                erase(at, read_address(f"{name}@example.org"))
            joined(at, "joins@example.org")

        monkeypatch.setattr(importing, "put_aside", meanwhile)
        done = import_file(at, tmp_path / "list.csv", EVIDENCE)
    assert (done.added, done.known, done.left, done.suppressed) == (1, 2, 0, 3)
    assert people(tmp_path) == [
        ("here@example.org", "left"),
        ("joins@example.org", "active"),
        ("stays@example.org", "active"),
    ]


def test_who_leaves_after_they_were_looked_up_stays_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_through = taking_over._look_through
    (tmp_path / "list.csv").write_text("email,state\njo@example.org,active\nmo@example.org,left\n")
    with a_list(tmp_path / "var") as at:
        joined(at, "mo@example.org")

        def meanwhile(connection: Any) -> tuple[int, int]:
            found = look_through(connection)
            leave(at, read_address("jo@example.org"))
            leave(at, read_address("mo@example.org"), "complained")
            return found

        monkeypatch.setattr(taking_over, "_look_through", meanwhile)
        done = import_file(at, tmp_path / "list.csv", EVIDENCE)
    assert (done.added, done.known, done.left, done.suppressed) == (0, 1, 0, 1)
    assert people(tmp_path) == [("mo@example.org", "complained")]


def test_a_pipe_is_read_as_a_file_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("email\njo@example.org\n",))
    writer.start()
    with a_list(tmp_path / "var") as at:
        assert import_file(at, pipe, EVIDENCE).added == 1
    writer.join()


def test_what_would_be_a_formula_is_none_in_an_export_and_comes_back_as_it_was(tmp_path: Path) -> None:
    addresses = [
        "=1+1@example.org",
        "+jo@example.org",
        "'=o@example.org",
        "'a'-b@example.org",
        "jo-mo@example.org",
    ]
    with a_list(tmp_path / "var") as at:
        joined(at, *addresses)
        export_file(at, tmp_path / "out.csv")
    cells = [row[0] for row in csv.reader((tmp_path / "out.csv").read_text().splitlines()[1:])]
    assert cells == [
        "'=1+1@example.org",
        "'+jo@example.org",
        "''=o@example.org",
        "'a'-b@example.org",
        "jo-mo@example.org",
    ]
    with a_list(tmp_path / "elsewhere") as at:
        import_file(at, tmp_path / "out.csv", EVIDENCE)
        assert [person.address for person in everyone(at)] == addresses


#: After which step, counted from 0, an import is killed.
STEPS = [("importing.put_aside", 0), ("importing.put_aside", 9), ("taking_over._look_through", 0),
         ("taking_over._put_in", 0), ("taking_over._suppress", 0)]  # fmt: skip
KILLED = """
import itertools, os, sys
from pathlib import Path
from newsletter.post.subscribers import importing, taking_over
from tests.post.lists import a_list
where, name = sys.argv[2].split(".")
step, count = getattr(globals()[where], name), itertools.count()
def killed(*asked):
    done = step(*asked)
    return os.kill(os.getpid(), 9) if next(count) == int(sys.argv[3]) else done
setattr(globals()[where], name, killed)
with a_list(Path(sys.argv[1]) / "var") as at:
    importing.import_file(at, Path(sys.argv[1]) / "list.csv", importing.Evidence("words", "2024-05-01T12:00:00Z"))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("step", "turn"), STEPS, ids=lambda one: str(one))
def test_an_import_that_is_killed_leaves_the_list_as_it_was(
    tmp_path: Path, step: str, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("email\n" + "".join(f"p{number}@example.org\n" for number in range(20_000)))
    with a_list(tmp_path / "var") as at:
        joined(at, "jo@example.org")
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), step, str(turn)], check=False)
    assert ended.returncode == -9
    assert people(tmp_path) == [("jo@example.org", "active")]
    assert list((tmp_path / "tmp").iterdir()) == []
    left = {path.name for path in (tmp_path / "var").iterdir()}
    assert left <= {"list.key", "numbers", "newpower.sqlite", "newpower.sqlite-wal", "newpower.sqlite-shm"}


def test_what_is_exported_can_be_taken_over_elsewhere(tmp_path: Path) -> None:
    content, _, _ = EXPORTS["Buttondown"]
    taken_over(tmp_path, content)
    with a_list(tmp_path / "var") as at:
        export_file(at, tmp_path / "out.csv")
    with a_list(tmp_path / "elsewhere") as at:
        import_file(at, tmp_path / "out.csv", EVIDENCE)
        assert [(person.address, person.state) for person in everyone(at)] == people(tmp_path)


CELLS = st.text(st.characters(codec="utf-8"), max_size=12)


@pytest.mark.slow
@in_sqlite
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6))
def test_whatever_stands_in_a_file_it_is_taken_over_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    content = "email,name\n" + "\n".join(",".join(row) for row in rows)
    try:
        done = taken_over(folder, content)
        added = done.added
    except RefusedImportError as refused:
        added = 0 if refused.diagnostics else -1
    assert len(people(folder)) == added


def test_a_file_that_is_gone_is_a_failure_of_the_world(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at, pytest.raises(FileNotFoundError):
        import_file(at, tmp_path / "none.csv", EVIDENCE)
