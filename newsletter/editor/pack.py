"""The publication as a folder that needs no server: unpacked anywhere, it opens by a double click.

For whoever reads a proposed change without having the program. It begins at START-HERE.html,
which leads to what the change touches. The site's own links begin at its root, and there is no
root on a disk: in each page they are written anew, from the page. Nor can a page on a disk read
another file, so there is no search, and the list from A to Z stands in for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args
from urllib.parse import urlsplit

from newsletter import permalinks
from newsletter.content.kinds.edition import Edition
from newsletter.content.library import Library
from newsletter.engine.options import BuildResult, Options, Part
from newsletter.engine.progress import Progress, silent
from newsletter.publish import build, read_library
from newsletter.site.on_disk import START, on_disk, policy_on_disk


def pack(options: Options, out: Path, changed: Collection[str] = (), tell: Progress = silent) -> BuildResult:
    """Site and letters made into the new folder `out`; `changed` are files to lead to. Raises as `build` does."""
    with TemporaryDirectory(prefix="newpower-") as notes:
        site, letters = out / "site", out / "letters"
        asked = replace(
            options,
            out=site,
            outbox=letters,
            cache_dir=Path(notes),
            keeps_answers=False,
            without=frozenset(get_args(Part)),
            widths=False,
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
        f'<meta http-equiv="Content-Security-Policy" content="{policy_on_disk()}">\n'
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
