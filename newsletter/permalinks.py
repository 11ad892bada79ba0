"""Every address, named once. An address depends on a file's path alone.

Permalinks begin and, for pages, end with "/" and are relative to the site's root:
`content/case-studies/preston.md` is `/case-studies/preston/`.
"""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote

from newsletter.regexes import regex

HOME = "/"
LIBRARY = "/case-studies/"
EDITIONS = "/editions/"
EVENTS = "/events/"
NOT_FOUND = "/404.html"
TAGS = "/tags/"
REGIONS = "/regions/"
STATUSES = "/status/"
NATIONS = "/nations/"
PLACES = "/places/"
GOVERNANCE = "/governance/"
DECADES = "/decades/"
PEOPLE = "/people/"
ORGANISATIONS = "/organisations/"
TIMELINE = "/timeline/"
FOLLOW = "/follow/"
MAP = "/map/"
NEAR = "/near/"
DATA = "/data/"
CORRECTIONS = "/corrections/"
TO_CHECK = "/sources-to-check/"
COMPASS = "/compass/"
SEARCH = "/search/"
OFFLINE = "/offline/"
NOT_KEPT = "/offline/not-kept.html"
OFFLINE_ZIP = "/offline/library.zip"
OFFLINE_LIST = "/offline/kept.json"
#: It answers for what lies beside it and below: for the whole site it stands at its root.
OFFLINE_WORKER = "/worker.js"
MEDIA = "/media/"
#: What the site makes of many files: no file of content is behind these, and none can be linked by one.
MADE_OF_MANY = frozenset(
    (
        TAGS,
        REGIONS,
        STATUSES,
        NATIONS,
        PLACES,
        GOVERNANCE,
        DECADES,
        PEOPLE,
        ORGANISATIONS,
        TIMELINE,
        FOLLOW,
        MAP,
        NEAR,
        DATA,
        CORRECTIONS,
        TO_CHECK,
        COMPASS,
        SEARCH,
        OFFLINE,
        MEDIA,
    )
)

#: What a feed is called in each form, beside the page it follows.
FEED_FORMS = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}

_TEXT, _EVENT, _CALENDAR, _CARD = "edition.txt", "event.ics", "calendar.ics", "card.png"
_CITING = ("bib", "json")
#: What files beside pages are called: no address can have a folder of such a name.
BESIDE_PAGES = frozenset(
    (_TEXT, _EVENT, _CALENDAR, _CARD, *(f"cite.{form}" for form in _CITING), *FEED_FORMS.values())
)

#: Stands for the site's root inside a rendered body, so that one body serves the site
#: (root-relative), feeds and letters (absolute) alike. A private-use character: sources
#: that hold one are refused, so it never collides with an author's words.
SITE_ROOT = "\ue000"
#: Stands, likewise, for the address of the page a rendered body is on, before the "#" of a link within it.
OWN_PAGE = "\ue001"

#: What Windows keeps for its devices, whatever ending follows, or cannot spell.
#: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_NOT_ON_WINDOWS = regex(
    r"""(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(?:[ ]*\..*)?|.*[<>:"|?*\\].*|.*[. ]""", re.IGNORECASE
)

#: Octets of a name: disks take 255, and behind that of a picture stand its widths and kinds.
LONGEST_NAME = 200

#: content/pages/about.md is /about/: pages stand at the top of the site.
_FOLDERS_AT_THE_TOP = {"pages"}


@cache
def permalink(path: str) -> str:
    """The address of a content file, e.g. `content/pages/about.md` is `/about/`."""
    folder, _, name = path.removesuffix(".md").removeprefix("content/").partition("/")
    inside = name if folder in _FOLDERS_AT_THE_TOP else f"{folder}/{name}"
    return f"/{inside.strip('/')}/"


def resolved(path: str, link: str) -> tuple[str, str]:
    """The project-relative path and the anchor a relative link in the file `path` leads to."""
    target, _, anchor = link.partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path, anchor


def slug(path: str) -> str:
    """The file's name without its ending: what others call it."""
    return PurePosixPath(path).stem


def listing(folder: str) -> str:
    """The list of all entries of the kind that lives in this folder of content/."""
    return f"/{folder}/"


def tag(key: str) -> str:
    """The page of a tag."""
    return f"{TAGS}{key}/"


