"""The door: what can be asked for on the command line.

Only this module prints, reads the clock and exits. Codes: 0 done, 1 mistakes in the
content (or a failure of the world), 2 a command that makes no sense, 3 letters undelivered.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, datetime, time
from io import TextIOWrapper
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newsletter.commands.console import failures_of_the_world, progress, say
from newsletter.commands.console import show as show_diagnostics

if TYPE_CHECKING:
    from newsletter.content.library import Library
    from newsletter.engine.options import Options

F = TypeVar("F", bound=Callable[..., Any])

_FORMATS = ("terminal", "github", "json")


class _Moment(click.ParamType[datetime]):
    """A day, or a moment with its time zone: both as ISO 8601 writes them."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"`{value}` is not a day; write it as 2026-11-15", param, ctx)
        if not MINYEAR < moment.year < MAXYEAR:
            self.fail(f"`{value}` is at the end of time, where it is not one day everywhere", param, ctx)
        if len(value) == len("2026-11-15"):
            return datetime.combine(
                moment.date(), time(12), UTC
            )  # noon is the same day in every British season
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _KindName(click.ParamType[str]):
    """The name of a kind of content; which there are is looked up when one is asked for."""

    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from newsletter.content.kinds import KINDS

        known = [kind.name for kind in KINDS]
        return str(click.Choice(known).convert(value, param, ctx))


_root = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=".",
    help="The folder that holds content/ and templates/.  [default: here]",
)


def _address(port: int) -> Callable[[F], F]:
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


