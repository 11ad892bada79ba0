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
from newsletter.content.markdown.github import as_typed
from newsletter.content.markdown.marks import NOTE_TO_SELF, SOURCE_WANTED, broken_mark
from newsletter.content.markdown.tags import OFFICE_TAG
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_ESCAPED = "\0"


class _Sign(NamedTuple):
    """What looks like markup, what stands in it wherever it stands, and what to do about it."""

    part: str
    pattern: re.Pattern[str]
    hint: str


_A_PICTURE = '`![what it shows](yard.jpg){: credit="Name" licence="CC BY 4.0"}`'
_PICTURE_FILE = r"[^\[\]\n]+\.(?i:jpe?g|png|webp|gif|avif|svg)(?:\|[^\[\]\n]*)?"
_WEB_OR_FILE = r"(?:https?://|www\.|mailto:)[^\[\]\s]+|[^\[\]\s]+\.md(?:#[^\[\]\s]*)?"
_CHATBOT = r":contentReference\[oaicite[^\]\n]*\](?:\{[^{}\n]*\})?|【\d[^【】\n]{0,40}】"
_SIGNS = tuple(
    _Sign(part, regex(pattern), hint)
    for part, pattern, hint in (
        ("", _CHATBOT, "a chatbot left it: name the source, or take it out"),
        ("", r"â€[™œ˜¦“”\u009d]?|Â[£©°§\u00a0]|Ã[©¨¤¶¼]", "read wrongly where it was copied: type what was meant"),
        ("#", r"^#{1,6}[\u00a0\u2009\u202f].*", "type a plain space behind the signs of a heading"),
        ("\u00a0", r"^[-+*]\u00a0.*", "type a plain space behind the sign: `- `"),
        ("*[", r"^\*\[[A-Z][\w&-]{1,10}\][ ]+\w.*", "put a colon behind the brackets: `*[words in short]: words in full`"),
        ("[[", rf"!?\[\[{_PICTURE_FILE}\]\]", f"a picture is {_A_PICTURE}"),
        ("[[", r"!?\[\[[^\[\]\n]+\]\]", "a link to a page of ours is `[its words](../case-studies/its-file.md)`"),
        ("] (", r"\[[^\[\]\n]+\][ ]\((?=[^()\s]*[./#])[^()\n]*\)", "take out the space between the brackets: `[words](address)`"),
        (")[", r"\((?:https?:|mailto:|[\w./-]+\.md)[^()\s]*\)\[[^\[\]\n]+\]", "words come first: `[words](address)`"),
        (")[", rf"\([^()\n]+\)\[(?:{_WEB_OR_FILE})\]", "the words go in square brackets, the address in round ones"),
        ("][", r"\[[^\[\]\n]+\]\[[^\[\]\n]*\]", "write the address in round brackets, `[words](address)`"),
        ("](", r"\[[^\[\]\n]+\]\([^()\n]*$", "close the round bracket behind the address, on the same line"),
        ("[!", r"^\[!(?i:note|tip|important|warning|caution)\]", "GitHub makes a box of it; say what it is: `**Note:**`"),
        ("[", SOURCE_WANTED, "put the mark of the source here, such as `[^id]`, or take it out"),
        ("[", NOTE_TO_SELF, "take it out, or hide it from readers: `<!-- … -->`"),
        ("[", r"^\[\d{1,3}\]:?[ ]+(?:https?://|www\.)\S*", "list it under `sources` at the top, and mark with its id: `[^id]`"),
        ("[]", r"^\[\](?=[ ])", "a task has a space between its brackets: `- [ ] `"),
        ("[", r"\[[a-z_]+(?:[ ][a-z_-]+=[^\[\]\n]+)\]|\[/[a-z_]+\]", "there are no shortcodes here: write it in Markdown"),
        ("%%", r"%%[^%\n]+%%", "readers see it; a comment for editors is `<!-- … -->`"),
        ("==", r"(?<![=\w])==(?![=\s])[^=\n]+(?<!\s)==(?![=\w])", "words are stressed as `*words*` or `**words**`"),
        (":", r"(?<![\w:/]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])", "GitHub shows a picture for it; type the emoji itself, or words"),
        ("", r"^[•·‣▪◦●][ \t]", "begin each item with `- `"),
        ("##", r"^#{2,6}[^#\s].*", "put a space behind the signs of a heading"),
        ("**", r"\*\*", "strong words stand between two pairs: `**words**`, no space inside"),
        ("__", r"(?<!\w)__(?=\w)|(?<=\w)__(?!\w)", "strong words stand between two pairs: `**words**`, no space inside"),
        ("~", r"(?<![~\w])~(?![~\s])[^~\n]*(?<![~\s])~(?![~\w])", "struck-out words stand between two pairs: `~~words~~`"),
        ("~~", r"(?<!~)~~(?!~)", "struck-out words stand between two pairs: `~~words~~`, no space inside"),
        ("`", r"`{1,}", "code stands between signs of one length, and a block of it ends on a line of its own"),
        ("<", rf"(?i:{OFFICE_TAG})[^<>\n]*>", "take it out: a word processor left it"),
        ("<!", r"<!(?:-(?!-)|[–—]).*", "a comment begins with `<!--` and ends with `-->`"),
        ("<!--", r"<!--", "a comment ends with `-->`, before a blank line"),
        ("\\", r"\\$", "a backslash breaks a line only where another one follows; take it out here"),
        ("{", r"\{:?[ ]*(?:credit|licen[cs]e)[ ]*=[^{}\n]*\}", "a credit is read once, right behind its picture: take it out"),
        ("{", r"\{[:#.][^{}\n]*\}", "this is no attribute we know, or nothing stands right before it"),
    )
)  # fmt: skip

