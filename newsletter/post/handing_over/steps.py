"""An edition on its way to an engine: looked for, drafted, read back, and given its hour. Decides; `Engine` does.

Whatever is lost, the engine is looked at before it is asked again; of an edition that goes there already,
in whichever words, nothing is touched. Live is only what was scheduled here, and only the oldest draft is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, TypeAlias

from newsletter.post.handing_over.edition import Handed, is_of
from newsletter.post.handing_over.engines import Engine, Found
from newsletter.post.handing_over.receipts import DRAFT, SCHEDULING, Receipt
from newsletter.post.handing_over.web import EngineError, LostError
from newsletter.values import point

#: How often something is asked for that an engine was looked at and does not have, and seconds before each look.
_TRIES, _PAUSE = 4, 2.0

#: What engines call one that went to everybody, as they say.
_DONE = ("finished", "sent")

#: Writes down how it stands: the remote number, and a state.
Note: TypeAlias = Callable[[str, str], None]


class DiffersError(Exception):
    """A draft is not as it is meant, and cannot be made so: `lines` say in what."""

    def __init__(self, one: Found, lines: tuple[str, ...]) -> None:
        super().__init__("; ".join(lines))
        self.one, self.lines = one, lines


@point
class Outcome:
    """How an edition stands at an engine now; `more` is whatever stands there of it besides, and should not."""

    one: Found
    was: Literal["there", "drafted", "scheduled"]
    more: tuple[Found, ...] = ()


def standing(found: tuple[Found, ...]) -> Found | None:
    """The one of an edition that goes, went or was stopped there: nothing else is begun beside it."""
    return next((one for one in found if not one.is_draft), None)


def draft_of(found: tuple[Found, ...], name: str) -> Found | None:
    """The draft to go on with: in these words, else in others, which are then changed; of several the oldest."""
    drafts = [one for one in found if one.is_draft]
    return next((one for one in drafts if one.name == name), drafts[0] if drafts else None)


def hand_over(
    engine: Engine,
    edition: Handed,
    at: datetime | None,
    kept: Receipt | None,
    note: Note,
    sleep: Callable[[float], None],
) -> Outcome:
    """Have the edition stand there as a draft, or with its hour; `kept` is what is known of it.

    Raises EngineError and DiffersError.
    """
    found = engine.found(edition.slug)
    if live := standing(found):
        return Outcome(live, "there", _others(found, live))
    refuse_unseen(engine, kept, found)
    engine.make_ready()
    draft = draft_of(found, edition.name) or _created(engine, edition, sleep)
    if not draft.is_draft:
        return Outcome(draft, "there")
    note(draft.id, DRAFT)
    draft = _as_meant(engine, draft, edition, at, sleep)
    if draft.is_draft and at is not None:
        return _scheduled(engine, draft, edition, at, note, sleep)
    return Outcome(
        draft, "drafted" if draft.is_draft else "there", _others(engine.found(edition.slug), draft)
    )


def refuse_unseen(engine: Engine, kept: Receipt | None, found: tuple[Found, ...]) -> None:
    """Raises EngineError for what was handed over and is not found: a second would go beside it.

    A draft may have got another name there, and its hour; one that is gone went to nobody.
    """
    if kept is None or kept.remote in {one.id for one in found}:
        return
    one = engine.numbered(kept.remote)
    if one is not None and not is_of(kept.edition, one.name):
        raise EngineError(
            f"{kept.edition} is at {engine.title} as {one.id}, under another name now: call it"
            f" {kept.name} there again, or say --anew if that is another letter"
        )
    if one is None and kept.state == DRAFT:
        return
    raise EngineError(
        f"{kept.edition} was handed over to {engine.title} as {kept.remote} ({kept.state}), and cannot be seen there"
        " now: look for it, and say --anew if it is gone for good"
    )


def _created(engine: Engine, edition: Handed, sleep: Callable[[float], None]) -> Found:
    """The draft, made; or whatever came to stand there meanwhile."""
    answered = 0
    for _ in range(_TRIES):
        refusal: EngineError | None = None
        try:
            engine.create(edition, answered)
            answered += 1
        except LostError:
            sleep(_PAUSE)
        except EngineError as error:
            refusal = error  # it may be refused since a lost one is there
        found = engine.found(edition.slug)
        if one := standing(found) or draft_of(found, edition.name):
            return one
        if refusal is not None:
            raise refusal
    raise EngineError(f"{engine.title} was asked {_TRIES} times for a draft, and shows none")


def _as_meant(
    engine: Engine, draft: Found, edition: Handed, at: datetime | None, sleep: Callable[[float], None]
) -> Found:
    """The draft once it is as it is meant, changed where it is not. Raises DiffersError."""
    lines: tuple[str, ...] = ()
    for left in reversed(range(_TRIES)):
        now = _still(engine, edition, draft)
        if not now.is_draft:
            return now
        lines = engine.amiss(now, edition, at)
        if not lines:
            return now
        if left:
            try:
                engine.update(now, edition, at)
            except LostError:
                sleep(_PAUSE)
    raise DiffersError(draft, lines)


def _still(engine: Engine, edition: Handed, draft: Found) -> Found:
    """What stands there now: the one that goes, or the draft as it is."""
    found = engine.found(edition.slug)
    now = standing(found) or next((one for one in found if one.id == draft.id), None)
    if now is None:
        raise EngineError(f"the draft {draft.id} is not at {engine.title} any more")
    return now


def _scheduled(
    engine: Engine,
    draft: Found,
    edition: Handed,
    at: datetime,
    note: Note,
    sleep: Callable[[float], None],
) -> Outcome:
    note(draft.id, SCHEDULING)  # before it is asked for: who cannot see it later is told that it was
    refusal: EngineError | None = None
    for _ in range(_TRIES):
        if not (now := _still(engine, edition, draft)).is_draft:
            break
        if refusal is not None:
            raise refusal
        try:
            engine.schedule(now, at)
        except LostError:
            sleep(_PAUSE)
        except EngineError as error:
            refusal = error  # it may be refused since a lost one was done
    else:
        now = _still(engine, edition, draft)
    if now.is_draft:
        raise refusal or EngineError(
            f"{engine.title} was asked {_TRIES} times for its hour, and it is a draft still"
        )
    was: Literal["there", "scheduled"] = "scheduled" if now.id == draft.id and now.at == at else "there"
    return Outcome(now, was, _others(engine.found(edition.slug), now))


def _others(found: tuple[Found, ...], one: Found) -> tuple[Found, ...]:
    return tuple(other for other in found if other.id != one.id)


def is_finished(one: Found) -> bool:
    """Whether an engine says that it is done with it."""
    return one.state in _DONE


def verdict(one: Found) -> str:
    """What an engine's word for it does not say: it counts as done what it gave up. Nothing where all is well."""
    if is_finished(one) and one.sent < one.to_send:
        return (
            f"it says {one.state}, and yet {one.to_send - one.sent:,} of {one.to_send:,} people did not get it:"
            " look there for whom"
        )
    return ""
