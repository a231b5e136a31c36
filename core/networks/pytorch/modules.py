"""The tree that print(model) shows: modules by path, and the operator that each is a call of.

A tree alone says neither order nor branches, so it is an answer only where every container is a Sequential;
beside a symbolic program it says what the modules in it are.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from core.errors import BadInput
from core.networks.pytorch.module_work import work_of
from core.networks.pytorch.program import UNREADABLE, Argument, Call, Program, Ref
from core.networks.tensors import Constant

MAX_LINES = 100_000
MAX_MODULES = 20_000
MAX_LINE = 4_000
MAX_DEPTH = 60
_LINE = re.compile(r"^(?:\((?P<name>[\w.-]+)\): )?(?:(?P<times>\d{1,6}) x )?(?P<kind>[A-Za-z_]\w*)\((?P<rest>.*)$")
# A module that holds others and is one operation itself.
WHOLE = ("MultiheadAttention", "NonDynamicallyQuantizableLinear")


@dataclass(frozen=True)
class Module:
    """A module: its class, the literals in its brackets, and whether it holds others."""

    kind: str
    args: tuple[Argument, ...] = ()
    kwargs: dict[str, Argument] = field(default_factory=dict)
    holds: bool = False


Tree = dict[str, Module]


def is_tree(text: str) -> bool:
    """Whether a text begins like a printed module."""
    first = text.lstrip().split("\n", 1)[0].strip()
    return len(first) < MAX_LINE and _LINE.match(first) is not None and first.endswith(("(", ")"))


def tree(text: str) -> Tree:
    """Modules by their path, in the order in which they stand; the root's path is empty.

    Raises
    ------
    BadInput
        Input that breaks a rule; the sentence says which.
    """
    found: Tree = {}
    stack: list[list[str]] = []
    for line in text.split("\n")[:MAX_LINES]:
        bare = line.strip()
        if bare == ")" and stack:
            stack.pop()
            continue
        match = _LINE.match(bare) if len(bare) < MAX_LINE else None
        if match is None or (not stack and match["name"]):
            continue
        paths = _paths(stack[-1] if stack else [], match["name"] or "", int(match["times"] or 1))
        holds = match["rest"] == ""
        args, kwargs = ((), {}) if holds else _literals(match["rest"])
        for path in paths:
            found[path] = Module(match["kind"], args, kwargs, holds)
        if len(found) > MAX_MODULES:
            raise BadInput(
                "the model has more than {most} layers, too many to follow here: save a part of it", most=MAX_MODULES
            )
        if holds:
            if len(stack) >= MAX_DEPTH:
                raise BadInput(
                    "models are nested more than {most} levels deep: save the inner model by itself", most=MAX_DEPTH
                )
            stack.append(paths)
    return found


def axes(tree: Tree) -> int:
    """Spatial axes of the input, told by the first module that says so; none where none does."""
    for module in tree.values():
        found = re.search(r"(?<!BatchNorm)([123])d$", module.kind)
        if found is not None:
            return int(found[1])
        if module.kind in ("PixelShuffle", "PixelUnshuffle", "Upsample"):
            return 2
    return 0


def sequence(text: str) -> Program:
    """The program of a printed model in which every container is a Sequential.

    Raises
    ------
    BadInput
        If there is another container: its order and branches are not in the text.
    """
    found = tree(text)
    order: list[str] = []
    skipped = ""
    for path, module in found.items():
        if skipped and path.startswith(skipped):
            continue
        if module.holds and module.kind not in WHOLE and module.kind != "Sequential":
            raise BadInput(
                "print(model) does not say in which order {layer} ({kind}) uses its layers:"
                " paste what print(torch.export.export(model, inputs)) shows",
                layer=path or "the model",
                kind=module.kind[:60],
            )
        skipped = path + "." if module.kind in WHOLE else ""
        if module.kind != "Sequential":
            order.append(path)
    if not order:
        raise BadInput("the model has no layers: add some and save it again")
    program = Program(inputs={"input": (None,) * (axes(found) + 2)})
    last = "input"
    for path in order:
        name = path or found[path].kind
        program.calls.append(call(found, path, (name,), (Ref(last),), {}))
        last = name
    program.outputs = [last]
    return program


def call(
    tree: Tree, path: str, names: tuple[str, ...], args: tuple[Argument, ...], kwargs: dict[str, Argument]
) -> Call:
    """The operator that a module's call is."""
    module = tree.get(path)
    if module is None:
        return Call("unknown", names, args, kwargs, path)
    target, given = _operator(module)
    work = work_of(module, path)
    if target == "lstm":
        return Call(target, names, args[:1], {}, module.kind, work=work)
    return Call(target, names, args[:1] if given else args, {**kwargs, **given}, module.kind, work=work)


