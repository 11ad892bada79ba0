"""A name server asked over real sockets: what it says, what it does not say, and how long that is waited for."""

from __future__ import annotations

import pytest

from newsletter.post.doctor import lookup
from newsletter.post.doctor.answers import Answer, addresses
from newsletter.post.doctor.lookup import Lookup, NoResolverError, read_resolver
from tests.post.dns_server import SERVFAIL, SILENT, Zone, dns_server

ZONE = {
    ("example.org", "A"): ("192.0.2.1", "192.0.2.2"),
    ("example.org", "AAAA"): ("2001:db8::1",),
    ("example.org", "MX"): ("20 b.example.org.", "10 a.example.org."),
    ("example.org", "TXT"): ('"v=spf1 " "-all"', r'"caf\195\169 \255"'),
    ("null.org", "MX"): ("0 .",),
    ("np1._domainkey.example.org", "CNAME"): ("np1.keys.net.",),
    ("np1.keys.net", "TXT"): ('"v=DKIM1; p="',),
    ("1.2.0.192.in-addr.arpa", "PTR"): ("mail.example.org.",),
    ("broken.org", "TXT"): SERVFAIL,
    ("quiet.org", "TXT"): SILENT,
}


@pytest.fixture
def zone() -> Zone:
    return Zone(dict(ZONE))


def test_records_come_as_plain_words(zone: Zone) -> None:
    with dns_server(zone):
        ask = Lookup(read_resolver(zone.resolver))
        assert sorted(ask("example.org", "A").records) == ["192.0.2.1", "192.0.2.2"]
        assert "2001:db8::1" in addresses(ask, "Example.ORG.").records
        assert sorted(ask("example.org", "MX").records) == ["10 a.example.org", "20 b.example.org"]
        assert ask("null.org", "MX").records == ("0 .",)
        assert ask("1.2.0.192.in-addr.arpa", "PTR").records == ("mail.example.org",)


def test_strings_of_one_record_are_joined_and_other_bytes_do_no_harm(zone: Zone) -> None:
    with dns_server(zone):
        found = Lookup(read_resolver(zone.resolver))("example.org", "TXT")
        assert sorted(found.records) == ["café \ufffd", "v=spf1 -all"]


def test_a_key_under_another_name_is_found(zone: Zone) -> None:
    with dns_server(zone):
        found = Lookup(read_resolver(zone.resolver))("np1._domainkey.example.org", "TXT")
        assert found == Answer("found", ("v=DKIM1; p=",))


def test_no_such_name_and_nothing_of_the_kind_are_two_things(zone: Zone) -> None:
    with dns_server(zone):
        ask = Lookup(read_resolver(zone.resolver))
        assert ask("nowhere.net", "TXT") == Answer("no name")
        assert ask("null.org", "TXT") == Answer("nothing")
        assert ask("x" * 64 + ".org", "TXT") == Answer("no name")
        assert ask("a..b", "TXT") == Answer("no name")


def test_a_server_that_fails_says_nothing_about_a_name(zone: Zone) -> None:
    with dns_server(zone):
        found = Lookup(read_resolver(zone.resolver))("broken.org", "TXT")
        assert found == Answer("silent", words="the name server failed")


def test_an_answer_that_is_cut_off_is_asked_for_again_by_tcp(zone: Zone) -> None:
    zone.cut = frozenset({"example.org"})
    with dns_server(zone):
        assert "v=spf1 -all" in Lookup(read_resolver(zone.resolver))("example.org", "TXT").records
    assert [way for _, _, way in zone.asked] == ["UDP", "TCP"]


def test_the_same_is_asked_once(zone: Zone) -> None:
    with dns_server(zone):
        ask = Lookup(read_resolver(zone.resolver))
        assert ask("example.org", "A") is ask("EXAMPLE.org.", "A")
    assert len(zone.asked) == 1


def test_a_server_that_never_answers_is_waited_for_twice_and_then_no_more(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "_TRY", 0.05)
    monkeypatch.setattr(lookup, "_PATIENCE", 0.1)
    zone.fails = SILENT
    with dns_server(zone):
        ask = Lookup(read_resolver(zone.resolver))
        for name in ("a.net", "b.net", "c.net", "d.net"):
            assert ask(name, "TXT") == Answer("silent", words="timed out")
        assert {name for name, _, _ in zone.asked} == {"a.net", "b.net"}
        known = Lookup(read_resolver(zone.resolver))
        assert known("example.org", "A").state == "found"
        for name in ("a.net", "b.net"):
            known(name, "TXT")
        assert known("1.2.0.192.in-addr.arpa", "PTR").state == "found", "it does answer, but for some"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9.9.9.9", ("9.9.9.9", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("2620:fe::fe", ("2620:fe::fe", 53)),
        ("[2620:fe::fe]:54", ("2620:fe::fe", 54)),
    ],
)
def test_a_name_server_is_named_by_its_address(written: str, read: tuple[str, int]) -> None:
    assert read_resolver(written) == read


@pytest.mark.parametrize(
    "written", ["", "dns.example", "9.9.9.9:", "9.9.9.9:x", "9.9.9.9:0", "[::1]x", "[::1]:70000"]
)
def test_what_is_no_name_server_is_told(written: str) -> None:
    with pytest.raises(NoResolverError, match="write its address"):
        read_resolver(written)


def test_a_machine_without_a_name_server_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise lookup.dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(lookup.dns.resolver.Resolver, "read_resolv_conf", lambda *_: none())
    monkeypatch.setattr(lookup.dns.resolver.Resolver, "read_registry", lambda *_: none(), raising=False)
    assert Lookup()("example.org", "A") == Answer("silent", words="this machine has no name server")
