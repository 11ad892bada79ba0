"""The journey of a booklet: an edition read, laid out on A5 paper, and given back as a PDF.

`Library → Desk → SitePage → PDF`. WeasyPrint lays it out; it is loaded here alone, and sees the
publication's own files and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from newsletter import permalinks
from newsletter.content.reader import ready_to_read
from newsletter.engine.inventory import take_inventory
from newsletter.engine.options import Options
from newsletter.publish import develop, read
from newsletter.told.diagnostics import Checked, Diagnostic, has_errors, ordered
from newsletter.values import point

if TYPE_CHECKING:
    from newsletter.content.album import Album
    from newsletter.content.entry import Entry
    from newsletter.content.library import Library
    from newsletter.site.desk import Desk


@point
class Booklet:
    """An edition on paper: the bytes of its PDF, and how many pages it has; `known` are the editions there are.

    Without `content` there is no such edition, or `diagnostics` say what is wrong with it.
    """

    content: bytes
    pages: int
    known: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


class MissingError(Exception):
    """WeasyPrint, or what it needs of the system, is not here; in one line for the person at the keyboard."""


def print_edition(options: Options, slug: str) -> Booklet:
    """The booklet of an edition. Raises MissingError, and OSError for the disk.

    The same content gives the same bytes as long as SOURCE_DATE_EPOCH is the same: fonts that are cut down note a moment.
    """
    from newsletter.content.kinds.edition import Edition
    from newsletter.engine.pieces import made_files
    from newsletter.engine.workplace import open_workplace

    _weasyprint()  # before all that is to be read for it
    inventory = take_inventory(options.root)
    with open_workplace(options, inventory, ready_to_read) as place:
        gathered = read(options, inventory, place)
        developed = develop(replace(options, widths=False), inventory, gathered, place)
        library, album = gathered.whole(developed.diagnostics).library.value, developed.value
        found = ordered((*gathered.library.diagnostics, *developed.diagnostics))
        if library is None or album is None:
            return Booklet(b"", 0, (), found)
        known = tuple(entry.slug for entry in library.of(Edition))
        own = tuple(one for one in found if permalinks.slug(one.location.file) == slug and _is_edition(one))
        entry = next((entry for entry in library.of(Edition) if entry.slug == slug), None)
        if entry is None or has_errors(own):
            return Booklet(b"", 0, known, own)
        files = made_files(album.pieces, place)
    laid_out = _laid_out(options, library, album, entry, files)
    if laid_out.value is None:
        return Booklet(b"", 0, known, laid_out.diagnostics)
    return Booklet(*laid_out.value, known, own)


def _is_edition(one: Diagnostic) -> bool:
    return one.location.file.startswith(f"content{permalinks.EDITIONS}")


def _laid_out(
    options: Options, library: Library, album: Album, entry: Entry[Any], files: Mapping[str, bytes]
) -> Checked[tuple[bytes, int]]:
    """The PDF and how many pages it has: whole sheets, with blank pages before the last one where it takes some."""
    from newsletter.content.composing import compose_edition
    from newsletter.site.assets import plan_assets
    from newsletter.site.booklet import PAGES_OF_A_SHEET
    from newsletter.site.desk import open_desk

    assets = plan_assets(options.root / "templates" / "static")
    if assets.value is None or has_errors(assets.diagnostics):
        return Checked(None, assets.diagnostics)
    files = {**files, **{one.path: one.content for one in assets.value.artifacts}}
    editions = {entry.path: compose_edition(entry, library)}
    render = _renderer(options, open_desk(library, editions, assets.value, album.shown), entry)
    html = render(0)
    if html.value is None:
        return Checked(None, html.diagnostics)
    content, base_url = html.value, library.config.site.base_url
    printed = _printed(content, files, base_url)
    if blank := -len(printed.pages) % PAGES_OF_A_SHEET:
        content = render(blank).value or content
        printed = _printed(content, files, base_url)
    name = blake2b(content.encode(), digest_size=16).hexdigest().encode()
    return Checked((printed.write_pdf(pdf_identifier=name, pdf_tags=True), len(printed.pages)))


def _renderer(options: Options, desk: Desk, entry: Entry[Any]) -> Callable[[int], Checked[str]]:
    """What makes the booklet's HTML, with so many blank pages."""
    from newsletter import templates
    from newsletter.site.booklet import booklet, with_addresses
    from newsletter.site.frame import site_view
    from newsletter.site.pages import site_environment

    environment = site_environment(options.root / "templates")
    shared = site_view(desk.for_feeds())

    def render(blank: int) -> Checked[str]:
        page = booklet(desk, entry, blank)
        text = templates.checked_text(environment, page.template, page.context(shared), page.permalink)
        return text if text.value is None else Checked(with_addresses(text.value), text.diagnostics)

    return render


def _printed(html: str, files: Mapping[str, bytes], base_url: str) -> Any:
    """The pages, laid out; whatever they ask for is one of `files`, or is not given."""
    weasyprint = _weasyprint()
    base = base_url.rstrip("/") + "/"
    folder = urlsplit(base).path

    class OwnFiles(weasyprint.urls.URLFetcher):  # type: ignore[misc,name-defined]
        """Gives out the publication's files; another site, the disk and the rest of the web are not there."""

        def fetch(self, url: str, headers: object = None) -> Any:
            path = unquote(urlsplit(url).path).removeprefix(folder) if url.startswith(base) else ""
            if path not in files:
                raise ValueError("a booklet is made of the publication's own files")
            return weasyprint.urls.URLFetcherResponse(url, body=files[path])

    return weasyprint.HTML(string=html, base_url=base, url_fetcher=OwnFiles(fail_on_errors=True)).render()


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ImportError:
        raise MissingError("printing needs WeasyPrint: pip install 'new-power[print]'") from None
    except OSError:
        packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        raise MissingError(
            f"printing needs Pango from the system; on Debian and Ubuntu: apt-get install {packages}"
        ) from None
    from PIL import ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint has half a picture printed; here it is told
    return weasyprint
