"""The views: each is given the request by Flask, asks `wishes`, and shows a page. None knows which others there are."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import field, replace
from datetime import date, datetime
from functools import partial
from ipaddress import ip_address
from typing import Any, TypeVar

from flask import Response, request
from sqlalchemy import select

from newsletter.content.words.when import long_date
from newsletter.post import schema
from newsletter.post.contract import ListError
from newsletter.post.database import List
from newsletter.post.joining import wishes
from newsletter.post.joining.limits import BY_ADDRESS, BY_NETWORK, Counter, network_of
from newsletter.post.joining.links import Links
from newsletter.post.joining.pages import Pages
from newsletter.post.joining.seals import form_seal, is_form_seal, read_confirm_seal
from newsletter.post.joining.turns import Turns
from newsletter.post.joining.wishes import Said
from newsletter.post.record import record_of
from newsletter.post.subscribers.addresses import Address, BadAddressError, read_address
from newsletter.post.subscribers.person import Person, is_language, person_of_token
from newsletter.values import point

T = TypeVar("T")

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
class Office:
    """All that the views need. `wake` is called when a mail waits; `tell` is told a line a request.

    `greeting` is what goes to who has just confirmed.
    """

    at: List
    turns: Turns
    pages: Pages
    links: Links
    said: Said
    now: Callable[[], datetime]
    wake: Callable[[], None]
    tell: Callable[[str], None]
    greeting: wishes.Greeting = wishes.NOT_GREETED
    networks: Counter = field(default_factory=partial(Counter, BY_NETWORK))
    addresses: Counter = field(default_factory=partial(Counter, BY_ADDRESS))
    pepper: bytes = field(default_factory=partial(secrets.token_bytes, 16))

    def list_now(self) -> List:
        """The list, at this moment."""
        return replace(self.at, now=self.now())


def show_form(office: Office) -> Response:
    """The form, for who comes here without the site's."""
    return _form(office, "subscribe")


def subscribe(office: Office) -> Response:
    """Somebody asks to join: the answer is the same whoever is on the list."""
    return _asked(office, "subscribe", "asked", partial(wishes.ask_to_join, said=office.said))


def show_lost(office: Office) -> Response:
    """The form for who has no letter at hand."""
    return _form(office, "lost")


def send_links(office: Office) -> Response:
    """Somebody asks for their links: the answer is the same whoever is on the list."""
    return _asked(office, "lost", "sent", wishes.ask_for_links)


def show_confirm(office: Office, seal: str) -> Response:
    """The button. Nothing is changed: programs that look for harm follow links."""
    found = read_confirm_seal(office.at.key, seal, office.now())
    answer = wishes.answer_to(office.list_now(), *found) if found else "stale"
    return _page(office, "confirm") if answer != "stale" else _page(office, "stale", 410)


def confirm(office: Office, seal: str) -> Response:
    """The button was pressed."""
    found = read_confirm_seal(office.at.key, seal, office.now())
    answer = _done(office, lambda at: wishes.confirm(at, *found, office.greeting)) if found else "stale"
    if answer == "confirm":
        office.wake()
    return _page(office, "confirmed") if answer != "stale" else _page(office, "stale", 410)


def show_leave(office: Office, token: str) -> Response:
    """The button. Nothing is changed, and nothing is looked up."""
    return _page(office, "leave", me=f"{office.links.path}/me/{token}")


def leave(office: Office, token: str) -> Response:
    """Gone at once, by a mail program or by the button; what else was sent is not looked at."""
    number = person_of_token(office.at.key, token)
    if number is not None:
        _done(office, lambda at: wishes.leave_by_number(at, number))
    return _page(office, "left")


def show_me(office: Office, token: str, done: str = "") -> Response:
    """What is known of somebody, and what they can do about it."""
    person = _person(office, token)
    if person is None:
        return _page(office, "unknown", 404)
    here = f"{office.links.path}/me/{token}"
    own = [] if person.language in dict(_LANGUAGES) else [(person.language, person.language)]
    days = {"since": _day(person.since), "changed": _day(person.changed)}
    return _page(
        office,
        "me",
        person={"address": person.address, "state": person.state, "language": person.language, **days},
        languages=[*_LANGUAGES, *own],
        done=done,
        seal=form_seal(office.at.key, token, office.now()),
        data=f"{here}/copy.json",
        erase=f"{here}/erase",
        leave=f"{office.links.path}/leave/{token}",
    )


