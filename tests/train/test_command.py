"""``cnnlab train`` as its user meets it."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from cnnlab import models
from cnnlab.cli import main
from cnnlab.train import Checkpoint
from tests.data.test_mnist import official

# What each needs for 98 % of the held-out digits.
HIGH = [
    ["lenet5", "--epochs", "12"],
    ["resnet8-cifar", "--epochs", "6"],
    ["all-cnn-c", "--epochs", "15", "--optimizer", "adam", "--schedule", "warm-up"],
]


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
@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("asked", HIGH, ids=lambda asked: asked[0])
def test_98_of_100_digits(asked: list[str], backend: str) -> None:
    result = run(*asked, "--data", "digits", "--backend", backend)
    assert accuracy(result.stdout) >= 98


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


def test_every_model_and_schedule_and_optimiser_can_be_asked_for(tmp_path: Path) -> None:
    """One step of each, of the smallest batch that has a variance."""
    choices = [
        *(["--optimizer", name] for name in ("adam", "adamw", "rmsprop")),
        *(["--schedule", name] for name in ("constant", "step", "one-cycle", "warm-up")),
        ["--transform", "shift", "--transform", "rotate=15", "--transform", "noise=0.1"],
        ["--clip-norm", "0.5", "--momentum", "0.5", "--weight-decay", "0.001"],
    ]
    for asked in choices:
        arguments = ["--data", "digits", "--batch-size", "720", "--epochs", "1", *asked]
        results = [run("mlp", *arguments, "--backend", backend) for backend in ("numpy", "torch")]
        told = [re.search(r"loss (\S+)", result.stdout) for result in results]
        assert told[0][1] == told[1][1], asked  # the same, in NumPy and in torch


def test_a_history_can_be_a_table(tmp_path: Path) -> None:
    table = tmp_path / "history.csv"
    assert run("mlp", "--data", "digits", "--epochs", "2", "--history", str(table)).exit_code == 0
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["number"] for row in rows] == ["1", "2"]
    assert float(rows[1]["loss"]) < float(rows[0]["loss"])


def test_patience_ends_it(tmp_path: Path) -> None:
    arguments = ["--data", "digits", "--lr", "0", "--epochs", "9", "--patience", "2"]
    assert run("mlp", *arguments).stdout.count("\nepoch ") == 3


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_a_run_goes_on_where_it_was_stopped(backend: str, tmp_path: Path) -> None:
    """Stopped in its third epoch by Ctrl-C, and then given again."""
    names = ("through.npz", "kept.npz", "resumed.npz")
    through, kept, resumed = (str(tmp_path / name) for name in names)
    asked = ["mlp", "--data", "digits", "--epochs", "4", "--backend", backend]
    asked += ["--transform", "shift=1", "--optimizer", "adam"]
    assert run(*asked, "--save", through).exit_code == 0

    loop = "cnnlab.train.loop.Checkpoint.save"
    save, saved = Checkpoint.save, []

    def stop_in_the_third(*arguments: object) -> None:
        save(*arguments)
        saved.append(True)
        if len(saved) == 2:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, stop_in_the_third)
        stopped = run(*asked, "--checkpoint", kept)
    assert stopped.exit_code == 130
    assert stopped.stderr == f"\nStopped. What is done is in {kept}.\n"
    result = run(*asked, "--checkpoint", kept, "--save", resumed)
    assert result.exit_code == 0
    assert result.stdout.count("\nepoch ") == 2
    with np.load(through) as want, np.load(resumed) as got:
        assert all(np.array_equal(want[name], got[name]) for name in want)

    other = run(*asked, "--seed", "3", "--checkpoint", kept)
    assert other.exit_code == 2
    assert f"{kept}: is the checkpoint of another training\n  expected seed = 3" in other.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["lenet6", "--data", "digits"], 2, "train: no such model\n  expected mlp, lenet5, lenet5"),
        (["lenet5", "--data", "dogs"], 2, "there is no such data set\n  expected digits, shapes, "),
        (["lenet5"], 2, "Missing option '--data'"),
        (["lenet5", "--data", "digits", "--epochs", "0"], 2, "'--epochs'"),
        (["lenet5", "--data", "signals"], 2, "train: lenet5 is for images"),
        (["lenet5", "--data", "digits", "--lr", "nan"], 2, "SGD: lr cannot be used"),
        (["lenet5", "--data", "digits", "--save", "no/such/w.npz"], 2, "a folder that exists"),
        (
            ["lenet5", "--data", "digits", "--transform", "melt"],
            2,
            "no such transform\n  expected ",
        ),
        (["lenet5", "--data", "digits", "--transform", "shift=far"], 2, "expected shift=NUMBER"),
        (["lenet5", "--data", "digits", "--transform", "shift=0.5"], 2, "shift: by cannot be used"),
        (
            ["lenet5", "--data", "digits", "--optimizer", "adam", "--momentum", "0.5"],
            2,
            "adam has no momentum to set",
        ),
        (["lenet5", "--data", "digits", "--clip-norm", "-1"], 2, "'--clip-norm'"),
        (
            ["lenet5", "--data", "digits", "--amp", "--device", "cpu"],
            2,
            "in full precision\n  expected --backend torch\n  got      device, amp",
        ),
        (
            ["lenet5", "--data", "digits", "--backend", "torch", "--amp", "--dtype", "float64"],
            2,
            "float64 is not to be had with this",
        ),
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
