"""What still looks like markup among finished words: it did not do what somebody who typed it meant.

Serves `signs`: one row here is one mistake that people make, and what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.comparing import unset
from newsletter.content.markdown.definitions import defined_as
from newsletter.content.markdown.github import as_typed
from newsletter.content.markdown.headings_meant import heading_right
from newsletter.content.markdown.left_by_tools import (
    IN_LINES,
    IN_WORDS,
    WRONGLY,
    Sign,
    others_like,
    read_rightly,
)
from newsletter.content.markdown.marks import NOTE_TO_SELF, SOURCE_WANTED, broken_mark
from newsletter.content.markdown.torn_links import bracket_too_many, torn_link
from newsletter.content.words.others import and_more
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_ESCAPED = "\0"
#: How an attribute list begins, of which our page shows nothing where it is one.
_BRACES = ("{:", "{#", "{.", "{ ", "{c", "{l")


_A_PICTURE = '`![what it shows](yard.jpg){: credit="Name" licence="CC BY 4.0"}`'
_PICTURE_FILE = r"[^\[\]\n]+\.(?i:jpe?g|png|webp|gif|avif|svg)(?:\|[^\[\]\n]*)?"
_WEB_OR_FILE = r"(?:https?://|www\.|mailto:)[^\[\]\s]+|[^\[\]\s]+\.md(?:#[^\[\]\s]*)?"
_SHORT = "words in short are told as `*[words in short]: words in full`"
_HEADING_HINT = "put a space behind the signs of a heading"
_SIGNS = tuple(
    Sign(part, regex(pattern), hint)
    for part, pattern, hint in (
        ("#", r"^#{1,6}[\u00a0\u2009\u202f].*", "type a plain space behind the signs of a heading"),
        ("\u00a0", r"^[-+*]\u00a0.*", "type a plain space behind the sign: `- `"),
        ("*[", r"^\*\[[A-Z][\w&-]{1,10}\][ ]+\w.*", "put a colon behind the brackets: `*[words in short]: words in full`"),
        ("]", r"^\*[\[{(p\]]?\[?[A-Z][\w&-]{1,10}\]?[:;][ ]+\w.*(?<!\*)$|^\[\*[A-Z][\w&-]{1,10}\]:[ ].*", _SHORT),
        ("<http", r"<https?(?!://)[;.,:/]{0,2}/(?P<rest>[^<>\s]*)>?", r"write `<https://\g<rest>>`"),
        ("[[", rf"!?\[\[{_PICTURE_FILE}\]\]", f"a picture is {_A_PICTURE}"),
        ("[[", r"!?\[\[[^\[\]\n]+\]\]", "a link to a page of ours is `[its words](../case-studies/its-file.md)`"),
        ("] (", r"\[[^\[\]\n]+\][ ]\((?=[^()\s]*[./#])[^()\n]*\)", "take out the space between the brackets: `[words](address)`"),
        (")[", r"\((?:https?:|mailto:|[\w./-]+\.md)[^()\s]*\)\[[^\[\]\n]+\]", "words come first: `[words](address)`"),
        (")[", rf"\([^()\n]+\)\[(?:{_WEB_OR_FILE})\]", "the words go in square brackets, the address in round ones"),
        ("][", r"!\[[^\[\]\n]*\]\[[^\[\]\n]*\]", f"no line says which file it is: a picture is {_A_PICTURE}"),
        ("][", r"\[[^\[\]\n]+\]\[[^\[\]\n]*\]", "write the address in round brackets, `[words](address)`"),
        ("（", r"[\]］]（(?P<address>[^\s（）()]*[./#][^\s（）()]*)[）)]", r"an English keyboard has these: `(\g<address>)`"),
        ("［", r"［(?P<words>[^［］\n]+)］(?=[(（])", r"an English keyboard has these: `[\g<words>]`"),
        ("[edit", r"\[edit(?:[ ]source)?\]", "a wiki left it: take it out"),
        ("](", r"\[[^\[\]\n]+\]\([^()\n]*$", "close the round bracket behind the address, on the same line"),
        ("<www", r"<(?P<address>www\.[^<>\s/]+)>", r"write `<https://\g<address>>`"),
        ("!(", r"!\((?P<file>[^()\s]+)\)\[(?P<words>[^\[\]\n]*)\]", f"a picture is {_A_PICTURE}"),
        ("] http", r"\[(?!\d{1,3}\])(?P<words>[^\[\]\n^]+)\][ ](?P<address>https?://\S+)", r"write `[\g<words>](\g<address>)`"),
        ("[!", r"^\[!(?i:note|tip|important|warning|caution)\]", "GitHub makes a box of it; say what it is: `**Note:**`"),
        ("[", SOURCE_WANTED, "put the mark of the source here, such as `[^id]`, or take it out"),
        ("[", NOTE_TO_SELF, "take it out, or hide it from readers: `<!-- … -->`"),
        ("[", r"^\[\d{1,3}\]:?[ ]+(?:https?://|www\.)\S*", "list it under `sources` at the top, and mark with its id: `[^id]`"),
        ("[]", r"^\[\](?=[ ])", "a task has a space between its brackets: `- [ ] `"),
        ("[", r"^\[[ xX]\](?=[ ]\S)", "a task is an item of a list: put `- ` before it"),
        ("[", r"\[[a-z_]+(?:[ ][a-z_-]+=[^\[\]\n]+)\]|\[/[a-z_]+\]", "there are no shortcodes here: write it in Markdown"),
        ("%%", r"%%[^%\n]+%%", "readers see it; a comment for editors is `<!-- … -->`"),
        ("==", r"(?<![=\w])==(?![=\s])[^=\n]+(?<!\s)==(?![=\w])", "words are stressed as `*words*` or `**words**`"),
        (":", r"(?<![\w:/]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])", "GitHub shows a picture for it; type the emoji itself, or words"),
        ("", r"^[•·‣▪◦●][ \t]", "begin each item with `- `"),
        ("#", r"^(?:[£3'~][#£3'~]*#|#[£'~])[#£3'~ ]*[A-Z].*|^(?:##3|#3#).*", _HEADING_HINT),
        ("##", r"^#{2,6}[^#\s].*", _HEADING_HINT),
        ("##", r"^#{7,}[ ].*", "a heading has six signs at most, and two where a part begins: `## Words`"),
        ("#", r"^#[A-Z][a-z’']*(?:[ ][^\s#]+){1,7}(?<![.!?…,;:’”\"])$", "a heading is written `## Words`"),
        ("**", r"\*\*", "strong words stand between two pairs: `**words**`, no space inside"),
        ("__", r"(?<!\w)__(?=\w)|(?<=\w)__(?!\w)", "strong words stand between two pairs: `**words**`, no space inside"),
        ("^", r"(?<=[\w)])\^(?P<raised>[\w+−-]{1,6})\^", r"what is raised is written `<sup>\g<raised></sup>`"),
        ("^", r"\b(?P<unit>[kcm]?m|ft|mi|yd)\^2\b", r"type the sign itself: `\g<unit>²`"),
        ("^", r"\b(?P<unit>[kcm]?m|ft|mi|yd)\^3\b", r"type the sign itself: `\g<unit>³`"),
        ("~", r"(?<=[A-Za-z)])~(?P<lowered>\d{1,3})~", r"what is lowered is written `<sub>\g<lowered></sub>`"),
        ("~", r"(?<![~\w])~(?![~\s])[^~\n]*(?<![~\s])~(?![~\w])", "struck-out words stand between two pairs: `~~words~~`"),
        ("~~", r"(?<!~)~~(?!~)", "struck-out words stand between two pairs: `~~words~~`, no space inside"),
        ("`", r"(?<![^\W\d_])(?P<word>[^\W\d_]+)`(?P<end>[^\W\d_]+)", r"a backtick is no apostrophe: write `\g<word>'\g<end>`"),
        ("`", r"`{1,}", "code stands between signs of one length, and a block of it ends on a line of its own"),
        ("<!", r"<!(?:-(?!-)|[–—]).*", "a comment begins with `<!--` and ends with `-->`"),
        ("<!--", r"<!--", "a comment ends with `-->`, before a blank line"),
        ("](", r"\[[^\[\]\n]+\]\([^\s()]*\([^\s()]*\)(?!\))", "close the round bracket behind the address, on the same line"),
        ("\\", r"\\$", "a backslash breaks a line only where another one follows; take it out here"),
        ("{", r"\{:?[ ]*(?:credit|licen[cs]e)[ ]*=[^{}\n]*\}", "a credit is read once, right behind its picture: take it out"),
        ("{", r"\{[:#.][^{}\n]*\}", "this is no attribute we know, or nothing stands right before it"),
    )
)  # fmt: skip

#: One of these stands in each of them: most lines have none. A class is found in a tenth of the time of words.
_ANY = regex(r"[\[（［{*~`<\\^\u00a0\u2009\u202f•·‣▪◦●´\ufffd【âÂÃÅðï]")
_WORDS = (
    "](",
    "''",
    "__",
    "==",
    "%%",
    "##",
    "!!!",
    ":::",
    "turn",
    ".. ",
    "....",
    "h1. ",
    "h2. ",
    "h3. ",
    "h4. ",
)
#: What is left of a word processor's references and a spreadsheet's formulas.
_RARE = (
    *("Commented [", "↩", "=E2=80=", "=C2=", "=20", "%20", "Error! ", "###"),
    *("#DIV", "#REF", "#VALUE", "#NAME", "#NULL", "#NUM", "#SPILL", "#CALC", "#N/A"),
)
_YEAR_BEHIND = regex(r"@[a-z][a-z_:-]*(?:19|20)\d\d")
#: A line that begins with the sign of a heading and no space behind.
_ONE_SIGN = regex(r"^[ >]*(?:#[A-Z£3'~]|[£3'~]{1,5}#)", re.MULTILINE)
_EMOJI = regex(r":[a-z]")
#: Lines that may be of a chat; what begins by a letter is found far sooner than what begins a text.
_BEGINS_BY_TIME = regex(r"\n[ \t>]*(?:\[?\d{1,2}:\d{2}|\d{1,4}[/.-]\d{1,2}[/.-]\d)")
_ENDS_BY_TIME = regex(r"\d{1,2}:\d{2}[ \u202f][AP]M\]?[ ]*(?:\n|\Z)")
_SLACK = regex(r"<((?:https?://|mailto:)[^<>|\s]+)\|([^<>|\n\0]+)>")
_ALL = (*IN_LINES, *IN_WORDS, *_SIGNS)
#: Signs that begin lines of one list, or a box: told at its first line. Two of its lines have one between them at most.
_OF_ROWS = regex(
    r"^(?:\[[ xX]?\]|[^.\n]*\.{4,}[ ]*\d+$|\[?\d|[A-Z].*\d(?:[ \u202f][AP]M)\]?$|[•·‣▪◦●\ufffd]|[-+*]\u00a0|:{3})"
)
_OF_A_CHAT = regex(r"\[?\d|[A-Z]")
#: Lines between what two people say in a chat, which is told once.
_BETWEEN = 8
#: Broken marks of one line of which each is told.
_MARKS = 20
#: Characters of the signs that come in pairs: of two, the second may be the end of the first.
_LONGEST_PAIR = 3
#: Pairs of signs that end with their paragraph, where they were left open; what begins one, and what closes one.
_PAIRS = ("**", "__", "~~")
_PARAGRAPHS = 6
#: A line that was to say where links lead that name a number.
_NUMBERED = regex(r"\[(\d{1,3})\][ ]+\S")
#: What a link names its address by.
_REFERENCE = regex(r"\]\[([^\[\]\n]+)\]$")
#: A task that is one: its box is set.
_TASK = regex(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+\[[ xX]\][ ]")
#: What a word processor on the web leaves of a comment, with its sign in the words above.
_SIGN_OF_COMMENT = regex(
    r"(?<=[.,;:!?…)\"”’†\]])\[([a-z])\](?![(\[:\w])|(?<=[a-z]{4})\[([abc])\](?=[\s.,;:!?]|$)"
)
_A_COMMENT = regex(r"^\[([a-z]{1,2})\](?=[^\s(:\[]|[ ][A-Z]).*")


class Leftovers:
    """What is left in one body: blocks are looked at in turn, and what goes over several is told once."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        #: Those of the words that the body holds: most hold none.
        self.words = [part for part in _WORDS if part in lines.text]
        self.words += [part for part in _RARE if part in lines.text]
        self.words += ["@"] if "@" in lines.text and _YEAR_BEHIND.search(lines.text) else []
        self.words += ["†]"] if "]]" in lines.text else []
        self.words += ["#"] if "#" in lines.text and _ONE_SIGN.search(lines.text) else []
        self.has_times = _has_times(lines.text)
        self.has_emoji = _EMOJI.search(lines.text) is not None
        #: What the last row began with of which was told, and its line.
        self.row: tuple[str, int] = ("", -9)
        #: A pair that was left open, and up to which line its end is looked for.
        self.pair: tuple[str, int] = ("", -1)

    def of(self, token: Token) -> Iterator[Diagnostic]:
        """What still looks like markup among a block's finished words: at most one of each kind for each line."""
        if not self._may_hold(token.content):
            return
        first, last = token.map or (0, 1)
        lines = self.lines
        text = as_typed(_text(token.children or ()))
        torn = torn_link(text) or bracket_too_many(text)
        for number, words in enumerate(text.split("\n")):
            if torn and torn.row == number:
                line = lines.nearest(torn.written, first + number, last)
                yield lines.told(line, torn.written, "leftover-markup", torn.message, torn.hint)
                continue
            if not number and words[:1] == "[" and _TASK.match(lines.lines[first]):
                words = _ESCAPED + words[3:]
            for leftover in _leftovers(words, lines) if self._may_hold(words) else ():
                line = lines.nearest(leftover.written, first + number, last)
                if leftover.written[0] in "#£3'~" and (right := heading_right(line, lines.lines)):
                    is_space_lost = leftover.written.lstrip("#") == right.lstrip("# ")
                    hint = f"{_HEADING_HINT}: write `{right}`" if is_space_lost else f"write `{right}`"
                    leftover = leftover._replace(hint=hint)
                if leftover.written[-1:] == "]" and (label := _REFERENCE.search(leftover.written)):
                    right = defined_as(label[1], lines.text)
                    leftover = leftover._replace(hint=f"write {right}" if right else leftover.hint)
                if (note := _NUMBERED.match(leftover.written)) and f"][{note[1]}]" in lines.text:
                    continue  # told where the link is
                if self._is_told(leftover.written, line):
                    continue
                hint = self._over_paragraphs(words, leftover.written, last) or leftover.hint
                yield lines.told(line, leftover.written, "leftover-markup", leftover.message, hint)

    def _may_hold(self, words: str) -> bool:
        """Whether anything in words may be a sign: most hold nothing of the kind."""
        if _ANY.search(words) is not None or (self.has_emoji and _EMOJI.search(words) is not None):
            return True
        if self.has_times and _has_times(words):
            return True
        return any(part in words for part in self.words) if self.words else False

    def _is_told(self, written: str, line: int) -> bool:
        """Whether of a sign was told above, at the first row or at what begins a pair."""
        sign, end = self.pair
        if written == sign and line < end:
            self.pair = ("", -1)
            return True
        if found := _OF_ROWS.match(written):
            kind = "[" if found[0].startswith("[") else found[0][0]
            if _OF_A_CHAT.match(written):
                kind = "chat"
            former, before = self.row
            self.row = (kind, line)
            return former == kind and (line - before <= (_BETWEEN if kind == "chat" else 2) or kind == ":")
        return False

    def _over_paragraphs(self, words: str, sign: str, end: int) -> str:
        """A hint where what is begun here closes in a paragraph below; "" elsewhere."""
        if sign not in _PAIRS or not re.search(rf"(?<!\w){re.escape(sign)}(?=\w)", words):
            return ""
        blocks = 0
        for number in range(end, len(self.lines.lines)):
            line = self.lines.lines[number]
            blocks += not line.strip()
            if blocks > _PARAGRAPHS:
                break
            if line.count(sign) % 2:
                if re.search(rf"(?<=\S){re.escape(sign)}(?!\w)", line):
                    self.pair = (sign, number + 1)
                    return f"what is begun so ends with its paragraph: put `{sign}` round each paragraph"
                break
        return ""


