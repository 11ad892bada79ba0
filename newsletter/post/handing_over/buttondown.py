"""Buttondown: an email that begins as a draft. https://github.com/buttondown/openapi

Without a status it would go to everybody at once, so it is always said. Each POST has a key by which the
same is not done twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from newsletter.content.config import Buttondown as Settings
from newsletter.mail.placeholders import LEAVE
from newsletter.post.handing_over.edition import Handed, is_of
from newsletter.post.handing_over.engines import Found, a_number, a_record, moment_of, records
from newsletter.post.handing_over.shown import differences
from newsletter.post.handing_over.web import EngineError, Exchange, LostError, Web

#: What it calls the address at which one leaves.
UNSUBSCRIBE = "{{ unsubscribe_url }}"
_DRAFT, _DELETED = "draft", "deleted"
_MOST_PAGES = 100
#: Under which an email of ours carries its edition and its words.
_EDITION, _NAME = "new_power_edition", "new_power_name"
_LONGEST_KEY = 200


class Buttondown:
    """An account, by its key."""

    title, name = "Buttondown", "buttondown"
    cannot: tuple[str, ...] = (
        "who is on the list, who left and what bounced is Buttondown's: the people of this list are not asked",
        "it makes the text part by itself: ours is not sent",
        "its own links and headers to leave by stand in the letter; there is no mail to leave by",
        "List-Id and our other headers are not sent, and letters carry none of our marks, so `newpower bounces` knows none",
        "ready HTML needs its template `naked`, which is for paying accounts",
        "it counts who opens and follows, unless its settings say otherwise: what it shows is compared",
    )

    def __init__(
        self, settings: Settings, key: str, exchange: Exchange, sleep: Callable[[float], None]
    ) -> None:
        self._web = Web(self.title, settings.url, ("Authorization", f"Token {key}"), exchange, sleep)

    def plan(self) -> list[tuple[str, str]]:
        """That the key is one."""
        self._web.read("ping", lambda found: found)
        return [("Lists", "all who are subscribed at Buttondown")]

    def found(self, slug: str) -> tuple[Found, ...]:
        """All of the edition, by what ours carry; on every page."""
        seen: list[Found] = []
        read = 0
        for page in range(1, _MOST_PAGES + 1):
            rows, total, has_more = self._web.read(
                "emails", _page, page=page, ordering="creation_date", excluded_fields="body"
            )
            read += len(rows)
            seen += [one for one in rows if is_of(slug, one.name) and one.state != _DELETED]
            if not rows or (read >= total and not has_more):
                return tuple(dict.fromkeys(seen))
        raise EngineError(f"Buttondown has more than {_MOST_PAGES} pages of emails")

    def numbered(self, id: str) -> Found | None:
        """The email, whatever its marks are; one that was deleted is gone."""
        try:
            one = self._web.read(f"emails/{id}", lambda found: _found(_whole(id, found)))
        except EngineError as error:
            if error.code != 404:
                raise
            return None
        return None if one.state == _DELETED else one

    def make_ready(self) -> None:
        """Nothing is needed."""

    def create(self, edition: Handed, number: int) -> None:
        """A draft. The same key gives the first answer again, though its draft may have been deleted since."""
        said = {**_email(edition), "status": _DRAFT}
        self._post("emails", said, f"{edition.name}-draft-{number}")

    def update(self, one: Found, edition: Handed, at: datetime | None) -> None:
        """Its fields; its state is not said, and stays."""
        _written(self._web.do("PATCH", f"emails/{one.id}", _email(edition)))

    def amiss(self, one: Found, edition: Handed, at: datetime | None) -> tuple[str, ...]:
        """What differs in its fields, and in what it shows of it."""
        kept = self._web.read(f"emails/{one.id}", partial(_whole, one.id))
        lines = [
            f"its {name} is another"
            if name == "body"
            else f"its {name} is {kept.get(name)!r}, and not {value!r}"
            for name, value in _email(edition).items()
            if kept.get(name) != value
        ]
        if lines:
            return tuple(lines)
        shown = self._web.read(f"emails/{one.id}/renders", _content, target="email")
        return differences(edition.html.replace(LEAVE, ""), shown)

    def schedule(self, one: Found, at: datetime) -> None:
        """`publish` with a date: without one it would go at once."""
        key = hashlib.sha256(f"{one.id} {one.changed} {at.isoformat()}".encode()).hexdigest()[:32]
        self._post(f"emails/{one.id}/publish", {"publish_date": at.isoformat()}, f"{one.name}-hour-{key}")

    def try_out(self, one: Found, edition: Handed, address: str) -> None:
        """To any address."""
        self._web.do("POST", f"emails/{one.id}/send-draft", {"recipients": [address]})

    def _post(self, path: str, said: dict[str, Any], key: str) -> None:
        try:
            _written(self._web.do("POST", path, said, X_Idempotency_Key=key[:_LONGEST_KEY]))
        except EngineError as error:
            if error.code == 409:  # the first of this key is at work still
                raise LostError from None
            raise


def _email(edition: Handed) -> dict[str, Any]:
    """What is said of an edition, but for its state."""
    body = edition.html.replace("{{", "{&#123;").replace("{%", "&#123;%").replace("{#", "&#123;#")
    return {
        "subject": edition.subject,
        "body": body.replace(LEAVE, UNSUBSCRIBE),
        "slug": edition.name,
        "description": edition.preheader,
        "canonical_url": edition.page_url,
        "template": "naked",
        "secondary_id": edition.number,
        "metadata": {_EDITION: edition.slug, _NAME: edition.name},
    }


def _page(found: Any) -> tuple[list[Found], int, bool]:
    rows = records(a_record(found, "results", "count")["results"], "id", "status")
    return [_found(one) for one in rows], a_number(found["count"]), bool(found.get("next"))


def _found(one: dict[str, Any]) -> Found:
    metadata, analytics = one.get("metadata") or {}, one.get("analytics") or {}
    return Found(
        str(one["id"]),
        str(metadata.get(_NAME, "")) if isinstance(metadata, dict) else "",
        str(one["status"]),
        one["status"] == _DRAFT,
        moment_of(one.get("publish_date")) if one["status"] != _DRAFT else None,
        a_number(analytics.get("deliveries")),
        a_number(analytics.get("recipients")),
        str(one.get("modification_date", "")),
    )


def _written(found: Any) -> None:
    a_record(found, "id", "status")


def _whole(id: str, found: Any) -> dict[str, Any]:
    """An email with its fields. Raises LostError if it is another."""
    one = a_record(found, "id", "body", "status")
    if str(one["id"]) != id:
        raise LostError
    return one


def _content(found: Any) -> str:
    return str(a_record(found, "content")["content"])
