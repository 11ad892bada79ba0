"""Pictures as editors save them, from the folder to pages, letters and previews."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement
from PIL import Image

from newsletter.engine.options import Options
from newsletter.letters import read_letters
from newsletter.pictures import developing, versions
from newsletter.publish import build
from tests.building import NOW, tree
from tests.pictures import HEIC, SECRET, bomb, from_a_camera, photograph, saved
from tests.projects import Project

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

CREDIT = '{: credit="A. Member" licence="CC BY 4.0"}'
EDITION = "content/editions/2026-10.md"
URL = "https://commons.example"


def asked(root: Path, **changes: Any) -> Options:
    """A build as `newpower build` asks for it, at a known address; in several widths only where asked, which takes long."""
    at = {
        "widths": False,
        "out": root / "public",
        "outbox": root / "outbox",
        "cache_dir": root / ".cache",
        "now": NOW,
    }
    return Options(root=root, **{**at, "base_url": URL, **changes})


def built(project: Project, **changes: Any) -> dict[str, bytes]:
    """All that a build leaves, which must succeed."""
    report = build(asked(project.root, **changes))
    assert report.is_published, report.diagnostics
    return tree(project.root / "public", project.root / "outbox")


def shown(written: dict[str, bytes], page: str = "public/new/index.html") -> list[HtmlElement]:
    """The pictures on a page or in a letter, but for the publication's own mark."""
    every = lxml_html.document_fromstring(written[page].decode()).iter("img")
    return [picture for picture in every if not picture.get("src", "").startswith("/assets/")]


def size_of(content: bytes) -> tuple[int, int]:
    """The size of a picture's file."""
    with Image.open(BytesIO(content)) as image:
        return image.size


def named(*names: str) -> str:
    """A body that shows pictures."""
    return "".join(f"Words.\n\n![A yard]({name}){CREDIT}\n\n" for name in names)


def in_edition(project: Project, *names: str) -> None:
    """Shows pictures in the edition, besides what it has."""
    text = (project.root / EDITION).read_text(encoding="utf-8")
    project.write(EDITION, f"{text}\n\n{named(*names)}")


# On the site


def test_a_cameras_picture_is_published_upright_small_and_bare(project: Project) -> None:
    project.write("content/pages/yard.jpg", from_a_camera(6000, 4000, orientation=6, quality=85))
    project.page(named("yard.jpg"))
    written = built(project)
    content = written["public/media/pages/yard.jpg"]
    assert size_of(content) == (1067, 1600)
    assert len(content) <= 500_000
    (picture,) = shown(written)
    assert (picture.get("src"), picture.get("width"), picture.get("height")) == (
        "/media/pages/yard.jpg",
        "1067",
        "1600",
    )
    assert not [name for name, content in written.items() if SECRET in content]
    assert (project.root / "content/pages/yard.jpg").stat().st_size > 1_000_000, "the original stays"


def test_the_picture_of_a_page_says_the_size_that_is_published(project: Project) -> None:
    project.write("content/pages/yard.jpg", from_a_camera(2400, 1600, orientation=8))
    image = "image:\n  file: yard.jpg\n  alt: A yard\n  credit: A. Member\n  licence: CC0\n"
    project.page(fields=image)
    (picture,) = shown(built(project))
    assert (picture.get("width"), picture.get("height")) == ("1067", "1600")


def test_a_picture_that_became_another_kind_has_the_ending_of_that(project: Project) -> None:
    noise = Image.effect_noise((1300, 900), 90)
    project.write(
        "content/pages/yard.png", saved(Image.merge("RGB", (noise, noise.rotate(180), noise)), "PNG")
    )
    project.page(named("yard.png"))
    written = built(project)
    (picture,) = shown(written)
    assert picture.get("src") == "/media/pages/yard.png.jpg"
    content = written["public/media/pages/yard.png.jpg"]
    assert (int(picture.get("width")), int(picture.get("height"))) == size_of(content)
    assert "public/media/pages/yard.png" not in written


