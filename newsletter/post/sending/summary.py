"""What is said of an edition on its way: how far it is, who is not accounted for, and what to do about it. Pure words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from newsletter.post.sending.delivery import Progress
from newsletter.post.sending.ledger import OPEN, Edition, State

#: Names that are shown; the rest are counted.
MOST_NAMED = 20
#: Characters of the bar.
_BAR = 20

_MEANS: Mapping[State, str] = {
    "queued": "their turn is still to come",
    "dotting": "being handed over now, or when the sender died: the next start sees to it",
    "accepted": "the relay has it, or the folder",
    "refused": "the relay will not have it, for a reason of theirs",
    "deferred": "the relay asked to try again later",
    "doubt": "sent, and the answer never came: they may have it or not",
    "held": "refused for a fault of ours: mend it, and resume",
    "waived": "were in doubt, and were let be",
    "cancelled": "left, or it was stopped, before their turn",
}


def is_finished(counts: Mapping[State, int]) -> bool:
    """Whether everybody who was frozen is accounted for."""
    return not any(counts[state] for state in OPEN)


def table(edition: Edition, counts: Mapping[State, int], zone: str, ended: str | None = None) -> str:
    """How far an edition is, a state a line."""
    rows = [f"{state:<10}{count:>10,}  {_MEANS[state]}" for state, count in counts.items() if count]
    return "\n".join([headline(edition, counts, zone, ended), *rows])


def headline(edition: Edition, counts: Mapping[State, int], zone: str, ended: str | None = None) -> str:
    """How far an edition is, in a line; `ended` is the moment at which the last letter was settled."""
    everybody, doubts, have = sum(counts.values()), counts["doubt"], counts["accepted"]
    if edition.frozen is None:
        when = f", waits for {shown(edition.appointed, zone)}" if edition.appointed else ""
        return f"{edition.slug}: nobody has it yet{when}" + _reason(edition)
    if edition.state == "stopped":
        unsure = f", and of {doubts:,} it is in doubt" if doubts else ""
        return f"{edition.slug}: stopped for good; {have:,} of {everybody:,} people have it{unsure}"
    if is_finished(counts):
        day = f" on {shown(ended, zone)}" if ended else ""
        return f"{edition.slug}: finished{day}; {_accounted(have, everybody)}"
    left = sum(counts[state] for state in OPEN)
    if left == doubts:
        return f"{edition.slug}: sent, {doubts:,} in doubt"
    return f"{edition.slug}: {everybody - left:,} of {everybody:,} people are accounted for{_reason(edition)}"


def _accounted(have: int, everybody: int) -> str:
    if not everybody:
        return "nobody was on the list"
    if have == everybody:
        return f"all {everybody:,} people have it" if everybody > 1 else "the one person has it"
    return f"{have:,} of {everybody:,} people have it, and what became of the others is known"


def is_over(edition: Edition, counts: Mapping[State, int]) -> bool:
    """Whether no letter of those frozen is to go any more: it is finished, or was stopped."""
    return edition.state == "stopped" or (edition.frozen is not None and is_finished(counts))


def what_is_left(edition: Edition, joined: int, *, has_other_words: bool) -> str:
    """What can still be done with an edition that is over, where so many joined since."""
    if edition.state == "stopped":
        return "Nothing can be sent of it any more."
    if not joined:
        return "Nothing is left to send."
    who = f"{joined:,} {'person' if joined == 1 else 'people'} who joined since"
    if has_other_words:
        return f"Nothing is left to send: {who} cannot get it, since its file has other words than were sent."
    return f"Nothing is left to send, but to {who}: add --late."


def _reason(edition: Edition) -> str:
    if edition.state in ("sending", "waiting") and not edition.reason:
        return ""
    return f"; {edition.state}" + (f": {edition.reason}" if edition.reason else "")


def unaccounted(names: Iterable[tuple[str, State, str]]) -> str:
    """Those of whom it is not certain what became of their letter, masked, with what was answered."""
    lines: list[str] = []
    more = 0
    for name, state, code in names:
        if len(lines) < MOST_NAMED:
            lines.append(f"  {name:<12} {state}{f' ({code})' if code else ''}")
        else:
            more += 1
    return "\n".join([*lines, *([f"  and {more:,} more"] if more else [])])


def next_steps(edition: Edition, counts: Mapping[State, int]) -> tuple[str, ...]:
    """The commands for who is not accounted for."""
    by = "" if edition.transport == "smtp" else f" --transport {edition.transport}"
    month = edition.slug + by
    steps = []
    if edition.state in ("paused", "held") or counts["held"]:
        steps.append(f"newpower edition resume {month}")
    elif edition.state != "stopped" and (counts["queued"] or counts["deferred"] or counts["dotting"]):
        steps.append(f"newpower edition send {month} --confirm")
    if counts["doubt"]:
        steps.append(f"newpower edition doubts {month}, then with --resend or --leave")
    return tuple(steps)


def plain(edition: Edition, counts: Mapping[State, int]) -> dict[str, object]:
    """The same for a program."""
    return {
        "edition": edition.slug,
        "transport": edition.transport.partition(":")[0],
        "state": edition.state,
        "reason": edition.reason,
        "appointed": edition.appointed,
        "frozen": edition.frozen,
        "finished": edition.frozen is not None and edition.state != "stopped" and is_finished(counts),
        **{str(state): count for state, count in counts.items()},
    }


def progress_plain(progress: Progress) -> dict[str, object]:
    """How far it is, for a program: a line a second."""
    left = progress.seconds_left
    return {
        **{str(state): count for state, count in progress.counts.items()},
        "rate": round(progress.rate, 1),
        "seconds_left": None if left is None else round(left),
        "note": progress.note,
    }


def progress_line(progress: Progress) -> str:
    """How far it is, for a person: a line that is written anew a few times a second."""
    counts, everybody = progress.counts, sum(progress.counts.values())
    done = everybody - progress.left - counts["dotting"]
    left = progress.seconds_left
    filled = _BAR * done // everybody if everybody else _BAR
    told = [
        f"[{'#' * filled}{'-' * (_BAR - filled)}] {done:,} of {everybody:,}",
        f"{progress.rate:,.0f}/s",
        *(
            f"{counts[state]:,} {state}"
            for state in ("accepted", "refused", "deferred", "held", "doubt")
            if counts[state]
        ),
    ]
    if left is not None and counts["queued"]:
        told.append(f"{_time(left)} left")
    return ", ".join(told) + (f"; {progress.note}" if progress.note else "")


def shown(moment: str | None, zone: str) -> str:
    """A moment of the ledger's as an editor's clock shows it: `2026-12-01 07:00 GMT`."""
    if not moment:
        return ""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")


def how_long(people: int, per_second: int | None, per_hour: int | None, per_day: int | None) -> str:
    """How long so many letters take at least, by what settings allow."""
    seconds = max(
        people / per_second if per_second else 0.0,
        max(0, people - per_hour) / per_hour * 3600 if per_hour else 0.0,
        max(0, people - per_day) / per_day * 86_400 if per_day else 0.0,
    )
    return _time(seconds) if seconds else "as fast as the relay takes them"


def _time(seconds: float) -> str:
    whole = timedelta(seconds=max(1, round(seconds)))
    if whole < timedelta(minutes=2):
        return f"{whole.seconds} s"
    if whole < timedelta(hours=2):
        return f"{whole.seconds // 60} min"
    if whole < timedelta(days=2):
        return f"{whole // timedelta(hours=1)} h"
    return f"{whole.days} days"
