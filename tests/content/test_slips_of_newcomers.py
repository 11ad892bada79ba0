"""What newcomers leave in a body without seeing it, each told once, at its place; and what looks like it and is right.

Each row is a body as it was typed, where the one message stands, and words that it or its hint must hold.
"""

from __future__ import annotations

import time

import pytest

from newsletter.content.markdown.rendering import render_body
from newsletter.content.words.proofreading import proofs
from newsletter.told.diagnostics import Diagnostic

PATH = "content/pages/about.md"
LONG = "The board meets once a month in the shop, and anyone who lives near may join it there."


def told(
    typed: str, sources: tuple[str, ...] = ("echo", "plan"), *, is_draft: bool = False
) -> tuple[Diagnostic, ...]:
    return render_body(
        typed, path=PATH, first_line=1, sources=sources, are_figures_sourced=False, is_draft=is_draft
    ).diagnostics


def check(typed: str, line: int, column: int, code: str, words: str) -> None:
    (one,) = told(typed)
    assert (one.code, one.location.line, one.location.column) == (code, line, column)
    assert words in f"{one.message}\n{one.hint}"
    assert one.severity == "warning"


PROOFS = [
    ("They met in the the shop.", 1, 13, "given-twice", "write `the`"),
    ("They met and went to\nto the shop.", 1, 19, "given-twice", "`to to` is typed twice"),
    ("They asked what was left for what was left for, in the end.", 1, 12, "given-twice", "write `what was left for` once"),
    ("They met in the shop in the shop. So it was.", 1, 10, "given-twice", "write `in the shop` once"),
    ("It opened on 31 June 2016.", 1, 14, "bad-date", "June has no day 31"),
    ("It opened on the 31st of November.", 1, 18, "bad-date", "its last day is 30"),
    ("It opened on 29 February 2015.", 1, 14, "bad-date", "February 2015 has no day 29"),
    ("It opened on June 31, 2016.", 1, 14, "bad-date", "June has no day 31"),
    ("Join us on Tuesday 12 December 2026 there.", 1, 12, "bad-date", "not a Tuesday but a Saturday"),
    ("Join us on Tuesday, 12th December 2026.", 1, 12, "bad-date", "write `Saturday`"),
    ("Join us on Monday, December 12, 2026.", 1, 12, "bad-date", "write `Saturday`"),
    ("It cost £998.549 in all.", 1, 9, "bad-number", "write `£998,549`"),
    ("It was sold for £1.2m million.", 1, 17, "bad-number", "write `£1.2m`"),
    ("It grew by 20% per cent.", 1, 12, "bad-number", "write `20%`"),
    ("It cost £5 pounds.", 1, 9, "bad-number", "write `£5`"),
    ("He led it, 2015–2012, alone.", 1, 12, "dates-out-of-order", "write `2012–2015`"),
    ("They made a plan.Who won is clear.", 1, 13, "odd-space", "write `plan. Who`"),
    ("They made a plan,and won it.", 1, 13, "odd-space", "write `plan, and`"),
    ("They met , and won.", 1, 6, "odd-space", "write `met,`"),
    ("They met .", 1, 6, "odd-space", "write `met.`"),
    ("They met.. So it was.", 1, 6, "given-twice", "write `met.`"),
    ("They met,, and won.", 1, 6, "given-twice", "write `met,`"),
    ("So it was.[^echo]The board met.", 1, 11, "odd-space", "write `[^echo] T`"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "code", "words"), PROOFS)
def test_what_a_proof_reader_marks_is_told(typed: str, line: int, column: int, code: str, words: str) -> None:
    check(typed, line, column, code, words)


