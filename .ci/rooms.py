"""core's rooms (a package or module directly in it), the arrows between them and the floors that these make.

python .ci/rooms.py    count them, in one line; run from another folder, they are that folder's
"""

from __future__ import annotations

import sys
from graphlib import CycleError, TopologicalSorter

import grimp


def count() -> str:
    """Rooms, modules, arrows from one room to another, and the rooms on the longest way along them."""
    graph = grimp.build_graph("core", cache_dir=None)
    modules, rooms = len(graph.modules), graph.find_children("core")
    for room in rooms:
        graph.squash_module(room)
    below = {room: graph.find_modules_directly_imported_by(room) & rooms - {room} for room in rooms}
    floor: dict[str, int] = {}
    try:
        for room in TopologicalSorter(below).static_order():
            floor[room] = 1 + max((floor[other] for other in below[room]), default=0)
        floors = f"{max(floor.values())} floors, no circle"
    except CycleError as error:
        floors = "a circle: " + " → ".join(error.args[1])
    return f"core: {len(rooms)} rooms, {modules} modules, {sum(map(len, below.values()))} arrows, {floors}"


if __name__ == "__main__":
    sys.path.insert(0, "")
    print(count())
