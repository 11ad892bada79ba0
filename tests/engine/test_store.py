"""Answers kept between builds: believed only if whole and ours, and never missed if they are gone."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.content.body import Body
from newsletter.engine.store import Store, digest
from newsletter.told.diagnostics import Checked, Diagnostic, Location
from newsletter.values import packed, unpacked
from tests.building import built, built_project, copied_project, edit, newpower, published, tree

ANSWER = Checked(Body("<p>é</p>", anchors=("a", "b")), (Diagnostic(Location("a.md", 3), "c", "m"),))


def kept(folder: Path, key: str = "key", value: object = ANSWER) -> None:
    store = Store(folder)
    store.keep({key: packed(value)})
    store.close()


def newpower_here(root: Path, *words: str) -> str:
    """What a command says, run in this process."""
    return CliRunner().invoke(main, [*words, "--root", str(root)], catch_exceptions=False).output


def found(folder: Path, key: str = "key") -> Any:
    store = Store(folder)
    try:
        return store.values([key]).get(key)
    finally:
        store.close()


def test_an_answer_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    kept(tmp_path)
    assert found(tmp_path) == ANSWER


def test_no_folder_keeps_nothing() -> None:
    store = Store(None)
    store.keep({"key": packed(ANSWER)})
    assert store.values(["key"]) == {}


def test_an_answer_to_another_question_is_left_out(tmp_path: Path) -> None:
    """As where a page of the file is of another state than the rest."""
    kept(tmp_path, "one", "first")
    kept(tmp_path, "two", "second")
    with sqlite3.connect(tmp_path / "answers.sqlite") as connection:
        row = connection.execute("SELECT value, digest FROM answers WHERE key = 'two'").fetchone()
        connection.execute("UPDATE answers SET value = ?, digest = ? WHERE key = 'one'", row)
    assert Store(tmp_path).values(["one", "two"]) == {"two": "second"}


def test_who_only_looks_finds_what_is_kept_and_leaves_it_as_it_was(tmp_path: Path) -> None:
    kept(tmp_path)
    former = tree(tmp_path)
    store = Store(tmp_path, is_kept=False)
    assert store.known(["key", "other"]) == {"key"}
    assert store.values(["key"]) == {"key": ANSWER}
    store.keep({"other": packed(ANSWER)})
    store.forget_the_rest()
    assert store.values(["other"]) == {}
    assert tree(tmp_path) == former, "not so much as a lock while it is open"
    store.close()
    assert tree(tmp_path) == former


def test_who_only_looks_goes_without_a_file_that_is_damaged_or_not_there(tmp_path: Path) -> None:
    assert Store(tmp_path / "nowhere", is_kept=False).values(["key"]) == {}
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "empty").mkdir()
    assert Store(tmp_path / "empty", is_kept=False).known(["key"]) == set()
    assert list((tmp_path / "empty").iterdir()) == []
    (tmp_path / "answers.sqlite").write_bytes(b"no database" * 100)
    former = tree(tmp_path)
    store = Store(tmp_path, is_kept=False)
    assert (store.known(["key"]), store.values(["key"])) == (set(), {})
    store.close()
    assert tree(tmp_path) == former


def test_a_check_believes_what_a_build_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copied_project(tmp_path)
    # Words that no other test has checked: of those this process would know without the build.
    edit(root / "content" / "pages" / "about.md", "*few*", "**few that one build alone has read")
    report = built(root)
    former = tree(root, root / ".cache")
    with monkeypatch.context() as patched:
        patched.setattr("newsletter.content.reading.entries.render_body", None)
        looked = newpower_here(root, "check", "--now", "2026-12-01")
    assert "leftover-markup" in looked
    assert [one.code for one in report.diagnostics] == ["leftover-markup"]
    assert tree(root, root / ".cache") == former


def test_parts_of_a_key_are_told_apart() -> None:
    assert digest(b"ab", b"c") != digest(b"a", b"bc") != digest(b"a", b"bc", b"")


def test_what_is_no_longer_asked_for_goes_once_it_is_as_much_as_the_rest(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep({f"old-{number}": packed(ANSWER) for number in range(300)})
    store.close()
    store = Store(tmp_path)
    store.keep({"new": packed(ANSWER)})
    store.want(["old-1"])
    store.forget_the_rest()
    assert store.values(["new", "old-1", "old-2"]).keys() == {"new", "old-1"}
    store.close()


# Damage


def test_an_answer_whose_bytes_changed_is_left_out(tmp_path: Path) -> None:
    kept(tmp_path)
    with sqlite3.connect(tmp_path / "answers.sqlite") as connection:
        connection.execute("UPDATE answers SET value = ?", (packed("other"),))
    connection.close()
    assert found(tmp_path) is None


@pytest.mark.parametrize(
    "value", [b"", b"\x80", b"\x80\x05", b"garbage", b"\x80\x05\x8e" + b"\xff" * 8, b"cos\nsystem\n."]
)
def test_a_stored_value_that_is_no_answer_is_left_out(tmp_path: Path, value: bytes) -> None:
    store = Store(tmp_path)
    store.keep({"key": value})
    store.close()
    assert found(tmp_path) is None


def test_a_stored_value_of_another_type_is_left_out(tmp_path: Path) -> None:
    kept(tmp_path)
    with sqlite3.connect(tmp_path / "answers.sqlite") as connection:
        connection.execute("UPDATE answers SET value = 7, digest = 'x'")
    connection.close()
    assert found(tmp_path) is None


DAMAGE = {
    "empty": lambda content: b"",
    "cut short": lambda content: content[: len(content) // 2],
    "its head cut off": lambda content: content[100:],
    "no database": lambda content: b"not a database at all " * 100,
    "zeroes in the middle": lambda content: content[:200] + bytes(len(content) - 200),
    "noise": lambda content: random.Random(1).randbytes(20_000),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_set_aside_and_a_new_one_works(tmp_path: Path, damage: Any) -> None:
    kept(tmp_path)
    file = tmp_path / "answers.sqlite"
    file.write_bytes(damage(file.read_bytes()))
    assert found(tmp_path) in (None, ANSWER)
    kept(tmp_path)
    kept(tmp_path)
    assert found(tmp_path) == ANSWER


def test_the_log_of_another_database_does_no_harm(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "other.sqlite")
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE t (x)")
    other.commit()
    kept(tmp_path)
    shutil.copyfile(tmp_path / "other.sqlite-wal", tmp_path / "answers.sqlite-wal")
    (tmp_path / "answers.sqlite").write_bytes(b"damaged" * 1000)
    kept(tmp_path)
    assert found(tmp_path) == ANSWER
    other.close()


def test_a_table_with_other_columns_is_made_anew(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "answers.sqlite") as connection:
        connection.execute("CREATE TABLE answers (id INTEGER, words TEXT)")
    connection.close()
    kept(tmp_path)
    assert found(tmp_path) == ANSWER


def test_a_locked_file_is_gone_without(tmp_path: Path) -> None:
    kept(tmp_path)
    other = sqlite3.connect(tmp_path / "answers.sqlite", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    assert found(tmp_path) in (None, ANSWER)
    other.close()
    assert found(tmp_path) == ANSWER


# Malice


class _Call:
    """Pickles as a call of `function` with `arguments`."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self._call = (function, arguments)

    def __reduce__(self) -> Any:
        return self._call


