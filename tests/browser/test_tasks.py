"""What readers come for, done in a real browser on the real publication: on a phone, tap by tap, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

PHONE = {"width": 375, "height": 667}
DESK = {"width": 1280, "height": 900}
#: What somebody does who has never seen the site, at most.
TAPS = 3
#: Of an element: whether all of it is on the screen.
_SEEN = """e => { const r = e.getBoundingClientRect();
  return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth }"""


class Reader:
    """Somebody with a telephone, who begins on the front page; `taps` counts what they touch."""

    def __init__(self, page: Page, home: str, *, scripts: bool) -> None:
        self.page, self.home, self.has_scripts, self.taps = page, home, scripts, 0
        page.goto(f"{home}/")

    @property
    def main(self) -> Locator:
        """What the page has to say."""
        return self.page.get_by_role("main")

    @property
    def heading(self) -> str:
        """What the page calls itself."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def tap(self, on: Locator) -> None:
        """Touches what can be seen and is under no other thing."""
        on.tap()
        self.taps += 1

    def choose(self, name: str) -> None:
        """Opens the menu, and goes where it says."""
        self.tap(self.page.get_by_role("button", name="Menu"))
        self.tap(self.page.get_by_role("navigation", name="Main").get_by_role("link", name=name))

    def search(self, words: str) -> None:
        """Types into the box at the head of the page, and goes."""
        box = self.page.get_by_role("searchbox")
        self.tap(box)
        box.fill(words)
        box.press("Enter")
        self.page.wait_for_url("**/search/?q=*")

    def opened_a_case_study(self) -> bool:
        """Whether that was within what anybody would do."""
        self.page.wait_for_url("**/case-studies/*/**")
        return self.page.locator("body.study h1").is_visible() and self.taps <= TAPS


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def reader(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Reader]:
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True,
        is_mobile=True,
        java_script_enabled=request.param,
        reduced_motion="reduce",
    )
    yield Reader(context.new_page(), site, scripts=request.param)
    context.close()


# Within three taps of the front page


def test_a_case_study_near_leeds(reader: Reader) -> None:
    reader.tap(reader.page.get_by_role("link", name="What is near your town"))
    reader.tap(reader.main.get_by_role("link", name="Leeds", exact=True))
    nearest = reader.main.locator(".cards > li").first
    miles = re.search(r"(\d+) miles", nearest.inner_text())
    assert miles
    assert int(miles[1]) <= 25
    reader.tap(nearest.get_by_role("link"))
    assert reader.opened_a_case_study()


def test_a_case_study_about_energy(reader: Reader) -> None:
    reader.tap(reader.main.get_by_role("link", name="Energy", exact=True))
    assert reader.heading.startswith("Energy")
    reader.tap(reader.main.locator(".cards > li").first.get_by_role("link").first)
    assert reader.opened_a_case_study()
    assert reader.page.locator("a[href='/tags/energy/']").count() >= 1


def test_a_case_study_that_ended(reader: Reader) -> None:
    reader.tap(reader.main.locator("a[href='/status/ended/']").first)
    assert reader.heading.startswith("Ended")
    reader.tap(reader.main.locator(".cards > li").first.get_by_role("link").first)
    assert reader.opened_a_case_study()
    assert reader.main.get_by_text("Ended", exact=True).first.is_visible()


def test_the_source_of_one_figure(reader: Reader) -> None:
    reader.tap(reader.main.locator("h3 a[href^='/case-studies/']").first)
    mark = reader.page.locator(".outcomes b ~ a[href^='#source-'], .outcomes td:last-child a").first
    source = reader.page.locator(str(mark.get_attribute("href")))
    reader.tap(mark)
    assert source.locator("a[href^='http']").first.is_visible()
    assert source.evaluate(_SEEN)
    assert reader.opened_a_case_study()


# Found by tag, status, place, name and misspelt name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/tags/money/", "Money"),
        ("/status/active/", "Still running"),
        ("/places/brixton/", "Brixton"),
        ("/regions/wales/", "Wales"),
    ],
)
def test_found_by_what_it_is_and_where_in_the_library(reader: Reader, path: str, name: str) -> None:
    """One tap more than from the front page: on a phone most of what narrows the list is folded."""
    reader.tap(reader.main.locator("a[href='/case-studies/']").first)
    value = reader.page.locator(f".facets a[href='{path}']")
    if not value.is_visible():
        reader.tap(reader.page.get_by_text("Narrow these down"))
    reader.tap(value)
    reader.page.wait_for_url(f"**{path}**")
    assert reader.heading.startswith(name)
    reader.tap(reader.main.locator(".cards > li").first.get_by_role("link").first)
    reader.page.wait_for_url("**/case-studies/*/**")
    assert reader.taps <= 4


