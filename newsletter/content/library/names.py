"""Names looked up: tags, places, files and pictures, and which kind of content stands where a path leads.

Serves `crosschecks`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.entry import Reference
from newsletter.content.kinds import KINDS, Kind, kind_of
from newsletter.content.kinds.shared import IN_LETTERS
from newsletter.content.library.known_files import KnownFiles
from newsletter.content.words.vocabularies import REGIONS
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, listed, nearest, suggestion


def reference_problems(
    references: Iterable[Reference], config: Config, known: KnownFiles
) -> Iterator[Diagnostic]:
    """Tags, places, pictures and files that are named and not there."""
    for reference in references:
        match reference.kind:
            case "tag" | "place" if reference.target in config.unread or reference.kind in config.untold:
                continue  # told where it is defined
            case "tag" if reference.target not in config.tags:
                yield _unknown_tag(reference, config)
            case "place" if reference.target not in config.places:
                yield _unknown_place(reference, config)
            case "image" if permalinks.composed(reference.target) not in known.images:
                yield _missing("broken-image", "picture", reference, known.images)
            case "content" if reference.target not in known.content:
                yield _missing("broken-link", "file", reference, known.content)


def _unknown_tag(reference: Reference, config: Config) -> Diagnostic:
    few = listed(config.tags, "choose one of")
    aliases = {_as_key(word): key for key, tag in config.tags.items() for word in tag.also}
    hint = suggestion(reference.target, config.tags, f"{few}." if few else "", aliases)
    message = f"`{reference.target}` is not a tag of this library"
    told = f"{hint} Tags are defined in content/tags.yaml".strip()
    return Diagnostic(reference.location, "unknown-tag", message, told)


def _unknown_place(reference: Reference, config: Config) -> Diagnostic:
    """A place that is not listed: which one is meant, or how it is added."""
    word, key = reference.target, _as_key(reference.target)
    if key in REGIONS:
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


def _as_key(word: str) -> str:
    return "-".join(word.lower().replace("_", " ").replace("-", " ").split())


def _missing(code: Code, what: str, reference: Reference, files: Iterable[str]) -> Diagnostic:
    """A file that is not there, and the one whose name is nearest, both as seen from who names it."""
    path = reference.location.file
    can_be_named = (
        file for file in sorted(files) if file != path and (code != "broken-link" or kind_of(file))
    )
    near = {permalinks.slug(file): file for file in can_be_named}
    match = nearest(permalinks.slug(reference.target), near)
    return Diagnostic(
        reference.location,
        code,
        f"there is no {what} `{relative(reference.target, path)}`",
        f"did you mean `{relative(near[match], path)}`?"
        if match
        else "check the path; it is relative to this file",
    )


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
                f"`{named}` is not a {' or a '.join(kind.title for kind in kinds)}",
                "name a file of " + " or ".join(f"content/{kind.folder}" for kind in kinds),
            )


def _is_wanted(kind: Kind, wanted: str) -> bool:
    return kind.in_letters is not None if wanted == IN_LETTERS else kind.name == wanted
