"""The loop learns, says how, and does in torch what it does in NumPy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from cnnlab import models, nn, optim
from cnnlab.data import Dataset, Images, digits, magnified, standardised
from cnnlab.optim import SGD, cosine
from cnnlab.train import DivergedError, Epoch, train
from cnnlab.twin import to_torch


@pytest.fixture(scope="module")
def few() -> Dataset:
    """200 magnified digits to learn from, 100 held out."""
    large = magnified(standardised(digits()), 4)
    train_part, test_part = (
        Images(part.images[:n], part.labels[:n])
        for part, n in ((large.train, 200), (large.test, 100))
    )
    return large._replace(train=train_part, test=test_part)


def curves(data: Dataset, backend: str, dtype: str, **settings: Any) -> tuple[Any, list[Epoch]]:
    """LeNet-5 trained for three epochs of 64, 64, 64 and 8 images."""
    model: Any = models.lenet5(input_size=32, rng=np.random.default_rng(0)).astype(dtype)
    make: Any = SGD
    if backend == "torch":
        model, make = to_torch(model), torch.optim.SGD
    optimizer = make(model.parameters(), 0.02, 0.9, weight_decay=1e-3)
    rng = np.random.default_rng(1)
    return model, train(
        model, optimizer, data, epochs=3, batch_size=64, rng=rng, schedule=cosine, **settings
    )


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-4)])
def test_the_two_learning_curves_coincide(few: Dataset, dtype: str, tolerance: float) -> None:
    ours, our_curve = curves(few, "numpy", dtype)
    theirs, their_curve = curves(few, "torch", dtype)
    for epoch, twin in zip(our_curve, their_curve, strict=True):
        assert math.isclose(epoch.loss, twin.loss, rel_tol=tolerance)
        assert math.isclose(epoch.held_out_loss, twin.held_out_loss, rel_tol=tolerance)
        assert epoch.accuracy == twin.accuracy
        assert epoch.held_out_accuracy == twin.held_out_accuracy
    for name, weights in theirs.state_dict().items():
        assert np.abs(ours.state_dict()[name] - weights.numpy()).max() < tolerance, name


def residual(rng: np.random.Generator) -> nn.Module:
    return models.resnet_cifar(8, in_channels=1, width=4, rng=rng)


def all_convolutional(rng: np.random.Generator) -> nn.Module:
    """Without dropout, which draws from a stream of torch's own there."""
    network = models.all_cnn(in_channels=1, width=4, rng=rng)
    return nn.Sequential(*(layer for layer in network if not isinstance(layer, nn.Dropout)))


@pytest.mark.parametrize("make", [residual, all_convolutional])
def test_deeper_networks_learn_alike(few: Dataset, make: Any) -> None:
    """Their losses and weights, in float64, over two epochs."""
    histories, states = [], []
    for backend in ("numpy", "torch"):
        model: Any = make(np.random.default_rng(0)).astype("float64")
        kinds: Any = optim
        if backend == "torch":
            model, kinds = to_torch(model), torch.optim
        optimizer = kinds.AdamW(model.parameters(), 1e-3)
        rng = np.random.default_rng(1)
        histories.append(train(model, optimizer, few, epochs=2, rng=rng, clip_norm=1.0))
        states.append({name: np.asarray(values) for name, values in model.state_dict().items()})
    for epoch, twin in zip(*histories, strict=True):
        assert math.isclose(epoch.loss, twin.loss, rel_tol=1e-9)
        assert math.isclose(epoch.held_out_loss, twin.held_out_loss, rel_tol=1e-9)
    assert states[0].keys() == states[1].keys()
    for name, values in states[0].items():
        np.testing.assert_allclose(values, states[1][name], rtol=0, atol=1e-8, err_msg=name)


