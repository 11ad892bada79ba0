"""What a file says that another says already, or nearly: titles, subjects, authors; and links that name another page.

Serves `crosschecks`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from newsletter.content.config import Config
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.page import WELCOME, Page
from newsletter.content.library.names import relative
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, warning

#: Letters of a name that other words do not have by chance.
_SHORTEST = 5
#: Pages that others of the site lead to by themselves.
LINKED_BY_EVERY_PAGE = ("content/pages/old-and-new-power.md", "content/pages/subscribe.md")
#: Words of a page that is no sketch.
_WHOLE = 40
_SIGNS = regex(r"[^\w\s,]")


def alike(entries: Sequence[Entry[Any]], config: Config) -> Iterator[Diagnostic]:
    """A warning for each value that was copied and not changed, and each name that is written in two ways."""
    whole = [entry for entry in entries if not entry.blanks]
    in_order = sorted(
        whole, key=lambda entry: (entry.record.draft, entry.record.published or date.max, entry.path)
    )
    yield from _titled_alike(in_order)
    yield from _letters_alike([entry for entry in in_order if isinstance(entry.record, Edition)])
    yield from _authors(in_order)
    yield from _named_after_the_site(in_order, config)
    yield from _other_names(in_order)
    yield from _led_to_by_none(in_order, config)


def _titled_alike(entries: Iterable[Entry[Any]]) -> Iterator[Diagnostic]:
    """Two of one kind with one title; of those with one summary, too, is told elsewhere."""
    titles: dict[tuple[str, str], Entry[Any]] = {}
    for entry in entries:
        folder = entry.path.rpartition("/")[0]
        other = titles.setdefault((folder, entry.record.title.casefold()), entry)
        if other is not entry and other.record.summary != entry.record.summary:
            message = f"`{other.path}` has this title already: in a list nobody can tell the two apart"
            yield warning(entry.locations["title"], "given-twice", message, "call one of the two otherwise")


def _letters_alike(editions: Iterable[Entry[Edition]]) -> Iterator[Diagnostic]:
    """What the letter before said, and this one still says."""
    said: dict[tuple[str, str], Entry[Edition]] = {}
    for entry in editions:
        record = entry.record
        values = {
            "subject": record.subject,
            "preheader": record.preheader,
            "try_this": record.try_this.text if record.try_this else "",
            "features": " ".join(one.study for one in record.features) if record.features[1:] else "",
        }
        for name, words in values.items():
            other = said.setdefault((name, " ".join(words.casefold().split())), entry) if words else entry
            if other is not entry and other.record.number != record.number:  # that is told first
                message = f"`{other.path}` has this `{name}` already"
                yield warning(
                    entry.locations[name], "given-twice", message, "write what is new in this letter"
                )


def _authors(entries: Sequence[Entry[Any]]) -> Iterator[Diagnostic]:
    """Authors whose name is written elsewhere with other capitals: the more frequent way is the right one."""
    ways: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        for author in entry.record.authors:
            ways[author.casefold()][author] += 1
    if all(len(found) == 1 for found in ways.values()):
        return
    for entry in entries:
        if len({author.casefold() for author in entry.record.authors}) < len(entry.record.authors):
            continue  # given twice, which is told
        for author in entry.record.authors:
            (usual, times), *_ = ways[author.casefold()].most_common(1)
            if author != usual and ways[author.casefold()][author] < times:
                message = f"`{author}` is written `{usual}` elsewhere, and counts as somebody else"
                yield warning(entry.locations["authors"], "capitals", message, f"write `{usual}`")


def _led_to_by_none(entries: Sequence[Entry[Any]], config: Config) -> Iterator[Diagnostic]:
    """Pages that readers find by chance alone: in no menu, and no link leads there. A sketch of one is let be."""
    led_to = {
        reference.target
        for entry in entries
        for reference in entry.references
        if reference.kind == "content" and entry.path != reference.target
    }
    for entry in entries:
        record = entry.record
        if not isinstance(record, Page) or record.nav or record.draft or entry.path in led_to:
            continue
        is_known = entry.path in (config.site.privacy_page, WELCOME, *LINKED_BY_EVERY_PAGE)
        if not is_known and entry.body.words >= _WHOLE:
            message = "no page leads here: nothing links to it, and it stands in no menu"
            hint = "link to it where readers look for it, or add `nav: {place: footer}` to its front matter"
            yield warning(entry.locations["title"], "unknown-file", message, hint)


def _named_after_the_site(entries: Iterable[Entry[Any]], config: Config) -> Iterator[Diagnostic]:
    """Titles with the publication's own name behind them, which every page puts there itself."""
    name = re.escape(config.site.name)
    ending = re.compile(rf"(?P<title>.*\S)\s+[|·•–—-]{{1,2}}\s+{name}", re.IGNORECASE)
    for entry in entries:
        if config.site.name in entry.record.title and (found := ending.fullmatch(entry.record.title)):
            message = f"`{config.site.name}` is put behind every title: here it would stand twice"
            yield warning(entry.locations["title"], "given-twice", message, f"write `{found['title']}`")


def _other_names(entries: Sequence[Entry[Any]]) -> Iterator[Diagnostic]:
    """Links whose words are the name of another page of ours than they lead to."""
    names = {entry.path: _names(entry) for entry in entries}
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for path, own in names.items():
        for name in own:
            owners[name].add(path)
    begin = {first for name in owners for first in (name.split()[0], f"{name.split()[0]},")}
    for entry in entries:
        for reference in entry.references:
            if not reference.words or reference.target not in names:
                continue
            if begin.isdisjoint(reference.words.casefold().split()[:2]):
                continue
            other = _named(_plain(reference.words), names[reference.target], owners)
            if other is None or other == entry.path:
                continue
            to, right = (relative(one, entry.path) for one in (reference.target, other))
            message = f"these words name `{right}`, and lead to `{to}`"
            hint = f"if they are right, write `{right}`; if the address is, say in the words what is there"
            yield warning(reference.location, "bad-link", message, hint)


def _named(said: str, own: frozenset[str], owners: Mapping[str, set[str]]) -> str | None:
    """The page that words name, whole or up to their comma, where it is one alone and not the one of these names."""
    for words in (said, said.partition(",")[0].strip()):
        named = owners.get(words, set())
        if words in own:
            return None
        if len(named) == 1:
            return next(iter(named))
    return None


def _names(entry: Entry[Any]) -> frozenset[str]:
    """What a page is called, in small letters: a case study also by its file's name and the beginning of its title."""
    title = _plain(entry.record.title)
    names = {title} if " " in title else set()
    if isinstance(entry.record, CaseStudy):
        names |= {_plain(entry.record.title.partition(":")[0]), entry.slug.replace("-", " ")}
    return frozenset(name for name in names if len(name) >= _SHORTEST)


def _plain(words: str) -> str:
    return " ".join(_SIGNS.sub(" ", words).casefold().split()).removeprefix("the ")
