"""Joining and leaving over real HTTP, as browsers and mail programs do it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from newsletter.post.joining.app import LARGEST
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import counts, is_suppressed, leave
from tests.post.joining.doors import FORM, NOTICE, Answer, Door, door
from tests.post.lists import everything_in, joined

NOBODY = "0" * 64
MULTIPART = (
    "multipart/form-data; boundary=b",
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Door]:
    with door(tmp_path / "var") as opened:
        yield opened


# Leaving


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (FORM, b"List-Unsubscribe=One-Click"),
        MULTIPART,
        ("", b""),
        ("application/json", b"{}"),
        (FORM, b"%%%"),
    ],
    ids=["a form", "several parts", "nothing", "something else", "nonsense"],
)
def test_one_click_leaves_at_once_whatever_is_sent_with_it(at: Door, kind: str, content: bytes) -> None:
    """RFC 8058 §3.1-3.2: no context, no redirect, no question."""
    jo = at.member("jo@example.org")
    answer = at.ask("POST", f"/post/leave/{jo.token}", content, kind)
    assert answer.status == 200
    assert "Location" not in answer.headers
    left = at.person("jo@example.org")
    assert left is not None
    assert left.state == "left"
    assert is_suppressed(at.office.at, read_address("jo@example.org"))


def test_to_leave_twice_and_with_a_strangers_token_is_answered_in_the_same_bytes(at: Door) -> None:
    jo = at.member("jo@example.org")
    answers = [
        at.post(f"/post/leave/{token}", **{"List-Unsubscribe": "One-Click"})
        for token in (jo.token, jo.token, NOBODY, jo.token[:-1] + "x", "x", "%F0%9F%98%80", "jo@example.org")
    ]
    assert {(answer.status, answer.content) for answer in answers} == {(200, answers[0].content)}
    assert counts(at.office.at)["left"] == 1


def test_to_look_at_the_page_for_leaving_changes_nothing(at: Door) -> None:
    jo = at.member("jo@example.org")
    before = at.person("jo@example.org")
    pages = [at.ask(method, f"/post/leave/{jo.token}") for method in ("GET", "HEAD", "GET")]
    assert [page.status for page in pages] == [200, 200, 200]
    assert at.person("jo@example.org") == before
    assert _buttons(pages[0]) == ["Leave the list"]
    other = at.ask("GET", f"/post/leave/{NOBODY}")
    assert other.text.replace(NOBODY, jo.token) == pages[0].text


def test_one_click_is_never_refused_for_coming_often_or_from_elsewhere(at: Door) -> None:
    jo = at.member("jo@example.org")
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site", "Cookie": "a=b"}
    answers = [at.post(f"/post/leave/{jo.token}", headers) for _ in range(60)]
    assert {answer.status for answer in answers} == {200}


# Joining


def test_who_presses_the_button_in_the_mail_is_on_the_list(at: Door) -> None:
    assert at.join("Jo@Example.ORG").status == 200
    pending = at.person("jo@example.org")
    assert pending is not None
    assert pending.state == "pending"
    (mail,) = at.caught()
    assert mail["To"] == "Jo@example.org"
    link = at.link(mail)
    page = at.ask("GET", link)
    assert _buttons(page) == ["Yes, send me the letter"]
    assert at.person("jo@example.org") == pending, "programs that look for harm follow links"
    at.clock.turn(hours=2)
    assert at.post(link).status == 200
    jo = at.person("jo@example.org")
    assert jo is not None
    assert jo.state == "active"
    (consent,) = jo.consents
    assert (consent.given, consent.confirmed) == ("2026-11-26T19:45:00Z", "2026-11-26T21:45:00Z")
    assert consent.notice == NOTICE
    assert consent.words == (
        "Subscribe to the The Commons letter. One letter a month. No tracking pixels. Leave with one click."
    )
    assert at.caught() == []


def test_to_confirm_twice_is_once(at: Door) -> None:
    at.join("jo@example.org")
    link = at.link(*at.caught())
    first = at.post(link)
    known = at.person("jo@example.org")
    at.clock.turn(hours=1)
    assert at.post(link).content == first.content
    assert at.person("jo@example.org") == known


def test_a_link_that_is_too_old_or_made_up_confirms_nothing(at: Door) -> None:
    at.join("jo@example.org")
    link = at.link(*at.caught())
    at.clock.turn(days=7, seconds=1)
    for path in (link, link[:-2], "/post/confirm/x", "/post/confirm/" + NOBODY):
        assert [at.ask(method, path).status for method in ("GET", "POST")] == [410, 410]
    person = at.person("jo@example.org")
    assert person is not None
    assert person.state == "pending"


def test_who_left_comes_back_by_a_new_mail_and_never_by_an_old_one(at: Door) -> None:
    at.join("jo@example.org")
    old = at.link(*at.caught())
    at.post(old)
    jo = at.person("jo@example.org")
    assert jo is not None
    at.clock.turn(hours=1)
    at.post(f"/post/leave/{jo.token}")
    assert at.post(old).status == 410
    at.clock.turn(days=1)
    at.join("jo@example.org")
    left = at.person("jo@example.org")
    assert left is not None
    assert left.state == "left", "until they confirm"
    (mail,) = at.caught()
    assert at.post(at.link(mail)).status == 200
    back = at.person("jo@example.org")
    assert back is not None
    assert (back.state, len(back.consents)) == ("active", 2)
    assert not is_suppressed(at.office.at, read_address("jo@example.org"))


def test_a_mail_from_before_an_editor_took_somebody_off_brings_nobody_back(at: Door) -> None:
    at.join("jo@example.org")
    link = at.link(*at.caught())
    at.clock.turn(hours=1)
    leave(at.office.list_now(), read_address("jo@example.org"))
    assert at.post(link).status == 410


def test_nobody_can_tell_who_is_on_the_list(at: Door) -> None:
    """Active, pending, gone, erased, unknown, and asked too often: one status, one page."""
    joined(at.office.at, "active@example.org", "gone@example.org")
    leave(at.office.at, read_address("gone@example.org"))
    at.join("pending@example.org")
    addresses = ("active@example.org", "pending@example.org", "gone@example.org", "new@example.org")
    for ask in ("subscribe", "lost"):
        answers = [at.post(f"/post/{ask}", email=address) for address in (*addresses, "pending@example.org")]
        assert {(one.status, one.content) for one in answers} == {(200, answers[0].content)}
    active = at.person("active@example.org")
    assert active is not None
    assert active.state == "active", "and nobody is set back"


@pytest.mark.parametrize(
    "typed", ["", "jo", "jo@", "jo@example", "a b@example.org", "jo@example.org, mo@x.org", "ж@example.org"]
)
def test_an_address_with_a_slip_is_told_beside_its_field_and_nothing_is_kept(at: Door, typed: str) -> None:
    answer = at.join(typed)
    assert answer.status == 400
    page = html.fromstring(answer.content)
    (field,) = page.xpath("//input[@id='email']")
    assert field.get("value") == typed
    assert page.get_element_by_id(field.get("aria-describedby")).text_content().strip()
    assert sum(counts(at.office.at).values()) == 0


def test_what_only_a_program_fills_in_is_answered_like_the_rest_and_forgotten(at: Door) -> None:
    trapped = at.post("/post/subscribe", email="jo@example.org", website="https://spam.example")
    assert trapped.content == at.join("mo@example.org").content
    assert at.person("jo@example.org") is None


def test_a_network_that_asks_too_often_waits_and_others_do_not(at: Door) -> None:
    def ask(network: int, host: int) -> int:
        said = {"X-Forwarded-For": f"203.0.113.9, 10.{network}.1.{host}"}
        return at.post("/post/subscribe", said, email=f"jo{host}@n{network}.example.org").status

    assert [ask(1, host) for host in range(22)] == [200] * 20 + [429] * 2
    assert ask(2, 1) == 200
    at.clock.turn(minutes=11)
    assert ask(1, 99) == 200


# Own page


def test_a_person_sees_changes_and_takes_away_what_is_kept_of_them(at: Door) -> None:
    jo = at.member("jo@example.org")
    page = at.ask("GET", f"/post/me/{jo.token}")
    assert "jo@example.org" in page.text
    saved = at.post(f"/post/me/{jo.token}", seal=_seal(page), language="cy")
    assert saved.status == 200
    copy = at.ask("GET", f"/post/me/{jo.token}/copy.json")
    told = json.loads(copy.content)
    assert (told["address"], told["language"], told["state"]) == ("jo@example.org", "cy", "active")
    assert copy.headers["Content-Disposition"].startswith("attachment")


def test_to_erase_takes_a_second_button_and_leaves_nothing(at: Door, tmp_path: Path) -> None:
    jo = at.member("jo.unusual@example.org")
    page = at.ask("GET", f"/post/me/{jo.token}/erase")
    assert at.person("jo.unusual@example.org") is not None
    assert at.post(f"/post/me/{jo.token}/erase", seal=_seal(page)).status == 200
    assert at.person("jo.unusual@example.org") is None
    assert b"jo.unusual" not in everything_in(tmp_path)
    assert is_suppressed(at.office.at, read_address("jo.unusual@example.org"))
    assert at.ask("GET", f"/post/me/{jo.token}").status == 404
    assert at.post(f"/post/me/{jo.token}/erase").status == 200
    assert at.post(f"/post/leave/{jo.token}").status == 200


@pytest.mark.parametrize("path", ["", "/erase"])
def test_only_a_form_of_ours_changes_somebodys_own_page(at: Door, path: str) -> None:
    jo, mo = at.member("jo@example.org"), at.member("mo@example.org")
    old = _seal(at.ask("GET", f"/post/me/{jo.token}"))
    at.clock.turn(days=1, seconds=1)
    others = _seal(at.ask("GET", f"/post/me/{mo.token}"))
    before = at.person("jo@example.org")
    for seal in ("", "x", old, others):
        assert at.post(f"/post/me/{jo.token}{path}", seal=seal, language="cy").status == 400
    assert at.person("jo@example.org") == before


def test_a_lost_link_is_sent_to_who_gets_letters_once_a_day(at: Door) -> None:
    jo = at.member("jo@example.org")
    for address in ("jo@example.org", "jo@example.org", "mo@example.org"):
        at.post("/post/lost", email=address)
    (mail,) = at.caught()
    assert mail["To"] == "jo@example.org"
    assert at.link(mail, "leave") == f"/post/leave/{jo.token}"
    assert at.link(mail, "me") == f"/post/me/{jo.token}"


# Every page


def test_no_answer_sets_a_cookie_redirects_or_may_be_kept_framed_or_scripted(at: Door) -> None:
    jo = at.member("jo@example.org")
    paths = ("subscribe", "lost", "health", "nowhere", "confirm/x", f"leave/{jo.token}", f"me/{jo.token}")
    for path in (*paths, f"me/{jo.token}/erase", f"me/{jo.token}/copy.json"):
        for method in ("GET", "POST", "HEAD", "PUT", "OPTIONS"):
            answer = at.ask(method, f"/post/{path}")
            assert not {"Set-Cookie", "Location"} & set(answer.headers), path
            assert not 300 <= answer.status < 400
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "script" not in policy
            assert "<script" not in answer.text


def test_every_page_is_of_the_sites_look_and_loads_nothing_from_another_host(at: Door) -> None:
    page = html.fromstring(at.ask("GET", "/post/subscribe").content)
    loaded = page.xpath("//link[not(@rel='canonical')]/@href")
    assert len(loaded) >= 3
    for address in loaded:
        asset = at.ask("GET", address)
        assert asset.status == 200
        assert "immutable" in asset.headers["Cache-Control"]
    styles = [at.ask("GET", address).text for address in loaded if address.endswith(".css")]
    named = {name for style in styles for name in re.findall(r"url\((\S+?)\)", style)}
    assert {name.rpartition(".")[2] for name in named} >= {"woff2"}
    for name in named:
        kind = "font/woff2" if name.endswith(".woff2") else "text/css; charset=utf-8"
        assert at.ask("GET", f"/post/assets/{name}").headers["Content-Type"] == kind
    assert "https://commons.example/about/" in page.xpath("//nav//a/@href")
    assert page.xpath("string(//title)") == "Get the letter · The Commons"


def test_other_methods_and_too_much_are_refused(at: Door) -> None:
    assert at.ask("PUT", "/post/subscribe").status == 405
    assert at.ask("OPTIONS", "/post/leave/x").status == 405
    for path in ("/subscribe", "/post//subscribe", "/post/subscribe/"):
        assert at.ask("GET", path).status == 404
    big = b"email=jo%40example.org&a=" + b"a" * LARGEST
    assert at.ask("POST", "/post/subscribe", big).status == 413
    assert sum(counts(at.office.at).values()) == 0


def test_links_are_made_from_the_settings_and_not_from_what_is_asked(at: Door) -> None:
    at.post(
        "/post/subscribe",
        {"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
        email="jo@example.org",
    )
    (mail,) = at.caught()
    assert "evil" not in mail.as_string()
    assert at.link(mail)


def test_the_log_names_routes_and_nobody(at: Door) -> None:
    jo = at.member("jo.unusual@example.org")
    at.join("slip@")
    at.ask("GET", f"/post/me/{jo.token}")
    at.ask("GET", f"/post/nowhere/{jo.token}")
    at.ask("FOO", f"/post/leave/{jo.token}")
    log = "\n".join(at.log)
    assert re.fullmatch(r"2026-11-26T19:45:00.000Z POST subscribe 200 0 ms", at.log[0])
    assert "confirm 200" in log
    for private in ("jo.unusual", "slip", jo.token, "127.0.0.1"):
        assert private not in log


def test_a_bug_is_told_by_its_place_and_without_its_words(at: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> bool:
        raise RuntimeError("jo@example.org is not what I like")

    monkeypatch.setattr("newsletter.post.joining.wishes.ask_for_links", fails)
    assert at.post("/post/lost", email="jo@example.org").status == 500
    log = "\n".join(at.log)
    assert "RuntimeError" in log
    assert "in send_links" in log
    assert "jo@" not in log


def test_a_list_that_cannot_be_written_is_a_moments_trouble(at: Door) -> None:
    jo = at.member("jo@example.org")
    with at.office.at.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE people RENAME TO others")
        connection.commit()
    answer = at.post(f"/post/leave/{jo.token}")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")


def _buttons(page: Answer) -> list[str]:
    return [str(button.text_content()) for button in html.fromstring(page.content).xpath("//main//button")]


def _seal(page: Answer) -> str:
    return str(html.fromstring(page.content).xpath("string(//input[@name='seal']/@value)"))
