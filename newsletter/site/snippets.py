"""What search engines show of a page: its title, and a line or two below it.

They cut off what is longer, in the middle of a word; so it is ended here where it makes sense.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from newsletter.regexes import regex

#: Signs: what search engines show of a title and of a description, or a little less. They count pixels, and say not
#: how many: https://developers.google.com/search/docs/appearance/snippet.
TITLE, DESCRIPTION = 65, 160
#: The end of a sentence; a short word before it is an abbreviation as well as not.
_SENTENCE_END = regex(r"(?<=\w{3})[.!?][’”)]*(?=\s)", re.UNICODE)
#: The end of a part of a title; behind any comma may stand the rest of a list.
_PART_END = regex(r",(?=\s(?:and|but|or|so|then)\s)|[;:](?=\s)|\s[–—-](?=\s)")


def page_title(page: Mapping[str, Any], site: Mapping[str, Any]) -> str:
    """What stands in a tab and above a search result: its title, with the publication's name where both are shown whole."""
    if page["kind"] == "home":
        return f"{site['name']}: {page['title']}"
    title = str(page["title"])
    both = f"{title} · {site['name']}"
    if len(both) <= TITLE:
        return both
    return title if page["kind"] == "list" else _headline(title)  # that of a list says all that is on


def _headline(title: str) -> str:
    """The whole title, or those of its first parts that are shown whole, or else the words."""
    if len(title) <= TITLE:
        return title
    ends = [found.start() for found in _PART_END.finditer(title, 0, TITLE + 1)]
    if ends and ends[-1] >= TITLE // 2:
        return title[: ends[-1]]
    return f"{title[:TITLE].rpartition(' ')[0] or title[: TITLE - 1]}…"


def snippet(text: str) -> str:
    """The whole text, or those of its first sentences that are shown whole, or else the words."""
    if len(text) <= DESCRIPTION:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, DESCRIPTION + 1)]
    if ends and ends[-1] >= DESCRIPTION // 2:
        return text[: ends[-1]]
    words = text[:DESCRIPTION].rpartition(" ")[0] or text[: DESCRIPTION - 1]
    return words.rstrip(" ,.;:–—-") + "…"
