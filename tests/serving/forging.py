"""States that no browser sends, for every kind of widget."""

from __future__ import annotations

import json
import math
from typing import Any

TABLES = (
    {"edited_rows": {"99": {"kernel": "3"}}}, {"edited_rows": {"0": {"kernel": [1]}}}, {"edited_rows": {"0": 3}},
    {"edited_rows": []}, {"added_rows": [3]}, {"added_rows": [{"x": 1}] * 2000}, {"deleted_rows": [99, -1]},
    {"deleted_rows": ["a"]}, {"selection": {"rows": [99]}}, {"selection": {"rows": ["x"]}}, {"selection": 3},
)  # fmt: skip
FORGED: tuple[tuple[str, Any], ...] = (
    ("double_value", math.nan), ("double_value", math.inf), ("double_value", 1e308), ("double_value", -1e308),
    ("double_value", 3.5), ("int_value", 2**62), ("int_value", -1),
    ("string_value", "no such option"), ("string_value", ""), ("string_value", "x" * 20_000), ("string_value", None),
    ("string_array_value", ["no such option"]), ("string_array_value", ["a"] * 300), ("string_array_value", []),
    ("double_array_value", [math.nan]), ("double_array_value", []), ("double_array_value", [1e308] * 40),
    ("bool_value", True), ("trigger_value", True), ("bytes_value", b"\xff"), ("file_uploader_state_value", None),
    ("json_value", "{"), ("json_value", "null"), ("json_value", "[1]"), ("json_value", '"text"'),
    ("json_value", "[" * 50_000), ("string_value", "[" * 50_000),
    ("json_value", '{"cell": [NaN, 1], "unit": {}, "step": 3, "rate": "x", "edits": [], "lost": 1}'),
    ("json_trigger_value", '[{"event": "x", "value": {}}]'), ("json_trigger_value", "3"),
    *(("string_value", json.dumps(table)) for table in TABLES),
)  # fmt: skip
