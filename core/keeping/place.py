"""Where things are kept: an SQLite file that needs no setting up, or a PostgreSQL database that the operator names."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.errors import Unavailable

DATABASE, FOLDER, OPERATOR = "CONVOLUTION_LAB_DATABASE_URL", "CONVOLUTION_LAB_DATA", "CONVOLUTION_LAB_OPERATOR"
FILE = "kept.sqlite"
SQLITE = "sqlite:///"  # before the file's path
APP = Path(__file__).resolve().parents[2]
MAX_OPERATOR = 200
_DRIVER = "postgresql+psycopg"


def database_url(environ: Mapping[str, str] = os.environ, app: Path = APP) -> str:
    """The address of the database, as SQLAlchemy has it.

    The one that `CONVOLUTION_LAB_DATABASE_URL` names, else a file: in the folder of `CONVOLUTION_LAB_DATA`, else in the
    app's own folder `data`, else in the folder that the system has for a user's data; the first one that can be written.

    Raises
    ------
    Unavailable
        No folder can be written, or the database is not PostgreSQL.
    """
    named = environ.get(DATABASE, "").strip()
    if named:
        scheme, colon, rest = named.partition("://")
        if not colon or scheme not in ("postgres", "postgresql", _DRIVER):
            raise Unavailable(
                "{variable} must begin with postgresql://; correct it, or leave it out to keep things in a file",
                variable=DATABASE,
            )
        return f"{_DRIVER}://{rest}"
    for folder in _folders(environ, app):
        if _writable(folder):
            return f"{SQLITE}{(folder / FILE).absolute().as_posix()}"
    raise Unavailable(
        "this server has no folder to write to, so nothing can be kept; save files instead, or set {variable} to a folder",
        variable=FOLDER,
    )


def operator(environ: Mapping[str, str] = os.environ) -> str:
    """Who keeps things, as `CONVOLUTION_LAB_OPERATOR` says; empty where it says nothing."""
    return environ.get(OPERATOR, "").strip()[:MAX_OPERATOR]


def _folders(environ: Mapping[str, str], app: Path) -> Iterator[Path]:
    if environ.get(FOLDER):
        yield Path(environ[FOLDER])  # no other in its place: the operator would look for things here
        return
    yield app / "data"
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or "/nonexistent")
    if sys.platform == "win32":
        yield Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Convolution Lab"
    elif sys.platform == "darwin":
        yield home / "Library" / "Application Support" / "Convolution Lab"
    else:
        yield Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "convolution-lab"


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    file = folder / FILE
    return os.access(folder, os.W_OK | os.X_OK) and (not file.exists() or os.access(file, os.W_OK))
