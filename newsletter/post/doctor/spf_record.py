"""An SPF record read with all it includes (RFC 7208): how much it costs, and whom it lets send.

`answers → Policy`, which is judged in `spf`. Its tree is read to its end, as a receiver has to for an address that
nothing matches before `all`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Literal

from newsletter.post.doctor.answers import Answer, Ask, addresses, exchangers, records_of
from newsletter.regexes import regex
from newsletter.values import point

#: Look-ups a record may cost with all it includes, those of them that may find nothing, and names that one `mx`
#: may have: RFC 7208 §4.6.4.
MOST, MOST_VOID, _MOST_NAMES = 10, 2, 10
#: Look-ups after which nobody reads on: it is far too much already.
_ENOUGH = 40

_COST = ("include", "a", "mx", "ptr", "exists", "redirect")
_TERM = regex(r"(?P<sign>[-+?~]?)(?P<name>[a-z][a-z0-9_.-]*)(?P<value>[:/=].*)?")
_LENGTHS = regex(r"(?P<name>.*?)(?:/(?P<four>\d{1,3}))?(?://(?P<six>\d{1,3}))?")

Result = Literal["pass", "fail", "softfail", "neutral", "permerror", "unknown"]
_RESULTS: dict[str, Result] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


@point
class Term:
    """One term of a record: `written` is its text, `name` in small letters, `sign` one of `+-~?`.

    `networks` are the addresses it matches, `inner` the policy it includes. `fault` says what is wrong with it, and
    `is_open` that whom it matches cannot be known beforehand, since a macro or a server's silence stands between.
    """

    written: str
    name: str
    sign: str = "+"
    networks: tuple[str, ...] = ()
    inner: Policy | None = None
    voids: int = 0
    fault: str = ""
    is_open: bool = False


@point
class Policy:
    """A domain's record with what it includes. `fault` is why it is none, and `silence` who did not answer."""

    domain: str
    written: str = ""
    terms: tuple[Term, ...] = ()
    fault: str = ""
    silence: str = ""

    def all_terms(self) -> Iterator[tuple[Policy, Term]]:
        """Every term, those of included records too, each behind the policy it stands in."""
        for term in self.terms:
            yield self, term
            if term.inner is not None:
                yield from term.inner.all_terms()

    @property
    def cost(self) -> int:
        """The look-ups it takes: RFC 7208 §4.6.4."""
        return sum(term.name in _COST for _, term in self.all_terms())

    @property
    def voids(self) -> int:
        """The look-ups of these that find nothing."""
        return sum(term.voids for _, term in self.all_terms())

    @property
    def silences(self) -> tuple[str, ...]:
        """Who did not answer."""
        inner = (term.inner.silence for _, term in self.all_terms() if term.inner is not None)
        own = (term.fault for _, term in self.all_terms() if term.is_open and term.fault)
        return tuple(dict.fromkeys(one for one in (self.silence, *inner, *own) if one))


def read_policy(domain: str, ask: Ask) -> Policy:
    """The policy of a domain, with all that it includes."""
    return _read(domain, ask, [0])


def policy_of(domain: str, written: str, ask: Ask) -> Policy:
    """The policy that a domain would have by this record."""
    return _parsed(domain, written, ask, [0])


def result(policy: Policy, address: str) -> Result:
    """What a receiver makes of a letter from this address: RFC 7208 §4.6.2, and `unknown` where that cannot be told."""
    here = ip_address(address)
    if policy.silence:
        return "unknown"
    if policy.fault or policy.cost > MOST or policy.voids > MOST_VOID:
        return "permerror"
    is_open = False
    for term in policy.terms:
        if term.name == "redirect":
            continue
        if term.fault and not term.is_open:
            return "permerror"
        if term.inner is not None:
            inner = result(term.inner, address)
            if inner == "permerror":
                return "permerror"
            is_open |= inner == "unknown"
            matches = inner == "pass"
        else:
            matches = any(here in ip_network(one, strict=False) for one in term.networks)
        if matches or term.name == "all":
            return "unknown" if is_open else _RESULTS[term.sign]
        is_open |= term.is_open
    redirect = next((term for term in policy.terms if term.name == "redirect"), None)
    if redirect is not None and not is_open:
        return "unknown" if redirect.inner is None else result(redirect.inner, address)
    return "unknown" if is_open else "neutral"


def terms_of(record: str) -> tuple[str, ...]:
    """The terms of a record, as they are written."""
    return tuple(record.split()[1:])


