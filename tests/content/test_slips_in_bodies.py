"""What editors type into a body that looks like markup or a note to oneself, and what is told of it: once, at its place.

Each row is a body as it was typed, where the one message stands, and words that it or its hint must hold.
"""

from __future__ import annotations

import pytest

from newsletter.content.markdown import render_body
from newsletter.told.diagnostics import Diagnostic

PATH = "content/pages/about.md"
CREDIT = '{: credit="Ann Bell" licence="CC BY 4.0"}'


def told(typed: str, sources: tuple[str, ...] = ("ardern", "lgc", "mj")) -> tuple[Diagnostic, ...]:
    return render_body(typed, path=PATH, first_line=1, sources=sources, are_figures_sourced=False).diagnostics


def said(one: Diagnostic) -> tuple[str, int, int]:
    return one.code, one.location.line, one.location.column


def check(typed: str, line: int, column: int, code: str, words: str) -> None:
    (one,) = told(typed)
    assert said(one) == (code, line, column)
    assert words in f"{one.message}\n{one.hint}"


# Notes to oneself

NOTES = [
    ("We asked.\n\n%% ask Ann %%", 3, 1, "`<!-- … -->`"),
    ("So %%ask Ann%% said", 1, 4, "`%%ask Ann%%` is shown"),
    ("They got on. <!- ask Ann ->", 1, 14, "begins with `<!--`"),
    ("They got on. <!– ask Ann –>", 1, 14, "begins with `<!--`"),
    ("TODO: ask Ann", 1, 1, "`TODO:` is shown"),
    ("They got on.\nTODO ask Ann", 2, 1, "`<!-- TODO … -->`"),
    ("FIXME: which year?", 1, 1, "`FIXME:` is shown"),
    ("TK. More on the bids", 1, 1, "`<!-- TK … -->`"),
    ("## TK", 1, 4, "`<!-- TK … -->`"),
    ("They got on [citation needed], said he.", 1, 13, "the mark of the source"),
    ("They got on [Citation needed].", 1, 13, "the mark of the source"),
    ("They got on [TODO which year].", 1, 13, "`<!-- … -->`"),
    ("They got on [TK].", 1, 13, "`<!-- … -->`"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "words"), NOTES)
def test_a_note_to_oneself_is_told(typed: str, line: int, column: int, words: str) -> None:
    check(typed, line, column, "leftover-markup", words)


# Signs of other writers' Markdown

TWINS = [
    ("Dear all,\n– who buys\n– who decides", 2, 1, "begin each item with `- `"),
    ("— who buys\n— who decides\n— who knows", 1, 1, "begin each item with `- `"),
    ("a) who buys\nb) who decides", 1, 1, "begin each item with `1. `"),
    ("(a) who buys\n(b) who decides", 1, 1, "begin each item with `1. `"),
    ("☐ ask the council\nthe staff", 1, 1, "`- [ ] `"),
    ("- [] ask the council\n- [x] ask the staff", 1, 3, "`- [ ] `"),
    ("> [!note] A word\n> We asked.", 1, 3, "`**Note:**`"),
    ("We ==asked the council== and", 1, 4, "`**words**`"),
    ('[caption id="a1" align="left"]The yard[/caption]', 1, 1, "no shortcodes"),
    ("So [/gallery] it was", 1, 4, "no shortcodes"),
    ("See (Preston)[preston.md] so", 1, 5, "the words go in square brackets"),
    ("See (Preston)[https://example.org/a_b] so", 1, 5, "the address in round ones"),
    ("See <https://www.wigan.gov.uk|the council> so", 1, 5, "`[the council](https://www.wigan.gov.uk)`"),
    ("See <https://www.wigan.gov.uk|council> so", 1, 5, "`[council](https://www.wigan.gov.uk)`"),
    ("| Year | Bids |\n| 2013 | many |\n| 2014 | few |", 1, 1, "`|---|---|`"),
    ("The result:\n\n> | Year | Bids |\n> | 2013 | many |", 3, 3, "`|---|---|`"),
    ("[1] https://www.lgcplus.com/x", 1, 1, "`sources`"),
    ("See ![[yard.jpg]] so", 1, 5, '`![what it shows](yard.jpg){: credit="Name" licence="CC BY 4.0"}`'),
    ("See [[yard.jpg]] so", 1, 5, "`![what it shows]("),
    ('The yard {credit="Ann" licence="CC0"}', 1, 10, "right behind its picture"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "words"), TWINS)
