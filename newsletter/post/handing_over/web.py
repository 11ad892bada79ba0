"""What is said to an engine, and what it answers: whether something was done, was not, or nobody knows.

`newsletter.post.web` speaks, and knows nothing of what answers mean. Nothing is asked twice by itself but reading,
and what an engine says it has not done (429).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

from newsletter.post.subscribers.addresses import masked
from newsletter.post.web import Method, Reply, WebError, ask
from newsletter.regexes import regex

T = TypeVar("T")

#: Seconds to wait for an answer.
_ANSWER = 60
#: Octets of an answer that are read.
_MOST = 30_000_000
#: How often what was not done is asked again, and how long is waited in between: told by the engine, or this.
_PAUSES, _LONGEST_PAUSE = (1.0, 4.0, 15.0), 90.0
#: Where an engine may be spoken to without TLS: what is said does not leave the machine.
_HERE = ("localhost", "127.0.0.1", "::1")
#: Characters of what an engine says that are told.
_TOLD = 200
#: Of how many an address is looked for: for each, as many are tried again.
_LOOKED_AT = 2_000
_ADDRESS = regex(r"[^\s<>\"',;:()]+@[^\s<>\"',;:()]+")


class EngineError(Exception):
    """An engine did not do it; its words are one line, without a secret and without anybody's address."""

    def __init__(self, words: str, code: int = 0) -> None:
        super().__init__(words)
        self.code = code


class LostError(Exception):
    """No answer came, or none that makes sense: it may have been done or not."""

    def __init__(self) -> None:
        super().__init__("the answer was lost")


class Exchange(Protocol):
    """Says one thing and gives the answer, once. Raises WebError."""

    def __call__(self, method: Method, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        """The answer."""
        ...


def over_http(patience: float = _ANSWER) -> Exchange:
    """Over the web, as our own pages are asked."""

    def say(method: Method, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        return ask(url, method=method, content=body, headers=headers, patience=patience, most=_MOST)

    return say


class Web:
    """An engine's interface under one address; `secret` is a header that goes with everything."""

    def __init__(
        self,
        title: str,
        url: str,
        secret: tuple[str, str],
        exchange: Exchange,
        sleep: Callable[[float], None],
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in _HERE:
            raise EngineError(f"{title} is not on this machine: its address begins with https://")
        if not secret[1].isascii() or not secret[1].isprintable():
            raise EngineError(f"the secret for {title} has letters that no header can carry")
        self.title, self.sleep = title, sleep
        self._url, self._exchange = url.rstrip("/"), exchange
        self._headers = {
            secret[0]: secret[1],
            "Accept": "application/json",
            "User-Agent": "newpower",
            "Content-Type": "application/json",
        }
        self._secrets = _parts(secret[1])

    def read(self, path: str, understood: Callable[[Any], T], **asked: object) -> T:
        """What stands there, as `understood`, which raises LostError, or stumbles, for what it cannot be.

        Raises EngineError: what was lost on the way is asked for again first.
        """
        return self._read(path, lambda body: understood(json.loads(body)), asked, is_json=True)

    def read_page(self, path: str) -> str:
        """The same of what is no JSON."""
        return self._read(path, lambda body: body.decode(errors="replace"), {}, is_json=False)

    def do(self, method: Method, path: str, said: Mapping[str, object], **headers: str) -> Any:
        """What it answers to something that is to be done, once. Raises EngineError if it is not, LostError if nobody knows."""
        body = json.dumps(said, ensure_ascii=False).encode()
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return json.loads(self._asked(method, path, body, named, is_json=True) or b"null")

    def _read(
        self, path: str, understood: Callable[[bytes], T], asked: Mapping[str, object], *, is_json: bool
    ) -> T:
        query = "?" + urlencode({name: str(value) for name, value in asked.items()}) if asked else ""
        for pause in (*_PAUSES, None):
            try:
                return understood(self._asked("GET", path + query, None, {}, is_json=is_json))
            except (LostError, ValueError, TypeError, AttributeError, RecursionError):
                if pause is None:
                    break
                self.sleep(pause)
        raise EngineError(f"{self.title} gives no sensible answer")

    def _asked(
        self, method: Method, path: str, body: bytes | None, headers: Mapping[str, str], *, is_json: bool
    ) -> bytes:
        for pause in (*_PAUSES, None):
            answer = self._answer(method, path, body, headers)
            if answer.status != 429 or pause is None:
                break
            self.sleep(_asked_pause(answer, pause))
        self._refuse(answer)
        if is_json and (answer.content or method == "GET") and not _is_json(answer.content):
            raise LostError
        return answer.content

    def _answer(self, method: Method, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        try:
            return self._exchange(method, f"{self._url}/{path}", body, {**self._headers, **headers})
        except WebError as error:
            if error.was_asked:
                raise LostError from None
            words = str(error)
            if error.kind != "unsafe":
                words = f"it cannot be reached: {words}"
            raise EngineError(f"{self.title} {words.removeprefix('it ')}") from None

    def _refuse(self, answer: Reply) -> None:
        """Raises EngineError for what was not done, LostError where an engine broke over it: it may have been."""
        if answer.status // 100 == 2:
            return
        if answer.status // 100 == 5 or answer.status == 408:
            raise LostError
        if answer.status // 100 == 4:
            said = _said(answer.content, self._secrets)
            words = f"{self.title} answers {answer.status}" + (f": {said}" if said else "")
            raise EngineError(words, answer.status)
        raise EngineError(f"{self.title} answers {answer.status}: is its address right?", answer.status)


def _asked_pause(answer: Reply, otherwise: float) -> float:
    told = answer.headers.get("retry-after", "")
    return min(_LONGEST_PAUSE, float(told)) if told.isdecimal() else otherwise


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _parts(secret: str) -> tuple[str, ...]:
    """What of a header is secret, longest first: all of it, what is behind its first word, and behind a name and `:`."""
    credentials = secret.partition(" ")[2] or secret
    parts = {secret, credentials, credentials.partition(":")[2]} - {""}
    return tuple(sorted(parts, key=len, reverse=True))


def _said(body: bytes, secrets: tuple[str, ...]) -> str:
    """The words of a refusal: listmonk's `message`, Buttondown's `detail` and `code`; no secret, no address of anybody's."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(found, dict):
        return ""
    parts = [found.get("code"), found.get("message"), found.get("detail")]
    words = " ".join(str(part) for part in parts if part)
    shown = "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
    for secret in secrets:
        shown = shown.replace(secret, "…")
    return _ADDRESS.sub(lambda match: masked(match[0]), shown[:_LOOKED_AT])[:_TOLD]
