"""What the lab is installed with: the lock with hashes, the licences of all of it, and known holes in it.

python .ci/packages.py lock      resolve requirements.txt, with the driver for PostgreSQL and Dask, into requirements.lock (needs the package index), and list the licences
python .ci/packages.py --check   change nothing; fail where lock or list are behind requirements.txt
python .ci/packages.py audit     ask for known vulnerabilities (pip-audit); one line where nobody can be asked
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("requirements.txt", "requirements-postgres.txt", "requirements-cluster.txt")
PIP_AUDIT = "pip-audit==2.10.1"
HEAD = """# Licences

The lab itself is under the MIT licence. These are the packages that it runs on, as `requirements.lock` has them, with the licence that each names in
its own metadata. Written by `.ci/packages.py`; `make check` fails where one is missing.

| package | licence |
|---|---|
"""
# Of packages that other systems need and this one need not have, and of one whose metadata says nothing.
ELSEWHERE = {
    "colorama": "BSD-3-Clause",
    "namex": "Apache-2.0",
    "tensorflow": "Apache-2.0",
    "tzdata": "Apache-2.0",
    "tensorflow-cpu": "Apache-2.0",
}
SHORT = {
    "Apache License": "Apache-2.0", "Apache Software License": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0", "Apache License, Version 2.0": "Apache-2.0", "Apache License Version 2.0": "Apache-2.0",
    "MIT License": "MIT", "BSD License": "BSD", "BSD 3-Clause": "BSD-3-Clause", "BSD 2-Clause": "BSD-2-Clause",
    "BSD 3-Clause License": "BSD-3-Clause", "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "ISC License (ISCL)": "ISC",
}  # fmt: skip


class Locked(NamedTuple):
    """A package of the lock."""

    name: str
    version: str
    hashes: int


def locked(text: str) -> dict[str, Locked]:
    """The packages of a lock by name."""
    found = {}
    for entry in re.split(r"\n(?=\S)", text):
        begins = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", entry)
        if begins:
            found[begins[1].lower()] = Locked(begins[1].lower(), begins[2], entry.count("--hash=sha256:"))
    return found


def licence(name: str) -> str:
    """The licence that a package names, in SPDX's way where it is known; "" where it is not installed."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ELSEWHERE.get(name, "")
    classified = [one.rsplit(" :: ", 1)[1] for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    named = (about.get("License-Expression") or "").strip()
    own = (about.get("License") or "").strip().splitlines()[:1]
    if not named:
        named = ", ".join(SHORT.get(one, one) for one in classified if one != "OSI Approved") or "".join(own)
    return SHORT.get(named, named)[:80] or ELSEWHERE.get(name, "")


def listed(names: list[str], before: str) -> str:
    """The list of licences; what cannot be told here stays as it was before."""
    known = dict(re.findall(r"^\| ([^ |]+) \| ([^|]+) \|$", before, re.MULTILINE))
    return HEAD + "".join(f"| {name} | {licence(name) or known.get(name, 'not known')} |\n" for name in names)


def troubles(root: Path = ROOT) -> list[str]:
    """What lock and list lack."""
    packages = locked((root / "requirements.lock").read_text(encoding="utf-8"))
    out = [f"requirements.lock: {one.name} has no hash" for one in packages.values() if not one.hashes]
    for source in SOURCES:
        text = (root / source).read_text(encoding="utf-8")
        for name, version in re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", text, re.MULTILINE):
            if packages.get(name.lower(), Locked("", "", 0)).version != version:
                out.append(f"requirements.lock is behind {source}: {name}=={version}; run `make lock`")
    list_of = (root / "docs" / "licences.md").read_text(encoding="utf-8")
    for name in packages:
        if not re.search(rf"^\| {re.escape(name)} \| (?!not known)[^|]+ \|$", list_of, re.MULTILINE):
            out.append(f"docs/licences.md: the licence of {name} is missing; run `make lock`")
    return out


def lock() -> None:
    """Resolve, and list."""
    uv = Path(sys.executable).with_name("uv")
    command = [
        str(uv),
        "pip",
        "compile",
        "--universal",
        "--generate-hashes",
        "--python-version",
        "3.11",
        "--no-header",
        "--quiet",
    ]
    subprocess.run([*command, *SOURCES, "-o", "requirements.lock"], cwd=ROOT, check=True)
    place = ROOT / "docs" / "licences.md"
    before = place.read_text(encoding="utf-8") if place.exists() else ""
    names = sorted(locked((ROOT / "requirements.lock").read_text(encoding="utf-8")))
    place.write_text(listed(names, before), encoding="utf-8")


def verdict(report: str) -> tuple[str, int]:
    """What pip-audit's report comes to, and the exit code."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return "The audit could not run here: no answer from pip-audit or the index that it asks.", 0
    holes = [f"{one['name']} {one['version']}: {hole['id']}" for one in packages for hole in one.get("vulns", [])]
    asked = sum("skip_reason" not in one for one in packages)
    if holes:
        return "\n".join(holes), 1
    if not asked:
        return f"The audit could not run here: the index knows none of the {len(packages)} packages.", 0
    return f"No known vulnerability in {asked} of {len(packages)} packages; the others could not be asked about.", 0


def audit() -> int:
    """Ask, and say what came of it."""
    uv = Path(sys.executable).with_name("uv")
    command = [
        str(uv),
        "tool",
        "run",
        PIP_AUDIT,
        "-r",
        "requirements.lock",
        "--disable-pip",
        "--require-hashes",
        "-f",
        "json",
    ]
    try:
        report = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300).stdout
    except (OSError, subprocess.TimeoutExpired):
        report = ""
    said, code = verdict(report)
    print(said)
    return code


if __name__ == "__main__":
    what = sys.argv[1:] or ["--check"]
    if what == ["lock"]:
        lock()
    elif what == ["audit"]:
        sys.exit(audit())
    found = troubles()
    print("\n".join(found) or "every package is locked, with its hashes and its licence")
    sys.exit(bool(found))
