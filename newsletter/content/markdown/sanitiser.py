"""The gate every body passes: an allow-list of HTML, held by nh3.

No script, event handler, style, frame, form or foreign request comes through. Addresses
that carry a stamp look relative to nh3; `links` and `pictures` vet those, each one, after it.
"""

from __future__ import annotations

import nh3

from newsletter.regexes import regex

_TAG_NAMES = (
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em"
    " figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small"
    " span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr"
)
_TAGS = frozenset(_TAG_NAMES.split())
_EVERYWHERE = frozenset(("id", "class", "title", "lang", "dir"))
_ATTRIBUTES = {
    "a": {"href", "hreflang"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "details": {"open"},
    # credit, licence and decorative never reach a page: `pictures` turns them into a caption.
    "img": {"src", "alt", "width", "height", "credit", "licence", "decorative"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "td": {"align", "colspan", "rowspan", "headers"},
    "th": {"align", "colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

#: Elements that go with all that stands in them.
EMPTIED = frozenset({"script", "style", "template", "iframe", "noscript", "object", "svg", "math"})
#: Elements whose tags GitHub shows (GFM 6.11): in HTML all after them would be taken for text.
_SHOWN = frozenset({"plaintext", "xmp", "textarea", "title", "noembed", "noframes"})

#: Elements of HTML that stand in no text of ours: what else has such brackets are words.
_OTHERS = frozenset(
    (
        "address applet area article aside audio base basefont big blink body button canvas center datalist dialog dir"
        " embed fieldset font footer form frame frameset head header hgroup html input label legend link main map marquee"
        " menu meta meter nav nobr optgroup option output param picture progress rb rtc script search section select slot"
        " source spacer strike track tt video"
    ).split()
)

#: A class that an author may give. None of our style sheets names one, so that nobody hides words by it, or lays something
#: over the page.
_OWN_CLASS = regex(r"own-[\w-]+")


def _kept(_: str, attribute: str, value: str) -> str | None:
    return value if attribute != "class" or are_own(value) else None


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={**_ATTRIBUTES, "*": set(_EVERYWHERE)},
    clean_content_tags=set(EMPTIED),
    url_schemes=set(SCHEMES),
    link_rel=None,
    attribute_filter=_kept,
)
_TAG_NAME = regex(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = regex(r"""[\s/"']([a-zA-Z][\w:-]*)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_MAIL = regex(r"<[^<>\s]+@[^<>\s]*>\Z")


def sanitise(html: str) -> str:
    """`html` as well-formed HTML of allowed elements; tags in it match `<[^>]*>`."""
    return _CLEANER.clean(html)


def is_known(attribute: str, element: str) -> bool:
    """Whether an element may have an attribute."""
    return attribute in _EVERYWHERE or attribute in _ATTRIBUTES.get(element, ())


def are_own(classes: str) -> bool:
    """Whether an author may give all of these classes, with spaces between them."""
    return all(_OWN_CLASS.fullmatch(name) for name in classes.split())


def is_element(name: str) -> bool:
    """Whether HTML has an element of this name, allowed here or not."""
    return name in _TAGS or name in EMPTIED or name in _SHOWN or name in _OTHERS


def passed_tag(tag: str) -> str:
    """What of a tag goes to the sanitiser: nothing of an element nobody knows, which it would take words with."""
    found = _TAG_NAME.match(tag)
    name = found.group(1).lower() if found else ""
    if name in _SHOWN:
        return f"&lt;{tag[1:]}"
    return tag if name in _TAGS or name in EMPTIED else ""


def forbidden_in_tag(tag: str) -> str:
    """What the sanitiser would take out of the source `tag`, e.g. `<script>` or `onclick`; else ""."""
    if _MAIL.match(tag):
        return ""
    found = _TAG_NAME.match(tag)
    name = found.group(1).lower() if found else ""
    if name not in _TAGS:
        return "" if tag.startswith("</") else f"<{name}>"
    allowed = _ATTRIBUTES.get(name, frozenset()) | _EVERYWHERE
    for m in _ATTRIBUTE.finditer(tag, found.end() if found else 0):
        attribute = m.group(1).lower()
        if attribute not in allowed or (
            attribute == "class" and not are_own((m["value"] or "").strip("\"'"))
        ):
            return m.group(1)
    return ""
