"""Each rule for finished letters: a good letter keeps it, a broken one is told so."""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable

import pytest

from newsletter.mail.colours import contrast, looks
from newsletter.mail.finished import section_sizes
from newsletter.mail.mime import quoted_printable
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.mail.rules import CODES, LARGEST_HTML, check_message
from newsletter.told.diagnostics import Diagnostic, Severity
from tests.mail.examples import CONFIG, composed, edition, page, site_with, study

GOOD = composed().message


def problems(message: bytes = GOOD, config=CONFIG) -> tuple[Diagnostic, ...]:
    return check_message(message, edition(), config)


def codes(message: bytes) -> set[str]:
    return {d.code for d in problems(message)}


def with_part(subtype: str, change: Callable[[str], str], message: bytes = GOOD) -> bytes:
    """The message with one part decoded, changed and encoded again."""
    head, boundary, rest = message.partition(f'Content-Type: text/{subtype}; charset="utf-8"\r\n'.encode())
    inner, end, after = rest.partition(b"\r\n--np-")
    fields, _, body = inner.partition(b"\r\n\r\n")
    text = quopri.decodestring(body.replace(b"\r\n", b"\n")).decode()
    changed = change(text)
    assert changed != text, "the change found nothing to change"
    return head + boundary + fields + b"\r\n\r\n" + quoted_printable(changed).encode() + end + after


