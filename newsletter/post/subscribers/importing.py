"""The list of another engine, taken over: all of it, or, where a row cannot be read, nothing.

A row is read as it comes, and put aside; a file of any size takes no more memory than a few thousand of its
rows, and nobody waits for it but while `taking_over` puts in those who are new.
Nobody who left, bounced or complained, there or here, is written to because of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from newsletter.post.database import List
from newsletter.post.subscribers.addresses import BadAddressError, masked, read_address
from newsletter.post.subscribers.csv_rows import BadRowError, Rows, UnreadableError, first_of, read_rows
from newsletter.post.subscribers.export_formats import PLAIN, ExportFormat, format_of
from newsletter.post.subscribers.person import Consent, Newcomer, State, is_language, moment
from newsletter.post.subscribers.taking_over import Origin, begin, put_aside, take_over
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, listed
from newsletter.values import point

#: Rows that go into the list together.
_AT_ONCE = 2000
#: Mistakes after which no more are looked for: the file is another than was meant.
_ENOUGH = 200
#: Whom Substack was asked to forget.
_ASKED_TO_GO = "@deletion-request.substack.com"
#: A moment as Go and Python print it: a space for the T, fractions of a second, the zone's name behind its offset.
_WRITTEN = regex(
    r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?(?: [A-Z]+| [+-]\d{4})?"
)


@point
class Evidence:
    """That the people of a list agreed: in answer to which words, and when, where the list does not tell for each.

    `notice` is the hash of the privacy notice they saw, if that is known.
    """

    words: str
    given: str
    notice: str = ""


@point
class Imported:
    """What became of a list: how many rows of which kind; whose it was, and the columns not taken over."""

    form: ExportFormat
    ignored: tuple[str, ...]
    added: int
    known: int
    left: int
    suppressed: int


class RefusedImportError(Exception):
    """Nothing was taken over, for these mistakes."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("the list was not taken over")
        self.diagnostics = tuple(diagnostics)


def import_file(at: List, path: Path, evidence: Evidence, state: State | None = None) -> Imported:
    """Take over all people of a CSV file, in the `state` they are said to be in, else each in their own.

    Raises RefusedImportError, ListError, and OSError for the file.
    """
    found: list[Diagnostic] = []
    count = 0
    with path.open("rb") as opened, at.session() as session:
        with session.aside():
            begin(session)
            try:
                rows = read_rows(opened, path.name)
                form = _form_of(rows, path.name)
                people = _people(rows, form, path.name, evidence, at.now, found)
                if state is not None:
                    people = (replace(one, state=state) for one in people)
                while batch := list(islice(people, _AT_ONCE)):
                    if not found:  # once something is wrong nothing more is put aside
                        put_aside(session, at.key, batch, count + 1)
                    count += len(batch)
            except UnreadableError as error:
                found.append(error.diagnostic)
        if found:
            raise RefusedImportError(found)
        done = take_over(session, at, _origin(form, evidence))
    known = count - done.added - done.left - done.suppressed
    ignored = tuple(_quoted(one) for one in dict.fromkeys(rows.headings) if one and one not in form.used)
    return Imported(form, ignored, done.added, known, done.left, done.suppressed)


def _origin(form: ExportFormat, evidence: Evidence) -> Origin:
    return Origin(form.engine, _how(form), evidence.words, evidence.notice)


def _how(form: ExportFormat) -> str:
    return f"taken over from {form.engine}"


def _form_of(rows: Rows, name: str) -> ExportFormat:
    form = format_of(rows.headings)
    if form is None:
        message, hint = "no heading tells where addresses stand", "call that column `email`"
        raise UnreadableError(BadRowError("missing-field", message, hint).told(name, 1))
    if twice := [one for one, times in Counter(rows.headings).items() if times > 1 and one in form.used]:
        message = f"two columns are called `{twice[0]}`"
        hint = "take out or rename the one that does not count"
        raise UnreadableError(BadRowError("duplicate-field", message, hint).told(name, 1))
    return form


# Rows become people


