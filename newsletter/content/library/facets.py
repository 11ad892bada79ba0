"""Facets: the ways in which case studies are alike, one idea for all of them.

A facet is a row here: what it is called, which values a case study has of it, how each value
is written, how much nearer to each other it brings two that share one, and how that is said.
The rows are in the order in which readers see them, and in which their values stand in an address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations_with_replacement

from newsletter.content.config import Config
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.words.keys import better_key
from newsletter.content.words.typography import uncapitalised
from newsletter.content.words.vocabularies import (
    GOVERNANCE_TITLES,
    NATIONS,
    REGION_TITLES,
    STATUS_TITLES,
)
from newsletter.told.diagnostics import Diagnostic, Location, all_of, suggestion
from newsletter.values import point

Studies = tuple[Entry[CaseStudy], ...]
#: Values of a facet, each with the case studies that have it.
Groups = Mapping[str, Studies]
#: Of one case study: each facet's name, and the values it has.
Values = Mapping[str, tuple[str, ...]]


@point
class Nearness:
    """How much nearer a shared value brings two case studies, and what is said of it: the titles are those they share."""

    weight: int
    reason: Callable[[Sequence[str]], str]


@point
class Facet:
    """One way of grouping. `titles` gives every value there can be, in its order, with its title.

    Of one with `several` a case study can have more than one value, so that two of them can be asked for at once.
    What has a `nearness` counts when it is chosen what to read next.
    """

    name: str
    values: Callable[[CaseStudy, Config], Iterable[str]]
    titles: Callable[[Config], Mapping[str, str]]
    nearness: Nearness | None = None
    several: bool = False


def _regions(study: CaseStudy, config: Config) -> Iterable[str]:
    places = (config.places.get(key) for key in study.places)
    return dict.fromkeys(place.region for place in places if place)


@lru_cache(maxsize=1024)
def nation_key(nation: str) -> str:
    """The name of a nation as it stands in an address; empty where it has no letter that an address can hold."""
    return better_key(nation.replace("’", " ")) or ""


def _nations(study: CaseStudy, config: Config) -> Iterable[str]:
    places = (config.places.get(key) for key in study.places)
    return dict.fromkeys(nation_key(place.nation) for place in places if place)


def _nation_titles(config: Config) -> Mapping[str, str]:
    """Those of the United Kingdom first, then the others by their names; of two alike the first one's name."""
    home = tuple(dict.fromkeys(NATIONS.values()))
    others = sorted({place.nation for place in config.places.values()} - {*home})
    titles: dict[str, str] = {}
    for nation in (*home, *others):
        titles.setdefault(nation_key(nation), nation)
    titles.pop("", None)
    return titles


#: Every decade a date can name: a year alone would hold one case study of 20, and at 10,000 a reader
#: still asks for a time, not for a year. The stand-in of a draft's blank, the year 1, is in none.
_DECADES = {f"{year}s": f"{year}s" for year in range(10, 10_000, 10)}


def _decade(study: CaseStudy, _: Config) -> Iterable[str]:
    """When it began; what is only planned has not."""
    return () if study.status == "planned" else (f"{study.started.year // 10 * 10}s",)


FACETS = (
    Facet(
        "tag",
        lambda study, _: dict.fromkeys(study.tags),
        lambda config: {key: tag.title for key, tag in config.tags.items()},
        Nearness(3, lambda titles: f"Also about {' and '.join(map(uncapitalised, titles[:2]))}"),
        several=True,
    ),
    Facet("region", _regions, lambda _: REGION_TITLES, Nearness(1, lambda _: "Near by"), several=True),
    Facet("nation", _nations, _nation_titles, several=True),
    Facet(
        "place",
        lambda study, _: dict.fromkeys(study.places),
        lambda config: {key: place.name for key, place in config.places.items()},
        Nearness(4, lambda titles: f"Also in {titles[0]}"),
        several=True,
    ),
    Facet("status", lambda study, _: (study.status,), lambda _: STATUS_TITLES),
    Facet(
        "governance",
        lambda study, _: (study.governance,),
        lambda _: GOVERNANCE_TITLES,
        Nearness(2, lambda titles: f"Run alike: {titles[0].lower()}"),
    ),
    Facet("decade", _decade, lambda _: _DECADES),
)


def values_of(study: CaseStudy, config: Config) -> Values:
    """The values that a case study has, facet by facet."""
    return {facet.name: tuple(facet.values(study, config)) for facet in FACETS}


def by_facet(studies: Studies, values: Sequence[Values], config: Config) -> dict[str, dict[str, Studies]]:
    """For each facet, each value that a case study has with those that have it, in the value's order.

    `values` are those of each study. Values that are not known, such as a misspelt tag, are left out.
    """
    return {
        facet.name: _grouped(facet, studies, [one[facet.name] for one in values], config) for facet in FACETS
    }


def _grouped(
    facet: Facet, studies: Studies, values: Iterable[tuple[str, ...]], config: Config
) -> dict[str, Studies]:
    groups: dict[str, list[Entry[CaseStudy]]] = defaultdict(list)
    for study, having in zip(studies, values, strict=True):
        for value in having:
            groups[value].append(study)
    return {value: tuple(groups[value]) for value in facet.titles(config) if value in groups}


def _two_by_two() -> Iterator[tuple[str, str]]:
    """Every two facets of which a case study can have a value each; a facet with itself if it can have two of it."""
    for one, other in combinations_with_replacement(FACETS, 2):
        if one != other or one.several:
            yield one.name, other.name


#: What is named as an example of a pair.
_A_PAIR = "tag-status"


def pair_names() -> tuple[str, ...]:
    """Every two facets, as settings name them: `tag-status`; for two values of one facet `tag-tag`."""
    return tuple("-".join(two) for two in _two_by_two())


def chosen_pairs(named: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of facets that are named, whichever comes first there, each once and in the order of the facets."""
    wanted = {tuple(sorted(name.split("-"))) for name in named}
    return tuple(two for two in _two_by_two() if tuple(sorted(two)) in wanted)


def pair_problems(config: Config) -> Iterator[Diagnostic]:
    """What the settings name as a pair of facets and is none, at the line of the list it stands in."""
    where = config.locations.get("facet_pairs", Location("content/site.yaml"))
    known = pair_names()
    for name in dict.fromkeys(config.site.facet_pairs):
        if not chosen_pairs([name]):
            few = f"write two of {all_of([facet.name for facet in FACETS])}, such as `{_A_PAIR}`"
            message = f"`{name}` is no pair of facets"
            yield Diagnostic(where, "unknown-word", message, suggestion(name, known, few))


def together(groups: Mapping[str, Groups], one: str, other: str) -> dict[str, dict[str, Studies]]:
    """For each value of a facet, those of another that case studies have with it, and these; none that is empty.

    Of a facet with itself each two stand there both ways round, and none with itself. Everything keeps
    its order. It takes a step for each two values of a case study, however many values there are.
    """
    having: dict[str, list[str]] = defaultdict(list)
    for value, studies in groups[other].items():
        for study in studies:
            having[study.path].append(value)
    order = {value: place for place, value in enumerate(groups[other])}
    found: dict[str, dict[str, Studies]] = {}
    for value, studies in groups[one].items():
        beside: dict[str, list[Entry[CaseStudy]]] = defaultdict(list)
        for study in studies:
            for second in having[study.path]:
                if one != other or second != value:
                    beside[second].append(study)
        found[value] = {second: tuple(beside[second]) for second in sorted(beside, key=order.__getitem__)}
    return found
