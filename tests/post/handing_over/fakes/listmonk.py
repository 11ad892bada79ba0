"""A listmonk as its sources have it (knadh/listmonk, July 2026): its search, its silence, and its templates."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.post.handing_over.fakes.exchange import RefusedError

#: One who wants to leave, as its preview has them.
LEAVE = "https://lists.test/subscription/campaign-1/somebody"
_ACTION = re.compile(
    r'{{\s*(?:(?P<safe>Safe)\s+)?(?P<text>"(?:[^"\\]|\\.)*")\s*}}|{{\s*(?P<leave>UnsubscribeURL)\s+\.\s*}}'
    r'|{{\s*TrackLink\s+"(?P<tracked>[^"]*)"\s+\.\s*}}'
)
_LIVE = ("scheduled", "running", "paused", "finished", "cancelled")


class Listmonk:
    """`live` are the numbers of campaigns that ever went, or were to go."""

    def __init__(
        self, now: datetime, lists: Mapping[int, str], permitted: tuple[int, ...] | None = None
    ) -> None:
        self.now, self.lists = now, dict(lists)
        self.permitted = tuple(self.lists) if permitted is None else permitted
        self.may_make_templates = self.keeps_comments = True
        self.wraps = False
        self.page_size = 100
        self.subscribers = {"jo@example.org"}
        self.campaigns: dict[int, dict[str, Any]] = {}
        default = '<html><body><div class="wrap">{{ template "content" . }}</div>powered by</body></html>'
        self.templates = {1: {"id": 1, "name": "Default", "type": "campaign", "body": default}}
        self.live: set[int] = set()
        self.tried: list[str] = []
        self.asked_for: list[str] = []

    def asked(
        self, method: str, path: str, query: Mapping[str, str], said: Any, headers: Mapping[str, str]
    ) -> Any:
        if headers.get("Authorization") != "token api:secret":
            raise RefusedError(403, {"message": "invalid API credentials"})
        self.asked_for.append(f"{method} {path}")
        match [method, *path.removeprefix("/api/").split("/")]:
            case ["GET", "lists"]:
                known = [
                    {"id": one, "name": self.lists[one], "subscriber_count": 40} for one in self.permitted
                ]
                return {"data": {"results": known, "total": len(known)}}
            case ["GET", "templates"]:
                return {"data": list(self.templates.values())}
            case ["GET", "templates", number]:
                return {"data": self.templates[int(number)]}
            case ["POST", "templates"]:
                return self._make_template(said)
            case ["GET", "campaigns"]:
                return self._search(query)
            case ["POST", "campaigns"]:
                return self._create(said)
            case ["GET", "campaigns", number]:
                return {"data": self._campaign(number)}
            case ["GET", "campaigns", number, "preview"]:
                return self._shown(self._campaign(number))
            case ["PUT", "campaigns", number]:
                return self._update(number, said)
            case ["PUT", "campaigns", number, "status"]:
                return self._set_status(number, said["status"])
            case ["POST", "campaigns", number, "test"]:
                self._campaign(number)
                if not set(said["subscribers"]) & self.subscribers:
                    raise RefusedError(400, {"message": "no known subscribers to test with"})
                self.tried += said["subscribers"]
                return {"data": True}
        raise RefusedError(404, {"message": "Not Found"})

    def finish(self, number: int, sent: int, to_send: int) -> None:
        """It has gone, as it says."""
        self.campaigns[number] |= {"status": "finished", "sent": sent, "to_send": to_send}

    def _campaign(self, number: str) -> dict[str, Any]:
        if int(number) not in self.campaigns:
            raise RefusedError(400, {"message": "Campaign not found"})
        return self.campaigns[int(number)]

    def _search(self, query: Mapping[str, str]) -> Any:
        """Parts of names and subjects; what it shows depends on which lists one may see."""
        wanted = query["query"].lower()
        found = [
            one
            for one in self.campaigns.values()
            if wanted in f"{one['name']} {one['subject']}".lower()
            and any(part["id"] in self.permitted for part in one["lists"])
        ]
        size = min(int(query["per_page"]), self.page_size)
        start = (int(query.get("page", 1)) - 1) * size
        if not found[start : start + size]:
            return {"data": {"results": [], "total": 0}}
        return {
            "data": {
                "results": [{**one, "body": ""} for one in found[start : start + size]],
                "total": len(found),
            }
        }

    def _create(self, said: dict[str, Any]) -> Any:
        fields = self._checked(said)
        if fields["template_id"] is None:
            fields["template_id"] = 1  # the default one
        number = len(self.campaigns) + 1
        self.campaigns[number] = {"id": number, "status": "draft", "sent": 0, "to_send": 0, **fields}
        return {"data": self.campaigns[number]}

    def _update(self, number: str, said: dict[str, Any]) -> Any:
        one = self._campaign(number)
        if one["status"] not in ("draft", "paused", "scheduled"):
            raise RefusedError(400, {"message": "Cannot update a running or a finished campaign"})
        before = {**one, "lists": [part["id"] for part in one["lists"]]}
        one |= self._checked({**before, **said})
        if one["status"] == "scheduled" and one["send_at"] is None:
            one["status"] = "draft"
        return {"data": one}

    def _checked(self, said: dict[str, Any]) -> dict[str, Any]:
        lists = [one for one in said["lists"] if one in self.permitted]
        if not lists:
            raise RefusedError(400, {"message": "No lists selected"})
        if said.get("send_at") and datetime.fromisoformat(said["send_at"]) < self.now:
            raise RefusedError(400, {"message": "`send_at` should be a date in the future"})
        is_known = said.get("content_type") in ("richtext", "html", "plain", "visual", "markdown")
        run(said["body"])
        return {
            "name": said["name"],
            "subject": said["subject"],
            "lists": [{"id": one, "name": self.lists[one]} for one in lists],
            "from_email": said.get("from_email") or "the engine's own",
            "type": said.get("type", "regular"),
            "content_type": said["content_type"] if is_known else "richtext",
            "body": said["body"],
            "altbody": said.get("altbody"),
            "send_at": _in_utc(said.get("send_at")),
            "messenger": said.get("messenger", "email"),
            "template_id": said.get("template_id"),
            "tags": said.get("tags", []),
            "headers": said.get("headers", []),
        }

    def _set_status(self, number: str, status: str) -> Any:
        one = self._campaign(number)
        allowed = {
            "draft": ("scheduled",),
            "scheduled": ("draft", "paused"),
            "running": ("draft", "paused"),
            "paused": ("running",),
            "cancelled": ("running", "paused"),
        }
        if one["status"] not in allowed[status] or (status == "scheduled" and not one["send_at"]):
            raise RefusedError(400, {"message": "Only drafts with a date can be scheduled"})
        one["status"] = "scheduled" if status == "running" and one["send_at"] else status
        if one["status"] in _LIVE:
            self.live.add(one["id"])
        return {"data": one}

    def _make_template(self, said: dict[str, Any]) -> Any:
        if not self.may_make_templates:
            raise RefusedError(403, {"message": "permission denied: templates:manage"})
        if not re.search(r'{{(\s+)?template\s+?"content"(\s+)?\.(\s+)?}}', said["body"]):
            raise RefusedError(400, {"message": "the placeholder is missing"})
        number = len(self.templates) + 1
        self.templates[number] = {"id": number, **said}
        return {"data": self.templates[number]}

    def _shown(self, one: dict[str, Any]) -> str:
        around = self.templates[1 if self.wraps else one["template_id"]]["body"]
        shown = (
            run(one["body"])
            if self.keeps_comments
            else re.sub("<!--.*?-->", "", run(one["body"]), flags=re.DOTALL)
        )
        return re.sub(r'{{\s*template "content" \.\s*}}', lambda _: shown, around)


def run(template: str) -> str:
    """What Go's `html/template` makes of a body: comments vanish, actions are done. Raises RefusedError."""
    body = re.sub(r"(https?://[\w\-.~!#$&'()*+,/:;=?@\[\]%]*)@TrackLink", r'{{ TrackLink "\1" . }}', template)
    body = re.sub(r"{{(\s+)?(UnsubscribeURL|MessageURL)(\s+)?}}", r"{{ \2 . }}", body)
    pieces, end = [], 0
    for action in _ACTION.finditer(body):
        pieces.append(_literal(body[end : action.start()]))
        if action["leave"]:
            pieces.append(LEAVE)
        elif action["tracked"] is not None:
            pieces.append(f"https://lists.test/link/{len(pieces)}")
        else:
            pieces.append(json.loads(action["text"]))
        end = action.end()
    pieces.append(_literal(body[end:]))
    return "".join(pieces)


def run_text(template: str) -> str:
    """The same of a text part, which it takes for HTML: a name in angle brackets is a tag, and breaks it."""
    if "{{" not in template:
        return template
    if re.search(r"<[a-zA-Z]", _ACTION.sub("", template)):
        raise RefusedError(400, {"message": "in a tag"})
    return run(template)


def _literal(text: str) -> str:
    if "{{" in text:
        raise RefusedError(400, {"message": "Error compiling campaign body: unexpected {{"})
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


def _in_utc(text: str | None) -> str | None:
    return (
        None
        if text is None
        else datetime.fromisoformat(text).astimezone(UTC).isoformat().replace("+00:00", "Z")
    )
