"""What a schema cannot say of the sources of a page, whatever kind of page they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter.content.kinds.quoted_doubts import quoted_doubts
from newsletter.content.kinds.rule_context import RuleContext
from newsletter.content.words.keys import better_key, is_key
from newsletter.content.words.mirrors import no_original
from newsletter.content.words.when import When
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, warning

if TYPE_CHECKING:
    from newsletter.content.kinds.shared import Citation

_ARCHIVE = regex(
    r"https?://(?:web\.archive\.org/web/|archive\.(?:ph|today|is|li|md)/|webarchive\.nationalarchives\.gov\.uk/)"
)


#: A copy of one moment: its day, and the address that it is of.
_COPY = regex(r"https?://web\.archive\.org/web/(?P<day>\d{8})\d{6}(?:[a-z]{2}_)?/(?P<page>\S+)")
#: What looks for copies at the Internet Archive, or makes one, and is none.
_NO_COPY = regex(
    r"https?://web\.archive\.org/(?:web/(?:[^/]*\*[^/]*/|(?!\d)[a-z]|2/)|save/)\S*", re.IGNORECASE
)


def source_rules(file: RuleContext) -> Iterator[Diagnostic]:
    """What holds for the `sources` of every record that has some."""
    yield from _own_ids(file)
    yield from _checked_before_published(file)
    yield from _listed_twice(file)
    yield from _exchanged(file)
    yield from _no_copies(file)
    yield from _no_originals(file)
    yield from _copies_of_others(file)
    yield from quoted_doubts(file)


def _own_ids(file: RuleContext) -> Iterator[Diagnostic]:
    seen: dict[str, Citation] = {}
    for number, source in enumerate(file.record.sources):
        where = file.value_at("sources", number, "id")
        if not is_key(source.id):
            better = better_key(source.id)
            yield Diagnostic(
                where,
                "bad-key",
                f"`{source.id}` cannot be used as a key",
                f"write `{better}`, here and in its marks"
                if better
                else "use lower-case letters, digits and hyphens",
            )
        if source.id in seen:
            is_same = seen[source.id] == source
            yield Diagnostic(
                where,
                "duplicate-source",
                f"the source `{source.id}` stands here twice, word for word"
                if is_same
                else f"there is already a source `{source.id}`",
                "delete one of the two" if is_same else "give each source an id of its own",
            )
        seen.setdefault(source.id, source)
        if source.relationship == "self" and source.evidence == "evaluation":
            yield Diagnostic(
                file.value_at("sources", number, "evidence"),
                "self-evaluation",
                "nobody can evaluate their own work",
                "what a case says of itself is an `own-report`",
            )


def _checked_before_published(file: RuleContext) -> Iterator[Diagnostic]:
    for number, source in enumerate(file.record.sources):
        out, looked_at = (
            source.published and certain(source.published),
            source.checked and certain(source.checked),
        )
        if out and looked_at and looked_at.last_day < out.first_day:
            where = file.value_at("sources", number, "checked")
            message = f"this was looked at ({looked_at}) before it came out ({out})"
            yield warning(where, "dates-out-of-order", message, "check both dates")


def _listed_twice(file: RuleContext) -> Iterator[Diagnostic]:
    first: dict[tuple[str, ...], str] = {}
    for number, source in enumerate(file.record.sources):
        title = source.title.casefold()
        same = (
            (title, source.url) if source.url else (title, source.publisher.casefold(), str(source.published))
        )
        before = first.setdefault(same, source.id)
        if before != source.id:
            message = f"this is the source `{before}` again"
            hint = f"keep one of the two, and name that one everywhere: `[^{before}]` for `[^{source.id}]`"
            yield warning(file.value_at("sources", number, "id"), "duplicate-source", message, hint)


def _exchanged(file: RuleContext) -> Iterator[Diagnostic]:
    """An archive's copy where the living page should stand."""
    for number, source in enumerate(file.record.sources):
        url, archive = source.url or "", source.archive or ""
        if not (url and archive):
            continue
        if _ARCHIVE.match(url) and not _ARCHIVE.match(archive):
            where = file.value_at("sources", number, "url")
            hint = f"write `url: {archive}` and `archive: {url}`"
            yield warning(where, "bad-address", "`url` and `archive` are exchanged", hint)
        elif url == archive:
            where = file.value_at("sources", number, "archive")
            hint = "write the address of a copy that lasts, such as one at web.archive.org, or take this out"
            yield warning(where, "given-twice", "this is the page itself again, and no copy of it", hint)


def _no_copies(file: RuleContext) -> Iterator[Diagnostic]:
    """Addresses of an archive at which no single copy is."""
    for number, source in enumerate(file.record.sources):
        for name in ("url", "archive"):
            if _NO_COPY.fullmatch(getattr(source, name) or ""):
                message = "this lists copies or makes one, and is none"
                hint = "open the copy, and write its own address: a number of 14 digits stands in it"
                yield warning(file.value_at("sources", number, name), "bad-address", message, hint)


def _copies_of_others(file: RuleContext) -> Iterator[Diagnostic]:
    """A copy at the Internet Archive that is of another page, or older than what it is of.

    A site that moved is another with the same page: nothing is told where the end of the address is the same.
    """
    for number, source in enumerate(file.record.sources):
        if not (source.url and (copy := _COPY.fullmatch(source.archive or ""))):
            continue
        where = file.value_at("sources", number, "archive")
        made, out = _day_of(copy["day"]), source.published and certain(source.published)
        if not _ends(copy["page"]) & _ends(source.url):
            message = f"this is a copy of `{copy['page']}`, and not of the page that `url` names"
            yield warning(where, "bad-address", message, "look for the copy of that page, or check `url`")
        elif made and out and made < out.first_day:
            message = f"this copy was made on {When.of(made)}, before it came out ({out})"
            yield warning(where, "dates-out-of-order", message, "check `published`, or take a later copy")


def _ends(address: str) -> set[str]:
    """The host of an address without its `www`, and the last word of its path."""
    parts = urlsplit(address.lower() if "://" in address else f"http://{address.lower()}")
    return {parts.netloc.removeprefix("www."), parts.path.rstrip("/").rpartition("/")[2]} - {""}


def _day_of(digits: str) -> date | None:
    with suppress(ValueError):
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return None


def _no_originals(file: RuleContext) -> Iterator[Diagnostic]:
    """Addresses where somebody else's text is only copied, or that are to be gone tomorrow."""
    for number, source in enumerate(file.record.sources):
        for name in ("url", "archive"):
            if told := no_original(getattr(source, name) or ""):
                yield warning(file.value_at("sources", number, name), "no-original", *told)


def certain(when: When) -> When | None:
    """The date, if it says neither "by" nor "about"."""
    return None if when.is_by or when.is_about else when
