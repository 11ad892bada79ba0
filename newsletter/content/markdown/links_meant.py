"""Where a link was to lead that leads nowhere: out to the web, to a mail address, to a file under its page's address.

Serves `addresses`. Nothing is promised: whether there is such a file, `crosschecks` tells.
"""

from __future__ import annotations

import posixpath
import re

from newsletter.content.kinds import KINDS
from newsletter.permalinks import MADE_OF_MANY, listing
from newsletter.regexes import regex

#: An address for mail, as it is typed.
MAIL = regex(r"[^\s@/:]+@[^\s@/:]+\.[a-zA-Z]{2,}")
_NO_COLON = regex(r"(https?)(?:/+|:/(?!/))(?=[\w-]+\.)", re.IGNORECASE)
#: What begins as the name of a host does: with `www.`, or an ending that no file of ours has.
_HOST = regex(
    r"(?://)?((?:www\.[\w-]+|(?:[\w-]+\.)+(?:com|org|net|info|coop|scot|wales|cymru|london|uk|ie|eu|gov|edu|ac))(?:[.:/?#]\S*)?)",
    re.IGNORECASE,
)
_PICTURE = regex(r"[^\s?]+\.(?:jpe?g|png|webp|gif|avif|svg|heic|tiff?|bmp)", re.IGNORECASE)
_DOCUMENT = regex(
    r"[^?#]+\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|zip|epub|pages|mp[34]|mov|wav)", re.IGNORECASE
)
#: Only straight marks make a title; a word processor curls them.
_TITLED = regex(r"(?P<address>[^\s“”„]+)\s+[“”„‘](?P<title>[^\"“”„\n]*)[“”’]")
#: The address of a page, or a path without its ending; a bare word may be anything.
_PAGE = regex(
    r"(?P<file>(?=\S*/)(?:\.{0,2}/)*[a-z0-9-]+(?:/[a-z0-9-]+)*)(?:/|\.html?|\.markdown|\.md)?(?P<anchor>#\S*)?"
)


#: An address between square brackets, and how far before the round ones these begin.
_TURNED = regex(r"\[<?((?:https?://|www\.|mailto:)[^\s\[\]<>]+)>?\]\(\s*<?")
_LONGEST = 2000
_LINK = regex(r"\[(?P<words>[^\[\]]+)\]\([ ]*\Z")
_REST = regex(r"(?:[ ]+\"[^\"\n]*\")?\)")
#: Addresses at the top of the site that are no page of `pages`.
_LISTS = MADE_OF_MANY.union((listing(kind.folder) for kind in KINDS), ("//",))


_NO_FILE = (
    "the site makes this page itself, of no file: link to a page that it names, or say in words where it is"
)


def is_picture(address: str) -> bool:
    """Whether an address ends as the name of a picture does."""
    return _PICTURE.fullmatch(address) is not None and "[" not in address


def is_document(address: str) -> bool:
    """Whether an address ends as the name of a document does that is not published."""
    return _DOCUMENT.fullmatch(address) is not None


def title_meant(written: str) -> str:
    """An address and its title, which stands between curly marks, as both are written; "" if it is none."""
    found = _TITLED.fullmatch(written)
    return f'{found["address"]} "{found["title"]}"' if found else ""


def link_meant(written: str, path: str) -> str:
    """A hint that says how a link in the file `path` is written where it was to lead; "" where nobody can know."""
    if "{" in written:  # what a program was to fill in is told as that
        return ""
    if MAIL.fullmatch(written):
        return f"write `mailto:{written}`"
    if web := _NO_COLON.match(written):
        return f"write `{web[1].lower()}://{written[web.end() :]}`"
    if is_picture(written):
        return f"a picture begins with `!`: `![what it shows]({written})`"
    if host := _HOST.fullmatch(written):
        return f"write `https://{host[1]}`"
    if _DOCUMENT.fullmatch(written):
        return "a file of this kind is not published: link to where it is on the web"
    return page_meant(written.replace("\\", "/"), path)


def turned_round(source: str, offset: int, written: str) -> str:
    """A hint for a link whose address stands in the square brackets, and its words at `offset`; "" for any other."""
    start = source.rfind("[", max(0, offset - _LONGEST), offset)
    found = _TURNED.fullmatch(source, start, offset) if start >= 0 else None
    return f"the words come first, and then the address: write `[{written}]({found[1]})`" if found else ""


def picture_meant(source: str, offset: int, written: str) -> str:
    """A hint for a link to the picture `written` at `offset`: the picture with the words of the link; "" for others."""
    if not is_picture(written) or ":" in written:
        return ""
    found = _LINK.search(source, max(0, offset - _LONGEST), offset)
    if found is None or not (words := found["words"].strip(" !")) or "\n" in words:
        return ""
    behind = _REST.match(source, offset + len(written))
    return f"a picture begins with `!`: write `![{words}]({written}{behind[0] if behind else ')'}`"


def _is_list(folder: str) -> bool:
    """Whether the site has a list at the address of a folder, and so no file."""
    return folder == "content" or f"/{folder.removeprefix('content/')}/" in _LISTS


def page_meant(written: str, path: str) -> str:
    """The file of a page, where its address was written, or its name without its ending."""
    found = _PAGE.fullmatch(written)
    if found is None:
        return ""
    file = found["file"]
    if file.startswith("/"):
        inside = file.strip("/").removeprefix("content/")
        folder, _, name = inside.rpartition("/")
        if _is_list(f"content/{inside}"):
            return _NO_FILE
        if folder not in ("", *(kind.folder for kind in KINDS)):
            return ""
        file = posixpath.relpath(f"content/{folder or 'pages'}/{name}", posixpath.dirname(path))
    elif _is_list(posixpath.normpath(posixpath.join(posixpath.dirname(path), file))):
        return _NO_FILE
    return f"a page of ours is linked by its Markdown file: write `{file}.md{found['anchor'] or ''}`"
