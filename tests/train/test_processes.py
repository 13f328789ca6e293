"""Several processes learn what one does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from torch import distributed

from cnnlab.cli import main
from cnnlab.train.synchronised import Synchronised, synchronised

RUN = ["train", "resnet8-cifar", "--data", "digits", "--backend", "torch", "--dtype", "float64"]
RUN += ["--epochs", "1", "--batch-size", "359", "--lr", "0.1", "--device", "cpu"]


def test_two_processes_give_the_weights_of_one(tmp_path: Path) -> None:
    """With batch norms. 1,437 images are four batches and one image: the last is nothing to one."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    assert CliRunner().invoke(main, [*RUN, *files(one)], catch_exceptions=False).exit_code == 0
    launcher = ["torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "cnnlab"]
    result = subprocess.run(
        [sys.executable, "-m", *launcher, *RUN, *files(two)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("epoch 1/1") == 1  # one of them tells
    assert "torch in 2 processes" in result.stdout
    with np.load(one / "weights.npz") as want, np.load(two / "weights.npz") as got:
        assert set(want) == set(got)
        for name in want:
            np.testing.assert_allclose(got[name], want[name], rtol=0, atol=1e-9, err_msg=name)
    [epoch], [twin] = (json.loads((f / "history.json").read_text())["epochs"] for f in (one, two))
    for name in ("loss", "accuracy", "held_out_loss", "held_out_accuracy"):
        assert twin[name] == pytest.approx(epoch[name], rel=1e-9)


def files(folder: Path) -> list[str]:
    """Where a run is to leave what it learned."""
    return ["--save", str(folder / "weights.npz"), "--history", str(folder / "history.json")]


@pytest.fixture
def group(tmp_path: Path) -> Iterator[None]:
    """A group of this process alone."""
    distributed.init_process_group(
        "gloo", init_method=f"file://{tmp_path}/store", rank=0, world_size=1
    )
    yield
    distributed.barrier()
    distributed.destroy_process_group()


@pytest.mark.parametrize("momentum", [0.3, None])
@pytest.mark.parametrize(("affine", "tracked"), [(True, True), (False, False)])
@pytest.mark.parametrize("shape", [(6, 3), (4, 3, 5), (4, 3, 2, 5)])
def test_a_synchronised_norm_alone_is_torchs(
    shape: tuple[int, ...], affine: bool, tracked: bool, momentum: float | None, group: None
) -> None:
    torch.manual_seed(0)
    kind = torch.nn.BatchNorm2d if len(shape) == 4 else torch.nn.BatchNorm1d
    want = kind(3, momentum=momentum, affine=affine, track_running_stats=tracked).double()
    norm = kind(3, momentum=momentum, affine=affine, track_running_stats=tracked).double()
    network = synchronised(torch.nn.Sequential(norm))
    assert isinstance(network[0], Synchronised)
    for training in (True, True, False):
        results = []
        x = torch.randn(shape, dtype=torch.float64)
        dy = torch.randn(shape, dtype=torch.float64)
        for module in (want, network):
            leaf = x.clone().requires_grad_()
            y = module.train(training)(leaf)
            y.backward(dy)
            parameters = [p.grad for p in module.parameters()]
            results.append([y, leaf.grad, *parameters, *module.buffers()])
        for first, second in zip(*results, strict=True):
            torch.testing.assert_close(first, second, rtol=1e-10, atol=1e-10)
