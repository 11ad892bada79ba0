"""A small publication made by hand: a site, two case studies, a page and two editions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from newsletter import permalinks
from newsletter.content.config import Config, Place, Sender, Site, Tag
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy, Outcome, Power, Reading
from newsletter.content.kinds.edition import Edition, Feature, Pointer, Section, TryThis
from newsletter.content.kinds.page import Page
from newsletter.content.kinds.shared import Citation, Correction
from newsletter.content.library import Library
from newsletter.content.words.when import When
from newsletter.mail.message import Email, compose_email
from newsletter.templates import environment
from newsletter.told.diagnostics import Location
from tests.bodies import body

ROOT = permalinks.SITE_ROOT
TEMPLATES = environment(Path(__file__).parents[2] / "templates")

SITE = Site(
    name="New Power",
    strapline="How people came to decide for themselves",
    promise="Case studies and a letter.",
    base_url="https://newpower.example/",
    publisher="The New Power society",
    contact="editors@newpower.example",
    sender=Sender(
        name="New Power",
        email="letter@newpower.example",
        reply_to="editors@newpower.example",
        postal_address="1 Example Street, Exampleton EX1 1EX",
        unsubscribe_url="https://lists.example/leave/?who=",
        unsubscribe_email="leave@newpower.example",
    ),
)
PLACES = {
    "preston": Place(name="Preston", lat=53.76, lon=-2.7, region="north-west", nation="England"),
    "brixton": Place(name="Brixton", lat=51.46, lon=-0.1, region="london", nation="England"),
    "lambeth": Place(name="Lambeth", lat=51.46, lon=-0.11, region="london", nation="England"),
    "mondragon": Place(name="Mondragon", lat=43.06, lon=-2.49, region="elsewhere", nation="Spain"),
}
CONFIG = Config(SITE, {"money": Tag(title="Money", definition="Who makes it and spends it.")}, PLACES)
CLES = Citation(
    id="cles",
    title="A study",
    publisher="CLES",
    evidence="evaluation",
    relationship="adviser",
    url="https://cles.example/",
)
SPENDING = Outcome(
    measure="Spending that stayed in Preston",
    of="all that six bodies spent",
    before=Reading(value="5%", when=When(2012)),
    after=Reading(value="18.2%", when=When(2016)),
    unit="per cent",
    source="cles",
    caveat="No later count was found.[^cles]",
)
BODY = (
    "<p>The introduction, with <a href='{root}/about/'>a page of ours</a>.</p>"
    '<h2 id="money">Who holds <em>the money</em></h2><p>Some words and <a href="#money">a link within</a>.</p>'
    "<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>"
    '<h2 id="table">In numbers</h2><table><caption>Members</caption><thead><tr>'
    '<th scope="col">Year</th><th scope="col">Members</th></tr>'
    "</thead><tbody><tr><td>2013</td><td>100</td></tr></tbody></table>"
    '<figure><img src="{root}/media/roof.jpg" alt="Panels on a roof" width="1200" height="800">'
    "<figcaption>The first roof. Photo: A. Member</figcaption></figure>"
).replace("{root}", ROOT)


def study(
    slug: str = "preston", published: date | None = date(2026, 11, 2), **fields: Any
) -> Entry[CaseStudy]:
    record = CaseStudy(
        **{
            "title": f"{slug.title()}'s way",
            "summary": f"What happened in {slug}.",
            "published": published,
            "tags": ("money",),
            "places": ("preston",),
            "status": "active",
            "started": When(2011),
            "checked": date(2026, 11, 1),
            "governance": "council-led",
            "power": Power(before="Few decided.[^cles]", after="Many do [^cles]."),
            "sources": (CLES,),
            "outcomes": (SPENDING,),
            **fields,
        }
    )
    return Entry(f"content/case-studies/{slug}.md", record, body("<p>Story.</p>"), (), {}, "")


def page(slug: str = "about", published: date | None = date(2026, 10, 1), **fields: Any) -> Entry[Page]:
    record = Page(title=f"The page {slug}", summary=f"What {slug} says.", published=published, **fields)
    return Entry(f"content/pages/{slug}.md", record, body("<p>Words.</p>"), (), {}, "")


def edition(slug: str = "2026-11", html: str = BODY, **fields: Any) -> Entry[Edition]:
    year, month = (int(part) for part in slug.split("-"))
    record = Edition(
        **{
            "title": "Where a town's money goes",
            "summary": "Four places and their money.",
            "published": date(year, month, 15),
            "number": 1,
            "subject": "Four places and their money",
            "preheader": "Who decided, who gained, what gave way in four places.",
            "features": (Feature(study="../case-studies/preston.md", why="It is the best known.", figure=1),),
            "sections": (
                Section(title="Also new", links=(Pointer(to="../pages/about.md", note="Who we are."),)),
            ),
            "try_this": TryThis(
                title="Ring the council", text="Ask for the list.", study="../case-studies/preston.md"
            ),
            **fields,
        }
    )
    path = f"content/editions/{slug}.md"
    names = ("title", "subject", "features", "sections", "try_this")
    locations = {name: Location(path, line) for line, name in enumerate(names, start=2)}
    return Entry(path, record, body(html), (), locations, "")


def correction(
    day: date, was: str = "5 members", now: str = "15 members", why: str = "A slip of ours."
) -> Correction:
    return Correction(date=day, was=was, now=now, why=why)


def library(*entries: Entry[Any], config: Config = CONFIG, today: date = date(2026, 11, 22)) -> Library:
    def newest(kind: type) -> tuple[Any, ...]:
        chosen = [entry for entry in entries if isinstance(entry.record, kind)]
        return tuple(sorted(chosen, key=lambda e: (e.record.published or date.min, e.path), reverse=True))

    return Library(
        config=config,
        build_date=today,
        case_studies=newest(CaseStudy),
        editions=newest(Edition),
        pages=newest(Page),
        by_path={entry.path: entry for entry in entries},
        tagged={},
        regional={},
        related_to={},
        held_back={},
    )


def site_with(**fields: Any) -> Config:
    """The settings with some of the site's, or of its sender's, changed."""
    sender_fields = {
        name: fields.pop(name) for name in list(fields) if hasattr(SITE.sender, name) and name != "name"
    }
    return replace(CONFIG, site=replace(SITE, sender=replace(SITE.sender, **sender_fields), **fields))


def composed(entry: Entry[Edition] | None = None, *others: Entry[Any], config: Config = CONFIG) -> Email:
    """The edition's letter in a library that has what it names."""
    entry = entry or edition()
    checked = compose_email(entry, library(entry, *(others or (study(), page())), config=config), TEMPLATES)
    assert checked.value is not None, checked.diagnostics
    return checked.value
