"""Sources and the marks that name them: which are not listed, not used, or missing behind a figure.

Serves `entries`: what one file alone can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from newsletter.content.entry import Reference
from newsletter.content.kinds import Kind
from newsletter.content.kinds.shared import Prose
from newsletter.content.reading.field import Field
from newsletter.content.reading.front_matter import Document
from newsletter.content.reading.record_types import Mark
from newsletter.content.words.figures import unsourced_sentences
from newsletter.content.words.keys import is_key
from newsletter.regexes import regex
from newsletter.told.diagnostics import (
    Diagnostic,
    Location,
    Severity,
    listed,
    nearest,
    suggestion,
    warning,
)

_KEY_IN_MARK = regex(r"\[\^([a-z0-9]+(?:-[a-z0-9]+)*)\]")


def sources_can_be_told(fields: Field, kind: Kind, told: frozenset[Location]) -> bool:
    """Whether every source has an id that can stand; if not, that is the mistake, and no mark of theirs."""
    sources = fields.at(("sources",))
    if not isinstance(sources.value, tuple):
        is_begun = any(nearest(name, ("sources",)) for name in fields.named)
        return not (kind.rests_on_sources or is_begun)
    ids = [entry.at(("id",)) for entry in sources.value]
    return all(isinstance(id.value, str) and is_key(id.value) and id.location not in told for id in ids)


def source_ids(fields: Field) -> tuple[str, ...]:
    """The ids of the sources that are written, whatever else is wrong with them."""
    sources = fields.at(("sources",)).value
    if not isinstance(sources, tuple):
        return ()
    ids = (entry.value.get("id") for entry in sources if isinstance(entry.value, dict))
    return tuple(field.value for field in ids if field and isinstance(field.value, str))


def mark_problems(
    references: tuple[Reference, ...], sources: tuple[str, ...], told: frozenset[Location]
) -> Iterator[Diagnostic]:
    """Names of sources that are not listed, but for those that were told to be no names at all."""
    for reference in references:
        is_unknown = reference.kind == "source" and reference.target not in sources
        if is_unknown and reference.location not in told:
            yield Diagnostic(
                reference.location,
                "unknown-source",
                f"`{reference.target}` is not the id of a source",
                _meant(reference.target, sources),
            )


def with_ids_of_their_own(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The same, but that an id given twice is told alone, with the one that marks name and nothing has."""
    told = list(found)
    twice = [one for one in told if one.code == "duplicate-source" and one.severity is Severity.ERROR]
    named = {one.message.split("`")[1] for one in told if one.code == "unknown-source"}
    if len(twice) != 1 or len(named) != 1:
        return told
    hint = f"call one of the two `{named.pop()}`: that is named here, and no source has it"
    return [
        replace(one, hint=hint) if one is twice[0] else one for one in told if one.code != "unknown-source"
    ]


def with_ids_that_marks_have(
    found: Iterable[Diagnostic], references: Iterable[Reference], document: Document
) -> list[Diagnostic]:
    """The same, but that of an id which is no key, and which marks write without its spaces, theirs is proposed."""
    told = list(found)
    if not any(one.code == "bad-key" for one in told):
        return told
    sources = source_ids(document.fields)
    in_fields = {one.target for one in references if one.kind == "source" and is_key(one.target)}
    named = in_fields.union(_KEY_IN_MARK.findall(document.body)).difference(sources)
    by_letters = {_letters(name): name for name in sorted(named)}
    return [_as_marks_have_it(one, by_letters, sources) for one in told]


def _as_marks_have_it(
    problem: Diagnostic, by_letters: Mapping[str, str], sources: tuple[str, ...]
) -> Diagnostic:
    id = problem.message.split("`")[1] if problem.code == "bad-key" else ""
    name = by_letters.get(_letters(id)) if id in sources else None
    return replace(problem, hint=f"write `{name}`, as its marks have it") if name else problem


def _letters(id: str) -> str:
    """The letters and digits of an id alone."""
    return "".join(one for one in id.casefold() if one.isalnum())


def _meant(written: str, sources: tuple[str, ...]) -> str:
    """Which id is meant, where one is; where several are written, that one stands there."""
    bare = written.strip().removeprefix("[^").removesuffix("]")
    if bare != written and bare in sources:
        return f"write `{bare}`"
    several = [one for one in re.split(r"[,;&+\s]+", written) if one]
    if len(several) > 1 and all(one in sources for one in several):
        return f"one source stands here, such as `{several[0]}`"
    return suggestion(written, sources, _listed_sources(sources))


def _listed_sources(sources: tuple[str, ...]) -> str:
    few = listed(sources, "the ids here are")
    return f"{few}; or list it under `sources`" if few else "list it under `sources`"


def unused_sources(
    document: Document, references: tuple[Reference, ...], found: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """A warning for each listed source that nothing on the page rests on.

    Of one whose mark stands on a line of the body of which something was `found`, that is what is wrong.
    """
    rows = document.body.split("\n")
    places = {one.location.line - document.body_line for one in found}
    told = "\n".join(rows[place] for place in sorted(places) if 0 <= place < len(rows))
    used = {reference.target for reference in references if reference.kind == "source"}
    sources = document.fields.at(("sources",)).value
    for entry in sources if isinstance(sources, tuple) else ():
        field = entry.at(("id",))
        if not isinstance(field.value, str) or field.value in used:
            continue
        if all(f"^{field.value}{end}" not in told for end in ("]", "\\]")):
            yield warning(
                field.location,
                "unused-source",
                f"nothing on the page rests on the source `{field.value}`",
                f"put a mark, `[^{field.value}]`, after what it supports, or take it out",
            )


def unsourced_fields(marked: Iterable[tuple[Mark, Field]]) -> Iterator[Diagnostic]:
    """A warning for each figure in a field with marks that has none."""
    for mark, field in marked:
        if not isinstance(mark, Prose) or mark.has_source:
            continue
        text = " ".join(str(field.value).split())
        for unsourced in unsourced_sentences(text):
            yield warning(
                field.location,
                "unsourced-figure",
                f"the figure `{unsourced.figure}` has no source",
                "add a mark such as [^id] that names one of this file's sources",
            )
