"""Every address of the web that a file names, with its place: for whoever asks whether they still answer.

`SourceFile → Outward`. Mistakes are not told here: that is the business of a check.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urldefrag

from newsletter.content.config import SiteSettings
from newsletter.content.kinds import kind_of
from newsletter.content.kinds.shared import WebAddress, parse_web_address
from newsletter.content.reading.entries import read_body
from newsletter.content.reading.field import Field
from newsletter.content.reading.front_matter import parse_document, parse_yaml
from newsletter.content.reading.record_types import marked_fields
from newsletter.content.reading.source_file import SourceFile
from newsletter.engine.inventory import DATA_FILES
from newsletter.told.diagnostics import Location
from newsletter.values import point


@point
class Outward:
    """An address in normal form, without its `fragment`, and where it stands.

    Of a source, whose `archive` can be written beside it, `copy` is the lasting copy that is named there; "" if none is.
    """

    address: str
    location: Location
    fragment: str = ""
    is_source: bool = False
    copy: str = ""


class Outwards(NamedTuple):
    """The addresses of a file, in its order, and whether all of it could be read."""

    found: tuple[Outward, ...]
    is_whole: bool


def outward_addresses(source: SourceFile) -> Outwards:
    """The addresses that a content file or the settings name."""
    if source.path == DATA_FILES[0]:
        fields = parse_yaml(source).value
        return Outwards(tuple(_of_fields(fields, SiteSettings)) if fields else (), fields is not None)
    kind, document = kind_of(source.path), parse_document(source).value
    if kind is None or document is None:
        return Outwards((), False)
    body, references = read_body(document, kind)
    links = (one for one in references if one.kind == "link" and one.target.startswith(("http:", "https:")))
    in_body = (Outward(*_parted(one.target, one.location)) for one in links)
    return Outwards((*_of_fields(document.fields, kind.record), *in_body), body.value is not None)


def _of_fields(fields: Field, record: type) -> Iterator[Outward]:
    """Those in fields; what something is put at the end of is no address yet."""
    copies = dict(_sources(fields))
    for mark, field in marked_fields(fields, record):
        if isinstance(mark, WebAddress) and not mark.is_prefix and (address := _normal(str(field.value))):
            is_source = field.location in copies
            parted = _parted(address, field.location)
            yield Outward(*parted, is_source, copies.get(field.location, ""))


def _sources(fields: Field) -> Iterator[tuple[Location, str]]:
    """Where the address of each source stands, and the lasting copy that is named beside it."""
    listed = fields.named["sources"].value if "sources" in fields.named else ()
    for source in listed if isinstance(listed, tuple) else ():
        if (url := source.named.get("url")) is not None:
            copy = source.named.get("archive")
            yield url.location, str(copy.value or "") if copy else ""


def _normal(text: str) -> str:
    try:
        return parse_web_address(text.strip())
    except ValueError:
        return ""


def _parted(address: str, location: Location) -> tuple[str, Location, str]:
    """The address, its place, and its fragment, which no server is told."""
    bare, fragment = urldefrag(address)
    return bare, location, fragment
