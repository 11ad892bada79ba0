"""The words of a letter around its edition, decided once for HTML and text.

The blocks say what stands in the edition; the letter adds what only the post needs: how
to read it elsewhere, who sends it, why, and how to leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from newsletter import permalinks
from newsletter.content.blocks import ComposedEdition
from newsletter.content.config import SiteSettings
from newsletter.content.kinds.edition import Edition
from newsletter.content.widths import Shown
from newsletter.content.words.typography import direction
from newsletter.mail.placeholders import LEAVE, TOKEN

FOOTER_TITLE = "About this letter"
FOOTER_ID = "edition-about-this-letter"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str


#: A paragraph: words and links in order.
Line = tuple[str | Link, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph of the footer under a short name."""

    title: str
    line: Line


@dataclass(frozen=True, slots=True)
class Letter:
    """An edition as it goes into the post. `root` is the site's address without its last "/"."""

    edition: ComposedEdition
    site: SiteSettings
    root: str
    page_url: str
    lang: str
    direction: str
    subject: str
    preheader: str
    kicker: str
    """Such as "Edition 1, November 2026"."""
    elsewhere: Line
    """Where else to read it."""
    notes: tuple[Note, ...]
    """The footer that law and courtesy ask for."""
    pictures: Mapping[str, Shown] = field(default_factory=dict)
    """Its pictures as mail programs can show them, by `permalinks.picture`."""

    def url(self, permalink: str) -> str:
        """A permalink as a whole address."""
        return self.root + permalink


def compose_letter(
    edition: ComposedEdition, site: SiteSettings, pictures: Mapping[str, Shown] | None = None
) -> Letter:
    """The edition in blocks with everything the post adds to it."""
    record: Edition = edition.entry.record
    root = site.base_url.rstrip("/")
    page_url = root + edition.entry.permalink
    return Letter(
        edition=edition,
        site=site,
        root=root,
        page_url=page_url,
        lang=record.lang,
        direction=direction(record.lang),
        subject=one_line(record.subject),
        preheader=one_line(record.preheader),
        kicker=f"Edition {edition.number}, {edition.month}",
        elsewhere=(Link("Read this letter in your browser", page_url),),
        notes=(*_public_notes(site, root), *_imprint(site, record), *_personal_notes(site)),
        pictures=pictures or {},
    )


def all_notes(site: SiteSettings, root: str) -> tuple[Note, ...]:
    """The footer of any letter: who sends it, and what is the reader's own."""
    return (*_public_notes(site, root), *_personal_notes(site))


def public_letter(letter: Letter) -> Letter:
    """The letter as anybody may read it on the site: without what is one subscriber's own."""
    return replace(
        letter,
        elsewhere=(Link("Read this edition with its pictures and links", letter.page_url),),
        notes=tuple(note for note in letter.notes if note not in _personal_notes(letter.site)),
    )


def letter_for_engines(letter: Letter) -> Letter:
    """The letter as another engine sends it: its readers leave by that engine's own way, and nothing else is one person's."""
    leave = Note(
        "How to leave",
        (Link("Unsubscribe", LEAVE), ": follow this link, and you get no more of these letters."),
    )
    notes = tuple(leave if note.title == leave.title else note for note in letter.notes)
    return replace(letter, notes=notes)


def one_line(text: str) -> str:
    """`text` without line breaks: YAML can hold them, a header cannot."""
    return " ".join(text.split())


def unsubscribe_url(site: SiteSettings) -> str:
    """Where one click leaves, with the placeholder of the subscriber's token at its end."""
    return site.sender.unsubscribe_url + TOKEN


def unsubscribe_mailto(site: SiteSettings) -> str:
    """Where a mail leaves; its subject is the placeholder of the subscriber's token."""
    return f"mailto:{site.sender.unsubscribe_email}?subject={TOKEN}"


def privacy_url(site: SiteSettings) -> str:
    """The address of the privacy notice."""
    return site.base_url.rstrip("/") + permalinks.permalink(site.privacy_page)


def _public_notes(site: SiteSettings, root: str) -> tuple[Note, ...]:
    return (
        Note(
            "Who sends it",
            (
                f"{site.publisher} writes, publishes and sends this letter. Its home is ",
                Link(site.name, root + "/"),
                f". Our postal address: {site.sender.postal_address}.",
            ),
        ),
        Note(
            "Say something back",
            (
                "Tell us what we got wrong, or what happens where you live: ",
                Link(site.contact, f"mailto:{site.contact}"),
                ". A person reads it.",
            ),
        ),
        Note(
            "Pass it on",
            (
                "You may copy and reuse the words, as long as you say where they are from: ",
                Link(site.licence, site.licence_url),
                ".",
            ),
        ),
    )


def _imprint(site: SiteSettings, edition: Edition) -> tuple[Note, ...]:
    """Elections Act 2022, Part 6: it stands inside the material, and travels when that is forwarded."""
    return (Note("Imprint", (site.imprint,)),) if site.imprint and edition.election_material else ()


def _personal_notes(site: SiteSettings) -> tuple[Note, ...]:
    return (
        Note(
            "Why you get it",
            (
                f"Because this address was signed up for the {site.name} letter. ",
                "Was it not you? Leave below, and you will hear no more from us.",
            ),
        ),
        Note(
            "Your privacy",
            (
                "Nothing in this letter tells us whether you open it or what you follow. ",
                Link("How we look after your address", privacy_url(site)),
                ".",
            ),
        ),
        Note(
            "How to leave",
            (
                Link("Unsubscribe", unsubscribe_url(site)),
                ": it takes one click, works at once and asks for no reason. Or send a mail to ",
                Link(site.sender.unsubscribe_email, unsubscribe_mailto(site)),
                ".",
            ),
        ),
    )