PASTED = [
    (f"{LONG}\n\nWould you like me to shorten this, or add a table?", 3, "a chatbot"),
    (f"{LONG}\n\nLet me know if you’d like any changes!", 3, "a chatbot"),
    (f"{LONG}\n\nIf you'd like, I can turn this into a letter.", 3, "a chatbot"),
    (f"Certainly! Here is the text you asked for:\n\n{LONG}", 1, "a chatbot"),
    (f"Here's a polished version of the article:\n\n{LONG}", 1, "a chatbot"),
    ("Thanks for reading New Power! Subscribe for free to receive new posts and support my work.", 1, "newsletter's"),
    ("New Power is a reader-supported publication. To receive new posts, subscribe.", 1, "newsletter's"),
    ("This post is public so feel free to share it.", 1, "newsletter's"),
    ("Subscribe now", 1, "newsletter's"),
    ("View this email in your browser", 1, "newsletter's"),
    ("Sent from my iPhone", 1, "mail program"),
    ("Get Outlook for iOS", 1, "mail program"),
    ("Begin forwarded message:", 1, "mail program"),
    ("ENDS", 1, "newsroom"),
    ("-ENDS-", 1, "newsroom"),
    ("**ENDS**", 1, "newsroom"),
    ("Notes to editors:\n\n1. Homebaked is a land trust.", 1, "newsroom"),
    ("## Notes to editors\n\n1. Homebaked is a land trust.", 1, "newsroom"),
    ("FOR IMMEDIATE RELEASE", 1, "newsroom"),
    (f"{LONG}\n\n#housing #liverpool", 3, "`tags` at the top"),
    (f"{LONG}\n\n#housing", 3, "`## housing`"),
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", 1, "in a link"),
    ("<https://youtu.be/dQw4w9WgXcQ>", 1, "in a link"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "words"), PASTED)
def test_what_came_along_with_what_was_pasted_is_told(typed: str, line: int, words: str) -> None:
    (one,) = told(typed)
    assert (one.code, one.location.line) == ("leftover-markup", line)
    assert words in f"{one.message}\n{one.hint}"


UNFINISHED = [
    (f"{LONG} The board should name two directors in place of three, and that the", 1, 152, "unfinished", "behind `the`"),
    (f"{LONG} Joining is open to all. Voting on the panels", 1, 126, "unfinished", "behind `panels`"),
    (f"{LONG}\n\n{LONG}", 3, 1, "given-twice", "on line 1"),
    ("## How it began\n\nIt began.\n\n## How it went\n\n## How it ended\n\nIt ended.", 5, 4, "unfinished", "`How it went`"),
    ("It began.\n\nSo.\n\n## How it went\n\n<!-- to do -->\n", 5, 4, "unfinished", "`How it went`"),
    ("It began.\n\n## Sources\n\n1. Co-op News\n2. PEC", 3, 4, "given-twice", "under `sources` at the top"),
    ("It began.\n\n### List of references\n\n- Co-op News", 3, 5, "given-twice", "take this part out"),
    (f"It began.\n\n**What went wrong**\n\n{LONG}", 3, 1, "heading-level", "write `## What went wrong`"),
    (f"It began.\n\n**What went wrong:**\n\n{LONG}", 3, 1, "heading-level", "write `## What went wrong`"),
    ('"We never asked, said one.', 1, 1, "unfinished", "put a quotation mark where it ends"),
    ('"We never asked," said one. It began."[^echo] So.', 1, 38, "unfinished", "where it begins"),
    ("“We never asked, said one.", 1, 1, "unfinished", "never ends"),
    ("We never asked,” said one.", 1, 16, "unfinished", "never begins"),
    ('- One[^echo] "so\n- Two', 1, 14, "unfinished", "never ends"),
    ("It grew fast.[2] It began.", 1, 14, "leftover-markup", "such as `[^id]`"),
    ("It grew (fast).[3] It began.", 1, 16, "leftover-markup", "such as `[^id]`"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "code", "words"), UNFINISHED)
def test_what_breaks_off_or_stands_twice_is_told(
    typed: str, line: int, column: int, code: str, words: str
) -> None:
    if "List of" in typed:
        typed = f"## One\n\nWords.\n\n{typed}"
        line += 4
    check(typed, line, column, code, words)


