"""What all optimisers have in common.

An optimiser changes each number of a parameter by its own gradient, and by what it remembers of
that number's earlier ones. So a rule is written for a block of numbers, whichever they are. A block
and what is computed of it stay in the processor's cache: large parameters are read and written
once a step, not once an operation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.nn import Parameter
from cnnlab.ops.arrays import Array
from cnnlab.optim.settings import ensure_amounts
from cnnlab.shapes import ExplainedError

BLOCK = 1 << 14  # numbers: five blocks of float32 take 320 KiB


class Optimizer:
    """Changes ``params`` against their gradients: ``step()`` after every ``backward``.

    ``lr`` may be changed between steps. A subclass names the arrays that it keeps beside every
    parameter in ``remembers``, in torch's words, and defines ``_change``.

    Raises ExplainedError for numbers that make no descent, and for what is no list of parameters.
    """

    remembers: tuple[str, ...] = ()

    def __init__(self, params: Iterable[Parameter], lr: float, weight_decay: float) -> None:
        ensure_amounts(type(self).__name__, lr=lr, weight_decay=weight_decay)
        given: list[Any] = list(params) if isinstance(params, Iterable) else [params]
        self.parameters: list[Parameter] = given
        if not self.parameters:
            raise ExplainedError(
                f"{type(self).__name__}: there is nothing to optimise",
                expected="parameters",
                got="none",
            )
        others = {type(each).__name__ for each in given if not isinstance(each, Parameter)}
        if others or len({id(each) for each in given}) < len(given):
            raise ExplainedError(
                f"{type(self).__name__}: these cannot be optimised",
                expected="parameters, each of them once",
                got=", ".join(sorted(others)) or "one of them twice",
                hint="model.parameters()",
            )
        self.lr, self.weight_decay = lr, weight_decay
        self._memory: dict[int, dict[str, Array]] = {}  # by a parameter's place in the list

    def step(self) -> None:
        """Change every parameter that has a gradient, in its own memory."""
        for i, parameter in enumerate(self.parameters):
            if parameter.grad is None:
                continue
            if not parameter.data.flags.c_contiguous:
                parameter.data = parameter.data  # copied in order: a block must be a view
            w, g = parameter.data, parameter.grad
            if i not in self._memory:
                self._memory[i] = {name: np.zeros(w.shape, w.dtype) for name in self.remembers}
                self._memory[i]["step"] = np.zeros(())
            memory = self._memory[i]
            memory["step"] += 1
            kept = (memory[name] for name in self.remembers)
            flat = [array.reshape(-1) for array in (w, g, *kept)]
            for at in range(0, w.size, BLOCK):
                self._change(int(memory["step"]), *(array[at : at + BLOCK] for array in flat))

    def _change(self, t: int, w: Array, g: Array, *memory: Array) -> None:
        """Step ``t``, from 1: change ``w`` and ``memory`` in place, and leave ``g`` alone."""
        raise NotImplementedError(f"{type(self).__name__} does not define _change")

    def zero_grad(self) -> None:
        """Forget the gradients; backward passes add to them."""
        for parameter in self.parameters:
            parameter.grad = None

    def state_dict(self) -> dict[str, Array]:
        """A copy of what must be known to go on: "lr", and what is remembered, by place and name.

        "3.step" counts the fourth parameter's steps. All are arrays, so that ``np.savez`` takes
        them.
        """
        state: dict[str, Array] = {"lr": np.array(self.lr)}
        for i, memory in sorted(self._memory.items()):
            state.update({f"{i}.{name}": array.copy() for name, array in memory.items()})
        return state

    def load_state_dict(self, state: Mapping[str, ArrayLike]) -> None:
        """Go on where the optimiser was that ``state`` is of: a ``state_dict``, or an ``np.load``.

        Raises ExplainedError for the state of another optimiser; then nothing has been changed.
        """
        if not isinstance(state, Mapping):
            raise self._stranger(type(state).__name__)
        memory: dict[int, dict[str, Array]] = {}
        for key in set(state) - {"lr"}:
            place, _, name = key.partition(".")
            known = place.isdecimal() and int(place) < len(self.parameters)
            parameter = self.parameters[int(place)] if known else None
            array = np.asarray(state[key])
            if parameter is None or array.shape != self._shapes(parameter).get(name):
                raise self._stranger(f"{key} {array.shape}")
            kept = np.array(array, None if name == "step" else parameter.dtype, order="C")
            memory.setdefault(int(place), {})[name] = kept
        whole = all(len(kept) == len(self.remembers) + 1 for kept in memory.values())
        if "lr" not in state or not whole:
            raise self._stranger("a part of it: " + (", ".join(sorted(state)) or "nothing"))
        self.lr, self._memory = float(np.asarray(state["lr"])), memory

    def _shapes(self, parameter: Parameter) -> dict[str, tuple[int, ...]]:
        return {"step": (), **dict.fromkeys(self.remembers, parameter.shape)}

    def _stranger(self, got: str) -> ExplainedError:
        names = ", ".join(("step", *self.remembers))
        return ExplainedError(
            f"{type(self).__name__}.load_state_dict: this is another optimiser's state",
            expected=f"lr, and {names} of {len(self.parameters)} parameters",
            got=got,
        )
