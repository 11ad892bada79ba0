"""An edition as files: there whole or not at all, and the people only where they were asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from newsletter.mail.placeholders import LEAVE, RECIPIENT, TOKEN
from newsletter.post.handing_over import files
from newsletter.post.handing_over.files import write_files
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import leave
from tests.post.handing_over.samples import SLUG, sample
from tests.post.lists import a_list, joined


def test_everything_is_there_with_one_placeholder_to_replace(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "into", sample())
    assert folder == tmp_path / "into" / sample().name
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["edition.eml", "edition.html", "edition.txt", "manifest.json"]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["edition"], manifest["placeholders"]) == (SLUG, {"unsubscribe_url": LEAVE})
    message = message_from_bytes((folder / "edition.eml").read_bytes(), policy=policy.default)
    assert (message["Subject"], message["List-Id"]) == (
        "Who decides in {{ braces }}", "The Commons <edition.commons.test>"
    )  # fmt: skip
    text, html = message.iter_parts()
    assert tuple(part.get_content().replace("\r\n", "\n") for part in (text, html)) == (
        (folder / "edition.txt").read_text(), (folder / "edition.html").read_text()
    )  # fmt: skip
    assert all(LEAVE in (folder / name).read_text() for name in ("edition.html", "edition.txt"))
    assert not any(
        mark.encode() in path.read_bytes() for mark in (TOKEN, RECIPIENT) for path in folder.iterdir()
    )


def test_the_people_are_those_who_get_it_for_the_owner_alone_to_read(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at:
        joined(at, "jo@example.org", "mo@example.org")
        leave(at, read_address("mo@example.org"))
        folder = write_files(tmp_path, sample(), at)
    people = folder / "recipients.csv"
    assert people.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o077 == 0
    assert "jo@example.org" in people.read_text()
    assert "mo@example.org" not in people.read_text()


def test_it_is_written_anew_and_people_of_before_are_gone(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at:
        joined(at, "jo@example.org")
        write_files(tmp_path / "into", sample(), at)
    folder = write_files(tmp_path / "into", sample())
    assert not (folder / "recipients.csv").exists()
    assert [path.name for path in (tmp_path / "into").iterdir()] == [sample().name]


@pytest.mark.parametrize("is_there", [True, False])
def test_what_breaks_half_way_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    if is_there:
        before = write_files(tmp_path, sample())
        (before / "edition.txt").write_text("before")
    rename = Path.rename

    def breaks(self: Path, to: Path) -> Path:
        if Path(to).name == sample().name and self.name != "former":
            raise OSError(5, "broken", str(to))
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", breaks)
    with pytest.raises(OSError, match="broken"):
        write_files(tmp_path, sample())
    assert [path.name for path in tmp_path.iterdir()] == ([sample().name] if is_there else [])
    assert not is_there or (tmp_path / sample().name / "edition.txt").read_text() == "before"
    assert files.RECIPIENTS == "recipients.csv"


_KILLED_WHILE_WRITING = """
import os, sys
from pathlib import Path
from newsletter.post.handing_over.files import write_files
from tests.post.handing_over.samples import sample
from tests.post.lists import a_list
Path.rename = lambda *_: os._exit(9)
with a_list(Path(sys.argv[1])) as at:
    write_files(Path(sys.argv[2]), sample(), at)
"""


@pytest.mark.parametrize("words", ["", "b"])
def test_who_was_written_down_by_a_run_that_was_killed_is_gone_with_the_next(
    tmp_path: Path, words: str
) -> None:
    into = tmp_path / "into"
    with a_list(tmp_path / "var") as at:
        joined(at, "jo@example.org")
    command = [sys.executable, "-c", _KILLED_WHILE_WRITING, str(tmp_path / "var"), str(into)]
    assert subprocess.run(command, check=False).returncode == 9
    assert len(list(into.rglob("recipients.csv"))) == 1
    (into / ".2026-11.swp").touch()
    write_files(into, sample(words))
    assert sorted(path.name for path in into.iterdir()) == [".2026-11.swp", sample(words).name]
    assert list(into.rglob("recipients.csv")) == []


def test_a_file_of_ones_own_in_the_folder_is_told_and_kept(tmp_path: Path) -> None:
    own = write_files(tmp_path, sample()) / "my notes.txt"
    own.write_text("mine")
    with pytest.raises(OSError, match=r"no file of ours.*move it.*my notes\.txt"):
        write_files(tmp_path, sample())
    assert own.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == [sample().name]
