"""The shelves: the facets that readers browse by, each with a page for every value and an index of them.

`site/lists` makes the pages, `site/narrowing` those of two values, `site/feeds` the feeds,
`site/reserved` keeps the addresses: a facet becomes a shelf by a row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.library import Library
from newsletter.content.library import facets as alike
from newsletter.content.library.facets import Studies
from newsletter.content.words.typography import uncapitalised
from newsletter.content.words.vocabularies import REGION_TITLES, STATUS_PHRASES, STATUS_WORDS
from newsletter.site.views import counted
from newsletter.values import value

#: The form of a shelf's feed: one of three would do no reader good, and everything has all three.
SHELF_FORMS = ("atom",)
#: A shelf's feed is for following, not for reading all there is.
SHELF_ENTRIES = 20


@value
class Shelf:
    """A facet as readers meet it. `address` is that of its index; a value's page stands below it.

    `one` and `many` are what its values are called. `said` gives the words by which a value stands
    in a heading, alone or beside others, from its key and its title; `describe` says in a sentence
    what is on its page, from these and what stands there. Where it `explains` that sentence is for readers too, and
    not for search engines alone. `followed` is what the feed of a value is called in a sentence, in
    which `{title}` stands for the value's title, and `{word}` for the same in small letters. Where it
    `tells_happenings` a value's page also says what happened there, in order.
    """

    facet: str
    address: str
    title: str
    about: str
    one: str
    many: str
    describe: Callable[[str, str, Studies, Config], str]
    said: Callable[[str, str], str] = lambda _, title: title
    template: str = "shelf.html"
    explains: bool = False
    tells_happenings: bool = False
    followed: str = "{title}"

    def link(self, value: str) -> str:
        """The page of one value."""
        return f"{self.address}{value}/"

    def titles(self, config: Config) -> Mapping[str, str]:
        """Every value there can be, with its title, in the facet's order."""
        return next(facet for facet in alike.FACETS if facet.name == self.facet).titles(config)

    def feed_of(self, title: str) -> str:
        """What the feed of the value with this title holds, in a sentence."""
        return self.followed.format(title=title, word=uncapitalised(title))

    def rows(self, library: Library) -> tuple[tuple[str, str, Studies], ...]:
        """Each value that holds case studies, with its title and them, in the facet's order."""
        titles = self.titles(library.config)
        return tuple((value, titles[value], studies) for value, studies in library.facets[self.facet].items())


def studies_counted(studies: Studies) -> str:
    """How many case studies these are, in words."""
    return counted(len(studies), "case study", "case studies")


def heading(words: Iterable[str], studies: Studies) -> str:
    """What stands above case studies: what they share and how many they are: Energy, ended: 2 case studies."""
    return f"{capitalised(', '.join(words))}: {studies_counted(studies)}"


def capitalised(words: str) -> str:
    """Words as they begin a heading: Still running."""
    return words[:1].upper() + words[1:]


def joined(one: str, other: str) -> str:
    """Two values of one facet as a heading has them: energy and money; energy, and land and housing."""
    return f"{one}{',' if ' and ' in one + other else ''} and {other}"


def _from_region(key: str, _title: str, studies: Studies, _: Config) -> str:
    where = "from outside the United Kingdom" if key == "elsewhere" else f"from {with_article(key)}"
    return f"{studies_counted(studies)} {where}."


def with_article(key: str) -> str:
    """A region as it stands in a sentence: the North West, but London."""
    bare = {"london", "scotland", "wales", "northern-ireland", "yorkshire-and-the-humber"}
    return REGION_TITLES[key] if key in bare else f"the {REGION_TITLES[key]}"


SHELVES = (
    Shelf(
        facet="tag",
        address=permalinks.TAGS,
        title="Subjects",
        about="What the case studies are about, each subject with its meaning.",
        one="subject",
        many="subjects",
        describe=lambda key, _title, _, config: config.tags[key].definition,
        said=lambda _, title: uncapitalised(title),
        template="tags.html",
        explains=True,
        followed="{word}",
    ),
    Shelf(
        facet="region",
        address=permalinks.REGIONS,
        title="Regions",
        about="Case studies by the nation or region they come from.",
        one="region",
        many="regions",
        describe=_from_region,
        said=lambda key, title: "outside the United Kingdom" if key == "elsewhere" else title,
    ),
    Shelf(
        facet="nation",
        address=permalinks.NATIONS,
        title="Nations",
        about="Case studies by the nation or country they come from.",
        one="nation",
        many="nations",
        describe=lambda _key, title, studies, _: f"{studies_counted(studies)} from anywhere in {title}.",
        said=lambda _, title: f"anywhere in {title}",  # Wales is a region, too
        followed="anywhere in {title}",
    ),
    Shelf(
        facet="place",
        address=permalinks.PLACES,
        title="Places",
        about="Case studies by the place they come from, with what happened there in order.",
        one="place",
        many="places",
        describe=lambda _key, title, studies, _: f"{studies_counted(studies)} from {title}.",
        tells_happenings=True,
    ),
    Shelf(
        facet="status",
        address=permalinks.STATUSES,
        title="What became of them",
        about="Case studies by whether they still run.",
        one="status",
        many="statuses",
        describe=lambda key, _title, studies, _: f"{studies_counted(studies)} {STATUS_PHRASES[key]}.",
        said=lambda key, _: STATUS_WORDS[key],
        followed="case studies: {word}",
    ),
    Shelf(
        facet="governance",
        address=permalinks.GOVERNANCE,
        title="Who runs them",
        about="Case studies by the kind of body that runs them.",
        one="governance",
        many="kinds of governance",
        describe=lambda _key, title, studies, _: f"{studies_counted(studies)} run so: {title.lower()}.",
        said=lambda _, title: title.lower(),
        followed="case studies: {word}",
    ),
    Shelf(
        facet="decade",
        address=permalinks.DECADES,
        title="When they began",
        about="Case studies by the decade in which they began.",
        one="decade",
        many="decades",
        describe=lambda _key, title, studies, _: f"{studies_counted(studies)} that began in the {title}.",
        said=lambda _, title: f"begun in the {title}",
        followed="what began in the {title}",
    ),
)
