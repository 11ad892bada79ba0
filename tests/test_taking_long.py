"""Which tests take long is read off them: however what takes long is come by."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import building
from tests.taking_long import is_long


def at_once() -> None:
    subprocess.run(["true"], check=True)


def beside() -> None:
    threading.Thread(target=short).start()


def by_another() -> None:
    at_once()


def by_a_module() -> None:
    building.newpower()


@given(st.integers())
def as_a_property(number: int) -> None:
    by_another()


class InAClass:
    def go(self) -> None:
        by_another()


def by_a_class() -> None:
    InAClass().go()


def within(function: Callable[[], None]) -> Callable[[], None]:
    def inner() -> None:
        function()

    return inner


@pytest.mark.parametrize(
    "function", [at_once, beside, by_another, by_a_module, as_a_property, by_a_class, within(by_another)]
)
def test_what_takes_long_is_found(function: Callable[..., None]) -> None:
    assert is_long(function)


def short() -> None:
    assert len("short")


@pytest.mark.parametrize("function", [short, given(st.integers())(lambda number: short()), within(short)])
def test_and_nothing_else(function: Callable[..., None]) -> None:
    assert not is_long(function)
