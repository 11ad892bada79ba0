"""The letter: what it shows, how it is put together, and that it is the same each time."""

from __future__ import annotations

import quopri
import re
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from lxml import html as lxml_html

from newsletter.content.kinds.shared import Correction
from newsletter.content.markdown.finishing import DEEPEST
from newsletter.mail import layout
from newsletter.mail.message import Email, compose_email, outbox_artifacts
from newsletter.mail.mime import ascii_address, ascii_url, quoted_printable
from newsletter.mail.pieces import letter_pieces, text_pieces
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.permalinks import SITE_ROOT
from newsletter.templates import environment
from newsletter.told.diagnostics import Checked
from tests import made_up
from tests.made_up import NOVEMBER

WIDE = f'<p><img src="{SITE_ROOT}/media/roof.jpg" alt="Panels on a roof" width="1200" height="800"></p>'


def november(*, body: str | None = None, settings: dict[str, Any] | None = None, **fields: Any) -> Email:
    """The letter of November with another body, other settings or fields."""
    changed = made_up.changed(NOVEMBER, body=body, **fields)
    return made_up.email(NOVEMBER, changed, settings=made_up.config(**(settings or {})))


def told(**settings: Any) -> Checked[Email]:
    """What comes of the letter of November with other settings."""
    site = made_up.config(**settings).site
    return compose_email(made_up.composed(), site, made_up.environment())


def parsed(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=policy.SMTP.clone(raise_on_defect=True))


def test_a_letter_is_text_first_and_html_last() -> None:
    email = made_up.email()
    parts = list(parsed(email.message).iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n") for part in parts] == [email.text, email.html]


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert made_up.email().message == made_up.email().message


def test_headers_are_those_of_a_list() -> None:
    message = parsed(made_up.email().message)
    assert message["From"] == "The Commons <letter@commons.example>"
    assert message["To"] == RECIPIENT
    assert message["Date"] == "Sun, 15 Nov 2026 07:00:00 +0000"
    assert message["Message-ID"] == f"<2026-11.{MESSAGE_KEY}@commons.example>"
    assert message["List-Id"] == "The Commons <edition.commons.example>"
    assert message["List-Unsubscribe"] == (
        f"<https://lists.example/leave/?who={TOKEN}>, <mailto:leave@commons.example?subject={TOKEN}>"
    )


def test_the_date_follows_summer_time() -> None:
    message = parsed(november(published=date(2026, 7, 15)).message)
    assert message["Date"] == "Wed, 15 Jul 2026 07:00:00 +0100"


def test_list_headers_do_not_move_with_a_trial_address() -> None:
    here = parsed(november(settings={"base_url": "http://127.0.0.1:8000"}).message)
    assert here["List-Id"] == "The Commons <edition.commons.example>"


def test_a_subject_in_other_scripts_travels_as_ascii() -> None:
    email = november(subject="Łódź and the “£5m” question — naïve?")
    head = email.message.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert parsed(email.message)["Subject"] == "Łódź and the “£5m” question — naïve?"


def test_domains_travel_as_dns_has_them() -> None:
    assert ascii_address("brief@bücher.example") == "brief@xn--bcher-kva.example"
    assert ascii_url("https://bücher.example/a b?q=ü") == "https://xn--bcher-kva.example/a%20b?q=%C3%BC"
    message = parsed(november(settings={"email": "brief@bücher.example"}).message)
    assert str(message["List-Id"]).endswith("<edition.xn--bcher-kva.example>")


def test_an_address_of_ipv6_keeps_its_brackets() -> None:
    assert ascii_url("http://[::1]:8000/a") == "http://[::1]:8000/a"
    message = parsed(november(settings={"base_url": "http://[::1]:8000"}).message)
    assert message["List-Archive"] == "<http://[::1]:8000/editions/>"


def test_a_name_in_other_scripts_stands_in_list_id_encoded() -> None:
    message = november(settings={"name": "Neue Kräfte"}).message
    assert b"List-Id: =?utf-8?" in message
    assert b"<edition.commons.example>" in message


def test_an_address_mail_cannot_carry_is_told_in_plain_words() -> None:
    checked = told(reply_to="müller@x.example")
    assert checked.value is None
    assert [d.code for d in checked.diagnostics] == ["letter-headers"]
    assert checked.diagnostics[0].location.file == "content/site.yaml"
    assert "müller@x.example" in checked.diagnostics[0].message


@pytest.mark.parametrize("address", ["https://l.example", "https://l.example:80"])
def test_a_way_out_that_takes_no_token_is_told_in_plain_words(address: str) -> None:
    (only,) = told(unsubscribe_url=address).diagnostics
    assert (only.code, only.location.file) == ("letter-headers", "content/site.yaml")
    assert re.search(r"`.*l\.example.*` is not a (domain|web address)", only.message)


def test_a_broken_template_is_one_diagnostic_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "edition.html").write_text("<p>\n{{ letter.nothing }}</p>", encoding="utf-8")
    checked = compose_email(made_up.composed(), made_up.config().site, environment(tmp_path))
    assert checked.value is None
    (problem,) = checked.diagnostics
    assert (problem.location.file, problem.location.line) == ("templates/mail/edition.html", 2)


