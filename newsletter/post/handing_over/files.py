"""An edition as files, for an engine that nobody has taught us: a folder that is there whole, or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import mkdtemp

from newsletter.mail.placeholders import LEAVE
from newsletter.post.database import List
from newsletter.post.handing_over.edition import Handed, as_message
from newsletter.post.subscribers.exporting import export_file

#: What a folder holds beside what was handed over, and only if it was asked for.
RECIPIENTS = "recipients.csv"


def write_files(into: Path, edition: Handed, people: List | None = None) -> Path:
    """The folder of the edition in `into`, written anew; with the people who are active, if a list is given.

    What is private in it its owner alone can read. Raises OSError and ListError.
    """
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = into / edition.name
    part = Path(mkdtemp(prefix=f".{edition.name}.", dir=into))
    try:
        for name, content in _files(edition).items():
            (part / name).write_bytes(content)
        if people is not None:
            export_file(people, part / RECIPIENTS, ("active",))
        _swap(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


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
