"""Blocks that Markdown makes of words which were meant as words, or breaks off: nothing shows what was typed.

Serves `signs`. GitHub's preview makes the same of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.headings_meant import (
    SENTENCE_END,
    is_by_dashes,
    name_left_open,
    sign_for_sign,
)
from newsletter.content.markdown.lazy_lines import is_begun_anew
from newsletter.content.words.marks import MARK
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: A mark behind words; code may show one that stands alone.
_A_MARK = regex(rf"[\w.,;:!?…)’”\"'%]({MARK})")
#: What code is made of and sentences are not.
_CODE = regex(r"[{}<>=|\\#$~`]|\(\)|::|->|(?<!:)//|;[ ]*$|^[ ]*[-\w./]+:[ ]", re.MULTILINE)
_SENTENCE = regex(
    r"[“‘\"'(*_\[]*[A-Z][\w’',;:()“”‘\"*_\[\]–—-]*(?:\s+[\w’',;:()“”‘\"£€%.!?…*_@&/\[\]–—-]+){3,}"
    r"(?<=[.!?…'\"’”)*_])$"
)
#: "More than" at the beginning of a line, and a sum behind it.
_MORE_THAN = regex(
    r"[ ]*(?:(?:[-*+]|\d{1,9}[.)])[ ]+)?"
    r"(>[ ]?(?:[£$€]\d[\d.,]*|\d[\d.,]*[ ]?(?:%|(?:per cent|percent|years?|people|members|times)\b)))"
)
#: A number to ring, and one below nought.
_RING = regex(r"[ ]{0,3}(\+)([ ]+)(\d{1,3}[ ()-]+\d[\d ()-]{5,})")
_BELOW = regex(r"[ ]{0,3}([-+])([ ]+)(\d[\d.,]*)(?=[ ]?(?:%|°|per cent|degrees))")
_HEADING = regex(r"#{2,6}[ ]+[A-Z][^\n=(){};]*")
_SET_IN = regex(r"!\[[^\[\]\n]*\]\([^()\n]+\).*|>[ ][A-Z“\"][^\n{};]*[ ][^\n{};]*[.!?][^\s{};]*")
_QUOTED = regex(r"[ ]{0,3}>")
_NOTE = regex(r"[ >]*\*[ ]+([^\[*_`<\s].*)")
_NOTED = regex(r"\w\*(?![\w*])")
_QUOTED_AND_LISTED = (
    "blockquote_open paragraph_open inline paragraph_close bullet_list_open"
    " list_item_open paragraph_open inline paragraph_close list_item_close bullet_list_close"
).split()
_WHO = regex(r"[A-Z][^.!?\n]{2,60}")
_PERSON = regex(r"[A-Z][\w.’'-]*(?:[ ](?:de|van|von|of|the|[A-Z][\w.’'-]*)){1,4}(?:,[ ][^.!?\n]{2,60})?")
#: Words of a line that may be code still.
_FEW_WORDS = 4
_CLOSING = regex(r"[ \t>]*(`{3,}|~{3,})[ \t]*$")
_IN_HTML = regex(
    r"(?P<strong>\*\*(?P<words>[^\s*<>][^*\n<>]*)\*\*)|(?P<link>(?<!!)\[(?P<said>[^\[\]\n]+)\]\((?P<to>[^()\s]+)\))"
    r"|^[ ]{0,3}(?P<heading>\#{2,6}[ ]\S.*)|^[ ]{0,3}(?P<item>[-*][ ]\S.*)"
)
_AS_TYPED = regex(
    r"<(?:pre|script|style|textarea|code|!--|\?|!)",
)

_FIELD = regex(r"[a-z_]+:(?:[ ]|$)|[ ]*- |[ ]+\S")

#: Tokens that begin such a block.
#: Characters of who said something, and how that begins.
_LONGEST_NAME = 90
_SAID_BY = regex(r"(?:--|[—–-]|~)[ ]?\S|(?:An?|The|[A-Z][\w’'.-]*)(?:[ ][\w’'.-]+){0,4}, \S")
MISREAD = frozenset(
    ("heading_open", "code_block", "fence", "blockquote_open", "bullet_list_open", "html_block")
)


def misread(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """What the block that begins at this token was not meant to be."""
    token = tokens[place]
    match token.type:
        case "heading_open":
            yield from _heading(token, tokens[place + 1], lines)
        case "code_block":
            yield from _set_in(token, lines)
        case "fence":
            yield from _open_fence(token, lines)
        case "blockquote_open":
            yield from _more_than(token, lines)
            yield from _divided(place, tokens, lines)
            yield from _read_on(token, lines)
        case "bullet_list_open":
            yield from _sign_for_item(place, tokens, lines)
            yield from _who_said_it(place, tokens, lines)
        case "html_block":
            yield from _markdown_in_html(token, lines)


def _who_said_it(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A dash below a quotation, before whoever said it: it makes a list of one."""
    around = [one.type for one in tokens[place - 4 : place + 7]] if place > 3 else []
    if around != _QUOTED_AND_LISTED:
        return
    said, who = tokens[place - 2].content, tokens[place + 3].content
    row = (tokens[place].map or (0, 1))[0]
    is_right_below = (tokens[place - 3].map or (0, 0))[1] == row
    ends = said.rstrip("†")[-1:] in ('"', "”", "’", "'", ".", "!", "?")
    is_name = _WHO.fullmatch(who) if said[:1] in ('"', "“", "‘", "'") else _PERSON.fullmatch(who)
    if is_right_below and ends and is_name:
        sign = f"{tokens[place].markup} {who}"
        hint = f"end the line above with a backslash, and write `-- {who}`"
        yield lines.told(
            row, sign, "leftover-markup", f"`{tokens[place].markup}` makes a list of this line", hint
        )


