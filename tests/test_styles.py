"""Styles: what would be lost without a word is told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.styles import first_flaw

REPOSITORY = Path(__file__).parents[1]

#: A style -> line, column and words of what is told.
FLAWED = [
    ("p{color:red", 1, 2, "`{` is never closed"),
    ("p{color:red}\n}\nh1{color:blue}", 2, 1, "`}` closes nothing"),
    ("p{}} h1{color:blue}", 1, 4, "`}` closes nothing"),
    ("p[{color:red}", 1, 2, "`[` is never closed"),
    ("p{width:calc(1px + 2px;}", 1, 13, "`(` is never closed"),
    ("p{\n  color red;\n}", 2, 3, "no colon"),
    ("p{color:red;\n  margin }", 2, 3, "no colon"),
    ("p{color:red} words", 1, 14, "no rule follows"),
    ("words; p{color:red}", 1, 1, "no rule follows"),
    ("a{color:red}\n\n{color:red}", 3, 1, "nothing says what this bracket is for"),
    ("a{color:red}\n/* open p{color:red}", 2, 1, "comment is never closed"),
    ("/*/ a{color:red}", 1, 1, "comment is never closed"),
    ("a{content:'open;}\nh1{color:red}", 1, 11, "quotation mark is never closed"),
    ('a{content:"}', 1, 11, "quotation mark is never closed"),
    ("@media (width>1px){a{color:red}", 1, 19, "`{` is never closed"),
]

SOUND = [
    "",
    "/* only a note */",
    '@charset "utf-8"; @import url(x.css); @layer a, b;',
    "a{}",
    "a{;color:red;;}",
    "a{color:red}/* {{{ */b{color:red /* ' */}",
    "a[href='{']::after{content:'}';content:\"\\\"\"}",
    "a{background:url(data:image/png;base64,iVBOR/*w0K==)}",
    "@media (width>1px){a{color:red;b &{color:blue}}}",
    "@supports (display:grid) and (not (display:inline-grid)){a{float:none}}",
    ":root{--x:{a:b};--y: ( { } )}",
    "a:is(b,c):not([d]){color:red}",
    ".a\\{b{color:red}",
    "@keyframes x{from{top:0}50.5%{top:1px}}",
    "@font-face{font-family:x;src:url( 'x.woff2' ) format('woff2')}",
]


@pytest.mark.parametrize(("style", "line", "column", "words"), FLAWED)
def test_what_would_be_lost_is_told_at_its_place(style: str, line: int, column: int, words: str) -> None:
    found = first_flaw(style)
    assert found is not None
    assert (found.line, found.column) == (line, column), found
    assert words in found.message
    assert found.hint


@pytest.mark.parametrize("style", SOUND)
def test_what_is_well_is_left_alone(style: str) -> None:
    assert first_flaw(style) is None


def test_our_own_styles_are_well() -> None:
    styles = sorted((REPOSITORY / "templates").rglob("*.css"))
    assert len(styles) > 3
    assert [first_flaw(style.read_text(encoding="utf-8")) for style in styles] == [None] * len(styles)
