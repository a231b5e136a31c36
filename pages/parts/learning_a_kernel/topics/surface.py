"""The tab "Loss surface": the loss over a plane of kernels, and the trajectory of training across it."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from core import figures, links
from core.arrays import Floats
from core.errors import BadInput
from core.figures import colours
from core.quadratic import surface as loss_surface
from core.takeaway import Lesson
from core.takeaway.programs.learning_a_kernel import surface as lesson
from core.words import N_
from pages.parts.learning_a_kernel import training
from pages.parts.learning_a_kernel.chart import curve_names, points
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.topics.plane_chart import Trajectory, plane_chart
from pages.shared import downloads, prose
from pages.shared.live import Run
from pages.shared.page import Page

TICK = 0.25  # the curve above moves faster; here it is the trajectory that counts
PLANES_SAID = {
    "extreme": N_("through the flattest and steepest directions"),
    "weights": N_("two of the kernel's entries"),
}
FIELDS: tuple[links.Field, ...] = (
    links.Choice("plane", "extreme", tuple(PLANES_SAID)),
    links.Whole("plane_x", 0, 0, 1023),
    links.Whole("plane_y", 1, 0, 1023),
)


def draw(page: Page, experiment: Experiment) -> None:
    """The plane's controls; the picture, drawn again while a run goes."""
    run = training.run_of(page, experiment)
    prose.draw(page, "surface")
    if experiment.true.size > 2:
        _choose(page, experiment)
    if run is not None and run.busy:
        st.fragment(_picture, run_every=TICK)(page, experiment, run)
    else:
        _picture(page, experiment, run)


def _choose(page: Page, experiment: Experiment) -> None:
    _ = page.translate
    columns = st.columns([2, 1, 1])
    chosen = columns[0].selectbox(_("The plane"), **page.choice("plane", PLANES_SAID))
    if chosen == "weights":
        for column, name, label in zip(
            columns[1:], ("plane_x", "plane_y"), (_("horizontal axis"), _("vertical axis")), strict=True
        ):
            column.number_input(
                label,
                step=1,
                **page.control(name),
                help=_("The kernel's entries are numbered row by row, from 0 to {last}.").format(
                    last=experiment.true.size - 1
                ),
            )


def _picture(page: Page, experiment: Experiment, run: Run | None) -> None:
    _ = page.translate
    try:
        centre, first, second, names = _plane(page, experiment)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    form = experiment.form.at_best_bias
    flat = loss_surface.plane(form, centre, first, second, (-1.0, 1.0, -1.0, 1.0), points=2)
    said = curve_names(page)
    trajectories = []
    expected = _predicted(experiment)
    if expected is not None:
        trajectories.append(Trajectory(said[0], flat.project(expected), colours.MUTED, "dashed"))
    if run is not None:
        trajectories.append(Trajectory(said[1], flat.project(_made(run)), colours.POSITIVE))
    trajectories += [
        Trajectory(_("start"), flat.project(experiment.start[None]), colours.WINDOW, "dot"),
        Trajectory(_("true kernel"), flat.project(experiment.true[None]), colours.GUESS, "dot"),
    ]
    extent = loss_surface.framed(_framing(flat.lowest, trajectories))
    surface = loss_surface.plane(form, centre, first, second, extent, points=25)
    plane_chart(
        page,
        surface,
        extent,
        trajectories,
        words=(*names, _("loss"), _("The loss over a plane of kernels, and the path of the kernel across it")),
        key=page.key("surface"),
    )
    series = [_series(trajectory) for trajectory in trajectories]
    downloads.save(
        page,
        {"loss surface": lambda: figures.contours(surface.x, surface.y, surface.losses, series, labels=names)},
        {
            "loss surface": lambda: surface.losses,
            **{
                f"path {number}": partial(getattr, trajectory, "points")
                for number, trajectory in enumerate(trajectories, 1)
            },
        },
        lessons={"surface": _lesson(experiment, surface, names, expected)},
    )
    low, steep = surface.axes[0]
    if low > loss_surface.FLAT * steep:
        st.caption(
            _(
                "Dotted: the axes of the contours. The loss curves {times} times as strongly along one as along the other; the larger this ratio, the slower the training."
            ).format(times=f"{steep / low:.3g}" if steep < 1000 * low else f"{steep / low:,.0f}")
        )
    else:
        st.caption(
            _(
                "The loss is constant along one direction of this plane: a flat valley, where the data do not determine the minimum."
            )
        )
    if experiment.form.bias:
        st.caption(_("The loss is drawn with the best bias for each kernel; during training, the bias lags behind."))
    if form.linear.size > 2:
        st.caption(_("The paths need more than two dimensions: they are projected onto this plane."))


