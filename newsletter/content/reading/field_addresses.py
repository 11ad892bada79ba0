"""Addresses in fields that are not what was meant: of another site where a file of ours belongs, or with a sign too many.

Serves `entries`; that an address is one at all is told where the record is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsletter.content.kinds.shared import Names, WebAddress
from newsletter.content.reading.field import Field
from newsletter.content.reading.record_types import Mark
from newsletter.content.words.detours import detour, untracked
from newsletter.content.words.unreachable import nameless, shared_paper, unreachable
from newsletter.content.words.web import OWN_MACHINE
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, warning

_OUTWARD = regex(r"https?:|//|www\.|mailto:", re.IGNORECASE)
#: What ends the sentence that an address was copied from, and how it is written where it ends the address.
_ENDS = {".": "a full stop", ",": "a comma", ";": "a semicolon", ")": "a closing bracket"}


def is_outward(text: str) -> bool:
    """Whether a value leads to another site, and can be no path of ours."""
    return _OUTWARD.match(text.strip()) is not None


def field_addresses(marked: Iterable[tuple[Mark, Field]]) -> Iterator[Diagnostic]:
    """What is told of the addresses among marked fields."""
    for mark, field in marked:
        text = str(field.value).strip()
        match mark:
            case Names("content") if is_outward(text):
                message = f"`{text}` is not a file of ours"
                hint = "only paths such as `../pages/about.md` can stand here; put links to other sites into the text"
                yield Diagnostic(field.location, "bad-link", message, hint)
            case Names("image") if is_outward(text):
                message = f"`{text}` is not a picture of ours"
                hint = "put the picture beside this file and write its path: pages ask no other site for anything"
                yield Diagnostic(field.location, "remote-image", message, hint)
            case WebAddress() if OWN_MACHINE.match(text):
                message = f"`{text}` is there on your own machine only"
                yield Diagnostic(field.location, "bad-address", message, "write where others find it")
            case WebAddress() if (
                lost := unreachable(text) or shared_paper(text) or nameless(text)
            ) is not None:
                yield warning(field.location, "bad-address", *lost)
            case WebAddress() if found := detour(text):
                message = f"`{found.host}` would know who follows this address"
                yield warning(field.location, "bad-address", message, found.hint)
            case WebAddress() if tracked := untracked(text):
                message = f"`{tracked[0]}` in this address tells on who follows it"
                yield warning(field.location, "bad-address", message, f"write `{tracked[1]}`")
            case WebAddress() if text[-1:] in _ENDS and _OUTWARD.match(text) and not _is_paired(text):
                end = text[-1]
                message = f"this address ends in {_ENDS[end]}"
                hint = f"delete it; where it belongs to the address, write `%{ord(end):02X}` in its place"
                yield warning(field.location, "bad-address", message, hint)


def _is_paired(text: str) -> bool:
    return text[-1] == ")" and text.count("(") == text.count(")")
