"""The output folder: what is written, what goes, and what survives a kill, a full disk, a stranger's files."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from newsletter.engine import exchange, file_by_file, swap
from newsletter.engine.bench import INSIDE, benches
from newsletter.engine.output import (
    Artifact,
    Output,
    OutputError,
    WritePlan,
    is_inside,
    notes_path,
    open_output,
)
from newsletter.engine.tables import read_table, write_table
from tests.building import (
    built,
    built_project,
    copied_project,
    edit,
    empty_folders,
    newpower,
    published,
    surroundings,
    tree,
)
from tests.made_up import BRIXTON, CANAL, MILL, NOVEMBER, PRESTON

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

Files = dict[str, bytes]

FORMER = {"index.html": b"home", "a/index.html": b"a", "a/b/index.html": b"b", "robots.txt": b"all"}
LATER = {"index.html": b"home, later", "a/index.html": b"a", "c/index.html": b"c", "robots.txt": b"all"}


def notes_of(directory: Path) -> Path:
    return notes_path(directory.parent / "cache", directory)


def opened(directory: Path, *, at_once: bool = True) -> AbstractContextManager[Output]:
    return open_output(directory, notes_of(directory), at_once=at_once)


def changed(directory: Path, files: Files, *, at_once: bool = True) -> WritePlan:
    """What a build of `files` changed."""
    with opened(directory, at_once=at_once) as output:
        rows = {path: output.stage(Artifact(path, content), path) for path, content in files.items()}
        plan = output.plan(rows)
        output.apply(plan, rows)
        return plan


def put(directory: Path, files: Files, *, at_once: bool = True) -> tuple[int, int]:
    """A build of `files`: how many were written and how many deleted."""
    plan = changed(directory, files, at_once=at_once)
    return len(plan.write), len(plan.delete)


def standing(directory: Path) -> Files:
    return {name.removeprefix(f"{directory.name}/"): content for name, content in tree(directory).items()}


def everything_in(directory: Path) -> set[str]:
    """Every file in it, those with a dot too."""
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if not path.is_dir()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What is written and what goes


def test_a_first_build_writes_everything(tmp_path: Path) -> None:
    assert put(tmp_path / "public", FORMER) == (4, 0)
    assert standing(tmp_path / "public") == FORMER


def test_a_second_build_of_the_same_writes_nothing(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "public").rglob("*.*")}
    assert put(tmp_path / "public", FORMER) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_changed_file_is_written_and_one_without_a_source_goes_with_its_folder(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    assert put(tmp_path / "public", LATER) == (2, 1)
    assert standing(tmp_path / "public") == LATER
    assert empty_folders(tmp_path / "public") == []
    assert not (tmp_path / "public" / "a" / "b").exists()


def test_the_output_holds_the_site_and_nothing_else_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    put(tmp_path / "public", LATER)
    put(tmp_path / "public", LATER)
    assert everything_in(tmp_path / "public") == LATER.keys()
    assert names(tmp_path) == ["cache", "public"]


def test_a_build_that_fails_in_a_new_folder_leaves_no_folder(tmp_path: Path) -> None:
    with opened(tmp_path / "public") as output:
        output.stage(Artifact("index.html", b"x"), "key")
    assert not (tmp_path / "public").exists()


def test_a_build_that_fails_in_a_former_output_leaves_it_whole(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    with opened(tmp_path / "public") as output:
        output.stage(Artifact("index.html", b"x"), "key")
    assert standing(tmp_path / "public") == FORMER
    assert names(tmp_path) == ["cache", "public"]


def test_a_hand_edit_in_the_output_is_put_right(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "public" / "index.html").write_bytes(b"by hand")
    (tmp_path / "public" / "robots.txt").unlink()
    assert put(tmp_path / "public", FORMER) == (2, 0)
    assert standing(tmp_path / "public") == FORMER


def test_a_file_or_an_empty_folder_that_no_build_made_goes(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "public" / "notes.txt").write_text("mine")
    (tmp_path / "public" / "empty" / "inner").mkdir(parents=True)
    put(tmp_path / "public", FORMER)
    assert standing(tmp_path / "public") == FORMER
    assert empty_folders(tmp_path / "public") == []


def test_names_with_a_dot_at_the_top_survive(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "public" / ".git").mkdir()
    (tmp_path / "public" / ".git" / "HEAD").write_text("ref")
    (tmp_path / "public" / ".nojekyll").touch()
    put(tmp_path / "public", LATER)
    assert (tmp_path / "public" / ".git" / "HEAD").read_text() == "ref"
    assert (tmp_path / "public" / ".nojekyll").exists()
    shutil.rmtree(tmp_path / "public" / ".git")
    put(tmp_path / "public", FORMER)
    assert everything_in(tmp_path / "public") == {*FORMER, ".nojekyll"}


def test_a_file_that_becomes_a_folder_and_a_folder_that_becomes_a_file(tmp_path: Path) -> None:
    one = {"x": b"a file", "y/index.html": b"in a folder", "y/z/deep.html": b"deep"}
    other = {"x/index.html": b"in a folder", "x/z/deep.html": b"deep", "y": b"a file"}
    for files in (one, other, one):
        put(tmp_path / "public", files)
        assert standing(tmp_path / "public") == files


def test_a_folder_somebody_put_where_a_file_belongs_gives_way(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "public" / "robots.txt").unlink()
    (tmp_path / "public" / "robots.txt" / "inner").mkdir(parents=True)
    put(tmp_path / "public", FORMER)
    assert standing(tmp_path / "public") == FORMER


def test_a_link_in_the_output_never_leads_pages_out_of_it(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious.txt").write_text("mine")
    shutil.rmtree(tmp_path / "public" / "a")
    (tmp_path / "public" / "a").symlink_to(elsewhere)
    (tmp_path / "public" / "loop").symlink_to(tmp_path / "public")
    put(tmp_path / "public", FORMER)
    assert standing(tmp_path / "public") == FORMER
    assert names(elsewhere) == ["precious.txt"]
    assert not (tmp_path / "public" / "a").is_symlink()


# Whose folder it is


def test_a_folder_with_others_files_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    for name in ("one.jpg", "index.html"):
        (tmp_path / "photos" / name).write_bytes(b"mine")
    with pytest.raises(OutputError, match="holds files that no build made"):
        put(tmp_path / "photos", FORMER)
    with opened(tmp_path / "photos") as output, pytest.raises(OutputError, match="name an empty folder"):
        output.claim(FORMER)
    assert tree(tmp_path / "photos") == {"photos/index.html": b"mine", "photos/one.jpg": b"mine"}
    assert names(tmp_path) == ["photos"]


def test_a_folder_that_somebody_filled_under_the_name_of_an_output_is_not_emptied(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    shutil.rmtree(tmp_path / "public")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "one.jpg").write_bytes(b"mine")
    with pytest.raises(OutputError, match="holds files that no build made"):
        put(tmp_path / "public", LATER)
    assert standing(tmp_path / "public") == {"one.jpg": b"mine"}


def test_where_the_cache_is_lost_what_nobody_knows_the_maker_of_is_named_and_left(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "public" / "notes").mkdir()
    (tmp_path / "public" / "notes" / "mine.txt").write_text("mine")
    (tmp_path / "public" / "empty").mkdir()
    untouched = (tmp_path / "public" / "robots.txt").stat().st_mtime_ns
    shutil.rmtree(tmp_path / "cache")
    plan = changed(tmp_path / "public", LATER)
    assert plan.strangers == ("a/b/index.html", "empty", "notes/mine.txt")
    assert plan.write == ("c/index.html", "index.html")
    assert (tmp_path / "public" / "robots.txt").stat().st_mtime_ns == untouched
    assert standing(tmp_path / "public") == {**LATER, "a/b/index.html": b"b", "notes/mine.txt": b"mine"}
    for files in (FORMER, LATER, {"index.html": b"alone"}):  # the first makes a/b/index.html, so it is known
        put(tmp_path / "public", files)
        assert standing(tmp_path / "public") == {"notes/mine.txt": b"mine", **files}
        assert (tmp_path / "public" / "empty").is_dir()
    (tmp_path / "public" / "notes" / "mine.txt").unlink()
    assert changed(tmp_path / "public", LATER).strangers == ("empty",)


def test_a_strangers_file_where_a_page_belongs_is_not_written_over(tmp_path: Path) -> None:
    put(tmp_path / "public", {**FORMER, "x": b"mine"})
    shutil.rmtree(tmp_path / "cache")
    put(tmp_path / "public", FORMER)
    for path in ("x/index.html", "x"):
        files = {**FORMER, path: b"page"}
        if path == "x":
            put(tmp_path / "public", files)  # the same name: written over, as by every build
            assert standing(tmp_path / "public") == files
        else:
            with pytest.raises(OutputError, match="stands in the way"):
                put(tmp_path / "public", files)
            assert standing(tmp_path / "public") == {**FORMER, "x": b"mine"}


def test_a_project_that_moves_as_a_whole_keeps_its_notes(tmp_path: Path) -> None:
    put(tmp_path / "one" / "public", FORMER)
    (tmp_path / "one").rename(tmp_path / "other")
    assert changed(tmp_path / "other" / "public", LATER).strangers == ()
    assert standing(tmp_path / "other" / "public") == LATER


def test_an_output_of_an_earlier_version_is_taken_over_with_its_notes(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "public" / INSIDE).mkdir()
    (tmp_path / "public" / INSIDE / "README").touch()
    notes_of(tmp_path / "public").rename(tmp_path / "public" / INSIDE / "written.table")
    assert put(tmp_path / "public", LATER) == (2, 1)
    assert everything_in(tmp_path / "public") == LATER.keys()


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    put(tmp_path / "public", FORMER)
    assert standing(tmp_path / "public") == FORMER


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("a file")
    with pytest.raises(OutputError, match="is a file"), opened(tmp_path / "public"):
        pytest.fail("it was opened")
    assert (tmp_path / "public").read_text() == "a file"


def test_a_second_build_at_the_same_time_is_told_to_wait_whatever_its_cache(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "public")
    for other in (tmp_path / "public", tmp_path / "link"):
        with (
            opened(tmp_path / "public"),
            pytest.raises(OutputError, match="another build is writing"),
            open_output(other, tmp_path / "another.table"),
        ):
            pytest.fail("it was opened twice")
    put(tmp_path / "public", FORMER)


def test_builds_that_end_and_begin_at_once_never_work_at_the_same_time(tmp_path: Path) -> None:
    """The lock goes with the bench: none may hold one on a file that was taken away."""
    program = f"""