MEANT = [
    ("So:\n\n- advice\no   on switching\no   on damp\n- more", 4, 1, "leftover-markup", "`- `, with two spaces before that"),
    ("They did:\n\n1. advice\no on switching\no on damp", 4, 1, "leftover-markup", "`- `, with three spaces before that"),
    ("o\ton switching\no\ton damp", 1, 1, "leftover-markup", "begin each item with `- `"),
    ("o   on switching", 1, 1, "leftover-markup", "begin the item with `- `"),
    ("They did:\no   one\no   two", 2, 1, "leftover-markup", "a blank line above"),
    ("\uf0b7 on damp\n\uf0b7 on wet", 1, 1, "leftover-markup", "begin each item with `- `"),
    ("As [https://www.ofgem.gov.uk](the regulator) asks", 1, 31, "bad-link", "write `[the regulator](https://www.ofgem.gov.uk)`"),
    ("As [https://www.ofgem.gov.uk](regulator) asks", 1, 31, "bad-link", "write `[regulator](https://www.ofgem.gov.uk)`"),
    ("See [the plan](https://a.org/sector/power-to-the-peop…)", 1, 16, "bad-link", "copy the whole"),
    ("See [the plan](https://a.org/sector/power...)", 1, 16, "bad-link", "copy the whole"),
    ("See [the plan](https://mail.google.com/mail/u/0/#inbox/F)", 1, 16, "bad-link", "where everybody finds it"),
    ("See [the plan](https://council-my.sharepoint.com/:w:/g/a)", 1, 16, "bad-link", "where everybody finds it"),
    ("See [the plan](http://192.168.0.12/plan)", 1, 16, "bad-link", "where everybody finds it"),
    ("See [it](https://a.org/?p=3&preview=true)", 1, 10, "bad-link", "where everybody finds it"),
    ('![A terrace|300](a.jpg){: credit="A" licence="CC0"}', 1, 18, "leftover-markup", "take it out: `![A terrace]`"),
    ('![A terrace|640x480](a.jpg){: credit="A" licence="CC0"}', 1, 22, "leftover-markup", "`![A terrace]`"),
    ('![image](a.jpg){: credit="A" licence="CC0"}', 1, 10, "missing-alt", "say what the picture shows"),
    ('![Screenshot 2](a.jpg){: credit="A" licence="CC0"}', 1, 17, "missing-alt", "say what the picture shows"),
    ('![decorative](a.jpg){: credit="A" licence="CC0"}', 1, 15, "missing-alt", "add {: decorative}"),
    ('![A yard](a.jpg){: credit="Google Images" licence="CC0"}', 1, 11, "missing-credit", "who made it"),
    ('![A yard](a.jpg){: credit="A" licence="Courtesy of the council"}', 1, 11, "missing-credit", "such as `CC BY 4.0`"),
    ('![A yard](a.jpg){: credit="A" licence="free to use"}', 1, 11, "missing-credit", "such as `CC BY 4.0`"),
    ('<img src="a.jpg" alt="image">', 1, 11, "missing-credit", "`![what it shows](a.jpg)"),
    ("> We had the roofs.[^echo]\n> - Jane Smith, founder", 2, 3, "leftover-markup", "write `-- Jane Smith, founder`"),
    ('> "We own it."\n> -- Jane Smith, founder', 2, 3, "leftover-markup", "a backslash at the end of the line above"),
    ("Thanks\nAnna", 1, 1, "leftover-markup", "`Thanks\\`"),
    ("It took **many years* to get it.", 1, 9, "leftover-markup", "write `**many years**`"),
    ("It took *many years** to get it.", 1, 9, "leftover-markup", "or `*many years*`"),
    ("It took __many years_ to get it.", 1, 9, "leftover-markup", "write `__many years__`"),
    ("> We planted them.\n\n> A resident, quoted in *The Echo*[^echo]", 3, 3, "leftover-markup", "`>` on the empty line 2"),
    ("> We planted them.\n\n> — Jo Walker", 3, 3, "leftover-markup", "both are one"),
    ('> "We baked on.\n\nAnd they came to buy," said Ann.', 3, 1, "leftover-markup", "`>` on the empty line 2"),
    ("> “We baked on.\n\nThey came to buy,” said Ann.\nSo it was.", 3, 1, "leftover-markup", "before line 3"),
    ("- met\n- wrote\n- asked\n\n    The market drew people back, they say.", 5, 5, "leftover-markup", "put two spaces"),
    ("1. met\n2. wrote\n\n    The market drew people back.\n\nSo it was.", 4, 5, "leftover-markup", "three spaces"),
    ("## ## What they did\n\nThey met.", 1, 1, "leftover-markup", "write `## What they did`"),
    ("- met\n-- wrote\n- asked", 2, 1, "leftover-markup", "write `- wrote`"),
    ("- met\n— wrote\n- asked", 2, 1, "leftover-markup", "write `- wrote`"),
    ("####### What they did\n\nThey met.", 1, 1, "leftover-markup", "six signs at most"),
    ("#What they did\n\nThey met.", 1, 1, "leftover-markup", "`## Words`"),
    ("They met.\n\n    ## What they did\n\nThey met.", 3, 5, "leftover-markup", "begin its lines without space"),
    ("| A | B | C |\n|---|---|---|\n| 2015 | 600 | 80 |\n| 2016 | 700 900 |", 4, 1, "table-row", "the bar that is missing"),
    ("| Year | Members | Loaves |\n|---|---|---|\n| 2016 700 | 900 |", 3, 1, "table-row", "3 columns"),
    ("They:\n\n- cleared it\n-held a market\n- founded it", 4, 1, "leftover-markup", "write `- held`"),
    ("They:\n\n-cleared it\n- held a market", 3, 1, "leftover-markup", "write `- cleared`"),
    ("They:\n\n- cleared it\n-held a market", 4, 1, "leftover-markup", "write `- held`"),
    ("They:\n\n1. met\n2.They wrote\n3. asked", 4, 1, "leftover-markup", "write `2. They`"),
    ("They:\n\n* met\n*wrote\n* asked", 4, 1, "leftover-markup", "write `* wrote`"),
    ('![A yard](a.jpg "In spring"){credit="A" licence="CC0"}', 1, 29, "missing-credit", "a colon"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "code", "words"), MEANT)
