"""What a teacher hands out, in a real browser: the picture alone, locked controls, code to embed, a QR code, a tour."""

from __future__ import annotations

import re

from tests.browser.driver import goto, main, matrix, settle
from tests.browser.screens import in_view


def test_a_lesson_is_made_in_the_menu_and_its_link_shows_only_the_picture(lab, visit):
    page = visit(1280, 800, permissions=["clipboard-read", "clipboard-write"])
    goto(page, lab, "cross_correlation", image="band", kernel="difference", embed="true")
    main(page).get_by_role("button", name="Link options").click()
    menu = page.locator(".lesson")
    menu.get_by_label("Locked controls").check()
    menu.get_by_text("Nothing is locked yet: choose controls.").wait_for()
    assert "lock" not in menu.get_by_label("The link").input_value()
    for control in ("Input image", "Padding"):
        menu.get_by_label(control, exact=True).check()
    assert menu.get_by_label("The link").input_value().endswith("&lock=image,padding&v=1")
    menu.get_by_label("all controls").check()
    assert menu.get_by_label("The link").input_value().endswith("&lock=1&v=1")
    assert menu.get_by_label("Padding", exact=True).is_disabled()
    menu.get_by_label("Only the picture").check()
    menu.get_by_label("Locked controls").uncheck()
    menu.get_by_role("button", name="Copy embed code").click()
    menu.get_by_role("button", name="Copied").wait_for()
    code = page.evaluate("navigator.clipboard.readText()")
    address = menu.get_by_label("The link").input_value()
    assert address == f"{lab.url}/cross_correlation?image=band&kernel=difference&view=picture&v=1"
    assert f'src="{address.replace("&", "&amp;")}&amp;embed=true"' in code
    assert 'height="360"' in code and 'allow="clipboard-write"' in code and code.count("embed=true") == 1
    menu.get_by_role("button", name="QR code").click()
    picture = menu.get_by_role("img", name="QR code")
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    menu.get_by_label("Hidden answers").check()
    menu.get_by_label("all answers").check()
    picture.wait_for(state="hidden")  # it was another link's

    frame = visit(760, 360)
    frame.goto(re.sub("&amp;", "&", re.search('src="([^"]*)"', code)[1]))
    settle(frame)
    assert matrix(frame, "Y")[0] == ["0", "1", "0", "0", "0", "-1", "0"]
    for gone in ("h1", "[data-testid=stTopNavLink]", "[data-testid=stButtonGroup]", "[class*=-presets]"):
        assert frame.locator(f"{gone}:visible").count() == 0, gone
    frame.wait_for_function(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollHeight <= m.clientHeight + 1; }"
    )
    way = main(frame).get_by_role("link", name="Open in the lab")
    in_view(frame, way, main(frame).locator(".grid"))
    way.hover()
    assert way.get_attribute("href") == f"{lab.url}/cross_correlation?image=band&kernel=difference&v=1"

    frame.set_viewport_size(
        {"width": 760, "height": 600}
    )  # the whole page in a frame: one way out, and room for the picture
    goto(frame, lab, "cross_correlation", lock="kernel", embed="true")
    in_view(
        frame, main(frame).get_by_role("link", name="Open in the lab"), main(frame).get_by_label("Kernel", exact=True)
    )
    title, copy, question, picture = (
        main(frame).locator(one).first.bounding_box()
        for one in ("h1", "[class*=-link-menu] button", ".st-key-heading-words > :nth-child(2)", ".st-key-picture")
    )
    assert title["y"] < copy["y"] + copy["height"] and copy["y"] < title["y"] + title["height"] <= question["y"] + 1
    assert picture["width"] > 450


def test_a_locked_control_is_disabled_and_a_tour_leads_on_from_the_foot_of_a_phone(lab, visit):
    page = visit(390, 844, touch=True)
    goto(page, lab, "edge_detection", tour="edge_detection", lock="threshold", embed="true")
    assert main(page).locator("[class*=st-key-edge_detection-threshold] input").first.is_disabled()
    assert main(page).get_by_label("Transpose X").is_enabled()
    bar = main(page).locator(".st-key-tour")
    in_view(page, bar)
    main(page).get_by_text("Write down the first row").wait_for()
    following = bar.get_by_role("button", name="Next step")
    following.focus()
    page.keyboard.press("Enter")
    main(page).get_by_text("what will the same kernel find").wait_for()
    settle(page)
    assert "embed=true" in page.url and "tour=edge_detection.2" in page.url and "lock=threshold" in page.url
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    foot = page.evaluate(
        """() => {
          const bar = document.querySelector('[data-testid="stLayoutWrapper"]:has(> .st-key-tour)');
          return bar.getBoundingClientRect().top - bar.previousElementSibling.getBoundingClientRect().bottom;
        }"""
    )
    assert foot >= 0  # at the page's end the bar lies below all content
    bar.get_by_role("button", name="Close the tour").click()
    bar.wait_for(state="detached")
    assert "tour" not in page.url
