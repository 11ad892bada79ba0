"""Every rule of tests/mail/letter_rules.py: every letter we can make keeps it, and each can be broken."""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from newsletter.content.config import SiteSettings
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.shared import Correction
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.source_file import SourceFile
from newsletter.engine.options import Options
from newsletter.letters import read_letters
from newsletter.mail.mime import quoted_printable
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.publish import read_library
from newsletter.told.codes import CODES
from newsletter.told.diagnostics import has_errors
from tests import made_up
from tests.building import REPOSITORY
from tests.made_up import MILL, NOVEMBER
from tests.mail.colours import contrast, looks
from tests.mail.letter_rules import RULES, breaches


@dataclass(frozen=True)
class Posted:
    """A finished letter, and what it was made from."""

    message: bytes
    edition: Entry[Edition]
    site: SiteSettings


def posted(edition: Entry[Edition] | None = None, *others: Entry[Any], **settings: Any) -> Posted:
    """The letter of November, or of another edition, among the made-up content with these settings."""
    edition, config = edition or made_up.entry(NOVEMBER), made_up.config(**settings)
    email = made_up.email(edition.path, edition, *others, settings=config)
    return Posted(email.message, edition, config.site)


def november(**changes: Any) -> Entry[Edition]:
    """The edition of November with some of its fields filled in otherwise."""
    return made_up.changed(NOVEMBER, **changes)


def written(body: str) -> Entry[Edition]:
    """The edition of November with this body, read as if it stood in its file."""
    text = f"---\n{made_up.front_matter(NOVEMBER)}---\n\n{body}\n"
    checked = read_entry(SourceFile(NOVEMBER, text.encode()))
    assert checked.value is not None
    assert not has_errors(checked.diagnostics), checked.diagnostics
    return checked.value


def published(root: Path, now: datetime) -> Iterator[tuple[str, Posted]]:
    """Every letter of a project on disk."""
    options = Options(
        root=root, out=root / "public", outbox=root / "outbox", cache_dir=root / ".cache", now=now
    )
    library = read_library(options).value
    assert library is not None
    editions = {entry.slug: entry for entry in library.of(Edition)}
    for letter in read_letters(options):
        assert letter.email is not None
        yield (
            f"{root.name} {letter.edition}",
            Posted(letter.email.message, editions[letter.edition], library.config.site),
        )


#: What an editor may write between the lines of front matter and the end of the file.
BODIES = {
    "a table without headings": "<table><tr><td>a</td><td>b</td></tr></table>",
    "a table in a table": "<table><tr><th>a</th></tr><tr><td><table><tr><th>x</th></tr></table></td></tr></table>",
    "a table with empty headings": "| | |\n|---|---|\n| a | b |",
    "blocks in a table": "<table><tr><th>a</th></tr><tr><td><p>x</p><ul><li>y</li></ul></td></tr></table>",
    "a heading without words": "<h2></h2>\n\nx",
    "headings of the letter's own": "## About this letter\n\nx\n\n## Try this\n\n### y\n\n#### z",
    "a heading that links": "## [A report](https://x.example/)\n\ny",
    "addresses in other scripts": (
        "[a](https://bücher.example/straße?ö=ü#ä) [b](HTTPS://BÜCHER.example:443/%C3%A9é) "
        "[c](mailto:é@bücher.example?subject=ü) <a href='https://Łódź.example/ż ó'>d</a> [e](#überall)\n\n## Überall"
    ),
    "addresses of all kinds": "[a](mailto:a@b.example) [b](tel:+441) [c](HTTPS://X.EXAMPLE/a_b?c=d&e=f) <a@b.example>",
    "an address with marks in it": "<a href='https://x.example/\"b&lt;c&gt;'>x</a> `<https://z.example/>`",
    "tags the sanitiser takes out": (
        "<svg><rect/></svg><script>x</script><style>p{color:red}</style><form><input></form>"
        "<button>x</button> <font color='#eeeeee'>x</font>"
    ),
    "attributes the sanitiser takes out": (
        "<p style='color:#eeeeee;font-size:3px' class='muted' hidden role='article' onclick='x()'>x</p>"
    ),
    "other languages": "<p lang='ar' dir='rtl'>مرحبا</p> <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> 😀 שלום",
    "small print": "<small>x</small> <sub>y</sub> <sup>z</sup> <kbd>k</kbd> <samp>s</samp> <abbr title='t'>a</abbr>",
    "lists of all kinds": "5. a\n6. b\n    - c\n        - d\n\n<dl><dt>a</dt><dd>b<p>c</p></dd></dl>",
    "what opens and shuts": "<details><summary>s</summary>t</details>",
    "tags left open": "<b>a <i>b</b> c</i>\n\n<p>a<p>b",
    "words split by tags": "ab<b>cd</b>ef abc<wbr>def a\u200bb a&shy;b\n\nab<div>cd</div>ef",
    "lines mail means something by": ".\n\n..\n\nFrom x\n\n-- \n\n```\nFrom me\n.\n   trailing   \n```",
    "a word without end": "é" * 5000 + " [x](https://x.example/" + "a" * 1500 + ")",
    "a token": TOKEN + " " + TOKEN[:48] * 3,
    "comments": "a <!-- hidden --> b <?php x ?> <![CDATA[x]]>",
    "nothing": "",
}

