"""``python -m cnnlab``: the command line."""

from cnnlab.cli import main

main(prog_name="cnnlab")
