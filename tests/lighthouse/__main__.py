"""`make lighthouse`: what Lighthouse, which Google makes, says of the main pages, and a failure where it is too little.

The version is that of package-lock.json, with every package it needs by its digest. It is set up once, into the
environment that runs the tests.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from newsletter.engine.options import Options
from newsletter.publish import build
from tests.browser.chromium import find_chromium
from tests.building import REPOSITORY
from tests.lighthouse.serving import serving

#: A page of each main kind.
PAGES = {
    "home": "/",
    "library": "/case-studies/",
    "case-study": "/case-studies/preston/",
    "edition": "/editions/2026-11/",
    "map": "/map/",
    "search": "/search/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
AT_LEAST = 99
#: Performance is a matter of the moment, so the middle of these counts.
ROUNDS = 3
#: Now and then its browser does not come up.
_TRIES = 3
_HERE = Path(__file__).parent
_THERE = Path(sys.prefix) / "lighthouse"
_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
)

Scores = Mapping[str, float]


def set_up() -> Path:
    """Lighthouse's program, of just the version that is locked."""
    locked = {name: (_HERE / name).read_bytes() for name in ("package.json", "package-lock.json")}
    program = _THERE / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.exists() or any((_THERE / name).read_bytes() != text for name, text in locked.items()):
        if shutil.which("npm") is None:
            sys.exit("There is no npm here, which sets Lighthouse up: on Debian, `apt install npm`.")
        shutil.rmtree(_THERE, ignore_errors=True)
        _THERE.mkdir()
        for name, text in locked.items():
            (_THERE / name).write_bytes(text)
        command = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
        subprocess.run(command, cwd=_THERE, check=True, timeout=900)
    return program


def measured(program: Path, address: str) -> dict[str, Any]:
    """Lighthouse's report on a page as it is for a telephone on a slow line, its own way of measuring."""
    command = ("node", str(program), address, "--output=json", "--quiet", f"--chrome-flags={_FLAGS}")
    only = f"--only-categories={','.join(CATEGORIES)}"
    environment = {**os.environ, "CHROME_PATH": find_chromium() or ""}
    for _ in range(_TRIES):
        done = subprocess.run(
            (*command, only), env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        if not done.returncode:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
    told = done.stderr.strip().splitlines()
    sys.exit(f"Lighthouse could not look at {address}: {told[-1] if told else 'it does not say why'}")


def scores(report: Mapping[str, Any]) -> Scores:
    """Out of a hundred, by category; a category that could not be judged has none."""
    return {name: 100 * (report["categories"][name]["score"] or 0) for name in CATEGORIES}


def middle(rounds: Sequence[Scores]) -> Scores:
    """The middle of several rounds, by category."""
    return {name: statistics.median(one[name] for one in rounds) for name in CATEGORIES}


def lost(reports: Iterable[Mapping[str, Any]]) -> list[str]:
    """What costs points, each audit once."""
    found = {}
    for report in reports:
        counts = {
            one["id"]
            for category in report["categories"].values()
            for one in category["auditRefs"]
            if one["weight"]
        }
        for name, audit in report["audits"].items():
            if (
                name in counts
                and (audit["score"] or 0) < 0.9
                and audit["scoreDisplayMode"] != "notApplicable"
            ):
                found[name] = f"  {name}: {audit['title']} {audit.get('displayValue', '')}".rstrip()
    return [found[name] for name in sorted(found)]


def main(names: Sequence[str]) -> int:
    """Prints a line for each page, or each that is named, and what cost points; 1 where a page has too few."""
    if unknown := [name for name in names if name not in PAGES]:
        sys.exit(f"There is no page {', '.join(unknown)}: name some of {', '.join(PAGES)}.")
    program, is_well = set_up(), True
    with TemporaryDirectory() as folder, serving(Path(folder) / "public") as site:
        place = Path(folder)
        options = Options(
            root=REPOSITORY,
            out=place / "public",
            outbox=place / "outbox",
            cache_dir=place / "cache",
            base_url=site,
            now=datetime(2026, 11, 30, 12, tzinfo=UTC),
        )
        if not build(options).is_published:
            sys.exit("The site does not build: run `newpower check`.")
        print(f"{'page':12}" + "".join(f"{name:>16}" for name in CATEGORIES), flush=True)
        for name in names or PAGES:
            reports = [measured(program, site + PAGES[name]) for _ in range(ROUNDS)]
            found = middle([scores(report) for report in reports])
            print(f"{name:12}" + "".join(f"{found[one]:16.0f}" for one in CATEGORIES), flush=True)
            if min(found.values()) < AT_LEAST:
                is_well = False
                print("\n".join(lost(reports)), flush=True)
    one, five, _ = os.getloadavg()
    speed = reports[0]["environment"]["benchmarkIndex"]
    print(
        f"Lighthouse {report_version(reports[0])}; load {one:.1f} in the last minute, {five:.1f} in five;",
        end=" ",
    )
    print(f"it takes this machine for one of {speed:.0f} (a quiet desktop has over 1,500).")
    return 0 if is_well else 1


def report_version(report: Mapping[str, Any]) -> str:
    """The version that measured, and the browser's."""
    browser = str(report["environment"]["hostUserAgent"]).partition("Chrome/")[2].partition(" ")[0]
    return f"{report['lighthouseVersion']}, Chromium {browser}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
