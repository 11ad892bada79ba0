"""Fields whose values nobody meant so: each is told once, at its place, with what is meant; and what may be so is let be.

Each row is a change of one file of the made-up publication.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from newsletter.content.words.amounts import number_meant
from newsletter.content.words.unreachable import unreachable
from tests.made_up import ABOUT, MILL, NOVEMBER, PRESTON
from tests.projects import Project


class Slip(NamedTuple):
    """Words of a file, what an editor typed in their place, and what is told: where, which code, telling words."""

    path: str
    former: str
    typed: str
    line: int
    column: int
    code: str
    words: str


_MONEY = "    amount: £1m\n"
_SUBJECT = "subject: How tenants bought a mill\n"

SLIPS = {
    "a title in capitals": Slip(
        ABOUT, "title: About the Commons", "title: ABOUT THE COMMONS", 2, 8, "capitals", "`About the commons`"
    ),
    "a subject in capitals": Slip(
        NOVEMBER, _SUBJECT, "subject: HOW TENANTS BOUGHT A MILL\n", 27, 10, "capitals", "as in a sentence"
    ),
    "a summary that breaks off": Slip(
        MILL,
        "summary: Neighbours bought the mill and let it to each other.",
        "summary: Neighbours bought the mill and",
        3,
        10,
        "unfinished",
        "breaks off behind `and`",
    ),
    "a long summary without its end": Slip(
        MILL,
        "let it to each other.",
        "let it to each other for a fair rent",
        3,
        10,
        "unfinished",
        "put a full stop where it ends",
    ),
    "an author with by": Slip(ABOUT, "  - A. Author\n", "  - By Jane Smith\n", 11, 5, "given-twice", "write `Jane Smith`"),
    "an author with words by": Slip(
        ABOUT, "  - A. Author\n", '  - "Words: Jane Smith"\n', 11, 5, "given-twice", "write `Jane Smith`"
    ),
    "a picture called decorative": Slip(
        ABOUT, "  alt: A yard with a pump", "  alt: decorative", 14, 8, "missing-alt", "write `decorative: true`"
    ),
    "a picture called image": Slip(
        ABOUT, "  alt: A yard with a pump", "  alt: image", 14, 8, "missing-alt", "say what the picture shows"
    ),
    "a picture with a size": Slip(
        ABOUT, "  alt: A yard with a pump", "  alt: A yard|300", 14, 8, "leftover-markup", "write `A yard`"
    ),
    "a picture of no maker": Slip(
        ABOUT, "  credit: A. Author", "  credit: Google Images", 16, 11, "missing-credit", "who made it"
    ),
    "a picture of no licence": Slip(
        ABOUT, "  licence: CC BY 4.0", "  licence: Courtesy of the town", 17, 12, "missing-credit", "`CC BY 4.0`"
    ),
    "a title nobody sees": Slip(
        MILL, "title: The old mill", 'title: "\u3164"', 2, 9, "odd-letter", "a blank letter, which nobody sees"
    ),
    "a variant of nothing": Slip(
        MILL, "title: The old mill", 'title: "\ufe0f"', 2, 9, "odd-letter", "a sign that nobody sees"
    ),
    "words in signs nobody sees": Slip(
        MILL,
        "title: The old mill",
        "title: The \U000e0069\U000e0067\U000e006e old mill",
        2,
        12,
        "odd-letter",
        "3 signs that nobody sees",
    ),
    "a tower of marks": Slip(
        MILL,
        "before: A landlord",
        f"before: A l{chr(0x301) * 40}andlord",
        44,
        13,
        "odd-letter",
        "40 marks stand over one letter",
    ),
    "a mark and no words": Slip(
        MILL,
        "before: A landlord decided.[^council]",
        'before: "[^council]"',
        44,
        11,
        "note-to-self",
        "says nothing to readers",
    ),
    "power told at length": Slip(
        MILL,
        "after: The tenants decide together.",
        f"after: The tenants decide together. {'They meet in the yard. ' * 14}",
        43,
        1,
        "too-long",
        "leave the rest to the story",
    ),
    "a preheader that says the subject": Slip(
        NOVEMBER,
        "preheader: A landlord, a leaking roof and the neighbours who bought it.",
        "preheader: How tenants bought a mill",
        28,
        12,
        "given-twice",
        "what else awaits the reader",
    ),
    "years that run backwards": Slip(
        MILL, "role: First chair, 2013", "role: First chair, 2015–2012", 41, 24, "dates-out-of-order", "`2012–2015`"
    ),
    "a day that never was": Slip(
        MILL, "why: A reader counted them", "why: Told on 31 June 2016", 25, 18, "bad-date", "June has no day 31"
    ),
    "a word twice": Slip(
        NOVEMBER, "    why: The plan can be copied.", "    why: It can be copied to to all.", 31, 27, "given-twice", "`to`"
    ),
    "power that has not moved": Slip(
        MILL,
        "  after: The tenants decide together.[^society] They meet each month.[^society][^council]",
        "  after: A landlord decided.[^society]",
        45,
        10,
        "given-twice",
        "who decides now",
    ),
    "a sum without a currency": Slip(MILL, _MONEY, "    amount: 602000\n", 61, 13, "bad-number", "`\"£602,000\"`"),
    "a sum with commas and no currency": Slip(
        MILL, _MONEY, '    amount: "60,000"\n', 61, 13, "bad-number", "`\"£60,000\"`"
    ),
    "a sum with a stop": Slip(MILL, _MONEY, '    amount: "£998.549"\n', 61, 14, "bad-number", "£998,549"),
    "people before and pounds after": Slip(
        MILL, "      value: £500\n", '      value: "100"\n', 54, 14, "bad-number", "`£400` is a sum of money"
    ),
    "a share before and a number after": Slip(
        MILL, "      value: £500\n", "      value: £500 or 3%\n", 54, 14, "bad-number", "is a share"
    ),
    "the archive's copy for the page": Slip(
        MILL,
        "    url: https://www.leeds.example/mill\n",
        "    url: https://web.archive.org/web/2019/https://archive.example/mill\n",
        97,
        10,
        "bad-address",
        "are exchanged",
    ),
    "the page for its copy": Slip(
        MILL,
        "    archive: https://archive.example/mill\n",
        "    archive: https://www.leeds.example/mill\n",
        103,
        14,
        "given-twice",
        "no copy of it",
    ),
    "a copy of another page": Slip(
        MILL,
        "    archive: https://archive.example/mill\n",
        "    archive: https://web.archive.org/web/20240101000000/http://other.example/roof\n",
        103,
        14,
        "bad-address",
        "a copy of `http://other.example/roof`",
    ),
    "a copy made before it came out": Slip(
        MILL,
        "    archive: https://archive.example/mill\n",
        "    archive: https://web.archive.org/web/20181231235959/https://leeds.example/mill\n",
        103,
        14,
        "dates-out-of-order",
        "made on 31 December 2018",
    ),
    "a number that is no host": Slip(
        MILL, "url: https://www.leeds.example/mill", "url: http://999.1.1.1/mill", 97, 10, "bad-address", "no host"
    ),
    "a case checked before it began": Slip(
        MILL, "checked: 2026-10-01\n", "checked: 2010-10-01\n", 32, 10, "dates-out-of-order", "it began later"
    ),
    "a case judged before it began": Slip(
        MILL, "  date: 2026-10-01\n", "  date: 2010-10-01\n", 86, 9, "dates-out-of-order", "it began later"
    ),
    "a case seen at work after its end": Slip(
        MILL, "seen: 2020-01\n", "seen: 2020-04\n", 111, 7, "dates-out-of-order", "after its end"
    ),
    "a case seen at work since it was checked": Slip(
        PRESTON, "status: active\n", "status: active\nseen: 2026-11-02\n", 9, 7, "dates-out-of-order", "set `checked`"
    ),
    "a picture with words and without": Slip(
        ABOUT, "  decorative: false\n", "  decorative: true\n", 15, 15, "missing-alt", "take one of the two out"
    ),
    "an address cut short": Slip(
        MILL, "url: https://www.leeds.example/mill", "url: https://www.leeds.example/mi…", 97, 10, "bad-address", "the whole"
    ),
    "an address of a mail box": Slip(
        MILL,
        "url: https://www.leeds.example/mill",
        "url: https://mail.google.com/mail/u/0/#inbox/F",
        97,
        10,
        "bad-address",
        "where everybody finds it",
    ),
    "a paper for few": Slip(
        MILL,
        "url: https://www.leeds.example/mill",
        "url: https://docs.google.com/document/d/1a/edit",
        97,
        10,
        "bad-address",
        "where it is published",
    ),
    "an address in a letter's field": Slip(
        NOVEMBER,
        "  text: Ask what the mill costs.",
        "  text: Look at https://www.gov.uk/land and ask.",
        44,
        9,
        "leftover-markup",
        "put the link into the text below",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_value_that_nobody_meant_is_told_once(name: str, project: Project) -> None:
    slip = SLIPS[name]
    project.change(slip.path, slip.former, slip.typed)
    outcome = project.check()
    told = outcome.only
    assert (told.file, told.line, told.column, told.code) == slip[0:1] + slip[3:6]
    assert told.severity == "warning"
    assert slip.words in outcome.output


LET_BE = {
    "flags, pictures and marks of writing": (
        MILL,
        "title: The old mill",
        "title: The \U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f mill \u2764\ufe0f",
    ),
    "a short summary": (
        MILL,
        "summary: Neighbours bought the mill and let it to each other.",
        "summary: Who we are",
    ),
    "a title with a short name": (ABOUT, "title: About the Commons", "title: NHS and TUC"),
    "an author called so": (ABOUT, "  - A. Author\n", "  - Byron Smith\n"),
    "a sum in words": (MILL, _MONEY, "    amount: a peppercorn a year\n"),
    "nothing before": (MILL, "      value: £500\n", "      value: none\n"),
    "a share of money": (MILL, "      value: £500\n", "      value: £500 a month\n"),
}


@pytest.mark.parametrize("name", LET_BE)
def test_what_may_be_meant_is_let_be(name: str, project: Project) -> None:
    project.change(*LET_BE[name])
    assert project.check().output == "nothing to mend\n"


@pytest.mark.parametrize("label", ["Summary", "Standfirst", "SUMMARY"])
def test_a_label_that_was_pasted_along_is_told(label: str, project: Project) -> None:
    project.change(
        MILL,
        "summary: Neighbours bought the mill and let it to each other.",
        f'summary: "{label}: neighbours bought the mill."',
    )
    outcome = project.check()
    assert (outcome.only.line, outcome.only.code) == (3, "given-twice")
    assert "take it out, with its colon" in outcome.output


def test_what_it_taught_is_shown_on_its_page_as_in_a_letter_before_it_has_ended(project: Project) -> None:
    from tests import made_up

    active = made_up.changed(MILL, status="active", ended=None)
    page = made_up.source(made_up.site(active), "/case-studies/old-mill/")
    assert "A roof comes first." in page


_PERSON = "  - name: A. Tenant\n    role: First chair, 2013\n    source: council\n"


def test_a_value_whose_name_was_left_out_is_told_once(project: Project) -> None:
    project.change(MILL, _PERSON, "  - {name: A. Tenant, First chair, source: council}\n")
    outcome = project.check()
    assert outcome.only.code == "missing-field"
    assert "if `First chair` is it, write `role: First chair`" in outcome.output


def test_entries_that_all_lack_their_dashes_are_told_once(project: Project) -> None:
    bare = _PERSON.replace("  - name", "    name")
    project.change(MILL, _PERSON, bare + bare.replace("A. Tenant", "B. Tenant"))
    outcome = project.check()
    assert outcome.only.code == "not-a-list"
    assert "before each `name`" in outcome.output


def test_thousands_with_a_stop_are_told_at_either_end(project: Project) -> None:
    project.change(MILL, "      value: £400\n", '      value: "1.250"\n')
    project.change(MILL, "      value: £500\n", '      value: "120"\n')
    outcome = project.check()
    assert (outcome.only.line, outcome.only.code) == (54, "bad-number")
    assert "if thousands are meant, write `1,250`" in outcome.output
    project.change(MILL, '"1.250"', '"1.25"')
    assert project.check().output == "nothing to mend\n"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1 250", "write `1,250`"),
        ("1\u202f250\u202f000", "write `1,250,000`"),
        ("1'250", "write `1,250`"),
        ("1250,5", "write `1,250.5`"),
        ("12,50", "write `12.50`, or such as `12,500` if a digit was lost"),
        ("£337,00", "write `£337.00`, or such as `£337,000` if a digit was lost"),
        ("0,5", "write `0.5`"),
        ("1.250,5", "write `1,250.5`"),
        ("1.250.000", "write `1,250,000`"),
        ("1,2500", "look the number up"),
        ("1,250,00", "look the number up"),
        ("1.250 million", "write `1,250 million`"),
        ("££400", "write `£400`"),
        ("20%%", "write `20%`"),
        ("£1O0", "write `£100`"),
        ("£l.5m", "write `£1.5m`"),
    ],
)
def test_a_number_with_the_signs_of_another_country_is_told(typed: str, meant: str) -> None:
    told = number_meant(typed)
    assert told is not None
    assert meant in told[1]


@pytest.mark.parametrize(
    "typed",
    [
        "1,250",
        "1250",
        "12.5%",
        "£1,250.50",
        "0.125",
        "£1.250",
        "2 of 12",
        "12, 50 and 60",
        "about 1 250",
        "1 or 2",
        "Oil",
        "lol",
        "3,400 m",
    ],
)
def test_a_number_as_it_is_written_here_and_words_are_left_alone(typed: str) -> None:
    assert number_meant(typed) is None


def test_a_sum_with_a_comma_for_its_stop_is_told(project: Project) -> None:
    project.change(MILL, _MONEY, '    amount: "£1,2m"\n')
    outcome = project.check()
    assert (outcome.only.line, outcome.only.code) == (61, "bad-number")
    assert "write `£1.2m`" in outcome.output


_PERSON = "  - name: A. Tenant\n    role: First chair, 2013\n    source: council\n"
_PITFALL = "    - The roof leaks.[^society]\n"


@pytest.mark.parametrize(("entry", "line", "column"), [(_PERSON, 43, 5), (_PITFALL, 71, 7)])
def test_an_entry_pasted_twice_is_told(entry: str, line: int, column: int, project: Project) -> None:
    project.change(MILL, entry, entry * 2)
    outcome = project.check()
    assert (outcome.only.line, outcome.only.column, outcome.only.code) == (line, column, "given-twice")
    assert "word for word" in outcome.output
    project.change(MILL, entry * 2, entry + entry.replace("A. T", "B. T").replace("roof", "yard"))
    assert project.check().output == "nothing to mend\n"


def test_a_copy_made_where_the_page_stood_before_is_let_be(project: Project) -> None:
    copy = "https://web.archive.org/web/20200101000000/http://old.example/a/mill"
    project.change(MILL, "    archive: https://archive.example/mill\n", f"    archive: {copy}\n")
    project.change(MILL, "seen: 2020-01\n", "seen: by 2020\n")
    assert project.check().output == "nothing to mend\n"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("https://www.leeds.example/millhttps://www.leeds.example/mill", "write one of the two"),
        ("https://wwww.leeds.example/mill", "write `https://www.leeds.example/mill`"),
        ("https://ww.leeds.example/mill", "write `https://www.leeds.example/mill`"),
        ("https://www.leeds.example:99999/mill", "write https://www.leeds.example/mill"),
        ("https://jo:secret@www.leeds.example/mill", "write https://www.leeds.example/mill"),
    ],
)
def test_an_address_that_was_mistyped_or_pasted_twice_is_told(
    typed: str, words: str, project: Project
) -> None:
    project.change(MILL, "url: https://www.leeds.example/mill", f"url: {typed}")
    outcome = project.check()
    assert (outcome.only.line, outcome.only.code) == (97, "bad-address")
    assert words in outcome.output


def test_a_copy_in_an_archive_holds_two_addresses_and_is_one() -> None:
    assert unreachable("https://web.archive.org/web/2019/https://www.leeds.example/mill") is None
    assert unreachable("https://ww2.leeds.example/?to=https://www.leeds.example/") is None


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        ("2027-03-28 01:30", "", (5, 9, "bad-date", "the clocks are put forward then")),
        ("2027-03-27 18:00", "2027-03-28 01:59", (6, 7, "bad-date", "the clocks are put forward then")),
        (
            "2026-12-12 18:30",
            "2026-12-12 18:30",
            (6, 7, "dates-out-of-order", "it ends the minute it begins"),
        ),
        ("2027-03-28 02:00", "2027-03-28 02:01", None),
        ("2026-10-25 01:30", "2026-10-25", None),
    ],
)
def test_an_event_takes_place_at_times_that_clocks_show(
    project: Project, starts: str, ends: str, told: tuple[int, int, str, str] | None
) -> None:
    (path,) = (project.root / "content/events").glob("the-first-meeting.md")
    until = f"\nends: {ends}" if ends else ""
    project.change(str(path.relative_to(project.root)), "starts: 2013-03-16", f"starts: {starts}{until}")
    errors = [one for one in project.check().told if one.severity == "error"]
    if told is None:
        assert errors == []
    else:
        (one,) = errors
        assert (one.line, one.column, one.code) == told[:3]
        assert told[3] in project.check().output
