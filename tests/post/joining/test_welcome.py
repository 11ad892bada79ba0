"""The welcome letter: once to whoever has just confirmed, in the look of every letter, with their own way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from newsletter.content.entry import Entry
from newsletter.content.kinds.page import WELCOME, Nav, Page
from newsletter.content.library.days import unpublished_links
from newsletter.content.library.names import pictures_in_the_welcome
from newsletter.content.library.showing import Showing
from newsletter.mail.mime import message_bytes
from newsletter.mail.rules import check_message
from newsletter.mail.welcome import compose_welcome
from newsletter.post.joining.mails import Recipient, Writer
from newsletter.post.joining.wishes import Greeting
from newsletter.post.marks import person_of_letter_key
from newsletter.post.subscribers.person import token_of
from tests import made_up
from tests.post.joining import doors
from tests.post.joining.doors import LINKS, SITE, Door, door
from tests.post.lists import NOW


def page(
    body: str = "<p>We are glad.</p><h2>How to leave</h2><p>Press it.</p>", **changes: Any
) -> Entry[Page]:
    asked = {"nav": None, "title": "Welcome, all", "summary": "What comes now.", "corrections": (), **changes}
    return made_up.changed(made_up.ABOUT, body=body, as_="welcome", **asked)


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    made, office = doors.writer, doors.office
    welcome = compose_welcome(page(), SITE, made_up.environment())
    monkeypatch.setattr(doors, "writer", lambda at: replace(made(at), welcome=welcome))
    monkeypatch.setattr(
        doors, "office", lambda *asked: replace(office(*asked), greeting=Greeting(welcome=True))
    )
    with door(tmp_path / "var") as opened:
        yield opened


def _confirmed(at: Door, address: str = "jo@commons.org.uk") -> str:
    assert at.join(address).status == 200
    link = at.link(*at.caught())
    assert at.post(link).status == 200
    return link


def _parts(mail: EmailMessage) -> tuple[str, str]:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_whoever_confirms_is_welcomed_once(at: Door) -> None:
    link = _confirmed(at)
    (mail,) = at.caught()
    assert (mail["Subject"], mail["To"]) == ("Welcome, all", "jo@commons.org.uk")
    assert at.post(link).status == 200, "pressed twice"
    assert at.caught() == []


def test_its_way_out_is_that_of_its_person_and_works_by_one_click(at: Door) -> None:
    _confirmed(at)
    (mail,) = at.caught()
    person = at.person("jo@commons.org.uk")
    assert person is not None
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (path,) = re.findall(
        rf"<https://lists\.commons\.example(/post/leave/{person.token})>", mail["List-Unsubscribe"]
    )
    for part in _parts(mail):
        assert f"https://lists.commons.example{path}" in part
    assert at.post(path, **{"List-Unsubscribe": "One-Click"}).status == 200
    left = at.person("jo@commons.org.uk")
    assert left is not None
    assert left.state == "left"


def test_it_looks_and_reads_as_every_letter_does(at: Door) -> None:
    _confirmed(at)
    (mail,) = at.caught()
    text, html = _parts(mail)
    assert "Welcome, all" in text
    for part in (text, html):
        assert "How to leave" in part
        assert SITE.sender.postal_address in " ".join(part.split())
        assert SITE.strapline in part
        assert "0123456789abcdef0123456789abcdef" not in part, "no placeholder is left"
    assert 'role="article"' in html
    assert "<style>body{" not in html, "what matters stands in the elements"


def test_what_comes_back_of_it_names_its_person(at: Door) -> None:
    _confirmed(at)
    (mail,) = at.caught()
    found = re.fullmatch(r"<welcome\.([0-9a-f]{32})@.+>", mail["Message-ID"])
    assert found
    number = person_of_letter_key(at.office.at.key, "welcome", found[1])
    person = at.person("jo@commons.org.uk")
    assert number is not None
    assert person is not None
    assert token_of(at.office.at.key, number) == person.token


def test_no_rule_of_letters_finds_fault_with_it() -> None:
    welcome = compose_welcome(page(), replace(SITE, imprint=None), made_up.environment())
    message = message_bytes(welcome.letter, welcome.html, welcome.text, NOW)
    assert check_message(message, welcome.letter) == ()


def test_whoever_leaves_before_it_went_is_not_welcomed(at: Door) -> None:
    _confirmed(at)
    person = at.person("jo@commons.org.uk")
    assert person is not None
    assert at.post(f"/post/leave/{person.token}").status == 200
    assert at.caught() == []


def test_own_links_are_asked_for_beside_it_and_neither_is_the_other(at: Door) -> None:
    _confirmed(at)
    at.post("/post/lost", email="jo@commons.org.uk")
    assert sorted(mail["Subject"] for mail in at.caught()) == [
        "Welcome, all",
        "Your links for the The Commons letter",
    ]


def test_without_its_page_nobody_is_welcomed(tmp_path: Path) -> None:
    with door(tmp_path / "var") as opened:
        _confirmed(opened)
        assert opened.caught() == []


def test_the_same_letter_is_the_same_bytes_however_often_it_is_tried(at: Door) -> None:
    welcome = compose_welcome(page(), SITE, made_up.environment())
    writer = Writer(SITE, LINKS, at.office.at.key, made_up.environment(), welcome)
    to = Recipient("jo@commons.org.uk", 7, token_of(at.office.at.key, 7))
    once = writer.welcome_letter(to, NOW)
    assert once == writer.welcome_letter(to, NOW)
    assert once != writer.welcome_letter(to, NOW + timedelta(days=1))
    assert max(map(len, once.split(b"\r\n"))) <= 998


# The page


def test_it_is_a_letter_and_no_page_unless_its_file_says_so() -> None:
    letter, both = made_up.library(page()), made_up.library(page(nav=Nav(place="footer")))
    assert letter.welcome is not None
    assert letter.entry(WELCOME) is None
    assert both.welcome is not None
    assert both.entry(WELCOME) is not None
    assert not any("/welcome/" in path for path in made_up.everything(page()))


@pytest.mark.parametrize("held", [{"draft": True}, {"published": date(2037, 1, 1)}])
def test_one_that_is_not_ready_welcomes_nobody(held: dict[str, Any]) -> None:
    assert made_up.library(page(**held)).welcome is None


def test_a_link_to_it_leads_nowhere_and_is_told() -> None:
    linking = made_up.entry(made_up.MILL)
    reference = linking.references[0]._replace(kind="content", target=WELCOME)
    entries = {WELCOME: page(), linking.path: replace(linking, references=(reference,))}
    (told,) = unpublished_links(entries.values(), entries, Showing(date(2026, 12, 1)))
    assert told.message == f"`{WELCOME}` is a letter, and no page"


def test_a_picture_in_it_is_told_since_nobody_would_see_it() -> None:
    where = made_up.entry(made_up.MILL).references[0]._replace(kind="image", target="content/images/yard.png")
    (told,) = pictures_in_the_welcome([replace(page(), references=(where,)), made_up.entry(made_up.MILL)])
    assert (told.code, told.location) == ("picture-in-letter", where.location)
