"""The server as a process: killed at any instant, told to end, behind a real nginx, and asked to begin too early."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from newsletter.cli import main
from newsletter.post.joining import wishes
from newsletter.post.joining.seals import confirm_seal
from newsletter.post.joining.serving import answering
from newsletter.post.joining.waiting import due
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import everyone
from newsletter.post.subscribers.person import token_of
from newsletter.values import point
from tests.building import REPOSITORY, copied_project, surroundings
from tests.command_line import inner_commands
from tests.post.joining.doors import FORM
from tests.post.joining.test_requests import SAID
from tests.post.lists import NOW, a_list, joined

_CHILD = """
import sys, time
from pathlib import Path
from tests.post.joining.doors import Clock, answering, office, joining_app
from tests.post.lists import a_list
with a_list(Path(sys.argv[1])) as at:
    with answering(joining_app(office(at, Clock(), [])), "127.0.0.1", 0) as (_, port):
        print(port, flush=True)
        time.sleep(60)
"""


def ask(port: int, method: str, path: str, **fields: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        # one network each: limits are not what is looked at here
        told = {
            "Content-Type": FORM,
            "X-Forwarded-For": f"10.{hash(path + str(fields)) % 65000 / 256:.0f}.{hash(str(fields)) % 250}.1",
        }
        connection.request(method, path, urlencode(fields), told)
        return connection.getresponse().status
    finally:
        connection.close()


def _in_turn(todo: list[Any], do: Callable[[Any], int], done: list[Any], is_over: threading.Event) -> None:
    with suppress(OSError):
        for one in todo:
            if do(one) == 200:
                done.append(one)
    is_over.set()


@point
class Prepared:
    """A list with people who may confirm, and people who may leave: what is in their links, by number."""

    folder: Path
    seals: dict[int, str]
    tokens: dict[int, str]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("prepared") / "var"
    with a_list(folder) as at:
        for number in range(1, 121):
            wishes.ask_to_join(at, read_address(f"p{number}@example.org"), SAID)
        seals = {
            mail.to.person: confirm_seal(at.key, mail.to.person, mail.consent or 0, NOW)
            for mail in _all_due(at)
        }
        leaving = range(121, 181)
        joined(at, *(f"p{number}@example.org" for number in leaving))
        return Prepared(folder, seals, {number: token_of(at.key, number) for number in leaving})


@pytest.mark.slow
@pytest.mark.parametrize("after", [3, 90])
def test_killed_at_any_instant_it_has_kept_what_it_answered(
    prepared: Prepared, tmp_path: Path, after: int
) -> None:
    shutil.copytree(prepared.folder, tmp_path, dirs_exist_ok=True)
    seals, tokens = prepared.seals, prepared.tokens
    server = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(tmp_path)],
        cwd=REPOSITORY,
        env=surroundings(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    port = int(server.stdout.readline())
    asked, confirmed, left = list[int](), list[int](), list[int]()
    over = threading.Event()
    threads = [
        threading.Thread(target=_in_turn, args=(todo, do, done, over))
        for todo, do, done in (
            (
                list(range(1000, 1400)),
                lambda n: ask(port, "POST", "/post/subscribe", email=f"p{n}@example.org"),
                asked,
            ),
            (list(range(1, 121)), lambda n: ask(port, "POST", f"/post/confirm/{seals[n]}"), confirmed),
            (list(tokens), lambda n: ask(port, "POST", f"/post/leave/{tokens[n]}"), left),
        )
    ]
    for thread in threads:
        thread.start()
    while (not asked or len(asked) + len(confirmed) + len(left) < after) and not over.is_set():
        time.sleep(0.001)
    server.send_signal(signal.SIGKILL)
    server.wait()
    for thread in threads:
        thread.join()
    server.stdout.close()
    with a_list(tmp_path) as at:
        states = {person.address: person.state for person in everyone(at)}
        waiting = {mail.to.address for mail in _all_due(at)}
    for number in asked:
        assert states[f"p{number}@example.org"] == "pending"
        assert f"p{number}@example.org" in waiting
    assert {states[f"p{number}@example.org"] for number in confirmed} <= {"active"}
    assert {states[f"p{number}@example.org"] for number in left} <= {"left"}
    assert asked
    assert len(asked) + len(confirmed) + len(left) >= min(after, 3)


def _all_due(at: Any) -> Any:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("newsletter.post.joining.waiting._AT_ONCE", 10_000)
        return due(at)


# The command


def ready_project(root: Path) -> Path:
    """The made-up publication of somebody who can begin: no address is an example."""
    copied_project(root)
    file = root / "content/site.yaml"
    text = file.read_text().replace("/leave/?who=", "/leave/").replace("1 Example Street", "1 High Street")
    text = re.sub(r"(?<=[./@a-z])\.example\b", ".org.uk", text).replace("imprint:", "# imprint:")
    relay = "relay: {host: 127.0.0.1, port: 1, security: none}"
    file.write_text(re.sub(r"^relay: .*\ndkim: .*$", relay, text, flags=re.MULTILINE))
    return root


@contextmanager
def running(root: Path, *words: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The port of `newpower list-server`, and its process."""
    server = subprocess.Popen(
        [sys.executable, "-m", "newsletter", "list-server", "--port", "0", "--root", str(root), *words],
        cwd=root,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    line = server.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/ for https://lists\.org\.uk/", line)
    try:
        assert found, line + server.stderr.read()
        yield int(found[1]), server
    finally:
        server.kill()
        server.communicate()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ready_project(tmp_path_factory.mktemp("ready") / "project")


def test_told_to_end_it_answers_what_has_begun_and_writes_nowhere_but_into_the_list(project: Path) -> None:
    before = set(project.rglob("*"))
    with running(project) as (port, server):
        assert ask(port, "GET", "/health") == 200
        slow = socket.create_connection(("127.0.0.1", port))
        body = b"email=slow%40commons.org.uk"
        slow.sendall(b"POST /subscribe HTTP/1.1\r\nHost: a\r\nContent-Type: " + FORM.encode())
        slow.sendall(b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:5])
        time.sleep(0.1)
        server.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        slow.sendall(body[5:])
        assert slow.recv(100).startswith(b"HTTP/1.1 200")
        slow.close()
        out, told = server.communicate(timeout=15)
        assert server.returncode == 0
        assert "POST subscribe 200" in out
        assert told.splitlines()[-1] == "ended"
        assert "cannot be reached" in told
        assert "slow" not in out + told
    new = set(project.rglob("*")) - before
    assert {path.relative_to(project).parts[0] for path in new} == {"var"}
    with a_list(project / "var") as at:
        assert [person.address for person in everyone(at)] == ["slow@commons.org.uk"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("lists.org.uk/leave", "lists.example/leave"), "`sender.unsubscribe_url` is an example"),
        (
            ("/leave/", "/go/"),
            "`sender.unsubscribe_url` in content/site.yaml must be https://lists.org.uk/leave/",
        ),
        (("/subscribe\n", "/join\n"), "`subscribe_url` in content/site.yaml must end in /subscribe"),
        (("\nsubscribe_url:", "\n# subscribe_url:"), "`subscribe_url` is missing"),
        (("relay:", "# relay:"), "`relay` is missing"),
        (
            ("port: 1,", "port: 1, user: jo,"),
            "put it into NEWPOWER_RELAY_SECRET, or its file's name into NEWPOWER_RELAY_SECRET_FILE",
        ),
    ],
)
def test_what_keeps_it_from_beginning_is_one_line(project: Path, change: tuple[str, str], told: str) -> None:
    file = project / "content/site.yaml"
    before = file.read_text()
    try:
        assert change[0] in before
        file.write_text(before.replace(*change))
        result = CliRunner().invoke(main, ["list-server", "--root", str(project), "--port", "0"])
    finally:
        file.write_text(before)
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_it_does_not_begin_over_a_list_that_is_damaged(project: Path) -> None:
    with a_list(project / "var") as at, at.engine.begin() as connection:
        connection.execute(text("DROP TABLE returns"))
    try:
        result = CliRunner().invoke(main, ["list-server", "--root", str(project), "--port", "0"])
    finally:
        shutil.rmtree(project / "var")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: the list: it lacks returns.code; put back the newest of its backups\n",
    )


