"""Wrong answers to exercise 1 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("he_normal", caught_by="fully_connected", hint="this counts the outputs")
def takes_the_fan_out(shape, rng):
    return rng.normal(0, np.sqrt(2 / (shape[0] * np.prod(shape[2:]))), shape)


@wrong("he_normal", caught_by="fully_connected", hint="the factor 2 is missing")
def forgets_the_factor_of_relu(shape, rng):
    return rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:]))


@wrong("he_normal", caught_by="fully_connected", hint="2 / fan-in is the variance")
def takes_the_variance_for_the_deviation(shape, rng):
    return rng.normal(0, 2 / np.prod(shape[1:]), shape)


@wrong("he_normal", caught_by="kernels", hint="C K L, not C")
def forgets_the_places_of_the_kernel(shape, rng):
    return rng.normal(0, np.sqrt(2 / shape[1]), shape)


@wrong("he_normal", caught_by="kernels", hint="C K L, not K L")
def forgets_the_channels(shape, rng):
    return rng.normal(0, np.sqrt(2 / (np.prod(shape[2:]) if len(shape) > 2 else shape[1])), shape)


@wrong("he_normal", caught_by="kernels", hint="C K L, not C K²")
def takes_kernels_for_squares(shape, rng):
    fan_in = shape[1] * shape[2] ** 2 if len(shape) == 4 else shape[1]
    return rng.normal(0, np.sqrt(2 / fan_in), shape)


@wrong("he_normal", caught_by="fully_connected", hint="multiply by the root")
def does_not_scale(shape, rng):
    return rng.standard_normal(shape)


@wrong("he_normal", caught_by="fully_connected", hint="He's rule has the inputs alone")
def follows_glorot(shape, rng):
    places = np.prod(shape[2:])
    return rng.normal(0, np.sqrt(2 / (shape[0] * places + shape[1] * places)), shape)


@wrong("he_normal", caught_by="fully_connected", hint="a uniform distribution between")
def draws_uniformly_up_to_the_deviation(shape, rng):
    bound = np.sqrt(2 / np.prod(shape[1:]))
    return rng.uniform(-bound, bound, shape)


@wrong("he_normal", caught_by="bell_shaped", hint="no tails")
def draws_uniformly_with_the_right_deviation(shape, rng):
    bound = np.sqrt(6 / np.prod(shape[1:]))
    return rng.uniform(-bound, bound, shape)


@wrong("he_normal", caught_by="bell_shaped", hint="half of the weights are negative")
def centres_the_weights_elsewhere(shape, rng):
    deviation = np.sqrt(2 / np.prod(shape[1:]))
    return rng.normal(deviation, deviation, shape)


@wrong("he_normal", caught_by="from_the_generator", hint="not np.random")
def draws_from_the_global_generator(shape, rng):
    return np.random.randn(*shape) * np.sqrt(2 / np.prod(shape[1:]))  # noqa: NPY002


@wrong("he_normal", caught_by="from_the_generator", hint="a generator made inside")
def makes_a_generator_of_its_own(shape, rng):
    return np.random.default_rng(0).normal(0, np.sqrt(2 / np.prod(shape[1:])), shape)


@wrong("he_normal", caught_by="other_kernels", hint="of what it should be")
def knows_kernels_of_more_than_one_place(shape, rng):
    fan_in = np.prod([n for n in shape[1:] if n > 1][:3]) if len(shape) < 4 or shape[2] > 1 else 1
    return rng.normal(0, np.sqrt(2 / fan_in), shape)


@wrong("he_normal", caught_by="kernels", hint="have the shape")
def draws_a_flat_table(shape, rng):
    table = (shape[0], int(np.prod(shape[1:])))
    return rng.normal(0, np.sqrt(2 / table[1]), table)


@wrong("he_normal", caught_by="kernels", hint="this is the last axis")
def takes_the_last_axis(shape, rng):
    return rng.normal(0, np.sqrt(2 / shape[-1]), shape)


@wrong("he_normal", caught_by="fully_connected", hint="rng.normal(mean, deviation, shape)")
def exchanges_mean_and_deviation(shape, rng):
    return rng.normal(np.sqrt(2 / np.prod(shape[1:])), 0, shape)
