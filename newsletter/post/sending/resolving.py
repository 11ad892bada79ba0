"""Letters in doubt, settled by whoever knows: the folder they were put into, or the log of a Postfix that took them.

Who is not found for certain stays in doubt: an editor decides then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.marks import letter_key
from newsletter.post.sending import ledger, tally
from newsletter.post.sending.ledger import Edition
from newsletter.post.sending.transports import file_of
from newsletter.post.sending.turns import seconds_until
from newsletter.regexes import regex
from newsletter.values import point

#: How many accepted letters a log is asked for, one of which it must know to be believed when it does not know one.
_WITNESSES = 50
#: People asked for at a time.
_AT_ONCE = 1000

_CLEANUP = regex(r"/cleanup\[\d+\]: (\w+): message-id=<[^.>]+\.([0-9a-f]{32})@")
_ACTIVE = regex(r"/qmgr\[\d+\]: (\w+): from=.*\(queue active\)")


def settle_by_folder(at: List, edition: Edition, folder: Path, now: datetime) -> tuple[int, int]:
    """How many in doubt have their file, and how many have none and are queued again."""
    have: list[int] = []
    have_not: list[int] = []
    for person, _ in tally.doubts(at, edition):
        is_there = file_of(folder, letter_key(at.key, edition.slug, person)).exists()
        (have if is_there else have_not).append(person)
    return (
        ledger.settle_doubt(at, edition, have, "accepted", now),
        ledger.settle_doubt(at, edition, have_not, "queued", now),
    )


def settle_by_returns(at: List, edition: Edition, now: datetime) -> int:
    """How many in doubt certainly have gone, since something came back of their letter: it names it by a seal."""
    in_doubt, returns = [person for person, _ in tally.doubts(at, edition)], schema.returns.c
    known: set[int] = set()
    for start in range(0, len(in_doubt), _AT_ONCE):
        some = returns.person.in_(in_doubt[start : start + _AT_ONCE])
        with at.look() as connection:
            query = select(returns.person).where(returns.edition == edition.slug, some)
            known |= {int(person) for person in connection.scalars(query) if person is not None}
    return ledger.settle_doubt(at, edition, sorted(known), "accepted", now)


@point
class PostfixLog:
    """What a log says of our letters, by their keys: which were taken into the queue, and which only began to come.

    A `message-id` line is written while the headers arrive, so also for a letter that was cut off. It was
    taken where the queue's manager names its queue id. Ids must be long (`enable_long_queue_ids = yes`):
    short ones are used again.
    """

    taken: frozenset[str]
    begun: frozenset[str]


def read_postfix_log(lines: Iterable[str], wanted: frozenset[str]) -> PostfixLog:
    """What the lines say of the letters with these keys."""
    ids: dict[str, str] = {}
    active: set[str] = set()
    for line in lines:
        if (found := _CLEANUP.search(line)) and found[2] in wanted:
            ids[found[1]] = found[2]
        elif (found := _ACTIVE.search(line)) and found[1] in ids:
            active.add(found[1])
    return PostfixLog(frozenset(ids[one] for one in active), frozenset(ids.values()))


def settle_by_postfix(
    at: List, edition: Edition, logs: Sequence[Path], now: datetime, relay_timeout: timedelta
) -> tuple[int, int]:
    """How many in doubt the relay has taken, and how many it certainly has not and are queued again.

    `logs` are its log and, if it was rotated since, older ones first. A letter has not arrived only where
    the relay is surely done with the line it came over (`smtpd_timeout`), and the log either saw it begin,
    or knows a letter that was accepted before it. Raises OSError.
    """
    in_doubt = dict(tally.doubts(at, edition))
    if not in_doubt:
        return 0, 0
    keys = {person: letter_key(at.key, edition.slug, person) for person in in_doubt}
    earlier = tally.latest_accepted(at, edition, min(in_doubt.values()), _WITNESSES)
    witnesses = frozenset(letter_key(at.key, edition.slug, person) for person in earlier)
    found = read_postfix_log(_lines(logs), frozenset(keys.values()) | witnesses)
    is_known_log = bool(found.taken & witnesses)
    have = [person for person, key in keys.items() if key in found.taken]
    held = _held_elsewhere(at)
    have_not = [
        person
        for person, since in in_doubt.items()
        if keys[person] not in found.taken
        and person not in held
        and (is_known_log or keys[person] in found.begun)
        and -seconds_until(since, now) > relay_timeout.total_seconds()
    ]
    return (
        ledger.settle_doubt(at, edition, have, "accepted", now),
        ledger.settle_doubt(at, edition, have_not, "queued", now),
    )


def _held_elsewhere(at: List) -> set[int]:
    """To whom our own pages hand over a mail at this moment, or did when they died: it may be this letter, and arrive yet."""
    mails = schema.service_mails.c
    with at.look() as connection:
        return set(connection.scalars(select(mails.person).where(mails.state == "handing")))


def _lines(logs: Sequence[Path]) -> Iterable[str]:
    for path in logs:
        with path.open(encoding="utf-8", errors="replace") as opened:
            yield from opened
