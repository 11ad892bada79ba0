"""Pieces: what is to be made, each named by the plain values it is made from.

The engine keys the values and knows no site and no mail. A piece whose key is as before, and
whose files stand as they were left, has nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import partial
from typing import Any

from newsletter.engine.output import Artifact, Output, Written
from newsletter.engine.parallel import map_pure
from newsletter.engine.progress import counting
from newsletter.engine.store import digest
from newsletter.engine.workplace import Workplace
from newsletter.told.diagnostics import Checked, Diagnostic
from newsletter.values import packed, point, unpacked


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Something that several pieces are made with: made once, and kept for the next build under its `plain`.

    Pieces share it as one object, by which it is told from others.
    """

    plain: object
    make: Callable[[], Checked[Any]]


@point
class Piece:
    """Something to make. `paths` are the files it becomes, relative to the output folder.

    `plain` is all that decides their bytes, besides the program: numbers, texts, bytes, and
    tuples, lists and mappings of such. `make` is given the values of its `parts`, in order. One that
    `tells` nothing finds no mistake of anybody's, whatever it is made from.
    """

    paths: tuple[str, ...]
    plain: object
    make: Callable[..., Checked[tuple[Artifact, ...]]]
    parts: tuple[Part, ...] = ()
    tells: bool = True


@point
class Closing:
    """What is made of the files that all the other pieces became: `paths` are the files it becomes itself.

    `pieces` is given those files by path, and what reads one of them.
    """

    paths: tuple[str, ...]
    pieces: Callable[[Mapping[str, Written], Callable[[str], bytes]], Iterable[Piece]]


@point
class Made:
    """The files that pieces became, by path, those that changed staged; and what was found on the way."""

    files: Mapping[str, Written]
    diagnostics: tuple[Diagnostic, ...]


def finished(artifact: Artifact) -> Piece:
    """A piece that is made already."""
    return Piece((artifact.path,), digest(artifact.content), lambda: Checked((artifact,)))


def plain_of(value: Any) -> Any:
    """A value of ours as plain values, with the names of its types."""
    if is_dataclass(value):
        return type(value).__name__, *(plain_of(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, (frozenset, set)):
        return tuple(sorted(value))
    if isinstance(value, Mapping):
        return tuple((plain_of(key), plain_of(item)) for key, item in value.items())
    if isinstance(value, (tuple, list)):
        return tuple(plain_of(item) for item in value)
    return value.isoformat() if isinstance(value, date) else value


def make_pieces(
    output: Output, pieces: Iterable[Piece], place: Workplace, words: str, beside: Iterable[str] = ()
) -> Made:
    """Every file the pieces become: those as before left alone, the others made and staged.

    `words` say what is done, such as "letters made"; `beside` are files that are made by others.
    """
    keyed = [(place.key((piece.paths, piece.plain)), piece) for piece in pieces]
    output.claim((*beside, *(path for _, piece in keyed for path in piece.paths)))
    every = {part for _, piece in keyed for part in piece.parts}  # one stands in several: keyed once
    place.store.want({place.key(part.plain) for part in every})
    waiting = [(key, piece) for key, piece in keyed if place.anew or not _is_current(output, key, piece)]
    parts = make_parts([piece for _, piece in waiting], place)
    stage = partial(_make, output, parts)
    count = counting(place.tell, words, len(keyed), len(keyed) - len(waiting))
    made = dict(zip((key for key, _ in waiting), map_pure(stage, waiting, place.jobs, count), strict=True))
    files: dict[str, Written] = {}
    found: list[Diagnostic] = []
    for key, piece in keyed:
        if key in made:
            written, diagnostics = made[key]
            files.update(written)
            found += diagnostics
        else:
            files.update((path, output.written[path]) for path in piece.paths)
            found += output.written[piece.paths[0]].told
    return Made(files, tuple(found))


def check_pieces(pieces: Sequence[Piece], place: Workplace) -> Iterator[Diagnostic]:
    """What is found in making the pieces; nothing is kept of them, and none is made that tells nothing."""
    pieces = [piece for piece in pieces if piece.tells]
    parts = make_parts(pieces, place)
    count = counting(place.tell, "pages, feeds and letters made", len(pieces))
    for done, piece in enumerate(pieces, start=1):
        yield from make_piece(piece, parts).diagnostics
        count(done)


def make_parts(pieces: Iterable[Piece], place: Workplace) -> Parts:
    """All parts of these pieces, those known from before taken from the store."""
    wanted = {
        part: place.key(part.plain) for part in dict.fromkeys(p for piece in pieces for p in piece.parts)
    }
    parts = {key: part for part, key in wanted.items()}
    known = place.store.values(parts)
    missing = [key for key in parts if key not in known]
    packed_parts = map_pure(_packed_part, [parts[key] for key in missing], place.jobs)
    fresh = dict(zip(missing, packed_parts, strict=True))
    place.store.keep(fresh)
    known.update((key, unpacked(content)) for key, content in fresh.items())
    return Parts(wanted, known)


def make_piece(piece: Piece, parts: Parts) -> Checked[tuple[Artifact, ...]]:
    """The files of a piece; none where one of its parts could not be made."""
    checked = [parts.of(part) for part in piece.parts]
    found = tuple(problem for one in checked for problem in one.diagnostics)
    if any(one.value is None for one in checked):
        return Checked(None, found)
    made = piece.make(*(one.value for one in checked))
    return Checked(made.value, (*found, *made.diagnostics))


def made_files(pieces: Sequence[Piece], place: Workplace) -> dict[str, bytes]:
    """The bytes of every file that the pieces become, by path; nothing is written."""
    parts = make_parts(pieces, place)
    made = (make_piece(piece, parts).value or () for piece in pieces)
    return {artifact.path: artifact.content for artifacts in made for artifact in artifacts}


@point
class Parts:
    """Parts that are made, by key, and the key of each."""

    keys: Mapping[Part, str]
    known: Mapping[str, Checked[Any]]

    def of(self, part: Part) -> Checked[Any]:
        """What a part became."""
        return self.known[self.keys[part]]


def _packed_part(part: Part) -> bytes:
    return packed(part.make())


def _is_current(output: Output, key: str, piece: Piece) -> bool:
    return all(output.is_current(path, key) for path in piece.paths)


def _make(
    output: Output, parts: Parts, keyed: tuple[str, Piece]
) -> tuple[list[tuple[str, Written]], Sequence[Diagnostic]]:
    key, piece = keyed
    checked = make_piece(piece, parts)
    told = checked.diagnostics
    staged = [(artifact.path, output.stage(artifact, key, told)) for artifact in checked.value or ()]
    return staged, told
