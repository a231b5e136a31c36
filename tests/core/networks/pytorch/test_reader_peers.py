"""Fields of exported PyTorch models equal those that the gradient of one unit touches, in every form of export."""

import io

import numpy as np
import pytest

from core.networks import reader
from core.receptive_field.cells import seen
from core.receptive_field.solver import solve

pytestmark = pytest.mark.peers
torch = pytest.importorskip("torch")
nn, F = torch.nn, torch.nn.functional


class Lambda(nn.Module):
    def __init__(self, function, **layers):
        super().__init__()
        self.function = function
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, x):
        return self.function(self, x)


def unet(m, x):
    a = F.relu(m.down(x))
    b = F.relu(m.deep(F.max_pool2d(a, 2)))
    return m.last(torch.cat([a, m.up(b)], dim=1))


def shuffled(m, x):
    y = m.a(x)
    n, c, h, w = y.shape
    return m.b(y.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w))


def focus(m, x):
    return m.a(torch.cat([x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]], 1))


def convnext(m, x):
    y = m.depth(x).permute(0, 2, 3, 1)
    return x + m.out(F.gelu(m.wide(y))).permute(0, 3, 1, 2)


def gated(m, x):
    y = m.a(x)
    return m.b(y)


def dense(m, x):
    y = torch.cat([x, m.a(x)], 1)
    return torch.cat([y, m.b(y)], 1)


def split(m, x):
    a, b = m.a(x).chunk(2, dim=1)
    return m.b(a) + F.avg_pool2d(b, 3, 1, 1)


C, T = nn.Conv2d, nn.ConvTranspose2d
MODELS = {
    "groups and dilation": nn.Sequential(C(3, 6, 3, dilation=2, groups=3), nn.ReLU(), C(6, 4, (1, 5), stride=(1, 2), padding=(0, 2))),
    "same": nn.Sequential(C(3, 4, (4, 3), padding="same", dilation=(1, 3)), C(4, 4, 2)),
    "pools": nn.Sequential(nn.AvgPool2d(3, 2, 1), C(3, 4, 3), nn.AvgPool2d(2, 2, ceil_mode=True)),
    "transposed": nn.Sequential(C(3, 4, 3, 2, 1), T(4, 4, 3, 2, 1, output_padding=1), T(4, 2, 5, 3, 2, dilation=2)),
    "unet": Lambda(unet, down=C(3, 4, 3, padding=1), deep=C(4, 4, 3, padding=1), up=T(4, 4, 2, 2), last=C(8, 2, 3)),
    "nearest": nn.Sequential(C(3, 4, 3, 2), nn.Upsample(scale_factor=3), C(4, 2, 3)),
    "bilinear": nn.Sequential(C(3, 4, 3, 2), nn.Upsample(scale_factor=2, mode="bilinear"), C(4, 2, 3)),
    "shrunk": nn.Sequential(nn.Upsample(scale_factor=0.5, mode="bilinear"), C(3, 2, 3)),
    "channel shuffle": Lambda(shuffled, a=C(3, 4, 3, padding=1), b=C(4, 4, 3, groups=2)),
    "pixel shuffle": nn.Sequential(C(3, 8, 3, padding=1), nn.PixelShuffle(2), C(2, 2, 3)),
    "pixel unshuffle": nn.Sequential(nn.PixelUnshuffle(2), C(12, 2, 3)),
    "focus": Lambda(focus, a=C(12, 2, 3)),
    "channels last inside": Lambda(convnext, depth=C(3, 3, 7, padding=3, groups=3), wide=nn.Linear(3, 8), out=nn.Linear(8, 3)),
    "dense block": Lambda(dense, a=C(3, 2, 3, padding=1), b=C(5, 2, 5, padding=2)),
    "split": Lambda(split, a=C(3, 4, 3, padding=1), b=C(2, 2, 5, padding=2)),
    "padding": nn.Sequential(nn.ZeroPad2d((1, 2, 3, 0)), C(3, 2, 3, 2)),
    "adaptive": nn.Sequential(C(3, 4, 3, padding=1), nn.AdaptiveAvgPool2d((4, 8))),
    "unet by size": Lambda(
        lambda m, x: m.a(x) + F.interpolate(m.b(F.avg_pool2d(m.a(x), 2)), size=x.shape[2:]),
        a=C(3, 3, 3, padding=1),
        b=C(3, 3, 3, padding=1),
    ),
}  # fmt: skip
SIZE = (16, 16)