def set_language(office: Office, token: str) -> Response:
    """The language somebody reads, changed by the form on their own page."""
    person = _person(office, token)
    if person is None:
        return _page(office, "unknown", 404)
    language = request.form.get("language", "")
    if not _is_from_our_form(office, token) or (language and not is_language(language)):
        return trouble(office, 400)
    _done(office, lambda at: wishes.set_language(at, int(token[:8], 16), language))
    return show_me(office, token, done="Saved.")


def copy(office: Office, token: str) -> Response:
    """All that is known of somebody, for them to have (UK GDPR, articles 15 and 20)."""
    person = _person(office, token)
    if person is None:
        return _page(office, "unknown", 404)
    answer = Response(record_of(office.at, person), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="new-power.json"'
    return answer


def show_erase(office: Office, token: str) -> Response:
    """The second button."""
    if _person(office, token) is None:
        return _page(office, "unknown", 404)
    seal = form_seal(office.at.key, token, office.now())
    return _page(office, "erase", seal=seal, me=f"{office.links.path}/me/{token}")


def erase(office: Office, token: str) -> Response:
    """All that is known of somebody goes (UK GDPR, article 17)."""
    if _person(office, token) is None:
        return _page(office, "erased")
    if not _is_from_our_form(office, token):
        return trouble(office, 400)
    number = int(token[:8], 16)
    try:
        wishes.erase_by_number(office.list_now(), number)
    except ListError:  # where another reads, free pages are cleaned later; the line must be gone
        if wishes.person_of_number(office.at, number) is not None:
            raise
    return _page(office, "erased")


def health(office: Office) -> Response:
    """Whether the list can be read; for whoever watches the server. Raises ListError."""
    with office.at.look() as connection:
        connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == "version"))
    return Response("ok\n", content_type="text/plain; charset=utf-8")


def asset(office: Office, name: str) -> Response:
    """Style, fonts and icon, under names that change with what they hold."""
    content = office.pages.assets.get(name)
    if content is None:
        return trouble(office, 404)
    kind = _TYPES.get(name[name.rfind(".") :], "application/octet-stream")
    return Response(content, content_type=kind, headers={"Cache-Control": _FOR_EVER})


def _asked(office: Office, name: str, answer: str, ask: Callable[[List, Address], bool]) -> Response:
    """What a form with an address is answered: by what was typed alone, never by what is known."""
    now = office.now()
    if not office.networks.allows(network_of(_client()), now):
        return trouble(office, 429)
    typed = request.form.get("email", "").strip()
    if request.form.get("website"):
        return _page(office, answer)
    try:
        address = _address(typed)
    except BadAddressError as error:
        return _form(office, name, typed[:254], str(error))
    hidden = hmac.digest(office.pepper, address.folded.encode(), "sha256").hex()
    if office.addresses.allows(f"{name} {hidden}", now) and _done(office, lambda at: ask(at, address)):
        office.wake()
    return _page(office, answer)


def _done(office: Office, wish: Callable[[List], T]) -> T:
    """What the wish gives, once it is on the disk."""
    return office.turns.do(office.now(), wish)


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


def _form(office: Office, name: str, typed: str = "", problem: str = "") -> Response:
    action = f"{office.links.path}/{name}"
    return _page(office, name, 400 if problem else 200, action=action, typed=typed, problem=problem)


def _page(office: Office, name: str, status: int = 200, **shown: Any) -> Response:
    return Response(office.pages.html(name, **shown), status, content_type="text/html; charset=utf-8")


def trouble(office: Office, status: int) -> Response:
    """What is said where something did not work, by the status of HTTP."""
    words = _TROUBLE.get(status, _TROUBLE[400 if status < 500 else 500])
    return _page(office, "trouble", status, words=words)


def _person(office: Office, token: str) -> Person | None:
    number = person_of_token(office.at.key, token)
    return None if number is None else wishes.person_of_number(office.list_now(), number)


def _is_from_our_form(office: Office, token: str) -> bool:
    return is_form_seal(office.at.key, request.form.get("seal", ""), token, office.now())


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
