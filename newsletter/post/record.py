"""All that is known of one person, for them to have: who they are, what they were sent, and what came back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.subscribers.person import Person, person_of_token


def record_of(at: List, person: Person) -> str:
    """The person's whole record as JSON (UK GDPR, articles 15 and 20); letters and returns in order of time."""
    number = person_of_token(at.key, person.token)
    sent, back, editions = schema.deliveries.c, schema.returns.c, schema.editions.c
    letters = (
        select(editions.slug.label("edition"), sent.state, sent.code, sent.changed)
        .join(schema.editions, editions.id == sent.edition)
        .where(sent.person == number)
        .order_by(sent.changed, editions.slug)
    )
    returned = (
        select(back.edition, back.taken, back.kind, back.code)
        .where(back.person == number)
        .order_by(back.taken, back.hash)
    )
    with at.look() as connection:
        known: dict[str, list[dict[str, Any]]] = {
            name: [dict(row._mapping) for row in connection.execute(query)]
            for name, query in (("letters", letters), ("returned", returned))
        }
    return json.dumps({**asdict(person), **known}, ensure_ascii=False, indent=1) + "\n"
