"""Layers that only move channels and axes about, and one that weighs channels."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from cnnlab.nn.module import Module
from cnnlab.nn.parameter import Parameter
from cnnlab.nn.sizes import takes, whole
from cnnlab.nn.window import Shape
from cnnlab.ops.arrays import Array
from cnnlab.shapes import ShapeError, is_whole


class Channels(Module):
    """Some of the channels, by their numbers: y = x[:, indices].

    Raises ShapeError for numbers that are no channels, or that stand there twice.
    """

    def __init__(self, indices: Sequence[int]) -> None:
        self.indices = tuple(indices)
        countable = all(is_whole(index) and index >= 0 for index in self.indices)
        if not self.indices or not countable or len(set(self.indices)) < len(self.indices):
            raise ShapeError(
                "Channels: these are not the numbers of channels",
                expected="different whole numbers ≥ 0",
                got=indices,
            )

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) < 2 or shape[1] <= max(self.indices):
            raise ShapeError(
                "Channels: this is not what the layer takes",
                expected=f"(N, C, ...) with C > {max(self.indices)}",
                got=shape,
            )
        return shape[0], len(self.indices), *shape[2:]

    def forward(self, x: Array) -> Array:
        """x (N, C, ...) → y (N, len(indices), ...)."""
        self.output_shape(x.shape)
        self._keep(x.shape)
        return np.moveaxis(np.moveaxis(x, 1, -1)[..., list(self.indices)], -1, 1)

    def backward(self, dy: Array) -> Array:
        """dy in its places, and 0 for the channels that were left out."""
        dx = np.zeros(self._take(), dy.dtype)
        dx[:, list(self.indices)] = dy
        return dx

    def _settings(self) -> str:
        return f"{self.indices}"


class PadChannels(Module):
    """``after`` maps of zeros behind the channels there are."""

    def __init__(self, after: int) -> None:
        whole("PadChannels", after=after)
        self.after = after

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) < 2:
            takes("PadChannels", "N C", shape)
        return shape[0], shape[1] + self.after, *shape[2:]

    def forward(self, x: Array) -> Array:
        """x (N, C, ...) → y (N, C + after, ...)."""
        self.output_shape(x.shape)
        last = np.moveaxis(x, 1, -1)
        zeros = np.zeros((*last.shape[:-1], self.after), x.dtype)
        return np.moveaxis(np.concatenate([last, zeros], axis=-1), -1, 1)

    def backward(self, dy: Array) -> Array:
        """dy without the zeros' share."""
        return dy[:, : -self.after]

    def _settings(self) -> str:
        return f"{self.after}"


class Permute(Module):
    """The axes in another order, as a view: ``Permute((0, 2, 3, 1))`` puts channels last."""

    def __init__(self, dims: Sequence[int]) -> None:
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(len(self.dims))):
            raise ShapeError(
                "Permute: this is no order of axes",
                expected=f"every number from 0 to {len(self.dims) - 1} once",
                got=dims,
            )

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != len(self.dims):
            takes("Permute", " ".join("ABCDEFG"[: len(self.dims)]), shape)
        return tuple(shape[axis] for axis in self.dims)

    def forward(self, x: Array) -> Array:
        """A view of x."""
        self.output_shape(x.shape)
        return x.transpose(self.dims)

    def backward(self, dy: Array) -> Array:
        """dy with the axes where they were."""
        return dy.transpose(np.argsort(self.dims))

    def _settings(self) -> str:
        return f"{self.dims}"


class LayerScale(Module):
    """Each channel times a learned number, small at first.

    Source: Touvron et al. 2021, "Going Deeper with Image Transformers", arXiv:2103.17239,
    equation 4.
    """

    def __init__(self, channels: int, initial: float = 1e-6) -> None:
        whole("LayerScale", channels=channels)
        self.weight = Parameter((channels, 1, 1), initial)

    def output_shape(self, shape: Shape) -> Shape:
        takes("LayerScale", "N C H W", shape, C=self.weight.shape[0])
        return shape

    def multiply_adds(self, shape: Shape) -> int:
        return math.prod(shape)

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) · weight (C, 1, 1)."""
        self.output_shape(x.shape)
        self._keep(x)
        return x * self.weight.data

    def backward(self, dy: Array) -> Array:
        """dy · weight."""
        x: Array = self._take()
        self.weight.accumulate((dy * x).sum(axis=(0, 2, 3))[:, None, None])
        return dy * self.weight.data

    def _settings(self) -> str:
        return f"{self.weight.shape[0]}"
