"""Every way a page can be looked at, and what axe finds wrong in each: it is loaded once with scripts and once without.

Axe is asked again only where it could find something else than it did before. What it judges is the document, and how
each element is placed and coloured: where all of that is as it was, so is its answer. Of colours it judges the words of a
page that are set, coloured and placed among elements as none was in that scheme before, whatever the page or the width.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page

WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark", "forced")
#: Only violations are asked for: telling all that passes takes most of axe's time.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: What colours can break.
COLOURS = {**RULES, "runOnly": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]}
#: What else the places of elements can break while all that is shown stays shown.
_PLACES = {**RULES, "runOnly": ["target-size", "scrollable-region-focusable", "skip-link"]}


class Look(NamedTuple):
    """A scheme of colours, and a width in pixels."""

    width: int
    scheme: str


LOOKS = tuple(Look(*look) for look in product(WIDTHS, SCHEMES))
#: Each width once and each scheme.
_ONE_OF_EACH = tuple(Look(*look) for look in zip(WIDTHS, SCHEMES, strict=True))

#: The document with what of it is shown; how each element is placed; how it is coloured.
_SEEN = """() => {
  const shown = [document.documentElement.outerHTML], placed = [], coloured = [];
  for (const element of document.body.querySelectorAll('*')) {
    const { x, y, width, height } = element.getBoundingClientRect();
    for (const part of [null, '::before', '::after']) {
      const style = getComputedStyle(element, part);
      if (part && style.content === 'none') continue;
      shown.push([style.display === 'none' || !(width + height), style.visibility, style.opacity === '0'].join());
      placed.push([x, y, width, height, style.display, style.position, style.overflow, style.zIndex, style.clipPath,
        style.fontSize, style.fontWeight, style.textDecorationLine, style.cursor, style.content].join());
      coloured.push([style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.fill, style.textShadow,
        style.filter, style.mixBlendMode, style.borderBottom, style.outline].join());
    }
  }
  return [shown, placed, coloured].map(lines => lines.join('\\n'));
}"""

#: Of all words that are shown what their contrast depends on: the elements they stand in, their colours, whether they are large.
_ALIKE = """() => {
  const path = element => element ? path(element.parentElement) + ' ' + (element === document.body ? '' :
    element.localName + '.' + (element.getAttribute('class') || '')) + getComputedStyle(element).backgroundColor : '';
  window.alike = {};
  for (const element of document.body.querySelectorAll('*')) {
    const hasWords = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!hasWords || !element.getClientRects().length) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const isLarge = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.7 : 24);
    (alike[[path(element), color, isLarge]] ??= []).push(element);
  }
  return Object.keys(alike);
}"""

#: axe's answer, without what nobody reads of it: on the whole page, or on two of each of these words that are alike.
_RUN = """async ([rules, keys]) => {
  const judged = keys ? { include: keys.flatMap(key => alike[key].slice(0, 2)) } : document;
  return (await axe.run(judged, rules)).violations.flatMap(
    broken => broken.nodes.map(node => `${broken.id}: ${node.html.slice(0, 120)}`));
}"""

#: Where colours are forced, the browser tells of `color` what it paints with, but not of this one, which axe asks first.
_TELL_WHAT_IS_PAINTED = """() => {
  const real = window.getComputedStyle;
  window.getComputedStyle = (...about) => {
    const style = real(...about);
    const painted = name => name === '-webkit-text-fill-color' ? style.color : style.getPropertyValue(name);
    return new Proxy(style, { get(_, name) {
      if (name === 'getPropertyValue') return painted;
      return typeof style[name] === 'function' ? style[name].bind(style) : style[name];
    } });
  };
}"""


class Seen(NamedTuple):
    """All that axe judges of a page: what is shown of the document, and how that is placed and coloured."""

    shown: str
    placed: str
    coloured: str


class Eye:
    """A page of a browser that scripts can be kept from, and axe to judge it."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page, self._session, self._axe = page, session, Axe().axe_script

    def open(self, address: str, *, scripts: bool = True) -> None:
        """Loads a page, until it asks for nothing more; without `scripts`, none of its own is ever run."""
        self._scripts(allowed=scripts)
        self.page.goto(address)
        self.page.evaluate("document.fonts.ready")
        if scripts and self.page.locator("script[src]").count():
            self.page.wait_for_load_state("networkidle")
        self._scripts(allowed=True)  # those that were not run are not run any more, and axe is one itself
        self.page.evaluate(self._axe)

    def look(self, look: Look) -> Seen:
        """What is to be seen so."""
        self.page.set_viewport_size({"width": look.width, "height": 900})
        is_dark, is_forced = look.scheme == "dark", look.scheme == "forced"
        self.page.emulate_media(
            color_scheme="dark" if is_dark else "light", forced_colors="active" if is_forced else "none"
        )
        return Seen(*self.page.evaluate(_SEEN))

    def alike(self) -> set[str]:
        """What there is of words that axe can judge the contrast of, as the page is now."""
        return set(self.page.evaluate(_ALIKE))

    def broken_rules(
        self, rules: Mapping[str, Any] = RULES, words: Collection[str] | None = None
    ) -> list[str]:
        """Each rule that the page breaks as it is now, or these words of it, with the element."""
        if self.page.evaluate("matchMedia('(forced-colors: active)').matches"):
            self.page.evaluate(_TELL_WHAT_IS_PAINTED)
        broken: list[str] = self.page.evaluate(_RUN, [rules, words and sorted(words)])
        return broken

    def _scripts(self, *, allowed: bool) -> None:
        self._session.send("Emulation.setScriptExecutionDisabled", {"value": not allowed})


@contextmanager
def open_eye(browser: Browser) -> Iterator[Eye]:
    """An eye with a context of its own."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    yield Eye(page, context.new_cdp_session(page))
    context.close()


class Judge:
    """What was judged already, so that nothing is judged twice: of a page what is seen, of all pages the words."""

    def __init__(self, eye: Eye) -> None:
        self._eye = eye
        self._words: set[tuple[str, str]] = set()

    def broken_anywhere(self, address: str) -> list[str]:
        """Each rule that a page breaks, with the look and the element: in every look, with scripts and without."""
        found: list[str] = []
        seen: set[tuple[str, ...]] = set()
        for scripts in (True, False):
            self._eye.open(address, scripts=scripts)
            if not scripts and all((one.scheme, *self._eye.look(one)) in seen for one in _ONE_OF_EACH):
                break  # it is the same page
            for look in LOOKS:
                name = f"{look.width} {look.scheme}{'' if scripts else ', no scripts'}"
                found += [f"{name}: {broken}" for broken in self._broken(look, self._eye.look(look), seen)]
        return found

    def _broken(self, look: Look, new: Seen, seen: set[tuple[str, ...]]) -> Iterator[str]:
        """What axe says of what it did not judge before; `seen` is brought up to date."""
        if (look.scheme, *new) in seen:
            return
        words = {(look.scheme, one) for one in self._eye.alike()}
        if (new.shown,) not in seen:
            yield from self._eye.broken_rules()
        else:
            if (new.shown, new.placed) not in seen:
                yield from self._eye.broken_rules(_PLACES)
            if others := words - self._words:
                yield from self._eye.broken_rules(COLOURS, {one for _, one in others})
        self._words |= words
        seen |= {(new.shown,), (new.shown, new.placed), (look.scheme, *new)}
