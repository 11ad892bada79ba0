"""DKIM: the key in DNS against the one that signs, and the signatures of letters that arrived (RFC 6376, 8301, 8058)."""

from __future__ import annotations

import base64
import time
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from newsletter.post.doctor.answers import Ask
from newsletter.post.doctor.arrived import Arrived, LetterError, read_arrived
from newsletter.post.doctor.dkim import Signer, judge_key, judge_letter
from newsletter.post.doctor.dmarc import rules_of
from newsletter.post.doctor.signature import signatures
from newsletter.post.signing import Key, key_record, signer
from tests.post.doctor.asking import SILENT, asks, told

AT = "np1._domainkey.example.org"
LETTER = (
    b"From: The Commons <letter@example.org>\r\nTo: jo@post.test\r\nSubject:  A  month \r\n\tof news\r\n"
    b"List-Unsubscribe: <https://lists.example.org/leave/00>, <mailto:leave@example.org>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMessage-ID: <1@example.org>\r\n\r\n"
    b"Words \t and  more. \r\n\r\nThe end.\r\n\r\n\r\n"
)
COVERED = [b"from", b"to", b"subject", b"list-unsubscribe", b"list-unsubscribe-post"]


def _key(kind: str = "rsa") -> Key:
    return _made(kind)


@cache
def _made(kind: str) -> Key:
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, {"rsa": 2048, "other": 2048, "1024": 1024}[kind])


@cache
def _short() -> str:
    """A key that was long enough in 1998."""
    number = 512
    public = rsa.RSAPublicNumbers(65537, (1 << number) - 569).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; p={base64.b64encode(der).decode()}"


def _curve() -> str:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; p={base64.b64encode(der).decode()}"


def _judged(record: str | tuple[str, ...] | None, key: Key | None, fault: str = "") -> str:
    found = (record,) if isinstance(record, str) else record
    records = {f"{AT} TXT": found} if found else {"example.org A": ("192.0.2.1",)}
    return told(judge_key(Signer("example.org", "np1", key, fault), asks(records)))


def test_the_key_in_dns_is_the_one_that_signs() -> None:
    for kind in ("rsa", "other"):
        said = _judged(key_record(_key(kind)), _key("rsa"))
        assert said.startswith("good" if kind == "rsa" else f"hurts: {AT} publishes another key than")
    assert f'{AT}. TXT "{key_record(_key())[:255]}" "' in said
    assert "or take another selector" in said, "the other key may be somebody's who signs by it"


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (None, f"hurts: {AT}: there is no record"),
        (SILENT, f"unknown: no DNS answers here for {AT} (timed out)"),
        (("v=DKIM1; p=", "v=DKIM1; p="), "hurts: np1._domainkey.example.org: there are 2 records"),
        ("v=DKIM1; p=", "the key is revoked"),
        ("v=DKIM1; k=rsa", "has no key"),
        ("v=DKIM1; p=AAAA", "cannot be read"),
        ("v=DKIM1; p=!!!!", "cannot be read"),
        ("v=DKIM2; p=AAAA", "does not begin with v=DKIM1"),
        ("p=AAAA; v=DKIM1", "does not begin with v=DKIM1"),
        ("v=DKIM1; p=AAAA; p=BBBB", "cannot be read"),
        ("v=DKIM1; h=sha1; p=AAAA", "does not allow sha256"),
        ("v=DKIM1; s=tlsrpt; p=AAAA", "is not for mail"),
        ("v=DKIM1; k=dsa; p=AAAA", "of a kind nobody knows"),
        (_short(), "its key has 512 bits, and receivers take none below 1024"),
        (_curve(), "cannot be read"),
    ],
)
def test_a_record_that_nobody_can_check_by_hurts_and_ours_is_put(
    record: str | tuple[str, ...] | None, words: str
) -> None:
    said = _judged(record, _key())
    assert words in said
    assert said.startswith("unknown") or f'-> {AT}. TXT "v=DKIM1; k=rsa; p=' in said
    unknown = _judged(record, None)
    assert unknown.startswith("unknown") or f"{AT}. TXT, as `newpower post dkim` prints it" in unknown


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("1024", "", "mind: np1._domainkey.example.org: its key has 1024 bits, and 2048 are wanted"),
        ("ed25519", "", "mind: np1._domainkey.example.org: its key is Ed25519"),
        ("rsa", "t=y:s; ", "only being tried (t=y), so receivers may ignore it -> take t=y out"),
    ],
)
def test_what_receivers_mind_of_a_key_is_told(kind: str, more: str, words: str) -> None:
    record = key_record(_key(kind)).replace("v=DKIM1; ", f"v=DKIM1; {more}")
    assert words in _judged(record, _key(kind))


