"""What the fields of an event say that nobody meant: that it is off, a place that is an address, an end without a time.

All of it is told as a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsletter.content.kinds.rule_context import RuleContext
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, warning

if TYPE_CHECKING:
    from newsletter.content.kinds.event import Event

_OFF = r"(?:cancell?ed|called off)"
#: Alone at the beginning or the end of a title; of what is or was so, and not of another year's event that was.
_CALLED_OFF = regex(
    rf"^\W*{_OFF}[ ]*(?:[:!.)\]–—-]|$)|[(\[:–—-][ ]*{_OFF}\W*$"
    r"|(?<!that )(?<!which )(?<!what )\b(?:is|was|has been|had to be|have had to be) (?:now )?"
    rf"{_OFF}\b(?! (?:in|by|last|once)\b)",
    re.IGNORECASE,
)
_PUT_OFF = regex(r"^\W*postponed[ ]*(?:[:!.)\]–—-]|$)|[(\[:–—-][ ]*postponed\W*$", re.IGNORECASE)
_ADDRESS = regex(r"(?:https?://|www\.)\S+")
#: Clocks that know no summer time; of `Etc/GMT+1` the sign is turned round (IANA time zone database, `etcetera`).
NO_SUMMER = regex(r"(?:Etc/)?(?:GMT|UTC|UCT|Zulu|Greenwich|Universal)(?:[+-]?\d{1,2})?")


def event_doubts(file: RuleContext) -> Iterator[Diagnostic]:
    """A warning for each value that says otherwise than it was meant."""
    event: Event = file.record
    if not event.cancelled:
        yield from _called_off(file, event)
    if found := _ADDRESS.search(event.where):
        message = f"`{found[0]}` is shown as words, with any password in it, and links nowhere"
        hint = "write `where: online`, and the address under `register` if anybody may have it"
        yield warning(file.value_at("where"), "bad-address", message, hint)
    ends, starts = event.ends, event.starts
    if ends and ends.minute is None and starts.minute is not None and ends.day == starts.day:
        message = "it ends on the day it begins, at no time: in calendars it lasts until midnight"
        hint = f"write the time behind it, as in `{ends.day.isoformat()} 20:00`, or take `ends` out"
        yield warning(file.value_at("ends"), "bad-date", message, hint)
    if NO_SUMMER.fullmatch(event.time_zone):
        message = (
            f"`{event.time_zone}` has no summer time, and where it has a number its sign is turned round"
        )
        hint = "write whose clocks are meant: `Europe/London` for British ones"
        yield warning(file.value_at("time_zone"), "unknown-time-zone", message, hint)


def _called_off(file: RuleContext, event: Event) -> Iterator[Diagnostic]:
    """Words that say it is off, where calendars and search engines are told that it takes place."""
    name = next((name for name in ("title", "summary") if _CALLED_OFF.search(getattr(event, name))), None)
    if name is None and _PUT_OFF.search(event.title):
        message = "the title alone says that it is put off: calendars and search engines keep its day"
        hint = "write the new day under `starts`; while there is none, add the line `cancelled: true`"
        yield warning(file.value_at("title"), "status-contradicts", message, hint)
    if name is not None:
        message = "words alone say that it is off: calendars and search engines hear that it takes place"
        hint = "add the line `cancelled: true`: the page says so by itself"
        yield warning(file.value_at(name), "status-contradicts", message, hint)
