"""Place by place, a piece of memory at a time.

An activation does little for each number that it reads. In pieces that fit into the cache, what one
step of it has written is still there for the next.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnlab.memory import empty_like
from cnnlab.ops.arrays import Array
from cnnlab.threads import for_each

PIECE = 1 << 15  # numbers


def piecewise(function: Callable[..., object], x: Array, *others: Array) -> Array:
    """What ``function(x, *others, out)`` writes to out, for arrays of one shape.

    The result has the type of x and lies in memory as x does.
    """
    out = empty_like(x)
    axes = np.argsort([-abs(step) for step in out.strides], kind="stable")
    lines = [array.transpose(axes).reshape(-1) for array in (x, *others, out)]

    def work(start: int) -> None:
        function(*(line[start : start + PIECE] for line in lines))

    for_each(work, range(0, x.size, PIECE))
    return out
