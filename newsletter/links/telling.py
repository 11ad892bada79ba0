"""Answers told where the addresses stand: what is dead is a warning, the rest a note; nothing stops a build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from newsletter.content.reading.outward import Outward
from newsletter.links.answers import Answer, Verdict
from newsletter.told.diagnostics import Diagnostic, note, ordered, warning

_SAID: Mapping[Verdict, str] = {
    "there": "answer",
    "moved": "moved",
    "dead": "dead",
    "unsafe": "warned of by browsers",
    "unseen": "could not be seen",
}


def told(places: Iterable[Outward], answers: Mapping[str, Answer]) -> tuple[Diagnostic, ...]:
    """What there is to say of each place, in order; of addresses that nobody asked, nothing."""
    return ordered(
        one for place in places if place.address in answers for one in _at(place, answers[place.address])
    )


def _at(place: Outward, answer: Answer) -> Iterator[Diagnostic]:
    where, said = place.location, f"this address {answer.words}"
    match answer.verdict:
        case "moved" if answer.now_at:
            yield note(where, "moved-link", said, f"write `{_with_fragment(answer.now_at, place)}`")
        case "moved":
            yield note(where, "moved-link", said, "open it, and see whether it still is what was meant")
        case "dead" | "unsafe" if place.copy:
            yield note(
                where, "dead-link", said, "its lasting copy is named beside it, and is what readers have"
            )
        case "dead" | "unsafe":
            yield warning(where, "dead-link", said, _instead(place, answer))
        case "unseen":
            yield note(where, "unseen-link", said, "open it in a browser")


def _with_fragment(address: str, place: Outward) -> str:
    return f"{address}#{place.fragment}" if place.fragment else address


def _instead(place: Outward, answer: Answer) -> str:
    """What an editor can do about an address that leads nobody on."""
    if not answer.copy:
        return "look for where it stands now, or for another that says the same"
    if place.is_source:
        return f"an archive has a copy. Write below it: `archive: {answer.copy}`"
    return f"an archive has a copy: {answer.copy}"


def counted(answers: Mapping[str, Answer], *, before: int, examples: int) -> str:
    """How many addresses came to what, in a line; `before` were known from earlier, `examples` not asked."""
    counts = Counter(answer.verdict for answer in answers.values())
    parts = [f"{counts[verdict]:,} {words}" for verdict, words in _SAID.items() if counts[verdict]]
    line = (
        f"{len(answers):,} address{'es' if len(answers) != 1 else ''}: {', '.join(parts)}"
        if parts
        else "no address to ask"
    )
    if before:
        line += f"; {before:,} known from an earlier run"
    return line + (f"; {examples:,} not asked, since they are examples" if examples else "")
