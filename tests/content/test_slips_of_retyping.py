"""What comes along when a text is copied from a scan, a spreadsheet, a printed page or a blog: told once, at its place.

Each row is a body as it was typed, where each message stands, and words that it or its hint must hold.
"""

from __future__ import annotations

import pytest

from newsletter.content.kinds.reader_letter import says_no
from newsletter.content.markdown.rendering import render_body
from newsletter.told.diagnostics import Diagnostic
from tests.made_up import MILL, PRESTON, written
from tests.projects import Project

_SHARE = "Click to share on Facebook (Opens in new window)"
_LONG = "They met. They said that the street door was what had brought"


def told(typed: str) -> tuple[Diagnostic, ...]:
    return render_body(
        typed, path="content/pages/about.md", first_line=1, sources=("echo", "plan"), are_figures_sourced=True
    ).diagnostics


SLIPS = [
    ("It came to £4Sm.[^echo]", 1, 12, "bad-number", "write `£45m`"),
    ("It came to £4Om.[^echo]", 1, 12, "bad-number", "write `£40m`"),
    ("It came to £l5m.[^echo]", 1, 12, "bad-number", "write `£15m`"),
    ("It came to £4.70E+06.[^echo]", 1, 12, "bad-number", "write `£4,700,000`"),
    ("It came to 4.7E6 loaves.[^echo]", 1, 12, "bad-number", "write `4,700,000`"),
    ("A union of 7,5000 families.[^echo]", 1, 12, "bad-number", "parts no thousands"),
    ("A union of 1,20,000 people.[^echo]", 1, 12, "bad-number", "parts no thousands"),
    ("They sold 12,50 beans.[^echo]", 1, 11, "bad-number", "parts no thousands"),
    ("He led it from 2019 to 2011 alone.", 1, 11, "dates-out-of-order", "write `from 2011 to 2019`"),
    ("Between May 2019 and 2011 he led it.", 1, 1, "dates-out-of-order", "2011 is before 2019"),
    ("It was praised [@kings2019, p. 12].", 1, 16, "leftover-markup", "write its mark: `[^id]`"),
    ("It was praised, as @smith2019 has it.", 1, 20, "leftover-markup", "write its mark: `[^id]`"),
    ("As Error! Reference source not found., they say.", 1, 4, "leftover-markup", "a word processor lost"),
    ("It says so (Error! Bookmark not defined.).", 1, 13, "leftover-markup", "a word processor lost"),
    ("It came to #DIV/0! in all.", 1, 12, "leftover-markup", "a spreadsheet could not"),
    ("| Year | Loaves |\n|---|---|\n| 2016 | #N/A |", 3, 10, "leftover-markup", "a spreadsheet could not"),
    ("| Year | Loaves |\n|---|---|\n| 2016 | #### |", 3, 10, "leftover-markup", "a spreadsheet could not"),
    ("It held up (see Figure 3 and Table 2).", 1, 12, "leftover-markup", "in another text, and not here"),
    ("It held up (Fig. 3).", 1, 12, "leftover-markup", "in another text, and not here"),
    ("It held up (see Appendix B).", 1, 12, "leftover-markup", "in another text, and not here"),
    (f"{_LONG}\n\nA Day | Page 14 of 62\n\nthem in, and so it was.", 3, 1, "leftover-markup", "`what had brought` … `them in, "),
    (f"{_LONG}\nPage 14 of 62\nthem in, and so it was.", 2, 1, "leftover-markup", "`what had brought them in, and`"),
    (f"{_LONG} all of the\n\n14 of 62\n\nthem in, and so it was.", 3, 1, "leftover-markup", "amid a sentence"),
    (f"{_LONG}\n\n- 14 -\n\nthem in, and so it was.", 3, 1, "leftover-markup", "amid a sentence"),
    ("They met.\n\nPage 14 of 62\n\nThey won.", 3, 1, "leftover-markup", "foot of a printed page"),
    (f"They met.\n\n{_SHARE}\n\nLike this:\n\nLike Loading...", 3, 1, "leftover-markup", "buttons of another website"),
    ("They met.\n\nTweet\nShare\nPrint", 3, 1, "leftover-markup", "buttons of another website"),
    ("[12/11/2026, 14:03] Jo Briggs: the vote was one\n[12/11/2026, 14:05] Sam: are we sure? the minutes of it say two abstained",
     1, 1, "leftover-markup", "a chat left it"),
    ("![[roof.jpg|300]]", 1, 1, "leftover-markup", "a picture is"),
    ("They met.\n\nShare this article\n\nTweet", 3, 1, "leftover-markup", "buttons of another website"),
    ("They met.\n\nAccept all cookies", 3, 1, "leftover-markup", "buttons of another website"),
    ("5 min read\n\nThey met.", 1, 1, "leftover-markup", "stands in fields here"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "line", "column", "code", "words"), SLIPS)
