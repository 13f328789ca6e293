"""LeNet-5 has the shapes and the count that its paper gives."""

from __future__ import annotations

import numpy as np
import pytest

from cnnlab import models, nn
from cnnlab.shapes import ShapeError


@pytest.mark.parametrize("size", [8, 24, 28, 32])
def test_its_maps_have_the_papers_sizes(size: int, rng: np.random.Generator) -> None:
    model = models.lenet5(input_size=size, rng=rng)
    y, shapes = rng.standard_normal((2, 1, size, size)).astype(np.float32), []
    with nn.no_grad():
        for layer in model:
            y = layer(y)
            shapes.append(y.shape[1:])
    assert shapes[::3][:3] == [(6, 28, 28), (16, 10, 10), (120, 1, 1)]
    assert shapes[2::3][:2] == [(6, 14, 14), (16, 5, 5)]
    assert shapes[-1] == (10,)


def test_it_learns_61706_numbers() -> None:
    model = models.lenet5()
    counts = [sum(p.size for p in layer.parameters()) for layer in model]
    assert [c for c in counts if c] == [156, 2_416, 48_120, 10_164, 850]
    assert sum(counts) == 61_706
    assert models.lenet5(3)[-1].out_features == 3


@pytest.mark.parametrize("size", [0, 33, 34, 27, 28.0])
def test_a_size_that_cannot_be_centred_is_explained(size: int) -> None:
    with pytest.raises(ShapeError) as raised:
        models.lenet5(input_size=size)
    assert str(raised.value) == (
        "lenet5: images of this size cannot be centred in 32×32\n"
        "  expected input_size an even number from 2 to 32\n"
        f"  got      input_size = {size}"
    )
