"""Lists that are made, and not as they were meant: by their numbers, or by the spaces before their lines.

Serves `signs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, takewhile

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: A list that begins above this is a sentence that begins with a year, more often than a list.
_HIGHEST_START = 20
#: A list of fewer says too little of how it was meant.
_FEWEST_ITEMS = 3
_IS_SENTENCE = regex(r"[\"“‘'*_\[]?[A-Z]\S*(?:[ ]\S+){3,}")
#: Spaces of an indent by habit.
_FOUR = 4
_SPACES = {2: "two", 3: "three", 4: "four"}
_ITEM_SIGN = regex(r"([ \t>]*)(?:[-*+]|\d{1,9}[.)])[ ]")


def high_start(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A list that begins at a number such as a year."""
    start = int(token.attrs.get("start", 1))
    if start > _HIGHEST_START and token.map:
        sign = f"{start}{token.markup}"
        message = f"this is a list that begins at {start}"
        hint = f"if it is a sentence, put a backslash before the sign: `{start}\\{token.markup}`"
        yield lines.told(token.map[0], sign, "list-number", message, hint)


def out_of_order(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A list whose numbers were typed one by one, but for one that is left out or two that changed places."""
    level = tokens[place].level + 1
    items = [one for one in _within(place, tokens) if one.type == "list_item_open" and one.level == level]
    numbers = [int(one.info) for one in items if one.info.isdigit()]
    if len(numbers) < _FEWEST_ITEMS or len(numbers) != len(items) or len(set(numbers)) != len(numbers):
        return
    first = min(numbers)
    steps = [second - former for former, second in pairwise(numbers)]
    if sorted(numbers) == list(range(first, first + len(numbers))):
        wrong = next((n for n, number in enumerate(numbers) if number != first + n), None)
        if wrong is None or sum(number != first + n for n, number in enumerate(numbers)) != 2:
            return
        message = (
            f"the numbers {numbers[wrong]} and {first + wrong} have changed places: they are shown in order"
        )
        hint = "put the two items in their order"
    elif sorted(steps) == [1] * (len(steps) - 1) + [2]:
        wrong = steps.index(2) + 1
        message = f"number {numbers[wrong] - 1} is missing: this item is shown as {numbers[wrong] - 1}"
        hint = "write the item that is missing, or number those below it anew"
    else:
        return
    row = (items[wrong].map or (0, 1))[0]
    yield lines.told(row, f"{numbers[wrong]}{items[wrong].markup}", "list-number", message, hint)


def nested_too_little(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """An item that is set in by less than the words of the one above begin at: it stands beside it."""
    above, items = _list_above(place, tokens), _items(place, tokens)
    first: re.Match[str] | None = None
    for number in (above, *items) if above >= 0 else items:
        item = _ITEM_SIGN.match(lines.lines[number])
        if item is None:
            return
        first = first or item
        if len(item[1]) > len(first[1]) and "\t" not in item[1]:
            spaces = _SPACES.get(len(first[0]), str(len(first[0])))
            message = "this item stands beside the one above it, and not within it"
            hint = f"put {spaces} spaces before it, and before those that belong with it"
            yield lines.told(number, item[0].strip(), "leftover-markup", message, hint)
            return


def taken_in(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A paragraph below a list whose spaces make it a part of the last item, and are not those of the item's words.

    Told where nothing else says that it belongs there: no blank line parts the items, and none has a second paragraph.
    """
    if tokens[place].level:
        return
    items = [*_items(place, tokens)]
    rows = [
        one.map[0]
        for one in _within(place, tokens)
        if one.type == "paragraph_open" and one.level == 2 and one.map
    ]
    if (
        len(items) < 2
        or rows[:-1] != items
        or any(not row.strip() for row in lines.lines[items[0] : items[-1]])
    ):
        return
    line, item = lines.lines[rows[-1]], _ITEM_SIGN.match(lines.lines[items[-1]])
    words = line.strip()
    if item is None or len(item[0]) == _FOUR or line != " " * _FOUR + words or not _IS_SENTENCE.match(words):
        return
    message = "four spaces make this paragraph a part of the item above it"
    width = _SPACES.get(len(item[0]), str(len(item[0])))
    hint = f"begin it without space; if it belongs to the item, put {width} spaces before it, where its words begin"
    yield lines.told(rows[-1], words, "leftover-markup", message, hint)


def _items(place: int, tokens: Sequence[Token]) -> Iterator[int]:
    """The lines at which the items of a list begin."""
    level = tokens[place].level + 1
    return (
        one.map[0]
        for one in _within(place, tokens)
        if one.type == "list_item_open" and one.level == level and one.map
    )


def _within(place: int, tokens: Sequence[Token]) -> Iterator[Token]:
    """What stands in a list."""
    level = tokens[place].level
    return takewhile(lambda one: one.level != level, islice(tokens, place + 1, None))


def _list_above(place: int, tokens: Sequence[Token]) -> int:
    """The line at which a list begins whose last item stands right above another list; -1 if there is none."""
    last, token = tokens[place - 1], tokens[place]
    if not place or last.type not in ("bullet_list_close", "ordered_list_close") or not token.map:
        return -1
    opens = last.type.replace("close", "open")
    number = place - 1
    while (tokens[number].type, tokens[number].level) != (opens, last.level):
        number -= 1
    above = tokens[number].map
    return above[0] if above and above[1] == token.map[0] else -1
