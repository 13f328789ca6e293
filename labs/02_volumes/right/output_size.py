"""Right answers to output_size."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("output_size")
def divides_with_a_rest(m, k, s, p, d):
    steps, rest = divmod(m + 2 * p - d * (k - 1) - 1, s)
    if rest or steps < 0:
        raise ValueError("does not fit")
    return steps + 1


@right("output_size")
def walks(inputs, weights, stride, padding, dilation):
    reach = dilation * (weights - 1) + 1
    end = inputs + 2 * padding
    place, count = 0, 0
    while place + reach <= end:
        count += 1
        last = place + reach
        place += stride
    if count == 0:
        raise ValueError(f"a kernel that reaches over {reach} does not fit into {end}")
    if last != end:
        raise ValueError(f"{end - last} inputs are left over")
    return count


@right("output_size")
def divides_fractions(m, k, s, p, d):
    size = (m + 2 * p - d * (k - 1) - 1) / s + 1
    if size < 1 or size != int(size):
        raise ValueError(f"there would be {size} outputs")
    return size


@right("output_size")
def looks_for_the_last_place(m, k, s, p, d):
    starts = list(range(0, m + 2 * p - d * (k - 1), s))
    if not starts:
        raise ValueError("too large a kernel")
    if starts[-1] + d * (k - 1) + 1 < m + 2 * p:
        raise ValueError("the last inputs are never seen")
    return np.int64(len(starts))


@right("output_size")
def checks_with_a_helper(m, k, s, p, d):
    def fits(condition, why):
        if not condition:
            raise ValueError(why)

    extent, padded = (k - 1) * d + 1, m + p + p
    fits(extent <= padded, "too large")
    fits((padded - extent) % s == 0, "not a whole number of steps")
    return 1 + (padded - extent) // s


class DoesNotFitError(ValueError):
    """One of the student's own."""


@right("output_size")
def raises_an_error_of_its_own(m, k, s, p, d):
    way = m + 2 * p - (k - 1) * d - 1
    if way < 0 or way % s != 0:
        raise DoesNotFitError(f"{k} weights do not fit")
    return way // s + 1
