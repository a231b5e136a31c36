"""How many things a visitor may keep in an hour, and what the table knows of them."""

import pytest

from core.errors import BadInput
from core.keeping import Kept, Store
from core.keeping.limits import HOUR, check, tag
from tests.core.keeping.tables import rows


def test_a_visitor_may_keep_so_many_in_an_hour_whichever_server_takes_it(kept):
    few, replica = Store(kept.url, hourly=2), Store(kept.url, hourly=2)
    few.save(Kept("home"), "203.0.113.7", now=0.0)
    replica.save(Kept("home"), "203.0.113.7", now=1800.0)
    with pytest.raises(
        BadInput, match="you have kept 2 links within an hour, the limit for one visitor; try again in 20 min"
    ):
        few.save(Kept("home"), "203.0.113.7", now=2400.0)
    few.save(Kept("home"), "203.0.113.8", now=2400.0)
    for _ in range(3):
        few.save(Kept("home"), now=2400.0)  # by nobody: a program
    few.save(Kept("home"), "203.0.113.7", now=3600.0)
    with pytest.raises(BadInput, match="try again in 15 min"):
        Store(kept.url, hourly=1).save(Kept("home"), "203.0.113.7", now=6300.0)  # as the last one was kept at 3600


def test_of_a_visitor_the_table_has_two_bytes_of_a_hash_for_an_hour(kept):
    kept.save(Kept("home"), "203.0.113.7", now=0.0)
    kept.save(Kept("home"), "203.0.113.8", now=1.0)
    found = rows(kept.url, "SELECT visitor FROM kept ORDER BY created")
    assert found == [(tag("203.0.113.7", kept.url),), (tag("203.0.113.8", kept.url),)]
    assert "203.0.113" not in str(rows(kept.url, "SELECT * FROM kept"))
    kept.save(Kept("home"), now=3600.0)
    assert rows(kept.url, "SELECT visitor FROM kept ORDER BY created")[0] == ("",)
    kept.expire(now=7200.0)
    assert {visitor for (visitor,) in rows(kept.url, "SELECT visitor FROM kept")} == {""}


def test_a_tag_is_shared_by_many_and_a_household_of_ipv6_has_one():
    tags = {tag(f"10.{i // 256}.{i % 256}.1", "sqlite:///a") for i in range(20_000)}
    assert len(tags) < 18_000 and {len(one) for one in tags} == {4}  # of 65,536: some already have two owners
    assert tag("2001:db8::1", "a") == tag("2001:db8::ffff:2", "a") != tag("2001:db8:0:1::1", "a")
    assert tag("10.0.0.1", "sqlite:///a") != tag("10.0.0.1", "sqlite:///b")
    assert tag("", "a") == "" and len(tag("\ud800", "a")) == 4


@pytest.mark.parametrize(("now", "minutes"), [(1_800, 30), (1_829, 30), (1_831, 29), (3_571, 1), (3_599, 1), (0, 60)])
def test_the_wait_is_until_the_oldest_of_the_hour_has_left_it(now, minutes):
    for times, most in (([0], 1), ([0, 9], 2), ([-9, 0, 9], 2)):
        with pytest.raises(BadInput, match=f"try again in {minutes} min"):
            check(times, now, most)
    check([0, 9], now, 3)
    check([], now, 1)


def test_a_network_of_ipv6_is_64_bits_and_an_address_of_ipv4_is_whole():
    assert tag("2001:db8:0:1::", "a") == tag("2001:db8:0:1:ffff:ffff:ffff:ffff", "a")
    assert tag("10.0.0.1", "a") != tag("10.0.0.2", "a")
    assert HOUR == 60 * 60