#: One of these stands in each of them: most lines have none.
_ANY = regex(r"[\[({*~`<\\âÂÃ【]|^[-+]\u00a0|__|==|%%|:[a-z]|^[ \t]*[•·‣▪◦●#]", re.MULTILINE)
_SLACK = regex(r"<((?:https?://|mailto:)[^<>|\s]+)\|([^<>|\n\0]+)>")


def leftovers(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """What still looks like markup among finished words: at most one for each line."""
    if _ANY.search(token.content) is None:
        return
    first, last = token.map or (0, 1)
    for number, words in enumerate(as_typed(_text(token.children or ())).split("\n")):
        if _ANY.search(words) is not None and (leftover := _leftover(words, lines)):
            line = lines.nearest(leftover.written, first + number, last)
            yield lines.told(line, leftover.written, "leftover-markup", leftover.message, leftover.hint)


class _Leftover(NamedTuple):
    """What was typed, and what is told of it."""

    written: str
    message: str
    hint: str


def _leftover(words: str, lines: Lines) -> _Leftover | None:
    """The first kind of sign that stands in the words of a line; None if there is none."""
    if mark := broken_mark(words, lines.sources):
        written = _typed(mark.written)
        return _Leftover(written, f"`{written}` looks like a source mark, and is none", mark.hint)
    if "|" in words and (link := _SLACK.search(words)):
        return _Leftover(link[0], f"`{link[0]}` is shown as it stands", f"write `[{link[2]}]({link[1]})`")
    for sign in _SIGNS:
        for found in sign.pattern.finditer(words) if sign.part in words else ():
            shown = _typed(found.group())
            if shown and not (shown.startswith("{") and unset(shown) not in lines.shown):
                return _Leftover(shown, f"`{shown}` is shown as it stands", sign.hint)
    return None


def _typed(written: str) -> str:
    """As much of it as stands in the file in the same letters."""
    return written.partition(_ESCAPED)[0].strip()


def _text(tokens: Sequence[Token]) -> str:
    """The words of a block, a line each; an escaped sign, code and elements are none."""
    pieces: list[str] = []
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                pieces.append("\n")
            case "text":
                pieces.append(token.content)
            case "text_special" | "code_inline" | "image" | "html_inline":
                pieces.append(_ESCAPED)
            case "link_open" | "link_close" if token.markup == "autolink":
                pieces.append("<" if token.nesting > 0 else ">")
    return "".join(pieces)
