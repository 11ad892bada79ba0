"""Open data: every field in a table or left out for a reason, and files that others' programs read."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from frictionless import Package
from frictionless import validate as validate_package
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from newsletter.content.kinds.case_study_parts import Earlier, Outcome, Reading
from newsletter.content.words.quantities import quantity_of
from newsletter.content.words.when import When
from newsletter.site.data.columns import LEFT_OUT, edtf, left_out
from newsletter.site.data.opened import FORMS, forms_of
from newsletter.site.data.pieces import data_pieces
from newsletter.site.data.tables import TABLES, Table, columns, owning
from newsletter.site.data.writing import csv_rows, guarded, unguarded
from tests import made_up
from tests.building import REPOSITORY
from tests.made_up import CWM, EVENT, MILL, PRESTON
from tests.records import bare, group, hints

PAGE = "/data/"


def files(*put: Any, **changes: Any) -> dict[str, bytes]:
    """Every file of the open data but its page, by its name."""
    site = made_up.site(*put, **changes)
    made = made_up._files(data_pieces(site.stock.desk, site.stock.data))
    return {path.removeprefix("data/"): content for path, content in made.items()}


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return files()


@pytest.fixture
def folder(made: Mapping[str, bytes], tmp_path: Path) -> Path:
    """All of it, as somebody downloads it."""
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def rows(made: Mapping[str, bytes], table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(made[f"{table}.json"])
    return found


def page() -> lxml.html.HtmlElement:
    return lxml.html.fromstring(made_up.the_pages()[PAGE])


# Which fields there are


def _leaves(record: type, *, lists: bool, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field of a record that holds a value, by its way; with `lists` those in lists of groups, too."""
    for name, hint in hints(record).items():
        inner = group(hint)
        if inner is None:
            yield (*way, name)
        elif lists or bare(hint) is inner:
            yield from _leaves(inner, lists=lists, way=(*way, name))


def _columns_of(record: type) -> Iterator[tuple[str, ...]]:
    """Every field of a record that is a column of some table, by its way."""
    for table in TABLES:
        names = {column.name for column in columns(table)}
        steps = [name for name, _ in table.way]
        levels = [(steps[:end], inner) for end, (_, inner) in enumerate(table.way, start=1)]
        for at, level in (levels or [([], table.record)]) if record in owning(table) else ():
            for leaf in _leaves(level, lists=False):
                if "_".join(leaf) in names:
                    yield (*at, *leaf)


RECORDS = {record for table in TABLES for record in owning(table)}


@pytest.mark.parametrize("record", sorted(RECORDS, key=lambda one: one.__name__))
def test_every_field_of_every_record_is_in_a_table_or_left_out_for_a_reason(record: type) -> None:
    out = left_out(record)
    expected = {leaf for leaf in _leaves(record, lists=True) if leaf[0] not in out}
    assert set(_columns_of(record)) == expected


def test_what_is_left_out_is_a_field_and_has_a_reason() -> None:
    for (record, name), why in LEFT_OUT.items():
        assert name in {field.name for field in fields(record)}
        assert why.endswith(".")


def test_every_column_has_words_and_a_name_of_its_own() -> None:
    for table in TABLES:
        names = [column.name for column in columns(table)]
        assert len(set(names)) == len(names), table.name
        assert all(column.words().endswith(".") for column in columns(table)), table.name


def test_every_value_of_a_file_that_fills_in_all_fields_is_in_a_table(made: Mapping[str, bytes]) -> None:
    everything = "".join(made[f"{table.name}.json"].decode() for table in TABLES)
    for path in (MILL, EVENT):
        record = made_up.entry(path).record
        out = left_out(type(record))
        told = [
            text for name in hints(type(record)) if name not in out for text in _texts(getattr(record, name))
        ]
        assert len(told) > 8
        assert [text for text in told if json.dumps(text, ensure_ascii=False)[1:-1] not in everything] == []


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case tuple():
            for one in value:
                yield from _texts(one)
        case _ if hasattr(value, "__dataclass_fields__") and not isinstance(value, When):
            for field in fields(value):
                yield from _texts(getattr(value, field.name))


