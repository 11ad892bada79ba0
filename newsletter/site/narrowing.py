"""Case studies narrowed down: what shares two values, and how many there are after each next step.

`Library → Narrowing`, of which `site/lists` makes the pages. Which facets are paired, the settings
say. A case study stands on as many of these pages as it has pairs of values, however many case
studies there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from newsletter import permalinks
from newsletter.content.library.facets import Studies, chosen_pairs, together
from newsletter.site import shelves
from newsletter.site.desk import Desk, Seen, View, seen
from newsletter.site.shelves import Shelf
from newsletter.values import point

#: Values of a facet that stand open; of more, those with the most case studies do.
MOST_OPEN = 12


@point
class Pair:
    """Two facets, and for each value of the first those of the second that case studies have with it, and these.

    Both may be one facet: then each two values stand in `values` both ways round.
    """

    first: Shelf
    second: Shelf
    values: Mapping[str, Mapping[str, Studies]]

    @property
    def is_of_one(self) -> bool:
        """Whether the two are values of one facet."""
        return self.first.facet == self.second.facet

    def link(self, one: str, other: str) -> str:
        """The page of two values. It depends on them alone: facets stand in one order, and values of one by their keys."""
        if self.is_of_one:
            one, other = sorted((one, other))
        return permalinks.both(self.first.link(one), self.second.link(other))

    def each(self) -> Iterator[tuple[str, str, Studies]]:
        """Every two values, once, as they stand in their address, with the case studies that have both."""
        for one, values in self.values.items():
            for other, studies in values.items():
                if not self.is_of_one or one < other:
                    yield one, other, studies


@point
class Narrowing:
    """Every pair there is, and the next steps from the page of each value: groups of links, by facet and value."""

    pairs: tuple[Pair, ...]
    steps: Mapping[tuple[str, str], Mapping[str, Seen]]

    def steps_from(self, facet: str, value: str) -> list[Seen]:
        """The groups of next steps from the page of one value."""
        return list(self.steps.get((facet, value), {}).values())

    def link(self, one: tuple[str, str], facet: str, value: str) -> str:
        """The page of what has a facet's value and the value of another one; empty where there is none."""
        for pair in self.pairs:
            values = {one[0]: one[1], facet: value}
            if {pair.first.facet, pair.second.facet} == {*values}:
                first, second = values[pair.first.facet], values[pair.second.facet]
                return pair.link(first, second) if second in pair.values.get(first, {}) else ""
        return ""


def narrowing(desk: Desk) -> Narrowing:
    """The pairs that the settings choose, and the steps between them."""
    library = desk.library
    known = {shelf.facet: shelf for shelf in shelves.SHELVES}
    pairs = tuple(
        Pair(known[one], known[other], together(library.facets, one, other))
        for one, other in chosen_pairs(library.config.site.facet_pairs)
        if one in known and other in known
    )
    return Narrowing(pairs, _steps(desk, pairs))


def _steps(desk: Desk, pairs: Iterable[Pair]) -> dict[tuple[str, str], dict[str, Seen]]:
    """For each value, and each facet it is paired with, that facet's values which leave something, counted."""
    found: dict[tuple[str, str], dict[str, Seen]] = defaultdict(dict)
    for pair in pairs:
        for shelf, beside, steps in _steps_of(desk, pair):
            titles = shelf.titles(desk.library.config)
            for value, items in steps.items():
                of, every = titles[value], desk.href(shelf.link(value))
                found[shelf.facet, value][beside.facet] = group(
                    beside, items, of=of, every=every, folds=True, again=pair.is_of_one
                )
    return {
        key: {shelf.facet: groups[shelf.facet] for shelf in shelves.SHELVES if shelf.facet in groups}
        for key, groups in found.items()
    }


def _steps_of(desk: Desk, pair: Pair) -> Iterator[tuple[Shelf, Shelf, Mapping[str, list[View]]]]:
    """A facet, the one beside it, and for each value of the first its steps to those of the other; from either facet."""
    config = desk.library.config
    ones, others = pair.first.titles(config), pair.second.titles(config)
    after: dict[str, list[View]] = defaultdict(list)
    before: dict[str, list[View]] = defaultdict(list)
    for one, values in pair.values.items():
        for other, studies in values.items():
            step = {"href": desk.href(pair.link(one, other)), "count": len(desk.library.out(studies))}
            after[one].append({"title": others[other], **step})
            if not pair.is_of_one:
                before[other].append({"title": ones[one], **step})
    yield pair.first, pair.second, after
    yield pair.second, pair.first, before


def group(
    shelf: Shelf, items: Sequence[View], *, of: str, every: str, folds: bool, again: bool = False
) -> Seen:
    """Values of a facet under their heading: those with the most case studies open, in the facet's order.

    `of` is what they narrow down, `again` where that is a value of the same facet, and `every` the page
    that has all of them: where that `folds`, the others stand folded there, and elsewhere a link leads
    to them. So no list is long on many pages.
    """
    most = sorted(range(len(items)), key=lambda place: (-items[place]["count"], place))[:MOST_OPEN]
    is_open = set(most)
    more = [item for place, item in enumerate(items) if place not in is_open]
    view = {
        "facet": shelf.facet,
        "heading": f"And another {shelf.one}" if again else f"By {shelf.one}",
        "heading_of": f"{of}, and another {shelf.one}" if again else f"{of}, by {shelf.one}",
        "items": [item for place, item in enumerate(items) if place in is_open],
        "more": more if folds else [],
        "every": {"label": f"All {len(items):,} {shelf.many}", "href": every} if more else None,
    }
    return seen(view)
