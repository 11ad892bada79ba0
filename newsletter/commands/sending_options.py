"""What the commands that send share: the letter as it stands, the relay and its secret, the place they are at.

The environment and the machine are read here, and travel on as plain values.
"""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.commands.console import show
from newsletter.commands.list_options import FOLDER, RELAY_SECRET, missing_secret, secret_named
from newsletter.commands.options import build_options, clock

#: The file of the key by which letters are signed, in the environment.
DKIM_KEY_FILE = "NEWPOWER_DKIM_KEY_FILE"
_NO_KEY = f"the key that signs letters is missing: put its file's name into {DKIM_KEY_FILE}"

if TYPE_CHECKING:
    from newsletter.content.config import SiteSettings
    from newsletter.letters import Posting
    from newsletter.post.relay.dialogue import Sign
    from newsletter.post.sending.message import Letter
    from newsletter.post.sending.ses import Account
    from newsletter.post.sending.transports import Transport
    from newsletter.post.whereabouts import Place

#: The transport of Amazon SES, as the ledger calls it.
SES = "ses"

#: How a ledger calls a folder that letters go into: this, and its whole path.
_FOLDER_PREFIX = "folder:"


class TransportType(click.ParamType[str]):
    """By what letters go, as the ledger calls it."""

    name = "transport"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """`smtp`, `ses`, or `folder:` and a whole path. Click tells the person what is none."""
        if value in ("smtp", SES):
            return value
        path = value.removeprefix(_FOLDER_PREFIX)
        if path == value or not path:
            self.fail(f"`{value}` is no transport; it is smtp, ses, or folder:DIR", param, ctx)
        return f"{_FOLDER_PREFIX}{Path(path).expanduser().resolve()}"


transport_option = click.option(
    "--transport",
    type=TransportType(),
    default="smtp",
    show_default=True,
    metavar="WHERE",
    help="smtp, ses, or folder:DIR.",
)


def root() -> Path:
    """The project's folder, as it was given to this command."""
    found: Path = click.get_current_context().params["root"]
    return found


def folder_of(transport: str) -> Path | None:
    """The folder that letters go into; None for a relay."""
    return Path(transport.removeprefix(_FOLDER_PREFIX)) if transport.startswith(_FOLDER_PREFIX) else None


def place() -> Place:
    """Where this sender is."""
    from newsletter.post.whereabouts import Place

    here = root() / FOLDER
    return Place(here, _machine(), _state(here), f"process {os.getpid()} on {socket.gethostname()}"[:80])


def _state(otherwise: Path) -> Path:
    """The folder of this machine that is not the list's; that of the list for who has no home."""
    if named := os.environ.get("XDG_STATE_HOME"):
        return Path(named) / "newpower"
    try:
        return Path.home() / ".local" / "state" / "newpower"
    except RuntimeError:
        return otherwise


def _machine() -> str:
    """A name for this machine that tells a stranger nothing."""
    try:
        known = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        known = ""
    return hashlib.sha256(f"newpower {known or socket.gethostname()}".encode()).hexdigest()


def read_posting(month: str) -> tuple[Letter, bytes, Posting]:
    """The edition's letter as its content stands, its bytes, and what a sender must know. Exits where it is not whole."""
    from newsletter.letters import read_letters
    from newsletter.post.sending.message import BadMessageError, read_letter
    from newsletter.told.diagnostics import has_errors

    letters = read_letters(build_options(root=root(), future=True, looks_up=True), is_to_send=month)
    found = next((one for one in letters if one.edition in (month, "")), None)
    if found is None:
        known = ", ".join(one.edition for one in letters) or "none yet"
        raise click.UsageError(f"there is no edition `{month}` that is no draft; there are: {known}")
    if found.email is None or found.posting is None or has_errors(found.diagnostics):
        show(found.diagnostics, root(), "terminal")
        sys.exit(1)
    try:
        return read_letter(month, found.email.message), found.email.message, found.posting
    except BadMessageError as error:
        raise click.ClickException(f"the letter cannot be sent: {error}") from None


