"""What a feed shows of an entry, whole: readers read it where they are, without a visit.

A feed reader knows neither our style nor our address, so the words come as plain HTML with
whole addresses, links into the page itself included.
"""

from __future__ import annotations

from html import escape

from newsletter import permalinks
from newsletter.content import outline
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.edition import Edition
from newsletter.content.library import Library
from newsletter.content.outline import FeaturedStudy, Figure, LinkSection, LinkTo, MendedMistake, Outline
from newsletter.content.words.marks import plain
from newsletter.content.words.typography import typeset

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")


def xml_text(text: str) -> str:
    """`text` without what XML has no way to write (1.0 §2.2): `&#1;` in a body becomes such a character."""
    clean = text.encode("utf-8", "ignore").translate(None, _CONTROLS).decode()  # half the time of a pattern
    return clean.replace("\ufffe", "").replace("\uffff", "")


def as_read(text: str) -> str:
    """A plain field as readers see it: without marks, with curly quotation marks."""
    return typeset(plain(text))


def study_html(study: Entry[CaseStudy]) -> str:
    """A case study: its summary, who decided before and after, its body. Links are as in `Body.html`."""
    record = study.record
    return "".join(
        (
            _paragraph(as_read(record.summary)),
            _labelled(outline.BEFORE_TITLE, as_read(record.power.before)),
            _labelled(outline.AFTER_TITLE, as_read(record.power.after)),
            _labelled(outline.LESSON_TITLE, as_read(record.lesson or "")),
            study.body.html,
        )
    )


def edition_html(edition: Entry[Edition], library: Library) -> str:
    """An edition in the order and words of its page and letter. Links are as in `Body.html`."""
    contents = outline.edition_outline(edition, library)
    return "".join(
        (
            contents.intro.html,
            _features(contents),
            *(section.html for section in contents.sections),
            *(_link_section(section) for section in contents.link_sections),
            _try_this(contents),
            _corrections(contents),
        )
    )


def _features(contents: Outline) -> str:
    if not contents.features:
        return ""
    studies = "".join(_featured(feature) for feature in contents.features)
    return _heading(outline.FEATURES_ID, outline.FEATURES_TITLE) + studies


def _featured(feature: FeaturedStudy) -> str:
    return "".join(
        (
            f'<h3 id="{escape(feature.id)}">{_link(feature.permalink, feature.title)}</h3>',
            _paragraph(". ".join(filter(None, (feature.where, feature.state))) + "."),
            _paragraph(feature.summary),
            _paragraph(feature.why) if feature.why else "",
            _labelled(outline.BEFORE_TITLE, feature.before),
            _labelled(outline.AFTER_TITLE, feature.after),
            _labelled(outline.LESSON_TITLE, feature.lesson),
            _figure(feature.figure) if feature.figure else "",
        )
    )


def _figure(figure: Figure) -> str:
    return "".join(
        (
            _labelled(figure.measure, figure.change),
            _labelled(outline.OF, figure.of),
            _paragraph(figure.caveat) if figure.caveat else "",
            _labelled(outline.SOURCE, figure.source),
        )
    )


def _link_section(section: LinkSection) -> str:
    return _heading(section.id, section.title) + _list([_pointer(link) for link in section.links])


def _try_this(contents: Outline) -> str:
    suggestion = contents.try_this
    if suggestion is None:
        return ""
    study = suggestion.study
    origin = f"<p>{outline.FROM_STUDY}: {_link(study.permalink, study.title)}</p>" if study else ""
    title = f"{outline.TRY_THIS_TITLE}: {suggestion.title}"
    return _heading(outline.TRY_THIS_ID, title) + _paragraph(suggestion.text) + origin


def _corrections(contents: Outline) -> str:
    if not contents.corrections:
        return ""
    mended = [_mended(mistake) for mistake in contents.corrections]
    return _heading(outline.CORRECTIONS_ID, outline.CORRECTIONS_TITLE) + _list(mended)


def _mended(mistake: MendedMistake) -> str:
    return f"{_link(mistake.permalink, mistake.title)}, {mistake.day}. {escape(mistake.words, quote=False)}"


def _pointer(link: LinkTo) -> str:
    return f"{_link(link.permalink, link.title)}: {escape(link.text, quote=False)}"


def _link(permalink: str, words: str) -> str:
    return f'<a href="{permalinks.SITE_ROOT}{escape(permalink)}">{escape(words, quote=False)}</a>'


def _heading(identity: str, words: str) -> str:
    return f'<h2 id="{escape(identity)}">{escape(words, quote=False)}</h2>'


def _paragraph(words: str) -> str:
    return f"<p>{escape(words, quote=False)}</p>"


def _labelled(label: str, words: str) -> str:
    """A paragraph that begins with its name; nothing if there are no words."""
    return words and f"<p><strong>{escape(label, quote=False)}:</strong> {escape(words, quote=False)}</p>"


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
