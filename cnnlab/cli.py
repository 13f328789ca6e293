"""The command line: ``cnnlab train``, ``cnnlab release``, ``cnnlab grade``.

Each command reads its arguments here and does its work in the module it is named for.
"""

from __future__ import annotations

import click

import cnnlab


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(cnnlab.__version__)
def main() -> None:
    """The course on convolutional networks that runs."""


if __name__ == "__main__":
    main()
