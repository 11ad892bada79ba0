"""Source marks in the prose of front matter: shown as numbered links, and found again from the source.

One mark of each source, say the 8th, has the id `cite-8`, to which its source leads back: the first of the
story, which has it from the Markdown step, or else the first of the fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from newsletter import permalinks
from newsletter.content.body import Body, html_of
from newsletter.content.words.marks import Mark, split_marks
from newsletter.site.illustrations import Sizes, sized


class Listed(NamedTuple):
    """A source of a page: its number in the list, and which field leads back from it.

    `back` is empty where that is the story, and None where nothing cites it.
    """

    number: int
    back: str | None


#: The sources of a page by their ids.
Numbers = Mapping[str, Listed]


def numbered(
    sources: Iterable[str], story: Iterable[tuple[str, int]], fields: Iterable[tuple[str, str]]
) -> dict[str, Listed]:
    """The sources of a page in their order; `fields` are the sources that its fields cite, each with the field's name."""
    back = {source: "" for source, _ in story}
    for source, field in fields:
        back.setdefault(source, field)
    return {source: Listed(number, back.get(source)) for number, source in enumerate(sources, start=1)}


def marked(text: str, numbers: Numbers, field: str) -> Markup:
    """Safe HTML of a field: its words escaped, each mark a link to its source by number.

    `field` is unique on the page.
    """
    pieces: list[str] = []
    seen: set[str] = set()
    for piece in split_marks(text):
        if isinstance(piece, Mark):
            again = piece.source in seen
            pieces.append(reference(piece.source, numbers, None if again else field))
            seen.add(piece.source)
        else:
            pieces.append(str(escape(piece)))
    return Markup("".join(pieces))


def reference(source: str, numbers: Numbers, field: str | None) -> Markup:
    """The link to one source, as it stands in `field`; nothing for a source that is not listed."""
    if source not in numbers:
        return Markup("")
    number, back = numbers[source]
    place = f' id="cite-{number}"' if field is not None and field == back else ""
    return Markup(f'<a href="#source-{number}"{place}>[{number}]</a>')


def body_html(body: Body, root: str, pictures: Sizes) -> Markup:
    """A body for a page under `root`; its pictures are those that are published, and say their size and versions."""
    return rooted(html_of(sized(body.nodes, pictures)) if pictures else body.html, root)


def rooted(html: str, root: str) -> Markup:
    """A part of a body for a page under `root`."""
    return Markup(permalinks.rooted(html, root))


def time(when: Mapping[str, str]) -> Markup:
    """A date of a view as HTML: its words, with their ISO twin where they differ."""
    words, iso = when["words"], when["iso"]
    return Markup(words if words == iso else f'<time datetime="{iso}">{words}</time>')


def mentions(study: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The sources that the fields of a case study's view cite, each with the field: those always shown come first."""
    for text, field in _prose(study):
        yield from marks_in(text, field)
    for number, outcome in enumerate(study["outcomes"], start=1):
        if outcome["before"]:
            yield outcome["before"]["source"] or "", f"before-{number}"
        yield outcome["source"], f"outcome-{number}"
    for number, said in enumerate(study["quotes"], start=1):
        yield said["source"], f"quote-{number}"
    yield from _folded(study)


def _prose(study: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in ("lesson", "before", "after"):
        yield study[field], field
    if start := study["start"]:
        for field in ("first-step", "people", "time", "money"):
            yield start[field], field
        for field in ("pitfalls", "tried"):
            for number, text in enumerate(start[field], start=1):
                yield text, f"{field}-{number}"


def _folded(study: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What readers open: who decides, notes, where it stands, who is in it, what is disputed, the money."""
    if study["deciders"]:
        for term in study["deciders"]["terms"]:
            yield from marks_in(term["text"], f"deciders-{term['name']}")
        yield study["deciders"]["source"] or "", "deciders"
    if study["share"]:
        yield study["share"]["source"], "share"
    for number, outcome in enumerate(study["outcomes"], start=1):
        yield from marks_in(outcome["caveat"], f"caveat-{number}")
    for point in (study["compass"] or {}).get("points", ()):
        yield from marks_in(point["reason"], f"reason-{point['name']}")
    for number, person in enumerate(study["people"], start=1):
        yield person["source"], f"person-{number}"
    for number, dispute in enumerate(study["disputed"], start=1):
        for place, side in enumerate(dispute["sides"], start=1):
            yield from marks_in(side["says"], f"side-{number}-{place}")
            yield side["source"] or "", f"says-{number}-{place}"
    for number, amount in enumerate(study["money"], start=1):
        yield amount["source"], f"sum-{number}"


def marks_in(text: str, field: str) -> Iterator[tuple[str, str]]:
    """Each source that a field names, with the field."""
    for piece in split_marks(text) if "[^" in text else ():
        if isinstance(piece, Mark):
            yield piece.source, field
