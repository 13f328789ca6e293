"""What students get of a lab: the notebook, the public checks, a word on how to begin."""

from __future__ import annotations

from pathlib import Path

from cnnlab.files import write_whole
from cnnlab.labs.bundle import bundled
from cnnlab.labs.lab import load_lab
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


def release(folder: Path, to: Path, *, force: bool = False) -> list[Path]:
    """Write the student's files of the lab in ``folder`` into the folder ``to``.

    Raises ReleaseError, and writes nothing, where a notebook stands there that differs from the
    one to be written: it may hold a student's work. ``force`` overwrites it.
    """
    source = read_lab(folder)
    title = load_lab(folder / "checks.py").title
    files = {
        f"{source.name}.ipynb": notebook_text(source.student_notebook()),
        "checks.py": public_checks(bundled(folder / "checks.py")),
        "README.md": README.format(title=title, name=source.name),
    }
    if to.exists() and not to.is_dir():
        raise ReleaseError(f"{to} is a file; --to wants a folder")
    notebook = to / f"{source.name}.ipynb"
    if notebook.is_file() and not force and notebook.read_text("utf-8") != files[notebook.name]:
        raise ReleaseError(
            f"{notebook} is there already and differs: it may hold somebody's work. "
            "Release to another folder, or overwrite it with --force."
        )
    for name, content in files.items():
        write_whole(to / name, content)
    return [to / name for name in files]
