"""SPF: what a record costs, whom it lets send, and the record that is proposed in its place (RFC 7208)."""

from __future__ import annotations

import pytest

from newsletter.post.doctor.answers import Answer
from newsletter.post.doctor.spf import judge_spf, merged
from newsletter.post.doctor.spf_record import read_policy, result
from newsletter.post.doctor.ways import Way
from tests.post.doctor.asking import SILENT, Records, asks, told

HOME = "example.org"
RELAY = Way("smtp.relay.net", is_here=False, seen=Answer("found", ("203.0.113.7",)))
OWN = Way("mail.example.org", is_here=False, seen=Answer("found", ("203.0.113.7",)))
HERE = Way("localhost", is_here=True, seen=Answer("nothing"))


def _judged(records: Records, way: Way = RELAY) -> str:
    return told(judge_spf(HOME, way, asks(records)))


def _txt(record: str, **more: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {f"{HOME} TXT": (record,), **more}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("v=spf1 ip4:203.0.113.0/24 -all", "good: example.org lets smtp.relay.net send (0 of 10 look-ups)"),
        ("V=SPF1 IP4:203.0.113.7 -ALL", "good: example.org lets"),
        ("v=spf1 a:smtp.relay.net ~all", "good: example.org lets smtp.relay.net send (1 of 10"),
        ("v=spf1 mx -all", "good: example.org lets"),
        ("v=spf1 include:relay.net -all", "good: example.org lets"),
        ("v=spf1 redirect=relay.net", "good: example.org lets"),
        ("v=spf1 a/24 -all", "good: example.org lets"),
        ("v=spf1 exists:there.net -all", "good: example.org lets"),
        ("v=spf1 ip4:192.0.2.1 -all", "unknown: example.org names no address of smtp.relay.net"),
        ("v=spf1 exists:%{i}.there.net -all", "unknown: example.org names no address"),
        ("v=spf1 include:quiet.net -all", "is not known whole: no answer for quiet.net (timed out)"),
        ("v=spf1 a:quiet.net -all", "no answer for a:quiet.net (timed out)"),
        ("v=spf1 -all", 'lets nobody send: v=spf1 -all -> if it is to: example.org. TXT "v=spf1 include:… -all"'),
        ("v=spf1 ip4:203.0.113.7 +all", 'everybody send in its name (`+all`) -> example.org. TXT "v=spf1 ip4:203.0.113.7 ~all"'),
        ("v=spf1 ip4:203.0.113.7 all", "hurts: example.org lets everybody send"),
        ("v=spf1 ip4:203.0.113.7 ?all", 'what others are who send in its name -> example.org. TXT "v=spf1 ip4:203.0.113.7 ~all"'),
        ("v=spf1 ip4:203.0.113.7", 'example.org. TXT "v=spf1 ip4:203.0.113.7 ~all"'),
        ("v=spf1 ip4:203.0.113.7 ptr -all", "mind: example.org has `ptr`"),
        ("v=spf1 ip4:203.0.113.7 -all ip4:192.0.2.1", "mind: example.org: nobody reads what stands behind `all`: ip4:192.0.2.1"),
        ("v=spf1 ip4:203.0.113.7 unknown=x exp=why.net -all", "good: example.org lets"),
        ("v=spf1 ipv4:203.0.113.7 -all", "hurts: example.org: `ipv4:203.0.113.7` is no term of SPF: the whole record"),
        ("v=spf1 ip4:203.0.113.777 -all", "hurts: example.org: `ip4:203.0.113.777` is no address"),
        ("v=spf1 ip4:2001:db8::1 -all", "is no address"),
        ("v=spf1 include: -all", "hurts: example.org: `include:` names no domain"),
        ("v=spf1 include:other.net -all", "hurts: example.org: `include:other.net`: other.net has no SPF record"),
        ("v=spf1 include:two.net -all", "two.net has 2 SPF records"),
        ("v=spf1 -all:x", "nothing stands behind `all`"),
        ("v=spf1 a:smtp.relay.net/33 -all", "is no term of SPF"),
    ],
)  # fmt: skip
def test_a_record_is_judged_by_what_receivers_make_of_it(record: str, words: str) -> None:
    others = {
        "example.org MX": ("10 smtp.relay.net",),
        "example.org A": ("203.0.113.200",),
        "smtp.relay.net A": ("203.0.113.7",),
        "relay.net TXT": ("some-token=1", "v=spf1 ip4:203.0.113.0/28 -all"),
        "there.net A": ("127.0.0.2",),
        "other.net A": ("192.0.2.9",),
        "two.net TXT": ("v=spf1 -all", "v=spf1 ~all"),
        "quiet.net TXT": SILENT,
        "quiet.net A": SILENT,
    }
    assert words in _judged({**_txt(record), **others})


