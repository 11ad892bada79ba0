"""How the list is: where it lives, how many are in which state, whether it is whole, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from newsletter.post import key, schema
from newsletter.post.backups import newest_backup
from newsletter.post.database import List, damage, version
from newsletter.post.subscribers.people import counts
from newsletter.post.whereabouts import MAILS, Place, known, words_of
from newsletter.values import point

#: What is said of the mails that our own pages send, by their state.
_MAILS = {
    "waiting": "mails of our pages",
    "handing": "such mails that may have arrived",
    "refused": "such mails that no server took",
    "held": "such mails that are held",
}


@point
class Status:
    """What is to be known of a list. `people` are counted by state, and the suppressed apart.

    `size` is in bytes, `last_backup` in UTC; `damage` is "" for a list that is whole, `doubt` for one that is
    the true one, as far as is known; `waiting` counts what is begun and not done, by what that is.
    """

    database: str
    version: int
    people: Mapping[str, int]
    suppressed: int
    size: int
    last_backup: datetime | None
    key: str
    damage: str
    doubt: str
    waiting: Mapping[str, int]


def status_of(at: List, place: Place) -> Status:
    """The list as it is, seen from this place. Raises ListError."""
    people = counts(at)
    with at.look() as connection:
        # whose note is not seen from here may be another user's
        reason = known(at, connection, place, held=False).amiss(MAILS, place.machine, is_noted=False)
    with at.look() as connection:
        found, size = version(connection), at.database.size(connection)
        suppressed = connection.scalar(select(func.count()).select_from(schema.suppressions)) or 0
    backup = newest_backup(at.folder / "backups")
    return Status(
        at.database.name,
        found,
        {state: people[state] for state in schema.STATES},
        suppressed,
        size,
        backup[1] if backup else None,
        str(at.folder / key.NAME),
        damage(at),
        words_of(reason) if reason else "",
        {"people who have not confirmed": people["pending"], **_mails(at)},
    )


def _mails(at: List) -> dict[str, int]:
    """The mails of our own pages that are not done, by what may be done about them."""
    state = schema.service_mails.c.state
    with at.look() as connection:
        rows = connection.execute(select(state, func.count()).group_by(state)).all()
    known = {row[0]: row[1] for row in rows}
    return {words: known.get(state, 0) for state, words in _MAILS.items()}
