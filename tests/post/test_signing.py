"""Letters signed for their domain, read again by somebody else's verifier (dkimpy)."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import dkim
import pytest
from click.testing import CliRunner
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from newsletter.cli import main
from newsletter.content.config import Relay
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.post.relay.dialogue import Parcel
from newsletter.post.sending.transports import smtp
from newsletter.post.signing import Key, SigningError, key_record, make_key, parse_key, read_key, signer
from tests.building import copied_project
from tests.post.sending.sink import relay
from tests.projects import REPOSITORY

SIGNED_AT = 1_795_000_000
LETTERS = sorted((REPOSITORY / "tests/golden/expected/letters").rglob("*.eml"))
KINDS = ("rsa", "ed25519")


class _VerifyKey:
    """PyNaCl's, as far as dkimpy asks for it: that library is no dependency for one check of tests."""

    def __init__(self, key: bytes, encoder: object) -> None:
        self._key = ed25519.Ed25519PublicKey.from_public_bytes(base64.b64decode(key))

    def verify(self, signed: bytes, signature: bytes) -> None:
        self._key.verify(signature, signed)


@pytest.fixture(autouse=True)
def nacl(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = SimpleNamespace(
        signing=SimpleNamespace(VerifyKey=_VerifyKey),
        encoding=SimpleNamespace(Base64Encoder=None),
        exceptions=SimpleNamespace(BadSignatureError=InvalidSignature, ValueError=ValueError),
    )
    monkeypatch.setattr(dkim, "nacl", stand_in, raising=False)


@cache
def _key(kind: str) -> Key:
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ed25519.Ed25519PrivateKey.generate()


def _pem(key: object) -> bytes:
    return key.private_bytes(  # type: ignore[attr-defined, no-any-return]
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _letter(file: Path, number: int) -> bytes:
    """The letter as one recipient gets it."""
    return (
        file.read_bytes()
        .replace(TOKEN.encode(), f"{number:064x}".encode())
        .replace(MESSAGE_KEY.encode(), f"{number:032x}".encode())
        .replace(RECIPIENT.encode(), f"reader-{number}@post.example".encode())
    )


def _signed(message: bytes, kind: str = "rsa") -> bytes:
    return signer(_key(kind), "newpower.example", "np1", SIGNED_AT)(message)


def _holds(message: bytes, kind: str = "rsa") -> bool:
    def record(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"np1._domainkey.newpower.example."
        return key_record(_key(kind)).encode()

    return dkim.verify(message, dnsfunc=record)  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [1, 2, 77])
def test_a_letter_of_the_publication_is_signed_for_each_recipient(kind: str, number: int) -> None:
    assert LETTERS
    for file in LETTERS:
        message = _letter(file, number)
        signed = _signed(message, kind)
        assert signed.endswith(b"\r\n" + message)
        assert _holds(signed, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        (b"\r\nSubject: ", b"\r\nSubject: Not "),
        (b"\r\nList-Unsubscribe: <https://", b"\r\nList-Unsubscribe: <https://x."),
        (b"\r\nList-Unsubscribe-Post: ", b"\r\nList-Unsubscribe-Post: x"),
        (b"\r\nFrom: ", b"\r\nFrom: Somebody <else@post.example>\r\nFrom: "),
        (b"\r\nTo: ", b"\r\nTo: a"),
    ],
    ids=["the subject", "where one leaves", "by one click", "a second From", "who gets it"],
)
def test_a_letter_changed_on_its_way_does_not_hold(kind: str, was: bytes, is_now: bytes) -> None:
    signed = _signed(_letter(LETTERS[0], 1), kind)
    changed = signed.replace(was, is_now, 1)
    assert changed != signed
    assert not _holds(changed, kind)


def test_a_line_added_at_the_end_does_not_hold_and_blank_lines_do_no_harm() -> None:
    signed = _signed(_letter(LETTERS[0], 1))
    assert not _holds(signed + b"one line more\r\n")
    assert _holds(signed + b"\r\n\r\n")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_letter_has_the_same_signature_in_short_lines(kind: str) -> None:
    message = _letter(LETTERS[0], 1)
    signed = _signed(message, kind)
    assert signed == _signed(message, kind)
    header = signed[: -len(message)].decode("ascii")
    assert max(map(len, header.split("\r\n"))) < 76
    assert f"t={SIGNED_AT};" in header
    assert " l=" not in header
    names = re.sub(r"\s", "", re.search(r" h=([^;]+);", header)[1]).lower().split(":")  # type: ignore[index]
    assert names.count("from") == 2
    assert {"list-unsubscribe", "list-unsubscribe-post", "list-id", "message-id", "reply-to"} <= set(names)


@pytest.mark.parametrize(
    "body", [b"", b"\r\n", b" \t\r\n\r\n", b"a \t b  \r\n \r\n\r\n", b"no line's end", b" begins\r\n.\r\n"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_blanks_at_the_edges_are_read_alike(body: bytes, kind: str) -> None:
    message = b"From:  Jo   <jo@newpower.example>\r\nSubject: a\r\n\t b \r\nTo: x@post.example\r\n\r\n" + body
    assert _holds(_signed(message, kind), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_is_read_from_a_file_of_its_owner_alone(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "dkim.pem"
    file.write_bytes(_pem(_key(kind)))
    file.chmod(0o600)
    assert key_record(read_key(file)) == key_record(_key(kind))
    file.chmod(0o640)
    with pytest.raises(SigningError, match="others may read it"):
        read_key(file)
    with pytest.raises(SigningError, match="No such file"):
        read_key(tmp_path / "none.pem")


def test_a_key_that_does_not_do_is_told_and_not_repeated() -> None:
    locked = _key("rsa").private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    for pem, words in (
        (_pem(rsa.generate_private_key(65537, 1024)), "1024 bits of RSA, and 2048 are the least"),
        (_pem(ec.generate_private_key(ec.SECP256R1())), "neither RSA nor Ed25519"),
        (locked, "without a password"),
        (b"my secret key", "not a PEM private key"),
    ):
        with pytest.raises(SigningError, match=words) as refused:
            parse_key(pem)
        assert "secret" not in str(refused.value)


@pytest.mark.parametrize("name", ["", "a b", "a;b", "a\r\nX: y", "-a", "a..b", "ä.example"])
def test_a_name_that_is_none_never_reaches_a_header(name: str) -> None:
    for domain, selector in ((name, "np1"), ("newpower.example", name)):
        with pytest.raises(SigningError, match="no name of DNS"):
            signer(_key("rsa"), domain, selector, SIGNED_AT)


def test_a_new_key_is_its_owners_alone_and_one_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "dkim.pem"
    made = make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert key_record(read_key(path)) == key_record(made)
    with pytest.raises(SigningError, match="File exists"):
        make_key(path)
    assert key_record(read_key(path)) == key_record(made)


def test_the_command_makes_a_key_and_prints_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied_project(tmp_path / "project")
    path = tmp_path / "dkim.pem"
    monkeypatch.setenv("NEWPOWER_DKIM_KEY_FILE", str(path))
    made = CliRunner().invoke(main, ["post", "dkim", "--new", "--root", str(root)])
    shown = CliRunner().invoke(main, ["post", "dkim", "--root", str(root)])
    assert made.output == shown.output
    assert shown.output == f"np1._domainkey.commons.org.uk. TXT\n{key_record(read_key(path))}\n"
    again = CliRunner().invoke(main, ["post", "dkim", "--new", "--root", str(root)])
    assert (again.exit_code, again.output.count("\n")) == (1, 1)
    monkeypatch.delenv("NEWPOWER_DKIM_KEY_FILE")
    assert CliRunner().invoke(main, ["post", "dkim", "--root", str(root)]).exit_code == 2


def test_what_a_relay_is_given_is_signed_as_it_arrives(tmp_path: Path) -> None:
    key = make_key(tmp_path / "dkim.pem")
    sign = signer(key, "example.org", "np1", SIGNED_AT)
    body = LETTERS[0].read_bytes().replace(RECIPIENT.encode(), b"jo@host.test")
    with relay() as here:
        line = smtp(Relay(host="127.0.0.1", port=here.port, security="none"), None, "here.test", sign=sign)()
        assert line.offer(Parcel("letter@example.org", "jo@host.test", "0" * 32, body)) is None
        assert line.finish().code == 250
        line.quit()
    (arrived,) = here.letters
    assert dkim.verify(arrived, dnsfunc=lambda *_, **__: key_record(key).encode())
