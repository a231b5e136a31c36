"""What can be told of Dockerfile and compose.yaml without an engine that runs them."""

from __future__ import annotations

import importlib
import ipaddress
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from serving.replicas import ROOT
from tests.browser.driver import Lab

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_all_that_the_image_copies_is_there_and_let_through() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert ignored[0] == "*"
    copied = [
        name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]
    ]
    assert {"core", "pages", "serving", "streamlit_app.py", "requirements.lock"} <= set(copied)
    for name in copied:
        assert (ROOT / name).exists() and f"!{name}" in ignored


def test_every_setting_of_the_lab_in_them_is_one_that_it_reads() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for room in ("core", "serving") for path in (ROOT / room).rglob("*.py")
    )
    named = set(re.findall(r"CONVOLUTION_LAB_(\w+)", DOCKERFILE + (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert {"CLUSTER", "REPLICA", "DATA"} <= named
    for name in named:
        assert f'"{name}"' in code or f'"CONVOLUTION_LAB_{name}"' in code


def test_addresses_are_apart_and_inside_their_network() -> None:
    [pool] = COMPOSE["networks"]["inside"]["ipam"]["config"]
    network, others = ipaddress.ip_network(pool["subnet"]), ipaddress.ip_network(pool["ip_range"])
    given = [
        ipaddress.ip_address(one["networks"]["inside"]["ipv4_address"])
        for one in COMPOSE["services"].values()
        if isinstance(one["networks"], dict)
    ]
    assert len(set(given)) == len(given) == 5
    for address in given:
        assert address in network and address not in others  # `--scale worker=…` takes none of them


def test_whatever_is_ours_runs_without_rights_and_nothing_but_the_proxy_has_a_port() -> None:
    for name, service in COMPOSE["services"].items():
        assert ("ports" in service) == (name == "proxy")
        if name != "database":
            assert service["read_only"] and service["cap_drop"] == ["ALL"]
            assert service["tmpfs"][0].startswith("/tmp:")
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]
    assert re.search(r"^USER lab$", DOCKERFILE, re.MULTILINE)


def test_schedulers_and_workers_of_the_cluster_are_started_by_commands_that_dask_knows() -> None:
    for name, address in (("scheduler", "--host"), ("worker", "tcp://172.30.86.30:8786")):
        command = COMPOSE["services"][name]["command"]
        assert command[:4] == ["python", "-m", "dask", name] and address in command
        parameters = importlib.import_module(f"distributed.cli.dask_{name}").main.params
        known = {option for one in parameters for option in (*one.opts, *one.secondary_opts)}
        for option in command:
            assert not option.startswith("--") or option in known


@pytest.mark.slow
def test_the_health_check_of_the_image_passes_for_a_lab_that_is_ready_and_for_no_other(
    lab: Lab, tmp_path: Path
) -> None:
    [found] = re.findall(r"^HEALTHCHECK .*\n +CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)
    python, *rest = json.loads(found)
    assert python == "python"
    port = lab.url.rsplit(":", 1)[1]
    for there, expected in ((port, True), ("9", False)):
        command = [sys.executable, *(part.replace(":8501/", f":{there}/") for part in rest)]
        assert command[-1] != rest[-1]
        assert (subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0) == expected


def test_the_server_of_the_image_is_started_at_the_port_that_it_names() -> None:
    [command] = re.findall(r"^CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)
    assert json.loads(command)[:3] == ["streamlit", "run", "streamlit_app.py"]
    assert "--server.port 8501" in shlex.join(json.loads(command)) and "EXPOSE 8501" in DOCKERFILE
