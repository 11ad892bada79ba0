"""DMARC: the record, the organisational domain by walking up, alignment, and what is proposed (RFC 7489, DMARCbis)."""

from __future__ import annotations

import pytest

from newsletter.post.doctor.dmarc import is_aligned, judge_dmarc, organisation_of, rules_of
from tests.post.doctor.asking import SILENT, Records, asks, told

HOME = "example.org"
GOOD = "v=DMARC1; p=none; rua=mailto:postmaster@example.org"


def _judged(
    records: Records,
    spf: str | None = HOME,
    dkim: str | None = None,
    sender: str = HOME,
    *,
    is_own: bool = True,
) -> str:
    ask = asks(records)
    return told(judge_dmarc(rules_of(sender, ask), spf, dkim, ask, is_own=is_own))


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (GOOD, "good: example.org: p=none, aligned by SPF"),
        ("v=DMARC1;p=reject;rua=mailto:dmarc@example.org", "good: example.org: p=reject, aligned by SPF"),
        ("v=DMARC1; P=none", "has no policy"),
        ("v=DMARC1; p=nothing", "hurts: example.org: its DMARC record has no policy"),
        ("v=DMARC1", "hurts: example.org: its DMARC record has no policy"),
        ("v=DMARC1; rua=mailto:postmaster@example.org", "good: example.org: p=none"),  # RFC 7489 §6.6.3
        ("v=DMARC1; p=none; p=reject", "hurts: example.org: its DMARC record cannot be read"),
        ("v=DMARC1 p=none", "hurts: example.org: its DMARC record"),
        ("p=none; v=DMARC1", "hurts: example.org has no DMARC record"),
        ("v=DMARC2; p=none", "hurts: example.org has no DMARC record"),
        ("v=DMARC1; p=none", "mind: example.org names nobody who gets reports of forged mail (rua)"),
        ("v=DMARC1; p=none", '-> _dmarc.example.org. TXT "v=DMARC1; p=none; rua=mailto:postmaster@example.org"'),
    ],
)  # fmt: skip
def test_a_record_is_read_as_receivers_read_it(record: str, words: str) -> None:
    assert words in _judged({"_dmarc.example.org TXT": (record,)})


def test_a_domain_without_a_record_is_told_the_one_to_put() -> None:
    put = '_dmarc.example.org. TXT "v=DMARC1; p=none; rua=mailto:postmaster@example.org"'
    assert _judged({"example.org A": ("192.0.2.1",)}) == f"hurts: example.org has no DMARC record -> {put}"


def test_two_records_count_as_none() -> None:
    """RFC 7489 §6.6.3."""
    said = _judged({"_dmarc.example.org TXT": (GOOD, GOOD)})
    assert said.startswith("hurts: example.org: it has 2 DMARC records")
    assert f'-> in place of what is there: _dmarc.example.org. TXT "{GOOD}"' in said


@pytest.mark.parametrize(
    ("records", "put"),
    [
        (("v=DMARC1; p=reject; rua=mailto:a@example.org", "v=DMARC1; p=reject"), "p=reject; rua=mailto:a@example.org"),
        (("v=DMARC1; p=reject; adkim=s; rua=mailto:r@example.org; foo",), "p=reject; adkim=s; rua=mailto:r@example.org"),
        (("v=DMARC1 p=quarantine",), "p=quarantine; rua=mailto:postmaster@example.org"),
        (("v=DMARC1; P=reject; sp=x; aspf=q; what=1",), "p=reject; rua=mailto:postmaster@example.org"),
        (("v=DMARC1; p=reject; rua=mailto:a@x.org", "v=DMARC1; p=none; rua=mailto:a@x.org,mailto:b@x.org"),
         "p=none; rua=mailto:a@x.org,mailto:b@x.org"),
        (("v=DMARC1; p=rejekt; rua=mailto:a@x.org",), "p=none; rua=mailto:a@x.org"),
    ],
)  # fmt: skip
def test_of_what_is_broken_all_that_can_be_read_is_kept(records: tuple[str, ...], put: str) -> None:
    said = _judged({"_dmarc.example.org TXT": records})
    assert said.startswith("hurts")
    assert f'_dmarc.example.org. TXT "v=DMARC1; {put}"' in said


def test_silence_says_nothing() -> None:
    said = _judged({"_dmarc.example.org TXT": SILENT})
    assert said == "unknown: no DNS answers here for _dmarc.example.org (timed out) -> "


@pytest.mark.parametrize(
    ("spf", "dkim", "words"),
    [
        ("example.org", None, "good: example.org: p=reject, aligned by SPF"),
        ("example.org", "news.example.org", "good: example.org: p=reject, aligned by SPF and DKIM"),
        ("relay.net", "example.org", "good: example.org: p=reject, aligned by DKIM"),
        ("relay.net", None, "unknown: example.org: p=reject; SPF speaks for relay.net, for whom DKIM speaks is not seen"),
        (None, "", "unknown: example.org: p=reject; for whom SPF speaks is not seen, DKIM speaks for nobody; without"),
        (None, "example.org", "good: example.org: p=reject, aligned by DKIM"),
        (None, None, "without either, letters are for reject -> newpower doctor --letter FILE.eml"),
        ("relay.net", "relay.net", "hurts: example.org: p=reject; SPF speaks for relay.net, DKIM speaks for relay.net"),
        ("relay.net", "", "DKIM speaks for nobody, and neither for example.org -> content/site.yaml: a sender of your"),
        ("notexample.org", "", "hurts"),
    ],
)  # fmt: skip
def test_one_of_spf_and_dkim_has_to_speak_for_the_sender(
    spf: str | None, dkim: str | None, words: str
) -> None:
    record = {"_dmarc.example.org TXT": ("v=DMARC1; p=reject; rua=mailto:postmaster@example.org",)}
    assert words in _judged(record, spf, dkim)


