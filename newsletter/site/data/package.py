"""The data package: what the tables are, in one file that programs read before the tables.

https://datapackage.org/standard/data-package/. It names each file with its size and its hash, so
a copy can be held against it. The version comes of the tables' content, and no clock is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from newsletter import permalinks
from newsletter.content.config import SiteSettings
from newsletter.regexes import regex
from newsletter.site.data.opened import MEDIA_TYPES, Codebook, MadeTable, file_name, version_of

NAME = "datapackage.json"
_NOT_IN_NAMES = regex(r"[^a-z0-9]+")


def title_of(site: SiteSettings) -> str:
    """What the data is called, away from the site."""
    return f"Open data of {site.name}"


def package(tables: Sequence[MadeTable], codebook: Codebook, site: SiteSettings, base_url: str) -> bytes:
    """datapackage.json."""
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{_NOT_IN_NAMES.sub('-', site.name.lower()).strip('-') or 'publication'}-open-data",
        "title": title_of(site),
        "description": site.promise,
        "homepage": base_url + permalinks.DATA,
        "version": version_of(tables),
        "licenses": [licence(site)],
        "contributors": [{"title": site.publisher, "path": f"{base_url}/", "roles": ["publisher"]}],
        "resources": [one for made in tables for one in _resources(made, codebook)],
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def licence(site: SiteSettings) -> dict[str, str]:
    """The licence by the name that programs know it by, such as CC-BY-4.0."""
    return {"name": site.licence.replace(" ", "-"), "path": site.licence_url, "title": site.licence}


def _resources(made: MadeTable, codebook: Codebook) -> Iterator[dict[str, Any]]:
    schema, _ = codebook[made.table.name]
    for form, content in made.files.items():
        yield _resource(made, form, content, schema if form == "csv" else None)


def _resource(made: MadeTable, form: str, content: bytes, schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """A file; that of CSV is the table itself, of which the others are copies for programs."""
    table = made.table
    found: dict[str, Any] = {
        "name": table.name if form == "csv" else f"{table.name}-{form}",
        "path": file_name(table, form),
        "title": table.title,
        "description": table.about,
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
    }
    return found if schema is None else {**found, "type": "table", "schema": dict(schema)}