def _read(domain: str, ask: Ask, asked: list[int]) -> Policy:
    answer = ask(domain, "TXT")
    if answer.state == "silent":
        return Policy(domain, silence=f"{domain} ({answer.words})")
    found = records_of(answer, "v=spf1")
    if len(found) != 1:
        what = "has no SPF record" if not found else f"has {len(found)} SPF records"
        return Policy(domain, fault=f"{domain} {what}")
    return _parsed(domain, found[0], ask, asked)


def _parsed(domain: str, written: str, ask: Ask, asked: list[int]) -> Policy:
    terms = terms_of(written)
    has_all = any(term.lstrip("+-~?").lower() == "all" for term in terms)
    # a redirect beside `all` is never followed: RFC 7208 §6.1
    read = (_term(one, domain, ask, asked) for one in terms if not (has_all and _is_redirect(one)))
    return Policy(domain, written, tuple(read))


def _is_redirect(term: str) -> bool:
    return term.lower().startswith("redirect=")


def _term(written: str, domain: str, ask: Ask, asked: list[int]) -> Term:
    match = _TERM.fullmatch(written.lower())
    if match is None:
        return Term(written, written.lower(), fault=f"`{written}` is no term of SPF")
    name, sign, value = match["name"], match["sign"] or "+", match["value"] or ""
    if value.startswith("="):
        if name != "redirect":  # `exp`, and what is not known, change nothing: RFC 7208 §6
            return Term(written, f"{name}=", sign)
    elif name not in ("all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists") or name == "redirect":
        return Term(written, name, sign, fault=f"`{written}` is no term of SPF")
    asked[0] += name in _COST
    if asked[0] > _ENOUGH:
        return Term(written, name, sign, is_open=True)
    return _filled(Term(written, name, sign), value[1:] if value[:1] in ":=" else value, domain, ask, asked)


def _filled(term: Term, value: str, domain: str, ask: Ask, asked: list[int]) -> Term:
    """The term with what it matches."""
    if term.name == "all":
        return term if not value else replace(term, fault=f"`{term.written}`: nothing stands behind `all`")
    if term.name in ("ip4", "ip6"):
        return _literal(term, value)
    if term.name == "ptr" or "%" in value:  # a macro needs the letter: RFC 7208 §7
        return replace(term, is_open=True)
    if term.name in ("include", "redirect"):
        return _including(term, value, ask, asked)
    if term.name == "exists":
        return _existing(term, addresses(ask, value)) if value else _lacking(term)
    return _hosts(term, value, domain, ask)


def _literal(term: Term, value: str) -> Term:
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        network = None
    if network is None or f"ip{network.version}" != term.name:
        return replace(term, fault=f"`{term.written}` is no address")
    return replace(term, networks=(str(network),))


def _including(term: Term, value: str, ask: Ask, asked: list[int]) -> Term:
    if not value:
        return _lacking(term)
    inner = _read(value, ask, asked)
    fault = f"`{term.written}`: {inner.fault}" if inner.fault else ""  # §5.2: none is permerror here
    return replace(term, inner=inner, fault=fault)


def _lacking(term: Term) -> Term:
    return replace(term, fault=f"`{term.written}` names no domain")


def _existing(term: Term, answer: Answer) -> Term:
    if answer.state == "silent":
        return replace(term, is_open=True, fault=f"{term.written} ({answer.words})")
    everyone = ("0.0.0.0/0", "::/0") if answer.records else ()
    return replace(term, networks=everyone, voids=int(not answer.records))


def _hosts(term: Term, value: str, domain: str, ask: Ask) -> Term:
    """`a` and `mx`: the addresses of names, each as wide as it says (RFC 7208 §5.3, §5.4)."""
    match = _LENGTHS.fullmatch(value)
    if match is None or int(match["four"] or 32) > 32 or int(match["six"] or 128) > 128:
        return replace(term, fault=f"`{term.written}` is no term of SPF")
    name, voids, silence = match["name"] or domain, 0, ""
    names = [name]
    if term.name == "mx":
        answer = ask(name, "MX")
        names = [one for one in exchangers(answer.records) if one]
        voids, silence = int(answer.state in ("nothing", "no name")), _silence(answer)
        if len(names) > _MOST_NAMES:
            return replace(
                term, fault=f"`{term.written}` leads to {len(names)} names, and {_MOST_NAMES} are the most"
            )
    networks = []
    for one in names:
        found = addresses(ask, one)
        silence = silence or _silence(found)
        voids += int(found.state in ("nothing", "no name"))
        for address in found.records:
            length = match["six"] or 128 if ":" in address else match["four"] or 32
            networks.append(f"{address}/{length}")
    fault = f"{term.written} ({silence})" if silence else ""
    return replace(term, networks=tuple(networks), voids=voids, is_open=bool(silence), fault=fault)


def _silence(answer: Answer) -> str:
    return answer.words if answer.state == "silent" else ""
