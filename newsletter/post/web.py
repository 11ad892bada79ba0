"""Asked over the web, our own pages as a stranger's program would, and engines: no cookie, one host, so much and no more.

Nothing is judged here, nothing is asked twice, and nothing on the other side can lead it elsewhere.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from concurrent.futures import Future
from functools import cache
from threading import Event, Thread
from types import MappingProxyType
from typing import Literal, TypeAlias
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError, SSLError

from newsletter.post.unreached import why_unreached
from newsletter.values import point

#: Seconds to wait for a connection and for what comes next; octets that are read: an edition's text is some 30,000.
PATIENCE, MOST = 20.0, 2_000_000
Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
_REDIRECTS = 5
#: How many times the patience the whole of an answer may take, and octets that are read at once.
_WHOLE, _PIECE = 2, 65_536
_GOES_ELSEWHERE = (301, 302, 303, 307, 308)


class WebError(Exception):
    """No answer that could be read; its words are one line.

    `kind`: `silent`, where nobody answered in time or no way leads there; `refused`, where nobody listens or the
    line broke; `unsafe` for a certificate that is not its own; `too much`; `no address`. `was_asked` is False where
    nothing was said to the other side, so that it has certainly done nothing.
    """

    def __init__(
        self,
        kind: Literal["silent", "refused", "unsafe", "too much", "no address"],
        words: str,
        *,
        was_asked: bool = True,
    ) -> None:
        super().__init__(words)
        self.kind, self.was_asked = kind, was_asked


@point
class Reply:
    """An answer: its status, its headers by their names in small letters, what it holds, and the address asked last."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str = ""


def ask(
    url: str,
    *,
    address: str = "",
    method: Method = "GET",
    content: bytes | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
    patience: float = PATIENCE,
    most: int = MOST,
) -> Reply:
    """One answer, whatever its status, with no redirect followed. Raises WebError.

    `address` is that of the host, where it was looked up already; the certificate has to be the host's all the same.
    `patience` is in seconds, and all of it takes twice that at most; of the answer `most` octets are read.
    """
    parts = _parts(url)
    ours = {"User-Agent": "newpower", "Cache-Control": "no-cache", "Host": parts.netloc.rpartition("@")[2]}
    told = {**ours, **headers}
    reply, over = Future[Reply](), Event()

    def answered() -> None:
        try:
            reply.set_result(_answered(url, parts, address, method, content, told, patience, most, over))
        except BaseException as error:  # it is raised where the answer is waited for
            reply.set_exception(error)

    # a thread of its own: one octet every now and then, of a header even, would hold whoever waits for it
    Thread(target=answered, daemon=True, name="web").start()
    try:
        return reply.result(timeout=_WHOLE * patience)
    except TimeoutError:
        raise WebError("silent", f"no whole answer within {_WHOLE * patience:.0f} seconds") from None
    finally:
        over.set()


def _answered(
    url: str, parts: SplitResult, address: str, method: str, content: bytes | None, headers: Mapping[str, str],
    patience: float, most: int, over: Event,
) -> Reply:  # fmt: skip
    """The answer, read until it is `over`. Raises WebError."""
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    with _pool(parts, address, patience) as pool:
        try:
            answer = pool.urlopen(
                method, path, content, headers, retries=False, redirect=False, assert_same_host=False,
                preload_content=False,
            )  # fmt: skip
            found = bytearray()
            while len(found) <= most and not over.is_set() and (piece := answer.read1(_PIECE)):
                found += piece
        except (HTTPError, OSError) as error:
            raise _told(error, patience) from None
        if len(found) > most:
            raise WebError("too much", "it is larger than any edition")
        return Reply(
            answer.status, {name.lower(): value for name, value in answer.headers.items()}, bytes(found), url
        )


def follow(url: str, *, address: str = "", patience: float = PATIENCE) -> Reply:
    """The same, redirects followed: to no other host, and from https to nothing else. Raises WebError."""
    reply = ask(url, address=address, patience=patience)
    for _ in range(_REDIRECTS):
        if reply.status not in _GOES_ELSEWHERE or not (to := reply.headers.get("location")):
            break
        try:
            new, old = urlsplit(urljoin(reply.url, to)), urlsplit(reply.url)
        except ValueError:  # no web address: it leads nowhere
            break
        if new.netloc != old.netloc or (old.scheme == "https" != new.scheme):
            break
        reply = ask(new._replace(fragment="").geturl(), address=address, patience=patience)
    return reply


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (it raises)
    except ValueError:
        raise WebError("no address", "it is no web address", was_asked=False) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WebError("no address", "it is no web address", was_asked=False)
    return parts


def _pool(parts: SplitResult, address: str, patience: float) -> urllib3.HTTPConnectionPool:
    host = parts.hostname or ""
    timeout = urllib3.Timeout(connect=min(patience, PATIENCE), read=patience)
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address or host, parts.port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        address or host,
        parts.port,
        timeout=timeout,
        ssl_context=context(),
        server_hostname=host,
    )


@cache
def context() -> ssl.SSLContext:
    """Who is believed to be who they say, as the system has it; read once, since it takes 0.1 s."""
    return ssl.create_default_context()


def _told(error: Exception, patience: float) -> WebError:
    """What went wrong, in plain words without those of a library."""
    if isinstance(error, SSLError):
        inner = error.args[0] if error.args else error
        reason = getattr(inner, "verify_message", "") or getattr(inner, "reason", "") or "TLS failed"
        return WebError("unsafe", f"it cannot be spoken to safely: {reason}", was_asked=False)
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if isinstance(error, NewConnectionError):
        words = why_unreached(cause) if cause is not error else "it cannot be reached"
        is_refused = isinstance(cause, ConnectionRefusedError)
        return WebError("refused" if is_refused else "silent", words, was_asked=False)
    if isinstance(error, ConnectTimeoutError | ReadTimeoutError | TimeoutError):
        was_asked = not isinstance(error, ConnectTimeoutError)
        return WebError("silent", f"no answer within {patience:.0f} seconds", was_asked=was_asked)
    return WebError("refused", "the line broke, or what came was no HTTP")
