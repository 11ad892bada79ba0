"""A sign typed beside the one that was meant, and values that changed places: each is told once, with what to type.

The hint, followed to the letter, gives back what was meant. Each row is a change of one file of the
made-up publication, read as a file alone is; what takes two files is checked in one project.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from newsletter.content.reading.data_files import read_config
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.content.words.amounts import pounds_meant
from newsletter.told.diagnostics import Diagnostic
from tests.made_up import ABOUT, MILL, NOVEMBER, written
from tests.projects import Project

PLACES, TAGS, SITE = "content/places.yaml", "content/tags.yaml", "content/site.yaml"


class Slip(NamedTuple):
    """Words of a file, what was typed in their place, what the caret points at, the code, and the hint.

    `mended` is what the hint makes of what was typed; nothing where it leads back to what stood there.
    """

    path: str
    former: str
    typed: str
    at: str
    code: str
    hint: str
    mended: str = ""


_ENDS = "    before:\n      value: £500\n      when: 2013-01\n      source: society\n"
_ENDS += "    after:\n      value: £400\n      when: by 2019\n"


def _ends(before: str, after: str = '{value: "£400", when: by 2019}') -> str:
    """The two ends of a change, between braces."""
    return f"    before: {before}\n    after: {after}\n"


def _end(typed: str, code: str, hint: str, value: str = '"£500"') -> Slip:
    """A value between braces that was typed otherwise."""
    before = f"{{value: {typed}, when: 2013-01}}"
    return Slip(MILL, _ENDS, _ends(before), typed, code, hint, _ends(f"{{value: {value}, when: 2013-01}}"))


def _same(path: str, former: str, typed: str, at: str, code: str, hint: str) -> Slip:
    """A slip whose hint leads back to what stood there."""
    return Slip(path, former, typed, at, code, hint)


_AMOUNT = "    amount: £1m\n"
_SOURCE = (
    "  - id: society\n    title: Our own years\n    publisher: The Mill Society\n"
    "    evidence: own-report\n    relationship: self\n"
)
_ALT = "  alt: A yard with a pump\n  decorative: false\n  credit: A. Author\n  licence: CC BY 4.0\n"

SLIPS = {
    # Another sign for a quotation mark
    "curly marks between braces": _end("“£500”", "curly-quotes", 'write "£500"'),
    "curly marks round a comma between braces": _end(
        "“£1,500”", "curly-quotes", 'write "£1,500"', '"£1,500"'
    ),
    "curly single marks between braces": _end("‘£500’", "curly-quotes", "write '£500'", "'£500'"),
    "an at for both marks": _end("@£500@", "bad-yaml", 'write "£500"'),
    "an at for the first mark": _end('@£500"', "bad-yaml", 'write "£500"'),
    "an at for the last mark": _end('"£500@', "bad-yaml", 'write "£500"'),
    "a hash for both marks": _end("#£500#", "bad-yaml", 'write "£500"'),
    "backticks": _end("`£500`", "bad-yaml", "write '£500'", "'£500'"),
    "two apostrophes for a mark": _end("''£500''", "bad-yaml", "write '£500'", "'£500'"),
    "marks typed twice": _end('""£500""', "bad-yaml", 'write "£500"'),
    "an at for both marks, on a line": Slip(
        ABOUT,
        "title: About the Commons",
        "title: @About the Commons@",
        "@A",
        "bad-yaml",
        'write "About the Commons"',
    ),
    "two apostrophes for a mark, on a line": Slip(
        ABOUT,
        "title: About the Commons",
        "title: ''About the Commons''",
        "''A",
        "bad-yaml",
        "write 'About the",
    ),
    # A hash for a pound
    "a hash for a pound, between marks": Slip(
        MILL,
        _AMOUNT,
        '    amount: "#640,000"\n',
        "#640,000",
        "bad-number",
        "write `£640,000`",
        '    amount: "£640,000"\n',
    ),
    "a hash for a pound, without marks": Slip(
        MILL,
        _AMOUNT,
        "    amount: #640,000\n",
        "#640,000",
        "bad-number",
        'write "£640,000"',
        '    amount: "£640,000"\n',
    ),
    "a hash for a pound before a small sum": Slip(
        MILL, _AMOUNT, '    amount: "#640"\n', '"#640', "bad-number", 'write `"£640"`', '    amount: "£640"\n'
    ),
    "a hash for a pound between braces": _end(
        "#500 a month", "bad-number", 'write "£500 a month"', '"£500 a month"'
    ),
    "a hash for the pound of one end": _end('"#500"', "bad-number", 'write `"£500"`'),
    "a hash for a pound in a sentence": Slip(
        MILL,
        "  money: Loans from members.\n",
        '  money: "Loans of #85,000 from members.[^council]"\n',
        "#85,000",
        "bad-number",
        "write `£85,000`",
        '  money: "Loans of £85,000 from members.[^council]"\n',
    ),
    # Values that changed places
    "words and the id of a source": Slip(
        MILL,
        "    unit: pounds a month\n    source: council\n",
        "    unit: council\n    source: pounds a month\n",
        "council",
        "unknown-source",
        "write `unit: pounds a month` and `source: council`",
    ),
    "a value and its date": Slip(
        MILL,
        "      value: £500\n      when: 2013-01\n",
        "      value: 2013-01\n      when: £500\n",
        "2013-01",
        "bad-date",
        "write `value: £500` and `when: 2013-01`",
    ),
    "a title and an address": Slip(
        MILL,
        "    title: Report on the mill\n    url: https://www.leeds.example/mill\n",
        "    title: https://www.leeds.example/mill\n    url: Report on the mill\n",
        "https",
        "bad-address",
        "write `title: Report on the mill` and `url: https://www.leeds.example/mill`",
    ),
    "a publisher and a word of a list": Slip(
        MILL,
        "    publisher: The Mill Society\n    evidence: own-report\n",
        "    publisher: own-report\n    evidence: The Mill Society\n",
        "own-report",
        "unknown-word",
        "write `publisher: The Mill Society` and `evidence: own-report`",
    ),
    "two words of two lists": Slip(
        MILL,
        "    evidence: own-report\n    relationship: self\n",
        "    evidence: self\n    relationship: own-report\n",
        "self",
        "unknown-word",
        "write `evidence: own-report` and `relationship: self`",
    ),
    "a region and its nation": Slip(
        PLACES,
        "region: north-west, nation: England}",
        "region: England, nation: north-west}",
        "England",
        "unknown-word",
        "write `region: north-west` and `nation: England`",
    ),
    "what a picture shows and who made it": Slip(
        ABOUT,
        _ALT,
        "  alt: A. Author\n  decorative: false\n  credit: A yard with a pump\n  licence: CC BY 4.0\n",
        "A. Author",
        "missing-alt",
        "write `alt: A yard with a pump` and `credit: A. Author`",
    ),
    "who made a picture and its licence": Slip(
        ABOUT,
        _ALT,
        "  alt: A yard with a pump\n  decorative: false\n  credit: CC BY 4.0\n  licence: A. Author\n",
        "CC BY",
        "missing-credit",
        "write `credit: A. Author` and `licence: CC BY 4.0`",
    ),
    # Pasted, parted and run on
    "two authors with a semicolon": Slip(
        ABOUT,
        "authors:\n  - A. Author\n",
        "authors: [A. Author; B. Writer]\n",
        "A. Author;",
        "comma-in-value",
        "write `A. Author, B. Writer`",
        "authors: [A. Author, B. Writer]\n",
    ),
    "a source pasted twice": Slip(
        MILL, _SOURCE, _SOURCE + _SOURCE, "society", "duplicate-source", "delete one of the two"
    ),
    "a summary broken at the margin": Slip(
        NOVEMBER,
        "summary: Tenants in Leeds bought their mill.",
        "summary: Tenants in Leeds bought the old mill from its absent landlord\nand let it.",
        "and let it.",
        "bad-yaml",
        "indent the line: it belongs to the value above",
        "summary: Tenants in Leeds bought the old mill from its absent landlord\n  and let it.",
    ),
    "the closing fence run on to the last value": Slip(
        ABOUT,
        "  label: About\n---\n",
        "  label: About---\n",
        "---",
        "unclosed-front-matter",
        "on a line of its own",
    ),
    "the closing fence behind the last value": Slip(
        ABOUT,
        "  label: About\n---\n",
        "  label: About ---\n",
        "---",
        "unclosed-front-matter",
        "on a line of its own",
    ),
    # A mark typed twice, or beside its place
    "the first mark typed twice": _end('""£500"', "bad-yaml", 'write "£500"'),
    "the last mark typed twice": _end('"£500""', "bad-yaml", 'write "£500"'),
    "a mark behind the first sign": _end('£"500"', "bad-yaml", 'write "£500"'),
    "a mark before the last sign": _end('"£50"0', "bad-yaml", 'write "£500"'),
    "a pound behind the first digit": _end('"5£00"', "bad-number", "write `£500`")._replace(at="5£00"),
    "a stroke for a comma of a sum": Slip(
        MILL,
        _AMOUNT,
        '    amount: "£640/000"\n',
        '"£640',
        "bad-number",
        "write `£640,000`",
        '    amount: "£640,000"\n',
    ),
    "a stroke for the stop of a site's name": _same(
        MILL,
        "https://routes.example/",
        "https://routes/example/",
        "https",
        "bad-address",
        "a stroke may stand",
    ),
    "a space too soon, in a data file": _same(
        TAGS,
        "Who issues it, lends it",
        "Who issues it ,lends it",
        ",lends",
        "odd-space",
        "write `it, lends`",
    ),
    "a nought before a year": Slip(
        MILL,
        "    when: 2013\n    source",
        "    when: 0213\n    source",
        "0213",
        "bad-date",
        "look the year up",
    ),
    "a licence whose version lost a digit": Slip(
        ABOUT, "  licence: CC BY 4.0", "  licence: CC BY .0", "CC BY", "missing-credit", "`CC BY 4.0`"
    ),
    "two authors with another sign": Slip(
        ABOUT,
        "authors:\n  - A. Author\n",
        "authors: [Ruth Pickles< Sam Okoro]\n",
        "Ruth",
        "comma-in-value",
        "write `Ruth Pickles, Sam Okoro`",
        "authors: [Ruth Pickles, Sam Okoro]\n",
    ),
    # The space struck too late, the colon too late, the line break lost
    "a letter before its space": _same(
        MILL,
        "    role: Owns the mill",
        "    role:O wns the mill",
        "role:",
        "bad-yaml",
        "write `role: Owns the mill",
    ),
    "a space before its colon": _same(
        MILL,
        "    role: Owns the mill",
        "    role :Owns the mill",
        "role",
        "bad-yaml",
        "write `role: Owns the mill",
    ),
    "a line break lost before braces": Slip(
        MILL,
        "    of: the flats\n" + _ENDS,
        "    of: the flats     before: {value: £500, when: 2013-01}\n    after: {value: £400, when: by 2019}\n",
        ": {value",
        "bad-yaml",
        "`before` begins a line of its own",
    ),
    "a list between round brackets": Slip(
        ABOUT,
        "authors:\n  - A. Author\n",
        "authors: (A. Author, B. Writer)\n",
        "(A. Author",
        "not-a-list",
        "write `authors: [A. Author, B. Writer]`",
        "authors: [A. Author, B. Writer]\n",
    ),
    # Lines within a value
    "the sign of a text on lines below": Slip(
        NOVEMBER,
        "  text: Ask what the mill costs.\n",
        "  text: <-\n    Ask what the mill costs.\n",
        "<-",
        "bad-yaml",
        "write `text: >-`",
    ),
    "a list that lost its name": _same(
        MILL,
        "  pitfalls:\n    - The roof leaks.[^society]\n",
        "    - The roof leaks.[^society]\n",
        "- The roof",
        "bad-yaml",
        "below the name of the list",
    ),
    "an entry too far in": _same(
        MILL,
        "    - Meetings run late.[^society]\n",
        "      - Meetings run late.[^society]\n",
        "- Meetings",
        "bad-yaml",
        "as the other entries",
    ),
    "a line of a text that stands twice": Slip(
        NOVEMBER,
        "  text: Ask what the mill costs.\n",
        "  text: >-\n    Ask what the mill costs.\n    Ask what the mill costs.\n",
        "Ask what",
        "given-twice",
        "delete one of the two",
    ),
    "a field within the text above it": Slip(
        NOVEMBER,
        "  text: Ask what the mill costs.\n  study: ../case-studies/old-mill.md\n",
        "  text: >-\n    Ask what the mill costs.\n    study: ../case-studies/old-mill.md\n",
        "study:",
        "bad-yaml",
        "in line with the name of that text",
    ),
    # Among words
    **{
        f"among words: {typed}": _same(
            MILL, f"after: The tenants decide together.{mark}", f"after: {typed}{mark}", at, code, hint
        )
        for mark in ("[^society] They meet each month.",)
        for typed, at, code, hint in (
            ("The tenants decide to gether ,each", ",each", "odd-space", "write `gether, each`"),
            ("The tenants decide all .They do,", "all .They", "odd-space", "write `all. They`"),
            ("The tenants decide together/", "together/", "unfinished", "write `together.`"),
            ("The tenants< all of them, decide.", "tenants<", "leftover-markup", "write `tenants,`"),
            ("The society;s tenants decide it.", "society;s", "leftover-markup", "write `society's`"),
            ("The tenants decide,b ut late.", ",b ut", "odd-space", "write `, but`"),
            ("The tenants decide together..", "together..", "given-twice", "write `together.`"),
        )
    },
    **{
        f"a mark that is none: {typed}": _same(
            MILL,
            "A roof comes first.[^society]",
            f"A roof comes first.{typed}",
            typed,
            "leftover-markup",
            "write `[^society]`",
        )
        for typed in ("[[^society]", "[^society]]", "[6society]", "[s^ociety]", "(^society]")
    },
    # Between two fields of one line, and a line that has lost its beginning or its end
    **{
        f"{what} for a comma behind a value between braces": Slip(
            MILL,
            _ENDS,
            _ends(f"{{value: {value}{sign} when: 2013-01}}"),
            sign,
            "bad-yaml",
            f"write a comma for the {what}: `value: {value}, when: 2013-01`",
            _ends(f"{{value: {value}, when: 2013-01}}"),
        )
        for what, sign, value in (
            ("semicolon", ";", '"£500"'),
            ("full stop", ".", '"£500"'),
            ("colon", ":", '"£500"'),
            ("slash", "/", '"£500"'),
        )
    },
    "a semicolon for a comma behind a plain value": Slip(
        MILL,
        _ENDS,
        _ends("{value: £500; when: 2013-01}"),
        "; when",
        "bad-yaml",
        "write a comma for the semicolon: `value: £500, when: 2013-01`",
        _ends("{value: £500, when: 2013-01}"),
    ),
    "no comma behind a value in quotation marks": Slip(
        MILL,
        _ENDS,
        _ends('{value: "£500" when: 2013-01}'),
        "when: 2013-01}",
        "bad-yaml",
        "put one there",
        _ends('{value: "£500", when: 2013-01}'),
    ),
    "two fields of a group on one line": _same(
        MILL,
        "  credit: A. Author\n  licence: CC BY 4.0\n",
        "  credit: A. Author licence: CC BY 4.0\n",
        ": CC",
        "bad-yaml",
        "`licence` begins a line of its own",
    ),
    "two fields of an entry on one line": _same(
        MILL,
        "    amount: £1m\n    when: 2013\n",
        "    amount: £1m when: 2013\n",
        ": 2013",
        "bad-yaml",
        "`when` begins a line of its own",
    ),
    "the first two fields of an entry on one line": _same(
        MILL,
        "  - what: The purchase\n    amount: £1m\n",
        "  - what: The purchase amount: £1m\n",
        ": £1m",
        "bad-yaml",
        "`amount` begins a line of its own",
    ),
    "a second colon behind the name of a field that is there": Slip(
        MILL,
        "    measure: Rents\n    of: the flats\n".replace("    measure", "  - measure"),
        "  - measure: Rents\n    of: the flats by caveat: all\n",
        ": all",
        "bad-yaml",
        'write `of: "the flats by caveat: all"`',
        '  - measure: Rents\n    of: "the flats by caveat: all"\n',
    ),
    "a dash without its space before many words": Slip(
        MILL,
        "    - The roof leaks.[^society]\n    - Meetings run late.[^society]\n",
        '    - "The roof leaks.[^society]"\n    -Forgetting that boilers need a winter reserve.[^society]\n',
        "-F",
        "bad-yaml",
        "write `- Forgetting that boilers need a winter …`",
        '    - "The roof leaks.[^society]"\n    - Forgetting that boilers need a winter reserve.[^society]\n',
    ),
    "the second line of a summary at the margin": Slip(
        MILL,
        "summary: Neighbours bought the mill and let it to each other.\n",
        "summary: >-\n  Neighbours bought the mill and let it to each other, but the\nfirst winter nearly ended it.\n",
        "first",
        "bad-yaml",
        "indent the line: it belongs to the value above",
        "summary: >-\n  Neighbours bought the mill and let it to each other, but the\n  first winter nearly ended it.\n",
    ),
    "the second line of a definition at the margin": Slip(
        TAGS,
        "  definition: Who issues it, lends it and spends it.\n",
        "  definition: Who issues it,\nlends it and spends it.\n",
        "lends",
        "bad-yaml",
        "indent the line: it belongs to the value above",
        "  definition: Who issues it,\n    lends it and spends it.\n",
    ),
    "a hyphen of a day lost": _same(
        MILL, "\nchecked: 2026-10-01\n", "\nchecked: 2026-1001\n", "2026-1001", "bad-date", "write 2026-10-01"
    ),
    "the other hyphen of a day lost": _same(
        MILL, "\nchecked: 2026-10-01\n", "\nchecked: 202610-01\n", "202610", "bad-date", "write 2026-10-01"
    ),
    "the closing bracket of a list lost": Slip(
        MILL,
        "tags:\n  - housing\n",
        "tags: [housing, money\n",
        "[housing",
        "bad-yaml",
        "`]` is missing at the end of this line",
        "tags: [housing, money]\n",
    ),
    "the closing brace of a group lost": Slip(
        MILL,
        _ENDS,
        _ends('{value: "£500", when: 2013-01'),
        "{value",
        "bad-yaml",
        "`}` is missing at the end of this line",
        _ends('{value: "£500", when: 2013-01}'),
    ),
}


def _told(path: str, text: str) -> tuple[Diagnostic, ...]:
    """What is told of a file, as it is read alone."""
    if path.endswith(".md"):
        return read_entry(SourceFile(path, text.encode())).diagnostics
    site, tags, places = (
        SourceFile(one, (text if one == path else written(one)).encode()) for one in (SITE, TAGS, PLACES)
    )
    return read_config(site, tags, places).diagnostics


@pytest.mark.parametrize("name", SLIPS)
def test_a_sign_or_a_value_out_of_place_is_told_once_and_mended_as_told(name: str) -> None:
    slip = SLIPS[name]
    text = written(slip.path)
    assert text.count(slip.former) == 1
    typed = text.replace(slip.former, slip.typed)
    (told,) = _told(slip.path, typed)
    assert (told.code, slip.hint in told.hint) == (slip.code, True), told
    here = typed.split("\n")[told.location.line - 1][told.location.column - 1 :]
    assert here.startswith(slip.at), told
    assert not _told(slip.path, text.replace(slip.former, slip.mended or slip.former))


def test_what_parts_names_where_a_comma_should_is_told_with_the_comma(project: Project) -> None:
    project.change(MILL, "  - leeds\n", "  - leeds; preston\n")
    project.change(MILL, "related:\n  - brixton-pound.md\n", "related: [brixton-pound.md preston.md]\n")
    project.change(ABOUT, "tags:\n  - housing\n", "tags: [housing. money]\n")
    told = project.check().output
    assert "write `leeds, preston`" in told
    assert "write `brixton-pound.md, preston.md`" in told
    assert "write `housing, money`" in told
    assert "did you mean" not in told


def test_a_place_between_square_brackets_is_told_and_no_traceback() -> None:
    line = next(row for row in written(PLACES).split("\n") if row.startswith("cwm: ")).removeprefix("cwm: ")
    (told,) = _told(PLACES, written(PLACES).replace(line, f"[{line[1:-1]}]"))
    assert (told.code, "between braces" in told.hint) == ("not-fields", True)


#: What a sum never is, with the number or the name it may be.
NO_SUMS = ("#1 of us", "issue #12", "#3 a list", "Ask for #100 on the door", "a&#163;1,000", "C#1.50")


@pytest.mark.parametrize("words", NO_SUMS)
def test_a_hash_that_may_be_meant_is_let_be(words: str) -> None:
    assert pounds_meant(words) is None


#: Each holds a sign that is a slip elsewhere.
MEANT = {
    "marks within words": (ABOUT, "title: About the Commons", 'title: "Us: #1, @us and ''them''"'),
    "an address of mail": (ABOUT, "title: About the Commons", 'title: "Write to us@us.example"'),
    "an empty value": (MILL, "    role: First chair, 2013\n", "    role: '\"\"'\n"),
    "dollars and euros": (MILL, _ENDS, _ends('{value: "$500", when: 2013-01}', '{value: "$400", when: by 2019}')),
    "a number in a row": (MILL, _ENDS, _ends('{value: "#2", when: 2013-01}', '{value: "#1", when: by 2019}')),
    "a year that is a number of things": (MILL, _ENDS, _ends('{value: "2014", when: 2013-01}', '{value: "1900", when: by 2019}')),
}  # fmt: skip


@pytest.mark.parametrize("name", MEANT)
def test_a_sign_that_may_be_meant_is_let_be(name: str) -> None:
    path, former, typed = MEANT[name]
    assert not _told(path, written(path).replace(former, typed))


@pytest.mark.parametrize("when", ["20l4", "2014-13", "Marhc 2014"])
def test_a_date_that_is_misspelt_is_not_taken_for_another_value(when: str) -> None:
    (told,) = _told(
        MILL,
        written(MILL).replace(
            _ENDS, _ends(f'{{value: "1900", when: {when}}}', '{value: "1800", when: 2019}')
        ),
    )
    assert "exchanged" not in told.message
