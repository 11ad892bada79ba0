"""Seals under the list's key, with the moment they were made and a purpose: one for confirming opens nothing else."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

#: For how long the link in a mail can be used, and a form that was opened can be sent.
CONFIRMS_FOR = timedelta(days=7)
FORM_FOR = timedelta(days=1)


class _SignerAt(TimestampSigner):
    """Signs at a moment that it is given: a link is the same however often its mail is written."""

    def __init__(self, *asked: Any, at: int, **more: Any) -> None:
        super().__init__(*asked, **more)
        self.at = at

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return self.at


def confirm_seal(key: bytes, person: int, consent: int, made: datetime) -> str:
    """What stands in the link by which this person confirms this consent."""
    return str(_serializer(key, "confirm", made).dumps([person, consent]))


def read_confirm_seal(key: bytes, seal: str, now: datetime) -> tuple[int, int] | None:
    """The numbers of person and consent; None for a seal that is not ours, or whose week is over."""
    found = _read(_serializer(key, "confirm", now), seal, CONFIRMS_FOR)
    return (int(found[0]), int(found[1])) if isinstance(found, list) and len(found) == 2 else None


def form_seal(key: bytes, token: str, now: datetime) -> str:
    """What a form on a person's own page holds, so that nobody else's page can send it."""
    return str(_serializer(key, "form", now).dumps(token))


def is_form_seal(key: bytes, seal: str, token: str, now: datetime) -> bool:
    """Whether the form was ours, on the page of this token, and not left open for longer than a day."""
    return bool(_read(_serializer(key, "form", now), seal, FORM_FOR) == token)


def _serializer(key: bytes, purpose: str, at: datetime) -> URLSafeTimedSerializer:
    seconds = int(at.astimezone(UTC).timestamp())
    return URLSafeTimedSerializer(
        key,
        salt=f"newpower {purpose}",
        signer=_SignerAt,
        signer_kwargs={"at": seconds, "digest_method": hashlib.sha256},
    )


def _read(serializer: URLSafeTimedSerializer, seal: str, most: timedelta) -> Any:
    try:
        return serializer.loads(seal, max_age=int(most.total_seconds()))
    except BadData:
        return None
