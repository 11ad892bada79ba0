"""A drawing may only draw: what browsers run or follow is told, what drawing programs note for themselves goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsletter.pictures.drawings import Drawing, drawing
from newsletter.pictures.unfit import Unfit

INKSCAPE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="120mm" height="60mm" viewBox="0 0 120 60" version="1.1" id="svg5"
   inkscape:version="1.2.2" sodipodi:docname="rents.svg" inkscape:export-filename="/home/jane/rents.png"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns:xlink="http://www.w3.org/1999/xlink"
   xmlns="http://www.w3.org/2000/svg" xmlns:svg="http://www.w3.org/2000/svg"
   xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <title>Rents</title>
  <sodipodi:namedview id="namedview7" pagecolor="#ffffff" inkscape:pageopacity="0.0" />
  <metadata><rdf:RDF><dc:creator>Jane</dc:creator></rdf:RDF></metadata>
  <defs id="defs2">
    <style>.a{fill:#b00;image-rendering:auto} @media (prefers-color-scheme:dark){.a{fill:#fbb}}</style>
    <linearGradient id="g"><stop style="stop-color:#000;stop-opacity:1" offset="0" /></linearGradient>
    <linearGradient xlink:href="#g" id="h" x1="0" y1="0" x2="1" y2="1" />
  </defs>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1">
    <rect style="fill:url(#h);-inkscape-stroke:none" id="rect1" width="20" height="30" x="4" y="10" class="a" />
    <use xlink:href="#rect1" fill="url('#g')" transform="translate(10 0)" />
    <text xml:space="preserve" x="4" y="50" aria-label="a"><tspan x="4" y="50">Jobs &amp; rents</tspan></text>
  </g>
</svg>
"""