def test_a_key_is_read_whatever_it_says_besides() -> None:
    record = key_record(_key()).replace("p=", "h=sha1:sha256; s=email; n=a note; x=new; p=")
    for one in (record, record.replace("v=DKIM1; ", ""), record.replace("p=", "p= ") + " ;"):
        assert _judged(one, _key()).startswith("good")


def test_a_key_that_is_not_at_hand_leaves_it_open_and_one_that_cannot_be_read_hurts() -> None:
    assert _judged(key_record(_key()), None).startswith("unknown: np1._domainkey.example.org publishes a key")
    assert "hurts: the DKIM key: others may read it" in _judged(
        None, None, "the DKIM key: others may read it"
    )


def test_how_a_relay_signs_is_only_seen_on_a_letter() -> None:
    said = told(judge_key(None, asks({})))
    assert said.startswith("unknown: the relay signs, which is only seen on a letter that arrived -> ")
    assert "newpower doctor --letter FILE.eml" in said


# Letters that arrived


def _dns(kind: str = "rsa", domain: str = "example.org") -> Ask:
    return asks(
        {
            f"np1._domainkey.{domain} TXT": (key_record(_key(kind)),),
            "_dmarc.example.org TXT": ("v=DMARC1; p=none",),
        }
    )


def _pem(kind: str = "rsa") -> bytes:
    return _key(kind).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


def _by_others(
    canonicalisation: bytes,
    *,
    covered: list[bytes] | None = None,
    domain: bytes = b"example.org",
    **more: object,
) -> bytes:
    """A letter signed by dkimpy, as by somebody's relay."""
    header: bytes = dkim.sign(
        LETTER, b"np1", domain, _pem(), canonicalize=tuple(canonicalisation.split(b"/")),
        include_headers=covered or COVERED, **more,
    )  # fmt: skip
    return header + LETTER


def _said(message: bytes, ask: Ask | None = None) -> str:
    used = ask or _dns()
    letter = read_arrived(message, used)
    return told(judge_letter(letter, rules_of("example.org", used), used))


@pytest.mark.parametrize("way", [b"relaxed/relaxed", b"relaxed/simple", b"simple/relaxed", b"simple/simple"])
def test_a_signature_made_by_others_holds_in_each_way_of_writing(way: bytes) -> None:
    signed = _by_others(way)
    good = "good: the signature by np1 of example.org holds, and covers From and both headers of one click"
    assert _said(signed) == f"{good} -> "
    assert "does not hold: the body was changed" in _said(signed.replace(b"The end", b"An end"))
    assert "does not hold: a header it covers was changed" in _said(signed.replace(b"A  month", b"A  year"))
    assert "a header it covers was changed" in _said(signed, _dns("other"))


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_signature_of_our_own_holds_and_blanks_at_the_end_do_no_harm(kind: str) -> None:
    signed = signer(_key(kind), "example.org", "np1", 1_795_000_000)(LETTER)
    for message in (
        signed,
        signed + b"\r\n",
        signed.replace(b"\r\n", b"\n"),
        b"From jo Thu Nov 26\n" + signed,
    ):
        assert "hurts" not in _said(message, _dns(kind))
        assert "holds" in _said(message, _dns(kind))


