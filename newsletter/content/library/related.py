"""What to read next, decided from plain facts alone, so that an answer can be kept for as long as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from heapq import nsmallest
from itertools import islice
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


#: For each facet that weighs, what each of its values is called.
Titles = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
#: The path of a case study to read next, and why, in a short phrase for readers.
Near = tuple[str, str]
#: From facts, newest first, titles, and the most to choose: what to read next after each, best first.
Choose = Callable[[tuple[Facts, ...], Titles, int], Mapping[str, tuple[Near, ...]]]

#: What it weighs, among reasons, that a case study names another: more than that it is near by, and no more.
_NAMED = 1.5


def nearest_studies(facts: tuple[Facts, ...], titles: Titles, most: int) -> dict[str, tuple[Near, ...]]:
    """At most `most` to read next after each: those it names, then by shared tags, place and the like.

    Where two are as near, the newer comes first.
    """
    scores: dict[str, dict[str, int]] = {one.path: defaultdict(int) for one in facts}
    for weight, paths in _neighbourhoods(facts):
        for position, path in enumerate(paths):
            score = scores[path]
            for near in paths[max(0, position - _WINDOW) : position + _WINDOW + 1]:
                score[near] += weight
    rank = {one.path: position for position, one in enumerate(facts)}
    by_path = {one.path: one for one in facts}
    called = {facet: dict(names) for facet, names in titles}
    chosen: dict[str, tuple[Near, ...]] = {}
    for one in facts:
        ranked = (
            (-points, rank[path], path) for path, points in scores[one.path].items() if path != one.path
        )
        best = [path for _, _, path in nsmallest(most + len(one.named), ranked)]
        found = (path for path in dict.fromkeys((*one.named, *best)) if path != one.path)
        chosen[one.path] = tuple((path, _reason(one, by_path[path], called)) for path in islice(found, most))
    return chosen


def _reason(one: Facts, other: Facts, called: Mapping[str, Mapping[str, str]]) -> str:
    """What brings two case studies nearest to each other."""
    reasons = [(_NAMED, "Named by its authors")] if other.path in one.named else []
    theirs = dict(other.values)
    for facet in FACETS:
        if facet.nearness:
            known, mine = called[facet.name], dict(one.values)[facet.name]
            # what they share has no title while its file is broken
            shared = [known[value] for value in mine if value in theirs[facet.name] and value in known]
            if shared:
                reasons.append((facet.nearness.weight, facet.nearness.reason(shared)))
    return max(reasons, default=(0, "Alike"))[1]


def _neighbourhoods(facts: tuple[Facts, ...]) -> list[tuple[int, list[str]]]:
    """Every list of case studies that share something, in their order, with what sharing it weighs."""
    weights = {facet.name: facet.nearness.weight for facet in FACETS if facet.nearness}
    lists: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in facts:
        for facet, values in one.values:
            for value in values:
                lists[facet, value].append(one.path)
    return [(weights[facet], paths) for (facet, _), paths in lists.items()]
