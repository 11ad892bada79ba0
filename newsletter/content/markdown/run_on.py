"""Lines that were to stand each on its own, and are read on as one paragraph: addresses, answers, columns.

Serves `signs`. GitHub's preview does the same with them.
"""

from __future__ import annotations

from collections.abc import Sequence

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
#: A line of what stands above a mail.
MAIL_HEAD = regex(r"[ \t>]*(?:\*\*|__)?(?:From|Sent|To|Cc|Bcc|Subject|Date|Reply-To)[ ]?:(?:\*\*|__)?[ ]?\S")
#: What a programme of an evening has not, though it may run from and to.
_OF_MAIL = regex(r"^\W*(?:Sent|Subject|Cc|Bcc|Reply-To)[ ]?:|@")
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
    r"|See you (?:soon|there)|Hugs)),?"
)
#: Who said what stands above, behind a dash.
_WHO = regex(
    r"(?:-{2,3}|[–—])[ ]?(?P<who>[A-Z][\w.’'-]*(?:[ ](?:de|van|von|of|[A-Z][\w.’'-]*)){0,4}(?:,[ ][^.!?\n]{2,60})?)"
)
_SAID = regex(r"[\"”’'][†*_]*$")
_SIGNATURE = regex(r"[A-Z][\w’'-]*(?:[ ][A-Z][\w.’'-]*){0,3}")
_NAME = regex(r"[A-Z][^.!?:;]*$")
#: Told in `left_by_tools`.
_CHAT = regex(CHAT_STAMP)
_BEGINS = regex(r"[A-Z0-9£“‘\"']")
_BULLET = regex(r"[\W_]*|\(?\w{1,3}[.)]")
_BREAK = "put a backslash at the end of each line but the last, to break it there"
#: A circle of a word processor, and one that stands far from its words, as only those do.
_CIRCLE = regex(r"o[ \t]+(?=\S)")
_FAR_CIRCLE = regex(r"o(?:\t|[ ]{2})[ \t]*(?=\S)")
_ITEM = regex(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ ]+")
_COLUMN = regex(r"[ ]{3,}|\t+")
_PARTED = regex(r"\](?P<words>)\n[ \t>]*\((?P<address>(?:https?://|mailto:|[^\s()]*\.md)[^\s()]*)\)")


def run_on(token: Token, lines: Lines) -> Diagnostic | None:
    """Of a block of words whose lines were to be kept: told at the first, and one thing of each block."""
    first, end = token.map or (0, 1)
    rows = token.content.split("\n")
    if len(rows) == 1:
        return _dash(rows[0], first, lines) or _lone_circle(rows[0], first, lines)
    return (
        _dash(rows[0], first, lines)
        or _parted_link(token.content, first, end, lines)
        or _circles(rows, first, end, lines)
        or _columns(token.content, rows, first, lines)
        or _mail_head(rows, first, lines)
        or _verse(rows, token, lines)
        or _who_said_it(rows, first, end, lines)
        or _closing(rows, first, end, lines)
    )


def _dash(row: str, first: int, lines: Lines) -> Diagnostic | None:
    """Of what mail programs put above a signature."""
    if row.rstrip() != "--":
        return None
    hint = "take the line out: a mail program puts it above a signature"
    return lines.told(first, "--", "leftover-markup", "`--` is shown as a dash", hint)


def _lone_circle(row: str, first: int, lines: Lines) -> Diagnostic | None:
    if row[:1] != "o" or not _FAR_CIRCLE.match(row):
        return None
    message = "a word processor's circle is the letter `o` here"
    return lines.told(first, row, "leftover-markup", message, "begin the item with `- `")


def _parted_link(content: str, first: int, end: int, lines: Lines) -> Diagnostic | None:
    if "]\n" not in content or not (found := _PARTED.search(content)):
        return None
    written = f"({found['address']})"
    message = "the address of a link stands on the next line, and makes none of it"
    hint = f"put both on one line, with no space between: `[words]{written}`"
    return lines.told(lines.nearest(written, first, end), written, "leftover-markup", message, hint)


