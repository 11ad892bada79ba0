"""Source marks in the prose of front matter: shown as numbered links, and found again from the source.

A mark of the body has its id from the Markdown step (`cite-ID-1`); one of a field is named
after the field (`cite-ID-before`), so both can stand on one page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from newsletter import permalinks
from newsletter.content.body import Body, Element, Nodes, changed, html_of
from newsletter.content.words.marks import Mark, split_marks

#: Address, width and height of pictures, the last two if they are known, by the address that their names give them.
Sizes = Mapping[str, Sequence[Any]]


def marked(text: str, numbers: Mapping[str, int], field: str) -> Markup:
    """Safe HTML of a field: its words escaped, each mark a link to its source by number.

    `numbers` maps ids of sources to their place in the list; `field` is unique on the page.
    """
    pieces: list[str] = []
    seen: Counter[str] = Counter()
    for piece in split_marks(text):
        if isinstance(piece, Mark):
            seen[piece.source] += 1
            pieces.append(reference(piece.source, numbers, _nth(field, seen[piece.source])))
        else:
            pieces.append(str(escape(piece)))
    return Markup("".join(pieces))


def reference(source: str, numbers: Mapping[str, int], field: str) -> Markup:
    """The link to one source, as it stands in `field`; nothing for a source that is not listed."""
    if source not in numbers:
        return Markup("")
    identity, number = escape(source), numbers[source]
    return Markup(
        f'<sup class="cite"><a id="cite-{identity}-{field}" href="#source-{identity}" role="doc-noteref"'
        f' aria-label="Source {number}">[{number}]</a></sup>'
    )


def body_html(body: Body, root: str, pictures: Sizes) -> Markup:
    """A body for a page under `root`; its pictures are those that are published, and say their size."""
    return rooted(html_of(sized(body.nodes, pictures)) if pictures else body.html, root)


def rooted(html: str, root: str) -> Markup:
    """A part of a body for a page under `root`."""
    return Markup(permalinks.rooted(html, root))


def sized(nodes: Nodes, pictures: Sizes) -> Nodes:
    """The nodes of a body in which every picture has the address it is published at, and says its size."""

    def size(element: Element) -> Element:
        if element.name != "img":
            return element
        found = pictures.get(permalinks.picture_meant(element.get("src") or ""))
        if found is None:
            return element
        address, width, height = found
        element = element.setting(src=permalinks.SITE_ROOT + quote(address))
        if width is None or element.get("width") or element.get("height"):
            return element
        known = (("width", str(width)), ("height", str(height)), ("loading", "lazy"))
        return element._replace(attributes=known + element.attributes)

    return changed(nodes, size) if pictures else nodes


def time(when: Mapping[str, str]) -> Markup:
    """A date of a view as HTML: its words, with their ISO twin where they differ."""
    words, iso = when["words"], when["iso"]
    return Markup(words if words == iso else f'<time datetime="{iso}">{words}</time>')


def citations(study: Mapping[str, Any]) -> dict[str, list[str]]:
    """The ids of all places that cite each source of a case study's view, in the order of the page."""
    found: dict[str, list[str]] = {source["id"]: [] for source in study["sources"]}

    def add(source: str, field: str) -> None:
        if source in found:
            found[source].append(f"cite-{source}-{field}")

    for text, field in _prose_before_story(study):
        _add_marks(text, field, add)
    _add_deciders(study, add)
    for number, outcome in enumerate(study["outcomes"], start=1):
        if outcome["before"]:
            add(outcome["before"]["source"] or "", f"before-{number}")
        add(outcome["source"], f"outcome-{number}")
        _add_marks(outcome["caveat"], f"caveat-{number}", add)
    for point in (study["compass"] or {}).get("points", ()):
        _add_marks(point["reason"], f"reason-{point['name']}", add)
    for source, times in study["citations"]:
        for number in range(1, times + 1):
            add(source, str(number))
    for number, said in enumerate(study["quotes"], start=1):
        add(said["source"], f"quote-{number}")
    for number, person in enumerate(study["people"], start=1):
        add(person["source"], f"person-{number}")
    for number, dispute in enumerate(study["disputed"], start=1):
        for place, side in enumerate(dispute["sides"], start=1):
            _add_marks(side["says"], f"side-{number}-{place}", add)
            add(side["source"] or "", f"says-{number}-{place}")
    for number, amount in enumerate(study["money"], start=1):
        add(amount["source"], f"sum-{number}")
    for text, field in _prose_after_story(study):
        _add_marks(text, field, add)
    return found


def _add_deciders(study: Mapping[str, Any], add: Any) -> None:
    if study["deciders"]:
        for term in study["deciders"]["terms"]:
            _add_marks(term["text"], f"deciders-{term['name']}", add)
        add(study["deciders"]["source"] or "", "deciders")
    if study["share"]:
        add(study["share"]["source"], "share")


def _prose_before_story(study: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield study["lesson"], "lesson"
    yield study["before"], "before"
    yield study["after"], "after"


def _prose_after_story(study: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    start = study["start"]
    if start:
        for field in ("first-step", "people", "time", "money"):
            yield start[field], field
        for field in ("pitfalls", "tried"):
            for number, text in enumerate(start[field], start=1):
                yield text, f"{field}-{number}"


def _add_marks(text: str, field: str, add: Any) -> None:
    for source, place in marks_in(text, field):
        add(source, place.removeprefix(f"cite-{source}-"))


def marks_in(text: str, field: str) -> Iterator[tuple[str, str]]:
    """Each source that a field names, with the id of the place where `marked` puts the link to it."""
    seen: Counter[str] = Counter()
    for piece in split_marks(text) if "[^" in text else ():
        if isinstance(piece, Mark):
            seen[piece.source] += 1
            yield piece.source, f"cite-{piece.source}-{_nth(field, seen[piece.source])}"


def _nth(field: str, number: int) -> str:
    return field if number == 1 else f"{field}-{number}"
