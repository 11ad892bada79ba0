"""The closed lists of words an editor may choose from, with what each means."""

from __future__ import annotations

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
Scale = Literal["place", "movement"]
Evidence = Literal[
    "evaluation", "independent-review", "official-statistics", "own-report", "press", "testimony", "assertion"
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

STATUS_TITLES = {
    "active": "Active",
    "paused": "Paused",
    "ended": "Ended",
    "changed": "Changed",
    "planned": "Planned",
    "historic": "Historic",
    "unknown": "Not known",
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

SCALE_TITLES = {"place": "One place", "movement": "A movement"}

EVIDENCE_TITLES = {
    "evaluation": "Evaluation",
    "independent-review": "Independent review",
    "official-statistics": "Official statistics",
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