def _named(module: str, name: str, *arguments: str) -> bytes:
    """A pickle that calls `module.name`, dots in `name` and all, by protocol 4."""

    def text(value: str) -> bytes:
        return b"\x8c" + bytes([len(value)]) + value.encode()

    pushed = b"".join(text(argument) for argument in arguments)
    return b"\x80\x04" + text(module) + text(name) + b"\x93(" + pushed + b"tR."


def test_a_pickle_that_runs_a_command_does_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    store = Store(tmp_path / "cache")
    store.keep({"key": pickle.dumps(_Call(os.system, f"touch {mark}"))})
    assert store.values(["key"]) == {}
    store.close()
    assert not mark.exists()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("newsletter.engine.output", "Path.touch"),
        ("newsletter.engine.output", "Path"),
        ("newsletter.engine.store", "Cache"),
        ("newsletter.engine.store", "Path"),
        ("newsletter.engine.output", "Output"),
        ("newsletter.templates", "Environment.from_string"),
        ("newsletter.engine.parallel", "ProcessPoolExecutor"),
        ("newsletter.cli", "Path.unlink"),
        ("builtins", "eval"),
        ("os", "system"),
        ("datetime", "datetime"),
        ("pathlib", "Path"),
    ],
)
def test_a_pickle_reaches_nothing_but_our_values(module: str, name: str) -> None:
    with pytest.raises(pickle.UnpicklingError, match="no value of ours"):
        unpacked(_named(module, name, "x"))


