"""All that the doctor looks at, looked at together: settings and perhaps a letter in, findings out, in good time.

Each subject has a thread of its own, since most of what it does is wait; whatever has not come to its end when
the doctor's patience has is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, wait
from datetime import datetime
from ipaddress import ip_address
from threading import Thread
from urllib.parse import urlsplit

from newsletter.content.config import SiteSettings
from newsletter.content.words.web import ascii_domain
from newsletter.post.doctor import dkim, dmarc, domain, live, one_click, reverse, spf, tls
from newsletter.post.doctor.answers import Answer, Ask, addresses
from newsletter.post.doctor.arrived import Arrived, LetterError, read_arrived
from newsletter.post.doctor.findings import Finding, has
from newsletter.post.doctor.ways import Way, is_within
from newsletter.values import point

#: Seconds for all of it.
PATIENCE = 10.0
_HERE = ("localhost", "127.0.0.1", "::1")
_LETTER = "letter"

Look = Callable[[], Iterable[Finding]]


@point
class Case:
    """What is looked at. `signer` is None where the relay signs, `knock` opens a session with the relay,
    where there is one to be had.

    `letter` are the bytes of one that arrived; without it some of this is not seen.
    """

    site: SiteSettings
    signer: dkim.Signer | None
    knock: tls.Knock | None
    letter: bytes | None = None

    @property
    def sender(self) -> str:
        """The domain in From."""
        return _domain_of(self.site.sender.email)

    @property
    def envelope(self) -> str:
        """The domain of the envelope's sender, to which letters come back."""
        relay = self.site.relay
        return _domain_of(relay.returns) if relay and relay.returns else self.sender


def examine(case: Case, ask: Ask, now: datetime, patience: float = PATIENCE) -> tuple[Finding, ...]:
    """Everything there is to be said, in the order in which one would put it right."""
    looks = {
        **_looks_at_sender(case, ask),
        tls.SUBJECT: lambda: _line(case, ask, now),
        one_click.SUBJECT: lambda: one_click.judge_click(case.site, ask),
        live.SUBJECT: lambda: live.judge_site(case.site, ask),
    }
    return together(looks, patience)


def examine_sender(case: Case, ask: Ask, patience: float = PATIENCE) -> tuple[Finding, ...]:
    """The same without the relay and the site: whoever sends knocks at the one, and reads its edition on the other."""
    click = {one_click.SUBJECT: lambda: one_click.judge_click(case.site, ask)}
    return together({**_looks_at_sender(case, ask), **click}, patience)


def together(looks: Mapping[str, Look], patience: float) -> tuple[Finding, ...]:
    """What all of them find, in order; who is not done after so many seconds has found out nothing."""
    found: dict[str, Future[tuple[Finding, ...]]] = {}
    for subject, look in looks.items():
        found[subject] = Future()
        Thread(target=_look, args=(look, found[subject]), daemon=True, name=f"doctor: {subject}").start()
    wait(found.values(), timeout=patience)
    return tuple(one for subject, future in found.items() for one in _done(subject, future, patience))


def _look(look: Look, future: Future[tuple[Finding, ...]]) -> None:
    try:
        future.set_result(tuple(look()))
    except BaseException as error:  # a bug, which is raised where the answer is read
        future.set_exception(error)


def _done(subject: str, future: Future[tuple[Finding, ...]], patience: float) -> tuple[Finding, ...]:
    if future.done():
        return future.result()
    return (Finding(subject, "unknown", f"nobody answered within {patience:.0f} seconds"),)


def _looks_at_sender(case: Case, ask: Ask) -> dict[str, Look]:
    return {
        domain.SUBJECT: lambda: domain.judge_domain(case.sender, ask),
        spf.SUBJECT: lambda: _spf(case, ask),
        dkim.SUBJECT: lambda: _dkim(case, ask),
        dmarc.SUBJECT: lambda: _dmarc(case, ask),
        reverse.SUBJECT: lambda: reverse.judge_reverse(case.sender, case.envelope, _way(case, ask), ask),
        domain.ANSWERS: lambda: domain.judge_answers(_mailboxes(case.site), ask),
        **({_LETTER: lambda: _letter_findings(case, ask)} if case.letter is not None else {}),
    }


def _spf(case: Case, ask: Ask) -> Iterator[Finding]:
    letter = _letter(case, ask)
    if letter is not None and not letter.address and letter.results.get("spf"):
        # whoever received it looked it up, and does not tell for which address
        answer, asked = letter.results["spf"], letter.spf_domain or case.envelope
        words = f"the receiver of the letter found: {answer}, for {asked}"
        yield Finding(spf.SUBJECT, "good" if answer == "pass" else "hurts", words)
    yield from spf.judge_spf(_envelope(case, letter), _way(case, ask), ask)


