"""Correlation along time as a lesson."""

from __future__ import annotations

from core.arrays import Floats
from core.correlation import signals
from core.correlation.snippets import frame
from core.correlation.snippets import signals as snippets
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader

CORR1D = '''
def corr1d(x, k, stride=1, dilation=1):
    """Cross-correlation along one axis, by its definition."""
    span = (len(k) - 1) * dilation + 1
    return np.array([(x[t : t + span : dilation] * k).sum() for t in range(0, len(x) - span + 1, stride)])
'''


def cells(signal: Floats, kernel: Floats, stride: int, padding: str, dilation: int, reader: Reader) -> list[Cell]:
    """Arguments as of `core.correlation.signals.correlate`.

    Raises
    ------
    BadInput
        Settings that break a rule.
    """
    _ = reader.translate
    y = signals.correlate(signal, kernel, stride=stride, padding=padding, dilation=dilation)
    sides = signals.padding_of(signal.size, kernel.size, stride=stride, padding=padding, dilation=dilation)
    times = signals.times(y.size, signal.size, kernel.size, stride=stride, padding=padding, dilation=dilation)
    program = snippets.snippet("TensorFlow", signal, kernel, stride=stride, padding=padding, dilation=dilation)
    given = (f"x = {frame.source(signal, snippets.FILE)}", f"k = {frame.literal(kernel)}")
    share = "1" if padding == "causal" else "0.5"
    return [
        *pieces.beginning(
            reader,
            _(
                "In one dimension the window slides along time. With causal padding, zeros before the signal only, an output never sees later samples; other paddings look ahead."
            ),
            [CORR1D],
            [
                pieces.assigned("x", signal),
                pieces.assigned("k", kernel),
                f"STRIDE, DILATION, SIDES = {stride}, {dilation}, {sides}  # SIDES: zeros before and after, {padding!r}",
            ],
            signal,
            kernel,
        ),
        pieces.code("y = corr1d(np.pad(x, SIDES), k, STRIDE, DILATION)", "print(y)"),
        pieces.compared(_, "y", y),
        pieces.text(
            _("## The time of each output"),
            _("A causal output belongs to the latest sample that it sees, any other to the middle of its window."),
        ),
        pieces.code(f"times = np.arange(len(y)) * STRIDE - SIDES[0] + {share} * (len(k) - 1) * DILATION"),
        pieces.compared(_, "times", times),
        pieces.text(_("## The same in TensorFlow")),
        pieces.code(pieces.borrowed(program, "in_tensorflow(x, k)", *given)),
        pieces.code(pieces.apart(_, "in_tensorflow(x, k)", "y")),
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axis = plt.subplots(figsize=(9, 4), layout="constrained")',
            'axis.plot(x, label="x")',
            'axis.plot(times, y, label="y")',
            "axis.legend()",
            "plt.show()",
        ),
    ]
