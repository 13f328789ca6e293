"""Right answers to same_padding."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("same_padding")
def asks_whether_k_is_odd(k):
    if k % 2 == 1:
        return [(k // 2, k // 2)]
    return [(k // 2, k // 2 - 1), (k // 2 - 1, k // 2)]


@right("same_padding")
def makes_a_set_first(k):
    return list({((k - 1) // 2, k // 2), (k // 2, (k - 1) // 2)})


@right("same_padding")
def looks_through_all_splits(k):
    return [[a, b] for a in range(k) for b in range(k) if a + b == k - 1 and abs(a - b) < 2]


@right("same_padding")
def makes_an_array(kernel):
    less = (kernel - 1) // 2
    ways = np.array([[less, kernel - 1 - less], [kernel - 1 - less, less]])
    return np.unique(ways, axis=0)


@right("same_padding")
def makes_a_tuple_of_pairs(k):
    half, odd = divmod(k - 1, 2)
    return tuple((half + extra, half + odd - extra) for extra in range(odd + 1))
