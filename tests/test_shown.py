"""Every field of every record, and every setting, reaches a reader somewhere, or it is said here why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from newsletter.content.entry import Entry
from newsletter.mail.message import compose_email
from newsletter.site.making import Site
from tests import made_up
from tests.made_up.changes import changes

#: What no page, feed or letter shows, and why.
UNSHOWN = {
    "image.decorative": "it only says why there is no alt text",
    "lat": "there is no map yet",
    "lon": "there is no map yet",
    "tags of content/pages/about.md": "no shelf holds pages, and they stand in no feed",
}


def _all() -> Iterator[tuple[str, str, tuple[Entry[Any], ...], dict[str, Any]]]:
    """Each value's name, where it stands, and the publication in which it alone is another."""
    for path in made_up.WHOLE:
        before = made_up.entry(path)
        for name, record in changes(before.record):
            yield name, path, (made_up.with_record(before, record),), {}
    config = made_up.config()
    for name, site in changes(config.site):
        yield name, "site.yaml", (), {"settings": replace(config, site=site)}
    for name, tag in changes(config.tags["housing"]):
        yield name, "tags.yaml", (), {"settings": replace(config, tags={**config.tags, "housing": tag})}
    for name, place in changes(config.places["mondragon"]):
        places = {**config.places, "mondragon": place}
        yield name, "places.yaml", (), {"settings": replace(config, places=places)}


CASES = {f"{name} of {where}": (put, more) for name, where, put, more in _all()}


@pytest.mark.parametrize("case", CASES)
def test_a_value_is_seen_by_somebody_or_it_is_said_why_not(case: str) -> None:
    put, more = CASES[case]
    unshown = case in UNSHOWN or case.split(" of ")[0] in UNSHOWN
    assert _is_seen(put, more) is not unshown


def _is_seen(put: tuple[Entry[Any], ...], more: dict[str, Any]) -> bool:
    site = made_up.site(*put, **more)
    return (
        _differs_on_a_page(site)
        or made_up.feeds(site) != made_up.the_feeds()
        or _letters(*put, **more) != _the_letters()
    )


def _differs_on_a_page(site: Site) -> bool:
    base, pages = made_up.the_site(), made_up.the_pages()
    return site.names.keys() != base.names.keys() or any(
        made_up.source(site, link) != pages[link]
        for link, name in site.names.items()
        if name != base.names[link]
    )


def _letters(*put: Entry[Any], **more: Any) -> list[bytes]:
    settings = more.get("settings") or made_up.config()
    made = [
        compose_email(edition, settings.site, made_up.environment()).value
        for edition in made_up.compose(*put, **more).ready
    ]
    return [email.message for email in made if email]


@cache
def _the_letters() -> list[bytes]:
    return _letters()
