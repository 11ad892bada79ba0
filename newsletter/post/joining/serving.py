"""The server of these pages: waitress, which answers until it is told to end, and then what it has begun."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import create_server

from newsletter.post.joining.app import LARGEST

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

#: Threads that answer: more than cores, since each waits for the disk, and those that wait share its flush.
_THREADS = 8
#: Seconds that requests which have begun are given to end, and between two looks whether they have.
PATIENCE = 10.0
_LOOK = 0.02


@contextmanager
def answering(app: WSGIApplication, host: str, port: int) -> Iterator[tuple[str, int]]:
    """The application, answering at this address until the block ends; what has begun is answered then.

    Gives the address in numbers, and the port, which the system chooses for 0. Raises OSError
    where it is taken or none of this machine's.
    """
    listening = _listening(host, port)
    with on_one_processor():
        server: Any = create_server(
            app,
            sockets=[listening],
            threads=_THREADS,
            ident=None,
            max_request_body_size=LARGEST,
            max_request_header_size=LARGEST,
            channel_timeout=30,
            cleanup_interval=10,
            connection_limit=1000,
            clear_untrusted_proxy_headers=False,  # the application looks who says so
            asyncore_use_poll=True,
        )
        thread = threading.Thread(target=server.run, name="server", daemon=True)
        thread.start()
    try:
        taken = listening.getsockname()
        yield str(taken[0]), int(taken[1])
    finally:
        _end(server, thread)


@contextmanager
def on_one_processor() -> Iterator[None]:
    """Threads that begin within the block stay on one processor, where the system can do that.

    Python lets one of them run at a time, and to hand that on from processor to processor takes
    longer than to answer: on two, requests took up to twice the time of both. Each server has its own choice.
    """
    if sys.platform != "linux":
        yield
        return
    ours = os.sched_getaffinity(0)
    with suppress(OSError):  # whoever runs us may forbid it: then they go where the system puts them
        os.sched_setaffinity(0, {sorted(ours)[os.getpid() % len(ours)]})
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setaffinity(0, ours)


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError as error:
        made.close()
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from None
    return made


def _end(server: Any, thread: threading.Thread) -> None:
    """Take nobody new, finish what has begun, and end. What closes is closed by the thread that polls it."""
    server.trigger.pull_trigger(lambda: wasyncore.dispatcher.close(server))
    waits = threading.Event()
    for _ in range(int(PATIENCE / _LOOK)):
        waits.wait(_LOOK)
        if not any(_is_busy(channel) for channel in tuple(server.active_channels.values())):
            break
    server.task_dispatcher.shutdown(timeout=1)
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
    thread.join(timeout=1)


def _is_busy(channel: Any) -> bool:
    return bool(channel.requests or channel.total_outbufs_len or channel.request is not None)