def _circles(rows: Sequence[str], first: int, end: int, lines: Lines) -> Diagnostic | None:
    """Of items that begin with the letter `o`, a word processor's circle, below another item or words."""
    circles = [row for row in rows if row[:1] == "o" and _CIRCLE.match(row)]
    if len(circles) < 2 and not any(_FAR_CIRCLE.match(row) for row in circles):
        return None
    line = lines.nearest(circles[0].strip(), first, end)
    above = _ITEM.match(lines.lines[first])
    spaces = {2: "two", 3: "three", 4: "four"}.get(len(above[0]), str(len(above[0]))) if above else ""
    hint = "begin each item with `- `" + (f", with {spaces} spaces before that" if above else "")
    if not above and not _CIRCLE.match(rows[0]):
        hint = f"{hint}, and leave a blank line above the first"
    message = "a word processor's circle is the letter `o` here, and these lines are read on as one"
    return lines.told(line, circles[0].strip(), "leftover-markup", message, hint)


def _columns(content: str, rows: Sequence[str], first: int, lines: Lines) -> Diagnostic | None:
    """Of rows whose cells stand apart by spaces, by tabs or by bars."""
    parted = []
    if "\t" in content or "   " in content:
        parted.append([_COLUMN.split(row.strip()) for row in rows])
    if " | " in content and content[0] != "|":
        parted.append([[cell.strip() for cell in row.split(" | ")] for row in rows])
    found = next((cells[0] for cells in parted if _is_table(cells)), None)
    if found is None:
        return None
    row, dashes = f"| {' | '.join(found)} |", f"|{'---|' * len(found)}"
    message = "these rows are read on as one: they make no table"
    hint = f"write each row between bars, `{row}`, and `{dashes}` below the first"
    return lines.told(first, lines.lines[first].strip(" >\t"), "leftover-markup", message, hint)


def _mail_head(rows: Sequence[str], first: int, lines: Lines) -> Diagnostic | None:
    """Of what stands above a mail that was pasted whole: who wrote it to whom, and from which address."""
    if not MAIL_HEAD.match(rows[0]) or not MAIL_HEAD.match(rows[1]) or not any(map(_OF_MAIL.search, rows)):
        return None
    message = "this is the head of a mail, and everybody could read whose addresses stand in it"
    return lines.told(first, rows[0].strip(), "private-address", message, "take these lines out")


def _verse(rows: Sequence[str], token: Token, lines: Lines) -> Diagnostic | None:
    first, end = token.map or (0, 1)
    if not _is_verse(rows, token, lines.lines[first:end]):
        return None
    message = "these lines are read on as one: nothing breaks them where they end"
    return lines.told(first, rows[0].strip(), "leftover-markup", message, _BREAK)


def _who_said_it(rows: Sequence[str], first: int, end: int, lines: Lines) -> Diagnostic | None:
    """Of a name behind a dash, below what they said."""
    last = rows[-1].strip()
    if last[:1] not in ("-", "–", "—") or not (who := _WHO.fullmatch(last)) or not _SAID.search(rows[-2]):
        return None
    line = lines.nearest(last, first, end)
    if lines.lines[line - 1].endswith(("  ", "\\")):
        return None
    message = f"`{who['who']}` is read on behind what was said: nothing breaks the line above"
    hint = "put a backslash at the end of the line above"
    return lines.told(line, last, "leftover-markup", message, hint)


def _closing(rows: Sequence[str], first: int, end: int, lines: Lines) -> Diagnostic | None:
    """Of the end of a letter, with a name on the next line."""
    for number, row in enumerate(rows[:-1]):
        name = rows[number + 1].strip()
        if row[:1] not in _CLOSES or not (found := _CLOSING.fullmatch(row.strip())):
            continue
        if len(name) > _SHORT or not _NAME.match(name):
            continue
        if found[0][-1] != "," and (number + 2 < len(rows) or not _SIGNATURE.fullmatch(name)):
            continue
        line = lines.nearest(found[0], first + number, end)
        if lines.lines[line].endswith(("  ", "\\")):
            return None
        message = f"`{found[0]}` and `{name}` are read on as one: nothing breaks the line between"
        signed = "\\` and `".join(one.strip() for one in rows[number:-1])
        is_last = len(rows) - number == 2
        hint = f"put a backslash at its end: `{found[0]}\\`" if is_last else f"write `{signed}\\`"
        return lines.told(line, found[0], "leftover-markup", message, hint)
    return None


def _is_table(cells: Sequence[Sequence[str]]) -> bool:
    """Whether all rows have as many cells as the first, and more than one."""
    columns = len(cells[0])
    is_list = all(_BULLET.fullmatch(row[0]) for row in cells)
    return not is_list and len(cells) > 1 < columns and all(len(row) == columns for row in cells)


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
