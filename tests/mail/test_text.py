"""The plain text: how it is laid out, and that it leaves out nothing of the HTML."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from newsletter.content.body import Nodes
from newsletter.content.markdown.sanitiser import sanitise
from newsletter.mail.body import mail_html, with_whole_addresses
from newsletter.mail.text import SIGNATURE
from newsletter.mail.tree_text import COLUMNS, Numbers, joined, tree_blocks
from newsletter.mail.words import html_links, html_words
from tests import made_up
from tests.bodies import nodes_of
from tests.made_up import NOVEMBER
from tests.mail.letter_rules import text_links, text_words

ROOT, PAGE = "https://newpower.example", "https://newpower.example/editions/2026-11/"


def text_of(html: str) -> str:
    numbers = Numbers()
    return joined([*tree_blocks(posted(html), numbers), *numbers.listing()])


def posted(html: str) -> Nodes:
    return with_whole_addresses(nodes_of(html), ROOT, PAGE)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>Money</h2><p>Words.</p>", "Money\n-----\n\nWords."),
        ("<h3>To</h3>", "To\n..."),
        ("<h2>A</h2>", "A\n---"),
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<ul><li>One</li><li>Two<ul><li>Inner</li></ul></li></ul>", "- One\n- Two\n  - Inner"),
        ("<ol start='9'><li>Nine</li><li>Ten</li></ol>", "9. Nine\n10. Ten"),
        ("<ul><li><p>A</p><p>b</p></li><li><p>C</p></li></ul>", "- A\n\n  b\n\n- C"),
        ("<blockquote><p>Said</p><p>so</p></blockquote>", "> Said\n>\n> so"),
        ("<dl><dt>Word</dt><dd>Its meaning</dd></dl>", "Word\n\n    Its meaning"),
        ("<p>Before</p><hr><p>after</p>", "Before\n\n* * *\n\nafter"),
        ("<pre><code>a\n  b</code></pre>", "    a\n      b"),
        ("<p><img src='/x.png' alt='A roof'></p>", "[A roof]"),
        ("<p><img src='/x.png' alt=''></p>", ""),
        ("<p>5<sup>2</sup> and <em>so</em> on</p>", "52 and so on"),
    ],
)
def test_a_body_reads_as_text(html: str, text: str) -> None:
    assert text_of(html) == text


def test_a_table_is_a_list_with_each_cell_under_its_columns_name() -> None:
    html = (
        "<table><caption>Members</caption><thead><tr><th>Year</th><th>Number</th></tr></thead>"
        "<tbody><tr><td>2013</td><td>100</td></tr><tr><td>2015</td><td></td><td>more</td></tr></tbody></table>"
    )
    assert text_of(html) == "Members\n\n- Year: 2013\n  Number: 100\n- Year: 2015\n  Number:\n  more"


def test_a_table_of_headings_alone_keeps_them() -> None:
    assert text_of("<table><tr><th>Year</th><th>Number</th></tr></table>") == "- Year; Number"


def test_links_are_numbered_and_listed_once() -> None:
    html = "<p><a href='https://a.example/'>One</a>, <a href='#money'>two</a>, <a href='https://a.example/'>one</a>.</p>"
    assert text_of(html) == f"One [1], two [2], one [1].\n\n[1] <https://a.example/>\n[2] <{PAGE}#money>"


def test_an_address_is_never_broken() -> None:
    address = "https://a.example/" + "very-long/" * 20
    text = text_of(f"<p>{'word ' * 13}<a href='{address}'>here it is</a></p>")
    assert f"[1] <{address}>" in text.split("\n")


def test_an_address_cannot_close_its_own_brackets() -> None:
    assert text_of("<p><a href='https://a.example/a b>c'>x</a></p>").endswith(
        "[1] <https://a.example/a%20b%3Ec>"
    )


def test_a_number_stays_beside_its_word() -> None:
    text = text_of(f"<p>{'x' * 69} <a href='https://a.example/'>end</a></p>")
    assert "end [1]" in text


def test_lines_hold_72_columns_and_end_without_spaces() -> None:
    lines = made_up.email().text.split("\n")
    assert all(len(line) <= COLUMNS for line in lines if "<" not in line)
    assert [line for line in lines if line != line.rstrip()] == [SIGNATURE]


def test_only_the_footer_stands_under_the_signature_mark() -> None:
    text = made_up.email(NOVEMBER, made_up.changed(NOVEMBER, body="<h2>--</h2><p>--</p>")).text
    assert text.split("\n").count(SIGNATURE) == 1
    _, _, footer = text.partition(f"\n{SIGNATURE}\n")
    assert footer.startswith("About this letter\n")
    assert "Unsubscribe [" in footer


def test_the_letter_lists_links_after_each_section() -> None:
    sections = made_up.email().text.split("\n\n\n")
    without = [s for s in sections if not s.rsplit("\n\n", 1)[-1].startswith("[")]
    assert len(sections) == 10
    assert [s.partition("\n")[0] for s in without] == ["In numbers"]
    assert "[1] <https://commons.example/editions/2026-11/>" in sections[0]


# ── Nothing is left out ──────────────────────────────────────────────────────────────────

WORDS = st.sampled_from(
    ["one", "two ", " three", "Ÿ", "a\u00a0b", "x\u2028y", "50%", "--", "\n", "<", "&", "long" * 30, "’s"]
)
INLINE = st.sampled_from(["em", "strong", "code", "sup", "abbr", "span", "q", "del", "mark"])
_BLOCKS = (
    "p div ul ol li blockquote h2 h3 h4 dl dt dd table tr td th thead caption figure figcaption pre details"
)
BLOCK = st.sampled_from(sorted(_BLOCKS.split()))
ADDRESSES = st.sampled_from(
    [
        "https://a.example/",
        "https://a.example/?a=1&amp;b=2",
        "#there",
        "mailto:a@b.example",
        "/x y/",
        "https://[",
        "",
    ]
)


def _element(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inner = st.lists(content, max_size=4).map("".join)
    return st.one_of(
        st.builds("<{0}>{1}</{0}>".format, st.one_of(BLOCK, INLINE), inner),
        st.builds('<a href="{0}">{1}</a>'.format, ADDRESSES, inner),
    )


LEAVES = st.one_of(
    WORDS, st.sampled_from(["<br>", "<hr>", '<img src="/a.png" alt="A roof">', '<img src="/a.png" alt="">'])
)
BODIES = st.lists(st.recursive(LEAVES, _element, max_leaves=12), max_size=5).map("".join)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(BODIES)
@example("foo<b>bar<p>x</p>baz</b>end")
@example('<a href="https://a.example/">x<p>y</p></a>z')
@example('<table><tr><td><ul><li>x</li></ul></td><td><a href="/">y</a>z</td></tr></table>')
@example("<ul>loose<li>a</li><em>b</em></ul>")
@example('a<a href="https://a.example/"></a>b')
@example('<h2><a href="https://a.example/">x</a>y<br>z</h2>')
@example("<pre>a <b>b</b>\r\nc<br>d</pre>")
def test_the_text_holds_all_words_and_links_of_the_html(source: str) -> None:
    html = sanitise(source)
    shown = lxml_html.fragment_fromstring(mail_html(posted(html)), create_parent="div")
    text = text_of(html)
    assert html_words(shown) - text_words(text) == {}
    assert set(html_links(shown)) <= set(text_links(text))


@settings(max_examples=25, deadline=None)
@given(BODIES)
def test_the_whole_letter_as_text_leaves_nothing_out(source: str) -> None:
    edition = made_up.changed(NOVEMBER, body=sanitise(source), features=(), sections=())
    email = made_up.email(NOVEMBER, edition)
    tree = lxml_html.document_fromstring(email.html)
    assert html_words(tree) - text_words(email.text) == {}
    assert set(html_links(tree)) <= set(text_links(email.text))
