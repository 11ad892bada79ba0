"""What all kinds of content share: their first fields, and the small values inside them.

Records are plain frozen dataclasses; their annotations are the whole of their rules. The
checker, the JSON Schema and the list of what a file refers to are all read off them, and
reading a record back from the cache imports no validator.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from annotated_types import Ge, Le, Len

from newsletter.content.words.languages import unknown_in
from newsletter.content.words.typography import typeset
from newsletter.content.words.unfit import UnfitError
from newsletter.content.words.vocabularies import Evidence, Relationship
from newsletter.content.words.web import TWICE, UNSEEN, UNSEEN_HINT, how_to_write, normal_address
from newsletter.content.words.when import Day, PastDay, PastWhen
from newsletter.regexes import regex
from newsletter.values import Late, point, value

#: Unknown fields are errors; a field's description is the sentence below it.
STRICT: dict[str, Any] = {
    "extra": "forbid",
    "use_attribute_docstrings": True,
    "str_strip_whitespace": True,
    "allow_inf_nan": False,
}


IN_LETTERS = "in-letters"


@point
class Typeset:
    """Marks words that readers see: their quotation marks are set once, as they are read."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(typeset, handler(source))


_WITHIN = str.maketrans("“”", "‘’")


@point
class Utterance:
    """Marks what somebody said, at most `longest` words of it. Quotation marks around it are ours to set."""

    longest: int

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._alone, handler(source))

    def _alone(self, text: str) -> str:
        if (count := len(text.split())) > self.longest:
            what = f"a quotation of at most {self.longest} words: it has {count}"
            raise UnfitError("too-long", what, "keep the words that matter most, and tell the rest in yours")
        inside = text[1:-1]
        if f"{text[:1]}{text[-1:]}" in ("“”", "‘’") and not set(inside) & set("“”"):
            return inside
        return text.translate(_WITHIN)  # they stand within ours


@point
class Names:
    """Marks a field that names something else; `kind` says what, and so where to look it up.

    Kinds: `source` (an id among the record's sources), `tag`, `place` (a key of the data
    file), `content` (the path of a Markdown file, relative to the one that names it),
    `image` (a picture's path, likewise) and `redirect` (a former address of this page).
    `wanted` narrows `content` to the kind of that name, or to `IN_LETTERS`: any kind that an
    edition can show.
    """

    kind: Literal["source", "tag", "place", "content", "image", "redirect"]
    wanted: str = ""


@point
class Counts:
    """Marks the number of an outcome of the case study that is named beside it."""


@point
class Prose:
    """Marks a field of plain sentences, in which `[^id]` names a source.

    One that `has_source` stands beside a field that names the source of its figures.
    """

    has_source: bool = False


@point
class Unshown:
    """Marks a field whose value no reader is shown; `reason` says what it is for."""

    reason: str


@point
class Once:
    """Marks a field of which no two files of a kind have the same value."""


@point
class Recurring:
    """Marks a field whose sentences two files of a kind may share; `reason` says when."""

    reason: str


@point
class WebAddress:
    """Marks an http(s) address. `is_https` refuses http; `is_prefix` says that more is put at its end.

    Of an address that `is_folder` that is a path: the slash between them is added where it is missing.
    """

    is_https: bool = False
    is_prefix: bool = False
    is_folder: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._parsed, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {**handler(schema), "pattern": "^https://" if self.is_https else "^https?://"}

    def _parsed(self, text: str) -> str:
        address = parse_web_address(text)
        if self.is_https and not text.lower().startswith("https:"):
            raise UnfitError("bad-address", "an https address", "write it as https://newpower.example/leave/")
        if self.is_prefix and "#" in text:
            raise UnfitError(
                "bad-address", "an address more can be put after", "take out `#` and what follows"
            )
        needs_slash = self.is_folder and "?" not in address and not address.endswith("/")
        return f"{address}/" if needs_slash else address


@point
class HomeAddress:
    """Marks the address a whole site stands under."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(parse_home_address, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {**handler(schema), "pattern": "^https?://[^?#]+$"}


@point
class MailAddress:
    """Marks a mail address."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(parse_mail_address, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {**handler(schema), "format": "idn-email"}