@pytest.mark.parametrize("tag", ["b", "div", "blockquote"])
def test_a_body_as_deep_as_one_may_be_keeps_its_words(tag: str) -> None:
    deepest = f"<{tag}>" * DEEPEST + "deep" + f"</{tag}>" * DEEPEST
    email = november(body=deepest)
    assert "deep" in email.html
    assert "deep" in email.text


def test_the_outbox_gets_three_files() -> None:
    email = made_up.email()
    assert [a.path for a in outbox_artifacts(email)] == [
        "2026-11/edition.eml",
        "2026-11/edition.html",
        "2026-11/edition.txt",
    ]


def test_the_text_for_the_site_holds_nothing_of_a_subscriber() -> None:
    (piece,) = text_pieces([made_up.composed()], made_up.config().site)
    (artifact,) = piece.make().value or ()
    text = artifact.content.decode()
    assert artifact.path == "editions/2026-11/edition.txt"
    assert TOKEN not in text
    assert "Unsubscribe" not in text
    assert "Why you get it" not in text
    assert "1 Example Street" in text


@pytest.mark.parametrize("body", ["<p>Words.</p>", "<p><a href='http://['>x</a></p>"])
def test_only_a_letter_without_mistakes_is_put_in_the_outbox(body: str) -> None:
    edition = made_up.composed(NOVEMBER, made_up.changed(NOVEMBER, body=body))
    (piece,) = letter_pieces([edition], made_up.config().site, made_up.environment(), "the templates", {})
    made = piece.make()
    assert (made.value is None) == bool(made.diagnostics) == ("[" in body)
    assert tuple(artifact.path for artifact in made.value or ()) == (() if "[" in body else piece.paths)


def test_authors_words_are_escaped() -> None:
    html = november(title="<b>Bold</b> & 'sons'", preheader='"><script>x</script>').html
    assert "<b>Bold" not in html
    assert "<script" not in html


def test_addresses_in_the_letter_are_whole() -> None:
    tree = lxml_html.document_fromstring(made_up.email().html)
    links = [link.get("href") for link in tree.iter("a")]
    assert "https://commons.example/about/" in links
    assert "https://commons.example/editions/2026-11/#who-holds-the-money" in links
    assert all(link.startswith(("https://", "mailto:")) for link in links)


def test_a_page_has_one_address_however_the_home_is_written() -> None:
    library = made_up.gathered("HTTPS://Commons.EXAMPLE/").library.value
    assert library is not None
    assert made_up.email(settings=library.config) == made_up.email()