def read_site() -> tuple[SiteSettings, tuple[str, ...]]:
    """The settings, and what keeps letters from being posted. Exits where they cannot be read."""
    from newsletter.mail.readiness import in_the_way
    from newsletter.publish import read_library

    read = read_library(build_options(root=root(), drafts=True, future=True, looks_up=True))
    if read.value is None:
        show(read.diagnostics, root(), "terminal")
        sys.exit(1)
    return read.value.config.site, in_the_way(read.value)


def faults_for_everybody(posting: Posting) -> list[str]:
    """What keeps an edition from everybody, by whatever it would go; the one place to ask.

    Settings that are examples, no privacy notice; or a page that is not live in the letter's words, which is
    not looked for while the site's own address may be an example.
    """
    from newsletter.post.sending.page import amiss

    if posting.is_trial:
        return ["it is a trial edition (`trial: true`), which is posted to nobody; a folder takes it"]
    if posting.in_the_way:
        return list(posting.in_the_way)
    found = amiss(posting.page_url, posting.text_url, posting.text)
    return [found] if found else []


def missing_for(transport: str, site: SiteSettings, in_the_way: tuple[str, ...]) -> list[str]:
    """What keeps letters from going by this transport; nothing keeps them from a folder."""
    if folder_of(transport) is not None:
        return []
    faults = list(in_the_way)
    if transport == SES:
        return faults if site.engines.ses else [*faults, "there is no `engines.ses` in content/site.yaml"]
    if site.relay is None:
        faults.append("there is no `relay` in content/site.yaml")
    elif site.relay.user and not secret_named(RELAY_SECRET):
        faults.append(missing_secret(site.relay.user))
    if site.dkim is not None and not os.environ.get(DKIM_KEY_FILE):
        faults.append(_NO_KEY)
    return faults


def opened_transport(transport: str, site: SiteSettings) -> Transport:
    """What letters go by."""
    from newsletter.mail.mime import letter_domain
    from newsletter.post.sending import transports

    folder = folder_of(transport)
    if folder is not None:
        return transports.folder(folder)
    if transport == SES:
        from newsletter.post.sending.ses import ses

        assert site.engines.ses is not None
        return ses(ses_client(site), site.engines.ses)
    assert site.relay is not None
    return transports.smtp(
        site.relay, secret_named(RELAY_SECRET), letter_domain(site), sign=signature_of(site)
    )


def ses_client(site: SiteSettings) -> Any:
    """What speaks to SES, one a command. Raises RelayError."""
    from newsletter.post.sending.ses import open_client

    known = click.get_current_context().meta
    if "ses client" not in known:
        assert site.engines.ses is not None
        known["ses client"] = open_client(site.engines.ses)
    return known["ses client"]


def ses_account(site: SiteSettings) -> Account:
    """What the account may, asked once a command: it may be asked once a second. Raises RelayError."""
    from newsletter.post.sending.ses import account_of

    known = click.get_current_context().meta
    if "ses account" not in known:
        known["ses account"] = account_of(ses_client(site))
    found: Account = known["ses account"]
    return found


def signature_of(site: SiteSettings) -> Sign | None:
    """What signs letters for the publication; None where the relay does. Raises ClickException."""
    if site.dkim is None:
        return None
    if not (named := os.environ.get(DKIM_KEY_FILE)):
        raise click.ClickException(_NO_KEY)
    from newsletter.post.signing import SigningError, read_key, signer

    try:
        key = read_key(Path(named))
        return signer(key, site.dkim.domain, site.dkim.selector, int(clock().timestamp()))
    except SigningError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def failures_of_sending() -> Iterator[None]:
    """What keeps a sender from sending is one line."""
    from newsletter.post.relay.session import RelayError
    from newsletter.post.sending.lease import LeaseError
    from newsletter.post.sending.ledger import OtherContentError

    try:
        yield
    except (RelayError, LeaseError) as error:
        raise click.ClickException(str(error)) from None
    except OtherContentError:
        month = click.get_current_context().params["month"]
        raise click.ClickException(
            f"{month} was frozen with other words than it has now: `newpower edition resume {month}` goes on"
            " with those, whatever became of the file"
        ) from None
