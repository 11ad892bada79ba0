"""What is shown of all that is written: what is published by a day, and what else was asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from newsletter.content.entry import Entry
from newsletter.content.kinds.page import WELCOME
from newsletter.values import point


@point
class Showing:
    """What is shown besides what is published by `today`."""

    today: date
    drafts: bool = False
    future: bool = False

    def held_back(self, entry: Entry[Any]) -> str | None:
        """Why an entry is not published by today: "draft", "letter" or "future"; None if it is.

        The welcome letter is none of the site's pages, unless it says by `nav` that it is one.
        """
        if entry.record.draft:
            return "draft"
        if entry.path == WELCOME and entry.record.nav is None:
            return "letter"
        published = entry.record.published
        return "future" if published and published > self.today else None

    def is_welcome(self, entry: Entry[Any]) -> bool:
        """Whether it is the welcome letter, and one that is ready."""
        is_due = self.future or (entry.record.published or self.today) <= self.today
        return entry.path == WELCOME and is_due and (self.drafts or not entry.record.draft)

    def shows(self, entry: Entry[Any]) -> bool:
        """Whether an entry is to be seen."""
        match self.held_back(entry):
            case "draft":
                return self.drafts
            case "letter":
                return False
            case "future":
                return self.future
        return True
