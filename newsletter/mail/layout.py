"""A letter as HTML: our table layout with its style moved into the elements, for mail programs that keep no other."""

from __future__ import annotations

import re
from functools import cache

import css_inline
from jinja2 import Environment
from markupsafe import Markup

from newsletter.content.blocks import Block, Step, Words
from newsletter.mail.body import mail_html, with_pictures, with_whole_addresses
from newsletter.mail.letter import FOOTER_ID, FOOTER_TITLE, Letter
from newsletter.styles import Flaw
from newsletter.templates import StyleError, render_template

TEMPLATE = "mail/edition.html"
_INLINED = "templates/mail/inlined.css"

#: Pairs of invisible characters after the preheader: without them a mail program fills the
#: line of its list with whatever the letter says next. 75 pairs are more than any shows.
_PADDING = "\u200c\u00a0" * 75
_KEPT_STYLE = ' data-css-inline="keep"'


def render_html(letter: Letter, environment: Environment) -> str:
    """The HTML part. Raises what `templates.template_diagnostic` explains."""
    context = {
        "letter": letter,
        "edition": letter.edition,
        "site": letter.site,
        "footer_id": FOOTER_ID,
        "footer_title": FOOTER_TITLE,
        "type_of": type_of,
        "bar_cells": bar_cells,
        "words": lambda block: _body(block, letter),
        "padding": _PADDING,
    }
    html = render_template(environment, TEMPLATE, context)
    try:
        html = _inliner().inline(html)
    except css_inline.InlineError as error:
        raise StyleError(_INLINED, Flaw(1, 1, str(error), "take out what a letter cannot hold")) from None
    return _tightened(html.replace(_KEPT_STYLE, ""))


def bar_cells(step: Step) -> tuple[tuple[str, int], ...]:
    """A bar as cells of a table in one row: what each is, and its width in per cent. They fill the row."""
    low, high = round(step.low / 10), round(step.high / 10)
    cells = (("sure", low), ("perhaps", high - low), ("rest", 100 - high))
    return tuple((name, width) for name, width in cells if width)


def type_of(block: Block) -> str:
    """The name of a block's type, in small letters, for a template to choose by."""
    return type(block).__name__.lower()


def _body(words: Words, letter: Letter) -> Markup:
    """A part of the body, sanitised when it was read, as markup a template prints unescaped."""
    nodes = with_pictures(words.nodes, letter.pictures)
    return Markup(mail_html(with_whole_addresses(nodes, letter.root, letter.page_url)))


@cache
def _inliner() -> css_inline.CSSInliner:
    """One inliner a process. It reads nothing from the network or the disk."""
    return css_inline.CSSInliner(load_remote_stylesheets=False, minify_css=True)


def _tightened(html: str) -> str:
    """The same HTML without the template's blank lines and indents."""
    return re.sub(r"\n\s*\n", "\n", html).strip() + "\n"
