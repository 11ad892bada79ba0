"""What answers requests for letters: each page is made from the files as they stand.

They are composed again only once a file has changed, or the day.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.editor.overlay import State, waiting_page
from newsletter.editor.server import HTML, Answer, Request, Respond
from newsletter.editor.terminal import Clock, Tell, diagnostics_told, in_words
from newsletter.engine.inventory import Inventory, take_inventory

if TYPE_CHECKING:
    from newsletter.editor.letters import Letters

#: What the content and templates are on a day: when this changes, the letters do.
Look = tuple[Inventory | str, date]


def letter_answers(root: Path, *, now: Clock, tell: Tell, color: bool = False) -> Respond:
    """What answers requests for letters: they are composed again only once a file has changed."""
    from newsletter.editor.letters import preview_app
    from newsletter.editor.wsgi import wsgi_answer

    guard = threading.Lock()
    known: dict[str, tuple[Look, Letters | None, Mapping[str, bytes], State]] = {}
    memory: dict[str, Any] = {}

    def respond(request: Request) -> Answer:
        with guard:
            look = _look(root, now)
            if "" not in known or known[""][0] != look:
                known[""] = (look, *_letters(root, now(), tell, memory, color=color))
            _, letters, pictures, state = known[""]
        if letters is None:
            return Answer(503, waiting_page(state, request.host).encode(), HTML)
        return wsgi_answer(preview_app(lambda: letters, pictures), request)

    return respond


def _letters(
    root: Path, now: datetime, tell: Tell, memory: dict[str, Any], *, color: bool
) -> tuple[Letters | None, Mapping[str, bytes], State]:
    """Each letter with what is wrong with it, newest first, and their pictures; None if one cannot be made."""
    from newsletter.engine.options import Options
    from newsletter.letters import read_letters

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
        read = read_letters(options, memory, shows_pictures=True)
    except OSError as error:
        tell(in_words(error))
        return None, {}, State(trouble=in_words(error))
    letters = [(letter.email, letter.diagnostics) for letter in read if letter.email is not None]
    if len(letters) == len(read):
        return letters, read[0].pictures if read else {}, State()
    problems = tuple(problem for letter in read if letter.email is None for problem in letter.diagnostics)
    for line in diagnostics_told(problems, root, color=color):
        tell(line)
    return None, {}, State(diagnostics=problems)


def _look(root: Path, now: Clock) -> Look:
    """What stands there now. A folder that cannot be read is a state like any other."""
    try:
        return take_inventory(root), now().date()
    except OSError as error:
        return in_words(error), now().date()
