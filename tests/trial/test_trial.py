"""A kind of content is two files, a template and two rows: `notice` is added so, and is then whole.

Nothing else of the house is touched, so whatever here is red is a hand list somewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
import pytest

from tests.building import REPOSITORY, edit, published
from tests.trial.house import FILES, ROWS, TEMPLATE, TODAY, House, lay_house, notice

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

PAGE = "notices/open-day/index.html"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The house, and its project as it is published; no test here changes it."""
    house = lay_house(tmp_path_factory.mktemp("trial"))
    house.build()
    return house


@pytest.fixture
def house(built: House, tmp_path: Path) -> House:
    """The same house with a project of its own, for a test that changes it."""
    return built.beside(tmp_path / "project")


def words(html: str) -> str:
    """What a reader reads of a page."""
    return " ".join(lxml.html.fromstring(html.encode()).text_content().split())


def links(html: str, path: str) -> dict[str, str]:
    """Words and addresses of the links below a path of XPath."""
    found = lxml.html.fromstring(html.encode()).xpath(f"{path}//a")
    return {" ".join(link.text_content().split()): link.get("href") for link in found}


def every_page(house: House) -> Iterator[tuple[str, str]]:
    """Name and text of every page, but for those that only lead on."""
    public = house.root / "public"
    for path in sorted(public.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if 'http-equiv="refresh"' not in text:
            yield path.relative_to(public).as_posix(), text


# What was touched


def test_a_kind_is_two_files_a_template_and_two_rows(built: House) -> None:
    ours, theirs = REPOSITORY / "newsletter", built.place / "newsletter"
    names = {path.relative_to(theirs).as_posix() for path in theirs.rglob("*.py")}
    known = {path.relative_to(ours).as_posix() for path in ours.rglob("*.py")}
    assert names - known == set(FILES.values())
    changed = {name for name in known if (ours / name).read_bytes() != (theirs / name).read_bytes()}
    assert changed == set(ROWS)
    templates = built.root / "templates" / "site"
    added = {path.name for path in templates.iterdir()} - {
        path.name for path in (REPOSITORY / "templates/site").iterdir()
    }
    assert added == {TEMPLATE}


# Where it is found


def test_it_has_its_page_and_its_list(built: House) -> None:
    page = built.site(PAGE)
    assert "12 December 2026, Leeds" in words(page)
    assert '<body class="notice">' in page
    assert '"@type":"Article"' in page
    assert '<meta property="og:type" content="article">' in page
    listed = links(built.site("notices/index.html"), "//ol[@class='cards']")
    assert listed == {
        "An open day": "/notices/open-day/",
        "A tool fair": "/notices/fair/",
        "A talk on roofs": "/notices/talk/",
    }
    assert links(page, "//nav[@class='turn']") == {"Older → A tool fair": "/notices/fair/"}


def test_its_list_is_in_the_menu_of_every_page(built: House) -> None:
    missing = [
        name for name, html in every_page(built) if links(html, "//header").get("Notices") != "/notices/"
    ]
    assert missing == []
    followed = links(built.site("follow/index.html"), "//main")
    assert followed["Notices"] == "/notices/"
    assert followed["Notices: RSS"] == "/notices/feed.xml"


def test_it_is_in_the_sitemap(built: House) -> None:
    sitemap = built.site("sitemap.xml")
    for address in ("/notices/", "/notices/open-day/", "/notices/fair/", "/notices/talk/"):
        assert f"<loc>https://commons.example{address}</loc>" in sitemap
    assert "walk" not in sitemap
    assert "open-day.html" not in sitemap


@pytest.mark.parametrize("folder", ["", "notices/"])
def test_it_is_in_its_own_feeds_and_in_the_feed_of_everything(built: House, folder: str) -> None:
    address = "https://commons.example/notices/open-day/"
    rss = lxml.etree.fromstring(built.site(f"{folder}feed.xml").encode())
    atom = lxml.etree.fromstring(built.site(f"{folder}atom.xml").encode())
    feed = json.loads(built.site(f"{folder}feed.json"))
    assert address in rss.xpath("//item/link/text()")
    assert address in atom.xpath("//*[local-name()='entry']/*[local-name()='link']/@href")
    items = {item["url"]: item for item in feed["items"]}
    assert "https://commons.example/case-studies/old-mill/#outcomes" in items[address]["content_html"]
    assert "supper" not in str(feed)


def test_it_is_found_by_programs_from_its_own_page_and_list(built: House) -> None:
    for name in (PAGE, "notices/index.html"):
        page = lxml.html.fromstring(built.site(name).encode())
        feeds = page.xpath("//link[@rel='alternate']/@href")
        assert feeds[:3] == ["/notices/feed.xml", "/notices/atom.xml", "/notices/feed.json"]


def test_the_front_page_names_the_newest(built: House) -> None:
    shown = links(built.site("index.html"), "//section[h2='What is on']")
    assert shown == {
        "An open day": "/notices/open-day/",
        "A tool fair": "/notices/fair/",
        "All notices": "/notices/",
    }


def test_a_correction_is_told_on_its_page_in_front_and_in_the_next_edition(built: House) -> None:
    assert "It said: the eleventh" in words(built.site(PAGE))
    corrected = links(built.site("index.html"), "//section[h2='Corrected lately']")
    assert corrected == {
        "A mill of one’s own": "/editions/2026-11/",
        "An open day": "/notices/open-day/",
        "Preston’s way: buying nearer home": "/case-studies/preston/",
        "All corrections": "/corrections/",
    }
    assert "It now says: the twelfth" in words(built.site("corrections/index.html"))
    assert "It now says: the twelfth" in words(built.site("editions/2026-11/index.html"))
    assert "It now says: the twelfth" in " ".join(built.letter("2026-11/edition.txt").split())


def test_a_former_address_leads_on(built: House) -> None:
    for name in ("open-day.html", "notices/open-house/index.html"):
        assert 'content="0; url=/notices/open-day/"' in built.site(name)
    assert "/open-day.html /notices/open-day/ 301" in built.site("_redirects")
    item = next(
        item for item in json.loads(built.site("feed.json"))["items"] if item["title"] == "An open day"
    )
    assert item["id"] == "https://commons.example/notices/open-house/"


def test_what_is_held_back_is_nowhere(built: House) -> None:
    everywhere = published(built.root)
    told = [name for name, content in everywhere.items() if b"A walk" in content or b"A supper" in content]
    assert told == []


def test_what_is_held_back_is_marked_wherever_a_preview_shows_it(house: House) -> None:
    house.build("--drafts", "--future")
    assert "Draft, not published. You see it in a preview." in words(house.site("notices/walk/index.html"))
    assert "To be published on 1 December 2026" in words(house.site("notices/supper/index.html"))
    for name in ("index.html", "notices/index.html"):
        assert "To be published on 1 December 2026" in words(house.site(name)), name
    assert "Draft, not published" in words(house.site("notices/index.html"))
    assert "walk" not in house.site("sitemap.xml")
    assert "A walk" not in house.site("notices/feed.xml")


# In the letter


@pytest.mark.parametrize("form", ["page", "feed", "mail", "text", "text page"])
def test_an_edition_shows_it_and_links_to_it(built: House, form: str) -> None:
    feed = json.loads(built.site("editions/feed.json"))["items"][0]["content_html"]
    told = {
        "page": built.site("editions/2026-11/index.html"),
        "feed": feed,
        "mail": built.letter("2026-11/edition.html"),
        "text": built.letter("2026-11/edition.txt"),
        "text page": built.site("editions/2026-11/edition.txt"),
    }[form]
    base = "" if form == "page" else "https://commons.example"
    assert f"{base}/notices/open-day/" in told
    assert f"{base}/notices/fair/#what-to-bring" in told
    plain = " ".join(told.split()) if form.startswith("text") else words(told)
    for text in (
        "12 December 2026, Leeds.",
        "The yard is open once a year.",
        "Read on: An open day",
        "Dates to keep",
        "Bring a spade.",
    ):
        assert text in plain
    assert plain.index("Case studies in this edition") < plain.index("Notices", plain.index("Case studies"))


def test_two_kinds_may_use_one_file_name_in_an_edition(house: House) -> None:
    house.write("content/notices/old-mill.md", notice("The mill opens", "2026-11-14"))
    house.write("content/notices/try-this.md", notice("Try our tools", "2026-11-14"))
    edition = house.root / "content/editions/2026-11.md"
    edit(edition, "sections:\n", "  - study: ../notices/old-mill.md\nsections:\n")
    edit(edition, "sections:\n", "  - study: ../notices/try-this.md\nsections:\n")
    house.build()
    ids = lxml.html.fromstring(house.site("editions/2026-11/index.html").encode()).xpath("//@id")
    assert sorted(set(ids)) == sorted(ids)
    assert {"edition-old-mill", "edition-notice-old-mill", "edition-notice-try-this"} <= set(ids)


def test_a_draft_of_the_next_edition_lists_it(house: House) -> None:
    edit(house.root / "content/notices/supper.md", "published: 2026-12-01", "published: 2026-11-25")
    for later in ("2026-12", "2027-01"):
        (house.root / f"content/editions/{later}.md").unlink()
    ran = house.newpower("edition", "draft", "2026-12", "--now", TODAY)
    assert ran.returncode == 0, ran.stderr
    drafted = (house.root / "content/editions/2026-12.md").read_text(encoding="utf-8")
    assert "  # A supper\n  - study: ../notices/supper.md\n" in drafted
    assert "open-day.md" not in drafted


# At the desk


def test_a_blank_is_written_and_once_filled_in_is_clean(house: House) -> None:
    ran = house.newpower("new", "notice", "A winter fair", "--now", TODAY)
    assert ran.returncode == 0, ran.stderr
    path = house.root / "content/notices/a-winter-fair.md"
    blank = path.read_text(encoding="utf-8")
    assert "# The day it takes place. Such as 2026-11-15.\nday:\n" in blank
    assert "'notice'" in house.told("new", "nothing", "A title")
    edit(path, "\nsummary:\n", "\nsummary: Stalls and soup.\n")
    edit(path, "\npublished:\n", "\npublished: 2026-11-20\n")
    edit(path, "\nday:\n", "\nday: 2026-12-20\n")
    edit(path, "\nplace:\n", "\nplace: Leeds\n")
    edit(path, "draft: true", "draft: false")
    assert house.told("check") == "nothing to mend\n"
    house.build()
    assert "A winter fair" in house.site("notices/index.html")


def test_its_schema_is_printed(built: House) -> None:
    schema: dict[str, Any] = json.loads(built.newpower("schema", "notice").stdout)
    assert {"title", "summary", "published", "day", "place"} == set(schema["required"])
    assert schema["properties"]["place"]["description"] == "Where it takes place."
    assert "notice" in built.newpower("schema", "nothing").stderr


@pytest.mark.parametrize("command", [("check",), ("build",), ("build", "--no-cache")])
def test_a_field_it_does_not_have_is_told_at_its_line(house: House, command: tuple[str, ...]) -> None:
    house.write("content/notices/talk.md", notice("A talk on roofs", "2026-10-01", "plaice: Hull\n"))
    assert "content/notices/talk.md:7:1: error[unknown-field]" in house.told(*command)
    assert not (house.root / "public").exists()


def test_a_rule_of_its_own_is_told_at_its_line(house: House) -> None:
    edit(house.root / "content/notices/talk.md", "day: 2026-12-12", "day: 2026-09-12")
    assert "content/notices/talk.md:5:6: error[dates-out-of-order]" in house.told("check")


def test_only_what_an_edition_can_show_may_be_featured_in_it(house: House) -> None:
    edit(house.root / "content/editions/2026-11.md", "../notices/open-day.md", "../pages/about.md")
    told = house.told("check")
    assert (
        "`../pages/about.md` is not a case study, an article, an event, a voice, a report, a reader’s letter or a notice"
        in told
    )


def test_a_figure_of_what_has_none_is_told_where_it_stands(house: House) -> None:
    edit(
        house.root / "content/editions/2026-11.md",
        "../notices/open-day.md\n",
        "../notices/open-day.md\n    figure: 1\n",
    )
    told = house.told("check")
    assert "error[no-such-figure]: `../notices/open-day.md` has 0 outcomes, so no figure 1" in told
    assert "hint: leave `figure` out" in told


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("content/pages/notices.md", ""),
        ("content/pages/about.md", "redirect_from: [/notices/page/2/]\n"),
        ("content/pages/about.md", "redirect_from: [/notices/]\n"),
        ("content/pages/about.md", "redirect_from: [/notices/open-day/]\n"),
    ],
)
def test_its_addresses_are_its_own(house: House, path: str, fields: str) -> None:
    house.write(path, f"---\ntitle: A page\nsummary: Some words.\n{fields}---\n\nWords.\n")
    told = house.told("check")
    assert re.findall(r"error\[([a-z-]+)\]", told) == ["address-taken"], told


