"""A list in PostgreSQL: told in one line where it cannot be opened, copied, and never at the cost of who leaves."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from newsletter.post.contract import ListError
from newsletter.post.database import List, back_up, damage, open_list
from newsletter.post.subscribers import people, taking_over
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.importing import Evidence, Imported, import_file
from newsletter.post.subscribers.people import add, counts, erase, everyone, find, is_suppressed, leave
from tests.post.lists import NOW, WORDS, a_list, address_of, in_postgres, joined, newcomer

pytestmark = [pytest.mark.usefixtures("database"), in_postgres]

PASSWORD = "correct-horse:battery@staple"
WRITTEN = "correct-horse%3Abattery%40staple"
JO = read_address("jo@example.org")


@pytest.fixture
def server(postgres: str) -> Iterator[Engine]:
    """The server, as who looks after it."""
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def _said(server: Engine, *words: str) -> None:
    with server.connect() as connection:
        for one in words:
            connection.execute(text(one))


def _refused(folder: Path, address: str) -> str:
    """Why a list there cannot be opened."""
    with pytest.raises(ListError) as refused, open_list(folder, NOW, address):
        pass
    words = str(refused.value)
    assert "\n" not in words
    assert not any(part in words for part in ("horse", "staple", "battery"))
    assert not (folder / "list.key").exists()
    return words


def _of(postgres: str, user: str, database: str = "postgres") -> str:
    """The address of a database, for a user who has the password."""
    return postgres.replace("tests@/postgres", f"{user}:{WRITTEN}@/{database}")


# What keeps it from being opened


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"jo:{PASSWORD}", "that is no address of a database"),
        (f"postgresql+psycopg://jo:{WRITTEN}@localhost:port/newpower", "that is no address of a database"),
        (f"mysql://jo:{WRITTEN}@localhost/newpower", "in SQLite, or in PostgreSQL"),
        (f"postgresql+psycopg://jo:{WRITTEN}@localhost", "names no database"),
        (f"postgresql://jo:{PASSWORD}@localhost/newpower", "is written with %40"),
        (f"postgresql://jo:{WRITTEN}@localhost/newpower?horses=3", "a setting that PostgreSQL does not know"),
        (
            f"postgresql://jo:{WRITTEN}@127.0.0.1:1/newpower",
            "the list: its server cannot be reached (jo@127.0.0.1:1/newpower)",
        ),
        (f"postgresql://jo:{WRITTEN}@no.such.host.invalid/newpower", "its server cannot be reached"),
        (f"postgresql://jo@/newpower?host=/nowhere&password={WRITTEN}", "its server cannot be reached (jo@/nowhere/newpower)"),
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_told_without_its_password(
    tmp_path: Path, address: str, words: str
) -> None:
    assert words in _refused(tmp_path, address)


def test_without_its_driver_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    words = _refused(tmp_path, "postgresql+psycopg://jo@localhost/newpower")
    assert words == "PostgreSQL needs psycopg: pip install 'new-power[postgres]'"


def test_a_database_that_is_not_there_is_told(tmp_path: Path, postgres: str) -> None:
    words = _refused(tmp_path, postgres.replace("/postgres?", "/newpower?"))
    assert words == "the list: there is no database newpower on its server: `createdb newpower` makes one"


def test_a_database_in_another_encoding_is_told(tmp_path: Path, postgres: str, server: Engine) -> None:
    _said(
        server,
        "DROP DATABASE IF EXISTS latin",
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0",
    )
    assert "its database is in LATIN1" in _refused(tmp_path, postgres.replace("/postgres?", "/latin?"))


@pytest.fixture
def guarded(server: Engine, postgres: str) -> Iterator[str]:
    """A schema of its own in which a user, who has a password, may look but not make anything; as a list's address."""
    name = f"g{secrets.token_hex(6)}"
    _said(server, "DROP ROLE IF EXISTS guarded", f"CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}'",
          f"CREATE SCHEMA {name}", f"GRANT USAGE ON SCHEMA {name} TO guarded")  # fmt: skip
    yield f"{_of(postgres, 'guarded')}&options=-csearch_path%3D{name}"
    _said(server, f"DROP SCHEMA {name} CASCADE", "DROP ROLE guarded")


def test_a_wrong_password_is_told_and_not_repeated(tmp_path: Path, guarded: str) -> None:
    words = _refused(tmp_path, guarded.replace(WRITTEN, "battery"))
    assert words.startswith("the list: its server does not let guarded in")


def test_a_user_without_rights_is_told(tmp_path: Path, guarded: str) -> None:
    assert "its server gives guarded no right to do this" in _refused_and_keyed(tmp_path, guarded)


def _refused_and_keyed(folder: Path, address: str) -> str:
    """The same as `_refused`, where the key is there already."""
    (folder / "list.key").write_text("0" * 64)
    with pytest.raises(ListError) as refused, open_list(folder, NOW, address):
        pass
    return str(refused.value)


