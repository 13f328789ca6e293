"""Dropout as a layer."""

from __future__ import annotations

import numpy as np

from cnnlab import ops
from cnnlab.nn.module import Module
from cnnlab.ops.arrays import Array
from cnnlab.ops.settings import fraction


class Dropout(Module):
    """``ops.dropout``: in training a random part p of the numbers is 0, in use none is.

    It has a random stream of its own, split off from ``rng`` at once and kept as ``self.rng``.

    Raises ShapeError for a p that is no probability.
    """

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator | None = None) -> None:
        self.p = fraction(p, "p", operation="Dropout")
        self.rng = None if rng is None else rng.spawn(1)[0]

    def forward(self, x: Array) -> Array:
        """Any shape. Raises RuntimeError in training where nothing says what to drop."""
        if self.training and self.rng is None:
            raise RuntimeError(
                "Dropout has no random numbers to drop by: give it rng=np.random.default_rng(0), "
                "or call eval() on the network to use it"
            )
        y, cache = ops.dropout(x, self.p, rng=self.rng, training=self.training)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy where the number was kept, scaled as it was."""
        return ops.dropout_backward(dy, self._take())

    def _settings(self) -> str:
        return f"{self.p}"
