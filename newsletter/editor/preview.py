"""The site as it would be, kept fresh while an editor works.

It is built into a folder of its own, so what is published stays as it is. What stood there from
the last time is shown at once; it is built again when a file or the day changes. Whatever is
broken is told on the page and in the terminal.
"""

from __future__ import annotations

import fcntl
import gc
import secrets
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.editor.joining_answers import JoiningAnswers
from newsletter.editor.overlay import State
from newsletter.editor.server import open_server
from newsletter.editor.site_answers import Board, SiteAnswers
from newsletter.editor.terminal import Clock, Tell, diagnostics_told, in_words, tell_address
from newsletter.editor.watching import PULSE, News, changes
from newsletter.engine.last_build import recall, stands
from newsletter.engine.output import OutputError

if TYPE_CHECKING:
    from newsletter.engine.options import Options
    from newsletter.engine.output import Artifact

#: Seconds between two moments at which a day may begin: every time zone's midnight is on a quarter of an hour.
_QUARTER = 900
#: Seconds after which a failure of the world (a full disk, another build at work) is tried again.
_RETRY = 2.0

_BUG = "The program failed; the terminal says where."


@dataclass(frozen=True, slots=True)
class Preview:
    """A site being served. `url` has no slash at its end; `memory` is what one build tells the next."""

    url: str
    options: Options
    board: Board
    now: Clock
    tell: Tell
    color: bool = False
    memory: dict[str, Any] = field(default_factory=dict)

    def watch(self, news: News, *, is_polling: bool = False) -> None:
        """Build, and build again whenever a file or the day has changed, until `news` end.

        A good build is shown at once. A mistake waits a moment for the next notice: an editor's
        program may be half way through saving.
        """
        built_at, waiting = self._moment(), None  # before: a day may begin while it is built
        self._show(*self._built())
        folders = [self.options.root / name for name in ("content", "templates")]
        for is_changed in changes(folders, news, is_polling=is_polling, pulse=self._pulse):
            if is_changed or self._is_due(built_at):
                built_at, waiting = self._moment(), None
                state, words = self._built()
                if state.is_broken and not self.board.state.is_broken:
                    waiting = state, words
                else:
                    self._show(state, words)
            elif waiting is not None:
                self._show(*waiting)
                waiting = None

    def _moment(self) -> tuple[float, int]:
        """When a build was made: in seconds that pass, and in quarters of an hour by the clock."""
        return time.monotonic(), int(self.now().timestamp() // _QUARTER)

    def _pulse(self) -> float:
        """Seconds until it is looked whether to build though no file changed."""
        until_quarter = _QUARTER - self.now().timestamp() % _QUARTER
        return min(_RETRY if self._is_in_trouble else PULSE, until_quarter)

    @property
    def _is_in_trouble(self) -> bool:
        return self.board.state.trouble not in ("", _BUG)

    def _is_due(self, built_at: tuple[float, int]) -> bool:
        """Whether to build though no file changed: a day may have begun, or the world be mended."""
        seconds, quarter = self._moment()
        return quarter != built_at[1] or (self._is_in_trouble and seconds - built_at[0] >= _RETRY)

    def _show(self, state: State, words: tuple[str, ...]) -> None:
        for line in words:
            self.tell(line)
        if state != self.board.state:
            self.board.post(state)

    def _show_early(self, former: State, name: str, page: Artifact) -> None:
        """Let a page be seen that is finished before the rest of the site called `name`."""
        stands, now = self.options.out / page.path, self.board.state
        if former.site and stands.is_file() and stands.read_bytes() != page.content:
            others = now.early if now.following == name else {}
            self.board.post(replace(former, following=name, early={**others, page.path: page.content}))

    def _built(self) -> tuple[State, tuple[str, ...]]:
        """How things stand after one build, and what is news of it, for the terminal."""
        from newsletter.publish import build

        former, began, name = self.board.state, time.monotonic(), _new_name()
        try:
            with _uncollected():
                options = replace(self.options, now=self.now())
                report = build(options, memory=self.memory, show=partial(self._show_early, former, name))
                if not report.is_published and (not former.site or former.is_former or former.is_partial):
                    report = build(replace(options, keeps_going=True), memory=self.memory)
        except (OutputError, OSError) as error:
            return _in_trouble(former, in_words(error))
        except Exception:
            return _in_trouble(former, _BUG, traceback.format_exc().rstrip())
        words: tuple[str, ...] = ()
        if not former.site or report.diagnostics != former.diagnostics or former.trouble:
            words = diagnostics_told(report.diagnostics, self.options.root, color=self.color)
        if not report.is_published and not report.is_partial:
            return State(former.site, report.diagnostics, is_partial=former.is_partial), words
        changed = report.written + report.removed
        if changed or not former.site or former.is_broken or former.is_former:
            seconds = time.monotonic() - began
            words += (f"Built in {seconds:.2f} s: {changed:,} of {report.files:,} files changed.",)
        is_as_shown = former.site and not changed
        site = former.site if is_as_shown else name
        return State(site, report.diagnostics, is_partial=report.is_partial), words


@contextmanager
def open_preview(
    root: Path, host: str, port: int, *, now: Clock, tell: Tell, color: bool = False
) -> Iterator[Preview]:
    """A server for the site under `root`, answering with the former build if there is one.

    Nothing is built until it is told to watch.
    """
    from newsletter.engine.options import Options

    board = Board()
    with (
        _workshop(root) as folder,
        closing(JoiningAnswers(root, folder, now)) as joining,
        open_server(host, port, SiteAnswers(folder / "site", board, joining), tell) as at,
    ):
        joining.url = at.url
        tell_address("The site, drafts and all", at.url, port, at.is_other, tell)
        options = Options(
            root=root,
            out=folder / "site",
            outbox=folder / "outbox",
            cache_dir=folder / "cache",
            at_once=False,  # nobody else looks, and a page asked for meanwhile is shown again a moment later
            now=now(),
            base_url=at.url,
            subscribe_url=joining.subscribe_url,
            drafts=True,
            future=True,
            without=frozenset({"cards", "offline"}),  # nobody sees them here
            widths=False,
            jobs=1,  # a process with threads is better not forked
        )
        if stands(options, recall(options)):
            board.post(State(_new_name(), is_former=True))
        try:
            yield Preview(at.url, options, board, now, tell, color)
        finally:
            board.close()


@contextmanager
def _workshop(root: Path) -> Iterator[Path]:
    """A folder to build in: .cache/preview, kept for next time; a passing one if that is in use."""
    folder = root / ".cache" / "preview"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError:
        lock = None
    if lock is not None:
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                pass
            else:
                yield folder
                return
    with tempfile.TemporaryDirectory(prefix="newpower-", ignore_cleanup_errors=True) as passing:
        yield Path(passing)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage among the thousands of values a build makes: it took a tenth of the wait."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _in_trouble(former: State, trouble: str, said: str = "") -> tuple[State, tuple[str, ...]]:
    words = (said or trouble,) if trouble != former.trouble else ()
    return State(former.site, (), trouble), words


def _new_name() -> str:
    """A name for a build that no page has seen yet."""
    return secrets.token_hex(6)
