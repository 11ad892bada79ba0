"""What was measured, as an aligned table of seconds, ratios to Hugo, goals and memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks import builds
from benchmarks.measure import Taken

#: The most each build may take, as a multiple of Hugo from nothing; see docs/speed.md.
GOALS = {builds.COLD: 2.5, builds.UNCHANGED: 0.1, builds.BODY: 0.12, builds.TITLE: 0.4}
_HEADER = ("studies", "build", "seconds", "least", "most", "× Hugo", "goal", "processor s", "peak MiB")


@dataclass(frozen=True, slots=True)
class Result:
    """One kind of build of one size: what each run took, and the most memory it held, in bytes."""

    count: int
    build: str
    runs: tuple[Taken, ...]
    peak: int

    @property
    def median(self) -> float:
        """The middle run, in seconds by the clock."""
        return median(run.wall for run in self.runs)

    def plain(self) -> dict[str, object]:
        """The result as JSON holds it."""
        return {
            "studies": self.count,
            "build": self.build,
            "seconds": [run.wall for run in self.runs],
            "processor_seconds": [run.processor for run in self.runs],
            "peak_bytes": self.peak,
        }


def table(results: Sequence[Result]) -> str:
    """The results in lines, a blank one between sizes; ratios are to Hugo from nothing at the same size."""
    hugo = {result.count: result.median for result in results if result.build == builds.HUGO}
    rows: list[tuple[str, ...]] = [_HEADER]
    for before, result in zip((None, *results), results, strict=False):
        if before and before.count != result.count:
            rows.append(("",) * len(_HEADER))
        rows.append(_row(result, hugo[result.count]))
    return aligned(rows)


def aligned(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows of one length in lines: the second column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_aligned(row, widths) for row in rows)


def _row(result: Result, hugo: float) -> tuple[str, ...]:
    goal = GOALS.get(result.build)
    return (
        f"{result.count:,}",
        result.build,
        f"{result.median:.2f}",
        f"{min(run.wall for run in result.runs):.2f}",
        f"{max(run.wall for run in result.runs):.2f}",
        f"{result.median / hugo:.2f}",
        f"{goal}" if goal else "",
        f"{median(run.processor for run in result.runs):.2f}",
        f"{result.peak / 2**20:,.0f}" if result.peak else "",
    )


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    cells = (
        cell.ljust(width) if column == 1 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()
