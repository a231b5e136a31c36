"""A run knows when its pictures have been fetched; what others fetch, and what it no longer waits for, changes nothing."""

import threading

import numpy as np
from streamlit.testing.v1 import AppTest

from core import figures, images
from pages.shared.fetched import Fetches


def test_a_wait_ends_with_the_last_of_its_pictures():
    fetches = Fetches()
    assert not fetches.told
    with fetches.awaited(["X.png", "Y.png"]) as coming, fetches.awaited(["Z.png"]) as another:
        for name in ("X.png", "other.png", "X.png"):
            fetches.tell(name)
            assert not coming.wait(0)
        fetches.tell("Y.png")
        assert coming.wait(0) and not another.wait(0)
    fetches.tell("Z.png")
    assert fetches.told and not another.wait(0)


def test_nothing_to_fetch_is_not_waited_for():
    with Fetches().awaited([]) as coming:
        assert coming.wait(0)


def test_who_waits_hears_of_it_from_another_thread():
    fetches = Fetches()
    with fetches.awaited(["X.png"]) as coming:
        thread = threading.Thread(target=fetches.tell, args=("X.png",))
        thread.start()
        assert coming.wait(60)
        thread.join()


def test_a_picture_is_awaited_by_the_name_under_which_it_is_served():
    def page(file):
        import streamlit as st

        from pages.shared import fetched, pictures

        pictures.captioned(st, file, "a picture")
        st.text(fetched.name_of(file))

    for values, ends in ((np.eye(3), ".png"), (images.photograph("camera", 128), ".jpg")):
        file = figures.grey_file(values)
        app = AppTest.from_function(page, kwargs={"file": file}).run()
        assert not app.exception
        served = app.main.children[0].proto.imgs[0].url
        assert served.rpartition("/")[2] == app.text[0].value
        assert served.endswith(ends)  # a drawing's edges stay sharp
