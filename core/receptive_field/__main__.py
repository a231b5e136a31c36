"""``python -m core.receptive_field FILE``: the table of a model in a terminal."""

import os
import sys

from core.receptive_field.command import main

try:
    code = main()
    sys.stdout.flush()
except BrokenPipeError:  # whoever reads it has seen enough: `… | head`
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter's end would complain
    code = 1
raise SystemExit(code)
