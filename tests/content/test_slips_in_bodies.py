"""What editors type into a body that looks like markup or a note to oneself, and what is told of it: once, at its place.

Each row is a body as it was typed, where the one message stands, and words that it or its hint must hold.
"""

from __future__ import annotations

import re

import pytest

from newsletter.content.markdown.rendering import render_body
from newsletter.told.diagnostics import Diagnostic

PATH = "content/pages/about.md"
YARD = "![The yard](yard.jpg)"
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
    ("They got on [citation needed], said he.", 1, 13, "the mark of the source"),
    ("They got on [Citation needed].", 1, 13, "the mark of the source"),
    ("They got on [TODO which year].", 1, 13, "`<!-- … -->`"),
    ("They got on [TK].", 1, 13, "`<!-- … -->`"),
    ("See the plan [link to come] and so on.", 1, 14, "`<!-- … -->`"),
    ("They got on [check with Jane].", 1, 13, "`<!-- … -->`"),
    ("[more to follow]", 1, 1, "`<!-- … -->`"),
    ("They got on [check date] so.", 1, 13, "`<!-- … -->`"),
    ("They got on [ask Jane].", 1, 13, "`<!-- … -->`"),
    ("They got on [photo goes here].", 1, 13, "`<!-- … -->`"),
    ("[insert name of speaker] spoke.", 1, 1, "`<!-- … -->`"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "words"), NOTES)
def test_a_note_to_oneself_is_told(typed: str, line: int, column: int, words: str) -> None:
    check(typed, line, column, "leftover-markup", words)


# Signs of other writers' Markdown

TWINS = [
    ("Dear all,\n– who buys\n– who decides", 2, 1, "begin each item with `- `"),
    ("— who buys\n— who decides\n— who knows", 1, 1, "begin each item with `- `"),
    ("a) who buys\nb) who decides", 1, 1, "write `1. who buys` and so on"),
    ("(a) who buys\n(b) who decides", 1, 1, "to keep them, end each line but the last with a backslash"),
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
    ("| A | B | C |\n|---|---|\n| 1 | 2 | 3 |", 2, 1, "2 cells and the first row 3: it makes no table\nwrite `|---|---|---|`"),
    ("| A | B |\n|:--|---|--:|\n| 1 | 2 |", 2, 1, "write `|:--|--:|`"),
    ("| A | B |\n|---|\n| 1 | 2 |", 2, 1, "has 1 cell and the first row 2"),
    ("> A | B | C\n> :-- | --:\n> 1 | 2 | 3", 2, 3, "write `|:--|--:|--:|`"),
    ("They said\n\t• one", 2, 2, "begin each item with `- `"),
    ("##\u00a0Heading", 1, 1, "a plain space"),
    ("So:\n-\u00a0who buys", 2, 1, "a plain space"),
    ("So:\n1.who buys\n2.who decides", 2, 1, "put a space behind each number"),
    ("-who buys\n-who decides", 1, 1, "put a space behind each sign"),
    ("*[CLT] Community Land Trust", 1, 1, "put a colon"),
    ("So itâ€™s here", 1, 4, "type what was meant, `it’s`"),
    ("For Â£5", 1, 5, "read wrongly"),
    ("So they did:contentReference[oaicite:4]{index=4}.", 1, 12, "a chatbot left it"),
    ("So they did【4†source】.", 1, 12, "a chatbot left it"),
    ("So they did [TBC].", 1, 13, "take it out"),
    ("So it was.\n\n    They got on.[^lgc]", 3, 17, "four spaces make it code"),
    ("[1] https://www.lgcplus.com/x", 1, 1, "`sources`"),
    ("See ![[yard.jpg]] so", 1, 5, '`![what it shows](yard.jpg){: credit="Name" licence="CC BY 4.0"}`'),
    ("See [[yard.jpg]] so", 1, 5, "`![what it shows]("),
    (f'![The yard](yard.jpg){CREDIT}{{credit="Ann" licence="CC0"}}', 1, 63, "right behind its picture"),
    ('The yard {credit="Ann" licence="CC0"}', 1, 10, "right behind its picture"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "words"), TWINS)
def test_a_sign_of_another_markdown_is_told_with_ours(typed: str, line: int, column: int, words: str) -> None:
    check(typed, line, column, "leftover-markup", words)


# Broken source marks

MARKS = [
    ("They got on.^[ardern]", 1, 13, "`[^ardern]`"),
    ("They got on.{^ardern}", 1, 13, "`[^ardern]`"),
    ("They got on.^ardern]", 1, 13, "`[^ardern]`"),
    ("They got on.[^ardern[^lgc]", 1, 13, "`[^ardern]`"),
    ("They got on.[ ^ardern][^lgc]", 1, 13, "`[^ardern]`"),
    ("They got on.[^ardern)[^lgc]", 1, 13, "`[^ardern]`"),
    ("They got on.[^ardern and\nso", 1, 13, "`[^ardern]`"),
    ("They got on.(^ardern)", 1, 13, "`[^ardern]`"),
    ("They got on[lgc].", 1, 12, "`[^lgc]`"),
    ("They got on.^[LGC, 18 July]", 1, 13, "under `sources`"),
    ("They got on.^[ardren]", 1, 13, "`[^ardern]`"),
    ("They got on.^[LGC &amp; so]", 1, 13, "`^[LGC`"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "words"), MARKS)
def test_a_broken_source_mark_is_told(typed: str, line: int, column: int, words: str) -> None:
    check(typed, line, column, "leftover-markup", words)


def test_a_word_processors_footnotes_are_told_at_their_numbers() -> None:
    typed = "Sold for a pound.[1] We are many.[2] So[1].\n\n[1] The Echo, 12 May.\n\n[2] An interview."
    found = told(typed)
    assert [said(one) for one in found] == [("leftover-markup", 1, 18), ("leftover-markup", 1, 34)]
    assert found[0].hint.startswith("list what line 3 says under `sources`")
    assert "`[^id]`" in found[0].hint


