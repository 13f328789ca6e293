"""How a training went: its epochs, written as JSON or CSV, and when to end it early."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cnnlab.files import write_whole
from cnnlab.shapes import ExplainedError, is_whole


class Epoch(NamedTuple):
    """How one pass over the training images went."""

    number: int  # from 1
    loss: float  # mean over the training images, each as it was met
    accuracy: float  # from 0 to 1, likewise
    held_out_loss: float  # after the epoch
    held_out_accuracy: float
    seconds: float  # of learning; judging comes on top


Stop = Callable[[Sequence[Epoch]], bool]


def no_better_for(patience: int, *, least: float = 0.0) -> Stop:
    """End a training when ``patience`` epochs have not bettered the held-out loss by ``least``.

    This is early stopping. The weights stay as the last epoch left them.

    Raises ExplainedError for a patience that is not a whole number ≥ 1.
    """
    if not is_whole(patience) or patience < 1:
        raise ExplainedError(
            "no_better_for: patience cannot be used",
            expected="a whole number ≥ 1",
            got=f"patience = {patience!r}",
        )

    def stop(history: Sequence[Epoch]) -> bool:
        best, when = float("inf"), 0
        for epoch in history:
            if epoch.held_out_loss < best - least:
                best, when = epoch.held_out_loss, epoch.number
        return bool(history) and history[-1].number - when >= patience

    return stop


def write_history(path: Path, run: Mapping[str, Any], history: Sequence[Epoch]) -> None:
    """Write the epochs to ``path``, whole or not at all: a table if it ends in .csv, else JSON.

    JSON holds what was asked for too, the ``run``.
    """
    epochs = [epoch._asdict() for epoch in history]
    if path.suffix.lower() == ".csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, Epoch._fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(epochs)
        write_whole(path, text.getvalue())
    else:
        write_whole(path, json.dumps({"run": dict(run), "epochs": epochs}, indent=1) + "\n")
