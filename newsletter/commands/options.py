"""What several commands are asked: where the project is, which day it is, where to answer.

The clock and the environment are read here, once a command, and travel on as plain values.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from datetime import MAXYEAR, MINYEAR, UTC, datetime, time
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from newsletter.engine.options import Options, Part

F = TypeVar("F", bound=Callable[..., Any])


class Moment(click.ParamType[datetime]):
    """A day, or a moment with its time zone: both as ISO 8601 writes them."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment; a day alone is its noon in UTC. Click tells the person what is none."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"`{value}` is not a day; write it as 2026-11-15", param, ctx)
        if not MINYEAR < moment.year < MAXYEAR:
            self.fail(f"`{value}` is at the end of time, where it is not one day everywhere", param, ctx)
        if len(value) == len("2026-11-15"):
            noon = time(12)  # the same day in every British season
            return datetime.combine(moment.date(), noon, UTC)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


root_option = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=".",
    help="The folder that holds content/ and templates/.  [default: here]",
)

now_option = click.option("--now", type=Moment(), help="Build as if it were this day, e.g. 2026-12-01.")


def address(port: int) -> Callable[[F], F]:
    """The options --host and --port of a command that answers a browser."""

    def with_options(command: F) -> F:
        at_host = click.option(
            "--host", default="127.0.0.1", show_default=True, help="The address to answer on."
        )
        at_port = click.option(
            "--port",
            type=click.IntRange(0, 65535),
            default=port,
            show_default=True,
            help="A free one is taken if it is not.",
        )
        return at_host(at_port(command))

    return with_options


def build_options(
    *,
    root: Path,
    now: datetime | None = None,
    out: Path | None = None,
    outbox: Path | None = None,
    cache_dir: Path | None = None,
    base_url: str | None = None,
    drafts: bool = False,
    future: bool = False,
    without: Collection[Part] = (),
    jobs: int | None = None,
    no_cache: bool = False,
    looks_up: bool = False,
) -> Options:
    """What is asked of a build, with what nobody said filled in. Raises UsageError where it makes no sense."""
    from newsletter.engine.options import Options
    from newsletter.engine.parallel import default_jobs

    if base_url is not None:
        _refuse_unless_home(base_url)
    for folder in ("content", "templates"):
        if not (root / folder).is_dir():
            raise click.UsageError(
                f"there is no folder {folder}/ in {root}; name the project's folder with --root"
            )
    out, outbox, cache_dir = out or root / "public", outbox or root / "outbox", cache_dir or root / ".cache"
    if clash := _clash(root, {"--out": out, "--outbox": outbox, "--cache-dir": cache_dir}):
        raise click.UsageError(clash)
    return Options(
        root=root,
        out=out,
        outbox=outbox,
        cache_dir=cache_dir,
        keeps_answers=not (no_cache or looks_up),
        looks_up=looks_up,
        now=now or clock(),
        base_url=base_url,
        drafts=drafts,
        future=future,
        without=frozenset(without),
        jobs=jobs or default_jobs(),
    )


def clock() -> datetime:
    """The moment of the build: SOURCE_DATE_EPOCH, if set (https://reproducible-builds.org/specs/source-date-epoch/), else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC)
        if MINYEAR < moment.year < MAXYEAR:
            return moment
    except (ValueError, OverflowError, OSError):
        pass
    raise click.UsageError(f"SOURCE_DATE_EPOCH is `{epoch}`; it is a number of seconds since 1970")


def _refuse_unless_home(base_url: str) -> None:
    from newsletter.content.kinds.shared import parse_home_address

    try:
        parse_home_address(base_url)
    except ValueError:
        raise click.BadParameter(
            f"`{base_url}` is not a web address such as https://newpower.example", param_hint="--base-url"
        ) from None


def _clash(root: Path, asked: dict[str, Path]) -> str | None:
    """Why a build cannot write to these folders: what is made may never lie among what it is made from."""
    sources = {f"the folder {name}/": root / name for name in ("content", "templates")}
    for (one, place), (other, near) in combinations({**asked, **sources}.items(), 2):
        paths = place.resolve(), near.resolve()
        if one in asked and (paths[0].is_relative_to(paths[1]) or paths[1].is_relative_to(paths[0])):
            return f"{one} {place} and {other} may not lie in one another; name another folder"
    return None
