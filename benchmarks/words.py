"""Words for the corpus: sentences that read like a case study and mean nothing.

Everything comes from the random numbers of one case study, so a case study is the same
whatever is made before it, and whichever of the two generators it is made for.
"""

from __future__ import annotations

from random import Random

_WHO = (
    "The council", "A board of neighbours", "The members' meeting", "The housing office", "A group of tenants",
    "The market traders", "The land trust", "Its first chair", "The county", "A handful of parents",
    "The energy society", "The parish", "The works committee", "Three of the wards", "The credit union",
    "The estate's youth club", "The old guard", "A new cabinet", "The buyers of the college", "The bus drivers",
)  # fmt: skip
_DID = (
    "handed over", "argued about", "drew up", "paid for", "took back", "wrote down", "shared out", "put to a vote",
    "held on to", "opened up", "gave away", "asked for", "set the terms of", "kept an eye on", "fell out over",
    "mended", "counted", "turned down", "borrowed against", "learned to run",
)  # fmt: skip
_WHAT = (
    "the keys of the hall", "the repairs budget", "the rules for grants", "the lease of the mill", "the list of works",
    "the bus timetable", "the share offer", "the allotments", "the minutes of each meeting", "the care rota",
    "the rent book", "the empty shops", "the kitchen", "the school's old field", "the contracts for cleaning",
    "the reserve fund", "the plans for the square", "the reading room", "the night shelter", "the workshop's tools",
)  # fmt: skip
_HOW = (
    "over two winters", "with little help from the town hall", "before anybody had asked", "in spite of the bank",
    "at a crowded meeting", "street by street", "without a vote", "as the law then allowed", "on a show of hands",
    "while the money lasted", "for the first time since the war", "and said so in public", "behind closed doors",
    "with a loan from the county", "after a long summer", "and nobody was surprised", "as the others looked on",
    "at a price", "to general relief", "and wrote it into the rules",
)  # fmt: skip
_ASIDES = (
    "It wasn't what they'd hoped for.", "Some called it “a quiet revolution”; others didn't.",
    "Nobody we could find has counted since.", "The minutes don't say why.", "That is our reading -- not theirs.",
    "It's still argued over.", "The *first* plan was dropped.", "The **second** plan stood.",
    "They'd do it again, they say.", "The rules had to be changed twice...",
)  # fmt: skip
_FIRST = (
    "Ald",
    "Bram",
    "Cross",
    "Den",
    "Eller",
    "Farn",
    "Gil",
    "Hes",
    "Ing",
    "Kirk",
    "Lang",
    "Mar",
    "Nether",
    "Ot",
    "Pen",
)
_LAST = ("ham", "ley", "ford", "by", "thorpe", "wick", "field", "stead", "mouth", "dale")
_THING = (
    "mill",
    "market",
    "energy society",
    "land trust",
    "tenants' board",
    "bank",
    "bus company",
    "hall",
    "forum",
    "farm",
)


def place_name(random: Random) -> str:
    """A town that is on no map we know of."""
    return random.choice(_FIRST) + random.choice(_LAST)


def thing(random: Random) -> str:
    """What a case study is about."""
    return random.choice(_THING)


def sentence(random: Random, mark: str = "") -> str:
    """One sentence; with a `mark` it states a figure, and the mark stands behind it."""
    words = f"{random.choice(_WHO)} {random.choice(_DID)} {random.choice(_WHAT)} {random.choice(_HOW)}"
    if not mark:
        return f"{words}."
    return f"{words}, and {random.randint(12, 980)} people took part in {random.randint(1990, 2025)}.{mark}"


def paragraph(random: Random, marks: tuple[str, ...], sentences: int = 4) -> str:
    """A paragraph that cites each of the marks, a sentence apiece, among others that cite none."""
    cited = [sentence(random, mark) for mark in marks]
    rest = [sentence(random) for _ in range(max(1, sentences - len(cited)))]
    return " ".join([rest[0], *cited, *rest[1:], random.choice(_ASIDES)])
