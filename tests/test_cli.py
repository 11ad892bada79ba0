"""The command line: what it answers, where, and with which exit code."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from newsletter.cli import COMMANDS as MODULES
from newsletter.cli import main
from tests.building import REPOSITORY, built, copied_project, edit, newpower, published, surroundings
from tests.command_line import inner_commands


def commands(group: click.Command = main, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(group, click.Group):
        for name, command in inner_commands(group):
            yield from commands(command, (*words, name))


COMMANDS = list(commands())


def said(*words: str, root: Path | None = None, **environment: str | None) -> Result:
    """What a command answers, run in this process."""
    given = {"SOURCE_DATE_EPOCH": None, "GITHUB_BASE_REF": None, "GITHUB_STEP_SUMMARY": None, **environment}
    root_words = ("--root", str(root)) if root else ()
    return CliRunner().invoke(main, [*words, *root_words], env=given, prog_name="newpower")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copied_project(tmp_path / "project")


def add_what_is_warned_of(root: Path) -> None:
    edit(root / "content" / "pages" / "about.md", "Nobody yet.", "Nobody. <script>alert(1)</script>")


def test_every_command_there_is_can_be_asked_for() -> None:
    """A module of commands/ that holds a command of its own name is one."""
    held = set()
    for path in sorted((REPOSITORY / "newsletter/commands").glob("*.py")):
        module = import_module(f"newsletter.commands.{path.stem}")
        if isinstance(getattr(module, path.stem, None), click.Command):
            held.add(path.stem)
    assert held == set(MODULES)
    assert list(MODULES) == sorted(MODULES)


def test_a_build_loads_no_other_command() -> None:
    program = """
import sys
from newsletter.cli import main
main(["build", "--help"], standalone_mode=False)
print(sorted(name for name in sys.modules if name.startswith("newsletter.commands.")), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=surroundings(), capture_output=True, text=True, check=True
    )
    loaded = [f"newsletter.commands.{name}" for name in ("build", "console", "options")]
    assert done.stderr.splitlines()[-1] == str(loaded)


# Help


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_help_fits_a_screen_and_shows_an_example(words: tuple[str, ...]) -> None:
    result = said(*words, "--help", COLUMNS="80")
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert "..." not in result.output.replace("ARGS]...", "")
    assert " ".join(("newpower", *words)) in result.output.partition("\n")[2]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_h_is_help_too(words: tuple[str, ...]) -> None:
    assert said(*words, "-h").exit_code == 0


