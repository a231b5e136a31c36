"""A model's own numbers out of a ``.keras`` archive, from hands one need not trust; in a worker, for HDF5's library reads them.

Of the archive only ``model.weights.h5`` is opened, in memory and up to a bound. Of its contents only the arrays that a
plan names are read, each only if its path consists of plain groups in the file itself, and its type and shape are those
of the layer. Compressed pieces are unpacked here, up to the size that they must have.
"""

from __future__ import annotations

import hashlib
import io
import math
import zipfile
import zlib
from typing import Any

import numpy as np

from core.arrays import Singles
from core.errors import BadInput
from core.networks import archives
from core.networks.formats import format_of, refusal
from core.receptive_field.running.averaging import Weights
from core.receptive_field.running.plan import Plan, Step
from core.receptive_field.running.shapes import Variable

ENTRY = "model.weights.h5"
MAX_FILE = 64 * 2**20
MAX_PIECES = 100_000
_GZIP, _SHUFFLE = 1, 2  # as HDF5 numbers its filters


def read(data: bytes, plan: Plan) -> Weights:
    """The numbers of a plan's layers, from a ``.keras`` file or the ``.weights.h5`` file of ``model.save_weights()``.

    Raises
    ------
    BadInput
        If the file is neither, exceeds a bound, lacks numbers or has others than the model's layers.
    """
    import h5py

    raw = _weights(data)
    try:
        file = h5py.File(io.BytesIO(raw), "r")
    except Exception:  # whatever damaged files cause
        raise _damaged() from None
    with file:
        try:
            numbers = {step.layer: _numbers(file, step) for step in plan.owners}
        except BadInput:
            raise
        except Exception:
            raise _damaged() from None
    return Weights(hashlib.sha256(raw).hexdigest(), numbers)


def _weights(data: bytes) -> bytes:
    """The HDF5 file in what was uploaded."""
    if len(data) > MAX_FILE:
        raise BadInput("the file has more than {most} MB", most=MAX_FILE // 2**20)
    if not data.startswith(b"PK"):
        if format_of(data[:64]) == "hdf5":
            return data
        raise refusal(format_of(data[:64])) or _damaged()
    file = io.BytesIO(data)
    if ENTRY not in archives.names(file):
        raise BadInput("the archive has no {entry}: give the .keras file that model.save() wrote", entry=ENTRY)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive, archive.open(ENTRY) as entry:
            # What the archive says of the unpacked size is its sender's word.
            raw = entry.read(MAX_FILE + 1)
    except Exception:
        raise _damaged() from None
    if len(raw) > MAX_FILE:
        raise BadInput("the weights unpack to more than {most} MB", most=MAX_FILE // 2**20)
    return raw


def _numbers(file: Any, step: Step) -> tuple[Singles, ...]:
    """The arrays of one layer; newer files keep its name, too: where that is another one the file is another model's."""
    found = [_array(file, f"{step.stored}/vars/{at}", step.name, one) for at, one in enumerate(step.outcome.variables)]
    told = file[step.stored].attrs.get("name")
    if isinstance(told, str) and told != step.layer[-1]:
        raise BadInput(
            "the file has the numbers of layer {found} where those of {layer} should be: it belongs to another model",
            found=told[:80],
            layer=step.name,
        )
    return tuple(found)


def _array(file: Any, path: str, layer: str, variable: Variable) -> Singles:
    """One array, if it is what it has to be."""
    import h5py

    found = _at(file, path)
    if not isinstance(found, h5py.Dataset):
        raise BadInput(
            "the file has no numbers “{name}” for layer {layer}: it belongs to another model, or was written by an older Keras",
            name=variable.name,
            layer=layer,
        )
    plan = found.id.get_create_plist()
    filters = [plan.get_filter(place)[0] for place in range(plan.get_nfilters())]
    if found.is_virtual or found.external or not set(filters) <= {_GZIP, _SHUFFLE}:
        raise BadInput(
            "the numbers of layer {layer} are kept in a way that is not read: save the model again", layer=layer
        )
    if variable.name == "count":  # of what a normalisation was adapted to: no part of its result
        return np.zeros((), np.float32)
    if found.dtype.kind != "f" or found.dtype.itemsize > 8:
        raise BadInput(
            "the numbers of layer {layer} are of the type {type}: only floating-point numbers of 16, 32 or 64 bits are read",
            layer=layer,
            type=str(found.dtype)[:40],
        )
    if found.shape != variable.shape or found.maxshape != variable.shape:
        raise BadInput(
            "“{name}” of layer {layer} has the shape {found} in the file, but {wanted} in the model: it belongs to"
            " another model",
            name=variable.name,
            layer=layer,
            found="×".join(map(str, found.shape)) or "()",
            wanted="×".join(map(str, variable.shape)) or "()",
        )
    values: Singles = (_pieces(found, filters) if filters else found[()]).astype(np.float32)
    if not np.isfinite(values).all():
        raise BadInput("the numbers of layer {layer} are not all finite", layer=layer)
    return values


def _pieces(found: Any, filters: list[int]) -> Any:
    """A compressed array, piece by piece: HDF5's own filter would unpack a piece to any size."""
    whole = np.zeros(found.shape, found.dtype)
    sizes = found.chunks or ()
    most = math.prod(sizes) * found.dtype.itemsize
    count = found.id.get_num_chunks()
    if not sizes or count > MAX_PIECES or any(side > n for side, n in zip(sizes, found.shape)):
        raise _damaged()
    for place in range(count):
        about = found.id.get_chunk_info(place)
        skipped, raw = found.id.read_direct_chunk(about.chunk_offset)
        for at in reversed(range(len(filters))):
            if skipped >> at & 1:
                continue
            if filters[at] == _GZIP:
                raw = zlib.decompressobj().decompress(raw, most)
            else:
                raw = np.frombuffer(raw, np.uint8).reshape(found.dtype.itemsize, -1).T.tobytes()
        piece = np.frombuffer(raw, found.dtype).reshape(sizes)
        inside = tuple(
            slice(start, min(n, start + side)) for start, side, n in zip(about.chunk_offset, sizes, found.shape)
        )
        whole[inside] = piece[tuple(slice(0, one.stop - one.start) for one in inside)]
    return whole


def _at(file: Any, path: str) -> Any:
    """What stands at a path of plain groups; None where a part is missing or a link elsewhere."""
    import h5py

    found = file
    for part in path.split("/"):
        if not isinstance(found, h5py.Group) or not isinstance(found.get(part, getlink=True), h5py.HardLink):
            return None
        found = found.get(part)
    return found


def _damaged() -> BadInput:
    return BadInput("the file of weights is damaged or truncated: save the model again with model.save()")
