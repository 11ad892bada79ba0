"""Slips in front matter and data files, what is told of them, and that the hint, followed to the letter, mends them.

Each row is a change of one file of the made-up publication, the one thing that is told of it, and
what stands there once an editor has done as told.
"""

from __future__ import annotations

import time
from typing import NamedTuple

import pytest

from newsletter.content.reading.put_right import put_right
from tests.made_up import ABOUT, MILL, NOVEMBER, written
from tests.projects import Project

PLACES, TAGS, SITE = "content/places.yaml", "content/tags.yaml", "content/site.yaml"
_NBSP, _NO_WIDTH = "\u00a0", "\u200b"


class Slip(NamedTuple):
    """Words of a file, what was typed in their place, where and how it is told, and what the hint makes of them."""

    path: str
    former: str
    typed: str
    line: int
    column: int
    code: str
    hint: str
    mended: str


def _same(path: str, former: str, typed: str, line: int, column: int, code: str, hint: str) -> Slip:
    """A slip whose hint leads back to what stood there."""
    return Slip(path, former, typed, line, column, code, hint, former)


_TAGS = "tags:\n  - housing\nauthors:\n  - A. Author\nimage:\n  file: ../images/yard.png\n  alt: A yard with a pump\n"

_MONEY = "  - what: The purchase\n    amount: £1m\n    when: 2013\n    source: council\n"


_SOCIETY = (
    "  - id: society\n    title: Our own years\n    publisher: The Mill Society\n"
    "    evidence: own-report\n    relationship: self\n"
)


def _money(first: str, second: str = '{what: "The roof", amount: "£2m", when: 2014, source: council}') -> str:
    """Two sums of money, each between braces."""
    return f"  - {first}\n  - {second}\n"


def _unpaired(first: str, column: int, hint: str, mended: str) -> Slip:
    """The first of two sums of money, in which a quotation mark was lost."""
    return Slip(MILL, _MONEY, _money(first), 60, column, "bad-yaml", hint, _money(mended))


