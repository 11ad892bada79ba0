"""Pieces: what is to be made, each named by the plain values it is made from.

The engine keys the values and knows no site and no mail. A piece whose key is as before, and
whose files stand as they were left, has nothing to do.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import partial
from typing import Any

from newsletter.engine.output import Artifact, Output, Written
from newsletter.engine.parallel import map_pure
from newsletter.engine.store import PLAIN_VERSION, digest
from newsletter.told.diagnostics import Checked, Diagnostic


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to make. `paths` are the files it becomes, relative to the output folder.

    `plain` is all that decides their bytes, besides the program: numbers, texts, bytes, and
    tuples, lists and mappings of such.
    """

    paths: tuple[str, ...]
    plain: object
    make: Callable[[], Checked[tuple[Artifact, ...]]]


@dataclass(frozen=True, slots=True)
class Made:
    """The files that pieces became, by path, those that changed staged; and what was found on the way."""

    files: Mapping[str, Written]
    diagnostics: tuple[Diagnostic, ...]


def finished(artifact: Artifact) -> Piece:
    """A piece that is made already."""
    return Piece((artifact.path,), digest(artifact.content), lambda: Checked((artifact,)))


def name_of(plain: Any) -> str:
    """A name for plain values: the same for equal ones, in every process."""
    return digest(marshal.dumps(plain, PLAIN_VERSION))


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


def make_pieces(output: Output, pieces: Iterable[Piece], program: str, jobs: int, *, anew: bool) -> Made:
    """Every file the pieces become: those as before left alone, the others made and staged.

    `program` names what makes them; with `anew` nothing is taken to be as before.
    """
    keyed = [(name_of((program, piece.plain)), piece) for piece in pieces]
    waiting = [(key, piece) for key, piece in keyed if anew or not _is_current(output, key, piece)]
    made = dict(
        zip((key for key, _ in waiting), map_pure(partial(_make, output), waiting, jobs), strict=True)
    )
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


def _is_current(output: Output, key: str, piece: Piece) -> bool:
    return all(output.is_current(path, key) for path in piece.paths)


def _make(output: Output, keyed: tuple[str, Piece]) -> tuple[list[tuple[str, Written]], Sequence[Diagnostic]]:
    key, piece = keyed
    checked = piece.make()
    told = checked.diagnostics
    staged = [(artifact.path, output.stage(artifact, key, told)) for artifact in checked.value or ()]
    return staged, told
