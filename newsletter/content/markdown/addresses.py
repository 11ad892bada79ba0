"""Where a link or a picture of a body points: out to the world, or to a file of ours."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from newsletter.content.markdown.links_meant import is_document, link_meant, page_meant, title_meant
from newsletter.content.markdown.sanitiser import SCHEMES
from newsletter.content.words.web import (
    OWN_MACHINE,
    TWICE,
    UNSEEN,
    UNSEEN_HINT,
    encoded,
    normal_address,
    normal_mail,
)
from newsletter.permalinks import SITE_ROOT, permalink
from newsletter.regexes import regex
from newsletter.told.codes import Code

__all__ = ["Address", "Problem", "link_address", "picture_address", "picture_in_text"]

_SCHEME = regex(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_WEB = regex(r"https?://[^\s/?#@:]", re.IGNORECASE)
_PICTURE_IN_TEXT = regex(r"data:image/(\w+)", re.IGNORECASE)
#: Characters that a message shows of one.
_SHOWN = 30
#: A space at the beginning of an address, as the web writes one: nobody has such a host or mail box.
_SPACE_FIRST = regex(r"[a-z]+:/*(?:%20|%C2%A0|%09)+", re.IGNORECASE)
_UNSAFE = regex(r"[\x00-\x20\x7f\\]")

_HOW_TO_LINK = (
    "write a link to our own content as the path of its Markdown file, such as `../case-studies/wigan.md`"
)


@dataclass(frozen=True, slots=True)
class Address:
    """What goes into `href` or `src`; `target` is the file of ours it means, "" if it is none."""

    href: str
    target: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an address cannot stand: a diagnostic that has no place yet. `stray` is the file it names, if we publish none such."""

    code: Code
    message: str
    hint: str = ""
    stray: str = ""


def link_address(written: str, path: str) -> Address | Problem:
    """Where a link written as `written` in the content file `path` leads."""
    written = written.strip()
    if not written:
        return Problem("bad-link", "this link leads nowhere", "put an address between the round brackets")
    if right := title_meant(written):
        return _curly(written, right)
    if inside := picture_in_text(written):
        return inside
    if own := OWN_MACHINE.match(written):
        hint = page_meant(written[own.end() :], path) or _HOW_TO_LINK
        return Problem("bad-link", f"`{written}` is there on your own machine only", hint)
    if scheme := _SCHEME.match(written):
        return _outward(written, scheme.group(1))
    file, _, anchor = written.partition("#")
    if not file and anchor:
        return Address(SITE_ROOT + quote(permalink(path)) + "#" + anchor, path, unquote(anchor))
    if file.startswith("/") or not file.endswith(".md") or _UNSAFE.search(file):
        hint = link_meant(written, path) or _HOW_TO_LINK
        stray = (_inside_content(written, path) or "") if is_document(written) else ""
        return Problem("bad-link", f"`{written}` is not an address this publication can link to", hint, stray)
    target = _inside_content(file, path)
    if target is None:
        return _outside(written)
    return Address(
        SITE_ROOT + quote(permalink(target)) + ("#" + anchor if anchor else ""), target, unquote(anchor)
    )


def picture_address(written: str, path: str) -> Address | Problem:
    """Where a picture written as `written` in the content file `path` is published."""
    written = written.strip()
    if not written:
        return Problem(
            "bad-link", "this picture has no file", "put the picture's path between the round brackets"
        )
    if inside := picture_in_text(written):
        return inside
    if right := title_meant(written):
        return _curly(written, right)
    if _SCHEME.match(written) or written.startswith(("//", "\\")):
        return Problem(
            "remote-image",
            f"`{written}` is not a picture of ours",
            "put the picture beside this file and write its path: pages ask no other site for anything",
        )
    if written.startswith("/"):
        rooted = "content/" + unquote(written).lstrip("/").removeprefix("content/")
        right = posixpath.relpath(rooted, posixpath.dirname(path))
        message = f"`{written}` begins at the root of a disk, and a picture is found from this file"
        return Problem("outside-content", message, f"write its path from here, such as `{right}`")
    target = _inside_content(written, path)
    if target is None:
        return _outside(written)
    return Address(SITE_ROOT + "/media/" + quote(target.removeprefix("content/")), target)


def picture_in_text(written: str) -> Problem | None:
    """What is told of an address that is a whole picture; None if it is none."""
    if not (ending := ending_in_text(written)):
        return None
    message = f"a picture is written into the text: `{written[:_SHOWN]}…`"
    hint = f"save it beside this file, and name it: `![what it shows](its-name.{ending})`"
    return Problem("remote-image", message, hint)


def ending_in_text(written: str) -> str:
    """How the name of a picture would end that is written into the text; "" if it is none."""
    found = _PICTURE_IN_TEXT.match(written)
    return found[1].lower().replace("jpeg", "jpg") if found else ""


def _curly(written: str, right: str) -> Problem:
    message = f"`{written}` is no address: curly quotation marks hold no title"
    return Problem("bad-link", message, f"write straight quotation marks: `{right}`")


def _outward(written: str, scheme: str) -> Address | Problem:
    if scheme.lower() not in SCHEMES:
        return Problem("bad-link", f"links may not start with `{scheme}:`", "use https:, mailto: or tel:")
    scheme = scheme.lower()
    rest = written[len(scheme) + 1 :]
    if twice := TWICE.match(written):
        right = f"write `{twice[1].lower()}{written[twice.end() :]}`" if written[twice.end() :] else ""
        return Problem("bad-link", f"`{written}` begins twice, and leads nowhere", right)
    if space := _SPACE_FIRST.match(written):
        hint = f"write `{space[0].partition('%')[0]}{written[space.end() :]}`"
        return Problem("bad-link", f"`{written}` begins with a space, and leads nowhere", hint)
    if UNSEEN.search(written):
        seen = UNSEEN.sub("", written)
        return Problem("bad-link", f"`{seen}` as it is written leads nowhere", UNSEEN_HINT.format(seen))
    try:
        match scheme:
            case "mailto":
                return Address(f"mailto:{normal_mail(rest)}")
            case "tel":
                return Address(f"tel:{encoded(rest)}")
            case _ if _WEB.match(written):
                return Address(normal_address(written))
    except ValueError:  # a host that is no name, a port beyond the last
        pass
    return Problem(
        "bad-link", f"`{written}` is not a whole web address", "write it as https://example.org/page"
    )


def _outside(written: str) -> Problem:
    return Problem(
        "outside-content", f"`{written}` leaves the folder content/", "only files in content/ are published"
    )


def _inside_content(written: str, path: str) -> str | None:
    """The project-relative path meant; None if it leaves content/."""
    parts = path.split("/")[:-1]
    for part in unquote(written).split("/"):
        if part == "..":
            if len(parts) <= 1:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) if len(parts) > 1 else None