def html(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda message: with_part("html", lambda text: text.replace(old, new), message)


def text(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda message: with_part("plain", lambda words: words.replace(old, new), message)


def raw(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(message: bytes) -> bytes:
        changed = message.replace(old.encode(), new.encode("utf-8", "surrogateescape"))
        assert changed != message
        return changed

    return change


def without(name: str) -> Callable[[bytes], bytes]:
    def change(message: bytes) -> bytes:
        changed = re.sub(rb"(?m)^" + name.encode() + rb":.*\r\n(?:[ \t].*\r\n)*", b"", message, count=1)
        assert changed != message
        return changed

    return change


def twice(name: str) -> Callable[[bytes], bytes]:
    return lambda message: re.sub(rb"(?m)^(" + name.encode() + rb":.*\r\n)", rb"\1\1", message, count=1)


def html_like(pattern: str, new: str) -> Callable[[bytes], bytes]:
    return lambda message: with_part("html", lambda text: re.sub(pattern, new, text), message)


def swapped_parts(message: bytes) -> bytes:
    return (
        message.replace(b"text/plain", b"text/x")
        .replace(b"text/html", b"text/plain")
        .replace(b"text/x", b"text/html")
    )


def with_a_cut_token(message: bytes) -> bytes:
    before, token, after = message.rpartition(TOKEN.encode())
    return before + token[:9] + b"=\r\n" + token[9:] + after


def test_a_good_letter_breaks_no_rule() -> None:
    assert problems() == ()


def test_a_good_letter_in_another_language_and_domain_breaks_no_rule() -> None:
    config = site_with(email="brief@bücher.example", name="Neue Kräfte")
    german = edition(lang="de", subject="Wohin fließt das Geld der Städte?")
    message = composed(german, study(), page(), config=config).message
    assert check_message(message, german, config) == ()


BREACHES: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    # M1: each header once
    *(("M1", "letter-headers", without(name)) for name in ("From", "To", "Date", "Subject", "Message-ID")),
    *(("M1", "letter-headers", without(name)) for name in ("MIME-Version", "Reply-To")),
    *(("M1", "letter-headers", twice(name)) for name in ("Subject", "Message-ID")),
    (
        "M1",
        "letter-headers",
        raw("From: New Power <letter@newpower.example>", "From: a@x.example, b@x.example"),
    ),
    (
        "M1",
        "letter-headers",
        raw(f"<2026-11.{MESSAGE_KEY}@newpower.example>", "<2026-11.always@newpower.example>"),
    ),
    ("M1", "letter-headers", raw(f"{MESSAGE_KEY}@newpower.example", f"{MESSAGE_KEY}@elsewhere.example")),
    ("M1", "letter-headers", raw(f"{MESSAGE_KEY}@", f"{MESSAGE_KEY}@o.reader@")),
    # M2: lines
    ("M2", "letter-lines", raw("MIME-Version: 1.0\r\n", "MIME-Version: 1.0\n")),
    ("M2", "letter-lines", raw("Precedence: bulk", "Precedence: bu\0lk")),
    ("M2", "letter-lines", raw("Precedence: bulk", "Precedence: bulk\r\nX-Long: " + "x" * 1000)),
    ("M2", "letter-lines", raw("=\r\n", "")),
    # M3: parts
    ("M3", "letter-parts", raw("text/plain", "text/markdown")),
    ("M3", "letter-parts", raw("multipart/alternative", "multipart/mixed")),
    ("M3", "letter-parts", raw('text/html; charset="utf-8"', 'text/html; charset="latin-1"')),
    ("M3", "letter-parts", raw("alternative;\r\n boundary", "alternative;\r\n b")),
    ("M3", "letter-parts", swapped_parts),
    # M4: ASCII only
    ("M4", "letter-headers", raw("Subject: Four", "Subject: Fouré")),
    ("M4", "letter-headers", raw("Subject: Four places", "Subject: =?utf-8?q?Four=FFplaces?=")),
    # M5: one click
    ("M5", "letter-unsubscribe", without("List-Unsubscribe")),
    ("M5", "letter-unsubscribe", raw(f"<https://lists.example/leave/?who={TOKEN}>,\r\n ", "")),
    ("M5", "letter-unsubscribe", raw("List-Unsubscribe: <https:", "List-Unsubscribe: <http:")),
    ("M5", "letter-unsubscribe", raw("leave/?who=" + TOKEN + ">,", "leave/?who=o.reader@mail.example>,")),
    ("M5", "letter-headers", raw("List-Unsubscribe=One-Click", "List-Unsubscribe=Perhaps")),
    # M6 and M7: a list, and no machine answers
    *(("M6", "letter-headers", without(name)) for name in ("List-Id", "List-Archive", "List-Help")),
    *(("M6", "letter-headers", without(name)) for name in ("List-Owner", "List-Post", "List-Subscribe")),
    ("M6", "letter-headers", raw("<edition.newpower.example>", "<edition-11.newpower.example>")),
    ("M7", "letter-headers", without("Precedence")),
    ("M7", "letter-headers", without("X-Auto-Response-Suppress")),
    # M9: the way out is to be seen
    ("M9", "letter-unsubscribe", text(f"leave/?who={TOKEN}", "leave/")),
    (
        "M9",
        "letter-unsubscribe",
        html(f'"https://lists.example/leave/?who={TOKEN}"', '"https://lists.example/leave/"'),
    ),
    ("M9", "letter-unsubscribe", html(">Stop getting this letter<", "> <")),
    ("M9", "letter-unsubscribe", html("The introduction", "The introduction " + "word " * 20_000)),
    # M10: size
    ("M10", "letter-size", html("Some words and", "Some words and " + "word " * 16_000)),
    ("M10", "letter-size", html("</style>", "/*" + "x" * 9000 + "*/</style>")),
    # M11: who, where, why, privacy
    ("M11", "letter-footer", html("1 Example Street", "Somewhere")),
    ("M11", "letter-footer", text("The New Power society", "We")),
    ("M11", "letter-footer", text("Why you get it", "Why")),
    ("M11", "letter-footer", html("https://newpower.example/privacy/", "https://newpower.example/")),
    # M13: nothing remote
    (
        "M13",
        "letter-remote",
        html("https://newpower.example/media/roof.jpg", "https://pixel.example/roof.jpg"),
    ),
    ("M13", "letter-remote", html("background-color:#211C16", "background:url(https://pixel.example/)")),
    ("M13", "letter-remote", html("</style>", "@import 'https://fonts.example/';</style>")),
    ("M13", "letter-links", html('/about/"', '/about/?utm_source=letter"')),
    # M14: no attachment, no programs
    (
        "M14",
        "letter-parts",
        raw("quoted-printable\r\n", "quoted-printable\r\nContent-Disposition: attachment\r\n"),
    ),
    *(
        ("M14", "letter-markup", html("</h1>", f"</h1><{tag}></{tag}>"))
        for tag in ("script", "form", "iframe", "video", "svg")
    ),
    ("M14", "letter-markup", html("<h1", '<h1 onclick="x()"')),
    ("M14", "letter-links", html('"https://newpower.example/about/"', '"javascript:alert(1)"')),
    ("M14", "letter-links", html('"https://newpower.example/about/"', '"/about/"')),
    # Craft: what everybody can read and hear
    ("access", "letter-access", html('<html lang="en-GB"', "<html")),
    ("access", "letter-access", html('role="article"', 'role="main"')),
    ("access", "letter-access", html_like(r'(<div class="paper"[^>]*) lang="en-GB"', r"\1")),
    ("access", "letter-access", html("<title>Four places and their money</title>", "<title></title>")),
    ("access", "letter-access", html('alt="Panels on a roof"', "")),
    ("access", "letter-access", html('role="presentation"', "")),
    ("access", "letter-access", html('scope="col"', "")),
    ("access", "letter-access", html_like(r"(</?)h3\b", r"\1h4")),
    ("access", "letter-access", html_like(r"(</?)h1\b", r"\1h2")),
    ("access", "letter-access", html("font-size:16px", "font-size:13px")),
    ("access", "letter-access", html(">a page of ours<", "><p>a page of ours</p><")),
    ("contrast", "letter-contrast", html("color:#86290B", "color:#C86A50")),
    ("contrast", "letter-contrast", html("{color:#FFB199!important}", "{color:#86290B!important}")),
    ("text", "letter-text", text("The introduction", "The")),
    ("text", "letter-text", text("<https://newpower.example/about/>", "")),
    ("placeholders", "letter-placeholders", with_a_cut_token),
    ("placeholders", "letter-placeholders", raw(RECIPIENT, "somebody@mail.example")),
]


@pytest.mark.parametrize(
    ("rule", "code", "breach"), BREACHES, ids=[f"{n}-{b[0]}-{b[1]}" for n, b in enumerate(BREACHES)]
)
def test_a_breach_is_told(rule: str, code: str, breach: Callable[[bytes], bytes]) -> None:
    found = problems(breach(GOOD))
    assert code in {d.code for d in found}
    assert {d.code for d in found} <= set(CODES)
    assert all(d.message and "Error" not in d.message and "object at" not in d.message for d in found)


def test_every_code_has_a_breach() -> None:
    of_some_publishers = {"letter-imprint"}  # told by the tests of the imprint, at the end
    assert {code for _, code, _ in BREACHES} | of_some_publishers == set(CODES)


def test_too_long_a_letter_names_its_largest_section() -> None:
    long = '<h2 id="short">Short</h2><p>x</p><h2 id="long">On and on</h2><p>' + "word " * 18_000 + "</p>"
    message = composed(edition(html=long)).message
    problem = next(d for d in check_message(message, edition(), CONFIG) if d.code == "letter-size")
    assert problem.severity is Severity.ERROR
    assert "‘On and on’" in problem.hint
    assert "90,000" in problem.message


def test_a_problem_in_a_feature_points_at_the_features() -> None:
    broken = html("It is the best known.", "It is<img src='https://x.example/p.gif' alt=''>")(GOOD)
    problem = next(d for d in problems(broken) if d.code == "letter-remote")
    assert problem.location == edition().locations["features"]
    assert "‘Case studies in this edition’" in problem.message


def test_a_problem_in_the_footer_points_at_the_settings() -> None:
    broken = html("https://newpower.example/privacy/", "/privacy/")(GOOD)
    problem = next(d for d in problems(broken) if d.code == "letter-links")
    assert problem.location.file == "content/site.yaml"


def test_one_text_for_two_places_is_a_warning() -> None:
    body = (
        '<p><a href="https://a.example/">The report</a> and <a href="https://b.example/">the report</a></p>'
    )
    (problem,) = check_message(composed(edition(html=body)).message, edition(), CONFIG)
    assert (problem.code, problem.severity) == ("letter-access", Severity.WARNING)


def test_bytes_that_are_no_message_at_all_are_told_and_not_thrown() -> None:
    empty = b"Content-Type: multipart/alternative\r\n\r\n"
    for message in (b"", b"\0", b"no headers", empty, GOOD[:900], GOOD[: len(GOOD) // 2]):
        assert problems(message)


def test_section_sizes_add_up_to_the_whole() -> None:
    email = composed()
    sizes = section_sizes(email.html)
    assert sum(size for _, size in sizes) == len(email.html.encode()) < LARGEST_HTML
    assert [section.title for section, _ in sizes][1:3] == [
        "Case studies in this edition",
        "Who holds the money",
    ]


def test_contrast_is_as_wcag_computes_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#211C16", "#FBF6EC") == pytest.approx(15.7, abs=0.1)


def test_dark_rules_reach_the_elements_they_name() -> None:
    from lxml import html as lxml_html

    tree = lxml_html.document_fromstring(composed().html)
    light = {look.ground for _, look in looks(tree)}
    dark = {look.ground for _, look in looks(tree, dark=True)}
    assert light == {"#FBF6EC", "#F3EBDB"}
    assert dark == {"#191611", "#25201A"}


def test_a_publisher_with_an_imprint_says_of_each_edition_whether_it_is_needed() -> None:
    bound = site_with(imprint="Promoted by A. Agent, 1 High Street, Exampleton.")
    silent = edition()
    told = check_message(composed(silent, study(), page(), config=bound).message, silent, bound)
    assert [(problem.code, "election material" in problem.message) for problem in told] == [
        ("letter-imprint", True)
    ]


def test_election_material_carries_its_imprint_in_both_parts() -> None:
    bound = site_with(imprint="Promoted by A. Agent, 1 High Street, Exampleton.")
    material, other = edition(election_material=True), edition(election_material=False)
    message = composed(material, study(), page(), config=bound).message
    assert check_message(message, material, bound) == ()
    without = composed(other, study(), page(), config=bound).message
    assert b"High Street" not in without
    assert "letter-imprint" in {problem.code for problem in check_message(without, material, bound)}
