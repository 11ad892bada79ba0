"""What other programs show of a page: a card of its own, a photograph of its own, or the publication's card."""

from __future__ import annotations

from dataclasses import replace

import lxml.html
import pytest

from newsletter.content.widths import Shown
from newsletter.permalinks import BESIDE_PAGES
from newsletter.pictures.cards import HEIGHT, WIDTH
from newsletter.site import making
from newsletter.site.faces import FACES
from newsletter.site.reserved import reserved_folders
from tests import made_up
from tests.made_up import ABOUT, BRIXTON, CWM, MILL, NOVEMBER

URL = "https://commons.example"


def head(html: str) -> dict[str, str]:
    """What a page says of itself to other programs."""
    found = lxml.html.fromstring(html).xpath("//meta[@property or @name]")
    return {one.get("property") or one.get("name"): one.get("content") for one in found}


def shared(of: making.Site) -> dict[str, str]:
    """The picture that each page names, by its permalink."""
    return {
        link: told["og:image"]
        for link, html in made_up.pages(of).items()
        if "og:image" in (told := head(html))
    }


def test_every_entry_has_a_card_of_its_own_and_every_other_page_the_publication_s() -> None:
    site = made_up.the_site()
    own = {entry.permalink for face in FACES for entry in site.stock.desk.library.by_kind[face.kind.name]}
    found = shared(site)
    assert {link: url for link, url in found.items() if link in own} == {
        link: f"{URL}{link}card.png" for link in own
    }
    assert {url for link, url in found.items() if link not in own} == {f"{URL}/card.png"}


def test_every_card_that_a_page_names_is_made_and_no_other() -> None:
    site = made_up.the_site()
    made = {path for piece in making.social_card_pieces(site) for path in piece.paths}
    assert {f"{URL}/{path}" for path in made} == set(shared(site).values())


def test_a_page_says_what_its_card_says_and_how_large_it_is() -> None:
    told = head(made_up.the_pages()[made_up.entry(MILL).permalink])
    assert told["og:image:alt"] == (
        "Case study: The old mill. Ended, Leeds, 2013 to 2020."
        " How power is used: wholly old first, mostly new at the end"
    )
    assert (told["og:image:width"], told["og:image:height"]) == (str(WIDTH), str(HEIGHT))
    assert told["twitter:card"] == "summary_large_image"
    assert head(made_up.the_pages()["/editions/"])["og:image:alt"].startswith("The Commons: ")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (NOVEMBER, "Edition: A mill of one’s own. No. 2, November 2026"),
        (made_up.ARTICLE, "Article: "),
        (ABOUT, "The Commons: About"),
        (made_up.EVENT, "Event: "),
        (made_up.LETTER, "Reader’s letter: "),
    ],
)
def test_each_kind_says_what_it_is(path: str, said: str) -> None:
    entry = made_up.entry(path)
    assert head(made_up.the_pages()[entry.permalink])["og:image:alt"].startswith(said)


@pytest.mark.parametrize(
    ("address", "width", "is_shown"),
    [
        ("/media/images/yard.jpg", 1200, True),
        ("/media/images/yard.png", 600, True),
        ("/media/images/YARD.JPG", 1200, True),
        ("/media/images/yard.png", 599, False),
        ("/media/images/yard.png", None, False),
        ("/media/images/yard.svg", 1200, False),
        ("/media/images/yard.avif", 1200, False),
    ],
)
def test_a_photograph_of_its_own_is_shown_if_every_program_can_show_it_large(
    address: str, width: int | None, is_shown: bool
) -> None:
    pictures = {**made_up.album().shown, "/media/images/yard.png": Shown(address, width, 800)}
    stock = making.stocked(replace(made_up.desk(), pictures=pictures))
    site = making.plan_site(stock, made_up.environment(), "templates")
    mill = made_up.entry(MILL)
    told = head(made_up.source(site, mill.permalink))
    assert (told["og:image"] == URL + address) is is_shown
    assert (told["og:image:alt"] == mill.record.image.alt) is is_shown
    assert ("case-studies/old-mill/card.png" in _cards(site)) is not is_shown


def _cards(site: making.Site) -> set[str]:
    return {path for piece in making.social_card_pieces(site) for path in piece.paths}


def test_a_title_that_the_fonts_cannot_write_shows_the_publication_s_card() -> None:
    arabic = made_up.changed(CWM, title="أرض تقسمها القرعة", lang="ar")
    site = made_up.site(arabic)
    assert head(made_up.source(site, arabic.permalink))["og:image"] == f"{URL}/card.png"
    assert "case-studies/tir-y-cwm/card.png" not in _cards(site)


def test_a_publication_whose_name_they_cannot_write_shows_its_icon() -> None:
    site = made_up.site(settings=made_up.config(name="Ἡ Κοινή"))
    told = head(made_up.source(site, "/"))
    assert told["og:image"].endswith(".png")
    assert "/assets/icon" in told["og:image"]
    assert "twitter:card" not in told
    assert _cards(site) == set()


def test_a_body_edit_paints_no_card_and_a_title_only_its_own() -> None:
    def plain(site: making.Site) -> dict[str, object]:
        return {piece.paths[0]: piece.plain for piece in making.social_card_pieces(site)}

    before = plain(made_up.the_site())
    assert plain(made_up.site(made_up.changed(BRIXTON, body="<p>Other words.</p>"))) == before
    after = plain(made_up.site(made_up.changed(BRIXTON, title="Another title")))
    assert [path for path in after if after[path] != before[path]] == ["case-studies/brixton-pound/card.png"]


def test_nobody_who_wants_none_gets_any() -> None:
    site = made_up.site(settings=made_up.config(cards=False))
    assert _cards(site) == set()
    assert all("/assets/icon" in url for url in shared(site).values())


def test_a_check_draws_no_card() -> None:
    assert not any(piece.tells for piece in making.social_card_pieces(made_up.the_site()))


def test_what_stands_beside_pages_is_known_by_name_so_that_no_address_makes_a_folder_of_it() -> None:
    site = made_up.the_site()
    made = {
        *made_up.everything(),
        *(path for piece in making.social_card_pieces(site) for path in piece.paths),
    }
    folders = {path.rpartition("/")[0] for path in made if path.endswith("/index.html")}
    beside = {
        path.rpartition("/")[2]
        for path in made
        if path.rpartition("/")[0] in folders and f"/{path}".startswith(reserved_folders()) is False
    }
    assert beside - {"index.html"} == BESIDE_PAGES
