"""The sender's domain, the addresses that letters name, and the name of the address that sends."""

from __future__ import annotations

import pytest

from newsletter.post.doctor.answers import Answer
from newsletter.post.doctor.domain import judge_answers, judge_domain
from newsletter.post.doctor.reverse import judge_reverse
from newsletter.post.doctor.ways import Way
from tests.post.doctor.asking import SILENT, Records, asks, told

HOME = "commons.org.uk"
MAIL = {"commons.org.uk MX": ("10 mx.commons.org.uk",), "mx.commons.org.uk A": ("192.0.2.1",)}


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (MAIL, "good: commons.org.uk takes mail, by mx.commons.org.uk"),
        ({"commons.org.uk A": ("192.0.2.1",)}, "mind: commons.org.uk names no mail server, so its mail goes to 192.0.2.1"),
        ({"commons.org.uk AAAA": ("2001:db8::1",)}, "mind: commons.org.uk names no mail server"),
        ({"commons.org.uk MX": ("0 .",)}, "hurts: commons.org.uk says that it takes no mail at all (a null MX, RFC 7505)"),
        ({"commons.org.uk TXT": ("x",)}, "hurts: commons.org.uk takes no mail: it has neither MX nor an address"),
        ({}, "hurts: commons.org.uk does not exist"),
        ({"commons.org.uk MX": ("10 gone.net",)}, "hurts: commons.org.uk takes mail by gone.net, which has no address"),
        ({"commons.org.uk MX": ("10 gone.net", "20 mx.net"), "mx.net A": ("192.0.2.1",)}, "good"),
        ({"commons.org.uk MX": ("10 q.net",), "q.net A": SILENT}, "unknown: no DNS answers here for q.net"),
        ({"commons.org.uk MX": SILENT}, "unknown: no DNS answers here for commons.org.uk (timed out)"),
        ({"commons.org.uk MX": SILENT, "commons.org.uk A": SILENT}, "unknown: no DNS answers here"),
    ],
)  # fmt: skip
def test_the_senders_domain_is_one_that_mail_can_come_back_to(records: Records, words: str) -> None:
    """RFC 5321 §5.1, RFC 7505."""
    assert words in told(judge_domain(HOME, asks(records)))


@pytest.mark.parametrize(
    "domain", ["commons.example", "example.org", "news.example.com", "localhost", "a.test"]
)
def test_an_example_is_told_whatever_dns_says(domain: str) -> None:
    assert told(judge_domain(domain, asks({f"{domain} A": ("192.0.2.1",)}))).startswith(
        f"hurts: {domain} is an"
    )


def test_the_addresses_that_letters_name_are_looked_at_once_each_by_their_settings() -> None:
    boxes = {
        "sender.reply_to": "editors@commons.org.uk",
        "sender.unsubscribe_email": "leave@commons.org.uk",
        "relay.returns": "returns@gone.net",
    }
    said = told(judge_answers(boxes, asks(MAIL)))
    assert said.splitlines()[0].startswith("good: commons.org.uk takes mail")
    assert "hurts: gone.net does not exist; it is in `relay.returns`" in said
    assert "@" not in said


# The address that sends

OWN = Way("mx.commons.org.uk", is_here=False, seen=Answer("found", ("192.0.2.1",)))
LETS = {**MAIL, "commons.org.uk TXT": ("v=spf1 mx -all",)}
PTR = "1.2.0.192.in-addr.arpa PTR"


def _reverse(records: Records, way: Way = OWN) -> str:
    return told(judge_reverse(HOME, HOME, way, asks(records)))


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ({**LETS, PTR: ("mx.commons.org.uk",)}, "good: mx.commons.org.uk is 192.0.2.1, which is mx.commons.org.uk and back"),
        ({**LETS, PTR: ("a.net", "mx.commons.org.uk")}, "good"),
        (LETS, "hurts: mx.commons.org.uk is 192.0.2.1, which has no name -> whoever gave you 192.0.2.1 sets its name (PTR)"),
        ({**LETS, PTR: ("host-1.net",)}, "hurts: mx.commons.org.uk is 192.0.2.1, which is called host-1.net, but"),
        ({**LETS, PTR: ("host-1.net",)}, "-> whoever gave you 192.0.2.1 sets its name (PTR)"),
        ({**LETS, PTR: ("out.commons.org.uk",)}, "-> out.commons.org.uk. A 192.0.2.1"),
        ({**LETS, PTR: ("commons.org.uk",), "commons.org.uk A": ("198.51.100.5",)}, "-> whoever gave you 192.0.2.1 sets"),
        ({**LETS, PTR: ("host-1.net", "out.commons.org.uk")}, "-> out.commons.org.uk. A 192.0.2.1"),
        ({**LETS, PTR: SILENT}, "unknown: mx.commons.org.uk is 192.0.2.1; no DNS answers here for its name"),
        ({**LETS, PTR: ("q.net",), "q.net A": SILENT}, "unknown: mx.commons.org.uk is 192.0.2.1; no DNS answers here for q.net"),
        ({**LETS, "commons.org.uk TXT": ("v=spf1 -all",), PTR: ("mx.commons.org.uk",)}, "unknown: mx.commons.org.uk is 192"),
    ],
)  # fmt: skip
def test_an_address_of_our_own_that_sends_has_a_name_that_leads_back(records: Records, words: str) -> None:
    """RFC 8601 §2.7.3."""
    assert words in _reverse(records)


def test_of_a_relay_elsewhere_it_is_never_good_but_by_a_letter_that_arrived() -> None:
    seen = Answer("found", ("192.0.2.1",))
    records = {**LETS, PTR: ("smtp.relay.net",), "smtp.relay.net A": ("192.0.2.1",)}
    said = _reverse(records, Way("smtp.relay.net", False, seen))
    assert said.startswith(
        "unknown: smtp.relay.net is 192.0.2.1, which is smtp.relay.net and back; whether it sends"
    )
    arrived = _reverse(records, Way("smtp.relay.net", False, seen, "192.0.2.1", "Received-SPF"))
    assert arrived.startswith(
        "good: the letter came from 192.0.2.1 (Received-SPF), which is smtp.relay.net and back"
    )
    other = _reverse(records, Way("smtp.relay.net", False, seen, "2001:db8::9", "Received"))
    assert other.startswith("hurts: the letter came from 2001:db8::9 (Received), which has no name")


def test_of_a_relay_that_is_here_or_that_nobody_knows_it_is_not_known() -> None:
    assert _reverse({}, Way("localhost", True, Answer("nothing"))).startswith(
        "unknown: the relay is this machine"
    )
    quiet = Way("smtp.relay.net", False, Answer("silent", words="timed out"))
    assert _reverse({}, quiet).startswith("unknown: no DNS answers here for smtp.relay.net (timed out)")
    assert _reverse({}, Way("", False, Answer("nothing"))) == ""
