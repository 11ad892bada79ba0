"""The corpus as two projects: one that newpower builds, one that Hugo builds.

Both get the same bodies, fields, tags, places, style sheet and fonts, and make no pages of two values,
since Hugo has no such thing (docs/speed.md says what they take). What differs is what
each generator needs: Hugo's footnotes want definitions, so the sources follow the body
there, and the region of each place is written out, since Hugo files pages by what they say.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from benchmarks.corpus import TAGS, Outcome, Place, Study, case_study, places, slug
from newsletter.site.faces import listed_faces

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
BASE_URL = "https://newpower.example"
NAME, STRAPLINE = "New Power", "How people came to decide for themselves"
PROMISE = "Case studies of power shared, and one letter a month."
_PRIVACY = "We keep your address to send you the letter, and nothing else."


def write_newpower(root: Path, count: int) -> None:
    """A project for `newpower build --root`, with the publication's own templates."""
    content = root / "content"
    for folder in ("case-studies", "editions", "pages"):
        (content / folder).mkdir(parents=True)
    shutil.copytree(PROJECT / "templates", root / "templates")
    _write(content / "site.yaml", _SITE)
    _write(content / "tags.yaml", _mapping({key: _tag(key) for key in TAGS}))
    _write(content / "places.yaml", _mapping({place.key: _place(place) for place in places()}))
    _write(
        content / "pages" / "privacy.md",
        _document({"title": "Privacy", "summary": _PRIVACY}, _PRIVACY + "\n"),
    )
    _write(content / "editions" / "2026-11.md", _document(_edition(), "A letter with one case study.\n"))
    for number in range(1, count + 1):
        study = case_study(number, count)
        _write(content / "case-studies" / f"{study.slug}.md", _document(_fields(study), study.body))


def write_hugo(root: Path, count: int) -> None:
    """A project for `hugo --source`, with layouts that show what the publication's templates show."""
    shutil.copytree(HERE / "hugo", root)
    shutil.copytree(PROJECT / "templates" / "static", root / "static" / "assets")
    content, places_by_key = root / "content", {place.key: place for place in places()}
    for folder in ("case-studies", "editions"):
        (content / folder).mkdir(parents=True)
    for name in _lists_without_entries():
        (content / name).mkdir()
        _write(content / name / "_index.md", _document({"title": name.capitalize()}, ""))
    (root / "data").mkdir()
    for key in TAGS:
        (content / "tags" / key).mkdir(parents=True)
        _write(content / "tags" / key / "_index.md", _document(_tag(key), ""))
    _write(root / "data" / "places.yaml", _mapping({place.key: _place(place) for place in places()}))
    _write(content / "privacy.md", _document({"title": "Privacy", "summary": _PRIVACY}, _PRIVACY + "\n"))
    _write(content / "editions" / "2026-11.md", _document(_hugo_edition(), "A letter with one case study.\n"))
    for number in range(1, count + 1):
        study = case_study(number, count)
        fields = _hugo_fields(study, places_by_key)
        _write(
            content / "case-studies" / f"{study.slug}.md", _document(fields, study.body + _definitions(study))
        )


def _lists_without_entries() -> tuple[str, ...]:
    """What the site lists though the corpus has none of it; the timeline, which Hugo is spared, among them."""
    kinds = (face.kind.folder for face, _ in listed_faces())
    return (
        *(folder for folder in kinds if folder not in ("case-studies", "editions")),
        *("timeline", "people", "organisations", "corrections", "sources-to-check"),
    )


def edit_body(root: Path, number: int, words: str) -> None:
    """Adds a paragraph to a case study of a project for newpower."""
    path = _study_path(root, number)
    _write(path, path.read_text(encoding="utf-8") + f"\n{words}\n")


def edit_title(root: Path, number: int, title: str) -> None:
    """Gives a case study of a project for newpower another title."""
    path = _study_path(root, number)
    fence, _, rest = path.read_text(encoding="utf-8").split("\n", 2)
    _write(path, f'{fence}\ntitle: "{title}"\n{rest}')


def _study_path(root: Path, number: int) -> Path:
    return root / "content" / "case-studies" / f"{slug(number)}.md"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _document(fields: dict[str, object], body: str) -> str:
    return f"---\n{_mapping(fields)}---\n\n{body}"


def _mapping(fields: dict[str, object]) -> str:
    """YAML, a line a field and a line an entry of a list, as an editor would write it; JSON is YAML."""
    return "".join(f"{name}:{_value(value)}\n" for name, value in fields.items() if value not in ("", (), []))


