"""An edition as its page shows it: the outline that the letter is made from too, with addresses."""

from __future__ import annotations

from typing import Any

from newsletter import permalinks
from newsletter.content import outline
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.content.outline import FeaturedStudy, LinkTo, Outline
from newsletter.site.desk import Desk, View
from newsletter.site.study import reading_minutes
from newsletter.site.views import day_view


def edition_view(desk: Desk, edition: Entry[Edition]) -> View:
    """All of an edition, in the order and the words of its letter."""
    plan = outline.edition_outline(edition, desk.library)
    body = edition.body
    return {
        "number": plan.number,
        "month": plan.month,
        "title": plan.title,
        "summary": plan.summary,
        "published": day_view(edition.record.published),
        "minutes": reading_minutes(_words(plan, body.words)),
        "text": desk.href(permalinks.edition_text(edition.permalink)),
        "contents": [{"id": identity, "text": title} for identity, title in plan.contents],
        "intro_html": desk.section_html(plan.intro, body),
        "features_id": outline.FEATURES_ID,
        "features_title": outline.FEATURES_TITLE,
        "labels": {
            "before": outline.BEFORE_TITLE,
            "after": outline.AFTER_TITLE,
            "lesson": outline.LESSON_TITLE,
            "of": outline.OF,
            "source": outline.SOURCE,
            "read_on": outline.READ_ON,
            "from_study": outline.FROM_STUDY,
        },
        "features": [_feature(desk, feature) for feature in plan.features],
        "sections": [
            {"id": section.id, "title": section.title, "html": desk.section_html(section, body)}
            for section in plan.sections
        ],
        "link_sections": [
            {
                "id": section.id,
                "title": section.title,
                "links": [_link(desk, link) for link in section.links],
            }
            for section in plan.link_sections
        ],
        "try_this": _try_this(desk, plan),
        "corrections_id": outline.CORRECTIONS_ID,
        "corrections_title": outline.CORRECTIONS_TITLE,
        "corrections": [
            {
                "title": mended.title,
                "href": desk.href(mended.permalink),
                "day": mended.day,
                "words": mended.words,
            }
            for mended in plan.corrections
        ],
        "authors": list(edition.record.authors),
    }


def _feature(desk: Desk, feature: FeaturedStudy) -> View:
    figure = feature.figure
    return {
        "id": feature.id,
        "title": feature.title,
        "href": desk.href(feature.permalink),
        "where": feature.where,
        "state": feature.state,
        "status": feature.study.record.status,
        "summary": feature.summary,
        "why": feature.why,
        "before": feature.before,
        "after": feature.after,
        "lesson": feature.lesson,
        "figure": {
            "measure": figure.measure,
            "change": figure.change,
            "of": figure.of,
            "caveat": figure.caveat,
            "source": figure.source,
        }
        if figure
        else None,
    }


def _link(desk: Desk, link: LinkTo) -> View:
    return {"title": link.title, "href": desk.href(link.permalink), "text": link.text}


def _try_this(desk: Desk, plan: Outline) -> View | None:
    suggestion = plan.try_this
    if suggestion is None:
        return None
    return {
        "id": outline.TRY_THIS_ID,
        "kicker": outline.TRY_THIS_TITLE,
        "title": suggestion.title,
        "text": suggestion.text,
        "study": _link(desk, suggestion.study) if suggestion.study else None,
    }


def _words(plan: Outline, of_body: int) -> int:
    """Words on the page: those of the body, and those of the case studies shown in it."""
    texts: list[Any] = [plan.try_this.text] if plan.try_this else []
    for feature in plan.features:
        texts += [feature.summary, feature.why, feature.before, feature.after, feature.lesson]
    return of_body + sum(len(text.split()) for text in texts)
