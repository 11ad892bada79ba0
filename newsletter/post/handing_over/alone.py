"""One at a time hands over, over one list: between a look at an engine and what is asked of it nobody else asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from newsletter.post.contract import told
from newsletter.post.database import List
from newsletter.post.handing_over.web import EngineError


@contextmanager
def alone(at: List) -> Iterator[None]:
    """While it holds, nobody else hands over from this list, on whatever machine. Raises EngineError where somebody does.

    The lock ends with its process, however that ends.
    """
    with ExitStack() as until_it_ends:
        with told(at.database):
            is_alone = until_it_ends.enter_context(at.database.alone("handing"))
        if not is_alone:
            raise EngineError(
                "somebody is handing over from this list just now, here or on another machine: wait until that is done"
            )
        yield
