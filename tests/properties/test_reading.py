"""Whatever stands in a content file, an editor gets an entry or is told why not."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import frontmatter
import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from newsletter import permalinks
from newsletter.content.kinds.rules import is_address
from newsletter.content.reading.data_files import read_config
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.front_matter import parse_document
from newsletter.content.reading.put_right import put_right
from newsletter.content.reading.source_file import SourceFile, decode
from newsletter.told.diagnostics import Diagnostic
from tests.building import copied_project
from tests.made_up import WHOLE, file, front_matter, written
from tests.projects import Project

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

PATHS = WHOLE
_FILES = tuple(file(front_matter(path)).encode() for path in PATHS)

#: Pieces that mean something to YAML, to Markdown or to us.
_PIECES = st.sampled_from(
    "--- | ...|: |- |[|]|{|}|\"|'|&a |*a|!x |%|@|`|# |? |>-|| |\n|\n\n|  |\t|\r\n|\\0|~|null|<<: |title: |summary: "
    "|sources:|tags:|image:|published: |2026-02-30|[^a]|![x](y)|[x](y.md#z)|<b>|&amp;|{: #a}|| a | b |||-|\ufeff|\0|é|𝔸"
    "|\u2028|\u202e|\ue000|function-plain: |self: |__class__: |../|https://|---\n".split("|")
)
_written = st.lists(_PIECES | st.text(max_size=8), max_size=40).map("".join)
_framed = st.builds("---\n{}\n---\n{}".format, _written, _written)
_mangled = st.builds(
    lambda content, at, cut, put: content[:at] + put + content[at + cut :],
    st.sampled_from(_FILES),
    st.integers(0, 3000),
    st.integers(0, 30),
    st.binary(max_size=6) | _written.map(str.encode),
)
contents = st.binary(max_size=200) | _written.map(str.encode) | _framed.map(str.encode) | _mangled


@given(path=st.sampled_from(PATHS), content=contents)
@settings(max_examples=400, deadline=None)
def test_any_bytes_give_an_entry_or_a_diagnostic(path: str, content: bytes) -> None:
    checked = read_entry(SourceFile(path, content))
    assert checked.value is not None or checked.diagnostics
    _assert_places_exist(checked.diagnostics, content)


@given(content=contents, which=st.integers(0, 2))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_settings_or_a_diagnostic(content: bytes, which: int) -> None:
    paths = [f"content/{name}.yaml" for name in ("site", "tags", "places")]
    sources = [SourceFile(path, written(path).encode()) for path in paths]
    sources[which] = SourceFile(sources[which].path, content)
    checked = read_config(*sources)
    assert checked.value is not None or checked.diagnostics
    _assert_places_exist([d for d in checked.diagnostics if d.location.file == sources[which].path], content)


def _assert_places_exist(diagnostics: Iterable[Diagnostic], content: bytes) -> None:
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for diagnostic in diagnostics:
        where = diagnostic.location
        assert 1 <= where.line <= len(lines), diagnostic
        ends = (
            text.split("\n")[where.line - 1] if diagnostic.code == "line-endings" else lines[where.line - 1]
        )
        assert 1 <= where.column <= len(ends) + 1, diagnostic
        assert where.length >= 1, diagnostic


@pytest.fixture(scope="module")
def shared_project() -> Iterator[Project]:
    with tempfile.TemporaryDirectory() as folder:
        yield Project(copied_project(Path(folder) / "project"))


@given(
    path=st.sampled_from([*PATHS, "content/pages/new.md", "content/site.yaml", "content/tags.yaml"]),
    content=contents,
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_check_of_a_project_with_any_bytes_in_a_file_never_raises(
    shared_project: Project, path: str, content: bytes
) -> None:
    former = shared_project.root / path
    kept = former.read_bytes() if former.exists() else None
    try:
        shared_project.write(path, content)
        outcome = shared_project.check()
        assert outcome.exit_code in (0, 1)
        assert outcome.exit_code == 0 or outcome.told
    finally:
        if kept is None:
            former.unlink()
        else:
            former.write_bytes(kept)


# Front matter


_words = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20
).filter(lambda text: decode(SourceFile("x", text.encode())).value is not None and "\u2028" not in text)
_values = st.recursive(
    _words,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(_words, inner, min_size=1, max_size=3)
    ),
    max_leaves=6,
)


class _TextOnly(frontmatter.YAMLHandler):  # type: ignore[misc]
    """The stock handler, with every scalar left the text it is."""

    def load(self, fm: str, **_: object) -> object:
        return yaml.load(fm, Loader=yaml.CBaseLoader)


@given(
    fields=st.dictionaries(_words, _values, min_size=1, max_size=4),
    style=st.sampled_from([None, '"', "'"]),
    flow=st.booleans(),
    body=st.text(
        st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"), include_characters="\n"), max_size=60
    ),
)
@settings(max_examples=200, deadline=None)
def test_well_formed_front_matter_reads_as_the_stock_handler_reads_it(
    fields: dict[str, object], style: str | None, flow: bool, body: str
) -> None:
    assume(not re.search(r"^---", body, re.MULTILINE))  # the stock handler would divide the file there
    written = yaml.safe_dump(
        fields, default_style=style, default_flow_style=flow, allow_unicode=True, sort_keys=False
    )
    text = f"---\n{written}---\n{body}"
    stock, stock_body = frontmatter.parse(text, handler=_TextOnly())
    checked = parse_document(SourceFile("content/pages/x.md", text.encode()))
    document = checked.value
    assert document is not None, checked.diagnostics
    assume(put_right(written, "", 2)[0] == written)  # what is put right is another text
    assert _with_nulls(document.fields.plain()) == _with_nulls(stock)
    assert document.body.strip() == stock_body
    assert document.body == "\n".join(text.rstrip().split("\n")[document.body_line - 1 :])


def _with_nulls(value: object) -> object:
    """Where the one reads nothing, the other reads an empty text."""
    if isinstance(value, dict):
        return {name: _with_nulls(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_nulls(inner) for inner in value]
    return None if value in ("", "~", "null", "Null", "NULL") else value


# Addresses


_parts = st.text("ab.-_/%\\ é\0A~:?#", max_size=12) | st.sampled_from(
    ["/", "..", "/..", "//", ".html", "index.html", "/.git/", "a" * 300]
)


@given(address=st.lists(_parts, max_size=6).map("".join))
@settings(max_examples=400, deadline=None)
def test_an_accepted_former_address_stays_inside_the_output(address: str) -> None:
    if is_address(address):
        _assert_inside(permalinks.output_path(address))


@given(name=st.text("ab-0A. é/", min_size=1, max_size=12), folder=st.sampled_from(["pages", "case-studies"]))
@settings(max_examples=200, deadline=None)
def test_the_address_of_an_accepted_file_stays_inside_the_output(name: str, folder: str) -> None:
    path = f"content/{folder}/{name}.md"
    if read_entry(SourceFile(path, _FILES[2 if folder == "pages" else 0])).value is not None:
        _assert_inside(permalinks.output_path(permalinks.permalink(path)))


def _assert_inside(path: str) -> None:
    assert path.endswith(".html")
    assert not path.startswith(("/", "."))
    assert "\\" not in path
    assert "\0" not in path
    for part in path.split("/"):
        assert part not in ("", ".", "..")
        assert not part.startswith(".")
        assert len(part.encode()) < 255
