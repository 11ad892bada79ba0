"""The corpus the benchmarks build: always the same, and such as an editor would be allowed to publish."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from benchmarks.builds import COLD, HUGO, ONLY_OURS, Bench, newpower_cold
from benchmarks.corpus import TODAY, case_study
from benchmarks.measure import Taken, timed
from benchmarks.projects import edit_body, edit_title, write_hugo, write_newpower
from benchmarks.report import Result, table
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.library import build_library
from newsletter.content.library.known_files import KnownFiles
from newsletter.content.library.showing import Showing
from newsletter.content.reading.data_files import read_config
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.engine.inventory import DATA_FILES

COUNT = 30


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus") / "newpower"
    root.mkdir()
    write_newpower(root, COUNT)
    return root


def sources(root: Path) -> dict[str, SourceFile]:
    files = sorted((root / "content").rglob("*.*"))
    return {
        path: SourceFile(path, (root / path).read_bytes())
        for file in files
        for path in [file.relative_to(root).as_posix()]
    }


def test_a_case_study_depends_on_its_number_alone():
    assert case_study(7, 100) == case_study(7, 100)
    assert case_study(7, 100) != case_study(8, 100)


def test_the_model_finds_nothing_wrong_in_the_corpus(project: Path):
    files = sources(project)
    config = read_config(*(files.pop(path) for path in DATA_FILES))
    read = [read_entry(source) for source in files.values()]
    known = KnownFiles(frozenset(files), frozenset())
    library = build_library([r.value for r in read if r.value], config.value, known, Showing(TODAY))
    found = [*config.diagnostics, *library.diagnostics, *(d for r in read for d in r.diagnostics)]
    assert found == []
    assert len(library.value.of(CaseStudy)) == COUNT


def test_a_case_study_has_about_seven_kilobytes_and_what_real_ones_have(project: Path):
    sizes = [file.stat().st_size for file in (project / "content" / "case-studies").iterdir()]
    assert 6_500 < min(sizes) <= max(sizes) < 9_000
    signs = ("\n## ", "\n### ", "\n- ", "\n1. ", "\n> ", "| --- |", "[^s3]", ".md)", "](https://")
    for number in range(1, 50):
        study = case_study(number, 50)
        assert [sign for sign in signs if sign not in study.body] == []
        assert 3 <= len(study.sources) <= 5
        assert 3 <= len(study.tags) <= 6


def test_hugo_gets_the_same_bodies_with_the_sources_behind_them(project: Path, tmp_path: Path):
    write_hugo(tmp_path / "hugo", COUNT)
    for number in range(1, COUNT + 1):
        study = case_study(number, COUNT)
        name = Path("content", "case-studies", f"{study.slug}.md")
        ours, theirs = ((root / name).read_text(encoding="utf-8") for root in (project, tmp_path / "hugo"))
        assert ours.endswith(f"---\n\n{study.body}")
        assert f"---\n\n{study.body}\n[^s1]: " in theirs


def test_edits_change_one_case_study_and_stay_valid(tmp_path: Path):
    write_newpower(tmp_path, 3)
    before = sources(tmp_path)
    edit_body(tmp_path, 1, "Another paragraph.")
    edit_title(tmp_path, 2, "Another title")
    after = sources(tmp_path)
    changed = [path for path in before if before[path] != after[path]]
    assert changed == [f"content/case-studies/study-0000{number}.md" for number in (1, 2)]
    first, second = (read_entry(after[path]) for path in changed)
    assert "Another paragraph." in first.value.body.html
    assert second.value.record.title == "Another title"
    assert first.diagnostics == second.diagnostics == ()


def test_the_table_shows_the_middle_run_beside_hugos():
    hugo = Result(1000, HUGO, tuple(Taken(wall, 5.0) for wall in (1.0, 9.0, 2.0)), 3 * 2**20)
    cold = Result(1000, COLD, tuple(Taken(wall, 6.0) for wall in (4.0, 3.0, 5.0)), 0)
    assert table([hugo, cold]).splitlines() == [
        "studies  build       seconds  least  most  × Hugo  goal  processor s  peak MiB",
        "  1,000  Hugo, cold     2.00   1.00  9.00    1.00               5.00         3",
        "  1,000  cold           4.00   3.00  5.00    2.00   2.5         6.00",
    ]


@pytest.mark.slow
def test_newpower_makes_no_kind_of_page_that_hugo_is_not_asked_for_and_nobody_left_out(tmp_path: Path):
    bench = Bench(tmp_path, COUNT, 1)
    write_newpower(tmp_path / "newpower", COUNT)
    write_hugo(tmp_path / "hugo", COUNT)
    newpower_cold(bench, timed)
    settings = yaml.safe_load((tmp_path / "hugo/hugo.yaml").read_text(encoding="utf-8"))
    theirs = {path.name for path in (tmp_path / "hugo/content").iterdir()}
    theirs = {name.removesuffix(".md") for name in theirs} | set(settings["taxonomies"].values())
    made = {page.relative_to(tmp_path / "public").parts[0] for page in (tmp_path / "public").rglob("*.html")}
    assert made - ONLY_OURS == theirs | {"index.html"}
    assert made > ONLY_OURS
