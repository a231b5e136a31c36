"""The topics of the page, in the order in which they stand below its first screen."""

from __future__ import annotations

from core import links
from core.words import N_
from pages.parts.learning_a_kernel import settings
from pages.parts.learning_a_kernel.topics import computed, data, epochs, method, surface, theory
from pages.parts.learning_a_kernel.topics.diagnosis import settings as diagnosis_settings
from pages.parts.learning_a_kernel.topics.diagnosis import tab as diagnosis
from pages.parts.learning_a_kernel.topics.recover import settings as recover_settings
from pages.parts.learning_a_kernel.topics.recover import tab as recover
from pages.parts.learning_a_kernel.topics.runs import tab as runs
from pages.parts.learning_a_kernel.topics.sweep import settings as sweep_settings
from pages.parts.learning_a_kernel.topics.sweep import tab as sweep
from pages.shared import sections
from pages.shared.sections import APPLY, DETAILS, MEASURE, SET_UP, UNDERSTAND, Topic

PREPARING = N_("A worker process is preparing the experiment.")
MISSING = N_("The data are incomplete; see “Choose data”.")
TOPICS = (
    sections.idea(),
    Topic("theory", N_("Theory"), UNDERSTAND, theory.draw, theory.FIELDS),
    Topic("surface", N_("Loss surface"), UNDERSTAND, surface.draw, surface.FIELDS),
    Topic("data", N_("Choose data"), SET_UP, data.draw, settings.DATA, "unused"),
    Topic("method", N_("How to train"), SET_UP, method.draw, settings.METHOD, "unused"),
    Topic("runs", N_("Runs"), MEASURE, runs.draw, experiment="unused"),
    Topic("sweep", N_("Sweep"), MEASURE, sweep.draw, sweep_settings.FIELDS),
    Topic("diagnosis", N_("What is wrong with my run?"), APPLY, diagnosis.draw, diagnosis_settings.FIELDS),
    Topic("recover", N_("Recover a filter"), APPLY, recover.draw, recover_settings.FIELDS, "unused"),
    Topic("epochs", N_("Loss per epoch"), DETAILS, epochs.draw),
    Topic("computed", N_("How it is computed"), DETAILS, computed.draw),
)
FIELDS: tuple[links.Field, ...] = (*settings.FIRST_SCREEN, *sections.fields(TOPICS))