def test_what_was_meant_otherwise_is_told_as_it_was_meant(
    typed: str, line: int, column: int, code: str, words: str
) -> None:
    (one,) = told(typed)
    assert (one.code, one.location.line, one.location.column) == (code, line, column)
    assert words in f"{one.message}\n{one.hint}"


def test_the_size_of_a_picture_is_no_figure() -> None:
    typed = '![A terrace|300](a.jpg){: credit="A" licence="CC0"}'
    found = render_body(typed, path=PATH, first_line=1, sources=("echo",), are_figures_sourced=True)
    assert [one.code for one in found.diagnostics] == ["leftover-markup"]


def test_a_draft_may_break_off() -> None:
    for typed in (UNFINISHED[0][0], UNFINISHED[3][0], UNFINISHED[9][0]):
        assert told(typed, is_draft=True) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "He said that that was so, and they had had it. The The played.",
        "It opened on 29 February 2016, on Saturday 12 December 2026, and on 31 May.",
        "On 31 March 45 people came. Version 1.31 June. On Sunday 9 January 1905 they marched.",
        "It cost £1.125m, £1.459 a litre, £0.125 each, £12.345 million and £998.50.",
        "From 2012–2015, 2015-12-01 and 020 2015-2012, and 50p.",
        "So it was.[^echo][^plan] The board[^echo], (which[^plan]) met.",
        "Would you like to join? Let me know if you would like to come.",
        "Thanks for reading! See you next month.",
        "The story ends here. Ends and means. Subscribe now and then.",
        "[Subscribe now](https://a.org) and [a film](https://youtu.be/dQw4w9WgXcQ)",
        "Issue #12 and #13 are open.",
        f"{LONG}\n\n**The editors**",
        f"{LONG}\n\n**Who decides?**\n\n{LONG} So.",
        f"{LONG}\n\n**Note:**\n\n{LONG} So.",
        "> **Words**\n>\n> More words.",
        "## One\n\n### Two\n\nWords.",
        f"{LONG.rstrip('.')}: three places and the\n\n- One\n- Two",
        '"One goes on over paragraphs.\n\n"It ends here," he said.',
        '"One goes on over paragraphs.\n\nIt ends here," he said.',
        'A 24" pipe, `"code`, [words](https://a.org "A title"), <a title="x">so</a>',
        'He said: "They say \'no\' twice" and "so".',
        "or another\no and o so",
        "See [the form](https://docs.google.com/forms/d/a/viewform) and [it](https://a.org/local)",
        '![A logo of the society](a.jpg){: credit="A. Web" licence="used with permission"}',
        "> What they own:\n> - The hall of the town",
        "They said so.\n-- Then they went home again and slept.",
        "Thanks\nto all of you",
        "The ’90s, and rock ’n’ roll.",
        "See `list[1]` and [1](https://a.org) and [that][1] so.\n\n[1]: https://a.org",
    ],
)  # fmt: skip
def test_what_looks_like_a_slip_and_is_right_is_left_in_peace(typed: str) -> None:
    assert [one.message for one in told(typed)] == []


