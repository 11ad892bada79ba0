"""What is asked of a build, and how it went."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from newsletter.told.diagnostics import Diagnostic, has_errors
from newsletter.values import point, value

#: What a build can leave out, each under the name of the setting that has it: search, the copy to
#: carry away, and the pictures that other programs show with a link.
Part = Literal["search", "offline", "cards"]


@value
class Options:
    """What a build is asked for. `now` is aware of its time zone."""

    root: Path
    out: Path
    outbox: Path
    cache_dir: Path
    """Where answers are kept between builds, and the notes on what builds left in their outputs."""
    now: datetime
    base_url: str | None = None
    subscribe_url: str | None = None
    """Where the form posts to instead of what the settings say: in a preview, to the preview."""
    drafts: bool = False
    future: bool = False
    without: frozenset[Part] = frozenset()
    """What is left out, though the settings have it."""
    widths: bool = True
    """Whether pictures are made in several widths, for readers; an editor at work waits for none."""
    jobs: int = 1
    keeps_answers: bool = True
    """Whether what was made before is used again; if not, all is made anew and only the notes are kept."""
    looks_up: bool = False
    """Whether what builds found out before is believed though nothing is kept: for those who only look."""
    at_once: bool = True
    """Whether a change of several files becomes visible in one step, where the system has one."""

    keeps_going: bool = False
    """Whether all that is whole is made though something is not: for those who look, never for readers."""

    @property
    def answers_dir(self) -> Path | None:
        """Where answers are kept; None where all is to be made anew."""
        return self.cache_dir if self.keeps_answers else None


@point
class BuildResult:
    """How a build went: what it found, and how many files stand, were written and removed."""

    diagnostics: tuple[Diagnostic, ...]
    files: int = 0
    written: int = 0
    removed: int = 0
    strangers: tuple[Path, ...] = ()
    """What stands among them and no build is known to have made; told by builds that had work."""
    is_partial: bool = False
    """Whether the output shows what is whole alone, since something is not."""
    note: str = ""
    """What a publisher should know that is no mistake, in one line."""

    @property
    def is_published(self) -> bool:
        """Whether the output now shows the content as it stands."""
        return not has_errors(self.diagnostics)
