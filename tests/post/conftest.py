"""Lists in both databases there may be: the same tests are run on each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from newsletter.post import web
from tests.debian import is_in_ci
from tests.post import server
from tests.post.dns_server import SERVFAIL, Zone, dns_server
from tests.post.lists import SERVER
from tests.post.secure_server import certificate


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


@pytest.fixture(scope="session")
def _no_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(autouse=True)
def _nobodys_machine(_no_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test notes anything of its lists where whoever runs it sends from."""
    monkeypatch.setenv("XDG_STATE_HOME", str(_no_home))


@pytest.fixture(scope="session")
def _no_names() -> Iterator[Zone]:
    """A name server that knows nothing, and says so at once."""
    with dns_server(Zone(fails=SERVFAIL)) as zone:
        yield zone


@pytest.fixture(autouse=True)
def _nobodys_names(_no_names: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks a real name server: a test of the doctor names one of its own."""
    monkeypatch.setenv("NEWPOWER_DNS", _no_names.resolver)


@pytest.fixture(scope="session")
def believed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of the names that tests give to servers of theirs."""
    names = ("commons.test", "lists.commons.test", "lists.commons.org.uk", "commons.org.uk")
    return certificate(tmp_path_factory.mktemp("tls") / "believed.pem", *names)


@pytest.fixture
def trusted(believed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same, believed in as those of the system are."""
    monkeypatch.setenv("SSL_CERT_FILE", str(believed))
    web.context.cache_clear()
    yield believed
    web.context.cache_clear()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the list is to be: in memory where the system has that, since what is killed there is killed all the same."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path / "var"
        return
    with TemporaryDirectory(dir=memory) as quick:
        yield Path(quick) / "var"
