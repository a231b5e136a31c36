"""Several replicas of the lab on one machine, behind nginx: `python -m serving.replicas --port 8501 --replicas 2`.

One process answers about ten changes a second; each replica is one more. A visitor stays with the replica that has their
session, known by a cookie (a classroom shares one address). SIGHUP restarts the replicas one after the other: visitors of
the one that ends go on at another one, from the address. SIGTERM ends all.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120.0
END_SECONDS = 20.0
MAX_UPLOAD = "66m"  # a little more than .streamlit/config.toml lets in


def configuration(listen: str, replicas: Sequence[str], folder: str = "/tmp") -> str:
    """The configuration of nginx for replicas at these addresses, named 1, 2, …; `folder` takes what it writes."""
    pools = [("anyone", "", range(len(replicas)))] + [
        (f"replica_{first + 1}", " backup", (first, *(place for place in range(len(replicas)) if place != first)))
        for first in range(len(replicas))
    ]
    upstreams = "\n".join(
        f"  upstream {name} {{\n"
        + ("" if other else "    least_conn;\n")
        + "".join(
            f"    server {replicas[place]} max_fails=1 fail_timeout=2s{other if at else ''};\n"
            for at, place in enumerate(places)
        )
        + "  }"
        for name, other, places in pools
    )
    chosen = "\n".join(f"    {number} replica_{number};" for number in range(1, len(replicas) + 1))
    temporary = "\n".join(
        f"  {kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""# Written by serving/replicas.py.
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  server_tokens off;
{temporary}
  client_max_body_size {MAX_UPLOAD};
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  map $http_x_forwarded_proto $proto {{ default $http_x_forwarded_proto; '' $scheme; }}
  # The replica that holds a visitor's session has named itself in a cookie. Where it is gone another one takes its place,
  # and says so in the cookie.
  map $cookie_convolution_lab_replica $pool {{
    default anyone;
{chosen}
  }}
{upstreams}
  server {{
    listen {listen};
    location / {{
      proxy_pass http://$pool;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Proto $proto;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_connect_timeout 2s;
      proxy_read_timeout 1h;
      proxy_next_upstream error timeout http_503;
      # Files come and go as they are read: a handful of large ones would fill the disk, and who sends them would be told by nobody.
      proxy_request_buffering off;
      proxy_max_temp_file_size 0;
    }}
  }}
}}
"""


class Replicas:
    """The processes: replicas and their proxy, at the loopback interface unless `host` says otherwise."""

    def __init__(self, count: int, port: int, folder: Path, host: str = "127.0.0.1") -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._folder, self._listen = folder, f"{host}:{port}"
        self._ports = [free_port() for _ in range(count)]
        self._secret = secrets.token_hex(32)
        self._running: list[subprocess.Popen[bytes] | None] = [None] * count
        self._proxy: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start all; returns when every replica is ready."""
        for place in range(len(self._ports)):
            self._launch(place)
        for place in range(len(self._ports)):
            self._await(place)
        addresses = [f"127.0.0.1:{port}" for port in self._ports]
        settings = self._folder / "nginx.conf"
        settings.write_text(configuration(self._listen, addresses, str(self._folder)), encoding="utf-8")
        # nginx opens a log of its own making before it has read where to write
        command = [found_nginx(), "-p", str(self._folder), "-e", "stderr", "-c", str(settings), "-g", "daemon off;"]
        self._proxy = subprocess.Popen(command)
        _until(lambda: _connects(int(self._listen.rsplit(":", 1)[1])), self._proxy, "nginx")

    def restart(self, place: int) -> None:
        """End one replica in order, and start it again; the others take its visitors meanwhile."""
        self._finish(self._running[place])
        self._launch(place)
        self._await(place)

    def stop(self) -> None:
        """End all."""
        for process in (self._proxy, *self._running):
            if process is not None:
                process.terminate()
        for process in (self._proxy, *self._running):
            self._finish(process)

    def check(self) -> None:
        """Start again what has ended by itself."""
        for place, process in enumerate(self._running):
            if process is not None and process.poll() is not None:
                self._launch(place)

    def __len__(self) -> int:
        return len(self._ports)

    def _launch(self, place: int) -> None:
        metrics = int(os.environ.get("CONVOLUTION_LAB_METRICS_PORT") or 0)
        environment = {
            **os.environ,
            "CONVOLUTION_LAB_METRICS_PORT": str(metrics + place if metrics else 0),
            "CONVOLUTION_LAB_REPLICA": str(place + 1),
            "CONVOLUTION_LAB_WORKERS": os.environ.get("CONVOLUTION_LAB_WORKERS", "1"),
            "STREAMLIT_SERVER_COOKIE_SECRET": self._secret,
        }
        options = (
            "--server.address",
            "127.0.0.1",
            "--server.port",
            str(self._ports[place]),
            "--server.headless",
            "true",
        )
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options]
        with (self._folder / f"replica{place + 1}.log").open("ab") as log:
            self._running[place] = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def _await(self, place: int) -> None:
        process = self._running[place]
        assert process is not None
        _until(lambda: _ready(self._ports[place]), process, f"replica {place + 1}")

    @staticmethod
    def _finish(process: subprocess.Popen[bytes] | None) -> None:
        if process is None:
            return
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def found_nginx() -> str:
    """The program.

    Raises
    ------
    FileNotFoundError
        It is not installed.
    """
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise FileNotFoundError("nginx is not installed: Debian has it as `apt-get install nginx`")
    return found


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until(true: object, process: subprocess.Popen[bytes], name: str) -> None:
    assert callable(true)
    begun = time.monotonic()
    while not true():
        if process.poll() is not None or time.monotonic() - begun > START_SECONDS:
            raise RuntimeError(f"{name} did not start")
        time.sleep(0.1)


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _connects(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or Ctrl+C."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--replicas", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0: to be reached from elsewhere")
    chosen = parser.parse_args(arguments)
    told: list[int] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGTERM, signal.SIGINT, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        signal.signal(number, hear)
    with tempfile.TemporaryDirectory(prefix="convolution-lab-") as folder:
        replicas = Replicas(chosen.replicas, chosen.port, Path(folder), chosen.host)
        try:
            replicas.start()
            print(f"{len(replicas)} replicas at {replicas.url}; their logs are in {folder}", flush=True)
            while not {signal.SIGTERM, signal.SIGINT} & set(told):
                if told:
                    told.clear()
                    for place in range(len(replicas)):
                        replicas.restart(place)
                replicas.check()
                time.sleep(0.5)
        finally:
            replicas.stop()


if __name__ == "__main__":
    main()
