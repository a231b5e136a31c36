"""The screen of an exercise: question, boxes, Check, Hint, Answer, Another, and the line to hand in."""

from __future__ import annotations

import streamlit as st

from core import exercises
from core.errors import BadInput
from pages.shared import copy_link, frame, prose
from pages.shared.exercise import questions, state
from pages.shared.exercise.copy_result import copy_result
from pages.shared.exercise.kinds import KINDS, help_used
from pages.shared.exercise.state import Attempt
from pages.shared.page import Page

STYLE = """<style>
[class*="-box-right-"], [class*="-box-wrong-"], [class*="-box-open-"] { padding: 0.6rem; border-radius: 8px; border: 2px solid transparent; }
[class*="-box-right-"] { border: 2px solid #1a7f37; }
[class*="-box-wrong-"] { border: 2px dashed #d1242f; }
</style>"""


def shown(page: Page) -> bool:
    """Draw the exercise that the address asks for in place of the page's first screen; False where it asks for none.

    One of another page is told of, with the way there, and the page goes on.
    """
    kind = state.get(page, "ask")
    if kind == exercises.NONE:
        return False
    if KINDS[kind].page != page.name:
        _elsewhere(page, kind)
        return False
    _draw(page, kind)
    frame.end(page)
    return True


def _elsewhere(page: Page, kind: str) -> None:
    _ = page.translate
    st.info(_("The exercise “{title}” is on another page:").format(title=_(KINDS[kind].title)))
    label, icon = frame.TITLES[KINDS[kind].page]
    carried = {
        name: value for name, value in st.query_params.to_dict().items() if name in {f.name for f in exercises.FIELDS}
    }
    st.page_link(f"pages/{KINDS[kind].page}.py", label=_(label), icon=icon, query_params=carried | {"ask": kind})


def _draw(page: Page, kind: str) -> None:
    _ = page.translate
    tools = frame.heading(_(frame.TITLES[page.name][0]), _("Exercise: {title}").format(title=_(KINDS[kind].title)))
    with tools, st.container(horizontal=True, gap="small", key=f"{page.name} share"):
        copy_link.row(page)
        st.button(
            _("Back to the free experiment"),
            icon=":material/close:",
            key=page.key("close exercise"),
            on_click=state.close,
            args=(page,),
        )
    st.html(STYLE)
    picture, rail = frame.screen(page)
    attempt = None
    with picture:
        try:
            attempt = state.attempt_of(page)
        except BadInput as error:
            st.error(page.sentence(error))
        if attempt is not None:
            if attempt.broken is not None:
                st.warning(page.sentence(attempt.broken), icon=":material/link_off:")
            questions.draw(page, attempt)
            _said(page, attempt)
    with picture if page.picture_only else rail:
        if attempt is not None:
            _buttons(page, attempt)
    with rail:
        _variant(page)
        if attempt is not None:
            _hand_in(page, attempt)


def _said(page: Page, attempt: Attempt) -> None:
    """The score, and the hints that were asked for."""
    _ = page.translate
    if attempt.checked and not any(attempt.answers):
        prose.status(_("Nothing to check yet: answer something first."))
    elif attempt.checked:
        right, of = attempt.score
        said = _("**{right} of {all}** right.").format(right=right, all=of)
        if right == of:
            said = f"✓ {said} " + (_("The answer was shown.") if attempt.seen else _("Well done!"))
        elif "wrong" in attempt.marks:
            said += " " + _("Boxes with ✗ are wrong; change one and check again.")
        else:
            said += " " + _("Answer the rest and check again.")
        prose.status(said)
    for message in exercises.hints(attempt.exercise, attempt.hints):
        st.info(page.sentence(message), icon=":material/lightbulb:")


def _buttons(page: Page, attempt: Attempt) -> None:
    """Check, Hint, Another; Answer, unless the link hides answers."""
    _ = page.translate
    exercise = attempt.exercise
    st.button(
        _("Check"),
        type="primary",
        width="stretch",
        key=page.key("exercise check"),
        on_click=state.check,
        args=(page,),
    )
    with st.container(horizontal=True, gap="small", key=page.key("exercise help")):
        st.button(
            _("Hint"),
            key=page.key("exercise hint"),
            disabled=attempt.hints >= exercises.STEPS,
            on_click=state.hint,
            args=(page, attempt.hints),
        )
        if not page.hidden:
            st.button(
                _("Answer"),
                key=page.key("exercise answer"),
                on_click=state.answer,
                args=(page, exercise),
                disabled=attempt.solved,  # there is nothing to tell, so nothing to count as seen
            )
        st.button(_("Another"), key=page.key("exercise another"), on_click=state.another, args=(page, exercise))


def _variant(page: Page) -> None:
    _ = page.translate
    st.text_input(
        _("Variant"),
        max_chars=exercises.MAX_TYPED,
        key=page.key("variant"),
        on_change=state.another_by_hand,
        args=(page,),
        help=_(
            "The numbers of the exercise follow from it. Any whole number will do, your student number for example."
        ),
    )


def _hand_in(page: Page, attempt: Attempt) -> None:
    """The line with the score; before Check it would tell right from wrong."""
    _ = page.translate
    if not (attempt.checked and any(attempt.answers)):
        st.caption(_("To hand in: press “Check”; the line to hand in then appears here."))
        return
    exercise = attempt.exercise
    result = exercises.HandIn(exercise.kind, exercise.variant, attempt.answers, attempt.hints, attempt.seen)
    title = exercises.title_of(_(frame.TITLES[page.name][0]), _(KINDS[exercise.kind].title))
    copy_result(
        page,
        exercises.head(result, title, help_used(page, attempt.hints, attempt.seen)),
        exercises.query(result),
        done=f"ask {exercise.kind}" if attempt.solved else None,
    )
    st.caption(
        _(
            "To hand in: this line contains your answers; opening its link marks them again. It can be forged: it is for learning, not for exams."
        )
    )