# What others' programs say


def test_frictionless_accepts_the_data_package(folder: Path) -> None:
    report = validate_package(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert len(report.tasks) == sum(len(list(folder.glob(f"*.{form}"))) for form in FORMS) - len(TABLES) - 1


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("outcomes.csv", b"old-mill,1,", b"no-such,1,"),  # names no case study
        ("places.csv", b"53.8", b"52.8"),  # another hash
        ("events.json", b"Leeds", b"Leads"),
        ("case-studies.csv", b",ended,", b",gone,"),  # a word that is none of the list
    ],
)
def test_frictionless_refuses_it_once_a_file_is_another(
    folder: Path, name: str, before: bytes, after: bytes
) -> None:
    content = (folder / name).read_bytes()
    assert before in content
    (folder / name).write_bytes(content.replace(before, after, 1))
    assert not validate_package(str(folder / "datapackage.json")).valid


def test_the_data_package_names_every_file_with_its_licence(made: Mapping[str, bytes]) -> None:
    package = Package.from_descriptor(json.loads(made["datapackage.json"]))
    files_named = {resource.path for resource in package.resources}
    assert files_named == {name for name in made if not name.endswith((".schema.json", "datapackage.json"))}
    assert package.licenses[0]["name"] == "CC-BY-4.0"
    assert package.to_descriptor().get("created") is None


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_json_of_a_table_keeps_to_its_schema(made: Mapping[str, bytes], table: Table) -> None:
    schema = json.loads(made[f"{table.name}.schema.json"])
    Draft202012Validator.check_schema(schema)
    held = Draft202012Validator(schema, format_checker=FormatChecker())
    told = rows(made, table.name)
    assert told
    assert list(held.iter_errors(told)) == []
    first = next(iter(told[0]))
    assert list(held.iter_errors([{**told[0], "another": 1}]))
    assert list(held.iter_errors([{name: cell for name, cell in told[0].items() if name != first}]))
    assert list(held.iter_errors([{**told[0], first: 7}]))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_csv_and_json_say_the_same(made: Mapping[str, bytes], table: Table) -> None:
    text = made[f"{table.name}.csv"].decode()
    assert text.count("\r\n") == text.count("\n"), "RFC 4180: lines end with CRLF"
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    kinds = {column.name: column.kind for column in columns(table)}
    again = [{name: _cell(kinds[name], cell) for name, cell in row.items()} for row in read]
    assert again == rows(made, table.name)


def _cell(kind: str, cell: str) -> Any:
    if not cell:
        return None
    return json.loads(cell) if kind in ("number", "whole", "switch", "list") else unguarded(cell)


def test_points_have_their_longitude_first(made: Mapping[str, bytes]) -> None:
    places = {one["id"]: one for one in json.loads(made["places.geojson"])["features"]}
    leeds = made_up.config().places["leeds"]
    assert places["leeds"]["geometry"] == {"type": "Point", "coordinates": [leeds.lon, leeds.lat]}
    studies = json.loads(made["case-studies.geojson"])
    assert studies["type"] == "FeatureCollection"
    assert [one["properties"] for one in studies["features"]] == rows(made, "case-studies")
    mill = next(one for one in studies["features"] if one["id"] == "old-mill")
    assert mill["geometry"] == places["leeds"]["geometry"]


# What cells say


def test_a_value_stands_as_printed_beside_the_numbers_that_charts_are_drawn_by() -> None:
    outcome = Outcome(
        measure="Homes",
        of="the parish",
        before=Earlier(value="about 1,200 to 1,300", when=When(2010)),
        after=Reading(value="75% lower", when=When(2019, is_about=True)),
        unit="homes",
        source="council",
    )
    told = rows(files(made_up.changed(MILL, outcomes=(outcome,))), "outcomes")
    row = next(one for one in told if one["case_study"] == "old-mill")
    meant = quantity_of("about 1,200 to 1,300", "homes")
    assert meant is not None
    assert (row["before_low"], row["before_high"], row["before_hedge"]) == (meant.low, meant.high, "about")
    assert row["before_value"] == "about 1,200 to 1,300"
    assert (row["after_value"], row["after_low"], row["after_high"]) == ("75% lower", None, None)
    assert row["after_when"] == "2019~"


