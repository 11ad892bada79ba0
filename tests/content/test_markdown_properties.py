"""Any text whatever gives a Body or diagnostics, and no body leaves a trace in the next."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newsletter.content.body import Body, Nodes, html_of
from newsletter.content.body import texts as content_texts
from newsletter.content.entry import Reference
from newsletter.content.markdown.rendering import render_body
from newsletter.content.words.figures import unsourced_sentences
from newsletter.told.diagnostics import Checked
from tests.bodies import nodes_of

_PIECES = (
    *"[]()!*_`~#><-+.:|{}\\/'\"=^&£%5a",
    *(
        " ",
        "\n",
        "\n\n",
        "    ",
        "  \n",
        "\t",
        "- ",
        "1. ",
        "> ",
        "## ",
        "```\n",
        "[^a]",
        "[^nobody]",
        "](",
        "*[A]: b\n",
    ),
    *(
        "[x](y.md)",
        "[x](../../z.md)",
        "![a](b.png)",
        "{: credit=c licence=d}",
        "{#id}",
        "| a | b |\n|---|---|\n",
    ),
    *(
        "<script>",
        "</script>",
        "<b onclick=x>",
        "<div>\n",
        "</div>\n\n",
        "<!--",
        "-->",
        "<a href='javascript:x'>",
    ),
    *(
        "javascript:",
        "http://x.org",
        "<https://x.org>",
        "\x00",
        "\x02",
        "\x03",
        "\x02wzxhzdk:0\x03",
        "\x02klzzwxh:0000\x03",
    ),
    *(
        "\ue000",
        "\ue100",
        "\ue101",
        "\uf8ff",
        "é",
        "😀",
        "\u2028",
        "\r\n",
        "\r",
        "&lt;",
        "&#0;",
        "Term\n: it\n\n",
        "\ud800",
    ),
)
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))


def rendered(text: str) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    return render_body(
        text, path="content/case-studies/a.md", first_line=7, sources=("a", "b"), are_figures_sourced=True
    )


class _Safety(HTMLParser):
    """Collects whatever a body must never hold."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in (
            "script",
            "style",
            "iframe",
            "form",
            "object",
            "embed",
            "link",
            "meta",
            "base",
            "input",
            "svg",
        ):
            self.bad.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.bad.append(name)
            if name == "src" and not (value or "").startswith("\ue000/media/"):
                self.bad.append(f"src={value}")
            if name == "href" and not re.match(
                r"\ue000/|\ue001#source-|https?://|mailto:|tel:", value or "", re.IGNORECASE
            ):
                self.bad.append(f"href={value}")


@settings(max_examples=300, deadline=None)
@given(texts)
def test_any_text_gives_a_body_or_an_error(text: str) -> None:
    checked = rendered(text)
    assert checked.value is not None or [one.code for one in checked.diagnostics] == ["unclosed-comment"]
    lines = text.split("\n")
    for diagnostic in checked.diagnostics:
        location = diagnostic.location
        assert 7 <= location.line < 7 + len(lines)
        assert 1 <= location.column <= len(lines[location.line - 7]) + 1
    for found in unsourced_sentences(text):
        assert text[found.offset :].startswith(found.sentence)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_nothing_dangerous_and_no_stamp_is_left_in_any_body(text: str) -> None:
    value = rendered(text).value
    assume(value is not None)
    assert value is not None
    safety = _Safety()
    safety.feed(value[0].html)
    assert safety.bad == []
    assert re.search("[\ue002-\uf8ff]", value[0].html) is None


@settings(max_examples=100, deadline=None)
@given(texts, texts)
def test_a_body_leaves_no_trace_in_the_next(first: str, second: str) -> None:
    alone = rendered(second)
    rendered(first)
    assert rendered(second) == alone


@settings(max_examples=200, deadline=None)
@given(texts)
def test_every_anchor_is_an_id_and_no_two_are_alike(text: str) -> None:
    checked = rendered(text)
    assume(checked.value is not None)
    assert checked.value is not None
    body = checked.value[0]
    ids = re.findall(r'<[^>]* id="([^"]*)"', body.html)
    if not any(d.code == "duplicate-anchor" for d in checked.diagnostics):
        assert len(ids) == len(set(ids))
    assert {heading.id for heading in body.headings} <= set(body.anchors)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_the_tree_of_any_body_is_its_html(text: str) -> None:
    checked = rendered(text)
    assume(checked.value is not None)
    assert checked.value is not None
    body = checked.value[0]
    assert html_of(body.nodes) == body.html
    assert _meant(nodes_of(body.html)) == _meant(body.nodes), "a parser sees the same, every tag in balance"
    assert "".join(html_of(section.nodes) for section in body.sections) == body.html
    assert not any("<" in said for said in content_texts(body.nodes))


def _meant(nodes: Nodes) -> list[object]:
    """The nodes as plain values, unescaped."""
    return [
        unescape(node)
        if isinstance(node, str)
        else (node.name, {name: unescape(value) for name, value in node.attributes}, _meant(node.children))
        for node in nodes
    ]
