"""What holds for every kind there is or will be: an entry is found, and no address of ours leads nowhere.

Held on the publication itself, and on a small one that has a kind more.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from newsletter import permalinks
from tests.building import REPOSITORY, edit
from tests.crawling import Built
from tests.trial.house import House, lay_house, notice

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

DAY = "2026-12-31"

_ENTRIES = f"""
import json
from datetime import UTC, datetime
from pathlib import Path
from newsletter import permalinks
from newsletter.engine.options import Options
from newsletter.publish import read_library
from newsletter.site.faces import FACES

nowhere = Path("nowhere")
options = Options(root=Path("."), out=nowhere, outbox=nowhere, cache_dir=nowhere,
                  now=datetime.fromisoformat("{DAY}T12:00:00+00:00"))
library = read_library(options).value
print(json.dumps([
    dict(path=entry.path, permalink=entry.permalink, unlisted=face.unlisted,
         listing=permalinks.listing(face.kind.folder) if face.listing else "")
    for face in FACES for entry in library.by_kind[face.kind.name]
]))
"""


@dataclass(frozen=True)
class Publication:
    """A publication that was built, and what it says of its entries."""

    built: Built
    entries: tuple[dict[str, str], ...]


def _published(house: House, place: Path, base_url: str) -> Publication:
    folders = place / "public", place / "outbox"
    ran = house.newpower(
        *("build", "--now", DAY, "--no-cache", "--base-url", base_url),
        *("--out", str(folders[0]), "--outbox", str(folders[1])),
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return Publication(Built(*folders, base_url), tuple(json.loads(house.python(_ENTRIES))))


@pytest.fixture(scope="module", params=["our own", "with a kind more", "in a folder, with long lists"])
def publication(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    place = tmp_path_factory.mktemp("promises")
    if request.param == "our own":
        return _published(House(REPOSITORY, REPOSITORY), place, "https://newpower.example")
    house = lay_house(place)
    if request.param == "with a kind more":
        return _published(house, place, "https://newpower.example")
    edit(house.root / "content/site.yaml", "per_page: 3", "per_page: 1")
    parts = "## Parts\n\nSee [here below](#an-end-of-it) and [the mill](../case-studies/old-mill.md#sources)."
    house.write("content/notices/parts.md", notice("Parts", "2026-11-11", body=f"{parts}\n\n## An end of it"))
    return _published(house, place, "https://newpower.example/deep/down")


# Every entry is found


def test_every_entry_has_a_page(publication: Publication) -> None:
    made = publication.built.files
    missing = [e["path"] for e in publication.entries if permalinks.output_path(e["permalink"]) not in made]
    assert missing == []
    assert publication.entries


def test_every_entry_is_in_the_list_of_its_kind_or_linked_to_where_that_has_none(
    publication: Publication,
) -> None:
    built = publication.built
    lost = []
    for entry in publication.entries:
        page, listing = permalinks.output_path(entry["permalink"]), entry["listing"]
        lists = [name for name in built.pages if _is_list(name, listing)] if listing else list(built.pages)
        if not any(page in built.linked_from(name) for name in lists if name != page):
            lost.append(entry["path"])
        assert bool(listing) != bool(entry["unlisted"]), entry
    assert lost == []


def test_every_entry_can_be_searched_for_and_is_listed_from_a_to_z(publication: Publication) -> None:
    built = publication.built
    front = json.loads(built.files["search/index.json"])
    permalinks_of = sorted(entry["permalink"] for entry in publication.entries)
    assert sorted(row[0] for row in front["pages"]) == permalinks_of
    listed = {page for name in built.pages if name.startswith("search/") for page in built.linked_from(name)}
    assert {permalinks.output_path(one) for one in permalinks_of} <= listed


def _is_list(name: str, listing: str) -> bool:
    rest = name.removeprefix(listing.lstrip("/"))
    return rest != name and (rest == "index.html" or rest.startswith("page/"))


def test_every_entry_is_in_the_sitemap_once_and_so_is_every_page_that_may_be_found(
    publication: Publication,
) -> None:
    built = publication.built
    sitemap = built.files["sitemap.xml"].decode()
    addresses = Counter(
        line.partition("<loc>")[2].partition("</loc>")[0] for line in sitemap.splitlines() if "<loc>" in line
    )
    assert set(addresses.values()) == {1}
    named = {permalinks.output_path(unquote(one.removeprefix(built.base_url))) for one in addresses}
    kept_out = "//meta[@name='robots' and @content='noindex']"
    pages = {name for name, page in built.pages.items() if not page.xpath(kept_out)}
    assert named == pages
    assert "404.html" in built.pages.keys() - pages
    assert {permalinks.output_path(e["permalink"]) for e in publication.entries} <= named


def test_every_listed_entry_is_in_the_feed_of_its_kind_and_of_everything(publication: Publication) -> None:
    built = publication.built
    for entry in publication.entries:
        for feed in (entry["listing"], "/") if entry["listing"] else ():
            address = built.base_url + entry["permalink"]
            assert address in [item["url"] for item in built.feed(feed)], entry["path"]


def test_every_page_is_reached_from_the_front_page(publication: Publication) -> None:
    built = publication.built
    reached, waiting = set(), ["index.html"]
    while waiting:
        name = waiting.pop()
        if name in built.pages and name not in reached:
            reached.add(name)
            waiting += built.linked_from(name)
    pages = {name for name in built.pages if not built.is_redirect(name)} - {
        "404.html",
        "offline/not-kept.html",
    }
    assert pages - reached == set()


# Every address leads somewhere


def test_every_address_of_ours_is_one_we_make(publication: Publication) -> None:
    assert publication.built.dead() == []


def test_no_page_uses_an_id_twice(publication: Publication) -> None:
    twice = {
        f"{name}: {id}"
        for name, page in publication.built.pages.items()
        for id, count in Counter(page.xpath("//@id")).items()
        if count > 1
    }
    assert twice == set()


def test_every_label_is_there(publication: Publication) -> None:
    lost = {
        f"{name}: {id}"
        for name, page in publication.built.pages.items()
        for ids in page.xpath("//@aria-labelledby | //@aria-describedby | //label/@for")
        for id in ids.split()
        if id not in publication.built.ids[name]
    }
    assert lost == set()


def test_an_address_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "outbox/1").mkdir(parents=True)
    html = '<html><body id="b"><a href="{}">x</a></body></html>'
    good = ("/", "#b", "/#b", "https://a.example/#b", "https://b.example/", "mailto:a@b.example")
    bad = ("/x/", "#c", "/#c", "https://a.example/x/", "x", "../")
    for links, expected in ((good, 0), (bad, len(bad))):
        body = "".join(f'<a href="{link}">x</a>' for link in links)
        (tmp_path / "public/index.html").write_text(f'<html><body id="b">{body}</body></html>')
        assert len(Built(tmp_path / "public", tmp_path / "outbox", "https://a.example").dead()) == expected
    (tmp_path / "public/index.html").write_text(html.format("/"))
    (tmp_path / "outbox/1/edition.html").write_text(html.format("/"))
    assert len(Built(tmp_path / "public", tmp_path / "outbox", "https://a.example").dead()) == 1