@pytest.mark.parametrize("disk", ["NFC", "NFD"])
def test_a_name_is_the_same_whichever_way_its_letters_are_composed(project: Project, disk: Any) -> None:
    text = {"NFC": "NFD", "NFD": "NFC"}[disk]
    project.write(f"content/pages/{normalize(disk, 'café.jpg')}", from_a_camera())
    image = f"image:\n  file: {normalize(text, 'café.jpg')}\n  alt: A\n  credit: A. Member\n  licence: CC BY 4.0\n"
    project.page(named(normalize(text, "café.jpg")), fields=image)
    in_edition(project, f"../pages/{normalize(text, 'café.jpg')}")
    assert not project.check().told
    written = built(project)
    assert "public/media/pages/café.jpg" in written
    assert [picture.get("src") for picture in shown(written)] == ["/media/pages/caf%C3%A9.jpg"] * 2
    (posted,) = shown(written, "outbox/2026-10/edition.html")
    assert posted.get("src") == f"{URL}/media/pages/caf%C3%A9.jpg"


def test_two_files_of_one_name_are_told(project: Project) -> None:
    for form in ("NFC", "NFD"):
        project.write(f"content/pages/{normalize(form, 'café.jpg')}", from_a_camera())
    assert project.check().only.code == "address-taken"


def test_a_drawing_is_published_without_its_programs_notes(project: Project) -> None:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:i="urn:i"'
    drawing = f'<svg {names} i:by="Jane" viewBox="0 0 4 3"><!-- Jane --><path d="M0 0"/></svg>'
    project.write("content/pages/yard.svg", drawing)
    project.page(named("yard.svg"))
    written = built(project)
    assert written["public/media/pages/yard.svg"].decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0"/></svg>\n'
    )
    (picture,) = shown(written)
    assert (picture.get("src"), picture.get("width"), picture.get("height")) == (
        "/media/pages/yard.svg",
        "4",
        "3",
    )


# What cannot be published


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("yard.jpg", from_a_camera()[:9_000], "unreadable-picture", "breaks off"),
        ("yard.png", bomb(), "too-large", "2,500 megapixels"),
        ("IMG_1.HEIC", HEIC, "picture-kind", "HEIC"),
        ("yard.jpg", HEIC, "picture-kind", "HEIC"),
        ("yard.tif", saved(photograph(9, 6), "TIFF"), "picture-kind", "TIFF"),
        ("yard.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>', "active-file", "onload"),
        ("yard.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "active-file", "<script>"),
    ],
)
def test_a_mistake_is_told_once_at_the_line_that_names_the_picture(
    project: Project, name: str, content: bytes, code: str, words: str
) -> None:
    project.write(f"content/pages/{name}", content)
    project.page(named(name))
    project.page(named(name), name="second")
    told = project.check().only
    assert (told.file, told.line, told.severity, told.code) == ("content/pages/new.md", 8, "error", code)
    assert f"`{name}`" in told.message
    assert words in told.message


def test_where_nobody_names_it_a_mistake_is_told_at_the_file(project: Project) -> None:
    project.write("content/pages/yard.jpg", from_a_camera()[:9_000])
    told = project.check().only
    assert (told.file, told.severity, told.code) == ("content/pages/yard.jpg", "error", "unreadable-picture")


def test_a_kind_that_nobody_names_and_nothing_is_made_of_is_a_warning(project: Project) -> None:
    project.write("content/pages/IMG_1.HEIC", HEIC)
    told = project.check().only
    assert (told.file, told.severity, told.code) == ("content/pages/IMG_1.HEIC", "warning", "picture-kind")


def test_a_mistake_in_a_picture_and_one_in_a_text_are_told_in_one_run(project: Project) -> None:
    project.write("content/pages/yard.jpg", from_a_camera()[:9_000])
    project.page(named("yard.jpg", "gone.jpg"), fields="tags: [nowhere]\n")
    assert set(project.check().codes) == {"unreadable-picture", "broken-image", "unknown-tag"}