def test_a_broken_term_is_left_out_of_the_record_that_is_proposed() -> None:
    said = _judged(_txt("v=spf1 include:gone.net ip4:203.0.113.7 -all"))
    assert 'leave it out: example.org. TXT "v=spf1 ip4:203.0.113.7 -all"' in said


@pytest.mark.parametrize(
    ("way", "put"),
    [
        (RELAY, '"v=spf1 include:… ~all", with the name that smtp.relay.net tells its customers to include'),
        (OWN, '"v=spf1 a:mail.example.org ~all"'),
        (HERE, '"v=spf1 ip4:… ~all", with the address this machine sends from'),
        (Way("smtp-relay.gmail.com", False, Answer("nothing")), '"v=spf1 include:_spf.google.com ~all"'),
    ],
)
def test_a_domain_without_a_record_is_told_the_one_it_needs(way: Way, put: str) -> None:
    for records in ({"example.org A": ("192.0.2.1",)}, {"example.org TXT": ("other=1", "v=spf10 -all")}):
        assert f"hurts: example.org has no SPF record -> example.org. TXT {put}" in _judged(records, way)


def test_two_records_count_as_none_and_are_made_one() -> None:
    """RFC 7208 §4.5."""
    both = ("v=spf1 include:a.net ip4:192.0.2.1 -all", "v=spf1 include:a.net mx ~all")
    said = _judged({"example.org TXT": both})
    assert "hurts: example.org has 2 SPF records" in said
    assert 'example.org. TXT "v=spf1 include:a.net ip4:192.0.2.1 mx ~all"' in said


@pytest.mark.parametrize(
    ("records", "more", "one"),
    [
        (("v=spf1 mx -all", "v=spf1 a -all"), "", "v=spf1 mx a -all"),
        (("v=spf1 mx +all", "v=spf1 a all"), "", "v=spf1 mx a ~all"),
        (("v=spf1 mx ?all",), "", "v=spf1 mx ~all"),
        (("v=spf1 redirect=a.net", "v=spf1 mx -all"), "", "v=spf1 include:a.net mx -all"),
        (("v=spf1 redirect=a.net",), "include:b.net", "v=spf1 include:a.net include:b.net ~all"),
        (("v=spf1 redirect=a.net",), "", "v=spf1 redirect=a.net"),
        (("v=spf1 mx redirect=a.net -all",), "", "v=spf1 mx -all"),
        (("v=spf1 mx -all",), "mx", "v=spf1 mx -all"),
    ],
)
def test_a_record_that_is_proposed_lets_nobody_send_who_was_not_let(
    records: tuple[str, ...], more: str, one: str
) -> None:
    assert merged(records, more) == one


def test_a_record_longer_than_a_string_is_pasted_in_several() -> None:
    """RFC 7208 §3.3: with nothing between."""
    long = "v=spf1 " + " ".join(f"ip4:192.0.2.{number}" for number in range(30)) + " ?all"
    said = _judged(_txt(long), Way("a.net", is_here=False, seen=Answer("found", ("192.0.2.1",))))
    strings = said.rpartition("TXT ")[2].strip('"').split('" "')
    assert len(strings) == 2
    assert max(map(len, strings)) == 255
    assert "".join(strings) == long.replace("?all", "~all")


FASTMAIL = Way("smtp.fastmail.com", is_here=False, seen=Answer("found", ("9.9.9.9",)))
FULL = _txt(
    f"v=spf1 {' '.join(f'include:i{number}.net' for number in range(9))} a:i0.net -all",
    **{f"i{number}.net TXT": (f"v=spf1 ip4:198.51.100.{number} -all",) for number in range(9)},
    **{"i0.net A": ("198.51.100.99",), "spf.messagingengine.com TXT": ("v=spf1 ip4:192.0.2.0/24 -all",)},
)


