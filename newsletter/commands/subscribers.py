"""`newpower subscribers`: the list of those who get the letter, taken over, looked at and kept."""

from __future__ import annotations

import sys
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.commands.console import say
from newsletter.commands.list_options import (
    STATES,
    AddressType,
    LanguageType,
    WordsType,
    agreed,
    list_command,
)
from newsletter.commands.options import Moment

if TYPE_CHECKING:
    from newsletter.post.database import List
    from newsletter.post.subscribers.addresses import Address

#: Columns of a list that are named as not taken over; Mailchimp's have some thirty.
_HEADINGS_SHOWN = 40


@click.group()
def subscribers() -> None:
    """Keep the list of those who get the letter.

    \b
    Example: newpower subscribers stats
    """


#: What stands for the words that somebody agreed to, where the address is our own.
_OUR_OWN = "an address of ours, to see letters arrive before anybody else does"
_address = click.argument("address", type=AddressType())


@subscribers.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--consent", type=WordsType(), metavar="WORDS", help="What people were told when they agreed.")
@click.option("--given", type=Moment(), metavar="DAY", help="When they agreed, where the file does not say.")
@click.option(
    "--notice",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The privacy notice they saw, as it was then; its hash is kept.",
)
@click.option("--state", type=click.Choice(STATES), help="The state of all of them, whatever it says.")
@list_command()
def take_over(
    at: List, file: Path, consent: str | None, given: datetime | None, notice: Path | None, state: Any
) -> None:
    """Take over the people of a CSV file.

    It may be the export of listmonk, Ghost, Substack, Buttondown or Mailchimp, or have a column `email`.
    Either all rows are taken over or none is; who left stays away.

    \b
    Example: newpower subscribers import a.csv --consent "…" --given 2026-10-01
    """
    from newsletter.post.subscribers.importing import Evidence, RefusedImportError, import_file
    from newsletter.post.subscribers.notice import notice_hash
    from newsletter.post.subscribers.person import moment
    from newsletter.told.formats import as_terminal, counted, one_line

    words, when = agreed(consent, given)
    seen = notice_hash(notice.read_bytes()) if notice else ""
    try:
        done = import_file(at, file, Evidence(words, moment(when), seen), state)
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
    type=WordsType(),
    metavar="WORDS",
    help="What they were told when they agreed; it must be said, but for --seed.",
)
@click.option("--given", type=Moment(), metavar="DAY", help="When they agreed.  [default: now]")
@click.option(
    "--how", type=WordsType(), default="told an editor", show_default=True, help="How they said so."
)
@click.option("--language", type=LanguageType(), default="", help="The language they read, such as cy.")
@click.option("--seed", is_flag=True, help="An address of ours: letters go there first.")
@list_command(knows_root=True)
def add(
    at: List,
    root: Path,
    address: Address,
    consent: str | None,
    given: datetime | None,
    how: str,
    language: str,
    seed: bool,
) -> None:
    """Put one person on the list who asked for it.

    With their consent the hash of the privacy notice is kept, as it stands. --seed is for an address of ours.

    \b
    Example: newpower subscribers add jo@example.org --consent "Send it"
    """
    from newsletter.post.subscribers.notice import notice_as_it_stands, notice_page
    from newsletter.post.subscribers.people import WithdrawnError, is_suppressed, make_seed
    from newsletter.post.subscribers.people import add as put
    from newsletter.post.subscribers.person import SEED, Consent, Newcomer, moment

    words, when = agreed(_OUR_OWN if seed and consent is None else consent, given or at.now)
    since = moment(when)
    notice = notice_as_it_stands(root)
    if not notice:
        say(f"There is no privacy notice {notice_page(root)}, so none is kept with this consent.")
    consent_given = Consent(since, how, words, notice)
    if seed and consent is None and is_suppressed(at, address):
        raise click.ClickException(
            "nobody is to write to this address any more; if its owner agreed again since, give --consent and --given"
        )
    source = SEED if seed else "an editor"
    newcomer = Newcomer(address, "active", since, consent_given, source, language)
    try:
        person = put(at, newcomer)
    except WithdrawnError as withdrawn:
        raise click.ClickException(
            f"nobody is to write to this address since {withdrawn.since}, and --given is before that:"
            " only who agreed again after it can be added"
        ) from None
    if seed:
        make_seed(at, address)
    first = "; letters go there first" if seed else ""
    click.echo(f"{'added' if person else 'on the list already'}{first}")


