"""An edition to be sent, in a test: a letter, a list with people, and what a command would put together."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from newsletter.content.config import Relay as Settings
from newsletter.content.config import Ses
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.sending import ledger
from newsletter.post.sending.delivery import Ended, Job, Progress, deliver
from newsletter.post.sending.lease import held
from newsletter.post.sending.ledger import Edition
from newsletter.post.sending.message import read_letter
from newsletter.post.sending.rates import Rates, rates
from newsletter.post.sending.ses import SES, open_client, ses
from newsletter.post.sending.transports import SMTP, Transport, smtp
from newsletter.post.sending.transports import folder as into_folder
from newsletter.post.subscribers.person import moment
from newsletter.post.whereabouts import Place
from tests.post.lists import NOW

MESSAGE = "\r\n".join(
    [
        "From: The Commons <letter@commons.test>",
        f"To: {RECIPIENT}",
        "Subject: A letter",
        f"Message-ID: <2026-11.{MESSAGE_KEY}@commons.test>",
        f"List-Unsubscribe: <https://lists.test/leave/{TOKEN}>,",
        f" <mailto:leave@lists.test?subject={TOKEN}>",
        "",
        f"To leave: https://lists.test/leave/{TOKEN} or write {TOKEN}.",
        "",
    ]
).encode()
SLUG = "2026-11"
LETTER = read_letter(SLUG, MESSAGE)


def people(at: List, count: int, state: str = "active") -> None:
    """Put so many people on the list at once."""
    now, mine = moment(NOW), schema.meta.c.name == "next_person"
    with at.change() as connection:
        first = int(connection.scalars(select(schema.meta.c.value).where(mine)).one())
        rows = [
            {
                "id": number,
                "address": f"p{number}@host.test",
                "folded": f"p{number}@host.test",
                "state": state,
                "source": "a test",
                "since": now,
                "changed": now,
            }
            for number in range(first, first + count)
        ]
        connection.execute(schema.people.insert(), rows)
        connection.execute(schema.meta.update().where(mine).values(value=str(first + count)))


def place(folder: Path, holder: str = "this test", machine: str = "here") -> Place:
    return Place(folder, machine, folder.parent / "machine", holder)


def through(port: int, patience: float = 5.0) -> Transport:
    return smtp(Settings(host="127.0.0.1", port=port, security="none"), None, "here.example", None, patience)


def frozen(at: List, transport: str = SMTP, now: datetime = NOW) -> Edition:
    return ledger.freeze(at, LETTER, MESSAGE, transport, now)


def real_clock() -> datetime:
    return datetime.now(UTC)


def sent(
    at: List,
    folder: Path,
    transport: Transport,
    *,
    edition: Edition | None = None,
    by: str = SMTP,
    clock: Callable[[], datetime] = real_clock,
    limits: Rates | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
    waits: bool = False,
    is_this_machine: bool = False,
    name: str = "relay",
    **more: Any,
) -> Ended:
    """Send what is owed, as a command does."""
    edition = edition or frozen(at, by)
    with held(at, place(folder), clock(), is_this_machine=is_this_machine) as lease:
        ledger.doubt_what_was_dotting(at, edition, clock())
        more = {"rest": lambda failures: 0.01, **more}
        job = Job(
            at,
            edition,
            LETTER,
            lambda person: "letter@commons.test",
            transport,
            lease,
            clock,
            limits or rates(None, None, None),
            name,
            **more,
        )
        return deliver(job, tell, waits=waits)


@cache
def by_ses(address: str) -> Transport:
    """Letters to an SES at this address; its client takes half a second to make."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "AKIATEST", "AWS_SECRET_ACCESS_KEY": "secret"}
    settings = Ses(region="eu-west-2", configuration_set="letters")
    return ses(open_client(settings, address), settings)


def transport_of(words: str) -> tuple[str, Transport]:
    """A transport as a ledger calls it, and opened: a port, the address of an SES, or a folder."""
    if words.isdigit():
        return SMTP, through(int(words))
    if words.startswith("http"):
        return SES, by_ses(words)
    return words, into_folder(Path(words.removeprefix("folder:")))
