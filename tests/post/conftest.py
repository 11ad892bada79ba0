"""Lists in both databases there may be: the same tests are run on each."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.debian import is_in_ci
from tests.post import server
from tests.post.lists import SERVER


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of our own; where none can be had tests are skipped, but for CI, where that is a failure."""
    try:
        with server.running() as address:
            yield address
    except server.MissingError as missing:
        if is_in_ci():
            pytest.fail(f"{missing}, and CI needs one")
        pytest.skip(str(missing))


@pytest.fixture(scope="module", params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which database the lists of this module's tests live in: `a_list` looks there, in every process."""
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("NEWPOWER_DATABASE", raising=False)
        if request.param == "PostgreSQL":
            patched.setenv(SERVER, request.getfixturevalue("postgres"))
        else:
            patched.delenv(SERVER, raising=False)
        yield request.param


@pytest.fixture(autouse=True)
def _nobodys_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds the list of whoever runs it."""
    if not os.environ.get(SERVER):
        monkeypatch.delenv("NEWPOWER_DATABASE", raising=False)
