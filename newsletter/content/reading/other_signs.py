"""Signs that stand a key away from the one that was meant: where a quotation mark should, and where a pound's sign should.

Serves `put_right`. On a British and an American keyboard `"` and `@` change places, and so do `£` and
`#`; a word processor makes curly marks of straight ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.words.amounts import pounds_meant
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, warning

#: Spaces of other kinds than YAML's one, as word processors and web pages leave them.
ODD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
#: What stands before a value: indent, dashes, a name and its colon, and the space after it.
LEAD = regex(rf"[ \t{ODD}]*(?:-(?: +|[{ODD}]+ *))*(?:[A-Za-z_][\w-]*[{ODD}]*:(?: +|[{ODD}]+ *|$))?")

#: A line that is put right, and what was told of it.
Mended = tuple[str, tuple[Diagnostic, ...]]

#: One of these stands in a line that has marks of another kind.
_SIGNS = frozenset("“”„‘’@#`")
#: A value between marks of which one, or both, are no straight ones.
_MARKED = regex(
    r"[“”„](?P<curly>[^“”„\"\\]+)[“”]|(?P<open>[“”„\"@#])(?P<words>[^“”„\"@#\\]+)(?P<close>[“”\"@#])"
    r"|(?P<single>[‘’])(?P<said>[^‘’'\"\\]+)[’‘]|`(?P<code>[^`\"\\]+)`"
)
#: The same between braces or brackets, and what stands between straight marks there.
_IN_FLOW = regex(
    r"(?:\"[^\"]*\"|'[^']*')(?=\s*[,}\]]|\s*$)|(?<![^\s\[{,])(?P<value>"
    + _MARKED.pattern
    + r")(?=\s*(?:[,}\]]|$))"
)
#: A value between two marks, each typed twice.
_TWICE = regex(
    r"(?<![^\s\[{,])(?:(?P<mark>''|\"\")(?P<words>[^\s'\",\]}][^'\"\\]*)(?P=mark)"
    r"|\"\"(?P<opened>[^\s'\",\]}][^'\"\\]*)\"|\"(?P<closed>[^\s'\",\]}][^'\"\\]*)\"\")(?=\s*(?:[,}\]]|$))"
)
#: A mark that was struck behind the first sign of its value, or before the last.
_LATE = regex(
    r"(?<![^\s\[{,])(?:(?P<sign>[A-Za-z0-9£$€])\"(?P<words>[^\"\\]+)\"|\"(?P<most>[^\"\\]+)\"(?P<last>[\w.%!?)]))"
    r"(?=\s*(?:[,}\]]|$))"
)
#: Fields of which the value is what a source prints: a sum of money, or what else was counted.
_SUM = regex(r"(?:(?<=[\s{,])|^)(?P<name>amount|value): +(?P<sign>#)(?=\d)")
_FOLD = regex(r" *(?:- +)?(?P<name>[a-z_]+): +(?P<sign><-|->|\.-|,-|>_|>=|>–|>0|>--|>>-|>\.|\?-)\s*")
_REST = regex(r".*?(?=, *[a-z_]+: |\s*\}\s*$|\s*$)")


def marks_put_right(line: str, where: Location) -> Mended:
    """The line with straight quotation marks round its values, and what was told of those that were others."""
    told: list[Diagnostic] = []
    if "''" in line or '""' in line:
        line = _once(line, where, told)
    if '"' in line:
        line = _in_turn(line, where, told)
    if not _SIGNS.intersection(line):
        return line, tuple(told)
    for start, found in list(_marked(line)):
        words = next(filter(None, (found[name] for name in ("curly", "words", "said", "code"))))
        mark = "'" if found["single"] or (found["code"] and "'" not in words) else '"'
        written = found["value"] if "value" in found.groupdict() else found[0]
        told.append(
            _told(where._replace(column=start + 1, length=len(words) + 2), written, mark + words + mark)
        )
        line = f"{line[:start]}{mark}{words}{mark}{line[start + len(words) + 2 :]}"
    return line, tuple(told)


def _once(line: str, where: Location, told: list[Diagnostic]) -> str:
    """The line with one mark for two at each end of a value; what is too many becomes a space before it and behind it."""
    lead = LEAD.match(line)
    assert lead is not None, "it matches nothing, too"
    for found in list(_TWICE.finditer(line, lead.end())):
        mark = (found["mark"] or '"')[0]
        words = found["words"] or found["opened"] or found["closed"]
        if not _is_value(line, found.start(), lead.end()):
            continue
        at = where._replace(column=found.start() + 1, length=len(found[0]))
        ends = "at each end" if found["words"] else "at the beginning" if found["opened"] else "at the end"
        message = f"`{mark}` is typed twice {ends} of this value"
        told.append(Diagnostic(at, "bad-yaml", message, f"write {mark}{words}{mark}"))
        before, behind = " " * (not found["closed"]), " " * (not found["opened"])
        line = f"{line[: found.start()]}{before}{mark}{words}{mark}{behind}{line[found.end() :]}"
    return line


def _in_turn(line: str, where: Location, told: list[Diagnostic]) -> str:
    """The line with the marks of a value where they belong, of which one was struck before its turn or behind it."""
    lead = LEAD.match(line)
    assert lead is not None, "it matches nothing, too"
    for found in _LATE.finditer(line, lead.end()):
        if not _is_value(line, found.start(), lead.end()):
            continue
        words = f"{found['sign']}{found['words']}" if found["sign"] else f"{found['most']}{found['last']}"
        at = where._replace(column=found.start() + 1, length=len(found[0]))
        message = "a quotation mark stands within the word that it should stand beside"
        told.append(Diagnostic(at, "bad-yaml", message, f'write "{words}"'))
        line = f'{line[: found.start()]}"{words}"{line[found.end() :]}'
    return line


def _is_value(line: str, start: int, lead: int) -> bool:
    """Whether a value begins at `start`, behind the name or between brackets."""
    return start == lead or line[:start].rstrip()[-1:] in ("[", "{", ",", ":")


def _marked(line: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Each value between marks of another kind, and where it begins."""
    lead = LEAD.match(line)
    assert lead is not None, "it matches nothing, too"
    start = lead.end()
    if line[start : start + 1] not in ("[", "{"):
        found = _MARKED.fullmatch(line, start, len(line.rstrip()))
        if found and not found["open"] == found["close"] == '"':
            yield start, found
        return
    for one in _IN_FLOW.finditer(line, start):
        is_value = one["value"] and line[: one.start()].rstrip()[-1:] in ("[", "{", ",", ":")
        if is_value and not one["open"] == one["close"] == '"':
            yield one.start(), one


