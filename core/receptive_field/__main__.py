"""``python -m core.receptive_field FILE``: the table of a model in a terminal."""

from core.receptive_field.command import main

raise SystemExit(main())
