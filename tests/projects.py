"""The made-up publication on disk, changed, and what `newpower check` says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from newsletter.cli import main
from tests.building import REPOSITORY

BROKEN = REPOSITORY / "tests" / "golden" / "broken"

#: The day on which every test checks: a week after the edition of November.
TODAY = "2026-11-22"

_HEAD = re.compile(r"^(\S[^\n]*?):(\d+):(\d+): (error|warning|note)\[([a-z0-9-]+)\]: (.*)$", re.MULTILINE)
_NOT_FOR_EDITORS = re.compile(
    r"pydantic|NoneType|Traceback|Input should|validat|<class|dataclass|object at 0x|newsletter/|\.py\b"
    r"|unexpected_keyword|TypeError|ValueError|CaseStudy|StartHere|TryThis|ContentPath"
)


@dataclass(frozen=True)
class Told:
    """One diagnostic as the terminal shows it."""

    file: str
    line: int
    column: int
    severity: str
    code: str
    message: str


@dataclass(frozen=True)
class Outcome:
    """What a check came to."""

    exit_code: int
    output: str

    @property
    def told(self) -> tuple[Told, ...]:
        """Every diagnostic, in the order shown."""
        return tuple(
            Told(file, int(line), int(column), severity, code, message)
            for file, line, column, severity, code, message in _HEAD.findall(self.output)
        )

    @property
    def codes(self) -> list[str]:
        """Every diagnostic's code, in the order shown."""
        return [told.code for told in self.told]

    @property
    def only(self) -> Told:
        """The one diagnostic there is."""
        assert len(self.told) == 1, self.output
        return self.told[0]


@dataclass(frozen=True)
class Project:
    """A project's folder, with the few things a test does to it."""

    root: Path

    def write(self, path: str, content: str | bytes) -> Path:
        """Put a file into the project, over what stood there."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def page(self, body: str = "Words.\n", fields: str = "", name: str = "new") -> Path:
        """Put a page into the project, whole but for what `fields` and `body` bring."""
        title = "A page" if name == "new" else f"The page {name}"
        return self.write(
            f"content/pages/{name}.md", f"---\ntitle: {title}\nsummary: Some words.\n{fields}---\n\n{body}"
        )

    def change(self, path: str, old: str, new: str) -> None:
        """Replace words that stand once in a file."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def check(self, *arguments: str) -> Outcome:
        """What `newpower check` says; a bug in the program is raised, and what only a programmer reads refused."""
        result = CliRunner().invoke(
            main, ["check", "--root", str(self.root), "--now", TODAY, *arguments], catch_exceptions=False
        )
        leak = _NOT_FOR_EDITORS.search(result.output)
        assert leak is None, f"{leak and leak.group()}: {result.output}"
        return Outcome(result.exit_code, result.output)
