"""Which tests `make test-quick` leaves out: those that build a publication, begin a process or have a thread beside
them, such as a server, however many calls away.

It is read off their code, and that of their fixtures and of the tests' own functions that these name; what else
takes long says so by `pytest.mark.slow`, and what is run all the same by `pytest.mark.quick`.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from inspect import unwrap
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from newsletter import publish
from tests import building

_LONG = (
    publish.build,
    building.newpower,
    subprocess,
    subprocess.run,
    subprocess.Popen,
    os.fork,
    threading.Thread,
)


def takes_long(item: pytest.Item) -> bool:
    """Whether a test, or a fixture of it, does what takes long."""
    if item.get_closest_marker("quick") or not isinstance(item, pytest.Function):
        return False
    fixtures = [one.func for some in item._fixtureinfo.name2fixturedefs.values() for one in some]
    return any(is_long(one) for one in (item.function, *fixtures))


@cache
def is_long(function: Any) -> bool:
    """Whether it names what takes long, or what names it."""
    function = _itself(function)
    seen, waiting = {id(function)}, [function]
    while waiting:
        for value in _named(waiting.pop()):
            if any(value is one for one in _LONG):
                return True
            if id(value) not in seen:
                seen.add(id(value))
                waiting += [value] if _is_ours(value) else []
    return False


def _itself(function: Any) -> Any:
    """A function without what is wrapped round it: of a property of hypothesis what is tried on each example."""
    property_of = getattr(function, "hypothesis", None)
    return unwrap(property_of.inner_test if property_of else function)


def _is_ours(value: Any) -> bool:
    return str(getattr(value, "__module__", None)).startswith("tests.")


def _named(value: Any) -> Iterator[Any]:
    """What the code of a function, or each of a class, names: of its module's, the tests', the system's, of what is around it."""
    if isinstance(value, type):
        yield from (unwrap(one) for one in vars(value).values() if isinstance(one, FunctionType))
    if not isinstance(value, FunctionType):
        return
    for code in _codes(value.__code__):
        for one in (value.__globals__[name] for name in code.co_names if name in value.__globals__):
            yield _itself(one) if callable(one) else one
            if isinstance(one, ModuleType) and (one in (os, threading) or one.__name__.startswith("tests.")):
                yield from (_itself(getattr(one, name)) for name in code.co_names if hasattr(one, name))
    for cell in value.__closure__ or ():
        with suppress(ValueError):  # nothing is in it yet
            yield _itself(cell.cell_contents) if callable(cell.cell_contents) else cell.cell_contents


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from _codes(value)
