"""A lasting copy of what is gone, as the Wayback Machine knows it: asked of nothing else, and in its turn."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import quote

import httpx

from newsletter.links.asking import Ways
from newsletter.links.guard import PrivateError
from newsletter.regexes import regex

#: https://archive.org/help/wayback_api.php
AVAILABILITY = "https://archive.org/wayback/available?url="
#: Octets of its answer that are read: it has some 300.
_MOST = 20_000
_COPY = regex(r"https?://web\.archive\.org/web/\d{14}/[!-~]{1,2000}")


async def lasting_copy(address: str, ways: Ways, service: str = AVAILABILITY) -> str:
    """The address of the newest copy; "" where there is none, or nobody says."""
    extensions = {"timeout": httpx.Timeout(ways.patience).as_dict()}
    headers = {"User-Agent": ways.agent, "Accept": "application/json", "Accept-Encoding": "identity"}
    try:
        request = httpx.Request(
            "GET", service + quote(address, safe=""), headers=headers, extensions=extensions
        )
        async with ways.turns.at(request.url.host), asyncio.timeout(2 * ways.patience):
            response = await ways.transport.handle_async_request(request)
            try:
                return _copy_in(await _read(response)) if response.status_code == 200 else ""
            finally:
                await response.aclose()
    except (httpx.InvalidURL, httpx.TransportError, PrivateError, OSError, TimeoutError):
        return ""


async def _read(response: httpx.Response) -> bytes:
    found = b""
    async for piece in response.aiter_raw():
        found += piece
        if len(found) > _MOST:
            return b""
    return found


def _copy_in(content: bytes) -> str:
    """The copy that an answer names, if it is one of the archive's own addresses."""
    try:
        told: Any = json.loads(content)
        closest = told["archived_snapshots"]["closest"]
        copy = str(closest["url"]) if str(closest["status"]) == "200" else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return copy.replace("http:", "https:", 1) if _COPY.fullmatch(copy) else ""
