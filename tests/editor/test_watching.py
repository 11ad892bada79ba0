"""Notices of changes, from a real disk: what was saved is told, however it was saved."""

from __future__ import annotations

import errno
import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchdog import observers

from newsletter.editor.watching import News, changes

Wait = Callable[..., bool]


@contextmanager
def watching(*folders: Path, is_polling: bool = False) -> Iterator[Wait]:
    """What comes back waits for a notice, two seconds at most, and says whether there was one."""
    told: queue.Queue[bool] = queue.Queue()
    news = News()

    def listen() -> None:
        for is_changed in changes(folders, news, is_polling=is_polling):
            if is_changed:
                told.put(True)

    def wait(seconds: float = 2.0) -> bool:
        try:
            return told.get(timeout=seconds)
        except queue.Empty:
            return False

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield wait
    finally:
        news.end()
        thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content/pages").mkdir(parents=True)
    page = tmp_path / "content/pages/about.md"
    page.write_text("Words")
    os.utime(page, (0, 0))  # where times are compared, it is by whole seconds
    return tmp_path / "content"


def test_the_first_notice_comes_by_itself(folder: Path) -> None:
    with watching(folder) as wait:
        assert wait()
        assert not wait(0.3)


def written(page: Path) -> None:
    page.write_text("News")


def swapped(page: Path) -> None:
    aside = page.with_name(".about.md.swp")
    aside.write_text("News")
    aside.replace(page)


def renamed_and_made_anew(page: Path) -> None:
    page.rename(page.with_name("about.md~"))
    page.write_text("News")


def removed(page: Path) -> None:
    page.unlink()


def put_beside_in_a_new_folder(page: Path) -> None:
    (page.parent / "more").mkdir()
    (page.parent / "more/new.md").write_text("News")


def named_badly(page: Path) -> None:
    os.close(os.open(os.fsencode(page.parent) + b"/\xff.md", os.O_CREAT))


@pytest.mark.parametrize(
    "change",
    [written, swapped, renamed_and_made_anew, removed, put_beside_in_a_new_folder, named_badly],
    ids=lambda change: change.__name__,
)
def test_a_change_is_told(folder: Path, change: Callable[[Path], None]) -> None:
    with watching(folder) as wait:
        wait()
        change(folder / "pages/about.md")
        assert wait()


def test_what_is_written_in_a_new_folder_later_is_told(folder: Path) -> None:
    with watching(folder) as wait:
        wait()
        (folder / "pictures").mkdir()
        assert wait()
        time.sleep(0.05)
        (folder / "pictures/new.md").write_text("News")
        assert wait()


def test_an_editors_own_files_are_no_news(folder: Path) -> None:
    with watching(folder) as wait:
        wait()
        (folder / "pages/.about.md.swp").write_text("half of it")
        (folder / "pages/about.md~").write_text("as it was")
        assert not wait(0.3)


def test_a_folder_that_goes_and_comes_back_as_another_is_watched_again(folder: Path) -> None:
    with watching(folder) as wait:
        wait()
        folder.rename(folder.with_name("aside"))
        assert wait()
        (folder / "pages").mkdir(parents=True)
        deadline = time.monotonic() + 3
        while wait(0.7) and time.monotonic() < deadline:
            pass  # it is looked for twice a second while it is gone
        (folder / "pages/about.md").write_text("News")
        assert wait()


def test_a_folder_that_takes_the_name_of_another_is_watched_at_once(folder: Path) -> None:
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    with watching(folder) as wait:
        wait()
        folder.rename(folder.with_name("aside"))
        other.rename(folder)
        assert wait()
        while wait(0.7):
            pass
        (folder / "pages/about.md").write_text("News")
        assert wait()


def test_a_link_that_leads_to_another_folder_is_told_at_once(folder: Path) -> None:
    """Nothing happens in the folder it led to: what tells of it is the link itself."""
    link, other = folder.with_name("link"), folder.with_name("other")
    shutil.copytree(folder, other)
    link.symlink_to(folder)
    with watching(link) as wait:
        wait()
        assert not wait(0.3)  # the first signs that time goes by are over
        folder.with_name("next").symlink_to(other)
        folder.with_name("next").replace(link)
        assert wait()


def test_what_stands_beside_the_folders_is_no_news(folder: Path) -> None:
    with watching(folder) as wait:
        wait()
        folder.with_name("public").mkdir()
        folder.with_name("notes.txt").write_text("for me")
        assert not wait(0.3)


def test_a_sign_that_time_goes_by_comes_as_often_as_it_is_asked_for(folder: Path) -> None:
    news, pulses = News(), []
    for is_changed in changes([folder], news, pulse=lambda: 0.01):
        pulses.append(is_changed)
        if len(pulses) == 4:
            news.end()
    assert pulses == [True, False, False, False]


def test_many_changes_at_once_are_few_notices(folder: Path) -> None:
    with watching(folder) as wait:
        wait()
        for number in range(50):
            (folder / f"pages/{number}.md").write_text("News")
        notices = 0
        while wait(0.3):
            notices += 1
    assert 1 <= notices <= 5  # one, but for a writer who is held up by others


def test_where_the_system_gives_no_notices_times_are_compared(folder: Path) -> None:
    with watching(folder, is_polling=True) as wait:
        wait()
        time.sleep(0.5)
        (folder / "pages/about.md").write_text("News, and more")
        assert wait()


def test_where_the_system_watches_no_more_folders_times_are_compared(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(observers.Observer, "start", full)
    with watching(folder) as wait:
        wait()
        assert wait()
        time.sleep(0.5)
        (folder / "pages/about.md").write_text("News, and more")
        assert wait()


def test_what_is_only_read_is_no_news(folder: Path) -> None:
    with watching(folder) as wait:
        wait()
        (folder / "pages/about.md").read_text()
        list((folder / "pages").iterdir())
        assert not wait(0.3)
