"""Batch normalisation as a layer, for vectors and signals, and for images."""

from __future__ import annotations

import numpy as np

from cnnlab import ops
from cnnlab.nn.buffer import Buffer
from cnnlab.nn.rescaled import Rescaled
from cnnlab.nn.settings import written
from cnnlab.nn.sizes import takes, whole
from cnnlab.nn.window import Shape
from cnnlab.ops.arrays import Array


class _BatchNorm(Rescaled):
    """What the two have in common; they differ in the axes that they take."""

    axes: tuple[str, ...]
    _op_backward = staticmethod(ops.batch_norm_backward)

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
    ) -> None:
        whole(type(self).__name__, num_features=num_features)
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self._learns((num_features,), weight=affine, bias=affine)
        tracked = track_running_stats
        self.running_mean = Buffer(np.zeros(num_features, np.float32)) if tracked else None
        self.running_var = Buffer(np.ones(num_features, np.float32)) if tracked else None
        self.num_batches_tracked = Buffer(0) if tracked else None

    def output_shape(self, shape: Shape) -> Shape:
        fitting = [axes for axes in self.axes if len(axes.split()) == len(shape)]
        takes(type(self).__name__, (fitting or self.axes)[0], shape, C=self.num_features)
        return shape

    def forward(self, x: Array) -> Array:
        """x → y, of the same shape."""
        self.output_shape(x.shape)
        mean, var, count = self.running_mean, self.running_var, self.num_batches_tracked
        batches = 0 if count is None else int(count.data) + 1
        y, cache = ops.batch_norm(
            x,
            *self._learned(),
            running_mean=mean.data if mean else None,
            running_var=var.data if var else None,
            training=self.training or mean is None,
            momentum=1 / max(batches, 1) if self.momentum is None else self.momentum,
            eps=self.eps,
        )
        for buffer, new in ((mean, cache.running_mean), (var, cache.running_var)):
            if buffer is not None and new is not None:
                buffer.data = new  # in use, what it was
        if count is not None and self.training:
            count.data = batches
        self._keep(cache)
        return y

    def _settings(self) -> str:
        return written(
            self.num_features,
            eps=(self.eps, 1e-5),
            momentum=(self.momentum, 0.1),
            affine=(self.weight is not None, True),
            track_running_stats=(self.running_mean is not None, True),
        )


class BatchNorm1d(_BatchNorm):
    """``ops.batch_norm`` of vectors (N, C) or signals (N, C, W); otherwise as ``BatchNorm2d``."""

    axes = ("N C", "N C W")


class BatchNorm2d(_BatchNorm):
    """``ops.batch_norm`` of images (N, C, H, W), with what it learns and remembers.

    It learns a weight (C,), at first ones, and a bias (C,), at first zeros; ``affine=False`` leaves
    them out. In training a batch is normalised by its own statistics, and the running ones move
    towards them by ``momentum``, or, where that is None, become the average of all batches so far.
    In use the running ones normalise. With ``track_running_stats=False`` there are none, and every
    batch is normalised by its own.

    Raises ShapeError for sizes that make no layer.
    """

    axes = ("N C H W",)
