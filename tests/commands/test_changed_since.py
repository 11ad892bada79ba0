"""`newpower check --changed-since`: old mistakes and new ones, told apart by git, and who might mislead it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsletter.cli import main
from tests.projects import Project

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

MILL = "content/pages/mill.md"
OLD_FAULT = "content/pages/older.md"


def git(root: Path, *words: str | bytes) -> str:
    said = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@a.example", *words],
        cwd=root,
        env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"},
        capture_output=True,
        check=True,
    )
    return os.fsdecode(said.stdout).strip()


def commit(root: Path, words: str = "Change") -> str:
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--allow-empty", "--message", words)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def kept(project: Project) -> Project:
    """The base project under git, with one old error, on templates of its own."""
    project.page(name="older", body="[Gone](gone.md)\n")
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    commit(project.root)
    return project


def check(project: Project, rev: str = "main", *words: str, **environment: str | None) -> Result:
    given = {"GITHUB_BASE_REF": None, "GITHUB_STEP_SUMMARY": None, **environment}
    asked = ["check", "--root", str(project.root), "--now", "2026-11-22", "--changed-since", rev, *words]
    return CliRunner().invoke(main, asked, env=given, catch_exceptions=False)


def rows(result: Result) -> list[tuple[str, str, bool]]:
    return [(d["file"], d["code"], d["is_new"]) for d in json.loads(result.stdout)["diagnostics"]]


# Old and new


def test_an_old_error_makes_nobody_red(kept: Project) -> None:
    kept.page()
    result = check(kept)
    assert result.exit_code == 0
    assert "gone.md" not in result.output
    assert result.output.endswith(
        "this change brings nothing to mend\nnot of this change: 1 error; `newpower check` shows all\n"
    )


@pytest.mark.parametrize("is_committed", [True, False])
def test_a_new_error_is_told_and_makes_red_committed_or_not(kept: Project, is_committed: bool) -> None:
    base = git(kept.root, "rev-parse", "HEAD")
    kept.page(body="[Nowhere](nowhere.md)\n")
    if is_committed:
        commit(kept.root)
    result = check(kept, base, "--format", "json")
    assert result.exit_code == 1
    assert rows(result) == [
        ("content/pages/new.md", "broken-link", True),
        (OLD_FAULT, "broken-link", False),
    ]


def test_a_new_warning_is_told_and_lets_the_change_through(kept: Project) -> None:
    kept.page(body="Some <b onclick=x>bold</b> words. <script>x</script>\n")
    result = check(kept)
    assert result.exit_code == 0
    assert "warning[raw-html]" in result.output


def test_an_old_error_in_a_file_that_was_changed_is_still_old(kept: Project) -> None:
    kept.change(OLD_FAULT, "[Gone]", "More words above.\n\n[Gone]")
    assert check(kept).exit_code == 0


def test_a_link_that_broke_because_its_target_was_deleted_is_new_in_a_file_nobody_touched(
    kept: Project,
) -> None:
    kept.page(name="mill")
    kept.page(name="reader", body="[The mill](mill.md)\n")
    commit(kept.root)
    (kept.root / MILL).unlink()
    result = check(kept, "main", "--format", "json")
    assert result.exit_code == 1
    assert ("content/pages/reader.md", "broken-link", True) in rows(result)


def test_a_file_that_only_has_another_name_brings_nothing_new(kept: Project) -> None:
    git(kept.root, "mv", OLD_FAULT, "content/pages/oldest.md")
    result = check(kept, "main", "--format", "json")
    assert rows(result) == [("content/pages/oldest.md", "broken-link", False)]
    assert result.exit_code == 0


def test_a_broken_template_is_a_new_error(kept: Project) -> None:
    (kept.root / OLD_FAULT).unlink()
    commit(kept.root)
    kept.change("templates/site/404.html", "{% extends", "{% extents")
    result = check(kept)
    assert (result.exit_code, "error[template-syntax]" in result.output) == (1, True)


def test_what_came_to_the_branch_meanwhile_is_not_of_this_change(kept: Project) -> None:
    git(kept.root, "switch", "--quiet", "--create", "mine")
    kept.page()
    commit(kept.root)
    git(kept.root, "switch", "--quiet", "main")
    (kept.root / OLD_FAULT).unlink()
    commit(kept.root)
    git(kept.root, "switch", "--quiet", "mine")
    assert check(kept, "main", "--format", "json").exit_code == 0


def test_a_revision_before_there_was_any_content_makes_every_mistake_new(project: Project) -> None:
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    git(project.root, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    project.page(body="[Nowhere](nowhere.md)\n")
    assert check(project).exit_code == 1


def test_a_publication_in_a_folder_of_its_repository_is_told_by_its_own_paths(kept: Project) -> None:
    inner = Project(kept.root / "inner")
    inner.root.mkdir()
    for folder in ("content", "templates"):
        git(kept.root, "mv", folder, f"inner/{folder}")
    commit(kept.root)
    inner.page(body="[Nowhere](nowhere.md)\n")
    assert rows(check(inner, "main", "--format", "json")) == [
        ("content/pages/new.md", "broken-link", True),
        (OLD_FAULT, "broken-link", False),
    ]


def test_nothing_is_left_behind(kept: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "for-a-moment").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "for-a-moment"))
    before = git(kept.root, "status", "--porcelain", "--ignored")
    kept.page()
    check(kept)
    (kept.root / "content/pages/new.md").unlink()
    assert git(kept.root, "status", "--porcelain", "--ignored") == before
    assert list((tmp_path / "for-a-moment").iterdir()) == []


# On GitHub


def test_github_shows_new_errors_first_and_old_ones_as_notices(kept: Project, tmp_path: Path) -> None:
    kept.page(body="[Nowhere](nowhere.md)\n")
    summary = tmp_path / "summary.md"
    result = check(kept, "main", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    error, notice = result.stdout.splitlines()
    assert error.startswith("::error file=content/pages/new.md,line=6,col=11,title=broken-link::")
    assert notice.startswith(f"::notice file={OLD_FAULT},line=6,col=8,title=broken-link (older)::")
    text = summary.read_text()
    assert text.startswith("### This change brings 1 error\n\nAn error has to be mended before")
    assert "<details><summary>Not of this change: 1 error</summary>" in text


def test_a_clean_change_is_one_line_on_the_page_of_the_run(kept: Project, tmp_path: Path) -> None:
    (kept.root / OLD_FAULT).unlink()
    summary = tmp_path / "summary.md"
    check(kept, "main", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text() == "### This change brings nothing to mend\n\n"


def test_without_a_revision_a_run_on_github_still_begins_with_the_files_of_its_pull_request(
    kept: Project, tmp_path: Path
) -> None:
    for number in range(12):
        kept.page(name=f"a{number}", body="[Nowhere](nowhere.md)\n")
    commit(kept.root)
    clone = Project(tmp_path / "clone")
    git(tmp_path, "clone", "--quiet", str(kept.root), "clone")
    clone.page(name="z", body="[Nowhere](nowhere.md)\n")
    words = ["check", "--root", str(clone.root), "--now", "2026-11-22", "--format", "github"]
    for base, first in (("main", "z.md"), ("nowhere", "a0.md"), ("--output=x", "a0.md")):
        shown = (
            CliRunner().invoke(main, words, env={"GITHUB_BASE_REF": base, "GITHUB_STEP_SUMMARY": None}).stdout
        )
        assert shown.startswith(f"::error file=content/pages/{first},"), base
        assert shown.count("::error ") == 10


# Revisions that make no sense


@pytest.mark.parametrize(
    ("rev", "said"),
    [
        ("--output=/tmp/x", "`--output=/tmp/x` is no name of a revision"),
        ("-q", "`-q` is no name of a revision"),
        ("", "there is no revision ``"),
        ("nowhere", "there is no revision `nowhere`"),
        ("^main", "there is no revision `^main`"),
        ("main..main", "there is no revision `main..main`"),
        ("main:content", "there is no revision `main:content`"),
        ("$(touch owned)", "there is no revision `$(touch owned)`"),
        ("x\x1b[2J\n::error::y", "there is no revision `x\ufffd[2J\ufffd::error::y`"),
    ],
)
def test_a_revision_that_makes_no_sense_is_exit_code_2_and_says_why(
    kept: Project, rev: str, said: str
) -> None:
    result = check(kept, rev)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert not (kept.root / "owned").exists()


def test_a_folder_without_git_is_exit_code_2(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.root.parent))
    result = check(project)
    assert (result.exit_code, "is not in a git repository" in result.stderr) == (2, True)


def test_a_repository_without_a_commit_is_exit_code_2(project: Project) -> None:
    git(project.root, "init", "--quiet")
    result = check(project, "HEAD")
    assert (result.exit_code, "there is no revision `HEAD` here" in result.stderr) == (2, True)


def test_a_machine_without_git_is_exit_code_2(kept: Project) -> None:
    result = check(kept, PATH="/nowhere")
    assert (result.exit_code, "git is needed" in result.stderr) == (2, True)


def test_a_shallow_clone_is_told_to_fetch_more(kept: Project, tmp_path: Path) -> None:
    git(kept.root, "switch", "--quiet", "--create", "mine")
    kept.page()
    commit(kept.root)
    git(kept.root, "switch", "--quiet", "main")
    kept.page(name="another")
    commit(kept.root)
    shallow = Project(tmp_path / "shallow")
    git(tmp_path, "clone", "--quiet", "--no-single-branch", "--depth=1", f"file://{kept.root}", "shallow")
    git(shallow.root, "switch", "--quiet", "mine")
    result = check(shallow, "origin/main")
    assert result.exit_code == 2
    assert "git fetch --unshallow" in " ".join(result.stderr.split())


# Attacks


NAMES = (
    "two\nlines.md",
    "a\n::error file=x::y.md",
    "%0A::error::z.md",
    "$(touch owned).md",
    "`touch owned`.md",
    "--output=owned.md",
    ":(top)owned.md",
    'quo"ted\\.md',
    "tab\t.md",
    "über.md",
    "x" * 240 + ".md",
)


@pytest.mark.parametrize("form", ["github", "terminal", "json"])
def test_a_name_of_a_file_is_data_whatever_is_in_it(kept: Project, tmp_path: Path, form: str) -> None:
    for name in NAMES:
        kept.page(name=name.removesuffix(".md"), body="[Nowhere](nowhere.md)\n")
    base = git(kept.root, "rev-parse", "HEAD")
    commit(kept.root)
    summary = tmp_path / "summary.md"
    result = check(kept, base, "--format", form, GITHUB_STEP_SUMMARY=str(summary))
    assert result.exit_code == 1
    assert not list(tmp_path.rglob("owned"))
    if form == "github":
        commands = [line.split(" ", 1)[0] for line in result.stdout.splitlines()]
        assert set(commands) <= {"::error", "::warning", "::notice"}
        assert result.stdout.count("::error file=content/pages/") == 10, "as many as GitHub shows"
        assert all(line.startswith(("|", "#", "An error", "An older", "<", "…")) for line in _lines(summary))
    # and all of it was there before, of the next change
    kept.page(name="plain")
    assert check(kept, "main").exit_code == 0


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line]


def test_bytes_that_are_no_text_in_a_name_are_no_crash(kept: Project) -> None:
    (kept.root / "content/pages" / os.fsdecode(b"caf\xe9.md")).write_bytes(b"x")
    for form in ("github", "terminal", "json"):
        assert check(kept, "main", "--format", form).exit_code == 1


def test_a_link_out_of_the_former_content_is_not_followed(kept: Project, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\n")
    (kept.root / "content/pages/link.md").symlink_to(tmp_path / "secret.md")
    commit(kept.root)
    result = check(kept, "main", "--format", "json")
    assert ("content/pages/link.md", "symlink", False) in rows(result)
    assert result.exit_code == 0


def tree(root: Path, *entries: tuple[str, str, str]) -> str:
    """A tree of entries that git itself would never write: mode, name, hash."""
    made = b"".join(
        f"{mode} {name}".encode() + b"\0" + bytes.fromhex(of)
        for mode, name, of in sorted(entries, key=lambda entry: entry[1])
    )
    said = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
        cwd=root,
        input=made,
        capture_output=True,
        check=True,
    )
    return said.stdout.decode().strip()


def test_former_content_made_to_climb_out_is_laid_nowhere(
    kept: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "for-a-moment").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "for-a-moment"))
    (tmp_path / "blob").write_text("owned")
    blob = git(kept.root, "hash-object", "-w", str(tmp_path / "blob"))
    up = tree(kept.root, ("100644", "owned", blob))
    link = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"],
        cwd=kept.root,
        input=str(tmp_path).encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()
    content = tree(
        kept.root,
        ("40000", "..", tree(kept.root, ("40000", "..", up))),
        ("120000", "a", link.strip()),
        ("40000", "a", up),
        ("100644", "n" * 300, blob),
    )
    top = tree(kept.root, ("40000", "content", content), ("40000", "templates", up))
    crafted = git(kept.root, "commit-tree", top, "-m", "Crafted")
    git(kept.root, "branch", "crafted", crafted)
    git(kept.root, "merge", "--quiet", "-s", "ours", "--allow-unrelated-histories", "-m", "Merge", "crafted")
    result = check(kept, "crafted")
    assert result.exit_code == 1, "what stands today is new beside it"
    assert {path.name for path in tmp_path.iterdir()} == {"project", "blob", "for-a-moment"}
    assert list((tmp_path / "for-a-moment").iterdir()) == []


def test_what_a_repository_would_have_git_run_is_not_run(kept: Project, tmp_path: Path) -> None:
    """Settings of the clone, a bare repository among the files, attributes: none of them is heeded."""
    run = tmp_path / "run.sh"
    run.write_text(f"#!/bin/sh\ntouch {tmp_path}/owned\ncat\n")
    run.chmod(0o755)
    for setting in ("core.fsmonitor", "diff.external", "diff.x.textconv", "diff.x.command", "core.pager"):
        git(kept.root, "config", setting, str(run))
    kept.write(".gitattributes", "*.md diff=x export-ignore\n")
    git(kept.root, "init", "--quiet", "--bare", "content/pages/bare")
    kept.page(body="[Nowhere](nowhere.md)\n")
    result = check(kept, "main", "--format", "json")
    assert ("content/pages/new.md", "broken-link", True) in rows(result)
    assert (OLD_FAULT, "broken-link", False) in rows(result)
    assert not (tmp_path / "owned").exists()


# Pages left behind


def _renamed(kept: Project, fields: str = "", new: str = "") -> Result:
    kept.page(body="Words of a page that is long enough to be known again.\n", name="mill", fields=fields)
    commit(kept.root)
    former = (kept.root / MILL).read_text(encoding="utf-8")
    (kept.root / MILL).unlink()
    kept.write("content/pages/water-mill.md", former.replace("summary:", f"{new}summary:"))
    commit(kept.root)
    return check(kept, "HEAD~1", "--format", "json")


def test_a_page_that_is_renamed_and_leads_on_from_nowhere_is_told(kept: Project) -> None:
    result = _renamed(kept)
    assert ("content/pages/water-mill.md", "vanished-page", True) in rows(result)
    assert "add `redirect_from: [/mill/]` to its front matter" in result.output
    assert result.exit_code == 0


def test_a_page_that_is_renamed_is_told_before_git_knows_its_new_name(kept: Project) -> None:
    kept.page(body="Words of a page that is long enough to be known again.\n", name="mill")
    commit(kept.root)
    (kept.root / MILL).rename(kept.root / "content/pages/water-mill.md")
    kept.page(body="Other words, of something new.\n", fields="lang: fr\n", name="weir")
    told = [row for row in rows(check(kept, "HEAD", "--format", "json")) if row[1] == "vanished-page"]
    assert told == [("content/pages/water-mill.md", "vanished-page", True)]


@pytest.mark.parametrize(
    ("fields", "new"),
    [("", "redirect_from: [/mill/]\n"), ("draft: true\n", ""), ("published: 2026-12-24\n", "")],
)
def test_a_page_that_leads_on_or_was_never_out_may_be_renamed(kept: Project, fields: str, new: str) -> None:
    assert "vanished-page" not in _renamed(kept, fields, new).output
