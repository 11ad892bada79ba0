"""Joining and leaving tried out in a preview: nothing leaves the machine, nobody else can send a form to it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from newsletter.editor import joining_answers
from tests.building import REPOSITORY
from tests.editor.test_serve import Served, serving, standing_project

POST = "/__newpower/post"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = standing_project(tmp_path_factory.mktemp("joining"))
    page = "---\ntitle: Subscribe\nsummary: Get the letter.\n---\n\nWords.\n"
    (root / "content/pages/subscribe.md").write_text(page)
    welcome = "---\ntitle: Welcome to you\nsummary: What comes now.\n---\n\nWe are glad.\n"
    (root / "content/pages/welcome.md").write_text(welcome)
    with serving(root) as site:
        site.wait_for("/subscribe/", "Words.")
        yield site


def post(served: Served, path: str, headers: dict[str, str] | None = None, **fields: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=10)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, urlencode(fields), {**kind, **(headers or {})})
    response = connection.getresponse()
    told = response.status, response.read().decode()
    connection.close()
    return told


def test_the_form_posts_to_the_preview_whatever_the_settings_say(served: Served) -> None:
    page = served.get("/subscribe/")[1]
    assert f'action="{POST}/subscribe"' in page
    policy = page.split('Content-Security-Policy" content="')[1].split('"')[0].replace("&#x27;", "'")
    assert "form-action 'self'" in policy


def test_a_mail_is_caught_and_its_link_works(served: Served) -> None:
    status, page = post(served, f"{POST}/subscribe", email="jo@commons.org.uk")
    assert status == 200
    assert f'href="{POST}/inbox/"' in page
    mail = served.get(f"{POST}/inbox/1/")[1]
    (link,) = re.findall(rf"&lt;{served.preview.url}({POST}/confirm/[^&]+)&gt;", mail)
    assert served.get(link)[0].status == 200
    assert post(served, link)[0] == 200
    assert "Welcome to you" in served.get(f"{POST}/inbox/")[1]
    assert "We are glad." in served.get(f"{POST}/inbox/2/letter")[1]
    assert served.get("/welcome/")[0].status == 404, "it is a letter, and no page"
    assert served.get(f"{POST}/inbox/1/letter")[0].getheader("Content-Security-Policy")
    assert served.get(f"{POST}/inbox/9/")[0].status == 404
    assert not (served.root / "var").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
    ],
    ids=lambda headers: " ".join(*headers.items()),
)
def test_another_sites_page_can_send_no_form_to_it(served: Served, headers: dict[str, str]) -> None:
    before = served.get(f"{POST}/inbox/")[1]
    assert post(served, f"{POST}/subscribe", headers, email="mo@commons.org.uk")[0] == 403
    assert served.get(f"{POST}/inbox/")[1] == before


def test_too_much_is_refused_and_nothing_is_sent_to_other_pages(served: Served) -> None:
    assert post(served, f"{POST}/subscribe", email="a" * 20_000)[0] == 413
    assert post(served, "/subscribe/", email="jo@commons.org.uk")[0] == 405
    assert post(served, f"{POST}/inbox/", email="jo@commons.org.uk")[0] == 405
    connection = HTTPConnection("127.0.0.1", served.port, timeout=10)
    connection.putrequest("POST", f"{POST}/subscribe")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    assert connection.getresponse().status == 413, "as long as nobody says how much"
    connection.close()


def test_without_its_libraries_the_preview_says_how_to_get_them(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining_answers, "find_spec", lambda name: None)
    status, words = post(served, f"{POST}/subscribe", email="jo@commons.org.uk")
    assert status == 503
    assert "pip install 'new-power[post]'" in words
    assert served.get("/subscribe/")[0].status == 200


def test_nothing_of_it_is_loaded_before_somebody_asks() -> None:
    told = "import sys; print({'flask', 'sqlalchemy', 'itsdangerous', 'jinja2', 'newsletter.editor.inbox'} & set(sys.modules))"
    program = f"import newsletter.editor.preview\n{told}"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert ran.stdout == "set()\n"


def test_while_the_site_cannot_be_read_it_says_so(tmp_path: Path) -> None:
    with serving(standing_project(tmp_path)) as site:
        site.wait_for("/about/", "Words")
        shutil.rmtree(site.root / "content")
        response, words = site.get(f"{POST}/subscribe")
        assert response.status == 503
        assert "first mend" in words