#: Settings a publisher may have.
SETTINGS: dict[str, dict[str, Any]] = {
    "another script": {
        "name": "Neue Kräfte",
        "email": "brief@bücher.example",
    },
    "marks in a name": {"name": 'New "Power", <all>; (x)', "publisher": "A & B's <c>"},
    "a very long name": {"publisher": "word " * 55 + "end", "postal_address": "é" * 300},
    "an odd way out": {
        "unsubscribe_url": "https://l.example/{a};b,(c)!$*'d'[e]|f^g`?h=1&amp;t=",
        "contact": "a+b=c@x.example",
    },
    "a way out with a token in it": {"unsubscribe_url": f"https://l.example/{TOKEN[:16]}"},
    "a home in another script": {"base_url": "https://bücher.example"},
    "a trial address of IPv6": {"base_url": "http://[::1]:8000"},
    "a trial address": {"base_url": "http://127.0.0.1:8000/a&b/%41"},
    "the other side of the world": {"time_zone": "Pacific/Kiritimati"},
}

MENDED = Correction(date=date(2026, 11, 3), was="5 members", now="15 members", why="A slip of ours.")

#: Fields an editor may fill in.
FIELDS: dict[str, dict[str, Any]] = {
    "a subject of all kinds": {"subject": 'Łódź “£5m” — naïve? "a", b; <c> _=20_ 😀'},
    "a long subject": {"subject": "é" * 60},
    "a title that is a tag": {"title": "<b>A</b> & 'sons'", "preheader": '"><script>x</script>'},
    "German": {"lang": "de"},
    "Arabic": {"lang": "ar"},
    "the first day there was": {"published": date(1, 1, 1)},
    "nothing but its fields": {"body": "", "features": (), "sections": (), "try_this": None},
    "corrections": {"corrections": (MENDED,)},
    "an election": {"election_material": True},
}


def letters() -> Iterator[tuple[str, Posted]]:
    """Every letter we can make."""
    yield from published(REPOSITORY, datetime(2026, 11, 30, 12, tzinfo=UTC))
    yield "good", GOOD
    yield from ((name, posted(written(body))) for name, body in BODIES.items())
    yield from ((name, posted(**settings)) for name, settings in SETTINGS.items())
    yield from ((name, posted(november(**fields))) for name, fields in FIELDS.items())
    yield from ((edition.slug, posted(edition)) for edition in made_up.entries() if is_ready(edition))
    bare = made_up.changed(MILL, outcomes=(), places=("brixton", "mondragon"))
    yield "a study without a figure", posted(None, bare)
    yield "the same body in Welsh", posted(november(lang="cy"))


def is_ready(entry: Entry[Any]) -> bool:
    """Whether an entry is an edition that can be posted."""
    return isinstance(entry.record, Edition) and not entry.record.draft


def with_part(subtype: str, change: Callable[[str], str], message: bytes) -> bytes:
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


GOOD = posted(november(election_material=True), publisher="The Guild of Commoners")

