"""Keys struck beside the one that was meant, too often or not at all, and selections too long, in a body.

Each row is a body as it was typed, where the one message stands, and words that it or its hint must hold:
mostly what is to be written, which is what the editor meant, and holds no words but theirs.
"""

from __future__ import annotations

import pytest

from newsletter.content.markdown.rendering import render_body
from newsletter.told.diagnostics import Diagnostic

PATH = "content/case-studies/canal-mill.md"
CREDIT = '{: credit="Sam Okoro" licence="CC BY 4.0"}'
YEARS = "| Year | Rooms let | Rent |\n|------|----------:|-----:|\n"
ROWS = "| 2019 |        34 | £280 |\n| 2024 | 39[^echo] | £265 |\n"
MILL = (
    "The landlord asked for too much. A survey brought that down. The society\n"
    "then turned to the [unions](unions.md) for advice, and read\nwhat Preston had learned."
)
PART = "The society\nthen turned to the [unions](unions.md) for advice, and read"


def told(typed: str) -> tuple[Diagnostic, ...]:
    sources = ("echo", "report")
    return render_body(typed, path=PATH, first_line=1, sources=sources, are_figures_sourced=False).diagnostics


def check(typed: str, line: int, column: int, code: str, words: str) -> None:
    (one,) = told(typed)
    assert (one.code, one.location.line, one.location.column) == (code, line, column)
    assert words in f"{one.message}\n{one.hint}"


