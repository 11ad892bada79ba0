"""Regular expressions that are compiled when they are first asked, not when their module is loaded.

A start loads some 250 of them, which takes 30 ms in each process; a small edit asks a few.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    regex = re.compile
else:

    class regex:  # noqa: N801
        """`re.compile`, later: the same arguments, and whatever a compiled pattern has."""

        def __init__(self, *said: Any) -> None:
            self._said = said

        def __getattr__(self, name: str) -> Any:
            found = getattr(re.compile(*self._said), name)
            setattr(self, name, found)  # asked again, it is found without coming here
            return found
