"""Lines such as `[plan]: https://…`, which say where a link leads and are shown nowhere: those nobody meant so.

Serves `signs`. GitHub shows them nowhere, either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, nearest

_DEFINITION = regex(
    r"[ ]{0,3}\[(?P<label>(?:[^\[\]\\\n]|\\.)+)\]:[ \t]*(?P<to><[^<>\n]*>|\S+)?"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$"
)
#: A line that was to be one, with another sign for the colon or the brackets, or signs before it.
_ALMOST = regex(
    r"[\s>#\\*-]*[\[({\"]?[ ]?(?P<label>[\w][\w ’'.-]{0,60}?)[ ]?[\])}\"]?[ ]?"
    r"[:;=.]?[ ]+<?(?P<to>(?:https?://|[\w./-]+\.md)[^\s<>]*)>?[ ]*"
)
_ITEM = regex(r"[ >]*(?:[-*+]|\d{1,9}[.)])[ ]+")
_APART = regex(r"\[(?P<words>[^\[\]\n^]+)\][ ]\[(?P<label>[^\[\]\n^]+)\](?![(:\[])")
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
    yield from _in_items(taken, lines)
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
            if _is_meant(label, used, found):
                continue  # told where the link is
            yield _unused(number, label, to, lines)
        else:
            words.append((number, lines.lines[number].strip()))
    if words:
        yield _hidden(words, lines)


def _in_items(taken: Collection[int], lines: Lines) -> Iterator[Diagnostic]:
    """An item that only names an address: nothing of it is shown but its dot."""
    for number, line in enumerate(lines.lines):
        item = _ITEM.match(line) if "]:" in line and number not in taken else None
        if item and (found := _DEFINITION.match(line, item.end())):
            message = f"`{line.strip()}` names an address, and the item it stands in is empty"
            right = f"{item[0].strip()} [{found['label']}]({(found['to'] or 'address').strip('<>')})"
            yield lines.told(number, line.strip(), "leftover-markup", message, f"write `{right}`")


def words_apart(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Words in brackets before a link that is named so: a space parts the two, and the name is shown."""
    for found in _APART.finditer(token.content):
        label = _name(found["label"])
        if any(_name(m["label"]) == label for m in map(_DEFINITION.match, lines.lines) if m):
            first, end = token.map or (0, 1)
            message = f"`{found['label']}` is shown as the words of this link: a space parts it from them"
            hint = f"write `[{found['words']}][{found['label']}]`"
            line = lines.nearest(found[0], first, end)
            yield lines.told(line, found[0], "leftover-markup", message, hint)


def _is_meant(label: str, used: set[str], found: Sequence[tuple[int, re.Match[str]]]) -> bool:
    """Whether a link names this address in other letters, and none in these."""
    known = {_name(match["label"]) for _, match in found}
    return any(nearest(one, [_name(label)]) for one in used - known)


def defined_as(label: str, text: str) -> str:
    """What to type where a link names an address that is not there: the name of one that is, or a line put right."""
    known = {
        _name(found["label"]): found["label"] for found in map(_DEFINITION.match, text.split("\n")) if found
    }
    if near := nearest(_name(label), known):
        return (
            f"`[words][{known[near]}]`: so the line below names its address" if near != _name(label) else ""
        )
    for row in text.split("\n"):
        meant = _ALMOST.fullmatch(row)
        if meant and _name(meant["label"]) == _name(label):
            return f"the line that names the address as `[{label}]: {meant['to']}`, at the margin"
    return ""


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
