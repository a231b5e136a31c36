"""One command for every format: tables, objects, milliseconds, sentences."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.keras_graph import main as older_name
from core.receptive_field.command import main

PROGRAMS = Path(__file__).parents[1] / "networks" / "pytorch" / "programs"
SIGNAL = """def forward(self, p_w: "f32[4, 1, 400]", x: "f32[1, 1, 16000]"):
    conv1d: "f32[1, 4, 98]" = torch.ops.aten.conv1d.default(x, p_w, None, [160])
    return conv1d
"""


@pytest.mark.parametrize("run", [main, older_name])
def test_a_text_is_answered_and_its_format_said(run, capsys):
    assert run([str(PROGRAMS / "exported.txt")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "PyTorch (torch.export)"
    assert any(line.startswith("conv_transpose2d") and "39×39" in line for line in lines)


def test_an_onnx_file_is_answered_and_the_first_layer_that_sees_an_object_is_marked(capsys):
    onnx = pytest.importorskip("onnx")
    path = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light" / "light_zfnet512.onnx"
    assert main([str(path), "--object", "52"]) == 0
    out = capsys.readouterr().out
    # The field is 43 before the third convolution and 75 behind it.
    assert out.startswith("ONNX\n")
    assert next(line.split()[1:3] for line in out.splitlines() if line.startswith("* ")) == ["n8", "Conv"]
    assert any(line.split()[1:3] == ["Gemm", "vector"] for line in out.splitlines())  # it has no rows and columns
    assert main([str(path), "--json", "--size", "320"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["format"] == "ONNX"
    assert found["layers"][15]["receptive_field"] == [155, 155]


def test_signals_have_milliseconds(tmp_path, capsys):
    path = tmp_path / "signal.txt"
    path.write_text(SIGNAL)
    assert main([str(path), "--sample-rate", "16000", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)["layers"][-1]
    # 400 samples at 16 kHz are 25 ms, 160 are 10 ms.
    assert (row["receptive_field_ms"], row["effective_stride_ms"], row["effective_padding_ms"]) == ([25], [10], [0])
    assert main([str(path), "--sample-rate", "16000", "--csv"]) == 0
    assert (
        capsys.readouterr().out.splitlines()[0].endswith("receptive_field_ms,effective_stride_ms,effective_padding_ms")
    )
    assert main([str(path), "--sample-rate", "16000"]) == 0
    assert "field (ms)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--sample-rate", "16000"], "has 2"),
        (["--sample-rate", "nan"], "sample rate"),
        (["--sample-rate", "-1"], "sample rate"),
        (["--object", "0"], "object"),
        (["--size", "0"], "size"),
        (["--input", "y"], "choose one"),
        (["--describe", "gone=3"], "gone"),
    ],
)
def test_bad_input_is_a_sentence(arguments, says, capsys):
    assert main([str(PROGRAMS / "exported.txt"), *arguments]) == 2
    assert says in capsys.readouterr().err


def test_an_unknown_layer_is_told_by_the_exit_code_and_can_be_described(tmp_path, capsys):
    path = tmp_path / "own.txt"
    path.write_text(
        'def forward(self, x: "f32[1, 3, 9, 9]"):\n    m = torch.ops.own.mystery.default(x)\n    return m\n'
    )
    assert main([str(path)]) == 1
    assert main([str(path), "--describe", "m=3x3"]) == 0
    assert "3×3" in capsys.readouterr().out


def test_a_text_comes_in_through_a_pipe():
    done = subprocess.run(
        [sys.executable, "-m", "core.receptive_field", "-"], input=SIGNAL, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("PyTorch (torch.export)\n")
    failed = subprocess.run(
        [sys.executable, "-m", "core.receptive_field", "-"], input="rubbish", capture_output=True, text=True
    )
    assert (failed.returncode, "not a model" in failed.stderr) == (2, True)


def test_a_reader_that_has_seen_enough_is_no_error():
    onnx = pytest.importorskip("onnx")
    path = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light" / "light_densenet121.onnx"
    command = [sys.executable, "-m", "core.receptive_field", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
