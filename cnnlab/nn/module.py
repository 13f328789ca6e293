"""Module: what all layers and networks have in common.

A layer owns parameters and, between ``forward`` and ``backward``, a cache. It calls an operation
of ``cnnlab.ops`` and does no mathematics itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from cnnlab.nn.grad_mode import keeping
from cnnlab.nn.parameter import Parameter
from cnnlab.ops.arrays import Array
from cnnlab.shapes import ShapeError


class Module:
    """A layer or a network: ``y = module(x)``, then ``dx = module.backward(dy)``.

    ``backward`` adds to the ``grad`` of every parameter. A subclass defines ``forward`` and
    ``backward``; parameters and modules that it sets as attributes are found by their names.
    """

    training = True
    _cache: Any = None

    def forward(self, x: Array) -> Array:
        """y of x."""
        raise NotImplementedError(f"{type(self).__name__} does not define forward")

    def backward(self, dy: Array) -> Array:
        """dx of dy, for the x of the last ``forward``."""
        raise NotImplementedError(f"{type(self).__name__} does not define backward")

    def __call__(self, x: Array) -> Array:
        return self.forward(x)

    # What forward leaves for backward

    def _keep(self, cache: Any) -> None:
        """Put ``cache`` by for backward. Raises RuntimeError where one waits already."""
        if not keeping():
            return
        if self._cache is not None:
            raise RuntimeError(
                f"{type(self).__name__} was used twice before backward, and would forget its first "
                "input. Call backward after every forward, or zero_grad() to drop what waits; to "
                "predict only, work inside `with nn.no_grad():`; for two places in one network, "
                "make two layers"
            )
        self._cache = cache

    def _take(self) -> Any:
        """What forward put by. Raises RuntimeError where there is nothing."""
        if self._cache is None:
            raise RuntimeError(
                f"{type(self).__name__}: backward without a forward before it (each forward, "
                "outside of nn.no_grad(), serves one backward)"
            )
        cache, self._cache = self._cache, None
        return cache

    # What a network is made of

    def children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly inside, with their names."""
        return ((name, value) for name, value in vars(self).items() if isinstance(value, Module))

    def modules(self) -> Iterator[Module]:
        """This module and all inside it."""
        yield self
        for _, child in self.children():
            yield from child.modules()

    def named_parameters(self, prefix: str = "") -> Iterator[tuple[str, Parameter]]:
        """Every parameter with its dotted name, as torch would name it."""
        for name, value in vars(self).items():
            if isinstance(value, Parameter):
                yield prefix + name, value
        for name, child in self.children():
            yield from child.named_parameters(f"{prefix}{name}.")

    def parameters(self) -> Iterator[Parameter]:
        """Every parameter, in torch's order."""
        return (parameter for _, parameter in self.named_parameters())

    # What can be done to all of it

    def train(self, mode: bool = True) -> Self:
        """Behave as in training: layers such as dropout differ between training and use."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Behave as in use."""
        return self.train(False)

    def zero_grad(self) -> None:
        """Forget all gradients, and whatever a forward pass left behind."""
        for module in self.modules():
            module._cache = None
        for parameter in self.parameters():
            parameter.grad = None

    def astype(self, dtype: DTypeLike) -> Self:
        """Hold all parameters as float32 or float64."""
        for parameter in self.parameters():
            parameter.astype(dtype)
        return self

    def state_dict(self) -> dict[str, Array]:
        """A copy of every parameter, under torch's names."""
        return {name: parameter.data.copy() for name, parameter in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, ArrayLike]) -> None:
        """Take over the values in ``state``: a ``state_dict``, torch's own, or an ``np.load``.

        Raises ShapeError where names or shapes differ; then nothing has been changed.
        """
        own = dict(self.named_parameters())
        if own.keys() != set(state):
            missing, surplus = own.keys() - set(state), set(state) - own.keys()
            raise ShapeError(
                "load_state_dict: these are another network's parameters",
                expected=", ".join(own),
                got=f"missing: {', '.join(sorted(missing)) or 'none'}; "
                f"unknown: {', '.join(sorted(surplus)) or 'none'}",
            )
        values = {name: np.asarray(state[name]) for name in own}
        for name, parameter in own.items():
            if values[name].shape != parameter.shape:
                raise ShapeError(
                    f"load_state_dict: {name} has another shape",
                    expected=parameter.shape,
                    got=values[name].shape,
                )
        for name, parameter in own.items():
            parameter.data = values[name]

    def __repr__(self) -> str:
        inside = [f"  ({name}): {child!r}".replace("\n", "\n  ") for name, child in self.children()]
        head = type(self).__name__
        return "\n".join([f"{head}(", *inside, ")"]) if inside else f"{head}({self._settings()})"

    def _settings(self) -> str:
        """A layer's hyperparameters, as they would be written in its call."""
        return ""
