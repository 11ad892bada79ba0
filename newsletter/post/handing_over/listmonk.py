"""listmonk: a campaign that begins as a draft. https://listmonk.app/docs/apis/campaigns/

Its search finds parts of names, lists that a token may not use are dropped without a word, and a campaign
without a template is put into the default one: each is looked for again here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from newsletter.content.config import Listmonk as Settings
from newsletter.mail.placeholders import LEAVE
from newsletter.post.handing_over.edition import Handed, is_of
from newsletter.post.handing_over.engines import Found, a_number, a_record, moment_of, records
from newsletter.post.handing_over.go_template import as_html, as_plain, as_text
from newsletter.post.handing_over.web import EngineError, Exchange, LostError, Web
from newsletter.post.web import Method
from newsletter.regexes import regex

T = TypeVar("T")

#: A template that adds nothing, and what ours is called.
TEMPLATE, TEMPLATE_NAME = '{{ template "content" . }}', "New Power: the letter as it is"
_IS_CONTENT = regex(r"\s*{{\s*template\s+\"content\"\s+\.\s*}}\s*")
_PAGE, _MOST_PAGES = 100, 100
_DRAFT = "draft"


class Listmonk:
    """A listmonk, by `user:token` of a user of its interface."""

    title = name = "listmonk"
    cannot: tuple[str, ...] = (
        "who is on which list, who left and what bounced is listmonk's: the people of this list are not asked",
        "its own links to leave stand in the letter, and its header for one click, where its setting"
        " `privacy.unsubscribe_header` is on; there is no mail to leave by",
        "letters carry none of our marks, so `newpower bounces` knows none of them",
        "Message-ID and Date are its own; it signs nothing (DKIM) that its mail server does not",
        "it counts as finished what it gave up, too: `--status` compares",
    )

    def __init__(
        self, settings: Settings, token: str, exchange: Exchange, sleep: Callable[[float], None]
    ) -> None:
        self._settings = settings
        self._web = Web(self.title, settings.url, ("Authorization", f"token {token}"), exchange, sleep)
        self._template: int | None = None

    def plan(self) -> list[tuple[str, str]]:
        """The lists and the template. Raises EngineError for a list that the token may not use."""
        known = {one["id"]: one for one in self._lists()}
        if missing := [number for number in self._settings.lists if number not in known]:
            named = ", ".join(map(str, missing))
            raise EngineError(f"listmonk has no list {named}, or its user may not use it")
        lists = ", ".join(_named(known[number]) for number in self._settings.lists)
        template = self._found_template()
        told = f"{template}, which adds nothing" if template else "one that adds nothing is made first"
        return [("Lists", lists), ("Template", told)]

    def found(self, slug: str) -> tuple[Found, ...]:
        """All of the edition: names are compared here, on every page of what the search gives."""
        seen: dict[str, Found] = {}
        read = 0
        asked = {
            "query": slug,
            "per_page": _PAGE,
            "order_by": "created_at",
            "order": "ASC",
            "no_body": "true",
        }
        for page in range(1, _MOST_PAGES + 1):
            rows, total = self._data("campaigns", _page, **asked, page=page)
            read += len(rows)
            seen |= {one.id: one for one in rows if is_of(slug, one.name)}
            if not rows or read >= total:
                return tuple(sorted(seen.values(), key=lambda one: int(one.id)))
        raise EngineError(
            f"listmonk has more than {_MOST_PAGES * _PAGE:,} campaigns with {slug} in their names"
        )

    def numbered(self, id: str) -> Found | None:
        """The campaign, by whichever name. It answers 400 for one that it does not have."""
        try:
            return self._data(f"campaigns/{id}", partial(_of_number, id), no_body="true")
        except EngineError as error:
            if error.code not in (400, 404):
                raise
            return None

    def make_ready(self) -> None:
        """Has the template be there that adds nothing."""
        for _ in range(3):
            self._template = self._found_template()
            if self._template is not None:
                return
            try:
                self._do("POST", "templates", {"name": TEMPLATE_NAME, "type": "campaign", "body": TEMPLATE})
            except LostError:
                continue
            except EngineError as error:
                if error.code != 403:
                    raise
                raise EngineError(
                    f"listmonk's user may make no template: make one that holds {TEMPLATE} and nothing else,"
                    " and put its number into `engines.listmonk.template`"
                ) from None
        raise EngineError("listmonk makes no template")

    def create(self, edition: Handed, number: int) -> None:
        """A draft: it makes nothing else."""
        self._do("POST", "campaigns", self._campaign(edition, None))

    def update(self, one: Found, edition: Handed, at: datetime | None) -> None:
        """All of its fields: what is left out would stay as it was."""
        self._do("PUT", f"campaigns/{one.id}", self._campaign(edition, at))

    def amiss(self, one: Found, edition: Handed, at: datetime | None) -> tuple[str, ...]:
        """What differs in its fields, and in what it shows of it."""
        kept, hour = self._data(f"campaigns/{one.id}", partial(_whole, one.id))
        lines = [*_differing(kept, self._campaign(edition, at)), *_dropped(kept, self._settings.lists)]
        if hour != at:
            lines.append(f"its hour is {_hour(hour)}, and not {_hour(at)}")
        return tuple(lines or self._shown_amiss(one, edition))

    def schedule(self, one: Found, at: datetime) -> None:
        """`scheduled`, which it takes from a draft that has its hour."""
        self._do("PUT", f"campaigns/{one.id}/status", {"status": "scheduled"})

    def try_out(self, one: Found, edition: Handed, address: str) -> None:
        """To a subscriber of it: it writes to nobody else."""
        said = {**self._campaign(edition, None), "subscribers": [address]}
        try:
            self._do("POST", f"campaigns/{one.id}/test", said)
        except EngineError as error:
            if error.code != 400:
                raise
            raise EngineError(
                "listmonk tries letters out with its own subscribers only: is that address one?"
            ) from None

    def _shown_amiss(self, one: Found, edition: Handed) -> tuple[str, ...]:
        """What is wrong with its preview, which is made as letters are."""
        shown = _one_line(self._web.read_page(f"api/campaigns/{one.id}/preview"))
        if shown.lower().count("<html") != 1:
            return ("it puts the letter into a page of its own: is the template one that adds nothing?",)
        if shown.count("<!--") != edition.html.count("<!--"):
            return ("its comments are gone, without which Outlook shows no columns",)
        pieces = [re.escape(piece) for piece in _one_line(edition.html).split(LEAVE)]
        if regex(r"[^\"'<>\s]+".join(pieces)).fullmatch(shown) is None:
            return ("it shows other words than the letter has",)
        return ()

    def _campaign(self, edition: Handed, at: datetime | None) -> dict[str, Any]:
        try:
            body = as_html(edition.html)
        except ValueError as error:
            raise EngineError(str(error)) from None
        return {
            "name": edition.name,
            "subject": as_plain(edition.subject),
            "lists": list(self._settings.lists),
            "from_email": edition.sender,
            "type": "regular",
            "content_type": "html",
            "body": body,
            "altbody": as_text(edition.text),
            "send_at": None if at is None else at.isoformat(),
            "messenger": "email",
            "template_id": self._template,
            "tags": ["new-power"],
            "headers": [{name: as_plain(text)} for name, text in edition.headers],
        }

    def _found_template(self) -> int | None:
        """The number of the template that adds nothing; None where there is none yet. Raises EngineError if it adds something."""
        if (wanted := self._settings.template) is not None:
            one = self._data(f"templates/{wanted}", lambda data: a_record(data, "id", "body"))
            if not _IS_CONTENT.fullmatch(str(one["body"])):
                raise EngineError(
                    f"template {wanted} of listmonk adds something: it is to hold {TEMPLATE} alone"
                )
            return wanted
        return self._data("templates", _ours)

    def _lists(self) -> list[dict[str, Any]]:
        def lists(data: Any) -> list[dict[str, Any]]:
            found = records(a_record(data, "results")["results"], "id", "name")
            return [{**one, "id": a_number(one["id"])} for one in found]

        return self._data("lists", lists, minimal="true", per_page="all")

    def _data(self, path: str, understood: Callable[[Any], T], **asked: object) -> T:
        return self._web.read(
            f"api/{path}", lambda found: understood(a_record(found, "data")["data"]), **asked
        )

    def _do(self, method: Method, path: str, said: dict[str, Any]) -> None:
        a_record(self._web.do(method, f"api/{path}", said), "data")


def _ours(data: Any) -> int | None:
    """The number of the first template that we made, and nobody changed."""
    for one in records(data, "id", "name"):
        if one["name"] == TEMPLATE_NAME and _IS_CONTENT.fullmatch(str(one.get("body", ""))):
            return a_number(one["id"])
    return None


def _page(data: Any) -> tuple[list[Found], int]:
    rows = records(a_record(data, "results")["results"], "id", "name", "status")
    return [_found(one) for one in rows], a_number(data.get("total"))


def _found(one: dict[str, Any]) -> Found:
    return Found(
        str(a_number(one["id"])),
        str(one["name"]),
        str(one["status"]),
        one["status"] == _DRAFT,
        moment_of(one.get("send_at")),
        a_number(one.get("sent")),
        a_number(one.get("to_send")),
    )


def _of_number(id: str, data: Any) -> Found:
    if (one := _found(a_record(data, "id", "name", "status"))).id != id:
        raise LostError
    return one


def _whole(id: str, data: Any) -> tuple[dict[str, Any], datetime | None]:
    """A campaign with all of its fields, and its hour. Raises LostError if it is another."""
    one = a_record(data, "id", "body", "lists", "status")
    if str(one["id"]) != id:
        raise LostError
    for on in records(one["lists"], "id"):
        a_number(on["id"])
    return one, moment_of(one.get("send_at"))


def _differing(kept: dict[str, Any], meant: dict[str, Any]) -> list[str]:
    """Each field that is not as it was said; a body is not shown."""
    lines = []
    for name, value in meant.items():
        found = kept.get(name)
        if name in ("lists", "send_at", "tags") or found == value:
            continue
        is_long = name in ("body", "altbody", "headers")
        lines.append(f"its {name} is another" if is_long else f"its {name} is {found!r}, and not {value!r}")
    return lines


def _dropped(kept: dict[str, Any], lists: tuple[int, ...]) -> list[str]:
    has = {one["id"] for one in kept["lists"]}
    lines = [f"list {number} was dropped: its user may not use it" for number in lists if number not in has]
    return lines + [f"it goes to list {number} as well" for number in sorted(has - set(lists), key=str)]


def _named(one: dict[str, Any]) -> str:
    count = one.get("subscriber_count")
    return f"{one['name']} ({one['id']})" + (f", {count:,} people" if isinstance(count, int) else "")


def _hour(at: datetime | None) -> str:
    return at.isoformat() if at else "none"


def _one_line(html: str) -> str:
    return " ".join(html.split())
