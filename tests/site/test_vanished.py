"""A page that was out and is no more is told, with the line that leads its readers on."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from newsletter.publish import check
from newsletter.site.vanished import vanished
from newsletter.told.diagnostics import Diagnostic
from tests import made_up
from tests.building import built, built_project, copied_project, edit, options

_SETTINGS = made_up.config()


def _told(found: Iterable[Diagnostic]) -> list[str]:
    return [one.code for one in found]


def test_only_the_page_of_a_file_is_missed() -> None:
    former = {
        "case-studies/acme/index.html",
        "about/index.html",
        "tags/energy/index.html",
        "tags/index.html",
        "case-studies/page/2/index.html",
        "old/acme/index.html",
        "feed.xml",
        "index.html",
    }
    found = [
        (one.location.file, one.code, one.severity.value)
        for one in vanished(former, {"index.html"}, _SETTINGS)
    ]
    assert found == [
        ("content/pages/about.md", "vanished-page", "warning"),
        ("content/case-studies/acme.md", "vanished-page", "warning"),
    ]
    assert list(vanished(former, former, _SETTINGS)) == []


def test_a_file_that_moved_is_told_once_and_the_hint_mends_it(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    assert built(root).diagnostics == ()
    studies = root / "content" / "case-studies"
    (studies / "tir-y-cwm.md").rename(studies / "cwm.md")
    (gone,) = built(root).diagnostics
    assert gone.code == "vanished-page"
    line = gone.hint.split("`")[1]
    assert line == "redirect_from: [/case-studies/tir-y-cwm/]"
    edit(studies / "cwm.md", "title:", f"{line}\ntitle:")
    assert built(root).diagnostics == ()


def test_the_line_is_right_before_the_next_build_too(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    studies = root / "content" / "case-studies"
    (studies / "tir-y-cwm.md").rename(studies / "cwm.md")
    edit(studies / "cwm.md", "title:", "redirect_from: [/case-studies/tir-y-cwm/]\ntitle:")
    assert built(root).diagnostics == ()


def test_a_check_tells_it_for_as_long_as_a_build_does(tmp_path: Path) -> None:
    root = built_project(tmp_path)
    studies = root / "content" / "case-studies"
    (studies / "tir-y-cwm.md").rename(studies / "cwm.md")
    time.sleep(0.06)  # what changed a moment ago may change again, so the next build looks once more
    assert _told(check(options(root))) == ["vanished-page"]
    assert _told(built(root).diagnostics) == ["vanished-page"]
    assert _told(check(options(root, keeps_answers=False))) == ["vanished-page"]
    assert _told(built(root).diagnostics) == ["vanished-page"]
    edit(studies / "cwm.md", "title:", "redirect_from: [/case-studies/tir-y-cwm/]\ntitle:")
    assert _told(check(options(root))) == []


def test_a_tag_that_was_renamed_is_told(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    assert built(root).diagnostics == ()
    for file in (root / "content").rglob("*"):
        if file.suffix in (".md", ".yaml") and "energy" in (text := file.read_text()):
            file.write_text(text.replace("[energy]", "[power]").replace("\nenergy:", "\npower:"))
    (gone,) = built(root).diagnostics
    assert (gone.code, gone.location.file) == ("vanished-page", "content/tags.yaml")
    assert "keep the key `energy`" in gone.hint
