"""A small app of grids alone, for the browser tests: `?show=` names what it shows."""

import numpy as np
import streamlit as st

from pages.shared.grid import Axis, Link, Matrix, Reading, place, tensor_grid

st.set_page_config(layout="wide")
place()


def corr(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).sum((2, 3))


def links(kernel: np.ndarray) -> tuple[Link, ...]:
    rows, columns = kernel.shape
    return (Link("Y", "X", Axis(count=rows), Axis(count=columns), products="K"),)


def triple(x: np.ndarray, k: np.ndarray, key: str, scale: str = "none", **more: object) -> None:
    y = corr(x, k)
    event = tensor_grid(
        [
            Matrix("X", x, "Input X", scale="grey" if scale == "signed" else "none", editable=True),
            Matrix("K", k, "Kernel K", "⋆", scale=scale, editable=True),
            Matrix("Y", y, "Output Y", "=", scale=scale),
        ],
        links(k),
        key=key,
        driver="Y",
        reading=Reading("Y", "X", "K"),
        **more,
    )
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.text(f"cell {event.cell}")
    st.text(f"edits {event.edits if x.size < 50 else sorted(event.edits)}")
    st.text(f"runs {st.session_state['runs']}")


def notebook() -> None:
    x = st.session_state.setdefault("x", np.arange(9.0).reshape(3, 3))
    k = np.arange(4.0).reshape(2, 2)

    def accept() -> None:
        from pages.shared.grid import grid_event

        edits = grid_event("notebook").edits
        if "X" in edits:
            try:
                st.session_state["x"] = np.array(edits["X"], dtype=float)
            except ValueError:
                # Told again with the cell that Enter went on to: the same texts count once.
                st.session_state.setdefault("refused", set()).add(edits["X"])

    def put(size: int) -> None:
        st.session_state["x"] = np.arange(float(size * size)).reshape(size, size)

    st.button("Smaller", on_click=put, args=(2,))
    st.button("Original", on_click=put, args=(3,))
    triple(x, k, "notebook", on_change=accept)
    st.text(f"refused {len(st.session_state.get('refused', ()))}")


def edges() -> None:
    x = np.ones((6, 8))
    x[:, 2:6] = 0
    triple(x, np.array([[1.0, -1.0]]), "edges", "signed")


def learned() -> None:
    tensor_grid(
        [
            Matrix("K", np.array([[0.8858046, -0.88580453]]), "Learned", scale="signed"),
            Matrix("D", np.array([[0.1141954, -0.11419547]], dtype=np.float32), "Difference", scale="signed"),
        ],
        key="learned",
    )


def picture(side: int) -> None:
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[:side, :side] / side
    x = np.clip(0.5 + 0.4 * np.sin(9 * rows) * np.cos(7 * columns) + 0.05 * rng.standard_normal((side, side)), 0, 1)
    triple(x, np.outer([1, 2, 1], [1, 0, -1]), f"picture {side}", "signed")


def chain() -> None:
    numbers = np.arange(9.0).reshape(3, 3)
    first = corr(numbers, np.arange(4.0).reshape(2, 2))
    second = corr(first, np.ones((2, 2)))
    two = Axis(count=2)
    tensor_grid(
        [
            Matrix("input", numbers, "Input"),
            Matrix("layer1", first, "Layer 1", "→"),
            Matrix("layer2", second, "Layer 2", "→"),
        ],
        [Link("layer2", "layer1", two, two), Link("layer1", "input", two, two)],
        key="chain",
        player=False,
        selected=("layer2", 0, 0),
    )


def padded() -> None:
    x = np.pad(np.arange(1.0, 10).reshape(3, 3), 1)
    holes = np.zeros((5, 5), dtype=bool)
    holes[:, 4] = holes[4, :] = True
    k = np.full((3, 3), -1.5)
    tensor_grid(
        [
            Matrix("X", x, padding=((1, 1), (1, 1)), holes=holes),
            Matrix("K", k, before="⋆"),
            Matrix("Y", corr(x, k)[::2, ::2] + 0.5, before="="),
        ],
        [Link("Y", "X", Axis(2, 0, 1, 3), Axis(2, 0, 1, 3), products="K")],
        reading=Reading("Y", "X", "K", bias=0.5),
        key="padded",
    )


def odd() -> None:
    tensor_grid(
        [
            Matrix("N", np.array([[np.nan, np.inf, -np.inf, 1e308, -0.0, 1e-9, 12345.678, 2**40]])),
            Matrix("<b>T</b>", np.zeros((1, 2)), "<img src=x onerror=alert(1)>", texts=(("<i>a</i>", "b"),)),
            Matrix("A", np.zeros((2, 2))),
            Matrix("B", np.zeros((2, 2))),
        ],
        [Link("A", "B", pairs=(((0, 0), ((1, 1), (0, 1))), ((1, 0), ((0, 0),))))],
        key="odd",
    )


show = st.query_params.get("show", "notebook")
if show.startswith("picture"):
    picture(int(show.removeprefix("picture")))
elif show == "all":
    for draw in (notebook, edges, learned, chain, padded, odd):
        draw()
else:
    {"notebook": notebook, "edges": edges, "learned": learned, "chain": chain, "padded": padded, "odd": odd}[show]()
