"""Mails that come back, in the shape that RFCs give them and in those of the engines that write them. Words are ours."""

from __future__ import annotations

from newsletter.post.marks import letter_key, return_path

JO = "jo@example.org"
RETURNS = "returns@letters.example.org"
EDITION = "2026-11"


def letter_id(key: bytes, person: int, edition: str = EDITION) -> str:
    """The Message-ID of a person's letter."""
    return f"<{edition}.{letter_key(key, edition, person)}@letters.example.org>"


def sealed(key: bytes, person: int, edition: str = EDITION) -> str:
    """The envelope's sender of a person's letter."""
    return return_path(key, RETURNS, edition, person)


def _lines(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def postfix(
    *,
    to: str = RETURNS,
    letter: str = "",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 <jo@example.org>: user unknown",
    action: str = "failed",
    final: str = JO,
    original: str = JO,
    name: str = "<20261126.1@mx.example.net>",
) -> bytes:
    """As Postfix writes it, with the head of the letter."""
    return _lines(
        "Return-Path: <>",
        f"Delivered-To: {to}",
        "From: MAILER-DAEMON@mx.example.net (Mail Delivery System)",
        "Subject: Undelivered Mail Returned to Sender",
        f"To: {to}",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status;",
        '\tboundary="A1B2.1764187500/mx.example.net"',
        f"Message-Id: {name}",
        "",
        "This is a MIME-encapsulated message.",
        "",
        "--A1B2.1764187500/mx.example.net",
        "Content-Description: Notification",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "A letter came to its end here.",
        "",
        "--A1B2.1764187500/mx.example.net",
        "Content-Description: Delivery report",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.net",
        "X-Postfix-Queue-ID: A1B2",
        "Arrival-Date: Thu, 26 Nov 2026 07:00:00 +0000 (UTC)",
        "",
        f"Final-Recipient: rfc822; {final}",
        f"Original-Recipient: rfc822;{original}",
        f"Action: {action}",
        f"Status: {status}",
        "Remote-MTA: dns; mail.example.org",
        f"Diagnostic-Code: {said}",
        "",
        "--A1B2.1764187500/mx.example.net",
        "Content-Description: Undelivered Message Headers",
        "Content-Type: text/rfc822-headers",
        "",
        f"Return-Path: <{to}>",
        "From: New Power <letter@letters.example.org>",
        "Subject: The letter",
        f"Message-ID: {letter}",
        "",
        "--A1B2.1764187500/mx.example.net--",
        "",
    )


def exim(*, letter: str, said: str = "smtp; 550 5.1.1 no such mailbox here", status: str = "5.0.0") -> bytes:
    """As Exim writes it: a code that says nothing, and the server's answer beside it."""
    return _lines(
        "X-Failed-Recipients: jo@example.org",
        "Auto-Submitted: auto-replied",
        "From: Mail Delivery System <Mailer-Daemon@mx.example.net>",
        f"To: {RETURNS}",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=1764187500-eximdsn-77",
        "MIME-Version: 1.0",
        "Message-Id: <E1vO-0001@mx.example.net>",
        "",
        "--1764187500-eximdsn-77",
        "Content-type: text/plain; charset=us-ascii",
        "",
        "It could not be delivered.",
        "",
        "--1764187500-eximdsn-77",
        "Content-type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.net",
        "",
        "Action: failed",
        "Final-Recipient: rfc822;jo@example.org",
        f"Status: {status}",
        "Remote-MTA: dns; mail.example.org",
        f"Diagnostic-Code: {said}",
        "",
        "--1764187500-eximdsn-77",
        "Content-type: message/rfc822",
        "",
        "Return-path: <returns@letters.example.org>",
        f"Message-Id: {letter}",
        "Subject: The letter",
        "",
        "Dear reader",
        "",
        "--1764187500-eximdsn-77--",
    )


def exchange(*, letter: str, status: str = "5.1.10") -> bytes:
    """As Exchange writes it: CRLF, its words twice within, the letter at the end in base64."""
    return _lines(
        "From: <postmaster@mail.example.net>",
        f"To: <{RETURNS}>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="_9F_MAIL_"',
        "Message-ID: <9f@mail.example.net>",
        "Subject: Undeliverable: The letter",
        "",
        "--_9F_MAIL_",
        'Content-Type: multipart/alternative; differences=Content-Type; boundary="_9F_MAIL_in"',
        "",
        "--_9F_MAIL_in",
        'Content-Type: text/plain; charset="us-ascii"',
        "",
        "That did not work.",
        "--_9F_MAIL_in",
        'Content-Type: text/html; charset="us-ascii"',
        "",
        "<p>That did not work.</p>",
        "--_9F_MAIL_in--",
        "",
        "--_9F_MAIL_",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns;mail.example.net",
        "Received-From-MTA: dns;mx.example.org",
        "",
        "",
        "Final-Recipient: rfc822;jo@example.org",
        "Action: failed",
        f"Status: {status}",
        f"Diagnostic-Code: smtp;550 {status} RESOLVER.ADR.RecipientNotFound; not found",
        "X-Display-Name: Jo",
        "",
        "--_9F_MAIL_",
        "Content-Type: message/rfc822",
        "",
        "Subject: The letter",
        f"Message-ID: {letter}",
        "",
        "Dear reader",
        "--_9F_MAIL_--",
    ).replace(b"\n", b"\r\n")


def gmail(*, to: str, said: str = "smtp; 550-5.1.1 nobody has this account\n 550 5.1.1 look it up") -> bytes:
    """As Gmail writes it: an answer of several lines, folded; no field says to whom the letter first went."""
    return _lines(
        f"To: {to}",
        "From: Mail Delivery Subsystem <mailer-daemon@mail.example.com>",
        "Auto-Submitted: auto-replied",
        "Message-ID: <6926.gmr@mail.example.com>",
        'Content-Type: multipart/report; boundary="000000000000d"; report-type=delivery-status',
        "",
        "--000000000000d",
        'Content-Type: multipart/related; boundary="000000000000e"',
        "",
        "--000000000000e",
        "Content-Type: text/html; charset=UTF-8",
        "",
        "<p>Nobody there</p>",
        "--000000000000e--",
        "--000000000000d",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.example.com",
        "",
        "Final-Recipient: rfc822; jo@example.org",
        "Action: failed",
        "Status: 5.1.1",
        f"Diagnostic-Code: {said}",
        "Last-Attempt-Date: Thu, 26 Nov 2026 07:00:01 -0800 (PST)",
        "",
        "--000000000000d",
        "Content-Type: message/rfc822",
        "",
        "Message-ID: <another@letters.example.org>",
        "",
        "--000000000000d--",
    )


def complaint(
    *, letter: str, feedback: str = "abuse", mail_from: str = "", name: str = "<arf1@fbl.example.net>"
) -> bytes:
    """As Yahoo's feedback loop writes it (RFC 5965)."""
    return _lines(
        "From: feedback@fbl.example.net",
        "To: complaints@letters.example.org",
        f"Message-ID: {name}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=feedback-report; boundary="arf"',
        "",
        "--arf",
        "Content-Type: text/plain",
        "",
        "Somebody does not want this.",
        "--arf",
        "Content-Type: message/feedback-report",
        "",
        f"Feedback-Type: {feedback}",
        "User-Agent: Loop/1.0",
        "Version: 1",
        "",
        f"Original-Mail-From: <{mail_from}>",
        "Original-Rcpt-To: jo@example.org",
        "--arf",
        "Content-Type: message/rfc822",
        "",
        f"Message-ID: {letter}",
        "Subject: The letter",
        "",
        "--arf--",
    )


def leaving(token: str, subject: str = "{}", name: str = "<leave1@example.org>") -> bytes:
    """A mail to the address by which people leave."""
    return _lines(
        "From: Jo <jo@example.org>",
        "To: leave@letters.example.org",
        f"Subject: {subject.format(token)}",
        f"Message-ID: {name}",
        "",
        "",
    )


OUT_OF_OFFICE = _lines(
    "From: jo@example.org",
    f"To: {RETURNS}",
    "Subject: I am away",
    "Auto-Submitted: auto-replied (vacation)",
    "Message-ID: <away@example.org>",
    "",
    "Until Monday.",
)
REPLY = _lines(
    "From: jo@example.org",
    "To: leave@letters.example.org",
    "Subject: Please stop",
    "Message-ID: <please@example.org>",
    "",
    "I no longer wish to get this.",
)
#: Words for people, no fields: qmail and others before RFC 1894.
OLD_STYLE = _lines(
    "Return-Path: <>",
    "From: MAILER-DAEMON@old.example.net",
    f"To: {RETURNS}",
    "Subject: failure notice",
    "Message-ID: <qp.77@old.example.net>",
    "",
    "<jo@example.org>:",
    "there is no such mailbox (#5.1.1)",
    "",
    "--- Below this line is a copy of the message.",
)
