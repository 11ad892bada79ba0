"""What was meant as the caption of a picture, and stands below it as words.

Serves `misread_words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.credits import credit_in_words
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_PICTURE = regex(
    r"^!\[(?P<alt>(?:[^\[\]\\\n]|\\.)*)\]\((?P<file>[^()\s]+)\)(?P<braces>[ ]?\{[^{}\n]*\})?[ \\]*$"
)
_STRESSED = regex(r"^(?P<sign>\*\*?|__?)(?=\S)(?P<words>(?:(?!(?P=sign)).)+)(?P=sign)$")
_NAMED = regex(
    r"^(?:Photo(?:graph)?|Picture|Image|Figure|Fig\.|Caption|Credit)s?(?:[ ]\d+)?(?:[ ]by|:)[ ]?\S.*$",
)
_HTML = regex(r"^<(?P<tag>em|i|small|figcaption|center)>(?P<words>[^<>]+)</(?P=tag)>$")


def caption_below(children: Sequence[Token], token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A picture with a line of stressed words below it, and no caption in its brackets."""
    if not children or children[0].type != "image" or children[0].attrs.get("title"):
        return
    first, below, *more = token.content.split("\n")
    picture = _PICTURE.match(first)
    found = _STRESSED.match(below.strip()) or _HTML.match(below.strip())
    words = found["words"] if found else below.strip() if _NAMED.match(below.strip()) else ""
    if picture is None or more or not words:
        return
    if not picture["braces"] and credit_in_words(token.content, picture.start("file")):
        return  # told where the picture lacks its credit
    title = words.replace('"', '\\"')
    right = f'![{picture["alt"]}]({picture["file"]} "{title}"){(picture["braces"] or "").strip()}'
    message = "this is no caption: it is read on behind the picture"
    hint = f"a caption stands in quotation marks behind the picture's name: `{right}`"
    start, end = token.map or (0, 1)
    line = lines.nearest(below.strip(), start + 1, end)
    yield lines.told(line, below.strip(), "leftover-markup", message, hint)
