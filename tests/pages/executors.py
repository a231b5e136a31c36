"""Executors that take the place of the workers: one answers at once, one keeps what is asked of it."""

from concurrent.futures import Executor, Future


class Waiting(Executor):
    """Keeps what is asked of it, until a test answers."""

    def __init__(self):
        self.asked = []  # (future, function, arguments)

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        self.asked.append((future, function, args))
        return future


class Here(Executor):
    """Computes at once, in this process; `failure`, where there is one, comes in place of the answers after `good` ones."""

    def __init__(self, failure=None, good=0):
        self.failure, self.good, self.asked = failure, good, []  # functions

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        self.asked.append(function)
        try:
            if self.failure is not None and len(self.asked) > self.good:
                raise self.failure
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def ended(job):
    """The job, ticked to its end as a page's fragment does it."""
    for _ in range(10_000):
        if not job.busy:
            return job
        job.tick(patience=60)
    raise AssertionError("it does not end")
