"""The activations as layers: any shape in, the same out."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.module import Module
from cnnlab.ops.arrays import Array
from cnnlab.ops.settings import choice, finite, positive


class ReLU(Module):
    """``ops.relu``: max(x, 0)."""

    def forward(self, x: Array) -> Array:
        y, cache = ops.relu(x)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        return ops.relu_backward(dy, self._take())


class LeakyReLU(Module):
    """``ops.leaky_relu``: x, or ``negative_slope`` · x below zero."""

    def __init__(self, negative_slope: float = 0.01) -> None:
        self.negative_slope = finite(negative_slope, "negative_slope", operation="LeakyReLU")

    def forward(self, x: Array) -> Array:
        y, cache = ops.leaky_relu(x, self.negative_slope)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        return ops.leaky_relu_backward(dy, self._take())

    def _settings(self) -> str:
        return f"{self.negative_slope}"


class ELU(Module):
    """``ops.elu``: x, or ``alpha`` · (exp(x) - 1) below zero."""

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = finite(alpha, "alpha", operation="ELU")

    def forward(self, x: Array) -> Array:
        y, cache = ops.elu(x, self.alpha)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        return ops.elu_backward(dy, self._take())

    def _settings(self) -> str:
        return f"{self.alpha}"


class Sigmoid(Module):
    """``ops.sigmoid``: 1 / (1 + exp(-x))."""

    def forward(self, x: Array) -> Array:
        y, cache = ops.sigmoid(x)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        return ops.sigmoid_backward(dy, self._take())


class Tanh(Module):
    """``ops.tanh``."""

    def forward(self, x: Array) -> Array:
        y, cache = ops.tanh(x)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        return ops.tanh_backward(dy, self._take())


class GELU(Module):
    """``ops.gelu``: x Φ(x). ``approximate`` is "none" or "tanh"."""

    def __init__(self, approximate: str = "none") -> None:
        self.approximate = choice(approximate, ("none", "tanh"), "approximate", operation="GELU")

    def forward(self, x: Array) -> Array:
        y, cache = ops.gelu(x, self.approximate)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        return ops.gelu_backward(dy, self._take())

    def _settings(self) -> str:
        return "" if self.approximate == "none" else f"approximate={self.approximate!r}"


class SiLU(Module):
    """``ops.silu``: x / (1 + exp(-x))."""

    def forward(self, x: Array) -> Array:
        y, cache = ops.silu(x)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        return ops.silu_backward(dy, self._take())


class Softplus(Module):
    """``ops.softplus``: log(1 + exp(``beta`` · x)) / ``beta``."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        self.beta = positive(beta, "beta", operation="Softplus")
        self.threshold = finite(threshold, "threshold", operation="Softplus")

    def forward(self, x: Array) -> Array:
        y, cache = ops.softplus(x, self.beta, self.threshold)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        return ops.softplus_backward(dy, self._take())

    def _settings(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"
