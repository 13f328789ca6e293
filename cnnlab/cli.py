"""The command line: ``cnnlab train``, ``cnnlab release``, ``cnnlab grade``.

Each command reads its arguments here and does its work in the module it is named for.
"""

from __future__ import annotations

from pathlib import Path

import click

import cnnlab


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(cnnlab.__version__)
def main() -> None:
    """The course on convolutional networks that runs."""


@main.command()
@click.argument("lab")
@click.argument("submissions", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--to",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for grades.csv, grades.json and feedback/; made if it is not there.",
)
@click.option(
    "--labs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds the labs. Default: ./labs, or the one beside the package.",
)
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
def grade(
    lab: str,
    submissions: Path,
    to: Path,
    labs: Path | None,
    workers: int | None,
    seconds: float,
) -> None:
    """Grade the notebooks in the folder SUBMISSIONS against LAB, say 01_convolution.

    The student is the file's name: ada.ipynb is ada's. A folder in SUBMISSIONS is a student's too:
    ada/lab.ipynb. Ends with 0 when all were graded, whatever their marks, and with 2 for a command
    that cannot be carried out.
    """
    from cnnlab.grade.command import GradingError, grade_folder
    from cnnlab.grade.limits import Limits
    from cnnlab.labs import find_lab

    try:
        limits = Limits(submission_seconds=seconds)
        grade_folder(find_lab(lab, root=labs), submissions, to, workers=workers, limits=limits)
    except (GradingError, FileNotFoundError) as error:
        raise click.UsageError(str(error)) from error


if __name__ == "__main__":
    main()
