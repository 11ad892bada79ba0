"""What stands in content/root/ is published as it is, unless a browser would run it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from newsletter.site.root_files import root_pieces
from tests.building import built, copied_project, published
from tests.pictures import SECRET, exif, photograph, saved
from tests.projects import Project


def _codes(tmp_path: Path, name: str, content: bytes, taken: tuple[str, ...] = ()) -> list[str]:
    path = tmp_path / "content" / "root" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return [problem.code for problem in root_pieces(tmp_path, [f"content/root/{name}"], taken).diagnostics]


def test_files_are_published_to_the_byte(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    files = {"CNAME": b"x.example\n", ".well-known/a b.txt": b"\xff\x00", "favicon.ico": b"\x00\x01"}
    for name, content in files.items():
        path = root / "content" / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert built(root).is_published
    assert {name: (root / "public" / name).read_bytes() for name in files} == files
    (root / "content/root/.well-known/a b.txt").unlink()
    assert built(root).removed == 1
    assert not (root / "public/.well-known").exists()
    assert "public/CNAME" in published(root)


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_picture_at_the_root_tells_nothing_but_what_it_shows(tmp_path: Path, orientation: int) -> None:
    content = saved(photograph(300, 200), "JPEG", exif=exif(orientation), comment=SECRET)
    root = copied_project(tmp_path)
    (root / "content" / "root").mkdir()
    (root / "content" / "root" / "yard.jpg").write_bytes(content)
    assert built(root).is_published
    made = (root / "public" / "yard.jpg").read_bytes()
    assert SECRET not in made
    with Image.open(BytesIO(made)) as image, Image.open(BytesIO(content)) as former:
        assert dict(image.getexif()) == {}
        assert image.size == ((300, 200) if orientation == 1 else (200, 300))
        assert orientation != 1 or image.tobytes() == former.tobytes()


def test_a_damaged_picture_at_the_root_is_told(tmp_path: Path) -> None:
    assert _codes(tmp_path, "yard.png", saved(photograph(30, 20), "PNG")[:40]) == ["unreadable-picture"]


PROOFS = {
    "google.html": b"google-site-verification: google1234567890.html",
    "proof.html": b'<!doctype html><meta charset="utf-8"><title>A proof</title><p>Verification: 12</p>',
    "BingSiteAuth.xml": b'<?xml version="1.0"?>\n<users>\n\t<user>0123</user>\n</users>',
    "marked.html": b"\xef\xbb\xbf<p>one = 1, so javascript is off</p>",
    "key": b"\x00<script>",
}


@pytest.mark.parametrize("name", PROOFS)
def test_a_proof_of_ownership_may_stand(tmp_path: Path, name: str) -> None:
    assert _codes(tmp_path, name, PROOFS[name]) == []


_SCRIPT = b"<script>alert(1)</script>"
_XML_SCRIPT = "<s:script xmlns:s='http://www.w3.org/1999/xhtml'>alert(1)</s:script>"
RUN = {
    "a script": ("a.html", _SCRIPT),
    "a script of another name space": ("a.xml", _XML_SCRIPT.encode()),
    "a script in a feed": ("a.rdf", _XML_SCRIPT.encode()),
    "an entity": ("a.xml", b'<!DOCTYPE x [<!ENTITY e "a">]><x>&e;</x>'),
    "an entity in UTF-16": (
        "a.xml",
        f'<!DOCTYPE x [<!ENTITY e "{_XML_SCRIPT}">]><x>&e;</x>'.encode("utf-16"),
    ),
    "a style sheet": ("a.xml", b'<?xml-stylesheet href="a.xsl"?><x/>'),
    "hidden letters": ("a.html", b"<meta charset=iso-2022-jp><scr\x1b(Bipt>alert(1)</scr\x1b(Bipt>"),
    "behind an open comment": ("a.html", b"<!-->" + _SCRIPT + b"-->"),
    "in what is text to browsers": (
        "a.html",
        b'<noscript><p title="</noscript>' + _SCRIPT + b'"></noscript>',
    ),
    "deeper than parsers look": ("a.html", b"<div>" * 600 + _SCRIPT),
    "longer than parsers read": ("a.html", b"<p>" + b"x" * 11_000_000 + _SCRIPT),
    "a handler": ("a.html", b"<img src=x onerror=alert(1)>"),
    "a handler behind a slash": ("a.html", b"<img/src=x/onerror=alert(1)>"),
    "an address": ("a.html", b'<a href="javascript:alert(1)">x</a>'),
    "an address with a tab": ("a.html", b'<a href="java&#9;script:alert(1)">x</a>'),
    "an address by the numbers of its letters": ("a.html", b'<a href="&#106;avascript&colon;alert(1)">x</a>'),
    "a page that leads away": ("a.html", b'<meta http-equiv="&#114;efresh" content="0;url=//x.example">'),
    "a script in a copy": ("a.html.bak", b"words " + _SCRIPT),
    "a script in another language's page": ("a.html.en", b"words " + _SCRIPT),
    "a script behind a space": ("a.html ", b"words " + _SCRIPT),
    "a script in XML of another ending": ("a.xspf", _XML_SCRIPT.encode()),
    "the same in UTF-16": ("a.gpx", _XML_SCRIPT.encode("utf-16")),
    "the same in UTF-16 without its mark": ("a.gpx", _XML_SCRIPT.encode("utf-16-be")),
    "a field for a password": ("a.html", b"<input type=password>"),
    "a button that sends": ("a.html", b"<button formaction=//x.example>"),
    "a style on an element": ("a.html", b'<div style="position:fixed">x</div>'),
    "a set of frames": ("a.html", b"<frameset>"),
    "a picture from elsewhere": ("a.html", b"<img src=//x.example/pixel.gif>"),
    "another script's address": ("a.html", b"<a href='vbscript:1'>x</a>"),
    "a packed drawing": ("a.svgz", b"\x1f\x8b\x08\x00"),
}


@pytest.mark.parametrize("what", RUN)
def test_what_a_browser_would_run_is_refused(tmp_path: Path, what: str) -> None:
    assert _codes(tmp_path, *RUN[what]) == ["active-file"]


@pytest.mark.parametrize(
    "name", ["index.html", "INDEX.html", "about", "index.html/a.txt", "shelf/index.html"]
)
def test_a_file_of_the_site_is_not_taken_over(tmp_path: Path, name: str) -> None:
    taken = ("index.html", "about/index.html", "shelf/index.html")
    assert _codes(tmp_path, name, b"") == []
    (tmp_path / "content/root" / name).unlink()
    assert _codes(tmp_path, name, b"", taken) == ["address-taken"]


@pytest.mark.parametrize(
    "name",
    ["about/a.pdf", "About/deep/a.pdf", "assets/a.txt", "media/a.txt", "tags/housing/a.txt", "status/a"],
)
def test_a_file_is_not_laid_among_those_of_the_site(tmp_path: Path, name: str) -> None:
    path = tmp_path / "content/root" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"words")
    (told,) = root_pieces(tmp_path, [f"content/root/{name}"], ("index.html", "about/index.html")).diagnostics
    folder = name.split("/")[0].lower()
    assert (told.code, told.message) == (
        "address-taken",
        f"the site itself makes what stands below /{folder}/",
    )


def test_files_may_stand_in_a_folder_of_their_own(tmp_path: Path) -> None:
    names = ("files/index.html", "files/a.pdf", "wp-content/uploads/a.pdf")
    for name in names:
        (tmp_path / "content/root" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content/root" / name).write_bytes(b"words")
    taken = ("index.html", "wp-content/old/index.html")
    assert root_pieces(tmp_path, [f"content/root/{name}" for name in names], taken).diagnostics == ()


@pytest.mark.parametrize(
    "name", [".DS_Store", ".git/HEAD", ".gitignore", ".CNAME.swp", "a.txt~", "deep/.git"]
)
def test_what_a_program_left_is_named_once(project: Project, name: str) -> None:
    project.write(f"content/root/{name}", "words")
    told = project.check().only
    assert (told.severity, told.code) == ("warning", "unknown-file")
    assert f"content/root/{name}".startswith(told.file)
    assert told.message == "a system or a program left this here; it is not published"


def test_what_keeps_a_folder_in_git_is_passed_over(project: Project) -> None:
    project.write("content/root/.gitkeep", "")
    assert project.check().told == ()


UNFIT = [
    "CON",
    "aux.txt",
    "nul.tar.gz",
    "com1",
    "LPT9.ini",
    "com¹",
    "a:b",
    "a?",
    'a"b',
    "a|b",
    "a*",
    "a\\b",
    "a.",
    "a ",
]


@pytest.mark.parametrize("name", UNFIT)
def test_a_name_that_windows_cannot_hold_is_told_once(project: Project, name: str) -> None:
    project.write(f"content/root/{name}", "words")
    told = project.check().only
    assert (told.code, told.file) == ("bad-file-name", f"content/root/{name}")
    assert told.message == f"Windows cannot hold a file or folder called `{name}`"


def test_a_folder_that_windows_cannot_hold_is_told_once(project: Project) -> None:
    project.write("content/root/aux/a.txt", "words")
    project.write("content/root/aux/b.txt", "words")
    assert project.check().only.file == "content/root/aux"


@pytest.mark.parametrize(
    "name", ["console.txt", "auxiliary", "com0", "com10", "nul-and-void.txt", ".well-known/a b"]
)
def test_a_name_that_only_looks_like_it_may_stand(project: Project, name: str) -> None:
    project.write(f"content/root/{name}", "words")
    assert project.check().told == ()


def test_the_folder_builds_work_in_is_not_taken_over(tmp_path: Path) -> None:
    assert _codes(tmp_path, ".newpower/x", b"") == ["bad-file-name"]


OBEYED = (
    *(".htaccess", "deep/.HTACCESS", "a.php", "a.PHP.txt", "web.config", "_worker.js", "_worker.js/index.js"),
    *("netlify.toml", "functions/a.js", "api/a.js", "cgi-bin/a", "a.cgi", "staticwebapp.config.json"),
    *(".github/workflows/a.yml", ".gitlab-ci.yml", "_config.yml", "package.json", "middleware.js"),
    *("netlify/functions/a.js", "a.shtml", "a.hta", "sw.js", "a.mjs", "a.css", "a.wasm", "a.exe", "a.swf"),
    *(".env", ".env.local", ".npmrc", "deep/id_ed25519", "server.key"),
)


@pytest.mark.parametrize("name", OBEYED)
def test_what_a_host_would_run_or_obey_is_told(tmp_path: Path, name: str) -> None:
    assert _codes(tmp_path, name, b"words") == ["active-file"]


@pytest.mark.parametrize(
    "name",
    ["functions", "ads.txt", ".well-known/security.txt", "deep/api/a.txt", "php", "a.env.txt", "a.json"],
)
def test_what_only_looks_like_it_may_stand(tmp_path: Path, name: str) -> None:
    assert _codes(tmp_path, name, b"words") == []


def test_two_names_that_are_one_file_on_some_disks_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "root"
    folder.mkdir(parents=True)
    names = ("A.txt", "a.txt")
    for name in names:
        (folder / name).write_bytes(b"words")
    found = root_pieces(tmp_path, [f"content/root/{name}" for name in names], ()).diagnostics
    assert [(problem.location.file, problem.code) for problem in found] == [
        ("content/root/a.txt", "address-taken")
    ]
