"""Last step of a body: one walk over the sanitised HTML.

The walk builds the body's tree. It takes every stamp out, sets punctuation, gives headings
their ids, marks their numbers, links and pictures their addresses, and says what cannot
stand, and where. Nobody after it takes HTML apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote

from newsletter.content.body import (
    INLINE,
    VOID,
    Body,
    Element,
    Heading,
    Node,
    Nodes,
    Picture,
    body_of,
    words_of,
)
from newsletter.content.entry import Reference
from newsletter.content.markdown.addresses import Problem, link_address, picture_address
from newsletter.content.markdown.anchors import Anchors
from newsletter.content.markdown.credits import braces_behind
from newsletter.content.markdown.links_meant import is_picture
from newsletter.content.markdown.marks import parted
from newsletter.content.markdown.pictures import Seen, is_in_html, looked_at
from newsletter.content.markdown.punctuation import Punctuation
from newsletter.content.markdown.sanitiser import is_element
from newsletter.content.markdown.stamps import STAMP, Positions, Stamp, Stamped
from newsletter.content.markdown.tags import OFFICE_TAG
from newsletter.content.markdown.unlinked import swallowed, unlinked, whole
from newsletter.permalinks import OWN_PAGE
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Checked, Diagnostic, Location, suggestion, warning

_ATTRIBUTES = regex(r' ([a-z]+)="([^"]*)"')
_STAMP = regex(STAMP)
_TAG_OR_STAMP = regex(f"(<[^>]*>|{STAMP})")
#: Elements inside each other: whoever walks a tree goes down it, and Python goes 1,000 calls deep.
DEEPEST = 100
_CODE = frozenset(("code", "pre", "kbd", "samp"))
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_CITE = (("class", "cite"),)
_CREDIT = (("class", "credit"),)
_VAGUE = frozenset(
    (
        "here",
        "click here",
        "click",
        "this",
        "this link",
        "this page",
        "read more",
        "more",
        "link",
        "learn more",
        "see here",
    )
)


class Finished(NamedTuple):
    """A body and what it refers to. `nodes` are the body's, not packed yet.

    `explained` are the places of attribute lists of which was told what they were meant to be.
    """

    body: Body
    references: tuple[Reference, ...]
    nodes: Nodes
    explained: frozenset[tuple[int, int]]


def finish(
    html: str, stamped: Stamped, where: Positions, sources: tuple[str, ...], abbreviations: Mapping[str, str]
) -> Checked[Finished]:
    """The Body of sanitised `html`, what it refers to, and what is wrong with it.

    Raises RecursionError if elements stand too deep inside each other.
    """
    walk = _Walk(html, stamped, where, sources, abbreviations)
    walk.go()
    walk.check_ids()
    walk.check_captions()
    nodes = _trimmed(walk.children)
    body = body_of(
        nodes,
        headings=tuple(walk.headings),
        anchors=tuple(sorted(walk.anchors.taken)),
        citations=tuple(walk.citations.items()),
        pictures=tuple(walk.pictures),
    )
    finished = Finished(body, tuple(walk.references), nodes, frozenset(walk.explained))
    return Checked(finished, tuple(walk.diagnostics))


def _trimmed(nodes: list[Node]) -> Nodes:
    """The nodes of a body without the space at both its ends."""
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if nodes and isinstance(text := nodes[end], str):
            nodes[end : end + 1 or None] = [kept] if (kept := strip(text)) else []
    return tuple(nodes)


class _Lone(NamedTuple):
    """The last picture: what is all there is in its paragraph if it stands alone, and its caption then."""

    nodes: list[Node]
    image: Element
    caption: Nodes


class _Walk:
    """One walk. An element is made when it closes: its attributes are set, its words are known."""

    def __init__(
        self,
        html: str,
        stamped: Stamped,
        where: Positions,
        sources: tuple[str, ...],
        abbreviations: Mapping[str, str],
    ) -> None:
        self.parts = _TAG_OR_STAMP.split(html)
        self.stamped = stamped
        self.where = where
        self.numbers = {id: number for number, id in reversed(list(enumerate(sources, 1)))}
        self.abbreviations = abbreviations
        self.abbreviated = _any_of(abbreviations)
        self.anchors = Anchors(html)
        #: Elements that are open, the innermost last: the tag, and what stood before it in what it stands in.
        self.open: list[tuple[str, list[Node]]] = []
        #: What stands in the innermost so far, and the text since its last element.
        self.children: list[Node] = []
        self.text: list[str] = []
        self.headings: list[Heading] = []
        self.citations: dict[str, int] = {}
        self.pictures: list[Picture] = []
        self.references: list[Reference] = []
        self.diagnostics: list[Diagnostic] = []
        self.punctuation = Punctuation()
        self.code = 0
        #: The attributes of each open link, and where its address was written, if it has one.
        self.links: list[tuple[dict[str, str], Location | None]] = []
        #: Where the last address ends that is typed and no more.
        self.bare = 0
        #: Where each open heading was written.
        self.heading_places: list[Location] = []
        self.lone: _Lone | None = None
        #: Captions of pictures that do not stand alone, as far as is known, and where those are named.
        self.captions: list[tuple[str, Location]] = []
        self.explained: set[tuple[int, int]] = set()
        #: Lines on which was told of words between angle brackets.
        self.angled: set[int] = set()
        self.level = 1

    def go(self) -> None:
        """Walks all parts: texts at even places, tags and stamps at odd ones."""
        parts = self.parts
        for index, part in enumerate(parts):
            if index % 2 == 0:
                if part:
                    self.words(part)
            elif part[0] != "<":
                if self.code:
                    self.text.append(escape(self.stamped.stamp(part).written, quote=False))
                else:
                    self.stamp(self.stamped.stamp(part), parts[index + 1])
            elif part[1] == "/":
                self.end(part[2:-1])
            else:
                self.begin(part)
        self.put_text()

    # The tree

    def put_text(self) -> None:
        """The text since the last element becomes one node."""
        if text := "".join(self.text):
            self.children.append(text)
        self.text.clear()

    def put(self, node: Node) -> None:
        """An element, or words that are whole, behind what stands in the innermost."""
        self.put_text()
        self.children.append(node)

    def begin(self, tag: str) -> None:
        """An opening tag: its element's children follow, or there are none."""
        if self.text:
            self.put_text()
        name = tag[1 : tag.index(" ")] if " " in tag else tag[1:-1]
        if name not in INLINE:
            self.punctuation.begin_block()
        if name in VOID:
            if name == "img":
                self.place(tag)
            else:
                self.children.append(Element(name, self.plain(tag)))
            return
        if len(self.open) == DEEPEST:
            raise RecursionError("elements stand too deep inside each other")
        if name in _CODE:
            self.code += 1
        elif name == "a":
            self.begin_link(tag)
        elif name in _HEADINGS:
            self.heading_places.append(self.where.at(0))
        self.open.append((tag, self.children))
        self.children = []

    def end(self, name: str) -> None:
        """A closing tag: the innermost open element is whole."""
        if self.text:
            self.put_text()
        if name not in INLINE:
            self.punctuation.begin_block()
        if name in _CODE:
            self.code -= 1
        inside = tuple(self.children)
        tag, self.children = self.open.pop()
        make = _MAKERS.get(name)
        if make is not None:
            self.children.append(make(self, tag, inside))
        else:
            self.children.append(Element(name, self.plain(tag) if " " in tag else (), inside))

    # Text

    def words(self, text: str) -> None:
        """Text without stamps."""
        if self.code:
            self.text.append(text)
            self.punctuation.passed("x")
            return
        text = self.punctuation.set(text)
        if self.abbreviated is None:
            self.text.append(text)
            return
        for index, piece in enumerate(self.abbreviated.split(text)):
            if index % 2:
                title = escape(self.abbreviations[unescape(piece)])
                self.put(Element("abbr", (("title", title),), (piece,)))
            elif piece:
                self.text.append(piece)

    def stamp(self, stamp: Stamp, following: str) -> None:
        """What a stamp among the words stands for; `following` is the text behind it."""
        if stamp.kind == "mark":
            self.mark(stamp)
        elif stamp.kind == "literal":
            self.text.append(stamp.about)
            self.punctuation.passed(stamp.about)
        elif stamp.kind == "heading" and self.heading_places:
            self.heading_places[-1] = self.where.at(stamp.offset)
        elif stamp.kind == "removed" and not following.startswith("&lt;"):
            self.removed(stamp)

    def mark(self, stamp: Stamp) -> None:
        """A source mark becomes a numbered link, if its source is listed."""
        location = self.where.at(stamp.offset, len(stamp.written))
        number = self.numbers.get(stamp.about)
        self.punctuation.passed("]")
        if number is None:
            otherwise = "list the source under `sources` at the top of this file"
            hint = parted(stamp.about, self.numbers) or suggestion(stamp.about, self.numbers, otherwise)
            self.error(location, "unknown-source", f"`{stamp.about}` is not a source of this file", hint)
            self.text.append(escape(stamp.written))
            return
        if any(location for _, location in self.links):
            self.error(
                location, "bad-link", "a source mark stands inside a link's words", "put it behind the link"
            )
        self.references.append(Reference("source", stamp.about, location))
        count = self.citations[stamp.about] = self.citations.get(stamp.about, 0) + 1
        id = escape(stamp.about)
        self.anchors.taken.add(f"cite-{stamp.about}-{count}")
        link = (
            ("id", f"cite-{id}-{count}"),
            ("href", f"{OWN_PAGE}#source-{id}"),
            ("role", "doc-noteref"),
            ("aria-label", f"Source {number}"),
        )
        self.put(Element("sup", _CITE, (Element("a", link, (f"[{number}]",)),)))

    def removed(self, stamp: Stamp) -> None:
        """Something the sanitiser left out is told, where it was written."""
        location, what = self.where.at(stamp.offset), stamp.about
        hint = "write it in Markdown; scripts, styles, frames and forms have no place in a text"
        if what.startswith("<") and not is_element(what[1:-1]):
            if location.line in self.angled:
                return
            self.angled.add(location.line)
            typed = self.stamped.source[stamp.offset : stamp.offset + len(what) - 1]
            what, hint = f"{typed}>", f"if you mean the sign, write `\\{typed}`"
            if re.match(OFFICE_TAG, typed, re.IGNORECASE):
                hint = "take it out: a word processor left it"
        message = f"`{what}` is not allowed here and is left out"
        self.diagnostics.append(warning(location, "raw-html", message, hint))

    # Elements

    def plain(self, tag: str) -> tuple[tuple[str, str], ...]:
        """The attributes of a tag that needs no more than the stamps in them taken out."""
        return tuple(_ATTRIBUTES.findall(_STAMP.sub(self.written, tag)))

    def written(self, m: re.Match[str]) -> str:
        """What its author wrote in place of a stamp, escaped."""
        return escape(self.stamped.stamp(m.group()).written)

    def attributes(self, tag: str) -> dict[str, str]:
        """A tag's attributes, unescaped; an address keeps its stamp."""
        found = {name: unescape(value) for name, value in _ATTRIBUTES.findall(tag)}
        return {
            name: value if name in ("href", "src") else self.stamped.meant(value)
            for name, value in found.items()
        }

    def address(self, written: str) -> tuple[str, int]:
        """An address without its stamp, and the offset at which it was written."""
        offset = None
        for character in _STAMP.findall(written):
            stamp = self.stamped.stamp(character)
            if stamp.kind == "address" and offset is None:
                offset = stamp.offset
        plain = _STAMP.sub(lambda m: self.stamped.stamp(m.group()).written, written)
        if offset is None:
            offset = self.typed_bare(_bare(plain))
        return plain, offset

    def typed_bare(self, address: str) -> int:
        """The offset of an address that is typed and no more, behind the last such one; it bears no stamp."""
        source = self.stamped.source
        for typed in (address, unquote(address)):
            for start in (self.bare, 0):
                if (found := source.find(typed, start)) >= 0:
                    self.bare = found + len(typed)
                    return found
        return 0

    def check_preview(self, written: str, offset: int) -> None:
        """An address is one to GitHub, too."""
        if found := unlinked(self.stamped.source, offset, written):
            location = self.where.at(offset, len(written))
            self.diagnostics.append(warning(location, "reads-otherwise", *found))

    def explain(self, braces: int | None) -> None:
        """Of a list behind an address, of which is told what it was meant to be, no more is to be said."""
        if braces is not None:
            location = self.where.at(braces)
            self.explained.add((location.line, location.column))

    def begin_link(self, tag: str) -> None:
        """A link: its address is made good at once, so that what it refers to comes in order."""
        attributes = self.attributes(tag)
        location = None
        if "href" in attributes:
            is_bare = _STAMP.search(attributes["href"]) is None
            written, offset = self.address(attributes.pop("href"))
            written = whole(written, self.stamped.source, offset)
            is_whole = self.stamped.source.startswith(written, offset)
            location = self.where.at(offset, len(written if is_whole else _bare(written)))
            resolved = link_address(written, self.where.path)
            if isinstance(resolved, Problem):
                self.error(location, resolved.code, resolved.message, resolved.hint)
                self.explain(braces_behind(self.stamped.source, offset) if is_picture(written) else None)
            else:
                self.check_preview(written, offset)
                if is_bare and (found := swallowed(_bare(written))):
                    self.diagnostics.append(warning(location, "bad-link", *found))
                attributes = {"href": resolved.href} | attributes
                self.references.append(Reference("link", resolved.href, location))
                if resolved.target:
                    self.references.append(Reference("content", resolved.target, location, resolved.anchor))
        self.links.append((attributes, location))

    def link(self, _tag: str, inside: Nodes) -> Element:
        """A link that closes: its words are looked at."""
        attributes, location = self.links.pop()
        if location is not None:
            self.check_words(words_of(inside, _with_alt), location)
        return _element("a", attributes, inside)

    def check_words(self, words: str, location: Location) -> None:
        """A link says where it leads."""
        if not words:
            self.error(location, "vague-link", "this link has no words", "say in the link where it leads")
        elif words.lower().rstrip(".:…!>» ") in _VAGUE:
            hint = "say in the link where it leads: many people hear links read out on their own"
            self.error(location, "vague-link", f"`{words}` does not say where the link leads", hint)

    def heading(self, tag: str, inside: Nodes) -> Element:
        """A heading: its id is made from its words."""
        words = words_of(inside, _without_marks)
        attributes = self.attributes(tag)
        level, location = int(tag[2]), self.heading_places.pop()
        self.check_level(level, words, location)
        id = attributes.pop("id", "") or self.anchors.slug(words)
        self.references.append(Reference("heading", id, location))
        self.headings.append(Heading(level, id, words))
        return _element(f"h{level}", {"id": id} | attributes, inside)

    def check_level(self, level: int, words: str, location: Location) -> None:
        """A heading goes down one level at a time; `level` becomes that of the last."""
        if level == 1:
            hint = "the page's title is its only heading of the first level: begin with ##"
            self.error(location, "heading-level", f"`{words}` is a heading of the first level", hint)
        elif level > self.level + 1:
            hint = f"use {'#' * (self.level + 1)} here"
            self.error(location, "heading-level", f"`{words}` skips a level of headings", hint)
        self.level = max(level, 1)

    def check_ids(self) -> None:
        """Ids the author gave; the last place that bears one is the one to change."""
        for id, why in self.anchors.problems():
            given = [
                m.start(1)
                for m in re.finditer(
                    rf"(?:#|\bid\s*=\s*[\"']?)({re.escape(id)})(?![\w-])", self.stamped.source
                )
            ]
            offset = given[-1] if given else max(self.stamped.source.rfind(id), 0)
            self.error(self.where.at(offset, len(id)), "duplicate-anchor", why, "choose another name")

    def place(self, tag: str) -> None:
        """A picture and its credit, as among words; `paragraph` knows whether there are any."""
        attributes = self.attributes(tag)
        written, offset = self.address(attributes.pop("src", ""))
        location = self.where.at(offset, len(written))
        resolved = picture_address(written, self.where.path)
        alt, decorative = (
            attributes.pop("alt", "").strip(),
            attributes.pop("decorative", "false") in ("", "true"),
        )
        credit, licence = attributes.pop("credit", "").strip(), attributes.pop("licence", "").strip()
        caption = attributes.pop("title", "").strip()
        if isinstance(resolved, Problem):
            self.error(location, resolved.code, resolved.message, resolved.hint)
        else:
            self.references.append(Reference("image", resolved.target, location))
            self.pictures.append(Picture(resolved.target, "" if decorative else alt))
            self.check_preview(written, offset)
            seen = Seen(written, offset, alt, decorative, credit, licence)
            told, braces = looked_at(seen, self.stamped.source, self.where)
            self.diagnostics += told
            self.explain(braces)
            attributes = {"src": resolved.href} | attributes
        image = _element("img", attributes | {"alt": "" if decorative else alt}, ())
        said: Nodes = (text,) if (text := Punctuation().set(escape(caption, quote=False))) else ()
        self.children.append(image)
        if caption and not is_in_html(self.stamped.source, offset):
            self.captions.append((caption, location))
        if not (credit and licence):
            self.lone = _Lone([image], image, said)
            return
        small = Element("small", _CREDIT, (escape(f"Picture: {credit}, {licence}", quote=False),))
        self.text.append(" ")
        self.put(small)
        self.lone = _Lone([image, small], image, (f"{text} ", small) if said else (small,))

    def paragraph(self, tag: str, inside: Nodes) -> Element:
        """A paragraph, or a figure if there is nothing in it but a picture."""
        lone = self.lone
        if lone is not None and tag == "<p>" and [n for n in inside if not _is_blank(n)] == lone.nodes:
            if self.captions and len(lone.caption) > len(lone.nodes) - 1:
                self.captions.pop()
            caption = (Element("figcaption", (), lone.caption),) if lone.caption else ()
            return Element("figure", (), (lone.image, *caption))
        return Element("p", self.plain(tag) if " " in tag else (), inside)

    def check_captions(self) -> None:
        """A caption stands below a picture that stands alone; among words there is no place for one."""
        for caption, location in self.captions:
            message = f"the caption `{caption}` is not shown: its picture stands among other words"
            hint = "put a blank line before the picture and after it"
            self.diagnostics.append(warning(location, "reads-otherwise", message, hint))

    def cell(self, tag: str, inside: Nodes) -> Element:
        """A table cell: alignment becomes a class, a column's head says what it is."""
        if tag == "<td>":
            return Element("td", (), inside)
        attributes = self.attributes(tag)
        if align := attributes.pop("align", ""):
            attributes["class"] = f"{attributes.get('class', '')} align-{align}".strip()
        if tag[2] == "h" and "scope" not in attributes:
            attributes["scope"] = "col"
        return _element(tag[1:3], attributes, inside)

    def error(self, location: Location, code: Code, message: str, hint: str) -> None:
        """One mistake more."""
        self.diagnostics.append(Diagnostic(location, code, message, hint))


