"""One list of diagnostics, three ways to show it, each to the letter."""

from __future__ import annotations

import json

from newsletter.told.comparing import Change
from newsletter.told.diagnostics import Diagnostic, Location, warning
from newsletter.told.formats import (
    GITHUB_SHOWS,
    as_github,
    as_github_of_change,
    as_json,
    as_step_summary,
    as_step_summary_of_change,
    as_terminal,
    counted,
)

PROBLEM = Diagnostic(
    Location("content/a.md", 4, 8, 6), "unknown-tag", "`payrol` is not a tag", "did you mean `payroll`?"
)
HINTLESS = warning(Location("content/b,c:d.md", 1, 1), "stale", "100% old\r\nand | <b>")


def _lines(*lines: str) -> object:
    return lambda _file, line: lines[line - 1] if line <= len(lines) else None


def test_the_terminal_shows_the_line_and_a_caret_below_the_place() -> None:
    shown = as_terminal([PROBLEM], _lines("", "", "", "tags: [payrol]"))  # type: ignore[arg-type]
    assert shown == (
        "content/a.md:4:8: error[unknown-tag]: `payrol` is not a tag\n"
        "   4 | tags: [payrol]\n"
        "     |        ^^^^^^\n"
        "  hint: did you mean `payroll`?\n"
    )


def test_the_terminal_does_without_a_line_and_a_hint() -> None:
    shown = as_terminal([HINTLESS], lambda *_: None)
    assert shown == "content/b,c:d.md:1:1: warning[stale]: 100% old and | <b>\n"


def test_a_tab_is_as_wide_in_the_excerpt_as_above_the_caret() -> None:
    problem = Diagnostic(Location("a", 1, 3, 1), "tab", "m")
    assert as_terminal([problem], _lines("\ta: b")).splitlines()[1:] == ["   1 |     a: b", "     |      ^"]  # type: ignore[arg-type]


def test_a_long_line_is_cut_round_the_place() -> None:
    problem = Diagnostic(Location("a", 1, 5001, 4), "x", "m")
    _, excerpt, caret = as_terminal([problem], _lines("x" * 5000 + "HERE" + "y" * 5000)).splitlines()  # type: ignore[arg-type]
    assert len(excerpt) < 180
    assert excerpt[caret.index("^") : caret.index("^") + 4] == "HERE"


def test_a_place_past_the_end_of_its_line_still_has_a_caret() -> None:
    problem = Diagnostic(Location("a", 1, 99, 9), "x", "m")
    assert as_terminal([problem], _lines("short")).splitlines()[2] == "     |      ^"  # type: ignore[arg-type]


def test_nothing_an_author_wrote_moves_the_cursor() -> None:
    problem = Diagnostic(Location("a", 1, 1), "x", "\x1b[2Jgone\u202e", "\x07")
    shown = as_terminal([problem], _lines("\x1b[31mred"))  # type: ignore[arg-type]
    assert all(c == "\n" or c.isprintable() for c in shown)


def test_colour_is_asked_for() -> None:
    assert "\x1b[" in as_terminal([PROBLEM], lambda *_: None, color=True)


def test_github_escapes_what_would_end_a_property_or_a_command() -> None:
    assert as_github([PROBLEM, HINTLESS], ()) == (
        "::error file=content/a.md,line=4,col=8,title=unknown-tag::`payrol` is not a tag%0Adid you mean `payroll`?\n"
        "::warning file=content/b%2Cc%3Ad.md,line=1,col=1,title=stale::100%25 old%0D%0Aand | <b>\n"
    )


def test_github_shows_changed_files_first_and_no_more_than_it_can() -> None:
    many = [Diagnostic(Location(f"content/{n:02}.md"), "x", "m") for n in range(30)]
    shown = as_github([*many, warning(Location("z"), "y", "m")], {"content/29.md"}).splitlines()
    assert len(shown) == GITHUB_SHOWS + 1
    assert "29.md" in shown[0]
    assert "00.md" in shown[1]
    assert shown[-1].startswith("::warning file=z")


