"""What becomes of a run's worker: killed in mid-run, and left by a visitor who closes the tab."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.driver import goto, main
from tests.browser.test_learning_a_kernel import LONG, PAGE, button, updates

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads processes from /proc")


def worker_of(lab):
    """The id of the server's worker process: the one with a core's time behind it, TensorFlow's import."""

    def parent(stat):
        return int(stat.read_text().rsplit(")", 1)[1].split()[1])

    children = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if parent(folder / "stat") == lab.process.pid:
                children.append(int(folder.name))
        except OSError:  # it has just ended
            continue
    return max(children, key=seconds_of)


def seconds_of(process):
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start_a_long_run(page, lab):
    goto(page, lab, PAGE, epochs="1000000", rate="1e-07", **LONG)
    button(page, "Start training").click()
    more_updates_than(page, 0)


def more_updates_than(page, made):
    page.wait_for_function(
        "made => Number((/([\\d,]+) of 1,000,000 updates/.exec(document.querySelector('[data-testid=stMain]').innerText) ?? [0, '0'])[1].replaceAll(',', '')) > made",
        arg=made,
        timeout=90_000,
    )


def until_busy(page, worker):
    """Wait until the worker has trained for a tenth of a second: soon, or later where others want the cores too."""
    start, deadline = seconds_of(worker), time.monotonic() + 60
    while seconds_of(worker) - start < 0.1:
        assert time.monotonic() < deadline, "the worker does not train"
        page.wait_for_timeout(200)


def test_a_worker_killed_in_mid_run_is_a_sentence_and_the_run_goes_on(cold_lab, page):
    lab = cold_lab()
    start_a_long_run(page, lab)
    os.kill(worker_of(lab), signal.SIGKILL)
    expect(main(page).get_by_text("the worker process ended in the middle of its work")).to_be_visible(timeout=30_000)
    expect(button(page, "Go on")).to_be_enabled()  # the whole page says that the run waits
    more_updates_than(page, 0)
    made = updates(page)
    button(page, "Go on").click()
    more_updates_than(page, made)
    button(page, "Stop training").click()


def test_a_tab_closed_in_mid_run_leaves_the_worker_free(cold_lab, visit):
    lab = cold_lab()
    page = visit()
    start_a_long_run(page, lab)
    worker = worker_of(lab)
    until_busy(page, worker)
    page.context.close()
    deadline, before = time.monotonic() + 30, seconds_of(worker)
    while time.monotonic() < deadline:
        time.sleep(1.0)
        now = seconds_of(worker)
        if now - before < 0.05:
            return
        before = now
    pytest.fail("the worker still trains for nobody")
