"""Ways in: what a reader with a phone finds on the first two screens, of the real publication and of the made-up one."""

from __future__ import annotations

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
