"""The syntax tree of one line → a call: dotted names, literals, slices; nothing is looked up or run."""

from __future__ import annotations

import ast

from core.networks.pytorch import modules
from core.networks.pytorch.program import UNREADABLE, Argument, Call, Part, Ref

MAX_DEPTH = 40
ROOTS = ("torch", "operator", "builtins", "_operator", "math", "torchvision", "einops")
CONSTANTS: dict[str, Argument] = {"Ellipsis": Ellipsis, "inf": float("inf"), "nan": float("nan")}
SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
}


def statement(name: str, value: ast.expr, tree: modules.Tree) -> Call | None:
    """The call on the right of an assignment; None where a weight or another constant is named."""
    names = (name,)
    if isinstance(value, ast.BinOp):
        target = SIGNS.get(type(value.op), "unknown")
        return Call(target, names, (argument(value.left), argument(value.right)))
    if isinstance(value, ast.UnaryOp):
        return Call("neg", names, (argument(value.operand),))
    if isinstance(value, ast.Compare) and len(value.comparators) == 1:
        return Call("eq", names, (argument(value.left), argument(value.comparators[0])))
    if isinstance(value, ast.Subscript):
        return Call("getitem", names, (argument(value.value), argument(value.slice)))
    if isinstance(value, ast.Name):
        return Call("identity", names, (Ref(value.id),))
    if isinstance(value, ast.Attribute):
        if _path(value) is not None:
            return None
        target = {"T": "numpy_T", "mT": "unknown"}.get(value.attr, value.attr)
        return Call(target, names, (argument(value.value),))
    if isinstance(value, ast.Call):
        return _call(names, value, tree)
    return None


def _call(names: tuple[str, ...], value: ast.Call, tree: modules.Tree) -> Call | None:
    args = tuple(argument(item) for item in value.args)
    kwargs = {keyword.arg: argument(keyword.value) for keyword in value.keywords if keyword.arg}
    path = _path(value.func)
    if path is not None:
        return modules.call(tree, path, names, args, kwargs)
    dotted = _dotted(value.func)
    if dotted is None:
        if isinstance(value.func, ast.Attribute):
            return Call(value.func.attr, names, (argument(value.func.value), *args), kwargs)
        return Call("unknown", names, args, kwargs)
    parts = dotted.split(".")
    if parts == ["getattr"]:
        attribute = args[1] if len(args) > 1 and isinstance(args[1], str) else "unknown"
        return Call(attribute, names, args[:1])
    if "ops" in parts and "higher_order" not in parts and len(parts) > 3:
        # torch.ops.<namespace>.<operator>.<overload>
        target = parts[3] if parts[2] in ("aten", "prims") else "unknown"
        return Call(target, names, args, kwargs, ".".join(parts[3:4]))
    if parts[0] in ROOTS or len(parts) == 1:
        return Call(parts[-1], names, args, kwargs)
    return Call(parts[-1], names, (Ref(parts[0]), *args), kwargs)


def argument(node: ast.expr, depth: int = 0) -> Argument:
    """A literal, a reference, or lists of them; anything else is UNREADABLE."""
    if depth > MAX_DEPTH:
        return UNREADABLE
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, int | float | str | None | type(Ellipsis)) else UNREADABLE
    if isinstance(node, ast.Name):
        return CONSTANTS[node.id] if node.id in CONSTANTS else Ref(node.id)
    if isinstance(node, ast.List | ast.Tuple):
        return [argument(item, depth + 1) for item in node.elts]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = argument(node.operand, depth + 1)
        return -inner if isinstance(inner, int | float) else UNREADABLE
    if isinstance(node, ast.Slice):
        return Part(
            *(None if bound is None else argument(bound, depth + 1) for bound in (node.lower, node.upper, node.step))
        )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "slice":
        bounds = [argument(item, depth + 1) for item in node.args][:3]
        return Part(*bounds) if len(bounds) == 3 else Part(None, *bounds[:1])
    return UNREADABLE


def _dotted(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join(reversed([*parts, node.id])) if isinstance(node, ast.Name) else None


def _path(node: ast.expr) -> str | None:
    """self.layer1, getattr(self.layer1, "0").conv → the module's path."""
    parts: list[str] = []
    for _ in range(MAX_DEPTH):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
            continue
        match node:
            case ast.Call(func=ast.Name(id="getattr"), args=[inner, ast.Constant(value=str(name))]):
                parts.append(name)
                node = inner
                continue
            case ast.Name(id="self") if parts:
                return ".".join(reversed(parts))
        return None
    return None