_Maker = Callable[[_Walk, str, Nodes], Element]
#: What becomes of an element that is more than its tag says, once it closes.
_MAKERS: Mapping[str, _Maker] = {
    "a": _Walk.link,
    "p": _Walk.paragraph,
    "td": _Walk.cell,
    "th": _Walk.cell,
    **dict.fromkeys(_HEADINGS, _Walk.heading),
}


def _bare(address: str) -> str:
    """An address that was typed and no more, as it was typed."""
    return address.removeprefix("mailto:").removeprefix("http://")


def _element(name: str, attributes: Mapping[str, str], children: Nodes) -> Element:
    """An element with attributes that are not escaped yet."""
    return Element(name, tuple((key, escape(value)) for key, value in attributes.items()), children)


def _is_blank(node: Node) -> bool:
    return isinstance(node, str) and not node.strip()


def _with_alt(element: Element) -> Nodes:
    """What is read of an element in a link's words: of a picture, what it shows."""
    return (escape(element.get("alt") or ""),) if element.name == "img" else element.children


def _without_marks(element: Element) -> Nodes:
    """What is read of an element in a heading: of a mark, nothing."""
    return () if element.attributes == _CITE else element.children


def _any_of(abbreviations: Mapping[str, str]) -> re.Pattern[str] | None:
    """Matches any of the abbreviations as they stand in HTML, the longest first."""
    words = sorted(abbreviations, key=lambda word: (-len(word), word))
    return (
        re.compile(r"(?<!\w)(" + "|".join(re.escape(escape(w, quote=False)) for w in words) + r")(?!\w)")
        if words
        else None
    )
