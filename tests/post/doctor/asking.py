"""Records as a table: what the doctor's judging parts are told instead of asking anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from newsletter.post.doctor.answers import Answer, Ask, Kind
from newsletter.post.doctor.findings import Finding

Records = Mapping[str, tuple[str, ...]]
#: In place of records: the server does not answer.
SILENT = ("(silent)",)


def asks(records: Records) -> Ask:
    """Answers from a table of `name KIND`; names that stand in none of it do not exist."""

    def ask(name: str, kind: Kind) -> Answer:
        found = records.get(f"{name} {kind}")
        if found == SILENT:
            return Answer("silent", words="timed out")
        if found:
            return Answer("found", found)
        is_there = any(key.split()[0] == name or key.split()[0].endswith(f".{name}") for key in records)
        return Answer("nothing" if is_there else "no name")

    return ask


def told(findings: Iterable[Finding]) -> str:
    """The findings, a line each: `hurts: what was found -> what to put where`."""
    return "\n".join(f"{one.verdict}: {one.found} -> {one.put}" for one in findings)
