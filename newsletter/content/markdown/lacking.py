"""What a picture of a body lacks: words for those who cannot see it, its maker, its licence.

Serves `pictures`. One mistake, one message: a credit that is none is told as that, and a
picture in HTML as a picture in HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from newsletter.content.markdown.credits import (
    brace_too_many,
    braces_behind,
    credit_in_words,
    credit_list,
    credit_meant,
    said_behind,
)
from newsletter.content.markdown.links_meant import is_picture
from newsletter.content.markdown.stamps import Positions
from newsletter.content.words.credited import (
    NO_LICENCE_HINT,
    NO_MAKER_HINT,
    is_decorative,
    is_file_name,
    is_no_licence,
    is_no_maker,
    says_nothing,
)
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, warning

#: What stands before an address in a tag.
_IN_TAG = regex(r"""\b(?i:src|href)\s*=\s*["']?$""")
#: What stands before an address on a line that names it, and a picture that uses such a name.
_DEFINES = regex(r"[ \t>]*\[([^\[\]\n]+)\]:[ \t]*<?")
_BY_REFERENCE = regex(r"!\[(?P<alt>[^\[\]\n]*)\](?:\[(?P<name>[^\[\]\n]*)\])?(?![(:])")
#: The size of a picture, as Obsidian has it among its words.
_SIZED = regex(r"(?P<words>[^|]*)(?P<size>\|\s*\d+(?:\s*x\s*\d+)?)\s*")
#: What our own hints have in place of a name.
_BLANKS = ("Name", "…")


class Seen(NamedTuple):
    """What a picture says of itself, and the offset at which its address was written."""

    written: str
    offset: int
    alt: str
    decorative: bool
    credit: str
    licence: str

    @property
    def shown_alt(self) -> str:
        """Its words on our page: those who cannot see it miss nothing if it says nothing."""
        return "" if self.decorative else self.alt

    @property
    def is_credited(self) -> bool:
        """Whether its maker and its licence are said."""
        return bool(self.credit and self.licence)


class Looked(NamedTuple):
    """What is told of a picture, and where the braces begin that this explains; None if there are none."""

    told: tuple[Diagnostic, ...] = ()
    braces: int | None = None


class ByReference(NamedTuple):
    """A picture whose address stands on a line of its own: where it is shown, as typed, and its words."""

    offset: int
    written: str
    alt: str


def by_reference(source: str, offset: int) -> ByReference | None:
    """The first picture that names the definition whose address stands at `offset`; None if there is none."""
    start = source.rfind("\n", 0, offset) + 1
    if (label := _DEFINES.fullmatch(source, start, offset)) is None:
        return None
    name = " ".join(label[1].casefold().split())
    for found in _BY_REFERENCE.finditer(source):
        named = found["name"] or found["alt"]
        if " ".join(named.casefold().split()) == name:
            return ByReference(found.start(), found[0], found["alt"].strip())
    return None


def is_in_html(source: str, offset: int) -> bool:
    """Whether the address at `offset` stands in a tag that was typed."""
    return _IN_TAG.search(source, max(offset - 12, 0), offset) is not None


def told_by_reference(source: str, offset: int, ending: str, where: Positions) -> Diagnostic | None:
    """Of a picture in the text that stands on a line of its own: told where it is shown; None if it is elsewhere."""
    if (shown := by_reference(source, offset)) is None:
        return None
    braces = (
        "" if source.startswith("{", shown.offset + len(shown.written)) else credit_list("Name", "CC BY 4.0")
    )
    message = f"`{shown.written}` is a picture that is written into the text, on line {where.at(offset).line}"
    right = f"![{shown.alt or 'what it shows'}](its-name.{ending}){braces}"
    hint = f"save it beside this file, write `{right}` here, and take that line out"
    return Diagnostic(where.at(shown.offset, len(shown.written)), "remote-image", message, hint)


