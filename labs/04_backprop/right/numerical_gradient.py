"""Right answers to exercise 1, written in different ways."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("numerical_gradient")
def moves_one_entry_of_its_own_copy(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    entries = np.nditer(x, flags=["multi_index"])
    for value in entries:
        place, old = entries.multi_index, float(value)
        x[place] = old + h
        ahead = f(x)
        x[place] = old - h
        behind = f(x)
        x[place] = old
        gradient[place] = (ahead - behind) / (2 * h)
    return gradient


@right("numerical_gradient")
def steps_along_the_rows_of_an_identity(f, x, h=1e-5):
    x = np.asarray(x, dtype=np.float64)
    steps = h * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + s) - f(x - s)) / h / 2 for s in steps]).reshape(x.shape)


@right("numerical_gradient")
def fills_a_list(function, point, step=1e-5):
    flat = [float(value) for value in np.ravel(point)]

    def moved(index, by):
        entries = [*flat[:index], flat[index] + by, *flat[index + 1 :]]
        return function(np.reshape(entries, np.shape(point)))

    slopes = [(moved(i, step) - moved(i, -step)) / (2 * step) for i in range(len(flat))]
    return np.reshape(slopes, np.shape(point)).tolist()


@right("numerical_gradient")
def writes_through_a_flat_view_in_fortran_order(f, x, h=1e-5):
    shape = np.shape(x)
    x = np.array(x, dtype=np.float64, order="C")
    gradient = np.empty(shape, order="F")
    for i, place in enumerate(np.ndindex(*shape)):
        x.reshape(-1)[i] += h
        gradient[place] = f(x)
        x.reshape(-1)[i] -= 2 * h
        gradient[place] -= f(x)
        x.reshape(-1)[i] += h
    return gradient * (0.5 / h)
