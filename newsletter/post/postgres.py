"""A list in PostgreSQL: for several machines at once, or a list that has outgrown one.

Who changes somebody holds the list together with others and that address alone; who takes over
very many holds the list alone, for a moment at the end. So what two do at once comes out as if
they had done it one after the other, whether the address stood there before or not. The locks
are PostgreSQL's advisory ones, which go with their transaction.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    CheckConstraint,
    Column,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from newsletter.post.contract import PATIENCE, ListError
from newsletter.post.postgres_words import BUSY_STATES, CLASH_STATES, reason, url_of, where

#: What a list is locked by: these two numbers, the second made of the schema it stands in.
_LIST = "28272, hashtext(current_schema())"
_IMPORT = "28273, hashtext(current_schema())"
_ALONE = "hashtext(:what), hashtext(current_schema())"
#: How often who takes over many asks to have the list alone, half a second each: somebody may wait for them.
_TRIES = 40
#: What the server may take to sort and join very many, and to hold of temporary tables.
_MEMORY = "64MB"
#: The tables that rows of people go from.
_OF_PEOPLE = "people, consents, evidence, suppressions, returns, service_mails, owed"
#: What `pg_dump` is told the password by: neither its words nor a file that others could read.
_WITH_PASSWORD = 'IFS= read -r PGPASSWORD; export PGPASSWORD; exec "$@"'

_NO_SECRET = (
    "the list is copied by `pg_dump`, which can be told `sslpassword` in no way that others on this machine"
    " cannot see: keep that key without a password, in a file that its owner alone can read"
)


class PostgreSQL:
    """A database on a server, and an engine for it. Raises ListError where the address is none, or psycopg is missing."""

    reading: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ"}
    suffix = ".dump"

    def __init__(self, address: str) -> None:
        try:
            import psycopg
        except ImportError:
            raise ListError("PostgreSQL needs psycopg: pip install 'new-power[postgres]'") from None
        self.errors: tuple[type[Exception], ...] = (psycopg.Error,)
        self._url = url_of(address)
        self.engine = _engine(self._url)

    @property
    def name(self) -> str:
        """Its server and name, and who asks."""
        return f"PostgreSQL, {where(self._url)}"

    def reason(self, error: BaseException | None) -> str:
        """See `contract`."""
        return reason(error, self._url)

    def is_clash(self, error: BaseException | None) -> bool:
        """See `contract`."""
        return getattr(error, "sqlstate", None) in CLASH_STATES

    def make_ready(self) -> None:
        """See `contract`; who may read it is for whoever looks after the server. Raises ListError for one not in UTF-8."""
        with self.engine.connect() as connection:
            encoding = connection.scalar(text("SELECT current_setting('server_encoding')"))
        if encoding != "UTF8":
            raise ListError(
                f"the list: its database is in {encoding}: make one by `createdb --encoding=UTF8 --template=template0`"
            )

    def tables(self) -> set[str]:
        """See `contract`: those of the one schema that is used, the first of the search path."""
        with self.engine.connect() as connection:
            return {*_tables(connection)}

    def lock(self, connection: Connection, numbers: Iterable[int]) -> None:
        """See `contract`. In order, so that two who change several do not wait for each other."""
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({_LIST})")
        for number in sorted({*numbers}):
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})

    def lock_all(self, connection: Connection) -> bool:
        """See `contract`.

        Somebody who holds the list may wait for a row of ours (who adds an address that we do): they
        give up after ten seconds, we ask again and again, and what we have put in is not lost.
        """
        for turn in range(_TRIES):
            try:
                with connection.begin_nested():
                    connection.exec_driver_sql("SET LOCAL lock_timeout = '500ms'")
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LIST})")
                break
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in BUSY_STATES or turn == _TRIES - 1:
                    raise
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        return True

    @contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """See `contract`: by a lock of the server's, which ends with its connection."""
        asked = {"what": what}
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()  # no other work comes by it, and with it the lock goes
            yield bool(connection.scalar(text(f"SELECT pg_try_advisory_lock({_ALONE})"), asked))

    def insert(self, table: Table) -> postgresql.Insert:
        """See `contract`."""
        return postgresql.insert(table)

    def check_anew(self, connection: Connection, table: Table) -> None:
        """See `contract`."""
        for known in inspect(connection).get_check_constraints(table.name):
            connection.exec_driver_sql(f'ALTER TABLE {table.name} DROP CONSTRAINT "{known["name"]}"')
        for check in (*table.constraints, *(one for column in table.c for one in column.constraints)):
            if isinstance(check, CheckConstraint):
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD CHECK ({check.sqltext})")

    def prepare_for_many(self, connection: Connection) -> None:
        """See `contract`. One at a time takes over: two would wait for each other's rows."""
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({_IMPORT})")
        connection.exec_driver_sql(f"SET work_mem = '{_MEMORY}'")
        connection.exec_driver_sql(f"SET temp_buffers = '{_MEMORY}'")
        connection.commit()

    def stage(self, connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """See `contract`."""
        driver: Any = connection.connection.dbapi_connection
        with driver.cursor().copy(f"COPY {table.name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def staged(self, connection: Connection, table: Table, looked_up_by: Sequence[Column[Any]]) -> None:
        """See `contract`: without its statistics joins of it are planned as if it were small."""
        for column in looked_up_by:
            connection.exec_driver_sql(f"CREATE INDEX ON {table.name} ({column.name})")
        connection.exec_driver_sql(f"ANALYZE {table.name}")

    def back_up(self, connection: Connection, part: Path) -> None:
        """See `contract`: by `pg_dump`, whose version may not be older than the server's."""
        from psycopg.conninfo import make_conninfo

        needed = int(
            connection.scalar(text("SELECT current_setting('server_version_num')::int / 10000")) or 0
        )
        program = shutil.which("pg_dump")
        if program is None:
            raise ListError(_no_backup("`pg_dump` is missing", needed))
        schema_name = connection.scalar(text("SELECT quote_ident(current_schema())"))
        asked = {**self._url.translate_connect_args(username="user", database="dbname"), **self._url.query}
        password = asked.pop("password", None)
        if "sslpassword" in asked:
            raise ListError(_NO_SECRET)
        command = [program, "--format=custom", "--no-password", f"--lock-wait-timeout={PATIENCE}s"]
        command += [f"--table={schema_name}.{table}" for table in _tables(connection)]
        command += [f"--dbname={make_conninfo(**asked)}"]
        if password:
            command = ["sh", "-c", _WITH_PASSWORD, "sh", *command]
        with part.open("wb") as opened:
            done = subprocess.run(
                command, input=f"{password}\n".encode(), stdout=opened, stderr=subprocess.DEVNULL, check=False
            )
        if done.returncode != 0:
            raise ListError(_no_backup("`pg_dump` failed", needed))

    def forget_traces(self) -> None:
        """See `contract`: rows and index entries that nobody sees any more are taken out of their pages."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (INDEX_CLEANUP ON) {_OF_PEOPLE}")

    def damage(self, connection: Connection) -> str:
        """See `contract`: indexes, and what the server itself found wrong with its pages."""
        invalid = connection.scalar(
            text(
                "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                " WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid LIMIT 1"
            )
        )
        if invalid:
            return f"the index {invalid} is not valid; say `REINDEX INDEX {invalid}` to its server"
        faults = connection.scalar(
            text("SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()")
        )
        return "pages of it are damaged; put back the newest of its backups" if faults else ""

    def size(self, connection: Connection) -> int:
        """See `contract`: its tables with their indexes."""
        counted = "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
        ours = " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
        return int(connection.scalar(text(counted + ours)) or 0)


def _tables(connection: Connection) -> Sequence[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    return connection.scalars(text(query)).all()


def _no_backup(why: str, needed: int) -> str:
    return (
        "the list is copied before its shape changes, and "
        f"{why}: install PostgreSQL's client programs, version {needed} or later (Debian: postgresql-client)"
    )


def _engine(url: URL) -> Engine:
    asked = {"connect_timeout": str(PATIENCE), "application_name": "newpower"}
    engine = create_engine(
        url,
        connect_args={name: value for name, value in asked.items() if name not in url.query},
        isolation_level="READ COMMITTED",  # so that who waited for a lock sees what was done meanwhile
        pool_pre_ping=True,  # a server that was started anew is no mistake
        hide_parameters=True,  # addresses are among them
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # one schema: a table of another one that happens to be called alike is nobody's business
        connection.execute(
            "SELECT set_config('lock_timeout', %s, false),"
            " set_config('search_path', coalesce(quote_ident(current_schema()), ''), false)",
            (f"{PATIENCE}s",),
        )
        connection.commit()

    return engine
