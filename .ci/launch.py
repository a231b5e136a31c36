"""Open the lab: `python .ci/launch.py` takes the first free port from 8501 (or $PORT) on and says which one it took.

python .ci/launch.py --check   only say whether this Python can run the lab; older ones can read this file, too
"""

import os
import socket
import sys

OLDEST, NEWEST = (3, 11), (3, 13)  # as in pyproject.toml: the versions that TensorFlow has wheels for
FIRST_PORT, PORTS = "8501", 100
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def complaint(version):
    """The sentence about a Python (major, minor, …) that cannot run the lab; "" where it can."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return ""
    return (
        "Convolution Lab needs Python 3.11, 3.12 or 3.13, the versions that TensorFlow is made for, and this is "
        f"Python {version[0]}.{version[1]}: name one of them, for example `make run PYTHON=python3.12`."
    )


def is_free(port):
    """Whether a server can listen on this port at all of the machine's addresses, as Streamlit does."""
    both = socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both else socket.AF_INET
    try:
        socket.create_server(("", port), family=family, dualstack_ipv6=both).close()
    except OSError:
        return False
    return True


def choose(wanted):
    """The port to take: the first free one from `wanted`, a text, on; ends with a sentence where there is none."""
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 6 and 0 < int(wanted) < 65536):
        sys.exit(f"{wanted!r} is no port: name a whole number from 1 to 65535, for example `make run PORT=9000`.")
    first = int(wanted)
    last = min(first + PORTS - 1, 65535)
    port = next((port for port in range(first, last + 1) if is_free(port)), None)
    if port is None:
        sys.exit(f"No port from {first} to {last} is free: name another one, for example `make run PORT=9000`.")
    if port != first:
        print(f"Port {first} is taken: the lab is at port {port}, http://localhost:{port}", flush=True)
    return port


def main(arguments):
    wrong = complaint(sys.version_info)
    if wrong:
        sys.exit(wrong)
    if arguments == ["--check"]:
        return
    port = choose(os.environ.get("PORT") or os.environ.get("STREAMLIT_SERVER_PORT") or FIRST_PORT)
    os.chdir(ROOT)
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port), *arguments]
    os.execv(sys.executable, command)  # in this process's place, which a signal then reaches


if __name__ == "__main__":
    main(sys.argv[1:])
