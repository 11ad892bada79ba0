"""Names looked up: tags, places, files and pictures, and which kind of content stands where a path leads.

Serves `crosschecks`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.entry import Entry, Reference
from newsletter.content.kinds import KINDS, Kind, kind_of
from newsletter.content.kinds.page import WELCOME
from newsletter.content.kinds.shared import IN_LETTERS
from newsletter.content.library.known_files import KnownFiles
from newsletter.content.words.keys import better_key, is_key
from newsletter.content.words.vocabularies import REGIONS
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import (
    Diagnostic,
    Location,
    did_you_mean,
    listed,
    nearest,
    one_of,
    suggestion,
    warning,
    with_article,
)
from newsletter.told.lookalikes import latin

#: More than a place: a point on the map would lie nowhere.
_COUNTRIES = frozenset(
    "uk united-kingdom great-britain britain england ireland usa united-states america europe world international".split()
)
#: What stands between two names where a comma should.
_PARTED = regex(r"\s*[;.,/|&+<>]\s*|\s+")
_PARTED_PATHS = regex(r"(?<=\.md)\s*[;.,/|&+<>]?\s*(?=[\w.])")


def privacy_problems(config: Config, known: KnownFiles) -> Iterator[Diagnostic]:
    """What to say of a privacy notice that letters lead to and that is not there, where one seems to be.

    A publication that has none yet is told so by each build.
    """
    target = config.site.privacy_page
    where = config.locations.get("privacy_page")
    if target in known.content or "settings" in config.untold:
        return
    pages = [path for path in known.content if path.startswith("content/pages/")]
    near = known.moved_to(target) or near_file(target, pages)
    if where is None and near is None:
        return
    message = f"letters lead to the privacy notice `{target}`, and there is no such file"
    hint = f"write `privacy_page: {near}`" if near else "write it, or the path of the page that is one"
    yield warning(where or Location("content/site.yaml"), "broken-link", message, hint)


def pictures_in_the_welcome(entries: Iterable[Entry[Any]]) -> Iterator[Diagnostic]:
    """Pictures of the welcome letter, which has none: it is read by many with pictures off, as the first of all."""
    for entry in entries:
        if entry.path == WELCOME:
            for reference in entry.references:
                if reference.kind == "image":
                    message = f"the welcome letter shows no pictures, and so not `{reference.target}`"
                    yield Diagnostic(reference.location, "picture-in-letter", message, "take it out")


def reference_problems(
    references: Sequence[Reference], config: Config, known: KnownFiles
) -> Iterator[Diagnostic]:
    """Tags, places, pictures and files that are named and not there."""
    rightly = {*_rightly_called(known)} - known.content
    for reference in references:
        match reference.kind:
            case "tag" | "place" if reference.target in config.unread or reference.kind in config.untold:
                continue  # told where it is defined
            case "tag" if reference.target not in config.tags:
                yield _unknown_tag(reference, config)
            case "place" if reference.target not in config.places:
                yield _unknown_place(reference, config)
            case "image" if permalinks.composed(reference.target) not in known.images:
                yield _missing("broken-image", "picture", reference, known, references)
            case "content" if reference.target in rightly:
                continue  # the file's own name is told
            case "content" if reference.target not in known.content:
                yield _missing("broken-link", "file", reference, known, references)


def _rightly_called(known: KnownFiles) -> Iterator[str]:
    """The paths that files with a name no address can have should have: who names one of these does well."""
    for path in known.content:
        folder, name = posixpath.split(path)
        stem = name.removesuffix(".md")
        if stem != name and not is_key(stem) and (better := better_key(stem)):
            yield f"{folder}/{better}.md"


def _unknown_tag(reference: Reference, config: Config) -> Diagnostic:
    few = listed(config.tags, "choose one of")
    aliases = {_as_key(word): key for key, tag in config.tags.items() for word in tag.also}
    hint = suggestion(reference.target, config.tags, f"{few}." if few else "", aliases)
    if several := _several(reference, config.tags, "unknown-tag"):
        return several
    message = f"`{reference.target}` is not a tag of this library"
    told = f"{hint} Tags are defined in content/tags.yaml".strip()
    return Diagnostic(reference.location, "unknown-tag", message, told)


def _unknown_place(reference: Reference, config: Config) -> Diagnostic:
    """A place that is not listed: which one is meant, or how it is added."""
    if several := _several(reference, config.places, "unknown-place"):
        return several
    word, key = reference.target, _as_key(reference.target)
    if key in _COUNTRIES:
        hint = (
            "that is a country: name the town or the borough where it is, by its key in content/places.yaml"
        )
    elif key in REGIONS:
        within = [name for name, place in config.places.items() if place.region == key]
        few = listed(within, ", one of")
        hint = f"that is a region: name a place in it{few}. Places are defined in content/places.yaml"
    else:
        few = listed(config.places, "choose one of")
        name = word if word != key else " ".join(part.capitalize() for part in key.split("-"))
        line = f"`{key}: {{name: {name}, lat: …, lon: …, region: …, nation: …}}`"
        add = f"{few}. To add it, write a line into content/places.yaml: {line}".removeprefix(". ")
        near = suggestion(word, config.places)
        hint = f"{near} Places are defined in content/places.yaml" if near else add
    message = f"`{word}` is not a place of this library"
    return Diagnostic(reference.location, "unknown-place", message, hint)


def _several(reference: Reference, known: Container[str], code: Code) -> Diagnostic | None:
    """What to say of names that something else parts than a comma, or nothing does; None where it is one name."""
    several = _PARTED.split(reference.target)
    if not several[1:] or not all(one in known for one in several):
        return None
    return _parted(reference, code, reference.target, several)


def _parted(reference: Reference, code: Code, written: str, several: Sequence[str]) -> Diagnostic:
    message = f"a comma is missing in `{written}`"
    if sign := written[len(several[0]) :].strip()[:1].replace(several[1][0], ""):
        message = f"`{sign}` parts no names: a comma is missing in `{written}`"
    return Diagnostic(reference.location, code, message, f"write `{', '.join(several)}`")


def _as_key(word: str) -> str:
    return "-".join(word.lower().replace("_", " ").replace("-", " ").split())


def _missing(
    code: Code, what: str, reference: Reference, known: KnownFiles, references: Sequence[Reference]
) -> Diagnostic:
    """A file that is not there, and the one that is meant, both as seen from who names it."""
    path = reference.location.file
    written = relative(reference.target, path)
    several = _PARTED_PATHS.split(written)
    if several[1:] and all(permalinks.resolved(path, one)[0] in known.content for one in several):
        return _parted(reference, code, written, several)
    message = f"there is no {what} `{relative(reference.target, path)}`"
    if code == "broken-link" and (now := _now_called(reference.target, known, references)):
        hint = f"it is called `{relative(now, path)}` now: write that"
        return Diagnostic(reference.location, code, message, hint)
    files = known.images if code == "broken-image" else filter(kind_of, known.content)
    match = near_file(reference.target, (file for file in files if file != path))
    hint = (
        did_you_mean(relative(match, path), written)
        if match
        else "check the path; it is relative to this file"
    )
    return Diagnostic(reference.location, code, message, hint)


def _now_called(target: str, known: KnownFiles, references: Iterable[Reference]) -> str | None:
    """The file that the last build knew by another name, or that says what address it had."""
    if moved := known.moved_to(target):
        return moved
    address = permalinks.permalink(target)
    return next(
        (one.location.file for one in references if one.kind == "redirect" and one.target == address), None
    )


def near_file(target: str, files: Iterable[str]) -> str | None:
    """The file whose name is nearest to that of `target`, or the only one that has all its words, or has none but its."""
    near = {permalinks.slug(file): file for file in sorted(files)}
    slug = permalinks.slug(latin(target))
    match = nearest(slug, near)
    if match is None:
        words = {*slug.lower().split("-")}
        alike = [one for one in near if words <= (theirs := {*one.lower().split("-")}) or theirs <= words]
        match = alike[0] if len(alike) == 1 else None
    return near[match] if match else None


def relative(target: str, path: str) -> str:
    """The path of a file as it is written in the file `path`."""
    return (
        target if target.startswith("/") else posixpath.relpath(f"/{target}", f"/{posixpath.dirname(path)}")
    )


def kind_problems(references: Iterable[Reference], known: KnownFiles) -> Iterator[Diagnostic]:
    """Files named where only some kinds can stand; those that are not there are told elsewhere."""
    for reference in references:
        if not reference.wanted or reference.target not in known.content:
            continue
        kinds = [kind for kind in KINDS if _is_wanted(kind, reference.wanted)]
        kind = kind_of(reference.target)
        if kind is not None and kind not in kinds:  # what is of none is told where it stands
            named = relative(reference.target, reference.location.file)
            yield Diagnostic(
                reference.location,
                "wrong-kind",
                f"`{named}` is not {one_of([with_article(kind.title) for kind in kinds])}",
                f"name a file of {one_of([f'content/{kind.folder}' for kind in kinds])}",
            )


def _is_wanted(kind: Kind, wanted: str) -> bool:
    return kind.in_letters is not None if wanted == IN_LETTERS else kind.name == wanted