def test_what_was_copied_and_means_nothing_here_is_told_once(
    typed: str, line: int, column: int, code: str, words: str
) -> None:
    (one,) = told(typed)
    assert (one.code, one.location.line, one.location.column) == (code, line, column)
    assert words in f"{one.message}\n{one.hint}"
    assert one.severity == "warning"


def test_a_mark_with_words_beside_its_id_says_which_is_meant() -> None:
    (one,) = told("They won.[^the plan]")
    assert (one.code, one.hint) == ("unknown-source", "did you mean `plan`? Write `[^plan]`")


LET_BE = [
    "It came to £45m or $4B, in OS maps and 5S audits.[^echo]",
    "They were 4.7 or 7,500 of 1,200,000 there, on pages 12,50 and 61.[^echo]",
    "Turn to pages 12,50 of the plan.[^echo]",
    "It fell from 2019 to 2011 members, and they sang from 2011 to 2019.",
    "Between 2011 and 2019 it fell from 2019 to 2011.",
    "Write to @commons or to jo@smith2019.example, and read [what @jo said](https://commons.example/@jo2019).",
    "Error! it said, and they laughed. They are #1, and read C# and #namesake.",
    "`#DIV/0!` is what a sheet shows, and `[@kings2019]` a citation.",
    "It held up (see figure 3 of the report) and (see Table 2).[^echo]",
    "| Year | Loaves |\n|---|---|\n| 2016 | many |\n\nIt held up (see Table 1).",
    '![A roof](roof.jpg){: credit="Jo" licence="CC BY 4.0"}\n\nIt held up (see Figure 1).',
    "It held up (see Box 1).\n\n## Box 1: how it began\n\nIt began.",
    f"{_LONG} in 1 of 62 streets.[^echo]\n\n```\nthe sum is\n14 of 62\nin all\n```",
    "They asked what to share.\n\nLike this: they met.\n\n- Print\n- Facebook\n- Tweets\n\nMore",
]  # fmt: skip


@pytest.mark.parametrize("typed", LET_BE)
def test_what_only_looks_like_it_is_let_be(typed: str) -> None:
    assert [f"{one.message}: {one.hint}" for one in told(typed)] == []


def test_a_second_file_pasted_below_the_first_is_told_alone(project: Project) -> None:
    former = written(MILL)
    project.write(MILL, f"{former}\n{written(PRESTON)}")
    outcome = project.check()
    assert (outcome.only.file, outcome.only.line) == (MILL, former.count("\n") + 2)
    assert (outcome.only.code, outcome.only.severity) == ("bad-yaml", "error")
    assert "a second file begins here" in outcome.output
    assert "a file of its own" in outcome.output


def test_a_file_shown_as_an_example_and_a_rule_above_words_are_no_second_file(project: Project) -> None:
    example = "```\n---\ntitle: A page\n---\n```\n\nThey met.\n\n---\n\nIn short: they won.\n\n---\n\nThey met again.\n"
    project.write(MILL, f"{written(MILL)}\n{example}")
    assert project.check().output == "nothing to mend\n"


EVENT = "content/events/a-yard-opens.md"
VOICE = "content/voices/at-the-pump.md"
LETTER = "content/reader-letters/a-key-for-all.md"
_COME = "Come and see who lives there."
_PEOPLE = "people:\n  - name: A. Tenant\n    role: First chair, 2013\n"
_SAID = "words: Nobody asked us before\n"
_PICTURE = "\nThe tenants met in the yard"

