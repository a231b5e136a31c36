"""The flip as a motion: the kernel turns by 180°, and one result becomes the other."""

from __future__ import annotations

from pathlib import Path

from core.arrays import Floats
from core.figures import colours
from pages.shared.scripts import component, packed

_mount = component("turning", Path(__file__).with_name("turning.js"))


def turning(
    kernel: Floats,
    results: tuple[Floats, Floats] | None,
    files: tuple[bytes, bytes] | None = None,
    *,
    flipped: bool,
    limit: float,
    names: tuple[tuple[str, str], tuple[str, str]],
    key: str,
) -> None:
    """Draw kernel and result as they are before the flip, or after it; a change is shown as a motion in the browser.

    Parameters
    ----------
    kernel : ndarray, (h, w)
        K as it is typed.
    results : (ndarray, ndarray), optional
        X ⋆ K and X ∗ K, of one shape; None where they are shown as `files`.
    files : (bytes, bytes), optional
        The same as pictures.
    flipped : bool
        Which of the two is shown.
    limit : float
        The results' colours span ±limit.
    names : ((kernel, result), (kernel, result))
        What they are called before and after the flip.
    key : str
        Identity of the component: with it a rerun knows what was shown before.
    """
    head = {
        "kernel": kernel.tolist(),
        "results": None if results is None else [result.tolist() for result in results],
        "flipped": flipped,
        "limit": limit,
        "names": names,
        "colours": {"negative": colours.NEGATIVE, "positive": colours.POSITIVE, "window": colours.WINDOW},
    }
    _mount(key=key, data=packed(head, files or ()))
