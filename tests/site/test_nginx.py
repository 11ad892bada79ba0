"""A real nginx, with the lines that docs/publish.md shows, in front of a real build."""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pytest

from newsletter.site.hosting import former_feeds, nginx_rules, redirects, render_headers
from tests import made_up
from tests.building import REPOSITORY, copied_project, edit, newpower

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
pytestmark = pytest.mark.slow
TODAY = "2026-11-22"


def shown_in_the_docs() -> str:
    """The server's own file, as people copy it."""
    blocks = re.findall(r"```nginx\n(.*?)```", (REPOSITORY / "docs/publish.md").read_text(), re.DOTALL)
    assert len(blocks) == 1
    return str(blocks[0])


@dataclass(frozen=True)
class Answer:
    code: int
    headers: dict[str, str]
    content: bytes


@dataclass(frozen=True)
class Server:
    port: int

    def ask(self, address: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, address, headers=headers)
        answer = connection.getresponse()
        told = Answer(answer.status, dict(answer.getheaders()), answer.read())
        connection.close()
        return told


@contextmanager
def nginx(folder: Path, www: Path, rules: str) -> Iterator[Server]:
    """nginx on a free port: the docs' lines, with this port and these folders in place of theirs."""
    assert NGINX is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "new-power.conf").write_text(rules)
    server = shown_in_the_docs()
    for theirs, ours in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/srv/www/new-power;", f"{www};"),
        ("/etc/nginx/new-power.conf", str(folder / "new-power.conf")),
    ):
        assert server.count(theirs) == 1, theirs
        server = server.replace(theirs, ours)
    told = subprocess.run([NGINX, "-V"], capture_output=True, text=True, check=True).stderr
    conf = re.search(r"--conf-path=(\S+)", told)
    types = Path(conf[1] if conf else "/etc/nginx/nginx.conf").parent / "mime.types"
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        if f"--without-http_{kind}" not in told
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\ninclude {types};\naccess_log off;\n{temporary}{server}}}\n"
    )
    running = subprocess.Popen(
        [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert running.poll() is None, running.stderr and running.stderr.read()
                time.sleep(0.05)
        yield Server(port)
    finally:
        running.terminate()
        running.communicate(timeout=10)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied_project(tmp_path_factory.mktemp("site"))
    done = newpower(root, "build", "--now", TODAY)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def server(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    rules = newpower(project, "nginx", "--now", TODAY)
    assert rules.returncode == 0, rules.stderr
    with nginx(tmp_path_factory.mktemp("nginx"), project / "public", rules.stdout) as running:
        yield running


def promised() -> dict[str, dict[str, str]]:
    """What `_headers` says, by path: the same is asked of nginx."""
    found: dict[str, dict[str, str]] = {}
    path = ""
    for line in render_headers(made_up.config().site).content.decode().splitlines():
        if line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            found[path][name] = value
        else:
            path = line
            found[path] = {}
    return found


@needs_nginx
def test_every_file_is_sent_with_the_headers_of_the_site(server: Server, project: Path) -> None:
    files = [
        path.relative_to(project / "public") for path in (project / "public").rglob("*") if path.is_file()
    ]
    assert len(files) > 70
    for file in files:
        if file.name in ("_headers", "_redirects"):
            continue
        answer = server.ask(f"/{quote(file.as_posix())}")
        moved = file.as_posix() in {former.strip("/") for former, _ in redirects(made_up.library())}
        assert answer.code == (301 if moved else 200), file
        assert promised()["/*"].items() <= answer.headers.items(), file
        if file.parts[0] == "assets":
            assert answer.headers["Cache-Control"] == promised()["/assets/*"]["Cache-Control"], file
        else:
            assert "Cache-Control" not in answer.headers, file


@needs_nginx
def test_a_page_is_its_bytes_in_utf_8(server: Server, project: Path) -> None:
    answer = server.ask("/about/")
    assert answer.content == (project / "public/about/index.html").read_bytes()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    types = {
        "/atom.xml": "text/xml; charset=utf-8",
        "/feed.json": "application/json",
        "/robots.txt": "text/plain; charset=utf-8",
    }
    assert {path: server.ask(path).headers["Content-Type"] for path in types} == types


@needs_nginx
def test_words_are_packed_on_the_way_and_what_is_packed_already_is_not(server: Server, project: Path) -> None:
    public = project / "public"
    files = {
        file.suffix: file
        for file in sorted(public.rglob("*"))
        if file.is_file() and file.stat().st_size > 500
    }
    for suffix in (
        ".html",
        ".css",
        ".js",
        ".json",
        ".xml",
        ".txt",
        ".svg",
        ".csv",
        ".geojson",
        ".ics",
        ".woff2",
    ):
        address = f"/{quote(files[suffix].relative_to(public).as_posix())}"
        answer = server.ask(address, **{"Accept-Encoding": "gzip"})
        is_packed = suffix != ".woff2"
        assert answer.headers.get("Content-Encoding") == ("gzip" if is_packed else None), suffix
        content = gzip.decompress(answer.content) if is_packed else answer.content
        assert content == files[suffix].read_bytes()
        assert promised()["/*"].items() <= answer.headers.items()


@needs_nginx
def test_open_data_and_citations_are_sent_as_what_they_are(server: Server) -> None:
    types = {
        path.replace(":study", "old-mill"): told["Content-Type"]
        for path, told in promised().items()
        if "Content-Type" in told
    }
    assert {"/data/outcomes.csv", "/data/places.geojson", "/case-studies/old-mill/cite.bib"} <= types.keys()
    for path, kind in types.items():
        answer = server.ask(path)
        assert (answer.code, answer.headers["Content-Type"]) == (200, kind), path
        assert promised()["/*"].items() <= answer.headers.items()


@needs_nginx
def test_every_former_address_is_led_to_its_page_for_good(server: Server) -> None:
    library = made_up.library()
    moved = (*redirects(library), *former_feeds(library))
    assert {former for former, _ in moved} > {
        one for entry in library.all for one in entry.record.redirect_from
    }
    for former, permalink in moved:
        answer = server.ask(former)
        assert (answer.code, answer.headers["Location"]) == (301, permalink)
        assert server.ask(permalink).code == 200
        assert promised()["/*"].items() <= answer.headers.items()


@needs_nginx
def test_an_address_without_its_slash_is_led_to_the_one_with_it_on_whatever_port(server: Server) -> None:
    answer = server.ask("/case-studies/preston")
    assert (answer.code, answer.headers["Location"]) == (301, "/case-studies/preston/")


@needs_nginx
@pytest.mark.parametrize(
    "address", ["/nowhere/", "/assets/", "/_headers", "/_redirects", "/about/x", "/about/%2e%2e/nowhere"]
)
def test_what_is_not_to_be_had_is_our_page_and_code_404(server: Server, project: Path, address: str) -> None:
    answer = server.ask(address)
    assert answer.code == 404
    assert answer.content == (project / "public/404.html").read_bytes()
    assert promised()["/*"].items() <= answer.headers.items()


@needs_nginx
def test_a_new_build_is_seen_without_a_reload(tmp_path: Path) -> None:
    root = copied_project(tmp_path / "project")
    assert newpower(root, "build", "--now", TODAY).returncode == 0
    (tmp_path / "nginx").mkdir()
    with nginx(tmp_path / "nginx", root / "public", newpower(root, "nginx", "--now", TODAY).stdout) as server:
        assert b"Altogether new words" not in server.ask("/about/").content
        edit(root / "content/pages/about.md", "\n---\n\n", "\n---\n\nAltogether new words.\n\n")
        done = newpower(root, "build", "--now", TODAY)
        assert done.returncode == 0, done.stderr
        assert b"Altogether new words" in server.ask("/about/").content


@needs_nginx
def test_a_site_in_a_folder_is_served_out_of_a_folder_of_that_name(tmp_path: Path) -> None:
    root = copied_project(tmp_path / "project")
    address = ("--base-url", "https://owner.example/our%20new%20power")
    folder = tmp_path / "www" / "our new power"
    done = newpower(root, "build", "--now", TODAY, "--out", str(folder), *address)
    assert done.returncode == 0, done.stderr
    (tmp_path / "nginx").mkdir()
    with nginx(tmp_path / "nginx", tmp_path / "www", newpower(root, "nginx", *address).stdout) as server:
        answer = server.ask("/our%20new%20power/who-we-are/")
        assert (answer.code, answer.headers["Location"]) == (301, "/our%20new%20power/about/")
        assert server.ask("/our%20new%20power/about/").code == 200
        assert server.ask("/our%20new%20power/_headers").code == 404
        missing = server.ask("/our%20new%20power/nowhere/")
        assert (missing.code, missing.content) == (404, (folder / "404.html").read_bytes())
        style = next(path.name for path in (folder / "assets").glob("*.css"))
        assert "immutable" in server.ask(f"/our%20new%20power/assets/{style}").headers["Cache-Control"]


def test_a_publication_with_mistakes_has_no_rules(tmp_path: Path) -> None:
    root = copied_project(tmp_path / "project")
    (root / "content/pages/broken.md").write_text("---\n---\n")
    done = newpower(root, "nginx")
    assert (done.returncode, done.stdout) == (1, "")
    assert "broken.md" in done.stderr


def test_a_quotation_mark_in_an_address_ends_nothing() -> None:
    settings = made_up.config()
    site = replace(settings.site, base_url='https://owner.example/a"\\b')
    rules = nginx_rules(made_up.library(settings=replace(settings, site=site)))
    assert 'location = "/a\\"\\\\b/_headers" { return 404; }\n' in rules
    assert 'error_page 403 404 =404 "/a\\"\\\\b/404.html";\n' in rules


def test_what_netlify_and_cloudflare_take_is_not_exceeded() -> None:
    """Cloudflare Pages leaves out what is over its limits without a word."""
    headers = render_headers(made_up.config().site).content.decode().splitlines()
    assert max(map(len, headers)) <= 2_000
    assert sum(not line.startswith(" ") for line in headers) <= 100
