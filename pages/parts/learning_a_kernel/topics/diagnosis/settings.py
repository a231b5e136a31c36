"""What the topic's part of the address carries."""

from __future__ import annotations

import itertools
import string
from dataclasses import dataclass
from typing import Any

from core import links
from core.errors import BadInput
from core.learning import MAX_EVERY, read_losses

# A copy of the chapter without the line that makes the band black prints these.
EXAMPLE = (
    "epoch 2, loss 96.154\nepoch 4, loss 25614.863\nepoch 6, loss 6823660.500\n"
    "epoch 8, loss 1817785728.000\nepoch 10, loss 484248322048.000"
)


@dataclass(frozen=True)
class Losses(links.Text):
    """Printed losses; of a text that the address has no room or no letters for, the losses alone."""

    default: str = EXAMPLE
    max_length: int = 1_500
    alphabet: str = string.ascii_letters + string.digits + string.punctuation + " \n"

    def write(self, value: Any) -> str:
        text = str(value)
        if len(text) <= self.max_length and all(letter in self.alphabet for letter in text):
            return text
        try:
            words = read_losses(text).words
        except BadInput:
            return ""
        ends = itertools.accumulate(len(word) + 1 for word in words)
        return " ".join(word for word, end in zip(words, ends, strict=True) if end <= self.max_length)


FIELDS: tuple[links.Field, ...] = (
    Losses("printed", EXAMPLE),
    links.Real("printed_rate", 0.03, 0.0, 1e30),
    links.Whole("printed_every", 2, 1, MAX_EVERY),
)
