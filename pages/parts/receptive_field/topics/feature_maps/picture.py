"""The picture that the network looks at: one of the set, drawn with the brush, or a cut of a photograph."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import figures, images
from core.arrays import Array, Floats
from core.errors import BadInput
from core.feature_maps import SEEN, SHAPES, UNSEEN, Setting, Unit, units
from core.words import N_
from pages.parts.receptive_field.topics.feature_maps import settings
from pages.parts.receptive_field.topics.feature_maps.names import shape_titles
from pages.shared import controls, edits
from pages.shared.answers import answer
from pages.shared.grid import Matrix, grid_event, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import enlarged, frame

GRID = "maps grid"
SOURCES = {
    settings.SET: N_("one of the set"),
    settings.DRAWN: N_("drawn by you"),
    settings.PHOTOGRAPH: N_("a cut of a photograph"),
}
EXAMPLES = 14  # of each shape on the sheet
MOST_EXCITING = 8
ZOOM = 2  # pixels of the sheet for one of a picture


def choose(page: Page, setting: Setting) -> Floats | None:
    """The controls and the grid to draw in; (28, 28), or None where a sentence says why there is none."""
    _ = page.translate
    st.selectbox(_("Picture"), **page.choice("maps_source", SOURCES))
    source = st.session_state[page.key("maps_source")]
    if source == settings.SET:
        st.number_input(
            _("Number of the unseen picture, from 0 to {most}").format(most=UNSEEN - 1),
            step=1,
            min_value=0,
            max_value=UNSEEN - 1,
            **page.control("maps_number"),
        )
    if source == settings.PHOTOGRAPH:
        _cut(page)
    if source == settings.DRAWN:
        st.button(
            _("Clear"),
            key=page.key("maps clear"),
            on_click=page.put,
            args=({"maps_x": settings.EMPTY},),
            disabled=page.locked("maps_x"),
        )
    try:
        picture = settings.picture_of(page, setting)
    except BadInput as error:
        st.error(page.sentence(error))
        return None
    if source == settings.SET:
        label = SHAPES[int(settings.set_of(setting.seed, setting.noise)[1][_number(page)])]
        st.caption(_("It shows: {shape}.").format(shape=shape_titles(page)[label]))
    event = tensor_grid(
        (
            Matrix(
                "X",
                np.round(picture, 3),
                _("Picture"),
                scale="grey",
                editable=not page.locked("maps_source", "maps_x"),
                compact=True,
            ),
        ),
        key=page.key(GRID),
        words=grid_words(_),
        player=False,
        on_change=lambda: _take(page),
    )
    edits.complain(page, event.edits)
    st.caption(_("Choose the brush and draw: 1 is white, 0 is black."))
    return picture


def sheet(page: Page, setting: Setting) -> None:
    """What is in the set: some pictures of every shape, a row each."""
    _ = page.translate
    with st.popover(
        _("Look at the set"), icon=":material/grid_view:", on_change="rerun", key=page.key("maps sheet")
    ) as opened:
        if not opened.open:
            return
        titles = page.translate(", ").join(shape_titles(page).values())
        st.image(
            _sheet(setting.seed, setting.noise),
            caption=_(
                "{seen:,} training pictures and {unseen} held-out ones, drawn by this lab from the seed: position, size, line width, contrast and noise are random. Rows: {titles}."
            ).format(seen=SEEN, unseen=UNSEEN, titles=titles),
            alt=_("Pictures of eight shapes: {titles}").format(titles=titles),
            output_format="PNG",
        )


@st.cache_data(max_entries=4, show_spinner=False)
def _sheet(seed: int, noise: float) -> bytes:
    pictures, labels = settings.set_of(seed, noise)
    rows = [np.hstack([np.pad(one, 1) for one in pictures[labels == shape][:EXAMPLES]]) for shape in range(len(SHAPES))]
    return figures.png.pack(figures.grey_rgb(np.kron(np.vstack(rows), np.ones((ZOOM, ZOOM)))))


def exciting(page: Page, setting: Setting, weights: tuple[Array, ...], unit: Unit, name: str) -> None:
    """The pictures of the set that the unit answers to most; `name` tells these weights from all others."""
    _ = page.translate
    st.markdown("**" + _("The unseen pictures that excite this unit most") + "**")
    every: tuple[units.Exciting, ...] | None = answer(
        page, "maps exciting", units.most_exciting, setting, weights, MOST_EXCITING, deadline=60.0, of=name
    )
    if every is None:
        return
    found = every[unit.stage - 1].of(unit)
    if not found:
        st.caption(_("None of them: the unit is 0 for every picture."))
        return
    pictures, labels = settings.set_of(setting.seed, setting.noise)
    titles = shape_titles(page)
    said = [
        _("{number}: {shape}, {value:.3g}").format(number=place, shape=titles[SHAPES[int(labels[place])]], value=value)
        for place, value in found
    ]
    top, left, bottom, right = units.field(setting, unit)
    shown = []
    for place, _value in found:
        pixels = enlarged(figures.grey_rgb(pictures[place]), 4)
        pixels = np.repeat(pixels[..., None], 3, axis=2)
        frame(pixels[4 * max(top, 0) : 4 * (bottom + 1), 4 * max(left, 0) : 4 * (right + 1)], 2)
        shown.append(pixels)
    st.image(shown, caption=said, width=96, alt=said, output_format="PNG")


def _cut(page: Page) -> None:
    _ = page.translate
    st.selectbox(
        _("Photograph"),
        tuple(images.PHOTOGRAPHS),
        format_func=lambda name: _(controls.image_title(name)),
        **page.control("maps_photograph"),
    )
    most = settings.PHOTOGRAPH_SIDE - 1
    left, right = st.columns(2)
    left.number_input(_("Top row"), step=1, min_value=0, max_value=most, **page.control("maps_top"))
    right.number_input(_("Left column"), step=1, min_value=0, max_value=most, **page.control("maps_left"))


def _number(page: Page) -> int:
    return min(max(int(st.session_state[page.key("maps_number")]), 0), UNSEEN - 1)


def _take(page: Page) -> None:
    """What is painted or typed becomes the drawn picture."""
    texts = grid_event(page.key(GRID)).edits.get("X")
    if texts is not None and edits.stands("X", texts):
        st.session_state[page.key("maps_source")] = settings.DRAWN
        st.session_state[page.key("maps_x")] = edits.text(texts)
