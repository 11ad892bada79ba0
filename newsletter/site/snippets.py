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


def page_title(page: Mapping[str, Any], site: Mapping[str, Any]) -> str:
    """What stands in a tab and above a search result: the title, and the publication's name where both are shown whole."""
    if page["kind"] == "home":
        return f"{site['name']}: {page['title']}"
    both = f"{page['title']} · {site['name']}"
    return both if len(both) <= TITLE else str(page["title"])


def snippet(text: str) -> str:
    """The whole text, or those of its first sentences that are shown whole, or else the words."""
    if len(text) <= DESCRIPTION:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, DESCRIPTION + 1)]
    if ends and ends[-1] >= DESCRIPTION // 2:
        return text[: ends[-1]]
    words = text[:DESCRIPTION].rpartition(" ")[0] or text[: DESCRIPTION - 1]
    return words.rstrip(" ,.;:–—-") + "…"
