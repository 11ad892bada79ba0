"""Lines that were to be items, and begin with a key beside theirs, or stand on the line of the item above.

Serves `signs`. Only beside items of the same list, or where the numbers around say which is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines, code_lines
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: Whether there may be one at all.
_BEGINS = regex(r"\n[ >]*(?:[_=0~][ ]|[.]?\d{1,3}(?:[>;/,:]|\.\.|[ ]\.)?[ ]?[^\W\d_]|--[ ])")
_DASH_INSIDE = regex(r"-[ ](?<=[a-z.†\]]-[ ])[a-z]")
_NUMBER_INSIDE = regex(r"\.[ ](?<=\d\.[ ])(?<!\n\d\.[ ])")
_ITEM = regex(r"(?P<lead>[ >]*)(?P<sign>-|(?P<number>\d{1,3})\.)[ ]+(?P<words>\S.*)")
_OTHER_SIGN = regex(r"(?P<lead>[ >]*)(?P<sign>--|[_=0~])[ ]+(?P<words>[^\s–—-].*)")
_OTHER_STOP = regex(
    r"(?P<lead>[ >]*)(?P<typed>(?P<early>\.)?(?P<number>\d{1,3})(?P<stop>[>;/,:]|\.\.|[ ]\.)?)[ ]?(?P<words>[^\W\d_].*)"
)
#: An item behind the words of the one above; `pre- and post-war` is none.
_RUN_IN = regex(r"(?P<end>[a-z.]{2}†*)-[ ](?!(?:and|or|to|nor|und)\b)(?P<words>[a-z]{1,20})\b")
_NUMBER_RUN_IN = regex(r"[^\W\d_][.;,]?[ ]?(?P<number>\d{1,3})\.[ ](?P<words>[^\W\d_]+)")
#: Lines that an item may go on over.
_REACH = 8


def items_meant(text: str, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A warning for each line that was to be an item, or holds one more."""
    is_any = _BEGINS.search(f"\n{text}") or _DASH_INSIDE.search(text) or _NUMBER_INSIDE.search(f"\n{text}")
    if not is_any:
        return
    code = code_lines(tokens)
    rows = lines.lines
    for number, row in enumerate(rows):
        if number in code or not row.strip():
            continue
        if (item := _ITEM.match(row)) is not None:
            yield from _run_in(number, item, lines)
        elif found := (_other_sign(rows, number) or _other_stop(rows, number)):
            why, right = found
            message = f"this line was to be an item, as those beside it are: {why}"
            yield lines.told(number, row.strip(), "leftover-markup", message, f"write `{right}`")


def _other_sign(rows: Sequence[str], number: int) -> tuple[str, str] | None:
    """Why a line is no item, and how it was to begin: items of a list stand above and below, or it is the first or last."""
    row = rows[number]
    found = _OTHER_SIGN.fullmatch(row)
    if found is None:
        return None
    above, below = (_beside(rows, number + step, found["lead"]) for step in (-1, 1))
    if above and below:
        is_certain = found["sign"] != "--"  # of that tells `list_signs`
    else:
        is_first = below and (number == 0 or not rows[number - 1].strip())
        is_last = above and (number + 1 == len(rows) or not rows[number + 1].strip())
        is_certain = (is_first or is_last) and _beside(rows, number + (2 if is_first else -2), found["lead"])
        is_certain = is_certain or (above != below and len(found["lead"]) > 1 and found["sign"] in "_=~")
    if not is_certain:
        return None
    return f"`{found['sign']}` begins none", f"{found['lead'].lstrip()}- {found['words']}"


def _beside(rows: Sequence[str], number: int, lead: str) -> bool:
    """Whether an item with a dash stands on this line."""
    item = _ITEM.match(rows[number]) if 0 <= number < len(rows) else None
    return item is not None and item["sign"] == "-" and item["lead"] == lead


def _other_stop(rows: Sequence[str], number: int) -> tuple[str, str] | None:
    """The same of a line with a number that is one more than the item's above, or one less than the item's below."""
    if (found := _OTHER_STOP.fullmatch(rows[number])) is None:
        return None
    mine = int(found["number"])
    is_after = _number_of(rows, range(number - 1, max(number - _REACH, -1), -1), found["lead"]) == mine - 1
    is_before = (
        _number_of(rows, range(number + 1, min(number + _REACH, len(rows))), found["lead"]) == mine + 1
    )
    is_sign_odd = bool(found["stop"] or found["early"])
    is_first = mine == 1 and (number == 0 or not rows[number - 1].strip())
    if (is_after and is_before) or (is_sign_odd and (is_after or (is_before and is_first))):
        return f"`{found['typed']}` begins none", f"{found['lead'].lstrip()}{mine}. {found['words']}"
    return None


def _number_of(rows: Sequence[str], places: range, lead: str) -> int:
    """The number of the first item in these places with the same lead; 0 where a blank line or none comes first."""
    for place in places:
        if not rows[place].strip(" >"):
            return 0
        item = _ITEM.match(rows[place])
        if item and item["lead"] == lead:
            return int(item["number"] or 0)
    return 0


def _run_in(number: int, item: re.Match[str], lines: Lines) -> Iterator[Diagnostic]:
    """An item behind the words of another, on the same line: the return key between them is lost."""
    words = item["words"]
    if item["number"] is None:
        found = _RUN_IN.search(words) if "- " in words else None
        typed = f"- {found['words']}" if found else ""
    else:
        mine = int(item["number"])
        found = next((one for one in _NUMBER_RUN_IN.finditer(words) if int(one["number"]) == mine + 1), None)
        following = _number_of(
            lines.lines, range(number + 1, min(number + _REACH, len(lines.lines))), item["lead"]
        )
        found = found if following in (0, mine + 2) else None
        typed = f"{mine + 1}. {found['words']}" if found else ""
    if found is not None:
        message = f"`{typed}` begins no item here: it stands behind the words of another"
        column = item.start("words") + found.start("words") - len(typed) + len(found["words"])
        hint = f"begin a line of its own with `{typed}`"
        yield lines.at(number, column, len(typed), "leftover-markup", message, hint)