import os
from pathlib import Path
from newsletter.engine.output import OutputError, open_output
mark = Path({str(tmp_path / "mark")!r})
done = 0
while done < 60:
    try:
        with open_output(Path({str(tmp_path / "public")!r}), Path({str(tmp_path)!r}) / str(os.getpid())):
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
            os.unlink(mark)
            done += 1
    except OutputError:
        pass
"""
    running = [subprocess.Popen([sys.executable, "-c", program], env=surroundings()) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert names(tmp_path) == []


def test_an_output_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "srv").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "srv")
    for files in (FORMER, LATER):
        put(tmp_path / "public", files)
        assert (tmp_path / "public").is_symlink()
        assert standing(tmp_path / "srv") == files
    assert names(tmp_path) == ["cache", "public", "srv"]


def test_the_folder_keeps_its_rights_and_files_their_times(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "public").chmod(0o2750)
    robots = (tmp_path / "public" / "robots.txt").stat()
    put(tmp_path / "public", LATER)
    assert (tmp_path / "public").stat().st_mode & 0o7777 == 0o2750
    assert (tmp_path / "public" / "robots.txt").stat().st_mtime_ns == robots.st_mtime_ns


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a//x", "", ".newpower/lock", ".git/x", "a/\0"])
def test_a_path_outside_the_output_is_no_path_of_ours(tmp_path: Path, path: str) -> None:
    assert not is_inside(path)
    with opened(tmp_path / "public") as output, pytest.raises(ValueError, match="no path inside"):
        output.stage(Artifact(path, b"x"), "key")


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("path", ["../precious.txt", ".git/config"])
def test_notes_that_name_what_is_no_path_of_ours_delete_nothing(
    tmp_path: Path, path: str, at_once: bool
) -> None:
    out = tmp_path / "public"
    put(out, FORMER)
    precious = out / path
    precious.parent.mkdir(exist_ok=True)
    precious.write_text("somebody's")
    table = read_table(notes_of(out))
    table["files"][path] = table["files"]["index.html"]
    write_table(notes_of(out), table)
    put(out, LATER, at_once=at_once)
    assert precious.read_text() == "somebody's"


def test_a_file_system_that_gives_all_files_one_number_mixes_no_sites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    class Numbered:
        def __init__(self, entry: os.DirEntry[str]) -> None:
            self._entry = entry

        def __getattr__(self, name: str) -> Any:
            return getattr(self._entry, name)

        def inode(self) -> int:
            return 7

    class Listed(list[Any]):
        def __enter__(self) -> Listed:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def numbered(folder: str) -> Listed:
        with scandir(folder) as entries:
            return Listed(map(Numbered, entries))

    monkeypatch.setattr(os, "scandir", numbered)
    out = tmp_path / "public"
    for number in range(4):  # the page changes in every second build, and the spare site has the page before
        files = {path: b"%s %d" % (content, number) for path, content in FORMER.items()}
        files["a/index.html"] = b"page %d" % (number // 2)
        put(out, files)
        assert standing(out) == files


def test_the_former_site_serves_the_next_build_from_the_cache_folder(tmp_path: Path) -> None:
    out = tmp_path / "public"
    put(out, FORMER)
    put(out, LATER)
    spare = notes_of(out).with_suffix(".spare")
    assert names(tmp_path) == ["cache", "public"]
    (spare / "robots.txt").unlink()
    (spare / "robots.txt").symlink_to("/etc/hostname")
    (spare / "stray").mkdir()
    (spare / "stray" / "page.html").write_text("Nobody made this.")
    put(out, FORMER)
    assert standing(out) == FORMER
    assert not (out / "robots.txt").is_symlink()


def test_a_link_in_the_place_of_the_former_site_leads_to_nothing_that_is_ours(tmp_path: Path) -> None:
    out, theirs = tmp_path / "public", tmp_path / "theirs"
    put(out, FORMER)
    theirs.mkdir()
    (theirs / "keep.txt").write_bytes(b"keep")
    spare = notes_of(out).with_suffix(".spare")
    shutil.rmtree(spare)
    spare.symlink_to(theirs)
    put(out, LATER)
    assert (standing(out), standing(theirs)) == (LATER, {"keep.txt": b"keep"})


def test_a_folder_that_was_closed_to_us_is_made_anew(tmp_path: Path) -> None:
    """Where it stands in the way only of whoever is not root."""
    out = tmp_path / "public"
    put(out, {"a/one.html": b"1", "a/two.html": b"2", "three.html": b"3"})
    (out / "a").chmod(0o555)
    for number in range(3):
        content = str(number).encode()
        put(out, {"a/one.html": content, "a/two.html": content, "three.html": content})
        assert standing(out)["a/one.html"] == content
        assert names(tmp_path) == ["cache", "public"]


# A kill


#: Every call by which a file system is changed; a kill may come before each.
_CALLS = ("mkdir", "link", "rename", "replace", "unlink", "rmdir", "open", "chmod", "scandir", "stat")
_KILLED, _WHOLE = 9, 0


def ended(act: Callable[[], object], before: int) -> int:
    """How a process ended that was killed before its n-th call, and what it was killed in is a real process."""
    child = os.fork()
    if child == 0:
        left = iter(range(before))

        def counted(call: Callable[..., object]) -> Callable[..., object]:
            def count(*args: object, **named: object) -> object:
                if next(left, None) is None:
                    os._exit(_KILLED)
                return call(*args, **named)

            return count

        with suppress(BaseException):
            for name in _CALLS:
                setattr(os, name, counted(getattr(os, name)))
            exchange.exchange = counted(exchange.exchange)  # type: ignore[assignment]
            act()
            os._exit(_WHOLE)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kills(act: Callable[[], object]) -> Iterator[int]:
    """Kills `act` before each of its calls in turn, until it ends by itself; each must begin from where it began."""
    for before in range(1000):
        code = ended(act, before)
        assert code in (_KILLED, _WHOLE)
        yield before
        if code == _WHOLE:
            return
    pytest.fail("it never ended")


@pytest.mark.parametrize("loses_cache", [False, True])
@pytest.mark.parametrize(
    ("former", "later"),
    [(FORMER, LATER), ({}, FORMER), (FORMER, {**FORMER, "d/index.html": b"d"}), ({"x": b""}, {"x/y": b"1"})],
    ids=["changed", "first", "one more", "file to folder"],
)
def test_killed_before_any_call_the_site_is_the_former_or_the_later_and_the_next_build_mends_it(
    tmp_path: Path, former: Files, later: Files, loses_cache: bool
) -> None:
    work, seen = tmp_path / "work", set()

    def begin() -> None:
        shutil.rmtree(work, ignore_errors=True)
        put(work / "public", former)

    begin()
    for before in kills(lambda: put(work / "public", later)):
        found = standing(work / "public") if (work / "public").exists() else {}
        assert found in (former, later), before
        seen.add(found == later)
        has_notes = benches(work / "public")[0].written.exists() or not former
        if loses_cache:
            shutil.rmtree(work / "cache", ignore_errors=True)
        if has_notes or found == later or not loses_cache:
            assert changed(work / "public", later).strangers == (), before
            assert everything_in(work / "public") == later.keys()
            assert standing(work / "public") == later
            assert names(work) == ["cache", "public"]
        begin()
    assert seen == {False, True}


@pytest.mark.parametrize("loses_cache", [False, True])
@pytest.mark.parametrize("former", [FORMER, {}], ids=["changed", "first"])
def test_killed_while_files_change_one_by_one_none_is_of_neither_state_and_the_next_opening_ends_it(
    tmp_path: Path, former: Files, loses_cache: bool
) -> None:
    public, mixed = tmp_path / "work" / "public", 0

    def begin() -> None:
        shutil.rmtree(tmp_path / "work", ignore_errors=True)
        put(public, former)

    begin()
    for before in kills(lambda: put(public, LATER, at_once=False)):
        found = standing(public) if public.exists() else {}
        assert all(content in (former.get(path), LATER.get(path)) for path, content in found.items())
        is_journalled = benches(public)[0].journal.exists()
        has_notes = benches(public)[0].written.exists() or not former
        if loses_cache and has_notes:
            shutil.rmtree(tmp_path / "work" / "cache", ignore_errors=True)
        with opened(public) as output:
            assert standing(public) == (LATER if is_journalled or found == LATER else former), before
            assert not is_journalled or output.is_current("index.html", "index.html")
        mixed += found not in (former, LATER)
        put(public, LATER)
        assert standing(public) == LATER
        assert empty_folders(public) == []
        begin()
    assert mixed > 0


def test_where_files_change_one_by_one_what_is_named_comes_before_what_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = {"index.html": b"1", "feed.xml": b"1", "z.css": b"1", "old.html": b"1", "old.css": b"1"}
    later = {"index.html": b"2", "feed.xml": b"2", "z.css": b"2", "new/index.html": b"2", "z.webp": b"2"}
    put(tmp_path / "public", former)
    steps: list[str] = []
    whole_move, whole_delete = file_by_file._move, file_by_file.delete

    def move(staged: str, target: str) -> None:
        steps.append(target.removeprefix(f"{tmp_path}/public/"))
        whole_move(staged, target)

    def delete(directory: Path, place: str) -> None:
        steps.append(f"-{place}")
        whole_delete(directory, place)

    monkeypatch.setattr(file_by_file, "_move", move)
    monkeypatch.setattr(swap, "delete", delete)
    put(tmp_path / "public", later, at_once=False)
    assert steps == [
        "z.css",
        "z.webp",
        "new/index.html",
        "index.html",
        "feed.xml",
        "-old.css",
        "-old.html",
    ] or (steps == ["z.webp", "z.css", "new/index.html", "index.html", "feed.xml", "-old.css", "-old.html"])


def left_by_a_kill(directory: Path) -> None:
    """`directory` as a build of LATER over FORMER leaves it, killed once its journal was written."""
    put(directory, FORMER)
    bench = benches(directory)[0]
    for before in kills(lambda: put(directory, LATER, at_once=False)):
        if bench.journal.exists():
            return
        assert standing(directory) == FORMER, before


@pytest.mark.parametrize("damage", [b"", b"{", b"0" * 32 + b'\n{"delete":["index.html"]}', b"\xff" * 100])
def test_a_damaged_journal_is_not_believed(tmp_path: Path, damage: bytes) -> None:
    left_by_a_kill(tmp_path / "public")
    benches(tmp_path / "public")[0].journal.write_bytes(damage)
    put(tmp_path / "public", LATER)
    assert standing(tmp_path / "public") == LATER


def test_a_journal_of_another_folder_by_that_name_is_not_carried_out(tmp_path: Path) -> None:
    left_by_a_kill(tmp_path / "public")
    (tmp_path / "public").rename(tmp_path / "elsewhere")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_bytes(b"mine")
    with opened(tmp_path / "public"):
        assert standing(tmp_path / "public") == {"index.html": b"mine"}


def test_a_journal_from_elsewhere_reaches_nothing_outside_the_folder(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "precious.txt").write_text("mine")
    outside = ["../precious.txt", str(tmp_path / "precious.txt"), "a/../../precious.txt", 7, None]
    bench = benches(tmp_path / "public")[0]
    for journal in ({"delete": outside, "write": outside}, {"delete": 5, "write": {"a": 1}, "files": 3}):
        bench.staged.mkdir(parents=True)
        (bench.staged / "evil").write_text("evil")
        folder = (tmp_path / "public").stat().st_ino
        files = read_table(notes_of(tmp_path / "public"))
        write_table(bench.journal, {"folder": folder, **files, **journal})
        put(tmp_path / "public", FORMER)
        assert (tmp_path / "precious.txt").read_text() == "mine"
        assert standing(tmp_path / "public") == FORMER


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}\n", b"\0" * 40, b"not a table"])
def test_damaged_notes_are_not_believed(tmp_path: Path, damage: bytes) -> None:
    put(tmp_path / "public", FORMER)
    notes_of(tmp_path / "public").write_bytes(damage)
    assert changed(tmp_path / "public", LATER).strangers == ("a/b/index.html",)
    assert standing(tmp_path / "public") == {**LATER, "a/b/index.html": b"b"}


def test_a_bit_that_flips_in_a_table_is_noticed(tmp_path: Path) -> None:
    write_table(tmp_path / "t.table", {"files": {"a": ["key", "digest", 1, 2]}})
    content = (tmp_path / "t.table").read_bytes()
    (tmp_path / "t.table").write_bytes(content.replace(b'"key"', b'"kez"'))
    assert read_table(tmp_path / "t.table") == {}


paths = st.sampled_from(["index.html", "a", "a/index.html", "a/b", "a/b/c", "d/e", "f.txt"])
sites = st.dictionaries(paths, st.sampled_from([b"", b"1", b"2"]), max_size=5).filter(
    lambda files: not any(other.startswith(f"{name}/") for name in files for other in files)
)


@settings(max_examples=50, deadline=None)
@given(history=st.lists(sites, min_size=1, max_size=4))
def test_whatever_stood_before_the_folder_holds_exactly_what_was_built(
    tmp_path_factory: pytest.TempPathFactory, history: list[Files]
) -> None:
    directory = tmp_path_factory.mktemp("history") / "public"
    for files in history:
        put(directory, files)
        assert (standing(directory) if directory.exists() else {}) == files
        assert not directory.exists() or empty_folders(directory) == []


@settings(max_examples=50, deadline=None)
@given(former=sites, later=sites, before=st.integers(0, 60), at_once=st.booleans(), last=sites)
def test_killed_at_any_call_the_next_build_mends_it(
    tmp_path_factory: pytest.TempPathFactory,
    former: Files,
    later: Files,
    before: int,
    at_once: bool,
    last: Files,
) -> None:
    directory = tmp_path_factory.mktemp("killed") / "public"
    put(directory, former)
    code = ended(lambda: put(directory, later, at_once=at_once), before)
    assert code in (_KILLED, _WHOLE)
    found = standing(directory) if directory.exists() else {}
    assert found in (former, later) or not at_once
    put(directory, last)
    assert (standing(directory) if directory.exists() else {}) == last


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_at_any_instant_a_whole_build_is_mended_by_the_next(tmp_path: Path, jobs: str) -> None:
    former, later = (copied_project(tmp_path / name) for name in ("former", "later"))
    if jobs == "2":  # enough of them for a second process
        for root, number in product((former, later), range(48)):
            study = root / CANAL
            text = study.read_text().replace("draft: true", "published: 2026-10-01")
            study.with_name(f"study-{number}.md").write_text(text)
    edit(later / "content" / "tags.yaml", "Money", "Coins")
    (later / BRIXTON).unlink()
    edit(later / MILL, "related:\n  - brixton-pound.md\n", "")
    edit(later / PRESTON, "[Brixton](brixton-pound.md#the-end)", "Brixton")
    edit(later / NOVEMBER, "  - study: ../case-studies/brixton-pound.md\n", "")
    whole = []
    for root in (former, later):
        assert built(root, keeps_answers=False).is_published
        whole.append(published(root))
    assert whole[0] != whole[1]

    work = copied_project(tmp_path / "work")
    command = [sys.executable, "-m", "newsletter", "build", "--now", "2026-12-01", "--jobs", jobs]
    kills = 0
    for moment in range(20):
        turn = (former, later)[moment % 2]
        shutil.rmtree(work / "content")
        shutil.copytree(turn / "content", work / "content")
        running = subprocess.Popen(
            command,
            cwd=work,
            env=surroundings(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            running.wait(0.01 + moment * 0.06)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            kills += 1
        stands = published(work)
        one_of_two = [{k: v for k, v in site.items() if k.startswith("public/")} for site in whole]
        site = {k: v for k, v in stands.items() if k.startswith("public/")}
        assert not site or site in one_of_two
        if moment % 3 == 2:
            if all(benches(work / out)[0].written.exists() for out in ("public", "outbox")):
                shutil.rmtree(work / ".cache", ignore_errors=True)
            report = built(work)
            assert report.is_published
            assert published(work) == whole[moment % 2]
            assert empty_folders(work / "public") == []
            assert names(work) == [".cache", "content", "outbox", "public", "templates"]
    assert kills > 5


# Where there is no one step


def failing(number: int) -> Callable[..., None]:
    def fail(*args: object, **named: object) -> None:
        raise OSError(number, os.strerror(number), str(args[0]))

    return fail


@pytest.mark.parametrize("number", [errno.EXDEV, errno.ENOTSUP, errno.EPERM, errno.EMLINK, errno.ENOSPC])
@pytest.mark.parametrize("call", ["link", "exchange"])
def test_without_hard_links_or_an_exchange_files_change_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    put(tmp_path / "public", FORMER)
    folder = (tmp_path / "public").stat().st_ino
    monkeypatch.setattr(os if call == "link" else exchange, call, failing(number))
    assert put(tmp_path / "public", LATER) == (2, 1)
    assert (tmp_path / "public").stat().st_ino == folder
    assert everything_in(tmp_path / "public") == LATER.keys()
    assert standing(tmp_path / "public") == LATER
    assert names(tmp_path) == ["cache", "public"]
    assert put(tmp_path / "public", LATER) == (0, 0)


def test_a_change_of_several_files_is_one_exchange_of_folders_here(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    try:
        (tmp_path / "one").mkdir()
        (tmp_path / "other").mkdir()
        exchange.exchange(str(tmp_path / "one"), str(tmp_path / "other"))
    except OSError as error:
        pytest.skip(f"no exchange on this system: {error}")
    folder = (tmp_path / "public").stat().st_ino
    put(tmp_path / "public", {**FORMER, "index.html": b"one file is one rename"})
    assert (tmp_path / "public").stat().st_ino == folder
    put(tmp_path / "public", LATER)
    assert (tmp_path / "public").stat().st_ino != folder


def test_a_folder_of_others_at_the_top_is_never_moved(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "public" / ".git").mkdir()
    folder = (tmp_path / "public" / ".git").stat().st_ino
    put(tmp_path / "public", LATER)
    assert (tmp_path / "public" / ".git").stat().st_ino == folder
    assert standing(tmp_path / "public") == LATER


def test_what_others_put_at_the_top_while_the_folders_changed_places_is_brought_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "public", FORMER)
    whole = exchange.exchange

    def late(one: str, other: str) -> None:
        (tmp_path / "public" / ".well-known").mkdir()
        whole(one, other)

    monkeypatch.setattr(exchange, "exchange", late)
    put(tmp_path / "public", LATER)
    assert (tmp_path / "public" / ".well-known").is_dir()
    assert standing(tmp_path / "public") == LATER


@pytest.mark.parametrize("kind", [("-t", "tmpfs", "tmpfs"), ("--bind",)])
def test_an_output_that_is_a_mount_of_its_own_is_worked_on_from_inside(
    tmp_path: Path, kind: tuple[str, ...]
) -> None:
    (tmp_path / "public").mkdir()
    words = (
        [*kind, str(tmp_path / "public")] if kind[0] == "-t" else [*kind, *2 * (str(tmp_path / "public"),)]
    )
    if os.geteuid() != 0 or subprocess.run(["mount", *words], capture_output=True, check=False).returncode:
        pytest.skip("only root may mount")
    try:
        put(tmp_path / "public", FORMER)
        for before in kills(lambda: put(tmp_path / "public", LATER)):
            found = standing(tmp_path / "public")
            assert all(content in (FORMER.get(path), LATER.get(path)) for path, content in found.items())
            is_journalled = benches(tmp_path / "public")[1].journal.exists()
            if benches(tmp_path / "public")[1].written.exists():
                shutil.rmtree(tmp_path / "cache", ignore_errors=True)
            with opened(tmp_path / "public"):
                assert standing(tmp_path / "public") in ([LATER] if is_journalled else [FORMER, LATER]), (
                    before
                )
            put(tmp_path / "public", FORMER)
            assert everything_in(tmp_path / "public") == FORMER.keys(), before
        assert names(tmp_path) == ["cache", "public"]
    finally:
        subprocess.run(["umount", str(tmp_path / "public")], check=True)


# The world: a disk that is full, a folder that cannot be written


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of its own of little more than 2 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = shutil.which("mount") and os.geteuid() == 0
    if (
        not mounted
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2800k", "tmpfs", str(folder)],
            capture_output=True,
            check=False,
        ).returncode
    ):
        pytest.skip("a small file system can only be mounted as root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_one_line_and_the_former_site_stands(tmp_path: Path, small_disk: Path) -> None:
    root = copied_project(tmp_path / "project")
    words = ["build", "--now", "2026-12-01", "--out", str(small_disk / "public"), "--outbox", str(root / "o")]
    assert newpower(root, *words).returncode == 0
    former = tree(small_disk / "public")
    Image.effect_noise((900, 900), 90).save(root / "content/images/large.png")
    edit(root / "content" / "pages" / "about.md", "*few*", "*many*")
    said = newpower(root, *words)
    assert said.returncode == 1
    assert "No space left on device" in said.stderr
    assert str(small_disk / "public") in said.stderr
    assert "Traceback" not in said.stderr
    assert tree(small_disk / "public") == former
    (root / "content/images/large.png").unlink()
    assert newpower(root, *words).returncode == 0
    assert b"many" in (small_disk / "public" / "about" / "index.html").read_bytes()


def test_a_first_build_that_fails_at_its_journal_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.engine.journal.write_table", failing(errno.ENOSPC))
    with pytest.raises(OSError, match="No space left"):
        put(tmp_path / "public", FORMER)
    assert names(tmp_path) == []


def test_a_file_too_large_for_the_disk_leaves_the_former_site(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    program = f"""
import resource, signal
from pathlib import Path
from newsletter.engine.output import Artifact, open_output
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
with open_output(Path({str(tmp_path / "public")!r}), Path({str(notes_of(tmp_path / "public"))!r})) as output:
    output.stage(Artifact("index.html", b"x" * 2000), "key")
