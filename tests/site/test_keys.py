"""What a page shows is what its key is made from: else an edit would leave a page behind.

One thing at a time is changed: each value of each record, each setting, a day, a neighbour.
Where a page has the name it had, its template must be given what it was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from newsletter.content.config import Config
from newsletter.site.making import Site
from newsletter.site.pages import SitePage
from tests import made_up
from tests.made_up.changes import changes

DAYS = (date(2026, 10, 20), date(2026, 12, 15), date(2027, 2, 1), date(2028, 2, 1), date(2031, 2, 1))


def _of_files() -> Iterator[tuple[str, Site]]:
    for path in made_up.WHOLE:
        for name, record in changes(made_up.entry(path).record):
            yield f"{name} of {path}", made_up.site(made_up.with_record(made_up.entry(path), record))
    for one in made_up.entries():
        yield f"the words of {one.path}", made_up.site(made_up.changed(one.path, body="<p>Other words.</p>"))
        for name in ("title", "summary"):
            yield f"{name} of {one.path}", made_up.site(made_up.changed(one.path, **{name: "Another"}))
        yield f"a draft {one.path}", made_up.site(made_up.changed(one.path, draft=True))
        yield (
            f"a draft {one.path}, previewed",
            made_up.site(made_up.changed(one.path, draft=True), drafts=True),
        )
        yield f"without {one.path}", made_up.site(without=[one.path])


def _of_settings() -> Iterator[tuple[str, Config]]:
    config = made_up.config()
    for name, site in changes(config.site):
        yield name, replace(config, site=site)
    for name in ("imprint", "subscribe_url", "source_url"):
        yield f"no {name}", made_up.config(**{name: None})
    alone = replace(config.site, limits=replace(config.site.limits, related=0))
    yield "nothing related", replace(config, site=alone)
    for key, tag in config.tags.items():
        for name, other in changes(tag):
            tags = {**config.tags, key: other}
            yield f"{name} of {key}", replace(config, tags=tags)
            yield f"{name} of {key}, and nothing related", replace(config, site=alone, tags=tags)
    for key, place in config.places.items():
        for name, other in changes(place):
            places = {**config.places, key: other}
            yield f"{name} of {key}", replace(config, places=places)
            yield f"{name} of {key}, and nothing related", replace(config, site=alone, places=places)


def _variants() -> Iterator[tuple[str, Site]]:
    yield from _of_files()
    for name, config in _of_settings():
        yield f"another {name}", made_up.site(settings=config)
    for day in DAYS:
        yield f"on {day}", made_up.site(today=day)
        yield f"on {day}, with what is to come", made_up.site(today=day, future=True, drafts=True)


@cache
def _base() -> dict[str, str]:
    return _shown(made_up.the_site())


def _shown(site: Site) -> dict[str, str]:
    """What each page's template is given, by the page's permalink and name."""
    shared = repr(site.stock.site)
    return {
        f"{page.permalink} {site.names[page.permalink]}": repr((page.template, _context(page))) + shared
        for page in site.pages
    }


def _context(page: SitePage) -> Mapping[str, object]:
    return page.context({}, [part.make().value for part in page.parts])


@pytest.mark.slow
def test_a_page_with_the_name_it_had_shows_what_it_showed() -> None:
    known = {name: ("as it is", shown) for name, shown in _base().items()}
    for variant, site in _variants():
        for name, shown in _shown(site).items():
            first, before = known.setdefault(name, (variant, shown))
            assert shown == before, f"{name}: with {variant} it shows other than with {first}"


def test_what_a_template_is_given_decides_the_bytes() -> None:
    again = made_up.site()
    assert _shown(again) == _base()
    assert made_up.pages(again) == made_up.the_pages()


@pytest.mark.parametrize("path", made_up.WHOLE)
def test_a_page_whose_file_changed_has_another_name(path: str) -> None:
    link = made_up.entry(path).permalink
    for name, record in changes(made_up.entry(path).record):
        if not record.draft:
            site = made_up.site(made_up.with_record(made_up.entry(path), record))
            assert site.names[link] != made_up.the_site().names[link], name


def test_what_is_only_previewed_is_named_apart_from_what_is_out() -> None:
    link = made_up.entry(made_up.PRESTON).permalink
    before, after = (
        made_up.site(only=[made_up.PRESTON], today=day, future=True).names[link]
        for day in (date(2026, 11, 1), made_up.TODAY)
    )
    assert before != after


def test_a_page_of_nobody_concerned_keeps_its_name() -> None:
    """An edit makes anew what shows it: a body its page, a title what names it."""
    base = made_up.the_site().names

    def renamed(site: Site) -> set[str]:
        return {link for link, name in site.names.items() if name != base[link]}

    body = made_up.site(made_up.changed(made_up.CWM, body="<p>Other words.</p>"))
    assert renamed(body) == {"/case-studies/tir-y-cwm/"}
    title = made_up.site(made_up.changed(made_up.PRIVACY, title="What we keep"))
    assert renamed(title) == set(base), "the foot of every page names it"
    title = made_up.site(made_up.changed(made_up.OCTOBER, title="It begins"))
    assert renamed(title) == {
        "/editions/",
        "/editions/2026-10/",
        "/editions/2026-11/",
        "/timeline/",
        "/search/",
    }
