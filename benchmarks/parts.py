"""What each part of the site that can be left out adds to a build: in processor seconds, files and bytes.

The same corpus is built without any of them, and with one at a time, in turns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks.builds import WITHOUT, Bench, newpower_body, newpower_cold
from benchmarks.measure import timed
from benchmarks.projects import write_newpower
from benchmarks.report import aligned

NONE = "none of them"
#: The pages of two values, which a setting chooses: the corpus has it empty.
PAIRS, NO_PAIRS = "pages of two values", "facet_pairs: []\n"
#: What no setting leaves out: a program of the benchmark's own does.
MAP, WITHOUT_MAP = "map", "benchmarks.without_map"
_HEADER = ("studies", "with", "cold, processor s", "added", "edited, processor s", "added", "files", "MiB")


@dataclass(frozen=True, slots=True)
class Added:
    """One way to build: the processor seconds of each round, from nothing and after one edited body; what came out."""

    count: int
    part: str
    cold: tuple[float, ...]
    edited: tuple[float, ...]
    files: int
    size: int

    def plain(self) -> dict[str, object]:
        """The same as JSON holds it."""
        return {
            "studies": self.count,
            "with": self.part,
            "cold_processor_seconds": list(self.cold),
            "edited_processor_seconds": list(self.edited),
            "files": self.files,
            "bytes": self.size,
        }


def measured(folder: Path, count: int, rounds: int, jobs: int, say: Callable[[str], None]) -> list[Added]:
    """Every part at one size, the build with none of them first. Raises CommandError, DifferentSitesError."""
    benches = prepare(folder, count, jobs)
    cold: dict[str, list[float]] = {part: [] for part in benches}
    edited: dict[str, list[float]] = {part: [] for part in benches}
    for turn in range(1, rounds + 1):
        for part, bench in benches.items():
            cold[part].append(newpower_cold(bench, timed).processor)
            edited[part].append(newpower_body(bench, timed, turn).processor)
            say(f"{count:,} case studies, round {turn} of {rounds}: with {part}, {cold[part][-1]:.1f} s")
    return [
        Added(count, part, tuple(cold[part]), tuple(edited[part]), *_left(bench.folder / "public"))
        for part, bench in benches.items()
    ]


def prepare(folder: Path, count: int, jobs: int = 0) -> dict[str, Bench]:
    """A project for each part, which has it alone; those that an option leaves out are called as the option is."""
    benches = {NONE: Bench(folder / "none", count, jobs, module=WITHOUT_MAP)}
    for option in WITHOUT:
        part = option.removeprefix("--no-")
        benches[part] = replace(
            benches[NONE], folder=folder / part, without=tuple(one for one in WITHOUT if one != option)
        )
    benches[PAIRS] = replace(benches[NONE], folder=folder / "pairs")
    benches[MAP] = replace(benches[NONE], folder=folder / "map", module="newsletter")
    for part, bench in benches.items():
        write_newpower(bench.folder / "newpower", count)
        if part == PAIRS:
            settings = bench.folder / "newpower/content/site.yaml"
            settings.write_text(settings.read_text(encoding="utf-8").replace(NO_PAIRS, ""), encoding="utf-8")
    return benches


def parts_table(found: list[Added]) -> str:
    """The parts in lines; what each adds is held against the first."""
    rows: list[tuple[str, ...]] = [_HEADER]
    for one in found:
        rows.append(
            (
                f"{one.count:,}",
                one.part,
                f"{median(one.cold):.1f}",
                _more(one.cold, found[0].cold),
                f"{median(one.edited):.2f}",
                _more(one.edited, found[0].edited),
                f"{one.files:,}",
                f"{one.size / 2**20:,.1f}",
            )
        )
    return aligned(rows)


def _more(taken: tuple[float, ...], least: tuple[float, ...]) -> str:
    return "" if taken is least else f"{median(taken) / median(least) - 1:+.0%}"


def _left(public: Path) -> tuple[int, int]:
    """How many files stand there, and their bytes."""
    sizes = [path.stat().st_size for path in public.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)