@subscribers.command()
@_address
@list_command(begins=False)
def unseed(at: List, address: Address) -> None:
    """Have an address of ours wait its turn.

    It takes back what `add --seed` did. The address stays on the list; `remove` takes it off.

    \b
    Example: newpower subscribers unseed letters@your.org
    """
    from newsletter.post.subscribers.people import make_no_seed

    if not make_no_seed(at, address):
        raise click.UsageError("it is no seed")
    click.echo("no seed any more, and on the list still")


@subscribers.command()
@_address
@list_command()
def remove(at: List, address: Address) -> None:
    """Write to this address no more.

    Its line stays, so that no import brings it back; `erase` takes that away too.

    \b
    Example: newpower subscribers remove jo@example.org
    """
    from newsletter.post.subscribers.people import leave

    click.echo("removed" if leave(at, address) else "was not written to; will not be from now on")


@subscribers.command("show")
@_address
@list_command(begins=False)
def show_person(at: List, address: Address) -> None:
    """Print all that is known of one person, as JSON.

    \b
    Example: newpower subscribers show jo@example.org
    """
    from newsletter.post.record import record_of
    from newsletter.post.subscribers.people import find, is_suppressed

    person = find(at, address)
    if person is None:
        is_kept_away = is_suppressed(at, address)
        say(
            "nothing is known of this address"
            + (", but that nobody is to write to it" if is_kept_away else "")
        )
        sys.exit(1)
    click.echo(record_of(at, person), nl=False)


@subscribers.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--most", type=click.IntRange(1), default=50, show_default=True, help="How many.")
@click.option("--addresses", is_flag=True, help="Show whole addresses.")
@list_command(begins=False)
def list_people(at: List, state: Any, most: int, addresses: bool) -> None:
    """List people in the order in which they came.

    Addresses are masked, so that a screen can be shown; --addresses shows them.

    \b
    Example: newpower subscribers list --state left
    """
    from newsletter.post.subscribers.addresses import masked
    from newsletter.post.subscribers.people import everyone

    people = everyone(at, (state,) if state else ())
    for person in islice(people, most):
        shown = person.address if addresses else masked(person.address)
        click.echo(f"{person.since[:10]}  {person.state:<10}  {shown}")
    if next(people, None) is not None:
        say(f"and more: --most {most * 10}, or `newpower subscribers export`")


@subscribers.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@list_command(begins=False)
def export(at: List, file: Path, state: Any) -> None:
    """Write everyone to a CSV file that you alone can read.

    \b
    Example: newpower subscribers export ~/people.csv
    """
    from newsletter.post.subscribers.exporting import export_file

    if file.exists():
        raise click.UsageError(f"{file} is there already, and was left as it is; choose another name")
    count = export_file(at, file, (state,) if state else ())
    click.echo(f"{file}: {count:,} {'person' if count == 1 else 'people'}")


@subscribers.command()
@_address
@list_command()
def erase(at: List, address: Address) -> None:
    """Forget one person for good.

    All that stays is a hash by which nobody puts them on the list again but themselves. Backups
    are deleted after 30 days.

    \b
    Example: newpower subscribers erase jo@example.org
    """
    from newsletter.post.subscribers.people import erase as forget

    click.echo("erased" if forget(at, address) else "nothing was known; will not be written to from now on")


@subscribers.command()
@list_command(begins=False)
def stats(at: List) -> None:
    """Count the people in each state.

    \b
    Example: newpower subscribers stats
    """
    from newsletter.post.subscribers.people import counts

    for state, count in counts(at).items():
        click.echo(f"{state:<10}  {count:>9,}")
