"""The search for edges, step by step, as the functions of a lesson."""

from __future__ import annotations

from core.edges import EdgeSearch, detection, operator
from core.kernels import laplacian
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader

SMOOTH = '''
def same(X, K):
    """Cross-correlation with as many numbers out as in: the border is repeated outwards, whole shifted pictures are added."""
    (h, w), (H, W) = K.shape, X.shape
    padded = np.pad(X, (((h - 1) // 2, h // 2), ((w - 1) // 2, w // 2)), mode="edge")
    return sum(K[a, b] * padded[a : a + H, b : b + W] for a in range(h) for b in range(w))


def smooth(X, sigma):
    """X under a Gaussian of sigma pixels: down the columns, then along the rows."""
    radius = int(4 * sigma + 0.5)
    if radius == 0:
        return X
    line = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    line /= line.sum()
    return same(same(X, line[:, None]), line[None])
'''
THIN = '''
def thin(strength, right, down):
    """The strength where it is largest across the edge, else 0. One step ahead and behind lies between pixels."""
    H, W = strength.shape
    padded = np.pad(strength, 1, mode="edge")
    flat, falling = np.abs(right) >= np.abs(down), right * down > 0
    small, large = np.minimum(np.abs(right), np.abs(down)), np.maximum(np.abs(right), np.abs(down))
    aside = np.divide(small, large, out=np.zeros_like(large), where=large > 0)

    def at(rows, columns):
        return padded[1 + rows : 1 + rows + H, 1 + columns : 1 + columns + W]

    beside = []
    for step in (1, -1):  # ahead, behind
        straight = np.where(flat, at(0, step), at(step, 0))
        diagonal = np.where(falling, at(step, step), np.where(flat, at(-step, step), at(step, -step)))
        beside.append(straight + aside * (diagonal - straight))
    return np.where((strength > beside[1]) & (strength >= beside[0]), strength, 0)
'''
CROSSINGS = '''
def crossings(values):
    """How steeply the values pass through 0, at the pixel nearer to 0; rounding counts as 0."""
    values = np.where(np.abs(values) <= 1e-5 * np.abs(values).max(), 0, values)
    found = np.zeros_like(values)
    for lines, out in ((values, found), (values.T, found.T)):
        one, other = lines[:, :-1], lines[:, 1:]
        jump, nearer = np.where(one * other < 0, np.abs(other - one), 0), np.abs(one) <= np.abs(other)
        out[:, :-1] = np.maximum(out[:, :-1], np.where(nearer, jump, 0))
        out[:, 1:] = np.maximum(out[:, 1:], np.where(nearer, 0, jump))
        before, here, after = lines[:, :-2], lines[:, 1:-1], lines[:, 2:]
        through = np.where((here == 0) & (before * after < 0), np.abs(after - before), 0)
        out[:, 1:-1] = np.maximum(out[:, 1:-1], through)
    return found
'''
ABOVE = '''
def above(strength):
    """The edges: where the strength is at least this share of its largest value."""
    return (strength > 0) & (strength >= SHARE * strength.max())
'''
_GRADIENT = '''
def search(X, sigma):
    """The slope's size, where it is largest across the edge, and where that is an edge."""
    smoothed = smooth(X, sigma)
    right, down = same(smoothed, FIRST), same(smoothed, SECOND)
{turned}    strength = np.hypot(right, down)
    thinned = thin(strength, right, down)
    return strength, thinned, above(thinned)
'''
_TURNED = (
    "    right, down = (right - down) / 2**0.5, (right + down) / 2**0.5  # from the diagonals to rows and columns\n"
)
_LAPLACIAN = '''
def search(X, sigma):
    """The Laplacian of the smoothed picture, where it passes through 0, and where it does so steeply."""
    values = same(smooth(X, sigma), LAPLACIAN)
    steep = crossings(values)
    return values, steep, above(steep)
'''


def functions(search: EdgeSearch, reader: Reader) -> list[Cell]:
    """`search(X, sigma)`, which gives the three last steps of this search, with all that it takes."""
    _ = reader.translate
    steps = _(
        "Smooth, differentiate, keep what is largest across the edge, then keep what is strong enough. The lab computes in float32, this program in float64: where two neighbours are equally strong, single pixels can differ."
    )
    if search.method == detection.LAPLACIAN:
        last = [SMOOTH, "", CROSSINGS, "", ABOVE, "", pieces.assigned("LAPLACIAN", laplacian()), "", _LAPLACIAN]
        return [pieces.text(_("## The operation"), steps), pieces.code(*last)]
    pair = operator(search.method)
    return [
        pieces.text(_("## The operation"), steps),
        pieces.code(SMOOTH, "", THIN, "", ABOVE),
        pieces.code(
            pieces.assigned("FIRST", pair.first),
            pieces.assigned("SECOND", pair.second),
            "",
            _GRADIENT.format(turned=_TURNED if pair.turn else ""),
        ),
    ]


def settings(search: EdgeSearch, reader: Reader) -> list[Cell]:
    """The picture with its noise, X, and the numbers of the search."""
    _ = reader.translate
    noise = [
        f"grain = np.random.default_rng({search.seed}).standard_normal(X.shape, dtype=np.float32)",
        f"X = X + np.float32({search.noise!r}) * grain",
    ]
    return [
        pieces.text(_("## The settings"), _("Change them, and run the cells below again.")),
        pieces.code(
            pieces.assigned("X", search.picture),
            *(noise if search.noise else []),
            f"SIGMA, SHARE = {search.sigma!r}, {search.share!r}  # of the smoothing in pixels, of the strongest",
        ),
    ]
