"""DKIM judged: whether letters carry a signature that receivers can check, and that covers what it has to (RFC 6376, 8058).

Where letters are signed here, the key in DNS is held against the private one. Where the relay signs, only a letter
that arrived shows how.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.post.doctor.answers import Ask
from newsletter.post.doctor.arrived import Arrived
from newsletter.post.doctor.dkim_key import Published, published, read_published
from newsletter.post.doctor.dmarc import Rules, is_aligned
from newsletter.post.doctor.findings import Finding, shown, txt
from newsletter.post.doctor.signature import Signature
from newsletter.post.signing import Key, key_record
from newsletter.values import point

SUBJECT = "DKIM"
#: What a signature of a newsletter covers: RFC 6376 §5.4.1, RFC 8058 §4.
NEEDED = ("from", "list-unsubscribe", "list-unsubscribe-post")
_NO_KEY = "NEWPOWER_DKIM_KEY_FILE"


@point
class Signer:
    """As whom letters are signed here, with the key that does it; `fault` is why there is none."""

    domain: str
    selector: str
    key: Key | None = None
    fault: str = ""


def judge_key(signer: Signer | None, ask: Ask) -> Iterator[Finding]:
    """What is to be said of the key that signs letters here; None where the relay signs."""
    if signer is None:
        yield Finding(
            SUBJECT, "unknown", "the relay signs, which is only seen on a letter that arrived",
            "have one sent to yourself (newpower edition test MONTH you@your.domain), save it, and give it:"
            " newpower doctor --letter FILE.eml",
        )  # fmt: skip
        return
    found = published(signer.selector, signer.domain, ask)
    yield from _key_findings(signer, found)
    if signer.fault:
        yield Finding(
            SUBJECT, "hurts", signer.fault, f"{_NO_KEY}: the file that `newpower post dkim --new` made"
        )


def _key_findings(signer: Signer, found: Published) -> Iterator[Finding]:
    mended = txt(found.name, key_record(signer.key)) if signer.key else _printed(found.name)
    if found.silence:
        yield Finding(SUBJECT, "unknown", f"no DNS answers here for {found.name} ({found.silence})")
    elif found.public is None:
        yield Finding(SUBJECT, "hurts", f"{found.name}: {shown(found.fault)}", mended)
    elif signer.key is not None and not _is_same(signer.key, found):
        words = f"{found.name} publishes another key than the one that signs letters here"
        put = f"{mended}, where nobody else signs by the other; or take another selector (`dkim.selector`)"
        yield Finding(SUBJECT, "hurts", words, put)
    else:
        for note in found.notes:
            yield Finding(SUBJECT, "mind", f"{found.name}: {note}", _bettered(note, found.name))
        if signer.key is None:
            yield Finding(
                SUBJECT,
                "unknown",
                f"{found.name} publishes a key; whether letters are signed by it is not seen here",
            )
        elif not found.notes:
            yield Finding(SUBJECT, "good", f"{found.name} publishes the key that signs letters here")


def _printed(name: str) -> str:
    return f"{name}. TXT, as `newpower post dkim` prints it"


def _bettered(note: str, name: str) -> str:
    if "t=y" in note:
        return f"take t=y out of {name}"
    return (
        "make another (newpower post dkim --new, a new file) under another selector, and publish that first"
    )


def _is_same(key: Key, found: Published) -> bool:
    return read_published(found.name, key_record(key)).public == found.public


def judge_letter(letter: Arrived, rules: Rules, ask: Ask) -> Iterator[Finding]:
    """What is to be said of the signatures of a letter that arrived."""
    if letter.lacks:
        for one in letter.lacks:
            yield Finding(
                SUBJECT, "hurts", f"the letter has no {one}", "ask the relay to leave our headers alone"
            )
    if not letter.signatures:
        words = "the letter that arrived has no signature"
        yield Finding(
            SUBJECT, "hurts", words, "have the relay sign for your domain, or sign here: newpower post dkim"
        )
        return
    own = [one for one in letter.signatures if one.domain and is_aligned(rules, one.domain, "adkim", ask)]
    if not own:
        named = shown(", ".join(dict.fromkeys(one.domain or "nobody" for one in letter.signatures)))
        words = f"the letter is signed for {named}, and that does not speak for {rules.domain}"
        put = f"have the relay sign for {rules.domain} (it calls that a custom domain), or sign here: newpower post dkim"
        yield Finding(SUBJECT, "hurts", words, put)
        return
    yield _best(own, letter)


def _best(own: list[Signature], letter: Arrived) -> Finding:
    """Of several signatures one that holds and covers all is enough: RFC 6376 §4.2."""
    sound = [one for one in own if not one.fault and not one.silence]
    if not sound:
        return _not_holding(own[0], letter)
    whole = [one for one in sound if not _uncovered(one)]
    if not whole:
        named = " and ".join(_uncovered(sound[0]))
        words = f"the signature for {sound[0].domain} does not cover {named} (RFC 8058 §4)"
        put = "ask the relay to sign these headers, or sign here: newpower post dkim"
        return Finding(SUBJECT, "hurts", words, put)
    first = whole[0]
    held = f"the signature by {shown(first.selector)} of {first.domain} holds"
    if first.key and first.key.notes:
        return Finding(SUBJECT, "mind", f"{held}; {first.key.notes[0]}", "a key of 2048 bits of RSA")
    return Finding(SUBJECT, "good", f"{held}, and covers From and both headers of one click")


def _not_holding(one: Signature, letter: Arrived) -> Finding:
    """A signature for our domain that is not good, or of which nobody knows."""
    if one.silence:
        return Finding(SUBJECT, "unknown", f"no DNS answers here for {shown(one.silence)}")
    words = f"the signature for {one.domain} does not hold: {shown(one.fault)}"
    if letter.results.get("dkim") == "pass" and not _uncovered(one):
        words += "; its receiver found that one holds (Authentication-Results), so the file may not be as it arrived"
        return Finding(
            SUBJECT, "mind", words, "save the letter as it arrived: *download original* or *save as .eml*"
        )
    return Finding(
        SUBJECT, "hurts", words, "look at the key in DNS, and at what changes letters behind the signer"
    )


def _uncovered(one: Signature) -> tuple[str, ...]:
    return tuple(name for name in NEEDED if name not in one.covers)
