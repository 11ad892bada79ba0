"""Pictures on pages, in the widths and kinds that browsers ask for; letters and feeds keep one plain file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml.html import HtmlElement

from newsletter.publish import check
from tests.pictures import from_a_camera, photograph, saved
from tests.projects import Project
from tests.test_pictures import URL, asked, built, in_edition, named, shown

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

LEAD = "image:\n  file: lead.jpg\n  alt: A yard\n  credit: A. Member\n  licence: CC0\n"


def made(project: Project) -> dict[str, bytes]:
    return built(project, widths=True)


def sources(picture: HtmlElement) -> list[HtmlElement]:
    return picture.xpath("ancestor::picture//source")  # lxml does not know that a source has no end


def addresses(element: HtmlElement) -> list[str]:
    """What a `srcset` names."""
    return [one.split()[0] for one in (element.get("srcset") or "").split(", ") if one]


def test_a_browser_is_offered_kinds_and_widths_with_a_jpeg_for_any(project: Project) -> None:
    project.write("content/pages/yard.jpg", from_a_camera(1400, 700))
    project.page(named("yard.jpg"))
    written = made(project)
    (picture,) = shown(written)
    avif, webp = sources(picture)
    assert (avif.get("type"), webp.get("type")) == ("image/avif", "image/webp")
    yard = "/media/pages/yard.jpg"
    assert webp.get("srcset") == ", ".join(f"{yard}.{w}.webp {w}w" for w in (1280, 960, 640, 320))
    assert picture.get("src") == yard
    assert addresses(picture) == [f"{yard}.{w}.jpg" for w in (1280, 960, 640, 320)]
    assert {one.get("sizes") for one in (avif, webp, picture)} == {"(min-width: 696px) 640px, 92vw"}
    for element in (avif, webp, picture):
        for address in (*addresses(element), *([element.get("src")] if element.get("src") else ())):
            assert "public" + address in written
    assert "A. Member, CC BY 4.0" in picture.xpath("ancestor::figure")[0].text_content()


def test_every_browser_is_shown_a_jpeg_for_a_webp_and_a_small_one_stays_alone(project: Project) -> None:
    project.write("content/pages/roof.webp", saved(photograph(400, 300), "WEBP"))
    project.write("content/pages/dot.png", saved(photograph(90, 60), "PNG"))
    project.write("content/pages/moves.gif", saved(photograph(400, 300), "GIF"))
    project.page(named("roof.webp", "dot.png", "moves.gif"))
    roof, *others = shown(made(project))
    assert roof.get("src") == "/media/pages/roof.webp.400.jpg"
    assert (roof.get("width"), roof.get("height")) == ("400", "300")
    assert [(one.get("src"), sources(one)) for one in others] == [
        ("/media/pages/dot.png", []),
        ("/media/pages/moves.gif", []),
    ]


def test_all_but_the_first_picture_of_a_page_wait_until_they_are_near(project: Project) -> None:
    for name in ("lead", "one", "two"):
        project.write(f"content/pages/{name}.jpg", from_a_camera(400, 300))
    project.page(named("one.jpg", "two.jpg"))
    assert [one.get("loading") for one in shown(made(project))] == [None, "lazy"]
    project.page(named("one.jpg", "two.jpg"), fields=LEAD)
    assert [one.get("loading") for one in shown(made(project))] == [None, "lazy", "lazy"]


def test_the_picture_of_a_page_has_its_versions_too_in_the_width_of_the_page(project: Project) -> None:
    project.write("content/pages/lead.jpg", from_a_camera(2400, 900))
    project.page(fields=LEAD)
    (picture,) = shown(made(project))
    assert [one.get("type") for one in sources(picture)] == ["image/avif", "image/webp"]
    assert picture.get("sizes") == "(min-width: 1044px) 960px, 92vw"
    assert picture.xpath("ancestor::figure[@class='picture']")


def test_letters_and_feeds_keep_one_plain_picture(project: Project) -> None:
    project.write("content/editions/yard.jpg", from_a_camera(1400, 700))
    in_edition(project, "yard.jpg")
    written = made(project)
    assert sources(shown(written, "public/editions/2026-10/index.html")[0])
    (posted,) = shown(written, "outbox/2026-10/edition.html")
    assert posted.get("src") == f"{URL}/media/editions/yard.jpg"
    for content in (written["outbox/2026-10/edition.html"], written["public/editions/feed.xml"]):
        assert b"yard.jpg" in content
        assert b"srcset" not in content
        assert b"source" not in content.replace(b"sources", b"").split(b"yard.jpg")[0][-300:]


def test_a_width_that_an_author_asked_for_is_the_one_browsers_are_told(project: Project) -> None:
    project.write("content/pages/yard.jpg", from_a_camera(1400, 700))
    project.page('Words.\n\n![A yard](yard.jpg){: credit="A. Member" licence="CC0" width="300"}\n')
    (picture,) = shown(made(project))
    assert picture.get("sizes") == "(min-width: 327px) 300px, 92vw"
    assert picture.get("width") == "300"


def test_a_name_with_signs_of_its_own_breaks_no_list_of_addresses(project: Project) -> None:
    project.write("content/pages/a, b 2x.jpg", from_a_camera(700, 300))
    project.page(named("a,%20b%202x.jpg"))
    written = made(project)
    (picture,) = shown(written)
    assert picture.get("src") == "/media/pages/a%2C%20b%202x.jpg"
    assert addresses(picture) == [f"/media/pages/a%2C%20b%202x.jpg.{w}.jpg" for w in (700, 320)]
    assert "public/media/pages/a, b 2x.jpg.320.webp" in written


def test_a_picture_that_has_the_name_of_a_version_is_published_and_the_other_has_none(
    project: Project,
) -> None:
    project.write("content/pages/yard.jpg", from_a_camera(700, 300))
    project.write("content/pages/yard.jpg.320.webp", saved(photograph(330, 200), "WEBP"))
    project.page(named("yard.jpg", "yard.jpg.320.webp"))
    first, second = shown(made(project))
    assert sources(first) == []
    assert sources(second)


def test_nobody_waits_for_widths_who_only_checks(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from newsletter.pictures import versions

    project.write("content/pages/yard.jpg", from_a_camera(700, 300))
    project.page(named("yard.jpg"))

    def refuse(*_: object) -> None:
        raise AssertionError("a check needs none")

    monkeypatch.setattr(versions, "versions", refuse)
    assert check(asked(project.root, widths=True)) == ()


def test_a_picture_that_no_page_names_is_made_in_no_widths(project: Project) -> None:
    project.write("content/pages/idle.jpg", from_a_camera(700, 300))
    written = made(project)
    assert [name for name in written if "idle" in name] == ["public/media/pages/idle.jpg"]


def test_versions_go_when_their_picture_goes(project: Project) -> None:
    project.write("content/pages/yard.jpg", from_a_camera(700, 300))
    project.page(named("yard.jpg"))
    assert [name for name in made(project) if ".320." in name]
    project.page("Words.\n")
    Path(project.root / "content/pages/yard.jpg").unlink()
    assert not [name for name in made(project) if "/yard.jpg" in name]


def test_markup_of_pictures_is_whole(project: Project) -> None:
    project.write("content/pages/yard.jpg", from_a_camera(700, 300))
    project.page(named("yard.jpg"))
    text = made(project)["public/new/index.html"].decode()
    found = re.findall(r"</?(?:picture|source|img|figcaption)\b", text[text.index("<figure") :])
    assert found == ["<picture", "<source", "<source", "<img", "</picture", "<figcaption", "</figcaption"]
