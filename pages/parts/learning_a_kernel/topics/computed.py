"""The tab "How it is computed": the code that trains, and the theory that predicts."""

from __future__ import annotations

import inspect
from functools import partial

import streamlit as st

from core import quadratic
from core.learning import loop
from core.takeaway.programs.learning_a_kernel import computed as lesson
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.topics import tape as tape_topic
from pages.shared import downloads, prose
from pages.shared.page import Page


def draw(page: Page, experiment: Experiment) -> None:
    _ = page.translate
    prose.draw(page, "computed")
    form = experiment.form
    values = _(", ").join(f"{value:.4g}" for value in form.eigenvalues[:12]) + (
        " …" if form.eigenvalues.size > 12 else ""
    )
    st.markdown(
        _(
            "Eigenvalues of the second derivative: {values}. Largest stable rate of gradient descent 2 / {largest:.6g} = {limit:.6g}."
        ).format(values=values, largest=float(form.eigenvalues[-1]), limit=form.max_learning_rate)
    )
    st.code(inspect.getsource(loop._graph), language="python")
    st.code(inspect.getsource(quadratic.QuadraticLoss.path), language="python")
    image, kernel = tape_topic.asked(experiment)
    made = lesson.Computed(experiment.learning, experiment.true, form, image, kernel)
    downloads.save(page, {}, {}, lessons={"computed": partial(lesson.cells, made)})
    tape_topic.draw(page, experiment)
