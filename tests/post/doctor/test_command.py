"""`newpower doctor` and `newpower edition send`, as they are typed: a name server, a relay, a site and its list server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import rsa

from newsletter.cli import main
from newsletter.post.doctor import lookup
from newsletter.post.sending import page
from newsletter.post.signing import key_record, signer
from tests.building import copied_project
from tests.post.dns_server import SERVFAIL, SILENT, Zone, dns_server
from tests.post.doctor.test_examining import LETTER
from tests.post.lists import a_list
from tests.post.secure_server import secure_server
from tests.post.sending.sendings import people
from tests.post.sending.sink import Relay, relay

HOME, MONTH = "commons.org.uk", "2026-11"
KEY = rsa.generate_private_key(65537, 2048)
SECRET = "correct horse battery staple"
WELL: dict[tuple[str, str], tuple[str, ...] | str] = {
    (HOME, "MX"): (f"10 mx.{HOME}.",),
    (HOME, "A"): ("127.0.0.1",),
    (f"lists.{HOME}", "A"): ("127.0.0.1",),
    (f"mx.{HOME}", "A"): ("9.9.9.9",),
    (HOME, "TXT"): ('"v=spf1 mx -all"',),
    (f"_dmarc.{HOME}", "TXT"): (f'"v=DMARC1; p=none; rua=mailto:postmaster@{HOME}"',),
    (f"np1._domainkey.{HOME}", "TXT"): (f'"{key_record(KEY)[:250]}" "{key_record(KEY)[250:]}"',),
    ("9.9.9.9.in-addr.arpa", "PTR"): (f"mx.{HOME}.",),
}


@pytest.fixture(scope="module")
def site(believed: Path) -> Iterator[int]:
    """The port at which both the site and the list server answer as they should."""
    with secure_server(believed, lambda *_: (200, {}, b"<title>The Commons</title>")) as port:
        yield port


@pytest.fixture
def here() -> Iterator[Relay]:
    with relay() as made:
        yield made


@pytest.fixture
def zone() -> Iterator[Zone]:
    with dns_server(Zone(dict(WELL))) as made:
        yield made


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, site: int) -> Path:
    """The made-up publication with an owner and a domain."""
    root = copied_project(tmp_path_factory.mktemp("doctor") / "project")
    settings = root / "content/site.yaml"
    text = settings.read_text().replace("https://commons.example", f"https://{HOME}:{site}")
    text = text.replace("https://lists.example", f"https://lists.{HOME}:{site}").replace(
        "/leave/?who=", "/leave/"
    )
    text = (
        text.replace(".example", ".org.uk")
        .replace("1 Example Street", "1 High Street")
        .replace("Exampleton", "Preston")
    )
    settings.write_text(re.sub(r"^relay: .*\ndkim: .*$", "", text, flags=re.MULTILINE))
    return root


@pytest.fixture
def root(
    project: Path, here: Relay, trusted: Path, zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    monkeypatch.setenv("NEWPOWER_DNS", zone.resolver)
    monkeypatch.setenv("NEWPOWER_RELAY_SECRET", SECRET)
    monkeypatch.delenv("NEWPOWER_DKIM_KEY_FILE", raising=False)
    settings = project / "content/site.yaml"
    text = settings.read_text()
    settings.write_text(f"{text}\nrelay: {{host: 127.0.0.1, port: {here.port}, security: none}}\n")
    yield project
    settings.write_text(text)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A letter of November, as it arrived somewhere."""
    signed = signer(KEY, HOME, "np1", 1)(LETTER)
    hop = b"Received: from mx (mx [9.9.9.9]) by mx.test with ESMTPS id 1\r\n"
    results = f"Authentication-Results: mx.test; spf=pass smtp.mailfrom=letter@{HOME}\r\n".encode()
    file = tmp_path / "november.eml"
    file.write_bytes(hop + results + signed)
    return file


