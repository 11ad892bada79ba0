"""A trial edition says so wherever it is met, and is posted to nobody."""

from __future__ import annotations

import html

import pytest

from newsletter.content.composing import TRIAL_NOTE
from tests import made_up

IN_A_LIST = "<strong>Trial edition, posted to nobody</strong>"
IN_TEXT = "A trial edition: it shows what the letter is like"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    trials = [made_up.changed(path, trial=True) for path in (made_up.NOVEMBER, made_up.DECEMBER)]
    return {path: html.unescape(content.decode()) for path, content in made_up.everything(*trials).items()
            if path.endswith((".html", ".xml", ".json", ".txt"))}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("editions/2026-11/index.html", TRIAL_NOTE),
        ("editions/2026-11/edition.txt", IN_TEXT),
        ("editions/feed.xml", TRIAL_NOTE),
        ("editions/index.html", IN_A_LIST),
        ("index.html", IN_A_LIST),
        ("2026-11/edition.html", TRIAL_NOTE),
        ("2026-11/edition.txt", IN_TEXT),
    ],
)
def test_a_trial_edition_says_so_wherever_it_is_met(made: dict[str, str], path: str, words: str) -> None:
    assert words in made[path]


def test_no_other_edition_says_so() -> None:
    for path, content in made_up.everything().items():
        assert b"trial edition" not in content, path
        assert b"Trial edition" not in content, path
