"""`newpower serve`, asked over real HTTP: fresh pages, mistakes shown, and nobody else let in."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from newsletter.editor.letter_answers import letter_answers
from newsletter.editor.preview import Preview, open_preview
from newsletter.editor.server import open_server
from newsletter.editor.watching import News
from newsletter.site import making

PROJECT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = "---\ntitle: {title}\nsummary: A page to look at.\n{more}---\n\nWords, and more words.\n"


@dataclass(frozen=True)
class Served:
    """A preview that watches on a thread of its own, and what it told the terminal."""

    preview: Preview
    root: Path
    told: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.preview.url.rpartition(":")[2])

    def get(self, path: str, host: str = "", method: str = "GET") -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        connection.endheaders()
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        connection.close()
        return response, text

    def write(self, path: str, text: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    def wait_for(self, path: str, words: str) -> str:
        return self._until(path, lambda text: words in text, words)

    def wait_without(self, path: str, words: str) -> str:
        return self._until(path, lambda text: words not in text, f"no {words}")

    def _until(self, path, is_so, what):
        deadline = time.monotonic() + 20
        while not is_so(text := self.get(path)[1]):
            assert time.monotonic() < deadline, (what, text[-1500:], self.told)
            time.sleep(0.05)
        return text


@contextmanager
def serving(root: Path, port: int = 0) -> Iterator[Served]:
    told: list[str] = []
    news = News()
    with open_preview(root, "127.0.0.1", port, now=lambda: NOW, tell=told.append) as preview:
        watcher = threading.Thread(target=preview.watch, args=(news,))
        watcher.start()
        try:
            yield Served(preview, root, told)
        finally:
            news.end()
            watcher.join()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project to change."""
    return standing_project(tmp_path)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small project, served, that no test changes; two links lead out of what was built."""
    with serving(standing_project(tmp_path_factory.mktemp("standing"))) as site:
        site.wait_for("/about/", "Words, and more words")
        built = site.root / ".cache/preview/site"
        (built / "link.yaml").symlink_to(site.root / "content/site.yaml")
        (built / "linked").symlink_to(site.root / "content")
        yield site


def standing_project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "templates", tmp_path / "templates")
    (tmp_path / "content/pages").mkdir(parents=True)
    for name in ("site.yaml", "tags.yaml", "places.yaml"):
        shutil.copy(PROJECT / "content" / name, tmp_path / "content")
    for name, more in (("privacy", ""), ("about", ""), ("sketch", "draft: true\n")):
        page = PAGE.format(title=name.capitalize(), more=more)
        (tmp_path / f"content/pages/{name}.md").write_text(page, encoding="utf-8")
    return tmp_path


@pytest.fixture
def served(root: Path) -> Iterator[Served]:
    with serving(root) as site:
        site.wait_for("/about/", "Words, and more words")
        yield site


def test_a_page_is_served_with_the_script_and_nothing_else_allowed(standing: Served) -> None:
    response, text = standing.get("/about/")
    assert response.status == 200
    assert response.getheader("Content-Type") == "text/html; charset=utf-8"
    assert response.getheader("Cache-Control") == "no-store"
    assert '<script src="/__newpower/reload.js"' in text
    base = f"http://127.0.0.1:{standing.port}/__newpower"
    policy = text.split('Content-Security-Policy" content="')[1].split('"')[0].replace("&#x27;", "'")
    assert policy.endswith(f"script-src {base}/reload.js")
    assert "connect-src 'self';" in policy
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy


def test_the_build_itself_stays_without_the_script(standing: Served) -> None:
    built = (standing.root / ".cache/preview/site/about/index.html").read_text(encoding="utf-8")
    assert "__newpower" not in built
    assert f'"http://127.0.0.1:{standing.port}/about/"' in built
    assert not (standing.root / "public").exists()
    assert not (standing.root / "outbox").exists()


def test_drafts_are_shown_and_said_to_be_drafts(standing: Served) -> None:
    assert "draft" in standing.get("/sketch/")[1].lower()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/sitemap.xml", "application/xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/__newpower/reload.js", "text/javascript; charset=utf-8"),
        ("/__newpower/overlay.css", "text/css; charset=utf-8"),
    ],
)
def test_each_file_is_served_as_what_it_is(standing: Served, path: str, kind: str) -> None:
    response, text = standing.get(path)
    assert (response.status, response.getheader("Content-Type")) == (200, kind)
    assert text
    head, nothing = standing.get(path, method="HEAD")
    assert head.getheader("Content-Length") == response.getheader("Content-Length")
    assert nothing == ""


def test_a_missing_page_is_the_sites_own(standing: Served) -> None:
    response, text = standing.get("/nowhere/")
    assert response.status == 404
    assert "newpower-overlay" in text


def test_a_folder_without_its_slash_is_sent_on(standing: Served) -> None:
    response, _ = standing.get("/about?a=b")
    assert (response.status, response.getheader("Location")) == (307, "/about/?a=b")


@pytest.mark.parametrize(
    "path",
    [
        "/../content/site.yaml",
        "/../../../content/site.yaml",
        "/%2e%2e/%2e%2e/%2e%2e/content/site.yaml",
        "/about/..%2f..%2f..%2f..%2fcontent/site.yaml",
        "/..%5c..%5ccontent%5csite.yaml",
        "//etc/passwd",
        "/.newpower/written.json",
        "/about/%00",
        "/" + "a" * 5000,
        "/link.yaml",
        "/linked/site.yaml",
    ],
)
def test_no_request_leaves_the_built_site(standing: Served, path: str) -> None:
    response, text = standing.get(path)
    assert response.status == 404
    assert "strapline:" not in text
    assert "written" not in text


def test_an_address_that_is_none_is_refused(standing: Served) -> None:
    assert standing.get("/%ff")[0].status == 400
    assert standing.get("/", method="POST")[0].status == 405
    assert standing.get("/", method="PUT")[0].status == 501


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "[", "192.0.2.1"]
)
def test_another_name_for_this_machine_is_refused(standing: Served, host: str) -> None:
    response, text = standing.get("/about/", host=host)
    assert response.status == 403
    assert "Words" not in text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "[::1]:9", "127.0.0.1"])
def test_this_machines_own_names_are_answered(standing: Served, host: str) -> None:
    assert standing.get("/about/", host=host)[0].status == 200


def test_a_saved_file_sends_a_reload(served: Served) -> None:
    with _events(served) as events:
        first = next(events)
        served.write("content/pages/about.md", PAGE.format(title="About", more="").replace("Words", "News"))
        second = next(event for event in events if not event["early"])
    assert first["site"] != second["site"]
    assert second["overlay"] == ""
    assert "News, and more words" in served.get("/about/")[1]
    assert any("of" in line and "changed" in line for line in served.told[2:])


def test_the_page_that_was_saved_is_shown_before_the_rest_is_planned(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor waits for that one; other pages stay as they were until all are made."""
    planned = making.plan_site
    meanwhile: list[tuple[str, str]] = []

    def looked(*given: Any) -> making.Site:
        meanwhile.append((served.get("/about/")[1], served.get("/privacy/")[1]))
        return planned(*given)

    served.wait_for("/about/", "Words, and more words")
    with _events(served) as events:
        former = next(events)
        monkeypatch.setattr(making, "plan_site", looked)
        served.write("content/pages/about.md", PAGE.format(title="Saved", more=""))
        early, whole = next(events), next(events)
    about, privacy = next(pages for pages in meanwhile if "<h1>Saved</h1>" in pages[0])
    assert early["early"] == ["/about/"]
    assert f'data-site="{early["following"]}"' in about
    assert (early["site"], whole["site"]) == (former["site"], early["following"])
    assert f'data-site="{former["site"]}"' in privacy
    assert (former["early"], whole["early"], whole["following"]) == ([], [], "")


