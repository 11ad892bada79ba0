"""`newpower schema`: what a kind of content may hold, for editors' programs."""

from __future__ import annotations

import click


@click.command()
@click.argument("kind")
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of content.

    Editors such as VS Code check front matter against it as you type.

    \b
    Example: newpower schema case-study > case-study.schema.json
    """
    import json

    from newsletter.content.reading.record_types import json_schema
    from newsletter.content.schemas import SCHEMAS

    record = SCHEMAS.get(kind)
    if record is None:
        raise click.UsageError(f"`{kind}` is not one of: {', '.join(SCHEMAS)}")
    click.echo(json.dumps(json_schema(record), indent=2, ensure_ascii=False))
