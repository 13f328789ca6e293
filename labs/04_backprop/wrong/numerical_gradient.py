"""Wrong answers to exercise 1 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


def differences(f, x, ahead, behind, over):
    steps = np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + ahead * s) - f(x - behind * s)) / over for s in steps]).reshape(x.shape)


@wrong("numerical_gradient", caught_by="a_cube", hint="one-sided")
def steps_to_one_side_only(f, x, h=1e-5):
    return differences(f, x, h, 0, h)


@wrong("numerical_gradient", caught_by="a_cube", hint="one-sided difference from x - h")
def steps_to_the_left_only(f, x, h=1e-5):
    return differences(f, x, 0, h, h)


@wrong("numerical_gradient", caught_by="a_cube", hint="divide by 2h")
def divides_by_h(f, x, h=1e-5):
    return differences(f, x, h, h, h)


@wrong("numerical_gradient", caught_by="a_cube", hint="divide the difference")
def does_not_divide(f, x, h=1e-5):
    return differences(f, x, h, h, 1)


@wrong("numerical_gradient", caught_by="a_cube", hint="wrong way round")
def subtracts_the_wrong_way_round(f, x, h=1e-5):
    return differences(f, x, -h, -h, 2 * h)


@wrong("numerical_gradient", caught_by="a_cube", hint="use it as it is given")
def has_a_step_of_its_own(f, x, h=1e-5):
    return differences(f, x, 1e-5, 1e-5, 2e-5)


@wrong("numerical_gradient", caught_by="a_cube", hint="here they are h")
def goes_half_a_step_to_either_side(f, x, h=1e-5):
    return differences(f, x, h / 2, h / 2, h)


@wrong(
    "numerical_gradient", caught_by="entries_that_interact", hint="go back to where it was before"
)
def leaves_every_entry_at_x_minus_h(f, x, h=1e-5):
    x, gradient = x.astype(float), np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        x[place] += h
        ahead = f(x)
        x[place] -= 2 * h
        gradient[place] = (ahead - f(x)) / (2 * h)
    return gradient


@wrong("numerical_gradient", caught_by="entries_that_interact", hint="not stay at x + h")
def leaves_every_entry_at_x_plus_h(f, x, h=1e-5):
    x, gradient = x.astype(float), np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        old = x[place]
        x[place] = old - h
        behind = f(x)
        x[place] = old + h
        gradient[place] = (f(x) - behind) / (2 * h)
    return gradient


@wrong("numerical_gradient", caught_by="entries_that_interact", hint="changes its input")
def moves_the_callers_x(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        x[place] += h
        ahead = f(x)
        x[place] -= 2 * h
        gradient[place] = (ahead - f(x)) / (2 * h)
        x[place] += h + 1e-12
    return gradient


@wrong("numerical_gradient", caught_by="entries_that_interact", hint="one number comes out")
def moves_all_entries_together(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@wrong("numerical_gradient", caught_by="entries_that_interact", hint="moved at once")
def gives_every_entry_the_common_slope(f, x, h=1e-5):
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


@wrong("numerical_gradient", caught_by="entries_that_interact", hint="whole rows are moved")
def knows_vectors_only(f, x, h=1e-5):
    x, gradient = np.array(x, dtype=float), np.zeros(x.shape)
    for i in range(len(x)):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@wrong("numerical_gradient", caught_by="entries_that_interact", hint="a gradient has the shape")
def returns_one_long_row(f, x, h=1e-5):
    return differences(f, x, h, h, 2 * h).ravel()


@wrong("numerical_gradient", caught_by="usual_step", hint="a default h of 0.01")
def has_a_large_default(f, x, h=1e-2):
    return differences(f, x, h, h, 2 * h)


@wrong("numerical_gradient", caught_by="four_axes", hint="IndexError")
def knows_two_axes_at_most(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    if x.ndim < 2:
        return differences(f, x, h, h, 2 * h)
    gradient = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            old = float(x[i, j : j + 1][0]) if x.ndim == 2 else x[i, j][0, 0, 0]
            x[i, j] = old + h
            ahead = f(x)
            x[i, j] = old - h
            gradient[i, j] = (ahead - f(x)) / (2 * h)
            x[i, j] = old
    return gradient


@wrong("numerical_gradient", caught_by="whole_and_single_precision", hint="cuts off what is added")
def steps_on_whole_numbers(f, x, h=1e-5):
    x = np.array(x)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        old = x[place]
        x[place] = old + h
        ahead = f(x)
        x[place] = old - h
        gradient[place] = (ahead - f(x)) / (2 * h)
        x[place] = old
    return gradient


@wrong("numerical_gradient", caught_by="whole_and_single_precision", hint="dtype=float")
def keeps_slopes_in_the_type_of_x(f, x, h=1e-5):
    gradient = np.zeros_like(x)
    gradient[...] = differences(f, x.astype(float), h, h, 2 * h)
    return gradient


@wrong("numerical_gradient", caught_by="whole_and_single_precision", hint="as float64 first")
def steps_in_single_precision(f, x, h=1e-5):
    x = x if x.dtype.kind == "f" else x.astype(float)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = h
        gradient[place] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@wrong("numerical_gradient", caught_by="a_cube", hint="a = x makes no copy")
def gives_one_array_two_names(f, x, h=1e-5):
    x, gradient = np.array(x, dtype=float), np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        ahead, behind = x, x
        ahead[place] += h
        behind[place] -= h
        gradient[place] = (f(ahead) - f(behind)) / (2 * h)
    return gradient
