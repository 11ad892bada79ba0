"""The preview: what it shows, and to whom."""

from __future__ import annotations

import re
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from newsletter.editor.letters import crude, preview_app, shown_as, with_own_pictures
from newsletter.editor.server import Request
from newsletter.editor.wsgi import wsgi_answer
from newsletter.told.diagnostics import Diagnostic, Location
from tests import made_up

PROBLEM = Diagnostic(Location("content/editions/2026-11.md"), "letter-size", "too long <b>", "shorten it")
VIEWS = [
    "light",
    "dark",
    "narrow",
    "narrow-dark",
    "no-images",
    "no-style",
    "text",
    "headers",
    "source",
    "checks",
]


def ask(path: str, host: str = "127.0.0.1:8025", method: str = "GET", letters=None):
    app = validator(preview_app(lambda: letters if letters is not None else [(made_up.email(), (PROBLEM,))]))
    path, _, query = path.partition("?")
    environ = {
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "REQUEST_METHOD": method,
    }
    setup_testing_defaults(environ)
    seen = {}
    answer = app(
        environ, lambda status, headers, exc_info=None: seen.update(status=status, headers=dict(headers))
    )
    body = b"".join(answer).decode()
    answer.close()
    return seen["status"], seen["headers"], body


def test_the_list_names_each_letter() -> None:
    status, _, body = ask("/")
    assert status == "200 OK"
    assert '<a href="/2026-11/">A mill of one’s own</a>' in body


def test_no_letter_is_said_to_be_none() -> None:
    assert "No letter yet" in ask("/", letters=[])[2]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_and_is_marked(view: str) -> None:
    status, headers, body = ask(f"/2026-11/?view={view}")
    assert status == "200 OK"
    assert f'?view={view}" aria-current="page"' in body
    assert "<script" not in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    frame = re.search(r'<iframe[^>]* src="([^"]*)"', body)
    if frame:
        assert 'sandbox="allow-popups allow-same-origin"' in body
        assert ask(frame[1].replace("&amp;", "&"))[0] == "200 OK"


def test_the_letter_runs_and_fetches_nothing() -> None:
    _, headers, _ = ask("/2026-11/letter?images=off")
    policy = headers["Content-Security-Policy"]
    assert "sandbox allow-popups" in policy
    assert "img-src 'none'" in policy
    assert "script-src" not in policy


def test_pictures_can_be_turned_off_and_leave_their_words() -> None:
    body = ask("/2026-11/letter?images=off")[2]
    assert "yard.png" not in body
    assert 'alt="Panels on a roof"' in body


def test_pictures_come_from_the_preview_and_their_words_stay() -> None:
    _, headers, body = ask("/2026-11/letter?scheme=light")
    assert 'src="/media/images/yard.png"' in body
    assert "img-src 'self'" in headers["Content-Security-Policy"]
    assert made_up.email().html.count("https://commons.example/media/") == 1


def test_a_picture_is_answered_with_its_kind_and_another_is_not_there() -> None:
    pictures = {"media/images/der Höfe.jpg": b"a picture"}
    app = preview_app(list, pictures)
    request = Request("/media/images/der Höfe.jpg", "", "localhost")
    answer = wsgi_answer(app, request)
    assert (answer.status, answer.content, answer.content_type) == (200, b"a picture", "image/jpeg")
    assert wsgi_answer(app, Request("/media/../content/site.yaml", "", "localhost")).status == 404
    assert wsgi_answer(app, Request("/media/", "", "localhost")).status == 404


def test_the_letters_own_addresses_stay_though_the_site_stands_in_a_folder() -> None:
    html = '<a href="https://a.example/b/media/x/">x</a><img src="https://a.example/b/media/y.jpg" alt="">'
    assert with_own_pictures(html, "https://a.example/b") == (
        '<a href="https://a.example/b/media/x/">x</a><img src="/media/y.jpg" alt="">'
    )


def test_dark_is_shown_whatever_the_system_has() -> None:
    html = made_up.email().html
    assert "@media all{" in shown_as(html, dark=True)
    assert "@media not all{" in shown_as(html, dark=False)
    assert 'name="color-scheme" content="dark"' in shown_as(html, dark=True)
    assert "prefers-color-scheme" not in shown_as(html, dark=True)


def test_the_crude_view_has_words_table_and_no_style_block() -> None:
    html = crude(made_up.email().html)
    assert "<style" not in html
    assert "mso]" not in html
    assert 'width="600"' in html


def test_problems_are_told_and_escaped() -> None:
    body = ask("/2026-11/?view=checks")[2]
    assert "error[letter-size]: too long &lt;b&gt;" in body
    assert "1 error" in body


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "10.0.0.1:8025"])
def test_only_this_machine_is_answered(host: str) -> None:
    assert ask("/", host=host)[0] == "403 Forbidden"


@pytest.mark.parametrize("host", ["localhost", "localhost:8025", "127.0.0.1", "[::1]:8025", "[::1]"])
def test_this_machine_has_several_names(host: str) -> None:
    assert ask("/", host=host)[0] == "200 OK"


@pytest.mark.parametrize("path", ["/2026-12/", "/2026-11/other", "/2026-11/letter/x", "/../etc/passwd"])
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert ask(path)[0] == "404 Not Found"


def test_nothing_can_be_sent() -> None:
    assert ask("/", method="POST")[0] == "405 Method Not Allowed"


def test_head_has_no_body() -> None:
    status, headers, body = ask("/", method="HEAD")
    assert (status, body) == ("200 OK", "")
    assert int(headers["Content-Length"]) > 0


def test_an_unknown_view_shows_the_letter() -> None:
    assert 'view=light" aria-current="page"' in ask("/2026-11/?view=<x>")[2]
