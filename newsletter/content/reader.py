"""The reader of files: what turns one into a packed entry, in this process or in one beside it.

Apart from `gathering`, so that a process beside this one can get ready before anything else is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def ready_to_read() -> Callable[[Mapping[str, Any], Any], bytes]:
    """A function from earlier entries by path and a SourceFile to its `Checked` entry, packed.

    To get ready takes 150 ms: parsers are loaded.
    """
    from newsletter.content.reading.entries import read_entry
    from newsletter.values import packed

    return lambda former, source: packed(read_entry(source, former.get(source.path)))
