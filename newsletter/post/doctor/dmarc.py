"""DMARC judged: whether a domain says what is to become of forged mail, and whether our letters are no such mail.

RFC 7489, with the organisational domain found by walking up the tree of names, as its successor (DMARCbis) has it:
no list of public suffixes is needed, and none can be out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from newsletter.post.doctor.answers import Ask, records_of, tags
from newsletter.post.doctor.findings import Finding, shown, txt
from newsletter.post.doctor.ways import is_within
from newsletter.values import point

SUBJECT = "DMARC"
#: Labels below which the walk goes on one by one: DMARCbis §4.10.
_MOST_LABELS = 8
_POLICIES = ("none", "quarantine", "reject")
_POLICY, _MODE, _MAIL = "none|quarantine|reject", "[rs]", r"mailto:[!-:<-~]+(?:\s*,\s*mailto:[!-:<-~]+)*"
#: The tags that say something today, and what may stand in them: RFC 7489 §6.3, DMARCbis §4.7.
_VALUES = {
    **dict.fromkeys(("p", "sp", "np"), _POLICY), **dict.fromkeys(("adkim", "aspf"), _MODE),
    **dict.fromkeys(("rua", "ruf"), _MAIL), "psd": "[ynu]", "t": "[yn]", "pct": r"100|\d\d?", "fo": "[01ds](?::[01ds])*",
}  # fmt: skip


@point
class Record:
    """The DMARC record of a name. `fault` is why it cannot be read, `silence` why nobody could be asked.

    `legible` are the tags that can be read of one that is broken, or of several.
    """

    name: str
    said: dict[str, str] | None = None
    fault: str = ""
    silence: str = ""
    legible: dict[str, str] | None = None

    def says(self, tag: str, default: str = "") -> str:
        """A tag's value in small letters."""
        return (self.said or {}).get(tag, default).lower()


@point
class Rules:
    """What applies to letters from a domain: its organisational domain, and the record that counts, None without one.

    `policy` is what becomes of a letter that is not aligned.
    """

    domain: str
    organisation: str
    record: Record | None
    policy: str
    silence: str = ""


def rules_of(domain: str, ask: Ask) -> Rules:
    """The rules for letters whose From is at this domain."""
    walk, silence = _walk(domain, ask)
    organisation = _organisation(domain, walk)
    if silence:
        return Rules(domain, organisation, None, "", silence)
    own = next((one for one in walk if one.name == domain), None)
    record = own or next((one for one in walk if one.name == organisation), None)
    if record is None:
        return Rules(domain, organisation, None, "")
    policy = record.says("p", "none") if own else record.says("sp") or record.says("p", "none")
    return Rules(domain, organisation, record, policy)


def organisation_of(domain: str, ask: Ask) -> str:
    """The organisational domain of a name."""
    return _organisation(domain, _walk(domain, ask)[0])


def is_aligned(rules: Rules, domain: str, mode: Literal["aspf", "adkim"], ask: Ask) -> bool:
    """Whether a domain that SPF or DKIM names stands for the domain in From: RFC 7489 §3.1."""
    if domain == rules.domain:
        return True
    is_strict = rules.record is not None and rules.record.says(mode, "r") == "s"
    if is_strict or not (is_within(domain, rules.organisation)):
        return False
    return organisation_of(domain, ask) == rules.organisation


def judge_dmarc(
    rules: Rules, spf_domain: str | None, dkim_domain: str | None, ask: Ask, *, is_own: bool
) -> Iterator[Finding]:
    """What is to be said of DMARC, where SPF speaks for one domain and DKIM for another.

    Each is "" where it speaks for nobody, and None where that is not known; `is_own` is whether anything shows that
    the domain is the publication's, so that it may see to it that its relay signs.
    """
    where = f"_dmarc.{rules.domain}"
    if rules.silence:
        yield Finding(SUBJECT, "unknown", f"no DNS answers here for {rules.silence}")
        return
    record = rules.record
    if record is None or record.fault:
        found = f"{record.name}: {record.fault}" if record else f"{rules.domain} has no DMARC record"
        put = txt(f"_dmarc.{record.name}" if record else where, _usual(rules, record))
        yield Finding(SUBJECT, "hurts", found, f"in place of what is there: {put}" if record else put)
        return
    yield _alignment(rules, spf_domain, dkim_domain, ask, is_own=is_own)
    yield from _remarks(rules, record, ask)


def _alignment(
    rules: Rules, spf_domain: str | None, dkim_domain: str | None, ask: Ask, *, is_own: bool
) -> Finding:
    """Whether SPF or DKIM speaks for the domain in From: one of them has to."""
    by = [
        *(["SPF"] if spf_domain and is_aligned(rules, spf_domain, "aspf", ask) else []),
        *(["DKIM"] if dkim_domain and is_aligned(rules, dkim_domain, "adkim", ask) else []),
    ]
    told = f"{rules.domain}: p={rules.policy}"
    if by:
        return Finding(SUBJECT, "good", f"{told}, aligned by {' and '.join(by)}")
    said = f"{told}; {_spoken('SPF', spf_domain)}, {_spoken('DKIM', dkim_domain)}"
    if spf_domain is not None and dkim_domain is not None:
        put = f"content/site.yaml: a sender of your own domain, or `dkim` with `domain: {rules.domain}`"
        return Finding(SUBJECT, "hurts", f"{said}, and neither for {rules.domain}", put)
    if not is_own and _is_guarded(rules):
        put = "content/site.yaml: `sender.email` at your own domain; if this one is yours, sign here: `dkim`"
        return Finding(
            SUBJECT, "hurts", f"{said}; whoever owns {rules.domain} has others' letters refused", put
        )
    ends = "" if rules.policy == "none" else f"; without either, letters are for {rules.policy}"
    return Finding(
        SUBJECT, "unknown", f"{said}{ends}", "newpower doctor --letter FILE.eml, with a letter that arrived"
    )


