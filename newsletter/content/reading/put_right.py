"""Signs that an editor sees as YAML's and YAML does not: put right in place, so that every column holds.

Serves `yaml_fields`, before YAML is asked. What is a slip is told; a space that nobody can see at
the end of a value is taken as it was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsletter.content.reading import known_names
from newsletter.content.reading.other_signs import (
    LEAD,
    ODD,
    Mended,
    folds_put_right,
    marks_put_right,
    pounds_put_right,
)
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location

#: What has no width at all.
_UNSEEN = "\u200b\u200e\u200f\u2060\u00ad"
_ODD_SPACE = regex(f"[{ODD}{_UNSEEN}]")
#: From where a row of spaces begins: asked at each of them, a row of 20,000 took two seconds.
_AT_THE_END = regex(f"(?<![ {ODD}{_UNSEEN}])[ {ODD}{_UNSEEN}]+$")
_UNSEEN_FIRST = regex(f"[{_UNSEEN}][{ODD}{_UNSEEN}]*")
#: The same beside the signs of brackets and braces, but not within quotation marks.
_AT_BRACKETS = regex(
    rf"(?P<quoted>\"[^\"]*\"|'[^']*')|(?<=[\[{{,:])[ {ODD}{_UNSEEN}]+|(?<![ {ODD}{_UNSEEN}])[ {ODD}{_UNSEEN}]+(?=[\]}},])"
)
#: One of these stands in a line that is put right, but for spaces: few front matters have any.
_SIGNS = (
    "“",
    "”",
    "„",
    "‘",
    "@",
    "`",
    "''",
    '""',
    ' "#',
    "#\n",
    "#,",
    "#}",
    "#]",
    "<!--",
    "// ",
    "//\n",
    "/*",
    "* ",
    " *",
    "•",
    "·",
    "‣",
    "◦",
    "▪",
    "– ",
    "— ",
    "+ ",
    " #",
    "[#",
)
#: The same, of signs that stand in many: a mark within a word, and the sign of a text below that is none.
_SIGNS_AMISS = regex(r"[A-Za-z0-9£$€]\"[A-Za-z0-9]|\"[\w.%!?)] *[,}\]\n]|: +(?:[<.,?]-|->|>[_=–0.>]|>--) *\n")
_COMMENT = regex(r" *(?:<!--|//(?: |$)|/\*)")
_BEHIND = regex(r"\s+(?P<comment><!--(?P<words>.*?)-->)\s*$")
_BULLET = regex(r" *(?:(?P<sign>[*•·‣◦▪–—+])(?:(?P<gap>[ \t]+)|(?<= .)(?<! \*\*))(?=[^\s*]))")
_OPENER = regex(r" *(?:- +)?(?P<name>[A-Za-z_][\w-]*): *")
_HASH_NUMBER = regex(r" *(?:- +)?(?P<name>[A-Za-z_][\w-]*): +(?P<sign>#)(?P<number>[0-9]+)\s*$")
_HASH_KEYS = regex(
    r" *(?P<name>[A-Za-z_][\w-]*): +(?:\[ *)?(?P<keys>#[\w-]+(?:[\s,]+#?[\w-]+)*)[\s,]*(?:\]\s*)?"
)
_HASH_ENTRY = regex(r" *- +(?P<sign>#)(?P<key>[\w-]+)\s*$")
_HASH = "`#` begins a comment here, and the value ends before it"
#: Characters of a value that a hint repeats.
_SHOWN = 60
_BLOCK = regex(r"(?:^|[:-] +)[|>][-+0-9]*(?:\s+#.*)?\s*$")


def put_right(text: str, path: str, first_line: int) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text with YAML's own signs where others stood for them, and what was told of it.

    What stands in it keeps its column. What stands below `|` or `>` is a value, and stays.
    """
    if not (any(sign in text for sign in _SIGNS) or _SIGNS_AMISS.search(text) or _ODD_SPACE.search(text)):
        return text, ()
    told: list[Diagnostic] = []
    lines = text.split("\n")
    bullets, keys = _Run(), _Run()
    in_comment = False
    for row in outside_blocks(lines):
        line, where = lines[row], Location(path, first_line + row)
        if in_comment or _COMMENT.match(line):
            told += () if in_comment else (_comment_told(where, line),)
            in_comment = _goes_on(lines, row, in_comment)
            lines[row] = "#"
            continue
        if line.lstrip().startswith("#"):
            continue
        line, found = _plain_spaces(line, where)
        told += found
        line, found = _bullet_put_right(lines, row, line, where, bullets)
        told += found
        line, found = _keys_put_right(lines, row, line, where, keys)
        told += found
        for mend in (_number_put_right, _comment_behind, folds_put_right, marks_put_right, pounds_put_right):
            line, found = mend(line, where)
            told += found
        lines[row] = line
    return "\n".join(lines), tuple(told)


