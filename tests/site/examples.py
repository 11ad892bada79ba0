"""A small Library, made by hand, for the tests of pages and views."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from newsletter import permalinks
from newsletter.content.body import Heading
from newsletter.content.config import Config, Place, Sender, Site, Tag
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import (
    CaseStudy,
    Compass,
    Dispute,
    Organisation,
    Outcome,
    Person,
    Position,
    Power,
    Reading,
    Side,
    StartHere,
    Sum,
)
from newsletter.content.kinds.edition import Edition, Feature
from newsletter.content.kinds.page import Nav, Page
from newsletter.content.kinds.shared import Citation, Correction
from newsletter.content.library import Library, Showing, build_library
from newsletter.content.library.crosschecks import KnownFiles
from newsletter.content.words.when import When
from newsletter.told.diagnostics import Location
from tests.bodies import body

SITE = Site(
    name="New Power",
    strapline="How people came to decide for themselves",
    promise="Case studies and a letter.",
    base_url="https://newpower.example",
    publisher="New Power",
    contact="editors@newpower.example",
    source_url="https://code.example/edit/",
    sender=Sender(
        name="New Power",
        email="letter@newpower.example",
        reply_to="editors@newpower.example",
        postal_address="1 Example Street",
        unsubscribe_url="https://lists.example/leave/",
        unsubscribe_email="leave@newpower.example",
    ),
)
TAGS = {
    "money": Tag(title="Money", definition="Who issues it, lends it and spends it."),
    "energy": Tag(title="Energy", definition="Heat and power."),
}
PLACES = {
    "preston": Place(name="Preston", lat=53.76, lon=-2.7, region="north-west", nation="England"),
    "brixton": Place(name="Brixton", lat=51.46, lon=-0.11, region="london", nation="England"),
}
TODAY = date(2026, 11, 22)


def source(identity: str, **fields: Any) -> Citation:
    given = {"title": f"Report {identity}", "publisher": "The paper", "evidence": "press"}
    return Citation(**{"id": identity, "relationship": "independent", **given, **fields})


def study(slug: str, **fields: Any) -> Entry[CaseStudy]:
    told = fields.pop("body", body("<p>The story.</p>", words=441))
    given = {
        "title": slug.title(),
        "summary": f"What happened in {slug}.",
        "published": date(2026, 11, 1),
        "tags": ("money",),
        "places": ("preston",),
        "status": "active",
        "started": When(2011),
        "checked": date(2026, 11, 1),
        "governance": "council-led",
        "power": Power(before="A board in London.[^a]", after="Members now.[^a][^a]"),
        "sources": (source("a"),),
    }
    record = CaseStudy(**{**given, **fields})
    return Entry(f"content/case-studies/{slug}.md", record, told, (), {"checked": Location(slug)}, slug)


def full_study(slug: str = "full") -> Entry[CaseStudy]:
    """A case study with every field, two sources and a mark in every prose field."""
    mark = "Words.[^b]"
    cite = f'<sup class="cite"><a id="cite-a-1" href="{permalinks.OWN_PAGE}#source-a">[1]</a></sup>'
    return study(
        slug,
        status="ended",
        ended=When(2024, 7),
        lesson=mark,
        power=Power(before=mark, after="More.[^a][^b][^b]"),
        outcomes=(
            Outcome(
                measure="Spending kept",
                of="all spending",
                before=Reading(value="5%", when=When(2012)),
                after=Reading(value="18.2%", when=When(2016)),
                unit="per cent",
                source="a",
                caveat=mark,
            ),
        ),
        people=(Person(name="Ann", role="leader", source="a"),),
        organisations=(Organisation(name="CLES", role="adviser", url="https://cles.example/"),),
        money=(Sum(what="Staff", amount="£200", source="b"),),
        disputed=(
            Dispute(
                question="Did it work?",
                sides=(Side(says="Yes.[^a]", source="a"), Side(says="No.", source="b")),
            ),
        ),
        start_here=StartHere(
            first_step=mark,
            people=mark,
            time=mark,
            money=mark,
            pitfalls=(mark, mark),
            tried_elsewhere=(mark,),
        ),
        compass=Compass(
            start=Position(model=-2, values=-1), now=Position(model=0, values=2), reason=mark, date=TODAY
        ),
        sources=(
            source("a", url="https://a.example/"),
            source("b", relationship="self", archive="https://b.example/"),
        ),
        corrections=(Correction(date=date(2026, 11, 3), was="Ten.", now="Nine.", why="A slip."),),
        redirect_from=("/case-studies/old-name/",),
        body=body(
            f'<p>Told.{cite} <a href="{permalinks.SITE_ROOT}/about/">About us</a></p>'
            '<h2 id="next">What went wrong</h2><p>It did.</p>',
            headings=(Heading(2, "next", "What went wrong"),),
            citations=(("a", 1),),
            words=441,
        ),
    )


def page(slug: str, **fields: Any) -> Entry[Page]:
    record = Page(**{"title": slug.title(), "summary": f"All about {slug}.", **fields})
    return Entry(f"content/pages/{slug}.md", record, body("<p>Words.</p>"), (), {}, slug)


def edition(month: str, number: int, *features: str) -> Entry[Edition]:
    record = Edition(
        title=f"Letter {number}",
        summary=f"What stands in letter {number}.",
        published=date.fromisoformat(f"{month}-15"),
        number=number,
        subject="The letter",
        preheader="What is in it",
        features=tuple(Feature(study=f"../case-studies/{slug}.md") for slug in features),
    )
    told = body('<p>Hello.</p><h2 id="news">News</h2><p>Some.</p>', headings=(Heading(2, "news", "News"),))
    return Entry(f"content/editions/{month}.md", record, told, (), {}, month)


def library(*entries: Entry[Any], site: Site = SITE, today: date = TODAY, **showing: bool) -> Library:
    """The Library of `entries`; with drafts and future items if `showing` says so."""
    made = build_library(
        entries, Config(site, TAGS, PLACES), KnownFiles(frozenset(), frozenset()), Showing(today, **showing)
    )
    assert made.value is not None
    return made.value


def example_library(**site: Any) -> Library:
    """One entry of each kind, and two more case studies."""
    return library(
        full_study(),
        study("sun", tags=("energy",), published=date(2026, 10, 1)),
        study("notes", places=("brixton", "preston"), published=date(2026, 9, 1)),
        edition("2026-10", 1, "sun"),
        edition("2026-11", 2, "full", "notes"),
        page("about", nav=Nav(place="header", order=1)),
        page("privacy", nav=Nav(place="footer")),
        page("subscribe", nav=Nav(place="header", order=2, label="Get it")),
        site=replace(SITE, **site),
    )
