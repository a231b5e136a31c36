"""Where things are kept: the operator's word first, then the first folder that can be written."""

import os

import pytest

from core.errors import Unavailable
from core.keeping import open_store, place
from core.keeping.command import main


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


def test_the_operators_name_is_theirs_to_give():
    assert place.operator({}) == ""
    assert place.operator({"CONVOLUTION_LAB_OPERATOR": " School of Data "}) == "School of Data"
    assert len(place.operator({"CONVOLUTION_LAB_OPERATOR": "x" * 1000})) == 200


@pytest.mark.parametrize(
    "named", ["mysql://a@b/c", "postgresql:a@b/c", "sqlite:///x", "postgresqls://a@b/c", "://", "x"]
)
def test_another_kind_of_database_is_refused(named):
    with pytest.raises(Unavailable, match="must begin with postgresql://"):
        place.database_url({"CONVOLUTION_LAB_DATABASE_URL": f" {named} "})


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {"HOME": "home"}, "home/.local/share/convolution-lab"),
        ("linux", {"HOME": "home", "XDG_DATA_HOME": "xdg"}, "xdg/convolution-lab"),
        ("darwin", {"HOME": "home"}, "home/Library/Application Support/Convolution Lab"),
        ("win32", {"USERPROFILE": "me", "LOCALAPPDATA": "local"}, "local/Convolution Lab"),
        ("win32", {"USERPROFILE": "me"}, "me/AppData/Local/Convolution Lab"),
    ],
)
def test_each_system_has_its_folder_for_a_users_data(platform, environ, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(place.sys, "platform", platform)
    (tmp_path / "flat").write_text("a file where the app's folder should be")
    url = place.database_url({name: str(tmp_path / part) for name, part in environ.items()}, tmp_path / "flat")
    assert url == f"sqlite:///{tmp_path / folder}/kept.sqlite"


def test_a_file_that_cannot_be_written_is_passed_over(tmp_path, monkeypatch):
    app = tmp_path / "app"
    (app / "data").mkdir(parents=True)
    (app / "data" / "kept.sqlite").write_bytes(b"")
    access, home = os.access, {"HOME": str(tmp_path / "home")}
    for refused in ("kept.sqlite", "data"):
        monkeypatch.setattr(
            os, "access", lambda path, mode, refused=refused: path.name != refused and access(path, mode)
        )
        assert str(tmp_path / "home") in place.database_url(home, app)
    monkeypatch.setattr(os, "access", access)
    assert str(app) in place.database_url(home, app)
