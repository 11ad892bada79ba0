"""Requests and answers: a small WSGI application. Each view asks `wishes` and shows a page.

`/leave/` takes a POST of any kind and asks for nothing else (RFC 8058 §3.1); whatever its token, the
answer is the same. No view sets a cookie, none redirects, and the log has names of routes only.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import field, replace
from datetime import date, datetime
from functools import partial
from ipaddress import ip_address
from traceback import extract_tb
from typing import Any, TypeVar

from flask import Flask, Response, g, request
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from newsletter.content.words.when import long_date
from newsletter.post import schema
from newsletter.post.database import List, ListError
from newsletter.post.joining import wishes
from newsletter.post.joining.limits import BY_ADDRESS, BY_NETWORK, Counter, network_of
from newsletter.post.joining.links import Links
from newsletter.post.joining.pages import POLICY, Pages
from newsletter.post.joining.seals import form_seal, is_form_seal, read_confirm_seal
from newsletter.post.joining.turns import Turns
from newsletter.post.joining.wishes import Said
from newsletter.post.subscribers.addresses import Address, BadAddressError, read_address
from newsletter.post.subscribers.exporting import as_json
from newsletter.post.subscribers.person import Person, is_language, person_of_token
from newsletter.values import point

#: Bytes of a request at most: an address, a seal, and what a mail program sends to leave.
LARGEST = 16_384

_HEADERS = (
    ("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),  # a link of somebody's own stands in the address
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
_FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
#: Languages to choose from; whoever has another keeps it.
_LANGUAGES = (
    ("", "I do not mind"),
    ("en-GB", "English"),
    ("cy", "Cymraeg"),
    ("gd", "Gàidhlig"),
    ("ga", "Gaeilge"),
)
_TROUBLE = {
    400: "What came here was not what this page sends.",
    404: "There is no page at this address.",
    405: "This page cannot be asked in that way.",
    413: "That was more than an address needs.",
    429: "Many requests came from your network within a few minutes. Please try again in a quarter of an hour.",
    500: "Something of ours failed. Nothing was lost; please try again.",
    503: "The list cannot be reached just now. Please try again in a minute.",
}


@point
class Desk:
    """All that the views need. `wake` is called when a mail waits; `tell` is told a line a request."""

    at: List
    turns: Turns
    pages: Pages
    links: Links
    said: Said
    now: Callable[[], datetime]
    wake: Callable[[], None]
    tell: Callable[[str], None]
    networks: Counter = field(default_factory=partial(Counter, BY_NETWORK))
    addresses: Counter = field(default_factory=partial(Counter, BY_ADDRESS))
    pepper: bytes = field(default_factory=partial(secrets.token_bytes, 16))

    def list_now(self) -> List:
        """The list, at this moment."""
        return replace(self.at, now=self.now())


View = Callable[..., Response]
T = TypeVar("T")


def joining_app(desk: Desk) -> Flask:
    """The application, answering below the path of `desk.links`."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.config["PROPAGATE_EXCEPTIONS"] = False
    routes: tuple[tuple[str, str, str, View], ...] = (
        ("form", "GET", "/subscribe", show_form),
        ("subscribe", "POST", "/subscribe", subscribe),
        ("confirm page", "GET", "/confirm/<seal>", show_confirm),
        ("confirm", "POST", "/confirm/<seal>", confirm),
        ("leave page", "GET", "/leave/<token>", show_leave),
        ("leave", "POST", "/leave/<token>", leave),
        ("me", "GET", "/me/<token>", show_me),
        ("language", "POST", "/me/<token>", set_language),
        ("copy", "GET", "/me/<token>/copy.json", copy),
        ("erase page", "GET", "/me/<token>/erase", show_erase),
        ("erase", "POST", "/me/<token>/erase", erase),
        ("lost page", "GET", "/lost", show_lost),
        ("lost", "POST", "/lost", send_links),
        ("health", "GET", "/health", health),
        ("asset", "GET", "/assets/<name>", asset),
    )
    for name, method, path, view in routes:
        app.add_url_rule(
            desk.links.path + path,
            name,
            partial(view, desk),
            methods=[method],
            provide_automatic_options=False,
        )
    app.before_request(partial(_begin, desk))
    app.after_request(partial(_finish, desk))
    app.register_error_handler(Exception, partial(_failed, desk))
    return app


def show_form(desk: Desk) -> Response:
    """The form, for who comes here without the site's."""
    return _form(desk, "subscribe")


def subscribe(desk: Desk) -> Response:
    """Somebody asks to join: the answer is the same whoever is on the list."""
    return _asked(desk, "subscribe", "asked", partial(wishes.ask_to_join, said=desk.said))