@pytest.mark.parametrize(
    "typed",
    [
        "They sold it[1] for a pound.",
        "[1] The Echo, 12 May 2013.",
        "x[1]\n\n```\n[1] The Echo says\n```",
        "See [it][1] so.\n\n[1]: https://a.org",
    ],
)
def test_a_number_in_brackets_without_a_note_is_left_in_peace(typed: str) -> None:
    assert told(typed) == ()


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
        "We [ask you] to [check it](https://a.org), and [those to come](https://b.org).",
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


# What other writers' tools leave

TOOLS = [
    ("So they did. citeturn0search0", 1, 14, "a chatbot left it"),
    ("So they did citeturn0search0turn1news2.", 1, 13, "a chatbot left it"),
    ("So [cite_start]they did.", 1, 4, "a chatbot left it"),
    ("So they did[cite: 1, 2].", 1, 12, "a chatbot left it"),
    ("So they did [oaicite:3].", 1, 13, "a chatbot left it"),
    ("They are listed.[a]\n\n[a]Jane: can we name them?", 3, 1, "and the `[a]` it belongs to"),
    ("The hall [JS1]opened", 1, 10, "a word processor left a comment"),
    ("The hall [JS1]opened [Comment [JS1]: check date].", 1, 22, "and its sign in the words"),
    ("It {++really++} meant {--not--} this", 1, 4, "a tool for revisions left it"),
    ("It meant {--not--} this", 1, 10, "a tool for revisions left it"),
    ("It meant this {>>check<<}", 1, 15, "a tool for revisions left it"),
    ("[TOC]", 1, 1, "makes its own list of headings"),
    ("[[_TOC_]]", 1, 1, "makes its own list of headings"),
    ("::: tip\nTry it at home.\n:::", 1, 1, "no boxes here"),
    ("::: tip\n\nTry it at home.\n\n:::", 1, 1, "no boxes here"),
    ("!!! note\n    Try it at home.", 1, 1, "no boxes here"),
    ("\\pagebreak", 1, 1, "no ends of pages"),
    ("\\newpage", 1, 1, "no ends of pages"),
    ("So \\textbf{we won} it", 1, 4, "`**we won**`"),
    ("Line one\\nLine two", 1, 9, "press the return key"),
    ("The caf\ufffd is open.", 1, 5, "read wrongly"),
    ("The council´s plan", 1, 5, "write `council's`"),
    ("The council`s plan", 1, 5, "write `council's`"),
    ("He called it ''a gift'' to all.", 1, 14, '`"a gift"`'),
    ("He called it ``a gift'' to all.", 1, 14, '`"a gift"`'),
    ("A yard of 50 m^2^", 1, 15, "`<sup>2</sup>`"),
    ("A yard of 50 m^2 here", 1, 14, "`m²`"),
    ("It has H~2~O", 1, 9, "`<sub>2</sub>`"),
    ("[ ] Ask\n\n[x] Count", 1, 1, "put `- ` before it"),
    ("[ ] Ask\n[x] Count\n[ ] Go", 1, 1, "put `- ` before it"),
    ("•\tvolunteers\n•\tmoney\n•\ttime", 1, 1, "begin each item with `- `"),
    ("• volunteers\n\n• money\n\n• time", 1, 1, "begin each item with `- `"),
    ("**First line.\n\nSecond line.**", 1, 1, "put `**` round each paragraph"),
    ("**First line.\n\nSecond line.\n\nThe end.** So", 1, 1, "put `**` round each paragraph"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "words"), TOOLS)
def test_what_another_tool_leaves_is_told_once(typed: str, line: int, column: int, words: str) -> None:
    check(typed, line, column, "leftover-markup", words)


CHATS = [
    ("[24/11/2026, 09:12] Jane: No oven\n[24/11/2026, 09:13] Jane: None\n[24/11/2026, 09:15] Sam: We did", "[24/11/2026, 09:12]"),
    ("[24/11/2026, 09:12:31] Jane: No oven\n\n[24/11/2026, 09:12:52] Sam: None", "[24/11/2026, 09:12:31]"),
    ("[11/24/26, 9:12 AM] +44 7700 900123: No oven", "[11/24/26, 9:12 AM]"),
    ("24/11/2026, 09:12 - Jane: No oven\n24/11/2026, 09:15 - Sam: None", "24/11/2026, 09:12 -"),
    ("09:12 - Jane: No oven\n09:13 - Sam: None\n09:17 - Jane: Oh", "09:12 -"),
    ("[09:12] Jane: No oven\n[09:15] Sam: None", "[09:12]"),
    ("> [24/11/2026, 09:12] Jane: No oven\n> [24/11/2026, 09:12] Sam: No", "[24/11/2026, 09:12]"),
    ("Jane Smith  9:12 AM\nWe had no oven.\n\nSam  9:14 AM\nNone.", "Jane Smith  9:12 AM"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "stamp"), CHATS)
def test_what_a_chat_leaves_is_told_once(typed: str, stamp: str) -> None:
    check(typed, 1, typed.index(stamp) + 1, "leftover-markup", "put a blank line between these lines")
    assert f"`{stamp}`" in told(typed)[0].message


@pytest.mark.parametrize(
    "typed",
    [
        "10:00 - Welcome: the chair speaks",
        "- 10:00 - Welcome: the chair speaks\n- 11:30 - Tea: in the hall",
        "At 09:12 - Jane: says so",
        "24/11/2026 - Preston: we meet.",
        "We met at 9:12 AM",
    ],
)
def test_hours_of_a_day_are_no_chat(typed: str) -> None:
    assert told(typed) == ()


# Words that are taken for markup

