"""An edition as files, for an engine that nobody has taught us: a folder that is there whole, or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from newsletter.mail.placeholders import LEAVE
from newsletter.post.database import List
from newsletter.post.handing_over.edition import Handed, as_message, is_of
from newsletter.post.subscribers.exporting import export_file

#: What a folder holds beside what was handed over, and only if it was asked for.
RECIPIENTS = "recipients.csv"


def write_files(into: Path, edition: Handed, people: List | None = None) -> Path:
    """The folder of the edition in `into`, written anew; with the people who are active, if a list is given.

    What is private in it its owner alone can read. Raises OSError, for a file of somebody's own in it too,
    and ListError.
    """
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = into / edition.name
    _clear(into, edition.slug)
    _refuse_own(folder, {*_files(edition), RECIPIENTS})
    part = Path(mkdtemp(prefix=f".{edition.name}.", dir=into))
    try:
        for name, content in _files(edition).items():
            (part / name).write_bytes(content)
        if people is not None:
            export_file(people, part / RECIPIENTS, ("active",))
        for path in (*part.iterdir(), part):
            _settle(path)
        _swap(part, folder)
        _settle(into)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def _clear(into: Path, slug: str) -> None:
    """Takes away what a run that was killed left half written: there may be people in it."""
    for path in into.glob(".*.*"):
        if path.is_dir() and is_of(slug, path.name[1:].rpartition(".")[0]):
            shutil.rmtree(path)


def _refuse_own(folder: Path, ours: set[str]) -> None:
    """Raises OSError for the first file that we did not write: it would go with the rest."""
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        if path.name not in ours:
            raise OSError(
                errno.EEXIST, "this is no file of ours, and the folder is written anew: move it", str(path)
            )


def _settle(path: Path) -> None:
    """Has what was written be on the disk, before anything is renamed or called done."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _files(edition: Handed) -> dict[str, bytes]:
    manifest = {
        "version": 1,
        "edition": edition.slug,
        "number": edition.number,
        "name": edition.name,
        "content_hash": edition.content_hash,
        "subject": edition.subject,
        "preheader": edition.preheader,
        "from": edition.sender,
        "headers": dict(edition.headers),
        "canonical_url": edition.page_url,
        "placeholders": {"unsubscribe_url": LEAVE},
        "files": {"message": "edition.eml", "html": "edition.html", "text": "edition.txt"},
    }
    return {
        "edition.eml": as_message(edition),
        "edition.html": edition.html.encode(),
        "edition.txt": edition.text.encode(),
        "manifest.json": (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode(),
    }


def _swap(part: Path, folder: Path) -> None:
    """Gives the finished folder its name; one of that name goes first, and comes back if that fails."""
    if not folder.exists():
        part.rename(folder)
        return
    former = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent)) / "former"
    folder.rename(former)
    try:
        part.rename(folder)
    except OSError:
        former.rename(folder)
        raise
    finally:
        shutil.rmtree(former.parent, ignore_errors=True)
