"""A letter in figures, for `newpower edition show`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import html as lxml_html

from newsletter.mail.finished import section_sizes
from newsletter.mail.message import Email
from newsletter.mail.rules import LARGEST_HTML, LARGEST_STYLE
from newsletter.mail.words import html_links, html_words
from newsletter.told.diagnostics import Diagnostic, Severity

#: Words a minute a grown-up reads at ease.
READING_SPEED = 220


def edition_summary(email: Email, diagnostics: Sequence[Diagnostic]) -> str:
    """The letter's size, links, words and checks, in aligned plain text."""
    tree = lxml_html.document_fromstring(email.html)
    words = sum(html_words(tree).values())
    links = html_links(tree)
    style = sum(len((element.text or "").encode()) for element in tree.iter("style"))
    size = len(email.html.encode())
    rows = [
        ("Edition", f"{email.kicker}: {email.title}"),
        ("Subject", f"{email.subject} ({len(email.subject)} of 60 characters)"),
        ("Preheader", f"{email.preheader} ({len(email.preheader)} of 110 characters)"),
        ("Words", f"{words:,}, about {max(1, round(words / READING_SPEED))} minutes to read"),
        ("Links", f"{len(links)}, to {len(set(links))} addresses"),
        ("Pictures", str(sum(1 for _ in tree.iter("img")))),
        ("HTML", f"{size:,} of {LARGEST_HTML:,} bytes ({size / LARGEST_HTML:.0%})"),
        ("Style", f"{style:,} of {LARGEST_STYLE:,} bytes"),
        ("Text", f"{len(email.text.encode()):,} bytes"),
        ("Message", f"{len(email.message):,} bytes"),
        ("Checks", _verdict(diagnostics)),
    ]
    return f"{_aligned(rows)}\n\nWhere the HTML goes\n{_sections(email.html)}"


def _verdict(diagnostics: Sequence[Diagnostic]) -> str:
    counts = [
        _counted(sum(d.severity is severity for d in diagnostics), severity.value)
        for severity in (Severity.ERROR, Severity.WARNING)
        if any(d.severity is severity for d in diagnostics)
    ]
    return ", ".join(counts) or "all passed"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _sections(html: str) -> str:
    sizes = section_sizes(html)
    widest = max(len(f"{size:,}") for _, size in sizes)
    return "\n".join(f"  {size:>{widest},}  {section.title or 'Beginning'}" for section, size in sizes)


def _aligned(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name:<10} {value}" for name, value in rows)
