"""What a field's value fails by, in the words it will be told in.

Raised by the readers of single values (kinds/shared.py, when.py), told by fields.py.
"""

from __future__ import annotations

from newsletter.told.codes import Code


class UnfitError(ValueError):
    """A value that is not `what` it should be; `code` and `hint` as in a diagnostic."""

    def __init__(self, code: Code, what: str, hint: str) -> None:
        super().__init__(f"not {what}")
        self.code = code
        self.what = what
        self.hint = hint
