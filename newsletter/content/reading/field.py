"""A value as it was typed, with its place; and what carries a refusal through a library."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from newsletter.told.diagnostics import Diagnostic, Location


class Unread:
    """Stands for a value that could not be read: what is wrong with it has been told."""

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD = Unread()


class Field(NamedTuple):
    """A value with its place: text, None where nothing was written, entries or named fields.

    `location` is where the value begins, `key` where its name does (for a list's entry:
    the same as `location`). (A tuple, because a case study has some 400: they are made in
    half the time.)
    """

    value: str | tuple[Field, ...] | Mapping[str, Field] | Unread | None
    location: Location
    key: Location

    def plain(self) -> object:
        """The value without its places: str, None, list or dict, nested."""
        if isinstance(self.value, tuple):
            return [entry.plain() for entry in self.value]
        if isinstance(self.value, Mapping):
            return {name: field.plain() for name, field in self.value.items()}
        return None if isinstance(self.value, Unread) else self.value

    @property
    def named(self) -> Mapping[str, Field]:
        """The fields inside, by name; none if the value is something else."""
        return self.value if isinstance(self.value, Mapping) else {}

    def texts(self) -> Iterator[tuple[Field, str]]:
        """The fields inside that hold text, at any depth, and their text, in some order."""
        fields = [self]
        while fields:
            one = fields.pop()
            if isinstance(one.value, str):
                yield one, one.value
            elif isinstance(one.value, tuple):
                fields += one.value
            elif isinstance(one.value, Mapping):
                fields += one.value.values()

    def shifted(self, lines: Collection[int], columns: int) -> Field:
        """The same, but that all that stands in these lines of the file stands so many columns further on."""
        inner = self.value
        if isinstance(inner, tuple):
            inner = tuple(entry.shifted(lines, columns) for entry in inner)
        elif isinstance(inner, Mapping):
            inner = {name: field.shifted(lines, columns) for name, field in inner.items()}
        places = (
            one._replace(column=max(1, one.column + columns)) if one.line in lines else one
            for one in (self.location, self.key)
        )
        return Field(inner, *places)

    def at(self, path: tuple[str | int, ...]) -> Field:
        """The field at `path`, or the nearest one above it that was written."""
        field = self
        for part in path:
            inner: Field | None = None
            if isinstance(field.value, Mapping) and isinstance(part, str):
                inner = field.value.get(part)
            elif isinstance(field.value, tuple) and isinstance(part, int) and part < len(field.value):
                inner = field.value[part]
            if inner is None:
                break
            field = inner
        return field


def is_on_its_line(field: Field) -> bool:
    """Whether all of a field stands on one line, from its name to the end of its value."""
    if not isinstance(field.value, str):
        return field.value is None
    return field.location.line == field.key.line and (field.location.length > 1 or len(field.value) < 2)


class RefusedError(Exception):
    """Carries one diagnostic through a library that would not.

    Where the line stands out of its group, `is_outside`; where it would be right with more spaces before
    it, or fewer, `moved` is its row, how many, and the last row that they hold for.
    """

    def __init__(
        self, diagnostic: Diagnostic, is_outside: bool = False, moved: tuple[int, int, int] | None = None
    ) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
        self.is_outside = is_outside
        self.moved = moved
