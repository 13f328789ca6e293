"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

labs_option = click.option(
    "--labs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds the labs. Default: ./labs, or the one beside the package.",
)
