"""Wrong answers to relu."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("relu", caught_by="signs", hint="changes its input")
def writes_zeros_into_x(x):
    x[x < 0] = 0
    return x


@wrong("relu", caught_by="signs", hint="changes its input")
def multiplies_x_in_place(x):
    x *= x > 0
    return x


@wrong("relu", caught_by="signs", hint="the absolute value")
def takes_the_absolute_value(x):
    return np.abs(x)


@wrong("relu", caught_by="signs", hint="this is a leaky ReLU")
def leaks(x):
    return np.where(x > 0, x, 0.01 * x)


@wrong("relu", caught_by="signs", hint="whether x is positive")
def returns_the_mask(x):
    return x > 0


@wrong("relu", caught_by="signs", hint="the other way round")
def keeps_what_is_negative(x):
    return np.minimum(x, 0)


@wrong("relu", caught_by="signs", hint="np.max looks for one")
def takes_the_largest_of_all(x):
    return max(0, np.max(x))


@wrong("relu", caught_by="signs", hint="they become 0 and keep their places")
def drops_negative_values(x):
    return x[x > 0]


@wrong("relu", caught_by="signs", hint="decide value by value")
def asks_a_whole_array(x):
    return x if x > 0 else 0


@wrong("relu", caught_by="signs", hint="does the result of np.maximum get lost?")
def loses_the_result(x):
    np.maximum(x, 0)
    return x


@wrong("relu", caught_by="signs", hint="this is the sigmoid")
def squashes(x):
    return 1 / (1 + np.exp(-x))


@wrong("relu", caught_by="other_signs", hint="raised")
def unpacks_four_axes(x):
    n, c, h, w = x.shape
    return np.maximum(x, 0).reshape(n, c, h, w)


@wrong("relu", caught_by="signs", hint="cut off above")
def clips_at_one(x):
    return np.clip(x, 0, 1)
