"""Codes of mail servers (RFC 3463) that mean the same in an answer and in a report that comes back."""

from __future__ import annotations

from newsletter.regexes import regex

#: Nobody has that mailbox, or its host: RFC 3463 §3.2, RFC 7505 (5.1.10); §3.3 for one that is closed.
NOBODY_THERE = regex(r"5\.1\.(?:0|1|2|3|6|10)|5\.2\.1")
