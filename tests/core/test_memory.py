"""What of a machine's memory the workers may take."""

from core import memory


def test_a_small_machine_has_one_worker():
    assert memory.default_count(8, 2 * memory.GIB) == 1
    assert memory.default_count(8, 3 * memory.GIB) == memory.default_count(2, 0) == 2
    assert memory.default_count(1, 64 * memory.GIB) == 1


def test_a_job_may_take_a_share_of_the_memory_that_there_is():
    gib = memory.GIB
    assert [memory.job_bytes(room * gib) for room in (1, 2, 5, 64, 0)] == [
        gib // 2,
        4 * gib // 5,
        2 * gib,
        2 * gib,
        2 * gib,
    ]
