"""A letter as listmonk's templates carry it: Go's `html/template`, which drops comments and runs what stands in two braces.

https://pkg.go.dev/html/template
"""

from __future__ import annotations

import json
import re

from newsletter.mail.placeholders import LEAVE
from newsletter.regexes import regex

#: What listmonk calls the address at which one leaves.
UNSUBSCRIBE = "{{ UnsubscribeURL }}"
_COMMENT = regex(r"<!--.*?-->", re.DOTALL)
_STYLE = regex(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)
#: listmonk follows whoever opens an address that ends so.
_TRACKED = "@TrackLink"


def as_html(html: str) -> str:
    """The HTML part: conditional comments through `Safe`, two braces as a string. Raises ValueError for what cannot be said."""
    if any("{{" in style for style in _STYLE.findall(html)):
        raise ValueError(
            "two braces stand together in a style sheet, and listmonk's templates have no way to say that"
        )
    pieces, end = [], 0
    for comment in _COMMENT.finditer(html):
        pieces += [_literal(html[end : comment.start()]), _safe(comment[0])]
        end = comment.end()
    return "".join([*pieces, _literal(html[end:])])


def as_text(text: str) -> str:
    """The text part, which is made by the same templates: what is a mark of theirs goes through `Safe`, line by line."""
    return "\n".join(map(_line, text.split("\n")))


def as_plain(text: str) -> str:
    """A subject or a header, of which two braces alone mean something there."""
    return text.replace("{{", '{{ "{{" }}')


def _literal(html: str) -> str:
    escaped = as_plain(html).replace(_TRACKED, '@{{ "TrackLink" }}')
    return escaped.replace(LEAVE, UNSUBSCRIBE)


def _line(line: str) -> str:
    if not any(mark in line for mark in ("<", "{{", _TRACKED, LEAVE)):
        return line
    return UNSUBSCRIBE.join(_safe(piece) if piece else "" for piece in line.split(LEAVE))


def _safe(markup: str) -> str:
    # what JSON writes is a string of Go's too; its own search for tracked addresses reads strings as well
    quoted = json.dumps(markup, ensure_ascii=False).replace(_TRACKED, "\\u0040TrackLink")
    return f"{{{{ Safe {quoted} }}}}"
