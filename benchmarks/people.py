"""How long a list of people takes to be taken over, once and again, to be counted and written out.

There is no peer in the same run: what is promised is a time and a size (docs/post.md).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.measure import ENVIRONMENT, CommandError, peak_bytes, timed

#: Seconds between two who wish to leave while a list is taken over.
_BETWEEN = 0.02


class Taking(NamedTuple):
    """What a command on a list took: seconds, and bytes at most; and seconds somebody who left meanwhile had to wait."""

    count: int
    what: str
    seconds: float
    peak: int
    wait: float

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
        writes = words[0] == "import"
        wait = _run(longest_wait, folder / longest_wait.__name__, newpower, words) if writes else 0.0
        taken = Taking(count, what, seconds.wall, peak, wait)
        say(f"{count:,} people {what}: {taken.seconds:.1f} s, and who leaves meanwhile waits {wait:.1f} s")
        yield taken


def _run(measure: Callable[[list[str]], Any], root: Path, newpower: list[str], words: list[str]) -> Any:
    """Each thing is taken of a list of its own, so that each is as new to its command as the first."""
    (root / "content").mkdir(parents=True, exist_ok=True)
    asked = [str(root / "out.csv") if word == "OUT" else word for word in words]
    return measure([*newpower, asked[0], "--root", str(root), *asked[1:]])


def longest_wait(command: list[str]) -> float:
    """How long, in seconds, somebody else who changes the list has to wait while the command is at it. Raises CommandError."""
    from newsletter.post.contract import ListError
    from newsletter.post.database import open_list

    longest, begun = 0.0, None
    folder = Path(command[command.index("--root") + 1]) / "var"
    with (
        open_list(folder, datetime.now(UTC)) as at,
        subprocess.Popen(
            command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process,
    ):
        while process.poll() is None:
            begun = begun or time.perf_counter()
            try:
                with at.change("nobody@example.org"):
                    pass
            except ListError:
                continue  # who gives up asks again, and has waited since the first time
            longest, begun = max(longest, time.perf_counter() - begun), None
            time.sleep(_BETWEEN)
    if process.returncode != 0:
        raise CommandError(" ".join(command))
    return longest


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
        f"{one.count:>9,}  {one.what:<17} {one.seconds:>8.1f} {one.peak / 2**20:>9.0f} {one.wait:>12.2f}"
        for one in takings
    ]
    return "\n".join(["   people  command            seconds  peak MiB  others wait", *rows])
