"""What other programs and other keyboards leave in words: told once, at its place; and what looks like it and is right.

Each row is a body as it was typed or pasted, where the one message stands, and words that it or its hint must hold.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from newsletter.content.markdown.rendering import render_body
from newsletter.told.diagnostics import Diagnostic
from tests.made_up import ABOUT, MILL
from tests.projects import Project

LONG = "The board meets once a month in the shop, and anyone who lives near may join it there."


def told(typed: str) -> tuple[Diagnostic, ...]:
    sources = ("echo", "plan")
    return render_body(typed, path="content/pages/about.md", first_line=1, sources=sources).diagnostics


ODD_LETTERS = [
    ("The co\u0443ncil met.", 1, 5, "the `\u0443` is a Cyrillic letter that only looks like `y`"),
    ("The p\u0435opl\u0435 met.", 1, 5, "type it anew: `people`"),
    ("They \u03bfwn it.", 1, 6, "Greek"),
    ("The \U0001d5d5\U0001d5fc\U0001d5ee\U0001d5ff\U0001d5f1 met.", 1, 5, "type it anew: `Board`"),
    ("For \uff11\uff10 people.", 1, 5, "type it anew: `10`"),
    ("The bene\ufb01t o\ufb03ce.", 1, 5, "`benefit`"),
    ("The com\u00admunity met.", 1, 5, "a soft hyphen, which nobody sees, stands in `community`"),
    ("The com\u200bmunity met.", 1, 5, "a space of no width"),
    ("The plan\u200e was read.", 1, 5, "a mark of the writing's direction"),
    ("See [it](https://www.g\u043ev.uk/x) so.", 1, 10, "it leads elsewhere\nwrite `https://www.gov.uk/x`"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "words"), ODD_LETTERS)
def test_a_letter_that_only_looks_right_is_told(typed: str, line: int, column: int, words: str) -> None:
    (one,) = told(typed)
    assert (one.code, one.location.line, one.location.column) == ("odd-letter", line, column)
    assert words in f"{one.message}\n{one.hint}"


LEFT = [
    # lists by other signs
    ("\u2705 one\n\u2705 two", 1, 1, "`- \u2705 one`"),
    ("We did:\n\u2705 one\n\u274c two", 2, 1, "these lines run on as one"),
    ("\u2705 one\n\n\u2705 two", 1, 1, "write `- one`"),
    ("1\ufe0f\u20e3 one\n2\ufe0f\u20e3 two", 1, 1, "makes no list here"),
    ("\u2192 one\n\u2192 two", 1, 1, "makes no list here"),
    ("\u2460 one\n\u2461 two", 1, 1, "makes no list here"),
    ("A. one\nB. two", 1, 1, "write `1. one`"),
    ("(i) one\n(ii) two", 1, 1, "letters make no list"),
    ("(1) one\n(2) two", 1, 1, "write `1. one`, and `2. ` on the next line"),
    ("1.) one\n2.) two", 1, 1, "write `1. one`"),
    ("1 - one\n2 - two", 1, 1, "write `1. one`"),
    ("+----+----+\n| a  | b  |\n+----+----+", 1, 1, "lines of `+` go"),
    # wikis, notebooks, other markup
    ("== How it began ==", 1, 1, "`## How it began`"),
    ("The '''council''' met.", 1, 5, "write `**council**`"),
    ("See [https://www.gov.uk/x the report] so.", 1, 5, "write `[the report](https://www.gov.uk/x)`"),
    ("h2. How it began", 1, 1, "`## How it began`"),
    ("{note}Ask them{note}", 1, 1, "a wiki's sign"),
    ("{code:python}", 1, 1, "a wiki's sign"),
    (".. note:: Ask them", 1, 1, "there are no boxes here"),
    ("See `the report <https://a.org>`_ so.", 1, 5, "write `[the report](https://a.org)`"),
    ("\\section{How it began}", 1, 1, "`## How it began`"),
    ("It grew \\cite{cles}.", 1, 9, "its mark, `[^id]`"),
    ("They met here. ^block1", 1, 16, "a notebook left it"),
    ("Hello {first_name}, and welcome.", 1, 7, "`Dear reader`"),
    # links
    ("See [the rules][rule].\n\n[rules]: https://a.org/x", 1, 5, "write `[words][rules]`"),
    ("See [the rules][rules].\n\n[rules]; https://a.org/x", 1, 5, "as `[rules]: https://a.org/x`"),
    ("See [the rules][1].\n\n[1] https://a.org/x", 1, 5, "as `[1]: https://a.org/x`"),
    ("See [the rules] [rules].\n\n[rules]: https://a.org/x", 1, 5, "write `[the rules][rules]`"),
    ("- [rules]: https://a.org/x\n- more", 1, 1, "write `- [rules](https://a.org/x)`"),
    ("##Rules\n\nSee [it](about.md#rules) and [there](#rules).", 1, 1, "write `## Rules`"),
    ("See <www.example.org> so.", 1, 5, "`<https://www.example.org>`"),
    ("[the plan] https://a.org/x so.", 1, 1, "write `[the plan](https://a.org/x)`"),
    ("[the plan](https://a.org/a_(b)", 1, 1, "close the round bracket"),
    ("!(yard.jpg)[A yard]", 1, 1, "a picture is"),
    # signs
    ("Who knows \u00af\\_(\u30c4)_/\u00af so.", 1, 11, "write `\u00af\\\\\\_(\u30c4)_/\u00af`"),
    ("It lies on \\\\server\\plans.", 1, 12, "between backticks"),
    ("\u201cWe agree,\" he said.", 1, 11, "write `\u201d` here"),
    ("\"We agree,\u201d he said.", 1, 11, "two kinds of mark"),
    ("They don?t know.", 1, 6, "write `don\u2019t`"),
    ("It was a caf\u00c3\u00a9.", 1, 10, "type what was meant, `caf\u00e9`"),
    # what came along
    (f"{LONG}\n\nI hope this helps! Feel free to ask.", 3, 1, "a chatbot"),
    (f"{LONG}\n\nPage 3 of 12", 3, 1, "a printed page"),
    ("Keywords: housing, land\n\nThey met.", 1, 1, "at the top of the file"),
    ("Published: 27 November 2026\nAuthor: Jo Bell", 1, 1, "at the top of the file"),
    ("5 min read\n\nThey met.", 1, 1, "at the top of the file"),
    ("How it began ........ 3\nHow it went ........ 5", 1, 1, "list of headings"),
    ("[image: yard.jpg]", 1, 1, "a picture stood there"),
    ("[cid:image001.png@01D9]", 1, 1, "a picture stood there"),
    ("They met.\n\n---\ntitle: About\nsummary: So\n---\n\nThey won.", 6, 1, "fields stand here among the words"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "words"), LEFT)
def test_what_another_program_left_is_told(typed: str, line: int, column: int, words: str) -> None:
    (one,) = told(typed)
    assert (one.code, one.location.line, one.location.column) == ("leftover-markup", line, column)
    assert words in f"{one.message}\n{one.hint}"


OTHERWISE = [
    ("The com- munity met.", 1, 5, "odd-space", "write `community`"),
    ("It cost 2.000,50 euros.", 1, 9, "bad-number", "write `2,000.50`"),
    ("It cost \u00a31.234.567 in all.", 1, 9, "bad-number", "write `\u00a31,234,567`"),
    ("It cost \u00a31,2m in all.", 1, 9, "bad-number", "write `\u00a31.2m`"),
    ("It cost \u00a31,25 in all.", 1, 9, "bad-number", "write `\u00a31.25`"),
    ("It cost 500\u00a3 in all.", 1, 9, "bad-number", "write `\u00a3500`"),
    ("It cost \u00a3 500 in all.", 1, 9, "odd-space", "write `\u00a3500`"),
    ("HOW IT BEGAN\n\nIt began so.", 1, 1, "heading-level", "write `## How it began`"),
    ("[the plan](https://a,org/x)", 1, 12, "bad-link", "write `https://a.org/x`"),
    ("[the plan](https://a.org/<id>)", 1, 12, "bad-link", "was to be filled in"),
    ("<aside>\n\U0001f4a1 Ask them.\n</aside>", 1, 1, "raw-html", "begin their lines with `> `"),
    ("It grew.<ref>The Echo</ref>", 1, 9, "raw-html", "a wiki left it"),
    ("Dear <your name>, so it is.", 1, 6, "raw-html", "the same for every reader"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "code", "words"), OTHERWISE)
def test_what_another_country_or_program_writes_is_told(
    typed: str, line: int, column: int, code: str, words: str
) -> None:
    (one,) = told(typed)
    assert (one.code, one.location.line, one.location.column) == (code, line, column)
    assert words in f"{one.message}\n{one.hint}"


@pytest.mark.parametrize(
    "typed",
    [
        "\u041f\u0440\u0438\u0432\u0435\u0442 from K\u00f8benhavn, \u0394T and \u03b2-carotene, 5 \u00b5m, \u0130stanbul.",
        "\u05e9\u05dc\u05d5\u05dd\u200f is a word, and so is na\u00efve, caf\u00e9, S\u00e3o, \u00c5se and \u00c2ngela.",
        "We met \U0001f389 and\n\U0001f389 it was.\nSo it is.",
        "\u00a9 2019 us\n\u00a9 2020 them",
        "\u2705 All of it is done.\n\nSo they say.",
        "pre- and post-war, two- or three-bed, mid- to late 2012, E- or M-class.",
        "Version 1.234.567 came, with 1,250.50 and \u00a31,250 and \u00a31,250m, 3.500 kg and 10.1.2.3.",
        "NHS, TUC AND GMB\n\n- one\n- two",
        "Really? So no. See a.org/?s=1 and /x?d=2.",
        "It is {so} and {note} and {name of it}, x{2}.",
        "`\\\\server\\share` and \\*so\\*.",
        "\u201cYes\u201d and \"no\", a 24\" pipe, and \u201ehe said\u201c so.",
        "Published on 3 May, it said so. Page 3 of it says: no.",
        "They waited .... 3 of them.",
        "Words [in brackets] and [so] go.\n\n[more]: so they say",
        "[the plan](https://a.org/a_(b)) and [it](https://a.org/x,y;z).",
        "> [!NOTE] is told elsewhere",
    ],
)  # fmt: skip
def test_what_looks_like_it_and_is_right_is_let_be(typed: str) -> None:
    assert [
        one.message
        for one in told(typed)
        if "[!" not in one.message and "taken for the address" not in one.message
    ] == []


def test_a_file_read_in_a_wrong_encoding_is_told_once(project: Project) -> None:
    project.page(
        "We don\u00e2\u20ac\u2122t know.\n\nIt was a caf\u00c3\u00a9.\n\nThey didn\u00e2\u20ac\u2122t ask.\n"
    )
    outcome = project.check()
    assert (outcome.only.line, outcome.only.code) == (6, "leftover-markup")
    assert "so are letters on 2 more lines" in outcome.output
    assert "`don\u2019t`" in outcome.output


class Slip(NamedTuple):
    """Words of a file, what was typed in their place, and what is told: its code, and telling words."""

    path: str
    former: str
    typed: str
    code: str
    words: str


YARD = "content/events/a-yard-opens.md"
_TAGS, _PLACES = "content/tags.yaml", "content/places.yaml"
SLIPS = {
    "a key by a Cyrillic letter": Slip(
        MILL, "status: ended", "st\u0430tus: ended", "unknown-field", "The `\u0430` in it is a Cyrillic letter"
    ),
    "a word by a Cyrillic letter": Slip(MILL, "status: ended", "status: \u0435nded", "unknown-word", "looks like `e`"),
    "a title with a Cyrillic letter": Slip(
        ABOUT, "title: About the Commons", "title: About the C\u043emmons", "odd-letter", "`Commons`"
    ),
    "a span of years": Slip(MILL, "when: by 2019\n", "when: 2013\u20132019\n", "bad-date", "2019 where it asks for an end"),
    "a decade": Slip(MILL, "when: by 2019\n", "when: 2010s\n", "bad-date", "write `about 2015`"),
    "a season": Slip(MILL, "when: by 2019\n", "when: spring 2019\n", "bad-date", "write 2019, and say more in words"),
    "another word for two tags": Slip(
        _TAGS, "  title: Energy\n", "  title: Energy\n  also: [Homes]\n", "given-twice", "stands for `housing` already"
    ),
    "another word that is a tag": Slip(
        _TAGS, "also: [homes, co-operatives]", "also: [homes, energy]", "given-twice", "stands for `energy` already"
    ),
    "a stop behind a value": Slip(
        MILL, "      value: \u00a3400\n", "      value: \u00a3400.\n", "bad-number", '`"\u00a3400"`'
    ),
    "a value that is none": Slip(MILL, "      value: \u00a3500\n", "      value: n/a\n", "bad-number", "take `before` out"),
    "a time to a time": Slip(
        YARD, "starts: 2026-12-12 18:30", "starts: 2026-12-12 18:30-20:00", "bad-date", "line of its own `ends: 2026-12-12 20:00`"
    ),
    "a day in words, and a time": Slip(
        YARD, "starts: 2026-12-12 18:30", "starts: 12 December 2026, 6.30pm", "bad-date", "write 2026-12-12 18:30"
    ),
    "a day first, and a time": Slip(
        YARD, "starts: 2026-12-12 18:30", "starts: 25/12/2026 18:30", "bad-date", "write 2026-12-25 18:30"
    ),
    "a latitude in minutes": Slip(_PLACES, "lat: 53.763", "lat: 53\u00b045'N", "bad-number", "as one number: 53.750"),
    "a longitude in seconds": Slip(
        _PLACES, "lon: -2.703", "lon: 2\u00b042\u203211\u2033W", "bad-number", "as one number: -2.703"
    ),
    "a title that is none": Slip(ABOUT, "title: About the Commons", "title: Untitled", "note-to-self", "says nothing"),
    "a title of a file": Slip(
        ABOUT, "title: About the Commons", "title: about-us.docx", "note-to-self", "what a file is called"
    ),
    "a title of a copy": Slip(
        ABOUT, "title: About the Commons", "title: Copy of Commons", "note-to-self", "what a file is called"
    ),
    "a unit that is none": Slip(MILL, "    unit: pounds a month\n", "    unit: n/a\n", "note-to-self", "says nothing"),
    "a summary cut by a program": Slip(
        MILL,
        "summary: Neighbours bought the mill and let it to each other.",
        "summary: Neighbours bought the mill and let it to...",
        "unfinished",
        "write it to its end",
    ),
    "a summary that invites": Slip(
        MILL,
        "summary: Neighbours bought the mill and let it to each other.",
        "summary: Click here to read how they bought it.",
        "vague-link",
        "say in a sentence what it tells",
    ),
    "a raised stop": Slip(
        MILL, "      value: \u00a3400\n", "      value: \u00a3400\u00b75\n", "bad-number", "write `\u00a3400.5`"
    ),
    "one number, one message": Slip(
        MILL, "      value: \u00a3400\n", "      value: \u00a31,2 million\n", "bad-number", "`\u00a31.2"
    ),
    "an author who is nobody": Slip(ABOUT, "  - A. Author\n", "  - admin\n", "note-to-self", "nobody's name"),
    "an author of a network": Slip(ABOUT, "  - A. Author\n", '  - "@jo"\n', "note-to-self", "nobody's name"),
    "an author in capitals": Slip(ABOUT, "  - A. Author\n", "  - JO BLOGGS\n", "capitals", "write `Jo Bloggs`"),
    "an event that is put off": Slip(
        YARD, "title: A yard opens", "title: 'POSTPONED: A yard opens'", "status-contradicts", "the new day"
    ),
    "a country for a place": Slip(MILL, "  - leeds\n", "  - UK\n", "unknown-place", "that is a country"),
    "a start behind all that came of it": Slip(
        "content/case-studies/preston.md", "started: 2011", "started: 2018", "dates-out-of-order", "check `started`"
    ),
    "clocks without summer": Slip(
        "content/site.yaml", "time_zone: Europe/London", "time_zone: GMT", "unknown-time-zone", "no summer time"
    ),
    "a day before the web": Slip(ABOUT, "published: 2026-10-01", "published: 1926-10-01", "bad-date", "look the year up"),
    "a unit in the value": Slip(
        MILL,
        "      value: \u00a3400\n      when: by 2019\n    unit: pounds a month\n",
        "      value: \u00a3400 a month for each\n      when: by 2019\n    unit: a month for each, in pounds\n",
        "given-twice",
        "`unit` says it again",

    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_value_that_another_keyboard_made_is_told_once(name: str, project: Project) -> None:
    slip = SLIPS[name]
    project.change(slip.path, slip.former, slip.typed)
    outcome = project.check()
    assert outcome.only.code == slip.code, outcome.output
    assert slip.words in outcome.output
