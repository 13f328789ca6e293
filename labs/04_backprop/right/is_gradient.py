"""Right answers to exercise 9, written in different ways."""

# F821: numerical_gradient is that of the solution that an answer joins.

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("is_gradient")
def compares_lengths_of_vectors(f, x, gradient):
    a, n = np.asarray(gradient), numerical_gradient(f, x)
    if a.shape != n.shape:
        return False
    largest = max(np.linalg.norm(a), np.linalg.norm(n))
    return np.linalg.norm(a - n) <= 1e-5 * largest


@right("is_gradient")
def asks_numpy_with_a_bound_of_its_own(f, x, gradient):
    n = np.array(numerical_gradient(f, x))
    if np.shape(gradient) != np.shape(x):
        return False
    bound = 1e-5 * max(np.abs(gradient).max(), np.abs(n).max())
    return np.allclose(gradient, n, rtol=0, atol=bound)


@right("is_gradient")
def takes_its_own_differences_in_a_loop(function, point, claimed):
    if claimed.shape != point.shape:
        return 0
    worst = largest = 0.0
    for place in np.ndindex(*point.shape):
        step = np.zeros(point.shape)
        step[place] = 1e-5
        slope = (function(point + step) - function(point - step)) / 2e-5
        if not np.isfinite(claimed[place]):
            return 0
        worst = max(worst, abs(slope - claimed[place]))
        largest = max(largest, abs(slope), abs(claimed[place]))
    return int(worst <= 1e-5 * largest)


@right("is_gradient")
def divides_and_minds_zero(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.shape != n.shape or np.isnan(gradient).any():
        return np.False_
    scale = np.maximum(np.abs(n).max(), np.abs(gradient).max())
    if scale == 0:
        return True
    return np.all(np.abs(n - gradient) / scale < 1e-5)
