"""Wishes that come at the same moment share a transaction; whoever makes trouble has it alone."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from newsletter.post import schema
from newsletter.post.database import NAME, List, ListError
from newsletter.post.joining import wishes
from newsletter.post.joining.turns import Turns
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import counts, find
from newsletter.post.subscribers.statements import insert_people
from tests.post.joining.test_requests import SAID
from tests.post.lists import NOW, a_list, in_postgres, joined, newcomer


@pytest.fixture
def at(tmp_path: Path) -> Iterator[List]:
    with a_list(tmp_path) as opened:
        yield opened


def _at_once(turns: Turns, at: List, names: list[str]) -> list[object]:
    """What each is told who asks to join while another holds the list; "bad" makes trouble."""
    told: list[object] = [None] * len(names)

    def wish(name: str, within: List) -> bool:
        done = wishes.ask_to_join(within, read_address(f"{name}@example.org"), SAID)
        if name == "bad":
            raise ListError("trouble")
        return done

    def ask(place: int) -> None:
        try:
            told[place] = turns.do(NOW, lambda within: wish(names[place], within))
        except ListError as error:
            told[place] = str(error)

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(names))]
    with turns._turn:
        for thread in threads:
            thread.start()
        while len(turns._line) < len(names):
            threading.Event().wait(0.001)
    for thread in threads:
        thread.join(10)
    return told


def test_who_comes_meanwhile_is_done_in_one_transaction(at: List) -> None:
    commits: list[object] = []
    event.listen(at.engine, "commit", commits.append)
    assert _at_once(Turns(at), at, [f"p{number}" for number in range(20)]) == [True] * 20
    assert len(commits) == 1
    assert counts(at)["pending"] == 20


def test_more_than_fit_in_one_come_next(at: List, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsletter.post.joining.turns._TOGETHER", 3)
    assert _at_once(Turns(at), at, [f"p{number}" for number in range(10)]) == [True] * 10
    assert counts(at)["pending"] == 10


def test_one_that_fails_takes_nobody_with_it(at: List) -> None:
    told = _at_once(Turns(at), at, ["a", "b", "bad", "c"])
    assert told == [True, True, "trouble", True]
    assert counts(at)["pending"] == 3
    assert find(at, read_address("bad@example.org")) is None


def test_where_nothing_can_be_kept_all_are_told_at_once(at: List) -> None:
    def refuse(_: object) -> None:
        tries.append(_)
        raise ListError("the disk is full")

    tries: list[object] = []
    event.listen(at.engine, "commit", refuse)
    assert _at_once(Turns(at), at, ["a", "b", "c"]) == ["the disk is full"] * 3
    assert len(tries) == 1
    event.remove(at.engine, "commit", refuse)
    assert counts(at)["pending"] == 0


def test_each_is_done_at_its_own_moment(at: List) -> None:
    later = replace(at, now=NOW.replace(hour=22)).now
    Turns(at).do(later, lambda within: wishes.ask_to_join(within, read_address("jo@example.org"), SAID))
    jo = find(at, read_address("jo@example.org"))
    assert jo is not None
    assert jo.since == "2026-11-26T22:45:00Z"


def test_the_list_is_written_to_whatever_is_known_so_that_time_tells_little(at: List, tmp_path: Path) -> None:
    joined(at, "active@example.org")

    def version() -> int:
        return int(watching.execute("PRAGMA data_version").fetchone()[0])

    asks = [
        (ask, name)
        for ask in ("ask_to_join", "ask_for_links")
        for name in ("active", "new", "new", "active", "nobody")
    ]
    with closing(sqlite3.connect(tmp_path / NAME)) as watching:
        for ask, name in asks:
            address, before = read_address(f"{name}@example.org"), version()
            if ask == "ask_to_join":
                wishes.ask_to_join(at, address, SAID)
            else:
                wishes.ask_for_links(at, address)
            assert version() != before, (ask, name)


@in_postgres
@pytest.mark.usefixtures("database")
def test_two_servers_that_want_the_same_people_in_another_order_both_have_them(tmp_path: Path) -> None:
    """PostgreSQL ends one of the two, which begins again."""
    with a_list(tmp_path) as here, a_list(tmp_path) as there:
        both, told = threading.Barrier(2), dict[str, object]()

        def server(name: str, at: List, order: list[str]) -> None:
            def wish(within: List) -> list[bool]:
                first = ask(within, order[0])
                if both.n_waiting < 2 and not both.broken:
                    with suppress(threading.BrokenBarrierError):
                        both.wait(5)
                    both.abort()  # once: who begins again waits for nobody
                return [first, ask(within, order[1])]

            def ask(within: List, one: str) -> bool:
                return wishes.ask_to_join(within, read_address(f"{one}@example.org"), SAID)

            told[name] = Turns(at).do(NOW, wish)

        threads = [
            threading.Thread(target=server, args=("here", here, ["a", "b"])),
            threading.Thread(target=server, args=("there", there, ["b", "a"])),
        ]
        with here.change() as connection:  # else they would wait for the number of the first newcomer
            insert_people(here, connection, [newcomer(f"{one}@example.org", "pending") for one in "ab"])
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(map(str, told.values())) == ["[False, False]", "[True, True]"]


@in_postgres
@pytest.mark.usefixtures("database")
def test_whom_somebody_holds_is_forgotten_another_time(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        wishes.ask_to_join(at, read_address("jo@example.org"), SAID)
    with a_list(tmp_path, NOW + timedelta(days=60)) as at:
        with at.change("jo@example.org") as connection:
            connection.execute(schema.people.update().values(language="cy"))
            assert wishes.forget_unconfirmed(at) == 0
        assert wishes.forget_unconfirmed(at) == 1