def looked_at(seen: Seen, source: str, where: Positions) -> Looked:
    """What a picture lacks."""
    if not seen.is_credited and is_in_html(source, seen.offset):
        return Looked((_in_html(seen, source, where),), braces_behind(source, seen.offset))
    meant = None if seen.is_credited else credit_meant(source, seen.offset)
    is_described = seen.alt or seen.decorative or (meant is not None and "decorative" in meant.written)
    told = list(_unsaid(seen, where, is_described=bool(is_described)))
    if meant is not None:
        message = f"`{meant.written}` is no credit yet: {meant.why}"
        place = where.at(meant.offset, len(meant.written))
        told.append(Diagnostic(place, "missing-credit", message, meant.hint))
        return Looked(tuple(told), meant.offset)
    if seen.is_credited and (second := brace_too_many(source, seen.offset)) is not None:
        message = "this brace stands twice, and is shown"
        told.append(warning(where.at(second, 1), "reads-otherwise", message, "take it out"))
        return Looked(tuple(told), second)
    if not seen.is_credited:
        told.append(_uncredited(seen, where, _how_to_credit(seen, source)))
    elif seen.credit in _BLANKS:
        message = f"`{seen.credit}` stands where the name of who made `{seen.written}` is to stand"
        hint = "write that name in its place"
        told.append(Diagnostic(where.at(seen.offset, len(seen.written)), "missing-credit", message, hint))
    elif seen.licence in _BLANKS:
        message = f"`{seen.licence}` stands where the licence of `{seen.written}` is to stand"
        hint = "write in its place under which licence we may show it, such as `CC BY 4.0`"
        told.append(Diagnostic(where.at(seen.offset, len(seen.written)), "missing-credit", message, hint))
    elif is_no_maker(seen.credit):
        message = f"`{seen.credit}` is where `{seen.written}` was found, and not who made it"
        place = where.at(seen.offset, len(seen.written))
        told.append(warning(place, "missing-credit", message, NO_MAKER_HINT))
    elif is_no_licence(seen.licence):
        message = f"`{seen.licence}` is no licence of `{seen.written}`"
        place = where.at(seen.offset, len(seen.written))
        told.append(warning(place, "missing-credit", message, NO_LICENCE_HINT))
    return Looked(tuple(told))


def _unsaid(seen: Seen, where: Positions, *, is_described: bool) -> Iterator[Diagnostic]:
    """What is told of a picture's words."""
    place = where.at(seen.offset, len(seen.written))
    if not is_described:
        message = f"the picture `{seen.written}` has no words for those who cannot see it"
        hint = "describe it between the square brackets, or add {: decorative} behind it if it says nothing"
        yield Diagnostic(place, "missing-alt", message, hint)
    elif sized := _SIZED.fullmatch(seen.alt):
        message = f"`{sized['size']}` sets no size here: it is read out to those who cannot see the picture"
        yield warning(place, "leftover-markup", message, f"take it out: `![{sized['words'].strip()}]`")
    elif is_decorative(seen.alt):
        message = f"`{seen.alt}` would be read out to those who cannot see the picture"
        hint = "if it says nothing, leave the square brackets empty and add {: decorative} behind it"
        yield warning(place, "missing-alt", message, hint)
    elif says_nothing(seen.alt):
        message = f"`{seen.alt}` says nothing to those who cannot see the picture"
        yield warning(place, "missing-alt", message, "say what the picture shows between the square brackets")
    elif is_picture(seen.alt) or is_file_name(seen.alt, seen.written):
        message = f"`{seen.alt}` is a file's name, and says nothing to those who cannot see the picture"
        hint = "say what the picture shows between the square brackets"
        yield warning(place, "missing-alt", message, hint)


def _in_html(seen: Seen, source: str, where: Positions) -> Diagnostic:
    """What is told of a picture in HTML without a credit: no list behind it is read."""
    credit, licence = said_behind(source, seen.offset)
    braces = credit_list(seen.credit or credit, seen.licence or licence)
    alt = "what it shows" if not seen.alt or says_nothing(seen.alt) else seen.alt
    return _uncredited(seen, where, f"write it as `![{alt}]({seen.written}){braces}`")


def _how_to_credit(seen: Seen, source: str) -> str:
    """What to add: of two lists behind a picture the second would be words."""
    if not (seen.credit or seen.licence) and (said := credit_in_words(source, seen.offset)):
        place = " right behind the picture," if said.is_below else ""
        return f"write `{said.braces}`{place} in place of `{said.written}`"
    missing = " ".join(
        said
        for said, is_said in (('credit="Name"', seen.credit), ('licence="CC BY 4.0"', seen.licence))
        if not is_said
    )
    braces = braces_behind(source, seen.offset)
    has_braces = braces is not None and source.startswith("{:", braces)
    return f"add {missing} to its braces" if has_braces else f"add {{: {missing}}} behind it"


def _uncredited(seen: Seen, where: Positions, hint: str) -> Diagnostic:
    message = f"the picture `{seen.written}` lacks its credit or licence"
    return Diagnostic(where.at(seen.offset, len(seen.written)), "missing-credit", message, hint)
