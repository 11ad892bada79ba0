"""Buttondown by its own OpenAPI: a status that sends, fields that are refused, keys that replay."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.post.handing_over.fakes.exchange import RefusedError

SCHEMA: dict[str, Any] = json.loads(Path(__file__).with_name("buttondown_schema.json").read_text())
LEAVE = "https://buttondown.test/unsubscribe/somebody"
_KINDS = {"string": str, "integer": int, "object": dict, "boolean": bool, "array": list}


class Buttondown:
    """`live` are the ids of emails that ever went, or were to go."""

    def __init__(self, now: datetime, *, page_size: int = 100) -> None:
        self.now, self._page_size = now, page_size
        self.is_paying, self.follows, self.shows_pixel = True, False, False
        self.emails: dict[str, dict[str, Any]] = {}
        self.live: set[str] = set()
        self.tried: list[str] = []
        self.asked_for: list[str] = []
        self._first: dict[str, Any] = {}
        self._changes = 0

    def asked(
        self, method: str, path: str, query: Mapping[str, str], said: Any, headers: Mapping[str, str]
    ) -> Any:
        if headers.get("Authorization") != "Token secret":
            raise RefusedError(401, {"detail": "Invalid API key."})
        self.asked_for.append(f"{method} {path}")
        key = headers.get("X-Idempotency-Key", "")
        if len(key) > 200:
            raise RefusedError(400, {"detail": "the key is too long"})
        if key in self._first:
            return self._first[key]
        found = self._done(method, path.strip("/").split("/"), query, said)
        if method == "POST" and key:
            self._first[key] = json.loads(json.dumps(found))
        return found

    def _done(self, method: str, path: list[str], query: Mapping[str, str], said: Any) -> Any:
        match [method, *path]:
            case ["GET", "ping"]:
                return {"ok": True}
            case ["GET", "emails"]:
                return self._listed(query)
            case ["POST", "emails"]:
                return self._create(said)
            case ["GET", "emails", id]:
                return self._email(id)
            case ["GET", "emails", id, "renders"]:
                return {"content": self._shown(self._email(id))}
            case ["PATCH", "emails", id]:
                _refuse_unknown("EmailUpdateInput", said)
                return self._changed(id, said)
            case ["POST", "emails", id, "publish"]:
                _refuse_unknown("EmailUpdateInput", said)
                return self._publish(id, said)
            case ["POST", "emails", id, "send-draft"]:
                _refuse_unknown("SendDraftInput", said)
                self._email(id)
                self.tried += said["recipients"]
                return {}
        raise RefusedError(404, {"detail": "Not Found"})

    def _email(self, id: str) -> dict[str, Any]:
        if id not in self.emails:
            raise RefusedError(404, {"detail": "Not Found"})
        return self.emails[id]

    def _listed(self, query: Mapping[str, str]) -> Any:
        page, known = int(query.get("page", 1)), list(self.emails.values())
        start = (page - 1) * self._page_size
        has_more = start + self._page_size < len(known)
        results = [{**one, "body": ""} for one in known[start : start + self._page_size]]
        return {"results": results, "count": len(known), "next": "?page" if has_more else None}

    def _create(self, said: dict[str, Any]) -> Any:
        _refuse_unknown("EmailInput", said)
        self._refuse_bad(said, "")
        id = f"em_{len(self.emails) + 1:026}"
        self.emails[id] = {
            **dict.fromkeys(SCHEMA["Email"]["required"], ""),
            "publish_date": None,
            "metadata": {},
            **said,
            "id": id,
            "status": said.get("status", SCHEMA["defaults"]["status"]),
            "absolute_url": f"https://buttondown.test/{id}",
        }
        return self._changed(id, {})

    def _refuse_bad(self, said: dict[str, Any], id: str) -> None:
        if said.get("body", "").startswith("---"):
            raise RefusedError(400, {"code": "body_contains_frontmatter", "detail": "front matter"})
        if said.get("template") == "naked" and not self.is_paying:
            raise RefusedError(403, {"detail": "The naked template is for paying accounts."})
        taken = {one.get("slug") for one in self.emails.values() if one["id"] != id}
        if said.get("slug") and said["slug"] in taken:
            raise RefusedError(400, {"code": "slug_invalid", "detail": "The slug is in use."})

    def _changed(self, id: str, said: dict[str, Any]) -> Any:
        one = self._email(id)
        self._refuse_bad(said, id)
        self._changes += 1
        one |= said | {"modification_date": f"2026-11-01T00:00:{self._changes:06}Z"}
        if one["status"] != "draft":
            self.live.add(id)
        return dict(one)

    def _publish(self, id: str, said: dict[str, Any]) -> Any:
        if self._email(id)["status"] not in ("draft", "scheduled"):
            raise RefusedError(400, {"detail": "It was sent already."})
        date = said.get("publish_date")
        if date and datetime.fromisoformat(date) < self.now:
            raise RefusedError(400, {"code": "publish_date_invalid", "detail": "It has passed."})
        return self._changed(id, said | {"status": "scheduled" if date else "about_to_send"})

    def _shown(self, one: dict[str, Any]) -> str:
        shown = re.sub(r"{{ unsubscribe_url }}", LEAVE, one["body"])
        if self.follows:
            shown = re.sub(r'<a href="https', '<a href="https://track.test/?https', shown)
        if self.shows_pixel:
            shown = shown.replace("</body>", '<img src="https://track.test/pixel.gif"></body>')
        return shown


def _refuse_unknown(record: str, said: dict[str, Any]) -> None:
    """422 for a field that there is not, or of another type."""
    known = SCHEMA[record]["properties"]
    for name, value in said.items():
        kinds = known.get(name)
        if kinds is None:
            raise RefusedError(422, {"detail": [{"type": "extra_forbidden", "loc": [name]}]})
        plain = [_KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind in _KINDS]
        if plain and not isinstance(value, tuple(plain)):
            raise RefusedError(422, {"detail": [{"type": "type", "loc": [name]}]})
    for name in SCHEMA[record]["required"]:
        if name not in said:
            raise RefusedError(422, {"detail": [{"type": "missing", "loc": [name]}]})
