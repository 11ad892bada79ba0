"""The settings of the publication, from content/site.yaml, tags.yaml and places.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal, TypeAlias

from annotated_types import Ge, Le, Len

from newsletter.content.entry import to_come
from newsletter.content.kinds.shared import (
    STRICT,
    HomeAddress,
    Line,
    MailAddress,
    Short,
    Title,
    Unshown,
    Url,
    WebAddress,
)
from newsletter.content.words.vocabularies import Region
from newsletter.told.diagnostics import Location
from newsletter.values import point, value

EmailAddress = Annotated[str, Len(3, 254), MailAddress()]


@value
class Sender:
    """Who sends the letter."""

    __pydantic_config__ = STRICT
    name: Line
    """The name in From."""
    email: EmailAddress
    """The address in From."""
    reply_to: EmailAddress
    """Where answers go; somebody reads it."""
    postal_address: Line
    """A postal address; the law asks for one in each letter."""
    unsubscribe_url: Annotated[str, Len(1, 2000), WebAddress(is_https=True, is_prefix=True)]
    """Where one click leaves; the subscriber's token is put at its end."""
    unsubscribe_email: EmailAddress
    """Where a mail leaves."""


@value
class Relay:
    """The server that takes letters for the post; its password is never written down here."""

    __pydantic_config__ = STRICT
    host: Annotated[str, Len(1, 253), Unshown("it is for the sender of letters")]
    """Its name, such as smtp.example.org."""
    port: Annotated[int, Ge(1), Le(65535), Unshown("it is for the sender of letters")] = 587
    """Its port."""
    security: Annotated[Literal["starttls", "tls", "none"], Unshown("it is for the sender of letters")] = (
        "starttls"
    )
    """How it is spoken to; `none` is for a server on this machine."""
    user: Annotated[Line | None, Unshown("it is for the sender of letters")] = None
    """Who logs in, if anybody has to."""
    login: Annotated[Literal["password", "xoauth2"], Unshown("it is for the sender of letters")] = "password"
    """By what: a password, or a token of OAuth 2."""
    connections: Annotated[int, Ge(1), Le(50), Unshown("it is for the sender of letters")] = 4
    """Connections at once."""
    per_second: Annotated[int, Ge(1), Le(10_000), Unshown("it is for the sender of letters")] | None = None
    """Letters a second, at most."""
    per_hour: Annotated[int, Ge(1), Unshown("it is for the sender of letters")] | None = None
    """Letters an hour, at most."""
    per_day: Annotated[int, Ge(1), Unshown("it is for the sender of letters")] | None = None
    """Letters a day, at most."""
    per_domain: Annotated[int, Ge(1), Unshown("it is for the sender of letters")] | None = None
    """Letters a minute to one receiving domain, at most."""
    returns: Annotated[EmailAddress, Unshown("it is for the sender of letters")] | None = None
    """Where letters come back to, if its server takes a `+` and whatever follows it."""


@value
class Dkim:
    """By which name letters are signed here, for a relay that does not sign; the key is never written down here."""

    __pydantic_config__ = STRICT
    domain: Annotated[str, Len(1, 253), Unshown("it is for the sender of letters")]
    """The domain of the sender's address, or one above it."""
    selector: Annotated[str, Len(1, 63), Unshown("it is for the sender of letters")]
    """What the key is called in DNS, such as np1."""


_EngineAddress: TypeAlias = Annotated[
    str,
    Len(1, 2000),
    WebAddress(is_prefix=True, is_folder=True),
    Unshown("it is for the sender of letters"),
]


@value
class Listmonk:
    """A listmonk of yours that an edition can be handed over to; its token is never written down here."""

    __pydantic_config__ = STRICT
    url: _EngineAddress
    """Where it is, such as https://listmonk.example.org/."""
    lists: Annotated[
        tuple[Annotated[int, Ge(1)], ...], Len(1, 100), Unshown("it is for the sender of letters")
    ]
    """The numbers of its lists that get the edition."""
    template: Annotated[int, Ge(1), Unshown("it is for the sender of letters")] | None = None
    """The number of a template that holds nothing but the content; without it one is looked for, and made."""


@value
class Buttondown:
    """Your account at Buttondown that an edition can be handed over to; its key is never written down here."""

    __pydantic_config__ = STRICT
    url: _EngineAddress = "https://api.buttondown.com/v1/"
    """Where its interface is."""


@value
class Ses:
    """Your account at Amazon SES that letters can go by; its keys are never written down here."""

    __pydantic_config__ = STRICT
    region: Annotated[str, Len(1, 40), Unshown("it is for the sender of letters")]
    """Its region, such as eu-west-2."""
    configuration_set: Annotated[str, Len(1, 64), Unshown("it is for the sender of letters")] | None = None
    """The configuration set by which it tells what became of letters."""


@value
class Engines:
    """Others who can take an edition over."""

    __pydantic_config__ = STRICT
    listmonk: Listmonk | None = None
    """A listmonk of yours."""
    buttondown: Buttondown | None = None
    """Your account at Buttondown."""
    ses: Ses | None = None
    """Your account at Amazon SES."""


