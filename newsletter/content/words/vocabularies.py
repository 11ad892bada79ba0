"""The closed lists of words an editor may choose from, with what each means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Status = Literal["active", "paused", "ended", "changed", "planned", "historic", "unknown"]
Governance = Literal[
    "council-led",
    "co-operative",
    "community-benefit-society",
    "community-interest-company",
    "charity",
    "land-trust",
    "mutual-aid",
    "union",
    "network",
    "party",
    "state-programme",
    "mixed",
]
ArticleKind = Literal["editorial", "guest", "news", "explainer"]
Scale = Literal["place", "movement"]
Evidence = Literal[
    "evaluation",
    "independent-review",
    "official-statistics",
    "law",
    "minutes",
    "own-report",
    "press",
    "testimony",
    "assertion",
]
Relationship = Literal["independent", "funder", "adviser", "self"]
Region = Literal[
    "north-east",
    "north-west",
    "yorkshire-and-the-humber",
    "east-midlands",
    "west-midlands",
    "east-of-england",
    "london",
    "south-east",
    "south-west",
    "scotland",
    "wales",
    "northern-ireland",
    "elsewhere",
]

STATUSES: tuple[str, ...] = get_args(Status)
REGIONS: tuple[str, ...] = get_args(Region)

#: How a region is written; the rest is the key with capitals.
REGION_TITLES = {
    "north-east": "North East",
    "north-west": "North West",
    "yorkshire-and-the-humber": "Yorkshire and the Humber",
    "east-midlands": "East Midlands",
    "west-midlands": "West Midlands",
    "east-of-england": "East of England",
    "london": "London",
    "south-east": "South East",
    "south-west": "South West",
    "scotland": "Scotland",
    "wales": "Wales",
    "northern-ireland": "Northern Ireland",
    "elsewhere": "Elsewhere",
}

#: The nation a region is in; nothing is known of what is elsewhere.
NATIONS = {
    region: {"scotland": "Scotland", "wales": "Wales", "northern-ireland": "Northern Ireland"}.get(
        region, "England"
    )
    for region in REGIONS
    if region != "elsewhere"
}

STATUS_TITLES = {
    "active": "Active",
    "paused": "Paused",
    "ended": "Ended",
    "changed": "Changed",
    "planned": "Planned",
    "historic": "Historic",
    "unknown": "Not known",
}

#: How a status stands beside other values: "Energy, still running".
STATUS_WORDS = {
    "active": "still running",
    "paused": "paused",
    "ended": "ended",
    "changed": "turned into something else",
    "planned": "planned",
    "historic": "from further back",
    "unknown": "not known to be running",
}

#: What is said of case studies of a status after their number: "3 case studies that ended …".
STATUS_PHRASES = {
    "active": "still running",
    "paused": "that are paused",
    "ended": "that ended, and what each taught",
    "changed": "that turned into something else",
    "planned": "that are planned",
    "historic": "from further back",
    "unknown": "of which we do not know whether they still run",
}

GOVERNANCE_TITLES = {
    "council-led": "Council-led",
    "co-operative": "Co-operative",
    "community-benefit-society": "Community benefit society",
    "community-interest-company": "Community interest company",
    "charity": "Charity",
    "land-trust": "Land trust",
    "mutual-aid": "Mutual aid",
    "union": "Union",
    "network": "Network",
    "party": "Party",
    "state-programme": "State programme",
    "mixed": "Mixed",
}

ARTICLE_TITLES = {
    "editorial": "Editorial",
    "guest": "Guest article",
    "news": "News",
    "explainer": "Explainer",
}

SCALE_TITLES = {"place": "One place", "movement": "A movement"}

EVIDENCE_TITLES = {
    "evaluation": "Evaluation",
    "independent-review": "Independent review",
    "official-statistics": "Official statistics",
    "law": "Law",
    "minutes": "Record of a decision",
    "own-report": "Own report",
    "press": "Press report",
    "testimony": "Testimony",
    "assertion": "Assertion",
}

RELATIONSHIP_TITLES = {
    "independent": "Independent of the case",
    "funder": "Funded the case",
    "adviser": "Advised the case",
    "self": "The case itself",
}

# Other words for these: what an editor writes who means one of them. In small letters, with hyphens.

_STATUS_ALIASES = {
    "live": "active",
    "running": "active",
    "ongoing": "active",
    "current": "active",
    "open": "active",
    "suspended": "paused",
    "dormant": "paused",
    "on-hold": "paused",
    "closed": "ended",
    "finished": "ended",
    "over": "ended",
    "stopped": "ended",
    "completed": "ended",
    "dissolved": "ended",
    "evolved": "changed",
    "merged": "changed",
    "proposed": "planned",
    "upcoming": "planned",
    "historical": "historic",
    "past": "historic",
    "unclear": "unknown",
    "not-known": "unknown",
}
_GOVERNANCE_ALIASES = {
    "council": "council-led",
    "local-authority": "council-led",
    "municipal": "council-led",
    "cooperative": "co-operative",
    "co-op": "co-operative",
    "coop": "co-operative",
    "workers-co-operative": "co-operative",
    "worker-co-operative": "co-operative",
    "housing-co-operative": "co-operative",
    "bencom": "community-benefit-society",
    "cbs": "community-benefit-society",
    "cic": "community-interest-company",
    "charitable-trust": "charity",
    "cio": "charity",
    "clt": "land-trust",
    "community-land-trust": "land-trust",
    "trade-union": "union",
    "renters-union": "union",
    "tenants-union": "union",
    "federation": "network",
    "coalition": "network",
    "political-party": "party",
    "government": "state-programme",
    "government-programme": "state-programme",
    "partnership": "mixed",
    "hybrid": "mixed",
}
_SCALE_ALIASES = {
    "local": "place",
    "town": "place",
    "city": "place",
    "neighbourhood": "place",
    "national": "movement",
    "network": "movement",
}
_EVIDENCE_ALIASES = {
    "independent-evaluation": "evaluation",
    "audit": "independent-review",
    "inspection": "independent-review",
    "academic": "independent-review",
    "research": "independent-review",
    "statistics": "official-statistics",
    "census": "official-statistics",
    "act": "law",
    "statute": "law",
    "legislation": "law",
    "minute": "minutes",
    "decision": "minutes",
    "record": "minutes",
    "annual-report": "own-report",
    "self-report": "own-report",
    "own-website": "own-report",
    "news": "press",
    "newspaper": "press",
    "article": "press",
    "media": "press",
    "journalism": "press",
    "interview": "testimony",
    "witness": "testimony",
    "claim": "assertion",
    "opinion": "assertion",
}
_ARTICLE_ALIASES = {
    "leader": "editorial",
    "opinion": "editorial",
    "comment": "editorial",
    "column": "guest",
    "report": "news",
    "announcement": "news",
    "analysis": "explainer",
    "background": "explainer",
}
_RELATIONSHIP_ALIASES = {
    "outside": "independent",
    "third-party": "independent",
    "none": "independent",
    "funded": "funder",
    "sponsor": "funder",
    "consultant": "adviser",
    "advisor": "adviser",
    "own": "self",
    "itself": "self",
    "insider": "self",
    "participant": "self",
}
_REGION_ALIASES = {
    "yorkshire": "yorkshire-and-the-humber",
    "humberside": "yorkshire-and-the-humber",
    "east-anglia": "east-of-england",
    "eastern-england": "east-of-england",
    "greater-london": "london",
    "cornwall": "south-west",
    "ulster": "northern-ireland",
    "cymru": "wales",
    "abroad": "elsewhere",
    "overseas": "elsewhere",
    "international": "elsewhere",
}

_ALIASES: Mapping[tuple[str, ...], Mapping[str, str]] = {
    get_args(Status): _STATUS_ALIASES,
    get_args(Governance): _GOVERNANCE_ALIASES,
    get_args(ArticleKind): _ARTICLE_ALIASES,
    get_args(Scale): _SCALE_ALIASES,
    get_args(Evidence): _EVIDENCE_ALIASES,
    get_args(Relationship): _RELATIONSHIP_ALIASES,
    get_args(Region): _REGION_ALIASES,
}


def aliases(words: tuple[str, ...]) -> Mapping[str, str]:
    """Other words for those of a vocabulary, each with the one it means; none of what is no vocabulary."""
    return _ALIASES.get(words, {})
