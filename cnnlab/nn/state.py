"""A state dictionary that is to be taken over: does it fit?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.nn.buffer import Buffer
from cnnlab.nn.parameter import Parameter
from cnnlab.shapes import ShapeError


def matching(
    own: Mapping[str, Parameter | Buffer], state: Mapping[str, ArrayLike]
) -> dict[str, NDArray[Any]]:
    """The values of ``state`` as arrays, with the names and shapes of ``own``.

    Raises ShapeError where names or shapes differ, or what is no number is given.
    """
    if not isinstance(state, Mapping):
        raise ShapeError(
            "load_state_dict: this is no state dictionary",
            expected="names and arrays: a state_dict, or an np.load of .npz",
            got=type(state).__name__,
        )
    if own.keys() != set(state):
        missing, surplus = own.keys() - set(state), set(state) - own.keys()
        raise ShapeError(
            "load_state_dict: these are another network's parameters",
            expected=", ".join(own),
            got=f"missing: {', '.join(sorted(missing)) or 'none'}; "
            f"unknown: {', '.join(sorted(map(str, surplus))) or 'none'}",
        )
    values = {name: _numbers(name, state[name]) for name in own}
    for name, held in own.items():
        if values[name].shape != held.shape:
            raise ShapeError(
                f"load_state_dict: {name} has another shape",
                expected=held.shape,
                got=values[name].shape,
            )
    return values


def _numbers(name: str, values: ArrayLike) -> NDArray[Any]:
    """``values`` as an array. Raises ShapeError where they are no real numbers."""
    try:
        array = np.asarray(values)
    except (TypeError, ValueError, RuntimeError) as error:  # ragged; torch's own complaints
        array, problem = np.asarray(None), str(error)
    else:
        problem = f"an array of {array.dtype}"
    if array.dtype.kind not in "fiub":
        raise ShapeError(
            f"load_state_dict: {name} holds no numbers that can be taken over",
            expected="an array of real numbers",
            got=problem,
            hint="of torch's tensors: values.detach().float().cpu()",
        )
    return array
