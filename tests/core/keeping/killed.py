"""Saves without end in children that are killed in the middle of it; prints the identities that a save has confirmed.

python -m tests.core.keeping.killed URL KILLS SEED
"""

import json
import os
import random
import signal
import sys

import numpy as np
import sqlalchemy as sa

from core.keeping import Kept, Store, database

STEPS = 600  # of SQLite's own program in one save, about


def what(number):
    """Something of several of the database's pages, different each time."""
    values = np.random.default_rng(number).normal(size=6_000).astype(np.float32)
    return Kept("learning_a_kernel", title=str(number), arrays={"values": values})


def save_until_killed(url, first, steps, pipe):
    """`steps`: the step of SQLite's program at which the process kills itself; 0: it waits to be killed."""
    if steps:
        left = [steps]

        def step():
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        sa.event.listen(sa.Engine, "connect", lambda connection, _: connection.set_progress_handler(step, 1))
    store = Store(url)
    for number in range(first, first + 10_000):
        os.write(pipe, f"{number} {store.save(what(number)).id}\n".encode())


def main(url, kills, seed):
    chance, confirmed = random.Random(seed), {}
    database.engine(url)  # what it imports is imported once; no connection is open yet
    for kill in range(kills):
        inside = url.startswith("sqlite") and kill % 2 == 0
        steps, saves = (chance.randrange(1, 5 * STEPS), 0) if inside else (0, chance.randrange(1, 4))
        ours, theirs = os.pipe()
        child = os.fork()
        if not child:
            os.close(ours)
            save_until_killed(url, kill * 10_000, steps, theirs)
        os.close(theirs)
        with os.fdopen(ours) as lines:
            for count, line in enumerate(lines, start=1):
                number, id = line.split()
                confirmed[id] = int(number)
                if count == saves:
                    os.kill(child, signal.SIGKILL)  # somewhere in the next one
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    print(json.dumps(confirmed))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
