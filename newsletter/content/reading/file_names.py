"""What a content file's name and folder fail by: they become its address.

Serves `entries`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from newsletter import permalinks
from newsletter.content.kinds import KINDS, kind_of, meant_path
from newsletter.content.words.keys import better_key, is_key
from newsletter.regexes import regex
from newsletter.told.diagnostics import (
    Diagnostic,
    Location,
    warning,
)

#: What programs that share folders, systems and people call a copy: Dropbox, Nextcloud, Syncthing, OneDrive; Windows, macOS.
_COPY = regex(
    r"(?P<first>.+?)(?P<conflict> \([^()]*conflict(?:ed copy)?[^()]*\)|[._]sync-conflict-.+|[ _-]conflict(?:ed copy)?[ _-].*"
    r"|_conf\(.*\)| \(case conflict.*\)|-(?:desktop|laptop|win)-(?=[a-z]*\d)[0-9a-z]{6,11})"
    r"|(?:copy of|kopie von) (?P<of>.+)"
    r"|(?P<again>.+?)(?: - copy(?: \(\d+\))?| copy(?: \d+)?| \(\d{1,2}\)|\(\d{1,2}\))",
    re.IGNORECASE,
)
#: Folders in which other programs keep what is not published, and people what they have done with.
_HIDDEN = regex(
    r"[_.]?(?:drafts?|hidden|unpublished|private|wip|in-progress|to-?do|pending|later|old|archived?|trash)",
    re.IGNORECASE,
)
#: A name as Jekyll has it.
_DATED = regex(r"\d{4}-\d{2}-\d{2}-(?P<rest>[a-z0-9].*)")


def unknown_folder(path: str) -> Diagnostic:
    """What to say of a file in no folder of ours; of all in one that is nearly ours, the same."""
    folder = "/".join(path.split("/")[1:-1])
    message = f"`content/{folder}` holds no kind of content"
    if meant := meant_path(path):
        near = meant.rpartition("/")[0]
        hint = f"call it `{near}`, or put its files there"
        return Diagnostic(Location(f"content/{folder}"), "unknown-folder", message, hint)
    folders = ", ".join(f"content/{kind.folder}" for kind in KINDS)
    message = message if folder else "a content file stands in a folder of its kind"
    hint = f"put it in one of: {folders}"
    if any(_HIDDEN.fullmatch(part) for part in folder.split("/")):
        hint += "; what is not to be seen yet says so by `draft: true` among its fields"
    return Diagnostic(Location(path), "unknown-folder", message, hint)


def file_name_problems(path: str) -> Iterator[Diagnostic]:
    """Why a content file of this name cannot have an address; one mistake at most."""
    name = posixpath.basename(path).removesuffix(".md")
    if copy := _COPY.fullmatch(name):
        yield _copy_told(path, name, copy)
    elif name == "index":
        message = "the site makes the page of a folder itself: `index.md` has no place in it"
        hint = "name it after what it is about, such as homebaked-liverpool.md"
        yield Diagnostic(Location(path), "bad-file-name", message, hint)
    elif not is_key(name):
        message = f"`{name}.md` cannot become an address: {_unfit_for_an_address(name)}"
        yield Diagnostic(Location(path), "bad-file-name", message, _better_name(name))
    elif not permalinks.fits_every_disk(name):
        message = f"Windows cannot hold a file or folder called `{name}`"
        yield Diagnostic(Location(path), "bad-file-name", message, "give it another name")
    elif permalinks.is_too_long(name):
        message = f"this name has {len(name)} letters, and disks do not hold all that is made of it"
        yield Diagnostic(Location(path), "bad-file-name", message, "give it a name of a few words")
    elif (dated := _DATED.fullmatch(name)) and not is_dated_by_name(path):
        message = "a day stands in this name, and would stand in its address for good"
        hint = f"call it `{dated['rest']}.md`; the day it is published stands in `published`"
        yield warning(Location(path), "bad-file-name", message, hint)


def is_dated_by_name(path: str) -> bool:
    """Whether files of its folder are called after the time they are of."""
    kind = kind_of(path)
    return kind is not None and kind.name == "edition"


def is_copy(path: str) -> bool:
    """Whether a file's name says that it is a copy of another."""
    return _COPY.fullmatch(posixpath.basename(path).removesuffix(".md")) is not None


def _copy_told(path: str, name: str, copy: re.Match[str]) -> Diagnostic:
    """What to say of a copy that a program left beside a file, or somebody made: two pages of one content."""
    first = f"`{copy['first'] or copy['of'] or copy['again']}.md`"
    if copy["conflict"]:
        message = f"this is a copy of {first} that was left where two people had changed it"
        hint = f"hold it against {first}, put there what is missing, then delete this file"
        return Diagnostic(Location(path), "bad-file-name", message, hint)
    better = "" if is_dated_by_name(path) else better_key(name)
    other = f"; a page of its own is called `{better}.md`" if better else ""
    message = f"this is called like a copy of {first}"
    hint = f"if there is no {first} beside it, call it that; if there is, delete the one that is left over{other}"
    return Diagnostic(Location(path), "bad-file-name", message, hint)


def _unfit_for_an_address(name: str) -> str:
    """What a file's name fails by, in words."""
    if odd := re.search(r"[^a-z0-9-]", name):
        what = {" ": "a space", ".": "a full stop", "_": "an underscore"}.get(odd[0], f"`{odd[0]}`")
        return f"{'the capital ' if odd[0].isupper() else ''}{what} stands in it"
    if "--" in name.strip("-"):
        return "two hyphens stand in a row"
    return "it begins with a hyphen" if name.startswith("-") else "it ends with a hyphen"


def _better_name(name: str) -> str:
    """The name that is meant, where letters and digits say it."""
    if better := better_key(name.removesuffix(".md")):  # `acme.md.md`, where a program hides the ending
        return f"call it `{better}.md`"
    return "name it with lower-case letters, digits and hyphens, such as homebaked-liverpool.md"
