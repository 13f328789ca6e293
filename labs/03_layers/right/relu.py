"""Right answers to relu."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("relu")
def multiplies_by_a_mask(x):
    return x * (x > 0)


@right("relu")
def clips_a_copy(x):
    y = x.copy()
    y[y < 0] = 0
    return y


@right("relu")
def chooses(x):
    return np.where(x > 0, x, 0).astype(np.float32)


@right("relu")
def halves_the_sum_with_the_absolute_value(values):
    return (values + abs(values)) / 2


@right("relu")
def clips_from_below(x):
    return np.clip(x, 0, None)


@right("relu")
def loops_over_all_values(x):
    flat = [max(0.0, float(value)) for value in np.ravel(x)]
    return np.array(flat).reshape(np.shape(x))
