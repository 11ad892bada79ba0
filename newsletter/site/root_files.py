"""What stands in content/root/ is published at the root of the site as it is: CNAME, favicon.ico, .well-known/.

Content comes from strangers' pull requests, so a file that a browser would run is refused:
nothing else on the site could bring a script into its origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from lxml import etree
from lxml import html as lxml_html

from newsletter import permalinks
from newsletter.engine.inventory import ROOT_FILES
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Piece, finished
from newsletter.told.diagnostics import Checked, Diagnostic, Location

#: Kinds of files in which browsers run scripts.
_MARKUP = frozenset({".html", ".htm", ".xhtml", ".xht", ".svg", ".xml", ".xsl", ".xslt", ".mht", ".mhtml"})
#: What a page of ours needs none of, and a stranger's page could do harm with.
_REFUSED = frozenset(
    {"script", "iframe", "frame", "object", "embed", "applet", "form", "base", "link", "style", "svg", "math"}
)


def root_pieces(root: Path, paths: Iterable[str], taken: Iterable[str]) -> Checked[tuple[Piece, ...]]:
    """A piece for each file, and what cannot stand; `taken` are the paths that the build makes itself.

    Raises OSError where a file cannot be read.
    """
    places = {permalinks.place(path) for path in taken}
    pieces: list[Piece] = []
    found: list[Diagnostic] = []
    for path in paths:
        inside, content = path.removeprefix(ROOT_FILES), (root / path).read_bytes()
        problems = [*_taken(path, inside, places), *_active(path, content)]
        found += problems
        if not problems:
            pieces.append(finished(Artifact(inside, content)))
    return Checked(tuple(pieces), tuple(found))


def _taken(path: str, inside: str, places: set[str]) -> Iterator[Diagnostic]:
    place = permalinks.place(inside)
    folders = {parent.as_posix() for parent in PurePosixPath(place).parents}
    if place in places or folders & places or any(other.startswith(f"{place}/") for other in places):
        yield Diagnostic(
            Location(path),
            "address-taken",
            f"the address /{inside} belongs to a file the site makes itself",
            "take this file out, or give it another name",
        )


def _active(path: str, content: bytes) -> Iterator[Diagnostic]:
    if PurePosixPath(path).suffix.lower() in _MARKUP and not _is_still(content):
        yield Diagnostic(
            Location(path),
            "active-file",
            "this file holds more than words: a script, a frame, a form or a style",
            "the root is for proofs of ownership, icons and the like; write a page as Markdown in content/pages",
        )


def _is_still(content: bytes) -> bool:
    """Whether nothing in a marked-up file does anything, however a browser reads it: as HTML or as XML."""
    if b"<!ENTITY" in content.upper() or b"<?xml-stylesheet" in content.lower():
        return False
    trees = [lxml_html.document_fromstring(content)] if content.strip() else []
    with suppress(etree.XMLSyntaxError):  # no XML: a browser that is told it is shows an error
        trees.append(etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True)))
    return all(_does_nothing(element) for tree in trees for element in tree.iter())


def _does_nothing(element: etree._Element) -> bool:
    if not isinstance(element.tag, str):
        return True
    if etree.QName(element).localname.lower() in _REFUSED:
        return False
    names = {
        etree.QName(str(name)).localname.lower(): str(value).strip().lower()
        for name, value in element.items()
    }
    if any(
        name.startswith("on") or value.startswith(("javascript:", "data:")) for name, value in names.items()
    ):
        return False
    return names.get("http-equiv", "") != "refresh"
