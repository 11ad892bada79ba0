"""Files taken apart: where everything stands, what a fence is, and what is said of broken YAML."""

from __future__ import annotations

import pytest

from newsletter.content.reading.field import Field
from newsletter.content.reading.front_matter import Document, parse_document, parse_yaml
from newsletter.content.reading.source_file import MAX_BYTES, SourceFile
from newsletter.told.diagnostics import Diagnostic, Location


def _document(text: str) -> Document:
    checked = parse_document(SourceFile("content/pages/a.md", text.encode()))
    assert checked.value is not None, checked.diagnostics
    return checked.value


def _refused(fields: str) -> Diagnostic:
    checked = parse_document(SourceFile("content/pages/a.md", f"---\n{fields}\n---\nWords.\n".encode()))
    (only,) = checked.diagnostics
    return only


def _at(field: Field) -> tuple[int, int, int]:
    return field.location.line, field.location.column, field.location.length


def test_every_value_remembers_where_it_began() -> None:
    fields = _document(
        "---\ntitle: A title\ntags: [one, two]\nnav:\n  place: header\nsummary: >-\n  Some\n  words.\n---\n"
    ).fields
    assert _at(fields.at(("title",))) == (2, 8, 7)
    assert _at(fields.at(("tags", 1))) == (3, 13, 3)
    assert _at(fields.at(("nav", "place"))) == (5, 10, 6)
    assert fields.at(("nav", "place")).key == Location("content/pages/a.md", 5, 3, 5)
    assert _at(fields.at(("summary",)))[:2] == (6, 10)
    assert fields.at(("summary",)).value == "Some words."


def test_columns_count_characters_not_bytes() -> None:
    assert _at(_document('---\n{é: 1, "𝔸": two}\n---\n').fields.at(("𝔸",))) == (2, 13, 3)


def test_a_place_that_was_not_written_is_the_nearest_above_it() -> None:
    fields = _document("---\nnav: {place: header}\n---\n").fields
    assert fields.at(("nav", "order")) is fields.at(("nav",))
    assert fields.at(("nav", 0)) is fields.at(("nav",))


def test_an_empty_value_stands_where_its_name_does() -> None:
    field = _document("---\ntitle:\nsummary: ~\n---\n").fields.at(("title",))
    assert (field.value, _at(field)) == (None, (2, 1, 5))


@pytest.mark.parametrize("text", ["No", "1_000", "12:30:00", "2012-10", "0o17", "1e3", "on", "007"])
def test_every_value_stays_the_text_that_was_typed(text: str) -> None:
    assert _document(f"---\ntitle: {text}\n---\n").fields.plain() == {"title": text}


def test_a_quoted_nothing_is_not_a_missing_value() -> None:
    assert _document("---\na: ''\nb: \"~\"\n---\n").fields.plain() == {"a": "", "b": "~"}


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("Words.\n\n  more \n\n", 4),
        ("\n \n\n  Words.\n", 7),
        ("", 4),
        ("\n \n", 4),
        ("---\nAfter a rule.\n", 4),
        ("    indented\n", 4),
    ],
)
def test_the_body_keeps_its_lines_but_for_blank_ones_around_it(body: str, first: int) -> None:
    document = _document(f"---\ntitle: A\n---\n{body}")
    lines = [line for line in body.rstrip().split("\n") if body.strip()][first - 4 :]
    assert (document.body, document.body_line) == ("\n".join(lines), first)


def test_fields_have_the_same_name_whatever_stands_below_them() -> None:
    names = [
        _document(f"---\ntitle: {title}\n---\n{body}").fields_digest
        for title, body in (("A", ""), ("A", "\n\n  Words."), ("A", "More.\n---\n"), ("B", ""))
    ]
    assert names[0] == names[1] == names[2] != names[3]


def test_a_field_that_is_missing_is_missed_where_the_fields_begin() -> None:
    assert _at(_document("---\n# A note\ntitle: A\n---\n").fields) == (3, 1, 1)
    assert _at(_document("---\n{}\n---\n").fields) == (2, 1, 1)


def test_a_fence_may_have_spaces_behind_it() -> None:
    assert _document("---  \ntitle: A\n---\t\nWords.").body == "Words."


def test_three_dashes_inside_a_value_close_nothing() -> None:
    assert _document("---\ntitle: a --- b\nsummary: >-\n  x\n  ---\n---\n").fields.plain() == {
        "title": "a --- b",
        "summary": "x ---",
    }


@pytest.mark.parametrize("start", ["\n---\n", " ---\n", "----\n", "title: A\n---\n", "+++\n", "\u00a0---\n"])
def test_a_file_that_does_not_begin_with_a_fence_has_no_front_matter(start: str) -> None:
    checked = parse_document(SourceFile("a.md", f"{start}title: A\n---\nWords.\n".encode()))
    assert [d.code for d in checked.diagnostics] == ["no-front-matter"]


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    text = b"---\ntitle: A\n---\n"
    assert parse_document(SourceFile("a.md", text + b"x" * (MAX_BYTES - len(text)))).value is not None
    assert parse_document(SourceFile("a.md", text + b"x" * (MAX_BYTES + 1 - len(text)))).value is None


