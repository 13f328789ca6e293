"""From a lab's folder to an assignment that can be graded."""

from __future__ import annotations

from pathlib import Path

from cnnlab.grade.grading import Assignment
from cnnlab.grade.limits import Limits
from cnnlab.grade.rebuild import template_of
from cnnlab.labs.lab import load_lab
from cnnlab.labs.source import read_lab


def read_assignment(
    folder: Path, limits: Limits | None = None, *, sandboxed: bool = True
) -> Assignment:
    """The lab in ``folder`` as an assignment.

    Raises ValueError where its notebook and its checks do not have the same exercises.
    """
    source, lab = read_lab(folder), load_lab(folder / "checks.py")
    template = template_of(source.student_notebook().cells)
    written = [cell.exercise for cell in template if cell.role == "exercise"]
    if sorted(written) != sorted(lab.exercises):
        raise ValueError(
            f"lab {lab.name}: the exercises differ: the notebook has {', '.join(written)}; "
            f"checks.py has {', '.join(lab.exercises)}"
        )
    return Assignment(
        checks=(folder / "checks.py").resolve(),
        template=tuple(template),
        setup=tuple(source.setup_cells()),
        limits=limits or Limits(),
        sandboxed=sandboxed,
        solutions=tuple(source.solutions().values()),
    )
