"""What comes along when a text is copied from a scan, a spreadsheet, a printed page or a blog: told once, at its place.

Each row is a body as it was typed, where each message stands, and words that it or its hint must hold.
"""

from __future__ import annotations

import pytest

from newsletter.content.markdown.rendering import render_body
from newsletter.told.diagnostics import Diagnostic
from tests.made_up import MILL, PRESTON, written
from tests.projects import Project

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
    (f"{_LONG}\n\nEvery Day | Page 14 of 62\n\nthem in, and so it was.", 3, 1, "leftover-markup", "`what had brought` … `them in, and`"),
    (f"{_LONG}\nPage 14 of 62\nthem in, and so it was.", 2, 1, "leftover-markup", "`what had brought them in, and`"),
    (f"{_LONG} all of the\n\n14 of 62\n\nthem in, and so it was.", 3, 1, "leftover-markup", "amid a sentence"),
    (f"{_LONG}\n\n- 14 -\n\nthem in, and so it was.", 3, 1, "leftover-markup", "amid a sentence"),
    ("They met.\n\nPage 14 of 62\n\nThey won.", 3, 1, "leftover-markup", "foot of a printed page"),
    ("They met.\n\nClick to share on Facebook (Opens in new window)\n\nLike this:\n\nLike Loading...", 3, 1, "leftover-markup", "buttons of another website"),
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
