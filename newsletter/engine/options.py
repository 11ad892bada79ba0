"""What is asked of a build, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from newsletter.told.diagnostics import Diagnostic, has_errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a build is asked for. `now` is aware of its time zone; `cache_dir` None keeps nothing."""

    root: Path
    out: Path
    outbox: Path
    cache_dir: Path | None
    now: datetime
    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class BuildResult:
    """How a build went: what it found, and how many files stand, were written and removed."""

    diagnostics: tuple[Diagnostic, ...]
    files: int = 0
    written: int = 0
    removed: int = 0

    @property
    def is_published(self) -> bool:
        """Whether the output now shows the content as it stands."""
        return not has_errors(self.diagnostics)