def test_a_date_says_whether_it_is_sure() -> None:
    when = (When(2013), When(2013, 9), When(2013, 9, 17), When(2025, is_by=True), When(2012, is_about=True))
    assert [*map(edtf, when)] == ["2013", "2013-09", "2013-09-17", "../2025", "2012~"]


@given(st.text())
def test_a_cell_that_would_be_run_is_guarded_and_comes_back_as_it_was(words: str) -> None:
    cell = guarded(words)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unguarded(cell) == words


@given(st.from_regex(r"'{0,3}[=+\-@＝\t].{0,5}", fullmatch=True))
def test_so_does_one_that_begins_with_apostrophes(words: str) -> None:
    assert unguarded(guarded(words)) == words
    assert guarded(words) == f"'{words}"


def test_no_spreadsheet_runs_what_an_editor_wrote_and_json_has_it_as_it_is() -> None:
    title = '=HYPERLINK("https://evil.example","x")'
    told = files(made_up.changed(CWM, title=title))
    row = next(
        one
        for one in csv.DictReader(io.StringIO(told["case-studies.csv"].decode(), newline=""))
        if one["id"] == "tir-y-cwm"
    )
    assert row["title"] == f"'{title}"
    assert next(one for one in rows(told, "case-studies") if one["id"] == "tir-y-cwm")["title"] == title
    assert csv_rows([(-2, "-2", -1.5)]) == b"-2,'-2,-1.5\r\n", "a number is no words"


# What is there, and what is not


def test_what_is_not_out_is_in_no_table_not_even_in_a_preview() -> None:
    tagged = {"tags": ("money",), "places": ("brixton",)}
    for changes in ({"draft": True}, {"published": made_up.TODAY.replace(year=2027)}):
        hidden = made_up.changed(CWM, title="Kept back", **changes)
        for shown in ({}, {"drafts": True, "future": True}):
            told = files(hidden, only=[PRESTON, EVENT, CWM], **shown)
            for name, content in told.items():
                assert b"tir-y-cwm" not in content, name
                assert b"Kept back" not in content, name
            places = {one["id"] for one in rows(told, "places")}
            assert places == {*made_up.entry(PRESTON).record.places}, "places that only it names, neither"
    told = files(made_up.changed(CWM, **tagged), only=[CWM])
    assert [one["id"] for one in rows(told, "places")] == ["brixton"]
    assert [one["id"] for one in rows(told, "tags")] == ["money"]


def test_nobody_is_listed_as_a_person() -> None:
    everyone = (
        made_up.changed(MILL, authors=("The editors",)),
        made_up.changed(EVENT, authors=("The editors",)),
    )
    for name, content in files(*everyone).items():
        assert b"A. Tenant" not in content, name
    assert made_up.entry(MILL).record.people[0].name == "A. Tenant"


def test_an_empty_library_has_tables_without_rows() -> None:
    told = files(only=[])
    assert all(rows(told, table.name) == [] for table in TABLES)
    assert json.loads(told["places.geojson"]) == {"type": "FeatureCollection", "features": []}


# Versions, and what an edit makes anew


def _version(made: Mapping[str, bytes]) -> str:
    return str(json.loads(made["datapackage.json"])["version"])


def test_the_version_is_the_hash_that_anybody_can_take(made: Mapping[str, bytes]) -> None:
    lines = [
        f"{sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(made.items())
        if name.endswith(".csv")
    ]
    assert sha256("".join(lines).encode()).hexdigest().startswith(_version(made))
    assert _version(made) in page().text_content()


