"""The two databases that things are kept in: a file, and a PostgreSQL of our own on loopback."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from core.keeping import Store

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
NAME = "initdb"


def _bin():
    """The folder of PostgreSQL's programs, Debian's or the one on the path."""
    found = shutil.which(NAME)
    return Path(found).parent if found else (PROGRAMS[-1] if PROGRAMS else None)


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="session")
def postgres():
    """The address of a PostgreSQL that was made for these tests; they are skipped where there are no programs for it."""
    programs = _bin()
    if programs is None:
        if os.environ.get("CONVLAB_REQUIRE_POSTGRES") == "1":
            pytest.fail("no PostgreSQL here: install Debian's package postgresql")
        pytest.skip("no PostgreSQL here")
    root = os.name == "posix" and os.geteuid() == 0  # PostgreSQL refuses to run as root
    user = {"user": "postgres", "group": "postgres"} if root else {}
    folder = Path(tempfile.mkdtemp(prefix="keeping-"))
    if root:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    data, port = folder / "data", _free_port()

    def run(*command):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=folder, **user)
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        run(programs / NAME, "-D", data, "-U", "lab", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        # Its log into a file, or it would hold our pipes open.
        run(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        yield f"postgresql+psycopg://lab@127.0.0.1:{port}/postgres"
    finally:
        stop = [str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
        subprocess.run(stop, capture_output=True, cwd=folder, **user)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def url(request, tmp_path):
    """The address of an empty place to keep things, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kept.sqlite'}"
    return request.getfixturevalue("postgres")


@pytest.fixture
def kept(url):
    """An empty store of each kind."""
    store = Store(url)
    store.expire(now=1e12)
    yield store
    store.close()
