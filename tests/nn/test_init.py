"""Parameters come from torch's default distributions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from scipy.stats import ks_2samp

from cnnlab import nn


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda rng: nn.Conv2d(8, 400, (3, 5), groups=2, rng=rng), (8, 400, (3, 5), 1, 0, 1, 2)),
        (lambda rng: nn.Linear(50, 200, rng=rng), (50, 200)),
    ],
    ids=["Conv2d", "Linear"],
)
def test_the_distributions_are_torchs(ours, theirs, rng: np.random.Generator) -> None:
    layer = ours(rng)
    torch.manual_seed(0)
    twin = getattr(torch.nn, type(layer).__name__)(*theirs)
    for name, parameter in layer.named_parameters():
        sample = parameter.data.ravel()
        want = getattr(twin, name).detach().numpy().ravel()
        assert ks_2samp(sample, want).pvalue > 0.01, name
        bound = 1 / np.sqrt(np.prod(layer.weight.shape[1:]))
        assert np.abs(sample).max() <= bound
        assert ks_2samp(2 * sample, want).pvalue < 0.01, "a planted mistake must be seen"


def test_kaiming_has_the_variance_that_it_promises(rng: np.random.Generator) -> None:
    drawn = nn.init.kaiming_uniform(a=0)((400, 300), rng)
    assert np.isclose(drawn.var(), 2 / 300, rtol=0.01)
    assert nn.init.fan_in((400, 30, 5, 2)) == 300


@pytest.mark.parametrize("shape", [(60, 50), (64, 16, 3, 5)])
@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("kaiming_normal", {}),
        ("kaiming_normal", {"mode": "fan_out"}),
        ("kaiming_uniform", {"a": 0.2}),
        ("xavier_uniform", {}),
        ("xavier_normal", {"gain": 1.5}),
    ],
)
def test_each_initialisation_is_torchs(
    name: str, settings: dict[str, Any], shape: tuple[int, ...], rng: np.random.Generator
) -> None:
    ours = getattr(nn.init, name)(**settings)
    torch.manual_seed(0)
    want = getattr(torch.nn.init, f"{name}_")(torch.empty(shape), **settings).numpy().ravel()
    assert ks_2samp(ours(shape, rng).ravel(), want).pvalue > 0.001
    assert ks_2samp(1.2 * ours(shape, rng).ravel(), want).pvalue < 0.001, "a planted mistake"
