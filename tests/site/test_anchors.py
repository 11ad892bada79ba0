"""Links to a part of a page: one that the page will not have is told where it was typed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import jinja2.meta
import pytest
from click.testing import CliRunner

from newsletter import publish
from newsletter.cli import main
from newsletter.content.markdown.anchors import RESERVED_ANCHORS, RESERVED_BEGINNINGS
from newsletter.engine import workplace
from newsletter.engine.options import Options
from newsletter.site import anchors
from newsletter.site.faces import FACES
from newsletter.site.pages import site_environment
from tests.building import REPOSITORY
from tests.made_up import NOVEMBER, written
from tests.projects import TODAY, Project

TEMPLATES = REPOSITORY / "templates"

COMMANDS = (("check",), ("build",), ("build", "--no-cache"), ("build", "--drafts", "--future"))

#: Parts that nobody's heading made, and that are there.
THERE = (
    "../case-studies/old-mill.md#outcomes",
    "../case-studies/old-mill.md#what-went-wrong",
    "../case-studies/old-mill.md#source-1",
    "../case-studies/old-mill.md#page-story",
    "../editions/2026-11.md#edition-try-this",
    "../editions/2026-11.md#edition-old-mill",
    "../editions/2026-11.md#edition-case-studies",
    "about.md#main",
)
#: Parts that another page has, or the same one with more in it.
NOT_THERE = (
    "about.md#outcomes",
    "../case-studies/old-mill.md#edition-try-this",
    "../case-studies/brixton-pound.md#money",
    "../editions/2026-10.md#edition-try-this",
    "../editions/2026-11.md#outcomes",
)


def told(project: Project, *command: str) -> str:
    ran = CliRunner().invoke(
        main, [command[0], "--root", str(project.root), "--now", TODAY, *command[1:]], catch_exceptions=False
    )
    return ran.output


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_part_that_is_there_may_be_linked_to(project: Project, command: tuple[str, ...]) -> None:
    project.page("".join(f"See [that part]({link}).\n\n" for link in THERE))
    assert "error" not in told(project, *command)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_link_in_a_body_to_no_part_is_told_at_its_line(project: Project, command: tuple[str, ...]) -> None:
    project.page("".join(f"See [that part]({link}).\n\n" for link in NOT_THERE))
    for _ in range(2):  # the second time with what the first one kept
        found = re.findall(r"(content/pages/new.md:\d+):\d+: error\[broken-anchor\]", told(project, *command))
        assert found == [f"content/pages/new.md:{6 + 2 * n}" for n in range(len(NOT_THERE))]
    assert not (project.root / "public").exists()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_link_of_an_edition_to_no_part_is_told_at_its_line(
    project: Project, command: tuple[str, ...]
) -> None:
    links = "".join(f"      - to: ../pages/{link}\n" for link in NOT_THERE if link.startswith("about"))
    project.change(NOVEMBER, "sections:\n", f"sections:\n  - title: More\n    links:\n{links}")
    said = told(project, *command)
    assert "content/editions/2026-11.md:39:13: error[broken-anchor]" in said
    assert "`content/pages/about.md` has no part `#outcomes`" in said
    assert said.count("error[") == 1
    assert not (project.root / "public").exists()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_edition_may_link_to_any_part_that_is_there(project: Project, command: tuple[str, ...]) -> None:
    links = "".join(
        f"      - to: {link if link.startswith('../') else '../pages/' + link}\n" for link in THERE
    )
    project.change(NOVEMBER, "sections:\n", f"sections:\n  - title: More\n    links:\n{links}")
    assert "error" not in told(project, *command)


def test_a_part_that_went_is_told_though_the_link_stands_as_it_was(project: Project) -> None:
    _, name, rest = written(NOVEMBER).partition("try_this:\n")
    try_this = name + rest.partition("election_material:")[0]
    project.page("See [it](../editions/2026-11.md#edition-try-this).\n")
    assert "error" not in told(project, "build")
    project.change(NOVEMBER, try_this, "")
    assert "error[broken-anchor]" in told(project, "build")


LATER = """---
title: Later
number: 4
summary: A letter of a day to come.
subject: Later
preheader: A letter of a day to come.
published: 2027-01-05
features:
  - study: ../case-studies/old-mill.md