def test_help_loads_no_library() -> None:
    program = """
import sys
from newsletter.cli import main
main(["--help"], standalone_mode=False)
heavy = {"jinja2", "pydantic", "markdown", "yaml", "lxml", "nh3", "feedgen", "PIL", "css_inline", "asyncio"}
print(sorted(heavy & sys.modules.keys()), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=surroundings(), capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


# Three doors


@pytest.mark.parametrize(
    "words",
    [("-m", "newsletter", "build"), (str(REPOSITORY / "build.py"),)],
    ids=["python -m newsletter", "python build.py"],
)
def test_each_door_leads_to_the_same_build(root: Path, words: tuple[str, ...]) -> None:
    command = [sys.executable, *words, "--now", "2026-12-01", "--root", str(root)]
    done = subprocess.run(command, env=surroundings(), capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    files = len(published(root))
    assert done.stdout == f"{root / 'public' / 'index.html'}: {files} files, {files} written, 0 removed\n"
    assert files > 100


# What a build says


def test_a_build_says_where_to_look_and_what_it_did(root: Path) -> None:
    where = root / "public" / "index.html"
    first, second = (said("build", "--now", "2026-12-01", root=root).stdout for _ in range(2))
    files = len(published(root))
    assert first == f"{where}: {files} files, {files} written, 0 removed\n"
    assert second == f"{where}: {files} files, none changed\n"
    (root / "content" / "pages" / "about.md").unlink()
    result = said("build", "--now", "2026-12-01", root=root)
    assert result.exit_code == 1, "the edition names it"
    assert "Nothing was written." in result.stderr
    assert result.stdout == ""


def test_a_quiet_build_says_only_errors(root: Path) -> None:
    add_what_is_warned_of(root)
    result = said("build", "--quiet", "--now", "2026-12-01", root=root)
    assert (result.exit_code, result.output) == (0, "")
    edit(
        root / "content" / "pages" / "about.md",
        "<script>alert(1)</script>",
        "<script>x</script> [](nowhere.md)",
    )
    result = said("build", "--quiet", "--now", "2026-12-01", root=root)
    assert result.exit_code == 1
    assert "error[" in result.stderr
    assert "warning" not in result.stderr


def test_many_warnings_can_be_read(root: Path) -> None:
    page = root / "content" / "pages" / "about.md"
    page.write_text(page.read_text() + "\nGo to [[Wigan]].\n" * 10 + "\nAll <b>bold.\n")
    checked = said("check", "--now", "2026-12-01", root=root)
    assert checked.stderr.count("warning[leftover-markup]") == 3
    assert "and 7 more `leftover-markup`: `newpower check --all` shows them" in checked.stderr
    assert checked.stderr.count("warning[unclosed-element]") == 1
    assert said("check", "--all", "--now", "2026-12-01", root=root).stderr.count("[leftover-markup]") == 10
    assert said("check", "--format", "json", "--now", "2026-12-01", root=root).stdout.count("leftover-") == 10
    built = said("build", "--now", "2026-12-01", root=root).stderr.splitlines()
    first = len(page.read_text().splitlines()) - 20
    assert built == [
        f"leftover-markup: 10 warnings, the first at content/pages/about.md:{first}:7",
        f"unclosed-element: warning: content/pages/about.md:{first + 20}:5",
        "11 warnings; `newpower check` shows the lines",
        "No letter can be posted yet: `base_url`, `contact`, `subscribe_url` and 6 more"
        " in content/site.yaml are examples.",
    ]


def test_no_progress_is_shown_in_a_pipe(root: Path) -> None:
    done = newpower(root, "build", "--now", "2026-12-01")
    assert "\r" not in done.stderr + done.stdout
    assert "\x1b" not in done.stderr + done.stdout
    assert "reading" not in done.stderr


def on_a_terminal(root: Path, *words: str, after: float = 0.0) -> bytes:
    """What a command shows on a terminal where work is long after so many seconds."""
    program = (
        "from newsletter.commands import console\n"
        f"console.AFTER, console.BETWEEN = {after}, 0.0\n"
        f"from newsletter.cli import main\nmain({[*words, '--now', '2026-12-01']}, prog_name='newpower')"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=root,
        env=surroundings(TERM="xterm"),
        stderr=theirs,
        stdout=subprocess.DEVNULL,
    ) as running:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:
            pass  # the end of a terminal
    os.close(ours)
    assert running.returncode == 0, shown
    return shown


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_terminal_shows_how_far_long_work_is_and_clears_it(root: Path, command: str) -> None:
    shown = on_a_terminal(root, command)
    assert re.search(rb"files read  \[#+\]  (\d+)/\1\b", shown)
    assert re.search(rb"made  \[#+\]  (\d+)/\1\b", shown)
    assert shown.rindex(b"\r\x1b[K\x1b[?25h") > shown.rindex(b"letters made")


def test_a_terminal_shows_nothing_of_short_work(root: Path) -> None:
    add_what_is_warned_of(root)
    shown = on_a_terminal(root, "build", after=600.0)
    assert b"read" not in shown
    assert b"\r\x1b" not in shown
    assert b"raw-html" in shown


# Exit codes


def test_a_mistake_in_the_content_is_exit_code_1(root: Path) -> None:
    edit(root / "content" / "case-studies" / "preston.md", "tags: [money, housing]", "tags: [mony, housing]")
    for command in ("check", "build"):
        result = said(command, "--now", "2026-12-01", root=root)
        assert result.exit_code == 1
        assert "error[unknown-tag]" in result.stderr
        assert "did you mean `money`?" in result.stderr
        assert result.stdout == ""
    assert not (root / "public").exists()


def test_content_without_a_mistake_is_exit_code_0(root: Path) -> None:
    add_what_is_warned_of(root)
    result = said("check", "--now", "2026-12-01", root=root)
    assert result.exit_code == 0
    assert result.stderr.endswith("1 warning\n")
    assert [path.name for path in root.iterdir() if path.name not in ("content", "templates")] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["build", "--now", "yesterday"], "`yesterday` is not a day; write it as 2026-11-15"),
        (["build", "--now", "2026-02-30"], "`2026-02-30` is not a day"),
        (["build", "--base-url", "example"], "is not a web address such as https://newpower.example"),
        (["build", "--base-url", ""], "is not a web address"),
        (["build", "--base-url", "ftp://x.example"], "is not a web address"),
        (["build", "--base-url", "https://x.example/?q=1"], "is not a web address"),
        (["build", "--base-url", "https://x.example:99999/"], "is not a web address"),
        (["build", "--base-url", "https://me:secret@x.example/"], "is not a web address"),
        (["build", "--base-url", 'https://x.example/"><script>'], "is not a web address"),
        (["build", "--jobs", "0"], "0 is not in the range"),
        (["build", "--speed"], "No such option"),
        (["publish"], "No such command 'publish'"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["schema", "poem"], "`poem` is not one of: "),
        (["new", "poem", "A title"], "'poem' is not one of"),
        (
            ["edition", "show", "1999-01"],
            "there is no edition `1999-01`; there are: 2027-01, 2026-12, 2026-11, 2026-10",
        ),
        (["edition", "draft", "soon"], "`soon` is not a month"),
        (["edition", "draft", "2026-11"], "is there already"),
        (["build", "--out", "content/public"], "may not lie in one another"),
        (["build", "--out", "templates"], "may not lie in one another"),
        (["build", "--out", "."], "may not lie in one another"),
        (["build", "--out", "public", "--outbox", "public/outbox"], "may not lie in one another"),
        (["build", "--out", "public", "--cache-dir", "public/cache"], "may not lie in one another"),
        (["build", "--out", "x", "--outbox", "x"], "may not lie in one another"),
    ],
)
def test_a_command_that_makes_no_sense_is_exit_code_2_and_says_why(
    root: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], expected: str
) -> None:
    monkeypatch.chdir(root)
    result = said(*words)
    assert result.exit_code == 2, result.output
    assert expected in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert sorted(path.name for path in root.iterdir()) == ["content", "templates"]


def test_a_root_without_content_is_exit_code_2(tmp_path: Path) -> None:
    for words in (("build",), ("check",), ("edition", "show", "2026-11")):
        result = said(*words, root=tmp_path)
        assert result.exit_code == 2
        assert "there is no folder content/" in result.stderr
        assert "--root" in result.stderr
    assert said("build", root=tmp_path / "nowhere").exit_code == 2


@pytest.mark.parametrize(
    "epoch", ["", "soon", "1e9", "99999999999999999999", "-99999999999999", "253402300799"]
)
def test_a_source_date_epoch_that_is_no_number_is_exit_code_2(root: Path, epoch: str) -> None:
    result = said("build", root=root, SOURCE_DATE_EPOCH=epoch)
    assert result.exit_code == 2
    assert "SOURCE_DATE_EPOCH" in result.stderr
    assert "seconds since 1970" in result.stderr


def test_now_goes_before_source_date_epoch(root: Path) -> None:
    result = said("build", "--now", "2027-02-01", root=root, SOURCE_DATE_EPOCH="1796126400")
    assert result.exit_code == 0
    assert "public/case-studies/harbour/index.html" in published(root)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_are_are_refused(root: Path, day: str) -> None:
    result = said("build", "--now", day, root=root)
    assert result.exit_code == 2
    assert "at the end of time" in result.stderr


def test_a_strangers_folder_is_exit_code_1_and_one_line(root: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"jpg")
    result = said("build", "--now", "2026-12-01", "--out", str(tmp_path / "photos"), root=root)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "holds files that no build made" in result.stderr
    assert (tmp_path / "photos" / "one.jpg").read_bytes() == b"jpg"


def test_what_stands_in_the_site_and_nobody_knows_who_made_is_told_in_one_line(root: Path) -> None:
    built(root)
    for number in range(5):
        (root / "public" / f"photo-{number}.jpg").write_bytes(b"jpg")
    shutil.rmtree(root / ".cache")
    line = "photo-2.jpg and 2 more. Delete by hand what nobody needs."
    result = said("build", "--now", "2026-12-01", "--quiet", root=root)
    assert (result.exit_code, line in result.stderr) == (0, True)
    again = said("build", "--now", "2026-12-01", root=root)
    assert (again.exit_code, line in again.stderr) == (0, False)
    assert len(list((root / "public").glob("photo-*"))) == 5


def test_an_output_that_is_a_file_is_exit_code_1_and_one_line(root: Path) -> None:
    (root / "public").write_text("a file")
    result = said("build", "--now", "2026-12-01", root=root)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "is a file; a folder is needed" in result.stderr


def test_a_preview_without_its_library_says_how_to_get_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.editor.watching.find_spec", lambda name: None)
    result = said("serve", "--port", "0", root=root)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "pip install --require-hashes -r requirements-editor.lock" in result.stderr
    lock = (REPOSITORY / "requirements-editor.lock").read_text()
    assert "\nwatchdog==" in lock
    assert "\nwatchdog==" not in (REPOSITORY / "requirements.lock").read_text()


def test_two_builds_at_once_are_told_apart(root: Path) -> None:
    from newsletter.engine.output import notes_path, open_output

    with open_output(root / "public", notes_path(root / "another-cache", root / "public")):
        result = said("build", "--now", "2026-12-01", root=root)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "another build is writing to" in result.stderr


def test_a_content_file_that_cannot_be_read_is_one_line(root: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (root / "content" / "locked").mkdir(mode=0)
    result = said("check", "--now", "2026-12-01", root=root)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "Permission denied" in result.stderr


def test_an_interrupt_is_one_word_and_the_former_site_stands(root: Path) -> None:
    built(root)
    former = published(root)
    edit(root / "content" / "pages" / "about.md", "*few*", "*many*")
    program = """
