"""The whole way, as docs/post.md walks it: three imported, a fourth joins, four get the letter, one leaves, three get the next.

With a real Postfix, whose Maildir is read; a list-server in a process of its own; the site on a web server.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import dkim
import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.content.kinds.edition import Edition
from newsletter.engine.options import Options
from newsletter.letters import read_letters
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.post.signing import key_record, read_key
from newsletter.publish import read_library
from tests.building import copied_project
from tests.mail.letter_rules import RULES, breaches
from tests.post.dns_server import SERVFAIL, Zone, dns_server
from tests.post.joining.doors import FORM
from tests.post.joining.test_server import running
from tests.post.sending.postfix import Postfix, postfix, why_not
from tests.post.sending.published import LATER, Site, reachable, site

__all__ = ["reachable", "site"]

pytestmark = pytest.mark.slow

DOMAIN = "readers.org.uk"
THREE = tuple(f"{name}@{DOMAIN}" for name in ("ada", "bo", "cy"))
FOURTH = f"dee@{DOMAIN}"
MONTHS = ("2026-11", "2026-12")


@pytest.fixture(autouse=True)
def _a_postfix() -> None:
    """There can be one here; where a build server has none, that is a failure."""
    if reason := why_not():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def _project(folder: Path, home: str, port: int) -> Path:
    """The made-up publication with the few settings that docs/post.md names."""
    root = copied_project(folder)
    file = root / "content/site.yaml"
    text = file.read_text().replace("https://commons.example", home).replace("/leave/?who=", "/leave/")
    text = text.replace("1 Example Street", "1 High Street").replace("Exampleton", "Preston")
    text = re.sub(r"(?<=[./@a-z])\.example\b", ".org.uk", text).replace("imprint:", "# imprint:")
    post = f"relay: {{host: 127.0.0.1, port: {port}, security: none}}\ndkim: {{domain: commons.org.uk, selector: np1}}"
    file.write_text(re.sub(r"^relay: .*\ndkim: .*$", post, text, flags=re.MULTILINE))
    return root


def _options(root: Path) -> Options:
    return Options(
        root=root, out=root / "public", outbox=root / "outbox", cache_dir=root / ".cache", now=LATER,
        future=True, keeps_answers=False,
    )  # fmt: skip


def _publish(root: Path, site: Site) -> None:
    """The site's pages of the editions, as its web server has them."""
    for month in MONTHS:
        letter = next(one for one in read_letters(_options(root), is_to_send=month) if one.edition == month)
        assert letter.posting is not None
        site.answers[f"/editions/{month}/"] = (200, b"a page", "")
        site.answers[f"/editions/{month}/edition.txt"] = (200, letter.posting.text.encode(), "")


def _published(key: str, record: str) -> dict[tuple[str, str], tuple[str, ...] | str]:
    """What DNS says of the publication's domain, once its owner has put there what the doctor asks for."""
    words = (f'"{record[start : start + 200]}"' for start in range(0, len(record), 200))
    return {
        ("commons.org.uk", "MX"): ("10 mx.commons.org.uk.",),
        ("mx.commons.org.uk", "A"): ("192.0.2.7",),
        ("commons.org.uk", "TXT"): ('"v=spf1 ip4:127.0.0.1 -all"',),
        ("_dmarc.commons.org.uk", "TXT"): ('"v=DMARC1; p=none"',),
        (key, "TXT"): (" ".join(words),),
    }


