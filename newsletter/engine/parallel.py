"""The same function over many things, on as many processors as pay."""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from newsletter.engine.progress import Count, uncounted

A = TypeVar("A")
B = TypeVar("B")

#: Below this, starting a second process costs more than it saves (about 25 ms).
_WORTH_FORKING = 40
#: The most items a worker is given at once: handing them out costs 0.2 ms, and after each is told how far it is.
_MOST_AT_ONCE = 25

#: What the children of this process are to do: they inherit it, so nothing is copied to them.
_task: tuple[Callable[[Any], Any], Sequence[Any]] | None = None
#: Whether this worker was told to give up.
_is_interrupted = False


def map_pure(
    function: Callable[[A], B],
    items: Sequence[A],
    jobs: int,
    count: Count = uncounted,
    *,
    worth: int = _WORTH_FORKING,
) -> list[B]:
    """`function` of each item, in order; with `jobs` processes where that pays, from `worth` items on.

    `count` is told how many are done: after each, or each few where there are more processes.

    Results must pickle; `function` and `items` need not, since workers are forked. Where
    the system cannot fork, all is done here, one after the other. Raises ChildProcessError
    where the system ends a worker, and whatever `function` raises.
    """
    if jobs < 2 or len(items) < worth or not hasattr(os, "fork"):
        return _one_by_one(function, items, count)
    return _forked(function, items, jobs, count)


def _one_by_one(function: Callable[[A], B], items: Sequence[A], count: Count) -> list[B]:
    results: list[B] = []
    for item in items:
        results.append(function(item))
        count(len(results))
    return results


def _forked(function: Callable[[A], B], items: Sequence[A], jobs: int, count: Count) -> list[B]:
    import multiprocessing  # with concurrent.futures 7 ms to load, for builds that fork alone
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    global _task
    _task = (function, items)
    size = min(-(-len(items) // (jobs * 16)), _MOST_AT_ONCE)
    spans = [(start, min(start + size, len(items))) for start in range(0, len(items), size)]
    gc.freeze()  # the parent's values stay shared: no collection touches their pages
    try:
        fork = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(jobs, mp_context=fork, initializer=_follow_parent) as pool:
            results: list[B] = []
            for made in pool.map(_run, spans):
                results += made
                count(len(results))
            return results
    except BrokenProcessPool:
        raise ChildProcessError("the system ended a part of the work; try again with --jobs 1") from None
    finally:
        gc.unfreeze()
        _task = None


class Beside:
    """A process that gets ready while this one looks what there is to do, for a few things to be done beside it.

    `begin` is asked for `function` of each item, with what all of them need; what comes back
    waits for the answers. Where there is no second process, or it comes to grief, all is done
    here when the answers are asked for.
    """

    def __init__(self, ready: Callable[[], Callable[[Any, Any], Any]], *, is_worth_it: bool) -> None:
        self._ready = ready
        self._child: tuple[int, int, int] | None = None
        if is_worth_it and hasattr(os, "fork"):
            with suppress(OSError):  # no more processes, or no more files
                self._child = self._forked()

    def begin(
        self, shared: Any, items: Sequence[Any], jobs: int, count: Count = uncounted
    ) -> Callable[[], list[Any]]:
        """Begin, and give back what waits for the answers, in the items' order."""
        if self._child is None or not 0 < len(items) < _WORTH_FORKING:
            self.close()
            return lambda: map_pure(partial(self._ready(), shared), items, jobs, count)
        child, asks, answers = self._child
        self._child = None
        with suppress(OSError), os.fdopen(asks, "wb") as pipe:
            pickle.dump((shared, items), pipe)

        def wait() -> list[Any]:
            with os.fdopen(answers, "rb") as pipe:
                content = pipe.read()
            _awaited(child)
            try:
                results: list[Any] = pickle.loads(content)
            except (pickle.UnpicklingError, EOFError):
                return _one_by_one(partial(self._ready(), shared), items, count)  # and its exception, if any
            count(len(results))
            return results

        return wait

    def close(self) -> None:
        """Send the process home, if nothing was asked of it."""
        if self._child is not None:
            child, asks, answers = self._child
            self._child = None
            os.close(asks)
            os.close(answers)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)  # it may still be getting ready
            _awaited(child)

    def _forked(self) -> tuple[int, int, int]:
        """The process, where to ask it and where its answers come."""
        (asked, asks), (answers, answered) = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            os.close(asks)
            os.close(answers)
            with (
                suppress(BaseException),
                os.fdopen(asked, "rb") as questions,
                os.fdopen(answered, "wb") as out,
            ):
                function = self._ready()
                shared, items = pickle.load(questions)
                pickle.dump([function(shared, item) for item in items], out)
            os._exit(0)
        os.close(asked)
        os.close(answered)
        return child, asks, answers


def _awaited(child: int) -> None:
    """Returns when the child has ended; the system forgets it at once where whoever began this one asked so."""
    with suppress(ChildProcessError):
        os.waitpid(child, 0)


def default_jobs() -> int:
    """As many processes as this one may use processors, at most two: a third was never seen to pay."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 2)


def _follow_parent() -> None:
    """Has this worker end with its parent: a killed build leaves nothing that holds its lock or writes.

    An interrupt from the keyboard reaches the whole group; the parent alone says so. A worker
    gives up after the item it is at, rather than die: a pool that loses one while the parent
    cancels what waits prints a second traceback (`InvalidStateError`, in Python before 3.12).
    """
    signal.signal(signal.SIGINT, _give_up)
    Thread(target=_end_with_parent, daemon=True).start()


def _give_up(*_: object) -> None:
    global _is_interrupted
    _is_interrupted = True


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(span: tuple[int, int]) -> list[Any]:
    assert _task is not None, "a worker is always forked with its task"
    function, items = _task
    results = []
    for item in items[span[0] : span[1]]:
        results.append(function(item))
        if _is_interrupted:
            raise KeyboardInterrupt
    return results
