"""Which pages there are, and how one becomes bytes.

`Library → Page → Artifact`. A page's context is plain values only, and nothing else
decides its bytes: equal contexts, equal pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from newsletter import permalinks, templates
from newsletter.content.entry import Entry
from newsletter.content.library import Library
from newsletter.content.marks import plain
from newsletter.content.records.case_study import CaseStudy
from newsletter.content.records.edition import Edition
from newsletter.content.records.shared import Shared
from newsletter.content.typography import typeset
from newsletter.content.vocabularies import REGION_TITLES
from newsletter.diagnostics import Checked
from newsletter.output import Artifact
from newsletter.site.assets import Assets
from newsletter.site.edition import edition_view
from newsletter.site.marks import citations, marked, reference, time
from newsletter.site.structured import structured
from newsletter.site.study import related_views, study_view
from newsletter.site.views import (
    Desk,
    View,
    by_status,
    card_view,
    corrected_lately,
    corrections_view,
    counted,
    edition_card,
    feed_views,
    head_view,
    headings_view,
    index_view,
    open_desk,
    site_view,
)

_LIBRARY = ("Library", permalinks.LIBRARY)
_EDITIONS = ("Editions", permalinks.EDITIONS)
_TAGS = ("Subjects", permalinks.TAGS)
_REGIONS = ("Regions", permalinks.REGIONS)
_SUBSCRIBE = "content/pages/subscribe.md"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be made: its address, its template, and all that the template sees."""

    permalink: str
    template: str
    context: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is made once and stands on many pages."""

    desk: Desk
    site: View
    links: dict[str, str]
    cards: dict[str, View]
    index: View


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


def plan_pages(library: Library, assets: Assets) -> Checked[tuple[Page, ...]]:
    """Every page of the site, home first."""
    desk = open_desk(library, assets)
    links = {study.path: study.permalink for study in library.case_studies}
    cards = {study.path: card_view(desk, study, links[study.path]) for study in library.case_studies}
    shared = _Shared(desk, site_view(desk), links, cards, index_view(desk))
    return Checked(
        (
            _home(shared),
            *_library(shared),
            *_studies(shared),
            _index(
                shared,
                *_TAGS,
                "site/tags.html",
                "What the case studies are about, each subject with its meaning.",
            ),
            _index(
                shared, *_REGIONS, "site/regions.html", "Case studies by the nation or region they come from."
            ),
            *_tags(shared),
            *_regions(shared),
            _editions(shared),
            *_edition_pages(shared),
            *_content_pages(shared),
            _not_found(shared),
            *_redirects(shared),
        )
    )


def render_page(page: Page, environment: Environment) -> Checked[Artifact]:
    """The finished file of a page; a template that fails is a diagnostic at its line."""
    try:
        text = templates.render_template(environment, page.template, page.context)
    except Exception as error:  # whatever a template raises is the template's mistake
        return Checked(None, (templates.template_diagnostic(error, page.permalink, page.template),))
    return Checked(Artifact(permalinks.output_path(page.permalink), text.encode()))


def _page(shared: _Shared, permalink: str, template: str, head: View, **context: object) -> Page:
    return Page(permalink, f"site/{template}", {"site": shared.site, "page": head, **context})


def _listed(shared: _Shared, studies: Iterable[Entry[CaseStudy]]) -> list[View]:
    return [shared.cards[study.path] for study in studies]


def _home(shared: _Shared) -> Page:
    desk, library = shared.desk, shared.desk.library
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
    return _page(
        shared,
        permalinks.HOME,
        "home.html",
        head,
        facts=[{"label": label, "count": f"{count:,}"} for label, count in facts if count],
        edition=edition_card(desk, library.editions[0]) if library.editions else None,
        lead=_lead(shared, studies[0]) if studies else None,
        studies=_listed(shared, studies[1 : site.limits.home]),
        total=len(studies),
        index=shared.index,
        corrected=corrected_lately(desk),
        links={"library": desk.href(permalinks.LIBRARY), "editions": desk.href(permalinks.EDITIONS)},
    )


def _lead(shared: _Shared, study: Entry[CaseStudy]) -> View:

    power = study.record.power
    return {
        "card": shared.cards[study.path],
        "before": typeset(plain(power.before)),
        "after": typeset(plain(power.after)),
    }


def _library(shared: _Shared) -> Iterator[Page]:
    studies = shared.desk.library.case_studies
    description = "Each case study tells who decided before, who decides now, what changed, and who says so."
    yield from _list(
        shared, permalinks.LIBRARY, studies, title="The library", description=description, what="case studies"
    )


def _tags(shared: _Shared) -> Iterator[Page]:
    library = shared.desk.library
    for key, studies in library.tagged.items():
        tag = library.config.tags[key]
        yield from _list(
            shared,
            permalinks.tag(key),
            studies,
            title=tag.title,
            description=tag.definition,
            what=tag.title.lower(),
            crumbs=(_LIBRARY, _TAGS),
        )


def _regions(shared: _Shared) -> Iterator[Page]:
    for key, studies in shared.desk.library.regional.items():
        title = REGION_TITLES[key]
        where = "from outside the United Kingdom" if key == "elsewhere" else f"from {_with_article(title)}"
        yield from _list(
            shared,
            permalinks.region(key),
            studies,
            title=title,
            description=f"{_counts(studies)} {where}.",
            crumbs=(_LIBRARY, _REGIONS),
        )


def _with_article(region: str) -> str:
    """A region as it stands in a sentence: the North West, but London."""
    named = {"London", "Scotland", "Wales", "Northern Ireland", "Yorkshire and the Humber"}
    return region if region in named else f"the {region}"


def _counts(studies: Sequence[Entry[CaseStudy]]) -> str:
    return counted(len(studies), "case study", "case studies")


def _list(
    shared: _Shared,
    listing: str,
    studies: Sequence[Entry[CaseStudy]],
    *,
    title: str,
    description: str,
    what: str = "",
    crumbs: tuple[tuple[str, str], ...] = (),
) -> Iterator[Page]:
    """The numbered pages of a list; `what` its feeds hold, empty if it has none."""
    desk = shared.desk
    most = desk.library.config.site.limits.per_page
    last = max(1, -(-len(studies) // most))
    status = by_status(studies)
    for number in range(1, last + 1):
        link = permalinks.numbered(listing, number)
        suffix = f", page {number}" if number > 1 else ""
        feeds = feed_views(desk, listing, what) if what else []
        about = f"Page {number} of {last}. {description}" if number > 1 else description
        head = head_view(desk, link, title + suffix, about, kind="list", crumbs=crumbs, feeds=feeds)
        yield _page(
            shared,
            link,
            "list.html",
            head,
            title=typeset(title),
            description=typeset(description),
            count=_counts(studies),
            running=status.get("active", 0),
            ended=status.get("ended", 0),
            studies=_listed(shared, studies[(number - 1) * most : number * most]),
            numbered=_numbers(desk, listing, number, last),
            index=shared.index,
        )


def _numbers(desk: Desk, listing: str, number: int, last: int) -> View | None:
    """Links to the other pages of a list: the first, the last and those near by. None for a single page."""
    if last == 1:
        return None
    shown = [n for n in range(1, last + 1) if n in (1, last) or abs(n - number) <= 2]
    return {
        "number": number,
        "last": last,
        "newer": desk.href(permalinks.numbered(listing, number - 1)) if number > 1 else None,
        "older": desk.href(permalinks.numbered(listing, number + 1)) if number < last else None,
        "pages": [{"number": n, "href": desk.href(permalinks.numbered(listing, n))} for n in shown],
    }


def _studies(shared: _Shared) -> Iterator[Page]:
    desk, library = shared.desk, shared.desk.library
    studies = library.case_studies
    source_url = library.config.site.source_url
    tags = {key: (tag.title, permalinks.tag(key)) for key, tag in library.config.tags.items()}
    for position, study in enumerate(studies):
        record, link = study.record, shared.links[study.path]
        first = tags.get(record.tags[0])
        crumbs = (_LIBRARY, first) if first else (_LIBRARY,)
        card = shared.cards[study.path]
        title, summary = card["title"], card["summary"]
        head = head_view(desk, link, title, summary, kind="study", entry=study, crumbs=crumbs)
        yield _page(
            shared,
            link,
            "study.html",
            head,
            study=study_view(desk, study, card),
            related=related_views(library.related(study), shared.cards),
            newer=_neighbour(shared, studies, position - 1),
            older=_neighbour(shared, studies, position + 1),
            edit=source_url + study.path if source_url else None,
        )


def _neighbour(shared: _Shared, studies: Sequence[Entry[CaseStudy]], position: int) -> View | None:
    if not 0 <= position < len(studies):
        return None
    card = shared.cards[studies[position].path]
    return {"title": card["title"], "href": card["href"]}


def _index(shared: _Shared, title: str, permalink: str, template: str, description: str) -> Page:
    head = head_view(shared.desk, permalink, title, description, kind="list", crumbs=(_LIBRARY,))
    return Page(
        permalink,
        template,
        {
            "site": shared.site,
            "page": head,
            "title": title,
            "description": description,
            "index": shared.index,
        },
    )


def _editions(shared: _Shared) -> Page:
    desk, editions = shared.desk, shared.desk.library.editions
    feeds = feed_views(desk, permalinks.EDITIONS, "editions")
    description = "Every letter so far, newest first, in the same words as it was sent."
    head = head_view(desk, permalinks.EDITIONS, "Editions", description, kind="list", feeds=feeds)
    return _page(
        shared,
        permalinks.EDITIONS,
        "editions.html",
        head,
        title="Editions",
        description=description,
        editions=[edition_card(desk, edition) for edition in editions],
    )


def _edition_pages(shared: _Shared) -> Iterator[Page]:
    desk, editions = shared.desk, shared.desk.library.editions
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
        yield _page(
            shared,
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


def _content_pages(shared: _Shared) -> Iterator[Page]:
    desk = shared.desk
    source_url = desk.library.config.site.source_url
    for page in desk.library.pages:
        record = page.record
        head = head_view(desk, page.permalink, record.title, record.summary, entry=page)
        yield _page(
            shared,
            page.permalink,
            "page.html",
            head,
            title=typeset(record.title),
            summary=typeset(record.summary),
            html=desk.html(page.body),
            headings=headings_view(page.body),
            corrections=corrections_view(record),
            subscribes=page.path == _SUBSCRIBE,
            newest=_listed(shared, desk.library.case_studies[:3]),
            edit=source_url + page.path if source_url else None,
        )


def _not_found(shared: _Shared) -> Page:
    desk = shared.desk
    head = head_view(
        desk,
        permalinks.NOT_FOUND,
        "No page here",
        "There is no page at this address; here is where to look instead.",
        noindex=True,
    )
    links = {"library": desk.href(permalinks.LIBRARY), "editions": desk.href(permalinks.EDITIONS)}
    return _page(shared, permalinks.NOT_FOUND, "404.html", head, index=shared.index, links=links)


def _redirects(shared: _Shared) -> Iterator[Page]:
    library = shared.desk.library
    entries: tuple[Entry[Shared], ...] = (*library.case_studies, *library.editions, *library.pages)
    for entry in entries:
        for address in entry.record.redirect_from:
            last = address.rsplit("/", 1)[-1]
            link = address if not last or "." in last else f"{address}/"
            head = head_view(
                shared.desk,
                entry.permalink,
                entry.record.title,
                "This page has moved.",
                entry=entry,
                noindex=True,
            )
            yield _page(shared, link, "redirect.html", head)
