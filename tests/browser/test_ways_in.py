"""Ways in: what a reader with a phone finds on the first two screens, of the real publication and of the made-up one."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

#: A small phone, and two screens of it.
_PHONE = {"width": 375, "height": 667}
_TWO_SCREENS = 2 * 667


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("served", ["site", "made_up_site"])
@pytest.mark.parametrize(
    ("path", "subjects", "drawn"),
    [
        ("/", "section:has(#by-subject)", ".front-map > svg"),
        ("/case-studies/", "nav[aria-label='By subject']", ".onward"),
    ],
)
def test_search_subjects_and_map_are_within_two_screens_of_a_phone(
    browser: Browser,
    request: pytest.FixtureRequest,
    served: str,
    path: str,
    subjects: str,
    drawn: str,
    scripts: bool,
) -> None:
    context = browser.new_context(viewport=_PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(request.getfixturevalue(served) + path)
    for part in ("form[role=search]", subjects, drawn):
        box = page.locator(part).bounding_box()
        assert box is not None, part
        assert box["y"] + box["height"] <= _TWO_SCREENS, part
    links = page.locator(drawn).locator("a[href^='/map/'], a[href^='/case-studies/']")
    assert links.count() > 0
    context.close()


#: How far the ways beside a list may go on below it, in pixels: about as much as the foot of the list takes.
_MOST_EMPTY = 400
_BELOW = """() => {
  const last = e => Math.max(...[...e.querySelectorAll('li, p, svg')].filter(one => one.checkVisibility())
    .map(one => one.getBoundingClientRect().bottom));
  const [ways, list] = document.querySelectorAll('.beside > *');
  return list ? last(ways) - last(list) : 0;
}"""


def test_no_list_of_every_sixth_is_half_empty_on_a_wide_screen(
    browser: Browser, site: str, public: Path
) -> None:
    lists = [
        "/" + path.relative_to(public).as_posix().removesuffix("index.html")
        for path in sorted(public.rglob("index.html"))
        if b'class="beside"' in path.read_bytes()
    ]
    page = browser.new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    half_empty = {}
    for link in lists[::6]:
        page.goto(site + link)
        if (below := page.evaluate(_BELOW)) > _MOST_EMPTY:
            half_empty[link] = below
    page.close()
    assert len(lists) > 60
    assert half_empty == {}
