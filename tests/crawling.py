"""A built publication read as strangers read it: every address in every page, feed and letter."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.etree
import lxml.html

from newsletter import permalinks

#: Attributes that hold an address.
_ADDRESSES = ("href", "src", "action", "poster", "data", "cite")
_WHOLE = re.compile(r"https?://[^\s<>\"']+")
_REFRESH = re.compile(r"\d+; url=(.*)")
_CSS_URL = re.compile(r"url\(['\"]?([^)'\"]+)")


@dataclass(frozen=True)
class Built:
    """What a build made: the site's folder, the outbox, and the address they were made for."""

    public: Path
    outbox: Path
    base_url: str

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Every file of the site by its path."""
        return {
            path.relative_to(self.public).as_posix(): path.read_bytes()
            for path in sorted(self.public.rglob("*"))
            if path.is_file() and not path.relative_to(self.public).parts[0].startswith(".")
        }

    @cached_property
    def pages(self) -> dict[str, lxml.html.HtmlElement]:
        """Every page by its file's path, parsed."""
        return {
            name: lxml.html.fromstring(content)
            for name, content in self.files.items()
            if name.endswith(".html")
        }

    @cached_property
    def ids(self) -> dict[str, frozenset[str]]:
        """The ids of each page."""
        return {name: frozenset(page.xpath("//@id")) for name, page in self.pages.items()}

    def dead(self) -> list[str]:
        """Every address of ours that leads nowhere, with where it stands."""
        found = {f"{where}: {link}" for where, link in self._links() if not self._is_there(where, link)}
        return sorted(found)

    def linked_from(self, name: str) -> Iterator[str]:
        """The files that the links of a page lead to."""
        for link in self.pages[name].xpath("//a/@href | //link[@rel='canonical']/@href"):
            path = self._path(link)
            if path is not None:
                yield permalinks.output_path(unquote(path.partition("#")[0]))

    def is_redirect(self, name: str) -> bool:
        """Whether a page only leads on."""
        return bool(self.pages[name].xpath("//meta[@http-equiv='refresh']"))

    def feed(self, listing: str) -> list[dict[str, Any]]:
        """The entries of a feed."""
        return list(json.loads(self.files[f"{listing.lstrip('/')}feed.json"])["items"])

    # Where addresses stand

    def _links(self) -> Iterator[tuple[str, str]]:
        for name, page in self.pages.items():
            yield from ((name, link) for link in _page_links(page))
        for name, content in self.files.items():
            text = content.decode(errors="replace")
            if name.endswith((".xml", "feed.json")):
                yield from self._feed_links(name, content)
            elif name.endswith(".css"):
                folder = name.rpartition("/")[0]
                root = urlsplit(self.base_url).path
                yield from ((name, f"{root}/{folder}/{link}") for link in _CSS_URL.findall(text))
            elif name.endswith(".txt"):
                yield from ((name, link.rstrip(".,")) for link in _WHOLE.findall(text))
            elif name == "_redirects":
                # A former feed has no page that leads on, as a former page has: the host alone does.
                moved = (line.split()[:2] for line in text.splitlines())
                yield from ((name, link) for pair in moved for link in pair if not link.endswith("/feed.xml"))
        yield from self._letter_links()

    def _letter_links(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.outbox.glob("*/edition.*")):
            name = f"letter {path.relative_to(self.outbox).as_posix()}"
            parts = {path.suffix: path.read_text(encoding="utf-8")} if path.suffix != ".eml" else _parts(path)
            for form, text in parts.items():
                if form == ".txt":
                    yield from ((name, link.rstrip(".,")) for link in _WHOLE.findall(text))
                else:
                    yield from self._told_elsewhere(name, text)

    def _feed_links(self, name: str, content: bytes) -> Iterator[tuple[str, str]]:
        if name.endswith(".json"):
            feed = json.loads(content)
            html = [item.pop("content_html") for item in feed["items"]]
            yield from ((name, link) for link in _strings(feed) if _WHOLE.fullmatch(link))
        else:
            tree = lxml.etree.fromstring(content)
            texts = [text.strip() for text in tree.xpath("//text() | //@href | //@url")]
            yield from ((name, link) for link in texts if _WHOLE.fullmatch(link))
            bodies = tree.xpath("//*[local-name()='encoded' or local-name()='content']")
            html = [body.text or "" for body in bodies]
        for number, text in enumerate(html, start=1):
            yield from self._told_elsewhere(f"{name}, entry {number}", text)

    def _told_elsewhere(self, name: str, html: str) -> Iterator[tuple[str, str]]:
        """Links of what is read outside the site: whole ones, or to a part of the same text."""
        tree = lxml.html.fromstring(f"<div>{html}</div>" if "<html" not in html else html)
        ids = set(tree.xpath("//@id"))
        for link in _page_links(tree):
            if not (link.startswith("#") and link[1:] in ids):
                yield name, link if _is_whole(link) else f"(not whole) {link}"

    # Where addresses lead

    def _is_there(self, where: str, link: str) -> bool:
        if link.startswith("#"):
            return unquote(link[1:]) in self.ids[where]
        if _is_whole(link) and self._path(link) is None:
            return True  # somebody else's
        path = self._path(link)
        if path is None:
            return False
        path, _, fragment = path.partition("#")
        file = permalinks.output_path(unquote(path))
        return file in self.files and (not fragment or unquote(fragment) in self.ids.get(file, ()))

    def _path(self, link: str) -> str | None:
        """A link of ours from the site's root; None for what is not."""
        root = urlsplit(self.base_url).path
        if link == self.base_url:
            return "/"
        if link.startswith(f"{self.base_url}/"):
            return link.removeprefix(self.base_url)
        return link.removeprefix(root) if link.startswith(f"{root}/") else None


def _page_links(page: lxml.html.HtmlElement) -> Iterator[str]:
    for name in _ADDRESSES:
        yield from page.xpath(f"//@{name}")
    for several in page.xpath("//@srcset"):
        yield from (one.split()[0] for one in several.split(", "))
    for content in page.xpath("//meta/@content"):
        if match := _REFRESH.fullmatch(content):
            yield match[1]
        elif _WHOLE.fullmatch(content):
            yield content
    for block in page.xpath("//script[@type='application/ld+json']/text()"):
        yield from (text for text in _strings(json.loads(block)) if _WHOLE.fullmatch(text))


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value of JSON."""
    if isinstance(value, str):
        yield unescape(value)
    elif isinstance(value, dict | list):
        inside: Iterable[Any] = value.values() if isinstance(value, dict) else value
        for item in inside:
            yield from _strings(item)


def _parts(path: Path) -> dict[str, str]:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    found = {"text/plain": ".txt", "text/html": ".html"}
    return {
        found[part.get_content_type()]: part.get_content()
        for part in message.walk()
        if part.get_content_type() in found
    }


def _is_whole(link: str) -> bool:
    return link.startswith(("https://", "http://", "mailto:", "tel:"))
