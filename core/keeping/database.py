"""The database behind what is kept, by SQLAlchemy: one table, the same in SQLite and PostgreSQL, and short waits."""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.errors import Unavailable
from core.keeping.place import SQLITE

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Table

CONNECT = 2  # seconds for a connection: the least that PostgreSQL's library knows
WAIT = 2.0  # for another one's transaction
STATEMENT = 5.0  # of a statement
VISITOR = "visitor"  # the column by which a visitor's things of an hour are counted
_log = logging.getLogger(__name__)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A transaction with the table there; what the database says of itself becomes one sentence.

    Raises
    ------
    Unavailable
        The database does not answer, or there is no driver for it.
    """
    from sqlalchemy.exc import SQLAlchemyError

    try:
        here = _engine(url)
        if here.name != "sqlite":
            _create_once(url)
        with here.begin() as connection:
            if here.name == "sqlite":  # each time: the file may have been taken away
                _create(connection)
            yield connection
    except (SQLAlchemyError, OSError, ImportError, OverflowError) as error:
        # Where and why is for the operator's log: a visitor can change nothing there.
        _log.warning("what is kept cannot be reached: %s: %s", type(error).__name__, error)
        raise Unavailable(
            "kept links cannot be reached at the moment; everything else works; try again in a minute"
        ) from error


def _engine(url: str) -> Engine:
    try:
        return engine(url)
    except ValueError:  # no address: what it says may be a part of the password
        raise OSError("the address of the database cannot be read") from None


@functools.lru_cache(maxsize=4)
def engine(url: str) -> Engine:
    """The way to the database at `url`, with its short waits; made once."""
    import sqlalchemy as sa

    if url.startswith(SQLITE):
        # A connection for each use: one that stays open would write to a file that is no longer there.
        # Its name may hold anything: in an address a question mark would end it.
        file = sa.URL.create("sqlite", database=url.removeprefix(SQLITE))
        made = sa.create_engine(file, poolclass=sa.NullPool, hide_parameters=True, connect_args={"timeout": WAIT})
        sa.event.listen(made, "connect", _prepare)
        sa.event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        return made
    timeouts = {"statement_timeout": STATEMENT, "lock_timeout": WAIT, "idle_in_transaction_session_timeout": 30}
    options = " ".join(f"-c {name}={round(1_000 * seconds)}" for name, seconds in timeouts.items())
    return sa.create_engine(
        url,
        hide_parameters=True,
        pool_size=2,
        max_overflow=2,
        pool_timeout=WAIT,
        pool_pre_ping=True,
        pool_recycle=300,
        connect_args={"connect_timeout": CONNECT, "options": options, "tcp_user_timeout": 1_000 * CONNECT},
    )


@functools.lru_cache(maxsize=4)
def _create_once(url: str) -> None:
    from sqlalchemy.exc import IntegrityError, ProgrammingError

    try:
        with engine(url).begin() as connection:
            _create(connection)
    except (IntegrityError, ProgrammingError):
        # Two servers that begin at once stand in each other's way: now it is there.
        with engine(url).begin() as connection:
            _create(connection)


def _create(connection: Connection) -> None:
    """The table; one that was made before visitors were counted in it gets the column for that."""
    import sqlalchemy as sa

    connection.execute(sa.schema.CreateTable(table(), if_not_exists=True))
    if all(column["name"] != VISITOR for column in sa.inspect(connection).get_columns(table().name)):
        connection.execute(sa.text(f"ALTER TABLE {table().name} ADD COLUMN {VISITOR} TEXT NOT NULL DEFAULT ''"))


def _prepare(connection: Any, _record: object) -> None:
    """SQLite's own settings: readers beside a writer, on the disk before a save is confirmed, nothing legible after a deletion."""
    connection.isolation_level = None  # transactions begin where SQLAlchemy says
    for setting in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}").close()


@functools.cache
def table() -> Table:
    """What is kept, a row each."""
    import sqlalchemy as sa

    whole = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    columns = [sa.Column("id", sa.Text, primary_key=True), sa.Column("version", whole, nullable=False)]
    columns += [sa.Column(name, sa.Text, nullable=False) for name in ("page", "title", "digest", "secret")]
    columns.append(sa.Column(VISITOR, sa.Text, nullable=False, server_default=""))
    columns += [sa.Column(name, whole, nullable=False) for name in ("created", "expires", "size")]
    content = sa.Column("content", sa.LargeBinary, nullable=False)
    # Strict: a column of SQLite holds its type and no other, as one of PostgreSQL does.
    return sa.Table("kept", sa.MetaData(), *columns, content, sqlite_strict=True)
