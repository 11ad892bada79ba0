"""Whose letter a report is about: by the seals in it alone, of which nobody can make one. Pure.

First by the envelope's sender to which it came (VERP), then by the Message-ID of the letter that came back.
An address in a report (Original-Recipient, Final-Recipient) names nobody: who knows an address, or is on
the list and has a seal of their own, could strike somebody else off with it. Among the recipients of a
sealed report it says which is meant (`verdicts`).
"""

from __future__ import annotations

from itertools import islice

from newsletter.post.marks import person_of_letter_key, person_of_return_path
from newsletter.post.returns.reports import Report
from newsletter.post.subscribers.person import person_of_token
from newsletter.regexes import regex
from newsletter.values import point

#: `<2026-11.0000002a…@example.org>`, or without what stands round it.
_LETTER = regex(r"(?<![a-z0-9-])([a-z0-9-]{1,80})\.([0-9a-f]{32})(?![0-9a-f])")
#: Marks that are tried: more stand in no report that is one.
_TRIED = 20


@point
class Mark:
    """The person, by number, and the edition whose letter it was; that is empty where somebody leaves."""

    edition: str
    person: int


def whose(key: bytes, report: Report) -> Mark | None:
    """Who it is about; None where no seal of this list is in it."""
    if report.form == "leave":
        person = person_of_token(key, report.token)
        return None if person is None else Mark("", person)
    if report.form not in ("delivery", "complaint"):
        return None
    return _by_path(key, report) or _by_letter(key, report)


def _by_path(key: bytes, report: Report) -> Mark | None:
    for path in report.paths[:_TRIED]:
        found = person_of_return_path(key, path)
        if found is not None:
            return Mark(*found)
    return None


def _by_letter(key: bytes, report: Report) -> Mark | None:
    for text in report.letters[:_TRIED]:
        for said in islice(_LETTER.finditer(text.lower()), _TRIED):
            person = person_of_letter_key(key, said[1], said[2])
            if person is not None:
                return Mark(said[1], person)
    return None