def test_mixed_precision_and_another_layout_learn_nearly_the_same(few: Dataset) -> None:
    losses = []
    for amp in (False, True):
        twin = to_torch(models.lenet5(input_size=32, rng=np.random.default_rng(0)))
        if amp:
            twin = twin.to(memory_format=torch.channels_last)
        optimizer = torch.optim.SGD(twin.parameters(), 0.02, 0.9)
        [epoch] = train(twin, optimizer, few, epochs=1, rng=np.random.default_rng(1), amp=amp)
        losses.append(epoch.loss)
        assert {p.dtype for p in twin.parameters()} == {torch.float32}
    assert losses[0] != losses[1]  # it does compute in bfloat16
    assert math.isclose(*losses, rel_tol=0.01)


def test_mixed_precision_is_not_for_numpy(rng: np.random.Generator) -> None:
    model, data = straight()
    with pytest.raises(TypeError, match="mixed precision is for networks of torch"):
        train(model, SGD(model.parameters(), 0.1), data, epochs=1, rng=rng, amp=True)


def test_other_batches_give_another_curve(few: Dataset) -> None:
    """So that the curves above coincide because the batches do."""
    model, curve = curves(few, "numpy", "float64")
    model = models.lenet5(input_size=32, rng=np.random.default_rng(0)).astype("float64")
    optimizer, rng = SGD(model.parameters(), 0.02, 0.9, weight_decay=1e-3), np.random.default_rng(2)
    other = train(model, optimizer, few, epochs=1, batch_size=64, rng=rng, schedule=cosine)
    assert not math.isclose(other[0].loss, curve[0].loss, rel_tol=1e-6)


def straight(seed: int = 0) -> tuple[nn.Sequential, Dataset]:
    """A linear network, and points that a line can tell apart."""
    rng = np.random.default_rng(seed)
    images = rng.standard_normal((90, 1, 2, 2)).astype(np.float32)
    labels = (images.sum((1, 2, 3)) > 0).astype(np.int64)
    parts = Images(images[:60], labels[:60]), Images(images[60:], labels[60:])
    return nn.Sequential(nn.Flatten(), nn.Linear(4, 2, rng=rng)), Dataset("p", *parts, ("-", "+"))


def test_it_learns_and_tells_how(rng: np.random.Generator) -> None:
    model, data = straight()
    told: list[Epoch] = []
    history = train(
        model, SGD(model.parameters(), 0.5), data, epochs=20, rng=rng, callbacks=[told.append]
    )
    assert told == history
    assert [epoch.number for epoch in history] == list(range(1, 21))
    assert history[-1].loss < history[0].loss / 2
    assert history[-1].accuracy > 0.95
    assert history[-1].held_out_accuracy > 0.9
    assert all(epoch.seconds > 0 for epoch in history)


def test_the_means_weigh_every_image_alike(rng: np.random.Generator) -> None:
    """At a learning rate of 0 nothing changes, so that batches of any size give the same means."""
    figures = set()
    for size in (7, 60):
        model, data = straight()
        [epoch] = train(model, SGD(model.parameters(), 0), data, epochs=1, batch_size=size, rng=rng)
        figures.add((round(epoch.loss, 6), epoch.accuracy, epoch.held_out_accuracy))
    assert len(figures) == 1


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_a_loss_that_is_no_number_ends_it(backend: str, rng: np.random.Generator) -> None:
    model, data = straight()
    learning: Any = model if backend == "numpy" else to_torch(model)
    make: Any = SGD if backend == "numpy" else torch.optim.SGD
    data = data._replace(train=data.train._replace(images=data.train.images * np.float32(1e25)))
    with pytest.raises(DivergedError, match=r"the loss became (nan|inf) in epoch 1: try a smaller"):
        train(learning, make(learning.parameters(), 1e30), data, epochs=3, batch_size=4, rng=rng)


def test_progress_is_drawn_only_where_it_is_asked_for(
    capsys: pytest.CaptureFixture[str], rng: np.random.Generator
) -> None:
    for progress in (False, True):
        model, data = straight()
        optimizer = SGD(model.parameters(), 0.1)
        train(model, optimizer, data, epochs=1, rng=rng, progress=progress)
        assert ("epoch 1" in capsys.readouterr().err) == progress
