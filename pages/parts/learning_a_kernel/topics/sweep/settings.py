"""What the address carries for the tab "Sweep"."""

from __future__ import annotations

from core import links
from core.learning import VARIED
from pages.parts.learning_a_kernel.settings import MAX_EPOCHS

FIELDS: tuple[links.Field, ...] = (
    links.Real("sweep_low", 0.01, 0.0, 1e30),
    links.Real("sweep_high", 2.0, 0.0, 1e30),
    links.Whole("sweep_rates", 50, 1, 500),
    links.Whole("sweep_seeds", 20, 1, 500),
    links.Choice("sweep_varied", "optimizer", VARIED),
    links.Text("sweep_optimizers", "sgd", max_length=60, alphabet="abcdefghijklmnopqrstuvwxyz "),
    links.Text("sweep_noises", "0 0.1 0.5", max_length=200, alphabet="0123456789.e+- "),
    links.Text("sweep_sizes", "1x2 2x2 3x3", max_length=200, alphabet="0123456789x "),
    links.Whole("sweep_epochs", 200, 1, MAX_EPOCHS),
)