def test_a_wide_picture_fits_the_page_without_style() -> None:
    tree = lxml_html.document_fromstring(november(body=WIDE).html)
    (picture,) = tree.iter("img")
    assert (picture.get("width"), picture.get("height")) == ("536", "357")
    assert picture.get("src") == "https://commons.example/media/roof.jpg"


def test_a_language_written_from_the_right_is_said_to_be() -> None:
    tree = lxml_html.document_fromstring(november(lang="ar").html)
    assert {(e.get("lang"), e.get("dir")) for e in (tree, *tree.body)} == {("ar", "rtl")}


def test_what_is_vital_stands_in_the_elements() -> None:
    html = made_up.email().html
    assert html.count("<style>") == 2
    assert "<link" not in html
    assert 'style="padding:0 32px;font:18px/28px Georgia' in html


def test_sizes_stay_far_below_what_is_clipped() -> None:
    assert len(made_up.email().html.encode()) < 25_000


def test_replacing_placeholders_leaves_a_sound_message() -> None:
    """As docs/letter.md tells a sender to."""
    token, key, address = "9f" * 32, "7a" * 16, b"o.reader@mail.example"
    message = made_up.email().message.replace(TOKEN.encode(), token.encode())
    message = message.replace(MESSAGE_KEY.encode(), key.encode()).replace(RECIPIENT.encode(), address)
    personal = parsed(message)
    assert personal["To"] == "o.reader@mail.example"
    assert f"/leave/?who={token}>" in personal.get_body(("plain",)).get_content()
    assert f'/leave/?who={token}"' in personal.get_body(("html",)).get_content()
    assert b"0123456789abcdef0123" not in message


LINES = st.text(st.sampled_from(f"aF.=— \t£é😀From {TOKEN[:3]}\n"), max_size=300)


@given(
    st.lists(
        st.one_of(LINES, st.just(TOKEN), st.just("From "), st.just("."), st.text(max_size=90)), max_size=8
    )
)
@example(["x" * 76])
@example(["x" * 77])
@example(["x" * 75 + "é"])
@example(["a" * 70, TOKEN, "."])
@example(["x" * 75, "."])
def test_the_encoding_keeps_every_character_and_cuts_no_placeholder(pieces: list[str]) -> None:
    text = "".join(pieces).replace("\r", "")
    encoded = quoted_printable(text)
    lines = encoded.split("\r\n")
    assert quopri.decodestring(encoded.replace("\r\n", "\n")).decode() == text
    assert all(len(line) <= 76 and line.isascii() for line in lines)
    assert not any(line.startswith((".", "From ")) or line.endswith((" ", "\t")) for line in lines)
    assert encoded.count(TOKEN) == text.count(TOKEN)


def test_editions_differ_in_their_message_ids() -> None:
    first, second = made_up.email(NOVEMBER), made_up.email(made_up.DECEMBER)
    assert parsed(first.message)["Message-ID"] != parsed(second.message)["Message-ID"]


def test_corrections_reach_the_letter() -> None:
    email = november(
        corrections=(Correction(date=date(2026, 11, 3), was="5 members", now="15 members", why="A slip"),)
    )
    assert "It said: 5 members." in email.text
    assert "It said: 5 members." in email.html


def test_an_edition_with_nothing_but_its_fields_is_a_letter() -> None:
    email = november(body="", features=(), sections=(), try_this=None)
    assert "Case studies in this edition" not in email.html


def test_a_block_that_the_letters_template_does_not_know_is_a_mistake_and_not_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named = layout.type_of
    monkeypatch.setattr(layout, "type_of", lambda block: named(block).replace("paragraph", "picture"))
    checked = compose_email(made_up.composed(), made_up.config().site, made_up.environment())
    assert checked.value is None
    assert [one.code for one in checked.diagnostics] == ["template-undefined"]


def test_a_block_that_the_pages_template_does_not_know_is_a_mistake_and_not_left_out() -> None:
    template: Any = made_up.environment().get_template("site/blocks.html")
    with pytest.raises(UndefinedError):
        template.module.one(SimpleNamespace(type="picture"), "")
