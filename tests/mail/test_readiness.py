"""What keeps letters from being posted, and the line of each build that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.mail.readiness import in_the_way, note_on_posting
from tests import made_up
from tests.building import REPOSITORY, copied_project
from tests.projects import TODAY

#: Settings of somebody who is ready.
READY = {
    "base_url": "https://commons.org.uk",
    "contact": "editors@commons.org.uk",
    "source_url": None,
    "subscribe_url": None,
    "imprint": None,
    "email": "letter@commons.org.uk",
    "reply_to": "editors@commons.org.uk",
    "postal_address": "The Commons, 1 High Street, Leeds LS1 1AA",
    "unsubscribe_url": "https://commons.org.uk/leave/",
    "unsubscribe_email": "leave@commons.org.uk",
}


def test_nothing_is_in_the_way_of_who_is_ready() -> None:
    library = made_up.library(settings=made_up.config(**READY))
    assert in_the_way(library) == ()
    assert note_on_posting(library) == ""


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("base_url", "https://newpower.example", "`base_url`"),
        ("base_url", "https://newpower.example/power/", "`base_url`"),
        ("contact", "me@example.org", "`contact`"),
        ("email", "letter@newpower.example", "`sender.email`"),
        ("postal_address", "New Power, 1 Example Street, Exampleton", "`sender.postal_address`"),
        ("unsubscribe_url", "https://lists.example/leave/", "`sender.unsubscribe_url`"),
    ],
)
def test_an_example_is_in_the_way(name: str, value: str, told: str) -> None:
    library = made_up.library(settings=made_up.config(**{**READY, name: value}))
    assert in_the_way(library) == (f"{told} is an example: {value}",)
    assert note_on_posting(library) == (
        f"No letter can be posted yet: {told} in content/site.yaml is an example."
    )


@pytest.mark.parametrize("address", ["https://example.commons.org.uk", "https://commons.example.uk"])
def test_a_name_with_the_word_in_it_is_none(address: str) -> None:
    assert in_the_way(made_up.library(settings=made_up.config(**{**READY, "base_url": address}))) == ()


def test_an_example_that_stands_in_no_letter_keeps_nobody_from_posting() -> None:
    settings = made_up.config(**{**READY, "source_url": "https://code.example/new-power/edit/main/"})
    assert in_the_way(made_up.library(settings=settings)) == ()


def test_a_privacy_notice_that_is_not_out_is_in_the_way() -> None:
    settings = made_up.config(**READY)
    told = ("there is no privacy notice `content/pages/privacy.md`",)
    assert in_the_way(made_up.library(settings=settings, without=[made_up.PRIVACY])) == told
    draft = made_up.changed(made_up.PRIVACY, draft=True)
    assert in_the_way(made_up.library(draft, settings=settings, drafts=True)) == told


def test_each_build_says_so_in_one_line(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    (root / made_up.PRIVACY).rename(tmp_path / "aside.md")
    for name in ("about", "contribute", "subscribe"):  # they link to it
        page = root / f"content/pages/{name}.md"
        page.write_text(page.read_text(encoding="utf-8").replace("privacy.md", "about.md"), encoding="utf-8")
    for _ in range(2):  # the second has nothing to do
        result = CliRunner().invoke(main, ["build", "--root", str(root), "--now", TODAY])
        assert result.exit_code == 0, result.output
        lines = [line for line in result.output.splitlines() if line.startswith("No letter can be posted")]
        assert len(lines) == 1
        assert "`base_url`, `contact`" in lines[0]
        assert lines[0].endswith("; there is no privacy notice `content/pages/privacy.md`.")
    quiet = CliRunner().invoke(main, ["build", "--quiet", "--root", str(root), "--now", TODAY])
    assert "posted" not in quiet.output


def test_the_publication_as_shipped_has_nothing_to_mend() -> None:
    result = CliRunner().invoke(main, ["check", "--root", str(REPOSITORY), "--now", "2026-12-01"])
    assert (result.exit_code, result.output) == (0, "nothing to mend\n")