def test_a_picture_whose_file_has_a_mistake_is_told_there_too(project: Project) -> None:
    project.write("content/pages/yard.jpg", from_a_camera()[:9_000])
    project.page(named("yard.jpg"), fields="titel: Twice\n")
    told = {one.code: one for one in project.check().told}
    assert set(told) == {"unreadable-picture", "unknown-field"}
    assert told["unreadable-picture"].file == "content/pages/new.md"


def test_a_png_that_is_called_a_jpeg_is_published_and_told(project: Project) -> None:
    content = saved(photograph(60, 40), "PNG", exif=b"Exif\0\0" + SECRET)
    project.write("content/pages/yard.jpg", content)
    project.page(named("yard.jpg"))
    told = project.check().only
    assert (told.severity, told.code) == ("warning", "picture-kind")
    assert "is a PNG" in told.message
    assert SECRET not in built(project)["public/media/pages/yard.jpg"]


# In letters


def test_every_picture_of_a_letter_says_its_size_and_fits_the_column(project: Project) -> None:
    project.write("content/editions/wide.jpg", from_a_camera(2400, 1600))
    project.write("content/editions/high.png", saved(photograph(300, 900), "PNG"))
    project.write("content/editions/moves.gif", saved(photograph(800, 10), "GIF"))
    in_edition(project, "wide.jpg", "high.png", "moves.gif")
    pictures = shown(built(project), "outbox/2026-10/edition.html")
    assert [(p.get("src").rpartition("/")[2], p.get("width"), p.get("height")) for p in pictures] == [
        ("wide.jpg", "536", "357"),
        ("high.png", "300", "900"),
        ("moves.gif", "536", "7"),
    ]
    for picture in pictures:
        style = picture.get("style").replace(" ", "")
        assert "max-width:100%" in style
        assert "height:auto" in style


@pytest.mark.parametrize("form", ["webp", "avif"])
def test_what_mail_programs_do_not_show_is_replaced(project: Project, form: str) -> None:
    image = photograph(1400, 700)
    clear = image.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(image.size))
    project.write(f"content/editions/photo.{form}", saved(image, form))
    project.write(f"content/editions/clear.{form}", saved(clear, form))
    in_edition(project, f"photo.{form}", f"clear.{form}")
    written = built(project)
    posted = shown(written, "outbox/2026-10/edition.html")
    assert [p.get("src") for p in posted] == [
        f"{URL}/media/editions/photo.{form}.jpg",
        f"{URL}/media/editions/clear.{form}.png",
    ]
    for picture in posted:
        content = written["public" + picture.get("src").removeprefix(URL)]
        width, height = size_of(content)
        assert width <= 1072
        assert (picture.get("width"), picture.get("height")) == ("536", str(round(536 * height / width)))
    paged = shown(written, "public/editions/2026-10/index.html")
    assert [p.get("src") for p in paged] == [f"/media/editions/photo.{form}", f"/media/editions/clear.{form}"]


def test_a_letter_has_a_png_for_a_drawing(project: Project) -> None:
    words = '<text x="9" y="90" font-size="40">Before and after</text>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 200">{words}</svg>'
    project.write("content/editions/yard.svg", drawing)
    in_edition(project, "yard.svg")
    written = built(project)
    (posted,) = shown(written, "outbox/2026-10/edition.html")
    assert posted.get("src") == f"{URL}/media/editions/yard.svg.png"
    assert (posted.get("width"), posted.get("height")) == ("536", "134")
    assert size_of(written["public/media/editions/yard.svg.png"]) == (800, 200)
    (paged,) = shown(written, "public/editions/2026-10/index.html")
    assert paged.get("src") == "/media/editions/yard.svg"


