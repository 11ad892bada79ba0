"""What the HTML of a letter must be, and that the plain text leaves none of it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from newsletter.mail.colours import contrast, looks
from newsletter.mail.finished import Finished
from newsletter.mail.letter import privacy_url
from newsletter.mail.tree_text import BLOCKS
from newsletter.mail.words import html_links, html_words, text_links, text_words, visible_text
from newsletter.told.diagnostics import Diagnostic, Severity

#: A third above WCAG's AAA would be luxury; below it, a mail program that recolours for dark
#: takes a letter under AA.
LEAST_CONTRAST = 7.0
SMALLEST_TYPE = 16.0

_REFUSED = frozenset(
    {
        "applet",
        "audio",
        "base",
        "button",
        "canvas",
        "embed",
        "form",
        "frame",
        "iframe",
        "input",
        "link",
        "object",
    }
    | {"script", "select", "svg", "textarea", "video"}
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_LOADED = ("src", "srcset", "background", "poster", "data")
_URL_IN_STYLE = re.compile(r"url\(|@import|@font-face", re.IGNORECASE)
_TRACKERS = re.compile(r"utm_\w+|mc_[ce]id|fbclid|gclid|dclid|msclkid|_hsenc|mkt_tok|vero_id", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def _footer(letter: Finished) -> Iterator[Diagnostic]:
    """Who sends it, a postal address, why you get it, and the privacy notice, in both bodies (PECR reg. 23)."""
    sayings = {
        "who sends it": letter.site.publisher,
        "a postal address": letter.site.sender.postal_address,
        "why you get it": "Why you get it",
        "how to leave": "How to leave",
    }
    for name, body in (("HTML", visible_text(letter.tree)), ("plain text", " ".join(letter.text.split()))):
        for what, words in sayings.items():
            if " ".join(words.split()) not in body:
                yield letter.problem("letter-footer", f"the {name} does not say {what}")
    privacy = privacy_url(letter.site)
    if privacy not in html_links(letter.tree) or privacy not in text_links(letter.text):
        yield letter.problem(
            "letter-footer", "the letter does not link to the privacy notice in both its parts"
        )


def _remote(letter: Finished) -> Iterator[Diagnostic]:
    """No tracking pixel, no font, no picture of others: opening a letter tells nobody (PECR reg. 6)."""
    own = urlsplit(letter.site.base_url).hostname
    for element in letter.tree.iter("*"):
        for name in _LOADED:
            address = str(element.get(name, ""))
            if address and urlsplit(address).hostname != own:
                message = f"`{address}` would be fetched from another site"
                yield letter.at(element, "letter-remote", message, "keep a copy beside the edition's file")
        if _URL_IN_STYLE.search(
            str(element.get("style", "")) + (element.text or "" if element.tag == "style" else "")
        ):
            yield letter.at(element, "letter-remote", "a style fetches something when the letter is opened")


def _markup(letter: Finished) -> Iterator[Diagnostic]:
    """What clients strip or refuse."""
    for element in letter.tree.iter("*"):
        if element.tag in _REFUSED:
            yield letter.at(element, "letter-markup", f"mail programs refuse `<{element.tag}>`")
        for name in element.attrib:
            if str(name).lower().startswith("on"):
                yield letter.at(element, "letter-markup", f"mail programs refuse `{name}`")


def _links(letter: Finished) -> Iterator[Diagnostic]:
    """Whole addresses that mail programs follow, and no mark that says who followed them."""
    for link in letter.tree.iter("a"):
        address = str(link.get("href", ""))
        parts = _split(address)
        if parts is None or parts[0] not in _SCHEMES or (parts[0].startswith("http") and not parts[1]):
            yield letter.at(
                link, "letter-links", f"`{address}` leads nowhere from a letter", "give the whole address"
            )
        elif marks := [name for name in parts[2] if _TRACKERS.fullmatch(name)]:
            yield letter.at(
                link,
                "letter-links",
                f"`{marks[0]}` in a link tells on who follows it",
                f"take `{marks[0]}` out",
            )


def _split(address: str) -> tuple[str, str, list[str]] | None:
    """Scheme, host and names in the query of an address; None if it does not parse."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.scheme.lower(), parts.hostname or "", [name for name, _ in parse_qsl(parts.query, True)]


def _language(letter: Finished) -> Iterator[Diagnostic]:
    """Clients strip `html`, so `lang` and `dir` stand on the body's children too; one article, one title."""
    tree = letter.tree
    bodies = list(tree.iter("body"))
    children = [child for body in bodies for child in body if isinstance(child.tag, str)]
    if not children or not all(e.get("lang") and e.get("dir") for e in (tree, *children)):
        yield letter.problem(
            "letter-access", "the letter does not say its language and direction everywhere", field="lang"
        )
    if not (tree.findtext(".//title") or "").strip():
        yield letter.problem("letter-access", "the HTML has no title", field="subject")
    articles = tree.xpath("//*[@role='article']")
    if len(articles) != 1:
        yield letter.problem(
            "letter-access", f"the letter must be one article for screen readers; it is {len(articles)}"
        )