def test_line_ends_and_marks_are_read_past_with_a_warning() -> None:
    checked = parse_document(SourceFile("a.md", "\ufeff---\r\ntitle: A\r\n---\r\nWords.\r\n".encode()))
    assert checked.value is not None
    assert (checked.value.body, checked.value.body_line) == ("Words.", 4)
    assert [d.code for d in checked.diagnostics] == ["byte-order-mark", "line-endings"]


@pytest.mark.parametrize(
    ("end", "named", "column"),
    [
        ("\r\n", "CR LF, as on Windows", 4),
        ("\r", "CR alone, as on the first Macs", 4),
        ("\r\r\n", "CR LF, as on Windows and in CR alone, as on the first Macs", 4),
    ],
)
def test_line_ends_are_called_what_they_are(end: str, named: str, column: int) -> None:
    text = f"---{end}title: A{end}---{end}Words.{end}"
    (told,) = parse_document(SourceFile("a.md", text.encode())).diagnostics
    assert told.message == f"lines end in {named}"
    assert (told.location.line, told.location.column) == (1, column)


def test_a_data_file_begins_at_its_first_line() -> None:
    checked = parse_yaml(SourceFile("content/tags.yaml", b"# note\nenergy:\n  title: Energy\n"))
    assert checked.value is not None
    assert checked.value.at(("energy", "title")).location == Location("content/tags.yaml", 3, 10, 6)


@pytest.mark.parametrize(
    "text", ["---", "...", "---\n---\n", "# only a note\n", "{}\n---\na: b\n", "a: b\n--- \nc: d\n"]
)
def test_a_data_file_without_one_set_of_fields_is_told_inside_the_file(text: str) -> None:
    checked = parse_yaml(SourceFile("content/tags.yaml", text.encode()))
    assert checked.value is None
    (only,) = checked.diagnostics
    assert 1 <= only.location.line <= text.count("\n") + 1


#: What is written -> code, line, column, and words of the message.
YAML = [
    ('title: "abc\nsummary: x', "bad-yaml", 2, 8, "never closed"),
    ("title: 'abc\nsummary: x", "bad-yaml", 2, 8, "never closed"),
    ('title: "abc\nsummary: "x"', "bad-yaml", 2, 8, "never closed"),
    ("title: 'Preston's way'\na: b", "bad-yaml", 2, 17, "follow the closing quotation mark"),
    ('title: "Power" of people', "bad-yaml", 2, 16, "follow the closing quotation mark"),
    ('title: "😀" b', "bad-yaml", 2, 12, "follow the closing quotation mark"),
    ('title: "a \\q b"', "bad-yaml", 2, 11, "backslash"),
    ('title: "a \\xzz b"', "bad-yaml", 2, 13, "backslash"),
    ('title: "a \\0 b"', "control-character", 2, 11, "U+0000"),
    ('"a\\0": b', "control-character", 2, 3, "U+0000"),
    ('title: "a\n  b \\u2028"', "control-character", 3, 5, "U+2028"),
    ("title: x\ntags: [a, b\nsummary: x", "bad-yaml", 3, 7, "never closed"),
    ("title: x\ntags: [a, b", "bad-yaml", 3, 7, "never closed"),
    ("nav: {place: header\nsummary: x", "bad-yaml", 2, 6, "never closed"),
    ("title: [a] b", "bad-yaml", 2, 12, "follow the closing bracket"),
    ("title: x\nfoo bar\nsummary: x", "bad-yaml", 3, 1, "no colon"),
    ("title: x\nfoo bar", "bad-yaml", 3, 1, "no colon"),
    ("summary: >-\nnot indented\na: b", "bad-yaml", 3, 1, "no colon"),
    ("title: a: b", "bad-yaml", 2, 9, "second colon"),
    ("title: x\n  summary: y", "bad-yaml", 3, 3, "further in"),
    ("nav:\n  place: header\n order: 3", "bad-yaml", 4, 2, "stands too far left"),
    ("nav:\n\tplace: header", "tab", 3, 1, "tab"),
    ("nav:\n  place: header\n\torder: 3", "tab", 4, 1, "tab"),
    ("tags:\n  -\ta", "tab", 3, 4, "tab"),
    ("tags:\n  - a\n - b", "bad-yaml", 4, 2, "too far left"),
    ("title: a\n- b", "bad-yaml", 3, 1, "entry of a list"),
    ("title: - a", "bad-yaml", 2, 8, "cannot begin on the line"),
    ("title: @a", "bad-yaml", 2, 8, "`@` cannot begin"),
    ("title: `a b", "bad-yaml", 2, 8, "backtick cannot begin"),
    ("title: %a", "bad-yaml", 2, 8, "`%` cannot begin"),
    ("%title: a", "bad-yaml", 2, 1, "special meaning"),
    ("title: , a", "bad-yaml", 2, 8, "`,` cannot begin"),
    ("title: *a*", "yaml-alias", 2, 8, "special meaning"),
    ("title: **a**", "yaml-alias", 2, 8, "special meaning"),
    ("title: &a b", "yaml-alias", 2, 8, "special meaning"),
    ("title: & b", "yaml-alias", 2, 8, "special meaning"),
    ("a: &a [x]\nb: [*a, *a]", "yaml-alias", 2, 4, "special meaning"),
    ("title: !a b", "yaml-tag", 2, 8, "special meaning"),
    ("title: ! b", "yaml-tag", 2, 8, "special meaning"),
    ("!!map {title: x}", "yaml-tag", 2, 1, "special meaning"),
    ("title: | a", "bad-yaml", 2, 8, "same line"),
    ("title: > a", "bad-yaml", 2, 8, "same line"),
    (": b", "bad-yaml", 2, 1, "no name"),
    ("? [a]\n: b", "bad-yaml", 2, 3, "plain word"),
    ("title: x\n...\na: b", "bad-yaml", 4, 1, "does not belong"),
    ("just words", "not-fields", 2, 1, "not a set of fields"),
    ("- a\n- b", "not-fields", 2, 1, "not a set of fields"),
    ("# nothing", "no-fields", 2, 1, "no fields"),
    ("title: a\ntitle: b", "duplicate-field", 3, 1, "line 2"),
    ("nav: {order: 1, order: 2}", "duplicate-field", 2, 17, "line 2"),
    ("a: " + "[" * 3000, "too-deep", 2, 25, "too deeply"),
    ("a: " + "{a: " * 3000, "too-deep", 2, 88, "too deeply"),
    ("title: x\ufeffy", "control-character", 2, 9, "U+FEFF"),
    ("title: x\x85y", "control-character", 2, 9, "U+0085"),
    ("title: x\u2028y", "control-character", 2, 9, "U+2028"),
    ("title: x\u202ey", "control-character", 2, 9, "U+202E"),
]


