"""`newpower links`: what it reads, what it says in three forms, what it keeps, and that it stops nothing."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from newsletter.cli import main
from newsletter.commands import links as command
from newsletter.content.reading.outward import Outward, outward_addresses
from newsletter.content.reading.source_file import SourceFile
from newsletter.links import archive, guard
from newsletter.links.answers import Answer
from newsletter.links.kept import Kept
from newsletter.links.telling import counted, told
from newsletter.told.codes import LINK_CODES
from newsletter.told.diagnostics import Location
from tests import made_up
from tests.building import REPOSITORY, surroundings
from tests.links.web import Web, small_web
from tests.projects import TODAY, Project

GOLDEN = REPOSITORY / "tests" / "golden" / "links"


async def _here(host: str, _port: int) -> tuple[str, ...]:
    if host.endswith("unknown.org"):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return ("127.0.0.1",)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """All names lead to this machine, and the archive's too."""
    with small_web() as made:
        monkeypatch.setattr(guard, "looked_up", _here)
        monkeypatch.setattr(archive, "AVAILABILITY", made("/wayback", host="archive.org") + "?url=")
        monkeypatch.setattr(command, "PAUSE", 0.0)
        yield made


@pytest.fixture
def project(project: Project) -> Project:
    """The made-up publication without the one address that is no example."""
    project.change("content/site.yaml", "licence_url: https://creativecommons.org/licenses/by/4.0/\n", "")
    project.change(
        "content/site.yaml",
        "base_url: https://commons.example",
        "base_url: https://commons.example\nlicence_url: https://licence.example/",
    )
    return project


def run(project: Project, *words: str, private: bool = True, now: str = TODAY) -> Result:
    """What the command says; a bug in it is raised."""
    asked = [
        "links",
        "--root",
        str(project.root),
        "--now",
        now,
        *words,
        *(["--allow-private"] if private else []),
    ]
    return CliRunner().invoke(main, asked, catch_exceptions=False)


def cases(project: Project, web: Web) -> None:
    """A page and a source for each thing that can be said."""
    project.change(made_up.MILL, "url: https://www.leeds.example/mill", f"url: {web('/status/404/a')}")
    project.change(made_up.PRESTON, "{id: paper,", f"{{id: paper, url: '{web('/status/410')}',")
    lines = [
        f"It [stood here]({web('/status/404')}), and [so it did]({web('/status/404')}#part).",
        f"It [moved]({web('/to/301/ok')}#part), it [went home]({web('/to/302/')}).",
        f"It [sleeps]({web('/status/503')}), it [runs in a ring]({web('/round')}), it [is here]({web('/ok')}#part).",
        "It is [nobody's](https://unknown.org/a), or [an example](https://www.example.org/).",
    ]
    project.page(body="\n\n".join(lines) + "\n")


def plain(text: str, web: Web) -> str:
    """The words without the port, which the system chose."""
    return text.replace(f":{web.port}", ":PORT8")


@pytest.mark.parametrize("form", ["terminal", "github", "json"])
def test_what_is_found_is_told_at_its_line_in_three_forms(
    project: Project, web: Web, form: str, update_golden: bool
) -> None:
    cases(project, web)
    result = run(project, "--format", form)
    assert result.exit_code == 0
    text = plain(result.output, web)
    expected = GOLDEN / f"{form}.txt"
    if update_golden:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
    assert all(code in text for code in LINK_CODES)


def test_each_address_is_asked_once_whatever_number_of_places_name_it(project: Project, web: Web) -> None:
    project.page(body=f"See [this page]({web('/ok')}#a) and [that part]({web('/ok')}#b).\n")
    project.page(body=f"See [the same]({web('/ok')}).\n", name="other")
    run(project)
    assert web.paths() == ["HEAD /ok"]


def test_dead_links_fail_only_where_that_is_asked(project: Project, web: Web) -> None:
    project.page(body=f"See [what was]({web('/status/404')}).\n")
    assert run(project).exit_code == 0
    assert run(project, "--fail").exit_code == 1
    project.page(body=f"See [what sleeps]({web('/status/503')}).\n")
    assert run(project, "--fail").exit_code == 0


def test_nothing_is_written_but_what_is_remembered(project: Project, web: Web) -> None:
    def files() -> set[str]:
        return {
            path.relative_to(project.root).as_posix() for path in project.root.rglob("*") if path.is_file()
        }

    cases(project, web)
    before = files()
    run(project)
    assert files() - before == {".cache/links.sqlite"}


def test_without_an_address_to_ask_it_is_calm(project: Project, web: Web) -> None:
    result = run(project)
    assert result.exit_code == 0
    assert re.fullmatch(
        r"nothing to mend\nno address to ask; \d+ not asked, since they are examples\n", result.output
    )
    assert web.asked == []


