"""A list that was put back from a copy, or is on another machine: mails that waited in it may have gone already."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from newsletter.cli import main
from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining import wishes
from newsletter.post.joining.carrier import deliver_due
from newsletter.post.joining.waiting import due
from newsletter.post.joining.wishes import Greeting
from newsletter.post.numbers import next_number
from newsletter.post.sending import tally
from newsletter.post.sending.lease import LeaseError, held
from newsletter.post.sending.service import name_for_pages
from newsletter.post.status import status_of
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.whereabouts import Mailing, mailing
from tests.post.joining.doors import writer
from tests.post.joining.test_newest import EARLIER, _Line
from tests.post.joining.test_requests import SAID
from tests.post.joining.test_server import ask, ready_project, running
from tests.post.lists import NOW, a_list, in_sqlite
from tests.post.sending.sendings import frozen, place
from tests.post.sending.sink import relay as sink

pytestmark = pytest.mark.usefixtures("database")

#: What a copy of the list brings back.
_COPIED = ("senders", "service_mails")
LATER = NOW + timedelta(hours=1)


def _asks(at: List, name: str) -> None:
    assert wishes.ask_to_join(at, read_address(f"{name}@example.org"), SAID)


def _copied(at: List) -> dict[str, list[dict[str, Any]]]:
    with at.look() as connection:
        return {
            name: [dict(row._mapping) for row in connection.execute(schema.metadata.tables[name].select())]
            for name in _COPIED
        }


def _put_back(at: List, copy: dict[str, list[dict[str, Any]]]) -> None:
    with at.change() as connection:
        for name, rows in copy.items():
            table = schema.metadata.tables[name]
            connection.execute(table.delete())
            if rows:
                connection.execute(table.insert(), rows)


def _went(at: List, mails: Mailing) -> list[str]:
    """To whom the mails that were due went, as the server carries them."""
    line = _Line()
    deliver_due(at, writer(at), line, steps=mails.steps)
    return [parcel.address.partition("@")[0] for parcel in line.taken]


@contextmanager
def _put_back_after(folder: Path, *names: str) -> Iterator[List]:
    """A list that was copied while mails to these waited, and put back when they had gone."""
    with a_list(folder) as at:
        for name in names:
            _asks(at, name)
        with mailing(at, place(folder), NOW) as mails:
            copy = _copied(at)
            assert _went(at, mails) == list(names)
        _put_back(at, copy)
        yield at


def test_what_waited_in_a_copy_is_held_until_told_and_who_asks_now_need_not_wait(folder: Path) -> None:
    with _put_back_after(folder, "jo", "mo") as at:
        for _ in range(2):  # also when the server begins anew
            with mailing(at, place(folder), NOW) as mails:
                assert (mails.reason, mails.held, mails.is_noted) == ("older", 2, True)
                assert _went(at, mails) == []
        _asks(at, "al")
        with mailing(at, place(folder), NOW) as mails:
            assert mails.held == 2, "not who asked since"
            assert _went(at, mails) == ["al"]
        with mailing(at, place(folder), NOW, is_this_machine=True) as mails:
            assert (mails.reason, mails.held) == (None, 0)
            assert sorted(_went(at, mails)) == ["jo", "mo"]
        with mailing(at, place(folder), NOW) as mails:
            assert mails.reason is None


def test_it_is_shown_how_it_is(folder: Path) -> None:
    with _put_back_after(folder, "jo") as at:
        assert "put back from a copy" in status_of(at, place(folder)).doubt, "before anything is begun"
        with mailing(at, place(folder), NOW):
            pass
        found = status_of(at, place(folder))
        assert "put back from a copy" in found.doubt
        assert found.doubt.endswith("say so with --this-machine")
        assert found.waiting["such mails that are held"] == 1
        with mailing(at, place(folder), NOW, is_this_machine=True):
            pass
        assert status_of(at, place(folder)).doubt == ""


def test_a_list_that_nobody_put_back_is_told_nothing(folder: Path) -> None:
    with a_list(folder) as at:
        for name in ("jo", "mo"):
            with mailing(at, place(folder), NOW) as mails:
                _asks(at, name)
                assert (mails.reason, _went(at, mails)) == (None, [name])
        with held(at, place(folder), NOW), mailing(at, place(folder), NOW) as mails:
            assert mails.reason is None


def test_what_the_server_found_keeps_an_edition_from_going_too(folder: Path) -> None:
    with _put_back_after(folder, "jo") as at:
        with mailing(at, place(folder), NOW) as mails:
            for name in ("al", "bo", "cy"):  # as many as had gone, and more: the steps are the same again
                _asks(at, name)
            assert len(_went(at, mails)) == 3
        with (
            pytest.raises(LeaseError, match=r"put back from a copy.*--this-machine"),
            held(at, place(folder), NOW),
        ):
            pass
        with held(at, place(folder), NOW, is_this_machine=True):
            pass
        with mailing(at, place(folder), NOW) as mails:
            assert mails.reason is None, "said once, it holds for both"
            assert _went(at, mails) == ["jo"]


def test_what_a_sender_found_keeps_mails_from_going_too(folder: Path) -> None:
    with a_list(folder) as at:
        _asks(at, "jo")
        copy = _copied(at)
        with held(at, place(folder), NOW):
            pass
        _put_back(at, copy)
        with pytest.raises(LeaseError, match="put back from a copy"), held(at, place(folder), NOW):
            pass
        with mailing(at, place(folder), NOW) as mails:
            assert (mails.reason, _went(at, mails)) == ("older", [])
        before = _next(at)
        with mailing(at, place(folder), NOW, is_this_machine=True) as mails:
            assert _went(at, mails) == ["jo"]
        assert _next(at) == before + 1_000_000, "nobody gets a number that was given meanwhile"
        with held(at, place(folder), NOW):
            pass


def test_what_a_sender_found_holds_the_mails_of_a_server_that_is_at_work(folder: Path) -> None:
    with a_list(folder) as at:
        _asks(at, "jo")
        copy = _copied(at)
        with held(at, place(folder), NOW):
            pass
        with mailing(at, place(folder), NOW) as mails:
            _put_back(at, copy)
            with pytest.raises(LeaseError, match="put back from a copy"), held(at, place(folder), NOW):
                pass
            assert _went(at, mails) == []


def _next(at: List) -> int:
    with at.look() as connection:
        return next_number(connection)


def test_a_list_that_came_from_another_machine_holds_what_waited(folder: Path) -> None:
    there = place(folder, machine="there")
    there = replace(there, state=folder.parent / "there")
    with a_list(folder) as at:
        with held(at, place(folder), NOW), mailing(at, place(folder), NOW):
            pass
        _asks(at, "jo")
        with mailing(at, there, LATER) as mails:
            assert (mails.reason, mails.held) == ("elsewhere", 1)
            assert _went(at, mails) == []
        with mailing(at, there, LATER, is_this_machine=True) as mails:
            assert _went(at, mails) == ["jo"]
        with held(at, there, LATER):
            pass  # whoever sent on the machine that the list has left came along


def test_a_list_that_only_sent_editions_elsewhere_holds_what_waited(folder: Path) -> None:
    there = replace(place(folder, machine="there"), state=folder.parent / "there")
    with a_list(folder) as at:
        with held(at, place(folder), NOW):
            pass
        _asks(at, "jo")
        with mailing(at, there, LATER) as mails:
            assert (mails.reason, mails.held) == ("elsewhere", 1)
        with held(at, there, LATER, is_this_machine=True):
            pass
        with mailing(at, there, LATER) as mails:
            assert (mails.reason, _went(at, mails)) == (None, ["jo"])


def test_of_two_machines_over_one_list_one_may_mail_and_the_other_send(folder: Path) -> None:
    there = replace(place(folder, machine="there"), state=folder.parent / "there")
    with a_list(folder) as at:
        for _ in range(2):
            with mailing(at, place(folder), LATER) as mails:
                assert mails.reason is None
            with held(at, there, LATER):
                pass


def test_where_nothing_can_be_noted_it_is_said_and_nothing_is_held(folder: Path) -> None:
    with a_list(folder) as at:
        (folder.parent / "a file").touch()
        nowhere = replace(place(folder), state=folder.parent / "a file" / "state")
        for _ in range(2):
            _asks(at, "jo" if _ == 0 else "mo")
            with mailing(at, nowhere, NOW) as mails:
                assert (mails.reason, mails.is_noted) == (None, False)
                assert len(_went(at, mails)) == 1


def test_the_newest_edition_waits_until_it_is_known_who_has_it(folder: Path) -> None:
    with _put_back_after(folder, "jo") as at:
        frozen(at, now=EARLIER)
        with mailing(at, place(folder), NOW) as mails:
            _asks(at, "al")
            (mail,) = due(at)
            assert mail.consent is not None
            wishes.confirm(at, mail.to.person, mail.consent, Greeting(edition=True))
            assert _went(at, mails) == []
        later = replace(at, now=at.now + timedelta(hours=1))
        with mailing(later, place(folder), LATER) as mails:
            assert _went(later, mails) == []
        with mailing(later, place(folder), LATER, is_this_machine=True) as mails:
            later = replace(later, now=later.now + timedelta(hours=1))
            assert _went(later, mails) == ["jo", "al"]


def test_who_asks_again_for_what_is_held_need_not_wait_for_an_editor(folder: Path) -> None:
    with _put_back_after(folder, "jo", "mo") as at, mailing(at, place(folder), NOW) as mails:
        assert wishes.ask_to_join(at, read_address("jo@example.org"), SAID)
        assert _went(at, mails) == ["jo"]
        assert not wishes.ask_to_join(at, read_address("jo@example.org"), SAID), "one a day, as ever"
        assert _went(at, mails) == []


def test_a_mail_that_was_held_is_not_kept_for_ever(folder: Path) -> None:
    with _put_back_after(folder, "jo") as at:
        with mailing(at, place(folder), NOW):
            pass
        wishes.forget_unconfirmed(replace(at, now=at.now + timedelta(days=31)))
        with at.look() as connection:
            assert connection.scalar(select(func.count()).select_from(schema.service_mails)) == 0


# The command, over a real copy


@in_sqlite
@pytest.mark.slow
def test_the_command_says_so_at_its_start_serves_and_lets_go_when_told(tmp_path: Path) -> None:
    root = ready_project(tmp_path / "project")
    file = root / "content/site.yaml"
    with a_list(root / "var") as at:
        assert wishes.ask_to_join(at, read_address("jo@commons.org.uk"), SAID)
    with sink() as here:
        file.write_text(file.read_text().replace("port: 1,", f"port: {here.port}, per_day: 50,"))
        copytree(root / "var", tmp_path / "copy")
        with running(root):
            _wait_until(lambda: len(here.delivered) == 1)
        rmtree(root / "var")
        copytree(tmp_path / "copy", root / "var")
        with running(root) as (port, server):
            assert server.stderr is not None
            line = server.stderr.readline()
            assert line.startswith(
                "the mails that waited (1) are held, and no newest edition goes: the list is older"
            )
            assert line.endswith("say so with --this-machine\n")
            assert ask(port, "POST", "/subscribe", email="mo@commons.org.uk") == 200
            assert ask(port, "POST", "/leave/" + "0" * 64) == 200
            _wait_until(lambda: len(here.delivered) == 2)
            seen = CliRunner().invoke(main, ["post", "status", "--root", str(root)]).stdout
            assert "1 such mails that are held" in seen
            assert re.search(r"^true one +not known: the list is older .*--this-machine$", seen, re.MULTILINE)
        assert [address for _, address in here.delivered] == ["jo@commons.org.uk", "mo@commons.org.uk"]
        with running(root, "--this-machine"):
            _wait_until(lambda: len(here.delivered) == 3)
    assert here.delivered[-1][1] == "jo@commons.org.uk"
    with a_list(root / "var") as at:
        kept = tally.kept_pace(at, name_for_pages(f"127.0.0.1:{here.port}"))
    assert json.loads(kept)["count"] == 2, "and what the server sends is counted"


def _wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)
