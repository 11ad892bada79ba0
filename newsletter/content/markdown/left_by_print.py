"""What only a printed page has, in words that are copied from one: its foot, amid a sentence, and figures that are not here.

Serves `signs` and `rendering`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_TITLE = r"[^\n|.!?]{2,80}"
_NUMBER = r"\d{1,4}"
_CAPITALS = r"[A-Z][A-Z ’'&:-]{4,60}[A-Z]"
_PAGE = rf"(?:[Pp]age|PAGE|[Pp]\.)[ ]?{_NUMBER}(?:[ ]?(?:of|/)[ ]?{_NUMBER})?"
#: The foot of a page that can be nothing else, a line of its own.
_CERTAIN = (
    rf"(?:{_TITLE}\|[ ]?)?{_PAGE}(?:[ ]?\|[ ]?{_TITLE})?|{_NUMBER}[ ]?\|[ ]?[Pp][ ]?a[ ]?g[ ]?e"
    rf"|[-–—][ ]?{_NUMBER}[ ]?[-–—]"
)
#: One that may be something else where it stands between whole sentences.
_LOOSE = (
    rf"(?:{_TITLE}[|•·–—-][ ]?)?{_PAGE}(?:[ ]?[•·–—-][ ]?{_TITLE})?|(?:{_TITLE}\|[ ]?)?{_NUMBER}[ ](?:of|/)[ ]{_NUMBER}"
    rf"|{_NUMBER}[ ]{{1,4}}{_CAPITALS}|{_CAPITALS}[ ]{{1,4}}{_NUMBER}"
    rf"|{_NUMBER}|{_TITLE}\|[ ]?{_NUMBER}|{_NUMBER}[ ]?\|[ ]?{_TITLE}|\[{_NUMBER}\]"
)
_ALONE = regex(rf"(?:{_CERTAIN})")
_ANY = regex(rf"^[ ]{{0,3}}(?P<foot>{_CERTAIN}|{_LOOSE})[ ]*$", re.MULTILINE)
#: What has one: a line with a number at one of its ends, and not many characters.
_MAY_BE = regex(
    r"^[ ]{0,3}(?:[-–—\[]?[ ]?\d{1,4}\b|[^\n]{0,90}\d[ ]?[-–—\]]?[ ]*$|[Pp]age |PAGE )", re.MULTILINE
)
_GOES_ON = regex(r"[a-z,;’]$|[a-z]-$")
_LAST = regex(r"\S+(?:[ ]\S+){0,2}$")
_FIRST = regex(r"[ ]{0,3}(?P<words>[a-z][^ \n]*(?:[ ][^ \n]+){0,2})")
_CODE = ("```", "~~~")


class Foot(NamedTuple):
    """The line of a foot, counted from 0, as typed, and the lines and words that it tears apart, if it does."""

    line: int
    written: str
    before: int = -1
    end: str = ""
    after: str = ""

    @property
    def is_torn(self) -> bool:
        """Whether a sentence ends above it and goes on below."""
        return bool(self.end)


def page_feet(text: str) -> tuple[Foot, ...]:
    """The feet of printed pages among the lines of a body; none in almost all."""
    if _MAY_BE.search(text) is None or _ANY.search(text) is None:
        return ()
    lines = text.split("\n")
    return tuple(
        foot
        for number, line in enumerate(lines)
        if (found := _ANY.fullmatch(line)) and (foot := _foot(lines, number, found["foot"]))
    )


def _foot(lines: Sequence[str], number: int, written: str) -> Foot | None:
    above = next((n for n in range(number - 1, -1, -1) if lines[n].strip()), -1)
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    end = lines[above].rstrip() if above >= 0 else ""
    is_apart = (not number or not lines[number - 1].strip()) and not (lines[number + 1 :] or [""])[0].strip()
    first = _FIRST.match(below)
    is_code = sum(line.lstrip().startswith(_CODE) for line in lines[:number]) % 2
    if first and _GOES_ON.search(end) and not end.startswith(("#", "|")) and not is_code:
        last = _LAST.search(end)
        return Foot(number, written, above, last[0] if last else end, first["words"])
    return Foot(number, written) if is_apart and not is_code and _ALONE.fullmatch(written) else None


def without_feet(text: str) -> str:
    """The text with the feet of pages, and only those, left blank."""
    if not (feet := page_feet(text)):
        return text
    lines = text.split("\n")
    for foot in feet:
        lines[foot.line] = " " * len(lines[foot.line])
    return "\n".join(lines)


def feet_told(feet: Iterable[Foot], lines: Lines) -> Iterator[Diagnostic]:
    """What is told of each foot: of one amid a sentence, which words it tears apart."""
    for foot in feet:
        if not foot.is_torn:
            yield lines.told(
                foot.line,
                foot.written,
                "leftover-markup",
                "this is the foot of a printed page",
                "take it out",
            )
            continue
        message = (
            f"this is the foot of a printed page, and stands amid a sentence: `{foot.end}` … `{foot.after}`"
        )
        joined = f"{foot.end[:-1]}{foot.after}" if foot.end.endswith("-") else f"{foot.end} {foot.after}"
        hint = f"take it out, with the empty lines round it: `{joined}`"
        yield lines.told(foot.line, foot.written, "leftover-markup", message, hint)


def beside_feet(found: Iterable[Diagnostic], feet: Iterable[Foot], first_line: int) -> Iterator[Diagnostic]:
    """The same but for what is said of the feet themselves, and of the ends of sentences that they tear."""
    places = {first_line + foot.line for foot in feet}
    ends = {first_line + foot.before for foot in feet} | {first_line + foot.line + 1 for foot in feet}
    ends |= {first_line + foot.line + 2 for foot in feet}
    for one in found:
        is_echo = one.location.line in places or (one.code == "unfinished" and one.location.line in ends)
        if not is_echo:
            yield one


_COUNTED = r"(?:\d{1,2}(?:[.:]\d{1,2})?[a-z]?|[A-Z](?:\d{1,2})?)"
_THING = (
    r"(?:[Ff]igures?|[Ff]igs?\.?|[Tt]ables?|[Cc]harts?|[Gg]raphs?|[Aa]ppendix|[Aa]ppendices|[Aa]nnex(?:es)?|[Bb]ox(?:es)?"
    rf"|[Ee]xhibits?)[ ]{_COUNTED}"
)
_FIGURES = regex(
    rf"\((?:(?:[Ss]ee|[Cc]f\.?|[Aa]s (?:shown )?in|[Ss]hown in)[ ](?:also[ ])?|(?=[Ff]ig|[Tt]able|[Cc]hart))(?P<things>{_THING}"
    rf"(?:(?:,[ ]|[ ]and[ ]|,[ ]and[ ]|[ ]or[ ]|[ ]?[–-][ ]?)(?:{_THING}|{_COUNTED}))*)\)(?!\.?†)"
)
_IMAGE = "!["


def figures_not_here(token: Token, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """Figures, tables and appendices that brackets send readers to, and the page has none: those of what was copied."""
    for found in _FIGURES.finditer(token.content):
        kinds = {name[0].lower() for name in re.findall(r"[A-Za-z]{3,}", found["things"]) if name != "and"}
        if not all(_is_here(kind, tokens, lines) for kind in kinds):
            first, end = token.map or (0, 1)
            message = f"`{found[0]}` leads readers to what stands in another text, and not here"
            hint = "name the text it is in, with its mark, such as `(see figure 3 of the report)[^id]`, or take it out"
            line = lines.nearest(found[0], first, end)
            yield lines.told(line, found[0], "leftover-markup", message, hint)


def _is_here(kind: str, tokens: Sequence[Token], lines: Lines) -> bool:
    """Whether a page has what the words name: a table, a picture, or a heading that begins so."""
    if kind == "t" and ("<table" in lines.text or any(one.type == "table_open" for one in tokens)):
        return True
    if kind in "fcge" and (_IMAGE in lines.text or "<img" in lines.text):
        return True
    headings = (tokens[n + 1].content for n, one in enumerate(tokens) if one.type == "heading_open")
    return any(
        words[:1].lower() == kind and re.match(r"[A-Za-z]+ (?:\d|[A-Z]\b)", words) for words in headings
    )
