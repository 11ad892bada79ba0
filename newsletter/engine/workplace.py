"""What a journey works with, opened once and put away at its end: store, reader, and how far it is told.

`Options → Workplace`. Content reads with it, site and mail keep in it what they found out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from newsletter.engine.inventory import Inventory
from newsletter.engine.last_build import former_inputs, program
from newsletter.engine.options import Options
from newsletter.engine.parallel import Beside
from newsletter.engine.progress import Progress, silent
from newsletter.engine.store import Store, name_of
from newsletter.values import packed, point

if TYPE_CHECKING:
    from newsletter.engine.output import Artifact

T = TypeVar("T")

#: More files than this are read by all processes together.
_FEW = 40

#: Is given a file of the site that is finished before the rest.
Show: TypeAlias = "Callable[[Artifact], None]"
#: Gets ready to make one thing after another, with what all of them need.
Ready = Callable[[], Callable[[Any, Any], Any]]


@point
class Workplace:
    """Where answers are kept, who reads files, how many processes there are, whom to tell how far it is.

    `changed` are the documents that are not as the last build read them; `show` is given what is
    finished before the rest, where somebody waits for it.

    `program` names what makes things; `former_inputs` are the files that the last build read,
    with stamps and digests; with `anew` nothing is taken to be as before.
    """

    program: str
    store: Store
    reader: Beside
    jobs: int
    former_inputs: Mapping[str, list[Any]]
    tell: Progress = silent
    anew: bool = False
    changed: tuple[str, ...] = ()
    show: Show | None = None

    def key(self, plain: object) -> str:
        """The key of whatever this program makes of plain values."""
        return name_of((self.program, plain))

    def remembered(self, plain: object, make: Callable[[], T]) -> T:
        """What `make` gives; what an earlier build kept, if it was made from the same plain values."""
        key = self.key(plain)
        known: T | None = self.store.values([key]).get(key)
        if known is None:
            known = make()
            self.store.keep({key: packed(known)})
        return known


@contextmanager
def open_workplace(
    options: Options,
    inventory: Inventory,
    ready_to_read: Ready,
    *,
    former: Mapping[str, Any] | None = None,
    tell: Progress = silent,
    memory: dict[str, Any] | None = None,
    show: Show | None = None,
) -> Iterator[Workplace]:
    """A place to work at; `former` is what the last build kept, and `memory` what this process did.

    Where few files changed, a process gets ready to read them while this one looks about; `show`
    is given what somebody waits for.
    """
    known = former_inputs(former or {})
    changed = _changed(inventory, known) if known else ()
    reader = Beside(ready_to_read, is_worth_it=options.jobs > 1 and 0 < len(changed) < _FEW)
    folder = options.cache_dir if options.looks_up else options.answers_dir
    store = Store(folder, memory, is_kept=options.keeps_answers)
    try:
        is_anew = not options.keeps_answers
        yield Workplace(program(), store, reader, options.jobs, known, tell, is_anew, changed, show)
    finally:
        reader.close()
        store.close()


def _changed(inventory: Inventory, known: Mapping[str, list[Any]]) -> tuple[str, ...]:
    """The documents that are not as the last build read them."""
    return tuple(
        path
        for path, stamp in inventory.content.items()
        if path.endswith(".md") and tuple(known.get(path, ())[:4]) != stamp
    )