def test_a_list_that_may_only_be_read_is_read_and_a_change_is_told(
    tmp_path: Path, guarded: str, server: Engine
) -> None:
    schema = guarded.rpartition("%3D")[2]
    _said(server, f"GRANT CREATE ON SCHEMA {schema} TO guarded")
    with open_list(tmp_path, NOW, guarded) as at:
        joined(at, "jo@example.org")
        assert at.database.name.startswith("PostgreSQL, guarded@")
        assert "staple" not in f"{at.database.name} {at!r} {at.engine!r}"
    _said(server, "ALTER ROLE guarded SET default_transaction_read_only = on")
    with open_list(tmp_path, NOW, guarded) as at:
        assert counts(at)["active"] == 1
        with pytest.raises(ListError, match="it may not be written to"):
            joined(at, "mo@example.org")


def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path, server: Engine) -> None:
    address = address_of(tmp_path)
    assert address is not None
    _said(server, f"CREATE TABLE {address.rpartition('%3D')[2]}.meta (name text, theirs text)")
    assert "the database of another program, and was left as it is" in _refused(tmp_path, address)


def test_a_schema_that_is_not_there_is_told(tmp_path: Path, postgres: str) -> None:
    words = _refused_and_keyed(tmp_path, f"{postgres}&options=-csearch_path%3Dnowhere")
    assert words == "the list: the schema of its search path is not there: `CREATE SCHEMA` makes it"


def test_a_server_that_goes_away_is_told_and_found_again(tmp_path: Path, server: Engine) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        with pytest.raises(ListError, match="went away"):
            _ended_meanwhile(at, server)
        assert counts(at)["active"] == 1


def _ended_meanwhile(at: List, server: Engine) -> None:
    with at.change() as connection:
        ours = connection.scalar(text("SELECT pg_backend_pid()"))
        _said(server, f"SELECT pg_terminate_backend({ours})")
        connection.execute(text("SELECT 1"))


# What it is copied by


