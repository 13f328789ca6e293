"""Wrong answers to equivariance_gap."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("equivariance_gap", caught_by="without_a_border", hint="compare with the moved output")
def compares_with_the_output_as_it_was(layer, x, shift):
    return np.abs(layer(np.roll(x, shift, axis=(2, 3))) - layer(x)).max()


@wrong("equivariance_gap", caught_by="with_zeros_at_the_border", hint="not back")
def moves_the_output_back(layer, x, shift):
    back = tuple(-s for s in scaled(layer, x, shift))
    return np.abs(layer(np.roll(x, shift, axis=(2, 3))) - np.roll(layer(x), back, (2, 3))).max()


@wrong("equivariance_gap", caught_by="with_zeros_at_the_border", hint="this is the mean")
def takes_the_mean(layer, x, shift):
    return np.abs(differences(layer, x, shift)).mean()


@wrong("equivariance_gap", caught_by="with_zeros_at_the_border", hint="the root of the sum")
def takes_the_norm(layer, x, shift):
    return np.linalg.norm(differences(layer, x, shift))


@wrong("equivariance_gap", caught_by="other_layers", hint="take absolute values")
def forgets_the_absolute_values(layer, x, shift):
    return differences(layer, x, shift).max()


@wrong("equivariance_gap", caught_by="with_zeros_at_the_border", hint="without an axis")
def rolls_without_an_axis(layer, x, shift):
    return np.abs(layer(np.roll(x, shift[0])) - np.roll(layer(x), shift[0])).max()


@wrong("equivariance_gap", caught_by="with_zeros_at_the_border", hint="are the axes 2 and 3")
def rolls_images_and_channels(layer, x, shift):
    after = layer(np.roll(x, shift, axis=(0, 1)))
    return np.abs(after - np.roll(layer(x), shift, axis=(0, 1))).max()


@wrong("equivariance_gap", caught_by="with_zeros_at_the_border", hint="rows first")
def takes_right_for_down(layer, x, shift):
    return np.abs(differences(layer, x, shift[::-1])).max()


@wrong("equivariance_gap", caught_by="with_zeros_at_the_border", hint="the columns move too")
def moves_the_rows_only(layer, x, shift):
    return np.abs(differences(layer, x, (shift[0], 0))).max()


@wrong("equivariance_gap", caught_by="half_as_large", hint="it moves by less")
def moves_small_maps_as_far(layer, x, shift):
    after = layer(np.roll(x, shift, axis=(2, 3)))
    return np.abs(after - np.roll(layer(x), shift, axis=(2, 3))).max()


@wrong("equivariance_gap", caught_by="with_zeros_at_the_border", hint="return one number")
def returns_all_differences(layer, x, shift):
    return np.abs(differences(layer, x, shift))


@wrong("equivariance_gap", caught_by="with_zeros_at_the_border", hint="where is the layer?")
def forgets_the_layer(layer, x, shift):
    return np.abs(np.roll(x, shift, axis=(2, 3)) - x).max()


@wrong(
    "equivariance_gap", caught_by="with_zeros_at_the_border", hint="rolls the numbers of all rows"
)
def rolls_by_a_pair_without_axes(layer, x, shift):
    return np.abs(layer(np.roll(x, shift)) - np.roll(layer(x), shift)).max()


@wrong("equivariance_gap", caught_by="other_layers", hint="round down, also below zero")
def cuts_towards_zero(layer, x, shift):
    y = layer(x)
    steps = [int(s * p / m) for s, p, m in zip(shift, y.shape[2:], x.shape[2:], strict=True)]
    return np.abs(layer(np.roll(x, shift, (2, 3))) - np.roll(y, steps, (2, 3))).max()


def scaled(layer, x, shift):
    return tuple(m * b // a for m, a, b in zip(shift, x.shape[2:], layer(x).shape[2:], strict=True))


def differences(layer, x, shift):
    after = layer(np.roll(x, shift, axis=(2, 3)))
    return after - np.roll(layer(x), scaled(layer, x, shift), axis=(2, 3))
