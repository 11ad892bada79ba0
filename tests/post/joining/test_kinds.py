"""Which mail a row stands for: it says so itself, and of a list that is older it is known by the rule of its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, select, text
from sqlalchemy.exc import IntegrityError

from newsletter.mail.welcome import compose_welcome
from newsletter.post import schema
from newsletter.post.database import List, version
from newsletter.post.joining import newest, wishes
from newsletter.post.joining.carrier import deliver_due
from newsletter.post.joining.mails import NotOwedError, Writer
from newsletter.post.joining.waiting import due
from newsletter.post.joining.wishes import Greeting
from newsletter.post.relay.answers import Answer
from newsletter.post.sending import ledger
from newsletter.post.subscribers.addresses import read_address
from tests import made_up
from tests.post.joining.doors import SITE, writer
from tests.post.joining.test_newest import EARLIER, _Line
from tests.post.joining.test_requests import SAID
from tests.post.joining.test_welcome import page
from tests.post.lists import a_list, joined
from tests.post.sending.sendings import frozen

pytestmark = pytest.mark.usefixtures("database")

#: The table of version 3, as PostgreSQL and SQLite had it.
_OF_VERSION_3 = """
CREATE TABLE service_mails (
    id {number}, person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('confirm', 'links')),
    consent INTEGER REFERENCES consents (id) ON DELETE CASCADE,
    queued VARCHAR(20) NOT NULL, due VARCHAR(20) NOT NULL, tries INTEGER DEFAULT '0' NOT NULL,
    state VARCHAR(10) NOT NULL CHECK (state IN ('waiting', 'handing', 'refused'))
)
"""
_NUMBER = {"sqlite": "INTEGER NOT NULL PRIMARY KEY", "postgresql": "SERIAL PRIMARY KEY"}


def _all_kinds(at: List) -> Writer:
    return replace(writer(at), welcome=compose_welcome(page(), SITE, made_up.environment()))


def _as_of_version_3(
    connection: Connection, database: str, rows: list[tuple[int, str, int | None, str]]
) -> None:
    schema.service_mails.drop(connection)
    connection.execute(text(_OF_VERSION_3.format(number=_NUMBER[database])))
    for index in schema.service_mails.indexes:
        index.create(connection)
    old = MetaData()
    old.reflect(connection, only=["service_mails"])
    for person, kind, consent, state in rows:
        now = {"queued": "2026-11-26T19:45:00Z", "due": "2026-11-26T19:45:00Z"}
        row = {"person": person, "kind": kind, "consent": consent, "state": state, **now}
        connection.execute(old.tables["service_mails"].insert(), row)
    connection.execute(text("UPDATE meta SET value = '3' WHERE name = 'version'"))


@pytest.fixture
def of_version_3(tmp_path: Path) -> Path:
    """A list of version 3 in whose line one mail of each sort waits: to two who are on it, one who is to confirm."""
    folder = tmp_path / "var"
    with a_list(folder) as at:
        joined(at, "jo@example.org", "mo@example.org")
        frozen(at, now=EARLIER)
        joined(at, "al@example.org", "bo@example.org")
        assert wishes.ask_to_join(at, read_address("ed@example.org"), SAID)
        (mail,) = due(at)
        dialect = at.engine.dialect.name
        with at.change() as connection:
            _as_of_version_3(
                connection,
                dialect,
                [
                    (1, "links", None, "handing"),
                    (3, "links", None, "waiting"),
                    (3, "links", 3, "waiting"),
                    (4, "confirm", None, "waiting"),
                    (mail.to.person, "confirm", mail.consent, "waiting"),
                ],
            )
    return folder


def test_what_waits_in_an_older_list_is_handed_over_as_what_it_was(of_version_3: Path) -> None:
    with a_list(of_version_3) as at:
        with at.look() as connection:
            assert version(connection) == schema.VERSION
            mails = schema.service_mails.c
            rows = connection.execute(select(mails.id, mails.kind, mails.state).order_by(mails.id)).all()
        kinds = ["links", "links", "welcome", "edition", "confirm"]
        states = ["handing", *["waiting"] * 4]
        assert [tuple(row) for row in rows] == list(zip(range(1, 6), kinds, states, strict=True))
        line = _Line()
        deliver_due(at, _all_kinds(at), line)
        went = {
            (parcel.address, words)
            for parcel in line.taken
            for words in (b"Your links", b"Welcome, all", b"A letter", b"Please confirm")
            if b"\r\nSubject: " + words in parcel.body
        }
        assert went == {
            ("al@example.org", b"Your links"),
            ("al@example.org", b"Welcome, all"),
            ("bo@example.org", b"A letter"),
            ("ed@example.org", b"Please confirm"),
        }
        assert len(list((of_version_3 / "backups").iterdir())) == 1


def test_an_older_list_goes_on_as_if_it_had_been_begun_with_this_version(of_version_3: Path) -> None:
    with a_list(of_version_3) as at:
        assert wishes.ask_to_join(at, read_address("newcomer@example.org"), SAID)
        with at.look() as connection:
            numbers = list(connection.scalars(select(schema.service_mails.c.id)))
        assert sorted(numbers) == [1, 2, 3, 4, 5, 6], "no number is given twice"
        for nonsense in ({"kind": "card"}, {"state": "lost"}):
            with pytest.raises(IntegrityError), at.engine.begin() as connection:
                connection.execute(schema.service_mails.update().values(nonsense))
    with a_list(of_version_3) as at:
        assert len(list((at.folder / "backups").iterdir())) == 1, "that was done once"


def test_a_step_that_breaks_off_leaves_the_older_list_as_it_was(
    of_version_3: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("newsletter.post.upgrades._name_mails_truly", breaks)
        with pytest.raises(RuntimeError), a_list(of_version_3):
            pass
        patched.setattr(schema, "VERSION", 3)
        with a_list(of_version_3) as at, at.look() as connection:
            assert version(connection) == 3
            kinds = connection.scalars(select(schema.service_mails.c.kind))
            assert sorted(kinds) == ["confirm", "confirm", "links", "links", "links"]
    with a_list(of_version_3) as at:
        assert [mail.kind for mail in due(at)] == ["links", "welcome", "edition", "confirm"]


def test_a_row_says_which_mail_it_is(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        assert wishes.ask_to_join(at, read_address("jo@example.org"), SAID)
        (mail,) = due(at)
        assert mail.kind == "confirm"
        assert mail.consent is not None
        wishes.confirm(at, mail.to.person, mail.consent, Greeting(welcome=True, edition=True))
        assert wishes.ask_for_links(at, read_address("jo@example.org"))
        with at.look() as connection:
            kinds = connection.scalars(
                select(schema.service_mails.c.kind).order_by(schema.service_mails.c.id)
            )
            assert list(kinds) == ["welcome", "edition", "links"]


# What is not owed any more, and what cannot be carried


@contextmanager
def _about_to_have_the_edition(folder: Path) -> Iterator[tuple[List, ledger.Edition]]:
    with a_list(folder) as at:
        edition = frozen(at, now=EARLIER)
        assert wishes.ask_to_join(at, read_address("jo@example.org"), SAID)
        (mail,) = due(at)
        assert mail.consent is not None
        wishes.confirm(at, mail.to.person, mail.consent, Greeting(edition=True))
        yield at, edition


def _at_the_last_moment(monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> None:
    """Something happens between the look at whether a mail is wanted, and its being written."""
    made = newest.letter_of

    def letter_of(*asked: object) -> bytes:
        what()
        return made(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr("newsletter.post.joining.carrier.letter_of", letter_of)


def test_an_edition_that_is_paused_at_the_last_moment_is_put_off_and_not_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _about_to_have_the_edition(tmp_path) as (at, edition):
        _at_the_last_moment(monkeypatch, lambda: ledger.set_state(at, edition, "paused", "", ("sending",)))
        deliver_due(at, writer(at), _Line())
        with at.look() as connection:
            mails = schema.service_mails.c
            assert [tuple(row) for row in connection.execute(select(mails.kind, mails.state))] == [
                ("edition", "waiting")
            ]


def test_an_edition_that_is_stopped_at_the_last_moment_leaves_nothing_in_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _about_to_have_the_edition(tmp_path) as (at, edition):
        _at_the_last_moment(monkeypatch, lambda: ledger.set_state(at, edition, "stopped", "", ("sending",)))
        line = _Line()
        deliver_due(at, writer(at), line)
        assert (line.taken, line.is_open) == ([], True)
        with at.look() as connection:
            assert connection.execute(schema.service_mails.select()).all() == []


def test_a_welcome_that_is_no_more_is_not_counted_as_refused(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        assert wishes.ask_to_join(at, read_address("jo@example.org"), SAID)
        (mail,) = due(at)
        assert mail.consent is not None
        wishes.confirm(at, mail.to.person, mail.consent, Greeting(welcome=True))
        with pytest.raises(NotOwedError):
            writer(at).welcome_letter(mail.to, at.now)
        deliver_due(at, writer(at), _Line())
        with at.look() as connection:
            assert connection.execute(schema.service_mails.select()).all() == []


@pytest.mark.parametrize("address", ["p2\r\nBcc: x@host.test", "a b@host.test", "é@host.test"])
@pytest.mark.parametrize("kind", ["links", "edition"])
def test_an_address_that_no_header_can_hold_is_refused_by_every_mail(
    tmp_path: Path, kind: str, address: str
) -> None:
    with _about_to_have_the_edition(tmp_path) as (at, _):
        with at.change() as connection:
            connection.execute(schema.people.update().values(address=address))
            connection.execute(schema.service_mails.update().values(kind=kind))
        line = _Line(lambda: Answer("dot", 250, "2.0.0"))
        deliver_due(at, writer(at), line)
        assert line.taken == []
        with at.look() as connection:
            assert list(connection.scalars(select(schema.service_mails.c.state))) == ["refused"]
