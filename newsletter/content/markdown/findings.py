"""What the walk over a body finds: what is wrong with it, what it refers to, and where all of that stands."""

from __future__ import annotations

from newsletter.content.entry import Reference
from newsletter.content.markdown.stamps import Positions
from newsletter.content.markdown.unlinked import unlinked
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, Location, warning


class Findings:
    """What whoever takes part in one walk notes down, in the order of the body.

    `source` is the body as it was typed, `where` says where in its file each part of it stands.
    """

    def __init__(self, source: str, where: Positions) -> None:
        self.source = source
        self.where = where
        self.diagnostics: list[Diagnostic] = []
        self.references: list[Reference] = []
        #: Places of attribute lists of which was told what they were meant to be.
        self.explained: set[tuple[int, int]] = set()

    def error(self, location: Location, code: Code, message: str, hint: str) -> None:
        """One mistake more."""
        self.diagnostics.append(Diagnostic(location, code, message, hint))

    def warn(self, location: Location, code: Code, message: str, hint: str) -> None:
        """One more thing that an editor should look at."""
        self.diagnostics.append(warning(location, code, message, hint))

    def explain(self, braces: int | None) -> None:
        """Of a list behind an address, of which is told what it was meant to be, no more is to be said."""
        if braces is not None:
            for location in (self.where.at(braces), self.where.at(braces + 1)):  # `{{`, or a colon first
                self.explained.add((location.line, location.column))

    def check_preview(self, address: str, offset: int) -> None:
        """The address typed at `offset` is one to GitHub, too."""
        if found := unlinked(self.source, offset, address):
            self.warn(self.where.at(offset, len(address)), "reads-otherwise", *found)
