"""Patterns that are compiled when they are first asked."""

from __future__ import annotations

import gc
import pkgutil
import re
from importlib import import_module

import pytest

import newsletter
from newsletter.regexes import regex


def test_a_pattern_is_compiled_when_it_is_first_asked_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[tuple[object, ...]] = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda *said: compiled.append(said) or real(*said))
    name = regex("[a-z]+", re.IGNORECASE)
    assert compiled == []
    assert [m.group() for _ in range(3) if (m := name.search("12 Mill"))] == ["Mill"] * 3
    assert compiled == [("[a-z]+", re.IGNORECASE)]


def test_a_pattern_has_whatever_a_compiled_one_has() -> None:
    assert regex("(a)(b)").groups == 2
    assert regex("(?P<day>[0-9]+)").sub(r"<\g<day>>", "on 7") == "on <7>"


def test_a_pattern_that_is_none_says_so_when_it_is_asked() -> None:
    with pytest.raises(re.error):
        regex("(").search("")


def test_every_pattern_of_ours_is_one() -> None:
    for module in pkgutil.walk_packages(newsletter.__path__, "newsletter."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    gc.unfreeze()  # a build in this process may have set aside all that there was
    ours = [one for one in gc.get_objects() if type(one) is regex]
    assert len(ours) > 200
    for one in ours:
        assert one.pattern
