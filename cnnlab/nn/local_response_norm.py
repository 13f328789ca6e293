"""Local response normalisation as a layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.module import Module
from cnnlab.nn.settings import written
from cnnlab.nn.sizes import whole
from cnnlab.ops.arrays import Array


class LocalResponseNorm(Module):
    """``ops.local_response_norm``: AlexNet's is (5, alpha=5e-4, beta=0.75, k=2.0).

    Raises ShapeError for a size that makes no layer.
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        whole("LocalResponseNorm", size=size)
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, x: Array) -> Array:
        """x (N, C, ...) → y, of the same shape."""
        y, cache = ops.local_response_norm(x, self.size, alpha=self.alpha, beta=self.beta, k=self.k)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy → dx, of the same shape."""
        return ops.local_response_norm_backward(dy, self._take())

    def _settings(self) -> str:
        return written(self.size, alpha=(self.alpha, 1e-4), beta=(self.beta, 0.75), k=(self.k, 1.0))
