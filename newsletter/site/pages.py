"""Which pages there are, and how one becomes bytes.

`Library → Page → Artifact`. A page's context is plain values only, and nothing else
decides its bytes: equal contexts, equal pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from jinja2 import Environment

from newsletter import permalinks, templates
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.shared import Shared
from newsletter.content.library import Library
from newsletter.content.words.marks import plain
from newsletter.content.words.typography import typeset
from newsletter.engine.output import Artifact
from newsletter.site.assets import Assets
from newsletter.site.desk import Desk, SitePage, Stock, View, cards_of, open_desk, page_of
from newsletter.site.edition import edition_view
from newsletter.site.frame import banner, feed_views, head_view, site_view
from newsletter.site.listings import index_pages, library_pages, region_pages, tag_pages
from newsletter.site.marks import citations, marked, reference, time
from newsletter.site.structured import structured
from newsletter.site.study import overdue, related_views, study_view
from newsletter.site.views import (
    by_status,
    card_view,
    corrected_lately,
    corrections_view,
    edition_card,
    headings_view,
    index_view,
)
from newsletter.told.diagnostics import Checked

__all__ = ["SitePage", "plan_pages", "render_page", "site_environment"]

_LIBRARY = ("Library", permalinks.LIBRARY)
_EDITIONS = ("Editions", permalinks.EDITIONS)
_SUBSCRIBE = "content/pages/subscribe.md"


def site_environment(templates_dir: Path, bytecode_dir: Path | None = None) -> Environment:
    """The environment of the site's templates: the strict one, and what turns marks into links."""
    made = templates.environment(templates_dir, bytecode_dir)
    made.filters |= {
        "marked": marked,
        "reference": reference,
        "citations": citations,
        "structured": structured,
        "time": time,
        "typeset": typeset,
    }
    return made


def plan_pages(library: Library, assets: Assets) -> Checked[tuple[SitePage, ...]]:
    """Every page of the site, home first."""
    desk = open_desk(library, assets)
    links = {study.path: study.permalink for study in library.case_studies}
    cards = {study.path: card_view(desk, study, links[study.path]) for study in library.case_studies}
    stock = Stock(desk, site_view(desk), links, cards, index_view(desk))
    return Checked(
        (
            _home(stock),
            *library_pages(stock),
            *_studies(stock),
            *index_pages(stock),
            *tag_pages(stock),
            *region_pages(stock),
            _editions(stock),
            *_edition_pages(stock),
            *_content_pages(stock),
            _not_found(stock),
            *_redirects(stock),
        )
    )


def render_page(page: SitePage, environment: Environment) -> Checked[Artifact]:
    """The finished file of a page; a template that fails is a diagnostic at its line."""
    try:
        text = templates.render_template(environment, page.template, page.context)
    except Exception as error:  # whatever a template raises is the template's mistake
        return Checked(None, (templates.template_diagnostic(error, page.permalink, page.template),))
    return Checked(Artifact(permalinks.output_path(page.permalink), text.encode()))


def _home(stock: Stock) -> SitePage:
    desk, library = stock.desk, stock.desk.library
    site = library.config.site
    head = head_view(desk, permalinks.HOME, site.strapline, site.promise, kind="home")
    studies = library.case_studies
    status = by_status(studies)
    facts = [
        ("Case studies", len(studies)),
        ("Still running", status.get("active", 0)),
        ("Ended", status.get("ended", 0)),
        ("Places", len({place for study in studies for place in study.record.places})),
        ("Sources cited", sum(len(study.record.sources) for study in studies)),
    ]
    return page_of(
        stock,
        permalinks.HOME,
        "home.html",
        head,
        facts=[{"label": label, "count": f"{count:,}"} for label, count in facts if count],
        edition=edition_card(desk, library.editions[0]) if library.editions else None,
        lead=_lead(stock, studies[0]) if studies else None,
        studies=cards_of(stock, studies[1 : site.limits.home]),
        total=len(studies),
        index=stock.index,
        corrected=corrected_lately(desk),
        links={"library": desk.href(permalinks.LIBRARY), "editions": desk.href(permalinks.EDITIONS)},
    )


def _lead(stock: Stock, study: Entry[CaseStudy]) -> View:
    power = study.record.power
    return {
        "card": stock.cards[study.path],
        "before": typeset(plain(power.before)),
        "after": typeset(plain(power.after)),
    }


def _studies(stock: Stock) -> Iterator[SitePage]:
    for position, study in enumerate(stock.desk.library.case_studies):
        link = stock.links[study.path]
        make_own = partial(_study_context, stock, position)
        basis = _study_basis(stock, position) if _is_told_by_its_file(study) else make_own()
        yield SitePage(link, "site/study.html", stock.site, basis, make_own)


def _study_context(stock: Stock, position: int) -> View:
    desk, library = stock.desk, stock.desk.library
    study = library.case_studies[position]
    card = stock.cards[study.path]
    tag = library.config.tags.get(study.record.tags[0])
    crumbs = (_LIBRARY, (tag.title, permalinks.tag(study.record.tags[0]))) if tag else (_LIBRARY,)
    link, title, summary = stock.links[study.path], card["title"], card["summary"]
    source_url = library.config.site.source_url
    return {
        "page": head_view(desk, link, title, summary, kind="study", entry=study, crumbs=crumbs),
        "study": study_view(desk, study, card),
        "related": related_views(library.related(study), stock.cards),
        "newer": _neighbour(stock, position - 1),
        "older": _neighbour(stock, position + 1),
        "edit": source_url + study.path if source_url else None,
    }