def _headings(letter: Finished) -> Iterator[Diagnostic]:
    """One h1 first, and no level left out."""
    headings = list(letter.tree.iter(*_HEADINGS))
    if [heading.tag for heading in headings].count("h1") != 1 or headings[0].tag != "h1":
        yield letter.problem(
            "letter-access", "the letter must have one main heading, before all others", field="title"
        )
    for before, after in pairwise(headings):
        if int(after.tag[1]) > int(before.tag[1]) + 1:
            words = visible_text(after)
            yield letter.at(
                after, "letter-access", f"the heading ‘{words}’ leaves out a level after the one before it"
            )


def _pictures_and_tables(letter: Finished) -> Iterator[Diagnostic]:
    """Every picture has words or is declared to need none; every table is for layout or names its columns."""
    for picture in letter.tree.iter("img"):
        if "alt" not in picture.attrib:
            yield letter.at(picture, "letter-access", "a picture has no words for those who do not see it")
    for table in letter.tree.iter("table"):
        cells = [cell for cell in table.iter("th") if next(cell.iterancestors("table")) is table]
        if table.get("role") != "presentation" and not (cells and all(cell.get("scope") for cell in cells)):
            hint = "give the table a first row of headings"
            yield letter.at(table, "letter-access", "a table does not say what its columns are", hint)


def _link_names(letter: Finished) -> Iterator[Diagnostic]:
    """A link's words say where it goes; the same words never lead to two places; no block stands inside one."""
    targets: dict[str, str] = {}
    for link in letter.tree.iter("a"):
        name, address = visible_text(link), str(link.get("href", ""))
        if not name:
            yield letter.at(link, "letter-access", f"the link to `{address}` has no words")
        elif targets.setdefault(name.lower(), address) != address:
            hint = "choose words that say where each one goes"
            message = f"‘{name}’ leads to two different places in this letter"
            yield _as_warning(letter.at(link, "letter-access", message, hint))
        if any(inner.tag in BLOCKS for inner in link.iterdescendants()):
            yield letter.at(link, "letter-access", f"the link ‘{name}’ holds a whole paragraph or list")


def _as_warning(problem: Diagnostic) -> Diagnostic:
    return Diagnostic(problem.location, problem.code, problem.message, problem.hint, Severity.WARNING)


def _legible(letter: Finished) -> Iterator[Diagnostic]:
    """Type of 16 px or more; 7 to 1 between words and ground, in light and in dark."""
    for scheme, is_dark in (("light", False), ("dark", True)):
        for element, look in looks(letter.tree, dark=is_dark):
            ratio = contrast(look.ink, look.ground)
            if ratio < LEAST_CONTRAST and _has_words(element):
                pair = f"{look.ink} on {look.ground} is {ratio:.1f} to 1 in the {scheme} scheme"
                yield letter.at(
                    element, "letter-contrast", f"words are too faint: {pair}", _template_hint(element)
                )
            if look.size < SMALLEST_TYPE and not is_dark and _has_words(element):
                yield letter.at(
                    element, "letter-access", f"words are only {look.size:g} px high", _template_hint(element)
                )


def _has_words(element: HtmlElement) -> bool:
    return bool(visible_text(element).replace("\u00a0", "").strip())


def _template_hint(element: HtmlElement) -> str:
    return f"look at `{element.get('class') or element.tag}` in templates/mail/"


def _complete_text(letter: Finished) -> Iterator[Diagnostic]:
    """The plain text has every word and every link of the HTML."""
    missing = html_words(letter.tree) - text_words(letter.text)
    if missing:
        words = ", ".join(f"‘{word}’" for word in sorted(missing)[:5])
        yield letter.problem(
            "letter-text", f"the plain text leaves out {sum(missing.values())} words, such as {words}"
        )
    lost = [link for link in html_links(letter.tree) if link not in set(text_links(letter.text))]
    if lost:
        yield letter.problem(
            "letter-text", f"the plain text leaves out {len(lost)} links, such as `{lost[0]}`"
        )


MARKUP_RULES: tuple[Callable[[Finished], Iterator[Diagnostic]], ...] = (
    _footer,
    _remote,
    _markup,
    _links,
    _language,
    _headings,
    _pictures_and_tables,
    _link_names,
    _legible,
    _complete_text,
)
