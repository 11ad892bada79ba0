"""A PostgreSQL database as it is named to a person, and what its driver says, put into words: no password is in either."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from newsletter.post.contract import BUSY, ListError

_DRIVER = "postgresql+psycopg"
_HOW = f"write NEWPOWER_DATABASE as {_DRIVER}://user:password@host/name"
#: What is said while another holds what is asked for (https://www.postgresql.org/docs/current/errcodes-appendix.html).
BUSY_STATES = ("55P03", "40P01")
#: Two waited for each other, and the server ended one.
CLASH_STATES = ("40P01",)
_STATES = {
    "55P03": BUSY,
    "40P01": "another program wanted the same people at the same moment, and nothing was changed; try again",
    "25006": "it may not be written to",
    "42501": "its server gives {user} no right to do this: that is for who looks after the server to grant",
    "3D000": "there is no database {name} on its server: `createdb {name}` makes one",
    "3F000": "the schema of its search path is not there: `CREATE SCHEMA` makes it",
    "53100": "the disk of its server is full",
    "53300": "its server has no connection left",
    "57014": "its server ended it, since it took too long",
}
_AWAY = "its server went away, and what was begun is undone: try again"
#: The beginnings of classes of states: connection lost, the server ended, its pages damaged.
_CLASSES = {"08": _AWAY, "57P": _AWAY, "XX": "it is damaged; put back the newest of its backups"}
#: What a server says that lets nobody in, or the machine of one that is not there: no state comes with it.
_AT_THE_DOOR = (
    (("permission denied",), _STATES["42501"]),
    (
        ('role "', "authentication failed", "no password supplied", "no pg_hba.conf entry", "certificate"),
        "its server does not let {user} in: look at user and password in NEWPOWER_DATABASE, or at pg_hba.conf",
    ),
    (('" does not exist',), _STATES["3D000"]),
    (("starting up", "shutting down", "recovery"), "its server is not ready yet: try again in a moment"),
    (("too many", "connection slots"), _STATES["53300"]),
    (("server closed the connection", "terminating connection", "connection is lost", "is closed"), _AWAY),
    (("SSL", "TLS"), "it cannot be spoken to safely: look at sslmode in NEWPOWER_DATABASE"),
)


def url_of(address: str) -> URL:
    """The address of a database as SQLAlchemy reads it. Raises ListError, which does not repeat it."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise ListError(f"that is no address of a database: {_HOW}") from None
    if url.drivername not in (_DRIVER, "postgresql", "postgres"):
        raise ListError(f"a list lives in SQLite, or in PostgreSQL: {_HOW}")
    if "@" in (url.host or ""):
        raise ListError(
            "in NEWPOWER_DATABASE a password with a sign such as @ / : is written with %40 %2F %3A"
        )
    if not url.database:
        raise ListError(f"NEWPOWER_DATABASE names no database: {_HOW}")
    return url.set(drivername=_DRIVER)


def where(url: URL) -> str:
    """Who asks, which server, which database: `jo@db.example/newpower`."""
    host = url.query.get("host") or url.host or "this machine"
    host = host if isinstance(host, str) else host[0]
    port = f":{url.port}" if url.port else ""
    return f"{f'{url.username}@' if url.username else ''}{host}{port}/{url.database}"


def reason(error: BaseException | None, url: URL) -> str:
    """What the driver says, in words that hold no value."""
    state = getattr(error, "sqlstate", None)
    named = {"user": url.username or "this user", "name": url.database}
    if state is None:
        said = str(error)
        if "invalid connection option" in said:
            return "NEWPOWER_DATABASE holds a setting that PostgreSQL does not know"
        is_of_the_line = type(error).__name__ in ("OperationalError", "ConnectionTimeout", "InterfaceError")
        words = _at_the_door(said) if is_of_the_line else "its engine refused"
        return words.format(**named, where=where(url))
    of_class = next((words for begins, words in _CLASSES.items() if state.startswith(begins)), None)
    return _STATES.get(state, of_class or f"its engine refused ({state})").format(**named)


def _at_the_door(said: str) -> str:
    for marks, words in _AT_THE_DOOR:
        if any(one in said for one in marks):
            return words
    return "its server cannot be reached ({where}): is it running, and is that its name?"
