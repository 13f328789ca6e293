"""``cnnlab grade``: its arguments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from cnnlab.cli_options import labs_option

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("lab")
@click.argument("submissions", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--to",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for grades.csv, grades.json, class.html and feedback/; made if it is not there.",
)
@labs_option
@click.option(
    "--workers", type=click.IntRange(min=1), help="Notebooks at a time. Default: one a processor."
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=120,
    show_default=True,
    help="How long one notebook may take, everything together.",
)
@click.option("--only", multiple=True, help="Grade this student alone; may be given again.")
@click.option(
    "--regrade", is_flag=True, help="Grade all again, not only what is new or has changed."
)
@click.option(
    "--submitted", type=FILE, help="CSV: student, submitted. Default: when each file was changed."
)
@click.option(
    "--adjust", type=FILE, help="CSV: student, exercise, points, reason. Given and taken by hand."
)
@click.option("--canvas", type=FILE, help="Gradebook of Canvas, filled into canvas.csv.")
@click.option("--moodle", type=FILE, help="Grading worksheet of Moodle, filled into moodle.csv.")
@click.option("--column", default="", help="The gradebook's column, if not named as the lab is.")
@click.option("--gradescope", is_flag=True, help="Write a results.json for each student.")
@click.option("--similar", is_flag=True, help="Report passages that notebooks have in common.")
@click.option("--dask", default="", metavar="ADDRESS", help="Grade on this Dask cluster.")
@click.option(
    "--trust-submissions",
    is_flag=True,
    help="Grade without a sandbox: the students' code runs with all your rights.",
)
def grade(
    lab: str, labs: Path | None, seconds: float, trust_submissions: bool, **options: Any
) -> None:
    """Grade the notebooks in the folder SUBMISSIONS against LAB, say 01_convolution.

    The student is the file's name: ada.ipynb is ada's. A folder in SUBMISSIONS is a student's too:
    ada/lab.ipynb. A run that was stopped goes on where it was when the command is given again.
    Late days cost what grading.toml beside the lab says, if it is there.

    Ends with 0 when all were graded, whatever their marks, with 2 for a command that
    cannot be carried out, and with 130 when it was stopped by Ctrl-C.
    """
    from cnnlab.grade.command import GradingError, Job, grade_folder
    from cnnlab.grade.limits import Limits
    from cnnlab.grade.outputs import Wanted
    from cnnlab.labs import find_lab

    beside = ("canvas", "moodle", "column", "gradescope", "similar")
    wanted = Wanted(**{name: options.pop(name) for name in beside})
    limits = Limits(submission_seconds=seconds)
    try:
        folder = find_lab(lab, root=labs)
        grade_folder(
            Job(folder, limits=limits, trusted=trust_submissions, wanted=wanted, **options)
        )
    except (GradingError, FileNotFoundError) as error:
        raise click.UsageError(str(error)) from error
    except KeyboardInterrupt:
        click.echo("\nStopped: the pages of those that were graded are there, no tables.", err=True)
        sys.exit(130)