@point
class LanguageTag:
    """Marks the name of a language, as BCP 47 writes it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(_parse_known_language, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^{_LANGUAGE.pattern}$"}


#: RFC 5322 §3.4.1, without quotation marks and comments; the domain may be in any script.
_MAIL_ADDRESS = regex(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[^@\s.<>()\[\],;:\\\"]+\.)+[^@\s.<>()\[\],;:\\\"]+",
    re.ASCII,
)
_NOT_IN_ADDRESSES = regex(r'[\s"<>]')
#: A name in any script, or an address of IPv6 without its brackets.
_HOST = regex(r"[\w-]+(?:\.[\w-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*")
#: RFC 5646 §2.1, as far as its shape goes.
_LANGUAGE = regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def parse_mail_address(text: str) -> str:
    """`text`, if it is an address every mail server takes. Raises UnfitError if not."""
    if not _MAIL_ADDRESS.fullmatch(text) or not _is_domain(text.rpartition("@")[2]):
        inside = re.fullmatch(r"[^<>]*<([^<>\s]+@[^<>\s]+)>|mailto:(\S+@\S+)", text)
        alone = inside and (inside[1] or inside[2])
        hint = f"write it alone: {alone}" if alone else "a mail address is such as name@newpower.example"
        raise UnfitError("bad-address", "a mail address", hint)
    return text


def parse_web_address(text: str) -> str:
    """`text` in normal form, if it is a whole http(s) address that names nobody. Raises UnfitError if not."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # brackets that hold no address, or a port beyond the last
        raise _no_web_address(text) from None
    if TWICE.match(text):
        raise _no_web_address(text)
    if UNSEEN.search(text):
        raise UnfitError(
            "bad-address", "an address that leads anywhere", UNSEEN_HINT.format(UNSEEN.sub("", text))
        )
    is_whole = parts.scheme in ("http", "https") and _HOST.fullmatch(host) and _is_domain(host) and port != 0
    if not is_whole or "@" in parts.netloc or _NOT_IN_ADDRESSES.search(text):
        raise _no_web_address(text)
    return normal_address(text)


def _no_web_address(text: str) -> UnfitError:
    return UnfitError("bad-address", "a web address", how_to_write(text))


#: A browser asks for another address than is written where a folder has no name, or leads up.
_NO_FOLDER = regex(r"(?<!:)/(?:/|\.{1,2}(?:/|$))")
_FILE_AT_END = regex(r"/[^/]+\.(?:html?|php|aspx?|xml|md)/?$", re.IGNORECASE)


def parse_home_address(text: str) -> str:
    """`text` in normal form, if a whole site can stand under it. Raises UnfitError if not."""
    address = parse_web_address(text)
    if "?" in text or "#" in text:
        raise UnfitError(
            "bad-address",
            "an address a site can stand under",
            "write it as https://newpower.example, without `?` or `#`",
        )
    if _NO_FOLDER.search(address):
        hint = (
            "write the address that a browser shows: the name of each folder once, and one slash between two"
        )
        raise UnfitError("bad-address", "an address a site can stand under", hint)
    if file := _FILE_AT_END.search(address):
        hint = f"write {address[: file.start()]}/"
        raise UnfitError("bad-address", "an address a site can stand under: that is one page of it", hint)
    return address


def parse_language(text: str) -> str:
    """`text`, if it has the shape of a language's name. Raises UnfitError if not."""
    if not _LANGUAGE.fullmatch(text):
        raise UnfitError("bad-language", "the name of a language", "write it as en-GB, cy or fr")
    return text


def _parse_known_language(text: str) -> str:
    """The same, if there may be a language of that name. Raises UnfitError if not."""
    if hint := unknown_in(parse_language(text)):
        raise UnfitError("bad-language", "the name of a language", hint)
    return text


def _is_domain(text: str) -> bool:
    """Whether DNS can hold it: no part of it empty, or longer than 63 letters (RFC 1035 §2.3.4)."""
    try:
        return bool(text.encode("idna"))
    except UnicodeError:
        return False


