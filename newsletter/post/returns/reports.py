"""What a mail is that came back, by its fields: bytes become a Report. Pure, and never raises.

A delivery report (RFC 3464), a complaint (RFC 5965), a wish to leave, an answer by a machine or by a
person. What it says in words is not read: any words can be written by anybody, in any language.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from newsletter.post.returns.parts import Fields, Part, groups, parts, split_head
from newsletter.regexes import regex
from newsletter.values import point

#: `automatic` is an answer by a machine, such as out of office; `reply` is for a person to read; `unknown`
#: came from a mail server, but in no form that is kept to; `confirmation` is Amazon's question whether to begin.
Form: TypeAlias = Literal["delivery", "complaint", "leave", "automatic", "reply", "unknown", "confirmation"]

_DELIVERY = ("message/delivery-status", "message/global-delivery-status")
_FEEDBACK = "message/feedback-report"
#: What came back of the letter itself: whole, or its head alone; RFC 3464 §2, RFC 6533 §4.
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
#: By what a mail came, as its servers wrote it down.
_CAME_BY = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to")
#: Our own mark in a letter, where a service puts a Message-ID of its own over ours; see docs/letter.md.
OWN_HEADER = "x-newpower-delivery"

_TOKEN = regex(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_MAILER = regex(r"\b(?:mailer-daemon|postmaster)@", re.IGNORECASE)
#: An address among names, commas and brackets; the library's own reader asks itself again for each bracket.
_ADDRESS = regex(r"[^\s<>,;:\"()@]{1,64}@[^\s<>,;:\"()@]{1,255}")
#: Characters of a line that is kept for judging it.
_LONGEST = 2000


@point
class Recipient:
    """What became of a letter for one address. `original` is who we wrote to, `final` where it ended."""

    action: str
    status: str
    diagnostic: str
    original: str
    final: str


@point
class Report:
    """What came. `paths` and `letters` are where marks of ours may stand: envelopes' senders, Message-IDs.

    `message_id` is the mail's own. `feedback` is the kind of a complaint, `token` what stands in the subject of
    who leaves. `note` is for the publisher.
    """

    form: Form
    message_id: str
    paths: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    feedback: str = ""
    token: str = ""
    note: str = ""


def read_report(mail: bytes) -> Report:
    """What a mail says, whatever is in it."""
    head, body = split_head(mail)
    inside = tuple(parts(head, body))
    token = _TOKEN.search(head.first("subject").lower())
    status = next((one for one in inside if one.kind in _DELIVERY), None)
    feedback = next((one for one in inside if one.kind == _FEEDBACK), None)
    said = _in_one(feedback) if feedback else Fields()
    came_back = _returned(inside)
    addressed = tuple(_ADDRESS.findall(" ".join(head.all(*_CAME_BY)[:20])))
    return Report(
        form=_form(head, status, feedback, has_token=token is not None),
        message_id=head.first("message-id")[:_LONGEST],
        paths=(*addressed, *said.all("original-mail-from"), *came_back.all("return-path")),
        letters=(*came_back.all(OWN_HEADER, "message-id"), *head.all("in-reply-to", "references")),
        recipients=_recipients(status) if status else (),
        feedback=said.first("feedback-type").lower(),
        token=token[0] if token else "",
    )


def _form(head: Fields, status: Part | None, feedback: Part | None, *, has_token: bool) -> Form:
    if feedback:
        return "complaint"
    if status:
        return "delivery"
    if has_token:
        return "leave"
    if _MAILER.search(head.first("from")) or head.first("x-failed-recipients"):
        return "unknown"
    return "automatic" if _is_automatic(head) else "reply"


def _is_automatic(head: Fields) -> bool:
    """Whether no person wrote it: RFC 3834 §5, RFC 8098, and what was usual before them."""
    return (
        head.first("auto-submitted").partition(";")[0].strip().lower() not in ("", "no")
        or head.first("precedence").lower() in ("bulk", "junk", "list", "auto_reply")
        or head.first("content-type").lower().startswith("multipart/report")
        or bool(head.first("x-autoreply", "x-autorespond", "x-autoresponder", "list-id"))
    )


def _in_one(part: Part) -> Fields:
    """All fields of a complaint: blank lines in it mean nothing (RFC 5965 §3)."""
    return Fields(tuple(pair for group in groups(part.content()) for pair in group.pairs))


def _returned(inside: tuple[Part, ...]) -> Fields:
    """The head of the letter that came back."""
    found = next((one for one in inside if one.kind in _RETURNED), None)
    return split_head(found.content())[0] if found else Fields()


def _recipients(status: Part) -> tuple[Recipient, ...]:
    """Those of whom something is said (RFC 3464 §2.3); the first group is of the report itself."""
    said = groups(status.content())
    return tuple(
        Recipient(
            action=one.first("action").partition(" ")[0].lower(),
            status=one.first("status").partition(" ")[0],
            diagnostic=one.first("diagnostic-code")[:_LONGEST],
            original=typed_address(one.first("original-recipient")),
            final=typed_address(one.first("final-recipient")),
        )
        for one in said
        if one.first("final-recipient", "action", "status")
    )


def typed_address(text: str) -> str:
    """The address in `rfc822; jo@example.org` (RFC 3464 §2.3.1), in small letters; empty where it is of another kind."""
    kind, _, address = text[:_LONGEST].rpartition(";")
    is_mail = kind.strip().lower() in ("", "rfc822", "utf-8", "smtp")
    return address.strip().strip("<>").lower() if is_mail else ""