def test_this_machine_and_its_networks_are_not_asked_unless_that_is_wished(
    project: Project, web: Web
) -> None:
    project.page(body=f"See [the page]({web('/ok')}).\n")
    result = run(project, private=False)
    assert web.asked == []
    assert (
        "note[unseen-link]: this address is inside a network, or on this machine, and was not asked"
        in result.output
    )
    assert run(project, "--again").exit_code == 0
    assert web.paths() == ["HEAD /ok"]


def test_where_no_host_is_known_nothing_is_said_of_links_and_nothing_kept(project: Project, web: Web) -> None:
    project.page(
        body="See [a](https://a.unknown.org), [b](https://b.unknown.org) or [c](https://c.unknown.org).\n"
    )
    for _ in range(2):
        result = run(project)
        assert result.exit_code == 1
        assert result.output == "Error: no host of any address is known: is this machine online?\n"


def test_without_its_library_it_says_how_to_get_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    result = run(project)
    assert (result.exit_code, result.output) == (
        1,
        "Error: asking needs httpx: pip install 'new-power[links]'\n",
    )
    lock = (REPOSITORY / "requirements-editor.lock").read_text()
    assert f"\nhttpx=={httpx.__version__}" in lock
    assert "\nhttpx==" not in (REPOSITORY / "requirements.lock").read_text()


def test_a_file_that_cannot_be_read_is_not_passed_over_in_silence(project: Project, web: Web) -> None:
    project.page(body=f"See [one]({web('/ok')}).\n")
    project.write("content/pages/torn.md", f"---\ntitle: [\n---\n\nSee [two]({web('/status/404')}).\n")
    result = run(project)
    assert web.paths() == ["HEAD /ok"]
    assert result.output.endswith("1 file could not be read whole: `newpower check` says why\n")


# What is remembered


def test_what_answered_is_believed_for_some_days_and_what_did_not_for_one(project: Project, web: Web) -> None:
    project.page(body=f"See [one]({web('/ok')}), [two]({web('/status/404')}).\n")

    def asked(*words: str, now: str) -> list[str]:
        web.asked.clear()
        result = run(project, *words, now=now)
        assert "[dead-link]: this address answers 404" in result.output
        return sorted({one.path for one in web.asked if one.host == "here.org"})

    assert asked(now="2026-11-22") == ["/ok", "/status/404"]
    assert asked(now="2026-11-22") == []
    assert asked(now="2026-12-20") == ["/status/404"]
    assert asked("--older-than", "7", now="2026-12-20") == ["/ok"]
    assert asked(now="2027-01-20") == ["/ok", "/status/404"]
    assert asked("--again", now="2027-01-20") == ["/ok", "/status/404"]
    assert asked(now="2026-11-01") == ["/ok", "/status/404"], "what is of a day to come is not believed"


def test_a_damaged_memory_begins_anew(project: Project, web: Web) -> None:
    project.page(body=f"See [one]({web('/ok')}).\n")
    (project.root / ".cache").mkdir()
    (project.root / ".cache" / "links.sqlite").write_bytes(b"not a data base" * 100)
    assert run(project).exit_code == 0
    with sqlite3.connect(project.root / ".cache" / "links.sqlite") as rows:
        rows.execute('UPDATE answers SET answer = \'{"verdict": 3, "odd": 1}\'')
    web.asked.clear()
    assert run(project).exit_code == 0
    assert web.paths() == ["HEAD /ok"]


def test_a_memory_that_cannot_be_written_is_one_line(project: Project, web: Web) -> None:
    (project.root / ".cache").write_text("a file")
    result = run(project)
    assert (result.exit_code, result.output.count("\n")) == (1, 1)


def test_who_is_killed_half_way_goes_on_from_there(project: Project, web: Web) -> None:
    project.page(body="See " + ", ".join(f"[number {n}]({web(f'/slow?{n:02}')})" for n in range(12)) + ".\n")
    program = f"""
from newsletter.cli import main
from newsletter.commands import links
from newsletter.links import guard
async def here(host, port):
    return ("127.0.0.1",)
guard.looked_up, links.PAUSE = here, 0.0
main(["links", "--now", "{TODAY}", "--allow-private"], prog_name="newpower")
"""
    words = [sys.executable, "-c", program]
    running = subprocess.Popen(words, cwd=project.root, env=surroundings(), stderr=subprocess.DEVNULL)
    patience = time.monotonic() + 30
    while len(web.asked) < 5 and time.monotonic() < patience:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait(timeout=20)
    before = len(web.asked)
    assert 5 <= before < 12
    done = subprocess.run(
        words, cwd=project.root, env=surroundings(), capture_output=True, text=True, check=True
    )
    assert "12 addresses: 12 answer; " in done.stderr
    assert re.search(r"\b[3-9] known from an earlier run", done.stderr)
    assert len({one.path for one in web.asked}) == 12
    assert len(web.asked) <= 12 + 1, "the one that was on its way is asked again, and no other"


