"""A case study and its sources as reference managers read them: BibTeX, and CSL-JSON.

`Entry → Cited → bytes`. https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types and
https://github.com/citation-style-language/schema say what CSL-JSON may hold. Nobody is made an author
whom the source does not name: of a source its publisher is told, and no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from newsletter import permalinks
from newsletter.content.config import SiteSettings
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.shared import Citation
from newsletter.content.words.marks import plain
from newsletter.content.words.when import MONTHS, When
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Piece
from newsletter.site.desk import Desk
from newsletter.told.diagnostics import Checked
from newsletter.values import value

#: What a host is to send each form as. BibTeX has no type that is registered; reference managers know this one.
SENT_AS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
}
#: What a kind of evidence is called in CSL; all others are reports.
_CSL_TYPES = {
    "law": "legislation",
    "press": "article-newspaper",
    "testimony": "webpage",
    "assertion": "webpage",
}
_ESCAPED = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "\\": r"{\textbackslash}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        # BibTeX counts braces even behind a backslash.
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
    }
)


@value
class Cited:
    """Something to cite. `kind` is one of CSL's types, `within` where it stands or who published it."""

    key: str
    kind: str
    title: str
    within: str
    authors: tuple[str, ...] = ()
    issued: When | None = None
    seen: When | None = None
    url: str | None = None
    note: str = ""


def citing_pieces(desk: Desk) -> Iterator[Piece]:
    """The two files beside the page of each case study."""
    site = desk.library.config.site
    for entry in desk.library.of(CaseStudy):
        paths = tuple(
            permalinks.output_path(permalinks.citing(entry.permalink, form)) for form in ("bib", "json")
        )
        named = (site.name, site.publisher, desk.base_url)
        plain_of = ("citing", entry.permalink, entry.fields_digest, named)
        yield Piece(paths, plain_of, partial(_made, paths, entry, site, desk.base_url))


def cited_of(entry: Entry[CaseStudy], site: SiteSettings, base_url: str) -> tuple[Cited, ...]:
    """The case study, then its sources in their order, each under a key of its own."""
    record = entry.record
    own = Cited(
        key=entry.slug,
        kind="webpage",
        title=record.title,
        within=site.name,
        authors=record.authors or (site.publisher,),
        issued=When.of(record.published) if record.published else None,
        url=base_url + entry.permalink,
        note=f"Last changed {record.updated.isoformat()}" if record.updated else "",
    )
    return own, *(_source(source, f"{entry.slug}-{source.id}") for source in record.sources)


def as_bibtex(cited: Sequence[Cited]) -> bytes:
    """A file of BibTeX, in UTF-8."""
    return "\n".join(map(_entry, cited)).encode()


def as_csl(cited: Sequence[Cited]) -> bytes:
    """A file of CSL-JSON, an item a line."""
    items = ({name: one for name, one in _item(each).items() if one} for each in cited)
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    return f"[\n{lines}\n]\n".encode()


def _made(
    paths: tuple[str, ...], entry: Entry[CaseStudy], site: SiteSettings, base_url: str
) -> Checked[tuple[Artifact, ...]]:
    cited = cited_of(entry, site, base_url)
    return Checked((Artifact(paths[0], as_bibtex(cited)), Artifact(paths[1], as_csl(cited))))


def _source(source: Citation, key: str) -> Cited:
    return Cited(
        key=key,
        kind=_CSL_TYPES.get(source.evidence, "report"),
        title=source.title,
        within=source.publisher,
        issued=source.published,
        seen=source.checked,
        url=source.url,
        note=f"Lasting copy: {source.archive}" if source.archive else "",
    )


def _item(one: Cited) -> Mapping[str, Any]:
    is_press = one.kind in ("webpage", "article-newspaper")
    return {
        "id": one.key,
        "type": one.kind,
        "title": plain(one.title),
        "author": [{"literal": name} for name in one.authors],
        "container-title" if is_press else "publisher": one.within,
        "issued": _csl_date(one.issued),
        "accessed": _csl_date(one.seen),
        "URL": one.url,
        "note": one.note,
    }


def _csl_date(when: When | None) -> Mapping[str, Any] | None:
    if when is None:
        return None
    if when.is_by:
        return {"literal": str(when)}
    parts = [part for part in (when.year, when.month, when.day) if part]
    return {"date-parts": [parts], **({"circa": True} if when.is_about else {})}


def _entry(one: Cited) -> str:
    when = one.issued
    hedge = "by " if when and when.is_by else "about " if when and when.is_about else ""
    lines = {
        "title": f"{{{{{_tex(plain(one.title))}}}}}",
        "author": f"{{{' and '.join(f'{{{_tex(name)}}}' for name in one.authors)}}}" if one.authors else "",
        "howpublished": f"{{{_tex(one.within)}}}",
        "year": f"{{{hedge}{when.year}}}" if when else "",
        "month": MONTHS[when.month - 1][:3].lower() if when and when.month else "",
        "url": f"{{{_tex_url(one.url)}}}" if one.url else "",
        "urldate": f"{{{one.seen.iso}}}" if one.seen else "",
        "note": f"{{{_tex(one.note)}}}" if one.note else "",
    }
    told = "".join(f"  {name} = {held},\n" for name, held in lines.items() if held)
    return f"@misc{{{one.key},\n{told}}}\n"


def _tex(words: str) -> str:
    """Words in which LaTeX sees nothing but words."""
    return words.translate(_ESCAPED)


def _tex_url(address: str) -> str:
    """An address, which BibTeX takes as it is but for braces and backslashes."""
    return "".join(quote(sign) if sign in "{}\\" else sign for sign in address)
