"""One list of diagnostics, three ways to show it: a terminal, GitHub, a program."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from newsletter.told.codes import Code
from newsletter.told.comparing import Change
from newsletter.told.diagnostics import Diagnostic, Severity, has_errors

#: GitHub shows ten annotations of each severity for a step, and drops the rest unseen.
#: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
GITHUB_SHOWS = 10

_GITHUB_NAMES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_TONES = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}

#: Bytes. GitHub drops a summary of more than 1 MiB whole; this leaves room for other steps' words.
_SUMMARY_HOLDS = 900_000
_MEANING = (
    "An error has to be mended before anything is published; a warning asks you to look again. "
    "The number after a file's name is the line.\n\n"
)
_HIDES = "\nAn older error can keep the check from going on to the end: what else there is shows once it is mended.\n"
#: Warnings of one code that are shown where not all are asked for: a library may have thousands.
FEW = 3
_TAB_WIDTH = 4
_WIDEST_EXCERPT = 160


def as_terminal(
    diagnostics: Sequence[Diagnostic], read_line: Callable[[str, int], str | None], *, color: bool = False
) -> str:
    """Each diagnostic with its line and a caret under the place. `read_line` gives a file's line, or None."""
    return "\n".join(_terminal_entry(diagnostic, read_line, color) for diagnostic in diagnostics)


def as_json(diagnostics: Sequence[Diagnostic], change: Change | None = None) -> str:
    """A JSON object: {"version": 1, "diagnostics": [{"file", "line", "column", "code", …}]}.

    Of a `change`, each row says with "is_new" whether it brought the mistake.
    """
    new = frozenset(change.new) if change else frozenset()
    rows = [
        {
            "file": d.location.file,
            "line": d.location.line,
            "column": d.location.column,
            "code": d.code,
            "severity": d.severity.value,
            "message": d.message,
            "hint": d.hint,
            **({"is_new": d in new} if change else {}),
        }
        for d in diagnostics
    ]
    return json.dumps({"version": 1, "diagnostics": rows}, ensure_ascii=False, indent=2) + "\n"


def as_github(diagnostics: Sequence[Diagnostic], changed: Collection[str]) -> str:
    """Workflow commands, those of `changed` files first, as many of each severity as GitHub shows."""
    first = sorted(diagnostics, key=lambda d: d.location.file not in changed)
    return "".join(
        _github_commands(name, [d for d in first if d.severity is severity])
        for severity, name in _GITHUB_NAMES.items()
    )


def as_github_of_change(change: Change) -> str:
    """The same of a change: what it brought by severity, what is older as notices, which make nobody red."""
    older = sorted(change.old, key=lambda d: d.location.file not in change.files)
    return as_github(change.new, change.files) + _github_commands("notice", older, " (older)")


def as_step_summary(diagnostics: Sequence[Diagnostic]) -> str:
    """All of them as a Markdown table, for the page of a GitHub run."""
    return f"### {_capital(counted(diagnostics))}\n\n" + _table(diagnostics, _SUMMARY_HOLDS)