class _Run:
    """Entries of one list that go wrong in one way: told at the first of them. `indent` is theirs."""

    def __init__(self) -> None:
        self.indent = -1


def _plain_spaces(line: str, where: Location) -> Mended:
    """The line with plain spaces where its value begins; those at its end, which nobody sees, are as they were meant."""
    if not _ODD_SPACE.search(line):
        return line, ()
    line = _AT_THE_END.sub(lambda odd: " " * len(odd[0]), line)
    lead = LEAD.match(line)
    assert lead is not None, "it matches nothing, too"
    unseen = _UNSEEN_FIRST.match(line, lead.end())
    if unseen:
        line = line[: lead.end()] + " " * len(unseen[0]) + line[unseen.end() :]
    if line[lead.end() : lead.end() + 1] in ("[", "{"):
        line = _AT_BRACKETS.sub(lambda odd: odd["quoted"] or " " * len(odd[0]), line)
    odd = _ODD_SPACE.search(lead[0])
    if odd is None:
        return line, ()
    what = "a non-breaking space" if odd[0] == "\u00a0" else f"a space of another kind (U+{ord(odd[0]):04X})"
    message = f"{what} stands where a plain one should"
    hint = "delete all the space up to the next word, and type it anew"
    told = Diagnostic(where._replace(column=odd.start() + 1), "odd-space", message, hint)
    return _ODD_SPACE.sub(" ", lead[0]) + line[lead.end() :], (told,)


def _comment_told(where: Location, line: str) -> Diagnostic:
    """What to say of a comment as HTML or a program has it, on a line of its own."""
    words = line.strip().strip("<!->/*").strip()
    hint = f"write `# {words}`" if words else "begin each of its lines with `#`"
    column = len(line) - len(line.lstrip()) + 1
    at = where._replace(column=column, length=len(line.strip()))
    return Diagnostic(at, "bad-yaml", "a comment begins with `#` here", hint)


def _goes_on(lines: Sequence[str], row: int, in_comment: bool) -> bool:
    """Whether a comment that began here, or above, has its end on a line below."""
    line = lines[row]
    end = "*/" if "/*" in line else "-->"
    if not in_comment and line.lstrip().startswith("//"):
        return False
    return not any(one in line for one in ("-->", "*/")) and any(end in below for below in lines[row + 1 :])


def _comment_behind(line: str, where: Location) -> Mended:
    """A comment as HTML has it, behind a value."""
    found = _BEHIND.search(line) if "<!--" in line else None
    if found is None:
        return line, ()
    message = "a comment stands behind this value"
    words = found["words"].strip()
    hint = f"put it on a line of its own: `# {words}`" if words else "take it out"
    at = where._replace(column=found.start("comment") + 1, length=len(found["comment"]))
    return line[: found.start()], (Diagnostic(at, "stray-comment", message, hint),)


def _number_put_right(line: str, where: Location) -> Mended:
    """`number: #3`, where a number is wanted and nothing else."""
    found = _HASH_NUMBER.match(line)
    if found is None or not known_names.is_number(found["name"]):
        return line, ()
    number = found["number"]
    at = where._replace(column=found.start("sign") + 1, length=len(number) + 1)
    told = Diagnostic(at, "bad-number", f"`#{number}` is not a number", f"write {number}")
    return line.replace("#", " ", 1), (told,)


