"""Stochastic gradient descent.

A step goes against the gradient. With momentum μ it keeps some of its speed:

    g ← ∂L/∂w + λ w              λ: weight decay, a pull towards zero
    v ← μ v + g                  from v = 0
    w ← w - η v                  η: the learning rate

Nesterov's form looks ahead: w ← w - η (g + μ v), with the new v.

Sources: Polyak 1964, "Some methods of speeding up the convergence of iteration methods";
Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning". The
form without the factor η inside v is torch's.
"""

from __future__ import annotations

from collections.abc import Iterable

from cnnlab.nn import Parameter
from cnnlab.ops.arrays import Array
from cnnlab.optim.optimizer import Optimizer
from cnnlab.optim.settings import ensure_amounts
from cnnlab.shapes import ExplainedError


class SGD(Optimizer):
    """Stochastic gradient descent with momentum and weight decay.

    ``lr`` may be changed between steps. Raises ExplainedError for numbers that make no descent.
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        momentum: float = 0.0,
        *,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        ensure_amounts("SGD", momentum=momentum)
        if nesterov and not momentum:
            raise ExplainedError(
                "SGD: Nesterov's form needs momentum",
                expected="momentum > 0",
                got=f"nesterov = True, momentum = {momentum!r}",
            )
        self.momentum, self.nesterov = momentum, nesterov
        self.remembers = ("momentum_buffer",) if momentum else ()

    def _change(self, t: int, w: Array, g: Array, *memory: Array) -> None:
        if self.weight_decay:
            g = g + self.weight_decay * w
        if self.momentum:
            [v] = memory
            v *= self.momentum
            v += g
            g = g + self.momentum * v if self.nesterov else v
        w -= self.lr * g
