"""The database: a file or PostgreSQL that is gone, full, locked or of an older lab ends in a sentence or goes on."""

import contextlib
import os
import sqlite3
import sys

import pytest
import sqlalchemy as sa

from core.errors import Unavailable
from core.keeping import Kept, Store, database, open_store
from tests.core.keeping.tables import rows


def test_a_table_that_was_made_before_visitors_were_counted_goes_on(kept, url):
    one = kept.save(Kept("home"), "a")
    rows(url, "ALTER TABLE kept DROP COLUMN visitor")
    later = Store(url if "sqlite" in url else f"{url}?keepalives=0")  # PostgreSQL is asked once for each address
    later.save(Kept("home"), "a")
    assert later.load(one.id)[1].id == one.id and len(later.entries()) == 2
    later.close()


def test_a_column_of_another_type_is_refused_by_the_database(kept):
    kept.save(Kept("home"))
    for column in ("expires", "content"):
        with pytest.raises(sa.exc.DBAPIError):
            rows(kept.url, f"UPDATE kept SET {column} = 'soon'") if "sqlite" in kept.url else rows(
                kept.url, f"UPDATE kept SET {column} = 'soon'::text"
            )


def test_in_a_file_a_save_is_on_the_disk_before_it_is_confirmed_and_a_deletion_leaves_nothing_legible(tmp_path):
    kept = Store(f"sqlite:///{tmp_path / 'a ? b # c.sqlite'}")
    receipt = kept.save(Kept("home", note="a sentence that nobody else has"))
    assert {file.name for file in tmp_path.iterdir()} >= {"a ? b # c.sqlite"}
    kept.delete(receipt.id, receipt.secret)
    assert not any(b"nobody else" in file.read_bytes() for file in tmp_path.iterdir())


def test_a_database_that_goes_away_in_mid_visit_is_a_sentence_and_comes_back(tmp_path):
    kept = Store(f"sqlite:///{tmp_path / 'there' / 'kept.sqlite'}")
    for call in (lambda: kept.save(Kept("home")), lambda: kept.load("a" * 24), kept.entries, kept.expire):
        with pytest.raises(Unavailable, match="cannot be reached at the moment; everything else works"):
            call()
    (tmp_path / "there").mkdir()
    kept.load(kept.save(Kept("home")).id)
    (tmp_path / "there" / "kept.sqlite").unlink()
    assert kept.entries() == []  # a new file: nothing is confirmed into one that is no longer there
    (tmp_path / "there" / "kept.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(Unavailable):
        kept.save(Kept("home"))


@contextlib.contextmanager
def no_room():
    """A disk on which no file may grow."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def read_only(folder):
    """A folder that cannot be written any more; by root neither, who is nobody meanwhile."""
    root = os.geteuid() == 0
    for one in (folder, *folder.iterdir()):
        one.chmod(0o555 if one.is_dir() else 0o444)
    if root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
        for one in folder.iterdir():
            one.chmod(0o600)


@pytest.mark.skipif(sys.platform == "win32", reason="limits and rights of POSIX")
@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_disk_that_is_full_or_read_only_is_a_sentence_and_what_was_kept_is_there_when_it_is_not(tmp_path, fault):
    folder = tmp_path / "kept"
    folder.mkdir()
    kept = Store(f"sqlite:///{folder / 'kept.sqlite'}")
    receipt = kept.save(Kept("home", title="before"))
    with no_room() if fault == "full" else read_only(folder):
        for call in (lambda: kept.save(Kept("home")), lambda: kept.delete(receipt.id, receipt.secret)):
            with pytest.raises(Unavailable, match="cannot be reached at the moment; everything else works"):
                call()
    assert kept.load(receipt.id)[0].title == "before"
    kept.save(Kept("home"))
    assert len(kept.entries()) == 2


def test_an_address_that_cannot_be_read_is_a_sentence_and_its_password_is_not_in_the_log(caplog):
    for address in ("lab:hunter2/x@host/kept", "lab:hunter2@[::1/kept", "hunter2@host:hunter2/kept"):
        with pytest.raises(Unavailable, match="cannot be reached at the moment"):
            Store(f"postgresql+psycopg://{address}").entries()
    assert len(caplog.records) == 3 and "hunter2" not in caplog.text


def test_a_locked_file_is_waited_for_and_then_a_sentence(tmp_path, monkeypatch):
    assert (database.CONNECT, database.WAIT) == (2, 2.0)
    monkeypatch.setattr(database, "WAIT", 0.05)
    kept = Store(f"sqlite:///{tmp_path / 'kept.sqlite'}")
    kept.save(Kept("home"))
    other = sqlite3.connect(tmp_path / "kept.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        kept.save(Kept("home"))
    other.close()
    assert len(kept.entries()) == 1


@pytest.mark.slow
def test_a_server_that_does_not_answer_and_one_that_is_not_there(postgres, monkeypatch):
    monkeypatch.setattr(database, "WAIT", 0.05)
    with pytest.raises(Unavailable):
        Store("postgresql+psycopg://lab@127.0.0.1:1/postgres").save(Kept("home"))
    kept = Store(postgres + "?keepalives=1")  # another address: connections of its own
    kept.save(Kept("home"))
    with sa.create_engine(postgres, poolclass=sa.NullPool).begin() as other:
        other.execute(sa.text("LOCK TABLE kept IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(Unavailable):
            kept.entries()
    assert kept.entries()
    kept.close()


@pytest.mark.slow
def test_the_database_that_the_operator_names_is_used_and_a_lost_connection_is_made_anew(postgres, monkeypatch):
    monkeypatch.setenv("CONVOLUTION_LAB_DATABASE_URL", postgres.replace("+psycopg", ""))
    kept = open_store()
    assert kept.url == postgres
    receipt = kept.save(Kept("home"))
    rows(postgres, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert kept.load(receipt.id)[1].id == receipt.id
    kept.close()


def test_postgresql_is_asked_with_short_waits():
    made = database.engine("postgresql+psycopg://lab:secret@127.0.0.1:1/kept")
    _, asked = made.dialect.create_connect_args(made.url)
    assert asked["host"] == "127.0.0.1" and made.pool.size() == 2
    assert made.pool._max_overflow == 2  # as many connections in all as scripts run at once
    assert made.pool.timeout() == 2.0
    assert database.engine(made.url.render_as_string(hide_password=False)) is made
