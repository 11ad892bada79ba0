"""What the commands on the list share: the list opened, and how an address, words and a language are typed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.commands.console import failures_of_the_world, say
from newsletter.commands.options import root_option

if TYPE_CHECKING:
    from newsletter.post.database import List

STATES = ("pending", "active", "left", "bounced", "complained")
#: Where the list lives, beside the project; never in its repository.
FOLDER = "var"
_NEEDS = ("sqlalchemy", "email_validator")


def list_command(
    *, begins: bool = True, knows_root: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A command that is given the opened list first; what keeps it from being opened is one line.

    One that `begins` none says so where there is no list yet, and makes nothing; one that `knows_root`
    is given the project's folder too.
    """

    def with_list(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(root: Path, **asked: Any) -> None:
            if not (root / "content").is_dir():
                words = f"there is no folder content/ in {root}; name the project's folder with --root"
                raise click.UsageError(words)
            with failures_of_the_world():
                if not begins and not has_list(root):
                    say("there is no list yet: `newpower subscribers import` or `add` begins one")
                    return
                with opened(root) as at:
                    function(at, **({"root": root} if knows_root else {}), **asked)

        return root_option(run)

    return with_list


@contextmanager
def _told() -> Iterator[None]:
    """What keeps the list from being opened is one line and exit code 1."""
    if missing := _missing():
        lacking = " and ".join(missing)
        raise click.ClickException(f"the list needs {lacking}: pip install 'new-power[post]'")
    from newsletter.post.contract import ListError

    try:
        yield
    except ListError as error:
        raise click.ClickException(str(error)) from None


def has_list(root: Path) -> bool:
    """Whether there is a list; nothing is made. What keeps that from being known is a ClickException of one line."""
    with _told():
        from newsletter.post.database import is_begun

        return is_begun(root / FOLDER, _address())


@contextmanager
def opened(root: Path) -> Iterator[List]:
    """The list of the project. What keeps it from being opened is a ClickException of one line."""
    with _told():
        from newsletter.post.database import open_list

        with open_list(root / FOLDER, _now(), _address()) as at:
            yield at


def _address() -> str | None:
    """The address of the database that is not the usual one; a password may stand in it."""
    return os.environ.get("NEWPOWER_DATABASE") or None


def _now() -> datetime:
    """The moment it is, whatever a build is told: what somebody agreed to has happened on a day of the world's."""
    return datetime.now(UTC)


def _missing() -> list[str]:
    return [name for name in _NEEDS if find_spec(name) is None]


class AddressType(click.ParamType[Any]):
    """A mail address, as `post.subscribers.addresses` reads it."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The address. Click tells the person what is none, and does not repeat it."""
        if _missing():
            return value  # `opened` says so
        from newsletter.post.subscribers.addresses import BadAddressError, masked, read_address

        try:
            return read_address(str(value))
        except BadAddressError as error:
            self.fail(f"{masked(value)} is no mail address: {error}", param, ctx)


class WordsType(click.ParamType[str]):
    """Words that are kept as evidence."""

    name = "words"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words, without space round them; they are kept for years, so none may be unreadable."""
        words = str(value).strip()
        if any("\ud800" <= sign <= "\udfff" for sign in words):
            self.fail("it is no text in UTF-8", param, ctx)
        return words


class LanguageType(click.ParamType[str]):
    """The name of a language."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The language. Click tells the person what is none."""
        if _missing():
            return str(value)
        from newsletter.post.subscribers.person import is_language

        if value and not is_language(value):
            self.fail("that is not the name of a language; write it as en-GB, cy or fr", param, ctx)
        return str(value)


#: What the environment calls the secret of the relay.
RELAY_SECRET = "NEWPOWER_RELAY_SECRET"


def missing_secret(user: str) -> str:
    """What is told where the relay wants to know who logs in, and nobody said."""
    return f"the secret of {user} is missing: put it into {RELAY_SECRET}, or its file's name into {RELAY_SECRET}_FILE"


def secret_named(name: str) -> str | None:
    """What the environment holds under this name, or the file that `NAME_FILE` names; None where neither is there.

    Raises ClickException, which repeats nothing of it, where the file cannot be read.
    """
    if said := os.environ.get(name):
        return said
    if not (named := os.environ.get(f"{name}_FILE")):
        return None
    try:
        return Path(named).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise click.ClickException(f"the file that {name}_FILE names cannot be read") from None


def agreed(consent: str | None, given: datetime | None) -> tuple[str, datetime]:
    """What somebody agreed to, and when. Raises UsageError where that is no evidence."""
    if not consent or given is None:
        raise click.UsageError(
            "nobody may be written to who did not agree (PECR, regulation 22): say with --consent which words"
            " they agreed to, and with --given when"
        )
    now = _now()
    if given.astimezone(UTC).date() > now.date():
        raise click.UsageError("--given is still to come: say when they agreed")
    return consent, min(given, now)  # a day is its noon, which may be still to come today