@pytest.mark.parametrize(
    "typed",
    [
        "the " * 25_000,
        "£" + "1" * 100_000,
        "31 June " * 12_000,
        "2015-2012" * 11_000,
        "1." * 50_000 + " pounds",
    ],
)
def test_no_row_of_words_takes_a_proof_reader_long(typed: str) -> None:
    start = time.perf_counter()
    for _ in proofs(typed):
        pass
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "typed",
    [
        "They:\n\n- cleared it\n- held a market at\n  -5 degrees",
        "It was *many* years and **few** weeks, a*b and c*d.",
        "They:\n\n* met\n* *wrote* it\n* asked",
        "It rose by 2.5 and fell.\n2.Not a list",
        "They met\n-held a market",
        "- They met\n  – so they say –\n- and won\n— in the end.",
        "They met ... and won. See ../about or Vue.js and a,b at example.Com so.",
        "They met ,`so` and `a.Then b` they, e.g., won; J.S.Mill wrote.",
        "- met\n- wrote\n\n  The market drew people back.",
        "- met\n\n- wrote\n\n    The market drew people back.",
        "- met\n\n    The market drew people back.\n- wrote\n\n    It drew people back.",
        "#MeToo and the unions\n\n#Housing is power, they wrote.",
        "    ## install(everything);\n    make",
        "> We planted them.\n\n> They, too, were there.",
        "| Year | Members | Loaves |\n|---|---|---|\n| 2016 | 700 |\n| 12 months |\n",
        "```\n- one\n-two\n```",
    ],
)
def test_what_looks_like_an_item_or_a_pair_and_is_none_is_left_alone(typed: str) -> None:
    assert [
        one.message
        for one in told(typed)
        if "space stands" in one.message
        or "pair" in one.message
        or "of its own" in one.message
        or "#" in one.message
        or "no item" in one.message
        or "four spaces" in one.message
        or one.code in ("odd-space", "given-twice")
        or one.code == "table-row"
    ] == []


_WIDE = (
    "They met in the shop every week of that year, and anyone who lived in the street could join them there."
)


@pytest.mark.parametrize(
    ("typed", "line", "column", "code", "words"),
    [
        (
            f"{_WIDE}\n\n- a roof\n- repairs that were *theirs*\nAnyone who thinks of the same should read on.",
            5,
            1,
            "leftover-markup",
            "stands in the item above it\nput a blank line before it or, if it belongs there, two spaces",
        ),
        (
            f"{_WIDE}\n\n> Your piece left out the traders.\nIt did, and we are looking into it.",
            4,
            1,
            "leftover-markup",
            "part of the quotation above it\nleave a blank line above it",
        ),
        ("Nobody had put money had put money aside.", 1, 8, "given-twice", "write `had put money` once"),
        ("It came to £4,1OO in all.", 1, 12, "bad-number", "write `£4,100`"),
        ("It came to £4,l00 in all.", 1, 12, "bad-number", "write `£4,100`"),
        ("Some 1O,000 came.", 1, 6, "bad-number", "write `10,000`"),
        ("## What it costs {#costs\n\nMuch.", 1, 18, "leftover-markup", "write `{#costs}`"),
        (
            "Read [a plain guide to\nleases](https://leases.example/plain guide) first.",
            2,
            9,
            "reads-otherwise",
            "space",
        ),
    ],
)
def test_what_the_eleventh_newcomer_left(typed: str, line: int, column: int, code: str, words: str) -> None:
    check(typed, line, column, code, words)


@pytest.mark.parametrize(
    "typed",
    [
        f"- {_WIDE}\nThey met again in the hall a year after that.",  # broken by hand: the line above was full
        f"> {_WIDE}\nThey met again in the hall a year after that.",
        f"{_WIDE}\n\n- a roof\n  They mended it in the year after that.",
        f"{_WIDE}\n\n- a roof\nand a wall that they mended after that.",
        "It went on day after day after day.",
        "They said yes to it, and yes to it all.",
        "Windows 10 came with I/O and CO2, at £100 or 4,100.",
        "## What it costs {#costs}\n\nMuch.",
    ],
)
def test_what_may_be_meant_so_is_let_be(typed: str) -> None:
    assert told(typed) == ()


AMID = "begins a list amid a sentence"
NOTE_LEFT = "is the number of a note"


