"""What the address carries on every page, beside the page's own settings."""

from __future__ import annotations

from core import exercises, links

FIELDS: tuple[links.Field, ...] = exercises.FIELDS
