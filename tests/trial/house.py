"""The house with one kind more: its two files, its template and its two rows, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.building import REPOSITORY, copied_project, edit, surroundings
from tests.made_up import NOVEMBER

HERE = Path(__file__).parent
TODAY = "2026-11-22"
#: What every build says of a project whose addresses are examples.
ITS_NOTE = "No letter can be posted yet: "

#: A file of the kind, and where it goes in the house.
FILES = {
    "notice_kind.py": "content/kinds/notice.py",
    "notice_face.py": "site/faces/notice.py",
}
TEMPLATE = "notice.html"
#: The row of each table: the line that names the modules, and the table.
ROWS = {
    "content/kinds/__init__.py": (
        (
            "import article, case_study, edition, event, page,",
            "import article, case_study, edition, event, notice, page,",
        ),
        ("    page.KIND,\n", "    page.KIND,\n    notice.KIND,\n"),
    ),
    "site/faces/__init__.py": (
        (
            "import article, case_study, edition, event, page,",
            "import article, case_study, edition, event, notice, page,",
        ),
        ("    page.FACE,\n", "    page.FACE,\n    notice.FACE,\n"),
    ),
}


@dataclass(frozen=True)
class House:
    """A folder with a whole `newsletter/` in it, and a project beside it that it is asked to build."""

    place: Path
    root: Path

    def newpower(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`newpower <words>` of this house, in the project's folder."""
        return self._ran("-m", "newsletter", *words)

    def python(self, program: str) -> str:
        """What a few lines of Python print that import this house."""
        ran = self._ran("-c", program)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def build(self, *words: str) -> str:
        """What a build says that has nothing to complain about."""
        ran = self.newpower("build", "--now", TODAY, *words)
        told = [line for line in ran.stderr.splitlines() if not line.startswith(ITS_NOTE)]
        assert (ran.returncode, told) == (0, []), ran.stdout + ran.stderr
        return ran.stdout

    def told(self, *words: str) -> str:
        """All that a command says on the day of the tests."""
        ran = self.newpower(*words, "--now", TODAY)
        return ran.stdout + ran.stderr

    def beside(self, root: Path) -> House:
        """The same house, with a copy of its project in a folder of its own."""
        for folder in ("content", "templates"):
            shutil.copytree(self.root / folder, root / folder)
        return House(self.place, root)

    def write(self, path: str, text: str) -> None:
        """Put a file into the project."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def site(self, path: str) -> str:
        """A file of the built site."""
        return (self.root / "public" / path).read_text(encoding="utf-8")

    def letter(self, path: str) -> str:
        """A file of the outbox."""
        return (self.root / "outbox" / path).read_text(encoding="utf-8")

    def _ran(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.root,
            env=surroundings(PYTHONPATH=str(self.place), TERM="dumb"),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def lay_house(place: Path) -> House:
    """The house of this repository with the kind `notice`, and the made-up publication with notices in it."""
    shutil.copytree(REPOSITORY / "newsletter", place / "newsletter")
    for name, target in FILES.items():
        shutil.copyfile(HERE / name, place / "newsletter" / target)
    for name, changes in ROWS.items():
        for old, new in changes:
            edit(place / "newsletter" / name, old, new)
    project = copied_project(place / "project")
    shutil.copyfile(HERE / TEMPLATE, project / "templates" / "site" / TEMPLATE)
    house = House(place, project)
    for path, text in CONTENT.items():
        house.write(path, text)
    edit(project / "content/site.yaml", "feed_entries: 6", "feed_entries: 50")
    for begins, more in _IN_THE_EDITION.items():
        edit(project / NOVEMBER, begins, begins + more)
    return house


def notice(title: str, published: str, more: str = "", body: str = "Come along.") -> str:
    """The text of a notice."""
    fields = (
        f"title: {title}\nsummary: All are welcome.\npublished: {published}\nday: 2026-12-12\nplace: Leeds"
    )
    return f"---\n{fields}\n{more}---\n\n{body}\n"


_CORRECTED = """\
redirect_from: [/open-day.html, /notices/open-house/]
corrections:
  - {date: 2026-11-12, was: the eleventh, now: the twelfth, why: A reader asked.}
"""

_IN_THE_EDITION = {
    "features:\n": "  - study: ../notices/open-day.md\n    why: The yard is open once a year.\n",
    "sections:\n": """\
  - title: Dates to keep
    links:
      - {to: ../notices/fair.md#what-to-bring, note: Bring a spade.}
""",
}

CONTENT = {
    "content/notices/open-day.md": notice(
        "An open day", "2026-11-10", _CORRECTED, "See [the mill](../case-studies/old-mill.md#outcomes)."
    ),
    "content/notices/fair.md": notice(
        "A tool fair", "2026-11-02", body="Come along.\n\n## What to bring\n\nA spade."
    ),
    "content/notices/talk.md": notice("A talk on roofs", "2026-10-01"),
    "content/notices/walk.md": notice("A walk", "2026-11-03", "draft: true\n"),
    "content/notices/supper.md": notice("A supper", "2026-12-01"),
}
