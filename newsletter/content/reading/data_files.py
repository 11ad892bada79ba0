"""The three data files become the settings, the tags and the places: `SourceFile → Config`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from newsletter.content.config import SETTINGS_STAND_INS, Config, Place, SiteSettings, Tag
from newsletter.content.kinds.event_doubts import NO_SUMMER
from newsletter.content.reading.exchanged import exchanged_in_records
from newsletter.content.reading.field import Field
from newsletter.content.reading.fields import read_record, read_records, read_what_stands, set_apart
from newsletter.content.reading.front_matter import parse_yaml
from newsletter.content.reading.leftovers import in_fields, notes_in_fields
from newsletter.content.reading.once import beyond, without_commas, without_wrong_letters
from newsletter.content.reading.places import coordinates_apart, place_problems
from newsletter.content.reading.plain import markup_in_fields
from newsletter.content.reading.proofs import proofs_in_fields
from newsletter.content.reading.source_file import SourceFile
from newsletter.content.words.keys import better_key, is_key
from newsletter.content.words.web import OWN_MACHINE
from newsletter.content.words.when import is_time_zone
from newsletter.regexes import regex
from newsletter.told.diagnostics import (
    Checked,
    Diagnostic,
    Location,
    has_errors,
    warning,
)

T = TypeVar("T")

#: Where an address goes on into the content: all of it, one of its folders, or a file.
#: A repository itself, of a forge whose pages for editing are known.
_FORGE = regex(
    r"https://(?P<host>github\.com|gitlab\.[\w.-]+|codeberg\.org)/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?"
)
_WITHIN = regex(r"/content(?:/|$)(?=$|(?:pages|case-studies|editions|images)(?:/|$)|\S*\.(?:md|yaml)$)")


def read_config(site: SourceFile, tags: SourceFile, places: SourceFile) -> Checked[Config]:
    """The settings, from the three data files; where one cannot be read, what can be is there all the same."""
    settings = _data(site, _settings)
    known_tags = _data(tags, _tags)
    known_places = _data(places, _places)
    found = (*settings.diagnostics, *known_tags.diagnostics, *known_places.diagnostics)
    untold = {
        "settings": has_errors(settings.diagnostics),
        "tag": known_tags.value is None,
        "place": known_places.value is None,
    }
    is_whole = not has_errors(found)
    unread = (
        () if is_whole else (*_keys(tags, known_tags.value or {}), *_keys(places, known_places.value or {}))
    )
    config = Config(
        settings.value or _what_stands_of_settings(site),
        known_tags.value or {},
        known_places.value or {},
        frozenset(unread),
        frozenset(name for name, is_untold in untold.items() if is_untold),
        _locations(site),
    )
    return Checked(config, found)


def _locations(source: SourceFile) -> dict[str, Location]:
    fields = parse_yaml(source).value
    return {name: field.location for name, field in fields.named.items()} if fields else {}


def _what_stands_of_settings(source: SourceFile) -> SiteSettings:
    nothing = Field({}, Location(source.path), Location(source.path))
    fields = parse_yaml(source).value or nothing
    stands, _ = read_what_stands(fields, SiteSettings, SETTINGS_STAND_INS)
    return stands or read_what_stands(nothing, SiteSettings, SETTINGS_STAND_INS)[0]  # type: ignore[return-value]


def _keys(source: SourceFile, read: Mapping[str, object]) -> Iterator[str]:
    """The keys of a data file that have no value, and those that are meant where one can be none."""
    fields = parse_yaml(source).value
    for key in fields.named if fields else ():
        if key not in read:
            yield key
            yield better_key(key) or key


def _settings(fields: Field) -> Checked[SiteSettings]:
    checked = read_record(fields, SiteSettings)
    if told := _too_far_in(fields):
        checked = replace(checked, diagnostics=(*checked.diagnostics, told))
    if told := _at_home(fields):
        checked = replace(checked, diagnostics=(*checked.diagnostics, told))
    if checked.value and NO_SUMMER.fullmatch(checked.value.time_zone):
        message = (
            f"`{checked.value.time_zone}` has no summer time: half of the year its clocks are an hour behind"
        )
        hint = "write whose clocks are meant: `Europe/London` for British ones"
        where = fields.at(("time_zone",)).location
        told_of_zone = warning(where, "unknown-time-zone", message, hint)
        return replace(checked, diagnostics=(*checked.diagnostics, told_of_zone))
    if checked.value is None or is_time_zone(checked.value.time_zone):
        return checked
    unknown = Diagnostic(
        fields.at(("time_zone",)).location,
        "unknown-time-zone",
        f"`{checked.value.time_zone}` is not a time zone",
        "write it as Europe/London",
    )
    return Checked(replace(checked.value, time_zone="UTC"), (*checked.diagnostics, unknown))


def _at_home(fields: Field) -> Diagnostic | None:
    """What to say of a site's address that is there on the machine alone where somebody tried it."""
    field = fields.named.get("base_url")
    if field is None or not isinstance(field.value, str) or not OWN_MACHINE.match(field.value):
        return None
    message = f"`{field.value}` is there on your own machine only: every link of a letter would lead there"
    hint = "write where readers find the site; to try it here, build with `--base-url`"
    return warning(field.location, "bad-address", message, hint)


