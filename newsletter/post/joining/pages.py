"""What is shown to who joins and leaves: the site's own pages, with style and fonts from the list server itself.

`Library, Assets → Pages`. Links to the site are whole addresses: it may stand on another host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment

from newsletter.content.library import Library
from newsletter.post.joining.links import Links
from newsletter.site.assets import Assets
from newsletter.site.desk import View, open_desk
from newsletter.site.frame import SUBSCRIBE_WORDS, head_view, site_view
from newsletter.site.pages import site_environment
from newsletter.templates import render_template
from newsletter.values import point

#: Nothing but our own style, fonts and icon; forms go to us alone.
POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"
#: An address that no page of the site has: its menu marks none of its entries.
_NOWHERE = "/-/"

#: Every page, by its template, with its title.
TITLES = {
    "subscribe": "Get the letter",
    "asked": "Now look at your mail",
    "confirm": "One button more",
    "confirmed": "You are on the list",
    "stale": "This link is too old",
    "leave": "Leave the list",
    "left": "You have left",
    "me": "What we keep about you",
    "erase": "Erase everything?",
    "erased": "It is erased",
    "unknown": "We do not know this link",
    "lost": "Find your own links",
    "sent": "Now look at your mail",
    "trouble": "That did not work",
}


@point
class Pages:
    """Renders the pages. What shows nothing of its own is rendered once."""

    environment: Environment
    site: View
    head: View
    links: Links
    assets: Mapping[str, bytes]
    kept: dict[str, str] = field(default_factory=dict)

    def html(self, name: str, **shown: Any) -> str:
        """A page; `shown` is what it shows besides what all do."""
        if not shown and name in self.kept:
            return self.kept[name]
        around = {"site": self.site, "page": {**self.head, "title": TITLES[name]}, **self._addresses}
        text = render_template(self.environment, f"site/list/{name}.html", {**around, **shown})
        if not shown:
            self.kept[name] = text
        return text

    @property
    def _addresses(self) -> Mapping[str, str]:
        return {name: f"{self.links.path}/{name}" for name in ("subscribe", "lost")}


def plan_pages(library: Library, assets: Assets, links: Links, templates: Path, inbox: str = "") -> Pages:
    """The pages of this site, as they stand below `links`; `inbox` is where a preview shows the mails it caught."""
    desk = replace(open_desk(library, {}, assets, {}).for_feeds(), assets=assets)
    here = {name: links.path + link for name, link in assets.addresses.items()}
    head = head_view(desk, _NOWHERE, "", "", noindex=True)
    # Search would lead from here to another host, where the policy of these pages lets no form go.
    site = {**site_view(desk), "assets": here, "policy": POLICY, "feeds": [], "inbox": inbox, "search": None}
    stock = {PurePosixPath(one.path).name: one.content for one in assets.artifacts}
    return Pages(site_environment(templates), site, head, links, stock)


def words_of_the_form(library: Library) -> str:
    """What somebody is told who fills in the form."""
    return f"Subscribe to the {library.config.site.name} letter. {SUBSCRIBE_WORDS}"


def notice_hash(root: Path, library: Library) -> str:
    """The SHA-256 of the privacy notice as it stands; "" where there is none."""
    file = root / library.config.site.privacy_page
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
