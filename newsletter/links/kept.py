"""What was answered, kept with its day as soon as it is known: whoever is killed half way goes on from there."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path

from newsletter.links.answers import Answer

_TABLE = "CREATE TABLE IF NOT EXISTS answers (address TEXT PRIMARY KEY, day TEXT, answer TEXT) WITHOUT ROWID"


class Kept:
    """Answers by address, in one SQLite file of the folder; one that is damaged begins anew. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "links.sqlite"
        try:
            self._connection = self._opened()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # a disk that fails, and no file that does
                raise OSError(f"{self._file}: {error}") from None
            self._file.unlink()
            self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file)
        try:
            connection.execute(_TABLE)
            connection.execute("SELECT count(*) FROM answers").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def believed(self, today: date, days: int) -> dict[str, Answer]:
        """What need not be asked again: what leads on, for so many days; what does not, on the same day alone."""
        found = {}
        for address, day, answer in self._connection.execute("SELECT address, day, answer FROM answers"):
            with suppress(ValueError, TypeError):
                known, age = Answer(**json.loads(answer)), (today - date.fromisoformat(day)).days
                if 0 <= age <= (days if known.verdict in ("there", "moved") else 0):
                    found[address] = known
        return found

    def keep(self, address: str, answer: Answer, today: date) -> None:
        """Writes an answer down for good. Raises OSError."""
        try:
            with self._connection:
                row = (address, today.isoformat(), json.dumps(asdict(answer)))
                self._connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)
        except sqlite3.Error as error:
            raise OSError(f"{self._file}: {error}") from None

    def forget(self, addresses: list[str]) -> None:
        """Takes answers out again that turned out to be none."""
        with suppress(sqlite3.Error), self._connection:
            self._connection.executemany(
                "DELETE FROM answers WHERE address = ?", [(one,) for one in addresses]
            )

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()
