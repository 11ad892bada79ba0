"""The pictures of the README and of docs/look.md: `python -m tests.browser.screenshots docs/images`, or `make screenshots`.

Each shows the same part of a page in light and in dark, side by side.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from newsletter.engine.options import Options
from newsletter.publish import build
from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS, ROOT, serving

#: What to show: a picture's name, the address or file it shows, and the width and height of the window.
PICTURES = (
    ("home", "public/", 1100, 1180),
    ("library", "public/case-studies/", 1100, 900),
    ("case-study", "public/case-studies/preston/", 1100, 1180),
    ("edition", "public/editions/2026-11/", 1100, 900),
    ("map", "public/map/", 1100, 900),
    ("search", "public/search/?q=council", 1100, 900),
    ("compass", "public/compass/", 1100, 900),
    ("near", "public/near/leeds/", 1100, 900),
    ("data", "public/data/", 1100, 900),
    ("home-phone", "public/", 375, 812),
    ("library-phone", "public/case-studies/", 375, 812),
    ("case-study-phone", "public/case-studies/preston/", 375, 812),
    ("letter", "outbox/2026-11/edition.html", 680, 940),
)
_COLOURS = 128


def take(place: Path, pictures: Path) -> None:
    """Write every picture into the folder `pictures`, from the build in `place`."""
    pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, serving(place / "public") as site:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for name, address, width, height in PICTURES:
            page = address.removeprefix("public/")
            at = (place / address).as_uri() if page == address else f"{site}/{page}"
            halves = [_half(chromium, at, width, height, scheme) for scheme in ("light", "dark")]
            both = Image.new("RGB", (width * 2, height))
            for number, half in enumerate(halves):
                both.paste(half, (number * width, 0))
            both.quantize(_COLOURS).save(pictures / f"{name}.png", optimize=True)
        chromium.close()


def _half(chromium: Browser, address: str, width: int, height: int, scheme: str) -> Image.Image:
    dark = "dark" if scheme == "dark" else "light"
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=dark)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    shot = page.screenshot()
    context.close()
    return Image.open(BytesIO(shot)).convert("RGB")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        options = Options(
            root=ROOT,
            out=Path(folder) / "public",
            outbox=Path(folder) / "outbox",
            cache_dir=Path(folder) / "cache",
            now=datetime(2026, 11, 30, 12, tzinfo=UTC),
        )
        if not build(options).is_published:
            sys.exit("The site does not build: run `newpower check`.")
        take(Path(folder), Path(sys.argv[1]))
