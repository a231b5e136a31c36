"""The one table in which things are kept, in SQLite or PostgreSQL, by SQLAlchemy.

A row is written in one transaction and never changed: it is there whole, or it is not. Its identity cannot be guessed, and of the
secret that deletes it only the hash is stored. Every wait is short, so that a page never hangs on a database that is gone.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import BadInput
from core.keeping import clock, database, limits
from core.keeping.package import MAX_BYTES, VERSION, Kept, one_line, pack, unpack
from core.keeping.place import database_url

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

DAYS = 90
DAY = 86_400.0
MAX_TOTAL = 2**30  # bytes of all that is kept
SECRET_BYTES = 18  # 144 bits, 24 characters
TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")


@dataclass(frozen=True)
class Receipt:
    """What whoever keeps something is given: its identity, the secret that deletes it, and when it goes (seconds since 1970)."""

    id: str
    secret: str
    expires: float


@dataclass(frozen=True)
class Entry:
    """A row without its content: what an operator sees of it. Times in seconds since 1970, size in bytes."""

    id: str
    page: str
    title: str
    size: int
    created: float
    expires: float


class Store:
    """What is kept at one database; `url` as SQLAlchemy has it."""

    def __init__(self, url: str, *, total: int = MAX_TOTAL, hourly: int = limits.MAX_AN_HOUR) -> None:
        self.url, self.total, self.hourly = url, total, hourly

    def save(self, kept: Kept, visitor: str = "", now: float | None = None) -> Receipt:
        """Keep it; when this returns, it is on the disk.

        Parameters
        ----------
        visitor : str
            Who keeps it, for the number that is allowed in an hour; see `core.keeping.limits.tag` for what is stored of it.

        Raises
        ------
        BadInput
            It is too large, the visitor has kept too many, or the server is full.
        Unavailable
            The database cannot be reached, or is too slow.
        """
        import sqlalchemy as sa

        now, over = (clock.latest(), clock.earliest()) if now is None else (now, now)
        block, table, tag = pack(kept), database.table(), limits.tag(visitor, self.url)
        receipt = Receipt(_token(), _token(), now + DAYS * DAY)
        with database.connected(self.url) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(
                    sa.text("LOCK TABLE kept IN SHARE ROW EXCLUSIVE MODE")
                )  # two could fill the last place
            _forget(connection, over)
            if tag:
                limits.check(_times(connection, tag, now), now, self.hourly)
            used = connection.execute(sa.select(sa.func.coalesce(sa.func.sum(table.c.size), 0))).scalar_one()
            if used + len(block) > self.total:
                raise BadInput(
                    "this server keeps {most:,} MB in all, and has no room for more; save files instead, or try again in some days",
                    most=self.total // 2**20,
                )
            connection.execute(
                table.insert().values(
                    id=receipt.id,
                    version=VERSION,
                    page=kept.page,
                    title=one_line(kept.title),
                    created=int(now),
                    expires=int(receipt.expires),
                    size=len(block),
                    digest=_hash(block),
                    secret=_hash(receipt.secret.encode()),
                    visitor=tag,
                    content=block,
                )
            )
        return receipt

    def load(self, id: str, now: float | None = None) -> tuple[Kept, Entry]:
        """What is kept under this identity.

        Raises
        ------
        BadInput
            Nothing is kept there, not any more, or it is not as it was saved.
        Unavailable
            The database cannot be reached, or is too slow.
        """
        import sqlalchemy as sa

        now, table = clock.earliest() if now is None else now, database.table()
        with database.connected(self.url) as connection:
            found = connection.execute(
                # Asked for its length first: what somebody has put there may be of any size.
                sa.select(
                    *_shown(table), table.c.version, table.c.digest, sa.func.length(table.c.content).label("length")
                ).where(table.c.id == _checked(id))
            ).one_or_none()
            if found is None or found.expires <= now:
                raise _gone()
            if found.version > VERSION:
                raise BadInput(
                    "this was kept by a newer version of the lab; open the link on the server that it comes from"
                )
            block = b""
            if found.length <= MAX_BYTES:
                block = connection.execute(sa.select(table.c.content).where(table.c.id == id)).scalar_one()
        if not hmac.compare_digest(_hash(block), str(found.digest)):
            block = b""  # not what was saved: `unpack` says so
        return unpack(block), _entry(found)

    def delete(self, id: str, secret: str | None) -> None:
        """Delete a row for whoever has its secret; None: for the operator, who has the database.

        Raises
        ------
        BadInput
            Nothing is kept there, or it has another secret.
        Unavailable
            The database cannot be reached, or is too slow.
        """
        table = database.table()
        here = table.c.id == _checked(id)
        if secret is not None:
            here &= table.c.secret == _hash(secret.encode(errors="replace"))
        with database.connected(self.url) as connection:
            if connection.execute(table.delete().where(here)).rowcount != 1:
                raise _not_editable()

    def check_secret(self, id: str, secret: str) -> None:
        """Whether this secret would delete that row.

        Raises
        ------
        BadInput
            It would not: nothing is kept there, or it has another secret.
        Unavailable
            The database cannot be reached, or is too slow.
        """
        import sqlalchemy as sa

        table = database.table()
        here = (table.c.id == _checked(id)) & (table.c.secret == _hash(secret.encode(errors="replace")))
        with database.connected(self.url) as connection:
            if connection.execute(sa.select(table.c.id).where(here)).first() is None:
                raise _not_editable()

    def entries(self) -> list[Entry]:
        """All that is kept, the oldest first.

        Raises
        ------
        Unavailable
            The database cannot be reached, or is too slow.
        """
        import sqlalchemy as sa

        table = database.table()
        with database.connected(self.url) as connection:
            rows = connection.execute(sa.select(*_shown(table)).order_by(table.c.created, table.c.id))
            return [_entry(row) for row in rows]

    def expire(self, now: float | None = None) -> int:
        """Delete what has had its days; how many rows those were.

        Raises
        ------
        Unavailable
            The database cannot be reached, or is too slow.
        """
        with database.connected(self.url) as connection:
            return _forget(connection, clock.earliest() if now is None else now)

    def close(self) -> None:
        """Let the connections go that are kept open for the next use."""
        database.engine(self.url).dispose()


def until() -> float:
    """When what is kept now goes, in seconds since 1970."""
    return clock.latest() + DAYS * DAY


def open_store() -> Store:
    """The server's own.

    Raises
    ------
    Unavailable
        There is no place to keep things; see `core.keeping.place.database_url`.
    """
    return _store(database_url())


@functools.lru_cache(maxsize=4)
def _store(url: str) -> Store:
    return Store(url)


def _forget(connection: Connection, now: float) -> int:
    """Delete what has had its days, and what stands for visitors who kept something more than an hour ago; how many rows went."""
    table = database.table()
    gone = connection.execute(table.delete().where(table.c.expires <= int(now))).rowcount
    hour = table.c.created <= int(now) - limits.HOUR
    connection.execute(table.update().where(hour, table.c.visitor != "").values(visitor=""))
    return int(gone)


def _times(connection: Connection, tag: str, now: float) -> list[int]:
    """When that visitor kept what is here of the last hour."""
    import sqlalchemy as sa

    table = database.table()
    theirs = (table.c.visitor == tag) & (table.c.created > int(now) - limits.HOUR)
    return list(connection.execute(sa.select(table.c.created).where(theirs).order_by(table.c.created)).scalars())


def _shown(table: Table) -> list[Any]:
    return [table.c[name] for name in Entry.__dataclass_fields__]


def _entry(row: Any) -> Entry:
    return Entry(*(getattr(row, name) for name in Entry.__dataclass_fields__))


def _checked(id: str) -> str:
    if not TOKEN.fullmatch(id):
        raise _gone()
    return id


def _gone() -> BadInput:
    return BadInput(
        "nothing is kept under this link: it is incomplete, its {days} days are over, or it was deleted; ask for a new link",
        days=DAYS,
    )


def _not_editable() -> BadInput:
    return BadInput("nothing was deleted: this is not the edit link of something that is kept here")


def _token() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
