"""SPF judged: whether the domain of the envelope lets those send who send (RFC 7208), and the record it should have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address
from itertools import islice

from newsletter.post.doctor.answers import Ask, exchangers, records_of
from newsletter.post.doctor.findings import BLANK, Finding, shown, txt
from newsletter.post.doctor.spf_record import (
    MOST,
    MOST_VOID,
    Policy,
    policy_of,
    read_policy,
    result,
    terms_of,
)
from newsletter.post.doctor.ways import Way, is_within

SUBJECT = "SPF"
_ALL = "~all"
#: What relays ask to be included that send under the envelope they are given, by the end of their names.
_INCLUDES = {
    "gmail.com": "_spf.google.com",
    "google.com": "_spf.google.com",
    "office365.com": "spf.protection.outlook.com",
    "messagingengine.com": "spf.messagingengine.com",
    "fastmail.com": "spf.messagingengine.com",
}


def judge_spf(domain: str, way: Way, ask: Ask) -> Iterator[Finding]:
    """What is to be said of the SPF record of `domain`, that of the envelope's sender."""
    answer = ask(domain, "TXT")
    if answer.state == "silent":
        yield Finding(SUBJECT, "unknown", f"no DNS answers here for {domain} ({answer.words})")
        return
    found = records_of(answer, "v=spf1")
    if not found:
        yield Finding(SUBJECT, "hurts", f"{domain} has no SPF record", _new(domain, way, ask))
    elif len(found) > 1:
        words = f"{domain} has {len(found)} SPF records, and so it counts as having none that can be read"
        yield Finding(SUBJECT, "hurts", words, f"one in place of them: {_proposed(domain, found, ask)}")
    else:
        yield from _judged(read_policy(domain, ask), way, ask)


def merged(records: tuple[str, ...], more: str = "", less: str = "") -> str:
    """One record for several, that lets nobody send whom none of them did; `more` a term to add, `less` one to take out.

    Never `+all`, and `~all` where any of them leaves it open.
    """
    terms = [term for record in records for term in terms_of(record) if term != less]
    ends = {term.lower() for term in terms if term.lower().lstrip("+-~?") == "all"}
    redirects = [term for term in terms if term.lower().startswith("redirect=")]
    # a redirect is followed only where nothing else ends the record: beside others it is an include
    kept = [
        term.replace("redirect=", "include:") if term in redirects and (len(records) > 1 or more) else term
        for term in terms
        if term.lower() not in ends and not (ends and term in redirects and len(records) == 1)
    ]
    words = list(dict.fromkeys([*kept, more] if more else kept))
    stays = any(term in redirects for term in words)
    end = "-all" if ends == {"-all"} else _ALL
    return " ".join(["v=spf1", *words, *([] if stays else [end])])


def _judged(policy: Policy, way: Way, ask: Ask) -> Iterator[Finding]:
    faults = list(_faults(policy, way, ask))
    yield from faults
    if not any(one.verdict == "hurts" for one in faults):
        if policy.silences:
            words = f"who {policy.domain} lets send is not known whole: no answer for {', '.join(policy.silences)}"
            yield Finding(SUBJECT, "unknown", words)
        else:
            yield _coverage(policy, way, ask)
    yield from _remarks(policy, way, ask)


def _faults(policy: Policy, way: Way, ask: Ask) -> Iterator[Finding]:
    """What makes the record one that nobody can use (RFC 7208 §2.6.7), or that means nothing."""
    domain = policy.domain
    yield from islice(_broken(policy), 1)  # one is enough: receivers stop there
    if policy.cost > MOST:
        found = f"{domain} takes {policy.cost} look-ups, and {MOST} are the most: it counts as broken"
        put = f"leave out of the record of {domain} what sends no more for you; they take: {_dear(policy)}"
        yield Finding(SUBJECT, "hurts", found, put)
    if policy.voids > MOST_VOID:
        empty = ", ".join(term.written for _, term in policy.all_terms() if term.voids)
        found = f"{domain}: {policy.voids} look-ups find nothing, and {MOST_VOID} are the most"
        yield Finding(SUBJECT, "hurts", found, f"leave out what leads nowhere: {shown(empty)}")
    if any(term.name == "all" and term.sign == "+" for term in policy.terms):
        found = f"{domain} lets everybody send in its name (`+all`)"
        yield Finding(SUBJECT, "hurts", found, _closed(policy, way, ask))


