"""What runs for a pull request: the commands, the workflows that call them, and what a stranger might send."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands.test_changed_since import commit, git
from tests.projects import REPOSITORY, Project

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

WORKFLOWS = {path.stem: path for path in sorted((REPOSITORY / ".github/workflows").glob("*.yml"))}
GITLAB = REPOSITORY / ".gitlab-ci.yml"


def read(path: Path) -> Any:
    """A workflow; YAML 1.1 takes its key `on` for `true`."""
    return yaml.safe_load(re.sub(r"^on:", '"on":', path.read_text(), flags=re.MULTILINE))


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, path in WORKFLOWS.items():
        for job in read(path)["jobs"].values():
            yield from ((name, step) for step in job["steps"])


# What the workflows are


def test_there_is_a_workflow_for_proposals_one_for_the_program_and_one_that_publishes() -> None:
    assert {name: sorted(read(path)["on"]) for name, path in WORKFLOWS.items()} == {
        "publish": ["push", "schedule", "workflow_dispatch"],
        "pull-request": ["pull_request"],
        "tests": ["pull_request", "push"],
    }


def test_every_action_is_pinned_by_its_hash_with_its_version_beside_it() -> None:
    for path in WORKFLOWS.values():
        used = re.findall(r"uses: (.*)", path.read_text())
        assert used
        assert [
            u for u in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", u)
        ] == []


def test_an_action_has_one_hash_everywhere() -> None:
    used = {step["uses"] for _, step in steps() if "uses" in step}
    assert len({one.partition("@")[0] for one in used}) == len(used)


def test_each_job_may_do_what_it_must_and_nothing_more() -> None:
    given = {}
    for name, path in WORKFLOWS.items():
        workflow = read(path)
        assert workflow["permissions"] == {}, "what a job does not ask for it does not have"
        given.update({f"{name}/{key}": job["permissions"] for key, job in workflow["jobs"].items()})
    assert given == {
        "pull-request/content": {"contents": "read"},
        "tests/tests": {"contents": "read"},
        "publish/build": {"contents": "read", "pages": "read"},
        "publish/deploy": {"pages": "write", "id-token": "write"},
    }


def test_no_secret_is_named_and_no_credential_stays_on_the_disk() -> None:
    for path in WORKFLOWS.values():
        assert not re.search(r"secrets\b|github\.token|GITHUB_TOKEN", path.read_text())
    fetched = [step for _, step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert len(fetched) == 3
    assert all(step["with"]["persist-credentials"] is False for step in fetched)


def test_no_words_of_a_proposal_are_put_into_a_command() -> None:
    """An expression in `run` is pasted into the script before a shell reads it."""
    assert [step["run"] for _, step in steps() if "${{" in step.get("run", "")] == []


def test_nothing_of_one_run_is_kept_for_another() -> None:
    """A cache filled by a stranger's run would be read by ours."""
    assert all("cache" not in path.read_text() for path in WORKFLOWS.values())


def test_who_may_publish_runs_nothing_but_what_github_wrote() -> None:
    deploy = read(WORKFLOWS["publish"])["jobs"]["deploy"]["steps"]
    assert [step["uses"].partition("@")[0] for step in deploy] == ["actions/deploy-pages"]


def test_the_night_comes_after_midnight_in_britain_all_year() -> None:
    minute, hour, *days = read(WORKFLOWS["publish"])["on"]["schedule"][0]["cron"].split()
    assert (hour, days) == ("0", ["*", "*", "*"])
    assert minute != "0"


def scripts(text: str) -> set[str]:
    return set(re.findall(r"\.ci/[\w-]+", re.sub(r"^ *#.*", "", text, flags=re.MULTILINE)))


def test_gitlab_calls_the_same_commands_as_github() -> None:
    github = {call for _, step in steps() for call in scripts(step.get("run", ""))}
    gitlab = {
        call for job in read(GITLAB).values() for line in job.get("script", ()) for call in scripts(line)
    }
    assert github == gitlab == {".ci/run", ".ci/check-change", ".ci/preview-change", ".ci/build-site"}
    assert all(os.access(REPOSITORY / call, os.X_OK) for call in github)


def test_a_workflow_runs_the_commands_of_this_repository_and_git_alone() -> None:
    for _, step in steps():
        if run := step.get("run"):
            assert re.match(r"(program/)?\.ci/|git -C proposal worktree add ", run), run


def test_the_linter_of_workflows_finds_nothing() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    words = next(line for line in (REPOSITORY / "Makefile").read_text().splitlines() if "/zizmor" in line)
    done = subprocess.run(
        [zizmor, *words.split()[1:]], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_would_find_what_lets_a_stranger_in(tmp_path: Path) -> None:
    text = WORKFLOWS["pull-request"].read_text()
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/x.yml").write_text(
        text.replace("  pull_request:", "  pull_request_target:").replace(
            "run: program/.ci/check-change proposal", "run: echo ${{ github.head_ref }}; true"
        )
    )
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--format", "plain", ".github"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "dangerous-triggers" in done.stdout
    assert "template-injection" in done.stdout


