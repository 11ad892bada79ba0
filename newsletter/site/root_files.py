"""What stands in content/root/ is published at the root of the site as it is: CNAME, favicon.ico, .well-known/.

Of a picture only its pixels are: where it was taken, and by whom, is left out here as everywhere.

Content comes from strangers' pull requests, so a file that a browser would run is refused, and
one that a host would run or obey: nothing else on the site could bring a script into its origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path, PurePosixPath

from newsletter import permalinks
from newsletter.engine.inventory import ROOT_FILES
from newsletter.engine.output import Artifact, is_inside
from newsletter.engine.pieces import Piece, finished
from newsletter.pictures.kinds import PUBLISHED, kind_of
from newsletter.regexes import regex
from newsletter.site.reserved import reserved_folders
from newsletter.told.diagnostics import Checked, Diagnostic, Location

#: Kinds of files in which browsers run scripts.
_MARKUP = frozenset(
    {
        *(".html", ".htm", ".shtml", ".xhtml", ".xht", ".mht", ".mhtml"),
        *(".svg", ".svgz", ".xml", ".xsl", ".xslt", ".xsd", ".rdf", ".rss", ".atom", ".mml", ".kml"),
    }
)
#: What hosts run for whoever asks, or take their orders from: Apache, IIS, Netlify, Vercel,
#: Cloudflare Pages, Azure Static Web Apps, Firebase, Deno and Fly.
_RUN_BY_HOSTS = frozenset(
    {
        *(".php", ".php3", ".php4", ".php5", ".php7", ".php8", ".phtml", ".phar", ".cgi", ".fcgi", ".pl"),
        *(".shtml", ".shtm", ".stm", ".hta"),
        *(".py", ".rb", ".sh", ".asp", ".aspx", ".ashx", ".asmx", ".cshtml", ".jsp", ".jspx", ".cfm", ".lua"),
    }
)
_OBEYED_BY_HOSTS = frozenset(
    {
        *(".htaccess", ".htpasswd", ".user.ini", "web.config", "netlify.toml", "vercel.json", "now.json"),
        *("_worker.js", "_routes.json", "wrangler.toml", "staticwebapp.config.json", "firebase.json"),
        *("deno.json", "fly.toml", "middleware.js", "middleware.ts", "package.json"),
        *("_config.yml", ".gitlab-ci.yml"),
    }
)
#: What other files could run, or take their style from: a page of ours needs none, and takes what it needs from assets/.
_RUN_BY_PAGES = frozenset(
    {
        *(".js", ".mjs", ".cjs", ".css", ".wasm", ".swf", ".xap", ".jar", ".class"),
        *(".exe", ".msi", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".scr", ".dmg", ".apk"),
    }
)
#: Where programs keep passwords, and people forget them.
_SECRETS = regex(
    r"\.env(?:\..*)?|\.(?:npmrc|netrc|pypirc|pgpass|git-credentials|s3cfg)|id_(?:rsa|ed25519|ecdsa|dsa)|.*\.(?:pem|key|p12|pfx)"
)
#: Folders at the root whose files hosts run, or forges do where the site is pushed to a branch.
_RUN_FOLDERS = frozenset(
    {"functions", "api", "cgi-bin", "_worker.js", "netlify", ".github", ".gitlab", ".circleci"}
)
#: What a page of ours needs none of, and a stranger's page could do harm with.
_REFUSED = frozenset(
    {
        *("script", "iframe", "frame", "frameset", "portal", "object", "embed", "applet", "base", "link"),
        *("style", "svg", "math", "form", "input", "button", "textarea", "select"),
    }
)
#: They are looked for as words, since parsers and browsers do not agree on where a comment ends
#: or how deep elements may stand.
_RUNS = regex(
    rf"<(?:[^\s<>]*:)?(?:{'|'.join(sorted(_REFUSED))})(?:[\s/>]|$)"
    r"|[\s\"'/](?:on[a-z]+|style|src|srcset|poster|background|formaction|ping)\s*=|<!entity|<\?xml-stylesheet",
    re.IGNORECASE,
)
#: In an attribute's value, where a letter may be written by its number.
_LEADS = regex(r"(?:java|vb)script:|=[\s\"']*data:|http-equiv\s*=[\s\"']*refresh", re.IGNORECASE)
#: What no marked-up text holds: in UTF-16 and ISO-2022-JP they hide letters from whoever reads UTF-8.
_CONTROLS = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAKS = regex(r"[\x00-\x1f]")


def root_pieces(root: Path, paths: Iterable[str], taken: Iterable[str]) -> Checked[tuple[Piece, ...]]:
    """A piece for each file, and what cannot stand; `taken` are paths or addresses that the build makes itself.

    Raises OSError where a file cannot be read.
    """
    made = frozenset(permalinks.place(path) for path in taken)
    places = set(made)
    pieces: list[Piece] = []
    found: list[Diagnostic] = []
    for path in paths:
        inside = path.removeprefix(ROOT_FILES)
        content, unfit = _bare(path, (root / path).read_bytes())
        problems = [
            *unfit,
            *_misnamed(path, inside),
            *(_taken(path, inside, places) or _amid(path, inside, made)),
            *_obeyed(path, inside),
            *_active(path, content),
        ]
        found += problems
        if not problems:
            pieces.append(finished(Artifact(inside, content)))
            places.add(permalinks.place(inside))  # on some disks A.txt and a.txt are one file
    return Checked(tuple(pieces), tuple(found))


def _bare(path: str, content: bytes) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The file, if it is a picture without what it tells besides; and what is wrong with one that is damaged."""
    if kind_of(content) not in PUBLISHED or kind_of(content) == "SVG":  # that is markup
        return content, ()
    from newsletter.pictures.developing import as_it_is

    made = as_it_is(content)
    if isinstance(made, bytes):
        return made, ()
    return content, (Diagnostic(Location(path), made.code, f"the picture {made.message}", made.hint),)