def test_a_pickle_may_hold_our_values() -> None:
    assert unpacked(packed(ANSWER)) == ANSWER


# The same through a whole build


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The publication, built without a cache after the edit that `rebuilt` makes."""
    root = copied_project(tmp_path_factory.mktemp("clean"))
    _edit(root)
    assert built(root, keeps_answers=False).is_published
    return published(root)


def _edit(root: Path) -> None:
    edit(root / "content" / "pages" / "about.md", "*few*", "*many*")


def _all_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_build_with_every_kept_file_damaged_is_as_a_clean_one(
    tmp_path: Path, clean: dict[str, bytes], damage: Any
) -> None:
    root = built_project(tmp_path)
    files = _all_files(root / ".cache")
    assert len(files) > 5
    for file in files:
        file.write_bytes(damage(file.read_bytes()))
    _edit(root)
    assert built(root).is_published
    assert published(root) == clean
    assert built(root).written == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_build_with_a_flipped_bit_in_every_kept_file_is_as_a_clean_one(
    tmp_path: Path, clean: dict[str, bytes], seed: int
) -> None:
    chance = random.Random(seed)
    root = built_project(tmp_path)
    for file in _all_files(root / ".cache"):
        content = bytearray(file.read_bytes())
        for _ in range(len(content) // 500 + 1):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
    _edit(root)
    assert built(root).is_published
    assert published(root) == clean


def test_a_cache_that_is_a_file_is_gone_without(tmp_path: Path, clean: dict[str, bytes]) -> None:
    root = copied_project(tmp_path)
    _edit(root)
    (root / ".cache").write_text("a file")
    assert built(root).is_published
    assert published(root) == clean
    assert built(root).written == 0
    assert (root / ".cache").read_text() == "a file"


def test_a_cache_that_cannot_be_written_is_gone_without(tmp_path: Path, clean: dict[str, bytes]) -> None:
    if not Path("/proc/self").exists():
        pytest.skip("needs a folder that even root may not write to")
    root = copied_project(tmp_path)
    _edit(root)
    assert built(root, cache_dir=Path("/proc/self/cache")).is_published
    assert published(root) == clean


def test_folders_where_the_kept_files_belong_are_gone_without(
    tmp_path: Path, clean: dict[str, bytes]
) -> None:
    root = copied_project(tmp_path)
    _edit(root)
    for name in ("answers.sqlite", "last-build.table", "templates"):
        (root / ".cache" / name).mkdir(parents=True)
    (root / ".cache" / "templates").rmdir()
    (root / ".cache" / "templates").touch()
    assert built(root).is_published
    assert published(root) == clean


def test_a_cache_of_another_program_is_not_believed(tmp_path: Path) -> None:
    root = copied_project(tmp_path / "project")
    program = tmp_path / "program"
    shutil.copytree(Path(__file__).parents[2] / "newsletter", program / "newsletter")
    assert newpower(root, "build", "--now", "2026-12-01", PYTHONPATH=str(program)).returncode == 0
    assert b"<p>We are" in (root / "public" / "about" / "index.html").read_bytes()
    edit(
        program / "newsletter" / "site" / "pages.py",
        "text.value.encode()",
        'text.value.replace("We are", "We were").encode()',
    )
    said = newpower(root, "build", "--now", "2026-12-01", PYTHONPATH=str(program))
    assert said.returncode == 0, said.stderr
    assert b"<p>We were" in (root / "public" / "about" / "index.html").read_bytes()
