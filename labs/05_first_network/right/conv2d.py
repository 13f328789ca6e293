"""Right answers to exercise 3, written in different ways."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlab.labs.answers import right


@right("Conv2d")
class HasItsOwnWindows:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *, rng):
        if isinstance(kernel_size, int):
            kernel_size = (kernel_size, kernel_size)
        weight = he_normal((out_channels, in_channels, *kernel_size), rng)
        self.params, self.grads = {"weight": weight, "bias": np.zeros(out_channels)}, {}
        self.stride, self.padding = stride, padding

    def forward(self, x):
        p, s = self.padding, self.stride
        self.padded = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
        size = self.params["weight"].shape[2:]
        self.windows = sliding_window_view(self.padded, size, axis=(2, 3))[:, :, ::s, ::s]
        y = np.tensordot(self.windows, self.params["weight"], axes=[(1, 4, 5), (1, 2, 3)])
        return (y + self.params["bias"]).transpose(0, 3, 1, 2)

    def backward(self, dy):
        weight, s, pad = self.params["weight"], self.stride, self.padding
        self.grads["weight"] = np.tensordot(dy, self.windows, axes=[(0, 2, 3), (0, 2, 3)])
        self.grads["bias"] = dy.sum(axis=(0, 2, 3))
        dpadded, (p, q) = np.zeros(self.padded.shape), dy.shape[2:]
        for k, l in np.ndindex(*weight.shape[2:]):
            rows, columns = s * np.arange(p)[:, None] + k, s * np.arange(q) + l
            dpadded[:, :, rows, columns] += np.einsum("nopq,oc->ncpq", dy, weight[:, :, k, l])
        h, w = self.padded.shape[2] - 2 * pad, self.padded.shape[3] - 2 * pad
        return dpadded[:, :, pad : pad + h, pad : pad + w]


@right("Conv2d")
class KeepsTheInputAndRunsForwardAgain:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *, rng):
        k, l = kernel_size if np.ndim(kernel_size) else (kernel_size, kernel_size)
        weight = np.asarray(he_normal((out_channels, in_channels, k, l), rng), np.float64)
        self.params = {"weight": weight, "bias": np.zeros(out_channels)}
        self.grads = {"weight": None, "bias": None}
        self.settings = (stride, padding)

    def _run(self, x):
        stride, padding = self.settings
        weight, bias = self.params.values()
        return ops.conv2d(x, weight, bias, stride=stride, padding=padding)

    def forward(self, x):
        self.x = np.array(x)
        return self._run(self.x)[0].copy()

    def backward(self, dy):
        dx, *grads = ops.conv2d_backward(np.ascontiguousarray(dy), self._run(self.x)[1])
        self.grads.update(zip(("weight", "bias"), grads, strict=True))
        return dx


@right("Conv2d")
class LoopsOverPlaces:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *, rng):
        sides = kernel_size if isinstance(kernel_size, tuple | list) else 2 * (kernel_size,)
        self.params = {
            "weight": he_normal((out_channels, in_channels, sides[0], sides[1]), rng),
            "bias": np.zeros(out_channels),
        }
        self.grads, self.step, self.zeros = {}, stride, padding

    def places(self, p_, q_):
        k, l = self.params["weight"].shape[2:]
        for p in range(p_):
            for q in range(q_):
                i, j = p * self.step, q * self.step
                yield p, q, np.s_[:, :, i : i + k, j : j + l]

    def forward(self, x):
        z, weight = self.zeros, self.params["weight"]
        self.cache = [np.pad(x, ((0, 0), (0, 0), (z, z), (z, z))), x.shape]
        (h, w), (k, l) = self.cache[0].shape[2:], weight.shape[2:]
        sizes = (h - k) // self.step + 1, (w - l) // self.step + 1
        y = np.zeros((len(x), len(weight), *sizes))
        for p, q, patch in self.places(*sizes):
            y[:, :, p, q] = np.einsum("nckl,ockl->no", self.cache[0][patch], weight)
        return y + self.params["bias"].reshape(1, -1, 1, 1)

    def backward(self, dy):
        padded, (_, _, h, w) = self.cache
        dpadded, dweight = np.zeros_like(padded), np.zeros_like(self.params["weight"])
        for p, q, patch in self.places(*dy.shape[2:]):
            dweight += np.einsum("no,nckl->ockl", dy[:, :, p, q], padded[patch])
            dpadded[patch] += np.einsum("no,ockl->nckl", dy[:, :, p, q], self.params["weight"])
        self.grads = {"weight": dweight, "bias": dy.sum(3).sum(2).sum(0)}
        return dpadded[:, :, self.zeros : self.zeros + h, self.zeros : self.zeros + w]
