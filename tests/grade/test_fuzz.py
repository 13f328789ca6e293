"""Whatever comes in, the grader has an answer: random bytes, mutated notebooks, mutated frames."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnlab.grade import wire
from cnnlab.grade.class_report import class_page
from cnnlab.grade.forbid import Reader
from cnnlab.grade.grading import GradedLab, grade
from cnnlab.grade.marks import Mark
from cnnlab.grade.notebook import NotANotebook, read_cells
from cnnlab.grade.rebuild import Rebuilt, rebuild
from cnnlab.grade.report import page
from cnnlab.grade.result import Result
from cnnlab.grade.similar import fingerprints
from cnnlab.grade.submissions import Submission
from cnnlab.labs.lab import load_lab

from . import tiny

lab = load_lab(tiny.FOLDER / "checks.py")
RIGHT = tiny.answering()

atoms = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    atoms,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
keys = st.sampled_from(
    ["cells", "worksheets", "metadata", "cnnlab", "role", "exercise", "source", "input", "id"]
)


@st.composite
def mutated_notebooks(draw: st.DrawFn) -> bytes:
    """The right notebook with some of its values exchanged, dropped, doubled or cut."""
    notebook = json.loads(RIGHT)
    for _ in range(draw(st.integers(1, 4))):
        place: Any = notebook
        while isinstance(place, dict | list) and place and draw(st.integers(0, 3)):
            places = list(place if isinstance(place, dict) else range(len(place)))
            at = draw(st.sampled_from(places))
            if not isinstance(place[at], dict | list) or not draw(st.integers(0, 2)):
                place[at] = draw(anything)
                break
            place = place[at]
        else:
            if isinstance(place, list):
                place.insert(0, draw(anything))
            elif isinstance(place, dict):
                place[draw(keys)] = draw(anything)
    content = json.dumps(notebook).encode()
    return content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content


@st.composite
def mutated_bytes(draw: st.DrawFn) -> bytes:
    content = bytearray(RIGHT)
    for _ in range(draw(st.integers(1, 8))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content)


notebooks = st.binary(max_size=200) | mutated_bytes() | mutated_notebooks()


@given(notebooks)
def test_any_bytes_are_rebuilt_or_refused_in_a_sentence(content: bytes) -> None:
    try:
        cells = read_cells(content)
    except NotANotebook as error:
        said = str(error)
    else:
        said, rebuilt = "the notebook is rebuilt", rebuild(cells, tiny.TEMPLATE)
        _read(rebuilt)
    assert 10 < len(said) < 300


def _read(rebuilt: Rebuilt) -> None:
    """Whatever reads the cells before they are run."""
    reader = Reader([cell.source for cell in rebuilt.cells])
    for cell in rebuilt.cells:
        fingerprints(cell.source)
        for name in cell.defines:
            reader.find_use(name, ("scipy",))


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=notebooks)
def test_any_bytes_get_a_result_and_a_page(graded: GradedLab, content: bytes) -> None:
    result = grade(content, graded)
    assert isinstance(result, Result)
    assert (result.points, len(result.verdicts)) == (lab.points, 5)
    json.dumps(result.to_json())
    mark = Mark(Submission("Ada", tiny.FOLDER, "Ada"), result)
    for html in (page(lab, mark), class_page(lab, [mark])):
        html.encode()
        assert html.endswith("</html>")


@st.composite
def mutated_frames(draw: st.DrawFn) -> tuple[bytes, bytes]:
    value = {"number": 1, "value": [np.arange(6.0).reshape(2, 3), (1, "x"), {"a": None}]}
    frame = bytearray(wire.pack(value))
    header, _ = wire.lengths(bytes(frame[: wire.HEAD.size]))
    content = frame[wire.HEAD.size :]
    for _ in range(draw(st.integers(1, 6))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    cut = draw(st.integers(0, len(content)))
    return bytes(content[:header]), bytes(content[header : max(header, cut)])


@given(mutated_frames() | st.tuples(st.binary(max_size=60), st.binary(max_size=60)))
def test_a_mutated_frame_is_a_value_or_a_wire_error(frame: tuple[bytes, bytes]) -> None:
    with suppress(wire.WireError):
        wire.unpack(*frame)


@given(anything)
def test_any_json_is_a_value_or_a_wire_error(tree: Any) -> None:
    with suppress(wire.WireError):
        wire.unpack(json.dumps({"dict": [["value", tree]]}).encode(), b"12345678")
