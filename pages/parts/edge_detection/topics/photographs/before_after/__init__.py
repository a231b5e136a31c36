"""Two pictures over one another with a slider between them, moved in the browser alone."""

from __future__ import annotations

from pathlib import Path

from pages.shared.scripts import component, packed

_mount = component("before_after", Path(__file__).with_name("before_after.js"))


def before_after(
    before: bytes, after: bytes, *, size: tuple[int, int], label: str, names: tuple[str, str], key: str
) -> None:
    """Draw both pictures, left of the slider `before`, right of it `after`.

    Parameters
    ----------
    before, after : bytes
        PNG or JPEG files of the same proportions.
    size : (rows, columns)
        Their size in pixels, so that the place is kept while they load.
    label : str
        What a screen reader calls the slider.
    names : (str, str)
        What stands on the two halves.
    key : str
        Identity of the component: with it the slider's place survives reruns.
    """
    head = {"rows": size[0], "columns": size[1], "label": label, "names": names}
    _mount(key=key, data=packed(head, (before, after)))