def show_lost(desk: Desk) -> Response:
    """The form for who has no letter at hand."""
    return _form(desk, "lost")


def send_links(desk: Desk) -> Response:
    """Somebody asks for their links: the answer is the same whoever is on the list."""
    return _asked(desk, "lost", "sent", wishes.ask_for_links)


def show_confirm(desk: Desk, seal: str) -> Response:
    """The button. Nothing is changed: programs that look for harm follow links."""
    found = read_confirm_seal(desk.at.key, seal, desk.now())
    answer = wishes.answer_to(desk.list_now(), *found) if found else "stale"
    return _page(desk, "confirm") if answer != "stale" else _page(desk, "stale", 410)


def confirm(desk: Desk, seal: str) -> Response:
    """The button was pressed."""
    found = read_confirm_seal(desk.at.key, seal, desk.now())
    answer = _done(desk, lambda at: wishes.confirm(at, *found)) if found else "stale"
    return _page(desk, "confirmed") if answer != "stale" else _page(desk, "stale", 410)


def show_leave(desk: Desk, token: str) -> Response:
    """The button. Nothing is changed, and nothing is looked up."""
    return _page(desk, "leave", me=f"{desk.links.path}/me/{token}")


def leave(desk: Desk, token: str) -> Response:
    """Gone at once, by a mail program or by the button; what else was sent is not looked at."""
    number = person_of_token(desk.at.key, token)
    if number is not None and wishes.is_news_to_leave(desk.list_now(), number):
        _done(desk, lambda at: wishes.leave_by_number(at, number))
    return _page(desk, "left")


def show_me(desk: Desk, token: str, done: str = "") -> Response:
    """What is known of somebody, and what they can do about it."""
    person = _person(desk, token)
    if person is None:
        return _page(desk, "unknown", 404)
    here = f"{desk.links.path}/me/{token}"
    own = [] if person.language in dict(_LANGUAGES) else [(person.language, person.language)]
    days = {"since": _day(person.since), "changed": _day(person.changed)}
    return _page(
        desk,
        "me",
        person={"address": person.address, "state": person.state, "language": person.language, **days},
        languages=[*_LANGUAGES, *own],
        done=done,
        seal=form_seal(desk.at.key, token, desk.now()),
        data=f"{here}/copy.json",
        erase=f"{here}/erase",
        leave=f"{desk.links.path}/leave/{token}",
    )


def set_language(desk: Desk, token: str) -> Response:
    """The language somebody reads, changed by the form on their own page."""
    person = _person(desk, token)
    if person is None:
        return _page(desk, "unknown", 404)
    language = request.form.get("language", "")
    if not _is_from_our_form(desk, token) or (language and not is_language(language)):
        return _trouble(desk, 400)
    _done(desk, lambda at: wishes.set_language(at, int(token[:8], 16), language))
    return show_me(desk, token, done="Saved.")


def copy(desk: Desk, token: str) -> Response:
    """All that is known of somebody, for them to have (UK GDPR, articles 15 and 20)."""
    person = _person(desk, token)
    if person is None:
        return _page(desk, "unknown", 404)
    answer = Response(as_json(person), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="new-power.json"'
    return answer


def show_erase(desk: Desk, token: str) -> Response:
    """The second button."""
    if _person(desk, token) is None:
        return _page(desk, "unknown", 404)
    seal = form_seal(desk.at.key, token, desk.now())
    return _page(desk, "erase", seal=seal, me=f"{desk.links.path}/me/{token}")


def erase(desk: Desk, token: str) -> Response:
    """All that is known of somebody goes (UK GDPR, article 17)."""
    if _person(desk, token) is None:
        return _page(desk, "erased")
    if not _is_from_our_form(desk, token):
        return _trouble(desk, 400)
    number = int(token[:8], 16)
    try:
        wishes.erase_by_number(desk.list_now(), number)
    except ListError:  # where another reads, free pages are cleaned later; the line must be gone
        if wishes.person_of_number(desk.at, number) is not None:
            raise
    return _page(desk, "erased")


def health(desk: Desk) -> Response:
    """Whether the list can be read; for whoever watches the server. Raises ListError."""
    with desk.at.look() as connection:
        connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == "version"))
    return Response("ok\n", content_type="text/plain; charset=utf-8")