def _operator(module: Module) -> tuple[str, dict[str, Argument]]:
    kind, args, kwargs = module.kind, module.args, dict(module.kwargs)
    convolution = re.fullmatch(r"Conv(Transpose)?([123])d", kind)
    if convolution:
        kernel = kwargs.pop("kernel_size", None)
        sides = kernel if isinstance(kernel, list) else [kernel] * int(convolution[2])
        counts = [args[place] if place < len(args) and isinstance(args[place], int) else None for place in (0, 1)]
        groups = kwargs.get("groups")
        out, inner = (counts[1], counts[0]) if not convolution[1] else (counts[0], counts[1])
        if convolution[1] and isinstance(groups, int) and groups > 0 and isinstance(inner, int):
            inner //= groups
        weight = Constant((out, inner, *sides)) if all(isinstance(side, int) for side in sides) else Constant()  # type: ignore[arg-type]
        kwargs = {key: value for key, value in kwargs.items() if key in CONVOLUTION}
        return f"conv{'_transpose' if convolution[1] else ''}{convolution[2]}d", {"weight": weight, **kwargs}
    pool = re.fullmatch(r"(Max|Avg|LP)Pool([123])d", kind)
    if pool:
        return f"{pool[1].lower()}_pool{pool[2]}d", kwargs if "kernel_size" in kwargs else {
            "kernel_size": args[0] if args else None
        }
    adaptive = re.fullmatch(r"Adaptive(Max|Avg)Pool([123])d", kind)
    if adaptive:
        return f"adaptive_{adaptive[1].lower()}_pool{adaptive[2]}d", {
            "output_size": kwargs.get("output_size", args[0] if args else None)
        }
    if re.fullmatch(r"(Zero|Constant|Reflection|Replication)Pad[123]d", kind):
        return "pad", {"pad": kwargs.get("padding", args[0] if args else None)}
    if kind == "Linear":
        return "linear", {"weight": Constant((_whole(kwargs.get("out_features")), _whole(kwargs.get("in_features"))))}
    if kind == "LayerNorm":
        return "layer_norm", {"normalized_shape": list(args[0]) if args and isinstance(args[0], list) else [0]}
    if kind == "Embedding":
        return "embedding", {"weight": Constant(tuple(_whole(count) for count in args[:2]))}
    for pattern, target in MODULES:
        if re.fullmatch(pattern, kind):
            return target, {key: value for key, value in kwargs.items() if key not in ("inplace", "p", "eps")}
    return "unknown", {}


def _whole(value: Argument) -> int | None:
    return value if isinstance(value, int) else None


def _paths(parents: list[str], name: str, times: int) -> list[str]:
    """A name under each parent; (0-2): 3 x Block stands for three of them."""
    names = [name]
    span = re.fullmatch(r"(\d{1,6})-(\d{1,6})", name)
    if span and times > 1:
        first, last = int(span[1]), int(span[2])
        if not 0 <= last - first < MAX_MODULES:
            raise BadInput(
                "the model has more than {most} layers, too many to follow here: save a part of it", most=MAX_MODULES
            )
        names = [str(number) for number in range(first, last + 1)]
    if len(parents or [""]) * len(names) > MAX_MODULES:
        raise BadInput(
            "the model has more than {most} layers, too many to follow here: save a part of it", most=MAX_MODULES
        )
    return [f"{parent}.{item}" if parent else item for parent in parents or [""] for item in names]


def _literals(rest: str) -> tuple[tuple[Argument, ...], dict[str, Argument]]:
    """The literals in a module's brackets; what is none is left out."""
    if rest.count("(") > 20 or rest.count("[") > 20 or re.search(r"[-+~]\s*[-+~]", rest):
        return (), {}
    try:
        tree_ = ast.parse(f"f({rest}", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return (), {}
    if not isinstance(tree_, ast.Call):
        return (), {}
    args = tuple(_literal(node) for node in tree_.args)
    return args, {keyword.arg: _literal(keyword.value) for keyword in tree_.keywords if keyword.arg}


def _literal(node: ast.expr) -> Argument:
    if isinstance(node, ast.Name):
        return node.id  # print leaves out the quotes of padding='same'
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return UNREADABLE
    return list(value) if isinstance(value, tuple) else value


CONVOLUTION = ("stride", "padding", "dilation", "groups", "output_padding")
MODULES = (
    (r"Flatten", "flatten"),
    (r"Unflatten", "unflatten"),
    (r"Upsample|UpsamplingNearest2d", "interpolate"),
    (r"PixelShuffle", "pixel_shuffle"),
    (r"PixelUnshuffle", "pixel_unshuffle"),
    (r"Softmax|LogSoftmax|Softmin", "softmax"),
    (r"GroupNorm|InstanceNorm[123]d", "group_norm"),
    (r"LSTM|GRU|RNN|MultiheadAttention", "lstm"),
    (
        r"(Sync)?BatchNorm([123]d)?|LocalResponseNorm|(Alpha|Feature|FeatureAlpha)?Dropout[123]?d?|Identity|ReLU6?|LeakyReLU"
        r"|PReLU|RReLU|ELU|SELU|CELU|GELU|SiLU|Mish|Sigmoid|LogSigmoid|Tanh|Tanhshrink|Softplus|Softsign|Softshrink"
        r"|Hardshrink|Hardtanh|Hardsigmoid|Hardswish|Threshold|FrozenBatchNorm2d|StochasticDepth|DropPath|ChannelShuffle",
        "pointwise",
    ),
)