SLIPS = {
    # A colon lost
    "a colon lost between braces": Slip(
        MILL,
        "    before:\n      value: £500\n      when: 2013-01\n      source: society\n",
        '    before: {value: "£500", when 2013-01}\n',
        49,
        29,
        "bad-yaml",
        "write `when: 2013-01`; if that belongs to `value`, write",
        '    before: {value: "£500", when: 2013-01}\n',
    ),
    "a colon lost behind the first name between braces": Slip(
        MILL,
        "    before:\n      value: £500\n      when: 2013-01\n      source: society\n",
        '    before: {value "£500", when: 2013-01}\n',
        49,
        14,
        "bad-yaml",
        'write `value: "£500"`',
        '    before: {value: "£500", when: 2013-01}\n',
    ),
    "a colon lost behind the first name of an entry": _same(
        MILL,
        "  - what: The purchase",
        "  - what The purchase",
        60,
        5,
        "bad-yaml",
        "write `- what: The purchase`",
    ),
    "a colon lost on a line": _same(
        MILL,
        "    when: 2013\n    source",
        "    when 2013\n    source",
        62,
        5,
        "bad-yaml",
        "write `when: 2013`, or",
    ),
    "a colon lost above a list": _same(MILL, "tags:\n", "tags\n", 8, 1, "bad-yaml", "write `tags:`, or"),
    "words with a comma that begin with a name": Slip(
        MILL,
        _MONEY,
        "  - {what: Land, when it came, amount: £1m, source: council}\n",
        60,
        16,
        "comma-in-value",
        'write `what: "Land, when it came"`',
        '  - {what: "Land, when it came", amount: £1m, source: council}\n',
    ),
    "an equals sign for a colon": _same(
        MILL, "status: ended", "status = ended", 28, 1, "bad-yaml", "write `status: ended`, or"
    ),
    "a semicolon for a colon": _same(
        MILL, "status: ended", "status; ended", 28, 1, "bad-yaml", "write `status: ended`, or"
    ),
    "a wide colon": _same(
        MILL, "status: ended", "status：ended", 28, 1, "bad-yaml", "write `status: ended`, or"
    ),
    "a comma twice": Slip(
        MILL,
        "tags:\n  - housing\n",
        "tags: [housing,, money]\n",
        8,
        16,
        "bad-yaml",
        "take it out",
        "tags: [housing, money]\n",
    ),
    "a dash twice": _same(MILL, "  - housing\n", "  - - housing\n", 9, 5, "not-text", "one dash"),
    # Too far in
    "a tag within the one above": _same(
        TAGS,
        "unused:\n  title: Nothing yet\n  definition: No case study stands under it, so it has no page.",
        "  unused:\n    title: Nothing yet\n    definition: No case study stands under it, so it has no page.",
        11,
        3,
        "unknown-field",
        "take out two spaces before it, and before the lines below",
    ),
    "a tag that is used, within the one above": _same(
        TAGS,
        "money:\n  title: Money\n  def",
        "  money:\n    title: Money\n    def",
        5,
        3,
        "unknown-field",
        "take out two spaces before it, and before the lines below",
    ),
    "a tag one space too far in": _same(
        TAGS,
        "money:\n  title: Money\n  def",
        " money:\n   title: Money\n   def",
        5,
        2,
        "bad-yaml",
        "take out a space before it, and before the two lines below it",
    ),
    "a field of a tag too far in": _same(
        TAGS,
        "  definition: Who issues",
        "    definition: Who issues",
        7,
        5,
        "bad-yaml",
        "take out two spaces before it",
    ),
    "a group too far in, below a list": _same(
        MILL,
        "power:\n  before: A landlord decided.[^council]\n  after:",
        "  power:\n    before: A landlord decided.[^council]\n    after:",
        43,
        3,
        "bad-yaml",
        "take out two spaces before it, and before the two lines below it",
    ),
    "a field too far in, below a list": _same(
        MILL, "status: ended\n", "  status: ended\n", 28, 3, "bad-yaml", "take out two spaces before it"
    ),
    # A quotation mark lost
    "the closing mark lost, above lines with others": _unpaired(
        '{what: "The purchase", amount: "£220,000, when: 2013, source: council}',
        36,
        'write `amount: "£220,000"`',
        '{what: "The purchase", amount: "£220,000", when: 2013, source: council}',
    ),
    "the closing mark lost, before others on its line": _unpaired(
        '{what: "The purchase, amount: "£220,000", when: 2013, source: council}',
        12,
        'write `what: "The purchase"`',
        '{what: "The purchase", amount: "£220,000", when: 2013, source: council}',
    ),
    "the closing mark lost, at the end of its line": _unpaired(
        '{what: "The purchase", amount: "£1m", source: "council}',
        51,
        'write `source: "council"`',
        '{what: "The purchase", amount: "£1m", source: "council"}',
    ),
    "a single closing mark lost": Slip(
        MILL,
        _MONEY,
        _money(
            "{what: The purchase, amount: '£220,000, when: 2013, source: council}",
            "{what: 'The roof', amount: '£2m', source: council}",
        ),
        60,
        34,
        "bad-yaml",
        "write `amount: '£220,000'`",
        _money(
            "{what: The purchase, amount: '£220,000', when: 2013, source: council}",
            "{what: 'The roof', amount: '£2m', source: council}",
        ),
    ),
    "a single closing mark lost, above an apostrophe": Slip(
        MILL,
        _MONEY,
        _money(
            "{what: The purchase, amount: '£220,000, when: 2013, source: council}",
            "{what: The mill's roof, amount: £2m, source: council}",
        ),
        60,
        34,
        "bad-yaml",
        "write `amount: '£220,000'`",
        _money(
            "{what: The purchase, amount: '£220,000', when: 2013, source: council}",
            "{what: The mill's roof, amount: £2m, source: council}",
        ),
    ),
    "the closing mark lost in the last of the lines": Slip(
        MILL,
        _MONEY,
        _money(
            '{what: "The roof", amount: "£2m", source: council}',
            '{what: "The purchase", amount: "£220,000, when: 2013, source: council}',
        ),
        61,
        36,
        "bad-yaml",
        'write `amount: "£220,000"`',
        _money(
            '{what: "The roof", amount: "£2m", source: council}',
            '{what: "The purchase", amount: "£220,000", when: 2013, source: council}',
        ),
    ),
    "the closing mark lost in a group between braces": Slip(
        MILL,
        "    before:\n      value: £500\n      when: 2013-01\n      source: society\n"
        "    after:\n      value: £400\n      when: by 2019\n",
        '    before: {value: "£500, when: 2013-01}\n    after: {value: "£400", when: by 2019}\n',
        49,
        21,
        "bad-yaml",
        'write `value: "£500"`',
        '    before: {value: "£500", when: 2013-01}\n    after: {value: "£400", when: by 2019}\n',
    ),
    "the closing mark of a title lost": Slip(
        ABOUT,
        "title: About the Commons\nsummary: Who we are and what we publish.\n",
        'title: "About the Commons\nsummary: "Who we are and what we publish."\n',
        2,
        8,
        "bad-yaml",
        'write `title: "About the Commons"`',
        'title: "About the Commons"\nsummary: "Who we are and what we publish."\n',
    ),
    "the closing mark of a field of an entry lost": Slip(
        MILL,
        "    title: Our own years\n    publisher: The Mill Society\n",
        '    title: "Our own years\n    publisher: "The Mill Society"\n',
        105,
        12,
        "bad-yaml",
        'write `title: "Our own years"`',
        '    title: "Our own years"\n    publisher: "The Mill Society"\n',
    ),
    "the closing mark of an entry lost": Slip(
        MILL,
        "    - The roof leaks.[^society]\n    - Meetings run late.[^society]\n",
        '    - "The roof leaks.[^society]\n    - "Meetings run late.[^society]"\n',
        70,
        7,
        "bad-yaml",
        'write `- "The roof leaks.[^society]"`',
        '    - "The roof leaks.[^society]"\n    - "Meetings run late.[^society]"\n',
    ),
    "the opening mark lost": _unpaired(
        '{what: "The purchase", amount: £220,000", when: 2013, source: council}',
        36,
        'write `amount: "£220,000"`',
        '{what: "The purchase", amount: "£220,000", when: 2013, source: council}',
    ),
    "the opening mark lost, before no comma": _unpaired(
        '{what: The purchase", amount: "£220,000", when: 2013, source: council}',
        12,
        'write `what: "The purchase"`',
        '{what: "The purchase", amount: "£220,000", when: 2013, source: council}',
    ),
    "the opening mark of a title lost": Slip(
        ABOUT,
        "title: About the Commons",
        'title: About the Commons"',
        2,
        8,
        "bad-yaml",
        'write `title: "About the Commons"`',
        'title: "About the Commons"',
    ),
    "the closing mark of a key in brackets lost": Slip(
        MILL,
        "related:\n  - brixton-pound.md\n",
        'related: ["brixton-pound.md, preston.md]\n',
        109,
        11,
        "bad-yaml",
        'write `"brixton-pound.md"`',
        'related: ["brixton-pound.md", preston.md]\n',
    ),
    "the opening mark of a key in brackets lost": Slip(
        MILL,
        "related:\n  - brixton-pound.md\n",
        'related: [brixton-pound.md", preston.md]\n',
        109,
        11,
        "bad-yaml",
        'write `"brixton-pound.md"`',
        'related: ["brixton-pound.md", preston.md]\n',
    ),
    "the closing mark lost, above a comment": Slip(
        PLACES,
        "region: north-west, nation: England}",
        'region: north-west, nation: "England}  # A',
        2,
        80,
        "bad-yaml",
        'write `nation: "England"`',
        'region: north-west, nation: "England"}  # A',
    ),
    # A group whose fields stand at the margin
    "a group at the margin, with a title as above": _same(
        NOVEMBER,
        "  title: Ring the owner\n  text: Ask what the mill costs.\n  study: ../case-studies/old-mill.md\n",
        "title: Ring the owner\ntext: Ask what the mill costs.\nstudy: ../case-studies/old-mill.md\n",
        43,
        1,
        "unknown-field",
        "`title`, `text` and `study` belong to `try_this`\n",
    ),
    "a group at the margin, its title last": _same(
        NOVEMBER,
        "  title: Ring the owner\n  text: Ask what the mill costs.\n  study: ../case-studies/old-mill.md\n",
        "text: Ask what the mill costs.\nstudy: ../case-studies/old-mill.md\ntitle: Ring the owner\n",
        43,
        1,
        "unknown-field",
        "hint: put two spaces before each\n",
    ),
    "the last of a group's fields at the margin": _same(
        NOVEMBER,
        "  title: Ring the owner\n  text: Ask what the mill costs.\n  study: ../case-studies/old-mill.md\n",
        "  text: Ask what the mill costs.\n  study: ../case-studies/old-mill.md\ntitle: Ring the owner\n",
        45,
        1,
        "unknown-field",
        "hint: put two spaces before it\n",
    ),
    "a group at the margin, with a text laid over lines": Slip(
        NOVEMBER,
        "  title: Ring the owner\n  text: Ask what the mill costs.\n  study: ../case-studies/old-mill.md\n",
        "title: Ring the owner\ntext: >-\n  Ask what the mill costs.\n",
        43,
        1,
        "unknown-field",
        "hint: put two spaces before each, and before the lines below them\n",
        "  title: Ring the owner\n  text: >-\n    Ask what the mill costs.\n",
    ),
    "a section at the margin": Slip(
        NOVEMBER,
        "  - title: Also in the library\n    links:\n      - to: ../pages/about.md\n"
        "        note: Who we <really> are\n      - to: ../case-studies/solar-roofs.md#power\n",
        "title: Also in the library\nlinks:\n  - to: ../pages/about.md\n",
        37,
        1,
        "unknown-field",
        "put two spaces and `- ` before `title`, and four spaces before `links`, and before the lines below them",
        "  - title: Also in the library\n    links:\n    - to: ../pages/about.md\n",
    ),
    # An entry without its dash
    "a correction without its dash": _same(
        MILL,
        "  - date: 2026-10-03\n    was: Twelve flats\n    now: Ten flats\n    why: A reader counted them\n",
        "  date: 2026-10-03\n  was: Twelve flats\n  now: Ten flats\n  why: A reader counted them\n",
        22,
        3,
        "not-a-list",
        "write `- date: 2026-10-03`, and put two more spaces before `was`, `now` and `why`\n",
    ),
    "a sum without its dash, over lines": Slip(
        MILL,
        _MONEY,
        "  what: >-\n    The purchase\n  amount: £1m\n  source: council\n",
        60,
        3,
        "not-a-list",
        "write `- what: …`, and put two more spaces before `amount` and `source`, and before the lines below them\n",
        "  - what: >-\n      The purchase\n    amount: £1m\n    source: council\n",
    ),
    "a sum whose dash was overwritten": _same(
        MILL,
        "  - what: The purchase",
        "    what: The purchase",
        60,
        5,
        "not-a-list",
        "put it in place of the two spaces before `what`\n",
    ),
    "help without its dash, in a group": _same(
        MILL,
        "    - name: Radical Routes\n      url: https://routes.example/\n",
        "    name: Radical Routes\n    url: https://routes.example/\n",
        73,
        5,
        "not-a-list",
        "write `- name: Radical Routes`, and put two more spaces before `url`\n",
    ),
    "a sum without its dash, between braces": Slip(
        MILL,
        _MONEY,
        "  {what: The purchase, amount: £1m, source: council}\n",
        60,
        3,
        "not-a-list",
        "put `- ` before the brace",
        "  - {what: The purchase, amount: £1m, source: council}\n",
    ),
    "a sum behind the name of its list": Slip(
        MILL,
        "money:\n" + _MONEY,
        "money: {what: The purchase, amount: £1m, source: council}\n",
        59,
        8,
        "not-a-list",
        "put `[` before the brace, and `]` behind its end",
        "money: [{what: The purchase, amount: £1m, source: council}]\n",
    ),
    # An entry with its lines, out of its list
    "a whole entry two spaces too far in": _same(
        MILL,
        _SOCIETY,
        _SOCIETY.replace("  ", "    ", 1).replace("\n    ", "\n      "),
        104,
        5,
        "bad-yaml",
        "take out two spaces before it, and before the four lines below it",
    ),
    "a whole entry a space too far in": _same(
        MILL,
        _SOCIETY,
        _SOCIETY.replace("  ", "   ", 1).replace("\n    ", "\n     "),
        104,
        4,
        "bad-yaml",
        "take out a space before it, and before the four lines below it",
    ),
    "a whole entry four spaces too far in": _same(
        MILL,
        _SOCIETY,
        _SOCIETY.replace("  ", "      ", 1).replace("\n    ", "\n        "),
        104,
        7,
        "bad-yaml",
        "take out four spaces before it, and before the four lines below it",
    ),
    "a whole entry too far in, below one between braces": Slip(
        MILL,
        _MONEY,
        '  - {what: "The roof", amount: £2m, source: council}\n'
        "    - what: The purchase\n      amount: £1m\n      source: council\n",
        61,
        5,
        "bad-yaml",
        "take out two spaces before it, and before the two lines below it",
        '  - {what: "The roof", amount: £2m, source: council}\n'
        "  - what: The purchase\n    amount: £1m\n    source: council\n",
    ),
    "two whole entries too far in": Slip(
        MILL,
        _MONEY,
        '  - {what: "The roof", amount: £2m, source: council}\n'
        "    - what: The purchase\n      amount: £1m\n      source: council\n"
        "    - what: A door\n      amount: £1\n      source: council\n",
        61,
        5,
        "bad-yaml",
        "take out two spaces before it, and before the five lines below it",
        '  - {what: "The roof", amount: £2m, source: council}\n'
        "  - what: The purchase\n    amount: £1m\n    source: council\n"
        "  - what: A door\n    amount: £1\n    source: council\n",
    ),
    "a whole entry flush left": _same(
        MILL,
        _SOCIETY,
        _SOCIETY.replace("  ", "", 1).replace("\n    ", "\n  "),
        104,
        1,
        "bad-yaml",
        "put two spaces before it, and before the four lines below it",
    ),
    # Several slips of one kind on a line
    "no space behind any colon in braces": _same(
        PLACES,
        "leeds: {name: Leeds, lat: 53.8, lon: -1.55, region: yorkshire-and-the-humber, nation: England}",
        "leeds: {name:Leeds, lat:53.8, lon:-1.55, region:yorkshire-and-the-humber, nation:England}",
        1,
        9,
        "bad-yaml",
        "write `leeds: {name: Leeds, lat: 53.8, lon: -1.55, region: yorkshire-and-the-humber, nation: England}`\n",
    ),
    "no space behind two colons in braces": _same(
        PLACES,
        "name: Leeds, lat: 53.8, lon: -1.55, region",
        "name: Leeds, lat:53.8, lon:-1.55, region",
        1,
        22,
        "bad-yaml",
        "write `leeds: {name: Leeds, lat: 53.8, lon: -1.55, region: yorkshire-and-the-humber, nation: England}`\n",
    ),
    "no space behind colons in an entry, one before quotation marks": Slip(
        MILL,
        _MONEY,
        '  - {what:"The purchase, and more", amount:"£1,000", source:council}\n',
        60,
        6,
        "bad-yaml",
        'write `- {what: "The purchase, and more", amount: "£1,000", source: council}`\n',
        '  - {what: "The purchase, and more", amount: "£1,000", source: council}\n',
    ),
    "a point in the east for one in the west": _same(
        PLACES,
        "lat: 53.763, lon: -2.703",
        "lat: 53.763, lon: 2.703",
        2,
        44,
        "misplaced",
        "write `lon: -2.703`\n",
    ),
    # Comments as they are written elsewhere
    "a comment as HTML has it": Slip(
        MILL,
        "\nstatus: ended",
        "\n<!-- to check -->\nstatus: ended",
        28,
        1,
        "bad-yaml",
        "write `# to check`",
        "\n# to check\nstatus: ended",
    ),
    "a comment as HTML has it, with a colon": Slip(
        MILL,
        "\nstatus: ended",
        "\n<!-- to check: all -->\nstatus: ended",
        28,
        1,
        "bad-yaml",
        "write `# to check: all`",
        "\n# to check: all\nstatus: ended",
    ),
    "a comment as HTML has it, over lines": Slip(
        MILL,
        "\nstatus: ended",
        "\n<!--\nto check\nall: of it\n-->\nstatus: ended",
        28,
        1,
        "bad-yaml",
        "begin each of its lines with `#`",
        "\n#<!--\n#to check\n#all: of it\n#-->\nstatus: ended",
    ),
    "a comment as programs have it": Slip(
        SITE,
        "contact:",
        "// to check\ncontact:",
        7,
        1,
        "bad-yaml",
        "write `# to check`",
        "# to check\ncontact:",
    ),
    "a comment as styles have it": Slip(
        MILL,
        "\nstatus: ended",
        "\n/* to check */\nstatus: ended",
        28,
        1,
        "bad-yaml",
        "write `# to check`",
        "\n# to check\nstatus: ended",
    ),
    "a comment as HTML has it, behind a value": Slip(
        MILL,
        "\nstatus: ended",
        "\nstatus: ended <!-- to check -->",
        28,
        15,
        "stray-comment",
        "put it on a line of its own: `# to check`",
        "\n# to check\nstatus: ended",
    ),
    # Lines that stand out of their group
    "a field of an entry a space too far left": _same(
        MILL, "\n    publisher: Leeds", "\n   publisher: Leeds", 98, 4, "bad-yaml", "put a space before it"
    ),
    "a field of an entry flush left": _same(
        MILL, "\n    publisher: Leeds", "\npublisher: Leeds", 98, 1, "bad-yaml", "put four spaces before it"
    ),
    "a setting of a group flush left": _same(
        SITE, "\n  reply_to:", "\nreply_to:", 17, 1, "bad-yaml", "put two spaces before it"
    ),
    "the second setting of a group flush left": _same(
        SITE, "\n  email:", "\nemail:", 16, 1, "bad-yaml", "put two spaces before it"
    ),
    "a field of a group a space too far left": _same(
        MILL, "\n  after: The t", "\n after: The t", 45, 2, "bad-yaml", "put a space before it"
    ),
    "the first field of a group a space too far left": _same(
        MILL, "\n  first_step:", "\n first_step:", 65, 2, "bad-yaml", "put a space before it"
    ),
    "a field of a group a space too far in": _same(
        SITE, "\n  per_page:", "\n   per_page:", 24, 4, "bad-yaml", "begin it exactly below them"
    ),
    "an entry a space too far in": _same(
        MILL, "\n  - id: society", "\n   - id: society", 104, 4, "bad-yaml", "take out a space before it"
    ),
    "a text where a list was begun": _same(
        MILL,
        "  pitfalls:\n    - The roof leaks.[^society]\n",
        "  pitfalls: >-\n      The roof leaks.[^society]\n",
        71,
        5,
        "bad-yaml",
        "write `pitfalls:` alone on its line, and `- >-` on a line of its own below it",
    ),
    # Lists with other signs than hyphens
    "stars for hyphens": _same(
        MILL,
        "tags:\n  - housing\nauthors",
        "tags:\n  * housing\nauthors",
        9,
        3,
        "bad-yaml",
        "write `- housing`",
    ),
    "stars for hyphens, without a space": _same(
        MILL,
        "tags:\n  - housing\nauthors",
        "tags:\n  *housing\nauthors",
        9,
        3,
        "bad-yaml",
        "write `- housing`",
    ),
    "bullets for hyphens": _same(
        MILL,
        "    - The roof leaks.[^society]\n    - Meetings run",
        "    • The roof leaks.[^society]\n    • Meetings run",
        70,
        5,
        "bad-yaml",
        "write `- The roof leaks.[^society]`, and so each entry",
    ),
    "dashes for hyphens before fields": _same(
        NOVEMBER,
        "  - study: ../case-studies/preston.md\n    figure: 2\n  - study: ../case-studies/brixton",
        "  – study: ../case-studies/preston.md\n    figure: 2\n  - study: ../case-studies/brixton",
        33,
        3,
        "bad-yaml",
        "write `- study: ../case-studies/preston.md`",
    ),
    # Signs before keys and numbers
    "tags as they are written elsewhere": Slip(
        MILL,
        "tags:\n  - housing\nauthors",
        "tags: #housing #money\nauthors",
        8,
        7,
        "stray-comment",
        "write `tags: [housing, money]`",
        "tags: [housing, money]\nauthors",
    ),
    "tags as they are written elsewhere, in brackets": Slip(
        MILL,
        "tags:\n  - housing\nauthors",
        "tags: [#housing, #money]\nauthors",
        8,
        8,
        "stray-comment",
        "write `tags: [housing, money]`",
        "tags: [housing, money]\nauthors",
    ),
    "tags as they are written elsewhere, in a list": Slip(
        MILL,
        "tags:\n  - housing\nauthors",
        "tags:\n  - #housing\n  - #money\nauthors",
        9,
        5,
        "stray-comment",
        "write `- housing`, without the `#`",
        "tags:\n  - housing\n  - money\nauthors",
    ),
    "tags as they are written elsewhere, in quotation marks": Slip(
        MILL,
        "tags:\n  - housing\nauthors",
        'tags: "#housing #money"\nauthors',
        8,
        7,
        "not-a-list",
        "write `tags: [housing, money]`",
        "tags: [housing, money]\nauthors",
    ),
    "a list without its brackets": Slip(
        MILL,
        "tags:\n  - housing\nauthors",
        "tags: housing, money\nauthors",
        8,
        7,
        "not-a-list",
        "write `tags: [housing, money]`",
        "tags: [housing, money]\nauthors",
    ),
    "a number with its sign": _same(
        NOVEMBER, "\nnumber: 2", "\nnumber: #2", 26, 9, "bad-number", "hint: write 2\n"
    ),
    # Colons, quotation marks and links in values
    "a second colon in braces": Slip(
        MILL,
        "  - name: A. Tenant\n    role: First chair, 2013\n    source: council\n",
        "  - {name: A. Tenant, role: first chair: 2013, source: council}\n",
        40,
        40,
        "bad-yaml",
        'write `role: "first chair: 2013"`',
        '  - {name: A. Tenant, role: "first chair: 2013", source: council}\n',
    ),
    "a second colon in braces, and a comma": Slip(
        MILL,
        "  - name: A. Tenant\n    role: First chair, 2013\n    source: council\n",
        "  - {name: A. Tenant, role: a chair: first, and last}\n",
        40,
        36,
        "bad-yaml",
        'write `role: "a chair: first, and last"`',
        '  - {name: A. Tenant, role: "a chair: first, and last"}\n',
    ),
    "a second colon in a title": Slip(
        ABOUT,
        "title: About the Commons",
        "title: About us: the Commons",
        2,
        16,
        "bad-yaml",
        'write `title: "About us: the Commons"`',
        'title: "About us: the Commons"',
    ),
    "no space behind a later colon in braces": _same(
        PLACES, "lat: 53.8, lon", "lat:53.8, lon", 1, 22, "bad-yaml", "write `lat: 53.8`"
    ),
    "no space behind the first colon in braces": _same(
        PLACES, "{name: Leeds", "{name:Leeds", 1, 9, "bad-yaml", "write `name: Leeds`"
    ),
    "no space before quotation marks in braces": Slip(
        MILL,
        "  - name: A. Tenant\n    role: First chair, 2013\n    source: council\n",
        '  - {name: A. Tenant, role:"First chair, 2013", source: council}\n',
        40,
        23,
        "bad-yaml",
        'write `role: "First chair, 2013"`',
        '  - {name: A. Tenant, role: "First chair, 2013", source: council}\n',
    ),
    "quotation marks round the first word": Slip(
        ABOUT,
        "title: About the Commons",
        'title: "About" the Commons',
        2,
        16,
        "bad-yaml",
        """write `title: '"About" the Commons'`""",
        """title: '"About" the Commons'""",
    ),
    "quotation marks round the first word, and an apostrophe": Slip(
        ABOUT,
        "title: About the Commons",
        'title: "About" Ann\'s Commons',
        2,
        16,
        "bad-yaml",
        """write `title: '"About" Ann''s Commons'`""",
        """title: '"About" Ann''s Commons'""",
    ),
    "quotation marks within quotation marks": Slip(
        ABOUT,
        "title: About the Commons",
        'title: "About "the" Commons"',
        2,
        16,
        "bad-yaml",
        """write `title: 'About "the" Commons'`""",
        """title: 'About "the" Commons'""",
    ),
    "an apostrophe within single quotation marks": Slip(
        ABOUT,
        "title: About the Commons",
        "title: 'Ann's Commons'",
        2,
        13,
        "bad-yaml",
        """write `title: "Ann's Commons"`""",
        """title: "Ann's Commons\"""",
    ),
    "a link for a study": _same(
        NOVEMBER,
        "  - study: ../case-studies/brixton-pound.md\n",
        "  - [The pound](../case-studies/brixton-pound.md)\n",
        35,
        16,
        "bad-yaml",
        "write `- study: ../case-studies/brixton-pound.md`",
    ),
    "a link for a related study": _same(
        MILL,
        "related:\n  - brixton-pound.md\n",
        "related:\n  - [The pound](brixton-pound.md)\n",
        110,
        16,
        "bad-yaml",
        "write `- brixton-pound.md`",
    ),
    "a link for a section": Slip(
        NOVEMBER,
        "  - title: Also in the library\n    links:\n      - to: ../pages/about.md\n"
        "        note: Who we <really> are\n      - to: ../case-studies/solar-roofs.md#power\n",
        "  - [What is new](../pages/about.md)\n",
        37,
        18,
        "bad-yaml",
        "write `- title: What is new` and, on lines below, `links:` and `- to: ../pages/about.md`",
        "  - title: What is new\n    links:\n      - to: ../pages/about.md\n",
    ),
    "a link for a name": Slip(
        MILL,
        "    - name: Radical Routes\n      url: https://routes.example/\n",
        "    - [Radical Routes](https://routes.example/)\n",
        73,
        23,
        "bad-yaml",
        "write `- name: Radical Routes` and, in line with it, `url: https://routes.example/`",
        "    - name: Radical Routes\n      url: https://routes.example/\n",
    ),
    # Fields under other names
    "the date of other programs": Slip(
        ABOUT,
        "published: 2026-10-01\n",
        "date: 2026-10-01\n",
        4,
        1,
        "unknown-field",
        "did you mean `published`?",
        "published: 2026-10-01\n",
    ),
    "now for after": _same(
        MILL, "  after: The t", "  now: The t", 45, 3, "unknown-field", "did you mean `after`?"
    ),
    "then for before": _same(
        MILL, "  before: A l", "  then: A l", 44, 3, "unknown-field", "did you mean `before`?"
    ),
    "pictures as a list": Slip(
        ABOUT,
        "image:\n  file: ../images/yard.png\n  alt: A yard with a pump\n  decorative: false\n"
        "  credit: A. Author\n  licence: CC BY 4.0\n  source: https://pictures.example/yard\n",
        "images:\n  - file: ../images/yard.png\n    alt: A yard\n    credit: A. Author\n    licence: CC0\n",
        12,
        1,
        "unknown-field",
        "write `image:`, and below it its fields without a dash",
        "image:\n  file: ../images/yard.png\n  alt: A yard\n  credit: A. Author\n  licence: CC0\n",
    ),
    "a picture as a list": Slip(
        ABOUT,
        "image:\n  file: ../images/yard.png\n  alt: A yard with a pump\n  decorative: false\n"
        "  credit: A. Author\n  licence: CC BY 4.0\n  source: https://pictures.example/yard\n",
        "image:\n  - file: ../images/yard.png\n    alt: A yard\n    credit: A. Author\n    licence: CC0\n",
        13,
        3,
        "not-fields",
        "write its fields below it without a dash",
        "image:\n  file: ../images/yard.png\n  alt: A yard\n  credit: A. Author\n  licence: CC0\n",
    ),
    "one author, under a name of other programs": Slip(
        ABOUT,
        "authors:\n  - A. Author\n",
        "author: Ann Lee\n",
        10,
        1,
        "unknown-field",
        "write `authors: [Ann Lee]`",
        "authors: [Ann Lee]\n",
    ),
    "a list without its dashes, under a name near its own": Slip(
        MILL,
        "people:\n  - name: A. Tenant\n    role: First chair, 2013\n    source: council\n",
        "peoples:\n  name: A. Tenant\n  role: First chair, 2013\n",
        39,
        1,
        "unknown-field",
        "write `people:`, and `- ` before the first of the fields below it",
        "people:\n  - name: A. Tenant\n    role: First chair, 2013\n",
    ),
    # What is given twice, or contradicts itself
    "the id of a source copied along": _same(
        MILL,
        "  - id: society\n",
        "  - id: council\n",
        104,
        9,
        "duplicate-source",
        "call one of the two `society`",
    ),
    "a source listed twice": Slip(
        MILL,
        "  - id: society\n",
        "  - id: council-2\n    title: Report on the mill\n    url: https://www.leeds.example/mill\n"
        "    publisher: The council\n    evidence: press\n    relationship: self\n  - id: society\n",
        104,
        9,
        "duplicate-source",
        "keep one of the two, and name that one everywhere",
        "  - id: society\n",
    ),
    "a source without an address listed twice": Slip(
        MILL,
        "related:\n",
        "  - id: years\n    title: Our own years\n    publisher: The Mill Society\n    evidence: own-report\n"
        "    relationship: self\nrelated:\n",
        109,
        9,
        "duplicate-source",
        "`[^society]` for `[^years]`",
        "related:\n",
    ),
    "a source looked at before it came out": Slip(
        MILL,
        "    checked: 2026-10\n",
        "    checked: 2018-11\n",
        100,
        14,
        "dates-out-of-order",
        "check both dates",
        "    checked: 2026-10\n",
    ),
    "published in another decade": Slip(
        MILL,
        "published: 2026-10-01\nupdated: 2026-10-03\n",
        "published: 2006-10-01\n",
        4,
        12,
        "dates-out-of-order",
        "check `published` first",
        "published: 2026-10-01\n",
    ),
    "begun after it was published": Slip(
        "content/case-studies/tir-y-cwm.md",
        "\nstarted: 2015-06\n",
        "\nstarted: 2026-10\n",
        9,
        10,
        "dates-out-of-order",
        "check `started` first",
        "\nstarted: 2015-06\n",
    ),
    "planned, and begun long since": _same(
        "content/case-studies/preston.md",
        "\nstatus: active\n",
        "\nstatus: planned\n",
        8,
        9,
        "status-contradicts",
        "write `status: active`",
    ),
    "a correction that says the same": _same(
        MILL,
        "    now: Ten flats\n",
        "    now: Twelve flats\n",
        24,
        10,
        "given-twice",
        "in `now` what it says since",
    ),
    "numbers of editions left out": _same(
        "content/editions/2027-01.md",
        "\nnumber: 4\n",
        "\nnumber: 6\n",
        6,
        9,
        "edition-number",
        "hint: write 4\n",
    ),
    "the present address among the former ones": Slip(
        ABOUT,
        "  - /who-we-are/\n",
        "  - /who-we-are/\n  - /about/\n",
        21,
        5,
        "address-taken",
        "take it out",
        "  - /who-we-are/\n",
    ),
    "a former address twice": Slip(
        ABOUT,
        "  - /who-we-are/\n",
        "  - /who-we-are/\n  - /who-we-are/\n",
        21,
        5,
        "address-taken",
        "take it out",
        "  - /who-we-are/\n",
    ),
    "a former address below a file that stands beside a page": Slip(
        ABOUT,
        "  - /who-we-are/\n",
        "  - /who-we-are/\n  - /case-studies/old-mill/cite.bib/\n",
        21,
        5,
        "address-taken",
        "choose another name",
        "  - /who-we-are/\n",
    ),
    "a day of publication in another decade": _same(
        "content/case-studies/tir-y-cwm.md",
        "\npublished: 2026-09-20\n",
        "\npublished: 2062-09-20\n",
        4,
        12,
        "future-date",
        "write the year you mean",
    ),
    "a title that another tag has": _same(
        TAGS, "  title: Nothing yet\n", "  title: energy\n", 12, 10, "given-twice", "call it something else"
    ),
    "a name that another place has": Slip(
        PLACES,
        "lambeth: {name: Lambeth,",
        "lambeth: {name: Brixton,",
        4,
        17,
        "given-twice",
        "call it something else",
        "lambeth: {name: Lambeth,",
    ),
    "an address for editing that goes on into the content": Slip(
        SITE,
        "https://code.example/commons/edit/main/",
        "https://code.example/commons/edit/main/content/",
        10,
        13,
        "bad-address",
        "hint: write https://code.example/commons/edit/main/\n",
        "https://code.example/commons/edit/main/",
    ),
    "an address for editing of one file": Slip(
        SITE,
        "https://code.example/commons/edit/main/",
        "https://code.example/commons/edit/main/content/pages/about.md",
        10,
        13,
        "bad-address",
        "hint: write https://code.example/commons/edit/main/\n",
        "https://code.example/commons/edit/main/",
    ),
    "a privacy notice that is not there": _same(
        SITE,
        "privacy_page: content/pages/privacy.md",
        "privacy_page: content/pages/privacy-notice.md",
        12,
        15,
        "broken-link",
        "write `privacy_page: content/pages/privacy.md`",
    ),
    # Gaps that were to be filled
    "a sum to be filled in": Slip(
        MILL,
        "    amount: £1m\n",
        "    amount: £XX,XXX\n",
        61,
        13,
        "note-to-self",
        "write what is to come",
        "    amount: £1m\n",
    ),
    "a sum to be filled in, of lines": Slip(
        MILL,
        "    amount: £1m\n",
        "    amount: £___\n",
        61,
        13,
        "note-to-self",
        "write what is to come",
        "    amount: £1m\n",
    ),
    "a share to be filled in": Slip(
        ABOUT,
        "summary: Who we are",
        "summary: Of us XX% are",
        3,
        16,
        "note-to-self",
        "write what is to come",
        "summary: Who we are",
    ),
    "a day to be filled in": Slip(
        ABOUT,
        "summary: Who we are",
        "summary: On XX/XX/2026 we",
        3,
        13,
        "note-to-self",
        "write what is to come",
        "summary: Who we are",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_once_and_mended_as_told(name: str, project: Project) -> None:
    slip = SLIPS[name]
    project.change(slip.path, slip.former, slip.typed)
    outcome = project.check()
    told = outcome.only
    assert (told.file, told.line, told.column, told.code) == (slip.path, slip.line, slip.column, slip.code)
    assert slip.hint in outcome.output
    project.write(slip.path, written(slip.path).replace(slip.former, slip.mended))
    assert project.check().output == "nothing to mend\n"


#: What nobody can see at the end of a value, and in brackets: it is taken as it was meant.
UNSEEN = {
    "a non-breaking space at the end": (MILL, "status: ended", f"status: ended{_NBSP}"),
    "a sign of no width at the end": (MILL, "status: ended", f"status: ended{_NO_WIDTH}"),
    "a sign of no width at the beginning": (MILL, "status: ended", f"status: {_NO_WIDTH}ended"),
    "a space within quotation marks": (MILL, "status: ended", 'status: "ended "'),
    "a non-breaking space within quotation marks": (MILL, "status: ended", f'status: "ended{_NBSP}"'),
    "a non-breaking space at the end of an entry": (MILL, "  - housing\n", f"  - housing{_NBSP}\n"),
    "a space at the end of a quoted key": (MILL, "  - housing\n", '  - "housing "\n'),
    "a non-breaking space in brackets": (MILL, "tags:\n  - housing\n", f"tags: [housing,{_NBSP}money]\n"),
    "a non-breaking space in braces": (PLACES, "name: Leeds, lat", f"name:{_NBSP}Leeds,{_NBSP}lat"),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_nobody_sees_is_taken_as_it_was_meant(name: str, project: Project) -> None:
    project.change(*UNSEEN[name])
    assert project.check().output == "nothing to mend\n"


#: Each says something that may be so.
CERTAIN_OF_NOTHING = {
    "begun by a year": (MILL, "\nstarted: 2013\nended: 2020-03", "\nstarted: by 2027\nended: about 2027"),
    "a plan that came true": (
        "content/case-studies/preston.md",
        "\npublished: 2026-11-02\n",
        "\npublished: 2010-11-02\n",
    ),
    "a chapter and a brand": (
        ABOUT,
        "summary: Who we are",
        "summary: Part XX, XXX and 4XX of us, at £5, are",
    ),
    "a source that came out in the year it was looked at": (
        MILL,
        "    checked: 2026-10\n",
        "    checked: 2019-01\n",
    ),
    "one address, two titles": (
        MILL,
        "    title: Our own years\n",
        "    title: Our own years\n    url: https://www.leeds.example/mill\n",
    ),
    "a comment that has a stroke": (
        MILL,
        "\nstatus: ended",
        "\n# see https://a.example/ // and <!-- this -->\nstatus: ended",
    ),
    "a title with strokes": (ABOUT, "title: About the Commons", "title: Us // them * all – and + more"),
}


@pytest.mark.parametrize("name", CERTAIN_OF_NOTHING)
def test_what_may_be_so_is_let_be(name: str, project: Project) -> None:
    project.change(*CERTAIN_OF_NOTHING[name])
    codes = {one.code for one in project.check().told}
    assert not codes - {"future-date"}


@pytest.mark.parametrize(
    "value", ["\u200b" * 50_000 + "b", "#a" + " " * 50_000 + "(", "x" + "\u00a0" * 50_000 + "b"]
)
def test_no_row_of_spaces_in_a_value_takes_long(value: str) -> None:
    start = time.perf_counter()
    put_right(f"tags: {value}", "content/pages/about.md", 1)
    assert time.perf_counter() - start < 2