def _divided(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A quotation of its own that says who said the one above: the blank line between the two lacks its sign."""
    token, words = tokens[place], tokens[place + 2] if place + 2 < len(tokens) else tokens[place]
    row = (token.map or (0, 1))[0]
    is_second = place > 0 and tokens[place - 1].type == "blockquote_close" and not token.level
    if not is_second or row < 2 or lines.lines[row - 1].strip() or not lines.lines[row - 2].strip():
        return
    said = words.content.rstrip("†") if words.type == "inline" else ""
    if (
        len(said) <= _LONGEST_NAME
        and "\n" not in said
        and _SAID_BY.match(said)
        and not SENTENCE_END.search(said)
    ):
        hint = f"write `>` on the empty line {lines.where.first_line + row - 1}, so that both are one"
        message = "this is a quotation of its own: a blank line parts it from the one above"
        yield lines.told(row, said, "leftover-markup", message, hint)


def _heading(token: Token, words: Token, lines: Lines) -> Iterator[Diagnostic]:
    """One without words; and a line of dashes right below words, which makes a heading of them."""
    start, end = token.map or (0, 1)
    if token.markup[0] == "#":
        if words.content[:2] in ("# ", "##"):
            shown = f"{token.markup} {words.content}"
            hint = f"write `{token.markup} {words.content.lstrip('# ')}`"
            yield lines.told(start, shown, "leftover-markup", "the signs of this heading stand twice", hint)
        elif not words.content.strip():
            message = f"`{token.markup}` is a heading without words"
            hint = "write its words behind it on the same line, or take it out"
            yield lines.told(start, token.markup, "leftover-markup", message, hint)
        elif words.content[:1] in ("£", "'", "~"):
            yield from sign_for_sign(start, lines)
        yield from name_left_open(start, lines)
        return
    said = words.content
    dashes = lines.lines[end - 1].strip(" >\t")
    if is_by_dashes(token, said, lines):
        message = "this line makes a heading of the words above it"
        hint = "leave a blank line above it; a heading is written `## Words`"
        if all(map(_FIELD.match, said.split("\n"))) and dashes == "---":
            message = "fields stand here among the words, as they do at the top of a file"
            hint = "a file has them once: take these out, with the lines of dashes around them"
        if dashes == "--":
            hint = "take the line out: a mail program puts it above a signature"
        yield lines.told(end - 1, dashes, "leftover-markup", message, hint)


def _set_in(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Words that are set in: they are no paragraph, and a mark in them is none."""
    hint = "begin its lines without space"
    numbers = range(*token.map) if token.map else range(0)
    for number in numbers:
        if found := _A_MARK.search(lines.lines[number]):
            message = f"four spaces make it code, and `{found[1]}` is shown as it stands"
            yield lines.told(number, found[1], "leftover-markup", message, hint)
            return
    words = token.content.strip()
    below = lines.lines[numbers[-1] + 1] if numbers and numbers[-1] + 1 < len(lines.lines) else ""
    if numbers and len(numbers) == 1 and _HEADING.fullmatch(words):
        message = f"four spaces make code of `{words}`, and no heading"
        yield lines.told(numbers[0], words, "leftover-markup", message, hint)
        return
    if numbers and len(numbers) == 1 and _SET_IN.fullmatch(words):
        message = f"four spaces make code of `{words}`: it is shown as it stands"
        yield lines.told(numbers[0], words, "leftover-markup", message, hint)
        return
    is_torn = below[:1].isalpha() and len(words.split()) > _FEW_WORDS  # the paragraph goes on at the margin
    if _CODE.search(words) is None and (is_torn or _SENTENCE.match(" ".join(words.split()))):
        what = "a tab makes" if "\t" in lines.lines[numbers[0]] else "four spaces make"
        message = f"{what} code of these words: they are not set as a paragraph"
        yield lines.told(numbers[0], words.partition("\n")[0], "leftover-markup", message, hint)


def _open_fence(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Code that never ends: all below it is shown as typed."""
    start, end = token.map or (0, 1)
    last = _CLOSING.match(lines.lines[min(end, len(lines.lines)) - 1])
    if last and end - start > 1 and last[1][0] == token.markup[0] and len(last[1]) >= len(token.markup):
        return
    message = "the code that begins here never ends"
    hint = f"put {token.markup} on a line of its own where it ends, or take this one out"
    yield lines.told(start, token.markup, "leftover-markup", message, hint)


def _more_than(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A line that begins with a sign for "more than" becomes a quotation."""
    start, end = token.map or (0, 1)
    found = _MORE_THAN.match(lines.lines[start])
    if found and end - start == 1:
        sign = found[1].replace(">", "\\>")
        message = f"`{found[1]}` begins a quotation, and its `>` is not shown"
        yield lines.told(start, found[1], "leftover-markup", message, f"if you mean the sign, write `{sign}`")


def _read_on(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A line right below a quotation, which becomes a part of it.

    Many type `>` before the first line of a paragraph alone: told only where two lines bear it, where
    a mail program says who wrote, or where the line above had room. A name behind a dash is whose
    words they are.
    """
    if token.level or not token.map:
        return
    start, end = token.map
    rows = lines.lines[start : min(end, len(lines.lines))]
    below = next((number for number, row in enumerate(rows) if not _QUOTED.match(row)), 0)
    if not below or not (words := rows[below].strip()) or words[0] in "–—-":
        return
    quoted = [row.strip("> \t") for row in rows[:below]]
    is_mail = start > 0 and lines.lines[start - 1].rstrip().endswith("wrote:")
    is_certain = is_mail or (below > 1 and quoted[-2]) or is_begun_anew(start + below, lines)
    if not (quoted[-1] and is_certain):
        return
    if words[0].islower() and not SENTENCE_END.search(quoted[-1]):
        return  # the sentence goes on
    message = "this line is read on as part of the quotation above it"
    hint = "leave a blank line above it; if it was said there, begin it with `> `"
    yield lines.told(start + below, words, "leftover-markup", message, hint)


def _sign_for_item(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A sign that was to be read begins a list of one item: that of a number, or of a note below a text."""
    token, item = tokens[place : place + 2]
    if not item.map or not token.map or item.map[1] < token.map[1]:
        return  # of several items
    start = token.map[0]
    line = lines.lines[start]
    if found := _RING.match(line):
        message = "this is an item of a list, and its `+` is not shown"
        yield lines.told(start, found[0].strip(), "list-number", message, f"write `+{found[3].strip()}`")
    elif start and lines.lines[start - 1].strip() and (found := _BELOW.match(line)):
        message = f"this is an item of a list, and its `{found[1]}` is not shown"
        yield lines.told(start, found[0].strip(), "list-number", message, f"write `\\{found[1]}{found[3]}`")
    elif token.markup == "*" and (words := _NOTE.match(line)) and _is_star_shown(tokens, start, lines):
        written = line.strip(" >\t")
        message = "this is an item of a list, and its star is not shown"
        hint = f"write `\\*` for the sign of a note: `\\* {words[1]}`"
        yield lines.told(start, written, "leftover-markup", message, hint)


def _is_star_shown(tokens: Sequence[Token], end: int, lines: Lines) -> bool:
    """Whether a star behind a word is shown above a line, and stars begin no other list."""
    if f"\n{lines.text}".count("\n* ") > 1:
        return False
    above = (token for token in tokens if token.type == "inline" and token.map and token.map[0] < end)
    return any(
        child.type == "text" and _NOTED.search(child.content)
        for token in above
        if "*" in token.content
        for child in token.children or ()
    )


def _markdown_in_html(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Markdown in HTML without a blank line between: shown as it stands. Told at the first of it."""
    if (
        "**" not in token.content
        and "](" not in token.content
        and "\n#" not in token.content
        and "\n- " not in token.content
    ):
        return
    if _AS_TYPED.search(token.content):
        return
    for number in range(*token.map) if token.map else ():
        line = lines.lines[number]
        if not (found := _IN_HTML.search(line)):
            continue
        if found["words"] and "<" in line:
            hint = f"write `<strong>{found['words']}</strong>`"
        elif found["to"] and "<" in line:
            hint = f'write `<a href="{found["to"]}">{found["said"]}</a>`'
        else:
            hint = "leave a blank line above it and below it: in HTML there is no Markdown else"
        written = found[0].strip()
        yield lines.told(number, written, "leftover-markup", f"`{written}` is shown as it stands", hint)
        return
