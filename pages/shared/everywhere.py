"""What the address carries on every page, beside the page's own settings."""

from __future__ import annotations

from core import links
from pages.shared.keeping import opening

FIELDS: tuple[links.Field, ...] = (opening.FIELD,)
