"""A planned change becomes visible: in one step where the system has one, else file by file.

In one step (`next_site`): the whole next site is made on the bench, of hard links to what stays
and of the staged files, and changes places with the output. File by file (`file_by_file`): what
pages name comes before the pages, what goes last. Either way a journal on the bench says what is
happening; killed before it, the former site is whole; after it, whoever opens the output next
finishes the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsletter.engine.bench import Bench
from newsletter.engine.file_by_file import delete, in_order, move_in, prepare, remove_empty
from newsletter.engine.journal import Journal, WritePlan, read_journal, write_journal
from newsletter.engine.next_site import bring_over, exchange_sites, keep_spare
from newsletter.engine.notes import Notes, dotted_in
from newsletter.engine.tables import write_table


def show(bench: Bench, plan: WritePlan, before: Notes, after: Notes, notes: Path, *, at_once: bool) -> None:
    """Carry the plan out, and note what then stands. Raises OSError with the former site whole, or a journal left."""
    spare = notes.with_suffix(".spare")
    may_exchange = at_once and bench.is_beside and not plan.is_one_step
    if may_exchange and (journal := exchange_sites(bench, plan, after, spare)):
        _carry_out(bench, journal, notes)
        keep_spare(bench, spare)
        return
    journal = Journal(after, in_order(plan, before), plan.delete)
    try:
        prepare(bench.directory, plan)
        with naming(bench.directory):
            write_journal(bench, journal, bench.directory)
    except BaseException:
        remove_empty(bench.directory, plan)
        raise
    _carry_out(bench, journal, notes)


def finish(bench: Bench, notes: Path) -> None:
    """Carry out what is left of a journal, if there is one and the output is the folder it is true of."""
    _carry_out(bench, read_journal(bench), notes)


def _carry_out(bench: Bench, journal: Journal | None, notes: Path) -> None:
    if journal is not None:
        bring_over(bench, dotted_in(journal.after.files))
        move_in(bench, journal.write)
        for path in journal.delete:
            delete(bench.directory, path)
        write_notes(notes, journal.after)
    bench.journal.unlink(missing_ok=True)


def write_notes(path: Path, notes: Notes) -> None:
    """Keep them, if that can be: the site stands without them, and the next build knows most of it again."""
    with suppress(OSError):
        write_table(path, notes.table())


@contextmanager
def naming(directory: Path) -> Iterator[None]:
    """A failure that names no file, such as a full disk, names the folder."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            raise type(error)(error.errno, error.strerror, str(directory)) from error
        raise
