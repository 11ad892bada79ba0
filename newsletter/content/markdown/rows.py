"""Lines of a body that make a list or a table, or should: none comes of them, or not the one that was meant.

Serves `signs`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, takewhile

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.layout import row_cells
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: A list that begins above this is a sentence that begins with a year, more often than a list.
_HIGHEST_START = 20
_ITEM = r"write `1. \g<words>` and so on: letters make no list here; to keep them, end each line but the last with a backslash"
_NUMBER = r"write `1. \g<words>`, and `2. ` on the next line"
_OF_PLUSES = "write its rows between bars, and a line such as `|---|---|` below the first: lines of `+` go"
_TASK = "a task is `- [ ] `, with `- ` before it"
#: What several lines look like together: what a later one begins with, and what to do about it.
_ROWS = tuple(
    (later, regex(pattern, re.MULTILINE), hint)
    for later, pattern, hint in (
        ("\n– ", r"^–[ ](?=[^\n]+\n–[ ])", "begin each item with `- `"),
        ("\n— ", r"^—[ ](?=[^\n]+\n—[ ])", "begin each item with `- `"),
        ("\nb", r"^a[.)][ ](?=(?P<words>[^\n]+)\nb[.)][ ])", _ITEM),
        ("\n(b)", r"^\(a\)[ ](?=(?P<words>[^\n]+)\n\(b\)[ ])", _ITEM),
        ("\nB", r"^A[.)][ ](?=(?P<words>[^\n]+)\nB[.)][ ])", _ITEM),
        ("\nii", r"^i[.)][ ](?=(?P<words>[^\n]+)\nii[.)][ ])", _ITEM),
        ("\nII", r"^I[.)][ ](?=(?P<words>[^\n]+)\nII[.)][ ])", _ITEM),
        ("\n(ii)", r"^\(i\)[ ](?=(?P<words>[^\n]+)\n\(ii\)[ ])", _ITEM),
        ("\n(2)", r"^\(1\)[ ](?=(?P<words>[^\n]+)\n\(2\)[ ])", _NUMBER),
        ("\n2", r"^1(?:\.\)|:|[ ]?[-–—])[ ](?=(?P<words>[^\n]+)\n2(?:\.\)|:|[ ]?[-–—])[ ])", _NUMBER),
        ("\n2", r"^1[.)](?=[^\W\d][^\n]+\n2[.)][^\W\d])", "put a space behind each number: `1. `"),
        ("\n-", r"^-(?=[^\W\d][^\n]*\n-[^\W\d])", "put a space behind each sign: `- `"),
        ("+-", r"^\+[-=]{2,}[-=+]*\+[ ]*$", _OF_PLUSES),
        ("\n|", r"^\|[^\n]*\|[ ]*(?=\n\|[^\n]*\|[ ]*$)", "put a line such as `|---|---|` below the first row of a table"),
    )
)  # fmt: skip

#: Signs of words and sums.
_NO_BULLETS = frozenset("\ufffd©®™°№×÷±−≈≠≤≥=½¼¾¹²³")
#: A sign of few characters, with what makes an emoji of it, before words; a digit in a box is one.
_DRAWN = regex(
    r"(?P<sign>(?:\d\ufe0f?\u20e3|[^\w\s\ufe0f\u200d]|[\u2460-\u24ff\u2776-\u2793])"
    r"[\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)[ \t\u00a0]+(?=\S)"
)
#: Two numbers with nothing but space between.
_TWO_VALUES = regex(r"[£$€]?\d[\d,.]*%?(?:\[\^[^\[\]]*\])*[ ]+[£$€]?\d[\d,.]*%?(?:\[\^[^\[\]]*\])*")
#: A sign beside the bar on a keyboard that stands where one should: `1` only between two values.
_BAR_MEANT = regex(
    r"(?<=[^\s|\\])[ ]+(?P<sign>[\\!])[ ]+(?=[^\s|])|(?<=[\d\]%])[ ]+(?P<one>1)[ ]+(?=[£$€\d])"
)
_A_NUMBER = regex(
    r"\s*(?:(?!(?:1[5-9]|20)\d\d\s*$)[£$€+−-]?[\d][\d,.]*[ ]?(?:%|[a-z]{1,2}\b)?[ ]?(?:†|\[\^[^\]]*\])*|[–—-]?)\s*$"
)
_BAR_TWICE = "a bar stands twice in this row, and makes an empty cell"
#: What a line of dashes is made of, and the signs of keys beside theirs.
_SPOILT = regex(r"[ ]*[-|:\\1!;_= ]*--[-|:\\1!;_= ]*")
_SPOILT_SIGNS = str.maketrans("\\1!;_=", "|||:--")
_TWO_BARS = regex(r"\|[ ]?\|")
_ODD_START = regex(r"^(?P<sign>[\\!1lI/\]\[-])(?=[ -])")
_ODD_END = regex(r"[ -](?P<sign>[\\!1lI/\]\[])$")
_FEWEST_ROWS = _FEWEST_ITEMS = 3
_IS_SENTENCE = regex(r"[\"“‘'*_\[]?[A-Z]\S*(?:[ ]\S+){3,}")
#: Spaces of an indent by habit.
_FOUR = 4
_SPACES = {2: "two", 3: "three", 4: "four"}
_ITEM_SIGN = regex(r"([ \t>]*)(?:[-*+]|\d{1,9}[.)])[ ]")
#: A row, and below it what makes a table of it if there are as many cells.
_DASHES = regex(
    r"^([^\n|]*\|[^\n]*)\n((?=[ :-]*\|)\|?[ ]*:?-+:?(?:[ ]*\|[ ]*:?-+:?)*[ ]*\|?)[ ]*$", re.MULTILINE
)


def _is_below_table(lines: Sequence[str], row: int) -> bool:
    """Whether a blank line alone parts this one from a row of a table."""
    return not lines[row - 1].strip() and lines[row - 2].strip()[:1] == "|"


def rows_among_words(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Lines that look like a list or a table together, and are a paragraph: told at the first."""
    content = token.content
    if "\n" not in content and content[:1] not in ("☐", "|"):
        return
    first, last = token.map or (0, 1)
    if content[0] in "☐☑" and token.level == 1:
        yield lines.told(first, content[0], "leftover-markup", f"`{content[0]}` makes no list here", _TASK)
    if (
        "-" in content
        and "|" in content
        and (dashes := _short_dashes(token, lines) or ("--" in content and _spoilt_dashes(token, lines)))
    ):
        yield dashes
        return
    if content[0] == "|" and first > 1 and _is_below_table(lines.lines, first):
        shown = content.partition("\n")[0].strip()
        hint = "the blank line above it ends the table: take it out"
        yield lines.told(first, shown, "leftover-markup", f"`{shown}` is shown as it stands", hint)
        return
    for later, pattern, hint in _ROWS:
        if later in content and (found := pattern.search(content)):
            shown = found.group().strip()
            line = lines.nearest(shown, first + content.count("\n", 0, found.start()), last)
            hint = found.expand(hint) if r"\g<" in hint else hint
            if shown[:1] == "|":
                hint = hint.replace("|---|---|", f"|{'---|' * len(row_cells(shown))}")
            yield lines.told(line, shown, "leftover-markup", f"`{shown}` is shown as it stands", hint)
            return
    if not content.isascii() and (row := _first_drawn(content.split("\n"))) is not None:
        sign, words = _drawn_sign(row), row[len(_drawn_sign(row)) :].strip()
        hint = f"begin each line with `- `: `- {sign} {words}`, or without the sign"
        message = f"`{sign}` makes no list here: these lines run on as one"
        yield lines.told(lines.nearest(sign, first, last), sign, "leftover-markup", message, hint)


