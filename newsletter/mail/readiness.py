"""What stands in the way of posting letters: settings that are still examples, and no privacy notice.

A site may be built with all of it; whoever posts a letter refuses while this list is not empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from newsletter.content.library import Library
from newsletter.content.words.web import OWN_MACHINE
from newsletter.regexes import regex

#: Names that lead nowhere: RFC 2606 §2 and §3.
_EXAMPLE = regex(
    r"(?:\.example|\bexample\.(?:com|net|org))(?![\w-]|\.\w)|\bexample (?:street|address)\b", re.IGNORECASE
)

#: Settings that stand in no letter, and keep nobody from being written to.
_ELSEWHERE = ("source_url",)
#: Settings that no reader is led to: an engine may well be on this machine.
_FOR_OURSELVES = "engines."

#: How many examples a line names.
_NAMED = 3


def in_the_way(library: Library) -> tuple[str, ...]:
    """Each thing that keeps letters from being posted, in a few words, in the order of the settings; none: post."""
    site = library.config.site
    examples = (f"`{name}` is an example: {value}" for name, value in _placeholders(site))
    is_there = site.privacy_page in library.by_path and site.privacy_page not in library.held_back
    missing = () if is_there else (f"there is no privacy notice `{site.privacy_page}`",)
    return (*examples, *_in_clear(site.base_url), *missing)


def note_on_posting(library: Library) -> str:
    """The same in one line; nothing where nothing stands in the way."""
    names = [f"`{name}`" for name, _ in _placeholders(library.config.site)]
    left = len(names) - _NAMED
    named = ", ".join(names[:_NAMED]) + (f" and {left} more" if left > 0 else "")
    examples = f"{named} in content/site.yaml {'is an example' if len(names) == 1 else 'are examples'}"
    told = [*([examples] if names else ()), *in_the_way(library)[len(names) :]]
    return f"No letter can be posted yet: {'; '.join(told)}." if told else ""


def _in_clear(base_url: str) -> Iterator[str]:
    """What is told of a site that letters would lead to in clear; one of this machine's own is told of already."""
    if base_url.lower().startswith("http://") and not OWN_MACHINE.match(base_url):
        yield f"`base_url` is {base_url}: letters lead there, and are posted to nobody while it is not https"


def _placeholders(group: Any, within: str = "") -> Iterator[tuple[str, str]]:
    """The settings that are still examples, by name."""
    for one in fields(group):
        if f"{within}{one.name}" in _ELSEWHERE:
            continue
        value = getattr(group, one.name)
        if is_dataclass(value):
            yield from _placeholders(value, f"{within}{one.name}.")
        elif isinstance(value, str) and _is_example(value, within):
            yield f"{within}{one.name}", value


def _is_example(value: str, within: str) -> bool:
    return bool(_EXAMPLE.search(value)) or (
        not within.startswith(_FOR_OURSELVES) and bool(OWN_MACHINE.match(value))
    )
