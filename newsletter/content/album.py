"""The pictures of the content as they are published: each developed once, and known by its bytes from then on.

`Inventory, Entry … → Album → pages, letters, files`. A picture's name is compared in Unicode's
composed form (NFC): macOS writes names in another one than keyboards do.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from newsletter import permalinks
from newsletter.content.entry import Entry, Reference
from newsletter.content.kinds.edition import Edition
from newsletter.content.widths import Darkroom, Original, Shown, in_widths
from newsletter.engine.output import Artifact
from newsletter.engine.parallel import map_pure
from newsletter.engine.pieces import Part, Piece
from newsletter.engine.progress import counting
from newsletter.engine.store import digest
from newsletter.permalinks import composed
from newsletter.pictures.kinds import IN_LETTERS, PUBLISHED, kind_by_name
from newsletter.pictures.unfit import Unfit
from newsletter.told.diagnostics import Checked, Diagnostic, Location, Severity, has_errors, warning
from newsletter.values import packed, point

#: Developing one takes a tenth of a second or more: from here on a second process saves time.
_WORTH_FORKING = 4
#: What a picture is developed for.
_FOR_PAGES, _FOR_LETTERS = "picture", "picture for letters"


@point
class Facts:
    """What is known of a picture that was developed: its kind, and whether its pixels were made anew."""

    kind: str
    saved_as: str
    width: int | None
    height: int | None
    is_remade: bool


@point
class Album:
    """Pictures as pages and as letters show them, by the permalink that their names give them.

    `pieces` are the files they become; `digests` those of the files they are made from, by path.
    """

    shown: Mapping[str, Shown]
    in_letters: Mapping[str, Shown]
    pieces: tuple[Piece, ...]
    digests: Mapping[str, str]


def develop_pictures(
    room: Darkroom,
    entries: Iterable[Entry[object]],
    unread: Iterable[Reference] = (),
    *,
    only_letters: bool = False,
    widths: bool = False,
    tells_unused: bool = False,
) -> Checked[Album]:
    """The album, and what is wrong with pictures, told where they are named first.

    `unread` is what files name whose records could not be read. With `only_letters` no picture
    is looked at that no edition shows; with `widths` those that are named are made in several. Where all
    files could be read, `tells_unused` has those told that nothing shows. Raises OSError where a file cannot be read.
    """
    letters = [entry for entry in entries if isinstance(entry.record, Edition)]
    in_editions = {composed(picture.path) for entry in letters for picture in entry.body.pictures}
    paths = [path for path in room.inventory.images if not only_letters or composed(path) in in_editions]
    digests = _digests(room, paths)
    known = _developed(room, _FOR_PAGES, paths, digests)
    strange = [
        path for path in paths if composed(path) in in_editions and _is_strange_to_letters(known[path].facts)
    ]
    for_letters = _developed(room, _FOR_LETTERS, strange, digests)
    wrong = [path for path in paths if _is_wrong(path, known[path].facts)]
    named = _named([*(one for entry in entries for one in entry.references), *unread])
    found = [_problem(path, known[path].facts, named) for path in wrong]
    found += _missing_in_letters(letters, for_letters)
    shown, pieces = _published(room.root, _FOR_PAGES, known, found)
    if tells_unused and not found:
        found += _unused(paths, named)
    twins, more = _published(room.root, _FOR_LETTERS, for_letters, found, taken=shown.values())
    in_letters = {**shown, **twins}
    if widths and not has_errors(found):
        seen = {path: known[path] for path in paths if composed(path) in named}
        shown, versions = _in_widths(room, seen, shown)
        pieces += versions
    return Checked(Album(shown, in_letters, (*pieces, *more), digests), tuple(found))


# What was developed before, and what is now


@point
class _Print:
    """A picture with what is known of it, and what makes its bytes."""

    path: str
    digest: str
    facts: Facts | Unfit
    make: Callable[[], Checked[bytes]]


def _digests(room: Darkroom, paths: list[str]) -> dict[str, str]:
    """A name for each file's bytes: that of the last build, where the file stands as it did."""
    known = {}
    for path in paths:
        former = room.place.former_inputs.get(path)
        if former and tuple(former[:4]) == room.inventory.content[path] and former[4]:
            known[path] = str(former[4])
    changed = [path for path in paths if path not in known]
    read = map_pure(lambda path: digest((room.root / path).read_bytes()), changed, room.place.jobs)
    known.update(zip(changed, read, strict=True))
    return {path: known[path] for path in paths}