def test_a_broken_file_is_shown_over_the_last_good_build_and_mended(served: Served) -> None:
    good = PAGE.format(title="About", more="")
    with _events(served) as events:
        before = next(events)
        served.write("content/pages/about.md", good.replace("title:", "titel:"))
        broken = next(events)
        assert broken["site"] == before["site"]
        text = served.get("/about/")[1]
        assert "Words, and more words" in text
        assert 'role="alert"' in text
        assert "content/pages/about.md:2:1</code> error[unknown-field]" in text
        assert "did you mean `title`?" in text
        assert any("content/pages/about.md:2:1: error[unknown-field]" in line for line in served.told)
        served.write("content/pages/about.md", good)
        mended = next(event for event in events if not event["early"])
    assert mended["overlay"] == ""
    assert 'role="alert"' not in served.get("/about/")[1]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("content/pages/bad.md", b"\xff\xfe\x00"),
        ("content/pages/bad.md", b""),
        ("content/pages/bad.md", b"---\ntitle: [\n"),
        ("content/site.yaml", b"name: 1"),
        ("templates/site/page.html", b"{% block main %}{{ nothing.at.all }}"),
    ],
)
def test_any_broken_file_is_survived(served: Served, path: str, content: bytes) -> None:
    target = served.root / path
    former = target.read_bytes() if target.exists() else None
    served.write(path, content)
    text = served.wait_for("/about/", 'role="alert"')
    assert f"<code>{path}:" in text
    if former is None:
        target.unlink()
    else:
        served.write(path, former)
    served.wait_without("/about/", 'role="alert"')


