"""Every address of the pages for joining and leaving, made from the settings: who asks cannot bend them."""

from __future__ import annotations

from urllib.parse import urlsplit

from newsletter.content.config import SiteSettings
from newsletter.values import point

SUBSCRIBE = "subscribe"
LEAVE = "leave/"


@point
class Links:
    """The addresses below `base`, which has no slash at its end."""

    base: str

    @property
    def path(self) -> str:
        """What stands before each path of ours on its host; "" at the top of it."""
        return urlsplit(self.base).path

    def to(self, name: str, token: str = "") -> str:
        """The whole address of one of the pages, such as `confirm` with its seal."""
        return f"{self.base}/{name}{'/' if token else ''}{token}"


class SettingsError(Exception):
    """The settings do not say where people join and leave; its words are one line."""


def links_of(site: SiteSettings) -> Links:
    """Where the pages stand. Raises SettingsError where `subscribe_url` and `unsubscribe_url` do not fit together."""
    if site.subscribe_url is None:
        raise SettingsError(
            "`subscribe_url` is missing in content/site.yaml: https://lists.your.domain/subscribe"
        )
    parts = urlsplit(site.subscribe_url)
    if parts.query or parts.fragment or not parts.path.endswith(f"/{SUBSCRIBE}"):
        raise SettingsError(
            f"`subscribe_url` in content/site.yaml must end in /{SUBSCRIBE}, where this server answers"
        )
    base = site.subscribe_url.removesuffix(f"/{SUBSCRIBE}")
    if site.sender.unsubscribe_url != f"{base}/{LEAVE}":
        raise SettingsError(
            f"`sender.unsubscribe_url` in content/site.yaml must be {base}/{LEAVE}, beside `subscribe_url`"
        )
    return Links(base)