def _said(root: Path, *words: str) -> str:
    done = CliRunner().invoke(main, [*words, "--root", str(root)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def _post(port: int, path: str, content: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", path, content, {"Content-Type": FORM})
    status = connection.getresponse().status
    connection.close()
    return status


def _arrived(here: Postfix, is_all: Callable[[list[bytes]], bool]) -> list[bytes]:
    end = time.monotonic() + 20
    while not is_all(found := here.letters()):
        assert time.monotonic() < end, f"{len(found)} letters came"
        time.sleep(0.05)
    return found


def _read(letter: bytes) -> Any:
    return message_from_bytes(letter, policy=policy.default)


def _of_edition(letters: list[bytes], month: str) -> dict[str, bytes]:
    """By whom they are for."""
    return {
        str(read["To"]): letter
        for letter in letters
        if str((read := _read(letter))["Message-ID"]).startswith(f"<{month}.")
    }


def test_three_are_imported_a_fourth_joins_and_whoever_leaves_gets_no_next_letter(
    tmp_path: Path, reachable: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("NEWPOWER_DKIM_KEY_FILE", str(tmp_path / "dkim.pem"))
    with postfix(DOMAIN) as here, dns_server(Zone(fails=SERVFAIL)) as zone:
        monkeypatch.setenv("NEWPOWER_DNS", zone.resolver)
        root = _project(tmp_path / "project", reachable.home, here.port)
        _publish(root, reachable)
        (root / "people.csv").write_text("email\n" + "".join(f"{address}\n" for address in THREE))
        name, _, record = _said(root, "post", "dkim", "--new").partition(" TXT\n")
        zone.records.update(_published(name.rstrip("."), record.strip()))
        agreed = ("--consent", "Send me the letter.", "--given", "2026-10-01")
        _said(root, "subscribers", "import", str(root / "people.csv"), *agreed)

        with running(root) as (port, _):
            assert _post(port, "/subscribe", urlencode({"email": FOURTH})) == 200
            (asks,) = _arrived(here, lambda found: len(found) == 1)
            link = re.search(
                r"<https://lists\.org\.uk(/confirm/[^>]+)>", _read(asks).get_body(("plain",)).get_content()
            )
            assert link is not None
            assert _post(port, link[1], "") == 200

            plan = _said(root, "edition", "send", MONTHS[0])
            assert "4 people" in plan
            assert "Missing" not in plan
            assert "_dmarc.commons.org.uk" in {name for name, _, _ in zone.asked}, "the doctor was asked"
            _said(root, "edition", "send", MONTHS[0], "--confirm")
            first = _of_edition(
                _arrived(here, lambda found: len(_of_edition(found, MONTHS[0])) == 4), MONTHS[0]
            )
            assert set(first) == {*THREE, FOURTH}

            leaving = re.search(r"<(https://[^>]+)>", str(_read(first[FOURTH])["List-Unsubscribe"]))
            assert leaving is not None
            assert _post(port, urlsplit(leaving[1]).path, "List-Unsubscribe=One-Click") == 200

        _said(root, "edition", "send", MONTHS[1], "--confirm")
        every = _arrived(here, lambda found: len(_of_edition(found, MONTHS[1])) == 3)
        assert set(_of_edition(every, MONTHS[1])) == set(THREE)
        for letter in first.values():
            _keeps_every_rule(letter, root, tmp_path / "dkim.pem")


def _keeps_every_rule(letter: bytes, root: Path, key: Path) -> None:
    """As it lies in the Maildir: signed for its domain (M8), and without what servers put in front, every other rule."""
    received = letter.replace(b"\n", b"\r\n")
    record = key_record(read_key(key)).encode()
    assert dkim.verify(received, dnsfunc=lambda *_, **__: record)
    library = read_library(_options(root)).value
    assert library is not None
    edition = next(entry for entry in library.of(Edition) if entry.slug == MONTHS[0])
    begin = received.index(b"From: ")
    assert RULES
    assert breaches(_as_it_was_made(received[begin:]), edition, library.config.site) == {}


def _as_it_was_made(message: bytes) -> bytes:
    """What is a person's own put back to what stands for it, which the rules look for."""
    read = _read(message)
    token = re.search(r"/leave/([0-9a-f]+)>", str(read["List-Unsubscribe"]))
    key = re.search(r"\.([0-9a-f]+)@", str(read["Message-ID"]))
    assert token is not None
    assert key is not None
    for own, stands in ((token[1], TOKEN), (key[1], MESSAGE_KEY), (str(read["To"]), RECIPIENT)):
        message = message.replace(own.encode(), stands.encode())
    return message
