"""How long a list of people takes to be taken over, once and again, to be counted and written out.

There is no peer in the same run: what is promised is a time and a size (docs/post.md).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.measure import peak_bytes, timed


class Taking(NamedTuple):
    """What a command on a list took: seconds, and bytes at most."""

    count: int
    what: str
    seconds: float
    peak: int

    def plain(self) -> dict[str, Any]:
        """For results.json."""
        return self._asdict()


def measured(folder: Path, count: int, say: Callable[[str], None]) -> Iterator[Taking]:
    """Each command in turn, on a list of so many. Raises CommandError."""
    write_list(folder / "list.csv", count)
    newpower = [sys.executable, "-m", "newsletter", "subscribers"]
    agreed = ["--consent", "Send me the letter", "--given", "2024-05-01"]
    for what, words in (
        ("taken over", ["import", str(folder / "list.csv"), *agreed]),
        ("taken over again", ["import", str(folder / "list.csv"), *agreed]),
        ("counted", ["stats"]),
        ("written out", ["export", "OUT"]),
    ):
        seconds, peak = (
            _run(measure, folder / measure.__name__, newpower, words) for measure in (timed, peak_bytes)
        )
        taken = Taking(count, what, seconds.wall, peak)
        say(f"{count:,} people {what}: {taken.seconds:.1f} s")
        yield taken


def _run(measure: Callable[[list[str]], Any], root: Path, newpower: list[str], words: list[str]) -> Any:
    """Time and memory are taken of two lists alike, so that the second is as new to its command as the first."""
    (root / "content").mkdir(parents=True, exist_ok=True)
    asked = [str(root / "out.csv") if word == "OUT" else word for word in words]
    return measure([*newpower, asked[0], "--root", str(root), *asked[1:]])


def write_list(path: Path, count: int) -> None:
    """A plain list: as many people, at a thousand hosts, in no order."""
    with path.open("w", encoding="utf-8") as file:
        file.write("email,state,since\n")
        for number in range(count):
            mixed = number * 7919 % count
            file.write(
                f"person.{mixed}@host{mixed % 997}.example,active,2024-05-0{number % 9 + 1}T10:00:00Z\n"
            )


def takings_table(takings: list[Taking]) -> str:
    """What was measured, a command a line."""
    rows = [
        f"{one.count:>9,}  {one.what:<17} {one.seconds:>8.1f} {one.peak / 2**20:>9.0f}" for one in takings
    ]
    return "\n".join(["   people  command            seconds  peak MiB", *rows])