def _dkim(case: Case, ask: Ask) -> Iterator[Finding]:
    letter = _letter(case, ask)
    if letter is None or case.signer is not None:
        yield from dkim.judge_key(case.signer, ask)
    if letter is not None:
        yield from dkim.judge_letter(letter, dmarc.rules_of(case.sender, ask), ask)


def _dmarc(case: Case, ask: Ask) -> Iterator[Finding]:
    rules, letter = dmarc.rules_of(case.sender, ask), _letter(case, ask)
    envelope = _envelope(case, letter)
    if letter is not None and letter.results.get("spf"):
        spf_domain: str | None = envelope if letter.results["spf"] == "pass" else ""
    else:
        spf_domain = _spoken_for(envelope, spf.judge_spf(envelope, _way(case, ask), ask))
    if letter is not None:
        sound = [one.domain for one in letter.signatures if not one.fault]
        own = [one for one in sound if dmarc.is_aligned(rules, one, "adkim", ask)]
        dkim_domain: str | None = (own or sound or [""])[0]
    elif case.signer is None:
        dkim_domain = None
    else:
        dkim_domain = _spoken_for(case.signer.domain, dkim.judge_key(case.signer, ask))
    yield from dmarc.judge_dmarc(
        rules, spf_domain, dkim_domain, ask, is_own=_is_own(case, rules.organisation)
    )


def _spoken_for(domain: str, findings: Iterable[Finding]) -> str | None:
    """The domain, where all is well with what speaks for it; "" where it is broken, None where that is not known."""
    found = tuple(findings)
    return "" if has(found, "hurts") else None if has(found, "unknown") else domain


def _is_own(case: Case, organisation: str) -> bool:
    """Whether the publication's own pages stand in the domain of its sender, or of one with the same owner."""
    hosts = (urlsplit(one).hostname or "" for one in (case.site.base_url, case.site.sender.unsubscribe_url))
    return any(is_within(host, organisation) or is_within(case.sender, host) for host in hosts if host)


def _line(case: Case, ask: Ask, now: datetime) -> Iterator[Finding]:
    relay, letter = case.site.relay, _letter(case, ask)
    if relay is not None and case.knock is not None:
        yield from tls.judge_line(relay, _way(case, ask), case.knock, now)
    if letter is not None:
        yield from tls.judge_hop(letter)


def _letter(case: Case, ask: Ask) -> Arrived | None:
    """What the letter shows; None without one, or where it is not one of ours: `_letter_findings` says so."""
    if case.letter is None:
        return None
    try:
        found = read_arrived(case.letter, ask)
    except LetterError:
        return None
    return found if found.sender == case.sender else None


def _letter_findings(case: Case, ask: Ask) -> Iterator[Finding]:
    put = "give the file of a letter of this publication, saved as it arrived"
    try:
        found = read_arrived(case.letter or b"", ask)
    except LetterError as error:
        yield Finding(_LETTER, "unknown", f"nothing was read of the letter: {error}", put)
        return
    if found.sender != case.sender:
        yield Finding(
            _LETTER, "unknown", f"the letter is from {found.sender}, and ours are from {case.sender}", put
        )


def _envelope(case: Case, letter: Arrived | None) -> str:
    """The domain that SPF is asked of: of a letter that arrived the one its receiver asked."""
    return letter.spf_domain if letter and letter.spf_domain else case.envelope


def _way(case: Case, ask: Ask) -> Way:
    relay, letter = case.site.relay, _letter(case, ask)
    arrived = (letter.address, letter.read_in) if letter else ("", "")
    if relay is None:
        return Way("", False, Answer("nothing"), *arrived)
    if relay.host in _HERE:
        return Way(relay.host, True, Answer("nothing"), *arrived)
    return Way(relay.host, False, _seen(relay.host, ask), *arrived)


def _seen(host: str, ask: Ask) -> Answer:
    """The addresses of a host, which may be written as one."""
    try:
        return Answer("found", (str(ip_address(host)),))
    except ValueError:
        return addresses(ask, host)


def _mailboxes(site: SiteSettings) -> dict[str, str]:
    """The addresses to which readers and servers write, by the settings they stand in."""
    found = {
        "sender.reply_to": site.sender.reply_to,
        "sender.unsubscribe_email": site.sender.unsubscribe_email,
    }
    return found | ({"relay.returns": site.relay.returns} if site.relay and site.relay.returns else {})


def _domain_of(address: str) -> str:
    return ascii_domain(address.rpartition("@")[2])
