"""What a browser prints, as a reader's printer would get it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser

#: A millimetre, in points.
_POINT = 72 / 25.4


def test_an_edition_prints_on_a5_and_everything_else_on_the_readers_own_paper(
    browser: Browser, site: str, public: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    for path, sheet in (("/editions/2026-11/", (148, 210)), ("/about/", (210, 297))):
        page.goto(site + path)
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", printed)
        found = {(round(float(wide) / _POINT), round(float(high) / _POINT)) for wide, high in boxes}
        assert found == {sheet}, path  # in millimetres
    context.close()


def test_marks_keep_their_shapes_on_paper_where_grounds_are_left_out(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 673, "height": 900})
    page = context.new_page()
    page.emulate_media(media="print")
    drawn = """() => [...document.querySelectorAll('.status, .mark')].map(mark => {
      const { borderTopWidth, backgroundColor } = getComputedStyle(mark, '::before');
      return parseFloat(borderTopWidth) > 2 && backgroundColor === 'rgba(0, 0, 0, 0)'; })"""
    for path in ("/map/", "/case-studies/preston/"):
        page.goto(site + path)
        shapes = page.evaluate(drawn)
        assert shapes, path
        assert all(shapes), path
    context.close()