MISREAD = [
    ("We meet on Tuesdays.\n---", 2, 1, "leave a blank line above it"),
    ("We meet on Tuesdays\n---\n\nSo", 2, 1, "leave a blank line above it"),
    ("We meet on Tuesdays\nand on Mondays\n------", 3, 1, "leave a blank line above it"),
    ("We meet.\n\n\tWe all meet in the town hall.", 3, 2, "a tab makes code"),
    ("We meet.\n\n    We meet in the town hall,\n    and by the mill.", 3, 5, "four spaces make code"),
    ("> 50% of members voted.", 1, 1, "`\\> 50%`"),
    ("It was\n>£5 a head", 2, 1, "`\\>£5`"),
    ("Members* paid £5.\n\n* Full members only.", 3, 1, "`\\* Full members only.`"),
    ("The plot is 5*3 and 4*2 metres", 1, 14, "or `×`"),
    ("They said f*ck and sh*t", 1, 12, "`\\*`"),
    ("The councils` plan and the residents` wish", 1, 13, "type an apostrophe"),
    ("A council`s plan and a resident`s wish", 1, 10, "type an apostrophe"),
    ("The commu-\nnity finds", 1, 5, "`community`, or `commu-nity`"),
    ("We want ***real power** for all.", 1, 9, "`**real power**`"),
    ("We want **real power*** for all.", 1, 9, "`***real power***`"),
    ("#\n\nText here.", 1, 1, "a heading without words"),
    ("#### \n\nText here.", 1, 1, "a heading without words"),
    ("##\n\nText here.", 1, 1, "a heading without words"),
    ("## \nText here.", 1, 1, "a heading without words"),
    ("<details>\n<summary>More</summary>\n**Bold** words\n</details>", 3, 1, "leave a blank line"),
    ("<p>**Bold** words</p>", 1, 4, "`<strong>Bold</strong>`"),
    ("<p>So [it is](https://a.org)</p>", 1, 7, '`<a href="https://a.org">it is</a>`'),
    ("They got on.\n\n```", 3, 1, "never ends"),
    ("They got on.\n\n~~~ yaml\na: b", 3, 1, "never ends"),
    (f"{YARD}{CREDIT}\n*The yard in spring*", 2, 1, f'`![The yard](yard.jpg "The yard in spring"){CREDIT}`'),
    (f"{YARD}{CREDIT}\nPhoto: Ann Bell", 2, 1, f'`![The yard](yard.jpg "Photo: Ann Bell"){CREDIT}`'),
    ("[Editor]: check\n\nMore words follow.", 1, 1, "`\\[Editor]: check`"),
    ("[Jane]: Yes\n\n[Tom]: No\n\n[Jane]: Oh\n\nEnd.", 1, 1, "nor are 2 more such lines"),
    ("[CLT]: Trust\n\nA CLT helped.", 1, 1, "`*[CLT]: Trust`"),
    ("[CLT]: Community Land Trust\nA CLT helped.", 1, 1, "`*[CLT]: Community Land Trust`"),
    ("- Ask\n - the leader\n - the clerk\n- Count", 2, 2, "two spaces"),
    ("1. Ask\n 1. the leader\n2. Count", 2, 2, "three spaces"),
    ("1. Ask\n  - the leader\n  - the clerk\n2. Count", 2, 3, "three spaces"),
    ("- Ask\n * the leader\n- Count", 2, 2, "two spaces"),
    ("We meet.\n\n\tWe all meet in the *town hall*, with jane@a.org.", 3, 2, "a tab makes code"),
    ("- > 50% of members voted", 1, 3, "`\\> 50%`"),
    ("See [the plan]\n(https://www.wigan.gov.uk/plan) for more.", 2, 1, "`[words](https://www.wigan.gov.uk/plan)`"),
    ("New Power\n1 Example Street\nExampleton\nEX1 1EX", 1, 1, "a backslash at the end of each line"),
    ("> New Power\n> 1 Example Street\n> Exampleton", 1, 3, "a backslash at the end of each line"),
    ("**Q:** What changed?\n**A:** Who decides.", 1, 1, "a backslash at the end of each line"),
    ("Q: What changed?\nA: Who decides.", 1, 1, "a backslash at the end of each line"),
    ("Place\tMembers\nPreston\t120\nWigan\t80", 1, 1, "`| Place | Members |`, and `|---|---|`"),
    ("Place      Members\nPreston    120", 1, 1, "`| Place | Members |`, and `|---|---|`"),
    ("On 23 Nov 2026, at 09:14, Jane wrote:\n> In October.\n> It came later.\nSo she says.", 4, 1, "leave a blank line above it"),
    ("Jane wrote:\n> We opened in October.\nThat is how she remembers it.", 3, 1, "leave a blank line above it"),
    ("> We opened in October.\n> The oven came later.\nThat is how it was,\nand so on.", 3, 1, "as part of the quotation"),
    ("So:\n\n> We opened in\n> October.\nthat is how she put it.", 5, 1, "begin it with `> `"),
    ("Tue 8 December – Preston, town hall, 7pm\nThu 10 December – Wigan, library, 6.30pm", 1, 1, "a backslash"),
    ("Tuesday 8 December: Preston, in the great hall\nThursday 10 December: Wigan, in the library", 1, 1, "a backslash"),
    ("8 December, Preston, in the great town hall\n10th December, Wigan, in the library there", 1, 1, "a backslash"),
    ("December 8 - Preston, in the great town hall\nDec 10 - Wigan, in the library over there", 1, 1, "a backslash"),
    ("Mondays – Preston, in the great town hall\nFridays – Wigan, in the library over there", 1, 1, "a backslash"),
    ("Preston, 8 December, at 7pm in the town hall\nWigan, 10 December, at 6.30pm in the library", 1, 1, "a backslash"),
    ("Preston town hall: every Monday from seven to nine\nWigan library: every Friday from six to eight", 1, 1, "a backslash"),
    ("So long.\nWarm wishes,\nAnna", 2, 1, "put a backslash at its end: `Warm wishes,\\`"),
    ("Best wishes,\nAnna Bell\nNew Power", 1, 1, "write `Best wishes,\\` and `Anna Bell\\`"),
    ("Thanks,\nAnna and Sam", 1, 1, "`Thanks,\\`"),
    ("So it was.\n--", 2, 1, "take the line out"),
    ("So it was.\n\n--\nNew Power", 3, 1, "take the line out"),
    ("So it was.\n\n-- \nNew Power", 3, 1, "take the line out"),
    ("Mon | Tue | Wed\nopen | open | shut", 1, 1, "`|---|---|---|`"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "words"), MISREAD)
def test_words_that_are_taken_for_markup_are_told_once(
    typed: str, line: int, column: int, words: str
) -> None:
    check(typed, line, column, "leftover-markup", words)


