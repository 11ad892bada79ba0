"""`newpower bounces`: letters that came back, complaints, and mails of people who leave."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.commands.console import say
from newsletter.commands.list_options import list_command, secret_named

if TYPE_CHECKING:
    from newsletter.post.database import List
    from newsletter.post.returns.mailboxes import Mail
    from newsletter.post.returns.tally import Tally

#: Asks a mail server to try again: what it pipes in is nowhere else (sysexits.h, EX_TEMPFAIL).
_TRY_AGAIN = 75
_PIPE = "-"
_SECRET = "NEWPOWER_IMAP_SECRET"


@click.group()
def bounces() -> None:
    """Read what comes back of letters.

    \b
    Example: newpower bounces ingest ~/Maildir
    """


class _LaterError(click.ClickException):
    """Not now."""

    exit_code = _TRY_AGAIN


def _later_if_piped(function: Callable[..., Any]) -> Callable[..., Any]:
    """Whatever goes wrong with a pipe is for the mail server to try again."""

    @wraps(function)
    def run(**asked: Any) -> None:
        if _PIPE not in asked["sources"]:
            function(**asked)
            return
        try:
            function(**asked)
        except click.ClickException as error:
            raise _LaterError(error.format_message()) from None
        if click.get_current_context().obj is None:
            raise _LaterError("without a list nothing was taken in")

    return run


@bounces.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE [SOURCE]")
@click.option(
    "--format",
    "form",
    type=click.Choice(("terminal", "json")),
    default="terminal",
    help="For a person, or for a program.",
)
@_later_if_piped
@list_command(begins=False)
def ingest(at: List, sources: tuple[str, ...], form: str) -> None:
    """Take in what came back.

    SOURCE is a Maildir, an mbox, a mail or a notification of Amazon SNS in a file, - for a pipe, or
    imaps://user@host/INBOX. Nothing is deleted, and the same mail is taken in once.

    \b
    Example: newpower bounces ingest ~/Maildir
    """
    from newsletter.post.returns.taking_in import forget_old
    from newsletter.post.returns.tally import Tally

    tally, failed = Tally(), False
    context = click.get_current_context()
    context.obj = tally
    forget_old(at)
    for source in sources:
        failed |= not _is_taken_in(at, source, tally)
    if form == "json":
        click.echo(tally.as_json(), nl=False)
    else:
        for line in tally.as_lines():
            click.echo(line)
    if failed:
        sys.exit(_TRY_AGAIN if _PIPE in sources else 1)
    if tally.refused:
        sys.exit(1)


def _is_taken_in(at: List, source: str, tally: Tally) -> bool:
    """Whether a source could be read to its end; what kept it from that is told in one line."""
    from newsletter.post.returns.mailboxes import MailboxError
    from newsletter.post.returns.sns import NotNowError, RefusedError, fetched_certificate
    from newsletter.post.returns.taking_in import take_in

    certificates, is_whole = cache(fetched_certificate), True
    try:
        with _opened(source) as mails:
            for mail in mails:
                try:
                    taken = take_in(at, mail.content, certificates)
                except RefusedError as refused:
                    tally.refused += 1
                    is_whole &= not isinstance(refused, NotNowError)
                    say(f"{_named(source)}: {refused}")
                    continue
                tally.add(taken)
                mail.put_away(taken.kind == "reply")
    except MailboxError as error:
        say(f"Error: {error}")
        return False
    except OSError as error:
        say(f"Error: {_named(source)}: {error.strerror or 'it cannot be read'}")
        return False
    return is_whole


@contextmanager
def _opened(source: str) -> Iterator[Iterator[Mail]]:
    """The mails of a source, one after another. Raises OSError and MailboxError; UsageError where it names none."""
    from newsletter.post.returns.imap import read_address, read_imap
    from newsletter.post.returns.mailboxes import read_maildir, read_stream

    path = Path(source)
    if source == _PIPE:
        yield read_stream(sys.stdin.buffer)
    elif "://" in source:
        try:
            inbox = read_address(source)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        yield read_imap(inbox, _secret())
    elif path.is_dir():
        if not (path / "new").is_dir() or not (path / "cur").is_dir():
            raise click.UsageError(f"{_named(source)} is a folder, but no Maildir: it has no new/ and cur/")
        yield read_maildir(path)
    else:
        with path.open("rb") as opened:
            yield read_stream(opened)


def _secret() -> str:
    """The mailbox's secret. Raises ClickException."""
    if not (found := secret_named(_SECRET)):
        raise click.ClickException(f"the secret of the mailbox is missing: put it into {_SECRET}")
    return found


def _named(source: str) -> str:
    """A source as a message names it: without anybody's address."""
    from newsletter.post.subscribers.addresses import masked

    return "the pipe" if source == _PIPE else masked(source) if "@" in source else source


@bounces.command("list")
@click.option("--edition", default="", metavar="MONTH", help="Only what came back of this one, e.g. 2026-11.")
@click.option("--most", type=click.IntRange(1), default=50, show_default=True, help="How many.")
@list_command(begins=False)
def list_returned(at: List, edition: str, most: int) -> None:
    """List what came back about people, masked.

    \b
    Example: newpower bounces list --edition 2026-11
    """
    from newsletter.post.returns.listing import returned, unattributed

    found = returned(at, edition)
    for one in islice(found, most):
        click.echo(
            f"{one.edition or '-':<9}{one.taken[:10]}  {one.kind:<10} {one.code or '-':<8} {one.person}"
        )
    if next(found, None) is not None:
        say(f"and more: --most {most * 10}")
    count, hashes = unattributed(at, 5)
    if count and not edition:
        say(f"and {count:,} about nobody who is on the list: {', '.join(hash[:12] for hash in hashes)}")
