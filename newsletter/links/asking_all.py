"""All addresses asked, each once: several hosts at a time, each host one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from newsletter.engine.progress import Progress
from newsletter.links.answers import NO_SUCH_HOST, Answer
from newsletter.links.archive import lasting_copy
from newsletter.links.asking import Ways, ask
from newsletter.regexes import regex

#: Hosts that are asked at once.
AT_ONCE = 8
#: Of so many hosts, none of which is known, it is rather this machine that is not online.
_FEW = 3
#: RFC 2606, RFC 6761: nobody will ever be there.
_RESERVED = regex(r"(?:.*\.)?(?:example|test|invalid|localhost|example\.(?:com|net|org))\.?")


def is_example(address: str) -> bool:
    """Whether an address is one that stands for others in examples."""
    return _RESERVED.fullmatch(urlsplit(address).hostname or "") is not None


async def ask_all(
    addresses: Iterable[str],
    ways: Ways,
    keep: Callable[[str, Answer], None],
    tell: Progress,
    *,
    lacking: Collection[str] = (),
    service: str = "",
) -> dict[str, Answer]:
    """The answer of each address, given to `keep` as soon as it is there; of those `lacking` a copy, one is looked for.

    `service` is asked for copies; "" asks nobody. The host with most addresses begins, since it takes longest.
    """
    hosts: dict[str, list[str]] = {}
    for address in sorted(addresses):
        hosts.setdefault(urlsplit(address).netloc, []).append(address)
    found: dict[str, Answer] = {}
    count = sum(map(len, hosts.values()))
    at_once = asyncio.Semaphore(AT_ONCE)

    async def of_host(those: list[str]) -> None:
        of_all: Answer | None = None
        async with at_once:
            for address in those:
                answer = of_all or await ask(address, ways)
                of_all = replace(answer, copy="") if answer.of_host else None
                if service and address in lacking and answer.verdict in ("dead", "unsafe"):
                    answer = replace(answer, copy=await lasting_copy(address, ways, service))
                found[address] = answer
                keep(address, answer)
                tell("addresses asked", len(found), count)

    tell("addresses asked", 0, count)
    async with asyncio.TaskGroup() as group:
        for those in sorted(hosts.values(), key=len, reverse=True):
            group.create_task(of_host(those))
    return found


def seems_offline(found: Mapping[str, Answer]) -> bool:
    """Whether no host of several is known, so that nothing was learnt."""
    hosts = {urlsplit(address).hostname for address in found}
    return len(hosts) >= _FEW and all(answer.words == NO_SUCH_HOST for answer in found.values())
