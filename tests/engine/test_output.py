"""The output folder: what is written, what goes, and what survives a kill, a full disk, a stranger's files."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.engine.output import Artifact, Output, OutputError, is_inside, open_output
from newsletter.engine.tables import read_table, write_table
from tests.building import built, copied_project, edit, empty_folders, newpower, published, surroundings, tree

Files = dict[str, bytes]

FORMER = {"index.html": b"home", "a/index.html": b"a", "a/b/index.html": b"b", "robots.txt": b"all"}
LATER = {"index.html": b"home, later", "a/index.html": b"a", "c/index.html": b"c", "robots.txt": b"all"}


def put(directory: Path, files: Files) -> tuple[int, int]:
    """A build of `files`: how many were written and how many deleted."""
    with open_output(directory) as output:
        rows = {path: output.stage(Artifact(path, content), path) for path, content in files.items()}
        plan = output.plan(rows)
        output.apply(plan, rows)
        return len(plan.write), len(plan.delete)


def standing(directory: Path) -> Files:
    return {name.removeprefix(f"{directory.name}/"): content for name, content in tree(directory).items()}


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


def test_nothing_is_left_beside_the_site_but_our_own_few_files(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    put(tmp_path / "public", LATER)
    assert names(tmp_path / "public" / ".newpower") == ["README", "lock", "written.table"]


def test_a_build_that_fails_in_a_new_folder_leaves_no_folder(tmp_path: Path) -> None:
    with open_output(tmp_path / "public") as output:
        output.stage(Artifact("index.html", b"x"), "key")
    assert not (tmp_path / "public").exists()


def test_a_build_that_fails_in_a_former_output_leaves_it_whole(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    with open_output(tmp_path / "public") as output:
        output.stage(Artifact("index.html", b"x"), "key")
    assert standing(tmp_path / "public") == FORMER
    assert not (tmp_path / "public" / ".newpower" / "staged").exists()


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
    (tmp_path / "photos" / "one.jpg").write_bytes(b"jpg")
    with pytest.raises(OutputError, match="holds files that no build made"), open_output(tmp_path / "photos"):
        pytest.fail("it was opened")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["one.jpg"]


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    put(tmp_path / "public", FORMER)
    assert standing(tmp_path / "public") == FORMER


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("a file")
    with pytest.raises(OutputError, match="is a file"), open_output(tmp_path / "public"):
        pytest.fail("it was opened")
    assert (tmp_path / "public").read_text() == "a file"


def test_a_second_build_at_the_same_time_is_told_to_wait(tmp_path: Path) -> None:
    with (
        open_output(tmp_path / "public"),
        pytest.raises(OutputError, match="another build is writing"),
        open_output(tmp_path / "public"),
    ):
        pytest.fail("it was opened twice")
    put(tmp_path / "public", FORMER)


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a//x", "", ".newpower/lock", ".git/x", "a/\0"])
def test_a_path_outside_the_output_is_no_path_of_ours(tmp_path: Path, path: str) -> None:
    assert not is_inside(path)
    with open_output(tmp_path / "public") as output, pytest.raises(ValueError, match="no path inside"):
        output.stage(Artifact(path, b"x"), "key")


# A kill


def left_by_a_kill(directory: Path, moved: int, deleted: int) -> None:
    """`directory` as a build of LATER over FORMER leaves it, killed after so many moves and deletions."""
    put(directory, FORMER)
    with open_output(directory) as output:
        rows = {path: output.stage(Artifact(path, content), path) for path, content in LATER.items()}
        plan = output.plan(rows)
        ours = directory / ".newpower"
        table = {path: [row.key, row.digest, row.size, row.mtime_ns] for path, row in rows.items()}
        write_table(ours / "journal.table", {"write": plan.write, "delete": plan.delete, "files": table})
        for path in plan.write[:moved]:
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            output._aside(path).replace(directory / path)
        for path in plan.delete[:deleted]:
            (directory / path).unlink()


@pytest.mark.parametrize(("moved", "deleted"), [(0, 0), (1, 0), (2, 0), (2, 1)])
def test_a_build_killed_while_it_changes_the_site_is_finished_by_the_next_opening(
    tmp_path: Path, moved: int, deleted: int
) -> None:
    left_by_a_kill(tmp_path / "public", moved, deleted)
    with open_output(tmp_path / "public") as output:
        assert standing(tmp_path / "public") == LATER
        assert output.is_current("index.html", "index.html")
    assert put(tmp_path / "public", LATER) == (0, 0)
    assert empty_folders(tmp_path / "public") == []


@pytest.mark.parametrize("damage", [b"", b"{", b"0" * 32 + b'\n{"delete":["index.html"]}', b"\xff" * 100])
def test_a_damaged_journal_is_not_believed(tmp_path: Path, damage: bytes) -> None:
    left_by_a_kill(tmp_path / "public", 1, 0)
    (tmp_path / "public" / ".newpower" / "journal.table").write_bytes(damage)
    put(tmp_path / "public", LATER)
    assert standing(tmp_path / "public") == LATER


def test_a_journal_from_elsewhere_reaches_nothing_outside_the_folder(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "precious.txt").write_text("mine")
    outside = ["../precious.txt", str(tmp_path / "precious.txt"), "a/../../precious.txt", 7, None]
    ours = tmp_path / "public" / ".newpower"
    (ours / "staged").mkdir()
    (ours / "staged" / "evil").write_text("evil")
    for journal in ({"delete": outside, "write": outside}, {"delete": 5, "write": {"a": 1}, "files": 3}):
        write_table(ours / "journal.table", journal)
        put(tmp_path / "public", FORMER)
        assert (tmp_path / "precious.txt").read_text() == "mine"
        assert standing(tmp_path / "public") == FORMER


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}\n", b"\0" * 40, b"not a table"])
def test_a_damaged_table_of_what_was_written_is_not_believed(tmp_path: Path, damage: bytes) -> None:
    put(tmp_path / "public", FORMER)
    (tmp_path / "public" / ".newpower" / "written.table").write_bytes(damage)
    put(tmp_path / "public", LATER)
    assert standing(tmp_path / "public") == LATER


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


class _Kill(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


class _KilledOutput(Output):
    """An output whose process ends before the n-th change to what readers see."""

    def __init__(self, directory: Path, left: int) -> None:
        super().__init__(directory)
        self.left = left

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _Kill

    def _move(self, staged: Path, target: Path) -> None:
        self._count()
        super()._move(staged, target)

    def _delete(self, path: Path) -> None:
        self._count()
        super()._delete(path)

    def _make_folder(self, folder: Path) -> None:
        self._count()
        super()._make_folder(folder)


@settings(max_examples=50, deadline=None)
@given(former=sites, later=sites, after=st.integers(0, 12), last=sites)
def test_killed_at_any_change_the_next_build_mends_it(
    tmp_path_factory: pytest.TempPathFactory, former: Files, later: Files, after: int, last: Files
) -> None:
    directory = tmp_path_factory.mktemp("killed") / "public"
    put(directory, {"index.html": b"", **former} if "index.html/x" not in former else former)
    killed = _KilledOutput(directory, after)
    rows = {path: killed.stage(Artifact(path, content), path) for path, content in later.items()}
    try:
        killed.apply(killed.plan(rows), rows)
    except _Kill:
        assert (directory / ".newpower" / "journal.table").exists()
    with open_output(directory):
        assert standing(directory) == later
    put(directory, last)
    assert standing(directory) == last


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_at_any_instant_a_whole_build_is_mended_by_the_next(tmp_path: Path, jobs: str) -> None:
    former, later = (copied_project(tmp_path / name) for name in ("former", "later"))
    if jobs == "2":  # enough of them for a second process
        for root, number in product((former, later), range(45)):
            study = root / "content" / "case-studies" / "draft.md"
            text = study.read_text().replace("draft: true", "published: 2026-10-01")
            study.with_name(f"study-{number}.md").write_text(text)
    edit(later / "content" / "tags.yaml", "Money", "Coins")
    (later / "content" / "case-studies" / "brixton.md").unlink()
    for path in ("content/case-studies/preston.md", "content/editions/2026-11.md"):
        text = (later / path).read_text()
        text = text.replace("[Brixton](brixton.md#the-end)", "Brixton").replace(
            "  - {study: ../case-studies/brixton.md}\n", ""
        )
        (later / path).write_text(text)
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
        is_journalled = any(
            (work / out / ".newpower" / "journal.table").exists() for out in ("public", "outbox")
        )
        one_of_two = [{k: v for k, v in site.items() if k.startswith("public/")} for site in whole]
        site = {k: v for k, v in stands.items() if k.startswith("public/")}
        assert is_journalled or not site or site in one_of_two
        if moment % 5 == 4:
            report = built(work)
            assert report.is_published
            assert published(work) == whole[moment % 2]
            assert empty_folders(work / "public") == []
            assert not (work / "public" / ".newpower" / "staged").exists()
    assert kills > 5


# The world: a disk that is full, a folder that cannot be written


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of its own of 300 KB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = shutil.which("mount") and os.geteuid() == 0
    if (
        not mounted
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)],
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
    shutil.copyfile(root / "content/images/square.png", root / "content/images/large.png")
    with (root / "content/images/large.png").open("ab") as file:
        file.write(b"\0" * 400_000)
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


def test_a_file_too_large_for_the_disk_leaves_the_former_site(tmp_path: Path) -> None:
    put(tmp_path / "public", FORMER)
    program = f"""
import resource, signal
from pathlib import Path
from newsletter.engine.output import Artifact, open_output
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
with open_output(Path({str(tmp_path / "public")!r})) as output:
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
        with open_output(tmp_path / "public") as output:
            rows = {path: output.stage(Artifact(path, content), path) for path, content in LATER.items()}
            plan = output.plan(rows)
            resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
            with pytest.raises(OSError, match="File too large"):
                output.apply(plan, rows)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former_handler)
    assert standing(tmp_path / "public") == FORMER
    assert names(tmp_path / "public" / ".newpower") == ["README", "lock", "written.table"]


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
