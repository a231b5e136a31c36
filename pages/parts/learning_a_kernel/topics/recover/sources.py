"""Where the pair comes from: a filter hidden in a photograph or a picture of one's own, or two files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from core import images, kernels
from core.arrays import Floats
from core.errors import BadInput, WorkerLost
from core.learning.recovery import least_squares, pair, photographs
from core.takeaway.programs.learning_a_kernel import recover as lesson
from core.words import N_
from pages.parts.learning_a_kernel.settings import HIDDEN
from pages.shared import answers, cache, controls, reading, uploads
from pages.shared.page import Page

SIDE = 512
MAX_WAIT = 180.0  # seconds of a worker
OWN = "recover own"
Size = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Source:
    """A pair: what finds its filter for a kernel size, None while a worker does, and the filter itself where it is known.

    `files` makes the pictures of the lab's own pair as files, by their names.
    """

    recover: Callable[[Size], pair.FilterRecovery | None]
    true: Floats | None = None
    files: Callable[[], dict[str, bytes]] | None = None


def hidden(page: Page) -> Source | None:
    """Choose a picture and the filter to hide in it; None while there is no picture."""
    _ = page.translate
    left, right = st.columns(2)
    name = left.selectbox(
        _("Photograph"),
        (*images.PHOTOGRAPHS, controls.UPLOADED),
        format_func=lambda name: _(controls.image_title(name)),
        **page.control("recover_image"),
    )
    kernel = right.selectbox(
        _("Filter to hide"),
        HIDDEN,
        format_func=lambda name: _(controls.kernel_title(name)),
        **page.control("recover_filter"),
    )
    picture = _own(page) if name == controls.UPLOADED else cache.picture(name, SIDE, 0, False)
    if picture is None:
        return None
    true = np.asarray(kernels.NAMED[kernel](), dtype=np.float64)
    before, after = least_squares.hide(picture, true)
    return Source(lambda size: _of_values(page, before, after, size), true, partial(lesson.saved, before, after))


def uploaded(page: Page) -> Source | None:
    """Two uploaders; None while a file is missing or broken."""
    _ = page.translate
    files: list[bytes] = []
    broken = False
    for column, setting, label in zip(st.columns(2), uploads.PAIR, (N_("Before"), N_("After")), strict=True):
        with column:
            uploads.uploader(page, setting, label, ask="")
            file = uploads.data(page, setting)
            if file is None:
                continue
            try:
                photographs.check(cache.arrived(file))
            except (BadInput, WorkerLost) as error:
                st.error(page.sentence(error))  # beside its own field, and the other one stays
                broken = True
                continue
            uploads.keep(page, setting, file)
            files.append(file)
    if broken:
        return None
    if len(files) < 2:
        st.info(
            _(
                "Choose the picture before the filter and the one after it, as PNG or JPEG, up to 26 megapixels. PNG is better: the detail that JPEG loses widens the intervals. The two may be shifted and cropped. Links do not include them; “Keep…” gives one that does."
            )
        )
        return None
    return Source(lambda size: _of_files(page, files, size))


def _own(page: Page) -> Floats | None:
    """The visitor's own picture, (H, W), or (H, W, 3) where it has colours."""
    loaded = reading.own(page, OWN, SIDE)
    if loaded is None:
        return None
    uploads.say(page, uploads.notes_of(loaded))  # harmless here: the filter is hidden in what has been made smaller
    values = loaded.values
    return values[..., 0] if (values == values[..., :1]).all() else values


def _of_files(page: Page, files: list[bytes], size: Size) -> pair.FilterRecovery | None:
    of = f"{[hashlib.sha256(file).hexdigest() for file in files]} {size}"
    return _shown(answers.ask(page, "recover files", pair.recover_files, *files, size, deadline=MAX_WAIT, of=of))


def _of_values(page: Page, before: Floats, after: Floats, size: Size) -> pair.FilterRecovery | None:
    of = f"{cache.digest(before)} {cache.digest(after)} {size}"
    return _shown(
        answers.ask(page, "recover values", pair.recover_values, before, after, size, deadline=MAX_WAIT, of=of)
    )


def _shown(asked: answers.Asked) -> pair.FilterRecovery | None:
    """The answer; while a worker makes it, that it does, and what went wrong where it is refused."""
    if asked.result is None:
        asked.draw(N_("A worker process is aligning the pictures and fitting the kernel…"))
    found: pair.FilterRecovery | None = asked.result
    return found
