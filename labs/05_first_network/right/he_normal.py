"""Right answers to exercise 1, written in different ways."""

from __future__ import annotations

import math

import numpy as np

from cnnlab.labs.answers import right


@right("he_normal")
def scales_standard_numbers(shape, rng):
    return rng.standard_normal(shape) * np.sqrt(2.0 / np.prod(shape[1:]))


@right("he_normal")
def multiplies_axis_by_axis(size, generator):
    fan_in = 1
    for axis in size[1:]:
        fan_in *= axis
    return generator.normal(loc=0.0, scale=(2 / fan_in) ** 0.5, size=size).astype(np.float32)


@right("he_normal")
def draws_a_list_of_filters(shape, rng):
    deviation = math.sqrt(2 / math.prod(shape[1:]))
    return [deviation * rng.standard_normal(shape[1:]) for _ in range(shape[0])]


@right("he_normal")
def draws_a_table_and_folds_it(shape, rng):
    outputs, *inside = shape
    table = rng.normal(size=(int(np.prod(inside)), outputs))
    return (table / np.sqrt(len(table) / 2)).T.reshape(shape)
