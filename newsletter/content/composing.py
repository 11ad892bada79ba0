"""An edition becomes blocks: what stands in it, in its order and words, with everything looked up.

Made once a build; its page, its feed entry, its letter and its text can only agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from newsletter.content.blocks import Block, Card, ComposedEdition, Link, Links, Paragraph, Section, Words
from newsletter.content.entry import Entry
from newsletter.content.kinds import KINDS, Kind, kind_of
from newsletter.content.kinds.edition import Edition, Pointer
from newsletter.content.kinds.edition import Section as LinkSection
from newsletter.content.kinds.kind import newest_first
from newsletter.content.kinds.shared import Correction, Shared
from newsletter.content.library import Library, shelved
from newsletter.content.library.showing import Showing
from newsletter.content.words.marks import plain
from newsletter.content.words.when import long_date, month_name
from newsletter.permalinks import SITE_ROOT, resolved
from newsletter.values import point

TRIAL_NOTE = "A trial edition: it shows what the letter is like, and was posted to nobody."
TRY_THIS_TITLE = "Try this"
FROM_STUDY = "It comes from: "
CORRECTIONS_TITLE = "Corrections"
#: As many are told in full.
MOST_CORRECTIONS = 8

TRY_THIS_ID = "edition-try-this"
CORRECTIONS_ID = "edition-corrections"
LINKS_ID = "edition-links-"


@point
class Composed:
    """Editions in blocks: those that the site shows, by path, and those ready for the post, in the same order.

    A letter exists before its day: one is ready as soon as it is no draft.
    """

    shown: Mapping[str, ComposedEdition]
    ready: tuple[ComposedEdition, ...]


def compose_editions(entries: Iterable[Entry[Any]], library: Library, showing: Showing) -> Composed:
    """Every edition that is shown or ready, as of its own day: it can name what comes out with it."""
    every = [entry for entry in entries if isinstance(entry.record, Edition)]
    ready = [e for e in every if not e.record.draft or showing.shows(e)]
    made = {e.path: compose_edition(e, _on_its_day(e, entries, library, showing)) for e in ready}
    shown = {e.path: made[e.path] for e in library.of(Edition)}
    rest = sorted((e for e in ready if e.path not in shown), key=newest_first)
    return Composed(shown, tuple(made[e.path] for e in (*rest, *library.of(Edition))))


def _on_its_day(
    edition: Entry[Edition], entries: Iterable[Entry[Any]], library: Library, showing: Showing
) -> Library:
    if edition.record.published <= showing.today:
        return library
    on_its_day = replace(showing, today=edition.record.published)
    return shelved(
        entries, library.config, on_its_day, choose=lambda facts, *_: {one.path: () for one in facts}
    )


def compose_edition(edition: Entry[Edition], library: Library) -> ComposedEdition:
    """The edition in blocks. What it names but is not published is left out."""
    record = edition.record
    opening, *own = edition.body.sections
    return ComposedEdition(
        entry=edition,
        number=record.number,
        month=month_name(edition.slug),
        title=record.title,
        summary=plain(record.summary),
        opening=Words(opening.nodes),
        sections=(
            *_shown(edition, library),
            *(Section(part.id, part.title, (Words(part.nodes),)) for part in own),
            *_link_sections(edition, library),
            *_try_this(edition, library),
            *_corrections(edition, library),
        ),
        note=TRIAL_NOTE if record.trial else "",
    )


def previous_edition(edition: Entry[Edition], library: Library) -> Entry[Edition] | None:
    """The last edition that went out before this one; None for the first."""
    earlier = [e for e in library.of(Edition) if e.record.published < edition.record.published]
    return max(earlier, key=lambda e: (e.record.published, e.path), default=None)


def section_id(folder: str) -> str:
    """The id of the section that shows entries of a kind."""
    return f"edition-{folder}"


def _shown(edition: Entry[Edition], library: Library) -> Iterator[Section]:
    """A section for each kind that the edition shows something of, its cards in the edition's order."""
    found: dict[str, list[Card]] = {}
    taken = {TRY_THIS_ID, CORRECTIONS_ID, *(section_id(kind.folder) for kind in KINDS)}
    for feature in edition.record.features:
        entry = library.entry(resolved(edition.path, feature.study)[0])
        kind = kind_of(entry.path) if entry else None
        if entry and kind and kind.in_letters:
            card = kind.in_letters.card(entry, feature, library.config)
            facts = () if _speaks_of(edition, entry) else card.facts
            card = replace(card, id=_card_id(entry, kind, taken), facts=facts)
            found.setdefault(kind.name, []).append(card)
    for kind in KINDS:
        if kind.in_letters and kind.name in found:
            yield Section(
                section_id(kind.folder), kind.in_letters.title, tuple(found[kind.name]), field="features"
            )


