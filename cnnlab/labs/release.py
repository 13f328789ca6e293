"""What students get of a lab: the notebook, the public checks, a word on how to begin."""

from __future__ import annotations

from pathlib import Path

from cnnlab.files import write_whole
from cnnlab.labs.bundle import bundled
from cnnlab.labs.lab import load_lab
from cnnlab.labs.nbgrader import nbgrader_files
from cnnlab.labs.public import public_checks
from cnnlab.labs.source import notebook_text, read_lab

README = """\
# {title}

Keep `checks.py` beside `{name}.ipynb`, and open the notebook in JupyterLab, in the course's
environment (once, in a copy of the course: `pip install ".[lab]"`):

    jupyter lab {name}.ipynb

Write a function, run the cell under it, read the hint, try again. You may stop at any time and go
on another day: save the notebook, and next time choose Run > Run All Cells first. Hand in
`{name}.ipynb` alone.
"""


class ReleaseError(Exception):
    """Why nothing was released."""


def student_files(folder: Path) -> dict[str, str]:
    """What a student gets of the lab in ``folder``, by file name."""
    source = read_lab(folder)
    title = load_lab(folder / "checks.py").title
    return {
        f"{source.name}.ipynb": notebook_text(source.student_notebook()),
        "checks.py": public_checks(bundled(folder / "checks.py")),
        "README.md": README.format(title=title, name=source.name),
    }


def release(folder: Path, to: Path, *, force: bool = False, form: str = "notebook") -> list[Path]:
    """Write the student's files of the lab in ``folder`` into the folder ``to``.

    With ``form="nbgrader"``, the assignment from which nbgrader makes them. Raises ReleaseError,
    and writes nothing, where a notebook stands there that differs from the one to be written: it
    may hold a student's work. ``force`` overwrites it.
    """
    files = nbgrader_files(folder) if form == "nbgrader" else student_files(folder)
    if to.exists() and not to.is_dir():
        raise ReleaseError(f"{to} is a file; --to wants a folder")
    notebook, text = next((to / name, text) for name, text in files.items())
    if notebook.is_file() and not force and notebook.read_text("utf-8") != text:
        raise ReleaseError(
            f"{notebook} is there already and differs: it may hold somebody's work. "
            "Release to another folder, or overwrite it with --force."
        )
    for name, content in files.items():
        write_whole(to / name, content)
    return [to / name for name in files]