def _value(value: object) -> str:
    if isinstance(value, list):
        return "".join(f"\n  - {_inline(entry)}" for entry in value)
    if isinstance(value, dict):
        return "".join(f"\n  {name}: {_inline(entry)}" for name, entry in value.items() if entry != "")
    return f" {_inline(value)}"


def _inline(value: object) -> str:
    """Dates and plain words stay bare, so that both generators read dates as dates."""
    if isinstance(value, str):
        is_bare = value.replace("-", "").isalnum() and value.isascii() and value == value.lower()
        return value if is_bare else json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{name}: {_inline(entry)}" for name, entry in value.items() if entry != "") + "}"
        )
    if isinstance(value, tuple):
        return "[" + ", ".join(_inline(entry) for entry in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _fields(study: Study) -> dict[str, object]:
    return {
        "title": study.title,
        "summary": study.summary,
        "published": study.published,
        "updated": study.updated,
        "tags": study.tags,
        "places": study.places,
        "status": study.status,
        "started": study.started,
        "ended": study.ended,
        "lesson": study.lesson,
        "checked": study.checked,
        "governance": study.governance,
        "redirect_from": (study.former,) if study.former else (),
        "power": {"before": study.before, "after": study.after},
        "outcomes": [_outcome(outcome) for outcome in study.outcomes],
        "sources": [
            {
                "id": source.id,
                "title": source.title,
                "url": source.url,
                "publisher": source.publisher,
                "published": source.published,
                "checked": source.checked,
                "archive": source.archive,
                "evidence": source.evidence,
                "relationship": source.relationship,
            }
            for source in study.sources
        ],
    }


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "measure": outcome.measure,
        "of": outcome.of,
        "before": {"value": outcome.before[0], "when": outcome.before[1]},
        "after": {"value": outcome.after[0], "when": outcome.after[1]},
        "unit": outcome.unit,
        "source": outcome.source,
        "caveat": outcome.caveat,
    }


def _hugo_fields(study: Study, known: dict[str, Place]) -> dict[str, object]:
    """The same under the names Hugo knows, and without the sources: its footnotes list them."""
    fields = _fields(study)
    regions = tuple(dict.fromkeys(known[key].region for key in study.places))
    nations = tuple(dict.fromkeys(_nation(region).lower().replace(" ", "-") for region in regions))
    renamed = {
        "date": fields.pop("published"),
        "lastmod": fields.pop("updated"),
        "aliases": fields.pop("redirect_from"),
        "regions": regions,
        "nations": nations,
        "decades": () if study.status == "planned" else (f"{study.started[:3]}0s",),
    }
    del fields["sources"]
    return {**fields, **renamed}


def _definitions(study: Study) -> str:
    lines = (
        f"[^{source.id}]: [{source.title}]({source.url}). {source.publisher}, {source.published}. "
        f"{source.evidence.replace('-', ' ').capitalize()}. {source.relationship.capitalize()}. "
        f"Checked {source.checked}. [Archived copy]({source.archive}).\n"
        for source in study.sources
    )
    return "\n" + "".join(lines)


def _tag(key: str) -> dict[str, object]:
    return {"title": key.replace("-", " ").capitalize(), "definition": f"What stands under {key}."}


_NATIONS = {
    "scotland": "Scotland",
    "wales": "Wales",
    "northern-ireland": "Northern Ireland",
    "elsewhere": "Ireland",
}


def _nation(region: str) -> str:
    return _NATIONS.get(region, "England")


def _place(place: Place) -> dict[str, object]:
    return {
        "name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "region": place.region,
        "nation": _nation(place.region),
    }


def _edition() -> dict[str, object]:
    return {
        "title": "One letter",
        "summary": "A letter with one case study.",
        "published": "2026-11-15",
        "number": 1,
        "subject": "One letter",
        "preheader": "It has one case study in it, and so it is short.",
        "features": [{"study": f"../case-studies/{slug(1)}.md", "why": "It comes first."}],
    }


def _hugo_edition() -> dict[str, object]:
    fields = _edition()
    return {"date": fields.pop("published"), **fields}


_SITE = f"""\
name: {NAME}
strapline: {STRAPLINE}
promise: {PROMISE}
base_url: {BASE_URL}
publisher: {NAME}
contact: editors@newpower.example
source_url: https://code.example/new-power/edit/main/
sender:
  name: {NAME}
  email: letter@newpower.example
  reply_to: editors@newpower.example
  postal_address: 1 Example Street
  unsubscribe_url: https://lists.example/leave/
  unsubscribe_email: leave@newpower.example
facet_pairs: []
offline: true
limits:
  feed_entries: 50
  related: 4
  per_page: 100
  home: 6
"""