def test_a_pipe_among_the_pages_is_told_and_survived(served: Served) -> None:
    os.mkfifo(served.root / "content/pages/pipe.md")
    served.wait_for("/about/", "pipe.md")
    (served.root / "content/pages/pipe.md").unlink()
    served.wait_without("/about/", "np-overlay")


def test_folders_that_vanish_are_survived(served: Served) -> None:
    (served.root / "content").rename(served.root / "aside")
    assert "No such file" in served.wait_for("/about/", 'role="alert"')
    (served.root / "aside").rename(served.root / "content")
    served.wait_without("/about/", 'role="alert"')


def test_started_over_broken_content_it_shows_all_that_is_whole(root: Path) -> None:
    page, other = root / "content/pages/about.md", root / "content/pages/other.md"
    good = page.read_text(encoding="utf-8")
    page.write_text(good.replace("summary", "sumary"), encoding="utf-8")
    with serving(root) as served:
        text = served.wait_for("/sketch/", "error[unknown-field]")
        assert "<h1>Sketch" in text
        assert "All that is whole is shown" in text
        assert served.get("/about/")[0].status == 404
        other.write_text(PAGE.format(title="Another", more=""), encoding="utf-8")
        assert "error[unknown-field]" in served.wait_for("/other/", "<h1>Another")
        page.write_text(good, encoding="utf-8")
        served.wait_for("/about/", "Words, and more words")
        served.wait_without("/about/", 'role="alert"')


def test_mistakes_are_shown_where_nothing_can_be(root: Path) -> None:
    settings = root / "content/site.yaml"
    good = settings.read_text(encoding="utf-8")
    settings.unlink()
    with serving(root) as served:
        text = served.wait_for("/", "error[missing-file]")
        assert served.get("/")[0].status == 503
        assert "There is no good build yet" in text
        assert "script-src http://127.0.0.1" in text
        settings.write_text(good, encoding="utf-8")
        served.wait_for("/about/", "Words, and more words")


def test_a_draft_just_begun_is_shown_beside_its_list(served: Served) -> None:
    served.write("content/pages/begun.md", "---\ntitle: Begun\nsummary:\ndraft: true\n---\n")
    text = served.wait_for("/begun/", "<h1>Begun")
    assert "[summary: to come]" in text
    assert "Still to do here: 1" in text
    assert 'role="alert"' not in text


def test_a_bug_is_told_with_its_traceback_and_survived(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr("newsletter.publish.plan", fail)
        served.write("content/pages/about.md", PAGE.format(title="Again", more=""))
        served.wait_for("/about/", "The program failed")
    assert any("Traceback" in line and "ZeroDivisionError: a bug" in line for line in served.told)
    served.write("content/pages/about.md", PAGE.format(title="Once more", more=""))
    served.wait_for("/about/", "Once more")


def test_the_former_build_is_shown_at_once_and_said_to_be_it(root: Path) -> None:
    with serving(root) as served:
        served.wait_for("/about/", "Words, and more words")
        port = served.port
    (root / "content/pages/about.md").write_text(PAGE.format(title="Newer", more=""), encoding="utf-8")
    with open_preview(root, "127.0.0.1", port, now=lambda: NOW, tell=[].append) as preview:
        served = Served(preview, root)
        assert served.port == port
        text = served.get("/about/")[1]
        assert "The site as it was built last" in text
        assert "<h1>About" in text
        news = News()
        watcher = threading.Thread(target=preview.watch, args=(news,))
        watcher.start()
        served.wait_for("/about/", "Newer")
        served.wait_without("/about/", "The site as it was built last")
        news.end()
        watcher.join()


def test_a_former_build_that_somebody_changed_is_not_shown(root: Path) -> None:
    with serving(root) as served:
        served.wait_for("/about/", "Words, and more words")
        port = served.port
    (root / ".cache/preview/site/about/index.html").write_text("strange", encoding="utf-8")
    with open_preview(root, "127.0.0.1", port, now=lambda: NOW, tell=[].append) as preview:
        assert Served(preview, root).get("/about/")[0].status == 503


def test_a_file_half_saved_is_no_mistake(served: Served) -> None:
    """An editor's program may empty a file, then write it."""
    with _events(served) as events:
        next(events)
        served.write("content/pages/about.md", "")
        time.sleep(0.04)
        served.write("content/pages/about.md", PAGE.format(title="About", more="").replace("Words", "News"))
        state = next(events)
    assert state["overlay"] == ""
    assert not any("error" in line for line in served.told)


def test_a_new_day_is_built_though_no_file_changed(root: Path) -> None:
    times = [datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)]
    news = News()
    with open_preview(root, "127.0.0.1", 0, now=lambda: times[-1], tell=[].append) as preview:
        watcher = threading.Thread(target=preview.watch, args=(news,))
        watcher.start()
        served = Served(preview, root)
        served.wait_for("/about/", "Words")
        table = root / ".cache/preview/cache/last-build.table"
        assert '"day":"2026-11-22"' in table.read_text(encoding="utf-8")
        times.append(datetime(2026, 11, 23, 0, 0, 0, tzinfo=UTC))
        deadline = time.monotonic() + 10
        while '"day":"2026-11-23"' not in table.read_text(encoding="utf-8"):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        news.end()
        watcher.join()


