"""Blanks: new content files for an editor to fill in, named after their titles.

The journey of `newpower new` and `newpower edition draft`: decide on a name, then write the
file, and never over one that is there. What stands in it is made by content/blank_text.py.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter import permalinks
from newsletter.content.blank_text import blank_text, quoted
from newsletter.content.kinds import Kind, kind_named
from newsletter.content.words.keys import is_key
from newsletter.content.words.when import MONTHS, meant_date, month_name
from newsletter.regexes import regex
from newsletter.told.diagnostics import nearest

if TYPE_CHECKING:
    from newsletter.content.library import Library

_MONTH = regex(r"[0-9]{4}-(0[1-9]|1[0-2])")
_LONGEST_NAME = 80

#: Letters that do not come apart into a Latin letter and a mark over or under it.
_LATIN = str.maketrans(
    dict(
        zip(
            "ßæœøłđðþħıŋ&",
            ("ss", "ae", "oe", "o", "l", "d", "d", "th", "h", "i", "ng", " and "),
            strict=True,
        )
    )
    | dict.fromkeys("'’‘ʻʼ", "")
)


class BlankError(Exception):
    """Why no file was begun, in one line for the person at the keyboard."""


def write_blank(root: Path, kind: str, title: str, today: date) -> Path:
    """The path of a new file for `title`, every field of its kind in it. Raises BlankError.

    A title such as "2026-12" or "December 2026" names an edition's month; under any other an
    edition gets the first month from today's that has none.
    """
    content_type = kind_named(kind)
    if content_type is None:
        raise BlankError(f"`{kind}` is no kind of content")
    title = one_line(title)
    if not title:
        raise BlankError("the title is empty; give it a few words")
    folder = _folder(root, content_type)
    given = {"title": quoted(title), "draft": "true"}
    if kind == "edition":
        month = _month_meant(title)
        name = month or _free_month(folder, today)
        given["title"] = quoted(month_name(month) if month else title)
        given["number"] = str(_free_number(folder))
    else:
        name = file_name(title)
    return _written(root, content_type, name, blank_text(content_type, given, _choices(root)))


def write_draft(root: Path, library: Library, month: str) -> Path:
    """The path of a new edition, drafted from what was published since the last one. Raises BlankError."""
    from newsletter.editor.drafts import draft_edition

    if not _MONTH.fullmatch(month):
        raise BlankError(f"`{month}` is not a month; write it as 2026-12")
    content_type = kind_named("edition")
    assert content_type is not None
    _refuse_if_there(_folder(root, content_type) / f"{month}.md", root)
    return _written(root, content_type, month, draft_edition(library, month))


def file_name(title: str) -> str:
    """The name of a file for `title`, without its ending: `Tŷ Pawb, Wrecsam` is ty-pawb-wrecsam.

    Raises BlankError where no letter or digit is left.
    """
    latin = unicodedata.normalize("NFC", title).lower().translate(_LATIN)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME + 1].rpartition("-")[0] or name[:_LONGEST_NAME]
    if not name:
        raise BlankError(
            f"no file name can be made of `{title}`; give a title in Latin letters, "
            "and write the one you want into the file"
        )
    return name


def one_line(text: str) -> str:
    """The text without line breaks and what cannot be seen: a content file may hold neither."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(c for c in spaced if c.isprintable()).strip()


# Where it goes


def _folder(root: Path, content_type: Kind) -> Path:
    if not (root / "content").is_dir():
        raise BlankError(f"there is no folder content/ in {root}; name the project's folder with --root")
    return root / "content" / content_type.folder


def _written(root: Path, content_type: Kind, name: str, text: str) -> Path:
    path = _folder(root, content_type) / f"{name}.md"
    _refuse_if_taken(path.relative_to(root).as_posix())
    path.parent.mkdir(exist_ok=True)
    try:
        file = path.open("x", encoding="utf-8", newline="\n")
    except FileExistsError:
        _refuse_if_there(path, root)
        raise
    with file:
        try:
            file.write(text)
            file.flush()
        except OSError:
            path.unlink()  # on a full disk: better no file than half a one
            raise
    return path


def _choices(root: Path) -> dict[str, tuple[str, ...]]:
    """The keys of the tags and places there are; none of a file that cannot be read."""
    from newsletter.content.reading.front_matter import parse_yaml
    from newsletter.content.reading.source_file import SourceFile

    found = {}
    for kind, name in (("tag", "tags.yaml"), ("place", "places.yaml")):
        try:
            content = (root / "content" / name).read_bytes()
        except OSError:
            continue
        if fields := parse_yaml(SourceFile(f"content/{name}", content)).value:
            found[kind] = tuple(filter(is_key, fields.named))
    return found


def _refuse_if_there(path: Path, root: Path) -> None:
    if path.exists() or path.is_symlink():
        shown = path.relative_to(root).as_posix()
        raise BlankError(f"{shown} is there already, and was left as it is; choose another name")


def _refuse_if_taken(path: str) -> None:
    from newsletter.site.reserved import reserved_addresses, reserved_folders

    address = permalinks.permalink(path)
    if address in reserved_addresses() or address.startswith(reserved_folders()):
        raise BlankError(f"the site makes the page {address} itself; choose another title")


def _month_meant(title: str) -> str | None:
    """The month a title names, as 2026-12; None if it names none. Raises BlankError for one that there is not."""
    if _MONTH.fullmatch(title):
        return title
    meant = (meant_date(title) or "")[: len("2026-12")]
    if _MONTH.fullmatch(meant):
        return meant
    if re.fullmatch(r"[0-9]{1,4}[-/. ]+[0-9]{1,4}", title):
        raise BlankError(f"`{title}` is not a month; write it as 2026-12")
    word, _, year = title.partition(" ")
    if re.fullmatch(r"[0-9]{4}", year) and (near := nearest(word, MONTHS)):
        raise BlankError(f"`{word}` is not a month; did you mean `{near} {year}`?")
    return None


def _free_month(folder: Path, today: date) -> str:
    year, month = today.year, today.month
    while (folder / f"{year:04}-{month:02}.md").exists():
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return f"{year:04}-{month:02}"


def _free_number(folder: Path) -> int:
    """One more than the highest number an edition has; files that cannot be read count for nothing."""
    from newsletter.content.reading.front_matter import parse_document
    from newsletter.content.reading.source_file import MAX_BYTES, SourceFile

    numbers = [0]
    for path in folder.glob("*.md"):
        try:
            with path.open("rb") as file:
                document = parse_document(SourceFile(path.name, file.read(MAX_BYTES + 1))).value
        except OSError:
            continue
        number = document.fields.at(("number",)).value if document else None
        if isinstance(number, str) and re.fullmatch(r"[0-9]{1,9}", number):
            numbers.append(int(number))
    return max(numbers) + 1