def _has_times(words: str) -> bool:
    """Whether a line begins or ends as those of a chat do."""
    return bool(_BEGINS_BY_TIME.search(f"\n{words}") or _ENDS_BY_TIME.search(words))


class _Leftover(NamedTuple):
    """What was typed, and what is told of it."""

    written: str
    message: str
    hint: str


def _leftovers(words: str, lines: Lines) -> Iterator[_Leftover]:
    """The first of each kind of sign that stands in the words of a line, but where they lie over one another."""
    for _ in range(_MARKS):
        mark = broken_mark(words, lines.sources)
        if not mark:
            break
        written = _typed(mark.written)
        others = and_more(words.count(mark.written) - 1)
        yield _Leftover(written, f"`{written}` looks like a source mark, and is none{others}", mark.hint)
        if mark.written not in words:
            return
        words = words.replace(mark.written, _ESCAPED * len(mark.written))
    if "|" in words and (link := _SLACK.search(words)):
        yield _Leftover(link[0], f"`{link[0]}` is shown as it stands", f"write `[{link[2]}]({link[1]})`")
        words = words.replace(link[0], _ESCAPED * len(link[0]))
    if words[:1] == "[" and (comment := _A_COMMENT.match(words)) and comment[1] in lines.letters:
        hint = f"a word processor left it: take it out, and the `[{comment[1]}]` it belongs to"
        yield _Leftover(_typed(comment[0]), f"`{_typed(comment[0])}` is shown as it stands", hint)
        return
    letter = _SIGN_OF_COMMENT.search(words) if "[" in words else None
    if letter and (letter[1] or letter[2]) not in lines.noted:
        hint = "a word processor left it where something was commented on: take it out"
        yield _Leftover(letter[0], f"`{letter[0]}` is shown as it stands", hint)
        words = words.replace(letter[0], _ESCAPED * len(letter[0]))
    yield from _signs(words, lines)


