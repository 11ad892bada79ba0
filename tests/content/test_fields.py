"""Front matter becomes a record, or is told in an editor's words why not."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from newsletter.content.config import Place, SiteSettings
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.case_study_parts import Quote
from newsletter.content.kinds.page import Page
from newsletter.content.reading.field import Field
from newsletter.content.reading.fields import read_record, read_records
from newsletter.content.reading.front_matter import parse_document, parse_yaml
from newsletter.content.reading.record_types import json_schema, marked_fields
from newsletter.content.reading.source_file import SourceFile
from newsletter.content.schemas import SCHEMAS
from newsletter.content.words.keys import is_key
from newsletter.content.words.when import When
from newsletter.told.codes import CODES
from newsletter.told.diagnostics import Checked, Diagnostic, Location
from tests.made_up import MILL, file, front_matter
from tests.records import RECORDS


def _fields(text: str) -> Field:
    checked = parse_yaml(SourceFile("content/site.yaml", text.encode()))
    assert checked.value is not None, checked.diagnostics
    return checked.value


def _page(more: str) -> tuple[Diagnostic, ...]:
    return read_record(_fields(f"title: A\nsummary: B\n{more}"), Page).diagnostics


def test_values_become_what_the_record_says_they_are() -> None:
    document = parse_document(
        SourceFile("content/case-studies/a.md", file(front_matter(MILL)).encode())
    ).value
    assert document is not None
    study = read_record(document.fields, CaseStudy).value
    assert study is not None
    assert study.started == When(2013)
    assert study.outcomes[0].after.when == When(2019, is_by=True)
    assert study.compass is not None
    assert (study.compass.now.model, study.draft, study.places) == (1.5, False, ("leeds",))


def test_runs_of_white_space_are_one_space() -> None:
    page = read_record(_fields('title: "  A\\n\\t  title\\r "\nsummary: B\n'), Page).value
    assert page is not None
    assert page.title == "A title"


def test_several_mistakes_are_all_told() -> None:
    told = _page("draft: perhaps\nupdated: 2026-02-30\nqqqq: x\n")
    assert sorted(d.code for d in told) == ["bad-date", "bad-yes-no", "unknown-field"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Title: A\nsummary: B\n", "title"),
        ("TITLE: A\nsummary: B\n", "title"),
        ("titel: A\nsummary: B\n", "title"),
    ],
)
def test_a_misspelt_field_is_not_also_a_missing_one(written: str, meant: str) -> None:
    (only,) = read_record(_fields(written), Page).diagnostics
    assert (only.code, only.hint) == ("unknown-field", f"did you mean `{meant}`?")


def test_the_field_meant_is_one_that_is_not_there_yet() -> None:
    (only,) = _page("nav: {place: header, lable: Us}\n")
    assert only.hint == "did you mean `label`?"
    (only,) = _page("updatd: 2026-11-01\nupdated: 2026-11-01\n")
    assert only.hint == "did you mean `updated`?"


def test_an_unknown_field_with_no_near_name_lists_what_is_known() -> None:
    (only,) = _page("nav: {place: header, qqqq: x}\n")
    assert only.message == "`qqqq` is not a field of `nav`"
    assert only.hint == "known here: `place`, `order`, `label`"


@pytest.mark.parametrize("name", ["function-plain", "self", "__class__", "nav.place", "0", "a" * 500])
def test_a_field_of_any_name_is_only_unknown(name: str) -> None:
    (only,) = _page(f"? {name}\n: x\n")
    assert only.code == "unknown-field"
    assert len(only.message) < 120


def test_an_entry_is_named_by_its_number_from_one() -> None:
    (only,) = _page("authors: [A. Author, [B]]\n")
    assert only.message == "`authors` (entry 2) is plain text, not a list or a set of fields"


def test_a_field_missing_from_an_entry_of_a_data_file_stands_at_its_key() -> None:
    checked = read_records(
        _fields("# note\n\nleeds:\n  name: Leeds\n  lat: 1\n  lon: 2\n  nation: England\n"), Place
    )
    (only,) = checked.diagnostics
    assert (only.code, only.location.line, only.location.column) == ("missing-field", 3, 1)


def test_a_key_must_be_fit_for_an_address() -> None:
    assert all(map(is_key, ["a", "a-b", "2026-11"]))
    assert not any(map(is_key, ["", "A", "a--b", "-a", "a-", "a_b", "a b", "é", "a/b", "a\n", "..", "a.b"]))


def test_optional_fields_left_empty_are_told() -> None:
    (only,) = _page("updated:\n")
    assert (only.code, only.hint) == ("missing-value", "The day its words last changed in substance")


@pytest.mark.parametrize(
    "address",
    [
        *("leeds.example", "//x.example/", "ftp://x.example/", "javascript:alert(1)", "http://", "https:x"),
        *(
            "https://[::1",
            "https://a b/",
            'https://x/"',
            "mailto:a@b.c",
            "https://a.b:99999/",
            "https://a:b@c.d",
        ),
        *("https://x.example;script-src", "https://a..b/", f"https://{'a' * 64}.example/"),
    ],
)
def test_what_is_no_web_address_is_told(address: str) -> None:
    (only,) = _page(f"image:\n  file: a.png\n  credit: A\n  licence: B\n  source: '{address}'\n")
    assert only.code == "bad-address"


@pytest.mark.parametrize(
    "address",
    [
        "a",
        "a@b",
        "a b@c.d",
        "a@b.c, d@e.f",
        "<a@b.c>",
        "a@b..c",
        "é@b.c",
        "@b.c",
        "a@@b.c",
        "..a@b.c",
        "a@" + "b" * 64 + ".c",
    ],
)
def test_what_is_no_mail_address_is_told(address: str) -> None:
    site = (
        "name: N\nstrapline: S\npromise: P\nbase_url: https://n.example\npublisher: N\n"
        f"contact: '{address}'\nsender:\n  name: N\n  email: a@b.c\n  reply_to: a@b.c\n  postal_address: P\n"
        "  unsubscribe_url: https://n.example\n  unsubscribe_email: a@b.c\n"
    )
    (only,) = read_record(_fields(site), SiteSettings).diagnostics
    assert (only.location.line, only.code) == (6, "too-short" if len(address) < 3 else "bad-address")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base_url", "https://n.example/?a=b"),
        ("base_url", "https://n.example/#top"),
        ("base_url", "https://n.example/a/../b"),
        ("base_url", "https://n.example//a/"),
        ("unsubscribe_url", "http://n.example/leave/"),
        ("unsubscribe_url", "https://n.example/leave#"),
    ],
)
def test_addresses_that_are_built_upon_must_bear_it(field: str, value: str) -> None:
    given = {"base_url": "https://n.example", "unsubscribe_url": "https://n.example"} | {field: value}
    site = (
        f"name: N\nstrapline: S\npromise: P\nbase_url: {given['base_url']}\npublisher: N\n"
        "contact: a@b.c\nsender:\n  name: N\n  email: a@b.c\n  reply_to: a@b.c\n  postal_address: P\n"
        f"  unsubscribe_url: {given['unsubscribe_url']}\n  unsubscribe_email: a@b.c\n"
    )
    (only,) = read_record(_fields(site), SiteSettings).diagnostics
    assert (only.location.line, only.code) == (4 if field == "base_url" else 12, "bad-address")


@pytest.mark.parametrize("lang", ["English", "en_GB", "é", "en-", "e"])
def test_what_names_no_language_is_told(lang: str) -> None:
    (only,) = _page(f"lang: {lang}\n")
    assert only.code == ("too-short" if len(lang) == 1 else "bad-language")


#: Ways to fill a field that no record asks for.
_ODD = (
    *("", " ", "x", "0", "-1", "1.5", "1e999", "nan", "-inf", "9" * 5000, "true", "2026-11-15", "=", "a@b"),
    *((), ("x",), ((),), ({},), {}, {"a": "b"}, {"": ""}, None, (None,), {"title": None}),
)


def _field(value: Any) -> Field:
    """`value` as if it stood in a file."""
    place = Location("content/pages/a.md")
    if isinstance(value, tuple):
        return Field(tuple(map(_field, value)), place, place)
    if isinstance(value, dict):
        return Field({name: _field(inner) for name, inner in value.items()}, place, place)
    return Field(value, place, place)


@pytest.mark.parametrize("record", sorted(RECORDS, key=lambda record: record.__name__))
def test_every_mistake_pydantic_can_find_has_words(record: type) -> None:
    for field in fields(record):
        for odd in _ODD:
            told = read_record(_field({field.name: odd}), record).diagnostics
            assert all(problem.code in CODES and problem.message for problem in told)


def test_marked_fields_come_in_the_order_they_were_written() -> None:
    fields = _fields("summary: B\nredirect_from: [/a/, /b/]\ntags: [t]\nqqqq: x\ntitle: A\n")
    assert [field.value for _, field in marked_fields(fields, Page)] == ["/a/", "/b/", "t"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_is_described_in_the_schema(name: str) -> None:
    schema = json_schema(SCHEMAS[name])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert all(given.get("description") or "$ref" in str(given) for given in schema["properties"].values())
    assert schema["properties"]


def test_a_year_suits_the_schema_as_yaml_reads_it_too() -> None:
    started = json_schema(SCHEMAS["case-study"])["properties"]["started"]
    assert [choice["type"] for choice in started["anyOf"]] == ["string", "integer"]


def _quoted(words: str) -> Checked[Quote]:
    return read_record(_fields(f"words: {words}\nwho: A. Tenant\nsaid_on: 2014\nsource: a\n"), Quote)


def test_what_somebody_said_has_at_most_25_words() -> None:
    (told,) = _quoted("we met " * 14).diagnostics
    assert told.code == "too-long"
    assert told.message.endswith("is not a quotation of at most 25 words: it has 28")
    assert not _quoted("we met " * 12).diagnostics


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("'\"We met in the yard\"'", "We met in the yard"),
        ("‘We met in the yard’", "We met in the yard"),
        ("“We met” and “we sang”", "‘We met’ and ‘we sang’"),
    ],
)
def test_quotation_marks_round_what_somebody_said_are_ours_to_set(typed: str, words: str) -> None:
    quote = _quoted(typed).value
    assert quote is not None
    assert quote.words == words
