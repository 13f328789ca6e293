"""Curves that grow while a network learns."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from cnnlab.train import Epoch
from cnnlab.viz import LiveCurves

EPOCHS = [Epoch(1, 2.0, 0.3, 1.8, 0.4, 0.1), Epoch(2, 1.0, 0.6, 1.2, 0.5, 0.1)]


def test_every_epoch_is_drawn() -> None:
    live = LiveCurves()
    for epoch in EPOCHS:
        live(epoch)
    loss, accuracy = live.figure.axes
    drawn = [[line.get_xydata().tolist() for line in ax.get_lines()] for ax in (loss, accuracy)]
    assert drawn == [
        [[[1, 2.0], [2, 1.0]], [[1, 1.8], [2, 1.2]]],
        [[[1, 0.3], [2, 0.6]], [[1, 0.4], [2, 0.5]]],
    ]
    assert (loss.get_ylabel(), accuracy.get_ylabel()) == ("loss", "accuracy")
    assert [text.get_text() for text in loss.get_legend().get_texts()] == [
        "learned from",
        "held out",
    ]


def test_outside_a_notebook_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    LiveCurves()(EPOCHS[0])
    assert capsys.readouterr().out == ""


def test_in_a_notebook_one_figure_changes() -> None:
    """Two epochs, one picture: the second takes the first one's place."""
    source = (
        "from cnnlab import viz\nfrom cnnlab.train import Epoch\nviz.setup()\n"
        "live = viz.LiveCurves()\n"
        "for i in (1, 2):\n    live(Epoch(i, 2.0 / i, 0.3, 1.8, 0.4, 0.1))"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs: list[Any] = notebook.cells[0].outputs
    assert [output.output_type for output in outputs] == ["display_data"]
    assert "image/svg+xml" in outputs[0].data
