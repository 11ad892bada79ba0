"""What is named as a picture's maker or licence and is neither: where it was found, or that somebody was kind.

Serves bodies and fields alike.
"""

from __future__ import annotations

from newsletter.regexes import regex

#: Where pictures are found, which says nothing of who made them.
_NO_MAKER = regex(
    r"(?:from |via |found on )?(?:the )?(?:google(?: images?| search)?|bing(?: images?)?|internet|web|pinterest|facebook"
    r"|twitter|x|instagram|stock(?: photo)?s?|unknown|n/?a|none|nobody|anonymous source|tbc|screenshot|clip ?art)\.?",
)
#: What leaves open what a reader may do with a picture.
_NO_LICENCE = regex(
    r"(?:(?:with |by )?courtesy(?: of)?\b.*|free(?: to use| of charge| use| images?| for all)?|royalty[- ]free|no copyright"
    r"|copyright[- ]free|google(?: images?)?|(?:the )?(?:internet|web)|unknown|n/?a|none|yes|no"
    r"|own(?: work| photo)?|mine|public|stock|online|open"
    r"|creative commons|cc|copyright|fair (?:use|dealing)|not known|tbc)\.?"
    r"|(?:©|\(c\)|copyright\b).*|.*\ball rights reserved\b.*",
)


def is_no_maker(credit: str) -> bool:
    """Whether a credit names nobody."""
    return _NO_MAKER.fullmatch(credit.strip().lower()) is not None


def is_no_licence(licence: str) -> bool:
    """Whether a licence is none: `Creative Commons` alone is a family of six."""
    return _NO_LICENCE.fullmatch(licence.strip().lower()) is not None


#: What a program writes where the words for a picture belong, and what people do who think of the field.
_NO_WORDS = regex(
    r"(?:an? |the )?(?:image|picture|photo(?:graph)?|img|screenshot|untitled|graphic|figure|alt(?: text)?|image alt(?: text)?"
    r"|logo|banner|header|icon|cover|thumbnail|placeholder|what it shows|pasted image|screen ?shot)(?:[ _-]?\d{0,14})?\.?"
)


def says_nothing(alt: str) -> bool:
    """Whether a picture's words are those that any picture could have."""
    return _NO_WORDS.fullmatch(alt.strip().lower()) is not None


def is_decorative(alt: str) -> bool:
    """Whether a picture's words say that it needs none."""
    return alt.strip().lower().rstrip(".") in (
        "decorative",
        "decoration",
        "decorative image",
        "decorative picture",
    )


NO_MAKER_HINT = "write the name of who made it"
NO_LICENCE_HINT = "write under which licence we may show it, such as `CC BY 4.0`, or `used with permission`"