"""
    said = subprocess.run(
        [sys.executable, "-c", program], env=surroundings(), capture_output=True, text=True, check=False
    )
    assert "File too large" in said.stderr
    assert standing(tmp_path / "public") == FORMER
    put(tmp_path / "public", LATER)
    assert standing(tmp_path / "public") == LATER


def test_the_disk_filling_up_while_the_journal_is_written_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    former_handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with opened(tmp_path / "public") as output:
            rows = {path: output.stage(Artifact(path, content), path) for path, content in LATER.items()}
            plan = output.plan(rows)
            resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
            with pytest.raises(OSError, match="File too large"):
                output.apply(plan, rows)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former_handler)
    assert standing(tmp_path / "public") == FORMER
    assert names(tmp_path) == ["cache", "public"]


def test_an_output_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    root = copied_project(tmp_path / "project")
    if (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", str(_folder(tmp_path / "locked"))],
            capture_output=True,
            check=False,
        ).returncode
    ):
        try:
            said = newpower(
                root, "build", "--now", "2026-12-01", "--out", str(tmp_path / "locked" / "public")
            )
        finally:
            subprocess.run(["umount", str(tmp_path / "locked")], check=True)
    elif os.geteuid() != 0:
        _folder(tmp_path / "locked").chmod(0o500)
        said = newpower(root, "build", "--now", "2026-12-01", "--out", str(tmp_path / "locked" / "public"))
    else:
        pytest.skip("root writes everywhere, and may not mount a read-only file system here")
    assert said.returncode == 1
    assert said.stderr.splitlines()[-1].startswith("Error: ")
    assert str(tmp_path / "locked") in said.stderr
    assert "Traceback" not in said.stderr
    assert said.stdout == ""


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_build_with_nothing_to_do_notices_that_one_was_killed(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    built(root)
    bench = benches(root / "public")[0].folder
    bench.mkdir()
    assert built(root).written == 0
    assert not bench.exists()


def test_what_people_lay_into_a_shared_folder_stays_and_is_named(tmp_path: Path) -> None:
    outbox, notes = tmp_path / "outbox", tmp_path / "notes"

    def build(files: Files) -> WritePlan:
        with open_output(outbox, notes, is_shared=True) as output:
            rows = {path: output.stage(Artifact(path, content), path) for path, content in files.items()}
            plan = output.plan(rows)
            output.apply(plan, rows)
            return plan

    build({"2026-10/edition.eml": b"1", "2026-11/edition.eml": b"2"})
    (outbox / "to-do.txt").write_bytes(b"mine")
    for _ in range(2):
        assert build({"2026-11/edition.eml": b"3"}).strangers == ("to-do.txt",)
        assert (outbox / "to-do.txt").read_bytes() == b"mine"
    assert not (outbox / "2026-10").exists(), "what a build made still goes"
