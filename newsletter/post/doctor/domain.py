"""The domains that letters name judged: whether the sender's is one that mail can come from, and whether answers arrive."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.words.web import ascii_domain
from newsletter.post.doctor.answers import Answer, Ask, addresses, exchangers
from newsletter.post.doctor.findings import Finding, Verdict
from newsletter.post.doctor.ways import is_within

SUBJECT, ANSWERS = "From domain", "answers"
#: Names that lead nowhere, whatever DNS says: RFC 2606, RFC 6761.
_NOWHERE = ("example", "invalid", "test", "localhost", "local", "example.com", "example.net", "example.org")


def judge_domain(domain: str, ask: Ask) -> Iterator[Finding]:
    """What is to be said of the domain in From."""
    if any(is_within(domain, one) for one in _NOWHERE):
        yield Finding(
            SUBJECT,
            "hurts",
            f"{domain} is an example",
            "content/site.yaml: `sender.email` at your own domain",
        )
        return
    yield _takes_mail(SUBJECT, domain, "it is the domain in From", ask, "hurts")


def judge_answers(mailboxes: dict[str, str], ask: Ask) -> Iterator[Finding]:
    """What is to be said of the other addresses that letters name: a setting's name, with the address it holds."""
    by_domain: dict[str, list[str]] = {}
    for setting, address in mailboxes.items():
        by_domain.setdefault(ascii_domain(address.rpartition("@")[2]), []).append(setting)
    for domain, settings in by_domain.items():
        why = f"it is in {' and '.join(f'`{one}`' for one in settings)}"
        yield _takes_mail(ANSWERS, domain, why, ask, "hurts")


def _takes_mail(subject: str, domain: str, why: str, ask: Ask, verdict: Verdict) -> Finding:
    """Whether mail to a domain can arrive: RFC 5321 §5.1."""
    mail, hosts = ask(domain, "MX"), addresses(ask, domain)
    silence = next((one.words for one in (mail, hosts) if one.state == "silent"), "")
    if mail.state == "no name" and hosts.state == "no name":
        return Finding(
            subject, verdict, f"{domain} does not exist; {why}", f"register {domain}, or name another"
        )
    if mail.records:
        return _by_exchangers(subject, domain, exchangers(mail.records), why, ask, verdict)
    if silence:
        return Finding(subject, "unknown", f"no DNS answers here for {domain} ({silence})")
    if hosts.records:
        words = f"{domain} names no mail server, so its mail goes to {hosts.records[0]}; {why}"
        return Finding(
            subject,
            "mind",
            words,
            f"{domain}. MX 10 …, with the name of the server that takes its mail for the …",
        )
    words = f"{domain} takes no mail: it has neither MX nor an address; {why}"
    return Finding(
        subject,
        verdict,
        words,
        f"{domain}. MX 10 …, with the name of the server that takes its mail for the …",
    )


def _by_exchangers(
    subject: str, domain: str, names: tuple[str, ...], why: str, ask: Ask, verdict: Verdict
) -> Finding:
    if names == ("",):
        words = f"{domain} says that it takes no mail at all (a null MX, RFC 7505); {why}"
        return Finding(
            subject,
            verdict,
            words,
            f"{domain}. MX 10 …, with the name of the server that takes its mail for the …",
        )
    found: list[Answer] = [addresses(ask, name) for name in names if name]
    if any(one.records for one in found):
        return Finding(subject, "good", f"{domain} takes mail, by {names[0]}")
    if any(one.state == "silent" for one in found):
        return Finding(
            subject, "unknown", f"no DNS answers here for {names[0]}, which takes the mail of {domain}"
        )
    words = f"{domain} takes mail by {names[0]}, which has no address; {why}"
    return Finding(subject, verdict, words, f"{names[0]}. A …, or an MX of {domain} with another name")
