"""What is kept of a training, and when it ends early."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cnnlab.shapes import ExplainedError
from cnnlab.train import Epoch, no_better_for, write_history


def epochs(*losses: float) -> list[Epoch]:
    return [Epoch(i, 1.0, 0.5, loss, 0.25, 0.1) for i, loss in enumerate(losses, 1)]


@pytest.mark.parametrize(
    ("losses", "patience", "least", "ends"),
    [
        ((), 1, 0, False),
        ((3, 2, 1), 1, 0, False),
        ((3, 2, 2), 1, 0, True),
        ((3, 2, 2), 2, 0, False),
        ((3, 2, 4, 2.5), 2, 0, True),
        ((3, 2, 4, 1.9), 2, 0, False),
        ((3, 2.95, 2.9, 2.85), 3, 0.2, True),
        ((float("nan"), float("nan")), 2, 0, True),
    ],
)
def test_it_ends_when_nothing_has_become_better(
    losses: tuple[float, ...], patience: int, least: float, ends: bool
) -> None:
    assert no_better_for(patience, least=least)(epochs(*losses)) == ends


@pytest.mark.parametrize("patience", [0, 1.5])
def test_a_patience_that_cannot_be_is_explained(patience: float) -> None:
    with pytest.raises(ExplainedError, match="no_better_for: patience cannot be used"):
        no_better_for(patience)  # type: ignore[arg-type]


def test_a_table_and_a_record_hold_the_same(tmp_path: Path) -> None:
    history = epochs(3, 2.5)
    for name in ("h.csv", "h.json"):
        write_history(tmp_path / name, {"seed": 3}, history)
    record = json.loads((tmp_path / "h.json").read_text("utf-8"))
    assert record["run"] == {"seed": 3}
    with (tmp_path / "h.csv").open(newline="") as file:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file)]
    assert rows == record["epochs"] == [epoch._asdict() for epoch in history]
