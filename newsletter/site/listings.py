"""The lists: the library, each tag and region, and the indexes of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.words.typography import typeset
from newsletter.content.words.vocabularies import REGION_TITLES
from newsletter.site.desk import Desk, SitePage, Stock, View, cards_of, page_of
from newsletter.site.frame import feed_views, head_view
from newsletter.site.views import by_status, counted

_LIBRARY = ("Library", permalinks.LIBRARY)
_TAGS = ("Subjects", permalinks.TAGS)
_REGIONS = ("Regions", permalinks.REGIONS)


def library_pages(stock: Stock) -> Iterator[SitePage]:
    """The library: all case studies, newest first."""
    studies = stock.desk.library.case_studies
    description = "Each case study tells who decided before, who decides now, what changed, and who says so."
    yield from _list(
        stock, permalinks.LIBRARY, studies, title="The library", description=description, what="case studies"
    )


def tag_pages(stock: Stock) -> Iterator[SitePage]:
    """A list for each tag."""
    library = stock.desk.library
    for key, studies in library.tagged.items():
        tag = library.config.tags[key]
        yield from _list(
            stock,
            permalinks.tag(key),
            studies,
            title=tag.title,
            description=tag.definition,
            what=tag.title.lower(),
            crumbs=(_LIBRARY, _TAGS),
        )


def region_pages(stock: Stock) -> Iterator[SitePage]:
    """A list for each region."""
    for key, studies in stock.desk.library.regional.items():
        title = REGION_TITLES[key]
        where = "from outside the United Kingdom" if key == "elsewhere" else f"from {_with_article(title)}"
        yield from _list(
            stock,
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
    stock: Stock,
    listing: str,
    studies: Sequence[Entry[CaseStudy]],
    *,
    title: str,
    description: str,
    what: str = "",
    crumbs: tuple[tuple[str, str], ...] = (),
) -> Iterator[SitePage]:
    """The numbered pages of a list; `what` its feeds hold, empty if it has none."""
    desk = stock.desk
    most = desk.library.config.site.limits.per_page
    last = max(1, -(-len(studies) // most))
    status = by_status(studies)
    for number in range(1, last + 1):
        link = permalinks.numbered(listing, number)
        suffix = f", page {number}" if number > 1 else ""
        feeds = feed_views(desk, listing, what) if what else []
        about = f"Page {number} of {last}. {description}" if number > 1 else description
        head = head_view(desk, link, title + suffix, about, kind="list", crumbs=crumbs, feeds=feeds)
        yield page_of(
            stock,
            link,
            "list.html",
            head,
            title=typeset(title),
            description=typeset(description),
            count=_counts(studies),
            running=status.get("active", 0),
            ended=status.get("ended", 0),
            studies=cards_of(stock, studies[(number - 1) * most : number * most]),
            numbered=_numbers(desk, listing, number, last),
            index=stock.index,
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


def index_pages(stock: Stock) -> Iterator[SitePage]:
    """The index of tags and that of regions."""
    tags = "What the case studies are about, each subject with its meaning."
    regions = "Case studies by the nation or region they come from."
    for (title, link), template, about in ((_TAGS, "tags.html", tags), (_REGIONS, "regions.html", regions)):
        head = head_view(stock.desk, link, title, about, kind="list", crumbs=(_LIBRARY,))
        yield page_of(stock, link, template, head, title=title, description=about, index=stock.index)
