"""A large experiment: its quadratic form is a worker's work, and the page goes on meanwhile."""

from concurrent.futures import Executor, Future

from core import quadratic


def test_a_large_experiment_is_prepared_by_a_worker_and_the_page_says_so(visit, instead):
    class Later(Executor):
        asked, ready = [], False

        def submit(self, function, /, *args, **kwargs):
            self.asked.append((Future(), function, args, kwargs))
            if self.ready:
                self.answer()
            return self.asked[-1][0]

        def answer(self):
            future, function, args, kwargs = self.asked[-1]
            if future.set_running_or_notify_cancel():
                future.set_result(function(*args, **kwargs))

    later = instead(Later())
    large = {"image": "astronaut", "side": "512", "h": "15", "w": "15", "colour": "1", "start": "random"}
    page = visit("learning_a_kernel", **large, open="theory")
    assert not page.exception
    assert "A worker process is preparing the experiment." in [one.value for one in page.info]
    assert page.number_input(key="learning_a_kernel.rate").value == 0.02
    assert later.asked[-1][1] is quadratic.quadratic_loss
    later.ready = True
    later.answer()  # unless nobody has looked for too long: then the next visit asks again
    page.run()
    assert not page.exception and not page.info
    assert "Largest stable rate" in str(page.main)