OTHERS = [
    ("[plan]: https://www.wigan.gov.uk/plan\n\nSee the plan.", 1, 1, "leftover-markup", "`[words](https://www.wigan.gov.uk/plan)`"),
    ("Ring us on\n+ 44 20 7946 0000 today.", 2, 1, "list-number", "write `+44 20 7946 0000`"),
    ("The night was\n- 5 °C cold", 2, 1, "list-number", "write `\\-5`"),
    ("| A | B |\n|---|---|\n| Preston\nand Leyland | 120 |", 3, 1, "table-row", "`| Preston and Leyland | 120 |`"),
    ("| A | B |\n|---|---|\n| Wigan | 80 |\nSo it was.", 4, 1, "table-row", "leave a blank line above"),
]  # fmt: skip


def test_each_word_that_a_line_end_breaks_is_told() -> None:
    found = told("The commu-\nnity finds its\nuni-\nversity, and a commu-\nnity.")
    assert [said(one) for one in found] == [
        ("leftover-markup", 1, 5),
        ("leftover-markup", 3, 1),
        ("leftover-markup", 4, 16),
    ]


@pytest.mark.parametrize(("typed", "line", "column", "code", "words"), OTHERS)
def test_what_is_lost_of_a_line_is_told(typed: str, line: int, column: int, code: str, words: str) -> None:
    check(typed, line, column, code, words)


@pytest.mark.parametrize(
    "typed",
    [
        "How did we get here?\n--------------------",
        "    x = 5\n    y = x",
        "- an item\n\n      code it",
        "> 2013 was a good year.",
        "> We won.\n> 50% said so.",
        "* who buys\n* who decides",
        "Members* paid £5.\n\n\\* Full members only.",
        "We un*frigging*believably won: 5 * 3 * 2, and **bold**er.",
        "It takes two short-\nand long-term loans.",
        "So `x`s and the`x`.",
        "**Members*** pay.\n\n\\* Full members only.",
        "<details>\n<summary>More</summary>\n\n**Bold** words\n\n</details>",
        "```\ncode\n```",
        "- ```\n  code\n  ```",
        "[//]: # (so)\n\n[comment]: <> (hello)\n\nSo.",
        "[plan]: https://www.wigan.gov.uk/plan\n\nSee the [plan], and [it][Plan].",
        "- Ask\n  - the leader\n- Count",
        " 9. Ask\n10. Count",
        "New Power\\\n1 Example Street\\\nExampleton",
        "New Power  \n1 Example Street  \nExampleton",
        "The crowd was large, and\nThe council was there,\nAnd all of them sang.",
        "A line that an editor\nof a narrow window\nbroke where it was full",
        "| A | B |\n|---|---|\n| Wigan | 80 |\n\nSo it was.",
        "A | B\n---|---\nWigan | 80",
        "It is 5*3 = 15, and a * b",
        "The [s]he of [a] poem.\n\n[T]his is it.",
        "See [EU27](https://a.org) and [RFC1234].",
        "> A paragraph that an editor\nbroke where it was full.\nAnd so on.",
        "> One paragraph.\n>\n> A paragraph that an editor\nBroke where it was full.",
        "> We got on well,\n> they told\nus later.",
        "> We got on.\n> So it was.\n— Ann Bell",
        "> We got on.\n> So it was.\n\nThat is how it was.",
        "> - we\n> - they",
        "It began on\n8 December 2014, when all of the council met,\nand went on.",
        "Sunday was dull,\nMonday was worse.",
        "Note: this is a sentence that goes on and\non until it ends, as sentences do.",
        "Warm wishes,\\\nAnna",
        "Warm wishes,  \nAnna",
        "Warm wishes, Anna",
        "In solidarity,\nthey walked out.",
        "Thanks,\nThe council said that it had met them all there.",
        "It is C:\\new and \\\\n.",
    ],
)
def test_what_was_meant_as_markup_is_left_in_peace(typed: str) -> None:
    assert told(typed) == ()


# Pictures

WRITE = f"write `{CREDIT}`"
CREDITS = [
    ('{credit="Ann Bell" licence="CC BY 4.0"}', "a colon is missing"),
    ("{: credit=Ann Bell licence=CC BY 4.0}", "quotation marks are missing"),
    ('{: credit="Ann Bell" license="CC BY 4.0"}', "did you mean `licence`?"),
    ("{credit=Ann Bell, license=CC BY 4.0}", "a colon and quotation marks are missing, did you mean `licence`?"),
    ('{: credit: "Ann Bell", licence: "CC BY 4.0"}', "`=` stands before each value"),
    ('{: Credit="Ann Bell" Licence="CC BY 4.0"}', "its words are in small letters"),
    ('{: credit="Ann Bell", licence="CC BY 4.0"}', "a comma stands between them"),
    ('{: credit="Ann Bell" licence="CC BY 4.0" align="left"}', '`align="left"` is not known here'),
]  # fmt: skip


@pytest.mark.parametrize(("braces", "why"), CREDITS)
def test_a_credit_that_is_none_is_told_once_with_what_is_right(braces: str, why: str) -> None:
    (one,) = told(f"{YARD}{braces}")
    assert said(one) == ("missing-credit", 1, 22)
    assert one.message == f"`{braces}` is no credit yet: {why}"
    assert one.hint == WRITE


def test_a_credit_on_the_next_line_is_told_once() -> None:
    (one,) = told(f"{YARD}\n{CREDIT}")
    assert (said(one), one.hint) == (("missing-credit", 2, 1), f"{WRITE} right behind the picture")


@pytest.mark.parametrize(
    ("braces", "hint"),
    [
        ('{: .own-wide credit="Ann Bell"}', 'add licence="CC BY 4.0" to its braces'),
        ('{: licence="CC0"}', 'add credit="Name" to its braces'),
        ("{: .own-wide}", 'add credit="Name" licence="CC BY 4.0" to its braces'),
        ("{so}", 'add {: credit="Name" licence="CC BY 4.0"} behind it'),
    ],
)
def test_a_credit_is_added_to_the_braces_that_are_there(braces: str, hint: str) -> None:
    (one,) = told(f"{YARD}{braces}")
    assert (said(one), one.hint) == (("missing-credit", 1, 13), hint)


