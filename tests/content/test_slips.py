"""What editors type, and what `newpower check` says of it: one message, at the right line, that helps.

Each row is a change of one file of the made-up publication, and the one thing that is told of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from tests.made_up import ABOUT, MILL, NOVEMBER, written
from tests.projects import Project

PLACES = "content/places.yaml"
_NBSP = "\u00a0"


class Slip(NamedTuple):
    """Words of a file, what an editor typed in their place, and what is told: where, which code, telling words."""

    path: str
    former: str
    typed: str
    line: int
    column: int
    code: str
    words: str


def _value(path: str, name: str, typed: str, column: int, code: str, words: str) -> Slip:
    """Another line in place of the first one of a field."""
    former = re.search(rf"^ *{name}:.*$", text := written(path), re.MULTILINE)
    assert former is not None
    line = text[: former.start()].count("\n") + 1
    return Slip(path, f"\n{former[0]}\n", f"\n{typed}\n", line, column, code, words)


SLIPS = {
    # A comment that cuts a value
    "a number in a subject": _value(
        NOVEMBER, "subject", "subject: Issue #12 is here", 16, "stray-comment", 'write "Issue #12 is here"'
    ),
    "a number that ends a title": _value(
        ABOUT, "title", "title: We are #1", 15, "stray-comment", 'write "We are #1"'
    ),
    "a number that begins a title": _value(
        ABOUT, "title", "title: #1 in town", 8, "stray-comment", 'write "#1 in town"'
    ),
    "a number between lines": _value(
        ABOUT, "title", "title: We are #1\n  in town", 15, "bad-yaml", "`#` begins a comment here"
    ),
    "a number in a list": Slip(
        ABOUT, "  - A. Author\n", "  - A. Author #2\n", 11, 15, "stray-comment", 'write "A. Author #2"'
    ),
    "a comment after a value": _value(
        MILL,
        "status",
        "status: ended # says Ann",
        15,
        "stray-comment",
        "a comment stands on a line of its own",
    ),
    # Spaces and indents
    "a non-breaking space as indent": Slip(
        MILL,
        "\n  before: A l",
        f"\n{_NBSP}{_NBSP}before: A l",
        44,
        1,
        "odd-space",
        "a non-breaking space stands",
    ),
    "a non-breaking space in the second line": Slip(
        MILL, "\n  after: The t", f"\n {_NBSP}after: The t", 45, 2, "odd-space", "where a plain one should"
    ),
    "a non-breaking space after a colon": _value(
        MILL, "status", f"status:{_NBSP}ended", 8, "odd-space", "type it anew"
    ),
    "the first field of a group flush left": Slip(
        MILL, "\n  before: A l", "\nbefore: A l", 44, 1, "bad-yaml", "too far left to belong to `power`"
    ),
    "the second field of a group flush left": Slip(
        MILL, "\n  after: The t", "\nafter: The t", 45, 1, "unknown-field", "`after` belongs to `power`"
    ),
    "a whole group flush left": Slip(
        MILL,
        "\n  before: A landlord decided.[^council]\n  after: The",
        "\nbefore: A landlord decided.[^council]\nafter: The",
        44,
        1,
        "unknown-field",
        "put two more spaces before it, and before `after`",
    ),
    "the first entry flush left": Slip(
        MILL, "\n  - id: council", "\n- id: council", 93, 1, "bad-yaml", "too far left to belong to `sources`"
    ),
    "the second entry flush left": Slip(
        MILL, "\n  - id: society", "\n- id: society", 102, 1, "bad-yaml", "put two spaces before it"
    ),
    "the first dash forgotten": Slip(
        MILL, "\n  - id: council", "\n    id: council", 93, 5, "bad-yaml", "`- ` is missing before `id`"
    ),
    "the first dash forgotten, and its indent": Slip(
        MILL, "\n  - id: council", "\n  id: council", 93, 3, "bad-yaml", "`- ` is missing before `id`"
    ),
    "the second dash forgotten": Slip(
        MILL,
        "\n  - id: society",
        "\n    id: society",
        102,
        5,
        "duplicate-field",
        "`- ` is missing before `id`",
    ),
    "the second dash forgotten, and its indent": Slip(
        MILL, "\n  - id: society", "\n  id: society", 102, 3, "bad-yaml", "`- ` is missing before `id`"
    ),
    "the only dash forgotten": Slip(
        MILL,
        "\n  - name: A. Tenant",
        "\n    name: A. Tenant",
        40,
        5,
        "not-a-list",
        "begin each entry with `- `",
    ),
    "a dash forgotten before words": Slip(
        MILL, "\n    - Meetings", "\n    Meetings", 70, 5, "bad-yaml", "`- ` is missing before this line"
    ),
    "no space after a dash": Slip(
        MILL,
        "\n  - id: society",
        "\n  -id: society",
        102,
        3,
        "bad-yaml",
        "a space is missing after this dash",
    ),
    "no space after a dash before words": Slip(
        MILL, "\n    - Meetings", "\n    -Meetings", 70, 5, "bad-yaml", "a space is missing after this dash"
    ),
    "a field in line with the list above": Slip(
        MILL, "\nstatus: ended", "\n  status: ended", 28, 3, "bad-yaml", "`status` stands too far in"
    ),
    "a field of an entry in line with its dash": Slip(
        MILL,
        "\n    publisher: Leeds",
        "\n  publisher: Leeds",
        96,
        3,
        "bad-yaml",
        "`publisher` stands too far left to belong to the entry above",
    ),
    # Quotation marks
    "curly quotation marks": _value(ABOUT, "title", "title: “We won”", 8, "curly-quotes", 'write "We won"'),
    "curly quotation marks round a colon and a number": _value(
        ABOUT, "title", "title: “We won: #1 again”", 8, "curly-quotes", "taken for straight ones"
    ),
    "curly single quotation marks": _value(
        ABOUT, "title", "title: ‘We won’", 8, "curly-quotes", "write 'We won'"
    ),
    # Colons and commas
    "no space after a colon": _value(
        MILL, "status", "status:ended", 1, "bad-yaml", "a space is missing after `status:`"
    ),
    "no space after the first colon of a group": Slip(
        MILL, "\n  before: A l", "\n  before:A l", 44, 3, "bad-yaml", "a space is missing after `before:`"
    ),
    "no space after a later colon of a group": Slip(
        MILL, "\n  after: The t", "\n  after:The t", 45, 3, "bad-yaml", "a space is missing after `after:`"
    ),
    "no space after the only colon of a group": Slip(
        MILL,
        "\n    before:\n      value: £500\n      when: 2013-01",
        "\n    before:\n      value:£500",
        50,
        7,
        "bad-yaml",
        "a space is missing after `value:`",
    ),
    "no space after a colon in a list": Slip(
        MILL, "\n  - id: society", "\n  - id:society", 102, 5, "bad-yaml", "a space is missing after `id:`"
    ),
    "no space after a colon in braces": Slip(
        MILL,
        "\n    before:\n      value: £500\n      when: 2013-01",
        "\n    before: {value:£500, when: 2013-01}",
        49,
        14,
        "bad-yaml",
        "write `value: £500`",
    ),
    "a comma in braces": Slip(
        MILL,
        "\n    before:\n      value: £500\n      when: 2013-01",
        "\n    before: {value: £1,200, when: 2013-01}",
        49,
        23,
        "comma-in-value",
        'write `value: "£1,200"`',
    ),
    "commas in braces": Slip(
        MILL,
        "\n    before:\n      value: £500\n      when: 2013-01",
        "\n    before: {value: £1,200,000, when: 2013-01}",
        49,
        23,
        "comma-in-value",
        'write `value: "£1,200,000"`',
    ),
    "a line without a colon": _value(MILL, "status", "status ended", 1, "bad-yaml", "it has no colon"),
    # Dates
    "a date with c.": _value(MILL, "started", "started: c. 2012", 10, "bad-date", "hint: write about 2012\n"),
    "a date with circa": _value(
        MILL, "started", "started: circa 2012", 10, "bad-date", "hint: write about 2012\n"
    ),
    "a date with around": _value(
        MILL, "started", "started: around 2012", 10, "bad-date", "hint: write about 2012\n"
    ),
    "about a year to come": _value(MILL, "ended", "ended: about 2031", 8, "future-date", "still to come"),
    # What a place says of itself
    "latitude and longitude exchanged": Slip(
        PLACES,
        "lat: 53.8, lon: -1.55",
        "lat: -1.55, lon: 53.8",
        1,
        27,
        "misplaced",
        "write `lat: 53.8` and `lon: -1.55`",
    ),
    "a place in the sea": Slip(
        PLACES,
        "lat: 53.8, lon: -1.55",
        "lat: 43.8, lon: -1.55",
        1,
        27,
        "misplaced",
        "does not lie in `yorkshire",
    ),
    "a misspelt nation": Slip(
        PLACES,
        "lon: -2.703, region: north-west, nation: England",
        "lon: -2.703, region: north-west, nation: Englnd",
        2,
        80,
        "unknown-nation",
        "write `nation: England`",
    ),
    # What a mail program would fill in
    "a placeholder in a title": _value(
        ABOUT, "title", 'title: "Dear {{ first_name }}"', 14, "placeholder", "such as `Dear reader`"
    ),
    "a placeholder in a subject": _value(
        NOVEMBER, "subject", "subject: Dear {{ first_name }}", 15, "placeholder", "such as `Dear reader`"
    ),
    "a placeholder that begins a subject": _value(
        NOVEMBER,
        "subject",
        "subject: {{ first_name }}, read this",
        10,
        "placeholder",
        "such as `Dear reader`",
    ),
    "a placeholder that is a title": _value(
        ABOUT, "title", "title: {{ first_name }}", 8, "placeholder", "such as `Dear reader`"
    ),
    "a placeholder with stars that begins a title": _value(
        ABOUT, "title", "title: *|FNAME|*, read this", 8, "placeholder", "such as `Dear reader`"
    ),
    "a placeholder in a list": Slip(
        MILL, "    - The roof leaks.", "    - Dear *|FNAME|*, it leaks.", 69, 12, "placeholder", "`*|FNAME|*`"
    ),
    "a placeholder in a body": Slip(
        MILL,
        "\nThe tenants met",
        "\nDear {{ first_name }}, the tenants met",
        111,
        6,
        "placeholder",
        "nothing is put",
    ),
    "a placeholder in a letter": Slip(
        NOVEMBER,
        "\nThis month",
        "\nDear {{ first_name }}, this month",
        49,
        6,
        "placeholder",
        "nothing is put",
    ),
    "a shortcode in a body": Slip(
        MILL,
        "\nThe tenants met",
        "\n{{< youtube abc >}} the tenants met",
        111,
        1,
        "placeholder",
        "there are no shortcodes here: write a link",
    ),
    "a tag of a template in a body": Slip(
        MILL,
        "\nThe tenants met",
        "\n{% include a.html %} the tenants met",
        111,
        1,
        "placeholder",
        "there are no shortcodes here: write a link",
    ),
    # Addresses that are wrong twice
    "a heading as an anchor": Slip(
        MILL,
        "(preston.md#outcomes)",
        "(preston.md#What went wrong)",
        115,
        73,
        "broken-anchor",
        "`content/case-studies/preston.md` has no part",
    ),
    "the size of a picture": Slip(
        MILL,
        "\nThe tenants met",
        '\n![A yard](../images/yard.png =300x200){: credit="A" licence="CC0"}\n\nThe tenants met',
        111,
        11,
        "broken-image",
        "did you mean `../images/yard.png`?",
    ),
    # Markdown in fields that take none
    "stressed words in a summary": _value(
        ABOUT,
        "summary",
        "summary: New **power** for all",
        14,
        "leftover-markup",
        "take out the signs: `power`",
    ),
    "a link in a summary": _value(
        ABOUT,
        "summary",
        "summary: See [our work](contribute.md) so",
        14,
        "leftover-markup",
        "write the words alone: `our work`",
    ),
    "an entity in a title": _value(
        ABOUT, "title", "title: Health &amp; finances", 15, "leftover-markup", "type the sign itself: `&`"
    ),
    "tags in a title": _value(
        ABOUT, "title", "title: Our <b>power</b>", 12, "leftover-markup", "take out the tags: `power`"
    ),
    "a mark in a summary": _value(
        MILL,
        "summary",
        "summary: They bought it.[^council]",
        25,
        "leftover-markup",
        "no source is named here",
    ),
    "a mark in an office": Slip(
        MILL,
        "role: First chair, 2013",
        'role: "First chair[^council]"',
        41,
        23,
        "leftover-markup",
        "`[^council]` is shown as it stands",
    ),
    "a mark in a measure": Slip(
        MILL, "measure: Rents", "measure: Rents[^council]", 47, 19, "leftover-markup", "no source is named"
    ),
    "stressed words in a correction": Slip(
        MILL,
        "now: Ten flats",
        "now: Ten __flats__[^council]",
        24,
        23,
        "leftover-markup",
        "no source is named",
    ),
    "stressed words in a sentence with marks": Slip(
        MILL,
        "says: The tenants did.[^society]",
        "says: The *tenants* did.[^society]",
        88,
        19,
        "leftover-markup",
        "take out the signs: `tenants`",
    ),
    "a link in a value of several lines": Slip(
        MILL,
        "  first_step: Ring the owner.[^society]",
        "  first_step: >-\n    Ring the owner.[^society] Then\n    [ask](https://mill.example/) him",
        66,
        5,
        "leftover-markup",
        "write the words alone: `ask`",
    ),
    "two sources in one mark of a field": Slip(
        MILL,
        "meet each month.[^society][^council]",
        "meet each month.[^society, council]",
        45,
        70,
        "leftover-markup",
        "write `[^society][^council]`",
    ),
    "a mark of a field without its bracket": Slip(
        MILL,
        "  time: Some years.[^society]",
        "  time: Some years.[^society",
        66,
        20,
        "leftover-markup",
        "write `[^society]`",
    ),
    "a link in a reason": Slip(
        MILL,
        "  reason: Every tenant",
        "  reason: By [law](https://mill.example) every tenant",
        83,
        14,
        "leftover-markup",
        "write the words alone: `law`",
    ),
    "stressed words in a name": Slip(
        "content/site.yaml",
        "name: The Commons\nstr",
        "name: The **Commons**\nstr",
        1,
        11,
        "leftover-markup",
        "take out the signs: `Commons`",
    ),
    "a link in a definition": Slip(
        "content/tags.yaml",
        "definition: Who owns the ground",
        "definition: So [CLES](https://cles.example)",
        3,
        18,
        "leftover-markup",
        "write the words alone: `CLES`",
    ),
    "a note to oneself in a field": _value(
        MILL,
        "lesson",
        "lesson: TK. A roof comes first.[^society]",
        9,
        "leftover-markup",
        "take it out; a note",
    ),
    "a note to oneself within a field": _value(
        MILL,
        "lesson",
        "lesson: A roof[citation needed] comes first.[^society]",
        15,
        "leftover-markup",
        "`[citation needed]` is shown",
    ),
    "two kinds of markup in one field": _value(
        ABOUT,
        "summary",
        "summary: Our **power**, see [us](https://mill.example)",
        14,
        "leftover-markup",
        "take out the signs: `power`",
    ),
    # Words for other words
    "another word for a form of governance": _value(
        MILL,
        "governance",
        "governance: community land trust",
        13,
        "unknown-word",
        "did you mean `land-trust`?",
    ),
    "another word for a kind of evidence": Slip(
        MILL,
        "evidence: own-report",
        "evidence: annual report",
        105,
        15,
        "unknown-word",
        "did you mean `own-report`?",
    ),
    "a word that is like no other": _value(
        MILL, "governance", "governance: wholesome", 13, "unknown-word", "hint: choose one of: council-led,"
    ),
    "another word for a tag": Slip(
        MILL, "\n  - housing\n", "\n  - cooperatives\n", 9, 5, "unknown-tag", "did you mean `housing`?"
    ),
    "a region for a place": Slip(
        MILL,
        "\n  - leeds\n",
        "\n  - North West\n",
        27,
        5,
        "unknown-place",
        "name a place in it, one of: preston.",
    ),
    "a place that is not listed": Slip(
        MILL,
        "\n  - leeds\n",
        "\n  - Walton\n",
        27,
        5,
        "unknown-place",
        "into content/places.yaml: `walton: {name: Walton, lat: …",
    ),
    "an outcome without a source": Slip(
        MILL,
        "    unit: pounds a month\n    source: council\n",
        "    unit: pounds a month\n",
        47,
        5,
        "missing-field",
        "the ids here are: council, society",
    ),
    "an outcome with a source that is not listed": Slip(
        MILL,
        "    unit: pounds a month\n    source: council\n",
        "    unit: pounds a month\n    source: annual\n",
        56,
        13,
        "unknown-source",
        "the ids here are: council, society",
    ),
    # Blanks left as they were
    "a note right after a colon": _value(
        ABOUT, "title", "title:# at most 80", 1, "bad-yaml", "`# at most 80` is a note, so take it out"
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_once_at_its_line(name: str, project: Project) -> None:
    slip = SLIPS[name]
    project.change(slip.path, slip.former, slip.typed)
    outcome = project.check()
    told = outcome.only
    assert (told.file, told.line, told.column, told.code) == (slip.path, slip.line, slip.column, slip.code)
    assert slip.words in outcome.output


def test_one_slip_hides_no_other_mistake(project: Project) -> None:
    project.change(MILL, "\nstatus: ended", "\nstatus: [ended")
    project.change(MILL, "\ngovernance: co-operative", "\ngovernance: nonsense")
    project.change(MILL, "\n  - leeds", "\n  - leedz")
    project.change(MILL, "\nThe tenants met", "\n[It](nowhere.md) met")
    project.change(PLACES, "leeds: {name: Leeds", "leeds: {name: Leeds: x")
    project.change(PLACES, "region: north-west", "region: north-wst")
    assert [(told.file, told.line, told.code) for told in project.check().told] == [
        (MILL, 27, "unknown-place"),
        (MILL, 28, "bad-yaml"),
        (MILL, 33, "unknown-word"),
        (MILL, 111, "broken-link"),
        (PLACES, 1, "bad-yaml"),
        (PLACES, 2, "unknown-word"),
    ]


FILES = {
    "content/pages/u-s--tax.md": ("bad-file-name", "two hyphens stand in a row\n", "call it `u-s-tax.md`"),
    "content/pages/-lead.md": ("bad-file-name", "it begins with a hyphen\n", "call it `lead.md`"),
    "content/pages/lead-.md": ("bad-file-name", "it ends with a hyphen\n", "call it `lead.md`"),
    "content/pages/Who we are.md": (
        "bad-file-name",
        "the capital `W` stands in it\n",
        "call it `who-we-are.md`",
    ),
    "content/pages/who we.md": ("bad-file-name", "a space stands in it\n", "call it `who-we.md`"),
    "content/pages/café.md": ("bad-file-name", "`é` stands in it\n", "call it `cafe.md`"),
    "content/pages/index.md": (
        "bad-file-name",
        "the site makes the page of a folder itself",
        "name it after",
    ),
    "content/case-studies/index.md": ("bad-file-name", "makes the page of a folder itself", "name it after"),
    "content/case-studies/README.md": (
        "unknown-file",
        "note[unknown-file]: this file is passed over",
        "nothing to mend\n",
    ),
    "content/pages/readme.md": (
        "unknown-file",
        "note[unknown-file]: this file is passed over",
        "another name",
    ),
}


@pytest.mark.parametrize("path", FILES)
def test_a_name_is_told_for_what_it_fails_by(path: str, project: Project) -> None:
    is_plain = path.lower().endswith(("readme.md", "index.md"))
    project.write(path, "# Words\n" if is_plain else "---\ntitle: A\nsummary: B\n---\n\nWords.\n")
    outcome = project.check()
    code, *words = FILES[path]
    assert (outcome.only.file, outcome.only.line, outcome.only.column, outcome.only.code) == (
        path,
        1,
        1,
        code,
    )
    assert all(word in outcome.output for word in words), outcome.output
    assert outcome.exit_code == (0 if code == "unknown-file" else 1)


@pytest.mark.parametrize(
    "words",
    [
        "2 * 3 * 4 is 24",
        "A&B and R&D; so",
        "<5 and >3, a <name> of it",
        "C* and D*",
        "a_b_c and snake_case_",
        "5* rooms in 4* inns",
        "[sic] and [a] (b)",
        "see https://mill.example/_a_/*b*",
        "It costs ~5 or ~6",
        "x^2 and [1]",
    ],
)
def test_signs_that_were_meant_as_signs_are_left_alone_in_a_field(words: str, project: Project) -> None:
    project.change(ABOUT, _value(ABOUT, "summary", "", 0, "", "").former, f"\nsummary: '{words}'\n")
    assert project.check().output == "nothing to mend\n"


def test_about_a_year_is_a_date(project: Project) -> None:
    project.change(MILL, "started: 2013", "started: about 2012")
    assert project.check().output == "nothing to mend\n"


def test_code_may_show_a_placeholder(project: Project) -> None:
    project.page(body="Write `{{ first_name }}`.\n\n```\n{{ first_name }}\n```\n")
    assert project.check().output == "nothing to mend\n"
