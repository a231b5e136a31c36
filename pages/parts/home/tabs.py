"""The topics of the front page, in the order in which they stand below its cards."""

from __future__ import annotations

from functools import partial

from core import links
from core.words import N_
from pages.parts.home.topics import class_results
from pages.parts.home.topics.exercises import tab as exercises
from pages.shared import prose, sections
from pages.shared.sections import Topic

ABOUT, TEACH = N_("About"), N_("Learn and teach")


TOPICS = (
    Topic("run", N_("Run it yourself"), ABOUT, partial(prose.draw, section="run"), experiment="unused"),
    Topic("exercises", N_("Exercises"), TEACH, exercises.draw, experiment="unused"),
    Topic("class", N_("A class's results"), TEACH, class_results.draw, experiment="unused"),
)
FIELDS: tuple[links.Field, ...] = sections.fields(TOPICS)