class _Columns(NamedTuple):
    """In which columns of a file each thing stands, the one that counts first; `width` is how many there are."""

    form: ExportFormat
    width: int
    address: tuple[int, ...]
    state: tuple[int, ...]
    since: tuple[int, ...]
    confirmed: tuple[int, ...]
    language: tuple[int, ...]
    left_at: tuple[int, ...]
    bounced_at: tuple[int, ...]


def _columns(form: ExportFormat, headings: tuple[str, ...]) -> _Columns:
    def of(names: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(headings.index(name) for name in names if name in headings)

    places = (
        form.address,
        form.state,
        form.since,
        form.confirmed,
        form.language,
        form.left_at,
        form.bounced_at,
    )
    return _Columns(form, len(headings), *map(of, places))


def _people(
    rows: Rows, form: ExportFormat, name: str, evidence: Evidence, now: datetime, found: list[Diagnostic]
) -> Iterator[Newcomer]:
    """Everyone whose row can be read; of the others is told in `found`."""
    columns, latest = _columns(form, rows.headings), moment(now)
    for number, row in rows.rows:
        if len(found) >= _ENOUGH:
            return
        try:
            yield _person(row, columns, evidence, latest)
        except BadRowError as error:
            found.append(error.told(name, number))


def _person(row: list[str], columns: _Columns, evidence: Evidence, latest: str) -> Newcomer:
    if len(row) > columns.width:
        message = f"this row has {len(row)} values for {columns.width} headings"
        hint = "put a value that holds the separator into quotation marks"
        raise BadRowError("table-row", message, hint)
    form, typed = columns.form, first_of(row, columns.address)
    if not typed:
        raise BadRowError("missing-value", "no address stands in this row", "fill it in, or take the row out")
    if typed.lower() in form.address:
        raise BadRowError("bad-address", "this is a second line of headings", "take it out")
    try:
        address = read_address(typed)
    except BadAddressError as error:
        message = f"{masked(typed)} is no mail address: {error}"
        raise BadRowError("bad-address", message, "mend it, or take the row out") from None
    given = _moment(first_of(row, columns.since), latest) or evidence.given
    confirmed = _moment(first_of(row, columns.confirmed), latest)
    consent = Consent(given, _how(form), evidence.words, evidence.notice, confirmed)
    language = first_of(row, columns.language)
    if language and not is_language(language):
        message = f"`{_quoted(language)}` is not the name of a language"
        raise BadRowError("bad-language", message, "write it as en-GB, cy or fr")
    return Newcomer(address, _state(row, columns, typed), given, consent, form.engine, language)


def _state(row: list[str], columns: _Columns, typed: str) -> State:
    if first_of(row, columns.bounced_at):
        return "bounced"
    if first_of(row, columns.left_at) or typed.endswith(_ASKED_TO_GO):
        return "left"
    word = first_of(row, columns.state)
    if not word and (not columns.state or columns.form is PLAIN):
        return "active"
    state = columns.form.states.get(word.lower())
    if state is None:
        message = f"`{_quoted(word)}` is no state that {columns.form.engine} has"
        raise BadRowError("unknown-word", message, listed(columns.form.states, "the words are"))
    return state


def _moment(text: str, latest: str) -> str | None:
    """A moment as engines write it, in UTC where they say nothing else; None for nothing, or for Go's zero time."""
    if not text or text.startswith("0001-"):
        return None
    match = _WRITTEN.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        when = moment(datetime.fromisoformat(f"{match[1]}T{match[2] or '12:00'}{match[3] or 'Z'}"))
    except (ValueError, OverflowError):  # the latter at the ends of time
        message = f"`{_quoted(text)}` is no moment"
        raise BadRowError("bad-date", message, "write it as 2026-11-26 19:45:00") from None
    if text == latest[: len("2026-11-26")]:
        return min(when, latest)  # a day is its noon, which may be still to come today
    if when > latest:
        raise BadRowError("future-date", f"`{_quoted(text)}` is still to come", "write when they agreed")
    return when


def _quoted(cell: str) -> str:
    """A cell as it may be shown: where columns are shifted an address stands anywhere."""
    return masked(cell) if "@" in cell else cell[:30]
