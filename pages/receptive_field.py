"""Page 5: how much of the picture does one number know?"""

from pages.parts.receptive_field import editor, history, picture, share, table
from pages.parts.receptive_field.settings import NAME
from pages.parts.receptive_field.tabs import FIELDS, MISSING, TOPICS
from pages.shared import address, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate

tools = frame.heading(
    _("Receptive field"),
    _(
        "How much of the picture does one number know? Choose a unit: what it depends on lights up in every layer before it."
    ),
)
stage, rail = frame.screen()
with rail:
    layers, experiment = editor.choose(page)
    history.draw(page, layers)
if experiment is not None:
    with tools:
        share.draw(page, experiment)
    with stage:
        picture.draw(page, experiment)
table.draw(page, layers, experiment)

sections.draw(page, TOPICS, experiment, MISSING)

address.publish(NAME, FIELDS)
