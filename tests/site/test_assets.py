"""The files beside the pages: their names, and their links to each other."""

from __future__ import annotations

import re
from pathlib import Path

from newsletter.content.markdown.sanitiser import are_own
from newsletter.site.assets import plan_assets
from tests import made_up

STATIC = Path(__file__).parents[2] / "templates" / "static"


def test_a_name_changes_with_the_bytes_and_only_with_them(tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("a{color:red}")
    one = plan_assets(tmp_path).value
    same = plan_assets(tmp_path).value
    (tmp_path / "site.css").write_text("a{color:blue}")
    other = plan_assets(tmp_path).value
    assert one is not None
    assert same is not None
    assert other is not None
    assert one.addresses == same.addresses
    assert one.addresses["site.css"] != other.addresses["site.css"]
    assert one.addresses["site.css"].startswith("/assets/site.")


def test_a_style_follows_its_fonts_to_their_new_names(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "x.woff2").write_bytes(b"font")
    (tmp_path / "site.css").write_text('@font-face { src: url("fonts/x.woff2") } /* why */')
    assets = plan_assets(tmp_path).value
    assert assets is not None
    style = next(a.content.decode() for a in assets.artifacts if a.path.endswith(".css"))
    name = assets.addresses["fonts/x.woff2"].rsplit("/", 1)[-1]
    assert style == f"@font-face{{src:url({name})}}"


def test_a_style_that_links_to_nothing_is_told_so_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("a{}\nb{background:url(gone.png)}")
    (problem,) = plan_assets(tmp_path).diagnostics
    assert problem.location.line == 2
    assert problem.location.file.endswith("site.css")
    assert "gone.png" in problem.message


def test_notes_and_scripts_are_not_published_but_licences_are() -> None:
    assets = plan_assets(STATIC).value
    assert assets is not None
    paths = [artifact.path for artifact in assets.artifacts]
    assert not [path for path in paths if path.endswith((".md", ".py"))]
    assert "assets/OFL-Literata.txt" in paths
    assert {"site.css", "icon.svg", "icon.png", "fonts/literata.woff2", "fonts/atkinson.woff2"} <= set(
        assets.addresses
    )


def test_a_style_travels_without_idle_space_and_keeps_what_stands_in_quotation_marks(tmp_path: Path) -> None:
    written = "main > :is(p, dd) ~ b { font: 1rem/1.5 a, b; margin: calc(1px + 2px) }\n"
    written += '@media (min-width: 2rem) { q::after { content: ", x: > " } }\n'
    (tmp_path / "site.css").write_text(written)
    assets = plan_assets(tmp_path).value
    assert assets is not None
    (made,) = assets.artifacts
    assert made.content.decode() == (
        'main>:is(p,dd)~b{font:1rem/1.5 a,b;margin:calc(1px + 2px)}@media (min-width:2rem){q::after{content:", x: > "}}'
    )


def sheets(folder: Path, **written: str) -> dict[str, str]:
    """The sheets as they are published, by their names."""
    for name, style in written.items():
        (folder / f"{name}.css").write_text(style)
    assets = plan_assets(folder).value
    assert assets is not None
    made = {f"/{artifact.path}": artifact.content.decode() for artifact in assets.artifacts}
    return {name.removesuffix(".css"): made[address] for name, address in assets.addresses.items()}


def test_a_sheet_holds_the_one_it_begins_with(tmp_path: Path) -> None:
    held = "/* All of it. */\n@import url(site.css);\nb{color:red}"
    made = sheets(tmp_path, site="a{color:blue}", study=held, deep="@import url(study.css);\ni{color:green}")
    assert made["site"] == "a{color:blue}"
    assert made["study"] == "a{color:blue}b{color:red}"
    assert made["deep"] == "a{color:blue}b{color:red}i{color:green}"


def test_a_sheet_that_begins_with_one_that_is_not_there_is_told_so_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "study.css").write_text("/* All of it. */\n@import url(gone.css);\nb{color:red}")
    (problem,) = plan_assets(tmp_path).diagnostics
    assert problem.location.line == 2
    assert "gone.css" in problem.message


def test_sheets_that_hold_each_other_are_told_so(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@import url(b.css);")
    (tmp_path / "b.css").write_text("@import url(a.css);")
    assert plan_assets(tmp_path).diagnostics


def test_properties_have_short_names_that_all_sheets_share(tmp_path: Path) -> None:
    made = sheets(
        tmp_path,
        site=":root{--paper:#fff;--ink:#000}a--b{color:red}",
        lists='p{color:var(--ink);background:var(--paper, --ink);content:"--ink"}',
    )
    assert made["site"] == ":root{--b:#fff;--a:#000}a--b{color:red}"
    assert made["lists"] == 'p{color:var(--a);background:var(--b,--a);content:"--ink"}'


def test_no_sheet_names_a_class_that_authors_may_give() -> None:
    """What passes the gate of bodies is styled by nothing of ours."""
    named = {
        name
        for sheet in STATIC.rglob("*.css")
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", sheet.read_text(encoding="utf-8"))
    }
    assert "aloud" in named
    assert not {name for name in named if are_own(name)}


def test_every_page_with_marks_or_sources_has_their_style() -> None:
    styles = {
        "/" + one.path.removeprefix("/"): one.content.decode()
        for one in made_up.assets().artifacts
        if one.path.endswith(".css")
    }
    pages = {
        link: html
        for link, html in made_up.the_pages().items()
        if 'href="#source-' in html or 'class="sources"' in html
    }
    assert len({link.split("/")[1] for link in pages}) >= 5
    for link, html in pages.items():
        linked = "".join(styles[name] for name in re.findall(r'rel="stylesheet" href="([^"]+)"', html))
        assert ".sources" in linked, link
        assert '[href^="#source-"]' in linked, link