Line = Annotated[str, Len(1, 300), Typeset()]
Text = Annotated[str, Len(1, 2000), Prose(), Typeset()]
SourcedText = Annotated[str, Len(1, 2000), Prose(has_source=True), Typeset()]
Title = Annotated[str, Len(1, 80), Typeset()]
Short = Annotated[str, Len(1, 60), Typeset()]
Url = Annotated[str, Len(1, 2000), WebAddress()]
Key = Annotated[str, Len(1, 60)]
SourceId = Annotated[str, Len(1, 60), Names("source")]
ContentPath = Annotated[str, Len(1, 300), Names("content")]
StudyPath = Annotated[str, Len(1, 300), Names("content", "case-study")]


@value
class Image:
    """A picture that stands for the page."""

    __pydantic_config__ = STRICT
    file: Annotated[str, Len(1, 300), Names("image")]
    """Path of the picture, relative to this file."""
    alt: Line | None = None
    """What the picture shows, for those who do not see it."""
    decorative: Annotated[bool, Unshown("it lets a picture go without words")] = False
    """True if the picture says nothing the words do not."""
    credit: Line
    """Who made it."""
    licence: Line
    """The licence it is used under."""
    source: Url | None = None
    """Where it came from."""


@value
class Correction:
    """A mistake that was published, and what it was mended to."""

    __pydantic_config__ = STRICT
    date: PastDay
    """The day it was mended."""
    was: Line
    """What the page said."""
    now: Line
    """What it says now."""
    why: Line
    """How the mistake came about or was found."""


@value
class Citation:
    """Something a claim rests on."""

    __pydantic_config__ = STRICT
    id: Annotated[Key, Unshown("marks in the same file name the source by it; readers are shown its number")]
    """The name used in marks such as [^this]."""
    title: Line
    """The title as its publisher gives it."""
    url: Url | None = None
    """Where to read it."""
    publisher: Line
    """Who published it."""
    published: PastWhen | None = None
    """When, as precisely as is known."""
    checked: PastWhen | None = None
    """When we last looked at it."""
    evidence: Evidence
    """What kind of evidence it is."""
    relationship: Relationship
    """How its author stands to the case."""
    archive: Url | None = None
    """A lasting copy."""


@value
class Shared(Late):
    """The fields every kind of content has."""

    __pydantic_config__ = STRICT
    title: Title
    """The title: at most 80 characters."""
    summary: Annotated[str, Len(1, 240), Typeset()]
    """One or two plain sentences, at most 240 characters, shown in lists, feeds and search results."""
    published: Day | None = None
    """The day it is published; a day to come keeps it off the site until then."""
    updated: PastDay | None = None
    """The day its words last changed in substance."""
    draft: Annotated[bool, Unshown("it keeps what is not ready out of a build")] = False
    """True while it is not ready: it is left out of every build without --drafts."""
    lang: Annotated[str, Len(2, 35), LanguageTag()] = "en-GB"
    """Its language, as BCP 47 writes it."""
    tags: tuple[Annotated[str, Names("tag")], ...] = ()
    """Keys from content/tags.yaml."""
    authors: tuple[Line, ...] = ()
    """Who wrote it."""
    image: Image | None = None
    """A picture that stands for the page."""
    redirect_from: Annotated[
        tuple[Annotated[str, Len(1, 300), Names("redirect")], ...],
        Unshown("who follows a former address is brought to the page"),
    ] = ()
    """Former addresses of this page, such as /case-studies/old-name/."""
    corrections: tuple[Correction, ...] = ()
    """Mistakes that were published, and how they were mended."""


#: For a title and a summary that cannot be read, so that rules can look at the rest.
SHARED_STAND_INS = {"title": "-", "summary": "-"}
#: The same for sources of which none can be read.
SOURCE_STAND_IN = {
    "id": "a",
    "title": "-",
    "publisher": "-",
    "evidence": "press",
    "relationship": "independent",
}

AxisPosition = Annotated[float, Ge(-2), Le(2)]
