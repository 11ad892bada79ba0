"""Lines such as `[plan]: https://…`, which say where a link leads and are shown nowhere: those nobody meant so.

Serves `signs`. GitHub shows them nowhere, either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_DEFINITION = regex(
    r"[ ]{0,3}\[(?P<label>(?:[^\[\]\\\n]|\\.)+)\]:[ \t]*(?P<to><[^<>\n]*>|\S+)?"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$"
)
#: Characters of a picture written into the text that are pointed at.
_SHOWN = 30
_ADDRESS = regex(r"<?(?:[a-z][a-z0-9+.-]*:|www\.|//|[^\s]*[./#@])", re.IGNORECASE)
#: What shows its lines, or has them as its own.
_BLOCKS = frozenset(
    ("paragraph_open", "heading_open", "fence", "code_block", "html_block", "hr", "table_open")
)
#: What hides a comment from readers, as some write it.
_NOTE = ("#", "<>", "<#>")
_SHORT = regex(r"^\[(?P<short>[A-Z][A-Za-z&-]{0,9}[A-Z])\]:[ ]+(?P<long>\S.*)$")
_USED = regex(r"\[((?:[^\[\]\\\n]|\\.|\n(?!\n))+)\](?!:)")


def lost_definitions(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """Lines that define an address nothing leads to, and words that were taken for one."""
    taken = {
        number for token in tokens if token.map and token.type in _BLOCKS for number in range(*token.map)
    }
    found = [
        (number, match)
        for number, line in enumerate(lines.lines)
        if "]:" in line and number not in taken and (match := _DEFINITION.match(line.lstrip(" >")))
    ]
    if not found:
        return
    used = {_name(m[1]) for n, line in enumerate(lines.lines) if n in taken for m in _USED.finditer(line)}
    used |= {_name(m[1]) for token in tokens if token.type == "inline" for m in _USED.finditer(token.content)}
    words: list[tuple[int, str]] = []
    for number, match in found:
        label, to = match["label"], match["to"] or ""
        if _name(label) in used or to in _NOTE or label in ("//", "comment"):
            continue
        if not to or _ADDRESS.match(to):
            yield _unused(number, label, to, lines)
        else:
            words.append((number, lines.lines[number].strip()))
    if words:
        yield _hidden(words, lines)


def _unused(number: int, label: str, to: str, lines: Lines) -> Diagnostic:
    """An address that no link uses."""
    message = f"`[{label}]` is named as an address, and no link uses it: nothing of this line is shown"
    shown = lines.lines[number].strip()
    hint = f"write `[words]({to.strip('<>')})` where the link is to stand, and take this line out"
    if to.strip("<").lower().startswith("data:"):
        shown = f"[{label}]: {to[:_SHOWN]}"
        hint = "take this line out; a picture stands in a file of its own, beside this one"
    return lines.told(number, shown, "leftover-markup", message, hint)


def _hidden(words: Sequence[tuple[int, str]], lines: Lines) -> Diagnostic:
    """Lines of words that were taken for addresses: told at the first."""
    (number, written), *more = words
    others = ", nor is another such line below" if more else ""
    if len(more) > 1:
        others = f", nor are {len(more)} more such lines"
    message = f"`{written}` is taken for the address of a link, and not shown{others}"
    short = _SHORT.match(written)
    is_short = short and (_is_short(short["short"], short["long"]) or _stands(short["short"], lines))
    hint = (
        f"an abbreviation is told with a star before it: `*{written}`"
        if is_short
        else f"put a backslash before it: `\\{written}`"
    )
    return lines.told(number, written, "leftover-markup", message, hint)


def abbreviation_meant(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A line that says what an abbreviation means, and lacks its star."""
    for number, row in enumerate(token.content.split("\n")):
        if "]:" in row and (found := _SHORT.match(row)) and _is_short(found["short"], found["long"]):
            first, end = token.map or (0, 1)
            line = lines.nearest(row.strip(), first + number, end)
            message = f"`[{found['short']}]:` is shown as it stands"
            hint = f"an abbreviation is told with a star before it, on a line of its own: `*{row.strip()}`"
            yield lines.told(line, row.strip(), "leftover-markup", message, hint)
            return


def _is_short(short: str, long: str) -> bool:
    """Whether the letters of one begin words of the other, in order."""
    first = "".join(word[0] for word in re.findall(r"\w+", long)).casefold()
    rest = iter(first)
    letters = [letter.casefold() for letter in short if letter.isalpha()]
    return bool(first) and first[0] == letters[0] and all(letter in rest for letter in letters)


def _stands(short: str, lines: Lines) -> bool:
    """Whether capitals in brackets stand in the text without them."""
    word = re.compile(rf"(?<![\w\[]){re.escape(short)}(?!\w)")
    return short.isupper() and any(word.search(line) for line in lines.lines)


def _name(label: str) -> str:
    return " ".join(label.casefold().split())