def asset(desk: Desk, name: str) -> Response:
    """Style, fonts and icon, under names that change with what they hold."""
    content = desk.pages.assets.get(name)
    if content is None:
        return _trouble(desk, 404)
    kind = _TYPES.get(name[name.rfind(".") :], "application/octet-stream")
    return Response(content, content_type=kind, headers={"Cache-Control": _FOR_EVER})


def _asked(desk: Desk, name: str, answer: str, ask: Callable[[List, Address], bool]) -> Response:
    """What a form with an address is answered: by what was typed alone, never by what is known."""
    now = desk.now()
    if not desk.networks.allows(network_of(_client()), now):
        return _trouble(desk, 429)
    typed = request.form.get("email", "").strip()
    if request.form.get("website"):
        return _page(desk, answer)
    try:
        address = _address(typed)
    except BadAddressError as error:
        return _form(desk, name, typed[:254], str(error))
    hidden = hmac.digest(desk.pepper, address.folded.encode(), "sha256").hex()
    if desk.addresses.allows(f"{name} {hidden}", now) and _done(desk, lambda at: ask(at, address)):
        desk.wake()
    return _page(desk, answer)


def _done(desk: Desk, wish: Callable[[List], T]) -> T:
    """What the wish gives, once it is on the disk."""
    return desk.turns.do(desk.now(), wish)


def _address(typed: str) -> Address:
    """Raises BadAddressError, in words for who typed it."""
    if not typed:
        raise BadAddressError("Please type your email address.")
    try:
        address = read_address(typed)
    except BadAddressError:
        raise BadAddressError(
            "This is not an email address we can write to. It looks like name@example.org: please look for a slip."
        ) from None
    if not address.written.isascii():
        raise BadAddressError(
            "We cannot write to addresses with other letters than a to z before the @ yet."
            " Please give another one, or follow by feed."
        )
    return address


def _form(desk: Desk, name: str, typed: str = "", problem: str = "") -> Response:
    action = f"{desk.links.path}/{name}"
    return _page(desk, name, 400 if problem else 200, action=action, typed=typed, problem=problem)


def _page(desk: Desk, name: str, status: int = 200, **shown: Any) -> Response:
    return Response(desk.pages.html(name, **shown), status, content_type="text/html; charset=utf-8")


def _trouble(desk: Desk, status: int) -> Response:
    words = _TROUBLE.get(status, _TROUBLE[400 if status < 500 else 500])
    return _page(desk, "trouble", status, words=words)


def _person(desk: Desk, token: str) -> Person | None:
    number = person_of_token(desk.at.key, token)
    return None if number is None else wishes.person_of_number(desk.list_now(), number)


def _is_from_our_form(desk: Desk, token: str) -> bool:
    return is_form_seal(desk.at.key, request.form.get("seal", ""), token, desk.now())


def _day(kept: str) -> str:
    return long_date(date.fromisoformat(kept[:10]))


def _client() -> str:
    """Whose request it is: as the proxy on this machine says, which puts its word last; nobody else is believed."""
    peer = request.remote_addr or ""
    told = request.headers.get("X-Forwarded-For", "")
    try:
        is_proxy = ip_address(peer).is_loopback
    except ValueError:
        is_proxy = False
    return told.rpartition(",")[2].strip() if told and is_proxy else peer


def _begin(desk: Desk) -> Response | None:
    g.began = desk.now()
    for counter in (desk.networks, desk.addresses):
        counter.forget(g.began)
    return _trouble(desk, 413) if (request.content_length or 0) > LARGEST else None


def _finish(desk: Desk, answer: Response) -> Response:
    for name, value in _HEADERS:
        answer.headers[name] = value
    answer.headers.setdefault("Cache-Control", "no-store")
    now = desk.now()
    took = (now - g.get("began", now)).total_seconds() * 1000
    stamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    desk.tell(f"{stamp} {request.method[:7]} {_route()} {answer.status_code} {took:.0f} ms")
    return answer


def _route() -> str:
    return (request.endpoint or "nothing").replace(" ", "-")


def _failed(desk: Desk, error: Exception) -> Response:
    """Whatever went wrong, as a page; a bug is told by its place in the program, without its words."""
    if isinstance(error, HTTPException):
        answer = _trouble(desk, error.code or 500)
        if error.code == 405:
            answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        return answer
    if isinstance(error, ListError):
        desk.tell(f"{_route()}: {error}")
        answer = _trouble(desk, 503)
        answer.headers["Retry-After"] = "60"
        return answer
    places = (f"  {one.filename}:{one.lineno} in {one.name}" for one in extract_tb(error.__traceback__))
    desk.tell("\n".join((f"{_route()}: a bug, {type(error).__name__}", *places)))
    return _trouble(desk, 500)