def asked(root: Path, *words: str) -> Result:
    done = CliRunner().invoke(main, [words[0], *words[1:], "--root", str(root)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert SECRET not in done.output
    assert "jo@" not in done.output
    return done


def test_all_is_well_and_a_letter_that_arrived_shows_it(root: Path, letter: Path, zone: Zone) -> None:
    well = asked(root, "doctor", "--letter", str(letter))
    assert well.exit_code == 0, well.output
    lines = well.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["good"] * 11, well.stdout
    assert lines[0] == f"good     From domain  {HOME} takes mail, by mx.{HOME}"
    assert well.stderr == "11 good\n"
    assert {way for _, _, way in zone.asked} == {"UDP"}


def test_what_cannot_be_seen_from_here_is_not_known_and_never_passes_silently(root: Path) -> None:
    done = asked(root, "doctor")
    assert done.exit_code == 3, done.output
    assert (
        "unknown  DKIM         the relay signs, which is only seen on a letter that arrived\n" in done.stdout
    )
    assert "unknown  reverse DNS  the relay is this machine" in done.stdout
    assert done.stderr == "4 unknown, 6 good\n"


def test_what_hurts_is_told_with_what_to_put_where(root: Path, zone: Zone) -> None:
    del zone.records[(f"_dmarc.{HOME}", "TXT")]
    zone.records[(HOME, "TXT")] = ('"v=spf1 mx +all"',)
    done = asked(root, "doctor")
    assert done.exit_code == 1
    put = f'{"":22}-> _dmarc.{HOME}. TXT "v=DMARC1; p=none; rua=mailto:postmaster@{HOME}"\n'
    assert f"hurts    DMARC        {HOME} has no DMARC record\n{put}" in done.stdout
    assert f'-> {HOME}. TXT "v=spf1 mx ip4:… ~all", with the address this machine sends from' in done.stdout


def test_a_program_gets_the_same_as_json(root: Path, letter: Path) -> None:
    done = asked(root, "doctor", "--letter", str(letter), "--format", "json")
    told = json.loads(done.stdout)
    assert told["version"] == 1
    assert done.stderr == ""
    assert {one["verdict"] for one in told["findings"]} == {"good"}
    assert set(told["findings"][0]) == {"subject", "verdict", "found", "put"}


@pytest.mark.parametrize("fails", [SERVFAIL, SILENT])
def test_without_dns_it_says_so(root: Path, zone: Zone, fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "_TRY", 0.1)
    monkeypatch.setattr(lookup, "_PATIENCE", 0.2)
    monkeypatch.setenv("NEWPOWER_DNS", "127.0.0.1:1")
    zone.records, zone.fails = {}, fails
    done = asked(root, "doctor", "--resolver", zone.resolver)
    assert done.exit_code == 3, done.output
    why = "the name server failed" if fails == SERVFAIL else "timed out"
    for subject in ("From domain", "SPF", "DMARC", "answers", "one click", "site"):
        assert re.search(
            rf"^unknown  {subject} +no DNS answers here for .*\({why}\)$", done.stdout, re.MULTILINE
        ), subject
    assert "hurts" not in done.output


def test_settings_that_are_missing_are_told_with_the_rest(root: Path) -> None:
    settings = root / "content/site.yaml"
    text = settings.read_text()
    settings.write_text(text.split("relay:")[0] + f"dkim: {{domain: {HOME}, selector: np1}}\n")
    done = asked(root, "doctor")
    settings.write_text(text)
    assert done.exit_code == 1
    assert "hurts    settings     there is no `relay` in content/site.yaml\n" in done.stdout
    assert done.stdout.count("NEWPOWER_DKIM_KEY_FILE") == 1
    assert f"unknown  DKIM         np1._domainkey.{HOME} publishes a key" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--resolver", "dns.example"), "`dns.example` is no name server: write its address"),
        (("--letter", "nowhere.eml"), "does not exist"),
    ],
)
def test_what_makes_no_sense_is_one_line(root: Path, words: tuple[str, ...], told: str) -> None:
    done = asked(root, "doctor", *words)
    assert done.exit_code == 2
    assert told in done.stderr


# Before an edition goes


@pytest.fixture
def ready(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An edition whose page is live, and a list of two."""
    folder = tmp_path / "var"
    (root / "var").unlink(missing_ok=True)
    folder.mkdir()
    (root / "var").symlink_to(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(page, "amiss", lambda *_: "")
    with a_list(folder) as at:
        people(at, 2)
    return root


def _sent(root: Path, *words: str) -> Result:
    done = CliRunner().invoke(main, ["edition", "send", MONTH, "--root", str(root), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def test_nothing_goes_while_the_doctor_finds_what_would_hurt(
    ready: Path, zone: Zone, here: Relay, tmp_path: Path
) -> None:
    zone.records[(HOME, "TXT")] = ('"v=spf1 -all"',)
    refused = _sent(ready, "--confirm")
    assert refused.exit_code == 1
    assert f"nothing was sent: SPF: {HOME} lets nobody send: v=spf1 -all -> " in refused.stderr
    assert here.sessions == 0
    plan = _sent(ready)
    assert plan.exit_code == 1
    assert f"Missing       SPF: {HOME} lets nobody send" in plan.stdout
    before = len(zone.asked)
    into = _sent(ready, "--confirm", "--transport", f"folder:{tmp_path / 'into'}")
    assert (into.exit_code, len(zone.asked)) == (0, before), "a folder needs no doctor"


def test_what_is_not_known_is_told_and_keeps_nobody(ready: Path, here: Relay) -> None:
    plan = _sent(ready)
    assert plan.exit_code == 0, plan.output
    assert (
        "Mind          not known: SPF, DKIM, DMARC, reverse DNS; `newpower doctor` says why\n" in plan.stdout
    )
    done = _sent(ready, "--confirm")
    assert done.exit_code == 0, done.output
    assert "not known: SPF, DKIM, DMARC, reverse DNS; `newpower doctor` says why" in done.stderr
    assert len(here.delivered) == 2
