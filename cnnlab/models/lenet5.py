"""LeNet-5: the network that read cheques.

    1×32×32 → C1 6×28×28 → S2 6×14×14 → C3 16×10×10 → S4 16×5×5 → C5 120 → F6 84 → 10

Five-by-five kernels, and each pooling halves the maps: 61,706 numbers are learned.

This is LeNet-5 as it is built today. In 1998 the units were tanhs, S2 and S4 averaged and had a
trained factor and bias a map, and a map of C3 saw only some of the maps of S2: ``original`` builds
that. The output compared F6 with drawn prototypes; here it is a linear layer in both.

Source: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-Based Learning Applied to Document
Recognition", doi:10.1109/5.726791, section II.B, figure 2 and table I.
"""

from __future__ import annotations

import numpy as np

from cnnlab.nn import (
    AvgPool2d,
    Channels,
    Concat,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    Module,
    ReLU,
    Sequential,
    Tanh,
)
from cnnlab.shapes import ShapeError, is_whole

INPUT = 32  # LeNet-5 sees 32×32, so that strokes at a digit's edge lie inside the kernels' reach


# Table I: for each of the 16 maps of C3, the maps of S2 that it sees. Six see three neighbours, six
# four, three see four with a gap, and one sees all: 60 of the 96 connections.
TABLE = (
    *(sorted((i + step) % 6 for step in range(3)) for i in range(6)),
    *(sorted((i + step) % 6 for step in range(4)) for i in range(6)),
    *(sorted((i + step) % 6 for step in (0, 1, 3, 4)) for i in range(3)),
    list(range(6)),
)


def lenet5(
    classes: int = 10,
    *,
    input_size: int = 28,
    original: bool = False,
    rng: np.random.Generator | None = None,
) -> Sequential:
    """LeNet-5 for images (N, 1, S, S), S = ``input_size``: an even number from 2 to 32.

    Smaller images are padded to 32×32 by the first layer, as MNIST's 28×28 were by a border of 2.
    Much smaller ones are better magnified first (``data.magnified``).

    ``original`` has 1998's connections, poolings and units: 60,000 numbers learned before the
    output layer, as the paper counts. The factors around and inside its tanh are left out: the
    weights before and after can learn them.

    Raises ShapeError for a size that cannot be padded to 32.
    """
    if not is_whole(input_size) or not 2 <= input_size <= INPUT or input_size % 2:
        raise ShapeError(
            "lenet5: images of this size cannot be centred in 32×32",
            expected="input_size an even number from 2 to 32",
            got=f"input_size = {input_size!r}",
        )
    border = (INPUT - input_size) // 2
    if original:
        return Sequential(
            Conv2d(1, 6, 5, padding=border, rng=rng),  # C1
            Tanh(),
            *_subsampling(6, rng),  # S2
            Concat(*(_seeing(maps, rng) for maps in TABLE)),  # C3
            Tanh(),
            *_subsampling(16, rng),  # S4
            Conv2d(16, 120, 5, rng=rng),  # C5
            Tanh(),
            Flatten(),
            Linear(120, 84, rng=rng),  # F6
            Tanh(),
            Linear(84, classes, rng=rng),
        )
    return Sequential(
        Conv2d(1, 6, 5, padding=border, rng=rng),  # C1
        ReLU(),
        MaxPool2d(2),  # S2
        Conv2d(6, 16, 5, rng=rng),  # C3
        ReLU(),
        MaxPool2d(2),  # S4
        Conv2d(16, 120, 5, rng=rng),  # C5
        ReLU(),
        Flatten(),
        Linear(120, 84, rng=rng),  # F6
        ReLU(),
        Linear(84, classes, rng=rng),
    )


def _subsampling(maps: int, rng: np.random.Generator | None) -> tuple[Module, ...]:
    """The mean of 2×2, times a factor, plus a bias, through a tanh: two numbers a map."""
    return AvgPool2d(2), Conv2d(maps, maps, 1, groups=maps, rng=rng), Tanh()


def _seeing(maps: list[int], rng: np.random.Generator | None) -> Sequential:
    """One map of C3, and the maps of S2 that it sees."""
    return Sequential(Channels(maps), Conv2d(len(maps), 1, 5, rng=rng))
