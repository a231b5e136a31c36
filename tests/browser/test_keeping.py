"""A picture kept in one browser opens in another one; its link is on the clipboard, and the edit link deletes it."""

from tests.browser.driver import goto, matrix, settle
from tests.pictures import speckled


def test_a_kept_picture_opens_in_another_browser_until_the_edit_link_deletes_it(page, lab, visit):
    goto(page, lab, "cross_correlation", image="uploaded", side="8")
    page.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": speckled(40, 30, 3)}
    )
    page.get_by_role("button", name="Keep…").click()
    page.get_by_label("Title (optional)").fill("Our picture")
    page.get_by_role("button", name="Keep and copy a short link").click()
    page.wait_for_url("**?kept=*")
    short, edit = (
        page.get_by_role("textbox", name=name).input_value()
        for name in ("Short link", "Edit link (deletes what was kept)")
    )
    assert short == page.url and edit.startswith(f"{short}&edit=")
    settle(page)
    X = matrix(page, "X")

    other = visit()
    other.goto(edit)
    settle(other)
    assert other.url == short and matrix(other, "X") == X  # the secret is not in the address that others are given
    other.get_by_text("Our picture", exact=True).wait_for()
    other.get_by_role("button", name="Delete…").click()
    other.get_by_role("button", name="Delete it now").click()
    other.get_by_text("Deleted: nobody can open it any more.").wait_for()
    other.goto(short)
    other.get_by_text("nothing is kept under this link").wait_for()
