"""Inputs that nobody means, made of such that somebody does: bytes, signs, values and checksums changed at random."""

from __future__ import annotations

import json
import struct
import zlib
from random import Random
from typing import Any

PNG = b"\x89PNG\r\n\x1a\n"
SIGNS = (
    "", " ", "\n", "\t", "(", ")", "[", "]", "{", "}", "0", "9", "-", "+", ".", ",", ";", "x", "=", "&", "~", "_", '"', "'", "\x00",
    "1e9", "1e400", "-1e-400", "nan", "inf", "None", "%", "%00", "%ff", "中", "\u202e", "\ufeff", "９", "--1", "1_0", "0x1", "2147483648",
)  # fmt: skip
JUNK: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 1.5, 2**53, 10**12, 2**70, -(2**70), float("nan"), float("inf"), 1e308, "", "x", "0", "\ud800",
    "__proto__", [], {}, [[]], [None], [0, 0, 0], {"0": 0}, "9" * 400, [1] * 300,
)  # fmt: skip


def mutated(data: bytes, dice: Random) -> bytes:
    """Some bytes replaced, taken out, put in, doubled or flipped, some signs; of a PNG file mostly with sums that are right."""
    found = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 12))):
        place = dice.randrange(len(found) + 1)
        match dice.randrange(6):
            case 0:
                found[place : place + 1] = bytes([dice.randrange(256)])
            case 1:
                del found[place : place + dice.choice((1, 1, 4, 50))]
            case 2:
                found[place:place] = bytes(dice.choice((0, 1, 127, 128, 255)) for _ in range(dice.choice((1, 2, 9))))
            case 3:
                found[place : place + dice.randrange(3)] = dice.choice(SIGNS).encode()
            case 4:
                found[place:place] = found[place : place + dice.choice((1, 8, 40))]
            case _:
                if place < len(found):
                    found[place] ^= 1 << dice.randrange(8)
    whole = bytes(found)
    return summed(whole) if whole.startswith(PNG) and dice.random() < 0.8 else whole


def summed(png: bytes) -> bytes:
    """The PNG file with each chunk's sum as it should be, so that a reader gets as far as what is in it."""
    found, place = bytearray(png), len(PNG)
    while place + 12 <= len(found):
        [length] = struct.unpack(">I", found[place : place + 4])
        end = place + 8 + length
        if end + 4 > len(found):
            break
        found[end : end + 4] = struct.pack(">I", zlib.crc32(found[place + 4 : end]))
        place = end + 4
    return bytes(found)


def changed(document: Any, dice: Random) -> Any:
    """The document with one value, somewhere in it, replaced, taken out or doubled."""
    found = json.loads(json.dumps(document))
    if not isinstance(found, dict | list) or not found:
        return dice.choice(JUNK)
    node = found
    while True:
        key = dice.choice(list(node) if isinstance(node, dict) else range(len(node)))
        inner = node[key]
        if isinstance(inner, dict | list) and inner and dice.random() < 0.8:
            node = inner
            continue
        match dice.randrange(8):
            case 0:
                del node[key]
            case 1 if isinstance(node, list):
                node.insert(key, inner)
            case 2 if isinstance(inner, int | float):
                node[key] = inner + dice.choice((-1, 1, 0.5, 1e9))
            case 3:
                node[key] = [inner]
            case _:
                node[key] = dice.choice(JUNK)
        return found
