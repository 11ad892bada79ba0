"""What is named as a picture's maker or licence and is neither: where it was found, or that somebody was kind.

Serves bodies and fields alike.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

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


#: What a camera, a telephone or a messenger calls a picture: nobody chose one word of it.
_BY_CAMERA = regex(
    r"(?:(?:img|image|dsc[fn]?|dscn|pxl|mvimg|vid|fb_img|dji|gopr|received|signal|photo|picture|scan|imag|cimg|sam|wp)"
    r"[ _-]?(?=[\d_-]*\d{3})[\d_-]+(?:wa\d+)?|p\d{7}|\d{8}[ _-]\d{6}"
    r"|(?:screen ?shot|screen ?recording|bildschirmfoto|whatsapp image|capture|photo|signal|scan|image)"
    r"[ _-]+(?:from )?(?:20)?\d\d[-._ ]?\d\d[-._ ]?\d\d(?:\d\d)?(?:[ ,_-]+(?:at )?\d\d?[.:_-]?\d\d(?:[.:_-]?\d\d)?(?: ?[ap]m)?)?"
    r"|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{16,})"
    r"(?:~\d| ?\(\d+\)|[ _-]copy)?(?:\.(?:jpe?g|png|gif|webp|avif|svg|heic|tiff?))?",
    re.IGNORECASE,
)
_FILE_ENDING = regex(r"\.(?:jpe?g|png|gif|webp|avif|svg|heic|tiff?)", re.IGNORECASE)
#: What a file's name has and a word has not.
_JOINED = regex(r"[\d_-]")


def is_file_name(alt: str, file: str) -> bool:
    """Whether a picture's words are the name of a file, its own or one of a camera: nobody learns what it shows."""
    said = alt.strip()
    ending = _FILE_ENDING.search(said)
    is_named = ending is not None and ending.end() == len(said) and " " not in said
    name = posixpath.basename(unquote(file)).rpartition(".")[0]
    is_own = said.casefold() == name.casefold() and _JOINED.search(said) is not None
    return is_named or is_own or _BY_CAMERA.fullmatch(said) is not None


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