def test_the_step_summary_has_every_one_and_no_markup_of_authors() -> None:
    many = [Diagnostic(Location(f"{n}"), "x", "`a|b` [x](http://y) <img src=z>") for n in range(30)]
    summary = as_step_summary(many)
    assert summary.startswith("### 30 errors\n")
    rows = [line for line in summary.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 30
    assert all(row.count("|") == 5 for row in rows)
    assert "<code>a&#124;b</code>" in rows[0]
    assert "<img" not in summary
    assert "](" not in summary


def test_the_step_summary_stays_under_what_github_keeps() -> None:
    many = [Diagnostic(Location("a"), "x", "m" * 1000) for _ in range(2000)]
    summary = as_step_summary(many)
    assert len(summary.encode()) < 1_000_000
    assert summary.endswith(" more.\n")


def test_what_is_older_than_a_change_is_a_notice_after_all_that_is_new() -> None:
    many = tuple(Diagnostic(Location(f"content/{n:02}.md"), "x", "m") for n in range(30))
    shown = as_github_of_change(Change(frozenset({"content/29.md"}), (HINTLESS, PROBLEM), many)).splitlines()
    assert [line.split(" ")[0] for line in shown] == ["::error", "::warning", *["::notice"] * GITHUB_SHOWS]
    assert shown[2] == "::notice file=content/29.md,line=1,col=1,title=x (older)::m"


def test_the_step_summary_of_a_change_folds_away_what_is_older() -> None:
    summary = as_step_summary_of_change(Change(frozenset(), (HINTLESS,), (PROBLEM,)))
    assert summary == (
        "### This change brings 1 warning\n\n"
        "An error has to be mended before anything is published; a warning asks you to look again. "
        "The number after a file's name is the line.\n\n"
        "| where | | what | what to do |\n|---|---|---|---|\n"
        "| content/b,c:d.md:1 | warning | 100&#37; old and &#124; &#60;b&#62; |  |\n"
        "\nAn older error can keep the check from going on to the end: what else there is shows once it is mended.\n"
        "\n<details><summary>Not of this change: 1 error</summary>\n\n"
        "An error has to be mended before anything is published; a warning asks you to look again. "
        "The number after a file's name is the line.\n\n"
        "| where | | what | what to do |\n|---|---|---|---|\n"
        "| content/a.md:4 | error | <code>payrol</code> is not a tag | did you mean <code>payroll</code>&#63; |\n"
        "\n</details>\n"
    )


def test_an_older_warning_hides_nothing_and_nothing_is_said_of_it() -> None:
    assert "can keep the check" not in as_step_summary_of_change(Change(frozenset(), (PROBLEM,), (HINTLESS,)))


def test_the_step_summary_of_a_change_stays_under_what_github_keeps_and_is_closed() -> None:
    many = tuple(Diagnostic(Location("a"), "x", "m" * 1000) for _ in range(2000))
    summary = as_step_summary_of_change(Change(frozenset(), many, many))
    assert len(summary.encode()) < 1_000_000
    assert summary.count(" more.\n") == 2
    assert summary.endswith("</details>\n")


def test_json_carries_its_version_and_every_part() -> None:
    assert json.loads(as_json([PROBLEM])) == {
        "version": 1,
        "diagnostics": [
            {
                "file": "content/a.md",
                "line": 4,
                "column": 8,
                "code": "unknown-tag",
                "severity": "error",
                "message": "`payrol` is not a tag",
                "hint": "did you mean `payroll`?",
            }
        ],
    }
    change = Change(frozenset(), (PROBLEM,), (HINTLESS,))
    rows = json.loads(as_json([PROBLEM, HINTLESS], change))["diagnostics"]
    assert [row["is_new"] for row in rows] == [True, False]
    assert json.loads(as_json([])) == {"version": 1, "diagnostics": []}


def test_counts_are_said_in_words() -> None:
    assert counted([]) == "nothing to mend"
    assert counted([PROBLEM]) == "1 error"
    assert counted([PROBLEM, PROBLEM, HINTLESS]) == "2 errors and 1 warning"