@pytest.mark.parametrize(
    ("typed", "line", "column", "code", "words"),
    [
        ("The planners passed dense housing by 11 votes to\n1. The town council had objected.", 2, 1, "list-number", AMID),
        ("It was grim, and the odds on a farm were 9 to\n1) Among those was Jo.", 2, 1, "list-number", "join the two lines"),
        ("The law drew one line: the mine manager\n- who was never put on it -\nhad a say.", 2, 1, "leftover-markup", AMID),
        ("The law drew one line: the mine manager\n+ the safety men had a say.", 2, 1, "leftover-markup", AMID),
        ("The law drew one line: the mine manager\n* not the board * had a say.", 2, 1, "leftover-markup", AMID),
        ("They pulled out, and the plan died.4 In Ohio it lived.", 1, 31, "leftover-markup", NOTE_LEFT),
        ("They pulled out, and the plan died.12", 1, 31, "leftover-markup", "such as `[^id]`"),
        ("They pulled out, and the plan died.⁴ So.", 1, 31, "leftover-markup", NOTE_LEFT),
        ("They pulled out, and the plan⁴ died.", 1, 26, "leftover-markup", NOTE_LEFT),
        ("He called it “many rocks.”7 A vote was due.", 1, 20, "leftover-markup", NOTE_LEFT),
        ("They pulled out.<sup>[4]</sup> So it was.", 1, 17, "leftover-markup", NOTE_LEFT),
        (r"They heard of it.\[^echo\] So it was.", 1, 18, "reads-otherwise", "write `[^echo]`"),
        (r"They heard of it.\[\^echo\] So it was.", 1, 18, "reads-otherwise", "write `[^echo]`"),
        ("So.\n\nOn 12 Nov 2026, at 10:12, New Power <news@a.org> wrote:\n> Dear Jo", 3, 1, "leftover-markup", "mail program"),
        ("So.\n\nOn Thu, Nov 12, 2026 at 10:12 AM Us\n<news@a.org> wrote:\n\n> Dear Jo", 3, 1, "leftover-markup", "quotes below"),
        (f"{LONG}\n---\n\n## Words\n\nSo.", 2, 1, "leftover-markup", "makes a heading"),
        ("The council had no party in it.[^echo][a]", 1, 39, "leftover-markup", "commented on"),
        ("They met.[a] So it was.", 1, 10, "leftover-markup", "commented on"),
        ("The council[a] had no party in it.", 1, 12, "leftover-markup", "commented on"),
    ],
)  # fmt: skip
def test_what_printed_pages_and_mails_leave_is_told(
    typed: str, line: int, column: int, code: str, words: str
) -> None:
    check(typed, line, column, code, words)


@pytest.mark.parametrize(
    "typed",
    [
        "They met in the shop once a week:\n- who came had a say.",
        "They met in the shop once a week\n- and had a say\n- and won.",
        "What they did\n- met in the shop.",
        "They met in the shop once a week.\n1. So it was.",
        "See vol.4 The plan, fig.2 The shop and No.4 They met in v.2 So it was.",
        "It is 5 metres² and 4 miles³ and m², and 10⁶ of them.",
        "It has 5 miles<sup>2</sup> of land, and m<sup>3</sup>.",
        "They met at 7.30 They left at 9.",
        "On 12 November 2026 the council wrote:\n\n> We won.",
        "The director[s] met, and want[ed] it, [s]he said.",
        "They read `\\[^echo\\]` there.",
    ],
)
def test_what_looks_like_a_list_or_a_note_by_chance_is_let_be(typed: str) -> None:
    assert told(typed) == ()


def test_a_figure_whose_sentence_a_list_or_a_note_tears_is_told_as_that_alone() -> None:
    for typed in (
        "The planners passed dense housing by 11 votes to\n1. The town council had objected.",
        "It was a £700m shopping scheme.4 In November it died.",
        r"It was a £700m shopping scheme.\[\^echo\] In November it died.",
    ):
        body = render_body(typed, path=PATH, first_line=1, sources=("echo",), are_figures_sourced=True)
        (one,) = body.diagnostics
        assert one.code != "unsourced-figure"


BACKSLASH = "put a backslash before signs"


