"""What takes two files to see: names looked up, links followed, addresses and days compared.

`Entry … → Diagnostic`, on the way to the Library. An invalid file has no entry but still
counts as a file, so that a mistake in one never raises a false one in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newsletter.content.config import Config
from newsletter.content.entry import Entry, Reference
from newsletter.content.library.addresses import address_problems, dead_at_home
from newsletter.content.library.alike import alike
from newsletter.content.library.copies import copies, edition_problems
from newsletter.content.library.days import (
    begun_already,
    days_to_come,
    far_ahead,
    long_to_wait,
    stale,
    unpublished_links,
)
from newsletter.content.library.facets import pair_problems
from newsletter.content.library.known_files import KnownFiles
from newsletter.content.library.names import (
    kind_problems,
    pictures_in_the_welcome,
    privacy_problems,
    reference_problems,
)
from newsletter.content.library.series import series_problems
from newsletter.content.library.showing import Showing
from newsletter.told.diagnostics import Diagnostic


def crosschecks(
    entries: Sequence[Entry[Any]],
    config: Config,
    known: KnownFiles,
    showing: Showing,
    unread: Sequence[Reference] = (),
) -> tuple[Diagnostic, ...]:
    """Every mistake between files, as of the day that `showing` names.

    `unread` is what files name whose records could not be read: one mistake hides no other.
    """
    read = {entry.path: entry for entry in entries}
    references = (*(reference for entry in entries for reference in entry.references), *unread)
    return (
        *reference_problems(references, config, known),
        *privacy_problems(config, known),
        *pair_problems(config),
        *pictures_in_the_welcome(entries),
        *dead_at_home(entries, known),
        *unpublished_links(entries, read, showing),
        *address_problems(entries, known),
        *copies(entries),
        *alike(entries, config),
        *edition_problems(entries, read, known),
        *kind_problems(references, known),
        *days_to_come(entries, unread, showing.today),
        *begun_already(entries, showing.today),
        *far_ahead(entries, showing.today),
        *long_to_wait(entries, showing.today),
        *stale(entries, config, showing),
        *series_problems(entries),
    )
