"""A body's tree: what it says of itself, how it is written, and that keeping it changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.body import Body, Element, body_of, changed, html_of, texts, words_of
from newsletter.values import packed, unpacked
from tests.bodies import body, nodes_of

LINK = Element("a", (("href", "?a=1&amp;b=2"), ("title", "R&amp;D")), ("R&amp;D",))


def test_an_element_gives_its_values_as_they_were_meant() -> None:
    assert (LINK.get("href"), LINK.get("title"), LINK.get("lang")) == ("?a=1&b=2", "R&D", None)


def test_a_new_value_takes_the_place_of_the_old_and_is_escaped() -> None:
    named = LINK.setting(href='"x"', lang="cy")
    assert named.attributes == (("href", "&quot;x&quot;"), ("title", "R&amp;D"), ("lang", "cy"))
    assert named.get("href") == '"x"'


@pytest.mark.parametrize(
    "html",
    ["", "words &amp; <em>more</em>", '<p id="a" title="b">x<br>y</p>\n<hr>', "<ul><li>1</li><li></li></ul>"],
)
def test_a_tree_is_written_as_it_was_read(html: str) -> None:
    assert html_of(nodes_of(html)) == body(html).html == html


def test_words_are_what_is_read_in_one_line() -> None:
    assert words_of(nodes_of(" A &amp;\n <em>b</em><br>c ")) == "A & bc"


def test_whoever_reads_may_leave_out_what_is_not_read() -> None:
    nodes = nodes_of("It fell<sup>[1]</sup>.")
    assert words_of(nodes, lambda element: ()) == "It fell."
    assert list(texts(nodes)) == ["It fell", "[1]", "."]


def test_a_change_reaches_every_element_from_within() -> None:
    seen: list[str] = []

    def note(element: Element) -> Element:
        seen.append(element.name)
        return element._replace(name="b")

    assert (
        html_of(changed(nodes_of("<p>x<em><i>y</i></em></p><p></p>"), note))
        == "<b>x<b><b>y</b></b></b><b></b>"
    )
    assert seen == ["i", "em", "p", "p"]


def test_a_body_counts_its_words_and_no_dashes() -> None:
    assert body("<p>Two <em>words</em> – and&nbsp;more</p>\n<p>here</p>").words == 4


def test_a_body_comes_back_from_the_cache_with_its_tree() -> None:
    kept = body('<p title="é">x <em>y</em></p>')
    again = unpacked(packed(kept))
    assert again == kept
    assert again.nodes == (Element("p", (("title", "é"),), ("x ", Element("em", (), ("y",)))),)


def test_a_body_without_words_has_no_nodes() -> None:
    assert body_of(()) == Body("")
    assert Body("").nodes == ()


def test_a_body_is_its_beginning_and_a_section_for_each_heading() -> None:
    beginning, *sections = body(
        '<p>Hi.</p>\n<h2 id="a">A &amp; <em>b</em></h2>\n<p>x</p>\n<h3>y</h3><h2 id="c">C</h2>'
    ).sections
    assert (beginning.id, beginning.title, beginning.html) == ("", "", "<p>Hi.</p>")
    assert [(s.id, s.title) for s in sections] == [("a", "A & b"), ("c", "C")]
    assert sections[0].html == '<h2 id="a">A &amp; <em>b</em></h2>\n<p>x</p>\n<h3>y</h3>'


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote><h2>Said</h2></blockquote>",
        '<p title="&lt;h2 x">Hi</p>',
        '<div><p>a</p><h2>b</h2><br><img src="x"></div>',
    ],
)
def test_a_heading_inside_something_else_begins_no_section(html: str) -> None:
    (only,) = body(html).sections
    assert only.html == html


@given(
    st.lists(
        st.sampled_from(
            ["<p>x</p>", '<h2 id="a">A</h2>', "<br>", "<blockquote><h2>q</h2></blockquote>", "t "]
        )
    )
)
def test_the_sections_of_a_body_are_all_of_it(pieces: list[str]) -> None:
    html = "".join(pieces)
    made = body(html)
    assert "".join(html_of(section.nodes) for section in made.sections) == html
    assert len(made.sections) == 1 + pieces.count('<h2 id="a">A</h2>')