@pytest.mark.parametrize(("words", "name"), [("Preston", "Preston"), ("Buurtzog", "Buurtzorg")])
def test_found_by_its_name_well_spelt_or_not(reader: Reader, words: str, name: str) -> None:
    """A script looks the words up; without one the list from A to Z has the name."""
    reader.search(words)
    if reader.has_scripts:
        reader.tap(reader.page.locator(".found h3 a").first)
    else:
        reader.tap(reader.main.get_by_role("link", name=re.compile(f"^{name}: |^{name} keeps")).first)
    assert reader.opened_a_case_study()
    assert name in reader.heading


@pytest.mark.parametrize(
    "path",
    ["/tags/nonsense/", "/status/ended/tags/%3Cscript%3E/", "/near/atlantis/", "/case-studies/x?tag=y"],
)
def test_a_value_that_there_is_not_leads_back_to_what_there_is(reader: Reader, path: str) -> None:
    answer = reader.page.goto(reader.home + path)
    assert answer
    assert answer.status == 404
    reader.tap(reader.main.get_by_role("link", name="library").first)
    reader.page.wait_for_url("**/case-studies/")


def test_a_value_that_there_is_not_finds_nothing_and_says_so(reader: Reader) -> None:
    reader.page.goto(f"{reader.home}/search/?q=preston&status=nonsense&kind=%3Cscript%3E")
    if reader.has_scripts:
        expect(reader.page.get_by_role("status")).to_contain_text("Nothing was found for “preston”, narrowed")
    else:
        expect(reader.main.get_by_role("link", name="Preston place", exact=True)).to_be_visible()
    assert reader.main.locator("script").count() == 0


# Read, follow a source and come back


def test_read_from_the_front_page_to_the_last_word_and_on(reader: Reader) -> None:
    reader.tap(reader.main.locator("h3 a[href^='/case-studies/']").first)
    first = reader.heading
    for part in ("#power", ".outcomes", ".story", ".start"):
        assert reader.page.locator(part).first.is_visible(), part
    further = reader.main.locator("a[href^='/case-studies/']:visible").last
    address = further.get_attribute("href")
    reader.tap(further)
    reader.page.wait_for_url(f"**{address}")
    assert reader.opened_a_case_study()
    assert reader.heading != first


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_source_is_followed_and_left_again_by_keyboard_alone(
    browser: Browser, site: str, viewport: dict[str, int], *, scripts: bool
) -> None:
    context = browser.new_context(viewport=viewport, java_script_enabled=scripts)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}/case-studies/preston/")
    mark = page.locator(".story a[href^='#source-']").nth(2)
    place, source = str(mark.get_attribute("id")), str(mark.get_attribute("href"))
    mark.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(source)
    assert page.locator(source).evaluate(_SEEN)
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.locator(f"{source} a[href='#{place}']:focus").count():
            break
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#{place}")
    assert page.locator(f"#{place}").evaluate(_SEEN)
    context.close()


# Print, follow, subscribe


def test_print(reader: Reader) -> None:
    reader.page.goto(f"{reader.home}/case-studies/preston/")
    reader.page.emulate_media(media="print")
    for left_out in ("header nav", "header form", "footer nav"):
        assert not reader.page.locator(left_out).first.is_visible(), left_out
    for part in ("h1", "#power", ".outcomes", ".story", ".start"):
        assert reader.page.locator(part).first.is_visible(), part
    assert reader.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_follow(reader: Reader) -> None:
    reader.tap(reader.page.get_by_role("contentinfo").get_by_role("link", name=re.compile("^By feed")))
    assert reader.heading == "Follow"
    feed = reader.main.locator("a[href='/feed.xml']")
    assert reader.page.request.get(f"{reader.home}{feed.get_attribute('href')}").text().startswith("<?xml")
    assert reader.taps == 1


def test_subscribe_or_be_told_that_nobody_can_yet(reader: Reader) -> None:
    """The form, the mail and the way out are gone through in test_joining.py, in a publication that has them."""
    reader.choose("Subscribe")
    if reader.main.locator("form").count() == 0:
        expect(reader.main.get_by_text("The post is not open yet").first).to_be_visible()
        reader.tap(reader.main.get_by_role("link", name="How to follow").first)
        assert reader.heading == "Follow"
    else:
        expect(reader.main.locator("form[action^='https://'][method=post] input[type=email]")).to_be_visible()


def test_read_the_newest_letter_and_its_plain_text(reader: Reader) -> None:
    reader.choose("Editions")
    reader.tap(reader.main.locator("a[href='/editions/2026-11/']").first)
    text = reader.page.locator("a[href$='edition.txt']").first.get_attribute("href")
    assert reader.heading.split()[0] in reader.page.request.get(f"{reader.home}{text}").text()
