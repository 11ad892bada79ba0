"""All that is looked at, together: a publication that is well, one that is ill, and a world that does not answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from newsletter.content.config import Relay, SiteSettings
from newsletter.post.doctor.answers import Answer, Ask
from newsletter.post.doctor.dkim import Signer
from newsletter.post.doctor.examining import Case, examine, examine_sender, together
from newsletter.post.doctor.findings import Finding, counted, has, shown, txt
from newsletter.post.relay.session import RelayError
from newsletter.post.signing import key_record, signer
from tests import made_up
from tests.post.doctor.asking import Records, asks

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
KEY = ed25519.Ed25519PrivateKey.generate()
HOME = "commons.org.uk"
RECORDS: Records = {
    f"{HOME} MX": (f"10 mx.{HOME}",),
    f"mx.{HOME} A": ("9.9.9.9",),
    "smtp.relay.net A": ("9.9.9.1",),
    f"{HOME} TXT": ("v=spf1 ip4:9.9.9.0/24 -all",),
    f"_dmarc.{HOME} TXT": (f"v=DMARC1; p=none; rua=mailto:postmaster@{HOME}",),
    f"np1._domainkey.{HOME} TXT": (key_record(KEY),),
    "9.9.9.9.in-addr.arpa PTR": (f"mx.{HOME}",),
}
LETTER = (
    f"From: The Commons <letter@{HOME}>\r\nTo: jo@post.test\r\nSubject: News\r\n"
    f"List-Unsubscribe: <https://lists.{HOME}/leave/{'ab' * 32}>\r\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nWords\r\n"
).encode()


def _site(**changes: object) -> SiteSettings:
    settings = made_up.config().site
    sender = replace(
        settings.sender, email=f"letter@{HOME}", reply_to=f"editors@{HOME}", unsubscribe_email=f"leave@{HOME}"
    )
    relay = Relay(host="smtp.relay.net")
    return replace(settings, **{"sender": sender, "relay": relay, "dkim": None, **changes})  # type: ignore[arg-type]


def _arrived(by: bytes = b"9.9.9.9", mail_from: str = f"returns@{HOME}") -> bytes:
    """The letter as its receiver has it."""
    signed = signer(KEY, HOME, "np1", 1)(LETTER)
    results = f"Authentication-Results: mx.test; spf=pass smtp.mailfrom={mail_from}; dkim=pass\r\n"
    hop = b"Received: from x (x [%b]) by mx.test with ESMTPS id 1\r\n" % by
    return hop + results.encode() + signed


def _by_subject(case: Case, records: Records = RECORDS, ask: Ask | None = None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in examine_sender(case, ask or asks(records), patience=5):
        found.setdefault(one.subject, []).append(one.verdict)
    return found


def test_where_the_relay_signs_only_a_letter_that_arrived_settles_what_is_not_known() -> None:
    before = _by_subject(Case(_site(), None, None))
    assert before["SPF"] == ["good"]
    assert before["DKIM"] == before["reverse DNS"] == ["unknown"]
    assert before["DMARC"] == ["good"], "SPF speaks for it"
    after = _by_subject(Case(_site(), None, None, _arrived()))
    assert after["From domain"] == after["SPF"] == after["DMARC"] == after["reverse DNS"] == ["good"]
    assert after["DKIM"] == ["mind"], "it is Ed25519"
    assert "letter" not in after


def test_what_a_letter_shows_counts_for_more_than_what_the_settings_say() -> None:
    """This relay puts its own sender on the envelope."""
    records = {**RECORDS, "relay.net TXT": ("v=spf1 ip4:9.9.9.9 -all",)}
    case = Case(_site(), None, None, _arrived(mail_from="x@relay.net"))
    found = examine_sender(case, asks(records), patience=5)
    told = {one.subject: one.found for one in found}
    assert told["SPF"].startswith("relay.net lets 9.9.9.9 send")
    assert told["DMARC"] == f"{HOME}: p=none, aligned by DKIM"


def test_a_letter_whose_receiver_tells_no_address_is_judged_by_what_it_found() -> None:
    hidden = _arrived(by=b"10.0.0.1")
    found = examine_sender(Case(_site(), None, None, hidden), asks(RECORDS), patience=5)
    assert ("good", f"the receiver of the letter found: pass, for {HOME}") in [
        (one.verdict, one.found) for one in found
    ]
    failed = hidden.replace(b"spf=pass", b"spf=softfail")
    found = examine_sender(Case(_site(), None, None, failed), asks(RECORDS), patience=5)
    assert ("hurts", f"the receiver of the letter found: softfail, for {HOME}") in [
        (one.verdict, one.found) for one in found
    ]


def test_what_only_seems_to_speak_for_the_sender_does_not_count() -> None:
    """A relay that nobody sees in SPF's record may put a sender of its own on the envelope."""
    elsewhere = {**RECORDS, "smtp.relay.net A": ("203.0.113.1",)}
    assert _by_subject(Case(_site(), None, None), elsewhere)["DMARC"] == ["unknown"]
    signs = Signer(HOME, "np1", KEY)
    assert _by_subject(Case(_site(), signs, None), elsewhere)["DMARC"] == ["good"]
    revoked = {**elsewhere, f"np1._domainkey.{HOME} TXT": ("v=DKIM1; p=",)}
    assert _by_subject(Case(_site(), signs, None), revoked)["DMARC"] == ["unknown"]
    neither = {**revoked, f"{HOME} TXT": ("v=spf1 -all",)}
    assert _by_subject(Case(_site(), signs, None), neither)["DMARC"] == ["hurts"]