def _broken(policy: Policy) -> Iterator[Finding]:
    """Each term that nobody can read, in this record or in one it includes."""
    for inside, term in policy.all_terms():
        if term.fault and not term.is_open:
            where = "" if inside is policy else f", in the record of {inside.domain}"
            found = f"{policy.domain}: {shown(term.fault)}{where}: the whole record counts as broken"
            own, others = (
                _without(policy, term.written),
                f"leave out what leads to {inside.domain}, or tell them",
            )
            yield Finding(SUBJECT, "hurts", found, own if inside is policy else others)


def _coverage(policy: Policy, way: Way, ask: Ask) -> Finding:
    """Whether those who send are let."""
    cost = f"{policy.cost} of {MOST} look-ups"
    if way.arrived:
        answer = result(policy, way.arrived)
        if answer in ("pass", "unknown"):
            is_let = answer == "pass"
            how = "lets" if is_let else "may or may not let"
            words = f"{policy.domain} {how} {way.arrived} send, where the letter came from ({cost})"
            return Finding(SUBJECT, "good" if is_let else "unknown", words)
        words = f"{policy.domain} does not let {way.arrived} send, where the letter came from ({answer})"
        return Finding(SUBJECT, "hurts", words, _added(policy, way, ask))
    if all(term.name in ("all", "exp=") for term in policy.terms) and policy.terms:
        words = f"{policy.domain} lets nobody send: {shown(policy.written)}"
        return Finding(SUBJECT, "hurts", words, _added(policy, way, ask))
    include = _include(way)
    if _includes(policy, include):
        return Finding(SUBJECT, "good", f"{policy.domain} includes {include}, of {way.host} ({cost})")
    if not way.is_here and way.seen.records:
        if _lets_seen(policy, way):
            return Finding(SUBJECT, "good", f"{policy.domain} lets {way.host} send ({cost})")
        words = f"{policy.domain} names no address of {way.host}; whether it sends from others is not seen from here"
        return Finding(SUBJECT, "unknown", words, _added(policy, way, ask))
    words = f"whether {policy.domain} lets this relay send is not seen from here ({cost})"
    return Finding(SUBJECT, "unknown", words, _LETTER)


_LETTER = "have a letter sent to yourself, save it, and give it: newpower doctor --letter FILE.eml"


def _remarks(policy: Policy, way: Way, ask: Ask) -> Iterator[Finding]:
    """What does no harm today."""
    names = [term.name for term in policy.terms]
    if "ptr" in names:
        words = f"{policy.domain} has `ptr`, which many receivers do not look up (RFC 7208 §5.5)"
        yield Finding(
            SUBJECT, "mind", words, "write the addresses of who it stands for in its place, as ip4: and ip6:"
        )
    if "all" in names and names.index("all") < len(names) - 1:
        behind = [term.written for term in policy.terms[names.index("all") + 1 :] if term.name != "exp="]
        if behind:
            words = f"{policy.domain}: nobody reads what stands behind `all`: {shown(' '.join(behind))}"
            yield Finding(SUBJECT, "mind", words, _closed(policy, way, ask))
    elif not {"all", "redirect"} & set(names) or any(
        term.name == "all" and term.sign == "?" for term in policy.terms
    ):
        words = f"{policy.domain} leaves it open what others are who send in its name"
        yield Finding(SUBJECT, "mind", words, _closed(policy, way, ask))


