"""The mails that ask to confirm, on their way to a real relay that refuses, defers, hangs up or dies: once each."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from newsletter.content.config import Relay
from newsletter.mail.words import html_links, html_words
from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining import wishes
from newsletter.post.joining.carrier import Carrier, Door, deliver_due
from newsletter.post.joining.mails import Recipient
from newsletter.post.joining.waiting import due, mark, next_due
from newsletter.post.relay.answers import Answer
from newsletter.post.relay.dialogue import Dialogue, Parcel
from newsletter.post.relay.session import RelayError
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import leave
from tests.post.joining.doors import SITE, Clock, link_in, writer
from tests.post.joining.test_requests import SAID
from tests.post.lists import NOW, a_list

JO = read_address("jo@example.org")


@dataclass
class _Handler:
    """Takes letters, after the answers in `first`: a code, or "gone" before the dot, or "dead" behind it."""

    first: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    sender: str = "250 OK"
    arrived: threading.Event = field(default_factory=threading.Event)

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(  # noqa: N802  (aiosmtpd looks for it by this name)
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.first and self.first[0] in (
            "gone",
            "550 5.1.1 nobody of that name: jo@example.org",
            "450 4.2.0 later",
        ):
            said = self.first.pop(0)
            if said == "gone":
                server.transport.abort()
            return said if said != "gone" else "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        said = self.first.pop(0) if self.first else "250 OK"
        if said in ("dead", "250 OK"):
            self.taken.append(envelope.content)
            self.arrived.set()
        if said == "dead":
            server.transport.abort()
        return said


class _Server(Controller):
    def _trigger_server(self) -> None:
        self.port = int(self.server.sockets[0].getsockname()[1])  # type: ignore[union-attr]
        super()._trigger_server()


@contextmanager
def relay(handler: _Handler) -> Iterator[Relay]:
    controller = _Server(handler, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield Relay(host="127.0.0.1", port=controller.port, security="none")
    finally:
        controller.stop()


@pytest.fixture
def at(tmp_path: Path) -> Iterator[List]:
    with a_list(tmp_path) as opened:
        assert wishes.ask_to_join(opened, JO, SAID)
        yield opened


def turn(at: List, to: Relay) -> str:
    """What the carrier does in one turn; why the relay takes no mail of ours now, if so."""
    line = Door(to, None).opened("here.example")
    try:
        deliver_due(at, writer(at), line)
    except RelayError as error:
        return str(error)
    finally:
        line.quit()
    return ""


def states(at: List) -> list[str]:
    with at.look() as connection:
        return list(connection.scalars(select(schema.service_mails.c.state)))


def days_of_turns(at: List, to: Relay) -> set[str]:
    minutes = (0, 1, 10, 60, 600, 1440, 2880, 5760)
    return {turn(replace(at, now=at.now + timedelta(minutes=one)), to) for one in minutes}


@pytest.mark.parametrize(
    ("first", "taken"),
    [
        ([], 1),
        (["450 4.2.0 later"], 1),
        (["451 4.3.0 later", "450 4.2.0 later", "451 4.3.0 full"], 1),
        (["gone", "gone"], 1),
        (["dead"], 1),
        (["554 5.7.1 not from you"], 1),
        (["550 5.1.1 nobody of that name: jo@example.org"], 0),
    ],
    ids=[
        "takes it",
        "defers",
        "defers for hours",
        "hangs up",
        "dies behind the dot",
        "refuses us until we have mended it",
        "knows nobody of that name",
    ],
)
def test_a_mail_arrives_once_or_is_refused(at: List, first: list[str], taken: int) -> None:
    handler = _Handler(list(first))
    with relay(handler) as to:
        days_of_turns(at, to)
    assert len(handler.taken) == taken
    assert handler.first == []
    assert states(at) == ([] if taken and first != ["dead"] else ["handing"] if taken else ["refused"])


def test_a_relay_that_refuses_us_is_told_each_time_and_for_three_days_no_mail_is_lost(at: List) -> None:
    handler = _Handler(sender="550 5.7.1 you may not send as that")
    with relay(handler) as to:
        assert turn(at, to) == "the relay answers 550 5.7.1"
        assert states(at) == ["waiting"]
        assert days_of_turns(at, to) == {"", "the relay answers 550 5.7.1"}
    assert states(at) == ["refused"]


def test_a_mail_that_may_have_arrived_is_not_tried_again(at: List) -> None:
    handler = _Handler(["dead"])
    with relay(handler) as to:
        turn(at, to)
        assert states(at) == ["handing"]
        assert due(replace(at, now=at.now + timedelta(days=3))) == ()


def test_two_servers_at_one_list_hand_a_mail_over_once(at: List) -> None:
    """The second finds it marked, and takes its words back."""
    handler = _Handler()
    with relay(handler) as to:
        line = Door(to, None).opened("here.example")
        late = _Late(line, lambda: turn(at, to))
        deliver_due(at, writer(at), late)
    assert len(handler.taken) == 1
    assert states(at) == []


def test_what_another_server_hands_over_meanwhile_is_not_put_in_line_again(at: List) -> None:
    """Ours is refused for now while theirs has its dot sent and waits for the answer."""
    (mail,) = due(at)
    with relay(_Handler(["450 4.2.0 later"])) as to:
        line = Door(to, None).opened("here.example")
        deliver_due(at, writer(at), _Late(line, lambda: mark(at, mail)))
    assert states(at) == ["handing"]


class _Late:
    """A line that something comes before, each time when the dot is awaited."""

    def __init__(self, line: Dialogue, before: Callable[[], object]) -> None:
        self._line, self._before = line, before
        self.finish, self.quit, self.close = line.finish, line.quit, line.close

    @property
    def is_open(self) -> bool:
        return self._line.is_open

    def offer(self, parcel: Parcel) -> Answer | None:
        answer = self._line.offer(parcel)
        self._before()
        return answer


def _removed(at: List, person: int) -> None:
    leave(at, JO)


def _bounced(at: List, person: int) -> None:
    leave(at, JO, "bounced")


def _imported_as_gone(at: List, person: int) -> None:
    with at.change() as connection:
        connection.execute(schema.people.update().values(state="complained"))


@pytest.mark.parametrize("kind", ["confirm", "links"])
@pytest.mark.parametrize(
    "gone", [_removed, _bounced, wishes.leave_by_number, wishes.erase_by_number, _imported_as_gone]
)
@pytest.mark.parametrize("when", ["before it is offered", "while the dot is awaited"])
def test_who_is_gone_meanwhile_gets_no_mail(
    at: List, kind: str, gone: Callable[[List, int], object], when: str
) -> None:
    (mail,) = due(at)
    if kind == "links":
        wishes.confirm(at, mail.to.person, mail.consent or 0)
        assert wishes.ask_for_links(at, JO)
    handler = _Handler()
    with relay(handler) as to:
        line = Door(to, None).opened("here.example")
        if when == "before it is offered":
            gone(at, mail.to.person)
            deliver_due(at, writer(at), line)
        else:
            deliver_due(at, writer(at), _Late(line, lambda: gone(at, mail.to.person)))
            deliver_due(at, writer(at), Door(to, None).opened("here.example"))
    assert handler.taken == []
    assert states(at) == []


@pytest.mark.parametrize("done", ["confirmed", "left", "erased"])
def test_who_confirmed_or_left_meanwhile_gets_no_mail(at: List, done: str) -> None:
    (mail,) = due(at)
    assert mail.consent is not None
    match done:
        case "confirmed":
            wishes.confirm(at, mail.to.person, mail.consent)
        case "left":
            wishes.leave_by_number(at, mail.to.person)
        case "erased":
            wishes.erase_by_number(at, mail.to.person)
    assert next_due(at) is None


def test_the_carrier_brings_mails_and_outlives_a_relay_that_is_not_there(at: List) -> None:
    handler, clock, told = _Handler(), Clock(), list[str]()
    with relay(handler) as to:
        nobody = replace(to, port=1)
        missing = Carrier(at, writer(at), Door(nobody, None, pauses=(0.01,)), clock, told.append)
        missing.start()
        while not told:
            threading.Event().wait(0.01)
        missing.stop(5)
        carrier = Carrier(at, writer(at), Door(to, None), clock, told.append)
        carrier.start()
        assert handler.arrived.wait(5)
        handler.arrived.clear()
        wishes.ask_to_join(at, read_address("mo@example.org"), SAID)
        carrier.wake()
        assert handler.arrived.wait(5)
        carrier.stop(5)
    assert len(handler.taken) == 2
    assert "cannot be reached" in told[0]
    assert "jo@" not in "".join(told)
    assert states(at) == []


def test_a_fault_of_the_program_is_told_and_the_carrier_goes_on(at: List) -> None:
    handler, told = _Handler(), list[str]()

    class Faulty:
        site = SITE

        def confirmation(self, *_: object) -> bytes:
            if not told:
                raise TypeError("jo@example.org")
            return writer(at).confirmation(*_)  # type: ignore[arg-type]

    with relay(handler) as to:
        carrier = Carrier(at, Faulty(), Door(to, None, pauses=(0.01,)), Clock(), told.append)  # type: ignore[arg-type]
        carrier.start()
        assert handler.arrived.wait(5)
        carrier.stop(5)
    assert told[0].startswith("mails wait: a fault in this program, TypeError at test_carrier.py:")
    assert "jo@" not in "".join(told)


@pytest.mark.parametrize("host", ["smtp..example.org", ".example.org", "a" * 64 + ".example.org"])
def test_a_name_that_no_server_has_is_one_line(at: List, host: str) -> None:
    with pytest.raises(RelayError, match="is the name of no server"):
        Door(Relay(host=host), None).opened("here.example")


def test_a_relay_elsewhere_in_clear_is_one_line(at: List) -> None:
    with pytest.raises(RelayError, match="is not this machine"):
        turn(at, Relay(host="smtp.example.org", security="none"))


# What stands in them


def test_the_mail_says_in_both_forms_who_sends_it_what_to_do_and_what_if_not(at: List) -> None:
    (mail,) = due(at)
    make = partial(writer(at).confirmation, mail.to, 1, mail.queued)
    raw = make()
    assert raw == make(), "however often it is written"
    assert all(len(line) <= 76 for line in raw.split(b"\r\n\r\n", 1)[1].split(b"\r\n"))
    message: Any = message_from_bytes(raw, policy=default)
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<confirm\.[0-9a-f]{32}@commons\.example>", message["Message-ID"])
    assert "List-Unsubscribe" not in message
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    text, html = (part.get_content() for part in message.iter_parts())
    from lxml.html import document_fromstring

    tree = document_fromstring(html)
    link = link_in(message)
    assert f"https://lists.commons.example{link}" in html_links(tree)
    for words in (
        "The Commons society, 1 Example Street",
        "3 December 2026",
        "Was it not you?",
        "A. O’Neill",
    ):
        assert words in " ".join(text.split())
        assert words in " ".join(tree.text_content().split())
    assert not set(html_words(tree)) - set(re.findall(r"[^\W_]+", text))
    assert not tree.xpath("//img | //script | //link")
    assert tree.get("lang") == "en-GB"


def test_a_mail_of_the_next_day_is_another_mail(at: List) -> None:
    to = Recipient("jo@example.org", 1, "0" * 64)
    first, second = (
        message_from_bytes(writer(at).confirmation(to, 1, NOW + timedelta(days=days))) for days in (0, 1)
    )
    assert first["Message-ID"] != second["Message-ID"]
