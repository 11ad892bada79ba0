"""Every kind of file an editor may ask the JSON Schema of, by the name editors use."""

from __future__ import annotations

from newsletter.content.config import Place, SiteSettings, Tag
from newsletter.content.kinds import KINDS

SCHEMAS: dict[str, type] = {
    **{kind.name: kind.record for kind in KINDS},
    "site": SiteSettings,
    "tag": Tag,
    "place": Place,
}