def svg(inside: str = "", attributes: str = "") -> bytes:
    """A drawing with something in it."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {attributes}>{inside}</svg>".encode()


def test_what_a_drawing_program_saves_is_drawn_without_its_notes() -> None:
    drawn = drawing(INKSCAPE.encode())
    assert isinstance(drawn, Drawing), drawn
    text = drawn.content.decode()
    for note in ("Inkscape", "inkscape:", "sodipodi", "jane", "Jane", "rdf", "metadata", "<!--"):
        assert note not in text, note
    before = etree.fromstring(INKSCAPE.encode())
    assert [
        str(e.tag) for e in etree.fromstring(drawn.content).iter("{*}rect", "{*}use", "{*}stop", "{*}tspan")
    ] == [str(e.tag) for e in before.iter("{*}rect", "{*}use", "{*}stop", "{*}tspan")]
    assert "Jobs &amp; rents" in text
    assert 'href="#rect1"' in text
    again = drawing(drawn.content)
    assert isinstance(again, Drawing)
    assert again.content == drawn.content


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (svg("<script>alert(1)</script>"), "<script>"),
        (svg("<g><SCRIPT>alert(1)</SCRIPT></g>"), "<SCRIPT>"),
        (svg(attributes='onload="alert(1)"'), "onload"),
        (svg('<rect onClick="alert(1)"/>'), "onClick"),
        (svg("<foreignObject><p>Words</p></foreignObject>"), "<foreignObject>"),
        (svg('<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>'), "<script>"),
        (
            svg('<metadata><x:img xmlns:x="http://www.w3.org/1999/xhtml" onerror="a()"/></metadata>'),
            "<metadata>",
        ),
        (svg('<use xlink:href="https://x.example/a.svg#b"/>'), "href"),
        (svg('<use href="//x.example/a.svg#b"/>'), "href"),
        (svg('<image href="data:image/png;base64,AAAA"/>'), "<image>"),
        (svg('<a href="javascript:alert(1)"><rect/></a>'), "<a>"),
        (svg('<feImage href="#a"/>'), "<feImage>"),
        (svg('<rect fill="url(https://x.example/a.svg#b)"/>'), "fill"),
        (svg('<rect style="fill:url(//x.example/a)"/>'), "style"),
        (svg('<rect style="fill:u\\72l(//x.example/a)"/>'), "style"),
        (svg("<style>rect{fill:url(https://x.example)}</style>"), "a style"),
        (svg("<style>@import 'https://x.example/a.css';</style>"), "a style"),
        (svg("<style>@font-face{src:local(a)}</style>"), "a style"),
        (svg("<style><?a b?>@import 'https://x.example/a.css';</style>"), "a style"),
        (svg("<style>a{}<title/>@import 'https://x.example/a.css';</style>"), "a style"),
        (svg("<style><a:b xmlns:a='urn:a'/>@import 'https://x.example/a.css';</style>"), "a style"),
        (svg('<set attributeName="href" to="javascript:alert(1)"/>'), "<set>"),
        (svg('<animate attributeName="href" values="javascript:alert(1)"/>'), "<animate>"),
        (svg('<handler xmlns="http://www.w3.org/2001/xml-events">a()</handler>'), "<handler>"),
        (svg('<g xml:base="https://x.example/"/>'), "xml:base"),
        (b'<?xml-stylesheet href="a.css"?>' + svg(), "<?xml-stylesheet>"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "<!ENTITY>"),
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("&a;"), "<!ENTITY>"),
    ],
)
def test_what_browsers_run_or_follow_is_told(content: bytes, told: str) -> None:
    found = drawing(content)
    assert isinstance(found, Unfit)
    assert found.code == "active-file"
    assert told in found.message


def test_it_is_told_at_the_line_of_the_drawing() -> None:
    found = drawing(svg("<g/>\n<g/>\n<script/>"))
    assert isinstance(found, Unfit)
    assert "line 3" in found.message


@pytest.mark.parametrize(
    "content",
    [b"<svg", b"<svg/>", b"<html/>", svg("<rect"), svg("&nowhere;"), b"\xff\xfe<svg/>", svg()[:-3]],
)
def test_what_is_no_drawing_does_not_open(content: bytes) -> None:
    found = drawing(content)
    assert isinstance(found, Unfit)


def test_entities_inside_each_other_fill_no_memory() -> None:
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    content = f'<!DOCTYPE svg [<!ENTITY a0 "aaaa">{steps}]>'.encode() + svg("<text>&a11;</text>")
    assert isinstance(drawing(content), Unfit)


def test_parts_that_show_each_other_without_end_are_told_and_a_row_of_clones_is_not() -> None:
    step = '<g id="a{}"><use href="#a{}"/><use href="#a{}"/></g>'
    for last, inner in ((30, 0), (2, 2)):  # a thousand million rectangles, and one that holds itself
        steps = "".join(step.format(n, n - 1, n - 1) for n in range(1, last + 1))
        found = drawing(svg(f'<g id="a0"><rect/><use href="#a{inner}"/></g>{steps}'))
        assert isinstance(found, Unfit)
        assert found.code == "too-large"
    twice = f'<g id="a0">{"<rect/>" * 1_000}</g><g id="a0"/>' + '<use href="#a0"/>' * 300
    assert isinstance(drawing(svg(twice)), Unfit)
    chain = "".join(f'<g id="a{n}"><use href="#a{n - 1}"/></g>' for n in range(1, 40))
    assert isinstance(drawing(svg('<rect id="a0"/>' + '<use href="#a0"/>' * 1_000 + chain)), Drawing)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="40" height="20px"', (40, 20)),
        ('viewBox="0 0 40.4 20"', (40, 20)),
        ('viewBox="-3,-3, 40 20" width="100%"', (40, 20)),
        ('width="12mm" height="3mm"', None),
        ('viewBox="0 0 0 0"', None),
        ('viewBox="a b c d"', None),
        ("", None),
    ],
)
def test_a_drawing_says_its_size_where_it_has_one(attributes: str, size: tuple[int, int] | None) -> None:
    drawn = drawing(svg(attributes=attributes))
    assert isinstance(drawn, Drawing)
    assert drawn.size == size


_NAMES = st.sampled_from(
    "svg g script rect use a image style foreignObject iframe title desc animate set x:script".split()
)
_ATTRIBUTES = st.sampled_from(
    "href xlink:href onload style fill class id src x:onload data-a requiredExtensions".split()
)
_VALUES = st.sampled_from(["#a", "javascript:a()", "url(#a)", "url(//b)", "fill:red", "http://b", "1", ""])


@st.composite
def _trees(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(_NAMES)
    pairs = draw(st.dictionaries(_ATTRIBUTES, _VALUES, max_size=2))
    inside = "".join(draw(st.lists(_trees(depth - 1), max_size=2))) if depth else "words"
    return f"<{name}" + "".join(f' {key}="{value}"' for key, value in pairs.items()) + f">{inside}</{name}>"


@given(inside=_trees())
def test_whatever_passes_runs_and_follows_nothing(inside: str) -> None:
    drawn = drawing(svg(inside, 'xmlns:x="http://www.w3.org/1999/xhtml"'))
    if isinstance(drawn, Unfit):
        return
    for element in etree.fromstring(drawn.content).iter():
        name = etree.QName(element).localname
        assert name not in {"script", "foreignObject", "a", "image", "iframe", "animate", "set"}
        for key, value in element.attrib.items():
            assert not etree.QName(key).localname.startswith("on")
            assert "//" not in value
            assert "javascript" not in value