def _misnamed(path: str, inside: str) -> Iterator[Diagnostic]:
    if not is_inside(inside):
        yield Diagnostic(
            Location(path),
            "bad-file-name",
            f"builds work in a folder of the name `{PurePosixPath(inside).parts[0]}`",
            "give it another name",
        )


def _taken(path: str, inside: str, places: set[str]) -> tuple[Diagnostic, ...]:
    place = permalinks.place(inside)
    folders = {parent.as_posix() for parent in PurePosixPath(place).parents}
    if place in places or folders & places or any(other.startswith(f"{place}/") for other in places):
        message = f"the address /{inside} is taken, by a page or file of the site or another file here"
        hint = "take this file out, or give it another name"
        return (Diagnostic(Location(path), "address-taken", message, hint),)
    return ()


def _amid(path: str, inside: str, made: frozenset[str]) -> Iterator[Diagnostic]:
    """A file that would stand among those of the site, where nobody could tell the two apart."""
    above = [parent.as_posix() for parent in PurePosixPath(permalinks.place(inside)).parents][:-1]
    for folder in above[::-1]:
        if f"{folder}/index.html" in made or f"/{folder}/".startswith(reserved_folders()):
            message = f"the site itself makes what stands below /{folder}/"
            hint = "put this file into a folder of another name, such as content/root/files/"
            yield Diagnostic(Location(path), "address-taken", message, hint)
            return


def _obeyed(path: str, inside: str) -> Iterator[Diagnostic]:
    """A file that no reader gets: the host runs it, or does as it says."""
    *folders, name = PurePosixPath(inside.lower()).parts
    is_run = not _RUN_BY_HOSTS.isdisjoint(PurePosixPath(name).suffixes)  # some hosts run a.php.txt too
    if is_run or name in _OBEYED_BY_HOSTS or (folders and folders[0] in _RUN_FOLDERS):
        yield Diagnostic(
            Location(path),
            "active-file",
            "a host would run this file, or take its orders from it, and publish no word of it",
            "take it out; what the host is to do is for its own settings, not for the content",
        )

    elif _SECRETS.fullmatch(name):
        message = "programs keep passwords in files of this name, and everybody could read it"
        hint = "take it out, also of the history, and change what is in it"
        yield Diagnostic(Location(path), "active-file", message, hint)
    elif not _RUN_BY_PAGES.isdisjoint(PurePosixPath(name).suffixes):
        message = "browsers or readers' machines would run this file, or take their style from it"
        yield Diagnostic(Location(path), "active-file", message, "take it out: no page of ours needs it")


def _active(path: str, content: bytes) -> Iterator[Diagnostic]:
    if _is_markup(path, content) and not _is_still(content):
        yield Diagnostic(
            Location(path),
            "active-file",
            "this file holds more than words: a script, a frame, a form, a style or a file from elsewhere",
            "the root is for proofs of ownership, icons and the like; write a page as Markdown in content/pages",
        )


def _is_markup(path: str, content: bytes) -> bool:
    """Whether a browser may take a file for HTML or XML: by any ending, as a.html.bak, or by how it begins."""
    endings = {f".{ending.strip(' ~')}" for ending in PurePosixPath(path).name.lower().split(".")[1:]}
    begins = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    return not endings.isdisjoint(_MARKUP) or begins.startswith(
        (b"<", b"\x00<\x00", b"\xff\xfe", b"\xfe\xff")
    )


def _is_still(content: bytes) -> bool:
    """Whether nothing in a marked-up file does anything, however a browser reads it: as HTML or as XML."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    unbroken = _BREAKS.sub("", unescape(text))  # browsers leave such characters out of an address
    return not (_CONTROLS.search(text) or _RUNS.search(text) or _LEADS.search(unbroken))
