"""Which mistakes a change brought, and which stood there before."""

from __future__ import annotations

from newsletter.told.comparing import Change, compared
from newsletter.told.diagnostics import Diagnostic, Location, warning


def at(line: int, message: str = "`mony` is not a tag", file: str = "content/a.md") -> Diagnostic:
    return Diagnostic(Location(file, line), "unknown-tag", message)


def change(now: list[Diagnostic], before: list[Diagnostic], **given: object) -> Change:
    """What came of it; a file's lines are what `lines_now` and `lines_before` say."""
    now_lines: dict[int, str] = given.pop("lines_now", {})  # type: ignore[assignment]
    lines: dict[int, str] = given.pop("lines_before", {})  # type: ignore[assignment]
    return compared(
        now,
        before,
        files=("content/a.md",),
        moved=given.pop("moved", {}),  # type: ignore[arg-type]
        line_now=lambda _, line: now_lines.get(line),
        line_before=lambda _, line: lines.get(line),
    )


def test_a_mistake_that_only_moved_down_its_file_is_an_old_one() -> None:
    made = change([at(9)], [at(4)])
    assert (made.new, made.old) == ((), (at(9),))


def test_a_mistake_of_another_file_another_kind_or_in_other_words_is_a_new_one() -> None:
    before = [at(4)]
    for now in (
        at(4, file="content/b.md"),
        at(4, "`mone` is not a tag"),
        warning(Location("content/a.md", 4), "unknown-tag", "`mony` is not a tag"),
        Diagnostic(Location("content/a.md", 4), "unknown-word", "`mony` is not a tag"),
    ):
        assert change([now], before).new == (now,)


def test_a_mistake_made_once_more_is_new_once() -> None:
    made = change([at(3), at(5), at(8)], [at(5), at(7)])
    assert (made.new, made.old) == ((at(8),), (at(3), at(5)))


def test_the_one_whose_line_is_as_it_was_is_the_old_one() -> None:
    made = change(
        [at(3), at(8)], [at(3)], lines_now={3: "fresh words", 8: "old words"}, lines_before={3: "old words"}
    )
    assert (made.new, made.old) == ((at(3),), (at(8),))


def test_a_file_that_was_renamed_keeps_its_old_mistakes() -> None:
    now = at(4, file="content/b.md")
    assert change([now], [at(4)], moved={"content/b.md": "content/a.md"}).old == (now,)


def test_a_line_named_in_a_message_counts_for_nothing() -> None:
    made = change([at(9, "`tags` is already given on line 12")], [at(4, "`tags` is already given on line 3")])
    assert made.new == ()


def test_what_was_mended_is_not_told() -> None:
    assert change([], [at(4)]) == Change(frozenset({"content/a.md"}), (), ())