# The commands


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A checkout of the program, as if it were installed: its scripts, and a `newpower` that is ours."""
    program = tmp_path / "program"
    shutil.copytree(REPOSITORY / ".ci", program / ".ci")
    (program / "Makefile").write_text("install:\n\t@touch installed\n")
    binaries = program / ".venv/bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(sys.executable)
    door = "import sys; from newsletter.cli import main; main(prog_name='newpower')"
    (binaries / "newpower").write_text(
        f'#!/bin/sh\nPYTHONPATH={REPOSITORY} exec {sys.executable} -c "{door}" "$@"\n'
    )
    (binaries / "newpower").chmod(0o755)
    return program


@pytest.fixture
def proposal(project: Project) -> Project:
    """A checkout of a proposal that is, so far, what it is for."""
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    project.write("newsletter/__init__.py", "")
    commit(project.root)
    git(project.root, "branch", "begin")
    return project


def call(
    program: Path, name: str, *words: str | Path, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    dropped = ("GITHUB_STEP_SUMMARY", "GITHUB_BASE_REF", "GITHUB_ACTIONS")
    inherited = {key: value for key, value in os.environ.items() if key not in dropped}
    return subprocess.run(
        [program / ".ci" / name, *words],
        cwd=cwd or program.parent,
        env={**inherited, "SOURCE_DATE_EPOCH": "1795348800", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_change_is_checked_by_the_program_beside_the_script(program: Path, proposal: Project) -> None:
    proposal.page(body="[Nowhere](nowhere.md)\n")
    commit(proposal.root)
    done = call(program, "check-change", proposal.root, "begin", "github")
    assert done.returncode == 1
    assert "::error file=content/pages/new.md,line=6,col=11,title=broken-link::" in done.stdout
    assert (program / "installed").exists()
    proposal.page()
    commit(proposal.root)
    assert call(program, "check-change", proposal.root, "begin", "github").returncode == 0


def test_a_preview_has_the_site_and_the_letters_drafts_too(
    program: Path, proposal: Project, tmp_path: Path
) -> None:
    proposal.page(fields="draft: true\n")
    commit(proposal.root)
    done = call(program, "preview-change", proposal.root, "begin", tmp_path / "preview")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "preview/site/new/index.html").exists()
    assert 'href="site/new/index.html">A page<' in (tmp_path / "preview/START-HERE.html").read_text()
    assert list((tmp_path / "preview/letters").rglob("*.eml"))
    assert git(proposal.root, "status", "--porcelain", "--ignored") == ""


@pytest.mark.parametrize("path", ["newsletter/cli.py", "pyproject.toml", "requirements.lock"])
def test_a_change_to_the_program_is_left_to_the_tests(
    program: Path, proposal: Project, tmp_path: Path, path: str
) -> None:
    proposal.write(path, "other")
    commit(proposal.root)
    summary = tmp_path / "summary.md"
    done = call(program, "check-change", proposal.root, "begin", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0
    assert summary.read_text().startswith("This change is to the program too.")
    assert call(program, "preview-change", proposal.root, "begin", tmp_path / "preview").returncode == 0
    assert not (program / "installed").exists()
    assert not (tmp_path / "preview").exists()


@pytest.mark.parametrize("rev", ["nowhere", "-q", "--output=owned", "$(touch owned)", ""])
def test_where_git_has_no_answer_nothing_is_let_through(
    program: Path, proposal: Project, tmp_path: Path, rev: str
) -> None:
    done = call(program, "check-change", proposal.root, rev)
    assert done.returncode == 2
    assert "--changed-since" in done.stderr
    assert not list(tmp_path.rglob("owned"))


@pytest.mark.parametrize("folder", ["content", "templates"])
def test_a_folder_that_leads_elsewhere_is_not_read(
    program: Path, proposal: Project, tmp_path: Path, folder: str
) -> None:
    (proposal.root / folder).rename(tmp_path / "elsewhere")
    (proposal.root / folder).symlink_to(tmp_path / "elsewhere")
    commit(proposal.root)
    for words in (
        ("check-change", proposal.root, "begin"),
        ("preview-change", proposal.root, "begin", "out"),
    ):
        done = call(program, *words)  # type: ignore[arg-type]
        assert done.returncode == 1
        assert f"{folder} is a link to another folder" in done.stderr


def test_the_site_is_built_for_the_address_it_will_have(proposal: Project, program: Path) -> None:
    for folder in ("content", "templates"):
        shutil.copytree(proposal.root / folder, program / folder)
    done = call(program, "build-site", "https://owner.example/new-power")
    assert done.returncode == 0, done.stderr
    assert 'href="/new-power/assets/' in (program / "public/index.html").read_text()
    assert call(program, "build-site", "").returncode == 0
    assert 'href="/assets/' in (program / "public/index.html").read_text()


# What a stranger might send


def test_nothing_that_comes_with_a_proposal_is_run(program: Path, proposal: Project, tmp_path: Path) -> None:
    """Modules that Python would find in the folder it is started in, and files that tools look for."""
    owned = tmp_path / "owned"
    python = f"open({str(owned)!r}, 'w')\n"
    shell = f"touch {owned}\n"
    for module in (
        "sitecustomize",
        "usercustomize",
        "click",
        "yaml",
        "jinja2",
        "json",
        "conftest",
        "build",
        "pip",
    ):
        proposal.write(f"{module}.py", python)
    for name in ("templates/site/__init__.py", "tests/conftest.py"):
        proposal.write(name, python)
    proposal.write("Makefile", f"install:\n\t{shell}")
    for name in (
        ".venv/bin/newpower",
        ".venv/bin/python",
        ".ci/installed",
        ".ci/proposal",
        ".envrc",
        "git",
        "make",
    ):
        proposal.write(name, f"#!/bin/sh\n{shell}").chmod(0o755)
    proposal.write(".gitconfig", f"[core]\n\tfsmonitor = {shell}")
    proposal.write(".gitattributes", "* filter=x diff=x\n")
    proposal.write("pip.conf", "[global]\nindex-url = https://evil.example/\n")
    proposal.page()
    commit(proposal.root)
    for cwd in (proposal.root, tmp_path):
        preview = tmp_path / f"preview of {cwd.name}"
        checked = call(program, "check-change", proposal.root, "begin", "github", cwd=cwd)
        built = call(program, "preview-change", proposal.root, "begin", preview, cwd=cwd)
        assert (checked.returncode, built.returncode) == (0, 0), checked.stdout + built.stdout
    assert not owned.exists()


def test_a_template_reaches_nothing_but_what_it_is_given(
    program: Path, proposal: Project, tmp_path: Path
) -> None:
    written = {
        "404": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "list": "{{ self.__init__.__globals__['os'].system('touch owned') }}",
        "study": "{{ cycler.__init__.__globals__.os.popen('touch owned').read() }}",
        "tags": "{{ '{0.__class__}'.format(site) }}",
        "page": "{% include '/etc/passwd' %}",
        "edition": "{% include '../../../etc/passwd' %}",
        "home": "{% import 'os' as os %}",
    }
    for name, template in written.items():
        proposal.write(f"templates/site/{name}.html", template)
    commit(proposal.root)
    done = call(program, "check-change", proposal.root, "begin", "github")
    assert done.returncode == 1
    told = set(re.findall(r"^::error file=templates/site/(\w+)\.html,line=1,", done.stdout, re.MULTILINE))
    assert told == set(written), done.stdout
    assert "root:" not in done.stdout
    assert not list(tmp_path.rglob("owned"))


def test_a_link_in_templates_or_content_to_a_file_of_the_machine_is_an_error(
    program: Path, proposal: Project, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("a secret")
    for name in ("templates/static/secret.css", "content/root/secret.txt", "content/pages/secret.md"):
        (proposal.root / name).parent.mkdir(exist_ok=True)
        (proposal.root / name).symlink_to(tmp_path / "secret")
    commit(proposal.root)
    done = call(program, "check-change", proposal.root, "begin", "github")
    assert done.stdout.count("title=symlink::") == 3
    assert "a secret" not in done.stdout
    built = call(program, "preview-change", proposal.root, "begin", tmp_path / "preview")
    assert built.returncode == 1
    assert not (tmp_path / "preview/site").exists()


def test_github_reads_no_command_out_of_what_a_build_says(
    program: Path, proposal: Project, tmp_path: Path
) -> None:
    proposal.page(fields='tags: ["##[set-output name=x]y"]\nnotes: |\n  ::error::no\n')
    commit(proposal.root)
    done = call(
        program, "preview-change", proposal.root, "begin", tmp_path / "preview", GITHUB_ACTIONS="true"
    )
    first, *middle, last = done.stdout.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert last == f"::{token}::"
    assert any("content/pages/new.md" in line for line in middle)
    assert done.stderr == ""


@pytest.mark.parametrize("form", ["github", "terminal"])
def test_names_that_look_like_commands_are_data(
    program: Path, proposal: Project, tmp_path: Path, form: str
) -> None:
    for name in ("$(touch owned)", "`touch owned`", "--output=owned", "a\n::error::b", "%0A::error::c"):
        proposal.page(name=name, body="[Nowhere](nowhere.md)\n")
    commit(proposal.root)
    done = call(program, "check-change", proposal.root, "begin", form)
    assert done.returncode == 1
    assert not [
        line for line in done.stdout.splitlines() if not re.match("::(error|warning) file=content/", line)
    ]
    assert not list(tmp_path.rglob("owned"))
