"""The shelves: the facets that readers browse by, each with a page for every value and an index of them.

`site/lists` makes the pages, `site/feeds` the feeds, `site/reserved` keeps the addresses: a
facet becomes a shelf by a row here.
"""

from __future__ import annotations

from collections.abc import Callable

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.library import Library
from newsletter.content.library.facets import Studies
from newsletter.content.words.vocabularies import REGION_TITLES, STATUS_PHRASES, STATUS_TITLES
from newsletter.site.views import counted
from newsletter.values import point

#: The form of a shelf's feed: one of three would do no reader good, and everything has all three.
SHELF_FORMS = ("atom",)
#: A shelf's feed is for following, not for reading all there is.
SHELF_ENTRIES = 20


@point
class Shelf:
    """A facet as readers meet it. `address` is that of its index; a value's page stands below it.

    `title_of` and `describe` say what is on one value's page; `followed`
    is what its feed is called in a sentence, in which `{title}` stands for the value's title, and
    `{word}` for the same in small letters. Where it `tells_happenings` a value's page also says what
    happened there, in order.
    """

    facet: str
    address: str
    title: str
    about: str
    title_of: Callable[[str, Config], str]
    describe: Callable[[str, Studies, Config], str]
    template: str = "shelf.html"
    tells_happenings: bool = False
    followed: str = "{title}"

    def link(self, value: str) -> str:
        """The page of one value."""
        return f"{self.address}{value}/"

    def feed_of(self, value: str, config: Config) -> str:
        """What the feed of one value holds, in a sentence."""
        title = self.title_of(value, config)
        return self.followed.format(title=title, word=title.lower())

    def rows(self, library: Library) -> tuple[tuple[str, Studies], ...]:
        """Each value that holds case studies, with them, in the facet's order."""
        return tuple(library.facets[self.facet].items())


def studies_counted(studies: Studies) -> str:
    """How many case studies these are, in words."""
    return counted(len(studies), "case study", "case studies")


def _from_region(key: str, studies: Studies, _: Config) -> str:
    where = "from outside the United Kingdom" if key == "elsewhere" else f"from {_with_article(key)}"
    return f"{studies_counted(studies)} {where}."


def _with_article(key: str) -> str:
    """A region as it stands in a sentence: the North West, but London."""
    bare = {"london", "scotland", "wales", "northern-ireland", "yorkshire-and-the-humber"}
    return REGION_TITLES[key] if key in bare else f"the {REGION_TITLES[key]}"


SHELVES = (
    Shelf(
        "tag",
        permalinks.TAGS,
        "Subjects",
        "What the case studies are about, each subject with its meaning.",
        lambda key, config: config.tags[key].title,
        lambda key, _, config: config.tags[key].definition,
        template="tags.html",
        followed="{word}",
    ),
    Shelf(
        "region",
        permalinks.REGIONS,
        "Regions",
        "Case studies by the nation or region they come from.",
        lambda key, _: REGION_TITLES[key],
        _from_region,
    ),
    Shelf(
        "place",
        permalinks.PLACES,
        "Places",
        "Case studies by the place they come from, with what happened there in order.",
        lambda key, config: config.places[key].name,
        lambda key, studies, config: f"{studies_counted(studies)} from {config.places[key].name}.",
        tells_happenings=True,
    ),
    Shelf(
        "status",
        permalinks.STATUSES,
        "What became of them",
        "Case studies by whether they still run.",
        lambda key, _: STATUS_TITLES[key],
        lambda key, studies, _: f"{studies_counted(studies)} {STATUS_PHRASES[key]}.",
        followed="case studies: {word}",
    ),
)
