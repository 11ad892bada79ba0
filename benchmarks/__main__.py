"""`python -m benchmarks`: newpower beside Hugo, the list of people under load, letters beside smtp-source."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from benchmarks import builds, list_server, mail, parts, people, preview
from benchmarks.builds import Bench
from benchmarks.measure import CommandError, Taken, peak_bytes, timed
from benchmarks.report import Result, table

Turn = Callable[[Bench, builds.Run[Any], int], Any]

HUGO_BUILDS: dict[str, Turn] = {
    builds.HUGO: lambda bench, run, _: builds.hugo_cold(bench, run),
    builds.LEAN: lambda bench, run, _: builds.hugo_lean(bench, run),
}
#: Case studies to build with each part of the site.
PARTS_SIZE = 1000
#: In this order: each follows on the one before it.
NEWPOWER_BUILDS: dict[str, Turn] = {
    builds.COLD: lambda bench, run, _: builds.newpower_cold(bench, run),
    builds.UNCHANGED: lambda bench, run, _: builds.newpower_unchanged(bench, run),
    builds.BODY: builds.newpower_body,
    builds.TITLE: builds.newpower_title,
}


@click.command(help=f"{__doc__}\n\nExample: python -m benchmarks builds --sizes 100,1000 --rounds 3")
@click.argument(
    "what",
    type=click.Choice(["all", "builds", "parts", "preview", "people", "list-server", "mail"]),
    default="all",
)
@click.option("--sizes", default="100,1000,10000", show_default=True, help="Case studies to build.")
@click.option("--rounds", default=5, show_default=True, help="Runs of each build; the median counts.")
@click.option("--jobs", default=0, help="Workers of newpower; without it, its own choice.")
@click.option("--preview-sizes", default="14,1000", show_default=True, help="Case studies to preview.")
@click.option("--turns", default=9, show_default=True, help="Starts and saves; the median counts.")
@click.option("--people", "count", default=1_000_000, show_default=True, help="People on the list.")
@click.option("--requests", default=6000, show_default=True, help="Requests to the list server.")
@click.option("--letters", default=10_000, show_default=True, help="Letters to send.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("build/bench"), show_default=True)
@click.option("--hugo-only", is_flag=True, help="Build with Hugo alone.")
def main(
    what: str,
    sizes: str,
    rounds: int,
    jobs: int,
    preview_sizes: str,
    turns: int,
    count: int,
    requests: int,
    letters: int,
    folder: Path,
    hugo_only: bool,
) -> None:
    folder = folder.resolve()
    record: dict[str, Any] = {"machine": _machine()}
    click.echo(_machine())
    try:
        if what in ("all", "builds"):
            results = _builds(folder, _numbers(sizes), rounds, jobs, hugo_only=hugo_only)
            record |= {"rounds": rounds, "results": [result.plain() for result in results]}
            click.echo(table(results))
        if what in ("all", "parts") and not hugo_only:
            added = parts.measured(_emptied(folder / "parts"), PARTS_SIZE, rounds, jobs, _say)
            record |= {"parts": [one.plain() for one in added]}
            click.echo(parts.parts_table(added))
        if what in ("all", "preview") and not hugo_only:
            waits = [
                one
                for count in _numbers(preview_sizes)
                for one in preview.measured(_emptied(folder / f"preview-{count}"), count, turns, _say)
            ]
            record |= {"turns": turns, "waits": [one.plain() for one in waits]}
            click.echo(preview.waits_table(waits))
        if what in ("all", "people") and not hugo_only:
            takings = list(people.measured(_emptied(folder / "people"), count, _say))
            record |= {"takings": [one.plain() for one in takings]}
            click.echo(people.takings_table(takings))
        if what in ("all", "list-server") and not hugo_only:
            loads = list(list_server.measured(_emptied(folder / "list-server"), requests, _say))
            record |= {"loads": [one.plain() for one in loads]}
            click.echo(list_server.loads_table(loads))
        if what == "mail" or (what == "all" and not hugo_only and mail.is_possible()):
            postings = list(mail.measured(_emptied(folder / "mail"), letters, rounds, _say))
            record |= {"postings": [one.plain() for one in postings]}
            click.echo(mail.postings_table(postings))
    except (CommandError, builds.DifferentSitesError, FileNotFoundError) as problem:
        raise click.ClickException(str(problem)) from problem
    (folder / "results.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _numbers(words: str) -> list[int]:
    return [int(word) for word in words.split(",")]


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _builds(folder: Path, counts: list[int], rounds: int, jobs: int, *, hugo_only: bool) -> list[Result]:
    turns = HUGO_BUILDS if hugo_only else HUGO_BUILDS | NEWPOWER_BUILDS
    _warm_up(folder / "warm-up", jobs, turns)
    return [one for count in counts for one in _measured(folder / str(count), count, jobs, rounds, turns)]


def _warm_up(folder: Path, jobs: int, turns: dict[str, Turn]) -> None:
    """A small build of each kind that is not counted: Python writes its bytecode, programs enter memory."""
    bench = builds.prepare(folder, 20, jobs)
    for turn in turns.values():
        turn(bench, timed, 0)


def _measured(folder: Path, count: int, jobs: int, rounds: int, turns: dict[str, Turn]) -> list[Result]:
    _say(f"{count:,} case studies: writing both projects")
    bench = builds.prepare(folder, count, jobs)
    taken: dict[str, list[Taken]] = {name: [] for name in turns}
    for number in range(1, rounds + 1):
        for name in _order(turns, number):
            taken[name].append(turns[name](bench, timed, number))
            _say(f"{count:,} case studies, round {number} of {rounds}: {name}, {taken[name][-1].wall:.2f} s")
        if number == 1 and builds.COLD in turns:
            builds.check_alike(bench)
    peaks = {name: turn(bench, peak_bytes, rounds + 1) for name, turn in turns.items()}
    return [Result(count, name, tuple(taken[name]), peaks[name]) for name in turns]


def _order(turns: dict[str, Turn], number: int) -> list[str]:
    """Hugo first in odd rounds and last in even ones, so that neither always finds the machine warmer."""
    hugo = [name for name in turns if name in HUGO_BUILDS]
    newpower = [name for name in turns if name not in HUGO_BUILDS]
    return hugo + newpower if number % 2 else newpower + hugo


def _machine() -> str:
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"Python {platform.python_version()}, {processors} processors, {platform.system()} {platform.machine()}"


def _say(words: str) -> None:
    click.echo(words, err=True)


if __name__ == "__main__":
    sys.exit(main())
