"""Every page is HTML without an error, by the checker that the W3C runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter import permalinks
from tests import made_up, nu
from tests.debian import is_in_ci


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """The checker; where it cannot be had the tests are skipped, but for CI, where that is a failure."""
    command = nu.checker()
    if command is None:
        if is_in_ci():
            pytest.fail("the Nu checker could not be had, and CI needs it")
        pytest.skip("no Java, or no vnu-jar by npm")
    return command


@pytest.mark.slow
def test_no_page_has_an_error(checker: list[str], tmp_path: Path) -> None:
    pages = made_up.the_pages()
    assert len(pages) > 50
    for permalink, html in pages.items():
        file = tmp_path / permalinks.output_path(permalink)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html)
    assert nu.errors(checker, tmp_path) == []


@pytest.mark.slow
def test_the_checker_sees_an_error(checker: list[str], tmp_path: Path) -> None:
    page = "<!doctype html><html lang='en'><title>A page</title><p><b>never closed</p></html>"
    (tmp_path / "page.html").write_text(page)
    (found, *_) = nu.errors(checker, tmp_path)
    assert found.startswith("/page.html:1: ")
