"""A publication in which every field there is holds a value of its own, made by walking the records.

Texts, addresses, dates and numbers are sentinels, to be found again in what is built; words
to choose from, switches and names of other things come with what else could stand there.
"""

from __future__ import annotations

import copy
import io
import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import yaml
from annotated_types import Ge, Le
from PIL import Image as Picture

from newsletter.content.config import Place, Site, Tag
from newsletter.content.kinds import KINDS
from newsletter.content.kinds.shared import HomeAddress, LanguageTag, MailAddress, Names, WebAddress
from newsletter.content.words.when import IsoDay, When, long_date, parse_when
from tests.records import bare, entry_hint, group, hints, marks

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Leaf:
    """A field that holds a value: in which file, where, and of which record.

    `forms` are the ways in which its value may be shown, if it has words of its own; `others`
    are values that would make another publication.
    """

    file: str
    path: Path_
    record: type
    name: str
    forms: tuple[str, ...] = ()
    others: tuple[object, ...] = ()

    def __str__(self) -> str:
        return f"{self.record.__name__}.{self.name}"


@dataclass(frozen=True)
class Filled:
    """Each file's fields as plain values, and every leaf in them."""

    files: dict[str, dict[str, Any]]
    leaves: tuple[Leaf, ...]

    def put(self, file: str, path: Path_, value: object) -> Filled:
        """The same with another value in one place."""
        files = copy.deepcopy(self.files)
        inner: Any = files[file]
        for part in path[:-1]:
            inner = inner[part]
        inner[path[-1]] = value
        return Filled(files, self.leaves)

    def changed(self, leaf: Leaf, value: object) -> Filled:
        """The same with another value of a field."""
        return self.put(leaf.file, leaf.path, value)

    def text(self, path: str) -> str:
        """A file as an editor would write it."""
        fields = yaml.safe_dump(self.files[path], allow_unicode=True, sort_keys=False)
        return f"---\n{fields}---\n\nWords.\n" if path.endswith(".md") else fields

    @property
    def pictures(self) -> frozenset[str]:
        """The paths of the pictures it has."""
        return frozenset(f"content/{kind.folder}/{name}" for kind in KINDS for name in _PICTURES)

    def write(self, root: Path) -> None:
        """Lay the publication into a folder."""
        for path in self.files:
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self.text(path), encoding="utf-8")
        for number, folder in enumerate(kind.folder for kind in KINDS):
            for name in _PICTURES:
                picture = io.BytesIO()
                Picture.new("RGB", (40 + number, 30), (number, 90, 90)).save(picture, "PNG")
                (root / "content" / folder / name).write_bytes(picture.getvalue())


_PICTURES = ("one.png", "two.png")
_KEYS = {"tag": ("t-one", "t-two"), "place": ("p-one", "p-two"), "source": ("s-one", "s-two")}
#: Values no rule takes elsewhere: an edition is named after its month, a page of the site's own must be there.
_FIXED = {
    (Site, "time_zone"): "Europe/London",
    (Site, "privacy_page"): "content/pages/one.md",
    (Site, "base_url"): "https://newpower.example",
}
_OTHERWISE = {
    (Site, "time_zone"): "Asia/Tokyo",
    (Site, "privacy_page"): "content/pages/two.md",
    (Site, "base_url"): "https://elsewhere.example/folder/",
}
#: The status that all dates suit, and the region whose places say their nation.
_FIRST = ("ended", "elsewhere")


def filled() -> Filled:
    """The publication; every entry of a list is there once, but for what is named twice."""
    maker = _Maker()
    for kind in KINDS:
        names = ("2026-10", "2026-11") if kind.name == "edition" else ("one", "two", "three")
        for name in names:
            maker.file(f"content/{kind.folder}/{name}.md", kind.record)
    maker.file("content/site.yaml", Site)
    for kind_name, record in (("tag", Tag), ("place", Place)):
        for key in _KEYS[kind_name]:
            maker.file(f"content/{kind_name}s.yaml", record, key)
    return Filled(maker.files, tuple(maker.leaves))


