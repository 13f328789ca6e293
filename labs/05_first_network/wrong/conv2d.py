"""Wrong answers to exercise 3 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab import ops
from cnnlab.labs.answers import wrong


class Right:
    """A right layer, to be spoilt below."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *, rng):
        k, l = kernel_size if np.ndim(kernel_size) else (kernel_size, kernel_size)
        deviation = (2 / (in_channels * k * l)) ** 0.5
        weight = rng.normal(0, deviation, (out_channels, in_channels, k, l))
        self.params, self.grads = {"weight": weight, "bias": np.zeros(out_channels)}, {}
        self.stride, self.padding = stride, padding

    def run(self, x, **changed):
        values = {**self.params, "stride": self.stride, "padding": self.padding, **changed}
        weight, bias = values.pop("weight"), values.pop("bias")
        return ops.conv2d(x, weight, bias, **values)

    def forward(self, x):
        y, self.cache = self.run(x)
        return y

    def backward(self, dy):
        dx, dweight, dbias = ops.conv2d_backward(dy, self.cache)
        self.grads = {"weight": dweight, "bias": dbias}
        return dx


@wrong("Conv2d", caught_by="pair_and_stride", hint="the stride is not used")
class ForgetsTheStride(Right):
    def forward(self, x):
        y, self.cache = self.run(x, stride=1)
        return y


@wrong("Conv2d", caught_by="pair_and_stride", hint="the padding is not used")
class ForgetsThePadding(Right):
    def forward(self, x):
        y, self.cache = self.run(x, padding=0)
        return y


@wrong("Conv2d", caught_by="pair_and_stride", hint="stride and padding are exchanged")
class ExchangesStrideAndPadding(Right):
    def forward(self, x):
        y, self.cache = self.run(x, stride=max(self.padding, 1), padding=min(self.stride, 2) - 1)
        if self.padding:
            y, self.cache = self.run(x, stride=self.padding, padding=self.stride)
        return y


@wrong("Conv2d", caught_by="plain_layer", hint="the bias is missing")
class ForgetsTheBias(Right):
    def forward(self, x):
        y, self.cache = self.run(x, bias=0 * self.params["bias"])
        return y


@wrong("Conv2d", caught_by="plain_layer", hint="turned by half a turn")
class FlipsTheKernel(Right):
    def forward(self, x):
        y, self.cache = self.run(x, weight=self.params["weight"][:, :, ::-1, ::-1].copy())
        return y


@wrong("Conv2d", caught_by="pair_and_stride", hint="TypeError")
class KnowsSquareKernelsOnly(Right):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *, rng):
        fan_in = in_channels * kernel_size**2
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, rng=rng)
        self.params["weight"] *= (fan_in * (2 / fan_in)) ** 0.5 / 2**0.5


@wrong("Conv2d", caught_by="pair_and_stride", hint="are height and width exchanged?")
class ExchangesTheKernelsSides(Right):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *, rng):
        turned = kernel_size[::-1] if np.ndim(kernel_size) else kernel_size
        super().__init__(in_channels, out_channels, turned, stride, padding, rng=rng)


@wrong("Conv2d", caught_by="what_a_layer_owns", hint="are they exchanged?")
class PutsChannelsFirst(Right):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *, rng):
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, rng=rng)
        self.params["weight"] = self.params["weight"].swapaxes(0, 1)


@wrong("Conv2d", caught_by="what_a_layer_owns", hint="C K L, not C")
class CountsTheChannelsAlone(Right):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *, rng):
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, rng=rng)
        weight = self.params["weight"]
        self.params["weight"] = weight * np.sqrt(np.prod(weight.shape[2:]))


@wrong("Conv2d", caught_by="what_a_layer_owns", hint="come from rng")
class HasASeedOfItsOwn(Right):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *, rng):
        own = np.random.default_rng(1)
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, rng=own)


@wrong("Conv2d", caught_by="plain_layer", hint="read from params each time")
class KeepsCopiesOfItsParameters(Right):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *, rng):
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, rng=rng)
        self.first = dict(self.params)

    def forward(self, x):
        y, self.cache = self.run(x, **self.first)
        return y


@wrong("Conv2d", caught_by="layers_and_batches", hint="two layers share")
class KeepsItsCacheOnTheClass(Right):
    def forward(self, x):
        y, type(self).cache = self.run(x)
        return y


@wrong("Conv2d", caught_by="layers_and_batches", hint="they are not added")
class AddsGradientsUp(Right):
    def backward(self, dy):
        dx, *found = ops.conv2d_backward(dy, self.cache)
        for name, gradient in zip(("weight", "bias"), found, strict=True):
            self.grads[name] = self.grads.get(name, 0) + gradient
        return dx


@wrong("Conv2d", caught_by="layers_and_batches", hint="ShapeError")
class KeepsTheFirstCache(Right):
    def forward(self, x):
        y, cache = self.run(x)
        self.cache = getattr(self, "cache", cache)
        return y


@wrong("Conv2d", caught_by="plain_layer", hint="grads has no 'bias'")
class ForgetsTheGradientOfTheBias(Right):
    def backward(self, dy):
        dx = super().backward(dy)
        del self.grads["bias"]
        return dx


@wrong("Conv2d", caught_by="plain_layer", hint="more returned than was asked for")
class ReturnsAllGradients(Right):
    def backward(self, dy):
        return super().backward(dy), self.grads


@wrong("Conv2d", caught_by="plain_layer", hint="more returned than was asked for")
class ReturnsTheCacheToo(Right):
    def forward(self, x):
        self.cache = self.run(x)[1]
        return self.run(x)


@wrong("Conv2d", caught_by="far_apart", hint="the stride is not used")
class KnowsAStrideOfTwoAtMost(Right):
    def forward(self, x):
        y, self.cache = self.run(x, stride=self.stride if self.stride < 3 else 1)
        return y


@wrong("Conv2d", caught_by="plain_layer", hint="give it two more axes")
class AddsTheBiasToTheColumns(Right):
    def forward(self, x):
        y, self.cache = self.run(x, bias=None)
        return y + self.params["bias"]


@wrong("Conv2d", caught_by="plain_layer", hint="was given no bias")
class AddsTheBiasItself(Right):
    def forward(self, x):
        y, self.cache = self.run(x, bias=None)
        return y + self.params["bias"][:, None, None]


@wrong("Conv2d", caught_by="plain_layer", hint="in the order stride, padding")
class TakesThePaddingFirst(Right):
    def __init__(self, in_channels, out_channels, kernel_size, padding=0, stride=1, *, rng):
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, rng=rng)