try_this:
  title: Ask
  text: Ask one.
election_material: false
---

See [what to try](#edition-try-this), [the mill](#edition-old-mill) and [no part](2027-01.md#edition-corrections).
"""


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_letter_of_a_day_to_come_is_held_to_its_page_as_it_will_be(
    project: Project, command: tuple[str, ...]
) -> None:
    project.write("content/editions/2027-01.md", LATER)
    said = told(project, *command)
    assert re.findall(r"(\S+): error\[([a-z-]+)\]", said) == [
        (f"content/editions/2027-01.md:16:{LATER.splitlines()[15].index('2027-01.md') + 1}", "broken-anchor")
    ]
    project.change("content/editions/2027-01.md", " and [no part](2027-01.md#edition-corrections)", "")
    assert "error" not in told(project, *command)


def test_a_dead_part_hides_no_mistake_in_a_template(project: Project) -> None:
    project.write("templates/site/page.html", "{{ nothing.there }}\n")
    project.page("See [it](../case-studies/brixton-pound.md#money).\n")
    assert set(re.findall(r"error\[([a-z-]+)\]", told(project, "check"))) == {
        "broken-anchor",
        "template-undefined",
    }


def test_a_template_that_fails_is_told_and_no_link_into_its_pages(project: Project) -> None:
    project.write("templates/site/study.html", "{{ nothing.there }}\n")
    project.page("See [it](../case-studies/old-mill.md#outcomes).\n")
    for command in COMMANDS:
        assert re.findall(r"error\[([a-z-]+)\]", told(project, *command)) == ["template-undefined"]


def test_what_another_program_kept_of_a_page_is_not_believed(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.page("See [it](../case-studies/old-mill.md#outcomes).\n")
    made: list[str] = []
    render = anchors.render_page

    def noted(page: anchors.SitePage, *rest: object) -> object:
        made.append(page.permalink)
        return render(page, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(anchors, "render_page", noted)
    asked = Options(
        root=project.root,
        out=tmp_path / "public",
        outbox=tmp_path / "outbox",
        cache_dir=tmp_path / "cache",
        now=datetime(2026, 11, 22, 12, tzinfo=UTC),
    )
    assert publish.build(asked).is_published
    first = list(made)
    assert first.count("/case-studies/old-mill/") == 1
    project.page("See [it there](../case-studies/old-mill.md#outcomes).\n")
    assert publish.build(asked).is_published
    assert made == first
    monkeypatch.setattr(workplace, "program", lambda: "another")
    assert publish.build(asked).is_published
    assert sorted(made) == sorted([*first, *first])


# What headings may not claim


def _templates_of_entries() -> set[str]:
    """Every template that a page of an entry is made of."""
    environment = site_environment(TEMPLATES)
    found: set[str] = set()
    waiting = [f"site/{face.template}" for face in FACES]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        tree = environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))
        named = list(jinja2.meta.find_referenced_templates(tree))
        assert None not in named, f"{name} chooses a template as it goes"
        waiting += [other for other in named if other]
    return found


def test_no_heading_can_claim_an_id_of_the_templates_around_it() -> None:
    ids = {
        id
        for name in _templates_of_entries()
        for id in re.findall(r'\sid="([^"{]+)"', (TEMPLATES / name).read_text(encoding="utf-8"))
    }
    assert {id for id in ids if not id.startswith(RESERVED_BEGINNINGS)} <= RESERVED_ANCHORS
    assert {"main", "page-contents", "email"} <= ids, "they are looked for in the right places"


@pytest.mark.parametrize("id", ["page-story", "edition-try-this", "filed", "email"])
def test_an_id_of_the_page_may_not_be_written(project: Project, id: str) -> None:
    project.page(f"## Words {{#{id}}}\n\nMore words.\n")
    assert project.check().only.code == "duplicate-anchor"


@pytest.mark.parametrize("words", ["Page story", "Edition try this", "Filed", "Email"])
def test_a_heading_gets_another_id_than_the_page_has(project: Project, words: str) -> None:
    id = words.lower().replace(" ", "-")
    project.page(f"## {words}\n\nSee [it](#{id}-section).\n")
    assert project.check().exit_code == 0