SAID = [
    (" Photo: Jane Smith, CC BY 4.0", '{: credit="Jane Smith" licence="CC BY 4.0"}'),
    (" Photo by Jane Smith (CC BY-SA 2.0)", '{: credit="Jane Smith" licence="CC BY-SA 2.0"}'),
    (" *Photo: Jane Smith / CC0*", '{: credit="Jane Smith" licence="CC0"}'),
    (" © Jane Smith", '{: credit="Jane Smith" licence="…"}'),
    (" (Picture: O'Neill-Smith)", '{: credit="O\'Neill-Smith" licence="…"}'),
    ("\nPhoto: Jane Smith, public domain", '{: credit="Jane Smith" licence="public domain"}'),
]


@pytest.mark.parametrize(("words", "braces"), SAID)
def test_a_credit_in_words_is_told_as_the_braces_it_makes(words: str, braces: str) -> None:
    (one,) = told(f"{YARD}{words}")
    place = " right behind the picture," if "\n" in words else ""
    assert said(one) == ("missing-credit", 1, 13)
    assert one.hint == f"write `{braces}`{place} in place of `{words.strip()}`"


@pytest.mark.parametrize(
    "words", [" Photo: Jane Smith took it, and so did all of us. Then", " The yard", " Photo:"]
)
def test_other_words_behind_a_picture_make_no_braces(words: str) -> None:
    (one,) = told(f"{YARD}{words}")
    assert one.hint == 'add {: credit="Name" licence="CC BY 4.0"} behind it'


@pytest.mark.parametrize(
    ("braces", "words"),
    [
        ('{: credit="Name" licence="CC BY 4.0"}', "`Name` stands where"),
        ('{: credit="…" licence="CC0"}', "`…` stands where the name"),
        ('{: credit="Ann Bell" licence="…"}', "`…` stands where the licence"),
    ],
)
def test_a_blank_of_a_hint_that_nobody_filled_is_told(braces: str, words: str) -> None:
    check(f"{YARD}{braces}", 1, 13, "missing-credit", words)


def test_an_apostrophe_ends_no_credit() -> None:
    (one,) = told(f"""{YARD}{{credit="Ann O'Bell" licence='CC0'}}""")
    assert one.hint == """write `{: credit="Ann O'Bell" licence="CC0"}`"""


def test_a_credit_without_a_licence_is_written_with_a_blank() -> None:
    (one,) = told(f'{YARD}{{credit="Ann Bell"}}')
    assert one.hint == 'write `{: credit="Ann Bell" licence="…"}`'


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ('<img src="yard.jpg" alt="The yard" width="300">', '![The yard](yard.jpg){: credit="…" licence="…"}'),
        ("<img src='yard.jpg'>", '![what it shows](yard.jpg){: credit="…" licence="…"}'),
        (f'<img src="yard.jpg" alt="The yard">{CREDIT}', f"{YARD}{CREDIT}"),
        ('<img src="yard.jpg" alt="The yard">{credit=Ann Bell licence=CC BY 4.0}', f"{YARD}{CREDIT}"),
        ('So <img src="yard.jpg" alt="The yard" credit="Ann"> it is', '![The yard](yard.jpg){: credit="Ann" licence="…"}'),
    ],
)  # fmt: skip
def test_a_picture_in_html_is_told_how_it_is_written_here(typed: str, right: str) -> None:
    (one,) = told(typed)
    assert (one.code, one.hint) == ("missing-credit", f"write it as `{right}`")


@pytest.mark.parametrize("size", ["0", "-5", "1e9", "99999999", "50%", "wide"])
def test_a_size_that_is_none_is_told(size: str) -> None:
    (one,) = told(f'![The yard](yard.jpg){CREDIT[:-1]} width="{size}"}}')
    assert said(one) == ("out-of-range", 1, 13)
    assert f"is `{size}`" in one.message
    assert told(f'![The yard](yard.jpg){CREDIT[:-1]} width="300" height="9999"}}') == ()


@pytest.mark.parametrize("alt", ["yard.jpg", "IMG_0412.JPG", "Yard.JPG", "the_yard-2.png"])
def test_a_file_name_is_no_description(alt: str) -> None:
    (one,) = told(f"![{alt}](yard.jpg){CREDIT}")
    assert said(one) == ("missing-alt", 1, len(alt) + 5)
    assert "what the picture shows" in one.hint


PICTURES = [
    (f"![The yard](my yard.jpg){CREDIT}", 13, "`my%20yard.jpg`"),
    (f"![The yard](yard.jpg =300x200){CREDIT}", 13, "take out ` =300x200`"),
    (f'![The yard](yard.jpg "The "old" yard"){CREDIT}', 13, 'write `\\"` for'),
    (f'![The yard](yard.jpg "The yard, 2014"){CREDIT}\n*The yard in spring*', 13, "a blank line"),
    (f'So ![The yard](yard.jpg "The yard, 2014"){CREDIT} it is', 16, "a blank line"),
    ("[the council](https://www.wigan.gov.uk/a b.aspx)", 15, "`https://www.wigan.gov.uk/a%20b.aspx`"),
    ("[Preston](preston.md#What went wrong)", 11, "`preston.md#what-went-wrong`"),
    ("[ring](tel:01942 244991)", 8, "`tel:01942244991`"),
    ("[write](mailto: editors@newpower.example)", 9, "write `mailto:editors@newpower.example`"),
    ("[write](mailto: a@b.example?subject=a bid)", 9, "write `mailto:a@b.example?subject=a%20bid`"),
]


@pytest.mark.parametrize(("typed", "column", "words"), PICTURES)
def test_what_github_takes_for_no_address_is_told_as_that(typed: str, column: int, words: str) -> None:
    check(typed, 1, column, "reads-otherwise", words)


@pytest.mark.parametrize(
    "typed",
    [
        f"![The yard](<my yard.jpg>){CREDIT}",
        f'![The yard](yard.jpg "The \\"old\\" yard"){CREDIT}',
        f"![The yard](yard.jpg 'The \"old\" yard'){CREDIT}",
        f'![The yard](yard.jpg "The yard, 2014"){CREDIT}\n\n*The yard in spring*',
        f"![A yard.](yard.jpg){CREDIT}",
        f"{YARD} {CREDIT}",
        'So <img src="yard.jpg" alt="The yard" credit="Ann" licence="CC0"> it is',
    ],
)
def test_a_picture_that_is_right_is_left_in_peace(typed: str) -> None:
    assert told(typed) == ()


