"""A page of the site as it stands on a disk, where no server answers.

The site's own links begin at its root, and there is no root on a disk: here they are written anew,
from the page. Nor can a page on a disk read another file, so no script is let run there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from newsletter.regexes import regex

#: Where a reader of a folder begins.
START = "START-HERE.html"
_TAG = regex(r"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>""")
_LINK = regex(r'(\s(?:href|src|action)=")(/(?!/)[^"]*)(")')
_LEADS_ON = regex(r'(\scontent="0; ?url=)(/(?!/)[^"]*)(")')
_SOURCES = regex(r'(\ssrcset=")([^"]*)(")')
#: A browser asks for what is preloaded as for another site's, and a disk gives nothing to other sites.
_PRELOAD = regex(r'<link rel="preload"[^>]*>\n?')
_POLICY = regex(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(")')


def policy_on_disk(forms: str = "") -> str:
    """The policy of a page on a disk, fit for an attribute; `forms` is where its forms may go.

    A page has no site of its own there, so that `'self'` is nothing. Scripts and frames stay off.
    """
    none = "&#39;none&#39;"
    asked = {"script-src": none, "connect-src": none, "frame-src": none, "object-src": none, "base-uri": none}
    return "; ".join(f"{name} {value}" for name, value in {**asked, "form-action": forms or none}.items())


def on_disk(
    path: str,
    html: str,
    folder: str,
    *,
    is_beside: Callable[[str], bool] = bool,
    home: str = "",
    forms: str = "",
) -> str:
    """A page of the site as it stands on a disk; its own path, and the folder of the site's address.

    Links to files that are not `is_beside` it lead to the site at `home` instead; `forms` as in `policy_on_disk`.
    """
    here, policy = posixpath.dirname(path), policy_on_disk(forms)

    def rewritten(address: str) -> str:
        if folder and not address.startswith(f"{folder}/"):
            return address
        target, mark, rest = _parted(address.removeprefix(folder))
        file = f"{target}index.html" if target.endswith("/") else target
        if not is_beside(file.lstrip("/")):
            return home + target + mark + rest
        return posixpath.relpath(file.lstrip("/"), here or ".") + mark + rest

    def link(found: re.Match[str]) -> str:
        return found[1] + rewritten(found[2]) + found[3]

    def sources(found: re.Match[str]) -> str:
        each = (one.strip().partition(" ") for one in found[2].split(","))
        written = [
            (rewritten(address) if address.startswith("/") else address) + space + size
            for address, space, size in each
        ]
        return found[1] + ", ".join(written) + found[3]

    def tag(found: re.Match[str]) -> str:
        written = _POLICY.sub(rf"\1{policy}\2", found[0])
        return _SOURCES.sub(sources, _LEADS_ON.sub(link, _LINK.sub(link, written)))

    return _TAG.sub(tag, _PRELOAD.sub("", html))


def _parted(address: str) -> tuple[str, str, str]:
    """A path, and what stands behind it with the mark before it: `?` or `#`."""
    end = min((at for mark in "?#" if (at := address.find(mark)) >= 0), default=len(address))
    return address[:end], address[end : end + 1], address[end + 1 :]