@pytest.mark.parametrize(
    ("typed", "line", "column", "code", "words"),
    [
        (r"They \*\*won\*\* the vote.", 1, 6, "leftover-markup", "write `**won**`"),
        (f"{LONG}\n\n" + r"\## What went wrong" + "\n\nIt did.", 3, 1, "leftover-markup", "write `## What went wrong`"),
        (f"{LONG}\n\n" + r"\#\# See \#1 and \#2" + "\n\nIt did.", 3, 1, "leftover-markup", r"write `## See \#1 and \#2`"),
        (f"{LONG}\n\n" + r"\#\# What went wrong" + "\n\nIt did.", 3, 1, "leftover-markup", BACKSLASH),
        ("They did:\n\n\\- one\n\\- two\n\\- three", 3, 1, "leftover-markup", "write `- one`"),
        (f"{LONG}\n\n1\\. One thing\n2\\. Another", 3, 1, "leftover-markup", "write `1. One thing`"),
        (r"See \[the plan\](https://a.org/plan) so.", 1, 5, "leftover-markup", "write `[the plan](https://a.org/plan)`"),
        ("They won.[echo^] So.", 1, 10, "leftover-markup", "write `[^echo]`"),
        ("They won.^echo So.", 1, 10, "leftover-markup", "write `[^echo]`"),
        ("They won.[@echo] So.", 1, 10, "leftover-markup", "write `[^echo]`"),
        ("They won.]^echo[ So.", 1, 10, "leftover-markup", "write `[^echo]`"),
        ("They won.[^echo][^echo] So.", 1, 10, "given-twice", "write `[^echo]` once"),
        ("[^echo] They won.", 1, 1, "leftover-markup", "before the words of this paragraph"),
        (f"{LONG}\n\n[^echo]", 3, 1, "leftover-markup", "paragraph above"),
    ],
)  # fmt: skip
def test_signs_that_another_program_wrote_and_marks_out_of_place_are_told(
    typed: str, line: int, column: int, code: str, words: str
) -> None:
    check(typed, line, column, code, words)


@pytest.mark.parametrize(
    "typed",
    [
        r"In 2019\. They \*met\*, and \- so.",
        "They won.[^echo][^plan] So.[^echo]",
        "They typed `\\*\\*won\\*\\*` there.",
        "1\\. May was the day.",
        "- [^echo]\n- They won.[^plan]",
        "Write to us[^echo], or @echo.",
    ],
)
def test_a_backslash_and_a_mark_that_are_meant_are_let_be(typed: str) -> None:
    assert told(typed) == ()


@pytest.mark.parametrize(
    ("typed", "line", "column", "code", "words"),
    [
        ("It was the 3th meeting.", 1, 12, "bad-number", "write `3rd`"),
        ("It was the 113rd meeting.", 1, 12, "bad-number", "write `113th`"),
        ("It cost £20,00 in all.", 1, 9, "bad-number", "write `£20.00`"),
        ("They met,. So it was.", 1, 6, "given-twice", "write `met.`"),
        ("Who won?. So it was.", 1, 5, "given-twice", "write `won?`"),
        ("They set up a trust in the\n\n12 COMMUNITY LAND TRUSTS\n\nnorth of the city.", 3, 1, "leftover-markup", "printed page"),
        (f"{LONG}\n\nThis email and any attachments are confidential.", 3, 1, "leftover-markup", "mail server"),
        ("CAUTION: This email originated from outside of the firm.", 1, 1, "leftover-markup", "mail server"),
        ("They won the vote. ↩︎", 1, 20, "leftover-markup", "another page's note"),
        (f"{LONG}\n\n^ Jo Bloggs, The plan, 2019.", 3, 1, "leftover-markup", "a wiki left it"),
        ("They won. Commented [JB1]: Is this so?", 1, 11, "leftover-markup", "word processor"),
        ("It=E2=80=99s so.", 1, 1, "leftover-markup", "type the sign itself"),
        ("The council\\u2019s plan.", 1, 12, "leftover-markup", "type the sign itself"),
        ("They%20won it.", 1, 1, "leftover-markup", "type spaces"),
        ("They won (in 2019 the vote. It was.[^echo]", 1, 10, "unfinished", "never closes"),
        ("They won the vote\nand (see below (so) the seat.", 2, 5, "unfinished", "put `)`"),
    ],
)  # fmt: skip
def test_what_other_programs_write_and_a_slip_of_a_key_are_told(
    typed: str, line: int, column: int, code: str, words: str
) -> None:
    check(typed, line, column, code, words)


