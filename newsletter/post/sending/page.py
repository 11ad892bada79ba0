"""Whether an edition can be read on the site, in the words of its letter: its letter links to it, so that comes first.

The site has each edition as plain text too, made of the same blocks as the letter (docs/letter.md): the same
text there is the same content, and no page has to carry a mark for it.
"""

from __future__ import annotations

from newsletter.post.web import WebError, follow


def amiss(page_url: str, text_url: str, text: str) -> str:
    """What is amiss with an edition on the site, in a line; nothing where it stands there in these words."""
    for url, is_text in ((page_url, False), (text_url, True)):
        try:
            found = follow(url)
        except WebError as error:
            return f"{url} cannot be read: {error}"
        if not 200 <= found.status < 300:
            return f"{url} answers {found.status}: build and publish the site first"
        if is_text and found.content.replace(b"\r\n", b"\n") != text.encode():
            return f"{url} has other words than the letter: build and publish the site first"
    return ""
