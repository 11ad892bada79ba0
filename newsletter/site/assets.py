"""What pages load beside their HTML: the style, fonts and icon, and the pictures of the content.

Style, fonts and icon are named after their bytes, so a browser may keep them for ever;
pictures keep the names editors gave them, under /media/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath

from newsletter.engine.output import Artifact
from newsletter.styles import first_flaw
from newsletter.told.diagnostics import Checked, Diagnostic, Location
from newsletter.values import point

FOLDER = "assets"
MEDIA = "media"

#: What of templates/static is published; its notes and scripts are not.
_PUBLISHED = frozenset({".css", ".woff2", ".svg", ".png", ".ico", ".txt", ".js"})
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_IDLE = re.compile(r" ?([{};]) ?")
_URL = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")


@point
class Assets:
    """All that is published besides pages, feeds and letters.

    `addresses` maps a name below templates/static (`site.css`, `fonts/literata.woff2`) to its
    permalink; `sizes` maps the permalink of a picture to its width and height in pixels.
    """

    addresses: Mapping[str, str]
    artifacts: tuple[Artifact, ...]
    sizes: Mapping[str, tuple[int, int]]


def plan_assets(static_dir: Path, root: Path | None = None, pictures: Iterable[str] = ()) -> Checked[Assets]:
    """The files of `static_dir` under hashed names, and `pictures`: paths from `root`, such as content/a.jpg.

    A picture that is not there is left out: whoever names it is told so elsewhere.
    """
    contents = {
        path.relative_to(static_dir).as_posix(): path.read_bytes()
        for path in sorted(static_dir.rglob("*"))
        if path.suffix in _PUBLISHED and path.is_file()
    }
    styles = {name: content for name, content in contents.items() if name.endswith(".css")}
    addresses = {name: _address(name, content) for name, content in contents.items() if name not in styles}
    artifacts = [Artifact(link.lstrip("/"), contents[name]) for name, link in addresses.items()]
    found: list[Diagnostic] = []
    for name, content in styles.items():
        style = _style(name, content, addresses, static_dir.name, found)
        addresses[name] = _address(name, style)
        artifacts.append(Artifact(addresses[name].lstrip("/"), style))
    media = [_picture(root, path, found) for path in sorted(set(pictures))] if root else []
    artifacts += [artifact for artifact, _ in media if artifact]
    sizes = {f"/{artifact.path}": size for artifact, size in media if artifact and size}
    return Checked(Assets(addresses, tuple(artifacts), sizes), tuple(found))


def media(path: str) -> str:
    """The permalink of a picture, from its path: content/images/a.jpg is /media/images/a.jpg."""
    return f"/{MEDIA}/{PurePosixPath(path).relative_to('content')}"


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
    return _IDLE.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", style))).strip()


def _picture(
    root: Path, path: str, found: list[Diagnostic]
) -> tuple[Artifact | None, tuple[int, int] | None]:
    """A picture of the content and its size; no size for drawings (SVG), neither if it cannot be read."""
    file = root / path
    if not file.is_file():
        return None, None
    content = file.read_bytes()
    artifact = Artifact(media(path).lstrip("/"), content)
    if file.suffix.lower() == ".svg":
        return artifact, None
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content)) as image:
            return artifact, image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        found.append(
            Diagnostic(
                Location(path), "unreadable-picture", "this file does not open as a picture", "save it again"
            )
        )
        return None, None
