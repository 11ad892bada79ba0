"""One address asked, by as many requests as it takes: where it leads in the end, or why nobody can say.

It is asked for its head first (RFC 9110 §9.3.2), and only where that is refused for its first bytes; of what comes no
more is read than the head. Redirects are followed by hand, each as guarded as the first.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from newsletter.content.words.web import normal_address
from newsletter.links.answers import NO_SUCH_HOST, Answer, of_status
from newsletter.links.guard import PrivateError
from newsletter.links.turns import Turns
from newsletter.values import point

#: Redirects that are followed: browsers give up at twenty, and no address that is meant to last needs as many.
MOST_REDIRECTS = 10
_ON, _FOR_GOOD = (301, 302, 303, 307, 308), (301, 308)
#: Faults of a certificate that browsers warn of, too; others may be mended by what a browser knows and we do not.
#: https://docs.openssl.org/master/man1/openssl-verification-options/
_WARNED_OF = {
    9: "is not valid yet",
    10: "has ended",
    18: "signs itself",
    19: "signs itself",
    62: "is another site's",
}
#: What servers do that do not know HEAD, besides saying so.
_TRY_AGAIN = (httpx.RemoteProtocolError, httpx.ReadError, httpx.ReadTimeout)


@point
class Ways:
    """How addresses are asked: through what, in what turns, by which name, with how many seconds' patience."""

    transport: httpx.AsyncBaseTransport
    turns: Turns
    agent: str
    patience: float


class _Reply(NamedTuple):
    status: int
    location: str


async def ask(address: str, ways: Ways) -> Answer:
    """What is at an address, wherever it leads on to."""
    if not _is_askable(address):
        return Answer(verdict="dead", words="is no web address")
    url, lasting, cookies = address, address, httpx.Cookies()
    is_for_good, seen = True, [address]
    for _ in range(MOST_REDIRECTS + 1):
        try:
            reply = await _asked(url, cookies, ways)
        except (httpx.TransportError, PrivateError, OSError, TimeoutError) as error:
            answer = _failed(error, ways)
            return answer if url == address else replace(answer, words=_led(url, answer.words), of_host=False)
        if reply.status not in _ON or not reply.location:
            return _arrived(address, url, lasting, of_status(reply.status))
        if not (url := _next(url, reply.location)):
            return Answer(
                verdict="dead", words=f"leads on to `{reply.location[:200]}`, which is no web address"
            )
        is_for_good = is_for_good and reply.status in _FOR_GOOD
        lasting = url if is_for_good else lasting
        seen.append(url)
    if len(set(seen)) < len(seen):
        return Answer(verdict="dead", words="leads round in a circle")
    return Answer(verdict="dead", words=f"leads on and on, over {MOST_REDIRECTS} times")


async def _asked(url: str, cookies: httpx.Cookies, ways: Ways) -> _Reply:
    """The answer to HEAD, or else to GET. Raises what a transport does."""
    try:
        reply = await _request("HEAD", url, cookies, ways)
    except _TRY_AGAIN:
        return await _request("GET", url, cookies, ways)
    is_doubtful = reply.status >= 400 and reply.status != 429
    return await _request("GET", url, cookies, ways) if is_doubtful else reply


async def _request(method: str, url: str, cookies: httpx.Cookies, ways: Ways) -> _Reply:
    headers = {"User-Agent": ways.agent, "Accept": "*/*"} | (
        {"Range": "bytes=0-0"} if method == "GET" else {}
    )
    extensions = {"timeout": httpx.Timeout(ways.patience).as_dict()}
    request = httpx.Request(method, url, headers=headers, extensions=extensions)
    cookies.set_cookie_header(request)
    async with ways.turns.at(request.url.host), asyncio.timeout(2 * ways.patience):
        response = await ways.transport.handle_async_request(request)
        await response.aclose()  # the line with it: what else would come is not read
    response.request = request
    cookies.extract_cookies(response)
    return _Reply(response.status_code, response.headers.get("location", ""))


def _next(url: str, location: str) -> str:
    """Where an answer leads on to, without a fragment; "" where that is no web address."""
    try:
        parts = urlsplit(urljoin(url, location))
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
        found = normal_address(_without_user(parts)) if is_web else ""
    except ValueError:
        return ""
    return found if _is_askable(found) else ""


def _is_askable(url: str) -> bool:
    """Whether a request can name it: 999.1.1.1 is no host, xn--a no name of one, and nothing is of any length."""
    try:
        return bool(httpx.URL(url).host)
    except (httpx.InvalidURL, UnicodeError):
        return False


def _without_user(parts: SplitResult) -> str:
    return parts._replace(fragment="", netloc=parts.netloc.rpartition("@")[2]).geturl()


def _arrived(address: str, url: str, lasting: str, answer: Answer) -> Answer:
    """What a last answer means at the end of the way to it."""
    if answer.verdict != "there":
        return answer if url == address else replace(answer, words=_led(url, answer.words), of_host=False)
    if _is_front(url) and not _is_front(address):
        words = "leads to the front page of the site, as what is gone often does"
        return Answer(verdict="moved", words=words)
    return answer if lasting == address else Answer(verdict="moved", words="moved for good", now_at=lasting)


def _led(url: str, words: str) -> str:
    return f"leads on to `{url}`, which {words}"


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _failed(error: Exception, ways: Ways) -> Answer:
    """Why there was no answer, in plain words."""
    for cause in _causes(error):
        match cause:
            case PrivateError():
                words = "is inside a network, or on this machine, and was not asked"
                return Answer(verdict="unseen", words=words, of_host=True)
            case socket.gaierror() if cause.errno != socket.EAI_AGAIN:
                return Answer(verdict="dead", words=NO_SUCH_HOST, of_host=True)
            case socket.gaierror():
                return Answer(
                    verdict="unseen", words="is of a host that cannot be looked up now", of_host=True
                )
            case ssl.SSLCertVerificationError():
                return _of_certificate(cause)
            case ssl.SSLError():
                return Answer(verdict="unseen", words="cannot be spoken to safely", of_host=True)
            case ConnectionRefusedError():
                return Answer(verdict="unseen", words="takes no connection", of_host=True)
    match error:
        case httpx.ConnectTimeout():
            words = f"takes no connection within {ways.patience:g} seconds"
            return Answer(verdict="unseen", words=words, of_host=True)
        case TimeoutError() | httpx.TimeoutException():
            return Answer(verdict="unseen", words=f"gives no answer within {ways.patience:g} seconds")
        case httpx.ConnectError():
            return Answer(verdict="unseen", words="cannot be reached from here", of_host=True)
        case httpx.RemoteProtocolError():
            return Answer(verdict="unseen", words="breaks off, or answers what is no HTTP")
    return Answer(verdict="unseen", words="breaks off")


def _of_certificate(error: ssl.SSLCertVerificationError) -> Answer:
    if fault := _WARNED_OF.get(error.verify_code):
        return Answer(verdict="unsafe", words=f"has a certificate that {fault}", of_host=True)
    words = f"has a certificate that this machine cannot judge ({error.verify_message})"
    return Answer(verdict="unseen", words=words, of_host=True)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that it came of."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