def _signs(words: str, lines: Lines) -> Iterator[_Leftover]:
    """The same, of the rows of our tables: those alike are told at the first."""
    told: list[tuple[int, int]] = []
    hints: set[str] = set()
    for sign in _ALL:
        for found in sign.pattern.finditer(words) if sign.part in words and sign.hint not in hints else ():
            shown = _typed(found.group())
            is_list_of_ours = shown.startswith(_BRACES) and unset(shown) not in lines.shown
            is_over_another = any(found.start() < end and start < found.end() for start, end in told)
            if not shown or is_list_of_ours or is_over_another:
                continue
            hint = found.expand(sign.hint) if r"\g<" in sign.hint else sign.hint
            if hint == WRONGLY and (meant := read_rightly(shown)):
                hint = f"{WRONGLY}, `{meant}`"
            others = others_like(sign, words) if len(shown) > _LONGEST_PAIR else 0
            yield _Leftover(shown, f"`{shown}` is shown as it stands{and_more(others)}", hint)
            told.append(found.span())
            hints.add(sign.hint)
            break


def _typed(written: str) -> str:
    """As much of it as stands in the file in the same letters."""
    return written.partition(_ESCAPED)[0].strip()


def _text(tokens: Sequence[Token]) -> str:
    """The words of a block, a line each; an escaped sign, code and elements are none."""
    pieces: list[str] = []
    is_address = False
    for token in tokens:
        match token.type:
            case "text" if is_address and "|" not in token.content:  # Slack parts words and address by a bar
                pieces.append(_ESCAPED)
            case "softbreak" | "hardbreak":
                pieces.append("\n")
            case "text":
                pieces.append(token.content)
            case "text_special" if token.content == token.markup:  # a backslash that escapes nothing
                pieces.append(token.content)
            case "text_special" | "code_inline" | "image" | "html_inline":
                pieces.append(_ESCAPED)
            case "link_open" | "link_close" if token.markup == "autolink":
                is_address = token.nesting > 0
                pieces.append("<" if is_address else ">")
    return "".join(pieces)