def test_the_version_changes_with_the_tables_and_with_nothing_else(made: Mapping[str, bytes]) -> None:
    same = (
        files(made_up.changed(CWM, body="<p>Other words.</p>")),
        files(made_up.changed(MILL, people=())),
        files(today=made_up.TODAY.replace(day=23)),
    )
    assert {_version(one) for one in same} == {_version(made)}
    assert _version(files(made_up.changed(CWM, title="Another"))) != _version(made)


def _renewed(*put: Any, **changes: Any) -> set[str]:
    """The files whose pieces have another name than those of the site as it is."""
    before, after = (
        {
            path.removeprefix("data/"): piece.plain
            for piece in data_pieces(site.stock.desk, site.stock.data)
            for path in piece.paths
        }
        for site in (made_up.the_site(), made_up.site(*put, **changes))
    )
    return {name for name, plain in after.items() if plain != before[name]}


def test_an_edit_makes_those_tables_anew_that_it_may_touch() -> None:
    assert _renewed(made_up.changed(CWM, body="<p>Other words.</p>")) == set()
    assert _renewed(made_up.changed(made_up.ABOUT, title="Another")) == set()
    of_events = {f"{name}.{form}" for name in ("events", "sources", "corrections") for form in FORMS[:2]}
    assert _renewed(made_up.changed(EVENT, where="Elsewhere")) == {*of_events, "datapackage.json"}
    config = made_up.config()
    leeds = replace(config.places["leeds"], lat=53.7)
    moved = _renewed(settings=replace(config, places={**config.places, "leeds": leeds}))
    of_places = {f"{name}.{form}" for name in ("places", "case-studies") for form in FORMS}
    assert moved == {*of_places, "datapackage.json"}


# The page, and what is said of it


def test_the_docs_name_every_table_with_its_forms() -> None:
    told = re.findall(
        r"^\| `([a-z-]+)` \| .* \| (.*) \|$", (REPOSITORY / "docs/data.md").read_text(), re.MULTILINE
    )
    forms = {"csv": "CSV", "json": "JSON", "geojson": "GeoJSON"}
    assert told == [(table.name, ", ".join(forms[form] for form in forms_of(table))) for table in TABLES]


def test_the_page_leads_to_every_file_and_explains_every_column(made: Mapping[str, bytes]) -> None:
    linked = {link.removeprefix(PAGE) for link in page().xpath("//main//a/@href") if link.startswith(PAGE)}
    assert linked == set(made)
    for table in TABLES:
        explained = page().xpath(f"//h3[@id='{table.name}']/following-sibling::dl[1]/dt/code/text()")
        assert explained == [column.name for column in columns(table)]
    reasons = page().text_content()
    assert all(why in reasons for why in LEFT_OUT.values())


def test_every_page_leads_to_the_open_data() -> None:
    for link, html in made_up.the_pages().items():
        if "<footer" in html:
            assert lxml.html.fromstring(html).xpath(f"//footer//a[@href='{PAGE}']"), link


def test_machines_read_of_a_dataset(made: Mapping[str, bytes]) -> None:
    (told,) = page().xpath("//script[@type='application/ld+json']/text()")
    dataset = next(one for one in json.loads(told)["@graph"] if one["@type"] == "Dataset")
    assert dataset["version"] == _version(made)
    assert dataset["license"].startswith("https://creativecommons.org/")
    assert 50 <= len(dataset["description"]) <= 5000, "as Google asks"
    urls = [one["contentUrl"] for one in dataset["distribution"]]
    assert {url.removeprefix("https://commons.example/data/") for url in urls} <= set(made)


def test_the_page_is_light() -> None:
    text = made_up.the_pages()[PAGE]
    names = ("assets/site.", "assets/data.")
    sheets = [one.content for one in made_up.assets().artifacts if one.path.startswith(names)]
    assert len(sheets) == 2
    assert sum(len(gzip.compress(part)) for part in (text.encode(), *sheets)) < 14 * 1024