IN_FIELDS = {
    "letters in a sum": (MILL, "amount: £1m", "amount: £4Sm", "bad-number", "write `£45m`"),
    "a power of ten": (MILL, "amount: £1m", 'amount: "£4.70E+06"', "bad-number", "write `£4,700,000`"),
    "a day for a value": (MILL, "value: £500", "value: 06-Dec", "bad-number", "as a spreadsheet makes one"),
    "an error of a spreadsheet": (MILL, "amount: £1m", 'amount: "#DIV/0!"', "leftover-markup", "a spreadsheet could not"),
    "years that run backwards": (
        MILL, "role: First chair, 2013", "role: chair from 2019 to 2011", "dates-out-of-order", "from 2011 to 2019",
    ),
    "one name in two entries": (
        MILL, _PEOPLE, f"{_PEOPLE}  - name: Cllr A. Tenant\n    role: Leader\n", "given-twice", "make one entry of the two",
    ),
    "said after it was printed": (VOICE, "said_on: 2014-06", "said_on: 2021-06", "dates-out-of-order", "came out in 2019"),
    "a name within what was said": (
        VOICE, _SAID, "words: Nobody asked us before – A. Neighbour, Leeds\n", "given-twice", "take `– A. Neighbour, Leeds` out",
    ),
    "another day in the text": (
        EVENT, _COME, "Join us on Friday 4 December 2026 at 6.30pm.", "bad-date", "write `starts: 2026-12-04`",
    ),
    "a mail address to register": (
        EVENT, "register: https://mill.example/come", "register: jo@mill.example", "bad-address", "(mailto:jo@mill.example)",
    ),
    "no consent": (LETTER, "consent: by mail, 9 October 2026", "consent: asked, no answer yet", "missing-consent", "wait with"),
    "one picture of two makers": (
        MILL, _PICTURE, f'\n![A yard](../images/yard.png){{: credit="Jo" licence="CC0"}}\n{_PICTURE}', "missing-credit", "here",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_FIELDS)
def test_a_value_that_was_copied_or_contradicts_is_told_once(name: str, project: Project) -> None:
    path, former, typed, code, words = IN_FIELDS[name]
    project.change(path, former, typed)
    outcome = project.check()
    assert (outcome.only.file, outcome.only.code) == (path, code)
    assert words in outcome.output


MAY_BE = {
    "a dash in what was said": (VOICE, _SAID, "words: Nobody asked us – Not once\n"),
    "another person": (MILL, _PEOPLE, f"{_PEOPLE}  - name: B. Tenant\n    role: Leader\n"),
    "the same credit twice": (
        MILL, _PICTURE, f'\n![A yard](../images/yard.png){{: credit="A. Author" licence="CC BY 4.0"}}\n{_PICTURE}',
    ),
    "the day of the event": (EVENT, _COME, "Join us on Saturday 12 December 2026 at 6.30pm."),
    "a day to book by": (EVENT, _COME, "Come, and book by Friday 4 December 2026."),
    "two days": (EVENT, _COME, "Join us on Friday 4 December or on Saturday 5 December 2026. Come on Saturday 5 December."),
    "a day long ago": (EVENT, _COME, "We first met on Friday 4 December 2020."),
}  # fmt: skip


@pytest.mark.parametrize("name", MAY_BE)
def test_a_value_that_may_be_meant_is_let_be(name: str, project: Project) -> None:
    project.change(*MAY_BE[name])
    assert project.check().output == "nothing to mend\n"


@pytest.mark.parametrize(
    "consent",
    ["no answer yet", "not yet", "asked", "pending", "refused", "tbc", "asked by mail, 3 March 2026", "she hasn’t replied"],
)  # fmt: skip
def test_a_consent_that_says_there_is_none_is_no_consent(consent: str) -> None:
    assert says_no(consent)


@pytest.mark.parametrize(
    "consent",
    [
        "by mail, 3 March 2026",
        "asked by mail on 2 March, and she agreed on 3 March 2026",
        "yes, by telephone; not her street",
        "no reply at first; gave it by letter, 4 May 2026",
        "in person, 3 March 2026, at the notice board",
    ],
)
def test_a_consent_that_was_given_is_one(consent: str) -> None:
    assert not says_no(consent)