def _told(where: Location, written: str, meant: str) -> Diagnostic:
    """What to say of a value between marks of another kind."""
    signs = {written[0], written[-1]} - {'"'}
    if signs <= {*"“”„‘’"}:
        message = "curly quotation marks round a value were taken for straight ones"
        hint = f"write {meant}; to show readers the marks, put straight ones round them"
        return warning(where, "curly-quotes", message, hint)
    shown = " and ".join("a backtick" if sign == "`" else f"`{sign}`" for sign in sorted(signs))
    message = f"{shown} {'stand' if len(signs) > 1 else 'stands'} where a quotation mark should"
    return Diagnostic(where, "bad-yaml", message, f"write {meant}")


def folds_put_right(line: str, where: Location) -> Mended:
    """The line with `>-` behind its name where a key beside one of the two was struck."""
    found = _FOLD.fullmatch(line)
    if found is None:
        return line, ()
    written = found["sign"]
    at = where._replace(column=found.start("sign") + 1, length=2)
    message = f"`{written}` begins no text on the lines below"
    told = Diagnostic(at, "bad-yaml", message, f"write `{found['name']}: >-`")
    return f"{line[: found.start('sign')]}>-", (told,)


def pounds_put_right(line: str, where: Location) -> Mended:
    """The line with a pound's sign before a sum that has `#` in its place, which would begin a comment."""
    found = _SUM.search(line) if "#" in line else None
    if found is None:
        return line, ()
    at = found.start("sign")
    rest = _REST.match(line, at)
    written = rest[0] if rest else line[at:]
    meant = pounds_meant(written, is_sum=found["name"] == "amount")
    if meant is None:
        return line, ()
    mended = f"{line[:at]}£{line[at + 1 :]}"
    if "{" in line[:at] and "," in written:
        return mended, ()  # the comma is told, with the whole of the value
    place = where._replace(column=at + 1, length=len(written))
    message = f"`{written}` has no currency: `#` stands where `£` should"
    return mended, (Diagnostic(place, "bad-number", message, f'write "{meant}"'),)