def test_of_a_header_that_stands_twice_the_last_is_covered() -> None:
    """RFC 6376 §5.4.2."""
    twice = b"List-Unsubscribe: <https://other.test/>\r\n" + LETTER
    header = dkim.sign(twice, b"np1", b"example.org", _pem(), include_headers=COVERED)
    assert "holds" in _said(header + twice)
    assert "holds" in _said(header + twice.replace(b"other.test", b"others.test"))
    assert "was changed" in _said(header + twice.replace(b"lists.example.org", b"list.example.org"))


def test_a_part_of_a_body_can_be_signed() -> None:
    assert _said(_by_others(b"relaxed/relaxed", length=True) + b"a foot of the list\r\n").startswith("good")


@pytest.mark.parametrize("missing", [b"list-unsubscribe", b"list-unsubscribe-post"])
def test_both_headers_of_one_click_have_to_be_covered(missing: bytes) -> None:
    """RFC 8058 §4."""
    said = _said(_by_others(b"relaxed/relaxed", covered=[name for name in COVERED if name != missing]))
    assert said.startswith(
        f"hurts: the signature for example.org does not cover {missing.decode()} (RFC 8058 §4)"
    )


def test_another_domains_signature_does_not_speak_for_us() -> None:
    said = _said(_by_others(b"relaxed/relaxed", domain=b"relay.net"), _dns(domain="relay.net"))
    assert "hurts: the letter is signed for relay.net, and that does not speak for example.org" in said
    ours = signer(_key(), "example.org", "np1", 1)(_by_others(b"relaxed/relaxed", domain=b"relay.net"))
    assert _said(ours).startswith("good"), "of several one is enough"


def test_a_letter_without_what_one_click_needs_hurts() -> None:
    assert "hurts: the letter that arrived has no signature" in _said(LETTER)
    bare = LETTER.replace(b"List-Unsubscribe: <https", b"List-Unsubscribe: <http").replace(
        b"=One-Click", b"=Yes"
    )
    assert "hurts: the letter has no List-Unsubscribe with an https address" in _said(bare)
    assert "hurts: the letter has no List-Unsubscribe-Post: List-Unsubscribe=One-Click" in _said(bare)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        (b"a=rsa-sha256", b"a=rsa-sha1", "it is made by rsa-sha1, which counts for nothing"),
        (b"v=1;", b"v=2;", "it lacks what a signature has to say"),
        (b"bh=", b"bg=", "it lacks what a signature has to say"),
        (b"h=From", b"h=Fro", "it does not cover From"),
        (b"v=1;", b"v=1; v=1;", "signed for nobody"),
    ],
)
def test_what_only_looks_like_a_signature_counts_for_nothing(was: bytes, becomes: bytes, words: str) -> None:
    signed = signer(_key(), "example.org", "np1", 1)(LETTER)
    broken = signed.replace(was, becomes, 1).replace(b":\r\n From", b"", 1)
    said = _said(broken)
    assert words in said
    assert said.startswith("hurts")


def test_a_key_that_nobody_answers_for_leaves_it_open() -> None:
    quiet = asks({f"{AT} TXT": SILENT, "_dmarc.example.org TXT": ("v=DMARC1; p=none",)})
    said = _said(_by_others(b"relaxed/relaxed"), quiet)
    assert said == f"unknown: no DNS answers here for {AT} (timed out) -> "


def test_a_file_that_was_changed_as_it_was_saved_is_not_held_against_the_relay() -> None:
    changed = _by_others(b"relaxed/relaxed").replace(b"The end", b"=46e end")
    found = b"Authentication-Results: mx.test; dkim=pass header.d=example.org; spf=pass\r\n"
    said = _said(found + changed)
    assert said.startswith("mind: the signature for example.org does not hold: the body was changed")
    assert "(Authentication-Results), so the file may not be as it arrived" in said


def test_five_signatures_are_looked_at_and_no_more() -> None:
    signed = LETTER
    for _ in range(7):
        signed = signer(_key(), "example.org", "np1", 1)(signed)
    assert len(signatures(signed, _dns())) == 5


# What its receiver wrote