@pytest.mark.parametrize(
    "typed",
    [
        "It was the 11th, the 12th, 13th, 111th, 21st, 22nd and 23rd; she weighs 11st.",
        "Dogs, cats, etc., so. E.g., they asked: “Who won?” Then ...",
        "See https://a.org/a%20b or [so](https://a.org/a%20b), x^2 and ^ so.",
        "This email was the first that they sent, and the board read it.",
        "They won (in the hall.\n\nIt was so.) And so.",
        "They won :( it, a) here (see [so](https://a.org/a_(b))).",
    ],
)
def test_endings_stops_and_addresses_that_are_right_are_let_be(typed: str) -> None:
    assert told(typed) == ()


@pytest.mark.parametrize(
    ("typed", "line", "column", "code", "words"),
    [
        ("Bristolâ€™s scheme cost Â£13,000 in all.", 1, 1, "leftover-markup", "as it stands; 1 more is so, here"),
        ("Itâ€™s so, heâ€™d say, and theyâ€™re right.", 1, 1, "leftover-markup", "2 more are so, here"),
        ("They don=E2=80=99t, on else=E2=80=99s site.", 1, 6, "leftover-markup", "1 more is so, here"),
        ("See [the plan][1] and [the vote][2] so.", 1, 5, "leftover-markup", "1 more is so, here"),
        ("They met.[echo] They won.[echo] So.", 1, 10, "leftover-markup", "is none; 1 more is so, here"),
        ("They met on the site,=20", 1, 22, "leftover-markup", "for a space: take it out"),
        ("It had 81% of the votes.[^echo]. A councillor said so.", 1, 32, "given-twice", "write `.[^echo]`"),
        ("It won,[^echo], and so.", 1, 15, "given-twice", "write `,[^echo]`"),
        ("So it “won.”[^echo][^plan]. They met.", 1, 27, "given-twice", "write `.”[^echo][^plan]`"),
        ("Who won?[^echo]. They met.", 1, 16, "given-twice", "write `?[^echo]`"),
        ("It won,[^echo].", 1, 15, "given-twice", "write `.[^echo]`"),
        ("They stood at every election of May 20211.[^echo] So.", 1, 37, "bad-date", "a digit too many"),
        ("They stood in May 20211 and won.", 1, 19, "bad-date", "a digit too many"),
        ("In 20155 the last party went.", 1, 4, "bad-date", "look up which year"),
        ("They stood (in 20110 the vote was lost.", 1, 16, "bad-date", "`20110`"),
        ("It became a call (for about 20 people and groups.[^echo]", 1, 18, "unfinished", "never closes"),
    ],
)  # fmt: skip
def test_what_the_fifteenth_newcomer_left(typed: str, line: int, column: int, code: str, words: str) -> None:
    check(typed, line, column, code, words)


@pytest.mark.parametrize(
    ("typed", "columns"),
    [
        ("It had 81% of the votes.[echo] See (an orchard)[https://frome.example/a].", [25, 36]),
        ("They won.[echo^] And lost.[@plan] So.", [10, 27]),
        ("They got on.[echo][plan] So.", [13, 19]),
        ("It had the votes.[echo] Itâ€™s so, and ==won== it.", [18, 25, 40]),
        ("He stood for <name of ward>, <years in Frome>, and no more.", [14, 30]),
    ],
)
def test_slips_of_several_kinds_in_one_paragraph_are_each_told(typed: str, columns: list[int]) -> None:
    assert sorted(one.location.column for one in told(typed)) == columns


@pytest.mark.parametrize(
    "typed",
    [
        "They met, voted, etc.[^echo], and won.[^plan] It was for Jones & Co.[^echo], too.",
        "They met at Jones & Co.[^echo]. It was so.",
        "They asked “who won?”[^echo]. So (who knew?)[^echo]. He came (in May.)[^plan]. And so it went...[^echo].",
        "They won[^echo], and lost[^plan]. So it was ...[^echo] Then `.[^echo].` stood there.",
        "In 20000 homes they met. In March 20000 people came; by 20155 the town had more.",
        "They live in 20155 Milan, and in May 19999 votes were cast. In 20155 homes they met.",
        "A sample, n=20\n\nIt cost x=20",
    ],
)
def test_marks_numbers_and_years_that_are_right_are_let_be(typed: str) -> None:
    assert [one.message for one in told(typed)] == []