def signs_apart(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """Paragraphs of one line that begin with a sign each, as items do: told at the first."""
    token = tokens[place]
    if token.level != 1 or token.content[:1].isascii() or not (sign := _drawn_sign(token.content)):
        return
    before = tokens[place - 3] if place > 2 else None
    after = tokens[place + 3] if place + 3 < len(tokens) else None
    if after is None or after.type != "inline" or after.level != 1 or _drawn_sign(after.content) == "":
        return
    if before is not None and before.type == "inline" and before.level == 1 and _drawn_sign(before.content):
        return
    if "\n" not in token.content:
        words = token.content[len(sign) :].strip()
        hint = f"write `- {words}`: the sign may stay behind the dash"
        yield lines.told(
            (token.map or (0, 1))[0], sign, "leftover-markup", f"`{sign}` makes no list here", hint
        )


def _first_drawn(rows: Sequence[str]) -> str | None:
    """The first of two lines below each other that begin with a drawn sign each; None if no two do."""
    return next((row for row, below in pairwise(rows) if _drawn_sign(row) and _drawn_sign(below)), None)


def _drawn_sign(row: str) -> str:
    """The emoji, arrow, tick or other drawn sign that a line begins with, and words follow; "" if none does."""
    if row.isascii():
        return ""
    found = _DRAWN.match(row)
    return found["sign"] if found and (_is_drawn(found["sign"][0]) or "\u20e3" in found["sign"]) else ""


def _is_drawn(sign: str) -> bool:
    return sign not in _NO_BULLETS and (unicodedata.category(sign) in ("So", "Sm", "No") or sign in "»›◦‣⁃∙")


def _short_dashes(token: Token, lines: Lines) -> Diagnostic | None:
    """Of a line of dashes that has not as many cells as the row above: so it makes no table."""
    if not (found := _DASHES.search(token.content)):
        return None
    head, dashes = row_cells(found[1]), [cell.strip() for cell in row_cells(found[2])]
    if len(head) < 2 or len(head) == len(dashes):
        return None
    first, last = token.map or (0, 1)
    line = lines.nearest(found[2], first + token.content.count("\n", 0, found.start(2)), last)
    if head.count("") == 1 and len(head) == len(dashes) + 1 and "||" in found[1]:
        right = found[1].replace("||", "|", 1).strip()
        row = lines.nearest(found[1], first, last)
        return lines.told(row, found[1], "table-row", _BAR_TWICE, f"take out one of the two: write `{right}`")
    below = [row_cells(row) for row in token.content[found.end() :].strip("\n").split("\n")]
    if len(head) + 1 == len(dashes) and {*map(len, below)} == {len(dashes)}:
        row = lines.nearest(found[1], first, last)
        message = f"the first row has {len(head)} cells, and those below it {len(dashes)}: it makes no table"
        bar = _BAR_MEANT.search(found[1])
        hint = (
            f"write `{_with_bar(found[1], bar)}`"
            if bar
            else "put the bar that is missing between the names of its columns"
        )
        return lines.told(row, found[1], "leftover-markup", message, hint)
    right = "|".join(_aligned(dashes, len(head), below))
    cells = "1 cell" if len(dashes) == 1 else f"{len(dashes)} cells"
    message = f"the line of dashes has {cells} and the first row {len(head)}: it makes no table"
    return lines.told(line, found[2], "leftover-markup", message, f"write `|{right}|`")


def _with_bar(row: str, sign: re.Match[str]) -> str:
    """The row with a bar in place of the sign that stands for one."""
    start, end = sign.span("sign" if sign["sign"] else "one")
    return f"{row[:start]}|{row[end:]}".strip()


def _spoilt_dashes(token: Token, lines: Lines) -> Diagnostic | None:
    """Of a line of dashes among which a bar stands twice, or the sign of a key beside: it makes no table."""
    first, last = token.map or (0, 1)
    head, _, rest = token.content.partition("\n")
    dashes = rest.partition("\n")[0]
    if not _SPOILT.fullmatch(dashes):
        return None
    right = _TWO_BARS.sub("|", dashes.strip().translate(_SPOILT_SIGNS))
    if not _DASHES.fullmatch(f"{head}\n{right}") or len(row_cells(right)) != len(row_cells(head)):
        return None
    message = f"`{dashes.strip()}` is no line of dashes: it makes no table"
    line = lines.nearest(dashes, first + 1, last)
    return lines.told(line, dashes.strip(), "leftover-markup", message, f"write `{right}`")


def _aligned(dashes: Sequence[str], columns: int, rows: Sequence[Sequence[str]]) -> list[str]:
    """The line of dashes with so many cells, so that columns of numbers are set to the right as others are.

    Which cell is lost, or too much, nobody knows: it is the one without which most columns agree, the last if all do.
    """
    is_number = [
        all(_A_NUMBER.match(row[n]) for row in rows if n < len(row)) and len(rows[0]) > n
        for n in range(columns)
    ]
    best = list(dashes)
    while len(best) != columns:
        places = range(len(best), -1, -1) if len(best) < columns else range(len(best) - 1, -1, -1)
        if len(best) < columns:
            right = next((one for one in dashes if one.endswith(":") and one[0] != ":"), "---:")
            new = [
                right if any(one[-1] == ":" != one[0] for one in dashes) and is_number[n] else "---"
                for n in places
            ]
            tried = [[*best[:n], one, *best[n:]] for n, one in zip(places, new, strict=True) if n < columns]
        else:
            tried = [[*best[:n], *best[n + 1 :]] for n in places]
        best = max(
            tried,
            key=lambda cells: sum(
                (c[-1] == ":" != c[0]) == n for c, n in zip(cells, is_number, strict=False)
            ),
        )
    return best


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


def long_rows(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Rows with more cells than their table has columns: GitHub leaves the last ones out."""
    start, end = token.map or (0, 0)
    columns = len(row_cells(_row(lines.lines[start + 1])))
    for number in range(start, min(end, len(lines.lines))):
        row = _row(lines.lines[number])
        cells = row_cells(row)
        if len(cells) > columns and any(cell.strip() for cell in cells[columns:]):
            message = (
                f"this row has {len(cells)} cells, its table {columns} columns: what is too much is left out"
            )
            hint = "give the table a column more, or write a bar that parts no cells as `\\|`"
            if "||" in row and len(cells) == columns + 1:
                message, hint = (
                    _BAR_TWICE,
                    f"take out one of the two: write `{row.strip().replace('||', '|', 1)}`",
                )
            yield lines.told(number, row.strip(), "table-row", message, hint)
        elif len(cells) == columns - 1 and number != start + 1 and (bar := _BAR_MEANT.search(row)):
            message = f"`{bar[0].strip()}` stands in this row where a bar parts two cells"
            yield lines.told(number, row.strip(), "table-row", message, f"write `{_with_bar(row, bar)}`")
        elif _lacks_a_bar(row, cells, columns) and number > start + 1:
            message = f"this row has {len(cells)} cells, its table {columns} columns: the last are empty"
            hint = "put the bar that is missing between its cells, or one more at its end for an empty cell"
            yield lines.told(number, row.strip(), "table-row", message, hint)


def _lacks_a_bar(row: str, cells: Sequence[str], columns: int) -> bool:
    """Whether a row is short of one cell, and two values stand in one: rows that are shorter are so on purpose."""
    return len(cells) == columns - 1 and any(_TWO_VALUES.fullmatch(cell.strip()) for cell in cells)


def odd_edges(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A row at whose edge another sign stands where all other rows have their bar: it is shown in a cell."""
    start, end = token.map or (0, 0)
    rows = {number: _row(lines.lines[number]).strip() for number in range(start, min(end, len(lines.lines)))}
    for edge, pattern in ((0, _ODD_START), (-1, _ODD_END)):
        odd = [number for number, row in rows.items() if row[edge : edge + 1 or None] != "|"]
        if len(odd) != 1 or len(rows) < _FEWEST_ROWS or not (found := pattern.search(rows[odd[0]])):
            continue
        row = rows[odd[0]]
        right = f"{row[: found.start('sign')]}|{row[found.end('sign') :]}"
        message = f"`{found['sign']}` stands at the edge of this row where the others have a bar"
        yield lines.told(odd[0], row, "table-row", message, f"write `{right}`")
        return


def broken_rows(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A row that ends on the next line, or words right below a table, which become a row: the first of them."""
    start, end = token.map or (0, 0)
    rows = {number: _row(lines.lines[number]).strip() for number in range(start, min(end, len(lines.lines)))}
    if not (rows[start].startswith("|") and rows[start].endswith("|")):
        return
    columns = len(row_cells(rows[start + 1]))
    for number, row in rows.items():
        below = rows.get(number + 1, "")
        if number < start + 2 or (_has_both_bars(row) and (not below or _has_both_bars(below))):
            continue
        if whole := _on_one_line(row, below, columns):
            message = "this row ends on the next line: each line is a row of its own"
            yield lines.told(number, row, "table-row", message, f"write it on one line: `{whole}`")
            return
        if "|" not in row:
            message = "these words right below a table become a row of it"
            yield lines.told(number, row, "table-row", message, "leave a blank line above them")
            return


def _has_both_bars(row: str) -> bool:
    return row.startswith("|") and row.endswith("|")


def _on_one_line(row: str, below: str, columns: int) -> str:
    """The row that two lines were to be, broken between two cells or within one; "" where they are none."""
    if not below or "|" not in row:
        return ""
    cells, more = ([cell.strip() for cell in row_cells(one)] for one in (row, below))
    if len(cells) + len(more) == columns and ("|" in below or not row.endswith("|")):
        return f"| {' | '.join([*cells, *more])} |"
    is_within = row[:1] == "|" != row[-1:] and below[:1] != "|" == below[-1:]
    return f"{row} {below}" if is_within else ""


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


def _row(line: str) -> str:
    """A row without what it stands in."""
    return re.sub(r"^(?:[ \t]*(?:>|[-*+][ ]|\d{1,9}[.)][ ]))*", "", line)
