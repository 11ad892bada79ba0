"""The journeys of an editor at work: the site, or the letters, shown as they would be until Ctrl-C."""

from __future__ import annotations

import threading
from pathlib import Path

from newsletter.editor.letter_answers import letter_answers
from newsletter.editor.preview import open_preview
from newsletter.editor.server import open_server
from newsletter.editor.terminal import Clock, Tell, tell_address
from newsletter.editor.watching import News


def serve(
    root: Path,
    host: str,
    port: int,
    *,
    now: Clock,
    tell: Tell,
    is_polling: bool = False,
    color: bool = False,
) -> None:
    """Show the site until Ctrl-C. Raises OSError where `host` is no address of this machine.

    With `is_polling` the system is not relied on to tell of changes; with `color`, mistakes are
    told in colours, as a terminal shows them.
    """
    try:
        with open_preview(root, host, port, now=now, tell=tell, color=color) as preview:
            preview.watch(News(), is_polling=is_polling)
    except KeyboardInterrupt:
        _end_well(tell)


def serve_letters(root: Path, host: str, port: int, *, now: Clock, tell: Tell, color: bool = False) -> None:
    """Show the letters until Ctrl-C; each page is made from the files as they stand."""
    try:
        respond = letter_answers(root, now=now, tell=tell, color=color)
        with open_server(host, port, respond, tell) as address:
            tell_address("The letters", address.url, port, address.is_other, tell)
            threading.Event().wait()
    except KeyboardInterrupt:
        _end_well(tell)


def _end_well(tell: Tell) -> None:
    """The last line. CPython ends by the signal after all if it came within `exec` of a string.

    Every dataclass is made by one, when its module is loaded; the next `exec` lets it forget.
    """
    exec("")
    tell("")
