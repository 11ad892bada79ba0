"""A seeded corpus: N case studies of about 7 KB, the same for newpower and for Hugo.

`case_study(number, count)` is a plain value; `projects.py` writes it in the form each of
the two generators reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.words import paragraph, place_name, sentence, thing
from newsletter.content.reading.places import EXTENTS

SEED = 20261101
#: The day both builds are told it is.
TODAY = date(2026, 11, 30)
TAGS = tuple(f"subject-{number:02}" for number in range(1, 31))
REGIONS = (
    "north-east", "north-west", "yorkshire-and-the-humber", "east-midlands", "west-midlands", "east-of-england",
    "london", "south-east", "south-west", "scotland", "wales", "northern-ireland", "elsewhere",
)  # fmt: skip
_STATUSES = ("active",) * 6 + ("ended",) * 2 + ("paused", "changed", "planned", "historic", "unknown")
_GOVERNANCE = (
    "council-led",
    "co-operative",
    "community-benefit-society",
    "charity",
    "land-trust",
    "mutual-aid",
    "mixed",
)
_STANDINGS = (
    ("evaluation", "independent"),
    ("press", "independent"),
    ("own-report", "self"),
    ("official-statistics", "independent"),
    ("testimony", "adviser"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place and the region it lies in."""

    key: str
    name: str
    lat: float
    lon: float
    region: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source of a case study."""

    id: str
    title: str
    url: str
    publisher: str
    published: str
    checked: str
    evidence: str
    relationship: str

    @property
    def archive(self) -> str:
        """Its lasting copy, as an archive of the web names it."""
        return f"https://web.archive.org/web/20260115/{self.url}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A measured change."""

    measure: str
    of: str
    before: tuple[str, str]
    after: tuple[str, str]
    unit: str
    source: str
    caveat: str


@dataclass(frozen=True, slots=True)
class Study:
    """A case study. `body` is Markdown in which `[^id]` names a source; it links to others by file."""

    slug: str
    title: str
    summary: str
    published: str
    updated: str
    tags: tuple[str, ...]
    places: tuple[str, ...]
    status: str
    started: str
    ended: str
    lesson: str
    checked: str
    governance: str
    before: str
    after: str
    outcomes: tuple[Outcome, ...]
    sources: tuple[Source, ...]
    former: str
    body: str


def places() -> tuple[Place, ...]:
    """Forty places, three to a region."""
    random = Random(SEED)
    return tuple(_place(number, random) for number in range(1, 41))


def _place(number: int, random: Random) -> Place:
    region = REGIONS[number % len(REGIONS)]
    south, north, west, east = EXTENTS.get(region, (50.0, 58.0, -6.0, 1.5))
    return Place(
        key=f"place-{number:02}",
        name=f"{place_name(random)} {number}",
        lat=round(random.uniform(south, north), 3),
        lon=round(random.uniform(west, east), 3),
        region=region,
    )


def slug(number: int) -> str:
    """The name of case study `number`, counted from 1."""
    return f"study-{number:05}"


def case_study(number: int, count: int) -> Study:
    """Case study `number` of a corpus of `count`; it may link to any other of them."""
    random = Random(SEED * 100_003 + number)
    sources = _sources(random)
    marks = tuple(f"[^{source.id}]" for source in sources)
    status = random.choice(_STATUSES)
    published = date(2016, 1, 1) + timedelta(days=random.randrange(3900))
    started = random.randint(1975, 2005)  # before anything was measured
    town, what = place_name(random), thing(random)
    return Study(
        slug=slug(number),
        title=f"{town}'s {what}, and who runs it ({number})",
        summary=f"{sentence(random)} {sentence(random)}",
        published=published.isoformat(),
        updated=(published + timedelta(days=30)).isoformat() if number % 3 == 0 else "",
        tags=tuple(random.sample(TAGS, random.randint(3, 6))),
        places=tuple(f"place-{n:02}" for n in random.sample(range(1, 41), random.choice((1, 1, 1, 2)))),
        status=status,
        started=str(TODAY.year + 1 if status == "planned" else started),
        ended=f"{started + random.randint(2, 8)}-07" if status == "ended" else "",
        lesson=f"{sentence(random)} {sentence(random)}" if status == "ended" else "",
        checked=(date(2026, 2, 1) + timedelta(days=random.randrange(290))).isoformat(),
        governance=random.choice(_GOVERNANCE),
        before=f"{sentence(random)}{marks[0]} {sentence(random)}",
        after=f"{sentence(random)} {sentence(random)}{marks[1]}",
        outcomes=tuple(_outcome(random, source.id) for source in sources[: random.randint(2, 3)]),
        sources=sources,
        former=f"/case-studies/old-{slug(number)}/" if number % 50 == 0 else "",
        body=_body(random, number, count, marks),
    )


def _sources(random: Random) -> tuple[Source, ...]:
    return tuple(
        Source(
            id=f"s{number}",
            title=f"{sentence(random)[:-1]}, a report",
            url=f"https://source-{random.randint(1, 400)}.example/reports/{random.randint(1000, 9999)}",
            publisher=f"{place_name(random)} Review",
            published=f"{random.randint(2016, 2025)}-{random.randint(1, 12):02}",
            checked=f"2026-{random.randint(1, 11):02}",
            evidence=standing[0],
            relationship=standing[1],
        )
        for number, standing in enumerate(random.sample(_STANDINGS, random.randint(3, 5)), start=1)
    )


def _outcome(random: Random, source: str) -> Outcome:
    year = random.randint(2005, 2015)
    return Outcome(
        measure=f"Share of {thing(random)} spending that stayed near by",
        of=f"all that the five largest bodies spent, by count {source[1:]}",  # no two measure the same
        before=(f"{random.randint(4, 30)}%", str(year)),
        after=(f"{random.randint(31, 90)}%", str(year + random.randint(2, 8))),
        unit="per cent of spending",
        source=source,
        caveat=f"{sentence(random)}[^{source}]",
    )


def _body(random: Random, number: int, count: int, marks: tuple[str, ...]) -> str:
    def other() -> str:
        number_of_other = 1 + (number - 1 + random.randrange(1, max(2, count))) % count
        return f"[the {thing(random)} at {place_name(random)}]({slug(number_of_other)}.md)"

    def told(sentences: int = 4) -> str:
        return paragraph(random, tuple(random.sample(marks, 2)), sentences)

    rows = [
        f"| {thing(random).capitalize()} | {random.randint(12, 99)}% | {random.randint(1990, 2025)} "
        f"| £{random.randint(1, 9)},{random.randint(100, 999)} {random.choice(marks)} |"
        for _ in range(6)
    ]
    parts = [
        paragraph(random, marks, 3),
        told(),
        "## How it began",
        told(4),
        f"{sentence(random)} Compare {other()}, where it went otherwise. {sentence(random, marks[0])}",
        "### The first year",
        told(),
        "\n".join(f"- {sentence(random)}" for _ in range(5)),
        "## Who decides",
        told(3),
        f"It is close to {other()} and to {other()}. {sentence(random)}",
        "## What came of it",
        told(3),
        "| What | Share | Year | Cost |\n| --- | ---: | ---: | ---: |\n" + "\n".join(rows),
        told(),
        "### The money",
        "\n".join(f"{position}. {sentence(random)}" for position in range(1, 5)),
        "## What went wrong",
        told(4),
        f"> {sentence(random)} {sentence(random)}",
        f"Its rules are in [the register of societies](https://register.example/{number}). {sentence(random)}",
    ]
    return "\n\n".join(parts) + "\n"