BREACHES: list[tuple[str, Callable[[bytes], bytes]]] = [
    # M1: each header once
    *(("headers_once", without(name)) for name in ("From", "To", "Date", "Subject", "Message-ID")),
    *(("headers_once", without(name)) for name in ("MIME-Version", "Reply-To")),
    *(("headers_once", twice(name)) for name in ("Subject", "Message-ID")),
    (
        "headers_once",
        raw("From: The Commons <letter@commons.example>", "From: a@x.example, b@x.example"),
    ),
    (
        "message_id",
        raw(f"<2026-11.{MESSAGE_KEY}@commons.example>", "<2026-11.always@commons.example>"),
    ),
    ("message_id", raw(f"{MESSAGE_KEY}@commons.example", f"{MESSAGE_KEY}@elsewhere.example")),
    ("message_id", raw(f"{MESSAGE_KEY}@", f"{MESSAGE_KEY}@o.reader@")),
    # M2: lines
    ("lines", raw("MIME-Version: 1.0\r\n", "MIME-Version: 1.0\n")),
    ("lines", raw("Precedence: bulk", "Precedence: bu\0lk")),
    ("lines", raw("Precedence: bulk", "Precedence: bulk\r\nX-Long: " + "x" * 1000)),
    ("lines", raw("=\r\n", "")),
    # M3: parts
    ("parts", raw("text/plain", "text/markdown")),
    ("parts", raw("multipart/alternative", "multipart/mixed")),
    ("parts", raw('text/html; charset="utf-8"', 'text/html; charset="latin-1"')),
    ("parts", raw("alternative;\r\n boundary", "alternative;\r\n b")),
    ("parts", swapped_parts),
    # M4: ASCII only
    ("headers_plain", raw("Subject: How", "Subject: Höw")),
    ("headers_plain", raw("Subject: How tenants", "Subject: =?utf-8?q?How=FFtenants?=")),
    # M5: one click
    ("one_click", without("List-Unsubscribe")),
    ("one_click", raw(f"<https://lists.example/leave/?who={TOKEN}>,\r\n ", "")),
    ("one_click", raw("List-Unsubscribe: <https:", "List-Unsubscribe: <http:")),
    ("one_click", raw("leave/?who=" + TOKEN + ">,", "leave/?who=o.reader@mail.example>,")),
    ("headers_of_a_list", raw("List-Unsubscribe=One-Click", "List-Unsubscribe=Perhaps")),
    # M6 and M7: a list, and no machine answers
    *(("headers_of_a_list", without(name)) for name in ("List-Id", "List-Archive", "List-Help")),
    *(("headers_of_a_list", without(name)) for name in ("List-Owner", "List-Post", "List-Subscribe")),
    ("headers_of_a_list", raw("<edition.commons.example>", "<edition-11.commons.example>")),
    ("headers_of_a_list", without("Precedence")),
    ("headers_of_a_list", without("X-Auto-Response-Suppress")),
    # M9: the way out is to be seen
    ("way_out", text(f"leave/?who={TOKEN}", "leave/")),
    (
        "way_out",
        html(f'"https://lists.example/leave/?who={TOKEN}"', '"https://lists.example/leave/"'),
    ),
    ("way_out", html(">Unsubscribe<", "> <")),
    # M10: style
    ("small_style", html("</style>", "/*" + "x" * 9000 + "*/</style>")),
    # M11: who, where, why, privacy
    ("footer", html("Street, Exampleton", "Somewhere")),
    ("footer", text("The Guild of Commoners", "We")),
    ("footer", text("Why you get it", "Why")),
    ("footer", html("https://commons.example/privacy/", "https://commons.example/")),
    # M12: the imprint
    ("imprint", text("Promoted by", "Written by")),
    ("imprint", html("Promoted by", "Written by")),
    # M13: nothing remote
    (
        "nothing_remote",
        html("https://commons.example/media/images/yard.png", "https://pixel.example/yard.png"),
    ),
    ("nothing_remote", html("background-color:#211C16", "background:url(https://pixel.example/)")),
    ("nothing_remote", html("</style>", "@import 'https://fonts.example/';</style>")),
    # M14: no attachment, no programs
    (
        "parts",
        raw("quoted-printable\r\n", "quoted-printable\r\nContent-Disposition: attachment\r\n"),
    ),
    *(
        ("no_programs", html("</h1>", f"</h1><{tag}></{tag}>"))
        for tag in ("script", "form", "iframe", "video", "svg")
    ),
    ("no_programs", html("<h1", '<h1 onclick="x()"')),
    ("whole_links", html('"https://commons.example/about/"', '"javascript:alert(1)"')),
    ("whole_links", html('"https://commons.example/about/"', '"/about/"')),
    # Craft: what everybody can read and hear
    ("language", html('<html lang="en-GB"', "<html")),
    ("language", html('role="article"', 'role="main"')),
    ("language", html_like(r'(<div class="paper"[^>]*) lang="en-GB"', r"\1")),
    ("language", html("<title>How tenants bought a mill</title>", "<title></title>")),
    ("pictures", html('alt="Panels on a roof"', "")),
    ("picture_sizes", html_like(r'(<img[^>]*) width="\d+"', r"\1")),
    ("picture_sizes", html_like(r'(<img[^>]*) height="\d+"', r"\1")),
    ("picture_sizes", html_like(r'(<img[^>]*) width="\d+"', r'\1 width="600"')),
    ("picture_sizes", html("yard.png", "yard.webp")),
    ("layout_tables", html('role="presentation"', "")),
    ("layout_tables", html('scope="col"', "")),
    ("headings", html_like(r"(</?)h3\b", r"\1h4")),
    ("headings", html_like(r"(</?)h1\b", r"\1h2")),
    ("legible", html("font-size:16px", "font-size:13px")),
    ("link_words", html(">who we are<", "><p>who we are</p><")),
    ("legible", html("color:#86290B", "color:#C86A50")),
    ("legible", html("{color:#FFB199!important}", "{color:#86290B!important}")),
    ("complete_text", text("This month we", "We")),
    ("complete_text", text("<https://commons.example/about/>", "")),
    ("placeholders", with_a_cut_token),
    ("placeholders", raw(RECIPIENT, "somebody@mail.example")),
]