@pytest.mark.parametrize("size", [60, 20_000, 200_000])
@pytest.mark.parametrize(
    ("before", "behind", "column"),
    [
        ("![The yard](", f"){CREDIT}", 13),
        ("[The yard](", ")", 12),
        ('<img alt="The yard" src="', '">', 26),
    ],
)
def test_a_picture_in_the_text_is_told_at_its_line(size: int, before: str, behind: str, column: int) -> None:
    typed = f"So it was.\n\n{before}data:image/jpeg;base64,{'iVBORw0K' * (size // 8)}{behind}"
    (one,) = told(typed)
    assert said(one) == ("remote-image", 3 + before.count("\n"), column)
    assert one.message == "a picture is written into the text: `data:image/jpeg;base64,iVBORw0…`"
    assert one.hint == "save it beside this file, and name it: `![what it shows](its-name.jpg)`"


PNG = "data:image/png;base64," + "iVBORw0K" * 8
BY_REFERENCE = [
    ("![][image1]", "", "![what it shows](its-name.png)" + '{: credit="Name" licence="CC BY 4.0"}'),
    ("![The yard][image1]", CREDIT, "![The yard](its-name.png)"),
    ("![image1]", "", '![image1](its-name.png){: credit="Name" licence="CC BY 4.0"}'),
]


@pytest.mark.parametrize("times", [1, 3000])
@pytest.mark.parametrize(("typed", "braces", "right"), BY_REFERENCE)
def test_a_picture_at_the_end_of_the_text_is_told_where_it_is_shown(
    typed: str, braces: str, right: str, times: int
) -> None:
    (one,) = told(f"So it was.\n\n{typed}{braces}\n\nThe end.\n\n[image1]: <{PNG * times}>")
    assert said(one) == ("remote-image", 3, 1)
    assert one.message == f"`{typed}` is a picture that is written into the text, on line 7"
    assert one.hint == f"save it beside this file, write `{right}` here, and take that line out"


def test_a_picture_that_no_line_names_is_told() -> None:
    check("So.\n\n![][image1]", 3, 1, "leftover-markup", "![what it shows](")
    check("So ![The yard][image1] was", 1, 4, "leftover-markup", "![what it shows](")


def test_nobody_is_told_to_link_to_a_picture_in_the_text() -> None:
    (one,) = told(f"So it was.\n\n[image1]: <{PNG}>")
    assert (said(one), "[words]" in one.hint) == (("leftover-markup", 3, 1), False)
    assert one.hint.startswith("take this line out")


def test_a_file_name_without_its_ending_is_no_description_either() -> None:
    assert [one.code for one in told(f"![img_0412](IMG_0412.jpg){CREDIT}")] == ["missing-alt"]
    assert told(f"![Yard](yard.jpg){CREDIT}") == ()


#: What cameras, telephones and messengers call a picture, whatever its file is called by now.
NAMED_BY_CAMERAS = (
    "IMG_20261103_141522",
    "DSC_0123",
    "DSCF1234",
    "P1010123",
    "PXL_20261103_141522123",
    "IMG-20261103-WA0001",
    "20261103_141522",
    "Screenshot 2026-11-03 at 14.15.22",
    "Screen Shot 2026-11-03 at 2.15.22 pm",
    "Screenshot_20261103-141522",
    "WhatsApp Image 2026-11-03 at 14.15.22",
    "WhatsApp Image 2026-11-03 at 14.15.22.jpeg",
    "image001",
    "IMG_0412 (1)",
    "6f9619ff-8b86-d011-b42d-00c04fc964ff",
)


@pytest.mark.parametrize("alt", NAMED_BY_CAMERAS)
def test_what_a_camera_calls_a_picture_is_no_description(alt: str) -> None:
    (one,) = told(f"![{alt}](yard.jpg){CREDIT}")
    assert (one.code, "what the picture shows" in one.hint) == ("missing-alt", True)


@pytest.mark.parametrize(
    "alt",
    ["COP26 in Glasgow", "10 Downing Street", "A 1970 bus", "Facade", "Sam and 300 others"],
)
def test_words_with_numbers_may_describe_a_picture(alt: str) -> None:
    assert told(f"![{alt}](yard.jpg){CREDIT}") == ()


# Links

LINKS = [
    ("www.wigan.gov.uk", "write `https://www.wigan.gov.uk`"),
    ("wigan.gov.uk/bids", "write `https://wigan.gov.uk/bids`"),
    ("//www.wigan.gov.uk", "write `https://www.wigan.gov.uk`"),
    ("https//www.wigan.gov.uk", "write `https://www.wigan.gov.uk`"),
    ("editors@newpower.example", "write `mailto:editors@newpower.example`"),
    ("mailto:%20editors@newpower.example", "write `mailto:editors@newpower.example`"),
    ("https://%20www.wigan.gov.uk/a%20b", "write `https://www.wigan.gov.uk/a%20b`"),
    ("https://https://example.org/report", "write `https://example.org/report`"),
    ("http://HTTPS//https://example.org/a", "write `https://example.org/a`"),
    ("http://localhost:8000/case-studies/preston/", "write `../case-studies/preston.md`"),
    ("http://127.0.0.1:8000/about/#us", "write `about.md#us`"),
    ("http://127.0.0.1:8000", "as the path of its Markdown file"),
    ("http://localhost/media/pages/yard.jpg", "as the path of its Markdown file"),
    ("yard.jpg", "a picture begins with `!`: write `![the bids](yard.jpg)`"),
    ("../../docs/minutes.pdf", "link to where it is on the web"),
    ("bids.DOCX", "link to where it is on the web"),
    ("/case-studies/preston/", "write `../case-studies/preston.md`"),
    ("/case-studies/preston", "write `../case-studies/preston.md`"),
    ("/case-studies/preston/#power", "write `../case-studies/preston.md#power`"),
    ("/subscribe/", "write `subscribe.md`"),
    ("/content/case-studies/preston.md", "write `../case-studies/preston.md`"),
    ("/case-studies/preston.md", "write `../case-studies/preston.md`"),
    ("../case-studies/preston", "write `../case-studies/preston.md`"),
    ("../case-studies/preston.html", "write `../case-studies/preston.md`"),
    ("..\\case-studies\\preston.md", "write `../case-studies/preston.md`"),
    ("/case-studies/", "the site makes this page itself"),
    ("../case-studies/", "the site makes this page itself"),
    ("../case-studies", "the site makes this page itself"),
    ("../../content/editions/", "the site makes this page itself"),
    ("../tags/", "the site makes this page itself"),
    ("/follow/", "the site makes this page itself"),
    ("../map/", "the site makes this page itself"),
    ("/governance/", "the site makes this page itself"),
    ("../pages/", "the site makes this page itself"),
    ("/", "as the path of its Markdown file"),
    ("archive", "as the path of its Markdown file"),
    ("{{ url }}/a.png", "as the path of its Markdown file"),
    ("/tags/energy/", "as the path of its Markdown file"),
    ("![[yard.jpg]]", "as the path of its Markdown file"),
    ("https://example.org/report “The report”", 'write straight quotation marks: `https://example.org/report "The report"`'),
    ("../case-studies/preston.md ‘It’s here’", '`../case-studies/preston.md "It’s here"`'),
    ("yard.jpg „The yard“", '`yard.jpg "The yard"`'),
]  # fmt: skip


