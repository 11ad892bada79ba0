"""A body rendered: HTML that can be trusted, all that it refers to, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from posixpath import commonprefix

from markdown_it.token import Token

from newsletter.content.body import Body
from newsletter.content.entry import Reference
from newsletter.content.markdown.addresses import ending_in_text, picture_in_text
from newsletter.content.markdown.comparing import Difference, Shown, differences
from newsletter.content.markdown.dialect import converter
from newsletter.content.markdown.finishing import finish
from newsletter.content.markdown.github import github_tokens, unclosed_comment
from newsletter.content.markdown.lacking import told_by_reference
from newsletter.content.markdown.layout import TooWideError
from newsletter.content.markdown.left_by_print import without_feet
from newsletter.content.markdown.sanitiser import sanitise
from newsletter.content.markdown.signs import signs_told
from newsletter.content.markdown.stamps import Positions, positions, stamp
from newsletter.content.markdown.torn_sentences import torn_at
from newsletter.content.words.figures import Unsourced, unsourced_sentences
from newsletter.content.words.proofreading.note_numbers import has_note_number
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Checked, Diagnostic, has_errors, warning

#: Characters. A long case study has 10,000; some of Python-Markdown's steps are quadratic.
LONGEST_BODY = 100_000
#: Characters in one paragraph, item or row: the time that brackets take grows with their square.
LONGEST_BLOCK = 10_000
#: Characters of a text that a message shows: as many before what differs, as many in all.
_BEFORE, _SHOWN = 15, 50
#: Where a piece of text ends: at a blank line, or where an item or a row begins.
_PIECE_END = regex(r"\n[ \t]*(?:\n|(?=(?:[-*+]|\d{1,9}[.)])[ ]|\|))")
#: What leads from a sentence elsewhere.
_LINK = regex(r"\]\(|\]\[|<?https?://")
_LIST_OR_TABLE = regex(r"\s*(?:[-*+|]|\d{1,9}[.)])")
_TABLE = regex(r"<table\b", re.IGNORECASE)
_TOO_WIDE = regex(r"^[ >]*\|?(?:[ ]{0,9}:?-+:?[ ]{0,9}\|){40}", re.MULTILINE)
_TOO_DEEP = regex(r"\n(?:[ ]*(?:>|[-*+][ ]|\d{1,9}\.[ ])){21}")

#: Where an address stands that is a picture.
_PICTURE_IN_TEXT = regex(r"""(?:\]\(\s*<?|\]:\s*<?|\bsrc\s*=\s*["']?)(?=data:image/)""", re.IGNORECASE)


def render_body(
    text: str,
    *,
    path: str,
    first_line: int,
    sources: tuple[str, ...],
    are_figures_sourced: bool = False,
    are_figures_linked: bool = False,
    is_draft: bool = False,
) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    """The body of the content file `path`, and what it refers to, in order.

    `text` begins at line `first_line` of the file; `sources` are the ids of the record's
    sources, in order. Without a value there is one error: `too-large`, `too-deep` or `unclosed-comment`.
    """
    text = text.replace("\r", " ")  # no file has one, and to Markdown it would be a line more
    where = positions(text, path, first_line)
    if (refusal := _refusal(text, where)) is not None:
        return _picture_in_text(text, where) or refusal
    if (stamped := stamp(text)) is None:
        return _too_large(where)
    tokens = github_tokens(stamped.source)
    if (unclosed := unclosed_comment(tokens)) is not None:
        return _never_closed(text, where, unclosed)
    try:
        html = converter().convert(stamped.text, tokens)
        checked = finish(sanitise(html), stamped, where, sources, dict(converter().abbreviations))
    except RecursionError:
        return _too_deep(where, 0)
    except TooWideError as error:
        return _too_wide(where, error.line)
    if (finished := checked.value) is None:
        return Checked(None, checked.diagnostics)
    signs = signs_told(tokens, text, where, finished.nodes, sources, is_draft=is_draft)
    told = [
        *_in_html(checked.diagnostics, tokens, where),
        *_once_a_place(
            sign for sign in signs if (sign.location.line, sign.location.column) not in finished.explained
        ),
    ]
    if not has_errors(told):
        is_less = any(one.code == "raw-html" for one in told)
        found = differences(tokens, finished.nodes, is_less=is_less)
        told += _read_otherwise(_unexplained(found, tokens, where, told), where)
    if are_figures_sourced:
        told += _unsourced(text, where, sources, torn_at(told))
    elif are_figures_linked:
        told += _unlinked(text, where)
    return Checked((finished.body, (*finished.references, *_tables(tokens, where))), tuple(told))


