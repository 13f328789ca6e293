"""Module: what all layers and networks have in common.

A layer owns parameters and, between ``forward`` and ``backward``, a cache. It calls an operation
of ``cnnlab.ops`` and does no mathematics itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from cnnlab.nn.buffer import Buffer
from cnnlab.nn.grad_mode import keeping
from cnnlab.nn.parameter import Parameter, floating_type
from cnnlab.nn.state import matching
from cnnlab.nn.window import Shape, Step, Window
from cnnlab.ops.arrays import Array
from cnnlab.shapes import ShapeError

Held = TypeVar("Held", Parameter, Buffer)


class UsedTwiceError(RuntimeError):
    """A second forward pass would overwrite what the first one put by for backward."""


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

    def backward_parameters(self, dy: Array) -> None:
        """``backward`` where nobody asks for dx, as in training: a layer may spare itself that."""
        self.backward(dy)

    def __call__(self, x: Array) -> Array:
        """``forward``. Where it fails, nothing is left waiting for ``backward``."""
        if not isinstance(x, np.ndarray):
            raise ShapeError(
                f"{type(self).__name__}: x must be an array",
                expected="x a numpy.ndarray",
                got=f"x of {type(x).__name__}",
                hint="np.asarray(x, dtype=np.float32)",
            )
        with self._nothing_waits_after_a_failure():
            return self.forward(x)

    # What can be known from shapes alone

    def output_shape(self, shape: Shape) -> Shape:
        """The shape of y for an x of ``shape``, both with the batch; here, the same.

        Raises ShapeError where ``forward`` would.
        """
        return shape

    def multiply_adds(self, shape: Shape) -> int:
        """How many products ``forward`` sums up for an x of ``shape``; here, none."""
        return 0

    def window(self, shape: Shape) -> Window:
        """What an output sees of an x of ``shape``; here, what is at its own place."""
        return Window()

    def steps(self, shape: Shape, seen: Window | None = None, name: str = "") -> Iterator[Step]:
        """The layers at work inside on an x of ``shape``, in order; this one, if it is a layer.

        ``seen`` is what x sees of the network's input.
        """
        window = (seen or Window()).then(self.window(shape))
        yield Step(name, self, shape, self.output_shape(shape), window)

    def up_to(self, name: str) -> Module:
        """The network that ends with the layer ``name``, of the same layers.

        Names are those of ``steps``. Raises KeyError where there is none of that name.
        """
        if name:
            raise KeyError(name)
        return self

    # What forward leaves for backward

    def _keep(self, cache: Any) -> None:
        """Put ``cache`` by for backward. Raises UsedTwiceError where one waits already."""
        if not keeping():
            return
        if self._cache is not None:
            raise UsedTwiceError(
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

    def _forget(self) -> None:
        """Drop what waits for backward, here and in all modules inside."""
        for module in self.modules():
            module._cache = None

    @contextmanager
    def _nothing_waits_after_a_failure(self) -> Iterator[None]:
        """So that after an error, or an interrupt, the network can be used again."""
        try:
            yield
        except UsedTwiceError:
            raise  # what waits is whole, and backward may still be called
        except BaseException:
            self._forget()
            raise

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
        return self._named(Parameter, prefix)

    def named_buffers(self, prefix: str = "") -> Iterator[tuple[str, Buffer]]:
        """Every buffer with its dotted name, as torch would name it."""
        return self._named(Buffer, prefix)

    def parameters(self) -> Iterator[Parameter]:
        """Every parameter, in torch's order."""
        return (parameter for _, parameter in self.named_parameters())

    def _state(self) -> dict[str, Parameter | Buffer]:
        """Everything that a ``state_dict`` holds."""
        return dict(self.named_parameters()) | dict(self.named_buffers())

    def _named(self, kind: type[Held], prefix: str) -> Iterator[tuple[str, Held]]:
        for name, value in vars(self).items():
            if isinstance(value, kind):
                yield prefix + name, value
        for name, child in self.children():
            yield from child._named(kind, f"{prefix}{name}.")

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
        self._forget()
        for parameter in self.parameters():
            parameter.grad = None

    def astype(self, dtype: DTypeLike) -> Self:
        """Hold all parameters and buffers as float32 or float64. Raises ShapeError for others."""
        dtype = floating_type(dtype)
        for held in self._state().values():
            held.astype(dtype)
        return self

    def state_dict(self) -> dict[str, Array]:
        """A copy of every parameter and buffer, under torch's names."""
        return {name: held.data.copy() for name, held in self._state().items()}

    def load_state_dict(self, state: Mapping[str, ArrayLike]) -> None:
        """Take over the values in ``state``: a ``state_dict``, torch's own, or an ``np.load``.

        Raises ShapeError where names or shapes differ, or what is no number is given; then nothing
        has been changed.
        """
        own = self._state()
        values = matching(own, state)
        for name, held in own.items():
            held.data = values[name]

    def __repr__(self) -> str:
        inside = [f"  ({name}): {child!r}".replace("\n", "\n  ") for name, child in self.children()]
        head = type(self).__name__
        return "\n".join([f"{head}(", *inside, ")"]) if inside else f"{head}({self._settings()})"

    def _settings(self) -> str:
        """A layer's hyperparameters, as they would be written in its call."""
        return ""
