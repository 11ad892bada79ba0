"""A letter as HTML: our table layout with its style moved into the elements, for mail programs that keep no other."""

from __future__ import annotations

import re
from functools import cache

import css_inline
from jinja2 import Environment
from markupsafe import Markup

from newsletter.content import outline as words
from newsletter.content.body import Section
from newsletter.mail.body import mail_html, with_whole_addresses
from newsletter.mail.letter import FOOTER_ID, FOOTER_TITLE, Letter
from newsletter.templates import render_template

TEMPLATE = "mail/edition.html"

#: Pairs of invisible characters after the preheader: without them a mail program fills the
#: line of its list with whatever the letter says next. 75 pairs are more than any shows.
_PADDING = "\u200c\u00a0" * 75
_KEPT_STYLE = ' data-css-inline="keep"'


def render_html(letter: Letter, environment: Environment) -> str:
    """The HTML part. Raises what `templates.template_diagnostic` explains."""
    context = {
        "letter": letter,
        "outline": letter.outline,
        "site": letter.site,
        "words": _labels(),
        "intro": _body(letter.outline.intro, letter),
        "bodies": [(section.id, _body(section, letter)) for section in letter.outline.sections],
        "padding": _PADDING,
    }
    html = _inliner().inline(render_template(environment, TEMPLATE, context))
    return _tightened(html.replace(_KEPT_STYLE, ""))


def _body(section: Section, letter: Letter) -> Markup:
    """A section of the body, sanitised when it was read, as markup a template prints unescaped."""
    return Markup(mail_html(with_whole_addresses(section.nodes, letter.root, letter.page_url)))


def _labels() -> dict[str, str]:
    labels = {name.lower(): getattr(words, name) for name in _LABELS}
    return {**labels, "footer_title": FOOTER_TITLE, "footer_id": FOOTER_ID}


_LABELS = (
    "FEATURES_TITLE",
    "FEATURES_ID",
    "BEFORE_TITLE",
    "AFTER_TITLE",
    "LESSON_TITLE",
    "OF",
    "SOURCE",
    "READ_ON",
    "TRY_THIS_TITLE",
    "TRY_THIS_ID",
    "FROM_STUDY",
    "CORRECTIONS_TITLE",
    "CORRECTIONS_ID",
)


@cache
def _inliner() -> css_inline.CSSInliner:
    """One inliner a process. It reads nothing from the network or the disk."""
    return css_inline.CSSInliner(load_remote_stylesheets=False, minify_css=True)


def _tightened(html: str) -> str:
    """The same HTML without the template's blank lines and indents."""
    return re.sub(r"\n\s*\n", "\n", html).strip() + "\n"
