"""Lines that were to stand each on its own, and are read on as one paragraph: addresses, answers, columns.

Serves `signs`. GitHub's preview does the same with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.left_by_tools import CHAT_STAMP
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: Characters of a line that no writer's window breaks, and of all of them.
_SHORT = 35
_FEWEST = 3
#: Characters of a line as typed, with addresses of links in it.
_LONGEST = 150
_END = regex(r"[.!?…:;,–—-][\"'’”)]*$|^[.,;:)]|[\\]$")
_LABEL = regex(r"^(?:\*\*[^*\n]{1,40}(?::\*\*|\*\*:)|__[^_\n]{1,40}(?::__|__:))")
_WORD_LABEL = regex(
    r"^(?:Q|A|Question|Answer|Address|Phone|Tel|Telephone|Mobile|E-?mail|Web|Website|When|Where|Who|What|Why|How|Date"
    r"|Time|Venue|Place|Cost|Price|Contact|Opening hours|From|To|Subject)[ ]?:[ ]?\S"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May"
    r"|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_DAY = r"(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?s?\b"
_DATE = (
    rf"(?:{_DAY},?[ ](?:the[ ])?)?(?:\d{{1,2}}(?:st|nd|rd|th)?[ ](?:of[ ])?{_MONTH}|{_MONTH}[ ]\d{{1,2}}\b)"
)
#: What lines begin with that are each for itself, whatever their length: a date, a day, a place and a date, a label.
_SHAPES = tuple(
    regex(pattern)
    for pattern in (
        rf"{_DATE}",
        rf"{_DAY}(?=,?[ ](?:\d|[–—-][ ])|:)",
        rf"[A-Z][\w ’'&/-]{{1,40}},[ ]{_DATE}",
        r"(?:[A-Z0-9][\w’'&/.-]*)(?:[ ][\w’'&/-]+){0,3}:[ ]\S",
    )
)
_CLOSES = frozenset("WBKRYTMALCSIHU")
#: How letters end.
_CLOSING = regex(
    r"(?:(?i:warm(?:est)?|best|kind(?:est)?|very best|with (?:warm|best|kind)(?:est)?|all good)[ ](?i:wishes|regards)"
    r"|(?:Best|Regards|Warmly|Yours(?:[ ](?:sincerely|faithfully|truly|ever|in solidarity))?|Sincerely|Love"
    r"|With (?:love|thanks)"
    r"|(?:Many )?[Tt]hanks(?: again)?|All the best|Cheers|In solidarity|Solidarity|Take care"
    r"|Until (?:then|next (?:month|time|week))"
    r"|See you (?:soon|there)|Hugs)),"
)
_NAME = regex(r"[A-Z][^.!?:;]*$")
#: Told in `left_by_tools`.
_CHAT = regex(CHAT_STAMP)
_BEGINS = regex(r"[A-Z0-9£“‘\"']")
_BULLET = regex(r"[\W_]*|\(?\w{1,3}[.)]")
_BREAK = "put a backslash at the end of each line but the last, to break it there"
_COLUMN = regex(r"[ ]{3,}|\t+")
_PARTED = regex(r"\](?P<words>)\n[ \t>]*\((?P<address>(?:https?://|mailto:|[^\s()]*\.md)[^\s()]*)\)")


def run_on(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Of a block of words whose lines were to be kept: told at the first."""
    content = token.content
    if content[:2] == "--" and content.partition("\n")[0].rstrip() == "--":
        message = "`--` is shown as a dash"
        hint = "take the line out: a mail program puts it above a signature"
        yield lines.told((token.map or (0, 1))[0], "--", "leftover-markup", message, hint)
        return
    if "\n" not in content:
        return
    if "]\n" in content and (found := _PARTED.search(content)):
        first, end = token.map or (0, 1)
        written = f"({found['address']})"
        line = lines.nearest(written, first, end)
        message = "the address of a link stands on the next line, and makes none of it"
        hint = f"put both on one line, with no space between: `[words]{written}`"
        yield lines.told(line, written, "leftover-markup", message, hint)
        return
    first, end = token.map or (0, 1)
    rows = content.split("\n")
    if "\t" in content or "   " in content:
        cells = [_COLUMN.split(row.strip()) for row in rows]
        if _is_table(cells):
            yield _no_table(first, cells[0], lines)
            return
    if " | " in content:
        cells = [[cell.strip() for cell in row.split(" | ")] for row in rows]
        if _is_table(cells) and content[0] != "|":
            yield _no_table(first, cells[0], lines)
            return
    if _is_verse(rows, token, lines.lines[first:end]):
        message = "these lines are read on as one: nothing breaks them where they end"
        yield lines.told(first, rows[0].strip(), "leftover-markup", message, _BREAK)
        return
    if any(row[:1] in _CLOSES for row in rows):
        yield from _closing(rows, token, lines)


def _closing(rows: Sequence[str], token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Of the end of a letter, with a name on the next line."""
    first, last = token.map or (0, 1)
    for number, row in enumerate(rows[:-1]):
        name = rows[number + 1].strip()
        if not (found := _CLOSING.fullmatch(row.strip())) or len(name) > _SHORT or not _NAME.match(name):
            continue
        line = lines.nearest(found[0], first + number, last)
        if lines.lines[line].endswith(("  ", "\\")):
            return
        message = f"`{found[0]}` and `{name}` are read on as one: nothing breaks the line between"
        signed = "\\` and `".join(one.strip() for one in rows[number:-1])
        hint = (
            f"put a backslash at its end: `{found[0]}\\`"
            if len(rows) - number == 2
            else f"write `{signed}\\`"
        )
        yield lines.told(line, found[0], "leftover-markup", message, hint)
        return


def _is_table(cells: Sequence[Sequence[str]]) -> bool:
    """Whether all rows have as many cells as the first, and more than one."""
    columns = len(cells[0])
    is_list = all(_BULLET.fullmatch(row[0]) for row in cells)
    return not is_list and len(cells) > 1 < columns and all(len(row) == columns for row in cells)


def _no_table(first: int, cells: Sequence[str], lines: Lines) -> Diagnostic:
    row = f"| {' | '.join(cells)} |"
    dashes = f"|{'---|' * len(cells)}"
    message = "these rows are read on as one: they make no table"
    hint = f"write each row between bars, `{row}`, and `{dashes}` below the first"
    return lines.told(first, lines.lines[first].strip(" >\t"), "leftover-markup", message, hint)


def _is_verse(rows: Sequence[str], token: Token, typed: Sequence[str]) -> bool:
    """Whether all lines are evidently separate, and nothing breaks them."""
    if any(line.endswith(("  ", "\\")) for line in typed) or _CHAT.match(rows[0]):
        return False
    if all(_LABEL.match(row) for row in rows) or all(_WORD_LABEL.match(row) for row in rows):
        return True
    if rows[0][:1].isupper() or rows[0][:1].isdigit():
        shape = next((one for one in _SHAPES if one.match(rows[0])), None)
        if shape and all(shape.match(row) for row in rows):
            return True
    if len(rows) < _FEWEST or len(rows[0]) > _LONGEST:
        return False
    said = _said(token.children or ()).split("\n")
    return all(len(row) <= _SHORT and _BEGINS.match(row) and not _END.search(row) for row in said)


def _said(children: Sequence[Token]) -> str:
    """The words of a block, a line each."""
    return "".join(
        "\n" if child.type == "softbreak" else "![" if child.type == "image" else child.content
        for child in children
    )
