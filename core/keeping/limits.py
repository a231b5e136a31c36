"""How many things one visitor may keep in an hour: counted in the database, so that all servers that share it count together."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Sequence

from core.errors import BadInput

HOUR = 3_600
MAX_AN_HOUR = 60  # a class behind one address is one visitor
DIGITS = 4  # hexadecimal: 16 bits


def tag(visitor: str, url: str) -> str:
    """What stands for a visitor in the table, for an hour: the first 16 bits of a hash. "" for nobody, who is not counted.

    Of the addresses of IPv4 some 65,000 have the same tag, so it names none of them; that two visitors within one hour share
    one is rare, and shows only where both keep many things. The database's own address goes into it: what another database
    holds cannot be compared. Of an IPv6 address the network counts, for a household can choose the rest.
    """
    if not visitor:
        return ""
    try:
        address = ipaddress.ip_address(visitor)
    except ValueError:
        pass  # a session
    else:
        if address.version == 6:
            visitor = str(ipaddress.ip_network((int(address), 64), strict=False))
    return hashlib.sha256(f"{url} {visitor}".encode(errors="replace")).hexdigest()[:DIGITS]


def check(times: Sequence[int], now: float, most: int = MAX_AN_HOUR) -> None:
    """Whether a visitor who kept things at these `times` of the last hour may keep one more at `now`; seconds, in order.

    Raises
    ------
    BadInput
        As many as are allowed were kept within the last hour.
    """
    if len(times) >= most:
        raise BadInput(
            "you have kept {most} links within an hour, the limit for one visitor; try again in {minutes} min",
            most=most,
            minutes=max(1, round((times[len(times) - most] + HOUR - now) / 60)),
        )