def _too_far_in(fields: Field) -> Diagnostic | None:
    """What to say of an address for editing that goes on into content/: the path of a file begins with that already."""
    field = fields.named.get("source_url")
    address = field.value if field and isinstance(field.value, str) else ""
    found = _WITHIN.search(address)
    if field and (forge := _FORGE.fullmatch(address)):
        message = "the path of a file is put at its end, and no page of the forge begins so"
        inside = (
            "edit/main/"
            if forge["host"] == "github.com"
            else "-/edit/main/"
            if "gitlab" in forge["host"]
            else "_edit/main/"
        )
        hint = f"write https://{forge['host']}/{forge['name']}/{inside}, with your branch if it is not `main`"
        return warning(field.location, "bad-address", message, hint)
    if field is None or found is None:
        return None
    message = "the path of a file is put at its end, and begins with `content/` already"
    hint = f"write {address[: found.start()]}/"
    return warning(field.location, "bad-address", message, hint)


def _tags(fields: Field) -> Checked[dict[str, Tag]]:
    apart = set_apart(fields, Tag, "tag")
    fields = apart.value or fields
    checked = read_records(fields, Tag)
    alike = (*_titled_alike(fields, "title", ()), *_defined_alike(fields), *_also_twice(fields))
    found = (*apart.diagnostics, *checked.diagnostics, *alike)
    return replace(checked, diagnostics=found)


def _titled_alike(fields: Field, name: str, also: Sequence[str]) -> Iterator[Diagnostic]:
    """A warning for each entry that readers cannot tell from another: its `name` is the same, and so is all of `also`."""
    first: dict[tuple[str, ...], str] = {}
    for key, entry in fields.named.items():
        title = entry.named.get(name)
        if title is None or not isinstance(title.value, str):
            continue
        same = tuple(str(entry.at((one,)).value).strip().casefold() for one in (name, *also))
        before = first.setdefault(same, key)
        if before != key:
            message = f"`{before}` is called `{title.value}` already"
            yield warning(
                title.location, "given-twice", message, "call it something else, or take one of the two out"
            )


def _defined_alike(fields: Field) -> Iterator[Diagnostic]:
    """A warning for each tag that means what another does, word for word: it was begun as a copy. Titles are told first."""
    first: dict[str, str] = {}
    titles: set[str] = set()
    for key, entry in fields.named.items():
        title, words = (entry.named.get(name) for name in ("title", "definition"))
        if words is None or not isinstance(words.value, str) or not words.value.strip():
            continue
        called = str(title.value).strip().casefold() if title else ""
        before = first.setdefault(" ".join(words.value.casefold().split()), key)
        if before != key and called not in titles:
            message = f"`{before}` has this definition already, word for word"
            hint = f"say what `{key}` means, for a newcomer"
            yield warning(words.location, "given-twice", message, hint)
        titles.add(called)


def _also_twice(fields: Field) -> Iterator[Diagnostic]:
    """A warning for each other word for a tag that is one for another, too, or is that one's key or title: which is meant?"""
    taken: dict[str, str] = {}
    tags = {key: entry for key, entry in fields.named.items() if is_key(key)}
    for key, entry in tags.items():
        title = entry.named.get("title")
        for word in (key, title.value if title and isinstance(title.value, str) else key):
            taken.setdefault(_as_word(word), key)
    for key, entry in tags.items():
        also = entry.named.get("also")
        for word in also.value if also and isinstance(also.value, tuple) else ():
            if not isinstance(word.value, str):
                continue
            before = taken.setdefault(_as_word(word.value), key)
            if before != key:
                message = f"`{word.value}` stands for `{before}` already"
                hint = f"take it out of one of the two: who writes it is told of `{before}` alone"
                yield warning(word.location, "given-twice", message, hint)


def _as_word(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").split())


def _places(fields: Field) -> Checked[dict[str, Place]]:
    beside = set_apart(fields, Place, "place")
    fields = beside.value or fields
    exchanged = exchanged_in_records(fields, Place)
    fields = exchanged.value or fields
    apart = coordinates_apart(fields)
    checked = read_records(apart.value or fields, Place)
    found = (
        *beside.diagnostics,
        *exchanged.diagnostics,
        *apart.diagnostics,
        *checked.diagnostics,
        *place_problems(fields, checked.value or {}),
        *_titled_alike(fields, "name", ("region", "nation")),
    )
    return Checked(checked.value, found)


def _data(source: SourceFile, read: Callable[[Field], Checked[T]]) -> Checked[T]:
    parsed = parse_yaml(source)
    if parsed.value is None:
        return Checked(None, parsed.diagnostics)
    checked = read(parsed.value)
    found = (
        *without_commas(parsed.diagnostics, checked),
        *checked.diagnostics,
        *in_fields(parsed.value),
        *notes_in_fields(parsed.value, [one.location for one in checked.diagnostics]),
    )
    found = (*found, *beyond(markup_in_fields(parsed.value, source, (), ()), found))
    read_over = proofs_in_fields(parsed.value, [one.location for one in found])
    return Checked(checked.value, tuple(without_wrong_letters((*found, *beyond(read_over, found)))))