def _arrived(head: str) -> Arrived:
    return read_arrived(head.encode() + LETTER, asks({}))


@pytest.mark.parametrize(
    ("head", "address", "read_in"),
    [
        ("Received-SPF: pass (m.test: domain of x@y.test) client-ip=9.9.9.9;\r\n", "9.9.9.9", "Received-SPF"),
        ("Received: from a ([IPv6:2620:fe::fe]) by m.test with ESMTPS id 1\r\n", "2620:fe::fe", "Received"),
        ("Received: by in.test\r\nReceived: from a (a [9.9.9.9])\r\n\tby m.test with ESMTP id 1\r\n", "9.9.9.9", "Received"),
        ("Received: from a (a [10.0.0.1]) by m.test\r\n", "", ""),
        ("Received: from a (a [999.9.9.9]) by m.test\r\n", "", ""),
        ("Authentication-Results: spf=pass (sender IP is 9.9.9.9)\r\n", "9.9.9.9", "Authentication-Results"),
        ("Authentication-Results: m.test; iprev=pass policy.iprev=9.9.9.9\r\n", "9.9.9.9", "Authentication-Results"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_from_where_it_came_is_read_in_its_receivers_headers(head: str, address: str, read_in: str) -> None:
    found = _arrived(head)
    assert (found.address, found.read_in) == (address, read_in)


@pytest.mark.parametrize(
    ("words", "is_safe"),
    [
        ("with ESMTPS id 1", True),
        ("with UTF8SMTPSA id 1", True),
        ("with ESMTP (TLS1.3:X) id 1", True),
        ("with Microsoft SMTP Server (version=TLS1_2, cipher=X)", True),
        ("with ESMTP id 1", False),
        ("with ESMTPA id 1", False),
    ],
)
def test_whether_that_hop_was_encrypted_is_read_too(words: str, is_safe: bool) -> None:
    """RFC 3848."""
    assert _arrived(f"Received: from a (a [9.9.9.9]) by m.test {words}\r\n").is_safe is is_safe


def test_of_several_results_the_topmost_counts_and_no_address_is_read() -> None:
    said = "spf=fail (m.test: domain of jo@a.test) smtp.mailfrom=returns+x@Relay.NET; dmarc=pass"
    mine = f"Authentication-Results: m.test; {said}\r\n"
    found = _arrived(mine + "Authentication-Results: forged.test; spf=pass smtp.mailfrom=example.org\r\n")
    assert found.results == {"spf": "fail", "dmarc": "pass"}
    assert found.spf_domain == "relay.net"
    assert "@" not in repr(found)


@pytest.mark.parametrize(
    "content", [b"", b"Subject: a\r\n\r\nb", b"\x00\xff", b"From: nobody\n\nx", b"x" * 5_000_001]
)
def test_what_is_no_letter_is_told(content: bytes) -> None:
    with pytest.raises(LetterError):
        read_arrived(content, asks({}))


@pytest.mark.parametrize("said", ["; l=" + "9" * 5000, "; l=" + "9" * 21, "; l=x"])
def test_a_length_that_no_letter_has_is_a_signature_that_does_not_hold(said: str) -> None:
    head = f"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=np1; h=from; bh=AAAA; b=AAAA{said}\r\n"
    found = signatures(head.encode() + LETTER, _dns())
    assert [one.fault for one in found] == ["the body was changed since it was signed"]


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        (b"", b" " * 20_000 + b"x\r\n"),
        (b"Received: " + b"from " * 12_000 + b"\r\n", b""),
        (b"Authentication-Results: x; " + b"smtp.mailfrom=<" * 10_000 + b"\r\n", b""),
    ],
)
def test_a_strangers_letter_is_read_in_time_however_long_its_lines_are(head: bytes, rest: bytes) -> None:
    """Each took a time that grew with the square: 40 KB of blanks 38 s."""
    own = b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=np1; h=from; bh=AAAA; b=AAAA\r\n"
    begun = time.process_time()
    assert read_arrived(own + head + LETTER + rest, _dns()).signatures
    assert time.process_time() - begun < 1
