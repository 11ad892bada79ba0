"""What templates are shown: plain mappings with addresses, dates and labels already written out.

Words stay text; whatever is HTML already has a name that ends in `html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from newsletter import permalinks
from newsletter.content.body import Body
from newsletter.content.entry import Entry, to_come
from newsletter.content.kinds import kind_of
from newsletter.content.kinds.shared import Correction, Shared
from newsletter.content.library.mentions import Named, key_of
from newsletter.content.words.marks import plain
from newsletter.content.words.typography import direction
from newsletter.content.words.when import When, long_date
from newsletter.site.desk import Desk, View
from newsletter.site.illustrations import image_view, picture_sizes
from newsletter.told.diagnostics import Diagnostic

WORDS_A_MINUTE = 220

#: Labels and permalinks of the pages above a page, outermost first.
Crumbs = tuple[tuple[str, str], ...]


# Every entry


def unless_blank(entry: Entry[Any], name: str, shown: str) -> str:
    """What is shown of a field, or the mark of a blank where a draft has none yet."""
    return to_come(name) if name in entry.blanks else shown


def date_unless_blank(entry: Entry[Any], name: str, shown: View | None) -> View | None:
    """The same of a date."""
    return {"words": to_come(name), "iso": to_come(name)} if name in entry.blanks else shown


def entry_own(entry: Entry[Shared]) -> View:
    """What the head of any entry's page says that its file alone decides."""
    record = entry.record
    published = None if "published" in entry.blanks else record.published
    return {
        "page": {
            "title": record.title,
            "description": record.summary,
            "lang": record.lang,
            "direction": direction(record.lang),
            "published": published.isoformat() if published else None,
            "updated": record.updated.isoformat() if record.updated else None,
            "authors": list(record.authors),
            "to_mend": [_to_mend(problem) for problem in entry.to_mend],
        }
    }


def _to_mend(problem: Diagnostic) -> View:
    """What is to be mended in a draft: its line, and what is wrong, as pieces that are words and code in turn."""
    return {"line": problem.location.line, "pieces": problem.message.split("`")}


def entry_around(desk: Desk, entry: Entry[Shared], *, crumbs: Crumbs = (), listing: str = "") -> View:
    """What any entry's page shows of everything else; `listing` is the permalink of the list it stands in."""
    source_url = desk.library.config.site.source_url
    return {
        "page": {
            "href": desk.href(entry.permalink),
            "url": desk.url(entry.permalink),
            "crumbs": crumb_views(desk, crumbs),
            "feeds": feed_views(desk, listing, _plural(entry)) if listing else [],
            "image": image_view(desk, entry),
            "banner": banner(desk, entry),
            "noindex": False,
            "canonical": desk.url(entry.permalink),
        },
        "pictures": picture_sizes(desk, entry),
        "edit": source_url + entry.path if source_url else None,
    }


def entry_card(desk: Desk, entry: Entry[Shared]) -> View:
    """An entry as lists show it, with the day it was published; a kind may give a day that says more."""
    record = entry.record
    return {
        "title": record.title,
        "href": desk.href(entry.permalink),
        "summary": plain(record.summary),
        "line": "",
        "when": date_unless_blank(entry, "published", day_view(record.published)),
        "banner": banner(desk, entry),
    }


def tag_view(desk: Desk, key: str) -> View:
    """A tag and its page; one that is not known has none."""
    tag = desk.library.config.tags.get(key)
    return {"title": tag.title if tag else key, "href": desk.href(permalinks.tag(key)) if tag else None}


def page_of(desk: Desk, index: str, name: str) -> str | None:
    """The link to the page of a person or an organisation, below its index; None where one entry alone names it."""
    key = key_of(name)
    return desk.href(f"{index}{key}/") if key in named_in(desk, index) else None


def named_in(desk: Desk, index: str) -> Mapping[str, Named]:
    """Those who have a page below the index of people, or that of organisations, by their keys."""
    return desk.library.people if index == permalinks.PEOPLE else desk.library.organisations