def test_a_port_that_is_taken_is_one_line(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        asked = ["list-server", "--root", str(project), "--port", str(port)]
        result = CliRunner().invoke(main, asked)
    told = f"Error: another program answers at 127.0.0.1:{port}: end that one, or take another --port\n"
    assert (result.exit_code, result.stderr) == (1, told)


def test_the_secret_is_read_from_the_environment_or_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsletter.commands.list_options import RELAY_SECRET, secret_named

    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("NEWPOWER_RELAY_SECRET_FILE", str(tmp_path / "secret"))
    assert secret_named(RELAY_SECRET) == "from a file"
    monkeypatch.setenv("NEWPOWER_RELAY_SECRET", "from the environment")
    assert secret_named(RELAY_SECRET) == "from the environment"


# nginx

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def shown_in_the_docs(language: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", (REPOSITORY / "docs/post.md").read_text(), re.DOTALL)
    assert len(blocks) == 1
    return str(blocks[0])


@contextmanager
def nginx(folder: Path, behind: int) -> Iterator[int]:
    """The docs' lines on a free port, before the list server at `behind`."""
    assert NGINX is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = shown_in_the_docs("nginx")
    for theirs, ours in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("http://127.0.0.1:8025;", f"http://127.0.0.1:{behind};"),
        ("/var/log/nginx/lists.log", str(folder / "lists.log")),
    ):
        assert server.count(theirs) == 1, theirs
        server = server.replace(theirs, ours)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n{paths}{server}}}\n"
    )
    process = subprocess.Popen(
        [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, process.stderr and process.stderr.read()
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=10)


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
def test_behind_nginx_people_join_and_leave_and_networks_are_told_apart(
    project: Path, tmp_path: Path
) -> None:
    with running(project) as (behind, server), nginx(tmp_path, behind) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)

        def post(path: str, content: str, kind: str = FORM, **headers: str) -> tuple[int, bytes]:
            connection.request("POST", path, content, {"Content-Type": kind, **headers})
            answer = connection.getresponse()
            assert not {"set-cookie", "location"} & {name.lower() for name, _ in answer.getheaders()}
            return answer.status, answer.read()

        form = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
        assert post("/leave/" + "0" * 64, "List-Unsubscribe=One-Click")[0] == 200
        assert post("/leave/" + "0" * 64, form, "multipart/form-data; boundary=b")[0] == 200
        claimed = [
            post(
                "/subscribe", f"email=n{number}%40commons.org.uk", **{"X-Forwarded-For": f"10.{number}.0.1"}
            )[0]
            for number in range(22)
        ]
        assert claimed == [200] * 20 + [429] * 2, "what a client claims of its network is not believed"
        assert post("/subscribe", "a" * 20_000)[0] == 413
        connection.close()
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=15)
    log = tmp_path / "lists.log"
    assert not log.exists() or "leave" not in log.read_text()


