"""What the address carries on every page, beside the page's own settings."""

from __future__ import annotations

from collections.abc import Sequence

from core import exercises, links
from pages.shared import hidden, locked, tours
from pages.shared.keeping import opening

VIEW, PICTURE = "view", "picture"
FIELDS: tuple[links.Field, ...] = (
    links.Version("v", 0, 0, links.VERSION),
    links.Choice(VIEW, "page", ("page", PICTURE)),
    hidden.FIELD,
    tours.FIELD,
    *exercises.FIELDS,
    opening.FIELD,
)


def fields(own: Sequence[links.Field]) -> tuple[links.Field, ...]:
    """All settings of a page, its `own` first; a lock names some of those."""
    return (*own, *FIELDS, locked.field(own))
