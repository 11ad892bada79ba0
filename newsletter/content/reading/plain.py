"""Markdown, HTML, marks and notes to oneself in fields that take none: they would be published as they stand.

Serves `entries`. Only what is markup beyond doubt is told, so that `2 * 3`, `A&B` and `<5` are words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import NamedTuple

from newsletter.content.markdown.left_by_tools import IN_WORDS, WRONGLY, others_like, read_rightly
from newsletter.content.markdown.marks import NOTE_TO_SELF, SOURCE_WANTED, broken_mark, parted
from newsletter.content.markdown.sanitiser import is_element
from newsletter.content.reading.field import Field
from newsletter.content.reading.source_file import SourceFile
from newsletter.content.words.marks import MARK
from newsletter.content.words.others import and_more
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, warning

#: One of these stands in all of it.
_ANY = regex(
    r"[*_<&\[`~^{\\´\ufffd【âÂÃÅðï•]|''|turn\d|^(?:[->]|#{1,6}|1[.)])[ ]|[.:;!?][ ](?:-|1[.)])[ ]"
    r"|#[DRVNSC][A-Z/]|###|Error! |@[a-z]"
)
#: A list, a heading or a quotation, of which a field makes one paragraph.
_BLOCK = regex(
    r"^(?P<first>[-*•][ ]+[^\W\d]\w*)|[.:;!?][ ](?P<item>(?P<sign>[-*•])[ ]+[^\W\d]\w*)(?=.*[.;!?][ ](?P=sign)[ ])"
    r"|:[ ](?P<listed>(?P<mark>[-*•])[ ]+[^\W\d]\w*)(?=.*[ ](?P=mark)[ ][^\W\d])"
    r"|(?:^|[.:;!?][ ])(?P<number>1(?P<end>[.)])[ ]+\w+)(?=.*[ ]2(?P=end)[ ])|^(?P<other>(?:#{1,6}|>)[ ]+\w+)",
    re.DOTALL,
)
_ONE_PARAGRAPH = "a field is one paragraph: write it in sentences, or put it into the text below"
#: What is written otherwise in a field, where a value has quotation marks of its own and no line breaks.
_IN_FIELDS = {
    "\\n": "write a space in its place",
    "''": r"two apostrophes are no quotation mark: write `‘\g<words>’`",
    "``": r"write `‘\g<words>’`",
}
#: A note to oneself amid words; what stands before them is told in `leftovers`.
_NOTE = regex(f"(?<=.){SOURCE_WANTED}|{NOTE_TO_SELF}", re.DOTALL)
_NO_MARK = "looks like a source mark, and is none"
_NO_NOTE = "take it out; a note to yourself is a line of its own that begins with `#`"
_WEB = regex(r"(?:https?://|www\.)[^\s\[\]<>]+")
_MARK = regex(r"\[\^([^\[\]\n]{1,80})\]")
#: A mark with a bracket too many, one with the key's own sign for `^`, and what of one may stand before its `^`.
_DOUBLED_MARK = regex(r"\[\[\^(?P<id>[^\[\]\s]+)\](?!\])|(?<!\[)\[\^(?P<id_>[^\[\]\s]+)\]\]")
_NUMBERED_MARK = regex(r"\[6(?P<id>[a-z][\w-]*)\]")
_MARK_BEGUN = regex(r"[\[({][a-z0-9.,;]?$")
_WHOLE_MARK = regex(r"\[\^[^\s\]]+\]")


class _Markup(NamedTuple):
    """What stands in a value, at which offset, what to do about it, and what is told of it."""

    start: int
    written: str
    hint: str
    why: str = "is shown as it stands: this field takes no Markdown"
    others: int = 0

    @property
    def message(self) -> str:
        """What is told, with no more of it than anybody reads."""
        written = self.written if len(self.written) <= _SHOWN else f"{self.written[:_SHOWN]}…"
        return f"`{written}` {self.why}{and_more(self.others)}"


#: Characters of a value that is looked into: what is longer fits no field, and is told as that.
_LONGEST = 3000
#: Characters that a message shows of it.
_SHOWN = 60
_ALONE, _SIGNS_OUT, _TAGS_OUT = "write the words alone", "take out the signs", "take out the tags"
_NO_COMMENT = "take it out; a comment is a line of its own that begins with `#`"
#: A sign that stands in it, its pattern, whose first group is what is left, and what to do.
_MARKUP = tuple(
    (sign, regex(pattern), hint)
    for sign, pattern, hint in (
        ("](", r"!?\[([^\[\]\n]+)\]\([^\s()]*[./#:@][^\s()]*(?:\s[^()\n]*)?\)", _ALONE),
        ("[[", r"!?\[\[([^\[\]\n]+)\]\]", _ALONE),
        ("<!--", r"<!--.*?-->", _NO_COMMENT),
        ("<", r"<((?:https?://|mailto:)[^<>\s]+)>", _SIGNS_OUT),
        ("<", r"<(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?>([^<>]*)</(?P=name)\s*>", _TAGS_OUT),
        ("<", r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>", _TAGS_OUT),
        ("&", r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});", "type the sign itself"),
    )
)  # fmt: skip
#: The same, but not within a web address.
_STRESS = tuple(
    (sign, regex(pattern))
    for sign, pattern in (
        ("**", r"(?<!\*)\*\*(?=[^\s*|])([^*\n]*[^\s*|])\*\*(?!\*)"),
        ("__", r"(?<![\w_])__(?=[^\s_])([^_\n]*[^\s_])__(?![\w_])"),
        ("*", r"(?<![\w*\\])\*(?=[^\s*|])([^*\n]*[^\s*|\\])\*(?![\w*])"),
        ("_", r"(?<![\w_\\])_(?=[^\s_])([^_\n]*[^\s_\\])_(?![\w_])"),
        ("~~", r"(?<!~)~~(?=[^\s~])([^~\n]*[^\s~])~~(?!~)"),
        ("`", r"(?<!`)`([^`\n]+)`(?!`)"),
    )
)


def markup_in_fields(
    fields: Field, source: SourceFile, sources: Collection[str], with_marks: Collection[Location] | None
) -> Iterator[Diagnostic]:
    """A warning for each field with markup in it, at the first of it.

    `sources` are the ids that marks may name in those fields that begin at one of `with_marks`.
    Where this is None, nobody knows which fields those are, and of marks nothing is told.
    """
    for field, text in fields.texts():
        if _ANY.search(text) is None or len(text) > _LONGEST:
            continue
        if with_marks is None:
            found = _note(text) or _markup(text) or _foreign(text)
        elif field.location in with_marks:
            found = _in_sentences(text, sources)
        else:
            found = _note(text) or _mark(text) or _markup(text) or _foreign(text)
        if found:
            where = _place(field, text, found, source)
            yield warning(where, "leftover-markup", found.message, found.hint)


def _in_sentences(text: str, sources: Collection[str]) -> _Markup | None:
    """What stands in a field with source marks; None in almost all."""
    if _ANY.search(_WHOLE_MARK.sub("", text)) is None and "]]" not in text:
        return None
    return _note(text) or _broken(text, sources) or _markup(text) or _foreign(text)


def _markup(text: str) -> _Markup | None:
    """The first Markdown or HTML that stands in a text; None if there is none."""
    found = (*_blunt(text), *_stressed(text))
    first = min(found, key=lambda markup: markup.start, default=None)
    behind = (one for one in found if first and one.start >= first.start + len(first.written))
    return first._replace(others=first.others + sum(1 + one.others for one in behind)) if first else None


def _foreign(text: str) -> _Markup | None:
    """The first of what another tool left, or a block that no field holds; None if there is none."""
    for sign in IN_WORDS:
        if sign.part in text and (m := sign.pattern.search(text)):
            hint = _IN_FIELDS.get(sign.part, sign.hint)
            if hint == WRONGLY and (meant := read_rightly(m[0])):
                hint = f"{WRONGLY}, `{meant}`"
            hint = m.expand(hint) if r"\g<" in hint else hint
            return _Markup(m.start(), m[0], hint, "is shown as it stands", others_like(sign, text))
    if m := _BLOCK.search(text):
        name = next(name for name in ("first", "item", "listed", "number", "other") if m[name])
        return _Markup(m.start(name), m[name], _ONE_PARAGRAPH)
    return None


def _blunt(text: str) -> Iterator[_Markup]:
    """The first of each kind of links, tags and entities."""
    for sign, pattern, hint in _MARKUP:
        all_found = [m for m in pattern.finditer(text) if not _is_words(m[0])] if sign in text else []
        for m in all_found[:1]:
            left = unescape(m[0]) if sign == "&" else m[pattern.groups] if pattern.groups else ""
            said = f"{hint}: `{left}`" if left.strip() else hint
            if sign == "](" and "](http" in m[0]:
                said += "; the link itself can stand in the text below the fields"
            yield _Markup(m.start(), m[0], said, others=len(all_found) - 1)


def _stressed(text: str) -> Iterator[_Markup]:
    """The first of each kind of stressed words, but for those within a web address."""
    words = _WEB.sub(lambda m: "x" * len(m[0]), text) if "://" in text or "www." in text else text
    for sign, pattern in _STRESS:
        if sign in words and (m := pattern.search(words)):
            left = text[slice(*m.span(1))]
            others = sum(1 for _ in pattern.finditer(words)) - 1
            yield _Markup(m.start(), text[slice(*m.span())], f"{_SIGNS_OUT}: `{left}`", others=others)


def _is_words(written: str) -> bool:
    """Whether it only looks like a tag or an entity: HTML has none of that name."""
    if written.startswith("&"):
        return unescape(written) == written
    name = re.match(r"</?([a-zA-Z][a-zA-Z0-9]*)[\s/>]", written)
    return name is not None and not is_element(name[1].lower())


def _note(text: str) -> _Markup | None:
    """The first note to oneself; None if there is none."""
    m = _NOTE.search(text) if "[" in text else None
    return _Markup(m.start(), m[0], _NO_NOTE, "is shown as it stands") if m else None


def _mark(text: str) -> _Markup | None:
    """The first source mark in a field that has none; None if there is none."""
    if "^" in text and (m := re.search(MARK + r"|\^\[[^\[\]\n]{1,80}\]", text)):
        return _Markup(m.start(), m[0], "take it out: no source is named here")
    return None


def _broken(text: str, sources: Collection[str]) -> _Markup | None:
    """The first thing that looks like a source mark in a field that has some, and is none."""
    for m in _MARK.finditer(text):
        if not _WHOLE_MARK.fullmatch(m[0]):
            bare = m[1].strip()
            hint = f"write `[^{bare}]`" if bare != m[1] else "a mark names one source by its id: `[^id]`"
            return _Markup(m.start(), m[0], parted(m[1], sources) or hint, _NO_MARK)
    if doubled := _DOUBLED_MARK.search(text):
        return _Markup(doubled.start(), doubled[0], f"write `[^{doubled['id'] or doubled['id_']}]`", _NO_MARK)
    for m in _NUMBERED_MARK.finditer(text):
        if m["id"] in sources:
            return _Markup(m.start(), m[0], f"write `[^{m['id']}]`", _NO_MARK)
    found = broken_mark(_MARK.sub(lambda m: "†" * len(m[0]), text), sources)
    if found is None:
        return None
    start = text.find(found.written)
    before = _MARK_BEGUN.search(text, 0, start)
    lead = before[0] if before and "[^" in found.hint else ""
    return _Markup(start - len(lead), lead + found.written, found.hint, _NO_MARK)


def _place(field: Field, text: str, markup: _Markup, source: SourceFile) -> Location:
    """Where it stands in the file; where the value begins, if a line break cuts it or an escape hides it."""
    where, lines = field.location, source.content.decode("utf-8", "replace").split("\n")
    written = markup.written
    if (quotation_marks := where.length - len(text)) in (0, 2):
        column = where.column + quotation_marks // 2 + markup.start
        return where._replace(column=column, length=len(written))
    column, indent = where.column - 1, field.key.column - 1
    for number in range(where.line, min(where.line + text.count(" ") + 2, len(lines) + 1)):
        line = lines[number - 1]
        if number > where.line and line.strip() and len(line) - len(line.lstrip()) <= indent:
            break  # the value ends above
        if (at := line.find(written, column)) >= 0:
            return where._replace(line=number, column=at + 1, length=len(written))
        column = 0
    return where