def test_a_sender_at_a_mail_providers_hurts_and_one_beside_the_own_site_does_not() -> None:
    guarded = {**RECORDS, f"_dmarc.{HOME} TXT": ("v=DMARC1; p=reject; rua=mailto:postmaster@commons.org.uk",),
               "smtp.relay.net A": ("203.0.113.1",)}  # fmt: skip
    assert _by_subject(Case(_site(), None, None), guarded)["DMARC"] == ["hurts"]
    for host in (HOME, f"www.{HOME}"):
        own = _site(base_url=f"https://{host}")
        assert _by_subject(Case(own, None, None), guarded)["DMARC"] == ["unknown"]


def test_a_relay_written_as_an_address_is_not_looked_up() -> None:
    site = _site(relay=Relay(host="9.9.9.1"))
    assert _by_subject(Case(site, None, None))["SPF"] == ["good"]


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        (
            LETTER.replace(HOME.encode(), b"other.net"),
            f"the letter is from other.net, and ours are from {HOME}",
        ),
        (b"no letter", "nothing was read of the letter: it is no letter"),
    ],
)
def test_a_file_that_is_no_letter_of_ours_leaves_open_what_it_was_to_settle(
    letter: bytes, words: str
) -> None:
    found = examine_sender(Case(_site(), None, None, letter), asks(RECORDS), patience=5)
    assert any(one.subject == "letter" and one.verdict == "unknown" and words in one.found for one in found)
    assert {one.verdict for one in found if one.subject == "DKIM"} == {"unknown"}


def test_nobody_and_nothing_of_a_letter_is_shown() -> None:
    for records in (RECORDS, {}):
        found = examine_sender(Case(_site(), None, None, _arrived()), asks(records), patience=5)
        said = " ".join(f"{one.found} {one.put}" for one in found).replace(f"postmaster@{HOME}", "")
        assert "jo@" not in said
        assert "letter@" not in said
        assert "abab" not in said


def test_a_domain_that_does_not_exist_hurts_and_one_that_nobody_answers_for_is_not_known() -> None:
    signs = Signer(HOME, "np1", KEY)
    gone = _by_subject(Case(_site(), signs, None), {})
    hurt = ("From domain", "SPF", "DKIM", "DMARC", "answers", "one click")
    assert {subject: verdicts for subject, verdicts in gone.items() if verdicts != ["hurts"]} == {}
    assert set(hurt) <= set(gone)
    quiet = _by_subject(Case(_site(), signs, None), ask=lambda *_: Answer("silent", words="timed out"))
    assert set(quiet) >= {*hurt, "reverse DNS"}
    assert {subject: verdicts for subject, verdicts in quiet.items() if set(verdicts) != {"unknown"}} == {}


def test_whoever_is_not_done_in_time_has_found_out_nothing_and_holds_nobody_up() -> None:
    over = threading.Event()

    def waits() -> list[Finding]:
        over.wait(10)
        return []

    looks: dict[str, Callable[[], list[Finding]]] = {"A": waits, "B": lambda: [Finding("B", "good", "b")]}
    found = together(looks, patience=0.1)
    over.set()
    assert found == (Finding("A", "unknown", "nobody answered within 0 seconds"), Finding("B", "good", "b"))


def test_a_bug_is_not_taken_for_a_finding() -> None:
    def broken() -> list[Finding]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        together({"A": broken}, patience=5)


def test_all_of_it_knows_the_relay_and_the_site_too() -> None:
    def knock() -> object:
        raise RelayError("smtp.relay.net does not let jo in (535)")

    found = examine(Case(_site(), None, knock, _arrived()), asks(RECORDS), NOW, patience=5)  # type: ignore[arg-type]
    order = list(dict.fromkeys(one.subject for one in found))
    assert order == [
        "From domain",
        "SPF",
        "DKIM",
        "DMARC",
        "reverse DNS",
        "answers",
        "TLS",
        "one click",
        "site",
    ]
    assert [one.verdict for one in found if one.subject == "TLS"] == ["hurts", "good"]
    assert has(found, "hurts")


def test_findings_are_fit_for_a_line_of_a_terminal() -> None:
    assert shown("a\x1b[31m\nb\u202e") == "a?[31m?b?"
    assert len(shown("x" * 1000)) == 301
    assert txt("a", 'say "\\"') == r'a. TXT "say \"\\\""'
    assert txt("a", "\x1bé") == r'a. TXT "\027\195\169"'
    three = [Finding("", verdict, "") for verdict in ("good", "hurts", "unknown", "unknown")]  # type: ignore[arg-type]
    assert counted(three) == "1 hurts, 2 unknown, 1 good"