def _study_basis(stock: Stock, position: int) -> tuple[object, ...]:
    """What decides a case study's context: its file, and all that it shows of anything else.

    Naming it takes a fifth of the time that making and naming the context does.
    """
    desk, library = stock.desk, stock.desk.library
    study = library.case_studies[position]
    config = library.config
    tags = [(key, config.tags[key].title) for key in study.record.tags if key in config.tags]
    places = [config.places[key] for key in study.record.places if key in config.places]
    return (
        *(study.path, study.content_digest, desk.base_url, config.site.source_url),
        *(tags, [(place.name, place.region) for place in places]),
        *(banner(desk, study), overdue(study.record, library.build_date, config.site.limits.stale_months)),
        related_views(library.related(study), stock.cards),
        *(_neighbour(stock, position - 1), _neighbour(stock, position + 1)),
    )


def _is_told_by_its_file(study: Entry[CaseStudy]) -> bool:
    """Whether a case study comes from a file, and shows nothing measured elsewhere, such as a picture's size."""
    return bool(study.content_digest) and not study.body.pictures and study.record.image is None


def _neighbour(stock: Stock, position: int) -> View | None:
    studies = stock.desk.library.case_studies
    if not 0 <= position < len(studies):
        return None
    card = stock.cards[studies[position].path]
    return {"title": card["title"], "href": card["href"]}


def _editions(stock: Stock) -> SitePage:
    desk, editions = stock.desk, stock.desk.library.editions
    feeds = feed_views(desk, permalinks.EDITIONS, "editions")
    description = "Every letter so far, newest first, in the same words as it was sent."
    head = head_view(desk, permalinks.EDITIONS, "Editions", description, kind="list", feeds=feeds)
    return page_of(
        stock,
        permalinks.EDITIONS,
        "editions.html",
        head,
        title="Editions",
        description=description,
        editions=[edition_card(desk, edition) for edition in editions],
    )


def _edition_pages(stock: Stock) -> Iterator[SitePage]:
    desk, editions = stock.desk, stock.desk.library.editions
    feeds = feed_views(desk, permalinks.EDITIONS, "editions")
    source_url = desk.library.config.site.source_url
    for position, edition in enumerate(editions):
        record = edition.record
        head = head_view(
            desk,
            edition.permalink,
            record.title,
            record.summary,
            kind="edition",
            entry=edition,
            crumbs=(_EDITIONS,),
            feeds=feeds,
        )
        yield page_of(
            stock,
            edition.permalink,
            "edition.html",
            head,
            edition=edition_view(desk, edition),
            newer=_next_edition(desk, editions, position - 1),
            older=_next_edition(desk, editions, position + 1),
            edit=source_url + edition.path if source_url else None,
        )


def _next_edition(desk: Desk, editions: Sequence[Entry[Edition]], position: int) -> View | None:
    if not 0 <= position < len(editions):
        return None
    card = edition_card(desk, editions[position])
    return {"title": f"No. {card['number']}: {card['title']}", "href": card["href"]}


def _content_pages(stock: Stock) -> Iterator[SitePage]:
    desk = stock.desk
    source_url = desk.library.config.site.source_url
    for page in desk.library.pages:
        record = page.record
        head = head_view(desk, page.permalink, record.title, record.summary, entry=page)
        yield page_of(
            stock,
            page.permalink,
            "page.html",
            head,
            title=typeset(record.title),
            summary=typeset(record.summary),
            html=desk.html(page.body),
            headings=headings_view(page.body),
            corrections=corrections_view(record),
            subscribes=page.path == _SUBSCRIBE,
            newest=cards_of(stock, desk.library.case_studies[:3]),
            edit=source_url + page.path if source_url else None,
        )


def _not_found(stock: Stock) -> SitePage:
    desk = stock.desk
    head = head_view(
        desk,
        permalinks.NOT_FOUND,
        "No page here",
        "There is no page at this address; here is where to look instead.",
        noindex=True,
    )
    links = {"library": desk.href(permalinks.LIBRARY), "editions": desk.href(permalinks.EDITIONS)}
    return page_of(stock, permalinks.NOT_FOUND, "404.html", head, index=stock.index, links=links)


def _redirects(stock: Stock) -> Iterator[SitePage]:
    library = stock.desk.library
    entries: tuple[Entry[Shared], ...] = (*library.case_studies, *library.editions, *library.pages)
    for entry in entries:
        for address in entry.record.redirect_from:
            last = address.rsplit("/", 1)[-1]
            link = address if not last or "." in last else f"{address}/"
            head = head_view(
                stock.desk,
                entry.permalink,
                entry.record.title,
                "This page has moved.",
                entry=entry,
                noindex=True,
            )
            yield page_of(stock, link, "redirect.html", head)
