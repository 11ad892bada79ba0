"""`newpower subscribers`: the list of those who get the letter, taken over, looked at and kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.commands.console import failures_of_the_world, say
from newsletter.commands.options import Moment, clock, root_option

if TYPE_CHECKING:
    from newsletter.post.addresses import Address
    from newsletter.post.database import List

_STATES = ("pending", "active", "left", "bounced", "complained")
#: Where the list lives, beside the project; never in its repository.
FOLDER = "var"
#: Columns of a list that are named as not taken over; Mailchimp's have some thirty.
_HEADINGS_SHOWN = 40
_NEEDS = ("sqlalchemy", "email_validator")


@click.group()
def subscribers() -> None:
    """Keep the list of those who get the letter.

    \b
    Example: newpower subscribers stats
    """


def _command(function: Callable[..., Any]) -> Callable[..., Any]:
    """A command with the list opened as its first argument; what keeps it from being opened is one line."""

    @wraps(function)
    def run(root: Path, **asked: Any) -> None:
        with failures_of_the_world(), _opened(root) as at:
            function(at, **asked)

    return root_option(run)


@contextmanager
def _opened(root: Path) -> Iterator[List]:
    if missing := _missing():
        lacking = " and ".join(missing)
        raise click.ClickException(f"the list needs {lacking}: pip install 'new-power[post]'")
    from newsletter.post.database import ListError, open_list

    try:
        with open_list(root / FOLDER, clock()) as at:
            yield at
    except ListError as error:
        raise click.ClickException(str(error)) from None


def _missing() -> list[str]:
    return [name for name in _NEEDS if find_spec(name) is None]


class _AddressType(click.ParamType[Any]):
    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The address. Click tells the person what is none, and does not repeat it."""
        if _missing():
            return value  # `_opened` says so
        from newsletter.post.addresses import BadAddressError, masked, read_address

        try:
            return read_address(str(value))
        except BadAddressError as error:
            self.fail(f"{masked(value)} is no mail address: {error}", param, ctx)


class _WordsType(click.ParamType[str]):
    name = "words"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words, without space round them; they are kept for years, so none may be unreadable."""
        words = str(value).strip()
        if any("\ud800" <= sign <= "\udfff" for sign in words):
            self.fail("it is no text in UTF-8", param, ctx)
        return words


class _LanguageType(click.ParamType[str]):
    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The language. Click tells the person what is none."""
        if _missing():
            return str(value)
        from newsletter.post.person import is_language

        if value and not is_language(value):
            self.fail("that is not the name of a language; write it as en-GB, cy or fr", param, ctx)
        return str(value)


def _agreed(consent: str | None, given: datetime | None) -> tuple[str, datetime]:
    """What somebody agreed to, and when. Raises UsageError where that is no evidence."""
    if not consent or given is None:
        raise click.UsageError(
            "nobody may be written to who did not agree (PECR, regulation 22): say with --consent which words"
            " they agreed to, and with --given when"
        )
    now = clock()
    if given.astimezone(UTC).date() > now.date():
        raise click.UsageError("--given is still to come: say when they agreed")
    return consent, min(given, now)  # a day is its noon, which may be still to come today


_address = click.argument("address", type=_AddressType())


@subscribers.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--consent", type=_WordsType(), metavar="WORDS", help="What people were told when they agreed.")
@click.option("--given", type=Moment(), metavar="DAY", help="When they agreed, where the file does not say.")
@_command
def take_over(at: List, file: Path, consent: str | None, given: datetime | None) -> None:
    """Take over the people of a CSV file.

    It may be the export of listmonk, Ghost, Substack, Buttondown or Mailchimp, or have a column `email`.
    Either all rows are taken over or none is; who left stays away.

    \b
    Example: newpower subscribers import a.csv --consent "…" --given 2026-10-01
    """
    from newsletter.post.importing import Evidence, RefusedImportError, import_file
    from newsletter.post.person import moment
    from newsletter.told.formats import as_terminal, counted, one_line

    words, when = _agreed(consent, given)
    try:
        done = import_file(at, file, Evidence(words, moment(when)))
    except RefusedImportError as refused:
        say(as_terminal(refused.diagnostics, lambda *_: None))  # without the lines: addresses stand there
        say(f"{counted(refused.diagnostics)}; nothing was taken over.")
        sys.exit(1)
    if done.ignored:
        more = ", …" if len(done.ignored) > _HEADINGS_SHOWN else ""
        say(
            f"Not taken over from {done.form.engine}: {one_line(', '.join(done.ignored[:_HEADINGS_SHOWN]))}{more}."
        )
    if done.form.caveat:
        say(f"Mind: {done.form.caveat}.")
    told = ((done.added, "new"), (done.known, "here already"), (done.left, "gone since"))
    click.echo(
        ", ".join(
            f"{count:,} {words}" for count, words in (*told, (done.suppressed, "left out, who had left"))
        )
    )