def positive(model):
    """The model with weights of one sign, so that no contributions cancel."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.rand_like(parameter) + 0.5)
    return model.eval()


def touched(model, unit):
    x = torch.rand(1, 3, *SIZE, requires_grad=True)
    out = model(x)
    out[0, :, unit[0], unit[1]].sum().backward()
    return (x.grad[0] != 0).any(0).numpy()


def forms(model):
    """The model as text and as an archive of torch.export, and as text of torch.fx."""
    exported = torch.export.export(model, (torch.rand(1, 3, *SIZE),))
    buffer = io.BytesIO()
    torch.export.save(exported, buffer)
    return {
        "PyTorch (torch.export)": reader.read_text(str(exported)),
        "PyTorch (.pt2)": reader.read(buffer),
        "PyTorch (torch.fx)": reader.read_text(str(torch.fx.symbolic_trace(model))),
    }


# symbolic_trace leaves these open: sizes that only a run tells.
OPEN = {("channel shuffle", "PyTorch (torch.fx)"), ("unet by size", "PyTorch (torch.fx)")}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", MODELS)
def test_a_unit_sees_what_its_gradient_touches(name):
    model = positive(MODELS[name])
    with torch.no_grad():
        sides = model(torch.rand(1, 3, *SIZE)).shape[2:]
    for form, read in forms(model).items():
        assert read.format == form
        solution = solve(read.graph, SIZE)
        row = next(row for row in solution.rows if row.node.name == read.graph.outputs[0])
        if (name, form) in OPEN:
            assert row.field.sees == "unknown" or row.size == tuple(sides)
            continue
        assert row.size == tuple(sides), form
        maxed = "unet" in name and name != "unet by size"
        for unit in {(0, 0), (sides[0] // 2, sides[1] // 2), (sides[0] - 1, sides[1] - 1), (1, sides[1] // 3)}:
            mask = seen(solution, row.node.name, unit)[solution.source]
            found = touched(model, unit)
            if maxed:  # of a maximum the gradient touches one cell only
                assert not (found & ~mask).any(), (form, unit)
            else:
                assert np.array_equal(mask, found), (form, unit)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", ["PyTorch (torch.export)", "PyTorch (.pt2)"])
def test_attention_sees_everything(form):
    def tokens(m, x):
        y = m.patches(x).flatten(2).transpose(1, 2)
        return m.attention(y, y, y)[0]

    model = Lambda(tokens, patches=C(3, 8, 4, 4), attention=nn.MultiheadAttention(8, 2, batch_first=True)).eval()
    exported = torch.export.export(model, (torch.rand(1, 3, *SIZE),))
    buffer = io.BytesIO()
    torch.export.save(exported, buffer)
    read = reader.read_text(str(exported)) if form == "PyTorch (torch.export)" else reader.read(buffer)
    solution = solve(read.graph)
    assert next(r for r in solution.rows if r.node.name == read.graph.outputs[0]).field.sees == "everything"
    assert solution.rows[1].field.size == (4, 4)


def test_a_checkpoint_is_refused_with_what_to_do(tmp_path):
    from core.errors import BadInput

    path = tmp_path / "weights.pt"
    torch.save(nn.Linear(2, 2).state_dict(), path)
    with pytest.raises(BadInput, match="weights or code"):
        reader.read(path)