_now = click.option("--now", type=_Moment(), help="Build as if it were this day, e.g. 2026-12-01.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(package_name="new-power")
def main() -> None:
    """Markdown case studies in; a site, feeds and a monthly edition out.

    Begin with `newpower serve`: it shows the publication, and every change as you save it.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a screen that lacks a letter still shows the rest


@main.command()
@_root
@click.option("--out", type=click.Path(path_type=Path), help="Where the site goes.  [default: public]")
@click.option("--outbox", type=click.Path(path_type=Path), help="Where letters go.  [default: outbox]")
@click.option(
    "--cache-dir", type=click.Path(path_type=Path), help="What is kept between builds.  [default: .cache]"
)
@click.option("--base-url", help="Where it will be published, instead of what site.yaml says.")
@click.option("--drafts", is_flag=True, help="Show drafts too.")
@click.option("--future", is_flag=True, help="Show what is to be published later, too.")
@_now
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes to use.  [default: processors, at most 2]"
)
@click.option("--no-cache", is_flag=True, help="Make everything anew, and keep no answers.")
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
def build(quiet: bool, no_cache: bool, **asked: Any) -> None:
    """Make the site and the letters.

    \b
    Example: newpower build --out /srv/www --base-url https://newpower.example
    """
    from newsletter.publish import build as run

    options = _options(no_cache=no_cache, **asked)
    gc.disable()  # values that live as long as the command: looking for garbage among them took a third of it
    with failures_of_the_world(), progress(quiet) as tell:
        report = run(options, tell)
    show_diagnostics(report.diagnostics, options.root, "terminal", quiet_if_clean=True)
    if not report.is_published:
        say("Nothing was written.")
        sys.exit(1)
    if report.strangers:
        say(_told_strangers(report.strangers))
    if not quiet:
        changed = (
            f"{report.written:,} written, {report.removed:,} removed"
            if report.written or report.removed
            else "none changed"
        )
        click.echo(f"{options.out / 'index.html'}: {report.files:,} files, {changed}")


def _told_strangers(paths: tuple[Path, ...]) -> str:
    """One line on files that were left where they are."""
    named = ", ".join(map(str, paths[:3])) + (f" and {len(paths) - 3:,} more" if len(paths) > 3 else "")
    return (
        f"Left as found, since the cache was lost and with it who made them: {named}."
        " Delete by hand what nobody needs."
    )


@main.command()
@_root
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="terminal", help="How to show what is wrong."
)
@_now
def check(root: Path, form: str, now: datetime | None) -> None:
    """Find every mistake in content and templates; write nothing.

    \b
    Example: newpower check --format github
    """
    from newsletter.publish import check as run
    from newsletter.told.diagnostics import has_errors

    options = _options(root=root, now=now, no_cache=True)
    with failures_of_the_world():
        diagnostics = run(options)
        show_diagnostics(diagnostics, root, form)
    sys.exit(1 if has_errors(diagnostics) else 0)


@main.command()
@click.argument("kind", type=_KindName())
@click.argument("title")
@_root
@_now
def new(kind: str, title: str, root: Path, now: datetime | None) -> None:
    """Begin a new content file, with blanks to fill in.

    \b
    Example: newpower new case-study "Homebaked, Liverpool"
    """
    from newsletter.editor.blanks import BlankError, write_blank

    with failures_of_the_world():
        try:
            path = write_blank(root, kind, title, (now or _clock()).date())
        except BlankError as error:
            raise click.UsageError(str(error)) from None
    click.echo(
        f"{path}\nFill in its blanks, then run `newpower check`; `newpower serve` shows it as you write."
    )


@main.command()
@_root
@_address(8000)
@_now
def serve(root: Path, host: str, port: int, now: datetime | None) -> None:
    """Show the publication, and every change as you save it.

    Drafts and what is to be published later are shown too, and marked.

    \b
    Example: newpower serve --port 8080
    """
    from newsletter.editor.serve import serve as run

    with failures_of_the_world():
        run(root, host, port, now=lambda: now or _clock(), tell=click.echo)


@main.command()
@click.argument("kind")
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of content.

    Editors such as VS Code check front matter against it as you type.

    \b
    Example: newpower schema case-study > case-study.schema.json
    """
    import json

    from newsletter.content.reading.fields import json_schema
    from newsletter.content.schemas import SCHEMAS

    record = SCHEMAS.get(kind)
    if record is None:
        raise click.UsageError(f"`{kind}` is not one of: {', '.join(SCHEMAS)}")
    click.echo(json.dumps(json_schema(record), indent=2, ensure_ascii=False))


@main.group()
def edition() -> None:
    """Draft, examine and preview the monthly letter.

    \b
    Example: newpower edition show 2026-11
    """


@edition.command()
@click.argument("month")
@_root
@_now
def draft(month: str, root: Path, now: datetime | None) -> None:
    """Begin an edition with what was published since the last.

    \b
    Example: newpower edition draft 2026-12
    """
    from newsletter.editor.blanks import BlankError, write_draft

    library = _library(root, now, drafts=False, future=True)
    with failures_of_the_world():
        try:
            path = write_draft(root, library, month)
        except BlankError as error:
            raise click.UsageError(str(error)) from None
    click.echo(f"{path}\nFill in its blanks, then run `newpower edition show {month}`.")


@edition.command()
@click.argument("month")
@_root
@_now
def show(month: str, root: Path, now: datetime | None) -> None:
    """Print a letter's size, links, words and checks.

    \b
    Example: newpower edition show 2026-11
    """
    from newsletter.mail.summary import edition_summary
    from newsletter.publish import read_letters
    from newsletter.told.diagnostics import has_errors

    options = _options(root=root, now=now, drafts=True, future=True, no_cache=True)
    with failures_of_the_world():
        letters = read_letters(options)
    letter = next((letter for letter in letters if letter.edition in (month, "")), None)
    if letter is None:
        known = ", ".join(letter.edition for letter in letters) or "none yet"
        raise click.UsageError(f"there is no edition `{month}`; there are: {known}")
    if letter.email is not None:
        click.echo(edition_summary(letter.email, letter.diagnostics))
    show_diagnostics(letter.diagnostics, root, "terminal", quiet_if_clean=True)
    sys.exit(1 if has_errors(letter.diagnostics) else 0)


@edition.command()
@_root
@_address(8025)
@_now
def preview(root: Path, host: str, port: int, now: datetime | None) -> None:
    """Show letters as mail programs would.

    Each in light and dark, without images, narrow, and as text.

    \b
    Example: newpower edition preview
    """
    from newsletter.editor.serve import serve_letters

    with failures_of_the_world():
        serve_letters(root, host, port, now=lambda: now or _clock(), tell=click.echo)


def _options(
    *,
    root: Path,
    now: datetime | None = None,
    out: Path | None = None,
    outbox: Path | None = None,
    cache_dir: Path | None = None,
    base_url: str | None = None,
    drafts: bool = False,
    future: bool = False,
    jobs: int | None = None,
    no_cache: bool = False,
) -> Options:
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
        keeps_answers=not no_cache,
        now=now or _clock(),
        base_url=base_url,
        drafts=drafts,
        future=future,
        jobs=jobs or default_jobs(),
    )


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


def _clock() -> datetime:
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


def _library(root: Path, now: datetime | None, *, drafts: bool = True, future: bool = True) -> Library:
    from newsletter.publish import read_library
    from newsletter.told.diagnostics import has_errors

    options = _options(root=root, now=now, drafts=drafts, future=future, no_cache=True)
    with failures_of_the_world():
        read = read_library(options)
    if read.value is None or has_errors(read.diagnostics):
        show_diagnostics(read.diagnostics, root, "terminal")
        sys.exit(1)
    return read.value
