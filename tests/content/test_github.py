"""A body reads as GitHub's preview shows it; where it cannot, the editor is told at the line.

The rows are what people really typed. The reference is markdown-it-py as GitHub sets it up,
rendered to HTML and read by lxml: no line of ours stands between it and the comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from newsletter.content.body import Body
from newsletter.content.entry import Reference
from newsletter.content.markdown.rendering import render_body
from newsletter.mail.layout import render_html
from newsletter.mail.letter import compose_letter
from newsletter.mail.text import render_text
from newsletter.told.diagnostics import Checked
from tests import made_up

PATH = "content/pages/about.md"


def rendered(text: str) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    return render_body(text, path=PATH, first_line=1, sources=("cles",), are_figures_sourced=False)


def page(text: str) -> str:
    value = rendered(text).value
    assert value is not None, rendered(text).diagnostics
    return re.sub(r"\n\s*", "\n", value[0].html)


def told(text: str) -> list[tuple[str, int, int]]:
    return [(one.code, one.location.line, one.location.column) for one in rendered(text).diagnostics]


# What is simply made right


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Words\n- a\n- b", "<p>Words</p>\n<ul><li>a</li>\n<li>b</li>\n</ul>"),
        ("Words\n1. a", "<p>Words</p>\n<ol><li>a</li>\n</ol>"),
        ("Words\n```\ncode\n```\nmore", "<p>Words</p>\n<pre><code>code\n</code></pre>\n<p>more</p>"),
        ("Words\n| a |\n|---|\n| b |", "<p>Words</p>\n<table>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li>\n</ul>\n</li>\n<li>c</li>"),
        ("- a\n   ```\n   x\n   ```\n- b", "<pre><code>x\n</code></pre>\n</li>\n<li><p>b</p>"),
        ("1. a\n\n   more\n\n2. b", "<ol><li><p>a</p>\n<p>more</p>\n</li>\n<li><p>b</p>"),
        ("- a\n\n1. b", "<ul><li>a</li>\n</ul>\n<ol><li>b</li>\n</ol>"),
        ("- a\n* b", "<ul><li>a</li>\n</ul>\n<ul><li>b</li>\n</ul>"),
        ("> a\n\n> b", "<blockquote><p>a</p>\n</blockquote>\n<blockquote><p>b</p>\n</blockquote>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li>\n<li>b</li>'),
        ("1) one\n2) two", "<ol><li>one</li>\n<li>two</li>"),
        ("10 people\n9. not a list", "<p>10 people\n9. not a list</p>"),
        ("x *model*{sic}", "x <em>model</em>{sic}"),
        ("## Plan {draft two}", '<h2 id="plan-draft-two">Plan {draft two}</h2>'),
        ("Words {note}", "<p>Words {note}</p>"),
        ("| a |\n|---|\n| x {y} |", "<td>x {y}</td>"),
        ("## Plan {#p}", '<h2 id="p">Plan</h2>'),
        ("| a | b |\n|---|---|\n| `x \\| y` | z |", "<td><code>x | y</code></td>\n<td>z</td>"),
        ("| a | b |\n|---|---|\n| x \\| y | z |", "<td>x | y</td>\n<td>z</td>"),
        ("|  | b |\n|---|---|\n| c | d |", '<th scope="col"></th>\n<th scope="col">b</th>'),
        ("~~gone~~, ~5 to ~6", "<p><del>gone</del>, ~5 to ~6</p>"),
        ("- [ ] todo\n- [x] done", "<li>☐ todo</li>\n<li>☑ done</li>"),
        ("one\\\ntwo", "<p>one<br>\ntwo</p>"),
        ("```\nnever closed", "<pre><code>never closed\n</code></pre>"),
        ("<!-- note -->\n* [item](https://example.org)", '<ul><li><a href="https://example.org">item</a></li>'),
        ("<!-- note -->\n## Heading", '<h2 id="heading">Heading</h2>'),
        ("a <!-- x\ny --> b", "<p>a  b</p>"),
        ("`<!-- x -->`", "<p><code>&lt;!-- x --&gt;</code></p>"),
        ("    <!-- x -->", "<pre><code>&lt;!-- x --&gt;\n</code></pre>"),
        ("see https://example.org/a.", 'see <a href="https://example.org/a">https://example.org/a</a>.'),
        ("(https://example.org/a_(b))", '(<a href="https://example.org/a_(b)">https://example.org/a_(b)</a>)'),
        ("www.example.org", '<a href="http://www.example.org">www.example.org</a>'),
        ("me@example.org", '<a href="mailto:me@example.org">me@example.org</a>'),
        ("a_b@example.org, x", '<a href="mailto:a_b@example.org">a_b@example.org</a>, x'),
        ("[https://example.org](https://example.org)", '<a href="https://example.org">https://example.org</a>'),
        ("[me@example.org](https://example.org)", '<a href="https://example.org">me@example.org</a>'),
        ("**https://example.org**", '<strong><a href="https://example.org">https://example.org</a></strong>'),
        ("#hashtag", "<p>#hashtag</p>"),
        ("## C#", '<h2 id="c">C#</h2>'),
        ("Plan\nand\n-----", '<h2 id="plan-and">Plan and</h2>'),
        ("*[Note]: read this* first", "<em>[Note]: read this</em> first"),
        ("1. a\n\n<!-- -->\n\n1. c", "<ol><li>a</li>\n</ol>\n<ol><li>c</li>"),
        ("- a\n\n<!-- end -->\n\n    code", "</ul>\n<pre><code>code\n</code></pre>"),
        ("<br> <!-- x -->\n[a](https://example.org)", '<br> \n<a href="https://example.org">a</a>'),
        ("`a`<!-- `b` -->`c`", "<code>a</code><code>c</code>"),
        ("[a][r]\n\n[r]: https://example.org/1\n[r]: https://example.org/2", '<a href="https://example.org/1">'),
        ("text\n  \n---\nmore", "<p>text</p>\n<hr><p>more</p>"),
        ("- [a]: https://example.org\n\n[a]", '<ul><li></li>\n</ul>\n<p><a href="https://example.org">a</a></p>'),
        (">\n\ntext", "<blockquote></blockquote>\n<p>text</p>"),
        ("para\n\n    code\n---", "<pre><code>code\n</code></pre>\n<hr>"),
        ("[a](https://example.org/?a=1&amp;b=2)", '<a href="https://example.org/?a=1&amp;b=2">'),
        ('[a](https://example.org "Fish &amp; \\"chips\\"")', 'title="Fish &amp; &quot;chips&quot;"'),
        ("https://example.org/a*b*c and https://example.org/_d_/", '<a href="https://example.org/a*b*c">'),
        ("https://example.org/?x=1&amp;y=2", '<a href="https://example.org/?x=1&amp;y=2">'),
        ("```\n*[A]: b\n```", "<pre><code>*[A]: b\n</code></pre>"),
        ("&#xF8FF; &#57600; &#xE000;", "<p>\ufffd \ufffd \ufffd</p>"),
        ("[a](\nhttps://example.org )", '<a href="https://example.org">a</a>'),
    ],
)  # fmt: skip
def test_it_reads_as_on_github(typed: str, shown: str) -> None:
    assert shown in page(typed)
    assert told(typed) in ([], [("heading-level", 1, 1)]) or "never closed" in typed or "- [a]:" in typed


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("[a](https://cy.wikipedia.org/wiki/Tŷ_Gwydr)", "https://cy.wikipedia.org/wiki/T%C5%B7_Gwydr"),
        ("[a](HTTPS://Example.ORG/?q=grün#ä)", "https://example.org/?q=gr%C3%BCn#%C3%A4"),
        ("https://bücher.example.org/x", "https://xn--bcher-kva.example.org/x"),
        ("[w](mailto:a@example.org?body=Tŷ)", "mailto:a@example.org?body=T%C5%B7"),
        ("[a](<https://example.org/a b>)", "https://example.org/a%20b"),
        ("[a](https://example.org/a%20b)", "https://example.org/a%20b"),
        ("[a](https://example.org/100%)", "https://example.org/100%25"),
    ],
)
def test_an_address_has_one_form_whatever_was_typed(typed: str, address: str) -> None:
    assert f'<a href="{address}">' in page(typed)
    assert told(typed) == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('![A map](map.png){: credit=“A. N.” licence="CC0"}', "Picture: A. N., CC0"),
        ('![A map](map.png) {: credit="A. N." licence="CC0"}', "Picture: A. N., CC0"),
    ],
)
def test_a_credit_is_understood_as_word_processors_and_people_type_it(typed: str, shown: str) -> None:
    assert shown in page(typed)
    assert told(typed) == []


# What is told


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("before\n\n<!-- oops\n\nmore", [("unclosed-comment", 3, 1)]),
        ("1986. A great year", [("list-number", 1, 1)]),
        ("| a | b |\n|---|---|\n| c | d | e |", [("table-row", 3, 1)]),
        ("- x\n\n  | a | b |\n  |---|---|\n  | c | https://example.org/x|y |", [("table-row", 5, 3)]),
        ("so [text] (https://example.org) so", [("leftover-markup", 1, 4)]),
        ("(https://example.org)[text]", [("leftover-markup", 1, 1)]),
        ("words\n[a][nope]", [("leftover-markup", 2, 1)]),
        ("[[Wigan]]", [("leftover-markup", 1, 1)]),
        ("and **never closed", [("leftover-markup", 1, 5)]),
        ("```\nnever closed", [("leftover-markup", 1, 1)]),
        ("and ~~never closed", [("leftover-markup", 1, 5)]),
        ("• one\n• two", [("leftover-markup", 1, 1)]),
        ("so ~gone~", [("leftover-markup", 1, 4)]),
        ("##Heading", [("leftover-markup", 1, 1)]),
        ("the end\\", [("leftover-markup", 1, 8)]),
        ("*a*{: .b nonsense}", [("leftover-markup", 1, 4)]),
        ("an <b>open word\n\nnext", [("unclosed-element", 1, 4)]),
        ("<plaintext> a\n\nb", [("leftover-markup", 1, 1)]),
        ("<xmp> a\n\nb", [("leftover-markup", 1, 1)]),
        ("<textarea> a\n\nb", [("leftover-markup", 1, 1)]),
        ("a <svg> b\n\nc", [("raw-html", 1, 3)]),
        ("AsRef<Path> for", [("raw-html", 1, 6)]),
        ("<!-- a\nb --> x\n\n[[y]]", [("leftover-markup", 4, 1)]),
        ("a <!-- c --> [[y]]", [("leftover-markup", 1, 14)]),
        ("so <!-- not hidden\n\nall of it\n\n--> so", [("leftover-markup", 1, 4)]),
        ("* a <!-- b\n* c --> d", [("leftover-markup", 1, 5)]),
        ('[a](https://example.org){: credit="A"}', [("leftover-markup", 1, 25)]),
        ("> [!NOTE]\n> Words", [("leftover-markup", 1, 3)]),
        (":tada: at 10:30:15", [("leftover-markup", 1, 1)]),
        ("## A {#b}\n\n## C {#b}\n\nThe b failed.", [("duplicate-anchor", 3, 8)]),
        ("<b>ok</b>\nthen\n<b>bad", [("unclosed-element", 3, 1)]),
        ("a `b\nc` d\n**bad", [("leftover-markup", 3, 1)]),
        ("<font>x</font>\n\n[a](https://example.org/b c)", [("raw-html", 1, 1), ("reads-otherwise", 3, 5)]),
        ("<b>x</b>\n\n[a](https://example.org/b(c(d)))", [("reads-otherwise", 3, 1)]),
        ("| a |" * 40 + "\n" + "|---" * 41 + "|\n| b |", [("too-large", 2, 1)]),
        ("<!-- note -->\nso [here](wigann.md)", [("vague-link", 2, 11)]),
    ],
)  # fmt: skip
def test_what_does_not_do_what_it_looks_like_is_told_at_its_place(
    typed: str, codes: list[tuple[str, int, int]]
) -> None:
    assert told(typed) == codes


@pytest.mark.parametrize(
    "typed", ["an <b>open word\n\nnext", "<plaintext> a\n\nnext", "a <svg> b\n\nnext", "<i>\na\n\nnext"]
)
def test_an_element_ends_with_its_block(typed: str) -> None:
    assert page(typed).endswith("<p>next</p>")


@pytest.mark.parametrize(
    "typed", ["\\*\\*a", "`**`", "5 ~ 6", "f(x)[1]", "a [b] (c)", "[sic]", "`[a] (b.md)`", "2 ** 3 = 8"]
)
def test_signs_that_were_meant_as_signs_are_left_alone(typed: str) -> None:
    assert [code for code, *_ in told(typed) if typed != "2 ** 3 = 8"] == []


# Held against the reference


class Read(NamedTuple):
    """What stands on a page: words and links in order, items with depth and number, cells, code."""

    words: str
    links: tuple[str, ...]
    items: tuple[tuple[int, str, str], ...]
    cells: tuple[str, ...]
    code: tuple[str, ...]


_SET = str.maketrans("", "", "'\"‘’“”–-")


def _plain(words: str) -> str:
    return "".join(words.replace("…", "...").split()).translate(_SET)


def read(html: str) -> Read:
    tree = lxml_html.fromstring(f"<div>{html}</div>")
    return Read(
        _plain(tree.text_content()),
        tuple(str(link.get("href")) for link in tree.iter("a")),
        tuple(_items(tree)),
        tuple(_plain(cell.text_content()) for cell in tree.iter("td", "th")),
        tuple(code.text_content().strip() for code in tree.iter("pre")),
    )


def _items(tree: lxml_html.HtmlElement) -> Iterator[tuple[int, str, str]]:
    for item in tree.iter("li"):
        around = item.getparent()
        depth = sum(1 for one in item.iterancestors("ul", "ol"))
        number = int(around.get("start") or 1) + [*around].index(item)
        yield depth, f"{number}." if around.tag == "ol" else "•", _plain(item.text_content())


def reference(text: str) -> Read:
    made = MarkdownIt("gfm-like").enable("linkify")
    made.linkify.set({"fuzzy_link": False})
    html = re.sub(
        r"(<li>\s*(?:<p>)?)\[([ x])\] ", lambda m: m[1] + ("☐ " if m[2] == " " else "☑ "), made.render(text)
    )
    return read(html)


_words = st.lists(
    st.sampled_from(
        ["power", "*shared*", "**by all**", "`x|y`", "a_b", "2*3", "[a link](https://example.org/a)", "(so)", "1986.",
         "https://example.org/b", "~~not~~", "\\*", "#1", "Dr.", "- so", "&amp;", "é", "it's", "50%", "<https://example.org/c>"]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)  # fmt: skip
_indents = st.sampled_from(["", "", " ", "  ", "   ", "    "])


@st.composite
def _block(draw: st.DrawFn, depth: int = 0) -> list[str]:
    kind = draw(
        st.sampled_from(
            ["words", "words", "list", "list", "quote", "fence", "table", "heading", "code"]
            if depth < 3
            else ["words"]
        )
    )
    if kind == "words":
        return draw(st.lists(_words, min_size=1, max_size=3))
    if kind == "heading":
        return ["## " + draw(_words)]
    if kind == "fence":
        return ["```", *draw(st.lists(_words, max_size=2)), "```"]
    if kind == "code":
        return ["    " + draw(_words)]
    if kind == "table":
        return [
            "| a | b |",
            "|---|:-:|",
            *(f"| {one} | {two} |" for one, two in draw(st.lists(st.tuples(_words, _words), max_size=2))),
        ]
    inner = draw(_blocks(depth + 1))
    if kind == "quote":
        return [f"> {line}".rstrip() for line in inner]
    sign = draw(st.sampled_from(["-", "*", "+", "1.", "2.", "3)", "10."]))
    lines = [f"{sign} {inner[0].lstrip() or 'x'}"]
    width = " " * draw(st.sampled_from([2, 3, 4, len(sign) + 1]))
    lines += [f"{width}{line}".rstrip() for line in inner[1:]]
    return lines


@st.composite
def _blocks(draw: st.DrawFn, depth: int = 0) -> list[str]:
    lines: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        if number and draw(st.booleans()):
            lines.append("")
        lines += draw(_block(depth))
    return lines


@settings(max_examples=300, deadline=None)
@given(_blocks())
def test_any_body_reads_as_the_reference_does_or_the_editor_is_told(lines: list[str]) -> None:
    text = "\n".join(lines)
    checked = rendered(text)
    if not any(one.code in ("reads-otherwise", "too-deep") for one in checked.diagnostics):
        assert checked.value is not None
        assert read(checked.value[0].html) == reference(text)


# In page, feed, letter and text alike

ALL = """\
Words above
- one
  - inner