def _spoken(name: str, domain: str | None) -> str:
    return (
        f"for whom {name} speaks is not seen" if domain is None else f"{name} speaks for {domain or 'nobody'}"
    )


def _is_guarded(rules: Rules) -> bool:
    """Whether its owner has letters refused that others send in its name, or in that of a name below it."""
    said = rules.record.says("sp", "none") if rules.record else "none"
    return rules.policy != "none" or said != "none"


def _remarks(rules: Rules, record: Record, ask: Ask) -> Iterator[Finding]:
    name = f"_dmarc.{record.name}"
    reports = [one.strip() for one in record.says("rua").split(",") if one.strip()]
    if not reports:
        words = f"{record.name} names nobody who gets reports of forged mail (rua)"
        mended = "; ".join(f"{tag}={value}" for tag, value in (record.said or {}).items() if tag != "rua")
        yield Finding(
            SUBJECT, "mind", words, txt(name, f"{mended}; rua=mailto:postmaster@{rules.organisation}")
        )
    for domain in dict.fromkeys(one.rpartition("@")[2].partition("!")[0] for one in reports):
        if not domain or is_within(domain, rules.organisation) or is_within(rules.organisation, domain):
            continue
        at = f"{record.name}._report._dmarc.{domain}"
        if not records_of(ask(at, "TXT"), "v=dmarc1", " ;") and ask(at, "TXT").state != "silent":
            words = f"{shown(domain)} has not agreed to take the reports of {record.name} (RFC 7489 §7.1)"
            yield Finding(SUBJECT, "mind", words, f"have its owner put: {txt(at, 'v=DMARC1;')}")


def _usual(rules: Rules, record: Record | None) -> str:
    """A record that hurts nobody, with all that can be read of the one that is there."""
    usual = {"p": "none", "rua": f"mailto:postmaster@{rules.organisation}"}
    said = {**usual, **((record.legible if record else None) or {})}
    ordered = sorted(said.items(), key=lambda one: (one[0] != "p", one[0] == "rua"))
    return "; ".join(["v=DMARC1", *(f"{tag}={value}" for tag, value in ordered)])


def _legible(records: tuple[str, ...]) -> dict[str, str]:
    """The tags of broken records that can be read: of two policies the milder, of two lists of addresses both."""
    found: dict[str, str] = {}
    for tag, value in (one for record in records for one in _pairs(record)):
        if tag not in found:
            found[tag] = value
        elif tag in ("p", "sp", "np"):
            found[tag] = min(found[tag], value, key=_POLICIES.index)
        elif tag in ("rua", "ruf"):
            found[tag] = ",".join(dict.fromkeys(re.split(r"\s*,\s*", f"{found[tag]},{value}")))
    return found


def _pairs(record: str) -> Iterator[tuple[str, str]]:
    """Each tag that means something, with its value; a `;` may be lacking before it."""
    for part in re.split(r";|\s(?=\s*[A-Za-z]+\s?=)", record):
        name, _, value = part.partition("=")
        tag, value = name.strip().lower(), value.strip()
        if tag in _VALUES and re.fullmatch(_VALUES[tag], value, re.IGNORECASE):
            yield tag, value if tag in ("rua", "ruf") else value.lower()


def _walk(domain: str, ask: Ask) -> tuple[list[Record], str]:
    """The records of a name and of those above it, the lowest first, and who did not answer: DMARCbis §4.10."""
    labels, found = domain.split("."), list[Record]()
    while labels:
        name = ".".join(labels)
        answer = ask(f"_dmarc.{name}", "TXT")
        if answer.state == "silent":
            return found, f"_dmarc.{name} ({answer.words})"
        if record := _record(name, records_of(answer, "v=dmarc1", " ;")):
            found.append(record)
            if record.says("psd") in ("y", "n"):
                break
        labels = labels[1:] if len(labels) < _MOST_LABELS else labels[-(_MOST_LABELS - 1) :]
    return found, ""


def _record(name: str, records: tuple[str, ...]) -> Record | None:
    """One name's record. Several count as none (RFC 7489 §6.6.3), which its owner should be told."""
    if not records:
        return None
    if len(records) > 1:
        fault = f"it has {len(records)} DMARC records, and so it counts as having none"
        return Record(name, fault=fault, legible=_legible(records))
    try:
        said = tags(records[0])
    except ValueError as error:
        fault = f"its DMARC record cannot be read: {shown(str(error))}"
        return Record(name, fault=fault, legible=_legible(records))
    record = Record(name, said)
    if next(iter(said)) != "v" or said["v"] != "DMARC1":
        fault = "its DMARC record does not begin with v=DMARC1"
        return Record(name, fault=fault, legible=_legible(records))
    if record.says("p", "none" if said.get("rua") or said.get("psd") else "") not in _POLICIES:
        fault = "its DMARC record has no policy: p is none, quarantine or reject"
        return Record(name, fault=fault, legible=_legible(records))
    return record


def _organisation(domain: str, walk: list[Record]) -> str:
    """DMARCbis §4.10.2: what `psd` says, else the highest name with a record, else the name itself."""
    sound = [one for one in walk if not one.fault]
    if not sound:
        return domain
    top = sound[-1].name
    if sound[-1].says("psd") == "y" and top != domain:
        return ".".join(domain.split(".")[-(top.count(".") + 2) :])
    return top