def _speaks_of(edition: Entry[Edition], entry: Entry[Any]) -> bool:
    """Whether the edition's own words link to it: then they tell what its card need not."""
    return f'href="{SITE_ROOT}{entry.permalink}' in edition.body.html


def _card_id(entry: Entry[Any], kind: Kind, taken: set[str]) -> str:
    """The id of an entry's card, with its kind in it where another has the same file name."""
    plain_id = f"edition-{entry.slug}"
    is_free = plain_id not in taken and not plain_id.startswith(LINKS_ID)
    card_id = plain_id if is_free else f"edition-{kind.name}-{entry.slug}"
    taken.add(card_id)
    return card_id


def _link_sections(edition: Entry[Edition], library: Library) -> Iterator[Section]:
    for number, section in enumerate(edition.record.sections, start=1):
        if links := tuple(_links(section, edition, library)):
            yield Section(f"{LINKS_ID}{number}", section.title, (Links(links),), field="sections")


def _links(section: LinkSection, edition: Entry[Edition], library: Library) -> Iterator[Link]:
    for pointer in section.links:
        if link := _link(pointer, edition, library):
            yield link


def _link(pointer: Pointer, edition: Entry[Edition], library: Library) -> Link | None:
    path, anchor = resolved(edition.path, pointer.to)
    entry = library.entry(path)
    if entry is None:
        return None
    permalink = f"{entry.permalink}#{anchor}" if anchor else entry.permalink
    return Link(entry.record.title, permalink, plain(pointer.note or entry.record.summary))


def _try_this(edition: Entry[Edition], library: Library) -> Iterator[Section]:
    suggestion = edition.record.try_this
    if suggestion is None:
        return
    study = _link(Pointer(to=suggestion.study), edition, library) if suggestion.study else None
    blocks: tuple[Block, ...] = (Paragraph(plain(suggestion.text)),)
    if study:
        blocks += (Paragraph(FROM_STUDY, study),)
    yield Section(TRY_THIS_ID, suggestion.title, blocks, kicker=TRY_THIS_TITLE, field="try_this")


def _corrections(edition: Entry[Edition], library: Library) -> Iterator[Section]:
    """The edition's own, and all that was mended since the edition before it; oldest first.

    Many are told page by page: a letter is no list of a hundred slips.
    """
    previous = previous_edition(edition, library)
    since = previous.record.published if previous else date.min
    found = [
        (correction, entry)
        for entry in library.all
        for correction in entry.record.corrections
        if entry.path == edition.path or since < correction.date <= edition.record.published
    ]
    if found:
        found.sort(key=lambda item: (item[0].date, item[1].path))
        tell = _mended if len(found) <= MOST_CORRECTIONS else _mended_pages
        yield Section(
            CORRECTIONS_ID, CORRECTIONS_TITLE, (Links(tuple(tell(found)), runs_on=True),), field="corrections"
        )


def _mended(found: Sequence[tuple[Correction, Entry[Shared]]]) -> Iterator[Link]:
    """Each correction, in full."""
    for correction, entry in found:
        was, now, why = (_sentence(text) for text in (correction.was, correction.now, correction.why))
        words = f", {long_date(correction.date)}. It said: {was} It now says: {now} {why}"
        yield Link(entry.record.title, entry.permalink, words)


def _mended_pages(found: Sequence[tuple[Correction, Entry[Shared]]]) -> Iterator[Link]:
    """Each page with how many corrections stand on it, in the order of its first."""
    for path in dict.fromkeys(entry.path for _, entry in found):
        mine = [(correction, entry) for correction, entry in found if entry.path == path]
        last, entry = mine[-1]
        times = "one correction" if len(mine) == 1 else f"{len(mine)} corrections, the last"
        yield Link(entry.record.title, entry.permalink, f": {times} of {long_date(last.date)}.")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
