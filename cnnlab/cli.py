"""The command line: ``cnnlab train``, ``cnnlab release``, ``cnnlab grade``.

Each command reads its arguments here and does its work in the module it is named for.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

import cnnlab
from cnnlab.cli_grade import grade
from cnnlab.cli_options import labs_option
from cnnlab.cli_train import train


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(cnnlab.__version__)
def main() -> None:
    """The course on convolutional networks that runs."""


main.add_command(train)
main.add_command(grade)


@main.command()
@click.argument("lab")
@click.option(
    "--to",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the notebook, the public checks and a README; made if it is not there.",
)
@labs_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["notebook", "nbgrader"]),
    default="notebook",
    help="For students, or as source/LAB of a course of nbgrader's.",
)
@click.option("--force", is_flag=True, help="Overwrite a notebook that may hold somebody's work.")
def release(lab: str, to: Path, labs: Path | None, form: str, force: bool) -> None:
    """Write what students get of LAB, say 01_convolution: no solution and no hidden check."""
    from cnnlab.labs import find_lab
    from cnnlab.labs import release as releasing

    try:
        written = releasing.release(find_lab(lab, root=labs), to, force=force, form=form)
    except (releasing.ReleaseError, FileNotFoundError) as error:
        raise click.UsageError(str(error)) from error
    for path in written:
        click.echo(path)


@main.command()
@click.argument("model")
@click.option(
    "--input", "image", help="Of one image, as 3x224x224. Default: what MODEL is made for."
)
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text")
def summary(model: str, image: str | None, form: str) -> None:
    """Show MODEL, say vgg16, layer by layer: shapes, parameters, work, what its units see."""
    from cnnlab.models import MODELS
    from cnnlab.shapes import ExplainedError
    from cnnlab.summary import summary as summarised

    if model not in MODELS:
        raise click.UsageError(f"no such model: {model}. There are: {', '.join(MODELS)}")
    sizes = (image or "x".join(map(str, MODELS[model].input_shape))).replace("×", "x").split("x")
    if len(sizes) != 3 or not all(size.isdecimal() for size in sizes):
        raise click.UsageError(f"--input is C×H×W, such as 3x224x224, not {image!r}")
    try:
        table = summarised(MODELS[model].build(), (1, *map(int, sizes)))
    except ExplainedError as error:
        raise click.UsageError(str(error)) from error
    forms = {"text": str(table), "markdown": table.to_markdown(), "json": table.to_json()}
    click.echo(forms[form])


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """Measure cnnlab beside torch and textbooks' NumPy; ``cnnlab bench --help`` tells more.

    It is part of the course's repository and is run from there.
    """
    import subprocess

    root = Path(cnnlab.__file__).parents[1]
    if not (root / "bench" / "__main__.py").is_file():
        raise click.UsageError(
            f"there is no benchmark beside {root}: it comes with a clone of the course, "
            "installed by `make book` or `pip install --editable .`"
        )
    # A process of its own: how many threads BLAS may use must be said before NumPy is loaded.
    sys.exit(subprocess.run([sys.executable, "-m", "bench", *arguments], cwd=root).returncode)


@main.command()
def doctor() -> None:
    """Say what this machine offers: processors, the grader's sandbox, a browser for the tests."""
    from cnnlab.grade.doctor import report

    for thing, standing in report():
        click.echo(f"{thing:<11} {standing}")


if __name__ == "__main__":
    main()
