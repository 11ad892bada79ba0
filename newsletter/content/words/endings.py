"""Whether words end where a sentence may end.

Serves `kinds.shared_doubts` and `markdown.unfinished_words`.
"""

from __future__ import annotations

from newsletter.regexes import regex

#: Words of a name, which may end with any: `What we are for`.
_NAME = 4
#: What no sentence ends with.
_GOES_ON = regex(
    r"\b(?:the|a|an|of|and|or|but|because|than|their|its|our|his|her|my|your|which|who|whose|into|from|with"
    r"|very|such|every|between|during|although|while)\Z|,\Z"
)


def breaks_off(words: str, *, fewest: int) -> bool:
    """Whether so many words or more end with no stop, or any with one that nothing can end with."""
    last = words[-1:]
    if not (last.islower() or last == ","):
        return False
    count = len(words.split())
    return count >= fewest or (count > _NAME and _GOES_ON.search(words) is not None)


def goes_on(words: str) -> bool:
    """Whether words end with one that no sentence ends with."""
    return _GOES_ON.search(words) is not None
