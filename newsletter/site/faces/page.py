"""A page such as About: its words, and what is new beside them."""

from __future__ import annotations

from newsletter.content.entry import Entry
from newsletter.content.kinds import page
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.page import Page
from newsletter.site.desk import Desk, View
from newsletter.site.faces.face import Face
from newsletter.site.views import corrections_view, entry_around, entry_card, entry_own, headings_view

_SUBSCRIBE = "content/pages/subscribe.md"
_NEWEST = 3


def _own(entry: Entry[Page]) -> View:
    record = entry.record
    return {
        **entry_own(entry),
        "title": record.title,
        "summary": record.summary,
        "body": entry.body,
        "headings": headings_view(entry.body),
        "corrections": corrections_view(record),
        "subscribes": entry.path == _SUBSCRIBE,
    }


def _around(desk: Desk, entry: Entry[Page]) -> View:
    newest = desk.library.of(CaseStudy)[:_NEWEST]
    return {**entry_around(desk, entry), "newest": [desk.cards[study.path] for study in newest]}


FACE = Face(
    kind=page.KIND,
    name="page",
    template="page.html",
    schema_type="WebPage",
    own=_own,
    around=_around,
    card=entry_card,
    says=lambda entry, card: "",
    unlisted="it stands in the menu or at the foot of every page, or is linked to from one",
)
