"""Wrong answers to exercise 9 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("is_gradient", caught_by="tiny_gradients", hint="one bound for all sizes")
def has_one_bound_for_all_sizes(f, x, gradient):
    return gradient.shape == x.shape and np.max(np.abs(gradient - numerical_gradient(f, x))) < 1e-5


@wrong("is_gradient", caught_by="tiny_gradients", hint="one bound for all sizes")
def trusts_the_defaults_of_allclose(f, x, gradient):
    return gradient.shape == x.shape and np.allclose(gradient, numerical_gradient(f, x))


@wrong("is_gradient", caught_by="planted_mistakes", hint="every single entry counts")
def is_content_where_one_entry_agrees(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.shape != n.shape:
        return False
    return np.min(np.abs(gradient - n)) <= 1e-5 * max(np.abs(gradient).max(), np.abs(n).max())


@wrong("is_gradient", caught_by="planted_mistakes", hint="cancel in a sum")
def adds_differences_with_their_signs(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.shape != n.shape:
        return False
    return abs((gradient - n).sum()) <= 1e-5 * max(np.abs(gradient).max(), np.abs(n).max())


@wrong("is_gradient", caught_by="planted_mistakes", hint="in both directions")
def forgets_the_magnitude(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.shape != n.shape:
        return False
    return np.max(gradient - n) <= 1e-5 * max(np.abs(gradient).max(), np.abs(n).max())


@wrong("is_gradient", caught_by="planted_mistakes", hint="the bound is 1e-5")
def is_content_with_two_digits(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.shape != n.shape:
        return False
    return np.abs(gradient - n).max() <= 2e-2 * max(np.abs(gradient).max(), np.abs(n).max())


@wrong("is_gradient", caught_by="planted_mistakes", hint="with their signs")
def compares_magnitudes(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.shape != n.shape:
        return False
    largest = max(np.abs(gradient).max(), np.abs(n).max())
    return np.abs(np.abs(gradient) - np.abs(n)).max() <= 1e-5 * largest


@wrong("is_gradient", caught_by="right_gradients", hint="is the bound 1e-5")
def wants_them_equal(f, x, gradient):
    return np.array_equal(gradient, numerical_gradient(f, x))


@wrong("is_gradient", caught_by="planted_mistakes", hint="compared at all")
def accepts_everything(f, x, gradient):
    return gradient.shape == x.shape


@wrong("is_gradient", caught_by="huge_and_zero", hint="0 / 0")
def divides_by_zero(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.shape != n.shape:
        return False
    largest = max(np.abs(gradient).max(), np.abs(n).max())
    return np.abs(gradient - n).max() / largest <= 1e-5


@wrong("is_gradient", caught_by="huge_and_zero", hint="dividing entry by entry")
def divides_entry_by_entry(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.shape != n.shape:
        return False
    sizes = np.maximum(np.maximum(np.abs(gradient), np.abs(n)), 1e-300)
    return not (np.abs(gradient - n) / sizes > 1e-5).any()


@wrong("is_gradient", caught_by="not_even_numbers", hint="no comparison with NaN")
def refuses_what_is_above_the_bound(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.shape != n.shape:
        return False
    largest = max(np.abs(gradient).max(), np.abs(n).max())
    return not np.abs(gradient - n).max() > 1e-5 * largest


@wrong("is_gradient", caught_by="not_even_numbers", hint="no comparison with NaN")
def skips_what_is_no_number(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.shape != n.shape:
        return False
    largest = max(np.nanmax(np.abs(gradient)), np.abs(n).max())
    return np.nanmax(np.abs(gradient - n)) <= 1e-5 * largest


@wrong("is_gradient", caught_by="not_even_numbers", hint="compare the shapes first")
def lets_numpy_stretch_the_shapes(f, x, gradient):
    n = numerical_gradient(f, x)
    if gradient.ndim == n.ndim == 2 or gradient.size == n.shape[-1]:
        largest = max(np.abs(gradient).max(), np.abs(n).max())
        return np.abs(gradient - n).max() <= 1e-5 * largest
    return False


@wrong("is_gradient", caught_by="not_even_numbers", hint="compare the shapes first")
def compares_in_one_long_row(f, x, gradient):
    n, gradient = np.ravel(numerical_gradient(f, x)), np.ravel(gradient)
    if n.shape != gradient.shape:
        return False
    return np.abs(gradient - n).max() <= 1e-5 * max(np.abs(gradient).max(), np.abs(n).max())


@wrong("is_gradient", caught_by="right_gradients", hint="compare the error with the bound")
def returns_the_error(f, x, gradient):
    n = numerical_gradient(f, x)
    return np.abs(gradient - n).max() / np.abs(n).max()


@wrong("is_gradient", caught_by="right_gradients", hint="compare the error with the bound")
def returns_a_verdict_for_every_entry(f, x, gradient):
    n = numerical_gradient(f, x)
    return np.abs(gradient - n) <= 1e-5 * np.abs(n).max()


@wrong("is_gradient", caught_by="right_gradients", hint="compare the error with the bound")
def prints_the_verdict(f, x, gradient):
    n = numerical_gradient(f, x)
    print(np.abs(gradient - n).max() <= 1e-5 * np.abs(n).max())