def as_step_summary_of_change(change: Change) -> str:
    """The same of a change: what it brought, and folded away what is older."""
    text = f"### This change brings {counted(change.new)}\n\n" + _table(change.new, _SUMMARY_HOLDS // 2)
    if not change.old:
        return text
    hides = _HIDES if has_errors(change.old) else ""
    return (
        f"{text}{hides}\n<details><summary>Not of this change: {counted(change.old)}</summary>\n\n"
        f"{_table(change.old, _SUMMARY_HOLDS // 2)}\n</details>\n"
    )


def first_few(diagnostics: Sequence[Diagnostic]) -> tuple[list[Diagnostic], Counter[Code]]:
    """All errors and the first few warnings of each code, in order; and how many more warnings there are of each."""
    shown: list[Diagnostic] = []
    seen: Counter[Code] = Counter()
    for diagnostic in diagnostics:
        if diagnostic.severity is Severity.WARNING:
            seen[diagnostic.code] += 1
        if diagnostic.severity is not Severity.WARNING or seen[diagnostic.code] <= FEW:
            shown.append(diagnostic)
    return shown, Counter({code: count - FEW for code, count in seen.items() if count > FEW})


def a_line_a_code(diagnostics: Sequence[Diagnostic]) -> str:
    """How many there are of each code, the most first, and where the first of them is."""
    counts = Counter(diagnostic.code for diagnostic in diagnostics)
    first = {diagnostic.code: diagnostic for diagnostic in reversed(diagnostics)}
    lines = []
    for code, count in counts.most_common():
        where, severity = first[code].location, first[code].severity
        many = f"{count:,} {severity}s, the first at " if count > 1 else f"{severity}: "
        lines.append(f"{code}: {many}{where.file}:{where.line}:{where.column}\n")
    return "".join(lines)


def counted(diagnostics: Sequence[Diagnostic]) -> str:
    """How many of each: `2 errors and 1 warning`, or `nothing to mend`, which notes leave to say."""
    counts = Counter(d.severity for d in diagnostics)
    parts = [
        f"{counts[s]:,} {s}{'s' if counts[s] > 1 else ''}"
        for s in Severity
        if counts[s] and s is not Severity.NOTE
    ]
    return " and ".join(parts) or "nothing to mend"


def _terminal_entry(diagnostic: Diagnostic, read_line: Callable[[str, int], str | None], color: bool) -> str:
    where = diagnostic.location
    paint = _painted if color else _unpainted
    tone = _TONES[diagnostic.severity]
    label = paint(f"{diagnostic.severity}[{diagnostic.code}]", tone)
    lines = [
        f"{paint(f'{where.file}:{where.line}:{where.column}', '1')}: {label}: {one_line(diagnostic.message)}"
    ]
    text = read_line(where.file, where.line)
    if text and text.strip() and _is_readable(text):
        excerpt, caret, length = _excerpt(text, where.column, where.length)
        gutter = f"{where.line:>4} | "
        lines += [gutter + excerpt, " " * (len(gutter) - 2) + "| " + " " * caret + paint("^" * length, tone)]
    if diagnostic.hint:
        lines.append(f"  hint: {one_line(diagnostic.hint)}")
    return "\n".join(lines) + "\n"


def _is_readable(text: str) -> bool:
    """Whether a line is words: of what another program wrote, nobody is shown signs that say nothing."""
    odd = sum((not c.isprintable() and not c.isspace()) or c == "\ufffd" for c in text)
    return odd <= max(2, len(text) // 10)


def _excerpt(text: str, column: int, length: int) -> tuple[str, int, int]:
    """The part of a line round a column (from 1), where the caret begins (from 0) and how wide it is."""
    text = "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in text.rstrip("\n"))
    start = min(column - 1, len(text))
    before = text[:start].expandtabs(_TAB_WIDTH)
    whole = before + text[start:].expandtabs(_TAB_WIDTH)
    caret = len(before)
    cut = max(0, caret - _WIDEST_EXCERPT // 2) if len(whole) > _WIDEST_EXCERPT else 0
    shown = whole[cut : cut + _WIDEST_EXCERPT]
    if cut:
        shown = "…" + shown[1:]
    return shown, caret - cut, max(1, min(length, len(shown) - (caret - cut)))


def _github_commands(name: str, diagnostics: Sequence[Diagnostic], remark: str = "") -> str:
    return "".join(_github_command(name, d, remark) for d in diagnostics[:GITHUB_SHOWS])


def _github_command(name: str, diagnostic: Diagnostic, remark: str) -> str:
    where = diagnostic.location
    properties = {
        "file": where.file,
        "line": str(where.line),
        "col": str(where.column),
        "title": diagnostic.code + remark,
    }
    written = ",".join(f"{key}={_escaped(value, also=',:')}" for key, value in properties.items())
    hint = f"\n{diagnostic.hint}" if diagnostic.hint else ""
    return f"::{name} {written}::{_escaped(diagnostic.message + hint)}\n"


def _escaped(text: str, also: str = "") -> str:
    """As GitHub asks: % and line ends in all values, comma and colon in properties too."""
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + also else c for c in text)


def _table(diagnostics: Sequence[Diagnostic], most: int) -> str:
    """A Markdown table of `most` bytes, with a line for a reader who has never seen one; nothing of nothing."""
    if not diagnostics:
        return ""
    rows = [_MEANING, "| where | | what | what to do |\n|---|---|---|---|\n"]
    size = len("".join(rows).encode())
    for number, d in enumerate(diagnostics):
        where = _cell(f"{d.location.file}:{d.location.line}")
        row = f"| {where} | {d.severity} | {_cell(d.message)} | {_cell(d.hint)} |\n"
        size += len(row.encode())
        if size > most:
            rows.append(f"\n… and {len(diagnostics) - number:,} more.\n")
            break
        rows.append(row)
    return "".join(rows)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _cell(text: str) -> str:
    """A cell of a Markdown table: what stands between backticks as code, no other mark with a meaning."""
    pieces = one_line(text).split("`")
    if len(pieces) % 2 == 0:  # a backtick of the author's own
        pieces = [one_line(text)]
    return "".join(
        f"<code>{_literal(piece)}</code>" if number % 2 else _literal(piece)
        for number, piece in enumerate(pieces)
    )


def _literal(text: str) -> str:
    return re.sub(r"[^\w\s.,:;/-]|_", lambda match: f"&#{ord(match.group())};", text)


def one_line(text: str) -> str:
    """One line, without what could move a cursor or colour a screen."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def _painted(text: str, tone: str) -> str:
    return f"\x1b[{tone}m{text}\x1b[0m"


def _unpainted(text: str, _tone: str) -> str:
    return text