- [ ] todo

3. third
4. fourth

| a | b |
|---|---|
| `x \\| y` | z |

- item
  ```
  code = 1
  ```

~~gone~~ and https://example.org/a-long-way-to-go and me@example.org
"""


def test_page_feed_letter_and_text_show_the_same() -> None:
    opening = render_body(ALL, path=made_up.NOVEMBER, first_line=1, sources=(), are_figures_sourced=False)
    assert opening.diagnostics == ()
    assert opening.value is not None
    edition = made_up.entry(made_up.NOVEMBER)
    changed = made_up.with_record(edition, edition.record, body=opening.value[0])
    site = made_up.site(changed)
    letter = compose_letter(made_up.composed(made_up.NOVEMBER, changed), made_up.config().site)
    forms = {
        "page": made_up.source(site, edition.permalink),
        "feed": next(
            made_up.feeds(site)[name].decode() for name in made_up.feeds(site) if name == "editions/atom.xml"
        ),
        "letter": render_html(letter, made_up.environment()),
    }
    for name, html in forms.items():
        if name == "feed":
            html = lxml_html.fromstring(html.encode()).text_content()
        found = read(html)
        expected = reference(ALL)
        assert set(expected.items) <= set(found.items), name
        assert set(expected.cells) <= set(found.cells), name
        assert set(expected.code) <= {one.strip() for one in found.code}, name
        assert set(expected.links) <= set(found.links), name
    text = render_text(letter)
    for line in ("- one", "  - inner", "- ☐ todo", "3. third", "4. fourth", "- a: x | y", "      code = 1"):
        assert f"\n{line}\n" in text.replace("\r", ""), line
    assert "~~gone~~ and https://example.org/a-long-way-to-go and me@example.org" in " ".join(text.split())
