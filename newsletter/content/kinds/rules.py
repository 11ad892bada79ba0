"""Rules every kind of content shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from newsletter.content.kinds.rule_context import RuleContext as RuleContext
from newsletter.content.kinds.shared_doubts import shared_doubts
from newsletter.permalinks import fits_every_disk, permalink, resolved
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, warning

if TYPE_CHECKING:
    from newsletter.content.reading.field import Field  # cached records need no YAML


def shared_rules(file: RuleContext) -> Iterator[Diagnostic]:
    """What holds for every kind of content."""
    record = file.record
    if record.image and not record.image.alt and not record.image.decorative:
        yield Diagnostic(
            file.key_at("image"),
            "missing-alt",
            "the image has no `alt` text",
            "say what it shows, or write `decorative: true` if it says nothing the words do not",
        )
    if record.updated and record.published and record.updated < record.published:
        yield Diagnostic(
            file.value_at("updated"),
            "dates-out-of-order",
            "`updated` is earlier than `published`",
            "check both days",
        )
    yield from _corrected_later(file)
    for number, correction in enumerate(record.corrections):
        if record.published and correction.date < record.published:
            where = file.value_at("corrections", number, "date")
            message = "this was mended before the page was published"
            yield warning(where, "dates-out-of-order", message, "check this day and `published`")
        if correction.was.strip().casefold() == correction.now.strip().casefold():
            where = file.value_at("corrections", number, "now")
            hint = "write in `was` what the page said, and in `now` what it says since"
            yield warning(where, "given-twice", "`was` and `now` say the same", hint)
    yield from shared_doubts(file)
    yield from _given_twice(file)
    yield from _one_in_two(file)
    yield from _pasted_twice(file.fields)
    for number, address in enumerate(record.redirect_from):
        if told := _redirect_told(address, file.path):
            yield Diagnostic(file.value_at("redirect_from", number), "bad-redirect", *told)


def _corrected_later(file: RuleContext) -> Iterator[Diagnostic]:
    """A day of the last change, and a correction after it: the page would say both."""
    updated = file.record.updated
    newest = max((correction.date for correction in file.record.corrections), default=None)
    if updated and newest and newest > updated:
        message = f"a correction below is of {newest}, and this says that nothing changed since {updated}"
        yield warning(file.value_at("updated"), "dates-out-of-order", message, f"write `{newest}`")


def _redirect_told(address: str, path: str) -> tuple[str, str] | None:
    """What is wrong with a former address of the file at `path`, and what to write; None if nothing is."""
    message = f"`{address}` is not an address of this site"
    if within := _WITHIN_SITE.fullmatch(address):
        path = within[1] or "/"
        better = path if is_address(path) else f"{path.rstrip('/')}/"
        hint = f": `{better}`" if is_address(better) else ""
        return message, f"write it without the site's own address{hint}"
    if meant := _meant(address, path):
        return f"`{address}` is the name of a file, not the address it had", f"write `{meant}`"
    if not all(map(fits_every_disk, address.split("/"))):
        hint = "leave it out; your host can send its readers on"
        return f"Windows cannot hold the file that would lead on from `{address}`", hint
    if not is_address(address):
        meant = f"/{address.strip('/')}/" if "/" in address else _beside(address, path)
        if is_address(meant):
            return message, f"write `{meant}`"
        hint = "write it from the first slash to the last, such as `/case-studies/old-name/`, or to the end, such as"
        return message, f"{hint} `/old.html`"
    return None


def _beside(name: str, path: str) -> str:
    """The address that a file of this name had in the folder of `path`: who gives no folder means that one."""
    return permalink(f"{path.rpartition('/')[0]}/{name}.md")


def _meant(address: str, path: str) -> str:
    """The address of the Markdown file that somebody wrote in its place; nothing where it is none."""
    found = _MARKDOWN_FILE.fullmatch(address)
    if found is None:
        return ""
    meant = f"/{found['path']}/" if "/" in address else _beside(found["path"], path)
    return meant if is_address(meant) else ""


def _given_twice(file: RuleContext) -> Iterator[Diagnostic]:
    """Entries of plain lists that stand there already, or name the file they stand in."""
    for name in ("tags", "places", "authors", "related"):
        seen = {file.path} if name == "related" else set()
        for number, entry in enumerate(getattr(file.record, name, ())):
            same = resolved(file.path, entry)[0] if name == "related" else entry.lower()
            if same in seen:
                what = "is this file itself" if same == file.path else f"stands in `{name}` already"
                where = file.value_at(name, number)
                yield Diagnostic(where, "given-twice", f"`{entry}` {what}", "take it out")
            seen.add(same)


def _pasted_twice(fields: Field) -> Iterator[Diagnostic]:
    """Entries of lists that stand above already, word for word; of plain lists that name things `_given_twice` tells."""
    for name, field in fields.named.items():
        yield from _pasted_twice(field)
        entries = field.value if isinstance(field.value, tuple) else ()
        first: dict[str, int] = {}
        for entry in entries:
            yield from _pasted_twice(entry)
            if not entries[1:] or name in _TOLD or not _is_filled_in(entry):
                continue
            line = first.setdefault(repr(entry.plain()), entry.location.line)
            if line != entry.location.line:
                message = f"this entry stands on line {line} already, word for word"
                hint = "take one of the two out, or write what was to be different"
                yield warning(entry.location, "given-twice", message, hint)


def _is_filled_in(field: Field) -> bool:
    """Whether a value stands behind each name: of a blank nothing is told."""
    inner = field.value if isinstance(field.value, tuple) else tuple(field.named.values())
    return field.value is not None and all(map(_is_filled_in, inner))


def _one_in_two(file: RuleContext) -> Iterator[Diagnostic]:
    """A name with its surname first, which the comma in it makes two authors."""
    for one, other in pairwise(getattr(file.record, "authors", ())):
        if _ALONE.fullmatch(one) and _ALONE.fullmatch(other):
            where = file.value_at("authors", file.record.authors.index(other))
            hint = f"if they are one person, write `{other} {one}`; if they are two, `{one} and {other}`"
            yield warning(where, "comma-in-value", f"`{one}` and `{other}` are two authors here", hint)


def is_address(text: str) -> bool:
    """Whether a former address is one this site could have had: /words/and-words/ or /file.html.

    Names that begin with a dot are the output folder's own; a folder called x.html, feed.xml
    or _headers would stand in the way of a file of that name.
    """
    first, *folders, last = text.split("/") if "/" in text else (text, "")
    return (
        first == ""
        and not {"_headers", "_redirects"} & set(folders)
        and all(_PART.fullmatch(part) and not part.endswith(_FILES) for part in folders)
        and (_PART.fullmatch(last) is not None and last.endswith(".html") if last else bool(folders))
    )


#: Lists of which another rule tells what is there twice.
_TOLD = frozenset(("tags", "places", "authors", "related", "sources", "redirect_from", "features"))
#: A former address with the site's own before it, as it is copied from a browser.
_WITHIN_SITE = regex(r"(?:https?:)?//[^/\s?#]+(/[^\s?#]*)?(?:[?#]\S*)?", re.IGNORECASE)
#: A name of one word that is no abbreviation.
_ALONE = regex(r"[A-Z][a-z’'-]+(?:[A-Z][a-z]+)?")
_FILES = (".html", ".xml", ".json", ".txt")
#: A file of content as it is named in links, or in a list of files.
_MARKDOWN_FILE = regex(r"(?:(?:\.\./)+|/|content/|/content/)?(?:pages/)?(?P<path>[a-z0-9][a-z0-9/-]*)\.md/?")
_PART = regex(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
