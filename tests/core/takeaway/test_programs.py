"""The notebooks and programs that a visitor takes away: run as they are, they give the screen's numbers."""

import ast
import pickle
import re
from functools import partial

import nbformat
import numpy as np
import pytest
import scipy.signal

from core.receptive_field import regions
from core.takeaway import Correlation, lesson, notebook, script, written
from core.takeaway.programs.cross_correlation import layer
from core.words import gettext
from tests.core.takeaway.cases import CHINESE, COMPARISONS, CORRELATIONS, EDGES, ENGLISH, FIELDS, LEARNINGS
from tests.core.takeaway.learning_and_fields import FILES
from tests.core.takeaway.topics import ASKED, IMAGE, LESSONS
from tests.programs import Program, results

ALL = {**CORRELATIONS, **EDGES, **LEARNINGS, **COMPARISONS, **FIELDS}
SUBJECTS = [
    pytest.param(subject, id=f"{type(subject).__name__} {name}")
    for group in (CORRELATIONS, EDGES, LEARNINGS, COMPARISONS, FIELDS)
    for name, subject in group.items()
] + [pytest.param(topic, id=name) for name, topic in LESSONS.items()]
# Run behind a learning program: what core's own training gives for the same experiment.
CORES = """
from dataclasses import replace
from core.learning import advance, start
from tests.core.takeaway.cases import {group}

def core_of(subject):
    rates, state, found = subject.rates or ((0, subject.experiment.learning_rate),), start(subject.experiment), []
    ends = [begin for begin, _ in rates[1:]] + [subject.updates]
    for (begin, rate), end in zip(rates, ends):
        state, more = advance(subject.experiment, state, end - begin, learning_rate=rate)
        found.extend(more)
    return [*found, *np.ravel(state.kernel), state.bias]
"""
OF_SCREEN = (
    "\nassert isinstance(screen, dict) or np.allclose(screen, {name} if screen.shape == {name}.shape else here)\n"
)
OF_LEARNING = (
    CORES
    + """
assert all(abs(losses[update] - loss) <= 1e-5 * losses[0] for update, loss in screen.items())
result = np.array([[*losses, *np.ravel(kernel), bias], core_of({group}[{name!r}])])
"""
)
OF_BOTH = CORES + """
one, other = {group}["trained"].both
result = np.array([[*losses, *np.ravel(kernel), 0.0, *losses_flipped, *np.ravel(kernel_flipped), 0.0],
                   [*core_of(one), *core_of(other)]])
"""  # fmt: skip
# Put before a topic's program: keeps how far it says that its numbers are from the lab's.
DIFFERENCES = (
    "largest difference from the lab's screen:",
    "largest difference from the lab's losses:",
    "largest difference from the lab’s kernel:",
)
WATCHED = """
import builtins
differences = []
def print(*values, **options):
    if str(values[0]) in {said!r}: differences.append(values[-1])
    builtins.print(*values, **options)
"""
ROUNDING = 1e-5  # TensorFlow's numbers are float32


def cells_of(subject, reader):
    """The lesson of a page's subject, or of a topic."""
    return subject(reader) if isinstance(subject, partial) else lesson(subject, reader)


def code_of(text):
    """The program of a notebook: its code cells, one after another."""
    found = nbformat.reads(text, as_version=4)
    nbformat.validate(found)
    assert found.cells[0].cell_type == "markdown"
    return "\n\n".join(cell.source for cell in found.cells if cell.cell_type == "code")


def correlate2d(subject):
    """SciPy's answer: zeros between the kernel's entries for a dilation, every s-th number for a stride."""
    spread = np.zeros([(k - 1) * d + 1 for k, d in zip(subject.kernel.shape, subject.dilation, strict=True)])
    spread[:: subject.dilation[0], :: subject.dilation[1]] = subject.kernel
    found = scipy.signal.correlate2d(np.pad(subject.image, subject.sides), spread, "valid")
    return found[:: subject.stride[0], :: subject.stride[1]]


def programs():
    """(name, the program with what it is asked for, what must come out or None where the program compares by itself)."""
    made = []
    for name, subject in CORRELATIONS.items():
        made.append(
            (
                f"correlation {name}",
                subject,
                "result = np.array([Y, Y_tensorflow])" + OF_SCREEN.format(name="Y"),
                correlate2d(subject),
            )
        )
    for name, subject in EDGES.items():
        expected = scipy.signal.correlate2d(subject.image, subject.kernel, "valid")
        padded = np.abs(scipy.ndimage.correlate(subject.photograph.picture, subject.kernel, mode="nearest", origin=[
            -(k % 2 == 0) for k in subject.kernel.shape]))  # fmt: skip
        made.append((f"edges {name}", subject, "result = np.array([*Y.ravel(), edges.sum()])" + OF_SCREEN.format(name="Y"), np.array(
            [*expected.ravel(), (padded >= subject.photograph.share * padded.max()).sum()])))  # fmt: skip
    for name, subject in COMPARISONS.items():
        both = [scipy.signal.correlate2d(subject.image, subject.kernel, "valid"),
                scipy.signal.convolve2d(subject.image, subject.kernel, "valid")]  # fmt: skip
        made.append(
            (
                f"comparison {name}",
                subject,
                "result = np.array([correlated, convolved])" + OF_SCREEN.format(name="convolved"),
                np.array(both),
            )
        )
    for name, subject in FIELDS.items():
        depth, *unit = subject.unit
        seen = regions(subject.layers, tuple(unit), subject.input_size, depth)[0].mask
        made.append((f"field {name}", subject, "result = np.array([mask, *([gradient != 0] if 'gradient' in globals() else"
                     " []), *([touched] if 'touched' in globals() else [])])", seen))  # fmt: skip
    for name, subject in LEARNINGS.items():
        made.append((f"learning {name}", subject, OF_LEARNING.format(group="LEARNINGS", name=name), None))
    made.append(("both", COMPARISONS["trained"], OF_BOTH.format(group="COMPARISONS"), None))
    return made


