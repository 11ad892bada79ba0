"""Fields read over: what a proof-reader marks in them, what was pasted along, addresses that make no link.

Serves `entries`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from newsletter.content.reading.field import Field
from newsletter.content.words.marks import MARK
from newsletter.content.words.misstruck import misstruck
from newsletter.content.words.proofreading import proofs
from newsletter.content.words.proofreading.proof import Proof, apart
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, warning

_LABEL = regex(r"(?P<label>[A-Za-z][\w -]{1,20}?)[ ]?:[ ]+(?P<rest>\S.*)", re.DOTALL)
#: Other names that people and programs have for a field.
_ALSO = {
    "title": ("headline", "heading"),
    "summary": ("standfirst", "description", "excerpt", "abstract", "teaser"),
    "subject": ("subject line",),
    "preheader": ("preview text", "preview"),
    "lesson": ("lesson learnt", "lesson learned"),
}
_RUN_ON = regex(rf"({MARK})(\w)")
_ADDRESS = regex(r"(?<![\w(/])(?:https?://|www\.)[^\s<>()\[\]]+[^\s<>()\[\].,;:!?'\"’”]")
#: Fields of sentences, in which somebody may mean a link.
_SENTENCES = frozenset(
    "text why note lesson before after caveat first_step people time money reason says pitfalls tried_elsewhere".split()
)


def proofs_in_fields(fields: Field, told: Collection[Location]) -> Iterator[Diagnostic]:
    """A warning for each value that holds such a thing, but where something else was `told`."""
    texts = list(fields.texts())
    has_proofs = any(True for _ in proofs("\n\n".join(text for _, text in texts)))
    for field, text in texts:
        found = _RUN_ON.search(text) if "[^" in text else None
        marked = list(proofs(text) if has_proofs else ()) or list(islice(misstruck(text), 1))
        if not (marked or found) or _is_told(field, told):
            continue
        for proof in apart(marked):
            yield warning(_place(field, text, proof), proof.code, proof.message, proof.hint)
        if found and not marked:
            message, hint = f"no space stands behind `{found[1]}`", f"write `{found[1]} {found[2]}`"
            yield warning(field.location, "odd-space", message, hint)
    yield from _labels(fields, told)
    if any(map(_address, (text for _, text in texts))):
        yield from _addresses(fields, told)


def _labels(fields: Field, told: Collection[Location]) -> Iterator[Diagnostic]:
    """Values that begin with the name of their own field: it was pasted along."""
    for name, field in fields.named.items():
        if field.named:
            yield from _labels(field, told)
        elif isinstance(field.value, tuple):
            for entry in field.value:
                yield from _labels(entry, told)
        elif isinstance(field.value, str) and ":" in field.value and (found := _LABEL.fullmatch(field.value)):
            label = found["label"].lower()
            if label in (name, name.replace("_", " "), *_ALSO.get(name, ())) and not _is_told(field, told):
                message = f"`{found['label']}:` is the field's own name, and shown with what stands in it"
                yield warning(field.location, "given-twice", message, "take it out, with its colon")


def _addresses(fields: Field, told: Collection[Location], name: str = "") -> Iterator[Diagnostic]:
    """Addresses among the sentences of fields: none of them becomes a link, in the letter neither."""
    for inner_name, field in fields.named.items():
        yield from _addresses(field, told, inner_name)
    for entry in fields.value if isinstance(fields.value, tuple) else ():
        yield from _addresses(entry, told, name)
    found = _address(fields.value) if name in _SENTENCES and isinstance(fields.value, str) else ""
    if found and not _is_told(fields, told):
        message = f"`{found}` is shown as words: no field makes a link of it"
        hint = "write the sentence without it, and put the link into the text below the fields"
        yield warning(fields.location, "leftover-markup", message, hint)


def _is_told(field: Field, told: Collection[Location]) -> bool:
    """Whether something was told at the place of a field, or within it."""
    where = field.location
    return any(
        one.line == where.line and where.column <= one.column < where.column + max(where.length, 1)
        for one in told
    )


def _address(text: str) -> str:
    """The first address among words; of a link in Markdown is told where markup is."""
    if " " not in text or "](" in text or not ("://" in text or "www." in text):
        return ""
    found = _ADDRESS.search(text)
    return found[0] if found else ""


def _place(field: Field, text: str, proof: Proof) -> Location:
    """Where in its line it stands; where the value begins, if that has lines or escapes of its own."""
    where = field.location
    if (marks := where.length - len(text)) not in (0, 2):
        return where
    return where._replace(column=where.column + marks // 2 + proof.start, length=len(proof.written))
