"""What `make lighthouse` measures with: a host as good as docs/publish.md makes one, and a version that is locked."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.building import REPOSITORY
from tests.lighthouse.__main__ import CATEGORIES, lost, middle, scores
from tests.lighthouse.serving import serving

_HEADERS = """/*
  X-Content-Type-Options: nosniff
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/case-studies/:study/cite.bib
  Content-Type: application/x-bibtex; charset=utf-8
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "_headers": _HEADERS,
        "404.html": "no page here",
        "index.html": "home",
        "assets/site.css": "p{}",
        "assets/a.woff2": "font",
        "case-studies/x/cite.bib": "@misc",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "kind", "kept", "words"),
    [
        ("/", "text/html; charset=utf-8", None, b"home"),
        ("/assets/site.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable", b"p{}"),
        ("/assets/a.woff2", "font/woff2", "public, max-age=31536000, immutable", None),
        ("/case-studies/x/cite.bib", "application/x-bibtex; charset=utf-8", None, None),
    ],
)
def test_a_file_is_served_with_its_rules_and_packed_where_that_helps(
    folder: Path, path: str, kind: str, kept: str | None, words: bytes | None
) -> None:
    with serving(folder) as site, urlopen(site + path) as answer:
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Cache-Control"] == kept
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (answer.headers["Content-Encoding"] == "gzip") == (words is not None)
        if words:
            assert gzip.decompress(answer.read()) == words


@pytest.mark.parametrize("path", ["/nowhere/", "/_headers", "/assets"])
def test_what_is_not_there_has_the_page_that_says_so(folder: Path, path: str) -> None:
    with serving(folder) as site, pytest.raises(HTTPError) as told:
        urlopen(site + path)
    assert told.value.code == 404
    assert gzip.decompress(told.value.read()) == b"no page here"
    told.value.close()


def test_every_package_is_locked_by_its_digest_whatever_registry_it_comes_from() -> None:
    folder = REPOSITORY / "tests/lighthouse"
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    assert packages[""]["dependencies"] == wanted
    of_others = {name: told for name, told in packages.items() if name}
    assert all(told["integrity"].startswith("sha512-") for told in of_others.values())
    assert not any("resolved" in told for told in of_others.values())


def test_the_middle_of_three_rounds_counts_and_what_cost_points_is_named() -> None:
    def report(performance: float | None) -> dict[str, object]:
        categories = {name: {"score": 1, "auditRefs": []} for name in CATEGORIES}
        categories["performance"] = {"score": performance, "auditRefs": [{"id": "slow", "weight": 1}]}  # type: ignore[dict-item]
        audit = {
            "score": performance,
            "title": "It is slow",
            "displayValue": "9 s",
            "scoreDisplayMode": "numeric",
        }
        return {"categories": categories, "audits": {"slow": audit}}

    rounds = [report(0.5), report(0.98), report(None)]
    assert middle([scores(one) for one in rounds]) == {**dict.fromkeys(CATEGORIES, 100), "performance": 50}
    assert lost(rounds) == ["  slow: It is slow 9 s"]
