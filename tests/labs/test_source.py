"""lab.md to notebooks."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from cnnlab.labs.source import LabSourceError, notebook_text, read_lab


def test_the_student_gets_stubs_and_the_solution_notebook_the_code(small_lab: Path) -> None:
    source = read_lab(small_lab)
    cells = {cell.id: cell.source for cell in source.student_notebook().cells}
    assert cells["exercise-double"] == (
        'def double(x):\n    """Twice x."""\n    raise NotImplementedError("your turn")'
    )
    assert cells["exercise-total"].count("        raise NotImplementedError") == 1
    solved = {cell.id: cell.source for cell in source.solution_notebook().cells}
    assert solved["exercise-double"].endswith("return secret_two * np.asarray(x)")
    assert "SOLUTION" not in notebook_text(source.solution_notebook())
    assert source.solutions() == {
        "double": solved["exercise-double"],
        "total": solved["exercise-total"],
    }
    assert source.exercise_ids() == {"double": "exercise-double", "total": "exercise-total"}
    assert [s.splitlines()[0] for s in source.setup_cells()] == ["import numpy as np"]


def test_both_notebooks_are_the_same_bytes_each_time(small_lab: Path) -> None:
    first, second = read_lab(small_lab), read_lab(small_lab)
    for make in ("student_notebook", "solution_notebook"):
        text = notebook_text(getattr(first, make)())
        assert text == notebook_text(getattr(second, make)())
        assert text == notebook_text(getattr(first, make)()), "making one changes nothing"
        nbformat.validate(nbformat.reads(text, 4))


def test_ids_are_unique_and_only_answers_can_be_edited(small_lab: Path) -> None:
    cells = read_lab(small_lab).student_notebook().cells
    ids = [cell.id for cell in cells]
    assert len(set(ids)) == len(ids)
    assert ids[:2] == ["text-1", "setup"]
    for cell in cells:
        assert cell.metadata["deletable"] is False
        role = cell.metadata.get("cnnlab", {}).get("role")
        assert ("editable" in cell.metadata) == (role != "exercise")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("    # END SOLUTION\n```", "```", "exercise-double"),
        ("role: demo", "role: dance", "without a role"),
        ("    print(double(3))", "    # BEGIN SOLUTION\n    # END SOLUTION", "demo"),
        ("exercise, exercise: total", "exercise, exercise: double", "twice the same"),
    ],
)
def test_a_source_that_breaks_the_rules_is_refused(
    small_lab: Path, old: str, new: str, complaint: str
) -> None:
    path = small_lab / "lab.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(LabSourceError, match=complaint):
        read_lab(small_lab)