def test_a_bug_in_an_answer_is_told_and_survived() -> None:
    told: list[str] = []
    with open_server("127.0.0.1", 0, lambda request: 1 // 0, told.append) as address:  # type: ignore[arg-type,return-value]
        for _ in range(2):
            connection = HTTPConnection("127.0.0.1", address.port, timeout=10)
            connection.request("GET", "/")
            assert connection.getresponse().status == 500
    assert "ZeroDivisionError" in told[0]


def test_a_taken_port_is_said_and_another_chosen(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with serving(root, taken) as served:
            assert served.port != taken
            assert served.told[0] == f"Port {taken} is taken, so another was chosen."
            assert served.preview.url in served.told[1]
            served.wait_for("/about/", "Words")


def test_two_previews_of_one_project_do_not_meet(served: Served) -> None:
    with serving(served.root) as second:
        second.wait_for("/about/", "Words")
        assert f":{second.port}/about/" in second.get("/about/")[1]
    assert f":{served.port}/about/" in served.get("/about/")[1]


def test_letters_are_served_and_follow_their_files(root: Path) -> None:
    shutil.rmtree(root / "content")
    shutil.copytree(PROJECT / "content", root / "content")
    told: list[str] = []
    respond = letter_answers(root, now=lambda: NOW, tell=told.append)
    with open_server("127.0.0.1", 0, respond, told.append) as address:
        status, text = _got(address.port, "/")
        assert (status, "/2026-11/" in text) == (200, True)
        assert _got(address.port, "/2026-11/letter?scheme=dark")[0] == 200
        assert _got(address.port, "/1999-01/")[0] == 404
        edition = root / "content/editions/2026-11.md"
        good = edition.read_text(encoding="utf-8")
        edition.write_text(good.replace("subject:", "subjekt:"), encoding="utf-8")
        status, text = _got(address.port, "/")
        assert (status, "did you mean `subject`?" in text) == (503, True)
        edition.write_text(good.replace("title: Where", "title: See where", 1), encoding="utf-8")
        assert "See where" in _got(address.port, "/")[1]


@pytest.mark.parametrize("words", [["serve"], ["edition", "preview"]])
def test_ctrl_c_ends_it_well(root: Path, words: list[str]) -> None:
    command = [sys.executable, "-m", "newsletter", *words, "--root", str(root), "--port", "0"]
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0, process.stderr.read()
        assert "http://127.0.0.1:" in line
        assert "Traceback" not in process.stderr.read()


def test_ctrl_c_while_a_module_is_loaded_ends_it_well_too(root: Path) -> None:
    program = """
import newsletter.editor.preview as preview
from newsletter.cli import main
interrupted = "import os, signal; os.kill(os.getpid(), signal.SIGINT); [None for _ in range(9)]"
preview.Preview.watch = lambda *_, **__: exec(interrupted)
main(["serve", "--port", "0"])
"""
    (root / "interrupted.py").write_text(program, encoding="utf-8")
    around = {**os.environ, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "interrupted"]  # a program started by -m alone asks how it ended
    done = subprocess.run(command, cwd=root, env=around, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def _got(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read().decode()


@contextmanager
def _events(served: Served) -> Iterator[Iterator[dict[str, Any]]]:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", "/__newpower/events")
    response = connection.getresponse()
    assert response.getheader("Content-Type") == "text/event-stream"

    def messages() -> Iterator[dict[str, str]]:
        for line in response:
            if line.startswith(b"data: "):
                yield json.loads(line[len(b"data: ") :])

    try:
        yield messages()
    finally:
        connection.close()
