"""A .pt2 archive (torch.export.save) → its program; of the archive one JSON member is read, never a weight or a pickle.

The schema: https://github.com/pytorch/pytorch/blob/main/torch/_export/serde/schema.py.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from typing import Any, BinaryIO

from core.errors import BadInput
from core.networks import archives
from core.networks.pytorch.program import MAX_CALLS, Argument, Call, Program, Ref
from core.networks.tensors import Constant, Sizes

SCHEMA = 8
MAX_JSON = 64 * 2**20
MAX_DEPTH = 6
MAX_NAME = 4_000
WEIGHTS = ("parameter", "buffer", "tensor_constant", "custom_obj", "token")


def _member(names: list[str]) -> str | None:
    """The member that holds the program, where the archive has one."""
    found = [name for name in names if name.endswith(".json") and name.split("/")[-2:-1] == ["models"]]
    return found[0] if found else None


def has_program(names: list[str]) -> bool:
    """Whether an archive with these members holds an exported program, of this or an earlier release."""
    return _member(names) is not None or "serialized_exported_program.json" in names


def read(file: BinaryIO) -> Program:
    """The program of an archive whose directory has been checked.

    Raises
    ------
    BadInput
        If the archive is damaged, holds no exported program, or one of another schema.
    """
    damaged = BadInput("the file is not a valid .pt2 archive: save it again with torch.export.save()")
    try:
        with zipfile.ZipFile(file) as archive:
            name = _member(archive.namelist())
            if name is None:
                raise _other_version("–")
            with archive.open(name) as content:
                raw = content.read(MAX_JSON + 1)
    except BadInput:
        raise
    except Exception:
        # zlib.error, struct.error, NotImplementedError …: what decoders throw at damaged data.
        raise damaged from None
    return parse(raw)


def parse(raw: bytes) -> Program:
    """The program in the JSON of an archive.

    Raises
    ------
    BadInput
        Input that breaks a rule; the sentence says which.
    """
    document = archives.parsed(raw, MAX_JSON)
    version = _at(document, "schema_version", "major")
    if version != SCHEMA:
        raise _other_version(str(version)[:20])
    graph, signature = _at(document, "graph_module", "graph"), _at(document, "graph_module", "signature")
    if not isinstance(graph, Mapping):
        raise BadInput("the archive contains no exported program: export the model with torch.export.save()")
    return _program(graph, signature)


def _other_version(found: str) -> BadInput:
    return BadInput(
        "the archive uses version {found} of PyTorch's export format, but only version {known} is read here: paste what print(torch.export.load(file)) shows instead",
        found=found,
        known=SCHEMA,
    )


def _program(graph: Mapping[str, Any], signature: object) -> Program:
    program = Program()
    values = graph.get("tensor_values")
    shapes = {key: _sizes(value) for key, value in values.items()} if isinstance(values, Mapping) else {}
    weights = _weights(signature)
    for item in _list(graph.get("inputs")):
        name = _name(item)
        if name is None:
            continue
        if name in weights:
            program.constants[name] = Constant(shapes.get(name), name=name if weights[name] == "parameter" else "")
        else:
            program.inputs[name] = shapes.get(name)
    nodes = _list(graph.get("nodes"))
    if len(nodes) > MAX_CALLS:
        raise BadInput("the model has too many operations to follow here: export a part of it")
    for node in nodes:
        if isinstance(node, Mapping):
            program.calls.append(_call(node, shapes))
    program.outputs = [name for name in map(_name, _list(graph.get("outputs"))) if name is not None]
    return program


def _call(node: Mapping[str, Any], shapes: Mapping[str, Sizes | None]) -> Call:
    parts = str(node.get("target"))[:MAX_NAME].split(".")
    # torch.ops.<namespace>.<operator>.<overload>; or _operator.<function>
    target = (
        parts[3]
        if len(parts) > 3 and parts[2] in ("aten", "prims")
        else parts[-1]
        if "operator" in parts[0]
        else "unknown"
    )
    names: list[str] = []
    many = False
    for output in _list(node.get("outputs")):
        listed = output.get("as_tensors") if isinstance(output, Mapping) else None
        many = many or listed is not None
        names += [name for name in map(_name, _list(listed) if listed is not None else [output]) if name is not None]
    if len(names) == 1 and many:
        names.append(names[0] + "#rest")
    kwargs: dict[str, Argument] = {}
    for given in _list(node.get("inputs")):
        if isinstance(given, Mapping):
            kwargs[str(given.get("name"))[:100]] = _argument(given.get("arg"))
    label = target if target != "unknown" else ".".join(parts[-2:])
    sizes = tuple(shapes.get(name) for name in names)
    return Call(target, tuple(names or [str(node.get("name"))[:MAX_NAME]]), (), kwargs, label, sizes)


def _argument(value: object, depth: int = 0) -> Argument:
    if not isinstance(value, Mapping) or len(value) != 1 or depth > MAX_DEPTH:
        return None
    ((kind, content),) = value.items()
    if kind in ("as_int", "as_float", "as_bool", "as_string", "as_scalar_type", "as_memory_format"):
        return content if isinstance(content, int | float | str) else None
    if kind in ("as_ints", "as_floats", "as_bools", "as_strings"):
        return [item for item in _list(content) if isinstance(item, int | float | str)]
    if kind in ("as_tensor", "as_sym_int", "as_sym_float", "as_sym_bool", "as_optional_tensor"):
        if isinstance(content, Mapping) and "as_int" in content:
            return _argument(content)
        if kind == "as_optional_tensor":
            return _argument(content, depth + 1)
        name = _name(value)
        return None if name is None else Ref(name)
    if kind in ("as_tensors", "as_sym_ints", "as_optional_tensors"):
        return [_item(item, depth) for item in _list(content)]
    return None


def _item(item: object, depth: int) -> Argument:
    if isinstance(item, Mapping) and isinstance(item.get("name"), str):
        return Ref(item["name"][:MAX_NAME])
    name = _name(item)
    return Ref(name) if name is not None else _argument(item, depth + 1)


def _name(value: object) -> str | None:
    """The name in {"as_tensor": {"name": …}}, {"as_sym_int": {"as_name": …}} or {"name": …}."""
    for _ in range(MAX_DEPTH):
        if isinstance(value, str):
            return value[:MAX_NAME] if value else None
        if not isinstance(value, Mapping):
            return None
        value = value.get("name", value.get("as_name", value.get("as_tensor", value.get("as_sym_int"))))
    return None


def _sizes(value: object) -> Sizes | None:
    sizes = value.get("sizes") if isinstance(value, Mapping) else None
    if not isinstance(sizes, list) or len(sizes) > 16:
        return None
    found = [size.get("as_int") if isinstance(size, Mapping) else None for size in sizes]
    return tuple(size if isinstance(size, int) and 0 <= size < 2**31 else None for size in found)


def _weights(signature: object) -> dict[str, str]:
    """The inputs that are parameters, buffers or constants: which of these each is, by name."""
    found = {}
    for spec in _list(signature.get("input_specs") if isinstance(signature, Mapping) else None):
        for kind in WEIGHTS:
            if isinstance(spec, Mapping) and isinstance(spec.get(kind), Mapping):
                name = _name(spec[kind].get("arg"))
                if name is not None:
                    found[name] = kind
    return found


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
