"""The doctor called by a command: the settings, the key and the secret it needs, and the name server it asks."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.commands.list_options import RELAY_SECRET, secret_named
from newsletter.commands.sending_options import DKIM_KEY_FILE

if TYPE_CHECKING:
    from newsletter.content.config import SiteSettings
    from newsletter.post.doctor.dkim import Signer
    from newsletter.post.doctor.examining import Case
    from newsletter.post.doctor.findings import Finding
    from newsletter.post.doctor.lookup import Lookup

#: The name server to ask, in the environment.
RESOLVER = "NEWPOWER_DNS"
_NEEDS = {"dns": "dnspython", "urllib3": "urllib3", "cryptography": "cryptography"}


def case_of(site: SiteSettings, letter: bytes | None = None) -> Case:
    """What the doctor looks at; what `missing_for` tells is not told again. Raises ClickException where it lacks a library."""
    if missing := [library for name, library in _NEEDS.items() if find_spec(name) is None]:
        raise click.ClickException(f"the doctor needs {' and '.join(missing)}: pip install 'new-power[post]'")
    from newsletter.mail.mime import letter_domain
    from newsletter.post.doctor.examining import Case
    from newsletter.post.relay.session import open_session

    relay, secret = site.relay, secret_named(RELAY_SECRET)
    if relay is None or (relay.user and not secret):
        return Case(site, _signer(site), None, letter)
    return Case(site, _signer(site), lambda: open_session(relay, secret, letter_domain(site)), letter)


def lookup(named: str | None = None) -> Lookup:
    """What asks DNS: the server that was named here, or in the environment, or the system's own."""
    from newsletter.post.doctor.lookup import Lookup, NoResolverError, read_resolver

    said = named or os.environ.get(RESOLVER)
    try:
        return Lookup(read_resolver(said) if said else None)
    except NoResolverError as error:
        raise click.BadParameter(str(error), param_hint="--resolver" if named else RESOLVER) from None


def found_of_sender(site: SiteSettings) -> tuple[list[str], str]:
    """For who is about to send: each fault that would hurt, and in a line what could not be known, "" for nothing."""
    from newsletter.post.doctor.examining import examine_sender

    found = examine_sender(case_of(site), lookup())
    hurts = [_told(one) for one in found if one.verdict == "hurts"]
    unknown = dict.fromkeys(one.subject for one in found if one.verdict == "unknown")
    words = f"not known: {', '.join(unknown)}; `newpower doctor` says why" if unknown else ""
    return hurts, words


def _told(one: Finding) -> str:
    return f"{one.subject}: {one.found}" + (f" -> {one.put}" if one.put else "")


def _signer(site: SiteSettings) -> Signer | None:
    """As whom letters are signed here, with the key in the environment; None where the relay signs."""
    if site.dkim is None:
        return None
    from newsletter.content.words.web import ascii_domain
    from newsletter.post.doctor.dkim import Signer
    from newsletter.post.signing import SigningError, read_key

    name = ascii_domain(site.dkim.domain)
    if not (file := os.environ.get(DKIM_KEY_FILE)):
        return Signer(name, site.dkim.selector)
    try:
        return Signer(name, site.dkim.selector, read_key(Path(file)))
    except SigningError as error:
        return Signer(name, site.dkim.selector, fault=str(error))
