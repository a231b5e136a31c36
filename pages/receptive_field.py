"""Page 5: how much of the picture does one number know?"""

from pages.parts.receptive_field import editor, history, picture, share, table
from pages.parts.receptive_field.settings import NAME, Experiment
from pages.parts.receptive_field.tabs import FIELDS, MISSING, TOPICS
from pages.parts.receptive_field.topics.networks import tab as networks
from pages.shared import exercise, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate
if exercise.shown(page):
    raise frame.PageEnds

tools = frame.heading(
    _("Receptive field"),
    _(
        "How much of the picture does one number see? Choose a unit: the cells it depends on light up in every layer before it."
    ),
)
stage, rail = frame.screen(page)

# A network takes the place of the stack: its own unit is on top, and the stack waits.
shown: networks.Network | Experiment | None
layers = experiment = None
with rail:
    if sections.is_open(page, "networks"):
        shown = networks.choose(page, stage)
    else:
        layers, experiment = editor.choose(page)
        shown = experiment
        history.draw(page, layers)
if experiment is not None:
    with tools:
        share.draw(page, experiment)
    with stage:
        picture.draw(page, experiment)
if layers is not None and not page.picture_only:
    table.draw(page, layers, experiment)

sections.draw(page, TOPICS, shown, MISSING)

frame.end(page)
