"""The front page in a real browser: the grid plays by itself, and one click leads to the first page."""

from tests.browser.driver import goto, main, matrix, reading, settle
from tests.browser.screens import in_view


def test_the_grid_plays_until_it_is_touched_and_a_card_is_a_link_as_a_whole(lab, visit):
    page = visit(1280, 800)
    goto(page, lab)
    card = main(page).locator(".st-key-card-learning_a_kernel")
    in_view(page, card)
    assert "0.271" in card.inner_text()  # as the notebook prints it
    grid = main(page).locator(".grid")
    in_view(page, grid, main(page).get_by_role("link", name="Start: slide the window"))
    pause = grid.get_by_role("button", name="Pause")
    pause.wait_for()
    seen = page.evaluate("""() => new Promise(done => {
      const places = new Set(), line = document.querySelector('[data-testid=stMain]');
      const root = [...document.querySelectorAll('*')].map(e => e.shadowRoot).find(r => r?.querySelector('.reading')) ?? line;
      const look = () => {
        places.add(root.querySelector('.reading > span').textContent.slice(0, 6));
        if (places.size === 4) done([...places].sort()); else requestAnimationFrame(look);
      };
      look();
    })""")
    assert seen == ["Y[0,0]", "Y[0,1]", "Y[1,0]", "Y[1,1]"]
    grid.locator('[role=gridcell][aria-label^="Y[1,0] ="]').click()
    grid.get_by_role("button", name="Play").wait_for()
    assert reading(page) == "Y[1,0] = 3×0 + 4×1 + 6×2 + 7×3 = 37"
    card.click(position={"x": 100, "y": 60})  # on the picture
    page.wait_for_url("**/learning_a_kernel*")
    settle(page)


def test_it_stands_still_for_who_asks_for_less_motion(lab, visit):
    page = visit(1280, 800, reduced_motion="reduce")
    goto(page, lab)
    main(page).locator(".grid").get_by_role("button", name="Play").wait_for()
    assert reading(page) == "Y[0,0] = 0×0 + 1×1 + 3×2 + 4×3 = 19"


def test_start_leads_to_the_first_page_in_the_language_that_is_read(lab, visit):
    for language, start, title in (
        ("en", "Start: slide the window", "Cross-correlation"),
        ("zh", "开始：滑动窗口", "互相关"),
    ):
        page = visit(1280, 800)
        goto(page, lab, lang=language)
        main(page).get_by_role("link", name=start).click()
        page.wait_for_url("**/cross_correlation*")
        main(page).get_by_role("heading", name=title, level=1).wait_for()
        settle(page)
        assert matrix(page, "Y") == [["19", "25"], ["37", "43"]]