def test_a_backup_can_be_put_back_and_its_password_is_nowhere(
    tmp_path: Path, guarded: str, server: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = guarded.rpartition("%3D")[2]
    _said(server, f"GRANT CREATE ON SCHEMA {schema} TO guarded")
    asked: list[Any] = []
    run = subprocess.run
    monkeypatch.setattr(
        subprocess, "run", lambda *words, **more: [asked.append(words), run(*words, **more)][1]
    )
    with open_list(tmp_path, NOW, guarded) as at:
        joined(at, "jo@example.org")
        copy = back_up(at)
        joined(at, "mo@example.org")
    assert "horse" not in str(asked)
    assert copy.stat().st_mode & 0o777 == 0o600
    host = guarded.partition("host=")[2].partition("&")[0]
    restore = (
        "pg_restore",
        "--clean",
        "--if-exists",
        "--single-transaction",
        f"--dbname=host={host} user=tests dbname=postgres",
    )
    run([*restore, str(copy)], check=True)
    with open_list(tmp_path, NOW, guarded) as at:
        assert [person.address for person in everyone(at)] == ["jo@example.org"]
        joined(at, "mo@example.org")


def test_the_password_of_a_key_is_told_to_nobody_by_the_arguments_of_a_program(tmp_path: Path) -> None:
    with (
        open_list(tmp_path, NOW, f"{address_of(tmp_path)}&sslpassword=horse") as at,
        pytest.raises(ListError, match="keep that key without a password") as refused,
    ):
        back_up(at)
    assert "horse" not in str(refused.value)


@pytest.mark.parametrize("found", [None, "/bin/false"])
def test_without_a_backup_no_list_is_changed(
    tmp_path: Path, found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_list(tmp_path) as at, at.change() as connection:
        connection.execute(text("UPDATE meta SET value = '1' WHERE name = 'version'"))
    monkeypatch.setattr(shutil, "which", lambda name: found)
    for _ in range(2):
        with (
            pytest.raises(ListError, match="install PostgreSQL's client programs, version 1"),
            a_list(tmp_path),
        ):
            pass
    assert list((tmp_path / "backups").iterdir()) == []


def test_an_index_that_is_not_valid_is_damage(tmp_path: Path, server: Engine) -> None:
    schema = str(address_of(tmp_path)).rpartition("%3D")[2]
    with a_list(tmp_path) as at:
        assert damage(at) == ""
        _said(
            server,
            f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{schema}.people_by_state'::regclass",
        )
        assert damage(at).startswith("the index people_by_state is not valid")


def test_who_is_erased_is_swept_out_of_pages_and_indexes(tmp_path: Path, server: Engine) -> None:
    schema = str(address_of(tmp_path)).rpartition("%3D")[2]
    query = text("SELECT vacuum_count FROM pg_stat_all_tables WHERE relid = CAST(:name AS regclass)")
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        assert erase(at, JO)
        with server.connect() as connection:
            assert connection.scalar(query, {"name": f"{schema}.people"}) == 1


# Whom it lets wait


def _import_beside(folder: Path, file: Path) -> tuple[threading.Thread, list[Imported | ListError]]:
    """An import on a thread of its own, begun, and what comes of it."""
    found: list[Imported | ListError] = []

    def run() -> None:
        try:
            with a_list(folder) as at:
                found.append(import_file(at, file, Evidence(WORDS, "2024-05-01T12:00:00Z")))
        except ListError as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


@pytest.fixture
def halted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[threading.Event, threading.Event]]:
    """An import of three people, that waits when they are put in: told when it is so far, and told to go on."""
    (tmp_path / "list.csv").write_text("email\njo@example.org\nmo@example.org\nlo@example.org\n")
    is_so_far, goes_on = threading.Event(), threading.Event()
    put_in = taking_over._put_in

    def halts(*asked: Any) -> int:
        added = put_in(*asked)
        is_so_far.set()
        assert goes_on.wait(60)
        return added

    monkeypatch.setattr(taking_over, "_put_in", halts)
    yield is_so_far, goes_on
    goes_on.set()


def test_who_leaves_or_is_erased_while_people_are_put_in_need_not_wait_and_stays_away(
    tmp_path: Path, halted: tuple[threading.Event, threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.post.postgres.PATIENCE", 1)
    is_so_far, goes_on = halted
    with a_list(tmp_path / "var") as at:
        joined(at, "ko@example.org")
        thread, found = _import_beside(tmp_path / "var", tmp_path / "list.csv")
        assert is_so_far.wait(60)
        assert not leave(at, JO)
        assert not erase(at, read_address("mo@example.org"))
        assert add(at, newcomer("no@example.org")) is not None
        assert leave(at, read_address("ko@example.org"))
        goes_on.set()
        thread.join()
        (done,) = found
        assert isinstance(done, Imported)
        assert (done.added, done.suppressed) == (1, 2)
        states = {person.address: person.state for person in everyone(at)}
        assert states == {"ko@example.org": "left", "no@example.org": "active", "lo@example.org": "active"}
        assert is_suppressed(at, JO)


def test_who_joins_by_a_form_while_an_import_puts_them_in_is_asked_to_come_again_and_it_goes_through(
    tmp_path: Path,
    halted: tuple[threading.Event, threading.Event],
    server: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They wait for each other; the short one gives way, and nothing of the long one is lost."""
    monkeypatch.setattr("newsletter.post.postgres.PATIENCE", 1)
    is_so_far, goes_on = halted
    with a_list(tmp_path / "var"):
        pass
    thread, found = _import_beside(tmp_path / "var", tmp_path / "list.csv")
    assert is_so_far.wait(60)
    refused: list[ListError] = []

    def join() -> None:
        with a_list(tmp_path / "var") as at:
            try:
                add(at, newcomer("jo@example.org"))
            except ListError as error:
                refused.append(error)

    joining = threading.Thread(target=join)
    joining.start()
    while not _somebody_waits(server):
        time.sleep(0.01)
    goes_on.set()
    thread.join()
    joining.join()
    assert [str(one) for one in refused] == [
        "the list: another program has been at it for ten seconds; try again when it is done"
    ]
    assert isinstance(found[0], Imported)
    assert found[0].added == 3
    with a_list(tmp_path / "var") as at:
        assert find(at, JO) is not None
        assert counts(at)["active"] == 3


def test_of_two_who_are_erased_at_once_nothing_stays(
    tmp_path: Path, server: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even what both of them, and nobody else, were told."""
    mo = read_address("mo@example.org")
    forget_evidence = people.forget_evidence
    with a_list(tmp_path) as at:
        for address in (JO, mo):
            add(at, newcomer(address.written, words="In their mail the Bloggs wrote: send it."))
        other = threading.Thread(target=erase, args=(at, mo))

        def halts(*asked: Any) -> None:
            forget_evidence(*asked)
            if threading.current_thread() is not other:
                other.start()
                while other.is_alive() and not _somebody_waits(server):
                    time.sleep(0.01)

        monkeypatch.setattr(people, "forget_evidence", halts)
        erase(at, JO)
        other.join()
        with at.look() as connection:
            assert connection.scalar(text("SELECT count(*) FROM evidence")) == 0
        assert counts(at)["erased"] == 2


def _somebody_waits(server: Engine) -> bool:
    with server.connect() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_of_two_imports_at_once_the_second_is_told_before_it_has_read_anything(
    tmp_path: Path, halted: tuple[threading.Event, threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.post.postgres.PATIENCE", 1)
    is_so_far, goes_on = halted
    with a_list(tmp_path / "var"):
        pass
    thread, found = _import_beside(tmp_path / "var", tmp_path / "list.csv")
    assert is_so_far.wait(60)
    second, refused = _import_beside(tmp_path / "var", tmp_path / "list.csv")
    second.join()
    goes_on.set()
    thread.join()
    assert "another program has been at it" in str(refused[0])
    assert isinstance(found[0], Imported)
