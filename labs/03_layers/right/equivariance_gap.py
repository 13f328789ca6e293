"""Right answers to equivariance_gap."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("equivariance_gap")
def rolls_one_axis_after_the_other(layer, x, shift):
    def moved(volume, down, right_):
        return np.roll(np.roll(volume, down, axis=2), right_, axis=3)

    y = layer(x)
    after = moved(y, shift[0] * y.shape[2] // x.shape[2], shift[1] * y.shape[3] // x.shape[3])
    return float(np.max(np.abs(layer(moved(x, *shift)) - after)))


@right("equivariance_gap")
def indexes_modulo_the_size(layer, volume, shift):
    def moved(a, down, right_):
        rows = (np.arange(a.shape[2]) - down) % a.shape[2]
        columns = (np.arange(a.shape[3]) - right_) % a.shape[3]
        return a[:, :, rows[:, None], columns]

    first, then = layer(moved(volume, *shift)), layer(volume)
    steps = np.floor_divide(np.multiply(shift, then.shape[2:]), volume.shape[2:])
    difference = first - moved(then, *steps)
    return max(difference.max(), -difference.min())


@right("equivariance_gap")
def looks_for_the_largest_by_hand(layer, x, shift):
    moved = layer(np.roll(x, shift, axis=(-2, -1)))
    y = layer(x)
    down = int(np.floor(shift[0] * (y.shape[2] / x.shape[2])))
    across = int(np.floor(shift[1] * (y.shape[3] / x.shape[3])))
    largest = 0.0
    for a, b in zip(moved.ravel(), np.roll(y, (down, across), axis=(-2, -1)).ravel(), strict=True):
        largest = max(largest, abs(a - b))
    return largest


@right("equivariance_gap")
def takes_the_norm_of_infinite_order(layer, x, shift):
    y = layer(x)
    steps = [s // (m // p) for s, m, p in zip(shift, x.shape[2:], y.shape[2:], strict=True)]
    difference = layer(np.roll(x, shift, (2, 3))) - np.roll(y, steps, (2, 3))
    return np.linalg.norm(difference.ravel(), ord=np.inf)
