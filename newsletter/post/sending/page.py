"""Whether an edition can be read on the site, in the words of its letter: its letter links to it, so that comes first.

The site has each edition as plain text too, made of the same blocks as the letter (docs/letter.md): the same
text there is the same content, and no page has to carry a mark for it.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException
from typing import IO, Any
from urllib.parse import urlsplit

from newsletter.post.unreached import why_unreached

#: Seconds to wait, and octets to read: an edition's text is some 30,000.
_PATIENCE, _MOST = 20, 2_000_000


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows to no other host, and from https to nothing else."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """The next request; None leaves the answer as it is: an error."""
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if old.netloc != new.netloc or (old.scheme == "https" != new.scheme):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def amiss(page_url: str, text_url: str, text: str) -> str:
    """What is amiss with an edition on the site, in a line; nothing where it stands there in these words."""
    for url, is_text in ((page_url, False), (text_url, True)):
        try:
            found = _fetched(url)
        except urllib.error.HTTPError as error:
            return f"{url} answers {error.code}: build and publish the site first"
        except (OSError, ValueError, HTTPException) as error:
            return f"{url} cannot be read: {why_unreached(getattr(error, 'reason', error))}"
        if is_text and found.replace(b"\r\n", b"\n") != text.encode():
            return f"{url} has other words than the letter: build and publish the site first"
    return ""


def _fetched(url: str) -> bytes:
    """Raises OSError and HTTPException."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("it is no web address")
    opener = urllib.request.build_opener(_SameHost)
    request = urllib.request.Request(url, headers={"User-Agent": "newpower", "Cache-Control": "no-cache"})
    with opener.open(request, timeout=_PATIENCE) as answer:
        found: bytes = answer.read(_MOST + 1)
    if len(found) > _MOST:
        raise ValueError("it is larger than any edition")
    return found
