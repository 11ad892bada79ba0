"""The publication as a folder that needs no server: unpacked anywhere, it opens by a double click.

For whoever reads a proposed change without having the program. It begins at START-HERE.html,
which leads to what the change touches. The site's own links begin at its root, and there is no
root on a disk: in each page they are written anew, from the page. Nor can a page on a disk read
another file, so there is no search, and the list from A to Z stands in for it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from newsletter import permalinks
from newsletter.content.kinds.edition import Edition
from newsletter.content.library import Library
from newsletter.engine.options import BuildResult, Options
from newsletter.engine.progress import Progress, silent
from newsletter.publish import build, read_library
from newsletter.regexes import regex

#: Where a reader of the folder begins.
START = "START-HERE.html"

_TAG = regex(r"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>""")
_LINK = regex(r'(\s(?:href|src|action)=")(/(?!/)[^"]*)(")')
_LEADS_ON = regex(r'(\scontent="0; ?url=)(/(?!/)[^"]*)(")')
_SOURCES = regex(r'(\ssrcset=")([^"]*)(")')
#: A browser asks for what is preloaded as for another site's, and a disk gives nothing to other sites.
_PRELOAD = regex(r'<link rel="preload"[^>]*>\n?')
_POLICY = regex(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(")')

#: On a disk a page has no site of its own, so that `'self'` is nothing. Scripts, forms and frames stay off.
_POLICY_ON_DISK = (
    "script-src &#39;none&#39;; connect-src &#39;none&#39;; frame-src &#39;none&#39;; object-src &#39;none&#39;; "
    "base-uri &#39;none&#39;; form-action &#39;none&#39;"
)


def pack(options: Options, out: Path, changed: Collection[str] = (), tell: Progress = silent) -> BuildResult:
    """Site and letters made into the new folder `out`; `changed` are files to lead to. Raises as `build` does."""
    with TemporaryDirectory(prefix="newpower-") as notes:
        site, letters = out / "site", out / "letters"
        asked = replace(
            options, out=site, outbox=letters, cache_dir=Path(notes), keeps_answers=False, search=False
        )
        result = build(asked, tell)
        library = read_library(asked).value if result.is_published else None
    if library is None:
        return result
    folder = urlsplit(library.config.site.base_url).path.rstrip("/")
    for page in sorted(site.rglob("*.html")):
        path = page.relative_to(site).as_posix()
        if not path.startswith(".well-known/"):
            page.write_bytes(on_disk(path, page.read_bytes().decode(), folder).encode())
    (out / START).write_text(_start(library, out, changed), encoding="utf-8")
    return result


def on_disk(path: str, html: str, folder: str) -> str:
    """A page of the site as it stands on a disk; its own path, and the folder of the site's address."""
    here = posixpath.dirname(path)

    def rewritten(address: str) -> str:
        if folder and not address.startswith(f"{folder}/"):
            return address
        target, mark, rest = _parted(address.removeprefix(folder))
        file = f"{target}index.html" if target.endswith("/") else target
        return posixpath.relpath(file.lstrip("/"), here or ".") + mark + rest

    def link(found: re.Match[str]) -> str:
        return found[1] + rewritten(found[2]) + found[3]

    def sources(found: re.Match[str]) -> str:
        each = (one.strip().partition(" ") for one in found[2].split(","))
        written = [
            (rewritten(address) if address.startswith("/") else address) + space + size
            for address, space, size in each
        ]
        return found[1] + ", ".join(written) + found[3]

    def tag(found: re.Match[str]) -> str:
        written = _POLICY.sub(rf"\1{_POLICY_ON_DISK}\2", found[0])
        return _SOURCES.sub(sources, _LEADS_ON.sub(link, _LINK.sub(link, written)))

    return _TAG.sub(tag, _PRELOAD.sub("", html))


def _parted(address: str) -> tuple[str, str, str]:
    """A path, and what stands behind it with the mark before it: `?` or `#`."""
    end = min((at for mark in "?#" if (at := address.find(mark)) >= 0), default=len(address))
    return address[:end], address[end : end + 1], address[end + 1 :]


def _start(library: Library, out: Path, changed: Collection[str]) -> str:
    """The page to begin at: what was changed, the front page, the letters."""
    touched = [entry for entry in library.all if entry.path in changed]
    written = [
        *_list("What this change touches", ((_page(entry.path), entry.record.title) for entry in touched)),
        *_list("The publication", [("site/index.html", library.config.site.name)]),
        *_list(
            "Letters",
            (
                (f"letters/{entry.slug}/{file.name}", f"{entry.record.title} ({kind})")
                for entry in library.of(Edition)
                for kind, name in (("as mail programs show it", "edition.html"), ("as text", "edition.txt"))
                if (file := out / "letters" / entry.slug / name).is_file()
            ),
        ),
    ]
    title = f"{escape(library.config.site.name)}: a preview"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY_ON_DISK}">\n'
        "<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}</style>\n"
        f"</head>\n<body>\n<h1>{title}</h1>\n<p>Drafts and pages for later dates are here too, each marked. "
        "Nothing of this is published.</p>\n"
        f"{''.join(written)}</body>\n</html>\n"
    )


def _page(path: str) -> str:
    return f"site{permalinks.permalink(path)}index.html"


def _list(title: str, links: Iterable[tuple[str, str]]) -> Iterable[str]:
    rows = [f'<li><a href="{escape(href)}">{escape(words)}</a></li>\n' for href, words in links]
    return (f"<h2>{escape(title)}</h2>\n<ul>\n", *rows, "</ul>\n") if rows else ()