class _Maker:
    def __init__(self) -> None:
        self.files: dict[str, dict[str, Any]] = {}
        self.leaves: list[Leaf] = []
        self._words = ("".join(letters) for letters in itertools.product("bcdfghjklmnpqrstvwxz", repeat=5))
        self._days = (date(1990, 1, 5) + timedelta(days=41 * n) for n in itertools.count())
        self._numbers = itertools.count(31)
        self._languages = ("".join(letters) for letters in itertools.product("cdg", "yzadv"))

    def file(self, path: str, record: type, key: str = "") -> None:
        start: Path_ = (key,) if key else ()
        made = self._group(path, start, record)
        self.files.setdefault(path, {}).update({key: made} if key else made)

    def _group(self, file: str, path: Path_, record: type) -> dict[str, Any]:
        return {
            name: self._value(file, (*path, name), record, name, hint) for name, hint in hints(record).items()
        }

    def _value(self, file: str, path: Path_, record: type, name: str, hint: Any) -> Any:
        inner = group(hint)
        if get_origin(bare(hint)) is tuple:
            return [
                self._group(file, (*path, number), inner)
                if inner
                else self._leaf(file, (*path, number), record, name, entry_hint(hint))
                for number in range(_entries(hint, inner))
            ]
        return self._group(file, path, inner) if inner else self._leaf(file, path, record, name, hint)

    def _leaf(self, file: str, path: Path_, record: type, name: str, hint: Any) -> Any:
        value, forms, others = self._made(file, path, record, name, hint)
        self.leaves.append(Leaf(file, path, record, name, forms, others))
        return value

    def _made(
        self, file: str, path: Path_, record: type, name: str, hint: Any
    ) -> tuple[Any, tuple[str, ...], tuple[object, ...]]:
        kind, found = bare(hint), marks(hint)
        word = next(self._words).capitalize()
        if (record, name) in _FIXED:
            fixed = _FIXED[record, name]
            return fixed, (fixed,), (_OTHERWISE[record, name],)
        for mark in found:
            match mark:
                case Names():
                    return self._named(mark.kind, file, path)
                case WebAddress() | HomeAddress():
                    return (
                        f"https://{word.lower()}.example/",
                        (f"{word.lower()}.example",),
                        ("https://x.example/",),
                    )
                case MailAddress():
                    return (
                        f"{word.lower()}@mail.example",
                        (f"{word.lower()}@mail.example",),
                        ("x@mail.example",),
                    )
                case LanguageTag():
                    language = next(self._languages)
                    return language, (f'lang="{language}"',), ("ar",)
                case IsoDay():
                    day = next(self._days)
                    later = (day + timedelta(days=1)).isoformat()
                    return day.isoformat(), (long_date(day), day.isoformat()), (later,)
        if kind is When:
            day = next(self._days)
            written = day.isoformat()[:7]
            return written, (str(parse_when(written)), written), (day.isoformat(), f"by {written}")
        if get_origin(kind) is Literal:
            words = get_args(kind)
            first = next((word for word in words if word in _FIRST), words[0])
            return first, (), tuple(other for other in words if other != first)
        if kind is bool:
            return False, (), (True,)
        if kind is int:
            return self._whole(file, name, found)
        if kind is float:
            low = max([mark.ge for mark in found if isinstance(mark, Ge)], default=0)
            high = min([mark.le for mark in found if isinstance(mark, Le)], default=100)
            return high - 0.25 * (high - low), (), (high, low)
        if name == "id":
            key = _KEYS["source"][path[-2] if isinstance(path[-2], int) else 0]
            return key, (f"source-{key}",), ()
        return word, (word, word.lower()), ("Other",)

    def _whole(
        self, file: str, name: str, found: list[Any]
    ) -> tuple[Any, tuple[str, ...], tuple[object, ...]]:
        if name == "figure":
            return 1, (), (2,)
        number = next(self._numbers) if name == "number" else 1
        return number, (f"Edition {number}",) if name == "number" else (), (2,)

    def _named(self, kind: str, file: str, path: Path_) -> tuple[Any, tuple[str, ...], tuple[object, ...]]:
        position = next((part for part in reversed(path) if isinstance(part, int)), 0)
        if kind in _KEYS:
            one, two = _KEYS[kind]
            return (one, (), (two,)) if position % 2 == 0 else (two, (), (one,))
        if kind == "image":
            return _PICTURES[0], (), (_PICTURES[1],)
        if kind == "redirect":
            former = f"/{next(self._words)}/"
            return former, (former,), ("/other/",)
        near, far = ("two", "one") if file.endswith("one.md") == (position % 2 == 0) else ("one", "two")
        others = (f"../case-studies/{far}.md", "../case-studies/three.md", "../pages/one.md")
        return f"../case-studies/{near}.md", (), others


def _entries(hint: Any, inner: type | None) -> int:
    """Two of each group, so that a list holds more than its first; else one of each."""
    return 2 if inner else 1
