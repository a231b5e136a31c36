"""Lint the lab's scripts with ESLint, at the versions that tests/js/package-lock.json pins.

The linter is installed into tests/js/node_modules, once for each lock file, and with it axe-core, which a browser test scans pages with. Where Node is missing the step says so and
passes, unless CONVLAB_REQUIRE_NODE=1, as on the machine that decides what lands.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "tests" / "js"
MISSING = "scripts: not linted, Node or npm is missing (Debian: apt-get install nodejs npm)"


def main() -> int:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        print(MISSING)
        return 1 if os.environ.get("CONVLAB_REQUIRE_NODE") == "1" else 0
    if not _installed() and not _install(npm):
        return 1
    program = HOME / "node_modules" / "eslint" / "bin" / "eslint.js"
    command = ["node", str(program), "--config", str(HOME / "eslint.config.js"), "pages", "tests/js"]
    done = subprocess.run(command, cwd=ROOT).returncode
    if not done:
        print("scripts: ESLint has nothing to say")
    return done


def _stamp() -> Path:
    """A file that says for which lock file the linter is installed."""
    digest = hashlib.sha256((HOME / "package-lock.json").read_bytes()).hexdigest()[:16]
    return HOME / "node_modules" / f".installed-{digest}"


def _installed() -> bool:
    return _stamp().exists()


def _install(npm: str) -> bool:
    done = subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=HOME)
    if done.returncode:
        print("scripts: not linted, npm could not install ESLint (see above)")
        return False
    _stamp().touch()
    return True


if __name__ == "__main__":
    sys.exit(main())