def _lesson(
    experiment: Experiment, surface: loss_surface.Surface, names: tuple[str, str], expected: Floats | None
) -> Lesson:
    """The plane, and the predicted path where there is one; the trained one is the notebook of the first screen."""
    updates = min(experiment.learning.epochs, experiment.reach)
    end = None if expected is None else surface.project(expected[-1:])[0]
    if end is None or not np.isfinite(end).all():
        updates, end = 0, None
    return partial(lesson.cells, lesson.Plane(experiment.learning, experiment.true, surface, names, updates, end))


def _series(trajectory: Trajectory) -> figures.Series:
    """The trajectory in a saved picture."""
    style = {"dot": "o", "dashed": "--"}.get(trajectory.style, "-")
    return figures.Series(trajectory.name, trajectory.points[:, 0], trajectory.points[:, 1], style)


def _framing(lowest: Floats, trajectories: list[Trajectory]) -> Floats:
    """(m, 2) what the picture must show: minimum, start, true kernel, and of the trajectories what is not far outside."""
    fixed = np.vstack([lowest[None], *(trajectory.points for trajectory in trajectories if trajectory.style == "dot")])
    reach = 2.0 * float(np.abs(fixed - lowest).max())
    walked = np.vstack(
        [np.empty((0, 2)), *(trajectory.points for trajectory in trajectories if trajectory.style == "dashed")]
    )
    return np.vstack([fixed, walked[np.abs(walked - lowest).max(axis=1, initial=0.0) <= reach]])


def _plane(page: Page, experiment: Experiment) -> tuple[Floats, Floats, Floats, tuple[str, str]]:
    """Centre, two directions, and what the axes are called."""
    _ = page.translate
    form = experiment.form.at_best_bias
    n = form.linear.size
    if n == 2 or (n > 2 and st.session_state[page.key("plane")] == "weights"):
        first, second = (0, 1) if n == 2 else (int(st.session_state[page.key(key)]) for key in ("plane_x", "plane_y"))
        centre, along, upwards = loss_surface.weight_directions(form, form.minimizer, first, second)
        return centre, along, upwards, (_entry(form.kernel_shape, first), _entry(form.kernel_shape, second))
    flattest, steepest = loss_surface.extreme_directions(form)
    return form.minimizer, flattest, steepest, (_("along the flattest"), _("along the steepest"))


def _entry(shape: tuple[int, ...], number: int) -> str:
    return "K[" + ",".join(str(place) for place in np.unravel_index(number, shape)) + "]"


def _predicted(experiment: Experiment) -> Floats | None:
    """(m, h, w) kernels on the predicted trajectory, the start among them."""
    updates = points(min(experiment.learning.epochs, experiment.reach) + 1)
    expected = experiment.after(updates)
    return None if expected is None else expected[0]


def _made(run: Run) -> Floats:
    """(m, h, w) kernels that training has passed, up to where it stands."""
    kernels = [kernels[0] for _, kernels in run.trajectory]
    return np.asarray([*kernels, run.states[0].kernel], dtype=np.float64)