@pytest.fixture(scope="module")
def every_letter() -> tuple[tuple[str, Posted], ...]:
    return tuple(letters())


def test_every_letter_keeps_every_rule(every_letter: tuple[tuple[str, Posted], ...]) -> None:
    wrong = {
        name: found
        for name, letter in every_letter
        if (found := breaches(letter.message, letter.edition, letter.site))
    }
    # A table's columns are the editor's to name, and a build says so.
    assert wrong.pop("a table without headings").keys() == {"layout_tables"}
    assert wrong == {}


def test_the_letters_are_those_of_the_publication_and_more(
    every_letter: tuple[tuple[str, Posted], ...],
) -> None:
    real = {path.stem for path in (REPOSITORY / "content" / "editions").glob("*.md")}
    assert real
    assert {f"{REPOSITORY.name} {slug}" for slug in real} <= {name for name, _ in every_letter}


@pytest.mark.parametrize(
    ("rule", "breach"), BREACHES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(BREACHES)]
)
def test_each_rule_can_be_broken(rule: str, breach: Callable[[bytes], bytes]) -> None:
    assert rule in breaches(breach(GOOD.message), GOOD.edition, GOOD.site)


def test_no_rule_goes_untried() -> None:
    assert {rule for rule, _ in BREACHES} == set(RULES)


def test_bytes_that_are_no_message_at_all_break_a_rule() -> None:
    empty = b"Content-Type: multipart/alternative\r\n\r\n"
    whole = GOOD.message
    for message in (b"", b"\0", b"no headers", empty, whole[:900], whole[: len(whole) // 2]):
        assert breaches(message, GOOD.edition, GOOD.site)


def test_contrast_is_as_wcag_computes_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#211C16", "#FBF6EC") == pytest.approx(15.7, abs=0.1)


def test_dark_rules_reach_the_elements_they_name() -> None:
    tree = lxml_html.document_fromstring(made_up.email().html)
    light = {look.ground for _, look in looks(tree)}
    dark = {look.ground for _, look in looks(tree, dark=True)}
    assert light == {"#FBF6EC", "#F3EBDB"}
    assert dark == {"#191611", "#25201A"}


def test_each_rule_stands_in_the_documentation() -> None:
    text = (REPOSITORY / "docs" / "letter.md").read_text(encoding="utf-8")
    table = text[text.index("## The rules") : text.index("**M8, DKIM.**")]
    named = set(re.findall(r"`([a-z_-]+)`", table.partition("|---|")[2]))
    at_build = {code for code in CODES if code.startswith("letter-")}
    assert named >= set(RULES) | at_build
    assert named <= set(RULES) | CODES