@pytest.mark.parametrize(("address", "words"), LINKS)
def test_a_link_that_leads_nowhere_is_told_where_it_was_to_lead(address: str, words: str) -> None:
    check(f"See [the bids]({address}) so", 1, 16, "bad-link", words)


def test_curly_marks_round_the_title_of_a_picture_are_one_mistake() -> None:
    check(f"![The yard](yard.jpg “The yard”){CREDIT}", 1, 13, "bad-link", '`yard.jpg "The yard"`')


@pytest.mark.parametrize(
    "typed", ["https://https://example.org/report", "<https://https://example.org/report>"]
)
def test_an_address_that_begins_twice_is_one_mistake(typed: str) -> None:
    check(f"See {typed}, so", 1, typed.index("h") + 5, "bad-link", "write `https://example.org/report`")


@pytest.mark.parametrize(
    ("typed", "column", "sign"),
    [
        ("So—https://example.org/report—says Ann", 4, "—"),
        ("See “https://example.org/report”.", 6, "”"),
        ("See ‘https://example.org/report’, so", 6, "’"),
        ("See <www.example.org/report> so", 6, ">"),
    ],
)
def test_an_address_that_takes_a_sign_with_it_is_told(typed: str, column: int, sign: str) -> None:
    found = told(typed)
    assert [said(one) for one in found] == [("bad-link", 1, column)]
    assert f"`{sign}` is taken" in found[0].message
    assert found[0].hint.endswith(f"`<https://{'www.' if 'www' in typed else ''}example.org/report>`")


def test_an_address_between_brackets_is_left_in_peace() -> None:
    assert (
        told("See <https://example.org/a—b> and [so](https://example.org/a—b) and https://example.org/Ann’s")
        == ()
    )


def test_a_picture_without_its_sign_is_one_mistake() -> None:
    check(f"[The yard](yard.jpg){CREDIT}", 1, 12, "bad-link", "a picture begins with `!`")


# Links that go by way of others, and links that say one thing and do another

DETOURS = [
    ("https://www.google.com/url?q=https://www.wigan.gov.uk/plan&sa=D&source=docs&usg=x", "https://www.wigan.gov.uk/plan"),
    ("https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fwww.wigan.gov.uk%2Fplan", "https://www.wigan.gov.uk/plan"),
    ("https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.org%2F%3Fb%3Dc&data=05%7C02", "https://a.org/?b=c"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.org%2Fb%3Ffbclid%3Dx&h=y", "https://a.org/b"),
    ("https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fa.org&urlhash=x", "https://a.org"),
    ("https://urldefense.com/v3/__https://a.org/b__;!!x", "https://a.org/b"),
    ("https://urldefense.proofpoint.com/v2/url?u=https-3A__a.org_b&d=x", "https://a.org/b"),
    ("https://links-1.govdelivery.com/CL0/https:%2F%2Fwww.gov.uk%2Fx/1/01-abc", "https://www.gov.uk/x"),
    ("https://x.r.us-east-1.awstrack.me/L0/https:%2F%2Fa.org%2Fb/1/0100/c", "https://a.org/b"),
    ("https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9hLm9yZy9i&ntb=1", "https://a.org/b"),
    ("https://slack-redir.net/link?url=https%3A%2F%2Fa.org%2Fb", "https://a.org/b"),
    ("https://www.google.com/amp/s/a.org/b", "https://a.org/b"),
    ("https://a.org/b?c=d&utm_source=x&fbclid=y#e", "https://a.org/b?c=d#e"),
    ("https://newpower.us12.list-manage.com/track/click?u=abc&id=12", ""),
    ("https://t.co/abc", ""),
    ("https://lnkd.in/abc", ""),
]  # fmt: skip


@pytest.mark.parametrize(("address", "real"), DETOURS)
def test_a_link_that_tells_on_who_follows_it_is_told_with_where_it_leads(address: str, real: str) -> None:
    check(
        f"See [the plan]({address}) so",
        1,
        16,
        "bad-link",
        f"write `{real}`" if real else "open it, and write",
    )
    check(f"See <{address}> so", 1, 6, "bad-link", f"write `{real}`" if real else "open it, and write")


def test_of_a_letter_that_is_told_where_the_letter_is_made() -> None:
    typed = f"See [the plan]({DETOURS[0][0]})"
    path = "content/editions/2026-11.md"
    assert (
        render_body(typed, path=path, first_line=1, sources=(), are_figures_sourced=False).diagnostics == ()
    )


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://www.wigan.gov.uk", "https://www.preston.gov.uk"),
        ("www.wigan.gov.uk/plan", "https://www.preston.gov.uk/plan"),
        ("https://a.org/plan", "https://a.org/bids"),
        ("jane@a.org", "mailto:john@a.org"),
    ],
)
def test_a_link_that_says_another_address_is_told(words: str, address: str) -> None:
    check(f"[{words}]({address})", 1, len(words) + 4, "bad-link", f"`<{address.removeprefix('mailto:')}>`")


