"""The index of a search: which words stand in which part of which page; and each page's text, for what is shown of it.

`Site → Piece`. A reader's browser fetches `index.json` once, of the words the one file that those
looked for are in, and of the texts those of the pages it shows. How they are written is in docs/search.md.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from string import ascii_lowercase, digits
from typing import Any

from jinja2 import Environment

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds import kind_of
from newsletter.content.library.facets import chosen_pairs
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Part, Piece
from newsletter.site.desk import Desk, View
from newsletter.site.pages import SitePage, render_page
from newsletter.site.search.listed import Listed, listed_names
from newsletter.site.search.told import Section, told
from newsletter.site.search.words import COMMON, words
from newsletter.site.shelves import SHELVES, Shelf
from newsletter.told.diagnostics import Checked
from newsletter.values import point

#: From so many pages on the words of one letter are in several files.
MANY = 300
#: The second letters at which a file begins then.
_WIDE = ("a", "e", "i", "o")
#: A part that is found and not quoted: what it says of each source is no sentence, and long. Nor are facts.
_SOURCES = "sources"
#: What a word counts for at the head of a page, and in the part under a heading; the latter at most, by how often.
_TITLE, _NAMES, _SUMMARY, _HEADING, _MOST = 3, 2, 1, 3, 2
RANKS = 4

#: The sections of a page; its words, with a space between; and in how many parts each of them stands, and where:
#: `RANKS` times the number of the part, and its rank there. As flat as this it is read back in no time.
Told = tuple[tuple[Section, ...], str, tuple[int, ...], tuple[int, ...]]


@point
class Sought:
    """A page that can be found: what its own words are told by, and what else it is found by.

    `names` are those it is gathered under, and `values` the numbers of its facets' values, facet by facet.
    """

    page: SitePage
    title: str
    summary: str
    meta: str
    kind: str
    names: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    lang: str
    banner: str | None

    @property
    def shown(self) -> View:
        """What results show of it before its text."""
        return {
            "title": self.title,
            "kind": self.kind,
            "meta": self.meta,
            "summary": self.summary,
            "lang": self.lang,
            "banner": self.banner,
        }

    @property
    def known_by(self) -> tuple[object, ...]:
        """What decides its words and its text beside its page."""
        return self.shown, self.names


@point
class _Values:
    """The values of a shelf that case studies have: their keys and titles, and those of each study by their numbers."""

    shelf: Shelf
    keys: tuple[str, ...]
    titles: tuple[str, ...]
    of: Mapping[str, list[int]]


def index_pieces(
    desk: Desk, pages: Sequence[SitePage], names: Mapping[str, str], shared: View, environment: Environment
) -> Iterator[Piece]:
    """Every file of the index; none where the publication has no search."""
    if not desk.library.config.site.search:
        return
    values = {shelf.facet: _values(desk, shelf) for shelf in SHELVES}
    sought = tuple(_sought(desk, page, page.entry, values) for page in pages if page.entry)
    parts = tuple(
        Part(
            ("search words", names[one.page.permalink], one.known_by),
            partial(_told, one, shared, environment),
        )
        for one in sought
    )
    front = _front(desk, sought, listed_names(desk, pages))
    paths = (_FRONT, *map(_words_file, _keys(front["starts"])))
    yield Piece(
        paths, ("search", front, tuple(part.plain for part in parts)), partial(_written, front), parts
    )
    for one, part in zip(sought, parts, strict=True):
        yield Piece(
            (_text_file(one.page.permalink),), ("search text", part.plain), partial(_text, one), (part,)
        )


# A page, as it is found


def _sought(desk: Desk, page: SitePage, entry: Entry[Any], values: Mapping[str, _Values]) -> Sought:
    kind, card = kind_of(entry.path), desk.cards[entry.path]
    return Sought(
        page=page,
        title=entry.record.title,
        summary=card["summary"],
        meta=_meta(card),
        kind=kind.title if kind else "page",
        names=tuple(dict.fromkeys(_names(desk, entry, values))),
        values=tuple(tuple(values[shelf.facet].of.get(entry.path, ())) for shelf in SHELVES),
        lang=entry.record.lang,
        banner=card["banner"],
    )


def _meta(card: View) -> str:
    """Where and when, in a line."""
    if "where" in card:
        return f"{card['where']}, {card['years']}"
    return str(card["line"] or card.get("month") or (card["when"] or {}).get("words", ""))


def _names(desk: Desk, entry: Entry[Any], values: Mapping[str, _Values]) -> Iterator[str]:
    """What it is filed under and who is in it; of a tag also the other words for it."""
    kind, tags = kind_of(entry.path), desk.library.config.tags
    for facet in values.values():
        yield from (facet.titles[number] for number in facet.of.get(entry.path, ()))
    for tag in (tags[key] for key in entry.record.tags if key in tags):
        yield from (tag.title, *tag.also)
    yield from entry.record.authors
    if kind:
        yield from (name for name, _ in (*kind.people(entry.record), *kind.organisations(entry.record)))


def _values(desk: Desk, shelf: Shelf) -> _Values:
    rows = shelf.rows(desk.library)
    of: dict[str, list[int]] = defaultdict(list)
    for number, (_, _, studies) in enumerate(rows):
        for study in studies:
            of[study.path].append(number)
    return _Values(shelf, tuple(key for key, *_ in rows), tuple(title for _, title, _ in rows), of)


# What is fetched first


def _front(desk: Desk, sought: Sequence[Sought], names: Iterable[Listed]) -> View:
    """All that is known before any page is looked into."""
    kinds = list(dict.fromkeys(one.kind for one in sought))
    return {
        "starts": list(_WIDE if len(sought) > MANY else ("",)),
        "common": sorted(COMMON),
        "kinds": kinds,
        "facets": [_facet(desk, shelf) for shelf in SHELVES],
        "pairs": _pairs(desk),
        "held": [number for number, one in enumerate(sought) if one.banner],
        "names": [_named(desk, one) for one in names],
        "pages": [[one.page.permalink, one.title, kinds.index(one.kind), *one.values] for one in sought],
    }


def _facet(desk: Desk, shelf: Shelf) -> list[Any]:
    """A facet with its values: of each its key, its title, and how it stands in a heading where that is otherwise."""
    return [
        shelf.facet,
        shelf.title,
        [
            [key, title, *([said] if (said := shelf.said(key, title)) != title else [])]
            for key, title, _ in shelf.rows(desk.library)
        ],
        shelf.address,
        shelf.one,
    ]


def _pairs(desk: Desk) -> list[list[int]]:
    """The facets of which two values have a page, by their numbers."""
    number = {shelf.facet: at for at, shelf in enumerate(SHELVES)}
    return [[number[one] for one in pair] for pair in chosen_pairs(desk.library.config.site.facet_pairs)]


def _named(desk: Desk, one: Listed) -> list[str]:
    """A name with its page, and of a subject the other words for it."""
    key = one.permalink.removeprefix(permalinks.TAGS).strip("/")
    tag = desk.library.config.tags.get(key) if one.permalink == permalinks.tag(key) else None
    return [one.title, one.permalink, one.what, *(tag.also if tag else ())]


# Words and texts


def _told(one: Sought, shared: View, environment: Environment) -> Checked[Told]:
    """The words of one page, and its sections."""
    made = render_page(one.page, shared, environment)
    if made.value is None:  # told where the page itself is made; without it the others can still be found
        return Checked(((Section("", "", ""),), "", (), ()))
    sections = told(made.value[0].content.decode())
    ranks = _ranks(one, sections)
    places = [[part * RANKS + ranks[word][part] for part in sorted(ranks[word])] for word in ranks]
    counts = tuple(map(len, places))
    return Checked((sections, " ".join(ranks), counts, tuple(place for some in places for place in some)))


def _ranks(one: Sought, sections: Sequence[Section]) -> dict[str, dict[int, int]]:
    """Each word of a page, and what it counts for in each part it stands in."""
    ranks: dict[str, dict[int, int]] = defaultdict(dict)
    for part, section in enumerate(sections):
        for word, often in Counter(words(section.text)).items():
            ranks[word][part] = min(often - 1, _MOST) if part else 0
        for word in words(section.heading):
            ranks[word][part] = _HEADING
    for text, rank in ((one.summary, _SUMMARY), (" ".join(one.names), _NAMES), (one.title, _TITLE)):
        for word in words(text):
            ranks[word][0] = rank
    return {word: parts for word, parts in ranks.items() if word not in COMMON}


def _written(front: View, *pages: Told) -> Checked[tuple[Artifact, ...]]:
    """The index, of the words of all pages: of each word where it stands, counted on from where it stood before."""
    found: dict[str, list[int]] = defaultdict(list)
    first = 0
    for sections, said, counts, places in pages:
        at = 0
        for word, count in zip(said.split(), counts, strict=True):
            found[word] += [first + place for place in places[at : at + count]]
            at += count
        first += len(sections) * RANKS
    files: dict[str, dict[str, list[int]]] = {key: {} for key in _keys(front["starts"])}
    for word in sorted(found):
        files[_key(word, front["starts"])][word] = _steps(found[word])
    written = {key: _json(content) for key, content in files.items()}
    versions = {key: sha256(content).hexdigest()[:8] for key, content in written.items()}
    parts = [len(sections) for sections, *_ in pages]
    return Checked(
        (
            Artifact(_FRONT, _json({**front, "versions": versions, "parts": parts})),
            *(
                Artifact(_words_file(key), b'{"version":"%s","words":%s}' % (versions[key].encode(), content))
                for key, content in written.items()
            ),
        )
    )


def _steps(places: Sequence[int]) -> list[int]:
    return [place - before for before, place in zip((0, *places), places, strict=False)]


def _text(one: Sought, page: Told) -> Checked[tuple[Artifact, ...]]:
    """What is shown of one page among results."""
    parts = [
        [anchor, heading, text if number and anchor != _SOURCES else ""]
        for number, (anchor, heading, text) in enumerate(page[0])
    ]
    return Checked((Artifact(_text_file(one.page.permalink), _json({**one.shown, "parts": parts})),))


# Where it stands


_FRONT = "search/index.json"


def _words_file(key: str) -> str:
    return f"search/words/{key}.json"


def _text_file(permalink: str) -> str:
    """Named after the page: /case-studies/preston/ has search/text/case-studies/preston.json."""
    return f"search/text{permalink.rstrip('/')}.json"


def _keys(starts: Sequence[str]) -> Iterator[str]:
    yield from (letter + start for letter in ascii_lowercase for start in starts)
    yield from (*digits, "other")


def _key(word: str, starts: Sequence[str]) -> str:
    """The file that a word is in: by its first letter, and at many pages by what the second one comes after."""
    if not "a" <= word[0] <= "z":
        return word[0] if word[0] in digits else "other"
    second = word[1:2]
    after = [start for start in starts if start <= second] if "a" <= second <= "z" else []
    return word[0] + (after[-1] if after else starts[0])


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
