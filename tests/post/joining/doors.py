"""The pages for joining and leaving, answered over real HTTP, with a clock that tests turn and the mails caught."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from newsletter.editor.inbox import Catching
from newsletter.post.database import List
from newsletter.post.joining.app import joining_app
from newsletter.post.joining.carrier import deliver_due
from newsletter.post.joining.links import Links, links_of
from newsletter.post.joining.mails import Writer
from newsletter.post.joining.pages import Pages, plan_pages, words_of_the_form
from newsletter.post.joining.serving import answering
from newsletter.post.joining.turns import Turns
from newsletter.post.joining.views import Office
from newsletter.post.joining.wishes import Said
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import find
from newsletter.post.subscribers.person import Person
from newsletter.site.assets import plan_assets
from newsletter.templates import environment
from tests import made_up
from tests.post.lists import NOW, a_list

FORM = "application/x-www-form-urlencoded"
SITE = made_up.config(
    subscribe_url="https://lists.commons.example/post/subscribe",
    unsubscribe_url="https://lists.commons.example/post/leave/",
).site
LINKS = links_of(SITE)
NOTICE = "5e" * 32


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


@dataclass
class Door:
    """The server; what it logged, and the mails it owes as they are handed over."""

    office: Office
    port: int
    clock: Clock
    log: list[str]
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        kind: str = FORM,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        said = {"Content-Type": kind, **(headers or {})} if content else headers or {}
        connection.request(method, path, content or None, said)
        response = connection.getresponse()
        answer = Answer(response.status, dict(response.getheaders()), response.read())
        connection.close()
        return answer

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> Answer:
        return self.ask("POST", path, urlencode(fields).encode(), headers=headers)

    def join(self, address: str) -> Answer:
        return self.post("/post/subscribe", email=address)

    def caught(self) -> list[EmailMessage]:
        """The mails that were owed since last asked."""
        found: list[EmailMessage] = []

        def keep(message: bytes) -> None:
            read = message_from_bytes(message, policy=default)
            assert isinstance(read, EmailMessage)
            found.append(read)

        deliver_due(self.office.list_now(), writer(self.office.at), Catching(keep))
        return found

    def link(self, mail: EmailMessage, name: str = "confirm") -> str:
        """The path of the link in a mail."""
        return link_in(mail, name)

    def person(self, address: str) -> Person | None:
        return find(self.office.at, read_address(address))

    def member(self, address: str) -> Person:
        """Somebody who joined and confirmed."""
        assert self.join(address).status == 200
        assert self.post(self.link(*self.caught())).status == 200
        person = self.person(address)
        assert person is not None
        return person


def link_in(mail: EmailMessage, name: str = "confirm") -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.findall(rf"<https://lists\.commons\.example(/post/{name}/[^>]+)>", body.get_content())
    assert len(found) == 1
    return str(found[0])


@cache
def pages(links: Links = LINKS) -> Pages:
    assets = plan_assets(made_up.TEMPLATES / "static").value
    assert assets is not None
    library = made_up.library(settings=made_up.config(subscribe_url=SITE.subscribe_url))
    return plan_pages(library, assets, links, made_up.TEMPLATES)


def writer(at: List) -> Writer:
    return Writer(SITE, LINKS, at.key, environment(made_up.TEMPLATES))


def office(at: List, clock: Clock, log: list[str]) -> Office:
    said = Said(words_of_the_form(made_up.library()), NOTICE)
    return Office(at, Turns(at), pages(), LINKS, said, clock, lambda: None, log.append)


@contextmanager
def door(folder: Path) -> Iterator[Door]:
    clock, log = Clock(), list[str]()
    with a_list(folder) as at:
        mine = office(at, clock, log)
        with answering(joining_app(mine), "127.0.0.1", 0) as (_, port):
            yield Door(mine, port, clock, log)