@pytest.mark.parametrize(
    "typed",
    [
        "[www.wigan.gov.uk](https://www.wigan.gov.uk/plan)",
        "[https://wigan.gov.uk/](https://www.wigan.gov.uk)",
        "[https://a.org/b](https://a.org/b?c=d)",
        "[https://a.org/b](https://web.archive.org/web/2019/https://a.org/b)",
        "[https://a.org/a-long…](https://a.org/a-long-way)",
        "[docs.a.org](https://a.org) and [node.js](https://nodejs.org) and [Change.org](https://b.org)",
        "[jane@a.org](mailto:jane@a.org?subject=x) and [me@a.org](https://a.org)",
        "[plan](https://www.google.com/search?q=https://a.org) and [it](https://www.facebook.com/wigan)",
        "[plan](https://a.org/t.co/x) and <https://a.org/?data=05%7C02>",
    ],
)
def test_a_link_that_leads_where_it_says_is_left_in_peace(typed: str) -> None:
    assert told(typed) == ()


# Words between angle brackets


def test_words_between_angle_brackets_are_each_told_once_a_line() -> None:
    found = told("The form asked for <name of group>, <ward>, then <ward>, before\nany <grant> was paid.")
    assert [said(one) for one in found] == [("raw-html", 1, 20), ("raw-html", 1, 37), ("raw-html", 2, 5)]
    assert found[0].message == "`<name of group>` is not allowed here and is left out"
    assert found[0].hint.endswith("if you mean the sign, write `\\<name of group>`")


@pytest.mark.parametrize(
    ("typed", "column"), [("Words <o:p></o:p> so", 7), ("<O:P></O:P>", 1), ('So <w:sdt id="1">it</w:sdt>', 4)]
)
def test_what_a_word_processor_left_is_to_be_taken_out(typed: str, column: int) -> None:
    check(typed, 1, column, "leftover-markup", "take it out: a word processor left it")


@pytest.mark.parametrize(
    ("typed", "column", "code", "hint"),
    [
        ('Words <span class="aloud">gone</span>', 7, "raw-html", "begins with `own-`"),
        ("<b class=skip>gone</b>", 1, "raw-html", "begins with `own-`"),
        ('<b class="own-a sources">gone</b>', 1, "raw-html", "begins with `own-`"),
        ("Words *gone*{: .aloud}", 13, "leftover-markup", "no attribute we know"),
        ('Words *gone*{: class="aloud"}', 13, "leftover-markup", "no attribute we know"),
    ],
)
def test_no_author_gives_a_class_that_the_style_might_mean_something_by(
    typed: str, column: int, code: str, hint: str
) -> None:
    check(typed, 1, column, code, hint)
    shown = render_body(typed, path=PATH, first_line=1, sources=()).value
    assert shown is not None
    assert not re.search(r"<[^>]*class=\"(?!own-a\")", shown[0].html)


def test_in_html_no_backslash_is_told() -> None:
    check('<p lang="fr">So<o:p>&nbsp;</o:p></p>', 1, 16, "raw-html", "take it out: a word processor left it")
    check("<div>\nfor <ward> so\n</div>", 2, 5, "raw-html", "write `&lt;ward>`")


def test_elements_of_html_are_told_once_a_line() -> None:
    found = told("<font>a</font> <center>b</center> <ward>\n\n<center>c</center>")
    assert [(said(one), one.hint.split(":")[0].split(";")[0]) for one in found] == [
        (("raw-html", 1, 1), "take `<font>` and its end out"),
        (("raw-html", 1, 35), "if you mean the sign, write `\\<ward>`"),
        (("raw-html", 3, 1), "take `<center>` and its end out"),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        '<table border=0 cellpadding=0><tr><td style="x">a</td></tr></table>',
        '<table border=0>\n<tr><td style="x">a</td></tr>\n<tr><td style="x">b</td></tr>\n</table>',
    ],
)
def test_how_a_pasted_table_looked_is_told_once(typed: str) -> None:
    check(typed, 1, 1, "raw-html", "how a page looks is set for the whole site")


MORE = [
    ("> “We own it.”\n> - Jane Smith, member", 2, 3, "leftover-markup", "write `-- Jane Smith, member`"),
    ("    Found a wrong figure? Send the address of\nthe page, and what it says.", 1, 5, "leftover-markup", "without space"),
    ("\tFound a wrong figure? Send the address of\nthe page, and what it says.", 1, 2, "leftover-markup", "without space"),
    ("With thanks,\nThe editors\nNew Power", 1, 1, "leftover-markup", "write `With thanks,\\` and `The editors\\`"),
    ("With thanks,\nThe editors", 1, 1, "leftover-markup", "`With thanks,\\`"),
    ("| Body | Votes |\n|---|---|\n| A | 1 |\n\n| B | 2 |\n| C | 3 |", 5, 1, "leftover-markup", "take it out"),
    ("| Body | Votes |\n|---|---|\n| A | 1 |\n\n| B | 2 |", 5, 1, "leftover-markup", "take it out"),
    (f"![The yard](/content/pages/yard.jpg){CREDIT}", 1, 13, "outside-content", "such as `yard.jpg`"),
    (f"![The yard](/pictures/yard.jpg){CREDIT}", 1, 13, "outside-content", "such as `../pictures/yard.jpg`"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "code", "words"), MORE)
def test_what_is_torn_or_taken_for_something_else_is_told_once(
    typed: str, line: int, column: int, code: str, words: str
) -> None:
    check(typed, line, column, code, words)


@pytest.mark.parametrize(
    "typed",
    [
        "> What they own:\n> - The hall",
        "> “Bring this:”\n>\n> - A list",
        "> “We own it.”\n> - Jane Smith\n> - John Smith",
        "    ls -la /srv\n\nThen look.",
        "Thanks,\nand so on it went.",
    ],
)
def test_lists_code_and_sentences_are_left_in_peace(typed: str) -> None:
    assert told(typed) == ()
