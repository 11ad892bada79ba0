"""Last step of a body: one walk over the sanitised HTML.

The walk takes every stamp out, sets punctuation, gives headings their ids, marks their
numbers, links and pictures their addresses, and says what cannot stand, and where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

from newsletter.content.entry import Body, Heading, Picture, Reference
from newsletter.content.markdown.addresses import Problem, link_address, picture_address
from newsletter.content.markdown.anchors import RESERVED_ANCHORS, Anchors
from newsletter.content.markdown.punctuation import Punctuation
from newsletter.content.markdown.stamps import STAMP, Positions, Stamp, Stamped
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Checked, Diagnostic, Location, suggestion, warning

__all__ = ["RESERVED_ANCHORS", "finish"]

_TAG = re.compile(r"<[^>]*>")
_NAME = re.compile(r"</?([a-z0-9]+)")
_ATTRIBUTES = re.compile(r' ([a-z]+)="([^"]*)"')
_STAMP = re.compile(STAMP)
_TAG_OR_STAMP = re.compile(f"(<[^>]*>|{STAMP})")
_INLINE_NAMES = (
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup"
    " time u var wbr"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_PLAIN_NAMES = "p li ul ol blockquote tr tbody thead table dl dt dd figure figcaption"
#: Tags that ask for nothing but a new start of the punctuation.
_PLAIN_BLOCKS = frozenset(
    ["<td>", "</td>", "</th>"] + [f"<{end}{name}>" for name in _PLAIN_NAMES.split() for end in ("", "/")]
)
_CODE = frozenset(("code", "pre", "kbd", "samp"))
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


def finish(
    html: str, stamped: Stamped, where: Positions, sources: tuple[str, ...], abbreviations: Mapping[str, str]
) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    """The Body of sanitised `html`, what it refers to, and what is wrong with it."""
    walk = _Walk(html, stamped, where, sources, abbreviations)
    walk.go()
    walk.check_ids()
    result = "".join(walk.out).strip()
    body = Body(
        html=result,
        headings=tuple(walk.headings),
        anchors=tuple(sorted(walk.anchors.taken)),
        citations=tuple(walk.citations.items()),
        pictures=tuple(walk.pictures),
        words=len(_TAG.sub("", result).split()) - result.count(" – "),
    )
    return Checked((body, tuple(walk.references)), tuple(walk.diagnostics))


class _Walk:
    """One walk. `out` grows tag by tag; a heading's or link's opening tag is filled in once it closes."""

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
        self.out: list[str] = []
        self.headings: list[Heading] = []
        self.citations: dict[str, int] = {}
        self.pictures: list[Picture] = []
        self.references: list[Reference] = []
        self.diagnostics: list[Diagnostic] = []
        self.punctuation = Punctuation()
        self.code = 0
        self.link: tuple[int, Location] | None = None
        self.heading: tuple[int, str, Location] | None = None
        self.level = 1

    def go(self) -> None:
        """Walks all parts: texts at even places, tags at odd ones."""
        parts = self.parts
        for index, part in enumerate(parts):
            if index % 2 == 0:
                if part:
                    self.words(part)
            elif part[0] == "<":
                if part in _PLAIN_BLOCKS:
                    self.punctuation.begin_block()
                    self.out.append(part)
                else:
                    self.tag(part, index)
            elif self.code:
                self.out.append(self.stamped.stamp(part).written)
            else:
                self.stamp(self.stamped.stamp(part), parts[index + 1])

    # Text

    def words(self, text: str) -> None:
        """Text without stamps."""
        if self.code:
            self.out.append(text)
            self.punctuation.passed("x")
            return
        text = self.punctuation.set(text)
        if self.abbreviated and text:
            text = self.abbreviated.sub(self.abbreviation, text)
        self.out.append(text)

    def abbreviation(self, m: re.Match[str]) -> str:
        return f'<abbr title="{escape(self.abbreviations[unescape(m.group())])}">{m.group()}</abbr>'

    def stamp(self, stamp: Stamp, following: str) -> None:
        if stamp.kind == "mark":
            self.mark(stamp)
        elif stamp.kind == "literal":
            self.out.append(stamp.about)
            self.punctuation.passed(stamp.about)
        elif stamp.kind == "heading" and self.heading:
            start, tag, _ = self.heading
            self.heading = (start, tag, self.where.at(stamp.offset))
        elif stamp.kind == "removed" and not following.startswith("&lt;"):
            self.removed(stamp)

    def mark(self, stamp: Stamp) -> None:
        location = self.where.at(stamp.offset, len(stamp.written))
        number = self.numbers.get(stamp.about)
        self.punctuation.passed("]")
        if number is None:
            otherwise = "list the source under `sources` at the top of this file"
            hint = suggestion(stamp.about, self.numbers, otherwise)
            self.error(location, "unknown-source", f"`{stamp.about}` is not a source of this file", hint)
            self.out.append(escape(stamp.written))
            return
        if self.link:
            self.error(
                location, "bad-link", "a source mark stands inside a link's words", "put it behind the link"
            )
        self.references.append(Reference("source", stamp.about, location))
        count = self.citations[stamp.about] = self.citations.get(stamp.about, 0) + 1
        id = escape(stamp.about)
        anchor = f"cite-{id}-{count}"
        self.anchors.taken.add(f"cite-{stamp.about}-{count}")
        self.out.append(
            f'<sup class="cite"><a id="{anchor}" href="#source-{id}" role="doc-noteref"'
            f' aria-label="Source {number}">[{number}]</a></sup>'
        )

    def removed(self, stamp: Stamp) -> None:
        message = f"`{stamp.about}` is not allowed here and is left out"
        hint = "write it in Markdown; scripts, styles, frames and forms have no place in a text"
        self.diagnostics.append(warning(self.where.at(stamp.offset), "raw-html", message, hint))

    # Tags

    def tag(self, tag: str, index: int) -> None:
        found = _NAME.match(tag)
        name = found.group(1) if found else ""
        if name not in _INLINE:
            self.punctuation.begin_block()
        if name in _CODE:
            self.code += -1 if tag[1] == "/" else 1
        handler = _HANDLERS.get(name)
        if handler is not None:
            handler(self, tag, index)
        else:
            self.out.append(self.plain(tag))

    def plain(self, tag: str) -> str:
        """A tag that needs no more than the stamps in its attributes taken out."""
        return _STAMP.sub(lambda m: escape(self.stamped.stamp(m.group()).written), tag) if " " in tag else tag

    def attributes(self, tag: str) -> dict[str, str]:
        """A tag's attributes, unescaped; an address keeps its stamp."""
        found = {name: unescape(value) for name, value in _ATTRIBUTES.findall(tag)}
        return {
            name: value if name in ("href", "src") else self.stamped.restored(value)
            for name, value in found.items()
        }

    def address(self, written: str) -> tuple[str, Location]:
        """An address without its stamp, and where it was written."""
        location = None
        for character in _STAMP.findall(written):
            stamp = self.stamped.stamp(character)
            if stamp.kind == "address" and location is None:
                location = stamp.offset
        plain = _STAMP.sub(lambda m: self.stamped.stamp(m.group()).written, written)
        if location is None:
            location = max(self.stamped.source.find(plain), 0)
        return plain, self.where.at(location, len(plain))

    def anchor(self, tag: str, _index: int) -> None:
        """A link: its address is made good, its words are looked at once it closes."""
        if tag == "</a>":
            self.close_link()
            return
        attributes = self.attributes(tag)
        if "href" not in attributes:
            self.out.append(_opening("a", attributes))
            return
        written, location = self.address(attributes.pop("href"))
        resolved = link_address(written, self.where.path)
        if isinstance(resolved, Problem):
            self.error(location, resolved.code, resolved.message, resolved.hint)
        else:
            attributes = {"href": resolved.href} | attributes
            if resolved.target:
                self.references.append(Reference("content", resolved.target, location, resolved.anchor))
        self.link = (len(self.out), location)
        self.out.append(_opening("a", attributes))

    def close_link(self) -> None:
        self.out.append("</a>")
        if self.link is None:
            return
        start, location = self.link
        self.link = None
        inside = "".join(self.out[start + 1 : -1])
        words = " ".join(unescape(_TAG.sub(_alt, inside)).split())
        if not words:
            self.error(location, "vague-link", "this link has no words", "say in the link where it leads")
        elif words.lower().rstrip(".:…!>» ") in _VAGUE:
            hint = "say in the link where it leads: many people hear links read out on their own"
            self.error(location, "vague-link", f"`{words}` does not say where the link leads", hint)

    def open_heading(self, tag: str, _index: int) -> None:
        """A heading: its id is made from its words once it closes."""
        if tag[1] == "/":
            self.close_heading()
            return
        self.heading = (len(self.out), tag, self.where.at(0))
        self.out.append(tag)

    def close_heading(self) -> None:
        if self.heading is None:
            return
        start, tag, location = self.heading
        self.heading = None
        inside = "".join(self.out[start + 1 :])
        words = " ".join(unescape(_TAG.sub("", _SUP.sub("", inside))).split())
        attributes = self.attributes(tag)
        level = int(tag[2])
        self.check_level(level, words, location)
        explicit = attributes.pop("id", "")
        id = explicit or self.anchors.slug(words)
        self.out[start] = _opening(f"h{level}", {"id": id} | attributes)
        self.out.append(f"</h{level}>")
        self.headings.append(Heading(level, id, words))

    def check_level(self, level: int, words: str, location: Location) -> None:
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
            offset = max(self.stamped.source.rfind(id), 0)
            self.error(self.where.at(offset, len(id)), "duplicate-anchor", why, "choose another name")

    def picture(self, tag: str, index: int) -> None:
        """A picture: a figure with caption and credit if it stands alone in its paragraph."""
        attributes = self.attributes(tag)
        written, location = self.address(attributes.pop("src", ""))
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
            self.check_picture(written, alt or decorative, credit and licence, location)
            attributes = {"src": resolved.href} | attributes
        image = _opening("img", attributes | {"alt": "" if decorative else alt})
        self.place(
            image,
            self.set_apart(caption),
            f"Picture: {credit}, {licence}" if credit and licence else "",
            index,
        )

    def check_picture(self, written: str, described: object, credited: object, location: Location) -> None:
        if not described:
            hint = (
                "describe it between the square brackets, or add {: decorative} behind it if it says nothing"
            )
            self.error(
                location,
                "missing-alt",
                f"the picture `{written}` has no words for those who cannot see it",
                hint,
            )
        if not credited:
            hint = 'add {: credit="Name" licence="CC BY 4.0"} behind it'
            self.error(
                location, "missing-credit", f"the picture `{written}` lacks its credit or licence", hint
            )

    def set_apart(self, text: str) -> str:
        """A caption, escaped, with its punctuation set."""
        return Punctuation().set(escape(text, quote=False))

    def place(self, image: str, caption: str, credit: str, index: int) -> None:
        small = f'<small class="credit">{escape(credit, quote=False)}</small>' if credit else ""
        around = self.parts[index - 2 : index + 3]
        alone = (
            len(around) == 5
            and around[0] == "<p>"
            and around[4] == "</p>"
            and not (around[1] + around[3]).strip()
        )
        if not alone:
            self.out.append(f"{image} {small}" if small else image)
            return
        while self.out[-1] != "<p>":
            self.out.pop()
        said = " ".join(filter(None, (caption, small)))
        self.out[-1] = f"<figure>{image}" + (f"<figcaption>{said}</figcaption>" if said else "")
        self.parts[index + 1], self.parts[index + 2] = "", "</figure>"

    def cell(self, tag: str, _index: int) -> None:
        """A table cell: alignment becomes a class, a column's head says what it is."""
        if tag[1] == "/" or (" " not in tag and tag == "<td>"):
            self.out.append(tag)
            return
        attributes = self.attributes(tag)
        if align := attributes.pop("align", ""):
            attributes["class"] = f"{attributes.get('class', '')} align-{align}".strip()
        if tag[2] == "h" and "scope" not in attributes:
            attributes["scope"] = "col"
        self.out.append(_opening(tag[1:3], attributes))

    def error(self, location: Location, code: Code, message: str, hint: str) -> None:
        self.diagnostics.append(Diagnostic(location, code, message, hint))


_SUP = re.compile(r'<sup class="cite">.*?</sup>')
_Handler = Callable[[_Walk, str, int], None]
_HANDLERS: Mapping[str, _Handler] = {
    "a": _Walk.anchor,
    "img": _Walk.picture,
    "td": _Walk.cell,
    "th": _Walk.cell,
    **{f"h{level}": _Walk.open_heading for level in range(1, 7)},
}


def _opening(name: str, attributes: Mapping[str, str]) -> str:
    return f"<{name}" + "".join(f' {key}="{escape(value)}"' for key, value in attributes.items()) + ">"


def _alt(m: re.Match[str]) -> str:
    """A picture's words where it stands for a link's."""
    found: dict[str, str] = dict(_ATTRIBUTES.findall(m.group())) if m.group().startswith("<img") else {}
    return found.get("alt", "")


def _any_of(abbreviations: Mapping[str, str]) -> re.Pattern[str] | None:
    """Matches any of the abbreviations as they stand in HTML, the longest first."""
    words = sorted(abbreviations, key=lambda word: (-len(word), word))
    return (
        re.compile(r"(?<!\w)(?:" + "|".join(re.escape(escape(w, quote=False)) for w in words) + r")(?!\w)")
        if words
        else None
    )
