"""Adam: every number at a pace of its own.

    m ← β₁ m + (1 - β₁) g        the mean gradient of late
    v ← β₂ v + (1 - β₂) g²       the mean of its square
    w ← w - η m̂ / (√v̂ + ε)       m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ)

m and v start at 0; dividing by 1 - βᵗ makes up for it. Adam adds the weight decay λ w to g, where
the division by √v̂ changes its strength. AdamW takes it from w directly: w ← w - η λ w, first.

Sources: Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", arXiv:1412.6980,
algorithm 1; Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", arXiv:1711.05101,
algorithm 2.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from cnnlab.nn import Parameter
from cnnlab.ops.arrays import Array
from cnnlab.optim.optimizer import Optimizer
from cnnlab.optim.settings import ensure, ensure_amounts, ensure_shares


class Adam(Optimizer):
    """Adam, its weight decay a part of the gradient.

    ``lr`` may be changed between steps. Raises ExplainedError for numbers that make no descent.
    """

    remembers = ("exp_avg", "exp_avg_sq")
    decoupled = False

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        ensure_amounts(type(self).__name__, eps=eps)
        two = isinstance(betas, Sequence) and len(betas) == 2
        ensure(type(self).__name__, "two numbers ≥ 0 and < 1", two, betas=betas)
        ensure_shares(type(self).__name__, **{"betas[0]": betas[0], "betas[1]": betas[1]})
        self.betas, self.eps = betas, eps

    def _change(self, t: int, w: Array, g: Array, *memory: Array) -> None:
        m, v = memory
        if self.weight_decay and self.decoupled:
            w *= 1 - self.lr * self.weight_decay
        elif self.weight_decay:
            g = g + self.weight_decay * w
        beta1, beta2 = self.betas
        m *= beta1
        m += (1 - beta1) * g
        v *= beta2
        v += (1 - beta2) * (g * g)
        pace = np.sqrt(v)  # √v̂ + ε, in place
        pace /= math.sqrt(1 - beta2**t)
        pace += self.eps
        w -= self.lr / (1 - beta1**t) * m / pace


class AdamW(Adam):
    """Adam, its weight decay apart from the gradient."""

    decoupled = True

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay)
