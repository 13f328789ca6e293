"""A training that was stopped goes on to the same numbers, in NumPy and in torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from cnnlab import nn, optim
from cnnlab.data import Dataset, Images
from cnnlab.data.transforms import noise
from cnnlab.shapes import ExplainedError
from cnnlab.train import Checkpoint, CheckpointError, Epoch, train
from cnnlab.twin import to_torch

LEARNED = ("loss", "accuracy", "held_out_loss", "held_out_accuracy")


def network(seed: int = 0) -> nn.Sequential:
    """One with all that a state must hold: running statistics and a random stream."""
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, rng=rng),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.Dropout(0.3, rng=rng),
        nn.Flatten(),
        nn.Linear(3 * 4 * 4, 2, rng=rng),
    )


def data() -> Dataset:
    rng = np.random.default_rng(5)
    images = rng.standard_normal((90, 1, 6, 6)).astype(np.float32)
    labels = (images[:, 0, :3].sum((1, 2)) > 0).astype(np.int64)
    whole = Images(images, labels)
    return Dataset("halves", whole.take(slice(60)), whole.take(slice(60, 90)), ("-", "+"))


def run(
    backend: str, kind: str, checkpoint: Checkpoint | None, epochs: int = 6, stop_after: int = 99
) -> tuple[Any, list[Epoch]]:
    """Some epochs of six. The schedule goes its way over all of them."""
    model: Any = network()
    kinds: Any = optim
    if backend == "torch":
        torch.manual_seed(0)
        model, kinds = to_torch(model), torch.optim
    history = train(
        model,
        getattr(kinds, kind)(model.parameters(), 0.01),
        data(),
        epochs=epochs,
        batch_size=16,
        rng=np.random.default_rng(1),
        schedule=optim.cosine,
        transform=noise,
        stop=lambda history: len(history) >= stop_after,
        checkpoint=checkpoint,
    )
    return model, history


def weights(model: Any) -> dict[str, np.ndarray]:
    return {name: np.asarray(v).copy() for name, v in model.state_dict().items()}


@pytest.mark.parametrize("kind", ["SGD", "AdamW", "RMSprop"])
@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_it_goes_on_to_the_same_numbers(backend: str, kind: str, tmp_path: Path) -> None:
    model, through = run(backend, kind, None)
    path = tmp_path / "training.npz"
    _, first = run(backend, kind, Checkpoint(path), stop_after=2)
    assert [epoch.number for epoch in first] == [1, 2]
    if backend == "torch":
        torch.rand(1000)  # another place in torch's stream, as in another process
    resumed_model, resumed = run(backend, kind, Checkpoint(path))
    assert [epoch.number for epoch in resumed] == [1, 2, 3, 4, 5, 6]
    for epoch, want in zip(resumed, through, strict=True):
        assert all(getattr(epoch, name) == getattr(want, name) for name in LEARNED)
    resumed_weights = weights(resumed_model)
    for name, values in weights(model).items():
        assert np.array_equal(resumed_weights[name], values), name


def test_a_training_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    path = tmp_path / "training.npz"
    run("numpy", "SGD", Checkpoint(path))
    content = path.read_bytes()
    _, history = run("numpy", "SGD", Checkpoint(path))
    assert len(history) == 6
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_another_trainings_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "training.npz"
    run("numpy", "SGD", Checkpoint(path, {"seed": 1, "transform": ("noise",)}))
    run("numpy", "SGD", Checkpoint(path, {"seed": 1, "transform": ("noise",)}))
    with pytest.raises(CheckpointError) as raised:
        run("numpy", "SGD", Checkpoint(path, {"seed": 2, "transform": ("noise",)}))
    assert str(raised.value) == (
        f"{path}: is the checkpoint of another training\n  expected seed = 2\n"
        "  got      seed = 1\n  hint     delete it, or give another file"
    )


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_another_networks_checkpoint_is_refused(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "training.npz"
    run(backend, "SGD", Checkpoint(path))
    smaller = nn.Sequential(nn.Flatten(), nn.Linear(36, 2, rng=np.random.default_rng(0)))
    monkeypatch.setitem(globals(), "network", lambda: smaller)
    with pytest.raises(ExplainedError, match="another network's"):
        run(backend, "SGD", Checkpoint(path))


@pytest.mark.parametrize("content", [b"", b"half a file", b"PK\x03\x04"])
def test_a_file_that_is_no_checkpoint_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "training.npz"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="is no checkpoint"):
        run("numpy", "SGD", Checkpoint(path))
    assert path.read_bytes() == content


def test_pickles_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "training.npz"
    np.savez(path, notes=np.array([print], dtype=object))
    with pytest.raises(CheckpointError, match="is no checkpoint"):
        run("numpy", "SGD", Checkpoint(path))