def region(key: str) -> str:
    """The page of a region; `key` is one of `vocabularies.REGIONS`."""
    return f"{REGIONS}{key}/"


def status(key: str) -> str:
    """The page of a status; `key` is one of `vocabularies.STATUSES`."""
    return f"{STATUSES}{key}/"


def governance(key: str) -> str:
    """The page of a kind of body; `key` is one of `vocabularies.GOVERNANCE_TITLES`."""
    return f"{GOVERNANCE}{key}/"


def place_page(key: str) -> str:
    """The page of a place; `key` is one of content/places.yaml."""
    return f"{PLACES}{key}/"


def near_town(key: str) -> str:
    """The page of what is near a place; `key` is one of content/places.yaml."""
    return f"{NEAR}{key}/"


def near_region(key: str) -> str:
    """The page of what is in a region and near it; `key` is one of `vocabularies.REGIONS`."""
    return f"{NEAR}regions/{key}/"


def both(first: str, second: str) -> str:
    """The page of what has the values of two pages: below the first one, /tags/energy/status/ended/.

    No facet stands at /page/, so it is never one of the first one's numbered pages.
    """
    return first + second.removeprefix("/")


def letter(key: str) -> str:
    """The page of what begins with a letter, where there is too much for one page of all; `key` is such as `a`."""
    return f"{SEARCH}{key}/"


def numbered(listing: str, page: int) -> str:
    """Page `page` (from 1) of a long list."""
    return listing if page == 1 else f"{listing}page/{page}/"


def feed(listing: str, form: str) -> str:
    """A listing's feed; `form` is one of `FEED_FORMS`."""
    return listing + FEED_FORMS[form]


def edition_text(edition: str) -> str:
    """The plain-text form of an edition, beside its page."""
    return edition + _TEXT


def event_calendar(event: str) -> str:
    """The file that brings an event into a calendar, beside its page."""
    return event + _EVENT


def data_file(name: str) -> str:
    """A file of the open data, beside the page that explains it."""
    return f"{DATA}{name}"


def table(name: str) -> str:
    """Where the page of the open data tells of one of its tables."""
    return f"{DATA}#table-{name}"


def citing(study: str, form: str) -> str:
    """How a case study and its sources are cited, beside its page; `form` is "bib" or "json"."""
    return f"{study}cite.{form}"


def social_card(page: str) -> str:
    """The picture that other programs show of a page, beside it; the publication's own is beside the front page."""
    return page + _CARD


def calendar_feed(listing: str) -> str:
    """The calendar of all events, beside their list."""
    return listing + _CALENDAR


def composed(name: str) -> str:
    """A name in Unicode's composed form (NFC), by which pictures are compared and published."""
    if name.isascii():
        return name
    from unicodedata import normalize

    return normalize("NFC", name)


def picture(path: str) -> str:
    """The address of a picture, not quoted: content/images/a.jpg is /media/images/a.jpg."""
    return MEDIA + composed(path).removeprefix("content/")


def picture_meant(src: str) -> str:
    """The address of the picture that a rendered body names by `src`."""
    return composed(unquote(rooted(src, "")))


def output_path(link: str) -> str:
    """The file a permalink is written to, relative to the output folder."""
    path = link.lstrip("/")
    return path + "index.html" if not path or path.endswith("/") else path


def written_to(path: str) -> str:
    """The permalink whose file this is: what `output_path` came from."""
    return "/" + (path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path)


def place(link: str) -> str:
    """What no two addresses may share: the file they are written to, on disks blind to capitals too."""
    return output_path(link).lower()


def fits_every_disk(name: str) -> bool:
    """Whether a file or folder of this name can stand on every disk: Windows is the strictest."""
    return _NOT_ON_WINDOWS.fullmatch(name) is None


def is_too_long(name: str) -> bool:
    """Whether a disk may have no room for a file or folder of this name, or for what is made of it."""
    return len(name.encode(errors="surrogateescape")) > LONGEST_NAME


def rooted(html: str, root: str, page: str = "") -> str:
    """A rendered body with its internal links under `root`: "" for the site, else absolute.

    `page` is the address of its page, where links within it need that.
    """
    return html.replace(SITE_ROOT, root).replace(OWN_PAGE, page)
