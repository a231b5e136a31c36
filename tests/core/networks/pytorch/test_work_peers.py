"""What exported PyTorch models cost, beside what PyTorch itself counts: its parameters, and its own counter of operations."""

import io

import pytest

from core.networks import reader
from core.receptive_field.beside import cost_of
from core.receptive_field.solver import solve

pytestmark = pytest.mark.peers
torch = pytest.importorskip("torch")
nn, F = torch.nn, torch.nn.functional


class Tokens(nn.Module):
    """Patches, attention and a recurrence."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 4, 4)
        self.norm = nn.LayerNorm(8)
        self.queries, self.keys, self.values = (nn.Linear(8, 8) for _ in range(3))
        self.out = nn.Linear(8, 5)

    def forward(self, x):
        y = self.norm(self.patches(x).flatten(2).transpose(1, 2))
        y = F.scaled_dot_product_attention(self.queries(y), self.keys(y), self.values(y))
        return self.out(y.mean(1))


C, T = nn.Conv2d, nn.ConvTranspose2d
MODELS = {
    "groups and dilation": nn.Sequential(C(3, 6, 3, dilation=2, groups=3), nn.BatchNorm2d(6), nn.ReLU(), C(6, 4, (1, 5))),
    "depthwise": nn.Sequential(C(3, 3, 3, groups=3, bias=False), C(3, 8, 1), nn.GroupNorm(2, 8), nn.PReLU(8)),
    "transposed": nn.Sequential(C(3, 4, 3, 2, 1), T(4, 6, 3, 2, 1, output_padding=1, groups=2), nn.InstanceNorm2d(6)),
    "classifier": nn.Sequential(C(3, 4, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 7 * 7, 10)),
    "attention": Tokens(),
}  # fmt: skip


def forms(model):
    """The model as text and as an archive of torch.export; and as torch.fx has it, whose text names no parameters."""
    exported = torch.export.export(model, (torch.rand(1, 3, 16, 16),))
    buffer = io.BytesIO()
    torch.export.save(exported, buffer)
    yield reader.read_text(str(exported)).graph
    yield reader.read(buffer).graph
    if isinstance(model, nn.Sequential):
        yield reader.read_text(f"{model}\n\n{torch.fx.symbolic_trace(model).code}").graph


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", MODELS)
def test_parameters_and_operations_are_those_that_torch_counts(name):
    from torch.utils.flop_counter import FlopCounterMode

    model = MODELS[name].eval()
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad(), torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
        model(torch.rand(1, 3, 16, 16))
    for graph in forms(model):
        found = cost_of(solve(graph, 16))
        assert found.trainable == sum(parameter.numel() for parameter in model.parameters())
        assert 2 * found.multiply_adds == counter.get_total_flops()
        assert not found.uncounted