def test_no_blank_is_begun_at_an_address_of_its_list(built: House) -> None:
    ran = built.newpower("new", "page", "Notices")
    assert ran.returncode == 2
    assert "the site makes the page /notices/ itself" in ran.stderr


# What is kept


def test_a_second_build_writes_nothing_and_an_edit_only_what_shows_it(house: House) -> None:
    house.build()
    before = published(house.root)
    assert "none changed" in house.build()
    edit(house.root / "content/notices/talk.md", "Come along.", "Come along, and bring a chair.")
    house.build()
    after = published(house.root)
    assert {name for name in after if after[name] != before.get(name)} == {
        "public/notices/talk/index.html",
        *(f"public/{folder}{name}" for folder in ("", "notices/") for name in _FEEDS),
        *(
            f"public/search/{name}.json" for name in ("index", "text/notices/talk", "words/b", "words/c")
        ),  # bring, chair
    }
    house.build("--no-cache")
    assert published(house.root) == after


_FEEDS = ("atom.xml", "feed.json", "feed.xml")


def test_a_long_list_goes_on_on_numbered_pages_that_lead_to_each_other(house: House) -> None:
    edit(house.root / "content/site.yaml", "per_page: 3", "per_page: 2")
    house.build()
    first, second = house.site("notices/index.html"), house.site("notices/page/2/index.html")
    assert links(first, "//nav[@class='pages']")["Older →"] == "/notices/page/2/"
    assert links(second, "//nav[@class='pages']")["← Newer"] == "/notices/"
    assert "What is on, page 2" in words(second)
