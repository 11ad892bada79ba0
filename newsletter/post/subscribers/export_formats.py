"""What other engines call things in the lists they export: one row an engine.

A list is known by its headings. What a row here does not name is not taken over, and that is
said. Where it was read: listmonk's and Ghost's own sources (cmd/subscribers.go; exporter.ts),
Buttondown's documentation of its export, and the exports that Ghost's migration tools are
tested with for Mailchimp and Substack, who do not publish theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from newsletter.post.subscribers.person import STATES, State
from newsletter.values import point


@point
class ExportFormat:
    """How an engine writes a list; headings are in small letters, and the first that is filled counts.

    `marks` are the headings by which it is told from others. `states` gives what stands below
    `state`; whose `left_at` or `bounced_at` is filled has left or bounced, whatever else is
    said. `caveat` is what such a list does not tell, and its owner should know.
    """

    engine: str
    marks: frozenset[str]
    address: tuple[str, ...] = ("email",)
    state: tuple[str, ...] = ()
    states: Mapping[str, State] = field(default_factory=dict)
    since: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    left_at: tuple[str, ...] = ()
    bounced_at: tuple[str, ...] = ()
    caveat: str = ""

    @property
    def used(self) -> frozenset[str]:
        """The headings that are taken over."""
        return frozenset(
            self.address
            + self.state
            + self.since
            + self.confirmed
            + self.language
            + self.left_at
            + self.bounced_at
        )


PLAIN = ExportFormat(
    "a plain list",
    frozenset(),
    ("address", "email", "e-mail", "email address", "email_address", "mail"),
    ("state", "status"),
    {state: state for state in STATES},
    ("given", "since", "joined", "subscribed", "created_at", "date"),
    ("confirmed",),
    ("language", "lang"),
    ("unsubscribed_at", "unsubscribe_date", "unsub_time", "left_at"),
    ("bounced_at", "clean_time"),
)

#: Buttondown's types: who pays or no longer does, and who only pauses paying, still gets the letter.
_BUTTONDOWN: Mapping[str, State] = {
    **dict.fromkeys(
        "regular premium gifted trialed unpaid churned churning past_due paused upcoming".split(), "active"
    ),
    "unactivated": "pending",
    **dict.fromkeys(("unsubscribed", "removed", "blocked"), "left"),
    "undeliverable": "bounced",
    "complained": "complained",
}

FORMATS = (
    ExportFormat(
        "listmonk",
        frozenset({"uuid", "email", "attributes", "status"}),
        state=("status",),
        states={"enabled": "active", "disabled": "left", "blocklisted": "left"},
        since=("created_at",),
        caveat="listmonk writes `enabled` also of people who left every list or never confirmed:"
        " take over only a file exported with `subscription_status=confirmed`, or they are written to",
    ),
    ExportFormat(
        "Ghost",
        frozenset({"email", "subscribed_to_emails"}),
        state=("subscribed_to_emails",),
        states={"true": "active", "false": "left"},
        since=("created_at",),
        left_at=("deleted_at",),
        caveat="Ghost's export does not tell whose mail came back",
    ),
    ExportFormat(
        "Substack",
        frozenset({"email", "active_subscription", "email_disabled"}),
        state=("email_disabled",),
        states={"false": "active", "true": "left"},
        since=("created_at",),
    ),
    ExportFormat(
        "Substack",
        frozenset({"email", "subscription type", "receiving emails for"}),
        caveat="this export of Substack's does not tell who gets no mail: the one in its ZIP file does",
    ),
    *(
        ExportFormat(
            "Buttondown",
            frozenset({address, kind, "creation_date"}),
            (address,),
            (kind,),
            _BUTTONDOWN,
            ("subscription_date", "creation_date"),
        )
        for address, kind in (("email", "subscriber_type"), ("email_address", "type"))
    ),
    ExportFormat(
        "Mailchimp",
        frozenset({"leid", "euid"}),
        ("email address", "email"),
        since=("optin_time", "confirm_time"),
        left_at=("unsub_time",),
        bounced_at=("clean_time",),
        caveat="Mailchimp's files of people who were never subscribed look like those of who is:"
        " take over only the one whose name begins with `subscribed`, after the `unsubscribed` and the `cleaned`",
    ),
)


def format_of(headings: tuple[str, ...]) -> ExportFormat | None:
    """Whose list has these headings (in small letters); None where no address stands in it."""
    found = next((one for one in FORMATS if one.marks <= {*headings}), PLAIN)
    return found if {*found.address} & {*headings} else None
