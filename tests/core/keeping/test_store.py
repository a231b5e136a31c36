"""What is kept comes back as it was, in a file and in PostgreSQL; all else ends in a sentence."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from core.errors import BadInput, Unavailable
from core.keeping import Kept, Store, clock, database, open_store, place
from core.keeping.command import main
from core.keeping.limits import tag
from tests.core.keeping import killed

ROOT = Path(__file__).parents[3]
DAY = 86_400.0
HOSTILE = "'; DROP TABLE kept; -- <script>alert(1)</script> \x00\x1b[31m\u202e\ud800 中文"


def rows(url, text, **values):
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        found = connection.execute(sa.text(text), values)
        return found.fetchall() if found.returns_rows else []


def test_it_comes_back_as_it_was(kept):
    one = Kept("home", {"side": "28"}, "My picture", "two\nlines", {"a": [1, "x"]}, {"K": np.eye(3)})
    receipt = kept.save(one, now=1000.0)
    found, entry = kept.load(receipt.id, now=1000.0 + 89 * DAY)
    assert (found.page, found.settings, found.title, found.note, found.data) == (
        "home",
        {"side": "28"},
        "My picture",
        "two\nlines",
        {"a": [1, "x"]},
    )
    assert np.array_equal(found.arrays["K"], np.eye(3))
    assert (entry.id, entry.title, entry.created, entry.expires) == (receipt.id, "My picture", 1000, 1000 + 90 * DAY)
    assert kept.entries() == [entry]


def test_what_is_sql_or_markup_in_a_title_is_only_a_title(kept):
    receipt = kept.save(Kept("home", title=HOSTILE, note=HOSTILE))
    found, entry = kept.load(receipt.id)
    assert found.title == entry.title == "'; DROP TABLE kept; -- <script>alert(1)</script>   [31m   中文"
    for id in ("' OR 1=1 --", HOSTILE, "", "a" * 10**7, receipt.id + "x", receipt.id[:-1] + "!"):
        with pytest.raises(BadInput, match="nothing is kept under this link"):
            kept.load(id)
        with pytest.raises(BadInput, match="nothing is kept under this link"):
            kept.delete(id, HOSTILE)
    assert len(kept.entries()) == 1


def test_identities_cannot_be_guessed_and_the_database_does_not_know_the_secret(kept):
    receipts = [kept.save(Kept("home")) for _ in range(5)]
    words = {word for one in receipts for word in (one.id, one.secret)}
    assert len(words) == 10
    assert {len(word) for word in words} == {24}  # of 64 letters: 144 bits
    held = str(rows(kept.url, "SELECT * FROM kept"))
    assert all(one.id in held and one.secret not in held for one in receipts)


def test_only_the_edit_link_deletes_and_then_nothing_is_there(kept):
    mine, other = kept.save(Kept("home")), kept.save(Kept("home"))
    for secret in ("", "x" * 24, other.secret, mine.id, "\ud800"):
        with pytest.raises(BadInput, match="not the edit link"):
            kept.delete(mine.id, secret)
    kept.delete(mine.id, mine.secret)
    with pytest.raises(BadInput, match="it was deleted"):
        kept.load(mine.id)
    with pytest.raises(BadInput, match="not the edit link"):
        kept.delete(mine.id, mine.secret)
    assert [one.id for one in kept.entries()] == [other.id]


def test_after_its_days_it_is_gone(kept):
    receipt = kept.save(Kept("home"), now=0.0)
    kept.load(receipt.id, now=90 * DAY - 1)
    with pytest.raises(BadInput, match="its 90 days are over"):
        kept.load(receipt.id, now=90 * DAY)
    assert kept.expire(now=90 * DAY - 1) == 0
    assert kept.expire(now=90 * DAY) == 1
    assert kept.entries() == []


def test_a_full_server_says_so_and_what_has_expired_makes_room(kept):
    size = 3_000_000
    small = Store(kept.url, total=2**20 * 6)
    heavy = Kept("home", arrays={"noise": np.zeros(size // 4, dtype=np.float32)})
    first, _ = small.save(heavy, now=0.0), small.save(heavy, now=1.0)
    with pytest.raises(BadInput, match="keeps 6 MB in all, and has no room"):
        small.save(heavy, now=2.0)
    assert len(small.entries()) == 2  # nothing of the third
    small.save(heavy, now=90 * DAY)
    with pytest.raises(BadInput):
        small.load(first.id, now=0.0)


def test_a_visitor_may_keep_so_many_in_an_hour_whichever_server_takes_it(kept):
    few, replica = Store(kept.url, hourly=2), Store(kept.url, hourly=2)
    few.save(Kept("home"), "203.0.113.7", now=0.0)
    replica.save(Kept("home"), "203.0.113.7", now=1800.0)
    with pytest.raises(
        BadInput, match="you have kept 2 links within an hour, the limit for one visitor; try again in 20 min"
    ):
        few.save(Kept("home"), "203.0.113.7", now=2400.0)
    few.save(Kept("home"), "203.0.113.8", now=2400.0)
    for _ in range(3):
        few.save(Kept("home"), now=2400.0)  # by nobody: a program
    few.save(Kept("home"), "203.0.113.7", now=3600.0)
    with pytest.raises(BadInput, match="try again in 15 min"):
        Store(kept.url, hourly=1).save(Kept("home"), "203.0.113.7", now=6300.0)  # as the last one was kept at 3600


def test_of_a_visitor_the_table_has_two_bytes_of_a_hash_for_an_hour(kept):
    kept.save(Kept("home"), "203.0.113.7", now=0.0)
    kept.save(Kept("home"), "203.0.113.8", now=1.0)
    found = rows(kept.url, "SELECT visitor FROM kept ORDER BY created")
    assert found == [(tag("203.0.113.7", kept.url),), (tag("203.0.113.8", kept.url),)]
    assert "203.0.113" not in str(rows(kept.url, "SELECT * FROM kept"))
    kept.save(Kept("home"), now=3600.0)
    assert rows(kept.url, "SELECT visitor FROM kept ORDER BY created")[0] == ("",)
    kept.expire(now=7200.0)
    assert {visitor for (visitor,) in rows(kept.url, "SELECT visitor FROM kept")} == {""}


def test_a_tag_is_shared_by_many_and_a_household_of_ipv6_has_one():
    tags = {tag(f"10.{i // 256}.{i % 256}.1", "sqlite:///a") for i in range(20_000)}
    assert len(tags) < 18_000 and {len(one) for one in tags} == {4}  # of 65,536: some already have two owners
    assert tag("2001:db8::1", "a") == tag("2001:db8::ffff:2", "a") != tag("2001:db8:0:1::1", "a")
    assert tag("10.0.0.1", "sqlite:///a") != tag("10.0.0.1", "sqlite:///b")
    assert tag("", "a") == "" and len(tag("\ud800", "a")) == 4


def test_a_table_that_was_made_before_visitors_were_counted_goes_on(kept, url):
    one = kept.save(Kept("home"), "a")
    rows(url, "ALTER TABLE kept DROP COLUMN visitor")
    later = Store(url if "sqlite" in url else f"{url}?keepalives=0")  # PostgreSQL is asked once for each address
    later.save(Kept("home"), "a")
    assert later.load(one.id)[1].id == one.id and len(later.entries()) == 2
    later.close()


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("content", b"", "damaged or changed"),
        ("content", b"CONVLAB\x01" + b"\xff" * 100, "damaged or changed"),
        ("content", b"x" * (8 * 2**20 + 1), "damaged or changed"),
        ("digest", "0" * 64, "damaged or changed"),
        ("version", 2, "newer version of the lab"),
    ],
)
def test_a_row_that_somebody_changed_is_not_opened(kept, column, value, words):
    receipt = kept.save(Kept("home"))
    rows(kept.url, f"UPDATE kept SET {column} = :value", value=value)
    with pytest.raises(BadInput, match=words):
        kept.load(receipt.id)


def test_a_column_of_another_type_is_refused_by_the_database(kept):
    kept.save(Kept("home"))
    for column in ("expires", "content"):
        with pytest.raises(sa.exc.DBAPIError):
            rows(kept.url, f"UPDATE kept SET {column} = 'soon'") if "sqlite" in kept.url else rows(
                kept.url, f"UPDATE kept SET {column} = 'soon'::text"
            )


@pytest.mark.parametrize("url", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
def test_killed_in_mid_save_nothing_confirmed_is_lost_and_nothing_is_half_there(kept, url):
    kills = 50
    program = [sys.executable, "-m", "tests.core.keeping.killed", url, str(kills), "17"]
    out = subprocess.run(program, capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert out.returncode == 0, out.stderr
    confirmed = json.loads(out.stdout)
    assert len(confirmed) > kills // 2
    there = {entry.id for entry in kept.entries()}
    assert set(confirmed) <= there
    assert len(there) <= len(confirmed) + kills  # at most one a kill that was on the disk and not yet confirmed
    for id in there:
        found, entry = kept.load(id)
        number = int(entry.title)
        assert confirmed.get(id, number) == number
        assert np.array_equal(found.arrays["values"], killed.what(number).arrays["values"])
    if "sqlite" in url:
        with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        file.close()


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


@pytest.mark.parametrize("jump", [-3_600.0, DAY, 100 * DAY, -20_000 * DAY])
def test_a_clock_that_is_set_while_the_server_runs_ends_nothing_earlier(tmp_path, monkeypatch, jump):
    kept = Store(f"sqlite:///{tmp_path / 'kept.sqlite'}")
    real = time.time
    before = kept.save(Kept("home"), "a")
    monkeypatch.setattr(clock.time, "time", lambda: real() + jump)
    during = kept.save(Kept("home"), "a")  # and deletes what has expired
    assert kept.load(before.id) and kept.load(during.id)
    assert kept.expire() == 0
    monkeypatch.setattr(clock.time, "time", real)
    assert kept.load(before.id) and kept.load(during.id)


def test_only_what_is_kept_for_days_goes_by_a_clock_that_can_be_set():
    walls = ("time.time(", "datetime.now(", "datetime.today(", "date.today(", "utcnow(")
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("core", "pages", "serving")
        for path in (ROOT / folder).rglob("*.py")
        if any(wall in path.read_text(encoding="utf-8") for wall in walls)
    ]
    assert found == ["core/keeping/clock.py"]


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


def test_where_things_are_kept(tmp_path):
    app, home = tmp_path / "app", tmp_path / "home"
    url = place.database_url({}, app)
    assert url == f"sqlite:///{app / 'data' / 'kept.sqlite'}"
    assert os.stat(app / "data").st_mode & 0o077 == 0  # nobody else on the machine reads it
    named = place.database_url({"CONVOLUTION_LAB_DATA": str(tmp_path / "mine")}, app)
    assert named == f"sqlite:///{tmp_path / 'mine' / 'kept.sqlite'}"
    (tmp_path / "flat").write_text("a file where a folder should be")
    assert str(home) in place.database_url({"HOME": str(home), "XDG_DATA_HOME": ""}, tmp_path / "flat")
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        found = place.database_url({"CONVOLUTION_LAB_DATABASE_URL": f"{scheme}://a:b@c/d"}, app)
        assert found == "postgresql+psycopg://a:b@c/d"


def test_without_a_place_it_is_said_why(tmp_path, monkeypatch):
    (tmp_path / "flat").write_text("a file where a folder should be")
    for environ in ({"HOME": str(tmp_path / "flat")}, {"CONVOLUTION_LAB_DATA": str(tmp_path / "flat" / "x")}):
        with pytest.raises(Unavailable, match="this server has no folder to write to, so nothing can be kept"):
            place.database_url(environ, tmp_path / "flat")
    monkeypatch.setenv("CONVOLUTION_LAB_DATABASE_URL", "mysql://root@localhost/x")
    with pytest.raises(Unavailable, match="CONVOLUTION_LAB_DATABASE_URL must begin with postgresql://"):
        open_store()
    assert main(["list"]) == 2


def test_the_operator_lists_deletes_and_expires(kept, capsys):
    old, new = kept.save(Kept("home", title="old \x1b[2J one"), now=0.0), kept.save(Kept("receptive_field"), now=DAY)
    assert main(["list"], kept) == 0
    shown = capsys.readouterr().out
    assert old.id in shown and new.id in shown and "1970-01-01" in shown and "2 kept" in shown and "\x1b" not in shown
    assert main(["delete", new.id], kept) == 0
    for gone in (new.id, "-h" + new.id[2:], "--" + new.id[2:]):
        assert main(["delete", gone], kept) == 2
        assert "nothing was deleted" in capsys.readouterr().err
    assert main(["expire"], kept) == 0
    assert "deleted 1" in capsys.readouterr().out
    assert kept.entries() == []


def test_the_operators_name_is_theirs_to_give():
    assert place.operator({}) == ""
    assert place.operator({"CONVOLUTION_LAB_OPERATOR": " School of Data "}) == "School of Data"
    assert len(place.operator({"CONVOLUTION_LAB_OPERATOR": "x" * 1000})) == 200
