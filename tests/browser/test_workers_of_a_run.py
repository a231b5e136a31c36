"""What becomes of a run's worker: killed in mid-run, and left by a visitor who goes to another page or closes the tab."""

import os
import signal
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.driver import goto, main, settle
from tests.browser.test_learning_a_kernel import LONG, PAGE, button, more_updates_than, updates


def worker_of(lab):
    """The id of the server's worker process, which a child of the server has forked: the one that has computed most."""
    forked = [one for child in children(lab.process.pid) for one in children(child)]
    return max(forked, key=seconds_of)


def children(process):
    return [
        int(child) for task in Path(f"/proc/{process}/task").glob("*/children") for child in task.read_text().split()
    ]


def seconds_of(process):
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start_a_long_run(page, lab):
    goto(page, lab, PAGE, epochs="1000000", rate="1e-07", **LONG)
    button(page, "Start training").click()
    more_updates_than(page, 0)


def test_a_run_outlives_its_worker_pauses_where_its_page_is_left_and_leaves_the_worker_free_with_its_tab(
    cold_lab, visit
):
    lab, page, watch = cold_lab(app="tests/browser/watched_app.py"), visit(), visit()
    start_a_long_run(page, lab)
    if sys.platform == "linux":  # reads processes from /proc
        os.kill(worker_of(lab), signal.SIGKILL)
        expect(main(page).get_by_text("what it was computing was sent again")).to_be_visible()
        more_updates_than(page, updates(page))
    watch.goto(f"{lab.url}/?watch=1")  # says how many chunks of training the server waits for
    flying = main(watch)
    expect(flying.get_by_text("chunks in flight: 1")).to_be_visible()

    page.locator("[data-testid=stTopNavLink]").nth(1).click()
    expect(main(page).locator("h1")).to_have_text("Cross-correlation")
    expect(flying.get_by_text("chunks in flight: 0")).to_be_visible()
    page.locator("[data-testid=stTopNavLink]").nth(3).click()
    expect(main(page).get_by_text("paused")).to_be_visible()
    settle(page)
    expect(flying.get_by_text("chunks in flight: 0")).to_be_visible()
    first = updates(page)
    settle(page)
    assert 0 < first == updates(page)

    button(page, "Resume").click()
    expect(flying.get_by_text("chunks in flight: 1")).to_be_visible()
    page.context.close()
    expect(flying.get_by_text("chunks in flight: 0")).to_be_visible()
