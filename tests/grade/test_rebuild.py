"""What students do to notebooks costs nobody a point, and is said in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cnnlab.grade.notebook import read_cells
from cnnlab.grade.rebuild import Rebuilt, rebuild

from . import tiny
from .tiny import RIGHT, STUBS, CellJson, cell, released

SCALE, CHECK_SCALE, CORRELATE, CHECK_CORRELATE, LAYER = 1, 2, 3, 4, 5


def rebuilt(cells: Sequence[CellJson]) -> Rebuilt:
    return rebuild(read_cells(tiny.notebook(cells)), tiny.TEMPLATE)


def sources(cells: Sequence[CellJson]) -> list[str]:
    return [c.source for c in rebuilt(cells).cells]


ALL_RIGHT = [RIGHT[name] for name in tiny.EXERCISES]


def test_an_untouched_notebook_gives_its_exercises_and_nothing_to_say() -> None:
    result = rebuilt(released(RIGHT))
    assert [c.source for c in result.cells] == ALL_RIGHT
    assert [c.name for c in result.cells] == list(tiny.EXERCISES)
    assert result.notes == []
    assert rebuilt(released()).notes == []


def test_marks_that_were_lost_are_made_up_for_by_names() -> None:
    result = rebuilt(tiny.without_marks(released(RIGHT)))
    assert [c.source for c in result.cells] == ALL_RIGHT
    assert [c.name for c in result.cells] == list(tiny.EXERCISES)
    assert len(result.notes) == 1
    assert "lost the lab's marks" in result.notes[0]


def test_ids_alone_are_enough() -> None:
    cells = [{**c, "metadata": {}} for c in released(RIGHT)]
    assert rebuilt(cells).notes == []
    assert sources(cells) == ALL_RIGHT


def test_locked_cells_are_the_labs_again() -> None:
    cells = released(RIGHT)
    cells[0]["source"] = "import numpy as np; np.allclose = lambda *a: True"
    cells[CHECK_SCALE]["source"] = "pass"
    result = rebuilt(cells)
    assert [c.source for c in result.cells] == ALL_RIGHT
    assert result.notes == [
        "2 cells of the lab's own had been changed; the lab's version was used."
    ]


def test_deleted_cells_are_named() -> None:
    cells = released(RIGHT)
    del cells[CORRELATE], cells[0]
    result = rebuilt(cells)
    assert [c.name for c in result.cells] == ["scale", "Layer"]
    assert result.notes == [
        "A cell of the lab's own had been deleted; the lab's version was used.",
        "The cell of correlate is not in the notebook.",
    ]


def test_reordered_cells_run_in_the_labs_order() -> None:
    result = rebuilt(released(RIGHT)[::-1])
    assert [c.source for c in result.cells] == ALL_RIGHT
    assert result.notes == [
        "The cells stand in another order than in the lab; they were run in the lab's order."
    ]


def test_of_duplicates_the_last_counts() -> None:
    cells = released(RIGHT)
    wrong = {**cells[SCALE], "source": "def scale(x, factor):\n    return x"}
    result = rebuilt([*cells[:SCALE], wrong, {**cells[SCALE], "id": "new"}, *cells[2:]])
    assert [c.source for c in result.cells][:2] == [wrong["source"], RIGHT["scale"]]
    (note,) = result.notes
    assert note.startswith("scale is in 2 cells; the last one counts, ")


@pytest.mark.parametrize("above", [True, False])
def test_an_untouched_copy_does_not_undo_an_answer(above: bool) -> None:
    cells = released(RIGHT)
    stub = {**cells[SCALE], "id": "other", "source": STUBS["scale"] + "\n# still to do\n"}
    at = SCALE if above else SCALE + 1
    result = rebuilt([*cells[:at], stub, *cells[at:]])
    assert [c.source for c in result.cells] == ALL_RIGHT
    assert result.notes == []


def test_an_answer_in_a_new_cell_is_found() -> None:
    cells = released({**RIGHT, "scale": STUBS["scale"]})
    result = rebuilt([*cells, cell(RIGHT["scale"])])
    assert [c.source for c in result.cells] == ALL_RIGHT
    assert any("lost the lab's marks" in note for note in result.notes)


def test_merged_cells_give_both_answers() -> None:
    cells = released(RIGHT)
    cells[SCALE]["source"] = RIGHT["scale"] + "\n\n" + RIGHT["correlate"]
    del cells[CORRELATE]
    result = rebuilt(cells)
    assert [c.defines for c in result.cells] == [("scale", "correlate"), ("Layer",)]
    assert result.notes == ["correlate was found in another cell than its own."]


def test_a_renamed_function_is_named() -> None:
    result = rebuilt(released({**RIGHT, "scale": "def scaled(x, factor):\n    return x * factor"}))
    assert result.notes == [
        "The cell of scale does not define scale, but scaled: the function must keep its name."
    ]


def test_a_cell_that_became_text_is_read_as_code() -> None:
    cells = released(RIGHT)
    cells[SCALE]["cell_type"] = "markdown"
    result = rebuilt(cells)
    assert [c.source for c in result.cells] == ALL_RIGHT
    assert result.notes == ["The cell of scale had become text; it was read as code."]


def test_added_cells_are_kept_where_they_can_matter() -> None:
    cells = released(RIGHT)
    helper, after, look = cell("def double(x):\n    return 2 * x"), cell("N = 3"), cell("print(N)")
    result = rebuilt([helper, *cells[:CORRELATE], after, look, *cells[CORRELATE:]])
    assert [c.source for c in result.cells] == [
        helper["source"],
        RIGHT["scale"],
        "N = 3",
        RIGHT["correlate"],
        RIGHT["Layer"],
    ]
    assert result.cells[0].label == "A cell that you added"
    assert result.notes == []


def test_a_syntax_error_is_not_called_a_missing_function() -> None:
    assert rebuilt(released({**RIGHT, "scale": "def scale(x, factor:\n    return x"})).notes == []