#: What is written -> line, column, severity, and words of the message.
BREAKS = [
    ('title: "a\\r\\nb"', 2, 10, "error", "`\\r` stands for a line break"),
    ('title: "a\n  b \\x0a c"', 3, 5, "error", "`\\x0a` stands for a line break"),
    ('title: "a \\\\n b \\u000A"', 2, 17, "error", "`\\u000A` stands for a line break"),
    ('title: "a\\tb"', 2, 10, "error", "`\\t` stands for a tab"),
    ('title: "a\\n"', 2, 10, "error", "`\\n` stands for a line break"),
    ('tags: [a, "b\\n"]', 2, 13, "error", "`\\n` stands for a line break"),
    ('title: "a\n\n  b"', 2, 8, "warning", "line breaks in this value are not kept"),
    ("title: 'a\n\n  b'", 2, 8, "warning", "line breaks in this value are not kept"),
    ("title: a\n\n  b", 2, 8, "warning", "line breaks in this value are not kept"),
    ("title: |\n  a\n  b", 2, 8, "warning", "line breaks in this value are not kept"),
    ("title: >-\n  a\n\n  b", 2, 8, "warning", "line breaks in this value are not kept"),
]


@pytest.mark.parametrize(("fields", "line", "column", "severity", "words"), BREAKS)
def test_a_line_break_that_is_lost_is_told_where_it_was_typed(
    fields: str, line: int, column: int, severity: str, words: str
) -> None:
    for checked in (
        parse_document(SourceFile("content/pages/a.md", f"---\n{fields}\n---\nWords.\n".encode())),
        parse_yaml(SourceFile("content/tags.yaml", f"\n{fields}\n".encode())),
    ):
        assert checked.value is not None
        (told,) = checked.diagnostics
        assert (told.code, told.location.line, told.location.column) == ("line-break", line, column), told
        assert (told.severity, words in told.message, told.hint != "") == (severity, True, True), told


@pytest.mark.parametrize(
    "fields",
    ["title: >-\n  a\n  b", "title: |\n  a\n", 'title: "a\n  b"', 'title: "a \\\n  b"', "title: a\\nb"],
)
def test_a_value_over_several_lines_is_one_paragraph(fields: str) -> None:
    assert parse_document(SourceFile("a.md", f"---\n{fields}\n---\n".encode())).diagnostics == ()


@pytest.mark.parametrize(("fields", "code", "line", "column", "words"), YAML)
def test_broken_yaml_is_told_in_plain_words_where_it_began(
    fields: str, code: str, line: int, column: int, words: str
) -> None:
    told = _refused(fields)
    assert (told.code, told.location.line, told.location.column) == (code, line, column), told
    assert words in told.message
    assert told.hint


def test_a_byte_that_is_no_text_is_pointed_at_whatever_ends_the_lines_before_it() -> None:
    (told,) = parse_document(
        SourceFile("content/pages/a.md", b"---\r\ntitle: A\rsummary: \xff\n")
    ).diagnostics
    assert (told.code, told.location.line, told.location.column) == ("not-utf8", 3, 10)
