"""``cnnlab train`` as its user meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from cnnlab import models
from cnnlab.cli import main
from tests.data.test_mnist import official


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["train", *arguments], catch_exceptions=False)


def accuracy(output: str) -> float:
    """The share that the last line but for the files tells."""
    [told] = [line for line in output.splitlines() if "are named rightly" in line]
    return float(told.split("%")[0])


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_lenet5_learns_digits(backend: str) -> None:
    result = run("lenet5", "--data", "digits", "--backend", backend, "--epochs", "8")
    assert result.exit_code == 0
    assert f"lenet5, 61,706 parameters, {backend}, float32" in result.stdout
    assert "digits, 1,437 images to learn from, 360 held out" in result.stdout
    assert result.stdout.count("\nepoch ") == 8
    assert accuracy(result.stdout) >= 97


@pytest.mark.long
@pytest.mark.skipif(
    official() is None, reason="needs MNIST's official t10k files in $CNNLAB_DATA/mnist"
)
@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_lenet5_learns_mnist10k(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNLAB_DATA", str(official()))
    result = run("lenet5", "--data", "mnist10k", "--backend", backend)
    assert accuracy(result.stdout) >= 97.5


def test_weights_and_history_are_written(tmp_path: Path) -> None:
    weights, history = tmp_path / "weights.npz", tmp_path / "history.json"
    arguments = ["lenet5", "--data", "digits", "--backend", "torch", "--epochs", "2", "--seed", "7"]
    result = run(*arguments, "--save", str(weights), "--history", str(history))
    assert result.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"weights.npz", "history.json"}
    model = models.lenet5(input_size=32)
    with np.load(weights) as state:
        model.load_state_dict(state)
    assert np.isfinite(model[0].weight.data).all()
    record = json.loads(history.read_text("utf-8"))
    assert record["run"]["seed"] == 7
    assert [epoch["number"] for epoch in record["epochs"]] == [1, 2]
    assert record["epochs"][1]["loss"] < record["epochs"][0]["loss"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["lenet6", "--data", "digits"], 1, "train: no such model\n  expected lenet5\n"),
        (["lenet5", "--data", "dogs"], 1, "there is no such data set\n  expected digits, shapes, "),
        (["lenet5"], 2, "Missing option '--data'"),
        (["lenet5", "--data", "digits", "--epochs", "0"], 2, "'--epochs'"),
        (["lenet5", "--data", "digits", "--lr", "nan"], 1, "SGD: lr cannot be used"),
        (["lenet5", "--data", "digits", "--save", "no/such/w.npz"], 1, "a folder that exists"),
        (["lenet5", "--data", "digits", "--lr", "1e9", "--epochs", "1"], 1, "smaller learning rat"),
    ],
)
def test_a_mistake_is_one_message(arguments: list[str], code: int, said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_damaged_file_is_one_message(tmp_path: Path) -> None:
    """The whole way, in a process of its own: nothing but the message reaches the terminal."""
    path = tmp_path / "mnist" / "t10k-images-idx3-ubyte.gz"
    path.parent.mkdir()
    path.write_bytes(b"half a file")
    command = [sys.executable, "-m", "cnnlab.cli", "train", "lenet5", "--data", "mnist10k"]
    environment = {**os.environ, "CNNLAB_DATA": str(tmp_path)}
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.startswith(f"Error: {path}: is not the official file")
    assert result.stdout == ""
