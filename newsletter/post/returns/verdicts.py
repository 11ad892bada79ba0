"""What a report means for the person it is about. Decides, does nothing.

The enhanced code says whose fault it is (RFC 3463; the list of them is of RFC 5248). Words of a server are
read for one thing only: where they blame the sender, the person is let off. They never make it worse.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal, TypeAlias, get_args

from newsletter.post.codes import NOBODY_THERE
from newsletter.post.returns.reports import Recipient, Report
from newsletter.post.subscribers.person import Gone
from newsletter.regexes import regex
from newsletter.values import point

#: hard: nobody has this address. soft: not this time, say a full mailbox. policy: they would refuse it from us
#: to anybody. delayed and arrived say so. The others are those of a Report.
Kind: TypeAlias = Literal[
    "hard", "soft", "policy", "delayed", "arrived", "complaint", "leave", "automatic", "reply", "unknown"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

#: Editions running of which somebody's letter comes back softly, until they are written to no more.
RUNNING = 3

_CODE = regex(r"(?<![\d.])[245]\.[0-7]\.\d{1,3}(?!\d|\.\d)")
_ADDRESS = regex(r"\S{0,320}@\S{0,320}")
_XTEXT = regex(r"\+([0-9a-f]{2})")
#: The sender's address (5.1.7, 5.1.8), size (5.3.4), protocol (5.5), content (5.6, but for 5.6.7: an address
#: that needs SMTPUTF8), permission and reputation (5.7): RFC 3463 §3.2–3.8.
_POLICY = regex(r"[45]\.(?:1\.[78]|3\.4|5\.\d+|6\.(?!7$)\d+|7\.\d+)")
#: Codes that say nothing but that it failed: a server's own words may have a better one.
_EMPTY = ("", "4.0.0", "5.0.0")
_BLAMES_US = regex(
    r"\bspam|unsolicited|\bbulk\b|black ?list|block ?list|\bblock(?:ed|ing)\b|\bbanned\b|\bd?rbl\b|dnsbl"
    r"|spamhaus|barracuda|reputation|\bdmarc\b|\bdkim\b|\bspf\b|unauthenticated|\bpolicy\b|\bvirus|malware|phish"
    r"|not (?:authenticated|authori[sz]ed)|reverse dns|\bptr\b|relay(?:ing)? (?:access )?(?:is )?(?:denied|not)"
    r"|rate limit|receiving mail (?:at a rate|too quickly)|too many (?:messages|connections|mails)"
    r"|message content|content (?:rejected|filter)"
    r"|\bsender(?:'s)? (?:address |domain )?(?:denied|rejected|refused|blocked|not)",
    re.IGNORECASE,
)
#: A complaint's kind (RFC 5965 §7.3): those of a reader. `not-spam` (RFC 6430) takes one back, `auth-failure`
#: (RFC 6591) and `virus` are a machine's.
_COMPLAINTS = ("abuse", "fraud", "other", "")
_LEAVES = ("opt-out", "opt-out-list")


@point
class Judged:
    """What it is, and the enhanced code that says so, if one does."""

    kind: Kind
    code: str = ""


def judge(report: Report, folded: str) -> Judged:
    """What it means for the person with this address, folded; it is empty where nobody knows who that is."""
    match report.form:
        case "delivery":
            return _of_recipients(report.recipients, folded)
        case "complaint":
            return _of_complaint(report.feedback)
        case "confirmation":
            return Judged("automatic")
    return Judged(report.form)


def _of_complaint(feedback: str) -> Judged:
    if feedback in _LEAVES:
        return Judged("leave")
    return Judged("complaint" if feedback in _COMPLAINTS else "automatic")


def _of_recipients(recipients: Sequence[Recipient], folded: str) -> Judged:
    """Of the recipient who is the person; else the mildest: where one of those behind an address fails, others read."""
    theirs = [one for one in recipients if _is(one.original, folded) or _is(one.final, folded)]
    judged = [_of_one(one, folded) for one in theirs or recipients]
    return min(judged, key=lambda one: _MILDEST.index(one.kind), default=Judged("unknown"))


_MILDEST: tuple[Kind, ...] = ("arrived", "delayed", "policy", "soft", "hard", "unknown")


def _of_one(one: Recipient, folded: str) -> Judged:
    code = _code(one)
    action = one.action or ("failed" if code.startswith("5") else "delayed" if code else "")
    if action in ("delivered", "relayed", "expanded"):
        return Judged("arrived", code)
    if action == "delayed":
        return Judged("delayed", code)
    if action != "failed":
        return Judged("unknown", code)
    if _is_policy(one, code):
        return Judged("policy", code)
    # what an address passes its mail on to may be gone, while others still read what it passes on
    is_passed_on = bool(one.final and folded) and not _is(one.final, folded)
    return Judged("hard" if NOBODY_THERE.fullmatch(code) and not is_passed_on else "soft", code)


def _code(one: Recipient) -> str:
    """The code that says most: that of Status, or a better one in what the server answered."""
    status = _CODE.fullmatch(one.status)
    if status and status[0] not in _EMPTY:
        return status[0]
    said = _CODE.search(_ADDRESS.sub(" ", one.diagnostic))
    return said[0] if said else status[0] if status else ""


def _is_policy(one: Recipient, code: str) -> bool:
    """Whether they refuse us: one of the codes, or the words, say so."""
    words = _ADDRESS.sub(" ", one.diagnostic)
    codes = (code, *_CODE.findall(words))
    return any(_POLICY.fullmatch(found) for found in codes) or _BLAMES_US.search(words) is not None


def _is(said: str, folded: str) -> bool:
    """Whether an address in a report is that of the person, as it is, or as the parameters of SMTP write it (RFC 3461 §4)."""
    return bool(said) and folded in (said, _XTEXT.sub(lambda code: chr(int(code[1], 16)), said))


def is_third_running(soft: Collection[str], editions: Collection[str], edition: str) -> bool:
    """Whether letters came back softly of so many editions running, this one among them.

    `soft` are the editions of which theirs did, `editions` those there are: of one of them that is not in
    `soft`, the letter arrived. Their names are months, and so sort in the order in which they went out.
    """
    order = sorted({*editions, *soft, edition})
    first = last = order.index(edition)
    while first > 0 and order[first - 1] in soft:
        first -= 1
    while last < len(order) - 1 and order[last + 1] in soft:
        last += 1
    return edition in soft and last - first + 1 >= RUNNING


def what_becomes(kind: Kind, *, is_third: bool) -> Gone | None:
    """Why nobody writes to the person any more after this; None while letters go on."""
    if kind == "soft" and is_third:
        return "bounced"
    ends: dict[Kind, Gone] = {"hard": "bounced", "complaint": "complained", "leave": "left"}
    return ends.get(kind)
