"""What to read next, decided from plain facts alone, so that an answer can be kept for as long as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from heapq import nsmallest
from typing import NamedTuple

from newsletter.content.library.facets import FACETS

#: How many neighbours in each list of its tags, places and so on a case study is compared
#: with, either side of it. All pairs of 10,000 would be 50 million comparisons.
_WINDOW = 8


class Facts(NamedTuple):
    """What decides whom a case study stands near: its values of each facet that weighs, and whom it names itself."""

    path: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    named: tuple[str, ...]


#: From facts, newest first, and the most to choose: the paths to read next after each, best first.
Choose = Callable[[tuple[Facts, ...], int], Mapping[str, tuple[str, ...]]]


def nearest_studies(facts: tuple[Facts, ...], most: int) -> dict[str, tuple[str, ...]]:
    """At most `most` paths to read next after each: those it names, then by shared tags, place and the like.

    Where two are as near, the newer comes first.
    """
    scores: dict[str, dict[str, int]] = {one.path: defaultdict(int) for one in facts}
    for weight, paths in _neighbourhoods(facts):
        for position, path in enumerate(paths):
            score = scores[path]
            for near in paths[max(0, position - _WINDOW) : position + _WINDOW + 1]:
                score[near] += weight
    rank = {one.path: position for position, one in enumerate(facts)}
    chosen: dict[str, tuple[str, ...]] = {}
    for one in facts:
        ranked = (
            (-points, rank[path], path) for path, points in scores[one.path].items() if path != one.path
        )
        best = [path for _, _, path in nsmallest(most + len(one.named), ranked)]
        found = (path for path in dict.fromkeys((*one.named, *best)) if path != one.path)
        chosen[one.path] = tuple(found)[:most]
    return chosen


def _neighbourhoods(facts: tuple[Facts, ...]) -> list[tuple[int, list[str]]]:
    """Every list of case studies that share something, in their order, with what sharing it weighs."""
    weights = {facet.name: facet.nearness.weight for facet in FACETS if facet.nearness}
    lists: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in facts:
        for facet, values in one.values:
            for value in values:
                lists[facet, value].append(one.path)
    return [(weights[facet], paths) for (facet, _), paths in lists.items()]
