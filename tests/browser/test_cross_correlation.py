"""The page Cross-correlation in a real browser."""

from playwright.sync_api import expect

from tests.browser.driver import cell, enter, goto, lit, main, matrix, reading, settle
from tests.browser.screens import in_view


def number(page, label):
    return main(page).get_by_label(label, exact=True)


def test_it_opens_on_the_chapters_numbers_and_writes_out_the_chosen_sum(page, lab):
    goto(page, lab, "cross_correlation")
    assert matrix(page, "Y") == [["19", "25"], ["37", "43"]]
    assert reading(page) == "Y[0,0] = 0×0 + 1×1 + 3×2 + 4×3 = 19"
    cell(page, "Y", 1, 0).hover()
    assert lit(page, "X") == {(1, 0), (1, 1), (2, 0), (2, 1)}
    # "?" lists the keys, and is no number for a cell.
    keys = main(page).locator(".keys").first
    cell(page, "X", 0, 0).focus()
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("paste rows of numbers")
    expect(main(page).get_by_role("button", name="Keys").first).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    main(page).get_by_role("button", name="Keys").first.click()
    expect(keys).to_be_visible()
    assert matrix(page, "X")[0] == ["0", "1", "2"]


def test_a_changed_stride_changes_the_output_and_one_of_zero_is_a_sentence(page, lab):
    goto(page, lab, "cross_correlation")
    enter(number(page, "Stride"), "2")
    assert matrix(page, "Y") == [["19"]]
    assert "stride_rows=2&stride_columns=2" in page.url
    enter(number(page, "Stride"), "0")
    assert "stride must be a whole number from 1 to 16384" in main(page).inner_text()
    assert number(page, "Stride").input_value() == "0"
    assert matrix(page, "X")[2] == ["6", "7", "8"]


def test_why_37_is_one_click_away_with_all_that_changes_it_in_view(lab, visit):
    for language, labels in (("en", ("Stride", "Dilation")), ("zh", ("步幅", "膨胀"))):
        page = visit(1280, 800)
        goto(page, lab, "cross_correlation", lang=language)
        cell(page, "Y", 1, 0).click()
        assert reading(page) == "Y[1,0] = 3×0 + 4×1 + 6×2 + 7×3 = 37"
        assert lit(page, "X") == {(1, 0), (1, 1), (2, 0), (2, 1)}
        settle(page)
        boxes = main(page).locator("[data-testid=stSelectbox]")
        numbers = (number(page, label) for label in labels)
        in_view(page, main(page).locator(".grid"), *(boxes.nth(place) for place in range(3)), *numbers)


def test_rows_and_columns_apart_are_folded_and_make_one_number_empty(lab, visit):
    page = visit(1280, 800)
    goto(page, lab, "cross_correlation")
    main(page).get_by_text("Rows and columns separately").click()
    enter(number(page, "Stride, rows"), "2")
    assert matrix(page, "Y") == [["19", "25"]]
    assert number(page, "Stride").input_value() == ""


# Holds back what the server says from the time that `window.held` is a list, until `release()`.
HOLD = """window.WebSocket = class extends WebSocket {
  constructor(...all) {
    super(...all);
    this.addEventListener('message', (event) => {
      if (!window.held || !event.isTrusted) return;
      event.stopImmediatePropagation();
      window.held.push({ data: event.data, say: () => this.dispatchEvent(new MessageEvent('message', { data: event.data })) });
    });
  }
};
window.release = () => { const held = window.held; window.held = undefined; for (const one of held) one.say(); };
window.saidAddress = (query) => window.held.some(({ data }) => data.byteLength < 400 && new TextDecoder().decode(data).includes(query));"""


def set_stride(page, stride):
    number(page, "Stride").fill(stride)
    number(page, "Stride").press("Enter")


def stands_at(page, query, stride):
    page.wait_for_function("query => location.search === query", arg=query)
    page.wait_for_function("stride => document.querySelector('input[aria-label=Stride]')?.value === stride", arg=stride)
    settle(page)
    assert matrix(page, "Y") == ([["19"]] if stride == "2" else [["19", "25"], ["37", "43"]])


def test_back_and_forward_bring_topics_and_settings_back(lab, visit):
    page, two = visit(fresh=True), "?stride_rows=2&stride_columns=2"
    page.add_init_script(HOLD)
    goto(page, lab, "cross_correlation")
    set_stride(page, "2")
    page.wait_for_url("**stride_rows=2*")
    settle(page)
    main(page).get_by_text("Channels", exact=True).click()
    page.wait_for_url("**open=channels*")
    settle(page)
    for move, query, stride in ((page.go_back, two, "2"), (page.go_back, "", "1"), (page.go_forward, two, "2")):
        move()
        stands_at(page, query, stride)
    # In haste: the address of a run that has ended already comes only after Back was pressed.
    page.evaluate("window.held = []")
    set_stride(page, "3")
    page.wait_for_function("saidAddress('stride_rows=3')")
    page.go_back()
    page.evaluate("release()")
    stands_at(page, "", "1")


def test_a_typed_cell_travels_in_the_address_to_a_fresh_browser(page, lab, visit):
    goto(page, lab, "cross_correlation")
    cell(page, "K", 0, 0).click()
    page.keyboard.type("-1.5")
    page.keyboard.press("Enter")
    page.wait_for_url("**k=-1.5_1*")
    settle(page)
    seen = matrix(page, "Y")
    assert seen[0][1] == "23.5"  # 25 − 1.5 × 1
    other = visit()
    other.goto(page.url)
    settle(other)
    assert matrix(other, "Y") == seen


def test_the_chosen_cell_travels_in_the_address_whether_clicked_or_stepped_to(page, lab, visit):
    goto(page, lab, "cross_correlation")
    cell(page, "Y", 1, 0).click()
    page.wait_for_url("**cell=Y.1.0*")
    settle(page)
    main(page).get_by_role("button", name="Step forward").click()
    page.wait_for_url("**cell=Y.1.1*")
    settle(page)
    other = visit()
    other.goto(page.url)
    settle(other)
    assert reading(other) == reading(page) == "Y[1,1] = 4×0 + 5×1 + 7×2 + 8×3 = 43"
    for _ in range(3):
        main(page).get_by_role("button", name="Step back").click()
    page.wait_for_function("!location.search.includes('cell')")  # the cell that the page opens on anyway
    settle(page)
    assert reading(page).startswith("Y[0,0]")