def test_a_sign_of_another_markdown_is_told_with_ours(typed: str, line: int, column: int, words: str) -> None:
    check(typed, line, column, "leftover-markup", words)


# Broken source marks

MARKS = [
    ("They got on.^[ardern]", 1, 13, "`[^ardern]`"),
    ("They got on.[^ardern[^lgc]", 1, 13, "`[^ardern]`"),
    ("They got on.[ ^ardern][^lgc]", 1, 13, "`[^ardern]`"),
    ("They got on.[^ardern)[^lgc]", 1, 13, "`[^ardern]`"),
    ("They got on.[^ardern and\nso", 1, 13, "`[^ardern]`"),
    ("They got on.(^ardern)", 1, 13, "`[^ardern]`"),
    ("They got on[lgc].", 1, 12, "`[^lgc]`"),
    ("They got on.[lgc][mj] So", 1, 13, "`[^lgc]`"),
    ("They got on.^[LGC, 18 July]", 1, 13, "under `sources`"),
    ("They got on.^[ardren]", 1, 13, "`[^ardern]`"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "words"), MARKS)
def test_a_broken_source_mark_is_told(typed: str, line: int, column: int, words: str) -> None:
    check(typed, line, column, "leftover-markup", words)


@pytest.mark.parametrize(
    "note", ["LGC, 18 July 2019, page 4", "https://lgc.example/a", "see [it](https://x.org)"]
)
def test_a_footnote_is_told_at_its_line(note: str) -> None:
    check(f"They got on.[^lgc]\n\n[^lgc]: {note}", 3, 1, "reads-otherwise", "delete this line")


def test_a_mark_in_a_file_without_sources_is_told_as_that() -> None:
    (one,) = told("They got on.^[LGC, 18 July]", sources=())
    assert "lists no sources" in one.hint


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("They got on.[^lgc, mj]", "write `[^lgc][^mj]`"),
        ("They got on.[^lgc; ^mj]", "write `[^lgc][^mj]`"),
        ("They got on.[^lgc p. 4]", "write `[^lgc]`, and the rest in words"),
        ("They got on.[^lgc ]", "did you mean `lgc`?"),
    ],
)
def test_two_sources_in_one_mark_are_parted(typed: str, hint: str) -> None:
    (one,) = told(typed)
    assert (said(one), one.hint) == (("unknown-source", 1, 13), hint)


def test_a_footnote_and_its_mark_are_told_apart() -> None:
    assert [said(one) for one in told("They got on.[^1]\n\n[^1]: LGC, 18 July 2019")] == [
        ("unknown-source", 1, 13),
        ("reads-otherwise", 3, 1),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "A [sic] word, and [so] on, x[1] and f(x)[2].",
        "It rose 20%% and 5% – a lot.",
        "– Ann Bell, nurse",
        "> We got on.\n> — Ann Bell",
        "a == b, and ===",
        "The TK Maxx shop, a TODO list.",
        "- ☐ ask\n- ☑ asked",
        "It is a | b",
        "| so",
        "`%% x %%` and `[^x` and `==y==`",
        "```\n[^lgc]: x\nTODO: y\n| a |\n| b |\n```",
        "a) only one",
        "[1]: https://example.org/a\n\nSee [this list][1].",
        "He wrote [a word](https://example.org/b)[^lgc]: so.",
        "\\[^lgc and \\==x==",
    ],
)
def test_what_is_right_is_left_in_peace(typed: str) -> None:
    assert told(typed) == ()
