"""The journeys of an editor at work: the site, or the letters, shown as they would be, and kept fresh.

`serve` builds into a folder of its own, so what is published stays as it is; then it looks at
the files a few times a second and builds again when one has changed. Whatever is broken is
told on the page and in the terminal, and the server goes on.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.editor.overlay import State, waiting_page
from newsletter.editor.server import HTML, Answer, Request, Respond, open_server
from newsletter.editor.site_answers import Board, SiteAnswers
from newsletter.engine.inventory import Inventory, take_inventory
from newsletter.engine.output import OutputError
from newsletter.told import formats
from newsletter.told.diagnostics import Diagnostic
from newsletter.told.excerpts import line_reader

if TYPE_CHECKING:
    from newsletter.editor.letters import Letters
    from newsletter.engine.options import Options

Tell = Callable[[str], None]
Clock = Callable[[], datetime]

#: Seconds between looks; looking may take a tenth of the time at most.
_PAUSE = 0.3
_SETTLING = 0.05
#: Seconds after which a failure of the world (a full disk, another build at work) is tried again.
_RETRY = 2.0

_BUG = "The program failed; the terminal says where."

#: What the content and templates are on a day: when this changes, there is something to build.
Look = tuple[Inventory | str, date]


def serve(root: Path, host: str, port: int, *, now: Clock, tell: Tell) -> None:
    """Show the site until Ctrl-C. Raises OSError where `host` is no address of this machine."""
    try:
        with open_preview(root, host, port, now=now, tell=tell) as preview:
            preview.watch(threading.Event())
    except KeyboardInterrupt:
        tell("")


def serve_letters(root: Path, host: str, port: int, *, now: Clock, tell: Tell) -> None:
    """Show the letters until Ctrl-C; each page is made from the files as they stand."""
    try:
        with open_server(host, port, letter_answers(root, now=now, tell=tell), tell) as address:
            _tell_address("The letters", address.url, port, address.is_other, tell)
            threading.Event().wait()
    except KeyboardInterrupt:
        tell("")


@dataclass(frozen=True, slots=True)
class Preview:
    """A site being served. `url` has no slash at its end."""

    url: str
    options: Options
    board: Board
    now: Clock
    tell: Tell

    def watch(self, stop: threading.Event) -> None:
        """Build, and build again whenever a file or the day has changed, until `stop` is set."""
        seen: Look | None = None
        built_at = 0.0
        while not stop.is_set():
            began = time.monotonic()
            look = _look(self.options.root, self.now)
            pause = max(_PAUSE, 10 * (time.monotonic() - began))
            former = self.board.state
            is_due = former.trouble not in ("", _BUG) and time.monotonic() - built_at > _RETRY
            if look != seen or is_due:
                seen = _settled(look, self.options.root, self.now, stop)
                if (state := self._built(former)) != former:
                    self.board.post(state)
                built_at = time.monotonic()
            stop.wait(pause)

    def _built(self, former: State) -> State:
        """How things stand after one build, told in the terminal too if it is news."""
        from newsletter.publish import build

        began = time.monotonic()
        try:
            report = build(replace(self.options, now=self.now()))
        except (OutputError, OSError) as error:
            return self._in_trouble(former, _in_words(error))
        except Exception:
            return self._in_trouble(former, _BUG, traceback.format_exc().rstrip())
        if not former.site or report.diagnostics != former.diagnostics or former.trouble:
            _tell_diagnostics(report.diagnostics, self.options.root, self.tell)
        if not report.is_published:
            return State(former.site, report.diagnostics)
        changed = report.written + report.removed
        if changed or not former.site or former.is_broken:
            self.tell(
                f"Built in {time.monotonic() - began:.1f} s: {changed:,} of {report.files:,} files changed."
            )
        return State(former.site if former.site and not changed else secrets.token_hex(6), report.diagnostics)

    def _in_trouble(self, former: State, trouble: str, said: str = "") -> State:
        if trouble != former.trouble:
            self.tell(said or trouble)
        return State(former.site, (), trouble)


@contextmanager
def open_preview(root: Path, host: str, port: int, *, now: Clock, tell: Tell) -> Iterator[Preview]:
    """A server for the site under `root`, answering; nothing is built until it is told to watch."""
    from newsletter.engine.options import Options

    board = Board()
    with _workshop(root) as folder, open_server(host, port, SiteAnswers(folder / "site", board), tell) as at:
        _tell_address("The site, drafts and all", at.url, port, at.is_other, tell)
        options = Options(
            root=root,
            out=folder / "site",
            outbox=folder / "outbox",
            cache_dir=folder / "cache",
            at_once=False,  # nobody else looks, and a page asked for meanwhile is shown again a moment later
            now=now(),
            base_url=at.url,
            drafts=True,
            future=True,
            jobs=1,  # a process with threads is better not forked
        )
        try:
            yield Preview(at.url, options, board, now, tell)
        finally:
            board.close()


def letter_answers(root: Path, *, now: Clock, tell: Tell) -> Respond:
    """What answers requests for letters: they are composed again only once a file has changed."""
    from newsletter.editor.letters import preview_app
    from newsletter.editor.wsgi import wsgi_answer

    guard = threading.Lock()
    known: dict[str, tuple[Look, Letters | None, State]] = {}

    def respond(request: Request) -> Answer:
        with guard:
            look = _look(root, now)
            if "" not in known or known[""][0] != look:
                known[""] = (look, *_letters(root, now(), tell))
            _, letters, state = known[""]
        if letters is None:
            return Answer(503, waiting_page(state, request.host).encode(), HTML)
        return wsgi_answer(preview_app(lambda: letters), request)

    return respond


def _letters(root: Path, now: datetime, tell: Tell) -> tuple[Letters | None, State]:
    """Each letter with what is wrong with it, newest first; None if one cannot be made."""
    from newsletter.engine.options import Options
    from newsletter.publish import read_letters

    aside = root / ".cache"  # nothing is written
    options = Options(
        root=root,
        out=aside,
        outbox=aside,
        cache_dir=aside,
        keeps_answers=False,
        now=now,
        drafts=True,
        future=True,
    )
    try:
        read = read_letters(options)
    except OSError as error:
        tell(_in_words(error))
        return None, State(trouble=_in_words(error))
    letters = [(letter.email, letter.diagnostics) for letter in read if letter.email is not None]
    if len(letters) == len(read):
        return letters, State()
    problems = tuple(problem for letter in read if letter.email is None for problem in letter.diagnostics)
    _tell_diagnostics(problems, root, tell)
    return None, State(diagnostics=problems)


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


def _look(root: Path, now: Clock) -> Look:
    """What stands there now. A folder that cannot be read is a state like any other."""
    try:
        return take_inventory(root), now().date()
    except OSError as error:
        return _in_words(error), now().date()


def _settled(look: Look, root: Path, now: Clock, stop: threading.Event) -> Look:
    """What stands there once two looks agree: an editor's program may save in several steps."""
    for _ in range(20):
        if stop.wait(_SETTLING):
            break
        again = _look(root, now)
        if again == look:
            break
        look = again
    return look


def _tell_address(what: str, url: str, asked: int, is_other: bool, tell: Tell) -> None:
    if is_other:
        tell(f"Port {asked} is taken, so another was chosen.")
    tell(f"{what}: {url}/  (Ctrl-C ends it)")


def _tell_diagnostics(diagnostics: tuple[Diagnostic, ...], root: Path, tell: Tell) -> None:
    if diagnostics:
        color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        tell(formats.as_terminal(diagnostics, line_reader(root), color=color))
        tell(formats.counted(diagnostics))


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)