@pytest.mark.parametrize(
    ("record", "hurts"),
    [("p=reject", True), ("p=quarantine", True), ("p=none; sp=quarantine", True), ("p=none", False)],
)
def test_who_sends_as_somebody_at_a_mail_providers_is_told_by_the_providers_own_record(
    record: str, hurts: bool
) -> None:
    said = {"_dmarc.example.org TXT": (f"v=DMARC1; {record}; rua=mailto:postmaster@example.org",)}
    found = _judged(said, None, None, is_own=False)
    assert found.startswith("hurts" if hurts else "unknown")
    assert ("whoever owns example.org has others' letters refused" in found) == hurts
    assert _judged(said, None, None).startswith("unknown"), "an owner can have the relay sign"
    assert _judged(said, HOME, None, is_own=False).startswith("good"), "by the provider's own relay"


@pytest.mark.parametrize(
    ("tag", "spf", "dkim", "is_good"),
    [
        ("aspf=r", "returns.example.org", "", True),
        ("aspf=s", "returns.example.org", "", False),
        ("aspf=s", "example.org", "", True),
        ("adkim=s", "relay.net", "news.example.org", False),
        ("adkim=S", "relay.net", "news.example.org", False),
        ("adkim=s", "relay.net", "example.org", True),
    ],
)
def test_strict_is_the_very_same_domain(tag: str, spf: str, dkim: str, is_good: bool) -> None:
    """RFC 7489 §3.1."""
    said = _judged({"_dmarc.example.org TXT": (f"{GOOD}; {tag}",)}, spf, dkim)
    assert said.startswith("good" if is_good else "hurts")


@pytest.mark.parametrize(
    ("records", "name", "organisation"),
    [
        ({"_dmarc.example.org TXT": (GOOD,)}, "a.b.example.org", "example.org"),
        ({"_dmarc.b.example.org TXT": (GOOD,), "_dmarc.example.org TXT": (GOOD,)}, "a.b.example.org", "example.org"),
        ({"_dmarc.b.example.org TXT": (f"{GOOD}; psd=n",), "_dmarc.org TXT": (GOOD,)}, "a.b.example.org", "b.example.org"),
        ({"_dmarc.org TXT": ("v=DMARC1; p=reject; psd=y",)}, "a.example.org", "example.org"),
        ({"_dmarc.org TXT": ("v=DMARC1; p=reject; psd=y",)}, "org", "org"),
        ({}, "a.example.org", "a.example.org"),
        ({"_dmarc.example.org TXT": (GOOD,)}, "1.2.3.4.5.6.7.8.9.example.org", "example.org"),
    ],
)  # fmt: skip
def test_the_organisation_is_found_by_walking_up(records: Records, name: str, organisation: str) -> None:
    """DMARCbis §4.10."""
    assert organisation_of(name, asks(records)) == organisation


def test_the_walk_asks_eight_names_at_most() -> None:
    asked: list[str] = []
    ask = asks({})
    rules_of(
        ".".join(f"l{number}" for number in range(30)),
        lambda name, kind: (asked.append(name), ask(name, kind))[1],
    )
    assert len(asked) == 8
    assert asked[1].count(".l") == 7


def test_two_branches_of_one_registry_are_two_organisations() -> None:
    """A domain below ours with an organisation of its own does not speak for us."""
    records = {
        "_dmarc.example.org TXT": (GOOD,),
        "_dmarc.tenant.example.org TXT": (f"{GOOD}; psd=n",),
    }
    ask = asks(records)
    assert not is_aligned(rules_of(HOME, ask), "tenant.example.org", "adkim", ask)
    assert is_aligned(rules_of(HOME, ask), "news.example.org", "adkim", ask)


@pytest.mark.parametrize(
    ("record", "policy"),
    [("p=reject; sp=none", "none"), ("p=reject", "reject"), ("p=none; sp=reject", "reject")],
)
def test_a_subdomain_without_a_record_has_the_policy_for_subdomains(record: str, policy: str) -> None:
    rules = rules_of("news.example.org", asks({"_dmarc.example.org TXT": (f"v=DMARC1; {record}",)}))
    assert (rules.organisation, rules.policy) == ("example.org", policy)


def test_reports_elsewhere_need_leave_of_who_gets_them() -> None:
    """RFC 7489 §7.1."""
    mine = {
        "_dmarc.example.org TXT": (
            "v=DMARC1; p=none; rua=mailto:a@reports.net!10m, mailto:b@news.example.org",
        )
    }
    said = _judged(mine)
    assert "mind: reports.net has not agreed to take the reports of example.org" in said
    assert 'example.org._report._dmarc.reports.net. TXT "v=DMARC1;"' in said
    assert "a@" not in said
    agreed = {**mine, "example.org._report._dmarc.reports.net TXT": ("v=DMARC1;",)}
    assert "mind" not in _judged(agreed)