def _developed(
    room: Darkroom, purpose: str, paths: Collection[str], digests: Mapping[str, str]
) -> dict[str, _Print]:
    """Each picture by path; two of the same bytes are developed once."""
    keys = {path: room.place.key((purpose, digests[path])) for path in paths}
    facts = room.place.store.values(dict.fromkeys(keys.values()))
    missing = {key: path for path, key in reversed(keys.items()) if key not in facts}
    count = counting(room.place.tell, "pictures developed", len(keys), len(keys) - len(missing))
    develop = partial(_develop, room.root, purpose)
    made = map_pure(develop, list(missing.values()), room.place.jobs, count, worth=_WORTH_FORKING)
    remade: dict[str, bytes] = {}
    kept: dict[str, bytes] = {}
    for key, path, (about, content) in zip(missing, missing.values(), made, strict=True):
        facts[key] = about
        kept[key] = packed(about)
        if content is not None:
            kept[room.place.key(_bytes_named(purpose, digests[path]))] = packed(Checked(content))
            if room.place.anew:
                remade[key] = content
    room.place.store.keep(kept)
    return {
        path: _Print(
            path, digests[path], facts[key], partial(_bytes, room.root, purpose, path, remade.get(key))
        )
        for path, key in keys.items()
    }


def _develop(root: Path, purpose: str, path: str) -> tuple[Facts | Unfit, bytes | None]:
    """What is found out of a picture, and its bytes if its pixels were made anew."""
    from newsletter.pictures import developing
    from newsletter.pictures.kinds import kind_of

    content = (root / path).read_bytes()
    develop = developing.developed if purpose == _FOR_PAGES else developing.developed_for_letters
    made = develop(content)
    if isinstance(made, Unfit):
        return made, None
    is_remade = made.content is not None
    return Facts(made.kind, kind_of(content), made.width, made.height, is_remade), made.content


def _bytes(root: Path, purpose: str, path: str, content: bytes | None) -> Checked[bytes]:
    """A picture's bytes where its pixels were made anew, from whoever has them or from the file again."""
    return Checked(_develop(root, purpose, path)[1] if content is None else content)


def _bare(root: Path, path: str, kind: str, file: str) -> Checked[tuple[Artifact, ...]]:
    """A picture's file where its pixels stay as they are."""
    from newsletter.pictures.developing import bytes_of

    return Checked((Artifact(file, bytes_of(kind, (root / path).read_bytes())),))


def _bytes_named(purpose: str, content_digest: str) -> tuple[str, str, str]:
    return purpose, "bytes", content_digest


# Where it is published


def _published(
    root: Path,
    purpose: str,
    prints: Mapping[str, _Print],
    found: list[Diagnostic],
    taken: Iterable[Shown] = (),
) -> tuple[dict[str, Shown], list[Piece]]:
    """Each picture's address and size, and the piece that makes its file."""
    owners = {permalinks.place(one.address): one.address for one in taken}
    shown: dict[str, Shown] = {}
    pieces: list[Piece] = []
    for path, one in prints.items():
        if isinstance(one.facts, Unfit):
            continue
        address = _address(purpose, path, one.facts)
        owner = owners.setdefault(permalinks.place(address), path)
        if owner != path:
            message = f"the address {address} belongs to `{owner}`"
            found.append(Diagnostic(Location(path), "address-taken", message, "choose another name"))
            continue
        shown[permalinks.picture(path)] = Shown(address, one.facts.width, one.facts.height)
        pieces.append(_piece(root, purpose, address, one, one.facts))
    return shown, pieces


