"""RMSprop: the gradient over its usual size.

    v ← α v + (1 - α) g²         the mean square of late
    w ← w - η g / (√v + ε)

Centred, v less the square of the mean gradient takes v's place: the variance. With momentum μ the
quotient is gathered first, b ← μ b + g / (√v + ε), and the step is η b.

Sources: Tieleman and Hinton 2012, "Lecture 6.5: rmsprop", Coursera; the centred form is Graves
2013, "Generating Sequences With Recurrent Neural Networks", arXiv:1308.0850, equations 38 to 45,
there with ε inside the root. Here it stands outside, as in torch.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cnnlab.nn import Parameter
from cnnlab.ops.arrays import Array
from cnnlab.optim.optimizer import Optimizer
from cnnlab.optim.settings import ensure_amounts, ensure_shares


class RMSprop(Optimizer):
    """RMSprop with weight decay, momentum, and the centred form on request.

    ``lr`` may be changed between steps. Raises ExplainedError for numbers that make no descent.
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        ensure_amounts("RMSprop", eps=eps, momentum=momentum)
        ensure_shares("RMSprop", alpha=alpha)
        self.alpha, self.eps, self.momentum, self.centered = alpha, eps, momentum, centered
        chosen = {"square_avg": True, "grad_avg": centered, "momentum_buffer": momentum}
        self.remembers = tuple(name for name, wanted in chosen.items() if wanted)

    def _change(self, t: int, w: Array, g: Array, *memory: Array) -> None:
        known = dict(zip(self.remembers, memory, strict=True))
        if self.weight_decay:
            g = g + self.weight_decay * w
        v = known["square_avg"]
        v *= self.alpha
        v += (1 - self.alpha) * (g * g)
        if self.centered:
            mean = known["grad_avg"]
            mean *= self.alpha
            mean += (1 - self.alpha) * g
            v = v - mean * mean
        move: Array = g / (np.sqrt(v) + self.eps)
        if self.momentum:
            b = known["momentum_buffer"]
            b *= self.momentum
            b += move
            move = b
        w -= self.lr * move
