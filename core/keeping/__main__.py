"""``python -m core.keeping list|delete ID|expire``."""

from core.keeping.command import main

raise SystemExit(main())