@value
class Limits:
    """How long lists are."""

    __pydantic_config__ = STRICT
    feed_entries: Annotated[int, Ge(1), Le(500)] = 50
    """Newest entries in a feed."""
    related: Annotated[int, Ge(0), Le(12)] = 4
    """Related case studies under a case study."""
    per_page: Annotated[int, Ge(1), Le(1000)] = 100
    """Case studies on one page of a list."""
    home: Annotated[int, Ge(1), Le(50)] = 6
    """Case studies on the front page."""
    stale_months: Annotated[int, Ge(1), Le(120)] = 12
    """Months after which an active case study, or a source of any page, should be checked again."""


#: The pairs that are made unless the settings say otherwise: every value of every facet but place, which few
#: share, can be narrowed by subject. docs/speed.md says what they take.
FACET_PAIRS = (
    "tag-tag",
    "tag-region",
    "tag-nation",
    "tag-status",
    "tag-governance",
    "tag-decade",
    "region-status",
)


@value
class SiteSettings:
    """The publication itself: content/site.yaml."""

    __pydantic_config__ = STRICT
    name: Short
    """Its name."""
    strapline: Line
    """What it is, in one line."""
    promise: Line
    """What a reader gets, in one sentence, under the strapline on the front page."""
    base_url: Annotated[str, Len(1, 2000), HomeAddress()]
    """Where it is published, such as https://newpower.example."""
    time_zone: Annotated[str, Len(1, 60)] = "Europe/London"
    """The time zone that decides what day it is, as the IANA data base names it."""
    publisher: Line
    """Who publishes it."""
    contact: EmailAddress
    """Where readers write to."""
    licence: Line = "CC BY 4.0"
    """The licence of the words."""
    licence_url: Url = "https://creativecommons.org/licenses/by/4.0/"
    """Where the licence stands."""
    source_url: Annotated[str, Len(1, 2000), WebAddress(is_prefix=True, is_folder=True)] | None = None
    """Where editors edit a file; its path is put at the end."""
    subscribe_url: Url | None = None
    """Where the subscribe form posts to; without it the page says how to follow by feed."""
    welcome_edition: Annotated[bool, Unshown("it is for the sender of letters")] = False
    """Whether whoever has just confirmed gets the newest edition, too."""
    privacy_page: Annotated[str, Len(1, 300)] = "content/pages/privacy.md"
    """The privacy notice, as a path from the project's root."""
    imprint: Line | None = None
    """Name and address of the promoter and of whoever it is published for, where election law asks for them."""
    sender: Sender
    """Who sends the letter."""
    relay: Relay | None = None
    """The server that takes letters for the post."""
    dkim: Dkim | None = None
    """By which name letters are signed here, for a relay that does not sign."""
    engines: Engines = Engines()
    """Others who can take an edition over."""
    limits: Limits = Limits()
    """How long lists are."""
    search: bool = True
    """Whether readers can search for words; without it they have the list from A to Z."""
    offline: bool = False
    """Whether readers are offered the library without a network: a zip, and to have it kept on their device."""
    cards: bool = True
    """Whether each page has a picture of its title, for other programs to show with a link to it."""
    facet_pairs: tuple[Short, ...] = FACET_PAIRS
    """Which two facets readers can choose a value of at once, such as `tag-status`."""


#: For settings that cannot be read, so that one mistake in them hides none elsewhere.
SETTINGS_STAND_INS = {
    **{name: to_come(name) for name in ("name", "strapline", "promise", "publisher")},
    "base_url": "https://to-come.example",
    "contact": "contact@to-come.example",
    "sender": {
        "name": to_come("name"),
        "email": "letter@to-come.example",
        "reply_to": "contact@to-come.example",
        "postal_address": to_come("postal_address"),
        "unsubscribe_url": "https://to-come.example/",
        "unsubscribe_email": "leave@to-come.example",
    },
}


@value
class Tag:
    """A tag: an entry of content/tags.yaml, under its key."""

    __pydantic_config__ = STRICT
    title: Short
    """How it is written."""
    definition: Line
    """What it means, for a newcomer."""
    also: tuple[Short, ...] = ()
    """Other words for it, by which readers find it and editors are told its name."""


@value
class Place:
    """A place: an entry of content/places.yaml, under its key."""

    __pydantic_config__ = STRICT
    name: Title
    """How it is written."""
    lat: Annotated[float, Ge(-90), Le(90)]
    """Degrees north, WGS 84."""
    lon: Annotated[float, Ge(-180), Le(180)]
    """Degrees east, WGS 84."""
    region: Region
    """The region its page stands under."""
    nation: Short
    """The nation or country."""
    near: bool = False
    """Whether a page says what is near, for readers who live there."""


@point
class Config:
    """All settings: the site, and its tags and places by key, in the order of their files.

    `unread` are the keys of tags and places whose entries have mistakes of their own: they
    are known, so that nobody who names them is told otherwise. `untold` are "tag" and "place"
    where their file cannot be read, so that none of them is known, and "settings" where something
    stands in for a setting that cannot. `locations` says where the settings stand that are written.
    """

    site: SiteSettings
    tags: Mapping[str, Tag]
    places: Mapping[str, Place]
    unread: frozenset[str] = frozenset()
    untold: frozenset[str] = frozenset()
    locations: Mapping[str, Location] = field(default_factory=dict)