def test_only_what_is_kept_as_ours_is_believed(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    today = made_up.TODAY
    kept.keep("http://a.org/", Answer(verdict="moved", words="moved for good", now_at="http://b.org/"), today)
    kept.keep("http://a.org/", Answer(verdict="there"), today)
    kept.keep("http://b.org/", Answer(verdict="dead", words="answers 404"), today)
    kept.close()
    again = Kept(tmp_path)
    assert again.believed(today, 0) == {
        "http://a.org/": Answer(verdict="there"),
        "http://b.org/": Answer(verdict="dead", words="answers 404"),
    }
    again.forget(["http://b.org/"])
    assert list(again.believed(today, 0)) == ["http://a.org/"]
    again.close()


# What is read


def read(fields: str, body: str = "Words.\n", path: str = "content/articles/a.md") -> tuple[Outward, ...]:
    read = outward_addresses(SourceFile(path, f"---\n{fields}---\n\n{body}".encode()))
    assert read.is_whole
    return read.found


def test_addresses_are_found_in_fields_and_in_the_body_with_their_places() -> None:
    fields = """\
title: T
summary: S
sources:
  - id: a
    url: HTTPS://One.org/Path
    archive: https://web.archive.org/web/1/x
  - id: b
    url: https://two.org/#part
first_published: {where: W, date: 2021, url: 'https://three.org'}
"""
    body = "See [there](https://four.org/a#b), <https://five.org>, [mail](mailto:a@b.org) and [us](../pages/about.md).\n"
    found = read(fields, body)
    assert [(one.address, one.fragment, one.is_source, one.copy) for one in found] == [
        ("https://one.org/Path", "", True, "https://web.archive.org/web/1/x"),
        ("https://web.archive.org/web/1/x", "", False, ""),
        ("https://two.org/", "part", True, ""),
        ("https://three.org", "", False, ""),
        ("https://four.org/a", "b", False, ""),
        ("https://five.org", "", False, ""),
    ]
    assert [(one.location.line, one.location.column) for one in found] == [
        *((6, 10), (7, 14), (9, 10), (10, 46), (13, 13), (13, 37)),
    ]


def test_of_the_settings_only_what_readers_are_led_to_is_asked() -> None:
    text = """\
base_url: https://own.org
source_url: https://code.org/edit/
licence_url: https://licence.org/by/
subscribe_url: https://lists.org/subscribe
sender: {unsubscribe_url: 'https://lists.org/leave/'}
engines: {listmonk: {url: 'https://engine.org/'}}
"""
    found = outward_addresses(SourceFile("content/site.yaml", text.encode())).found
    assert [one.address for one in found] == ["https://licence.org/by/", "https://lists.org/subscribe"]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"no fences", b"---\ntitle: [\n---\n", b"---\nurl: 3\n---\n\n<!--"]
)
def test_a_file_that_cannot_be_read_names_nothing(content: bytes) -> None:
    for path in ("content/articles/a.md", "content/site.yaml", "content/nowhere/a.md"):
        assert outward_addresses(SourceFile(path, content)) == ((), False)


# What is said


def place(**of: object) -> Outward:
    return Outward("https://a.org/", Location("content/pages/a.md", 5, 3), **of)  # type: ignore[arg-type]


def said(answer: Answer, **of: object) -> tuple[str, str, str]:
    (one,) = told([place(**of)], {"https://a.org/": answer})
    return one.severity.value, one.code, one.hint


def test_a_dead_source_with_a_lasting_copy_asks_for_nothing() -> None:
    dead = Answer(verdict="dead", words="answers 404")
    assert said(dead, is_source=True, copy="https://x.org/")[0] == "note"
    assert said(dead, is_source=True)[0] == "warning"


def test_an_archives_copy_is_offered_as_the_line_to_paste() -> None:
    dead = Answer(verdict="dead", words="answers 404", copy="https://web.archive.org/web/20190203040506/a")
    source = "an archive has a copy. Write below it: `archive: https://web.archive.org/web/20190203040506/a`"
    assert said(dead, is_source=True) == ("warning", "dead-link", source)
    assert said(dead)[2] == "an archive has a copy: https://web.archive.org/web/20190203040506/a"


def test_the_new_address_keeps_the_part_that_was_meant() -> None:
    moved = Answer(verdict="moved", words="moved for good", now_at="https://b.org/")
    assert said(moved, fragment="part") == ("note", "moved-link", "write `https://b.org/#part`")


def test_of_what_answers_nothing_is_said() -> None:
    assert told([place()], {"https://a.org/": Answer(verdict="there")}) == ()
    assert told([place()], {}) == ()
    assert counted({"a": Answer(verdict="there")}, before=0, examples=0) == "1 address: 1 answer"
