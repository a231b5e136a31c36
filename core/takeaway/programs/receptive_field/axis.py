"""Pieces of the lessons: receptive fields along one axis, exact behind transposed layers and where paths meet."""

from __future__ import annotations

INTERVAL = '''
# Fields along one axis: (starts, sizes, move). Unit u sees sizes[u % period] cells, from starts[u % period] + (u // period) * move on.
def interval(field, unit):
    """First and last cell that a unit sees; the last one before the first where it sees nothing."""
    starts, sizes, move = field
    turn, place = divmod(unit, len(starts))
    first = starts[place] + turn * move
    return first, first + sizes[place] - 1


def together(ends):
    """(start, size) from the first to the last cell of several intervals."""
    ends = [(first, last) for first, last in ends if first <= last]
    start = min((first for first, _ in ends), default=0)
    return start, max((last for _, last in ends), default=start - 1) - start + 1
'''
THROUGH = '''
def through(field, kernel, stride, padding, dilation, transposed=False):
    """The fields of the next layer's units from those of its input's."""
    starts, _, move = field
    period = len(starts)
    units, turn = (period * stride, 1) if transposed else (period // np.gcd(period, stride), stride // np.gcd(period, stride))
    found = []
    for unit in range(units):
        seen = []
        for tap in range(kernel):
            if transposed:  # input i feeds output i * stride + tap * dilation - before
                at, skipped = divmod(unit + padding[0] - tap * dilation, stride)
            else:
                at, skipped = unit * stride + tap * dilation - padding[0], 0
            if not skipped:
                seen.append(interval(field, at))
        found.append(together(seen))
    return [start for start, _ in found], [size for _, size in found], move * turn


def output_size(cells, kernel, stride, padding, dilation, transposed=False):
    """How many units the next layer has."""
    span = (kernel - 1) * dilation + 1
    if transposed:
        return (cells - 1) * stride + span - sum(padding)
    return (cells + sum(padding) - span) // stride + 1


def figures(field):
    """Receptive field, effective stride, effective padding."""
    starts, sizes, move = field
    return int(max(sizes)), float(move / len(starts)), int(-starts[0])
'''
