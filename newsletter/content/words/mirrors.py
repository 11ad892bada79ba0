"""Addresses at which a text is only copied, or stands for a while: no place to send a reader who checks.

Serves the rules of sources. A site is on the list for what it is, not for what is on it: shadow
libraries, scrapers and mirrors of others' pages, and the test servers of those who publish.
"""

from __future__ import annotations

from urllib.parse import urlsplit

#: Whole sites, with all names below them; of those that move from ending to ending, the name alone.
_SHADOW_LIBRARIES = frozenset(
    """
    trantor.is sci-hub libgen z-lib z-library annas-archive b-ok pdfdrive oceanofpdf
    """.split()
)
_SCRAPERS = frozenset(
    """
    fdocuments vdocuments docslib docsbay paperzz docplayer pdfslide silo.tips dokumen.tips
    dokumen.pub epdf vdocument pdfcoffee studylib slidetodoc ebin.pub doczz daily8.com
    newsbreak.com shareabletips.com ukgovproposals.com medium.rest readcache.xyz
    """.split()
)
_MIRRORS = frozenset(
    """
    wikiwand.com wikimili.com wikizero wiki2.org alchetron.com infogalactic.com
    everybodywiki.com en-academic.com dbpedia.org libreddit teddit nitter invidious
    scribe.rip unddit.com threadreaderapp.com googleusercontent.com
    """.split()
)
#: What the first part of a name says of a server that is not for readers.
_TEST_SERVERS = ("staging", "stage-", "test.", "dev.", "webcache", "preview.", "beta-", "uat.", "preprod")
#: Where anybody's trial of a site stands until it gets a name of its own.
_FOR_A_WHILE = frozenset(
    """
    herokuapp.com netlify.app vercel.app squarespace.com ngrok.io web.app
    """.split()
)

_THE_ORIGINAL = "name the original: the publisher's own page, the statute, the minutes"


def no_original(address: str) -> tuple[str, str] | None:
    """What is told of an address of a source that is no original, and what to do; None of all others."""
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:  # told as no address
        return None
    if host.endswith("."):
        return f"`{host}` has a full stop behind its name", f"write `{host.rstrip('.')}`"
    names = _names(host)
    if names & _SHADOW_LIBRARIES:
        return f"`{host}` gives away books that are not its own", _THE_ORIGINAL
    if names & (_SCRAPERS | _MIRRORS):
        return f"`{host}` copies what others publish", _THE_ORIGINAL
    if (host.startswith(_TEST_SERVERS) and host.count(".") > 1) or names & _FOR_A_WHILE:
        hint = "name the site itself, or a copy that lasts, such as one at web.archive.org, in `archive`"
        return f"`{host}` looks like a server for trials, which may be gone tomorrow", hint
    return None


def _names(host: str) -> set[str]:
    """All that a host is called: a.fdocuments.in is fdocuments.in, fdocuments and in, too."""
    parts = host.split(".")
    return {".".join(parts[n:]) for n in range(len(parts))} | {*parts[:-1]}
