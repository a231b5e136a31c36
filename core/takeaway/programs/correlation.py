"""Cross-correlation as a lesson."""

from __future__ import annotations

from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Correlation, Reader


def cells(subject: Correlation, reader: Reader) -> list[Cell]:
    """X, K, the book's loops, and the same by TensorFlow.

    Raises
    ------
    BadInput
        The kernel does not fit.
    """
    _ = reader.translate
    result = subject.result
    strided = not subject.stride == subject.dilation == (1, 1)
    options = f", stride={subject.stride}, dilation={subject.dilation}" if strided else ""
    padded = subject.sides != ((0, 0), (0, 0))
    padding = [f"X = np.pad(X, {subject.sides})  # rows above and below, columns left and right"] if padded else []
    return [
        pieces.opening(
            reader,
            _(
                "Each number of the output Y is a sum of products: the kernel K is laid on a window of the input X, each of its entries is multiplied by the number under it, and the products are added. Then the window moves on."
            ),
        ),
        pieces.imports(subject.image),
        pieces.text(_("## The operation")),
        pieces.code(pieces.corr2d(subject.stride, subject.dilation)),
        pieces.text(_("## The settings"), _("Change them, and run the cells below again.")),
        pieces.code(pieces.assigned("X", subject.image), pieces.assigned("K", subject.kernel), *padding),
        pieces.code(f"Y = corr2d(X, K{options})", "print(Y)"),
        pieces.compared(_, "Y", result.values),
        pieces.text(
            _("## The same in TensorFlow"),
            _(
                "`tf.nn.conv2d` does not flip the kernel either. It expects a batch of images with channels, hence `None`."
            ),
        ),
        pieces.code(*tensorflow("Y_tensorflow", "X", "K", subject), pieces.apart(_, "Y_tensorflow")),
        pieces.text(_("## The picture")),
        pieces.plotted([("X", "X", bool(subject.image.min() < 0)), ("K", "K", True), ("Y", "Y", True)]),
    ]


def tensorflow(name: str, image: str, kernel: str, subject: Correlation) -> list[str]:
    """The lines that compute it by TensorFlow's own function, in float64."""
    return [
        f"{name} = tf.nn.conv2d(",
        f"    {image}[None, :, :, None], {kernel}[:, :, None, None],",
        f'    strides={list(subject.stride)}, padding="VALID", dilations={list(subject.dilation)},',
        ")[0, :, :, 0].numpy()",
    ]
