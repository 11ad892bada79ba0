"""What machines read of a page: JSON-LD in the words of schema.org.

A data block is never run, so the page's policy need not allow it; `<` is escaped all the
same, so that no title can end it (HTML 4.12.1.3).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def structured(page: Mapping[str, Any], site: Mapping[str, Any]) -> Markup:
    """The JSON-LD of a page, from what its head says and what all pages share."""
    publisher = _organisation(site["publisher"], site)
    if page["kind"] == "home":
        graph = [_home(page, site, publisher)]
    elif page.get("event"):
        graph = [_event(page, site)]
    else:
        graph = [_work(page, site, publisher)]
    if page["kind"] == "home":
        graph.append({**publisher, "email": site["contact"]})
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":")
    )
    return Markup(text.translate(_ESCAPES))


def _home(page: Mapping[str, Any], site: Mapping[str, Any], publisher: dict[str, str]) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "name": site["name"],
        "url": site["url"],
        "description": page["description"],
        "inLanguage": page["lang"],
        "publisher": publisher,
        "license": site["licence_url"],
    }


def _event(page: Mapping[str, Any], site: Mapping[str, Any]) -> dict[str, Any]:
    """An event, which is nobody's work: https://developers.google.com/search/docs/appearance/structured-data/event."""
    return {
        "@type": "Event",
        "name": page["title"],
        "description": page["description"],
        "url": page["url"],
        "inLanguage": page["lang"],
        "image": _picture(page) or site["icon_url"],
        **page["event"],
    }


def _work(page: Mapping[str, Any], site: Mapping[str, Any], publisher: dict[str, str]) -> dict[str, Any]:
    kind = page["schema"]
    work: dict[str, Any] = {
        "@type": kind,
        "headline" if kind.endswith("Article") else "name": page["title"],
        "description": page["description"],
        "url": page["url"],
        "inLanguage": page["lang"],
        "publisher": publisher,
        "license": site["licence_url"],
        **({"image": picture} if (picture := _picture(page)) else {}),
    }
    if page.get("dataset"):
        work |= {"creator": publisher, "isAccessibleForFree": True, **page["dataset"]}
    if page["published"]:
        work["datePublished"] = page["published"]
    if page["updated"] or page["published"]:
        work["dateModified"] = page["updated"] or page["published"]
    if page["authors"]:
        work["author"] = [_author(name, site) for name in page["authors"]]
    return work


def _picture(page: Mapping[str, Any]) -> str | None:
    """The picture that stands for a page, or the card of its title."""
    own = page["image"] or page["shared"]
    return own["url"] if own else None


def _author(name: str, site: Mapping[str, Any]) -> dict[str, str]:
    """A person, unless it is named after the publication, as its editors are."""
    is_ours = name.startswith(site["name"])
    return _organisation(name, site) if is_ours else {"@type": "Person", "name": name}


def _organisation(name: str, site: Mapping[str, Any]) -> dict[str, str]:
    """An organisation at the publication's own address."""
    return {"@type": "Organization", "name": name, "url": site["url"], "logo": site["icon_url"]}