def _dear(policy: Policy, but: str = "") -> str:
    """What takes look-ups, with all it includes, and how many: the dearest first, and nothing of one term."""
    costs = Counter[str]()
    for term in policy.terms:
        costs[term.written] += Policy(policy.domain, terms=(term,)).cost
    return ", ".join(f"{shown(one)} {cost}" for one, cost in costs.most_common() if cost and one != but)


def _includes(policy: Policy, include: str) -> bool:
    return bool(include) and any(inner.domain == include for inner, _ in policy.all_terms())


def _lets_seen(policy: Policy, way: Way) -> bool:
    """Whether all addresses of the relay that are seen may send."""
    return bool(way.seen.records) and all(result(policy, one) == "pass" for one in way.seen.records)


def _lets(policy: Policy, way: Way) -> bool:
    """Whether the relay may send, as far as it is seen from here."""
    if way.arrived:
        return result(policy, way.arrived) == "pass"
    return _includes(policy, _include(way)) or _lets_seen(policy, way)


def _include(way: Way) -> str:
    return next((name for end, name in _INCLUDES.items() if is_within(way.host, end)), "")


def _sends(domain: str, way: Way) -> tuple[str, str]:
    """The term that lets the relay send, and what to put for the "…" in it."""
    if include := _include(way):
        return f"include:{include}", ""
    if way.is_here:
        sign = "ip6" if way.arrived and ip_address(way.arrived).version == 6 else "ip4"
        known = f"{sign}:{way.arrived}" if way.arrived else "ip4:…"
        return known, "" if way.arrived else ", with the address this machine sends from for the …"
    if way.host and is_within(way.host, domain):
        return f"a:{way.host}", ""
    return (
        "include:…",
        f", with the name that {way.host or 'your relay'} tells its customers to include for the …",
    )


def _new(domain: str, way: Way, ask: Ask) -> str:
    """A first record, which shuts out everybody it does not name: those who send people's own mail, too."""
    term, words = _sends(domain, way)
    servers = [one for one in exchangers(ask(domain, "MX").records) if one and not is_within(one, domain)]
    whose = f", perhaps {shown(servers[0])}, which takes your mail" if servers else ""
    others = f", and with whoever else sends for you{whose}"
    return _proposed(domain, (f"v=spf1 {_ALL}",), ask, term, words + others)


def _added(policy: Policy, way: Way, ask: Ask) -> str:
    """The record with the relay in it."""
    return f"if it is to: {_proposed(policy.domain, (policy.written,), ask, *_sends(policy.domain, way))}"


def _closed(policy: Policy, way: Way, ask: Ask) -> str:
    """The record for those alone whom it names, and for the relay, which sent because it was open."""
    one = merged((policy.written,))
    if _lets(policy_of(policy.domain, one, ask), way):
        return _proposed(policy.domain, (policy.written,), ask)
    return _proposed(policy.domain, (policy.written,), ask, *_sends(policy.domain, way))


def _proposed(domain: str, records: tuple[str, ...], ask: Ask, more: str = "", words: str = "") -> str:
    """One record for these, with `more` in it, to paste; where that would be too dear, what to leave out first."""
    is_known = BLANK not in more
    one = policy_of(domain, merged(records, more if is_known else ""), ask)
    cost = one.cost + (not is_known and more.startswith("include"))
    if cost > MOST:
        whose = "record" if len(records) == 1 else "records"
        add = f"; then add {more}{words}" if more else ""
        return (
            f"first leave out of the {whose} of {domain} what sends no more for you: with all it would take {cost}"
            f" look-ups, and {MOST} are the most; they take: {_dear(one, more)}{add}"
        )
    left = f", which may take {MOST - one.cost} look-ups at most" if cost > one.cost and one.cost else ""
    return f"{txt(domain, merged(records, more))}{words}{left}"


def _without(policy: Policy, written: str) -> str:
    return f"mend that, or leave it out: {txt(policy.domain, merged((policy.written,), less=written))}"