def _never_closed(text: str, where: Positions, row: int) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    """The error of a comment that begins in this row."""
    hint = "put `-->` behind it: until then all that follows is part of it"
    message = "the comment that begins here never ends"
    return _refused(where, text.index("<!--", where.starts[row]), "unclosed-comment", message, hint)


def _once_a_place(signs: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The same, but that of two signs that do nothing at one place the first is told: one mistake, one message."""
    told: set[tuple[int, int]] = set()
    for sign in signs:
        place = (sign.location.line, sign.location.column)
        if sign.code != "leftover-markup" or place not in told:
            yield sign
        if sign.code == "leftover-markup":
            told.add(place)


def _tables(tokens: Iterable[Token], where: Positions) -> Iterator[Reference]:
    """Where each table begins, in Markdown or in HTML, in the order of the body."""
    for token in tokens:
        if token.type == "table_open" and token.map:
            yield Reference("table", "", where.at(where.starts[token.map[0]]))
        elif token.type == "html_block" and token.map:
            before = (token.content[: m.start()] for m in _TABLE.finditer(token.content))
            lines = (token.map[0] + html.count("\n") for html in before)
            yield from (Reference("table", "", where.at(where.starts[line])) for line in lines)


def _in_html(told: Sequence[Diagnostic], tokens: Sequence[Token], where: Positions) -> Iterator[Diagnostic]:
    """The same, in lines of HTML with no sign of Markdown: there, a backslash would be shown."""
    if all("`\\<" not in one.hint for one in told):
        return iter(told)
    lines = {
        where.first_line + line
        for token in tokens
        if token.type == "html_block" and token.map
        for line in range(*token.map)
    }
    return (
        replace(one, hint=one.hint.replace("`\\<", "`&lt;")) if one.location.line in lines else one
        for one in told
    )


def _unexplained(
    found: Iterable[Difference], tokens: Sequence[Token], where: Positions, told: Sequence[Diagnostic]
) -> Iterator[Difference]:
    """The differences but for those in a block of which was told why it reads otherwise."""
    lines = {one.location.line - where.first_line for one in told if one.code == "reads-otherwise"}
    ends: dict[int, int] = {token.map[0]: token.map[1] for token in tokens if token.map} if lines else {}
    for difference in found:
        if lines.isdisjoint(range(difference.line, ends.get(difference.line, difference.line + 1))):
            yield difference


def _read_otherwise(found: Iterable[Difference], where: Positions) -> Iterator[Diagnostic]:
    """Where our page shows other than GitHub's preview, which is where editors look."""
    for difference in found:
        theirs, ours = (
            _in_words(difference.github, difference.ours),
            _in_words(difference.ours, difference.github),
        )
        yield warning(
            where.at(where.starts[min(difference.line, len(where.starts) - 1)]),
            "reads-otherwise",
            f"GitHub's preview shows {theirs} here, and our page {ours}",
            "put it in a simpler way, with blank lines around blocks and a backslash before signs that are meant as"
            " signs, until both agree",
        )


def _in_words(shown: tuple[Shown, ...], other: tuple[Shown, ...]) -> str:
    """What the first of them is, and its words from shortly before those that the other does not have."""
    if not shown:
        return "nothing"
    words = " ".join(shown[0].words.split())
    same = len(commonprefix([words, " ".join(other[0].words.split())])) if other else 0
    start = max(same - _BEFORE, 0)
    said = words[start : start + _SHOWN]
    return f"{shown[0].kind}, `{'…' * (start > 0)}{said}{'…' * (start + _SHOWN < len(words))}`"


def _refusal(text: str, where: Positions) -> Checked[tuple[Body, tuple[Reference, ...]]] | None:
    """Why a text is not even read; None if it can be."""
    if len(text) > LONGEST_BODY:
        return _too_large(where)
    if len(text) > LONGEST_BLOCK and (offset := _long_block(text)) is not None:
        hint = "divide it by blank lines, or move parts of it to another file"
        return _refused(where, offset, "too-large", "this paragraph is too long", hint)
    if wide := _TOO_WIDE.search(text):
        message = "this table has more columns than anybody can read"
        return _refused(where, wide.start(), "too-large", message, "turn it round, or divide it into several")
    if deep := _TOO_DEEP.search("\n" + text):
        return _too_deep(where, deep.start())
    return None


def _picture_in_text(text: str, where: Positions) -> Checked[tuple[Body, tuple[Reference, ...]]] | None:
    """Of the first picture that makes a text too long, being written into it; None if there is none."""
    found = _PICTURE_IN_TEXT.search(text)
    problem = picture_in_text(text[found.end() : found.end() + _SHOWN]) if found else None
    if not found or not problem:
        return None
    ending = ending_in_text(text[found.end() : found.end() + _SHOWN])
    if by_reference := told_by_reference(text, found.end(), ending, where):
        return Checked(None, (by_reference,))
    return _refused(where, found.end(), problem.code, problem.message, problem.hint)


def _too_large(where: Positions) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    message = "this text is too long for one page"
    return _refused(where, 0, "too-large", message, "split it into several files")


def _long_block(text: str) -> int | None:
    """Where the first block begins that is too long; None if there is none."""
    start = 0
    for m in _PIECE_END.finditer(text + "\n\n"):
        if m.start() - start > LONGEST_BLOCK:
            return start
        start = m.end()
    return None


def _refused(
    where: Positions, offset: int, code: Code, message: str, hint: str
) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    return Checked(None, (Diagnostic(where.at(offset), code, message, hint),))


def _too_wide(where: Positions, line: int) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    message = "this table has far more columns than its rows have cells"
    hint = "give it as many columns as are filled"
    return _refused(where, where.starts[line], "too-large", message, hint)


def _too_deep(where: Positions, offset: int) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    message = "lists, quotations or other elements stand too deep inside each other here"
    return _refused(
        where, offset, "too-deep", message, "three or four levels are as many as a reader can follow"
    )


def _has_lost_mark(sentence: str, sources: Collection[str]) -> bool:
    """Whether a source is named in it by a mark that is none: `[^id` or `[id]`."""
    if "[^" in sentence or "[\\^" in sentence or has_note_number(sentence):
        return True
    if not any(sign in sentence for sign in "[^"):
        return False
    return any(sign in sentence for id in sources for sign in (f"[{id}]", f"[{id}^]", f"[@{id}]", f"^{id}"))


def _is_torn(found: Unsourced, text: str, where: Positions, torn: Collection[int]) -> bool:
    """Whether the sentence goes on below, where its line begins a list by chance."""
    end = found.offset + len(found.sentence)
    return bool(torn) and where.first_line + text.count("\n", 0, end) + 1 in torn


def _unsourced(
    text: str, where: Positions, sources: Collection[str], torn: Collection[int]
) -> tuple[Diagnostic, ...]:
    return tuple(
        warning(
            where.at(found.offset + max(found.sentence.find(found.figure), 0), len(found.figure)),
            "unsourced-figure",
            f"the figure `{found.figure}` has no source",
            "add a mark such as [^id] that names one of this file's sources",
        )
        for found in unsourced_sentences(without_feet(text))
        if not _has_lost_mark(found.sentence, sources)  # told as that
        and not _is_torn(found, text, where, torn)
    )


def _unlinked(text: str, where: Positions) -> tuple[Diagnostic, ...]:
    """A warning for each figure in whose paragraph nothing leads to where it is from."""
    return tuple(
        warning(
            where.at(found.offset + max(found.sentence.find(found.figure), 0), len(found.figure)),
            "unsourced-figure",
            f"nothing here leads to where the figure `{found.figure}` is from",
            "link the words that tell it to the case study, or to the source, that has it",
        )
        for found in unsourced_sentences(without_feet(text))
        if not _LINK.search(_piece_at(text, found.offset))
    )


def _piece_at(text: str, offset: int) -> str:
    """The paragraph that holds the place `offset`; of a list or a table the whole, and the paragraph above it."""
    begin = text.rfind("\n\n", 0, offset) + 1
    end = text.find("\n\n", offset)
    if _LIST_OR_TABLE.match(text, begin):
        begin = text.rfind("\n\n", 0, max(begin - 1, 0)) + 1
    return text[begin : end if end >= 0 else len(text)]