def filed_under(desk: Desk, entry: Entry[Shared]) -> list[View]:
    """Its subjects, each with the page of those case studies that are about it, if there are some."""
    shelf = desk.library.facets["tag"]
    tags = desk.library.config.tags
    return [
        {"title": tags[key].title, "href": desk.href(permalinks.tag(key)) if key in shelf else None}
        for key in dict.fromkeys(entry.record.tags)
        if key in tags
    ]


def neighbours(desk: Desk, entry: Entry[Shared]) -> View:
    """The entries that stand before and after it in its kind's list, which begins with the newest."""
    newer, older = (desk.cards.get(path) for path in desk.neighbours[entry.path])
    return {"newer": _neighbour(newer), "older": _neighbour(older)}


def _neighbour(card: View | None) -> View | None:
    return {"title": card["title"], "href": card["href"]} if card else None


def _plural(entry: Entry[Any]) -> str:
    kind = kind_of(entry.path)
    return kind.plural if kind else ""


def banner(desk: Desk, entry: Entry[Any]) -> str | None:
    """What a preview says above an entry that is not out yet; None if it is."""
    reason = desk.library.held_back.get(entry.path)
    if reason == "draft":
        return "Draft, not published"
    if reason and entry.record.published:
        return f"To be published on {long_date(entry.record.published)}"
    return "Not published" if reason else None


def crumb_views(desk: Desk, crumbs: Crumbs) -> list[View]:
    """The pages above a page, as links."""
    return [{"label": label, "href": desk.href(link), "url": desk.url(link)} for label, link in crumbs]


def feed_views(
    desk: Desk, listing: str, what: str, forms: Iterable[str] = permalinks.FEED_FORMS
) -> list[View]:
    """The feeds of a listing, for the head of a page and for people; `what` they hold, such as "case studies"."""
    return [
        {"form": title, "type": kind, "title": what, "href": desk.href(permalinks.feed(listing, form))}
        for form in forms
        for title, kind in [_FEED_FORMS[form]]
    ]


_FEED_FORMS = {
    "rss": ("RSS", "application/rss+xml"),
    "atom": ("Atom", "application/atom+xml"),
    "json": ("JSON Feed", "application/feed+json"),
}


# Dates, counts, corrections


@lru_cache(maxsize=4096)
def _when(year: int, month: int | None, day: int | None, is_by: bool, is_about: bool) -> tuple[str, str]:
    when = When(year, month, day, is_by, is_about)
    return str(when), when.iso


@lru_cache(maxsize=4096)
def _day(day: date) -> tuple[str, str]:
    return long_date(day), day.isoformat()


def when_view(when: When | None) -> View | None:
    """A date as precise as is known: its words and its ISO twin; None if there is none."""
    if when is None:
        return None
    words, iso = _when(when.year, when.month, when.day, when.is_by, when.is_about)
    return {"words": words, "iso": iso}


def day_view(day: date | None) -> View | None:
    """A day: its words and its ISO twin; None if there is none."""
    if day is None:
        return None
    words, iso = _day(day)
    return {"words": words, "iso": iso}


def counted(count: int, one: str, many: str) -> str:
    """A count with its noun: 1 case study, 14 case studies, 1,200 case studies."""
    return f"{count:,} {one if count == 1 else many}"


def reading_minutes(words: int) -> int:
    """Minutes it takes to read `words`, at least one."""
    return max(1, -(-words // WORDS_A_MINUTE))


def headings_view(body: Body) -> list[View]:
    """The second-level headings of a body, for a list of contents."""
    return [{"id": heading.id, "text": heading.text} for heading in body.headings if heading.level == 2]


def corrections_view(record: Shared) -> list[View]:
    """The corrections of an entry, newest first."""
    newest_first = sorted(record.corrections, key=lambda correction: correction.date, reverse=True)
    return [correction_view(correction) for correction in newest_first]


def correction_view(correction: Correction) -> View:
    """What is said of a correction, wherever it is told."""
    return {
        "day": day_view(correction.date),
        "was": correction.was,
        "now": correction.now,
        "why": correction.why,
    }
