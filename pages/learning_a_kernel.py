"""Page 3: can gradient descent find [1 −1] by itself?"""

from core.errors import BadInput
from pages.parts.learning_a_kernel import lost, rate, share, training
from pages.parts.learning_a_kernel.settings import NAME, experiment_of
from pages.parts.learning_a_kernel.tabs import FIELDS, MISSING, PREPARING, TOPICS
from pages.parts.learning_a_kernel.topics import data
from pages.parts.learning_a_kernel.topics.runs import kept as runs_kept
from pages.shared import exercise, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate
if exercise.shown(page):
    raise frame.PageEnds

runs_kept.take_up(page)
tools = frame.heading(
    _("Learning a kernel"),
    _("Can gradient descent find [1 −1] from the image and the desired output alone?"),
)

image, true = data.read(page)
experiment, missing = None, MISSING
stage, rail = frame.screen(page, rail="left")
if image.values is None or true.values is None:
    stage.info(_(MISSING))
else:
    try:
        with stage:
            experiment = experiment_of(page, image.values, true.values, image.shown)
        missing = PREPARING
    except BadInput as error:
        stage.error(page.sentence(error))
        with stage:
            data.fit(page, true.values)
        if training.pause(page):
            stage.info(_("The run is paused until the settings are valid again."))
    if experiment is None:
        with rail:
            rate.controls(page, None)
if experiment is not None:
    run = training.run_of(page, experiment)
    with stage:  # first: whoever stops a run or turns its rate waits for the picture, not for the controls
        lost.draw(page, experiment, run)
        training.live(page, experiment, run)
    with rail:
        training.buttons(page, experiment, run)
        rate.controls(page, experiment)
    with tools:
        share.draw(page, experiment, run)
data.upload(page)

sections.draw(page, TOPICS, experiment, missing)

frame.end(page)