@pytest.mark.parametrize("way", [RELAY, FASTMAIL, OWN])
def test_what_is_proposed_never_takes_more_look_ups_than_receivers_make(way: Way) -> None:
    """A record at its most, with one term more, is permerror for all mail: RFC 7208 §4.6.4."""
    said = _judged({**FULL, "mail.example.org A": ("203.0.113.8",)}, way)
    assert "(10 of 10 look-ups)" in said or "names no address" in said
    assert "-> if it is to: first leave out of the record of example.org what sends no more for you" in said
    assert "include:i0.net 1" in said
    assert "include:spf.messagingengine.com 1" not in said, "what is to be added is not left out"
    assert "TXT" not in said, "nothing to paste that breaks it"


def test_what_an_include_costs_with_all_it_includes_is_counted_before_it_is_proposed() -> None:
    dear = {
        **_txt("v=spf1 include:i0.net -all"),
        "i0.net TXT": ("v=spf1 a:i1.net a:i1.net a:i1.net a:i1.net a:i1.net a:i1.net -all",),
        "i1.net A": ("198.51.100.1",),
        "spf.messagingengine.com TXT": ("v=spf1 a:i1.net a:i1.net a:i1.net -all",),
    }
    assert "would take 11" in _judged(dear, FASTMAIL)
    assert "which may take 3 look-ups at most" in _judged(dear, RELAY)


def test_two_records_that_are_too_dear_together_are_not_proposed_as_one() -> None:
    two = {**FULL, "example.org TXT": (*FULL["example.org TXT"], "v=spf1 a:smtp.relay.net -all")}
    said = _judged(two)
    assert "one in place of them: first leave out of the records of example.org what sends no more" in said
    assert "TXT" not in said


@pytest.mark.parametrize("record", ["v=spf1 +all", "v=spf1 all", "v=spf1 ?all", "v=spf1 a:old.net +all"])
def test_a_record_that_is_closed_still_lets_the_relay_send(record: str) -> None:
    records = _txt(record, **{"spf.messagingengine.com TXT": ("v=spf1 ip4:9.9.9.0/24 -all",)})
    puts = [line.rpartition("TXT ")[2] for line in _judged(records, FASTMAIL).splitlines() if "TXT" in line]
    assert puts
    assert all("include:spf.messagingengine.com ~all" in one for one in puts)
    arrived = Way("smtp.relay.net", False, Answer("nothing"), "9.9.9.9", "Received")
    assert all("~all" not in line or "include:…" in line for line in _judged(records, arrived).splitlines())


def test_a_first_record_is_to_name_whoever_else_sends_for_the_domain() -> None:
    said = _judged({"example.org MX": ("1 aspmx.l.google.com",)})
    assert "and with whoever else sends for you, perhaps aspmx.l.google.com, which takes your mail" in said
    assert "and with whoever else sends for you" in _judged({"example.org MX": ("1 mail.example.org",)})


# What it costs: RFC 7208 §4.6.4


def _chain(length: int) -> dict[str, tuple[str, ...]]:
    """Includes, one within another."""
    records = {
        f"n{number}.net TXT": (f"v=spf1 include:n{number + 1}.net -all",) for number in range(1, length)
    }
    return {
        **_txt("v=spf1 include:n1.net a:smtp.relay.net -all"),
        **records,
        f"n{length}.net TXT": ("v=spf1 ip4:192.0.2.1 -all",),
        "smtp.relay.net A": ("203.0.113.7",),
    }


def test_look_ups_are_counted_with_all_that_is_included() -> None:
    assert read_policy(HOME, asks(_chain(9))).cost == 10
    assert "good: example.org lets smtp.relay.net send (10 of 10 look-ups)" in _judged(_chain(9))
    said = _judged(_chain(10))
    assert "hurts: example.org takes 11 look-ups, and 10 are the most" in said
    assert "they take: include:n1.net 10, a:smtp.relay.net 1" in said


def test_an_include_that_includes_itself_comes_to_an_end() -> None:
    said = _judged(_txt("v=spf1 include:example.org -all"))
    assert "hurts: example.org takes 41 look-ups" in said


@pytest.mark.parametrize(("names", "is_broken"), [(2, False), (3, True)])
def test_look_ups_that_find_nothing_are_two_at_most(names: int, is_broken: bool) -> None:
    record = " ".join(f"a:gone{number}.net" for number in range(names))
    said = _judged(_txt(f"v=spf1 {record} ip4:203.0.113.7 -all"))
    assert ("look-ups find nothing, and 2 are the most" in said) == is_broken
    assert ("leave out what leads nowhere: a:gone0.net" in said) == is_broken


