"""What words and settings can break in a letter: each breach is told once, where it can be mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from newsletter.mail.finished import section_sizes
from newsletter.mail.layout import render_html
from newsletter.mail.letter import Letter, compose_letter
from newsletter.mail.mime import message_bytes
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.mail.rules import LARGEST_HTML, check_message
from newsletter.mail.text import render_text
from newsletter.told.diagnostics import Diagnostic, Severity
from tests import made_up
from tests.made_up import BRIXTON, NOVEMBER, PRESTON
from tests.projects import Project

SETTINGS = "content/site.yaml"


def problems(
    html: str = "<p>Words.</p>", settings: dict[str, Any] | None = None, **fields: Any
) -> tuple[Diagnostic, ...]:
    """What is told of the letter of an edition with this body, these settings and fields."""
    entry, config = made_up.changed(NOVEMBER, body=html, **fields), made_up.config(**(settings or {}))
    email, edition = (
        made_up.email(NOVEMBER, entry, settings=config),
        made_up.composed(NOVEMBER, entry, settings=config),
    )
    return check_message(email.message, compose_letter(edition, config.site))


def _letter() -> Letter:
    return compose_letter(made_up.composed(), made_up.config().site)


def test_a_good_letter_breaks_no_rule() -> None:
    assert problems() == ()


def test_a_good_letter_in_another_language_and_domain_breaks_no_rule() -> None:
    settings = {"email": "brief@bücher.example", "name": "Neue Kräfte"}
    assert problems(settings=settings, lang="de", subject="Wohin fließt das Geld der Städte?") == ()


@pytest.mark.parametrize(
    ("html", "code", "message"),
    [
        ("<table><tr><td>a</td></tr></table>", "letter-access", "does not say what its columns are"),
        ("<table></table>", "letter-access", "does not say what its columns are"),
        ("<a href='http://['>x</a>", "letter-links", "`http://[` leads nowhere from a letter"),
        ("<a id='x'>x</a>", "letter-links", "`` leads nowhere from a letter"),
        ("<a href='https://x.example/?a=b&amp;UTM_source=c'>x</a>", "letter-links", "`UTM_source` in a link"),
        ("<a href='https://x.example/?mc_eid=c'>x</a>", "letter-links", "`mc_eid` in a link"),
        (f"<p>{TOKEN}</p>", "letter-placeholders", f"in place of `{TOKEN}`"),
        (f"<p>{TOKEN[:9]}<b>{TOKEN[9:]}</b></p>", "letter-placeholders", f"in place of `{TOKEN}`"),
        (f"<a href='https://x.example/{TOKEN}'>x</a>", "letter-placeholders", f"in place of `{TOKEN}`"),
        (f"<p>{MESSAGE_KEY}</p>", "letter-placeholders", f"in place of `{MESSAGE_KEY}`"),
        (f"<p>{RECIPIENT}</p>", "letter-placeholders", f"in place of `{RECIPIENT}`"),
    ],
)
def test_words_that_a_letter_cannot_carry_are_told(html: str, code: str, message: str) -> None:
    (only,) = problems(html)
    assert (only.code, only.severity) == (code, Severity.ERROR)
    assert message in only.message
    assert only.hint


@pytest.mark.parametrize(
    ("settings", "code", "message"),
    [
        (
            {"unsubscribe_url": "https://l.example/@us/"},
            "letter-unsubscribe",
            "the subscriber's token and no address",
        ),
        (
            {"unsubscribe_url": "https://l.example/" + "a" * 900 + "/"},
            "letter-lines",
            "a header is longer than the 998",
        ),
        ({"base_url": "https://l.example/" + "a" * 1900}, "letter-lines", "a header is longer than the 998"),
        ({"unsubscribe_url": "https://l.example/?utm_source=a&t="}, "letter-links", "`utm_source` in a link"),
        ({"licence_url": "https://l.example/?fbclid=a"}, "letter-links", "`fbclid` in a link"),
    ],
)
def test_settings_that_a_letter_cannot_carry_are_told_at_the_settings(
    settings: dict[str, str], code: str, message: str
) -> None:
    (only,) = problems(settings=settings)
    assert (only.code, only.location.file) == (code, SETTINGS)
    assert message in only.message
    assert only.hint


@pytest.mark.parametrize("subject", ["=?utf-8?q?abc?=", "a =?utf-8?b?YWJj?= b"])
def test_a_subject_that_is_read_as_another_is_told(subject: str) -> None:
    (only,) = problems(subject=subject)
    assert (only.code, only.location) == ("letter-headers", made_up.entry(NOVEMBER).locations["subject"])
    assert "abc" in only.message


def test_a_subject_is_held_against_the_letters_own() -> None:
    meant = replace(_letter(), subject="Edition 2: another subject")
    (only,) = check_message(made_up.email().message, meant)
    assert only.code == "letter-headers"
    html = render_html(meant, made_up.environment())
    assert check_message(message_bytes(meant, html, render_text(meant)), meant) == ()


def test_a_link_that_cannot_stand_is_told_where_the_body_has_it(project: Project) -> None:
    path = "content/editions/2026-11.md"
    text = (project.root / path).read_text(encoding="utf-8")
    lines = (
        "Read [the report](https://a.example/), [here it is](https://x.example/?utm_source=a) and",
        "[the report](https://b.example/?q=1&r=ä).",
        "",
        "## More",
        "",
        "Also [The Report](../case-studies/old-mill.md#outcomes).",
    )
    project.write(path, text + "\n" + "\n".join(lines) + "\n")
    first = text.count("\n") + 2
    told = [(one.code, one.file, one.line, one.column) for one in project.check().told]
    assert told == [
        ("letter-links", path, first, lines[0].index("https://x") + 1),
        ("letter-access", path, first + 1, lines[1].index("https") + 1),
        ("letter-access", path, first + 5, lines[5].index("../") + 1),
    ]


def test_each_message_stands_at_what_caused_it(project: Project) -> None:
    """A table in HTML and words that a sender would replace, in sections of the body; and one without."""
    path = "content/editions/2026-11.md"
    text = (project.root / path).read_text(encoding="utf-8")
    lines = (
        "| a | b |",
        "|---|---|",
        "| 1 | 2 |",
        "",
        "## More",
        "",
        "<table>",
        "<tr><td>one</td></tr>",
        "</table>",
        "",
        "## Last",
        "",
        f"Write to {RECIPIENT.partition('@')[0]}@placeholder.invalid today.",
    )
    project.write(path, text + "\n" + "\n".join(lines) + "\n")
    first = text.count("\n") + 2
    told = [(one.code, one.file, one.line) for one in project.check().told]
    assert told == [("letter-access", path, first + 6), ("letter-placeholders", path, first + 12)]


def test_words_that_the_foot_alone_has_are_told_of_the_settings(project: Project) -> None:
    project.change("content/site.yaml", "licence: CC BY 4.0", f"licence: CC BY 4.0 {TOKEN}")
    told = {(one.code, one.file) for one in project.check().told}
    assert told == {("letter-placeholders", "content/site.yaml")}


def test_a_letter_too_long_is_told_at_the_section_to_shorten(project: Project) -> None:
    path = "content/editions/2026-11.md"
    text = (project.root / path).read_text(encoding="utf-8")
    long = "\n\n".join(f"Part {number}. " + "Many words. " * 80 for number in range(90))
    project.write(path, f"{text}\n## At length\n\n{long}\n")
    (only,) = project.check().told
    assert (only.code, only.file, only.line) == ("letter-size", path, text.count("\n") + 2)


def test_words_of_the_letters_own_foot_are_told_where_the_body_has_them(project: Project) -> None:
    path = "content/editions/2026-11.md"
    text = (project.root / path).read_text(encoding="utf-8")
    project.write(path, f"{text}\n[Unsubscribe](https://lists.example/leave/) here.\n")
    (only,) = project.check().told
    assert (only.code, only.file, only.line) == ("letter-access", path, text.count("\n") + 2)
    assert "every letter has a link of these words at its end" in project.check().output


def test_too_long_a_letter_names_its_largest_section() -> None:
    long = '<h2 id="short">Short</h2><p>x</p><h2 id="long">On and on</h2><p>' + "word " * 18_000 + "</p>"
    (only,) = problems(long)
    assert (only.code, only.severity) == ("letter-size", Severity.ERROR)
    assert "‘On and on’" in only.hint
    assert "90,000" in only.message


def test_a_problem_in_a_feature_points_at_the_features() -> None:
    edition, preston = made_up.entry(NOVEMBER), made_up.entry(PRESTON).record
    alike = made_up.changed(BRIXTON, title=preston.title)
    told = check_message(made_up.email(NOVEMBER, alike).message, _letter())
    assert {problem.location for problem in told} == {edition.locations["features"]}
    assert all("‘Case studies in this edition’" in problem.message for problem in told)


def test_one_text_for_two_places_is_a_warning() -> None:
    (only,) = problems(
        '<p><a href="https://a.example/">The report</a> and <a href="https://b.example/">the report</a></p>'
    )
    assert (only.code, only.severity) == ("letter-access", Severity.WARNING)


def test_a_template_that_says_nothing_is_no_crash() -> None:
    message = made_up.email().message
    head, boundary, rest = message.partition(b'Content-Type: text/html; charset="utf-8"\r\n')
    fields, _, body = rest.partition(b"\r\n\r\n")
    silent = head + boundary + fields + b"\r\n\r\n" + body[body.rindex(b"\r\n--np-") :]
    assert check_message(silent, _letter()) == ()


def test_section_sizes_add_up_to_the_whole() -> None:
    email = made_up.email()
    sizes = section_sizes(email.html)
    assert sum(size for _, size in sizes) == len(email.html.encode()) < LARGEST_HTML
    assert [section.title for section, _ in sizes][1:3] == [
        "Case studies in this edition",
        "Who holds the money",
    ]


def test_a_publisher_with_an_imprint_says_of_each_edition_whether_it_is_needed() -> None:
    (only,) = problems(election_material=None)
    assert (only.code, "election material" in only.message) == ("letter-imprint", True)
    assert problems(election_material=True) == ()
    assert problems(election_material=False) == ()
    assert problems(settings={"imprint": None}, election_material=None) == ()


def test_only_election_material_carries_the_imprint() -> None:
    material, other = (
        made_up.email(NOVEMBER, made_up.changed(NOVEMBER, election_material=said)) for said in (True, False)
    )
    assert "Promoted by" in material.text
    assert "Promoted by" in material.html
    assert b"Promoted by" not in other.message
