"""What is written about the publication, held against the publication."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import click
import pytest

from newsletter.cli import main
from newsletter.content.config import Limits, SiteSettings
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.content.words.vocabularies import REGIONS
from newsletter.site.shelves import SHELF_ENTRIES, SHELVES
from newsletter.told.codes import CODES
from tests.command_line import inner_commands
from tests.records import CONTENT, SETTINGS, choices

PROJECT = Path(__file__).parent.parent


def _read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def _in_tables(text: str) -> set[str]:
    """The names in the first column of the tables."""
    cells = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize("record", SETTINGS, ids=lambda record: record.__name__)
def test_every_setting_is_explained(record: type) -> None:
    assert {field.name for field in fields(record)} <= _in_tables(_read("docs/settings.md"))


@pytest.mark.parametrize("record", [SiteSettings, Limits], ids=lambda kind: kind.__name__)
def test_every_default_is_the_one_that_is_written(record: type) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|[^|\n]+\|([^|\n]*)\|", _read("docs/settings.md"), re.MULTILINE))
    for field in fields(record):
        plain = rows[field.name].strip("` ")
        if field.default is MISSING:
            assert plain == "", field.name
        elif isinstance(field.default, bool):
            assert plain == str(field.default).lower(), field.name  # as YAML writes it
        elif isinstance(field.default, str | int):
            assert plain == str(field.default), field.name
        else:
            assert plain, field.name


def test_every_region_is_listed() -> None:
    text = _read("docs/settings.md")
    assert [key for key in REGIONS if f"`{key}`" not in text] == []


@pytest.mark.parametrize("record", CONTENT, ids=lambda record: record.__name__)
def test_every_field_an_editor_may_write_is_explained(record: type) -> None:
    known = _in_tables(_read("CONTRIBUTING.md")) | _in_tables(_read("docs/editing.md"))
    known = {name.rpartition(".")[2] for name in known} | known
    assert {field.name for field in fields(record)} <= known


def test_every_word_to_choose_from_is_explained() -> None:
    rows = [line for line in _read("docs/editing.md").splitlines() if line.startswith("|")]
    assert choices(*CONTENT) <= {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def test_no_field_is_explained_that_there_is_not() -> None:
    known = {field.name for record in CONTENT for field in fields(record)} | choices(*CONTENT)
    written = {name for name in _in_tables(_read("docs/editing.md")) if re.fullmatch(r"[a-z_.-]+", name)}
    assert {name.rpartition(".")[2] for name in written} - known == set()


def test_every_shelf_has_its_feed_explained() -> None:
    """And how many entries it holds, wherever that is said."""
    table = "\n".join(line for line in _read("docs/feeds.md").splitlines() if line.startswith("|"))
    assert [shelf.facet for shelf in SHELVES if f"`{shelf.address}" not in table] == []
    said = (_read("docs/feeds.md"), _read("docs/settings.md"))
    assert [text.count(f" has {SHELF_ENTRIES} at most") for text in said] == [1, 1]
    assert f"shelfFeedEntries: {SHELF_ENTRIES}\n" in _read("benchmarks/hugo/hugo.yaml")


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/editing.md", "docs/settings.md"])
def test_every_message_and_file_named_exists(name: str) -> None:
    text = _read(name)
    assert set(re.findall(r"(?:error|warning)\[([a-z0-9-]+)\]", text)) <= CODES
    for target in re.findall(
        r"\]\((?!https?:|#)([^)#]+)", re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
    ):
        assert (PROJECT / name).parent.joinpath(target).exists(), target


def test_the_sample_file_is_as_it_should_be() -> None:
    sample = re.search(r"```markdown\n(---\n.*?)```", _read("CONTRIBUTING.md"), re.DOTALL)
    assert sample is not None
    checked = read_entry(SourceFile("content/case-studies/homebaked-liverpool.md", sample[1].encode()))
    assert checked.diagnostics == ()


def test_every_command_and_option_is_in_the_readme() -> None:
    text = _read("README.md")
    missing = [words for words in _commands(main, "newpower") if words not in text]
    assert missing == []


def _commands(command: click.Command, path: str) -> Iterator[str]:
    """Every command as it is typed, and every option of it."""
    if isinstance(command, click.Group):
        for name, inner in inner_commands(command):
            yield from _commands(inner, f"{path} {name}")
        return
    yield path
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield from (option for option in parameter.opts if option.startswith("--"))


def _map_of_the_house() -> set[str]:
    """Every file and folder of newsletter/ that the README's map names: `site/pages.py`, `site/faces/`."""
    drawn = re.search(r"^newsletter/\n(.*?)^tests/", _read("README.md"), re.DOTALL | re.MULTILINE)
    assert drawn is not None
    named: set[str] = set()
    folders: list[str] = []
    for line in drawn[1].splitlines():
        names = re.match(r"( +)((?:\w+(?:\.py|/)(?:, )?)+)(?= |$)", line)
        assert names is not None, line
        inside = "".join(folders[: len(names[1]) // 2 - 1])
        for name in names[2].split(", "):
            named.add(inside + name)
            folders = [*folders[: len(names[1]) // 2 - 1], name]
    return named


def test_the_map_of_the_house_is_the_house() -> None:
    """A folder of one file a kind stands for its files: a new kind is no new place to know."""
    house = PROJECT / "newsletter"
    files = {path.relative_to(house).as_posix() for path in house.rglob("*.py")}
    folders = {f"{path.rpartition('/')[0]}/" for path in files if "/" in path}
    by_kind = tuple(name for name in folders if name.endswith(("/kinds/", "/faces/")))
    told = {path for path in files if not path.endswith("__init__.py") and not path.startswith(by_kind)}
    assert _map_of_the_house() == told | folders


def test_every_type_of_the_flow_is_a_type() -> None:
    flow = re.search(r"```\n(file → .*?)```", _read("README.md"), re.DOTALL)
    assert flow is not None
    code = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "newsletter").rglob("*.py"))
    types = set(re.findall(r"\b[A-Z]\w+", flow[1]))
    assert types
    assert types - set(re.findall(r"^class (\w+)", code, re.MULTILINE)) == set()


_PAGES = sorted(
    path.relative_to(PROJECT).as_posix()
    for path in (PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").glob("*.md"))
)


@pytest.mark.parametrize("name", _PAGES)
def test_every_link_and_file_named_leads_somewhere(name: str) -> None:
    """Relative links with their headings, and files of the house that are named between backticks."""
    text = re.sub(r"```.*?```", "", _read(name), flags=re.DOTALL)
    here = (PROJECT / name).parent
    for target, _, heading in re.findall(
        r"\]\((?!https?:)([^)#\s]*)(#([^)\s]+))?\)", re.sub(r"`[^`]*`", "", text)
    ):
        page = here / target if target else PROJECT / name
        assert page.exists(), target
        assert not heading or heading in _headings(page), f"{target}#{heading}"
    places = (PROJECT, PROJECT / "newsletter", PROJECT / "templates")
    for file in re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|html|css))`", text):
        is_made = (
            file.startswith(("outbox/", "public/")) or "notice" in file
        )  # by a build, or by whoever reads it
        assert is_made or any((place / file).exists() for place in places), file


def _headings(page: Path) -> set[str]:
    """The names of a page's headings, as the sites that host repositories make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def test_every_attack_names_a_test_that_there_is() -> None:
    table = re.findall(r"^\| .* \| (`test_.*) \|$", _read("docs/security.md"), re.MULTILINE)
    named = {name for cell in table for name in re.findall(r"`(test_\w+)`", cell)}
    code = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "tests").rglob("test_*.py"))
    assert len(table) >= 13
    assert named - set(re.findall(r"^def (test_\w+)", code, re.MULTILINE)) == set()


def test_every_workflow_named_is_there_and_every_one_there_is_named() -> None:
    there = {path.name for path in (PROJECT / ".github/workflows").iterdir()}
    assert set(re.findall(r"\.github/workflows/([\w-]+\.yml)", _read("docs/security.md"))) == there


# The program


def _public(tree: ast.Module | ast.ClassDef, inside: str) -> Iterator[tuple[str, ast.AST]]:
    """The classes, functions and methods of a module that others may name; what a function holds is its own."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{inside}.{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{inside}.{node.name}")


def test_everything_others_may_name_says_what_it_is_or_what_comes_back() -> None:
    silent = []
    for path in sorted((PROJECT / "newsletter").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [("module", tree), *_public(tree, "")]
        silent += [
            f"{path.relative_to(PROJECT)}{name}" for name, node in names if not ast.get_docstring(node)
        ]  # type: ignore[arg-type]
    assert silent == []
