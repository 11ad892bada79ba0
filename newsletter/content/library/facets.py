"""Facets: the ways in which case studies are alike, one idea for all of them.

A facet is a row here: what it is called, which values a case study has of it, how each value
is written, how much nearer to each other it brings two that share one, and how that is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from newsletter.content.config import Config
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.words.vocabularies import GOVERNANCE_TITLES, REGION_TITLES, STATUS_TITLES
from newsletter.values import point

Studies = tuple[Entry[CaseStudy], ...]
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

    What has a `nearness` counts when it is chosen what to read next.
    """

    name: str
    values: Callable[[CaseStudy, Config], Iterable[str]]
    titles: Callable[[Config], Mapping[str, str]]
    nearness: Nearness | None = None


def _regions(study: CaseStudy, config: Config) -> Iterable[str]:
    places = (config.places.get(key) for key in study.places)
    return dict.fromkeys(place.region for place in places if place)


FACETS = (
    Facet(
        "tag",
        lambda study, _: dict.fromkeys(study.tags),
        lambda config: {key: tag.title for key, tag in config.tags.items()},
        Nearness(3, lambda titles: f"Also about {' and '.join(titles[:2]).lower()}"),
    ),
    Facet(
        "place",
        lambda study, _: dict.fromkeys(study.places),
        lambda config: {key: place.name for key, place in config.places.items()},
        Nearness(4, lambda titles: f"Also in {titles[0]}"),
    ),
    Facet("region", _regions, lambda _: REGION_TITLES, Nearness(1, lambda _: "Near by")),
    Facet("status", lambda study, _: (study.status,), lambda _: STATUS_TITLES),
    Facet(
        "governance",
        lambda study, _: (study.governance,),
        lambda _: GOVERNANCE_TITLES,
        Nearness(2, lambda titles: f"Run alike: {titles[0].lower()}"),
    ),
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