@pytest.mark.parametrize(("names", "is_broken"), [(10, False), (11, True)])
def test_a_domain_has_ten_mail_servers_at_most(names: int, is_broken: bool) -> None:
    records = {f"m{number}.net A": ("203.0.113.7",) for number in range(names)}
    servers = tuple(f"10 m{number}.net" for number in range(names))
    said = _judged({**_txt("v=spf1 mx -all"), "example.org MX": servers, **records})
    assert ("`mx` leads to 11 names" in said) == is_broken


def test_all_that_does_not_count_is_not_counted() -> None:
    free = "v=spf1 ip4:192.0.2.1 ip6:2001:db8::/32 exp=why.net all"
    assert read_policy(HOME, asks(_txt(free))).cost == 0
    dear = "v=spf1 a mx ptr exists:a.net include:b.net redirect=c.net"
    assert read_policy(HOME, asks(_txt(dear))).cost == 6
    assert read_policy(HOME, asks(_txt(f"{dear} -all"))).cost == 5, "a redirect beside `all`: RFC 7208 §6.1"


# Who may send: RFC 7208 §4.6.2 and §5


@pytest.mark.parametrize(
    ("record", "answer"),
    [
        ("v=spf1 ip6:2001:db8::/32 -all", "fail"),
        ("v=spf1 -ip4:203.0.113.7 +all", "fail"),
        ("v=spf1 ~ip4:203.0.113.7 -all", "softfail"),
        ("v=spf1 ?ip4:203.0.113.7 -all", "neutral"),
        ("v=spf1 ip4:192.0.2.1", "neutral"),
        ("v=spf1 include:no.net ~all", "softfail"),
        ("v=spf1 include:soft.net -all", "fail"),
        ("v=spf1 redirect=soft.net", "softfail"),
        ("v=spf1 include:wrong.net -all", "permerror"),
        ("v=spf1 nonsense -all", "permerror"),
        ("v=spf1 exists:%{i}.x.net ip4:203.0.113.7 -all", "unknown"),
        ("v=spf1 ip4:203.0.113.7 exists:%{i}.x.net -all", "pass"),
        ("v=spf1 include:open.net ip4:203.0.113.7 -all", "unknown"),
    ],
)
def test_terms_are_read_from_left_to_right(record: str, answer: str) -> None:
    others = {
        "no.net TXT": ("v=spf1 -ip4:203.0.113.7 -all",),
        "soft.net TXT": ("v=spf1 ~all",),
        "wrong.net TXT": ("v=spf1 wrong",),
        "open.net TXT": ("v=spf1 exists:%{i}.x.net -all",),
    }
    assert result(read_policy(HOME, asks({**_txt(record), **others})), "203.0.113.7") == answer


def test_the_address_a_letter_came_from_settles_it() -> None:
    way = Way("smtp.relay.net", False, Answer("found", ("203.0.113.7",)), "198.51.100.4", "Received-SPF")
    good = _judged(_txt("v=spf1 ip4:198.51.100.0/24 -all"), way)
    assert good.startswith("good: example.org lets 198.51.100.4 send, where the letter came from")
    bad = _judged(_txt("v=spf1 ip4:203.0.113.7 -all"), way)
    assert "hurts: example.org does not let 198.51.100.4 send, where the letter came from (fail)" in bad
    assert 'if it is to: example.org. TXT "v=spf1 ip4:203.0.113.7 include:… -all"' in bad


def test_a_known_relay_is_known_by_what_it_asks_to_include() -> None:
    way = Way("smtp.gmail.com", False, Answer("found", ("203.0.113.7",)))
    records = _txt(
        "v=spf1 include:_spf.google.com ~all", **{"_spf.google.com TXT": ("v=spf1 ip4:192.0.2.0/24 ~all",)}
    )
    assert "good: example.org includes _spf.google.com, of smtp.gmail.com" in _judged(records, way)


def test_silence_says_nothing_about_a_record() -> None:
    assert (
        _judged({"example.org TXT": SILENT}) == "unknown: no DNS answers here for example.org (timed out) -> "
    )