def _bullet_put_right(lines: Sequence[str], row: int, line: str, where: Location, run: _Run) -> Mended:
    """An entry of a list that begins with another sign than a hyphen; the first of them is told."""
    indent = _indent(line)
    found = _BULLET.match(line)
    if found is None or (run.indent != indent and not _is_in_a_list(lines, row)):
        run.indent = run.indent if line.strip() and indent > run.indent else -1
        return line, ()
    is_first, run.indent = run.indent != indent, indent
    gap, words = found["gap"], line[found.end() :].strip()
    start = " " * indent + "-" + " " * len(gap) if gap else " " * (indent - 1) + "- "
    line = start + line[found.end() :]
    if not is_first:
        return line, ()
    shown = f"`- {words}`" if len(words) <= _SHOWN else "`- ` in its place"
    hint = f"write {shown}, and so each entry of the list"
    at = where._replace(column=indent + 1)
    message = f"an entry of a list begins with `- ` here, not with `{found['sign']}`"
    return line, (Diagnostic(at, "bad-yaml", message, hint),)


def _is_in_a_list(lines: Sequence[str], row: int) -> bool:
    """Whether an entry of a list can stand in this row: one does above it, or the name of a list alone."""
    indent = _indent(lines[row])
    above = next((line for line in reversed(lines[:row]) if line.strip() and _indent(line) <= indent), "")
    return (above.lstrip().startswith("- ") and _indent(above) == indent) or known_names.is_list(
        owner(lines, row)
    )


def _keys_put_right(lines: Sequence[str], row: int, line: str, where: Location, run: _Run) -> Mended:
    """Keys with a `#` before each, as tags are written elsewhere."""
    entry = _HASH_ENTRY.match(line)
    if entry:
        is_first = run.indent != entry.start("sign")
        if not known_names.is_list_of_keys(owner(lines, row)):
            return line, ()
        run.indent = entry.start("sign")
        at = where._replace(column=entry.start("sign") + 1, length=len(entry["key"]) + 1)
        told = Diagnostic(at, "stray-comment", _HASH, f"write `- {entry['key']}`, without the `#`")
        return line.replace("#", " ", 1), (told,) if is_first else ()
    run.indent = -1
    found = _HASH_KEYS.fullmatch(line)
    if found is None or not known_names.is_list_of_keys(found["name"]):
        return line, ()
    first = found.start("keys")
    words = tuple(re.finditer(r"[\w-]+", line[first:]))
    hint = f"write `{found['name']}: [{', '.join(word[0] for word in words)}]`"
    at = where._replace(column=line.index("#") + 1, length=len(line.rstrip()) - line.index("#"))
    mended = re.sub(r"[^\w-]", " ", line[first:])
    for word in words[:-1]:
        mended = f"{mended[: word.end()]},{mended[word.end() + 1 :]}"
    opened = line[:first].rstrip().removesuffix("[").rstrip()
    whole = f"{opened}{' ' * (first - len(opened))}[{mended[1:].rstrip()}]"
    return whole, (Diagnostic(at, "stray-comment", _HASH, hint),)


def owner(lines: Sequence[str], row: int) -> str:
    """The name of the list that the entry in this row stands in, if nothing stands behind it on its line."""
    indent = _indent(lines[row])
    above = (line for line in reversed(lines[:row]) if line.strip() and _indent(line) <= indent)
    opener = _OPENER.fullmatch(next((line for line in above if not line.lstrip().startswith("-")), ""))
    return opener["name"] if opener else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def outside_blocks(lines: Sequence[str]) -> Iterator[int]:
    """The rows that are no part of a text below `|` or `>`: one goes on as far in as its first line stands."""
    parent, text = -1, 0
    for row, line in enumerate(lines):
        indent = _indent(line)
        if parent >= 0:
            text = text or (indent if line.strip() else 0)
            if not line.strip() or (indent > parent and indent >= text):
                continue
        parent, text = indent if _BLOCK.search(line) and not line.lstrip().startswith("#") else -1, 0
        yield row
