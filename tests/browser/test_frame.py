"""The frame in a real browser: addresses on a cold server, languages, links, and a light server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import driver

TITLES = {
    "cross_correlation": ("Cross-correlation", "互相关"),
    "edge_detection": ("Edge detection", "边缘检测"),
    "learning_a_kernel": ("Learning a kernel", "学习卷积核"),
    "convolution_vs_correlation": ("Convolution vs correlation", "卷积与互相关"),
    "receptive_field": ("Receptive field", "感受野"),
}


def test_a_cold_servers_first_visitor_gets_the_page_with_its_frame_and_no_page_asks_another_server_or_makes_this_one_heavy(
    cold_lab, visit
):
    lab, page, asked = cold_lab(), visit(fresh=True), []
    page.on("request", lambda request: asked.append(request.url))
    driver.goto(page, lab, "receptive_field")  # any page but the front one: Streamlit's older router answers first
    assert driver.main(page).locator("h1").first.inner_text() == TITLES["receptive_field"][0]
    assert len(page.locator("[data-testid=stTopNavLink]").all_inner_texts()) == 6
    assert "Page not found" not in page.content()
    assert page.title() == TITLES["receptive_field"][0]
    for name in ("", *TITLES):
        driver.goto(page, lab, name)
    assert asked and [url for url in asked if not url.startswith((lab.url, "data:", "blob:"))] == []
    maps = Path(f"/proc/{lab.process.pid}/maps").read_text() if sys.platform == "linux" else ""
    assert "tensorflow" not in maps
    memory = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(lab.process.pid)], capture_output=True, text=True, check=True
    )
    assert int(memory.stdout) < 260 * 1024


def titled(page, title):
    """Wait until the page's heading says so."""
    page.wait_for_function("title => document.querySelector('[data-testid=stMain] h1')?.innerText === title", arg=title)
    driver.settle(page)


def test_the_browsers_language_is_taken_stays_from_page_to_page_and_the_menu_switches_it(lab, visit):
    page = visit(locale="zh-CN")
    driver.goto(page, lab, "edge_detection")
    titled(page, TITLES["edge_detection"][1])
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    page.locator(".st-key-lang").get_by_text("English").click()
    titled(page, TITLES["edge_detection"][0])
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert "lang=en" in page.url
    page.locator("[data-testid=stTopNavLink]").nth(5).click()
    titled(page, TITLES["receptive_field"][0])
    assert "lang=en" in page.url


def test_a_language_of_the_address_stays_from_page_to_page(lab, page):
    driver.goto(page, lab, "cross_correlation", lang="zh")
    page.locator("[data-testid=stTopNavLink]").nth(5).click()
    titled(page, TITLES["receptive_field"][1])
    assert "lang=zh" in page.url


def test_the_grids_code_travels_once_a_visit(lab, visit):
    page, messages = visit(fresh=True), []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda message: messages.append(message)))
    driver.goto(page, lab, "cross_correlation")
    code = "class TensorGrid"
    assert sum(code.encode() in bytes(message) for message in messages if isinstance(message, bytes)) == 1
    messages.clear()
    driver.enter(driver.main(page).get_by_label("Stride", exact=True), "2")
    assert driver.matrix(page, "Y") == [["19"]]
    page.locator("[data-testid=stTopNavLink]").nth(2).click()
    page.wait_for_url("**/edge_detection*")
    driver.settle(page)
    assert driver.cell(page, "Y", 0, 1).is_visible()
    assert len(messages) > 10
    assert not any(code.encode() in bytes(message) for message in messages if isinstance(message, bytes))


def test_a_change_of_language_keeps_what_is_chosen_and_one_grid_in_each_place(lab, page):
    driver.goto(page, lab, "cross_correlation", image="band", kernel="difference", stride_columns="2")
    seen = driver.matrix(page, "Y")
    for language, title in (("中文", 1), ("English", 0), ("中文", 1)):
        page.locator(".st-key-lang").get_by_text(language).click()
        titled(page, TITLES["cross_correlation"][title])
        assert driver.matrix(page, "Y") == seen
        assert driver.main(page).locator(".grid").count() == 1
    page.locator("[data-testid=stTopNavLink]").nth(2).click()
    page.wait_for_url("**/edge_detection*")
    driver.settle(page)
    page.locator("[data-testid=stTopNavLink]").nth(1).click()
    page.wait_for_url("**/cross_correlation*")
    driver.settle(page)
    assert driver.matrix(page, "Y") == seen
    assert driver.main(page).locator(".grid").count() == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_an_embedded_page_has_no_menu_and_its_link_is_the_whole_pages(lab, visit, width):
    page = visit(width, 800, permissions=["clipboard-read", "clipboard-write"])
    driver.goto(page, lab, "cross_correlation", embed="true", kernel="sobel_x", image="band")
    driver.matrix(page, "Y")
    for name in ("stExpandSidebarButton", "stTopNavLink"):
        assert page.locator(f"[data-testid={name}]:visible").count() == 0
    assert not page.locator(".st-key-lang").is_visible()
    driver.main(page).get_by_role("button", name="Copy link").click()
    driver.main(page).get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "embed" not in copied
    assert "kernel=sobel_x" in copied and "image=band" in copied


def test_a_click_on_a_popovers_arrow_opens_it_however_slow_the_browser_is(lab, page):
    driver.goto(page, lab, "cross_correlation")
    # Streamlit takes a click that it hears of later than 50 ms after the button did for another one.
    page.evaluate("() => { const now = Date.now; let late = 0; Date.now = () => now() + (late += 1000); }")
    buttons = driver.main(page).locator("[data-testid=stPopoverButton]:visible")
    assert buttons.count() >= 4
    for place in range(buttons.count()):
        button = buttons.nth(place)
        button.scroll_into_view_if_needed()
        arrow = button.locator("[aria-hidden=true] [data-testid=stIconMaterial]").last.bounding_box()
        page.mouse.click(arrow["x"] + arrow["width"] / 2, arrow["y"] + arrow["height"] / 2)
        assert button.get_attribute("aria-expanded") == "true", button.inner_text()
        driver.settle(page)
        page.keyboard.press("Escape")
        driver.settle(page)