def test_the_unit_starts_the_command_there_is_and_can_write_the_list_alone() -> None:
    unit = shown_in_the_docs("ini")
    assert re.search(r"^ExecStart=\S+/newpower list-server$", unit, re.MULTILINE)
    assert "list-server" in dict(inner_commands(main))
    for line in (
        "ProtectSystem=strict",
        "ReadWritePaths=/srv/new-power/var",
        "NoNewPrivileges=yes",
        "User=newpower",
    ):
        assert f"\n{line}\n" in unit


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_no_fault_with_the_unit(tmp_path: Path) -> None:
    unit = shown_in_the_docs("ini").replace("/srv/new-power/.venv/bin/newpower", sys.executable)
    file = tmp_path / "new-power-lists.service"
    file.write_text(unit.replace("User=newpower", "User=root"))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False
    )
    assert "new-power-lists" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no thread can be kept on a processor")
def test_all_that_answer_share_one_processor_and_whoever_began_them_keeps_theirs() -> None:
    before, mine = os.sched_getaffinity(0), threading.get_native_id()
    known = {one.native_id for one in threading.enumerate()}
    with answering(lambda *_: [], "127.0.0.1", 0):
        begun = [one.native_id for one in threading.enumerate() if one.native_id not in known]
        kept = {frozenset(os.sched_getaffinity(one)) for one in begun if one is not None}
        assert os.sched_getaffinity(mine) == before
    assert len(begun) > 1
    assert [len(one) for one in kept] == [1]