@subscribers.command()
@_address
@click.option(
    "--consent",
    type=_WordsType(),
    metavar="WORDS",
    required=True,
    help="What they were told when they agreed.",
)
@click.option("--given", type=Moment(), metavar="DAY", help="When they agreed.  [default: now]")
@click.option(
    "--how", type=_WordsType(), default="told an editor", show_default=True, help="How they said so."
)
@click.option("--language", type=_LanguageType(), default="", help="The language they read, such as cy.")
@_command
def add(at: List, address: Address, consent: str, given: datetime | None, how: str, language: str) -> None:
    """Put one person on the list who asked for it.

    \b
    Example: newpower subscribers add jo@example.org --consent "Send it"
    """
    from newsletter.post.people import WithdrawnError
    from newsletter.post.people import add as put
    from newsletter.post.person import Consent, Newcomer, moment

    words, when = _agreed(consent, given or at.now)
    since = moment(when)
    newcomer = Newcomer(address, "active", since, Consent(since, how, words), "an editor", language)
    try:
        person = put(at, newcomer)
    except WithdrawnError as withdrawn:
        raise click.ClickException(
            f"nobody is to write to this address since {withdrawn.since}, and --given is before that:"
            " only who agreed again after it can be added"
        ) from None
    click.echo("added" if person else "on the list already")


@subscribers.command()
@_address
@_command
def remove(at: List, address: Address) -> None:
    """Write to this address no more.

    Its line stays, so that no import brings it back; `erase` takes that away too.

    \b
    Example: newpower subscribers remove jo@example.org
    """
    from newsletter.post.people import leave

    click.echo("removed" if leave(at, address) else "was not written to; will not be from now on")


@subscribers.command("show")
@_address
@_command
def show_person(at: List, address: Address) -> None:
    """Print all that is known of one person, as JSON.

    \b
    Example: newpower subscribers show jo@example.org
    """
    from newsletter.post.exporting import as_json
    from newsletter.post.people import find, is_suppressed

    person = find(at, address)
    if person is None:
        is_kept_away = is_suppressed(at, address)
        say(
            "nothing is known of this address"
            + (", but that nobody is to write to it" if is_kept_away else "")
        )
        sys.exit(1)
    click.echo(as_json(person), nl=False)


@subscribers.command("list")
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@click.option("--most", type=click.IntRange(1), default=50, show_default=True, help="How many.")
@click.option("--addresses", is_flag=True, help="Show whole addresses.")
@_command
def list_people(at: List, state: Any, most: int, addresses: bool) -> None:
    """List people in the order in which they came.

    Addresses are masked, so that a screen can be shown; --addresses shows them.

    \b
    Example: newpower subscribers list --state left
    """
    from newsletter.post.addresses import masked
    from newsletter.post.people import everyone

    people = everyone(at, (state,) if state else ())
    for person in islice(people, most):
        shown = person.address if addresses else masked(person.address)
        click.echo(f"{person.since[:10]}  {person.state:<10}  {shown}")
    if next(people, None) is not None:
        say(f"and more: --most {most * 10}, or `newpower subscribers export`")


@subscribers.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@_command
def export(at: List, file: Path, state: Any) -> None:
    """Write everyone to a CSV file that you alone can read.

    \b
    Example: newpower subscribers export ~/people.csv
    """
    from newsletter.post.exporting import export_file

    if file.exists():
        raise click.UsageError(f"{file} is there already, and was left as it is; choose another name")
    count = export_file(at, file, (state,) if state else ())
    click.echo(f"{file}: {count:,} {'person' if count == 1 else 'people'}")


@subscribers.command()
@_address
@_command
def erase(at: List, address: Address) -> None:
    """Forget one person for good.

    All that stays is a hash by which nobody puts them on the list again but themselves. Backups
    are deleted after 30 days.

    \b
    Example: newpower subscribers erase jo@example.org
    """
    from newsletter.post.people import erase as forget

    click.echo("erased" if forget(at, address) else "nothing was known; will not be written to from now on")


@subscribers.command()
@_command
def stats(at: List) -> None:
    """Count the people in each state.

    \b
    Example: newpower subscribers stats
    """
    from newsletter.post.people import counts

    for state, count in counts(at).items():
        click.echo(f"{state:<10}  {count:>9,}")
