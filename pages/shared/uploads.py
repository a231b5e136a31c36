"""A visitor's own picture: the one uploader, what it asks for, and what has to be said of the file.

Streamlit forgets a file while its uploader is not drawn: the last one that could be read is kept beside it. A shot of the
camera is such a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core import images, picture_files
from core.errors import Message
from core.words import N_
from pages.shared import address
from pages.shared.page import Page

KINDS = ["png", "jpg", "jpeg", "webp"]
PICTURES = (b"\x89PNG", picture_files.JPEG, b"RIFF")  # how their files begin
MAX_MEGABYTES = picture_files.MAX_BYTES // 2**20
NO_ROOM = b"\0no room for this file\0"  # what `serving.uploads` puts in the place of a file that it could not let in
CHOSEN = "uploaded"  # what a choice of pictures calls one of these
WEBCAM = "webcam"  # the choice of the camera, and where its shot stands
# What stands behind each such choice: (setting in the address, its value) → settings of uploaders.
UPLOADERS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("image", CHOSEN): ("upload",),
    ("channels_input", CHOSEN): ("channels_upload",),
    ("photo", CHOSEN): ("photo_upload",),
    ("photo", WEBCAM): (WEBCAM,),
    ("recover_image", CHOSEN): ("recover own",),
    ("pair", "upload"): ("recover before", "recover after"),
    ("picture", CHOSEN): ("picture file",),
}
PAIR = UPLOADERS["pair", "upload"]  # worked on pixel by pixel, as they were saved
_LATE = "upload came late"
LABEL = N_("Your picture")
ASK = N_(
    "Choose a PNG, JPEG or WebP file. It stays in this server's memory for this visit only: links do not include it, and anyone who opens one is asked for their own picture. “Keep…” gives a link that includes it."
)


def uploader(page: Page, setting: str, label: str = LABEL, ask: str = ASK, kinds: Sequence[str] = tuple(KINDS)) -> None:
    """The uploader, and what it asks for while there is no file."""
    _ = page.translate
    st.file_uploader(
        _(label),
        type=list(kinds),
        key=page.key(setting),
        max_upload_size=MAX_MEGABYTES,
        on_change=forget,
        args=(page, setting),
    )
    if data(page, setting) is None:
        if ask:
            st.info(_(ask))
    elif st.session_state.get(page.key(setting)) is None:
        st.caption(_("In use: the file chosen earlier, or the one that came with the link. A new file replaces it."))


def data(page: Page, setting: str) -> bytes | None:
    """The bytes of the file, also where its uploader is not on the screen; None where there is none."""
    file = st.session_state.get(page.key(setting))
    if file is None:
        return kept(page, setting)
    found, stand = bytes(file.getvalue()), st.session_state.get(page.key(f"{setting} stand-in"))
    return stand[1] if stand is not None and stand[0] == found else found


def is_table(page: Page, setting: str) -> bool:
    """Whether the file is a CSV: by its name, and once its uploader has forgotten that, by how its bytes begin."""
    file = st.session_state.get(page.key(setting))
    if file is not None:
        return str(file.name).lower().endswith(".csv")
    return not (kept(page, setting) or PICTURES[0]).startswith(PICTURES)


def kept(page: Page, setting: str) -> bytes | None:
    """The last file that could be read."""
    file: bytes | None = st.session_state.get(page.key(f"{setting} kept"))
    return file


def keep(page: Page, setting: str, file: bytes, side: int = images.MAX_SIDE) -> None:
    """Keep a file that could be read for as long as its uploader holds no other; it is worked on at `side` pixels."""
    if kept(page, setting) != file:
        st.session_state[page.key(_LATE)] = True
    st.session_state[page.key(f"{setting} kept")] = file
    st.session_state[page.key(f"{setting} side")] = side


def came_late(page: Page) -> bool:
    """Whether a file has been kept since this was last asked: what was drawn before does not know of it."""
    return bool(st.session_state.pop(page.key(_LATE), False))


def stand_in(page: Page, setting: str, file: bytes) -> None:
    """Have another file stand for the one that is there: the same picture, as it was kept."""
    uploader = st.session_state.get(page.key(setting))
    if uploader is not None:
        st.session_state[page.key(f"{setting} stand-in")] = (bytes(uploader.getvalue()), file)
    st.session_state[page.key(f"{setting} kept")] = file


def in_use(page: Page) -> dict[str, tuple[bytes, int]]:
    """The uploads that the page's settings name: uploader → the last file that could be read, and the side it is worked on at."""
    found = {}
    for choice in address.values(page.name, page.fields).items():
        for setting in UPLOADERS.get(choice, ()):
            file = kept(page, setting)
            if file is not None:
                found[setting] = (file, int(st.session_state.get(page.key(f"{setting} side"), images.MAX_SIDE)))
    return found


def say(page: Page, notes: Sequence[Message]) -> None:
    """What was done to the picture on its way in."""
    for note in notes:
        st.caption(page.sentence(note))


def resized(shape: tuple[int, ...], original: tuple[int, int]) -> tuple[Message, ...]:
    """What there is to say where a picture is worked on smaller than it came; `shape` begins with rows and columns."""
    if shape[:2] == original:
        return ()
    return (
        Message(
            "The picture has {rows} rows × {columns} columns of pixels; it is processed at {h} × {w}.",
            rows=original[0],
            columns=original[1],
            h=shape[0],
            w=shape[1],
        ),
    )


def notes_of(loaded: images.Loaded) -> tuple[Message, ...]:
    """All that there is to say of an upload."""
    return (*loaded.notes, *resized(loaded.values.shape, loaded.original))


def forget(page: Page, setting: str) -> None:
    """Let the file go that is kept."""
    st.session_state.pop(page.key(f"{setting} kept"), None)
