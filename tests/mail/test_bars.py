"""A figure in the letter: bars of table cells that need no picture, with the same words as the text part."""

from __future__ import annotations

from dataclasses import replace

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.blocks import Step
from newsletter.mail.layout import bar_cells
from tests import made_up
from tests.made_up import MILL, NOVEMBER
from tests.mail.letter_rules import breaches

_ENDS = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(sorted)


def letter(before: str = "£500", after: str = "£400") -> tuple[lxml.html.HtmlElement, str]:
    """The HTML and the text of the letter whose feature shows this change; it keeps every rule."""
    plain = made_up.entry(MILL).record.outcomes[0]
    outcome = replace(
        plain, before=replace(plain.before, value=before), after=replace(plain.after, value=after)
    )
    study = made_up.changed(MILL, outcomes=(outcome,))
    made = made_up.email(NOVEMBER, study)
    assert breaches(made.message, made_up.entry(NOVEMBER), made_up.config().site) == {}
    return lxml.html.document_fromstring(made.html), made.text


def test_a_change_is_two_bars_of_cells_each_under_its_words() -> None:
    html, text = letter()
    bars = html.xpath("//table[contains(@class, 'drawn')]")
    cells = [[(cell.get("class"), cell.get("width")) for cell in bar.iter("td")] for bar in bars]
    assert cells == [[("bar from", "100%")], [("bar to", "80%"), ("bar rest", "20%")]]
    words = [bar.xpath("string(preceding-sibling::p[1])") for bar in bars]
    assert words == ["From £500 in January 2013", "to £400 by 2019"]
    assert " ".join(words) in text


def test_a_range_has_a_paler_end() -> None:
    html, _ = letter("£100 to £200", "£400")
    cells = html.xpath("(//table[contains(@class, 'drawn')])[1]//td")
    assert [(cell.get("class"), cell.get("width")) for cell in cells] == [
        ("bar from", "25%"),
        ("bar perhaps", "25%"),
        ("bar rest", "50%"),
    ]


@pytest.mark.parametrize(
    ("before", "after"), [("£500", "400"), ("a few", "most"), ("–5", "5"), ("nan", "inf")]
)
def test_a_change_that_cannot_be_drawn_is_one_line_of_words(before: str, after: str) -> None:
    html, text = letter(before, after)
    assert not html.xpath("//table[contains(@class, 'drawn')]")
    (line,) = html.xpath("//p[@class='figure' and starts-with(., 'From')]")
    assert line.text in text


def test_who_hears_the_letter_hears_no_bars() -> None:
    html, _ = letter()
    for bar in html.xpath("//table[contains(@class, 'drawn')]"):
        assert (bar.get("role"), bar.get("aria-hidden")) == ("presentation", "true")
        assert not bar.text_content().strip()


@given(ends=_ENDS)
def test_the_cells_of_a_bar_fill_its_row(ends: list[int]) -> None:
    low, high = ends
    cells = bar_cells(Step("", low, high))
    assert sum(width for _, width in cells) == 100
    assert all(width > 0 for _, width in cells)
    widths = dict(cells)
    assert abs(widths.get("sure", 0) - low / 10) <= 0.5
    assert abs(widths.get("sure", 0) + widths.get("perhaps", 0) - high / 10) <= 0.5
