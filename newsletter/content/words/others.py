"""How a message about the first of several says that there are others like it."""

from __future__ import annotations


def and_more(others: int) -> str:
    """What is said behind the message; nothing where there are no others."""
    return f"; {others} more {'is' if others == 1 else 'are'} so, here" if others > 0 else ""