_HEAD = "| What was counted | 2016 | 2024 |\n|------|----:|----:|\n| Contracts | 1 | 2 |\n"
RUN_TOGETHER_OR_APART = [
    (
        f"{_HEAD}| Permanent | 40%\n| 92%[^report] |",
        4,
        1,
        "table-row",
        "`| Permanent | 40% | 92%[^report] |`",
    ),
    (
        f"{_HEAD}| Permanent | 40% |\n92%[^report] |",
        4,
        1,
        "table-row",
        "`| Permanent | 40% | 92%[^report] |`",
    ),
    (
        f"{_HEAD}| Permanent |\n40% | 92%[^report] |",
        4,
        1,
        "table-row",
        "`| Permanent | 40% | 92%[^report] |`",
    ),
    (
        f"{_HEAD}| Permanent\n|  40% | 92%[^report] |",
        4,
        1,
        "table-row",
        "`| Permanent | 40% | 92%[^report] |`",
    ),
    (f"{_HEAD}| Permanent | 40%\n92%[^report] |", 4, 1, "table-row", "`| Permanent | 40% | 92%[^report] |`"),
    (f"{_HEAD}| Permanent\nstaff | 40% | 92% |", 4, 1, "table-row", "`| Permanent staff | 40% | 92% |`"),
    ("Ask editors@newpower,example for it.", 1, 5, "leftover-markup", "write `editors@newpower.example`"),
    ("It was sold, and four people went. ### The bank", 1, 36, "leftover-markup", "a line of its own"),
    (
        "See [a guide](https://a.example/start-new -co-op) to it.",
        1,
        15,
        "reads-otherwise",
        "`https://a.example/start-new-co-op`",
    ),
    ("| What was counted | 2016 | 2024 |\n| Contracts | 1 | 2 |", 1, 1, "leftover-markup", "`|---|---|---|`"),
]
SUMS_AND_MARKS = [
    ("They asked for #900,000.[^echo] So", 1, 16, "bad-number", "write `£900,000`"),
    ("It cost #85,000, twice as much.", 1, 9, "bad-number", "write `£85,000`"),
    ("It cost #1.5 million in all.", 1, 9, "bad-number", "write `£1.5 million`"),
    ("It cost ££85,000 in all.", 1, 9, "given-twice", "write `£85,000`"),
    ("It cost 8£5,000 in all.", 1, 9, "bad-number", "write `£85,000`"),
    ("It cost £3200,00 in all.", 1, 9, "bad-number", "parts no thousands"),
    ("It cost 3900,000 in all.", 1, 9, "bad-number", "parts no thousands"),
    ("It said: @Come and talk.@ So they came.", 1, 10, "leftover-markup", 'write `"Come and talk."`'),
    ("He said \"\"Come and talk,\" and went.", 1, 9, "given-twice", 'write `"Come`'),
    ("He said \"come and talk.\"\" So.", 1, 19, "given-twice", 'write `talk."`'),
    ("It is the society@s own.", 1, 11, "leftover-markup", "write `society's`"),
    ("It is the society''s own.", 1, 11, "leftover-markup", "write `society's`"),
    ("Now it;s theirs.", 1, 5, "leftover-markup", "write `it's`"),
    ("The renters@ own union.", 1, 5, "leftover-markup", "write `renters'`"),
    ("All through winter ,and then spring.", 1, 20, "odd-space", "write `winter, and`"),
    ("It was true;; so it was.", 1, 8, "given-twice", "write `true;`"),
    ('Said he: "Come and talk.."[^echo] So', 1, 20, "given-twice", "write `talk.`"),
    ("So it was..[^echo] And", 1, 7, "given-twice", "write `was.`"),
    (". We did not want to be landlords.", 1, 1, "leftover-markup", "write `> We did not"),
    ("< We did not want it.[^echo]", 1, 1, "leftover-markup", "write `> We did not want it.[^echo]`"),
]  # fmt: skip
SOURCES = [
    *((f"So it was.{typed} And", 1, 11, "leftover-markup", "write `[^echo]`")
      for typed in ("{^echo]", "(^echo]", "]^echo]", "p^echo]", "[^echo[", "[^echo}", "[e^cho]", "[6echo]", "[[echo]")),
    ("So it was[.^echo] And", 1, 10, "leftover-markup", "write `.[^echo]`"),
    ("They have 3[9^echo] now.", 1, 12, "leftover-markup", "write `9[^echo]`"),
    ("They have 39p^echo] now.", 1, 13, "leftover-markup", "write `[^echo]`"),
    ("So it was.[[^echo] And", 1, 11, "leftover-markup", "write `[^`"),
    ("So it was.[^echo]] And", 1, 17, "leftover-markup", "write `]`"),
]  # fmt: skip
LINKS = [
    *((f"See [the bill{between}preston.md) so", 1, 5, "leftover-markup", "write `[the bill](preston.md)`")
      for between in ("]](", "]((", "]{", "]9", "][", "}(", ")(", "[(", "0(", "(]", "(", "]")),
    *((f"See [the bill](preston.md{end} so", 1, 5, "leftover-markup", "write `[the bill](preston.md)`") for end in "]}0"),
    *((f"See {begin}the bill](preston.md) so", 1, 5, "leftover-markup", "write `[the bill](preston.md)`") for begin in "{(]"),
    ("See [the bil]l(preston.md) so", 1, 5, "leftover-markup", "write `[the bill](preston.md)`"),
    ("See the bill](preston.md) so", 1, 13, "leftover-markup", "put `[` before the first of them"),
    ('See [the bill](preston.md The bill") so', 1, 5, "leftover-markup", 'write `[the bill](preston.md "The bill")`'),
    ("See [the\nbill(https://a.example/b).", 2, 1, "leftover-markup", "write `bill](https://a.example/b)`"),
    ("See [the\nbill](https://a.example/b. So", 2, 1, "leftover-markup", "write `bill](https://a.example/b)`"),
    ("See [the bill](preston.md )for all", 1, 26, "leftover-markup", "write `) for`"),
    ("See <https;//a.example/b> so", 1, 5, "leftover-markup", "write `<https://a.example/b>`"),
    ("*[CLT]; community land trust\n\nA CLT is one.", 1, 1, "leftover-markup", "`*[words in short]: words in full`"),
    ("the 8first* of them", 1, 5, "leftover-markup", "write `*first*`"),
    ("the *first8 of them", 1, 5, "leftover-markup", "write `*first*`"),
    ("the _first* of them", 1, 5, "leftover-markup", "write `*first*`"),
    ("the *first *one of them", 1, 5, "leftover-markup", "write `*first* one`"),
    ("the *first of them, and so on", 1, 5, "leftover-markup", "one star of a pair is missing"),
    ("See [[the bill](preston.md) so", 1, 5, "leftover-markup", "write `[`"),
    ("See [the bill](preston.md)) so", 1, 26, "leftover-markup", "write `)`"),
    *((f"and {typed} now", 1, 5, "leftover-markup", "write `**anyone may**`")
      for typed in ("(*anyone may**", "*(anyone may**", "*8anyone may**", "_*anyone may**", "**anyone may8*", "**anyone may*(")),
]  # fmt: skip
HEADINGS = [
    *((f"{typed} The sums\n\nThey are these.", 1, 1, "leftover-markup", "write `## The sums`")
      for typed in ("£##", "#£#", "3##", "'##", "#'#", "~##", "##£", "##3", "£#", "#£")),
    ("## A\n\nSo.\n\n##£ The sums\n\nThey are these.", 5, 1, "leftover-markup", "write `### The sums`"),
    ("## £ The sums\n\nThey are these.", 1, 1, "leftover-markup", "write `### The sums`"),
    ("##How it went\n\nSo.\n\n### The sums\n\nThey are these.", 1, 1, "leftover-markup", "write `## How it went`"),
    ("##£5 a week\n\nThey are these.", 1, 1, "leftover-markup", "write `## £5 a week`"),
]  # fmt: skip
TABLES = [
    (f"{YEARS}| 2014 ||        22 | £310 |\n{ROWS}", 3, 1, "table-row", "one of the two: write `| 2014 |        22 | £310 |`"),
    (f"|{YEARS}{ROWS}", 1, 1, "table-row", "take out one of the two: write `| Year | Rooms let | Rent |`"),
    (f"{YEARS}{ROWS}| 2014 \\ 22 | £310 |", 5, 1, "table-row", "write `| 2014 | 22 | £310 |`"),
    (f"{YEARS}{ROWS}| 2014 1 22 | £310 |", 5, 1, "table-row", "write `| 2014 | 22 | £310 |`"),
    (f"{YEARS}{ROWS}! 2014 | 22 | £310 |", 5, 1, "table-row", "write `| 2014 | 22 | £310 |`"),
    (f"{YEARS}{ROWS}| 2014 | 22 | £310 1", 5, 1, "table-row", "write `| 2014 | 22 | £310 |`"),
    (f"{YEARS}{ROWS}| 2014   22[^echo] | £310 |", 5, 1, "table-row", "put the bar that is missing"),
    (f"| Year | Rooms | Rent |\n|---|---:|\n{ROWS}", 2, 1, "leftover-markup", "write `|---|---:|---:|`"),
    (f"| Year | Rooms | Rent |\n|-------:|---:|\n{ROWS}", 2, 1, "leftover-markup", "write `|---|-------:|---:|`"),
    (f"| Year | Rooms | Rent |\n|---||---:|---:|\n{ROWS}", 2, 1, "leftover-markup", "write `|---|---:|---:|`"),
    (f"| Year ! Rooms | Rent |\n|---|---:|---:|\n{ROWS}", 1, 1, "leftover-markup", "write `| Year | Rooms | Rent |`"),
    (f"| Year 1 Rooms | Rent |\n|---|---:|---:|\n{ROWS}", 1, 1, "leftover-markup", "put the bar that is missing"),
    (f"{YEARS}| The mill of the town | 1 | 2 |\n| The mill of the town | 1 | 2 |", 4, 1, "given-twice", "stands twice"),
]  # fmt: skip
LISTS = [
    *((f"1. a meeting\n{typed} society\n3. an offer", 2, 1, "leftover-markup", "write `2. society`")
      for typed in ("2>", "2;", "2/", "2,", "2", ".2", "2..", "2 .")),
    ("1.. Ask everybody.\n2. Write it down.", 1, 1, "leftover-markup", "write `1. Ask everybody.`"),
    ("1. Ask\n   - a\n   - b\n2> Write", 4, 1, "leftover-markup", "write `2. Write`"),
    *((f"- a price\n{sign} a lender\n- tenants", 2, 1, "leftover-markup", "write `- a lender`") for sign in "_=0~"),
    ("_ a price\n- a lender\n- tenants", 1, 1, "leftover-markup", "write `- a price`"),
    ("- a price\n- a lender\n-- tenants", 3, 1, "leftover-markup", "write `- tenants`"),
    ("1. Do\n   _ on paper\n   - on the wall\n2. Say", 2, 4, "leftover-markup", "write `- on paper`"),
    ("- a price they would take- a lender\n- tenants", 1, 26, "leftover-markup", "line of its own with `- a`"),
    ("1. a meeting of all 2. a society\n3. an offer", 1, 21, "leftover-markup", "line of its own with `2. a`"),
    ("- a price they would take\n- a price they would take\n- b", 2, 1, "given-twice", "stands twice"),
    ("1. a\n3. b\n4. c", 2, 1, "list-number", "number 2 is missing"),
    ("1. a\n3. b\n2. c", 2, 1, "list-number", "the numbers 3 and 2 have changed places"),
    ("    ![The yard](yard.jpg)\n\nSo it was.", 1, 5, "leftover-markup", "without space"),
    ("    > We did not want it.\n\nSo it was.", 1, 5, "leftover-markup", "without space"),
]  # fmt: skip
TWICE = [
    (f"{PART}\n\n{MILL}", 1, 1, "given-twice", "the paragraph below"),
    (f"{MILL}\n\n{PART}", 5, 1, "given-twice", "the paragraph above"),
    ("It sold shares to many\npeople.[^echo]\npeople.[^echo]", 3, 1, "given-twice", "stands twice"),
    ("It then sold its shares to\n\nthe people of the town, all of them.", 3, 1, "unfinished", "the empty line 2"),
    ("It is so.\n\nthen turned to the bank for help and found it there.", 3, 1, "unfinished", "with `then`"),
]  # fmt: skip
WRITE = f"write `{CREDIT}`"
PICTURES = [
    *((f'![The yard](yard.jpg "So"){typed}', 1, 27, "missing-credit", WRITE)
      for typed in (
          CREDIT[:-1], f"{CREDIT[:-1]})", f"{CREDIT[:-1]}]", CREDIT[3:], CREDIT[1:], f"({CREDIT[1:]}", f"[{CREDIT[1:]}",
          f"{{{CREDIT}", f":{{{CREDIT[2:]}", f"{{:{CREDIT[1:]}", CREDIT.replace(":", ";"),
          *(CREDIT.replace('"CC', f"{key}CC") for key in ("@", "'", "#", "2", "", '""')),
          *(CREDIT.replace('ro"', f"ro{key}") for key in ("@", "'", "#", "2", "")),
          *(CREDIT.replace('0"', f"0{key}") for key in ("@", "'", "#", "2", "")),
          CREDIT.replace('Okoro"', 'Okor"o'), CREDIT.replace('"Sam', 'S"am'), CREDIT.replace('="S', '"=S'),
          CREDIT.replace("t=", "t-"), CREDIT.replace("t=", "t"), CREDIT.replace("t=", "t=="),
      )),
    (f'![The yard](yard.jpg "So"){CREDIT}}}', 1, 69, "reads-otherwise", "this brace stands twice"),
    (f'[!The yard](yard.jpg "So"){CREDIT}', 1, 13, "bad-link", 'write `![The yard](yard.jpg "So")`'),
    (f"1[The yard](yard.jpg){CREDIT}", 1, 13, "bad-link", "write `![The yard](yard.jpg)`"),
    (f"![what it shows](yard.jpg){CREDIT}", 1, 18, "missing-alt", "says nothing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "line", "column", "code", "words"),
    [
        *RUN_TOGETHER_OR_APART,
        *SUMS_AND_MARKS,
        *SOURCES,
        *LINKS,
        *HEADINGS,
        *TABLES,
        *LISTS,
        *TWICE,
        *PICTURES,
    ],
)
def test_a_slip_of_a_finger_is_told_once_with_what_was_meant(
    typed: str, line: int, column: int, code: str, words: str
) -> None:
    check(typed, line, column, code, words)


@pytest.mark.parametrize(
    "typed",
    [
        "It is No. #3, and #1, and #hashtag, ranked #1,234 of all.",
        "#3 The third of them.",
        "In 2019,300 people came, 12,50 and 1,234,567 of them.",
        "Ask @ann and @bob, or write to a@b.example and c@d.example.",
        "C# and F#s, and the &pound; of old.",
        "(See [the bill](preston.md))",
        "[See (https://a.example/b)] and [a] and b](c) so.",
        "See [how [all] of it](preston.md) went.",
        "[See this[^echo]] and [[^echo] of the report].",
        "So it was.[^echo][^report]",
        "## £9 million\n\nIs what it cost.",
        "'Twas so, ~~not~~ so.",
        f"{YEARS}{ROWS}| 2014 | Part 1 of 2 | £3 |",
        f"{YEARS}| 2019 || |\n{ROWS}",
        "- pre- and post-war homes\n- others",
        "1. of the first\n2 people came",
        "1. a\n1. b\n1. c",
        "1. a\n5. b\n9. c",
        "[[the bill](preston.md) and [it](stevenage.md)]",
        "- one\n  and so on\n- two",
        "1. see chapter 2. It says so\n2. b",
        "Row, row, row your boat\\\nRow, row, row your boat\\\nSo it goes.",
        "iPhone is one telephone.\n\niPad is another one of them.",
        f"{MILL}\n\nThe society then turned away.",
        f'![The yard](yard.jpg "So"){CREDIT}',
        "See (*first* one) and a note*.\n\n\\* So.",
        ".NET is a name.",
    ],
)
def test_what_was_meant_so_is_left_in_peace(typed: str) -> None:
    assert told(typed) == ()


def test_a_heading_without_its_space_is_not_told_of_the_next() -> None:
    (one,) = told("##How it went\n\nSo.\n\n### The sums\n\nThey are these.")
    assert one.code == "leftover-markup"
    skipped, *_ = told("How it went\n\n### The sums\n\nThey are these.")
    assert skipped.code == "heading-level"
