"""What editors type, and what `newpower check` says of it: one message, at the right line, that helps.

Each row is a change of one file of the made-up publication, and the one thing that is told of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from tests.made_up import ABOUT, EVENT, MEETING, MILL, NOVEMBER, written
from tests.projects import Project

PLACES = "content/places.yaml"
SITE = "content/site.yaml"
REPORT = "content/reports/yards-counted.md"
LETTER = "content/reader-letters/a-key-for-all.md"
ARTICLE = "content/articles/why-yards.md"
TAGS = "content/tags.yaml"
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


def _address(typed: str, words: str) -> Slip:
    """What stands where a source's address should."""
    former = "url: https://www.leeds.example/mill"
    return Slip(MILL, former, f"url: {typed}", 97, 10, "bad-address", words)


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
        MILL, "\n  - id: council", "\n- id: council", 95, 1, "bad-yaml", "too far left to belong to `sources`"
    ),
    "the second entry flush left": Slip(
        MILL, "\n  - id: society", "\n- id: society", 104, 1, "bad-yaml", "put two spaces before it"
    ),
    "the first dash forgotten": Slip(
        MILL, "\n  - id: council", "\n    id: council", 95, 5, "bad-yaml", "`- ` is missing before `id`"
    ),
    "the first dash forgotten, and its indent": Slip(
        MILL, "\n  - id: council", "\n  id: council", 95, 3, "bad-yaml", "`- ` is missing before `id`"
    ),
    "the second dash forgotten": Slip(
        MILL,
        "\n  - id: society",
        "\n    id: society",
        104,
        5,
        "duplicate-field",
        "`- ` is missing before `id`",
    ),
    "the second dash forgotten, and its indent": Slip(
        MILL, "\n  - id: society", "\n  id: society", 104, 3, "bad-yaml", "`- ` is missing before `id`"
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
        MILL, "\n    - Meetings", "\n    Meetings", 71, 5, "bad-yaml", "`- ` is missing before this line"
    ),
    "no space after a dash": Slip(
        MILL,
        "\n  - id: society",
        "\n  -id: society",
        104,
        3,
        "bad-yaml",
        "a space is missing after this dash",
    ),
    "no space after a dash before words": Slip(
        MILL, "\n    - Meetings", "\n    -Meetings", 71, 5, "bad-yaml", "a space is missing after this dash"
    ),
    "a field in line with the list above": Slip(
        MILL, "\nstatus: ended", "\n  status: ended", 28, 3, "bad-yaml", "`status` stands too far in"
    ),
    "a field of an entry in line with its dash": Slip(
        MILL,
        "\n    publisher: Leeds",
        "\n  publisher: Leeds",
        98,
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
        MILL, "\n  - id: society", "\n  - id:society", 104, 5, "bad-yaml", "a space is missing after `id:`"
    ),
    "no space after a colon in braces": Slip(
        MILL,
        "\n    before:\n      value: £500\n      when: 2013-01\n      source: society",
        "\n    before: {value:£500, when: 2013-01}",
        49,
        14,
        "bad-yaml",
        "write `value: £500`",
    ),
    "a comma in braces": Slip(
        MILL,
        "\n    before:\n      value: £500\n      when: 2013-01\n      source: society",
        "\n    before: {value: £1,200, when: 2013-01}",
        49,
        23,
        "comma-in-value",
        'write `value: "£1,200"`',
    ),
    "commas in braces": Slip(
        MILL,
        "\n    before:\n      value: £500\n      when: 2013-01\n      source: society",
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
    "an event that its title calls off": _value(
        EVENT, "title", "title: A yard opens (cancelled)", 8, "status-contradicts", "`cancelled: true`"
    ),
    "an event that its summary calls off": _value(
        EVENT,
        "summary",
        "summary: This walk has been cancelled.",
        10,
        "status-contradicts",
        "`cancelled: true`",
    ),
    "an address for a place": _value(
        EVENT, "where", "where: https://zoom.example/j/1?pwd=2", 8, "bad-address", "`where: online`"
    ),
    "an end without its time": _value(
        EVENT, "ends", "ends: 2026-12-12", 7, "bad-date", "write the time behind it"
    ),
    "clocks without a summer": _value(
        EVENT,
        "time_zone",
        "time_zone: Etc/GMT+1",
        12,
        "unknown-time-zone",
        "`Europe/London` for British ones",
    ),
    "a page with its word": Slip(
        REPORT, "page: 4 to 6", "page: pp. 4-6", 31, 11, "given-twice", "write `page: 4-6`"
    ),
    "letters behind a name": Slip(
        ARTICLE,
        "  - A. Author\nimage",
        "  - Jane Smith\n  - MBE\nimage",
        12,
        5,
        "comma-in-value",
        'write the name in quotation marks: `"Jane Smith, MBE"`',
    ),
    "an author's mail address": Slip(
        ARTICLE,
        "  - A. Author\nimage",
        '  - "Jane Smith <jane@smith.example>"\nimage',
        11,
        5,
        "private-address",
        "write `Jane Smith`",
    ),
    "a list of copies": Slip(
        MILL,
        "archive: https://archive.example/mill",
        "archive: https://web.archive.org/web/*/http://mill.example",
        103,
        14,
        "bad-address",
        "open the copy, and write its own address",
    ),
    "a request for a copy": Slip(
        MILL,
        "archive: https://archive.example/mill",
        "archive: https://web.archive.org/save/http://mill.example",
        103,
        14,
        "bad-address",
        "open the copy, and write its own address",
    ),
    "all rights reserved": Slip(
        ARTICLE,
        "licence: CC BY 4.0",
        "licence: All rights reserved",
        17,
        12,
        "missing-credit",
        "is no licence",
    ),
    "somebody's copyright": Slip(
        ARTICLE, "licence: CC BY 4.0", "licence: © BBC 2019", 17, 12, "missing-credit", "is no licence"
    ),
    "the head of a mail": Slip(
        LETTER,
        "They ask whether",
        "From: Jo <jo@gmail.example>\nSent: 3 March\nTo: Us\nSubject: Keys\n\nThey ask whether",
        38,
        1,
        "private-address",
        "take these lines out",
    ),
    "what stands above an answered mail": Slip(
        LETTER,
        "They ask whether",
        "On 12 Nov 2026, at 10:12, Us <us@commons.example> wrote:\n\nThey ask whether",
        38,
        1,
        "leftover-markup",
        "take it out, with what it quotes below",
    ),
    "a reader's telephone number": Slip(
        LETTER, "its key.", "its key. Ring 07700 900123.", 38, 71, "private-address", "take it out"
    ),
    "round brackets of another keyboard": Slip(
        ABOUT,
        "\n---\n\n",
        "\n---\n\nSee [the mill]（../case-studies/old-mill.md） and more.\n\n",
        32,
        14,
        "leftover-markup",
        "`(../case-studies/old-mill.md)`",
    ),
    "square brackets of another keyboard": Slip(
        ABOUT,
        "\n---\n\n",
        "\n---\n\nSee ［the mill］(../case-studies/old-mill.md) and more.\n\n",
        32,
        5,
        "leftover-markup",
        "`[the mill]`",
    ),
    "a heading from a wiki": Slip(
        ABOUT,
        "\n---\n\n",
        "\n---\n\n## History[edit]\n\nWords.\n\n",
        32,
        11,
        "leftover-markup",
        "a wiki left it",
    ),
    "a country for a language": _value(ABOUT, "lang", "lang: uk", 7, "bad-language", "`uk` is Ukrainian"),
    "a page of a site for the site": Slip(
        SITE,
        "base_url: https://commons.example",
        "base_url: https://commons.example/index.html",
        4,
        11,
        "bad-address",
        "write https://commons.example/",
    ),
    "a repository for where its files are edited": Slip(
        SITE,
        "source_url: https://code.example/commons/edit/main/",
        "source_url: https://github.com/commons/commons",
        10,
        13,
        "bad-address",
        "write https://github.com/commons/commons/edit/main/",
    ),
    "a sign in a link that nobody sees": Slip(
        ABOUT,
        "\n---\n\n",
        "\n---\n\nSee [them](https://mill.example/\u200b) and more.\n\n",
        32,
        12,
        "bad-link",
        "a sign that nobody sees",
    ),
    "a sign in a source's address that nobody sees": _address(
        '"https://www.leeds.example/mill\u200b"', "nobody sees"
    ),
    "an event in another century": _value(
        MEETING, "starts", "starts: 2113-03-16", 9, "future-date", "look the year up"
    ),
    "an event that lasts for decades": _value(
        EVENT, "ends", "ends: 2062-12-12 20:00", 7, "future-date", "look the year up"
    ),
    "a year with a nought in front": _value(
        EVENT, "starts", "starts: 0226-12-12 18:30", 9, "bad-date", "look the year up"
    ),
    "about a year to come": _value(MILL, "ended", "ended: about 2031", 8, "future-date", "still to come"),
    "a financial year with a stroke": Slip(
        MILL,
        "      when: 2013-01",
        "      when: 2011/12",
        51,
        13,
        "bad-date",
        "hint: that reads as a financial year: write the year it ends, 2012, and name",
    ),
    "a financial year beyond the months": Slip(
        MILL, "      when: 2013-01", "      when: 2012-13", 51, 13, "bad-date", "write the year it ends, 2013"
    ),
    "a financial year with a dash": Slip(
        MILL,
        "      when: by 2019",
        "      when: by 2018–19",
        55,
        13,
        "bad-date",
        "the year it ends, by 2019",
    ),
    "the financial year of a sum": Slip(
        MILL, "    when: 2013\n", "    when: 2012/2013\n", 62, 11, "bad-date", "write the year it ends, 2013"
    ),
    "a month like a financial year": Slip(
        MILL,
        "      when: 2013-01",
        "      when: 2009-10",
        51,
        13,
        "financial-year",
        "write the year it ends, 2010, and name the span in `of` or `caveat`; if the month is, "
        "write its last day, 2009-10-31",
    ),
    "a month like a financial year of a sum": Slip(
        MILL, "    when: 2013\n", "    when: 2009-10\n", 62, 11, "financial-year", "name the span in `what`"
    ),
    # Addresses
    "an address with a space": _address(
        "https://www.leeds.example/the mill", "a space stands in it: take it out, or write `%20`"
    ),
    "an address laid over two lines": _address("https://www.leeds.example/\n      mill", "take it out, or"),
    "an address with words before it": _address(
        "The council, https://www.leeds.example/mill.", "alone: https://www.leeds.example/mill\n"
    ),
    "two addresses": _address(
        "https://www.leeds.example/a https://www.leeds.example/b", "write one address alone"
    ),
    "a link for an address": _address(
        '"[The mill](https://www.leeds.example/mill)"',
        "write only what stands in the round brackets: https://www.leeds.example/mill\n",
    ),
    "a link for an address, without quotation marks": Slip(
        MILL,
        "url: https://www.leeds.example/mill",
        "url: [The mill](https://www.leeds.example/mill)",
        97,
        20,
        "bad-yaml",
        "hint: write `url: https://www.leeds.example/mill`",
    ),
    "an address in angle brackets": _address(
        "<https://www.leeds.example/mill>",
        "what stands between the angle brackets: https://www.leeds.example/mill\n",
    ),
    "an address from its www": _address("www.leeds.example/mill", "write https://www.leeds.example/mill\n"),
    "an address from its name": _address("leeds.example/mill", "write https://leeds.example/mill\n"),
    "an address from its strokes": _address("//leeds.example/mill", "write https://leeds.example/mill\n"),
    "an address without its colon": _address(
        "https//www.leeds.example/mill", "write https://www.leeds.example/mill\n"
    ),
    "an address with one stroke": _address("http:/www.leeds.example", "write http://www.leeds.example\n"),
    "an address with a misspelt beginning": _address("htps://leeds.example", "write https://leeds.example\n"),
    "an address with backslashes": _address("https:\\\\leeds.example", "write https://leeds.example\n"),
    "an address with a full stop copied along": _address(
        "https://www.leeds.example/mill.", "delete it; where it belongs to the address, write `%2E`"
    ),
    "an address with a bracket copied along": _address(
        "https://www.leeds.example/mill)", "this address ends in a closing bracket"
    ),
    "a mail address with a name": Slip(
        "content/site.yaml",
        "contact: editors@commons.example",
        "contact: The editors <editors@commons.example>",
        7,
        10,
        "bad-address",
        "write it alone: editors@commons.example\n",
    ),
    "the number of a paper": _address("doi:10.1000/abc.12", "write https://doi.org/10.1000/abc.12\n"),
    "a mail address for a page's": _address("mill@leeds.example", "that is a mail address"),
    "an address with a comma for a full stop": _address(
        "https://www,leeds.example/", "look at the name of the site"
    ),
    "a quotation mark in an address": _address(
        'https://www.leeds.example/"mill', "look at the name of the site in it"
    ),
    "a file for an address": _address("wigan.md", "a web address begins with https:// or http://"),
    # Numbers
    "a decimal comma in braces": Slip(
        MILL,
        "    reason: One landlord set the rents.[^council]\n  now:\n    model: 1.5\n    values: 2\n    reason: Every",
        "    reason: One\n  now: {model: -1, reason: Every, values: 0,5} # Every",
        82,
        43,
        "bad-number",
        "hint: write 0.5\n",
    ),
    "a decimal comma": Slip(
        MILL, "    model: 1.5", "    model: 1,5", 83, 12, "bad-number", "hint: write 1.5\n"
    ),
    "a decimal comma in quotation marks": Slip(
        MILL, "    model: 1.5", '    model: "1,5"', 83, 12, "bad-number", "hint: write 1.5\n"
    ),
    "a dash for a minus": Slip(
        MILL, "    model: -2", "    model: –2", 79, 12, "bad-number", "hint: write -2\n"
    ),
    "a decimal comma in a place": Slip(
        PLACES, "lat: 53.8,", "lat: 53,8,", 1, 27, "bad-number", "hint: write 53.8\n"
    ),
    "a side of the globe": Slip(
        PLACES, "lon: -1.55", "lon: 1.55° W", 1, 38, "bad-number", "hint: write -1.55\n"
    ),
    "a number with its name": _value(NOVEMBER, "number", "number: No. 2", 9, "bad-number", "hint: write 2\n"),
    "a number with a comma": _value(
        NOVEMBER, "number", "number: 1,002", 9, "bad-number", "hint: write 1002\n"
    ),
    # What belongs elsewhere
    "an address of another site for a link of ours": Slip(
        NOVEMBER,
        "      - to: ../case-studies/solar-roofs.md#power\n",
        "      - to: https://www.gov.uk/councils\n",
        41,
        13,
        "bad-link",
        "`https://www.gov.uk/councils` is not a file of ours\n",
    ),
    "an address of another site for a study": Slip(
        NOVEMBER,
        "  - study: ../case-studies/brixton-pound.md\n",
        "  - study: www.gov.uk/councils\n",
        35,
        12,
        "bad-link",
        "put links to other sites into the text",
    ),
    "an address of another site for a related study": Slip(
        MILL,
        "  - brixton-pound.md\n",
        "  - https://a.example/b.md\n",
        110,
        5,
        "bad-link",
        "only paths such as",
    ),
    "an address of another site for a picture": Slip(
        MILL,
        "file: ../images/yard.png",
        "file: https://a.example/b.png",
        13,
        9,
        "remote-image",
        "write its path",
    ),
    "a postal address on several lines": Slip(
        "content/site.yaml",
        "postal_address: The Commons society, 1 Example Street, Exampleton EX1 1EX",
        "postal_address: |\n    The Commons society\n    1 Example Street",
        18,
        19,
        "line-break",
        "write it on one line, with commas where lines of an address end",
    ),
    # The same again
    "a tag twice": Slip(
        MILL, "\n  - housing\n", "\n  - housing\n  - housing\n", 10, 5, "given-twice", "in `tags` already"
    ),
    "a place twice": Slip(
        MILL, "\n  - leeds\n", "\n  - leeds\n  - preston\n  - leeds\n", 29, 5, "given-twice", "take it out"
    ),
    "an author twice": Slip(
        ABOUT, "  - A. Author\n", "  - A. Author\n  - a. author\n", 12, 5, "given-twice", "`authors` already"
    ),
    "a related study twice": Slip(
        MILL,
        "  - brixton-pound.md\n",
        "  - brixton-pound.md\n  - ../case-studies/brixton-pound.md\n",
        111,
        5,
        "given-twice",
        "`../case-studies/brixton-pound.md` stands in `related` already",
    ),
    "a study related to itself": Slip(
        MILL, "  - brixton-pound.md\n", "  - old-mill.md\n", 110, 5, "given-twice", "is this file itself"
    ),
    "a link twice in a section": Slip(
        NOVEMBER,
        "      - to: ../case-studies/solar-roofs.md#power\n",
        "      - to: ../pages/about.md\n",
        41,
        13,
        "given-twice",
        "`../pages/about.md` stands in this section already",
    ),
    # Keys
    "a capital in a tag that others name": Slip(
        TAGS, "housing:\n", "Housing:\n", 1, 1, "bad-key", "hint: write `housing`\n"
    ),
    "a space in a tag that others name": Slip(
        TAGS, "housing:\n", "Housing :\n", 1, 1, "bad-key", "hint: write `housing`\n"
    ),
    "a capital in a place that others name": Slip(
        PLACES, "leeds: {", "Leeds: {", 1, 1, "bad-key", "hint: write `leeds`\n"
    ),
    "a capital in a source's id": Slip(
        MILL,
        "  - id: society",
        "  - id: Society",
        104,
        9,
        "bad-key",
        "write `society`, as its marks have it",
    ),
    "a space in a source's id that its marks have not": Slip(
        MILL,
        "  - id: society",
        "  - id: so ciety",
        104,
        9,
        "bad-key",
        "write `society`, as its marks have it",
    ),
    # The lines of dashes
    "an empty line above the first dashes": Slip(
        ABOUT, "---\ntitle", "\n---\ntitle", 1, 1, "no-front-matter", "an empty line stands above"
    ),
    "empty lines above the first dashes": Slip(
        ABOUT, "---\ntitle", "\n  \n\n---\ntitle", 1, 1, "no-front-matter", "delete them, so that the file"
    ),
    "the first dashes twice": Slip(
        ABOUT, "---\ntitle", "---\n---\ntitle", 2, 1, "no-fields", "delete one of the two lines of dashes"
    ),
    "the first dashes twice, and a line between": Slip(
        ABOUT, "---\ntitle", "---\n\n---\ntitle", 3, 1, "no-fields", "line 3 closes the front matter at once"
    ),
    "a dash and a hyphen first": Slip(
        ABOUT, "---\ntitle", "—-\ntitle", 1, 1, "no-front-matter", "three hyphens, `---`, in place of `—-`"
    ),
    "four hyphens first": Slip(
        ABOUT, "---\ntitle", "----\ntitle", 1, 1, "no-front-matter", "in place of `----`"
    ),
    "stars first": Slip(ABOUT, "---\ntitle", "***\ntitle", 1, 1, "no-front-matter", "in place of `***`"),
    "a space before the first dashes": Slip(
        ABOUT, "---\ntitle", " ---\ntitle", 1, 1, "no-front-matter", "without a space before them"
    ),
    "the first dashes and a dash": Slip(
        ABOUT, "---\ntitle", "---\n—-\ntitle", 2, 1, "bad-yaml", "line 1 begins the front matter already"
    ),
    "the first dashes left out": Slip(
        ABOUT, "---\ntitle", "title", 1, 1, "no-front-matter", "`---`, above the first field\n"
    ),
    "a dash that should close": Slip(
        MILL,
        "\n---\n\nThe tenants",
        "\n–––\n\nThe tenants",
        128,
        1,
        "unclosed-front-matter",
        "write three hyphens, `---`, in place of `–––`",
    ),
    "a space before the last dashes": Slip(
        MILL,
        "\n---\n\nThe tenants",
        "\n ---\n\nThe tenants",
        128,
        1,
        "unclosed-front-matter",
        "without a space before them",
    ),
    "a line of hyphens between fields": Slip(
        MILL, "\nstatus: ended", "\n-----\nstatus: ended", 28, 1, "bad-yaml", "hint: delete it; no line"
    ),
    "a correction before the page": Slip(
        MILL,
        "  - date: 2026-10-03",
        "  - date: 2026-09-03",
        22,
        11,
        "dates-out-of-order",
        "this day and `publ",
    ),
    "an edition of another month": _value(
        NOVEMBER,
        "published",
        "published: 2026-09-15",
        12,
        "edition-name",
        "write a day in November 2026 or, if the day is right, call the file `2026-09.md`",
    ),
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
        MILL, "    - The roof leaks.", "    - Dear *|FNAME|*, it leaks.", 70, 12, "placeholder", "`*|FNAME|*`"
    ),
    "a placeholder in a body": Slip(
        MILL,
        "\nThe tenants met",
        "\nDear {{ first_name }}, the tenants met",
        130,
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
    "a name in square brackets": Slip(
        NOVEMBER, "\nThis month", "\nDear [First name], this month", 49, 6, "placeholder", "`[First name]`"
    ),
    "a name in square brackets in a subject": _value(
        NOVEMBER, "subject", 'subject: "Hi [name], read this"', 14, "placeholder", "`Dear reader`"
    ),
    "a former address out of a browser": Slip(
        ABOUT,
        "  - /who-we-are/",
        "  - https://commons.example/who-we-are/",
        20,
        5,
        "bad-redirect",
        "write it without the site's own address: `/who-we-are/`",
    ),
    "a colon in a sentence of a list": Slip(
        MILL,
        "    - The roof leaks.",
        "    - Money: do not lean on one.[^society]",
        70,
        7,
        "not-text",
        "put the whole value in quotation marks: a colon stands in it",
    ),
    "a second front matter": Slip(
        ABOUT,
        "---\ntitle: About the Commons",
        "---\ntitle: Untitled\nsummary: What we are.\n---\n---\ntitle: About the Commons",
        5,
        1,
        "bad-yaml",
        "keep the fields of one",
    ),
    "a day in another decade": Slip(
        "content/pages/contribute.md",
        "title: Write with us",
        "published: 2062-10-01\ntitle: Write with us",
        2,
        12,
        "future-date",
        "write the year you mean",
    ),
    "words at the end that an address has too": _value(
        ABOUT,
        "summary",
        "summary: Mind https://x.example/Foo_(a)_b_ and _b_ too",
        48,
        "leftover-markup",
        "take out the signs: `b`",
    ),
    "an address that begins twice": Slip(
        MILL,
        "url: https://www.leeds.example/mill",
        "url: https://https://www.leeds.example/mill",
        97,
        10,
        "bad-address",
        "it begins twice: write https://www.leeds.example/mill",
    ),
    "an address of one's own machine": Slip(
        MILL,
        "url: https://www.leeds.example/mill",
        "url: http://localhost:8000/case-studies/old-mill/",
        97,
        10,
        "bad-address",
        "write where others find it",
    ),
    "fields of a tag that are not set in": Slip(
        "content/tags.yaml",
        "housing:\n  title:",
        "health:\ntitle: Health\ndefinition: How people keep well.\nhousing:\n  title:",
        1,
        1,
        "missing-value",
        "set `title` and `definition` two spaces in, below `health`",
    ),
    "two sources where one stands": Slip(
        MILL,
        "role: First chair, 2013\n    source: council",
        "role: First chair, 2013\n    source: council, society",
        42,
        13,
        "unknown-source",
        "one source stands here",
    ),
    "a mark where an id stands": Slip(
        MILL,
        "role: First chair, 2013\n    source: council",
        'role: First chair, 2013\n    source: "[^council]"',
        42,
        13,
        "unknown-source",
        "write `council`",
    ),
    # Notes to oneself
    "a note in a title": _value(
        ABOUT, "title", 'title: "DRAFT - About us"', 9, "note-to-self", "`DRAFT` would be published"
    ),
    "a note in brackets": _value(
        ABOUT, "title", 'title: "[DRAFT] About us"', 9, "note-to-self", "`[DRAFT]` would be published"
    ),
    "a note in a lesson": _value(
        MILL, "lesson", "lesson: TK. A roof comes first.[^society]", 9, "note-to-self", "`TK`"
    ),
    "a note that is all": _value(
        ABOUT, "summary", "summary: TBC", 10, "note-to-self", "write what is to come"
    ),
    "a note in a list": Slip(
        MILL, "    - The roof leaks.", "    - TODO the roof leaks.", 70, 7, "note-to-self", "`TODO` would"
    ),
    "a note in a body": Slip(
        MILL, "\nThe roof leaked", "\nTODO: the roof leaked", 134, 1, "note-to-self", "or take it out"
    ),
    "a note on a second line": Slip(
        MILL, "\nThe roof leaked", "\nTODO ask Ann\nThe roof leaked", 134, 1, "note-to-self", "or take it out"
    ),
    "a note for a heading": Slip(
        MILL, "\nThe roof leaked", "\n### TK\n\nThe roof leaked", 134, 5, "note-to-self", "`TK` would be"
    ),
    "a note that stops": Slip(
        MILL, "\nThe roof leaked", "\nTK. More on the roof leaked", 134, 1, "note-to-self", "`TK` would be"
    ),
    "a note for an office": Slip(
        MILL, "role: First chair, 2013", "role: TBC", 41, 11, "note-to-self", "write what is to come"
    ),
    "an answer for a subject": _value(
        NOVEMBER, "subject", 'subject: "RE: How tenants bought a mill"', 11, "note-to-self", "`RE:` would be"
    ),
    "a note in an answer": _value(
        NOVEMBER, "subject", 'subject: "Fwd: [DRAFT] Tenants"', 11, "note-to-self", "`Fwd: [DRAFT]` would be"
    ),
    "a shortcode in a body": Slip(
        MILL,
        "\nThe tenants met",
        "\n{{< youtube abc >}} the tenants met",
        130,
        1,
        "placeholder",
        "there are no shortcodes here: write a link",
    ),
    "a tag of a template in a body": Slip(
        MILL,
        "\nThe tenants met",
        "\n{% include a.html %} the tenants met",
        130,
        1,
        "placeholder",
        "there are no shortcodes here: write a link",
    ),
    # Addresses that are wrong twice
    "a heading as an anchor": Slip(
        MILL,
        "(preston.md#outcomes)",
        "(preston.md#What went wrong)",
        134,
        73,
        "broken-anchor",
        "`content/case-studies/preston.md` has no part",
    ),
    "the size of a picture": Slip(
        MILL,
        "\nThe tenants met",
        '\n![A yard](../images/yard.png =300x200){: credit="A" licence="CC0"}\n\nThe tenants met',
        130,
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
    "two signs of HTML in a title": _value(
        ABOUT,
        "title",
        "title: Labour&#39;s covenant &amp; a plan",
        14,
        "leftover-markup",
        "; 1 more is so, here",
    ),
    "two words read wrongly in a title": _value(
        ABOUT,
        "title",
        "title: Itâ€™s so, heâ€™d say, for Â£13,000",
        8,
        "leftover-markup",
        "; 2 more are so, here",
    ),
    "a bracket left open in a summary": _value(
        ABOUT,
        "summary",
        "summary: What he claimed in the hall (and what came of it.",
        38,
        "unfinished",
        "never closes",
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
        90,
        19,
        "leftover-markup",
        "take out the signs: `tenants`",
    ),
    "a link in a value of several lines": Slip(
        MILL,
        "  first_step: Ring the owner.[^society]",
        "  first_step: >-\n    Ring the owner.[^society] Then\n    [ask](https://mill.example/) him",
        67,
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
        67,
        20,
        "leftover-markup",
        "write `[^society]`",
    ),
    "a link in a reason": Slip(
        MILL,
        "  reason: Every tenant",
        "  reason: By [law](https://mill.example) every tenant",
        85,
        16,
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
        107,
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
        57,
        13,
        "unknown-source",
        "the ids here are: council, society",
    ),
    # What has lost a sign or a name
    "an entry without its field's name": Slip(
        NOVEMBER,
        "  - study: ../case-studies/old-mill.md\n",
        "  - ../case-studies/old-mill.md\n",
        30,
        5,
        "bad-yaml",
        "hint: write `- study: ../case-studies/old-mill.md`",
    ),
    "no comma behind plain words in braces": Slip(
        PLACES,
        "{name: Leeds, lat: 53.8",
        "{name: Leeds lat: 53.8",
        1,
        21,
        "bad-yaml",
        "a comma is missing before `lat`",
    ),
    "no comma behind quotation marks in braces": Slip(
        PLACES,
        "{name: Leeds, lat: 53.8",
        '{name: "Leeds" lat: 53.8',
        1,
        23,
        "bad-yaml",
        "a comma is missing before `lat`",
    ),
    "both coordinates in one field": Slip(
        PLACES,
        "lat: 53.8, lon: -1.55",
        "lat: 53.8,-1.55",
        1,
        27,
        "bad-number",
        "hint: write `lat: 53.8, lon: -1.55`",
    ),
    "a source mark where an id is wanted": Slip(
        MILL,
        "    unit: pounds a month\n    source: council\n",
        "    unit: pounds a month\n    source: [^council]\n",
        57,
        13,
        "not-text",
        "hint: write `council` alone",
    ),
    "a surname first": Slip(
        MILL,
        "authors:\n  - A. Author\n",
        "authors: [Shah, Priya]\n",
        10,
        17,
        "comma-in-value",
        "write `Priya Shah`",
    ),
    "a gap in a field": _value(
        ABOUT, "summary", "summary: We began in ??? here.", 22, "note-to-self", "`???` would be published"
    ),
    "words that fill a field": _value(
        ABOUT, "summary", "summary: Lorem ipsum, and so on.", 10, "note-to-self", "`Lorem ipsum` would be"
    ),
    "words that fill a body": Slip(
        MILL,
        "\nThe tenants met",
        "\nLorem ipsum dolor sit amet.\n\nThe tenants met",
        130,
        1,
        "note-to-self",
        "Lorem",
    ),
    # What other tools leave, and what no field holds
    "a letter that was lost in a field": _value(
        ABOUT, "summary", "summary: The caf\ufffd is open.", 14, "leftover-markup", "read wrongly"
    ),
    "a letter read wrongly in a field": _value(
        ABOUT, "summary", "summary: It costs Â£5 a head.", 19, "leftover-markup", "read wrongly"
    ),
    "a chatbot's mark in a field": _value(
        ABOUT,
        "summary",
        "summary: We share power. citeturn0search0",
        26,
        "leftover-markup",
        "a chatbot left it",
    ),
    "a comment out of Word in a field": _value(
        ABOUT, "summary", "summary: The hall [JS1]opened.", 19, "leftover-markup", "a word processor left"
    ),
    "two apostrophes for a quotation mark in a field": _value(
        ABOUT, "summary", "summary: It was ''a gift'' to all.", 17, "leftover-markup", "write `‘a gift’`"
    ),
    "a sign for a new line in a field": _value(
        ABOUT, "summary", r"summary: One line.\nAnother line.", 19, "leftover-markup", "write a space"
    ),
    "a list in a field": Slip(
        NOVEMBER,
        "  text: Ask what the mill costs.",
        "  text: >-\n    - Look on the website.\n    - Ring them.",
        45,
        5,
        "leftover-markup",
        "write it in sentences, or put it into the text below",
    ),
    "a list behind a colon in a field": Slip(
        NOVEMBER,
        "  text: Ask what the mill costs.",
        "  text: >-\n    Do this:\n    1. Look on the website.\n    2. Ring them.",
        46,
        5,
        "leftover-markup",
        "write it in sentences",
    ),
    "a heading in a field": Slip(
        NOVEMBER,
        "  text: Ask what",
        "  text: >-\n    ## Ask\n    what",
        45,
        5,
        "leftover-markup",
        "sentences",
    ),
    "an address that goes by way of Outlook": Slip(
        MILL,
        "url: https://www.leeds.example/mill",
        "url: https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.org%2Fb&data=05%7C02%7Cjane%40a.org",
        97,
        10,
        "bad-address",
        "write `https://a.org/b`",
    ),
    "an address that says who follows it": Slip(
        MILL,
        "url: https://www.leeds.example/mill",
        "url: https://www.leeds.example/mill?utm_source=x",
        97,
        10,
        "bad-address",
        "write `https://www.leeds.example/mill`",
    ),
    "a letter's link that goes by way of Google": Slip(
        NOVEMBER,
        "\nThis month",
        "\nSee [it](https://www.google.com/url?q=https://a.org/b&sa=D). This month",
        49,
        10,
        "letter-links",
        "write `https://a.org/b`",
    ),
    "a letter's link that goes by way of Mailchimp": Slip(
        NOVEMBER,
        "\nThis month",
        "\nSee [it](https://newpower.us12.list-manage.com/track/click?u=abc&id=12). This month",
        49,
        10,
        "letter-links",
        "open it, and write the address it leads to",
    ),
    "a link that a mail program would fill in": Slip(
        NOVEMBER,
        "\nThis month",
        "\n[View this email in your browser](*|ARCHIVE|*)\n\nThis month",
        49,
        35,
        "placeholder",
        "take the whole link out",
    ),
    "a bullet of a font of Word's": Slip(
        MILL,
        "\nThe tenants met",
        "\n\uf0b7 volunteers\n\nThe tenants met",
        130,
        1,
        "control-character",
        "begin each item with `- `",
    ),
    "a sign of a font of Word's": Slip(
        MILL,
        "\nThe tenants met",
        "\nThe \uf0e0 tenants met",
        130,
        5,
        "control-character",
        "type what it showed",
    ),
    "what stands for a picture": Slip(
        MILL,
        "\nThe tenants met",
        "\nThe\ufffc tenants met",
        130,
        4,
        "control-character",
        "a picture stood there",
    ),
    "two tags without a comma": Slip(
        MILL,
        "tags:\n  - housing\n",
        "tags: [housing money]\n",
        8,
        8,
        "unknown-tag",
        "write `housing, money`",
    ),
    "a note behind an address": _address(
        '"https://www.leeds.example/mill (accessed 20 November 2026)"',
        "write the address alone: https://www.leeds.example/mill",
    ),
    "a list in a field behind a colon": Slip(
        ABOUT,
        "\nsummary: Who we are and what we publish.\n",
        "\nsummary: >-\n  You need:\n  - a councillor\n  - a treasurer\n",
        5,
        3,
        "leftover-markup",
        "`- a` is shown as it stands",
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


def test_two_slips_in_one_field_are_both_told(project: Project) -> None:
    former = _value(ABOUT, "summary", "", 1, "", "").former
    project.change(ABOUT, former, "\nsummary: They met in the the hall of May , and won.\n")
    found = project.check().told
    assert [(one.code, one.column) for one in found] == [("given-twice", 22), ("odd-space", 38)]


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
        (MILL, 130, "broken-link"),
        (PLACES, 1, "bad-yaml"),
        (PLACES, 2, "unknown-word"),
    ]


def test_the_whole_address_of_a_page_that_this_site_lacks_is_told(project: Project) -> None:
    project.page("See [the mill](https://commons.example/case-studies/old-mil/#power).\n")
    told = project.check().only
    assert (told.line, told.column, told.code) == (6, 16, "broken-link")
    assert "did you mean `../case-studies/old-mill.md`?" in project.check().output


@pytest.mark.parametrize(
    "address",
    ["", "/", "/case-studies/old-mill/", "/case-studies/mill/", "/tags/housing/", "/feed.xml", "/about"],
)
def test_the_whole_address_of_what_this_site_has_is_let_be(project: Project, address: str) -> None:
    project.page(f"See [the mill](https://commons.example{address}).\n")
    assert project.check().told == ()


def test_a_copy_that_was_left_behind_is_told_at_the_later(project: Project) -> None:
    first = project.page(fields="published: 2026-10-03\n").read_text(encoding="utf-8")
    project.write("content/pages/new-2.md", first.replace("10-03", "10-02"))
    outcome = project.check()
    assert (outcome.only.file, outcome.only.line, outcome.only.code) == (
        "content/pages/new.md",
        2,
        "given-twice",
    )
    assert "`content/pages/new-2.md` has this title" in outcome.output


def test_a_picture_that_nothing_shows_is_told(project: Project) -> None:
    (project.root / "content/images/hall.png").write_bytes(
        (project.root / "content/images/yard.png").read_bytes()
    )
    told = project.check().only
    assert (told.file, told.code) == ("content/images/hall.png", "unknown-file")


def test_a_picture_is_not_told_to_be_idle_while_a_name_leads_to_none(project: Project) -> None:
    (project.root / "content/images/hall.png").write_bytes(
        (project.root / "content/images/yard.png").read_bytes()
    )
    project.page('![A hall](../images/hal.png){: credit="A. Member" licence="CC BY 4.0"}\n')
    assert project.check().only.code == "broken-image"


def test_a_document_that_a_link_names_is_told_at_the_link(project: Project) -> None:
    project.write("content/pages/plan.pdf", b"%PDF")
    assert project.check().codes == ["unknown-file"]
    project.page(body="See [the plan](plan.pdf).\n")
    only = project.check().only
    assert (only.file, only.code) == ("content/pages/new.md", "bad-link")


def test_the_nearest_part_of_a_page_is_told_as_it_is_written_in_a_link(project: Project) -> None:
    body = "See [it](#what-went-wrng) and [that](../case-studies/old-mill.md#the-tenant).\n\n## What went wrong\n\nAll.\n"
    project.page(body=body)
    output = project.check().output
    assert "hint: did you mean `#what-went-wrong`?" in output


def test_signs_of_a_question_in_a_sentence_are_no_gap(project: Project) -> None:
    project.page("Who decides?? They asked: what??? And “??” is a sign.\n")
    assert project.check().told == ()


FILES = {
    "content/pages/u-s.md.md": ("bad-file-name", "a full stop stands in it\n", "call it `u-s.md`"),
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
        "see https://mill.example/Foo_(bar)_baz_",
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


@pytest.mark.parametrize("when", ["2009-10-31", "2009-11", "2010-09"])
def test_a_month_that_can_be_no_financial_year_is_a_month(when: str, project: Project) -> None:
    project.change(MILL, "      when: 2013-01", f"      when: {when}")
    assert project.check().output == "nothing to mend\n"


def test_a_month_beside_another_is_a_month(project: Project) -> None:
    project.change(MILL, "      when: 2013-01", "      when: 2009-10")
    project.change(MILL, "      when: by 2019", "      when: by 2019-03")
    assert project.check().output == "nothing to mend\n"


def test_a_rule_of_the_body_is_not_taken_for_the_dashes_above_it(project: Project) -> None:
    project.change(ABOUT, "\n---\n\n", "\n\nWords.\n\n***\n\n")
    told = project.check().only
    assert (told.line, told.code) == (1, "unclosed-front-matter")


def test_a_key_that_is_taken_is_not_offered(project: Project) -> None:
    project.change(TAGS, "unused:", "Housing:")
    assert "hint: use lower-case letters" in project.check().output


def test_no_key_is_offered_that_can_be_none(project: Project) -> None:
    project.change(TAGS, "energy:\n", "Enargy:\n")
    project.change(MILL, "\n  - housing\n", "\n  - enargi\n")
    assert "did you mean `Enargy`" not in project.check().output


RENAMED = {
    "content/case-studies/old-mill.md.txt": ("unknown-file", "rename it to `old-mill.md`"),
    "content/case-studies/old-mill.markdown": ("unknown-file", "rename it to `old-mill.md`"),
    "content/case-studies/old-mill.MD": ("unknown-file", "rename it to `old-mill.md`"),
    "content/tags.yml": ("missing-file", "rename `content/tags.yml` to `tags.yaml`"),
    "content/Tags.yaml.txt": ("missing-file", "rename `content/Tags.yaml.txt` to `tags.yaml`"),
    "content/editions/November 2026.md": ("edition-name", "call it `2026-11.md`"),
    "content/editions/2026_11.md": ("edition-name", "call it `2026-11.md`"),
    "content/editions/no-2.md": ("edition-name", "call it `2026-11.md`"),
}


@pytest.mark.parametrize("path", RENAMED)
def test_a_file_that_was_renamed_is_told_once_with_the_name_it_needs(path: str, project: Project) -> None:
    former = {"case-studies": MILL, "editions": NOVEMBER}.get(path.split("/")[1], TAGS)
    (project.root / former).rename(project.root / path)
    outcome = project.check()
    code, words = RENAMED[path]
    assert (outcome.only.file, outcome.only.severity) == (path if former != TAGS else TAGS, "error")
    assert (outcome.only.code, words in outcome.output) == (code, True), outcome.output


@pytest.mark.parametrize("name", ["old-mill.md.txt", "old-mill.markdown"])
def test_a_copy_beside_its_file_is_no_content(name: str, project: Project) -> None:
    project.write(f"content/case-studies/{name}", written(MILL))
    outcome = project.check()
    assert (outcome.only.severity, outcome.only.code) == ("warning", "unknown-file")
    assert "`old-mill.md` beside it is read" in outcome.output


def test_a_folder_that_was_renamed_is_told_once(project: Project) -> None:
    (project.root / "content/case-studies").rename(project.root / "content/case_studies")
    outcome = project.check()
    assert (outcome.only.file, outcome.only.code) == ("content/case_studies", "unknown-folder")
    assert "call it `content/case-studies`" in outcome.output


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-03"])
def test_an_edition_of_the_last_or_first_of_days_is_told_and_no_crash(day: str, project: Project) -> None:
    project.change(NOVEMBER, "published: 2026-11-15", f"published: {day}")
    assert "edition-name" in project.check().codes


def test_a_name_with_a_space_nobody_sees_is_told_with_a_better_one(project: Project) -> None:
    project.write("content/images/Screenshot 2026 at 10\u202fAM.png", b"\x89PNG")
    only = project.check().only
    assert (only.code, only.message) == (
        "bad-file-name",
        "a sign that cannot be seen stands in this file's name",
    )
    assert "`screenshot-2026-at-10-am.png`" in project.check().output


def test_a_file_is_said_to_be_read_only_where_it_stands(project: Project) -> None:
    text = (project.root / MILL).read_bytes()
    project.write("content/case-studies/zeta.markdown", text)
    project.write("content/case-studies/zeta.mkd", text)
    assert "`zeta.md` beside it is read" not in project.check().output


def test_an_edition_may_go_out_on_the_eve_of_its_month(project: Project) -> None:
    project.change(NOVEMBER, "published: 2026-11-15", "published: 2026-10-30")
    assert "edition-name" not in project.check().codes


@pytest.mark.parametrize(
    "words",
    [
        "TK Maxx came to town",
        "TBC Bank paid",
        "Todo sobre mi madre",
        "Drafted by all",
        "XXX Congress",
        "Re: us",
    ],
)
def test_a_title_that_begins_like_a_note_is_a_title(words: str, project: Project) -> None:
    project.page(body=f"{words}.\n")
    project.change(ABOUT, "title: About the Commons", f'title: "{words}"')
    assert "note-to-self" not in project.check().codes


@pytest.mark.parametrize(
    ("words", "column", "note"),
    [
        ("About TBC members joined.", 7, "TBC"),
        ("About XX members joined.", 7, "XX"),
        ("XX people joined.", 1, "XX"),
        ("Up to XXX per cent joined.", 7, "XXX"),
        ("They joined, see link??", 18, "link??"),
        ("They began in 2014??, it says.", 15, "2014??"),
    ],
)
def test_a_gap_in_a_sentence_is_told(words: str, column: int, note: str, project: Project) -> None:
    project.page(body=f"So it was.\n\n{words}\n")
    only = project.check().only
    assert (only.code, only.column) == ("note-to-self", column)
    assert f"`{note}` would be published" in project.check().output


@pytest.mark.parametrize(
    "words",
    [
        "The XX century, and Pope John XX was there.",
        "Women have XX chromosomes.",
        "We went to TBC Bank and to TK Maxx shops.",
        "Really?? They did what??",
        "In the XX Games they ran.",
    ],
)
def test_what_looks_like_a_gap_is_left_in_peace(words: str, project: Project) -> None:
    project.page(body=f"So it was.\n\n{words}\n")
    assert "note-to-self" not in project.check().codes


def test_a_draft_may_hold_notes(project: Project) -> None:
    project.page(fields="draft: true\n", body="TODO: all of it.\n")
    assert "note-to-self" not in project.check().codes


def test_words_in_square_brackets_are_words_elsewhere(project: Project) -> None:
    project.page(body="They wrote: “Dear [name], you owe us rent.”\n")
    project.change(NOVEMBER, "\nThis month", "\nDear [friends](../pages/about.md), this month")
    assert "placeholder" not in project.check().codes


@pytest.mark.parametrize("end", ["Mill_(Leeds)", "Inc%2E", "?a=b", "mill/"])
def test_an_address_may_end_as_addresses_do(end: str, project: Project) -> None:
    project.change(MILL, "url: https://www.leeds.example/mill", f"url: https://www.leeds.example/{end}")
    assert project.check().output == "nothing to mend\n"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/pages/who-we-were.md", "/who-we-were/"),
        ("/who-we-were.md", "/who-we-were/"),
        ("/who-we-were.md/", "/who-we-were/"),
        ("content/case-studies/old.md", "/case-studies/old/"),
        ("../case-studies/old.md", "/case-studies/old/"),
        ("case-studies/old", "/case-studies/old/"),
        ("/case-studies/old", "/case-studies/old/"),
    ],
)
def test_a_former_address_is_written_out_where_it_is_known_which_was_meant(
    typed: str, meant: str, project: Project
) -> None:
    project.change(ABOUT, "  - /who-we-are/", f"  - {typed}")
    checked = project.check()
    assert (checked.only.code, checked.only.line) == ("bad-redirect", 20)
    assert f"hint: write `{meant}`" in checked.output
    project.change(ABOUT, f"  - {typed}", f"  - {meant}")
    assert project.check().output == "nothing to mend\n"


def test_a_tag_begun_as_a_copy_of_another_is_told_to_have_a_key_of_its_own(project: Project) -> None:
    project.change(
        "content/tags.yaml",
        "energy:\n",
        "money:\n  title: Tenants’ rights\n  definition: People who rent, and what they do together.\nenergy:\n",
    )
    checked = project.check()
    assert "duplicate-field" in checked.codes
    assert "hint: give this one a key of its own, such as `tenants-rights`" in checked.output


@pytest.mark.parametrize(
    "words",
    [
        "It was \u00a307 900 and then 10,000 of 2019 to 2021.",
        "Section 0123/4567 of 12 July 2010.",
        "See https://fa.wikipedia.example/%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88%D8%A7%D9%86%D9%85 there.",
    ],
)
def test_what_only_looks_private_or_unseen_in_a_letter_is_left_alone(project: Project, words: str) -> None:
    project.change(LETTER, "its key.", f"its key. {words}")
    assert {"private-address", "bad-link"}.isdisjoint(project.check().codes)
