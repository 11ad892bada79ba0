"""How the publication's values are made: frozen, slotted, and quick to keep and to read back.

A dataclass that is frozen and slotted pickles by walking its fields in Python, 3.5 µs a
value; a library of 10,000 case studies is some 300,000 values. Here the slots' own setters
do it, in a fifth of the time, and a value that is `Late` keeps most of itself packed and
small until somebody asks for it: most of what is read back is never looked into.

A dataclass also writes and compiles its methods when it is defined, 0.6 ms each, and a build
after one edit meets 150 of them and makes few new values of most. So what compares, shows and
guards a value is shared, and what makes one is written when the first is made: 0.1 ms.

Values are read back by a loader that knows the publication's own and nothing else, so that
what is kept cannot run code.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """`cls` as a frozen, slotted dataclass whose fields are given by name."""
    return _made_light(dataclass(slots=True, kw_only=True, init=False, eq=False, repr=False)(cls))


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def point(cls: type[T]) -> type[T]:
    """The same, for a small value whose fields may be given in order."""
    return _made_light(dataclass(slots=True, init=False, eq=False, repr=False)(cls))


class Late:
    """A value whose fields in `LATE` are unpacked together, when the first of them is asked for."""

    __slots__ = ("_kept",)
    LATE: ClassVar[frozenset[str]] = frozenset()

    def __getattr__(self, name: str) -> Any:
        if name not in self.LATE:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        late = [one.name for one in fields(self) if one.name in self.LATE]  # type: ignore[arg-type]
        for one, content in zip(late, unpacked(zlib.decompress(self._kept)), strict=True):
            object.__setattr__(self, one, content)
        return getattr(self, name)


def packed(content: object) -> bytes:
    """A value as bytes that can be kept."""
    return pickle.dumps(content, protocol=5)


def unpacked(content: bytes) -> Any:
    """The value again. Raises pickle.UnpicklingError for anything but the publication's own values."""
    return _ValueLoader(io.BytesIO(content)).load()


def _made_light(made: type[T]) -> type[T]:
    """A dataclass with the methods that are shared, and one to make a value that is written once it is asked for.

    Raises TypeError for what a dataclass may have and these have not.
    """
    own = fields(made)  # type: ignore[arg-type]
    untyped: Any = made
    _refuse_what_is_not_done(untyped, own)
    untyped.__setattr__, untyped.__delattr__ = _refuse_to_set, _refuse_to_delete
    names = tuple(one.name for one in own)
    if not names:
        return made
    state = _reader(names)

    def is_same(self: Any, other: object) -> bool:
        return state(self) == state(other) if type(other) is type(self) else NotImplemented

    def name(self: Any) -> int:
        return hash(state(self))

    def shown(self: Any) -> str:
        parts = (f"{name}={part!r}" for name, part in zip(names, state(self), strict=True))
        return f"{type(self).__qualname__}({', '.join(parts)})"

    untyped.__init__ = _constructor(untyped)
    untyped.__getstate__, untyped.__setstate__ = _keeping(untyped, names)
    untyped.__eq__ = is_same
    untyped.__hash__ = name
    untyped.__repr__ = shown
    return made


def _refuse_what_is_not_done(made: Any, own: Sequence[Field[Any]]) -> None:
    """Nothing that somebody writes for a dataclass is passed over: a value holds its fields and does no more."""
    given = [one.default is MISSING and one.default_factory is MISSING for one in own if not one.kw_only]
    amiss = {
        "has a constructor of its own": "__init__" in vars(made),
        "wants to be asked once it is made": hasattr(made, "__post_init__"),
        "takes what it does not hold": "InitVar" in str(getattr(made, "__annotations__", "")),
        "has a field that nobody gives": not all(one.init for one in own),
        "has a field without a default behind one that has": given != sorted(given, reverse=True),
        "has late what is no field of it": not getattr(made, "LATE", frozenset()).issubset(
            one.name for one in own
        ),
    }
    for why, is_so in amiss.items():
        if is_so:
            raise TypeError(f"{made.__qualname__} is no value: it {why}")


def _constructor(made: Any) -> Callable[..., None]:
    """Makes a value of the dataclass. What does it is written when it is called for the first time."""

    def first(self: Any, *given: Any, **named: Any) -> None:
        made.__init__ = _written_constructor(made)
        made.__init__(self, *given, **named)

    return first


def _written_constructor(made: Any) -> Callable[..., None]:
    """What a dataclass would have; each slot is set by its own setter, in half of what setting by name takes."""
    known: dict[str, Any] = {"__absent": MISSING}
    given: list[str] = []
    named: list[str] = []
    body: list[str] = []
    for one in fields(made):
        known[f"__set_{one.name}"] = getattr(made, one.name).__set__
        known[f"__else_{one.name}"], known[f"__make_{one.name}"] = one.default, one.default_factory
        is_made = one.default_factory is not MISSING
        default = "=__absent" if is_made else "" if one.default is MISSING else f"=__else_{one.name}"
        (named if one.kw_only else given).append(one.name + default)
        content = f"__make_{one.name}() if {one.name} is __absent else {one.name}" if is_made else one.name
        body.append(f"    __set_{one.name}(self, {content})")
    parameters = ", ".join(["self", *given, *(["*", *named] if named else [])])
    exec("\n".join([f"def __init__({parameters}):", *body]), known)
    made_by: Any = known["__init__"]
    made_by.__qualname__ = f"{made.__qualname__}.__init__"
    return cast("Callable[..., None]", made_by)


def _refuse_to_set(self: object, name: str, content: object) -> None:
    raise FrozenInstanceError(f"{name} of a {type(self).__name__} cannot be set")


def _refuse_to_delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"{name} of a {type(self).__name__} cannot be taken away")


def _keeping(made: Any, names: tuple[str, ...]) -> tuple[Callable[[Any], Any], Callable[[Any, Any], None]]:
    """What a value is kept as, and how it comes back."""
    late = tuple(name for name in names if issubclass(made, Late) and name in made.LATE)
    soon = tuple(name for name in names if name not in late)
    setters = [getattr(made, name).__set__ for name in soon]
    read_soon, read_late = _reader(soon), _reader(late)
    if late:
        setters.append(Late._kept.__set__)  # type: ignore[attr-defined]

    def state(self: Any) -> tuple[Any, ...]:
        if not late:
            return read_soon(self)
        return *read_soon(self), zlib.compress(packed(read_late(self)), 1)

    def restore(self: Any, kept: tuple[Any, ...]) -> None:
        for put, content in zip(setters, kept, strict=True):  # ValueError: kept by another version
            put(self, content)

    return state, restore


def _reader(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Reads these fields of a value, in order."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


class _ValueLoader(pickle.Unpickler):
    """Loads the publication's frozen values, days, and the plain containers; refuses all else."""

    def find_class(self, module: str, name: str) -> Any:
        return _value_class(module, name)


@cache
def _value_class(module: str, name: str) -> type:
    """A class by its name, looked up once: an entry names some 13, and each look-up took 13 µs."""
    if (module, name) == ("datetime", "date"):
        return date
    if module.startswith("newsletter.") and name.isidentifier():  # no dots: `Path.unlink` is no value
        found = getattr(import_module(module), name, None)
        if isinstance(found, type) and found.__module__ == module and _is_value(found):
            return found
    raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")


def _is_value(kind: type) -> bool:
    return is_dataclass(kind) or issubclass(kind, (Enum, tuple))
