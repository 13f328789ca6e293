"""Local contrast normalisation as a layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.module import Module
from cnnlab.nn.settings import written
from cnnlab.nn.sizes import takes
from cnnlab.nn.window import Shape, Window
from cnnlab.ops.arrays import Array
from cnnlab.ops.normalisation.local_contrast_norm import with_a_middle
from cnnlab.shapes import IntOrPair


class LocalContrastNorm(Module):
    """``ops.local_contrast_norm``, of images (N, C, H, W). torch has no such layer.

    Raises ShapeError for a size that makes no layer.
    """

    def __init__(
        self, kernel_size: IntOrPair = 9, sigma: float | None = None, eps: float = 1e-4
    ) -> None:
        self.kernel_size = with_a_middle(kernel_size, operation="LocalContrastNorm")
        self.sigma, self.eps = sigma, eps

    def output_shape(self, shape: Shape) -> Shape:
        takes("LocalContrastNorm", "N C H W", shape)
        return shape

    def window(self, shape: Shape) -> Window:
        """The neighbourhoods of the neighbourhood; the mean of all deviations is left out."""
        k, l = self.kernel_size
        return Window((2 * k - 1, 2 * l - 1), (1, 1), (k - 1, l - 1))

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) → y, of the same shape."""
        y, cache = ops.local_contrast_norm(x, self.kernel_size, sigma=self.sigma, eps=self.eps)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy → dx, of the same shape."""
        return ops.local_contrast_norm_backward(dy, self._take())

    def _settings(self) -> str:
        return written(self.kernel_size, sigma=(self.sigma, None), eps=(self.eps, 1e-4))