import time
from newsletter import publish
from newsletter.cli import main
publish.plan = lambda *_: (print("now", flush=True), time.sleep(60))
main(["build", "--now", "2026-12-01"], prog_name="newpower")
"""
    running = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=root,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "now\n"
    time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    _, stderr = running.communicate(timeout=20)
    assert running.returncode == 1
    assert stderr.split() == ["Aborted!"]
    assert published(root) == former


# Forms


def test_json_is_all_that_stands_on_standard_output(root: Path) -> None:
    add_what_is_warned_of(root)
    edit(root / "content" / "case-studies" / "preston.md", "tags: [money, housing]", "tags: [mony, housing]")
    done = newpower(root, "check", "--now", "2026-12-01", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert done.stderr == ""
    assert report["version"] == 1
    assert [set(found) for found in report["diagnostics"]] == [
        {"file", "line", "column", "code", "severity", "message", "hint"}
    ] * 2
    assert [found["code"] for found in report["diagnostics"]] == ["unknown-tag", "raw-html"]


def test_json_of_clean_content_is_an_empty_list(root: Path) -> None:
    result = said("check", "--now", "2026-12-01", "--format", "json", root=root)
    assert json.loads(result.stdout) == {"version": 1, "diagnostics": []}
    assert result.exit_code == 0


def test_github_gets_annotations_and_a_whole_summary(root: Path, tmp_path: Path) -> None:
    add_what_is_warned_of(root)
    edit(root / "content" / "case-studies" / "preston.md", "tags: [money, housing]", "tags: [mony, housing]")
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    result = said(
        "check", "--now", "2026-12-01", "--format", "github", root=root, GITHUB_STEP_SUMMARY=str(summary)
    )
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "::error file=content/case-studies/preston.md,line=6,col=8,title=unknown-tag::"
    )
    assert "::warning file=content/pages/about.md,line=36" in result.stdout
    assert summary.read_text().startswith("before\n### 1 error and 1 warning\n")


def test_a_summary_that_cannot_be_written_is_one_line(root: Path) -> None:
    result = said(
        "check", "--now", "2026-12-01", "--format", "github", root=root, GITHUB_STEP_SUMMARY="/nowhere/x"
    )
    assert result.exit_code == 1
    assert result.stderr == "Error: /nowhere/x: No such file or directory\n"


@pytest.mark.parametrize("form", ["terminal", "github", "json"])
def test_a_screen_without_our_letters_is_no_crash(root: Path, form: str) -> None:
    edit(root / "content" / "case-studies" / "preston.md", "tags: [money, housing]", "tags: [größe-日本]")
    done = newpower(root, "check", "--now", "2026-12-01", "--format", form, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "unknown-tag" in done.stdout + done.stderr


def test_an_edition_is_summed_up(root: Path) -> None:
    result = said("edition", "show", "2026-11", "--now", "2026-12-01", root=root)
    assert result.exit_code == 0
    assert "How tenants bought a mill" in result.stdout


def test_a_schema_is_json(root: Path) -> None:
    for kind in ("case-study", "edition", "page"):
        assert json.loads(said("schema", kind).stdout)["type"] == "object"
