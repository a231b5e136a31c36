"""`make run` as a newcomer meets it: an unsuitable Python, a taken port, Streamlit's question about an e-mail address."""

import os
import re
import runpy
import shutil
import socket
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
launch = runpy.run_path(str(ROOT / ".ci" / "launch.py"))
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
AS_VERSION = """#!/bin/sh
exec {python} -c '
import runpy, sys
sys.version_info = {version}
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
' "$@"
"""


def program(path, text):
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@needs_make
@pytest.mark.skipif(os.name != "posix", reason="the Python of another version is a shell script")
@pytest.mark.parametrize("version", [(3, 8, 20), (3, 10, 12), (3, 14, 1)])
def test_make_run_with_a_python_that_tensorflow_has_no_wheel_for_is_one_sentence(tmp_path, version):
    house, path = tmp_path / "house", tmp_path / "bin"
    path.mkdir()
    shutil.copytree(ROOT / ".ci", house / ".ci")
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, house)
    program(path / "python3", AS_VERSION.format(python=sys.executable, version=version))
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    for name in ("PYTHON", "MAKEFLAGS", "MAKEOVERRIDES"):  # of the make that runs the tests
        environment.pop(name, None)
    done = subprocess.run(["make", "run"], cwd=house, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0
    sentence, *rest = done.stderr.splitlines()
    assert sentence == (
        "Convolution Lab needs Python 3.11, 3.12 or 3.13, the versions that TensorFlow is made for, and this is "
        f"Python {version[0]}.{version[1]}: name one of them, for example `make run PYTHON=python3.12`."
    )
    assert all(line.startswith("make") for line in rest)
    assert not (house / ".venv").exists()


def test_the_versions_are_those_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    low, high = map(int, re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project["requires-python"]).groups())
    suitable = [minor for minor in range(30) if not launch["complaint"]((3, minor, 0))]
    assert suitable == list(range(low, high))


def test_a_taken_port_is_passed_over_and_the_one_taken_is_said(capsys):
    with socket.create_server(("", 0)) as taken:
        port = taken.getsockname()[1]
        chosen = launch["choose"](str(port))
    assert port < chosen < port + launch["PORTS"]
    assert capsys.readouterr().out == (
        f"Port {port} is taken: the lab is at port {chosen}, http://localhost:{chosen}\n"
    )


def test_a_free_port_is_taken_without_a_word(capsys):
    with socket.create_server(("", 0)) as probe:
        port = probe.getsockname()[1]
    assert launch["choose"](str(port)) == port
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "8501.0", "９０００", "http", "1" * 5000])
def test_what_is_no_port_is_a_sentence(text):
    with pytest.raises(SystemExit, match="is no port: name a whole number from 1 to 65535"):
        launch["choose"](text)


def test_no_free_port_is_a_sentence(monkeypatch):
    monkeypatch.setitem(launch["choose"].__globals__, "is_free", lambda port: False)
    with pytest.raises(SystemExit, match="No port from 65500 to 65535 is free"):
        launch["choose"]("65500")


class Terminal:
    """A process in a terminal of its own, as on a laptop: a display, and a home folder that has never seen Streamlit."""

    def __init__(self, folder, *command):
        import pty

        home, path = folder / "home", folder / "bin"
        home.mkdir()
        path.mkdir()
        for name in ("xdg-open", "open"):  # no window opens on the tester's own desktop
            program(path / name, "#!/bin/sh\n")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
        environment |= {"HOME": str(home), "DISPLAY": ":99", "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
        self.text = ""
        self._mine, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait()
        os.close(self._mine)

    def until(self, *phrases):
        """Read on until one of the phrases stands there, or the process has ended; which one it was."""
        while True:
            for phrase in phrases:
                if phrase in self.text:
                    return phrase
            try:
                more = os.read(self._mine, 4096)
            except OSError:  # Linux says so where others read nothing
                more = b""
            if not more:
                return None
            self.text += more.decode(errors="replace")


ASKS, ANSWERS = "Email:", "Local URL:"
in_a_terminal = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")


@in_a_terminal
def test_the_very_first_start_asks_nothing_and_says_which_port_it_took(tmp_path):
    with socket.create_server(("", 0)) as taken:
        port = taken.getsockname()[1]
        with Terminal(tmp_path, "env", f"PORT={port}", sys.executable, ".ci/launch.py") as terminal:
            assert terminal.until(ASKS, ANSWERS) == ANSWERS, terminal.text
            said = re.search(rf"Port {port} is taken: the lab is at port (\d+)", terminal.text)
            with urllib.request.urlopen(f"http://127.0.0.1:{said[1]}/_stcore/health", timeout=300) as answer:
                assert answer.read() == b"ok"


@in_a_terminal
def test_streamlits_own_command_asks_nothing_either_and_would_without_the_labs_setting(tmp_path):
    command = (sys.executable, "-m", "streamlit", "run", "streamlit_app.py")
    with socket.create_server(("", 0)) as probe:
        port = probe.getsockname()[1]
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with Terminal(first, *command, "--server.port", str(port)) as terminal:
        assert terminal.until(ASKS, ANSWERS) == ANSWERS, terminal.text
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=300) as answer:
            assert answer.read() == b"ok"
    with Terminal(second, *command, "--server.showEmailPrompt", "true") as terminal:
        assert terminal.until(ASKS, ANSWERS) == ASKS, terminal.text