def test_a_drawing_that_no_letter_can_show_is_told_at_its_line(project: Project) -> None:
    project.write("content/editions/yard.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    in_edition(project, "yard.svg")
    told = project.check().only
    assert (told.file, told.code) == (EDITION, "picture-in-letter")
    assert "without a size" in told.message


def test_a_letters_bytes_change_with_the_size_of_its_picture(project: Project) -> None:
    project.write("content/editions/yard.jpg", from_a_camera(400, 300))
    in_edition(project, "yard.jpg")
    built(project)
    project.write("content/editions/yard.jpg", from_a_camera(300, 400))
    (picture,) = shown(built(project), "outbox/2026-10/edition.html")
    assert (picture.get("width"), picture.get("height")) == ("300", "400")


# Made once


def test_a_picture_is_developed_once_and_nobody_opens_it_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("content/pages/large.jpg", from_a_camera(2400, 1600))
    project.write("content/pages/small.webp", saved(photograph(60, 40), "WEBP"))
    project.page(named("large.jpg", "small.webp"))
    in_edition(project, "../pages/small.webp")
    first = built(project, widths=True)

    def refuse(*_: object) -> None:
        raise AssertionError("it is known already")

    for name in ("developed", "developed_for_letters"):
        monkeypatch.setattr(developing, name, refuse)
    monkeypatch.setattr(versions, "versions", refuse)
    project.page(named("large.jpg", "small.webp") + "More words.\n")
    second = built(project, widths=True)
    changed = {name for name in second if second[name] != first.get(name)}
    assert not [name for name in changed if "/media/" in name]
    assert {name for name in first if "/media/" in name} == {name for name in second if "/media/" in name}
    built(project, out=project.root / "elsewhere", widths=True)
    written = tree(project.root / "elsewhere")
    for name in ("large.jpg", "large.jpg.640.webp"):
        assert written[f"elsewhere/media/pages/{name}"] == first[f"public/media/pages/{name}"]


def test_the_bytes_are_the_same_with_and_without_a_cache_and_more_processes(project: Project) -> None:
    for number in range(6):
        project.write(f"content/pages/{number}.jpg", from_a_camera(700 + number, 400, orientation=number + 1))
        project.write(f"content/pages/{number}.webp", saved(photograph(60 + number, 40), "WEBP"))
    in_edition(project, *(f"../pages/{number}.webp" for number in range(6)))
    project.page(named("0.jpg", "1.jpg"))
    found = [built(project, keeps_answers=False, widths=True, jobs=jobs) for jobs in (1, 2)]
    found += [built(project, widths=True, jobs=2), built(project, widths=True)]
    assert len([name for name in found[0] if ".320.webp" in name]) == 2
    assert all(one == found[0] for one in found)


def test_a_lost_or_damaged_answer_is_made_anew(project: Project) -> None:
    project.write("content/pages/large.jpg", from_a_camera(2400, 1600))
    first = built(project)
    (project.root / ".cache/answers.sqlite").write_bytes(b"no table")
    (project.root / "public/media/pages/large.jpg").unlink()
    assert built(project) == first


def test_a_picture_that_is_gone_takes_its_file_with_it(project: Project) -> None:
    project.write("content/pages/large.jpg", from_a_camera(2400, 1600))
    assert "public/media/pages/large.jpg" in built(project)
    (project.root / "content/pages/large.jpg").unlink()
    assert "public/media/pages/large.jpg" not in built(project)


# In previews


def test_letters_are_read_with_their_pictures(project: Project) -> None:
    project.write("content/editions/yard.webp", saved(photograph(60, 40), "WEBP"))
    project.write("content/pages/broken.jpg", b"seen by no letter")
    in_edition(project, "yard.webp")
    memory: dict[str, Any] = {}
    options = asked(project.root, keeps_answers=False)
    for _ in range(2):
        letter = read_letters(options, memory, shows_pictures=True)[-1]
        assert letter.email is not None
        assert f'src="{URL}/media/editions/yard.webp.jpg"' in letter.email.html
        assert size_of(letter.pictures["media/editions/yard.webp.jpg"]) == (60, 40)
    project.write("content/editions/yard.webp", saved(photograph(60, 40), "WEBP")[:-40])
    told = [letter for letter in read_letters(options, memory) if letter.diagnostics]
    assert [(letter.edition, problem.code) for letter in told for problem in letter.diagnostics] == [
        (letter.edition, "unreadable-picture")
    ]
    assert told[0].email is None
