"""Place by place, a piece of memory at a time.

An activation does little for each number that it reads. In pieces that fit into the cache, what one
step of it has written is still there for the next.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnlab.memory import empty_like
from cnnlab.ops.arrays import Array
from cnnlab.threads import for_each, pieces

PIECE = 1 << 15  # numbers
A_THREAD = 1 << 18  # numbers: to wake one for fewer does not pay


def piecewise(function: Callable[..., object], x: Array, *others: Array) -> Array:
    """What ``function(x, *others, out)`` writes to out, for arrays of one shape.

    The result has the type of x and lies in memory as x does.
    """
    out = empty_like(x)
    if x.size <= PIECE and all(array.flags.c_contiguous for array in (x, *others, out)):
        function(*(array.reshape(-1) for array in (x, *others, out)))
        return out
    axes = np.argsort([-abs(step) for step in out.strides], kind="stable")
    lines = [array.transpose(axes).reshape(-1) for array in (x, *others, out)]

    def work(part: slice) -> None:
        for first in range(part.start, part.stop, PIECE):
            piece = slice(first, min(first + PIECE, part.stop))
            function(*(line[piece] for line in lines))

    for_each(work, pieces(x.size, A_THREAD))
    return out