def programs_of_topics():
    """Name → (the program, watched, and how often it compares its numbers with the lab's)."""
    made = {}
    for number, (name, topic) in enumerate(LESSONS.items()):
        reader = CHINESE if number % 2 else ENGLISH
        said = [gettext(reader.language)(text) for text in DIFFERENCES]
        text = code_of(notebook(topic(reader))) + ASKED.get(name, "").format(said=said[0])
        compared = sum(text.count(f"print({each!r}, ") for each in said)
        made[name] = WATCHED.format(said=said) + text, compared
    return made


@pytest.mark.slow
def test_notebooks_and_programs_give_the_screens_numbers(tmp_path):
    cases, texts, of_script = programs(), [], {}
    for number, (name, subject, asked, _) in enumerate(cases):
        cells = lesson(subject, CHINESE if number % 2 else ENGLISH)
        texts.append(code_of(notebook(cells)) + "\n" + asked)
        if type(subject) not in of_script:  # of each page one: the others are the same code
            of_script[type(subject)] = name, script(cells) + "\n" + asked
    made = [Program(text, result="result") for text in (*texts, *(text for _, text in of_script.values()))]
    topics = programs_of_topics()
    watched = [Program(text, FILES.get(name, {}), "differences") for name, (text, _) in topics.items()]
    found = results(tmp_path, made + watched, MPLBACKEND="agg", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")
    for (name, (_, compared)), differences in zip(topics.items(), found[len(made) :], strict=True):
        assert len(differences) == compared > 0, name
        assert max(differences) < ROUNDING, (name, differences)
    assert len(of_script) == 5
    by_name = dict(zip([name for name, *_ in cases], found[: len(cases)], strict=True))
    for (name, _), result in zip(of_script.values(), found[len(cases) : len(made)], strict=True):
        np.testing.assert_array_equal(result, by_name[name], err_msg=name)
    for name, _, _, expected in cases:
        if expected is None:
            by_program, by_core = by_name[name]
            np.testing.assert_allclose(by_program, by_core, rtol=2e-4, atol=2e-5 * by_core[0], err_msg=name)
        else:
            assert np.allclose(by_name[name], expected, rtol=1e-9, atol=1e-9), name


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_lesson_is_one_valid_notebook_and_one_program_that_need_three_packages(subject):
    for reader in (ENGLISH, CHINESE):
        cells = cells_of(subject, reader)
        tree = ast.parse(code_of(notebook(cells)))
        assert ast.dump(ast.parse(script(cells))) == ast.dump(tree)
        brought = {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in ast.walk(tree)
                   if isinstance(node, (ast.Import, ast.ImportFrom))}  # fmt: skip
        assert brought <= {"numpy", "tensorflow", "keras", "matplotlib.pyplot", "base64", "zlib", "functools", "typing"}
        assert reader.address in script(cells)
        assert isinstance(subject, partial) or "def corr2d" in script(cells) or "back" in script(cells)


@pytest.mark.parametrize("topic", LESSONS.values(), ids=LESSONS)
def test_a_worker_can_write_the_lesson_of_a_topic(topic):
    sent = pickle.loads(pickle.dumps(topic))
    assert written("py", sent, ENGLISH) == script(topic(ENGLISH)).encode()


def test_the_layers_notebook_holds_the_screens_numbers_once_there_are_any():
    before, after = (
        script(layer.cells(IMAGE, (3, 2), 4, output, ENGLISH)) for output in (None, np.full((5, 7), 0.125))
    )
    assert DIFFERENCES[0] not in before
    assert DIFFERENCES[0] in after and "0.125, 0.125" in after


@pytest.mark.parametrize("subject", [CORRELATIONS["notebook"], *LESSONS.values()])
def test_the_same_experiment_gives_the_same_file_and_the_readers_language(subject):
    assert notebook(cells_of(subject, ENGLISH)) == notebook(cells_of(subject, ENGLISH))
    said = " ".join(cell.text for cell in cells_of(subject, CHINESE) if not cell.code)
    assert not re.search(r"[A-Za-z]{4,} [A-Za-z]{4,} [A-Za-z]{4,}", said)  # no English sentence is left


def test_large_matrices_are_packed_without_losing_a_digit():
    image = np.random.default_rng(0).normal(size=(30, 40))
    cells = lesson(Correlation(image, np.ones((2, 2))), ENGLISH)
    space = {}
    for cell in cells:
        if "import base64" in cell.text:
            exec(cell.text.replace("import tensorflow as tf", ""), space)
        if cell.text.startswith("X = "):
            exec(cell.text, space)
    assert np.array_equal(space["X"], image)


def test_a_networks_program_prints_plain_numbers_and_says_what_they_are(capsys):
    cells = nbformat.reads(notebook(LESSONS["networks"](ENGLISH)), as_version=4).cells
    imports, layers, formula = [cell.source for cell in cells if cell.cell_type == "code"][:3]
    exec("\n".join((imports, layers, formula)), {})
    said = capsys.readouterr().out.splitlines()
    assert said[0] == (
        "layer for rows and for columns: ('output size', 'receptive field', 'effective stride', 'effective padding')"
    )
    # ResNet50 on 64 × 64: 7 × 7 with stride 2 and padding 3, then 3 × 3 with stride 2 and padding 1.
    assert "conv1_conv [(32, 7, 2.0, 3), (32, 7, 2.0, 3)]" in said
    assert "pool1_pool [(16, 11, 4.0, 5), (16, 11, 4.0, 5)]" in said
