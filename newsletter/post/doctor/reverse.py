"""Reverse DNS judged: whether the address that sends has a name, and that name the address (RFC 8601 §2.7.3).

Large receivers refuse an address without. Which address sends is known from a letter that arrived, or where the
relay stands in the publication's own domain, whose SPF record names it; of others it is not seen from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from newsletter.post.doctor.answers import Ask, addresses
from newsletter.post.doctor.findings import Finding, shown
from newsletter.post.doctor.spf_record import read_policy, result
from newsletter.post.doctor.ways import Way, is_within

SUBJECT = "reverse DNS"
#: Names of an address that are looked at (RFC 7208 §5.5 has the same bound), and addresses of a relay.
_NAMES, _ADDRESSES = 10, 4
_LETTER = "newpower doctor --letter FILE.eml, with a letter that arrived, tells from where it came"


def judge_reverse(domain: str, envelope: str, way: Way, ask: Ask) -> Iterator[Finding]:
    """What is to be said of the addresses that send for `domain`, with the envelope's domain beside it."""
    own = (domain, envelope)
    if way.arrived:
        yield _judged(way.arrived, f"the letter came from {way.arrived} ({way.read_in})", own, ask)
    elif way.is_here:
        yield Finding(
            SUBJECT,
            "unknown",
            "the relay is this machine: from which address it sends is not seen here",
            _LETTER,
        )
    elif way.seen.state == "silent":
        yield Finding(SUBJECT, "unknown", f"no DNS answers here for {way.host} ({way.seen.words})")
    elif way.host:
        sends = is_within(way.host, domain) and _is_let(envelope, way, ask)
        for address in way.seen.records[:_ADDRESSES]:
            one = _judged(address, f"{way.host} is {address}", own, ask)
            words = f"{one.found}; whether it sends from there is not seen here"
            yield one if sends else Finding(SUBJECT, "unknown", words, _LETTER)


def _is_let(envelope: str, way: Way, ask: Ask) -> bool:
    """Whether our own record lets all addresses of the relay send: then they are taken for those that do."""
    policy = read_policy(envelope, ask)
    return all(result(policy, one) == "pass" for one in way.seen.records)


def _judged(address: str, told: str, own: tuple[str, ...], ask: Ask) -> Finding:
    answer = ask(ip_address(address).reverse_pointer, "PTR")
    if answer.state == "silent":
        return Finding(SUBJECT, "unknown", f"{told}; no DNS answers here for its name ({answer.words})")
    if not answer.records:
        return Finding(
            SUBJECT, "hurts", f"{told}, which has no name",
            _named(address),
        )  # fmt: skip
    silence = ""
    for name in answer.records[:_NAMES]:
        forward = addresses(ask, name)
        if ip_address(address) in {ip_address(one) for one in forward.records}:
            return Finding(SUBJECT, "good", f"{told}, which is {shown(name)} and back")
        silence = silence or (forward.words if forward.state == "silent" else "")
    named = shown(", ".join(answer.records[:_NAMES]))
    if silence:
        return Finding(SUBJECT, "unknown", f"{told}; no DNS answers here for {named} ({silence})")
    words = f"{told}, which is called {named}, but that name does not lead back"
    return Finding(SUBJECT, "hurts", words, _led_back(address, answer.records[:_NAMES], own, ask))


def _named(address: str) -> str:
    return f"whoever gave you {address} sets its name (PTR) to that of the server that sends"


def _led_back(address: str, names: tuple[str, ...], own: tuple[str, ...], ask: Ask) -> str:
    """An address for a name of our own that has none; one that has is a website's, say, and others' are not ours."""
    for name in names:
        if any(is_within(name, domain) for domain in own) and not addresses(ask, name).records:
            return f"{shown(name)}. {'AAAA' if ':' in address else 'A'} {address}"
    return f"{_named(address)}, a name that leads back to {address}"
