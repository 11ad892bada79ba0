"""What pages load beside their HTML and its pictures: the style, fonts and icon.

They are named after their bytes, so a browser may keep them for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from string import ascii_letters
from typing import Any, TypeAlias

from newsletter.engine.output import Artifact
from newsletter.regexes import regex
from newsletter.styles import first_flaw
from newsletter.told.diagnostics import Checked, Diagnostic, Location
from newsletter.values import point

FOLDER = "assets"

#: What of templates/static is published; its notes and scripts are not.
_PUBLISHED = frozenset({".css", ".woff2", ".svg", ".png", ".ico", ".txt", ".js"})
_COMMENT = regex(r"/\*.*?\*/", re.DOTALL)
_SPACE = regex(r"\s+")
_IDLE = regex(r" ?([{};]) ?")
#: What needs no space: a comma, the colon of a declaration, which follows a word, and what stands between
#: selectors, but for +, which also adds; not in quotation marks.
_LOOSE = regex(r"""("[^"]*"|'[^']*')|(?<=[\w-])(:) |(,) | ([>~]) """)
#: How a sheet begins that holds another, whole: who reads its page asks for one file, and it packs better.
_HOLDS = regex(r"""(?:\s|/\*.*?\*/)*@import url\(([\w-]+\.css)\);""", re.DOTALL)
#: A custom property, where it is set or asked for.
_PROPERTY = regex(rb"(?<![\w-])--[a-z][\w-]*(?=\s*[:),])")
_URL = regex(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")

#: Gives what is made of plain values: what an earlier build made, perhaps.
Remembered: TypeAlias = Callable[[object, Callable[[], Any]], Any]


@point
class Assets:
    """What pages are made up with; `addresses` maps a name below templates/static (`site.css`) to its permalink."""

    addresses: Mapping[str, str]
    artifacts: tuple[Artifact, ...]


def _made_anew(_: object, make: Callable[[], Any]) -> Any:
    return make()


def plan_assets(static_dir: Path, remembered: Remembered = _made_anew) -> Checked[Assets]:
    """The files of `static_dir` under hashed names; what becomes of the styles is asked of `remembered`."""
    contents = {
        path.relative_to(static_dir).as_posix(): path.read_bytes()
        for path in sorted(static_dir.rglob("*"))
        if path.suffix in _PUBLISHED and path.is_file()
    }
    styles = {name: content for name, content in contents.items() if name.endswith(".css")}
    addresses = {name: _address(name, content) for name, content in contents.items() if name not in styles}
    artifacts = [Artifact(link.lstrip("/"), contents[name]) for name, link in addresses.items()]
    plain = ("styles", static_dir.name, tuple(styles.items()), tuple(addresses.items()))
    made = remembered(plain, partial(_made_up, styles, addresses, static_dir.name))
    for name, style in (made.value or {}).items():
        addresses[name] = _address(name, style)
        artifacts.append(Artifact(addresses[name].lstrip("/"), style))
    return Checked(Assets(addresses, tuple(artifacts)), made.diagnostics)


def _made_up(
    styles: Mapping[str, bytes], addresses: Mapping[str, str], folder: str
) -> Checked[dict[str, bytes]]:
    """Every style as it is published, those that others hold first; `addresses` are those of all else."""
    found: list[Diagnostic] = []
    short, known = _short_names(styles), dict(addresses)
    made: dict[str, bytes] = {}
    for name, content in sorted(styles.items(), key=lambda style: len(_held(style[0], styles))):
        style = _style(name, content, known, folder, found)
        style = _PROPERTY.sub(lambda match: short.get(match[0], match[0]), style)
        for held in _held(name, styles)[:1]:
            style = made.get(held, b"") + style.partition(b";")[2]
        made[name], known[name] = style, _address(name, style)
    return Checked(made, tuple(found))


def _short_names(styles: Mapping[str, bytes]) -> dict[bytes, bytes]:
    """What each custom property is called on its way: the same in every sheet, since one sets it and others ask for it."""
    names = sorted({match for style in styles.values() for match in _PROPERTY.findall(style)})
    letters = (*ascii_letters, *(f"a{number}" for number in range(len(names))))
    return {name: f"--{short}".encode() for name, short in zip(names, letters, strict=False)}


def _held(name: str, styles: Mapping[str, bytes]) -> list[str]:
    """The sheet that a sheet holds, the one that this holds, and so on."""
    held: list[str] = []
    while match := _HOLDS.match(styles.get(name, b"").decode(errors="replace")):
        if (name := match[1]) in held:
            break
        held.append(name)
    return held


def _address(name: str, content: bytes) -> str:
    path = PurePosixPath(name)
    if path.suffix == ".txt":  # licences: they are linked from nowhere and found by their names
        return f"/{FOLDER}/{path.name}"
    return f"/{FOLDER}/{path.stem}.{sha256(content).hexdigest()[:8]}{path.suffix}"


def _style(
    name: str, content: bytes, addresses: Mapping[str, str], folder: str, found: list[Diagnostic]
) -> bytes:
    """A style whose `url(…)` name what is published, relative to where it is published itself."""
    path = f"templates/{folder}/{name}"
    style = content.decode(errors="replace")

    def at(offset: int) -> Location:
        before = style[:offset]
        return Location(path, before.count("\n") + 1, offset - before.rfind("\n"))

    def link(match: re.Match[str]) -> str:
        target = (PurePosixPath(name).parent / match[2]).as_posix()
        if target in addresses:
            return f"url({PurePosixPath(addresses[target]).name})"
        message = f"there is no file `{match[2]}` beside this style"
        found.append(
            Diagnostic(at(match.start(2)), "asset-missing", message, "put it there, or look at its name")
        )
        return match[0]

    if (odd := style.find("\ufffd")) >= 0:
        hint = "save the file with the encoding UTF-8"
        found.append(Diagnostic(at(odd), "not-utf8", "this is not UTF-8 text", hint))
    if flaw := first_flaw(style):
        where = Location(path, flaw.line, flaw.column)
        found.append(Diagnostic(where, "bad-style", f"this style cannot be read: {flaw.message}", flaw.hint))
    return _compact(_URL.sub(link, style)).encode()


def _compact(style: str) -> str:
    """A style without comments and idle space: a tenth of what travels."""
    tight = _IDLE.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", style))).strip()
    return _LOOSE.sub(lambda match: match[1] or match[2] or match[3] or match[4], tight)
