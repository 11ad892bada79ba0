"""What was to be replaced or taken out before anybody reads it: placeholders, and editors' notes to themselves.

Serves `entries`: the publication sends all its readers the same letter, and a page has no reader's name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from newsletter.content.kinds import Kind
from newsletter.content.reading.field import Field
from newsletter.content.reading.front_matter import Document
from newsletter.content.reading.typed import PLACEHOLDER, placeholder_told
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, warning

#: Code and comments in Markdown: what stands there is shown as it is, or to nobody.
_AS_IT_IS = regex(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[^\n]*$|\Z)|(?<!`)(`+)(?!`)[^\n]+?(?<!`)\2(?!`)|<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)
COMMENT = regex("<!--.*?-->", re.DOTALL)
#: What somebody means to be a reader's name after a greeting, in brackets that mean nothing to a mail program.
_GREETED = regex(
    r"\b(?:Dear|Hi|Hello|Hey)\s+(\[[^\]\n^]{1,40}\](?![(\[:])|\{[^{}\n]{1,40}\}|%[A-Z_]{2,20}%|<<[^<>\n]{1,40}>>)"
)
#: A note at the beginning of words. TK Maxx, TBC Bank and the XXX Congress begin alike: those need a sign after them.
_NOTE = regex(
    r"\s*(?P<note>(?P<reply>(?i:re|fwd?) ?: *)?"
    r"(?:[\[(*_]*(?:(?:TODO|FIXME|TKTK|DRAFT)\b(?!-)|(?:TK|TBC|TBD|XXX)(?=\s*(?:[\])*:,;–—]|- |\. |\.?$)))[\])*_:]*)?)"
)
#: A gap that somebody meant to fill: signs of a question that no word stands before, a sum or a day of X.
_GAP = regex(
    r"(?<!\S)[\[(]?(?P<note>\?{2,})[\])]?(?=[\s.,;:]|$)"
    r"|(?<!\w)(?P<sum>[£$€] ?(?:X+(?:[,.]X+)*|_{2,}|\?+|…|\.{3})(?!\w)|X{1,3}(?:,X{3})+(?!\w)|X{1,3} ?%)"
    r"|(?<!\w)(?P<word>(?i:links?|dates?|number|figures?|names?|source|year|amount|spelling|check|\d[\d,.]*)\?{2,})(?=[\s.,;:)]|$)"
    r"|(?:^|(?<=[a-z,(] ))(?P<number>X{2,3}|TBC|TBD|TK)(?= (?!cells|chromosomes|females|males|embryos)[a-z]{3,}s\b"
    r"| (?:people|per cent|of the)\b)"
    r"|(?<!\w)(?P<day>XX?/XX?/[X\d]{2,4}|(?:19|20)XX)(?!\w)"
)
#: A letter of these, and one of these, stand in each gap: most words have neither.
_GAP_SIGN = regex("[?XT£$€]")
_GAP_SIGNS = ("??", "XX", "TBC ", "TBD ", "TK ", "£", "$", "€", "X%", "X,")
#: What fills a page while nobody has written for it.
_FILLER = regex(r"\b(?P<note>[Ll]orem ipsum|dolor sit amet)\b")
_NOTE_WORD = regex("TODO|FIXME|TK|TBC|TBD|XXX|DRAFT")
_NOTES_BEGIN = ("TODO", "FIXME", "TK", "TBC", "TBD", "XXX", "DRAFT", "[", "(", "*", "_", " ")
#: What may stand before the words of a line: of a list, a quotation, a heading, a task.
_BLOCK_SIGNS = regex(r"(?:(?:[-*+>]|[0-9]+[.)]|#{1,6})\s+)*(?:\[[ xX]\]\s+)?")


def leftovers(document: Document, kind: Kind) -> Iterator[Diagnostic]:
    """A message for each placeholder in the fields and the body of a content file."""
    placeholders = (PLACEHOLDER, _GREETED) if kind.name == "edition" else (PLACEHOLDER,)
    yield from in_fields(document.fields, placeholders)
    wanted = [one for one in placeholders if one.search(document.body)]
    for number, line in shown_lines(document) if wanted else ():
        for placeholder in wanted:
            for found in placeholder.finditer(line):
                words = found[found.re.groups]
                where = Location(document.path, number, found.start(found.re.groups) + 1, len(words))
                is_address = line.endswith(("](", "](<"), 0, found.start(found.re.groups))
                yield placeholder_told(where, words, is_address=is_address)


def has_words(document: Document) -> bool:
    """Whether its body has anything that is not a comment."""
    return bool(COMMENT.sub("", document.body).strip())


def notes_in_fields(fields: Field, told: Collection[Location] = ()) -> Iterator[Diagnostic]:
    """A warning for each note that an editor left at the beginning of a field readers see, such as TODO, and each gap.

    Nothing is said of what stands at a place where something else was `told`.
    """
    subject = fields.named.get("subject")
    for field, text in fields.texts():
        if _may_have_gaps(text) and field.location not in told and (gap := _GAP.search(text)):
            yield _note_told(_place(field, gap, gap.lastgroup or 0), gap[gap.lastgroup or 0])
        elif _is_filled(text) and field.location not in told and (filler := _FILLER.search(text)):
            yield _note_told(_place(field, filler, "note"), filler["note"])
        is_subject = field is subject
        if not (is_subject or text.startswith(_NOTES_BEGIN)) or field.location in told:
            continue
        found = _NOTE.match(text)
        if found and found["note"] and (is_subject or not found["reply"]):
            yield _note_told(_place(field, found, "note"), found["note"])


def notes_in_body(document: Document) -> Iterator[Diagnostic]:
    """The same for each line, item and heading of the body."""
    if _is_filled(document.body):
        filled = ((number, _FILLER.search(line)) for number, line in shown_lines(document))
        number, filler = next(((number, found) for number, found in filled if found), (0, None))
        if filler:
            yield _note_told(Location(document.path, number, filler.start("note") + 1), filler["note"])
    has_notes = _NOTE_WORD.search(document.body) is not None
    for number, line in shown_lines(document) if has_notes or _may_have_gaps(document.body) else ():
        if _may_have_gaps(line) and (gap := _GAP.search(line)):
            name = gap.lastgroup or 0
            yield _note_told(Location(document.path, number, gap.start(name) + 1), gap[name])
        if has_notes and _NOTE_WORD.search(line):
            lead = _BLOCK_SIGNS.match(line)
            found = _NOTE.match(line, lead.end() if lead else 0)
            if found and found["note"] and not found["reply"]:
                yield _note_told(Location(document.path, number, found.start("note") + 1), found["note"])


def _may_have_gaps(text: str) -> bool:
    return _GAP_SIGN.search(text) is not None and any(sign in text for sign in _GAP_SIGNS)


def _is_filled(text: str) -> bool:
    return "orem ipsum" in text or "dolor sit amet" in text


def _note_told(where: Location, note: str) -> Diagnostic:
    message = f"`{note.strip()}` would be published as it stands"
    hint = "write what is to come, or take it out; a file that is not ready waits with `draft: true`"
    return warning(where._replace(length=len(note.strip())), "note-to-self", message, hint)


def shown_lines(document: Document) -> Iterator[tuple[int, str]]:
    """The lines of the body with their numbers; code and comments left blank."""
    shown = _AS_IT_IS.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), document.body)
    return enumerate(shown.split("\n"), start=document.body_line)


def in_fields(field: Field, placeholders: Sequence[re.Pattern[str]] = (PLACEHOLDER,)) -> Iterator[Diagnostic]:
    """A message for each placeholder in the values of a field, at any depth."""
    if isinstance(field.value, Mapping):
        for inner in field.value.values():
            yield from in_fields(inner, placeholders)
    elif isinstance(field.value, tuple):
        for entry in field.value:
            yield from in_fields(entry, placeholders)
    elif isinstance(field.value, str):
        for placeholder in placeholders:
            for found in placeholder.finditer(field.value):
                group = found.re.groups  # the last one, or the whole where there is none
                yield placeholder_told(_place(field, found, group), found[group])


def _place(field: Field, found: re.Match[str], group: str | int = 0) -> Location:
    """Where in its line it stands; where the value begins, if that has lines or escapes of its own."""
    where = field.location
    quotation_marks = where.length - len(found.string)
    if quotation_marks not in (0, 2):
        return where
    return where._replace(
        column=where.column + quotation_marks // 2 + found.start(group), length=len(found[group])
    )