def _address(purpose: str, path: str, facts: Facts) -> str:
    """Where it is published: under its own name, with an ending more where it became another kind."""
    address = permalinks.picture(path)
    if purpose == _FOR_PAGES and facts.kind in (facts.saved_as, kind_by_name(path)):
        return address
    return address + PUBLISHED[facts.kind][0]


def _piece(root: Path, purpose: str, address: str, one: _Print, facts: Facts) -> Piece:
    file, named = permalinks.output_path(address), (purpose, one.digest)
    if not facts.is_remade:
        return Piece((file,), named, partial(_bare, root, one.path, facts.kind, file))
    part = Part(_bytes_named(purpose, one.digest), one.make)
    return Piece((file,), named, lambda content: Checked((Artifact(file, content),)), (part,))


def _in_widths(
    room: Darkroom, prints: Mapping[str, _Print], shown: Mapping[str, Shown]
) -> tuple[dict[str, Shown], tuple[Piece, ...]]:
    """Pictures with the versions of them that there are, and what makes these."""
    originals = [
        Original(path, one.digest, one.facts.kind, shown[permalinks.picture(path)])
        for path, one in prints.items()
        if isinstance(one.facts, Facts) and permalinks.picture(path) in shown
    ]
    return in_widths(room, originals, shown)


# What is wrong


def _named(references: Iterable[Reference]) -> dict[str, Location]:
    """Where each picture is named first."""
    found: dict[str, Location] = {}
    for one in sorted((one for one in references if one.kind == "image"), key=lambda one: one.location):
        found.setdefault(composed(one.target), one.location)
    return found


def _is_wrong(path: str, facts: Facts | Unfit) -> bool:
    """Whether there is something to say of a picture: it cannot be published, or is not what its name says."""
    return isinstance(facts, Unfit) or facts.saved_as != kind_by_name(path)


def _problem(path: str, facts: Facts | Unfit, named: Mapping[str, Location]) -> Diagnostic:
    place = named.get(composed(path))
    name = posixpath.relpath(path, posixpath.dirname(place.file)) if place else posixpath.basename(path)
    if isinstance(facts, Unfit):
        is_idle = facts.code == "picture-kind" and place is None  # nothing is made of it, and nobody waits
        severity = Severity.WARNING if is_idle else Severity.ERROR
        told = f"the picture `{name}` {facts.message}"
        return Diagnostic(place or Location(path), facts.code, told, facts.hint, severity)
    right = posixpath.splitext(name)[0] + PUBLISHED[facts.saved_as][0]
    told = f"the picture `{name}` is a {facts.saved_as}, whatever its name says"
    hint = f"call it `{right}`, here and where it stands"
    return warning(place or Location(path), "picture-kind", told, hint)


def _unused(paths: Sequence[str], named: Mapping[str, Location]) -> Iterator[Diagnostic]:
    """Pictures that readers find nowhere; where a name leads to none, that is the slip to tell of."""
    there = dict(zip(map(composed, paths), paths, strict=True))
    for name in sorted(there.keys() - named.keys()) if named.keys() <= there.keys() else ():
        message = "nothing shows this picture"
        hint = "name it in the text or in the field where it is to be seen, or take the file out of content/"
        yield warning(Location(there[name]), "unknown-file", message, hint)


def _is_strange_to_letters(facts: Facts | Unfit) -> bool:
    """Whether letters show something else instead, which mail programs can."""
    return isinstance(facts, Facts) and facts.kind not in IN_LETTERS


def _missing_in_letters(
    letters: Iterable[Entry[object]], for_letters: Mapping[str, _Print]
) -> Iterator[Diagnostic]:
    """What an edition names and its letter cannot show, told where it is named."""
    unfit = {composed(path): one.facts for path, one in for_letters.items() if isinstance(one.facts, Unfit)}
    for entry in letters:
        inside = {composed(picture.path) for picture in entry.body.pictures}
        for reference in entry.references:
            name = composed(reference.target)
            if reference.kind == "image" and name in inside and (why := unfit.get(name)):
                shown = posixpath.relpath(reference.target, posixpath.dirname(entry.path))
                message = f"the picture `{shown}` {why.message}"
                yield Diagnostic(reference.location, why.code, message, why.hint)
